//! Random sequences of everything that can happen to the pool, on the real staking pallet, with an
//! exact model beside it (`model`); and properties of the books alone.
//!
//! `PROPTEST_CASES` sets the number of cases, `PROPTEST_RNG_SEED` the seed; without it the seed is
//! fixed, so that the same cases run everywhere.

mod books;
mod compare;
mod reports;
mod world;

use super::model::Outcome;
use crate::{mock::*, Claims};
use proptest::{
	prelude::*,
	sample::select,
	test_runner::{RngSeed, TestCaseError},
};
use sp_staking::EraIndex;
use world::{Setup, World, ACTORS, ALIAS, VALIDATORS};

/// What can happen. Amounts are in units of [`Setup::scale`], parts in thousandths.
#[derive(Clone, Debug)]
enum Op {
	/// Planck, whatever the scale: around the minimum.
	DepositLittle {
		who: AccountId,
		amount: u128,
	},
	Deposit {
		who: AccountId,
		units: u128,
	},
	Redeem {
		who: AccountId,
		part: u128,
	},
	RedeemLittle {
		who: AccountId,
		shares: u128,
	},
	Cancel {
		who: AccountId,
		part: u128,
	},
	Claim {
		by: AccountId,
		owner: AccountId,
		era_of: usize,
	},
	Transfer {
		from: AccountId,
		to: AccountId,
		part: u128,
	},
	TransferClaim {
		from: AccountId,
		to: AccountId,
		era_of: usize,
		part: u128,
	},
	Instant {
		who: AccountId,
		part: u128,
	},
	/// A part of what the reserve can pay for.
	InstantOfReserve {
		who: AccountId,
		part: u128,
	},
	Donate {
		from: AccountId,
		to: usize,
		units: u128,
	},
	Advance {
		by: AccountId,
		steps: u32,
	},
	Budget {
		full: bool,
	},
	Payout {
		by: AccountId,
		validator: AccountId,
		eras_ago: EraIndex,
	},
	Blocks {
		count: u32,
	},
	Era,
	/// To where the next era is planned and not yet active.
	Late,
	/// Blocks in which nothing is settled.
	Skip {
		count: u32,
	},
	Slash {
		validators: Vec<AccountId>,
		eras_ago: EraIndex,
		thousandths: u32,
	},
	CancelSlash {
		ahead: EraIndex,
		which: u32,
	},
	Register {
		validator: AccountId,
		units: u128,
	},
	Deregister {
		validator: AccountId,
	},
	ReleaseBond {
		validator: AccountId,
	},
	Pause {
		what: (bool, bool, bool),
		blocks: u32,
	},
	SetValidators {
		pot: u32,
		validators: Vec<AccountId>,
	},
}

impl Op {
	fn perform(&self, world: &mut World, setup: &Setup) -> Outcome {
		match self.clone() {
			Op::DepositLittle { who, amount } => world.deposit(who, amount),
			// Odd amounts: what divides evenly shows no rounding.
			Op::Deposit { who, units } => world.deposit(who, units * setup.scale + units % 97),
			Op::Redeem { who, part } => world.redeem(who, shares_of(who) * part / 1_000),
			Op::RedeemLittle { who, shares } => world.redeem(who, shares),
			Op::Cancel { who, part } => world.cancel(who, world.open_shares(who) * part / 1_000),
			Op::Claim { by, owner, era_of } => {
				let mut eras: Vec<_> = Claims::<Test>::iter_key_prefix(owner).collect();
				eras.sort();
				let era = eras.get(era_of % eras.len().max(1)).copied().unwrap_or(0);
				world.claim(by, owner, era)
			},
			Op::Transfer { from, to, part } =>
				world.transfer(from, to, shares_of(from) * part / 1_000),
			Op::TransferClaim { from, to, era_of, part } => {
				let mut claims: Vec<_> = Claims::<Test>::iter_prefix(from).collect();
				claims.sort_by_key(|(era, _)| *era);
				let Some((era, claim)) = claims.get(era_of % claims.len().max(1)) else {
					return world.transfer_claim(from, to, 0, 1);
				};
				world.transfer_claim(from, to, *era, claim.0 * part / 1_000)
			},
			Op::Instant { who, part } => world.instant(who, shares_of(who) * part / 1_000),
			Op::InstantOfReserve { who, part } => {
				let books = books();
				let price = books.backing / books.issuance.0.max(1) + 1;
				let shares = books.reserve / price * part / 1_000;
				world.instant(who, shares.min(shares_of(who)))
			},
			Op::Donate { from, to, units } => {
				let accounts = [
					LiquidStaking::pool_account(),
					LiquidStaking::claims_account(),
					pot(0),
					pot(1),
				];
				world.donate(from, accounts[to % 4], ED + units * setup.scale)
			},
			Op::Advance { by, steps } => {
				for _ in 0..steps {
					world.advance(by)?;
				}
				Ok(())
			},
			Op::Budget { full } => {
				world.budget(full);
				Ok(())
			},
			Op::Payout { by, validator, eras_ago } =>
				world.payout(by, validator, active_era().saturating_sub(eras_ago)),
			Op::Blocks { count } => (0..count).try_for_each(|_| world.block()),
			Op::Era => world.era(),
			Op::Late => world.late(),
			Op::Skip { count } => (0..count).try_for_each(|_| world.skip_block()),
			Op::Slash { validators, eras_ago, thousandths } =>
				world.slash(&validators, eras_ago, thousandths),
			Op::CancelSlash { ahead, which } => world.cancel_slash(ahead, which),
			Op::Register { validator, units } =>
				world.register(validator, 400 + units * setup.scale),
			Op::Deregister { validator } => world.deregister(validator),
			Op::ReleaseBond { validator } => world.release_bond(validator),
			Op::Pause { what: (deposit, redeem, instant), blocks } =>
				world.pause(deposit, redeem, instant, blocks),
			Op::SetValidators { pot, validators } => world.set_validators(pot, validators),
		}
	}
}

