//! The pool, restaking and coverage in one machine: random slashes by services, slashes by staking
//! and cancellations, deposits, redemptions, delegations and rewards, in real blocks.
//!
//! After each step the invariants of all pallets are checked on the whole state, and from outside:
//! the rate falls with a loss and for nothing else (LS-4), a service takes nothing that another one
//! counts on (RS-1), no reward appears or is lost (RS-2), cover is no more than the loss and leaves
//! nobody worse off (CV-1).

// An era of the normal build has 3,600 blocks.
#![cfg(all(feature = "fast-runtime", feature = "try-runtime"))]

mod common;

use common::{account, active_era, equivocation, Chain, EST};
use estuary_primitives::{
	restaking::{Magnitude, SlashDestination, SlashState, Terms},
	types::Reserves,
	Balance, Shares,
};
use estuary_runtime::{
	configs::assets::ST_EST, constants::time::RESTAKING_EXIT_DELAY, Assets, Coverage,
	LiquidStaking, Restaking, RuntimeCall, RuntimeEvent, RuntimeOrigin, Session, Staking,
};
use frame_support::traits::{fungible::NativeOrWithId, DisabledValidators};
use pallet_coverage::{PremiumCurve, Promise};
use pallet_liquid_staking::{Call as Pool, Event as PoolEvent};
use pallet_restaking::Call as Restake;
use proptest::{prelude::*, test_runner::RngSeed};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{
	self, Alice, Bob, BobStash, Charlie, Dave, DaveStash, Eve, Ferdie,
};
use sp_runtime::{FixedU128, Perbill};

const DELEGATORS: [Sr25519Keyring; 2] = [Charlie, Dave];
/// Coverage, a service with a resolver, and one without.
const SERVICES: [u32; 3] = [0, 1, 2];

#[derive(Clone, Debug)]
enum Op {
	Deposit {
		who: usize,
		est: u128,
	},
	Redeem {
		who: usize,
		percent: u128,
	},
	Delegate {
		who: usize,
		percent: u128,
	},
	Undelegate {
		who: usize,
		percent: u128,
	},
	Allocate {
		service: usize,
		percent: u128,
	},
	Request {
		service: usize,
		percent: u32,
	},
	Veto,
	Apply,
	Reward {
		service: usize,
		est: u128,
	},
	Claim {
		who: usize,
	},
	/// A validator signs two blocks in a slot.
	Equivocate,
	/// Governance cancels what staking is to take next.
	Cancel,
	Blocks(u32),
	Era,
}

fn ops() -> impl Strategy<Value = Op> {
	let who = || 0..2usize;
	let percent = || 1..=100u128;
	prop_oneof![
		2 => (who(), 10..2_000u128).prop_map(|(who, est)| Op::Deposit { who, est }),
		2 => (who(), percent()).prop_map(|(who, percent)| Op::Redeem { who, percent }),
		3 => (who(), percent()).prop_map(|(who, percent)| Op::Delegate { who, percent }),
		2 => (who(), percent()).prop_map(|(who, percent)| Op::Undelegate { who, percent }),
		1 => (0..3usize, 0..=34u128)
			.prop_map(|(service, percent)| Op::Allocate { service, percent }),
		4 => (1..3usize, 1..=40u32).prop_map(|(service, percent)| Op::Request { service, percent }),
		2 => Just(Op::Veto),
		2 => Just(Op::Apply),
		2 => (0..3usize, 1..50u128).prop_map(|(service, est)| Op::Reward { service, est }),
		2 => who().prop_map(|who| Op::Claim { who }),
		3 => Just(Op::Equivocate),
		2 => Just(Op::Cancel),
		2 => (1..6u32).prop_map(Op::Blocks),
		3 => Just(Op::Era),
	]
}

struct Joined {
	chain: Chain,
	/// EST paid as rewards, and claimed.
	paid: Balance,
	claimed: Balance,
}

/// What is compared before and after a step.
struct Before {
	rate: FixedU128,
	stakes: [Balance; 3],
	books: Reserves,
}

fn terms(
	resolver: Option<Sr25519Keyring>,
) -> Terms<estuary_runtime::AccountId, NativeOrWithId<u32>> {
	Terms {
		slasher: account(Ferdie),
		veto_window: if resolver.is_some() { 1 } else { 0 },
		resolver: resolver.map(account),
		max_fraction: Perbill::from_percent(50),
		destination: SlashDestination::Burn,
		refund_window: 0,
		reward_assets: vec![NativeOrWithId::Native].try_into().expect("one fits"),
		min_stake: 0,
		notice: RESTAKING_EXIT_DELAY + 1,
	}
}

fn stakes() -> [Balance; 3] {
	let era = active_era();
	SERVICES.map(|service| Restaking::api_slashable_stake(service, account(Eve), era))
}

fn st_est(who: Sr25519Keyring) -> Balance {
	Assets::balance(ST_EST, account(who))
}

