//! Random sequences of everything that can happen to the pool, on the real staking pallet, with an
//! exact model beside it (`model.rs`); and properties of the books alone.
//!
//! `PROPTEST_CASES` sets the number of cases, `PROPTEST_RNG_SEED` the seed; without it the seed is
//! fixed, so that the same cases run everywhere.

mod books;
mod compare;
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
	Slash {
		validator: AccountId,
		eras_ago: EraIndex,
		percent: u32,
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
			Op::Slash { validator, eras_ago, percent } => world.slash(validator, eras_ago, percent),
			Op::SetValidators { pot, validators } => world.set_validators(pot, validators),
		}
	}
}

/// What a single account (with a second one, `other`) can do by itself.
fn ops_of(who: AccountId, other: AccountId) -> impl Strategy<Value = Op> {
	let part = prop_oneof![1 => Just(1_000u128), 3 => 0..=1_000u128];
	let (part_cancelled, part_given) = (part.clone(), part.clone());
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
		1 => (0..4usize, 0..2_000u128)
			.prop_map(move |(to, units)| Op::Donate { from: who, to, units }),
		1 => (1..20u32).prop_map(move |steps| Op::Advance { by: who, steps }),
	]
}

/// What happens to everybody.
fn ops_of_chain() -> impl Strategy<Value = Op> {
	let validator = || select(&VALIDATORS[..]);
	// Now and then all of it.
	let percent = prop_oneof![6 => 1..30u32, 2 => 30..100u32, 1 => Just(100u32)];
	prop_oneof![
		1 => any::<bool>().prop_map(|full| Op::Budget { full }),
		2 => (validator(), 0..3u32)
			.prop_map(|(validator, eras_ago)| Op::Payout { by: BOB, validator, eras_ago }),
		6 => (1..5u32).prop_map(|count| Op::Blocks { count }),
		7 => Just(Op::Era),
		3 => (validator(), 0..3u32, percent)
			.prop_map(|(validator, eras_ago, percent)| Op::Slash { validator, eras_ago, percent }),
		1 => (0..3u32, proptest::sample::subsequence(&VALIDATORS[..], 0..=3))
			.prop_map(|(pot, validators)| Op::SetValidators { pot, validators }),
	]
}

fn ops() -> impl Strategy<Value = Op> {
	let actors = (select(&ACTORS[..]), select(&ACTORS[..]));
	prop_oneof![
		3 => actors.prop_flat_map(|(who, other)| ops_of(who, other)),
		2 => ops_of_chain(),
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
		select(vec![0, 0, 1]),
		select(pots),
	)
		.prop_map(|(scale, reward, fee, defer, pots)| Setup { scale, reward, fee, defer, pots })
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
	/// went in when there are no new rewards. Exactly: there is no tolerance here.
	#[test]
	fn nobody_should_gain_without_rewards(
		setup in setups(),
		earlier in proptest::collection::vec(1..50_000u128, 0..3),
		losses in 0..60u32,
		ops in proptest::collection::vec(
			prop_oneof![
				2 => ops_of(ALICE, ALIAS),
				1 => ops_of(ALIAS, ALICE),
				2 => ops_of_chain(),
			],
			5..40,
		),
	) {
		setup.chain().execute_with(|| {
			let fail = |what: String| TestCaseError::fail(what);
			let mut world = World::new(&setup).map_err(fail)?;
			// Others are in, have earned and lost; what they earned last is still vesting.
			for units in earlier {
				world.deposit(BOB, 100 + units * setup.scale + units % 89).map_err(fail)?;
				world.era().map_err(fail)?;
			}
			world.slash(11, 0, losses).map_err(fail)?;
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