/// What a single account (with a second one, `other`) can do by itself.
fn ops_of(who: AccountId, other: AccountId) -> impl Strategy<Value = Op> {
	let part = prop_oneof![1 => Just(1_000u128), 3 => 0..=1_000u128];
	let (part_cancelled, part_given, part_passed) = (part.clone(), part.clone(), part.clone());
	let (part_instant, part_reserve) = (part.clone(), part.clone());
	prop_oneof![
		1 => (0..300u128).prop_map(move |amount| Op::DepositLittle { who, amount }),
		5 => prop_oneof![1..300u128, 1..100_000u128]
			.prop_map(move |units| Op::Deposit { who, units }),
		4 => part.prop_map(move |part| Op::Redeem { who, part }),
		1 => (0..120u128).prop_map(move |shares| Op::RedeemLittle { who, shares }),
		2 => part_cancelled.prop_map(move |part| Op::Cancel { who, part }),
		4 => (0..6usize)
			.prop_map(move |era_of| Op::Claim { by: other, owner: who, era_of }),
		2 => part_given.prop_map(move |part| Op::Transfer { from: who, to: other, part }),
		1 => (0..6usize, part_passed).prop_map(move |(era_of, part)| {
			Op::TransferClaim { from: who, to: other, era_of, part }
		}),
		1 => part_instant.prop_map(move |part| Op::Instant { who, part }),
		2 => part_reserve.prop_map(move |part| Op::InstantOfReserve { who, part }),
		1 => (0..4usize, 0..2_000u128)
			.prop_map(move |(to, units)| Op::Donate { from: who, to, units }),
		1 => (1..20u32).prop_map(move |steps| Op::Advance { by: who, steps }),
	]
}

/// Parts of a stake, in thousandths: small ones, larger ones, and now and then all of it.
fn slashes() -> impl Strategy<Value = u32> {
	prop_oneof![4 => 1..20u32, 5 => 10..300u32, 2 => 300..1_000u32, 1 => Just(1_000u32)]
}

fn reports(thousandths: impl Strategy<Value = u32>) -> impl Strategy<Value = Op> {
	let validators = prop_oneof![
		3 => select(&VALIDATORS[..]).prop_map(|validator| vec![validator]),
		1 => proptest::sample::subsequence(&VALIDATORS[..], 2..=3),
	];
	// The bonding duration is three eras: older offences are not slashed.
	(validators, 0..4u32, thousandths).prop_map(|(validators, eras_ago, thousandths)| Op::Slash {
		validators,
		eras_ago,
		thousandths,
	})
}