impl Joined {
	fn new() -> Self {
		let mut chain = Chain::new("local_testnet");
		for who in DELEGATORS {
			chain.submit(who, Pool::deposit { amount: 20_000 * EST, min_shares: Shares(0) });
		}
		chain.submit(Eve, Restake::register_operator { commission: Perbill::from_percent(10) });
		let delegate =
			Restake::delegate { operator: account(Eve), amount: 6_000 * EST, min_units: 0 };
		chain.submit(Charlie, delegate);
		chain.with(|| {
			let promise = Promise { max_fraction: Perbill::from_percent(50), min_stake: Shares(0) };
			let params = PremiumCurve {
				target: Shares(10_000 * EST),
				empty: Perbill::from_percent(20),
				full: Perbill::from_percent(10),
			};
			Coverage::set_up(RuntimeOrigin::root(), account(Charlie), 200 * EST, promise, params)
				.expect("Charlie can pay for it");
		});
		chain.submit(Ferdie, Restake::register_service { terms: terms(Some(Alice)) });
		chain.submit(Ferdie, Restake::register_service { terms: terms(None) });
		for service in SERVICES {
			let magnitude = Magnitude(Magnitude::ONE.0 / 10 * 3);
			chain.submit(Eve, Restake::allocate { service, magnitude });
		}
		let era = chain.with(active_era) + 4;
		chain.until_settled(era);
		Joined { chain, paid: 0, claimed: 0 }
	}

	fn before(&mut self) -> Before {
		self.chain.with(|| Before {
			rate: LiquidStaking::api_exchange_rate(),
			stakes: stakes(),
			books: LiquidStaking::api_reserves().expect("the pool is set up"),
		})
	}