/// What happens to everybody, losses aside.
fn ops_of_chain() -> impl Strategy<Value = Op> {
	let validator = || select(&VALIDATORS[..]);
	prop_oneof![
		1 => any::<bool>().prop_map(|full| Op::Budget { full }),
		2 => (validator(), 0..3u32)
			.prop_map(|(validator, eras_ago)| Op::Payout { by: BOB, validator, eras_ago }),
		6 => (1..5u32).prop_map(|count| Op::Blocks { count }),
		7 => Just(Op::Era),
		2 => Just(Op::Late),
		1 => (1..25u32).prop_map(|count| Op::Skip { count }),
		1 => (0..3u32, proptest::sample::subsequence(&VALIDATORS[..], 0..=3))
			.prop_map(|(pot, validators)| Op::SetValidators { pot, validators }),
		1 => (validator(), 0..2_000u128)
			.prop_map(|(validator, units)| Op::Register { validator, units }),
		1 => validator().prop_map(|validator| Op::Deregister { validator }),
		1 => validator().prop_map(|validator| Op::ReleaseBond { validator }),
		2 => (0..5u32, 0..4u32).prop_map(|(ahead, which)| Op::CancelSlash { ahead, which }),
		1 => (any::<(bool, bool, bool)>(), 0..12u32)
			.prop_map(|(what, blocks)| Op::Pause { what, blocks }),
	]
}

fn ops() -> impl Strategy<Value = Op> {
	let actors = (select(&ACTORS[..]), select(&ACTORS[..]));
	prop_oneof![
		12 => actors.prop_flat_map(|(who, other)| ops_of(who, other)),
		8 => ops_of_chain(),
		2 => reports(slashes()),
	]
}

fn setups() -> impl Strategy<Value = Setup> {
	let pots = vec![
		vec![vec![11], vec![21]],
		vec![vec![11, 21], vec![31]],
		vec![vec![11]],
		vec![vec![11], vec![21], vec![31, 11]],
	];
	(
		select(vec![1, 1_000_000_000]),
		select(vec![0, 60, 6_000]),
		select(vec![0, 10, 20]),
		select(vec![0, 1, 1, 2, 2]),
		select(pots),
		select(vec![0, 5, 20]),
		select(vec![(1, 1), (1, 10), (5, 5), (10, 10)]),
		1..=3u32,
	)
		.prop_map(|(scale, reward, fee, defer, pots, reserve, limits, exit_delay)| {
			let (bunker, instant_fee) = limits;
			Setup { scale, reward, fee, defer, pots, reserve, bunker, instant_fee, exit_delay }
		})
}

/// The configuration for `cases` cases, unless the environment says how many.
fn config(cases: u32) -> ProptestConfig {
	let default = ProptestConfig::default();
	let rng_seed = match default.rng_seed {
		RngSeed::Random => RngSeed::Fixed(0x000e_57a2),
		fixed => fixed,
	};
	let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
	ProptestConfig {
		cases,
		rng_seed,
		failure_persistence: None,
		max_shrink_iters: 2_000,
		..default
	}
}

/// Runs `ops` and says after which one something did not hold.
fn run(setup: &Setup, ops: &[Op]) -> Result<(), TestCaseError> {
	setup.chain().execute_with(|| {
		let mut world = World::new(setup)
			.map_err(|what| TestCaseError::fail(format!("at the start: {what}")))?;
		for (index, op) in ops.iter().enumerate() {
			op.perform(&mut world, setup)
				.map_err(|what| TestCaseError::fail(format!("op {index} {op:?}: {what}")))?;
		}
		world
			.everybody_leaves()
			.map_err(|what| TestCaseError::fail(format!("at the end: {what}")))?;
		check();
		Ok(())
	})
}

proptest! {
	#![proptest_config(config(48))]

	/// LS-1 to LS-9 after every step of whatever happens.
	#[test]
	fn chain_should_agree_with_the_model(
		setup in setups(),
		ops in proptest::collection::vec(ops(), 5..60),
	) {
		run(&setup, &ops)?;
	}
}

proptest! {
	#![proptest_config(config(24))]

	/// LS-5: who acts alone, whatever the rate was and with two accounts, never gets out more than
	/// went in when there are no new rewards, also while losses are reported, applied and
	/// cancelled. Exactly: there is no tolerance here.
	#[test]
	fn nobody_should_gain_without_rewards(
		setup in setups(),
		earlier in proptest::collection::vec((1..50_000u128, 0..=1_000u128), 0..3),
		losses in 0..600u32,
		ops in proptest::collection::vec(
			prop_oneof![
				4 => ops_of(ALICE, ALIAS),
				2 => ops_of(ALIAS, ALICE),
				4 => ops_of_chain(),
				1 => reports(1..10u32),
				1 => reports(slashes()),
			],
			5..40,
		),
	) {
		setup.chain().execute_with(|| {
			let fail = |what: String| TestCaseError::fail(what);
			let mut world = World::new(&setup).map_err(fail)?;
			// Others are in, are leaving, have earned and lost.
			for (units, part) in earlier {
				world.deposit(BOB, 100 + units * setup.scale + units % 89).map_err(fail)?;
				world.era().map_err(fail)?;
				world.redeem(BOB, shares_of(BOB) * part / 1_000).map_err(fail)?;
			}
			world.slash(&[11], 0, losses).map_err(fail)?;
			EraReward::set(0);
			world.era().map_err(fail)?;
			world.era().map_err(fail)?;
			for (index, op) in ops.iter().enumerate() {
				op.perform(&mut world, &setup)
					.map_err(|what| TestCaseError::fail(format!("op {index} {op:?}: {what}")))?;
				let (has, paid) = world.has_and_paid(&[ALICE, ALIAS]);
				prop_assert!(has <= paid, "LS-5: op {} {:?}: {} of {}", index, op, has, paid);
			}
			check();
			Ok(())
		})?;
	}
}