	/// Makes a block with `call`, which may be refused; whether it was done.
	fn submit(&mut self, who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> bool {
		self.chain.try_submit(who, call).is_ok()
	}

	/// A slash that waits, and its service.
	fn pending(&mut self) -> Option<(u64, u32)> {
		let all = self.chain.with(|| Restaking::api_slashes(account(Eve)));
		let open = all
			.into_iter()
			.find(|slash| slash.state == SlashState::Pending && slash.service != SERVICES[0]);
		open.map(|slash| (slash.slash, slash.service))
	}

	fn step(&mut self, op: &Op) -> Result<(), TestCaseError> {
		let before = self.before();
		// The services whose own slash this is.
		let mut of: Option<u32> = None;
		match *op {
			Op::Deposit { who, est } => {
				let call = Pool::deposit { amount: est * EST, min_shares: Shares(0) };
				self.submit(DELEGATORS[who], call);
			},
			Op::Redeem { who, percent } => {
				let who = DELEGATORS[who];
				let shares = self.chain.with(|| st_est(who)) / 100 * percent;
				self.submit(who, Pool::redeem { shares: Shares(shares) });
			},
			Op::Delegate { who, percent } => {
				let who = DELEGATORS[who];
				let amount = self.chain.with(|| st_est(who)) / 200 * percent;
				let operator = account(Eve);
				self.submit(who, Restake::delegate { operator, amount, min_units: 0 });
			},
			Op::Undelegate { who, percent } => {
				let who = DELEGATORS[who];
				let positions = self.chain.with(|| Restaking::api_positions(account(who)));
				let units = positions.first().map_or(0, |position| position.units) / 100 * percent;
				self.submit(who, Restake::undelegate { operator: account(Eve), units });
			},
			Op::Allocate { service, percent } => {
				let magnitude = Magnitude(Magnitude::ONE.0 / 100 * percent);
				self.submit(Eve, Restake::allocate { service: SERVICES[service], magnitude });
			},
			Op::Request { service, percent } => {
				let service = SERVICES[service];
				let call = Restake::request_slash {
					service,
					operator: account(Eve),
					era: self.chain.with(active_era),
					fraction: Perbill::from_percent(percent),
					evidence: H256::zero(),
				};
				self.submit(Ferdie, call);
				of = Some(service);
			},
			Op::Veto =>
				if let Some((slash, service)) = self.pending() {
					of = Some(service);
					self.submit(Alice, Restake::veto_slash { slash });
				},
			Op::Apply =>
				if let Some((slash, service)) = self.pending() {
					of = Some(service);
					self.submit(Ferdie, Restake::apply_slash { slash });
				},
			Op::Reward { service, est } => {
				let amount = est * EST;
				let asset = NativeOrWithId::Native;
				let call = Restake::pay_reward { service: SERVICES[service], asset, amount };
				if self.submit(Ferdie, call) {
					self.paid += amount;
				}
			},
			Op::Claim { who } => {
				let who = DELEGATORS[who];
				let asset = NativeOrWithId::Native;
				let due = self.claimable();
				self.submit(who, Restake::claim_reward { operator: account(Eve), asset });
				self.claimed += due - self.claimable();
			},
			Op::Equivocate => {
				let offender = self.chain.with(|| {
					let disabled = Session::disabled_validators().len();
					let elected = Session::validators();
					let free =
						[(Bob, BobStash), (Dave, DaveStash)].into_iter().find(|(_, stash)| {
							let index = elected.iter().position(|v| *v == account(*stash));
							index.is_some_and(|index| !Session::is_disabled(index as u32))
						});
					free.filter(|_| disabled == 0).map(|(key, _)| key)
				});
				if let Some(offender) = offender {
					self.chain.pass_turn_of(offender);
					let report = self.chain.with(|| equivocation(offender));
					let _ = self.chain.block(vec![report]);
				}
			},
			Op::Cancel => self.chain.with(|| {
				let era =
					pallet_staking::UnappliedSlashes::<estuary_runtime::Runtime>::iter_keys().min();
				if let Some(era) = era {
					Staking::cancel_deferred_slash(RuntimeOrigin::root(), era, vec![0])
						.expect("it is there");
				}
			}),
			Op::Blocks(count) => self.chain.blocks(count),
			Op::Era => {
				let era = self.chain.with(active_era) + 1;
				self.chain.until_settled(era);
			},
		}
		self.compare(op, before, of)
	}

	fn claimable(&mut self) -> Balance {
		self.chain.with(|| {
			let of = |who| Restaking::api_claimable_rewards(account(who));
			let all = [Charlie, Dave, Eve].into_iter().flat_map(of);
			all.filter(|reward| reward.asset == NativeOrWithId::Native)
				.map(|reward| reward.reward + reward.commission)
				.sum()
		})
	}

	fn compare(&mut self, op: &Op, before: Before, of: Option<u32>) -> Result<(), TestCaseError> {
		self.chain.check();
		let after = self.before();
		let many_blocks = matches!(op, Op::Era | Op::Blocks(_) | Op::Equivocate);
		let lost = self.chain.events().into_iter().find_map(|event| match event {
			RuntimeEvent::LiquidStaking(PoolEvent::LossReported {
				loss,
				cover,
				covered,
				holders,
				exits,
				..
			}) => Some((loss, cover, covered, holders, exits)),
			_ => None,
		});
		prop_assert!(
			after.rate >= before.rate || many_blocks || lost.is_some(),
			"LS-4: {op:?} lowered the rate from {:?} to {:?}",
			before.rate,
			after.rate
		);
		if let Some((loss, cover, covered, holders, exits)) = lost {
			prop_assert_eq!(loss, cover + covered + holders + exits, "LS-8: {:?}", op);
			// Without cover the same loss would have left each share less.
			let books = &before.books;
			let all = books.backing + books.streaming;
			if matches!(op, Op::Equivocate) && holders < all {
				let without =
					FixedU128::from_rational(all - (loss - covered).min(all), books.issuance.0);
				let held = self.chain.with(|| {
					let books = LiquidStaking::api_reserves().expect("the pool is set up");
					FixedU128::from_rational(books.backing + books.streaming, books.issuance.0)
				});
				prop_assert!(held >= without, "CV-1: {held:?} with cover, {without:?} without");
			}
		}
		let calls = matches!(op, Op::Request { .. } | Op::Veto | Op::Apply);
		if let Some(of) = of.filter(|_| calls && lost.is_none()) {
			for (service, (old, new)) in SERVICES.iter().zip(before.stakes.iter().zip(after.stakes))
			{
				prop_assert!(
					*service == of || old.abs_diff(new) <= 3,
					"RS-1: {op:?} by {of} changed the stake for {service} from {old} to {new}"
				);
			}
		}
		let due = self.claimable();
		prop_assert!(
			self.claimed + due <= self.paid,
			"RS-2: {} claimed and {due} due of {}",
			self.claimed,
			self.paid
		);
		let totals = self.chain.with(Coverage::api_totals);
		prop_assert!(totals.given_back <= totals.covered, "CV-1: {totals:?}");
		Ok(())
	}
}

fn config() -> ProptestConfig {
	let default = ProptestConfig::default();
	let rng_seed = match default.rng_seed {
		RngSeed::Random => RngSeed::Fixed(0x000e_57a2),
		fixed => fixed,
	};
	let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 4 };
	ProptestConfig { cases, rng_seed, failure_persistence: None, max_shrink_iters: 60, ..default }
}

proptest! {
	#![proptest_config(config())]

	#[test]
	fn pool_restaking_and_coverage_should_keep_all_invariants_together(
		ops in proptest::collection::vec(ops(), 10..40),
	) {
		let mut joined = Joined::new();
		for op in &ops {
			joined.step(op)?;
		}
		// Everybody leaves restaking, and all that is pending comes to its end.
		for who in DELEGATORS {
			let positions = joined.chain.with(|| Restaking::api_positions(account(who)));
			let units = positions.first().map_or(0, |position| position.units);
			joined.submit(who, Restake::undelegate { operator: account(Eve), units });
		}
		for _ in 0..6 {
			joined.step(&Op::Era)?;
		}
		let open = joined.chain.with(|| Restaking::api_slashes(account(Eve)));
		prop_assert!(
			open.iter().all(|slash| slash.state == SlashState::Applied),
			"RS-3: still pending: {open:?}"
		);
		let covers = joined.chain.with(Coverage::api_covers);
		prop_assert!(covers.is_empty(), "CV-1: still in force: {covers:?}");
	}
}