/// What a chain goes through in which reports come and are all cancelled, or in which there are
/// none.
#[derive(Clone, Debug)]
struct Cancelled {
	setup: Setup,
	deposits: Vec<(AccountId, u128)>,
	reports: Vec<(Vec<AccountId>, EraIndex, u32)>,
	/// Thousandths of the shares that leave, before and after the reports.
	leaving: Vec<(AccountId, u128)>,
	/// Blocks between the closing of the batch and the cancellation.
	blocks: u32,
}

impl Cancelled {
	/// What everybody has in the end, with the reports or without them.
	fn outcome(&self, reported: bool) -> Outcome<Vec<u128>> {
		self.setup.chain().execute_with(|| {
			let mut world = World::new(&self.setup)?;
			for (who, units) in &self.deposits {
				world.deposit(*who, 100 + units * self.setup.scale)?;
			}
			// Elected, earned, vested.
			world.era()?;
			world.era()?;
			EraReward::set(0);
			world.era()?;
			world.era()?;
			let mut leaving = self.leaving.iter();
			for (who, part) in leaving.by_ref().take(1) {
				world.redeem(*who, shares_of(*who) * part / 1_000)?;
			}
			for (validators, eras_ago, thousandths) in &self.reports {
				if reported {
					world.slash(validators, *eras_ago, *thousandths)?;
				}
				world.block()?;
			}
			for (who, part) in leaving {
				world.redeem(*who, shares_of(*who) * part / 1_000)?;
			}
			// The batch closes while all are pending: what is noticed by the settlement that closes
			// it goes to those who stay, since it vests.
			world.era()?;
			for _ in 0..self.blocks {
				world.block()?;
			}
			while reported && books().provision > 0 {
				for ahead in 1..5 {
					for _ in 0..VALIDATORS.len() * self.reports.len() {
						world.cancel_slash(ahead, 0)?;
					}
				}
				world.era()?;
			}
			let end = 10 * (System::block_number() / 10 + 4);
			while System::block_number() < end.max(120) {
				world.block()?;
			}
			check();
			Ok(ACTORS.into_iter().map(|who| world.has_and_paid(&[who]).0).collect())
		})
	}
}

fn cancelled() -> impl Strategy<Value = Cancelled> {
	let who = || select(&[ALICE, BOB, CHARLIE][..]);
	let validators = proptest::sample::subsequence(&VALIDATORS[..], 1..=3);
	(
		setups(),
		1..=2u32,
		proptest::collection::vec((who(), 1..50_000u128), 1..4),
		proptest::collection::vec((validators, 0..3u32, 1..900u32), 1..4),
		proptest::collection::vec((who(), 0..=1_000u128), 0..4),
		0..9u32,
	)
		.prop_map(|(setup, defer, deposits, reports, leaving, blocks)| {
			// Who is paid before the cancellation does not get anything back. Two eras from now
			// at the earliest they are applied.
			let setup = Setup { defer, exit_delay: 3, ..setup };
			let reports = reports
				.into_iter()
				.map(|(validators, eras_ago, part)| (validators, eras_ago % defer, part))
				.collect();
			Cancelled { setup, deposits, reports, leaving, blocks }
		})
}

proptest! {
	#![proptest_config(config(12))]

	/// LS-8: reports that are all cancelled before they are applied leave everybody with what they
	/// would have without them, whether they stay, leave before or leave after the reports, if the
	/// batch of those has closed before the cancellation.
	#[test]
	fn cancelled_reports_should_restore_everything(case in cancelled()) {
		let with = case.outcome(true).map_err(TestCaseError::fail)?;
		let without = case.outcome(false).map_err(TestCaseError::fail)?;
		// A few for each report: its parts are whole, and so is what is given back.
		let most = 4 * case.reports.len() as u128 + 6;
		for (with, without) in with.iter().zip(&without) {
			prop_assert!(with.abs_diff(*without) <= most, "LS-8: {} became {}", without, with);
		}
	}
}
