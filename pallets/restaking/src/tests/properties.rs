//! Random sequences of everything that can happen to an operator, with an exact model beside it
//! (`model.rs`), and of everything that operators and services can do to each other.
//!
//! `PROPTEST_CASES` sets the number of cases, `PROPTEST_RNG_SEED` the seed; without it the seed is
//! fixed, so that the same cases run everywhere.

use super::model::{exact, zero, Exact, Model};
use crate::{mock::*, Allocations, Batches, Call, Error, Exits, Held, Owed, Pools, Slashes};
use estuary_primitives::restaking::{ServiceId, SlashId, Terms};
use frame_support::assert_ok;
use proptest::{prelude::*, test_runner::RngSeed};
use sp_runtime::{DispatchResult, Perbill};
use sp_staking::EraIndex;
use std::collections::{BTreeMap, BTreeSet};

const ACTORS: [AccountId; 3] = [ALICE, BOB, CHARLIE];
/// Amounts are in this unit, and a few odd ones more: what divides evenly shows no rounding.
const SCALE: Balance = 1_000_000_000_000;
/// What the roundings of one step can add up to: one for each part of each bucket, and what they
/// do to a price that has fallen to a tenth.
const STEP: u128 = 1_000;

/// What the roundings of one step can move: a unit in each of the five buckets, and in their sum.
const ROUNDING: Balance = 6;

/// What can happen.
#[derive(Clone, Debug)]
enum Op {
	Delegate {
		who: usize,
		units: u128,
	},
	/// Thousandths of the position.
	Undelegate {
		who: usize,
		part: u128,
	},
	/// Next to nothing, where the least delegation allows that.
	Sliver {
		who: usize,
		units: u128,
	},
	Request {
		service: ServiceId,
		ago: EraIndex,
		percent: u32,
	},
	Veto {
		which: usize,
	},
	Apply {
		which: usize,
	},
	Refund {
		which: usize,
		part: u128,
	},
	Close {
		which: usize,
	},
	Reward {
		units: u128,
	},
	Era,
	Block,
	/// Hundredths of the stake, for the properties without a model.
	Allocate {
		service: ServiceId,
		percent: u128,
	},
	Claim {
		who: usize,
		ago: EraIndex,
	},
}

/// Slashes of less than `most` hundredths.
fn ops(most: u32) -> impl Strategy<Value = Op> {
	let service = 0..3u32;
	prop_oneof![
		4 => (0..3usize, 1..5_000u128).prop_map(|(who, units)| Op::Delegate { who, units }),
		4 => (0..3usize, prop_oneof![Just(1_000u128), 1..900u128])
			.prop_map(|(who, part)| Op::Undelegate { who, part }),
		2 => (0..3usize, 1..7u128).prop_map(|(who, units)| Op::Sliver { who, units }),
		5 => (service.clone(), 0..4u32, 1..most)
			.prop_map(|(service, ago, percent)| Op::Request { service, ago, percent }),
		3 => (0..8usize).prop_map(|which| Op::Veto { which }),
		2 => (0..8usize).prop_map(|which| Op::Apply { which }),
		2 => (0..8usize, prop_oneof![Just(1_000u128), 1..1_000u128])
			.prop_map(|(which, part)| Op::Refund { which, part }),
		1 => (0..8usize).prop_map(|which| Op::Close { which }),
		1 => (1..5_000u128).prop_map(|units| Op::Reward { units }),
		4 => Just(Op::Era),
		2 => Just(Op::Block),
		3 => (service, 0..60u128).prop_map(|(service, percent)| Op::Allocate { service, percent }),
		2 => (0..3usize, 3..8u32).prop_map(|(who, ago)| Op::Claim { who, ago }),
	]
}

fn config() -> ProptestConfig {
	ProptestConfig {
		rng_seed: std::env::var("PROPTEST_RNG_SEED")
			.ok()
			.and_then(|seed| seed.parse().ok())
			.map_or(RngSeed::Fixed(2_609), RngSeed::Fixed),
		failure_persistence: None,
		..ProptestConfig::with_cases(
			std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(64),
		)
	}
}

/// The pending slashes, or those that can be refunded.
fn slashes(applied: bool) -> Vec<SlashId> {
	let mut ids: Vec<_> = Slashes::<Test>::iter()
		.filter(|(_, slash)| slash.applied == applied)
		.map(|(id, _)| id)
		.collect();
	ids.sort();
	ids
}

fn pick(ids: Vec<SlashId>, which: usize) -> SlashId {
	ids.get(which % ids.len().max(1)).copied().unwrap_or(SlashId::MAX)
}

fn endow() {
	for who in ACTORS.into_iter().chain([SLASHER, PAYER]) {
		for asset in [STEST, REWARD] {
			let amount = 1_000_000_000 * SCALE;
			assert_ok!(Assets::mint(RuntimeOrigin::signed(OWNER), asset, who, amount));
		}
	}
}

/// Three services with half, 30 % and a fifth of an operator, two delegators.
fn start() -> Model<AccountId> {
	endow();
	operator(OPERATOR);
	let mut model = Model::default();
	for (who, amount) in [(ALICE, 3_000 * SCALE + 7), (BOB, 2_000 * SCALE + 11)] {
		assert_ok!(delegate(who, OPERATOR, amount));
		model.delegate(who, Era::get(), amount);
	}
	let terms = [
		Terms { max_fraction: Perbill::one(), ..terms() },
		Terms { max_fraction: Perbill::one(), veto_window: 2, refund_window: 3, ..terms() },
		harsh_terms(),
	];
	for (terms, percent) in terms.into_iter().zip([50, 30, 20]) {
		let id = service(terms);
		assert_ok!(allocate(OPERATOR, id, percent));
		model.promises.insert(id, exact(percent) / exact(100));
	}
	pass(8);
	model
}

/// Does `op` on the chain. The amount that a request set aside or a refund gave back.
fn perform(op: &Op) -> Result<u128, sp_runtime::DispatchError> {
	let done = |outcome: DispatchResult| outcome.map(|()| 0);
	match *op {
		Op::Delegate { who, units } =>
			done(delegate(ACTORS[who], OPERATOR, units * SCALE + units % 97)),
		Op::Undelegate { who, part } => {
			let all = units(ACTORS[who], OPERATOR);
			let left = all * part / 1_000;
			undelegate(ACTORS[who], OPERATOR, left).map(|()| left)
		},
		Op::Sliver { who, units } => undelegate(ACTORS[who], OPERATOR, units).map(|()| units),
		Op::Request { service, ago, percent } => {
			let id = request(service, OPERATOR, Era::get() - ago, percent)?;
			Ok(Slashes::<Test>::get(id).unwrap().amount)
		},
		Op::Veto { which } => done(veto(pick(slashes(false), which))),
		Op::Apply { which } => done(apply(pick(slashes(false), which))),
		Op::Refund { which, part } => {
			let id = pick(slashes(true), which);
			let left = Slashes::<Test>::get(id).map_or(0, |slash| slash.amount - slash.refunded);
			let amount = left * part / 1_000;
			refund(id, amount).map(|()| amount)
		},
		Op::Close { which } => done(crate::mock::close(pick(slashes(true), which))),
		Op::Reward { units } => {
			let amount = units * SCALE + units % 89;
			pay(0, REWARD, amount).map(|()| amount)
		},
		Op::Era => {
			pass(1);
			Ok(0)
		},
		Op::Block => {
			run_block();
			Ok(0)
		},
		Op::Allocate { service, percent } => done(allocate(OPERATOR, service, percent)),
		Op::Claim { who, ago } => done(claim(OPERATOR, ACTORS[who], Era::get() - ago)),
	}
}

/// Lets the model follow what the chain did.
fn follow(model: &mut Model<AccountId>, op: &Op, amount: u128, before: &[(AccountId, u128)]) {
	match *op {
		Op::Delegate { who, units } =>
			model.delegate(ACTORS[who], Era::get(), units * SCALE + units % 97),
		Op::Undelegate { who, .. } | Op::Sliver { who, .. } => {
			let (_, all) = before[who];
			model.undelegate(ACTORS[who], Era::get(), exact(amount) / exact(all));
		},
		Op::Request { service, ago, .. } => {
			let id = crate::NextSlash::<Test>::get() - 1;
			let until = Slashes::<Test>::get(id).unwrap().refund_until;
			model.request(id, (service, Era::get() - ago, until), Era::get(), amount);
		},
		Op::Reward { .. } => model.reward(amount),
		// `follow_slashes` does these, whoever caused them; the others change nothing.
		Op::Refund { .. } | Op::Veto { .. } | Op::Apply { .. } | Op::Close { .. } => (),
		Op::Block | Op::Era | Op::Allocate { .. } | Op::Claim { .. } => (),
	}
}

fn close(what: &str, chain: u128, model: &Exact, slack: u128) -> Result<(), TestCaseError> {
	let difference = exact(chain) - model;
	let far = difference > exact(slack) || difference < zero() - exact(slack);
	prop_assert!(!far, "{what}: the chain has {chain}, the model {}", model.to_integer());
	Ok(())
}

fn compare(model: &mut Model<AccountId>, slack: u128) -> Result<(), TestCaseError> {
	let bucket = Pools::<Test>::get(OPERATOR).bucket;
	close("net", bucket.stake, &model.pool.net(), slack)?;
	close("set aside", bucket.set_aside(), &model.pool.set_aside(), slack)?;
	for who in ACTORS {
		let views = Restaking::api_positions(who);
		let (stake, aside) = views.first().map_or((0, 0), |view| (view.stake, view.set_aside));
		let (net, pending) = (model.pool.net(), model.pool.set_aside());
		close("position", stake, &model.pool.part(&who, net), slack)?;
		close("pending of a position", aside, &model.pool.part(&who, pending), slack)?;
		for exit in views.into_iter().flat_map(|view| view.exits) {
			let batch = &model.batches[&exit.era];
			close("exit", exit.stake, &batch.part(&who, batch.net()), slack)?;
			close("exit", exit.set_aside, &batch.part(&who, batch.set_aside()), slack)?;
		}
	}
	// RS-1: what each service counts on, slashes of the others notwithstanding.
	for service in 0..3 {
		let magnitude = Allocations::<Test>::get(OPERATOR, service).unwrap();
		let (_, left) = bucket.slashable_floor(service, magnitude.magnitudes.at(Era::get()));
		close(
			"slashable of the pool",
			left,
			&model.pool.slashable(service, &model.promises[&service]),
			slack,
		)?;
		for ago in 0..4 {
			let era = Era::get() - ago;
			let chain = Restaking::slashable_stake(service, &OPERATOR, era);
			let all = model.slashable(service, era, Era::get()) + exact(slack);
			prop_assert!(exact(chain) <= all, "RS-4: more than there is for an era");
		}
	}
	for who in ACTORS {
		let rewards = Restaking::api_claimable_rewards(who);
		let chain = rewards.first().map_or(0, |reward| reward.reward);
		let model = model.earned.get(&who).cloned().unwrap_or_else(zero);
		close("reward", chain, &model, slack)?;
	}
	Ok(())
}

/// Applies to the model what became of each slash on the chain.
fn follow_slashes(model: &mut Model<AccountId>, before: &[(SlashId, bool, u128)], vetoed: bool) {
	for (id, applied, left) in before {
		match Slashes::<Test>::get(id) {
			None if vetoed && !applied => model.veto(*id),
			None => {
				if !applied {
					model.apply(*id, Era::get());
				} else if take_refunds(*id) == *left {
					model.refund(*id, Era::get(), *left);
				}
				model.forget(*id);
			},
			Some(slash) => {
				if slash.applied && !applied {
					model.apply(*id, Era::get());
				}
				let refunded = left.saturating_sub(slash.amount - slash.refunded);
				if refunded > 0 {
					model.refund(*id, Era::get(), refunded);
				}
			},
		}
	}
}

/// What was given back of `slash` since the events were taken last.
fn take_refunds(slash: SlashId) -> u128 {
	take_events()
		.into_iter()
		.map(|event| match event {
			crate::Event::SlashRefunded { slash: of, amount, .. } if of == slash => amount,
			_ => 0,
		})
		.sum()
}

fn open_slashes() -> Vec<(SlashId, bool, u128)> {
	let mut all: Vec<_> = Slashes::<Test>::iter()
		.map(|(id, slash)| (id, slash.applied, slash.amount - slash.refunded))
		.collect();
	all.sort();
	all
}

/// What `service` can slash for each era in reach, the oldest first.
fn slashable_by_era(service: ServiceId) -> Vec<Balance> {
	let now = Era::get();
	(now - 3..=now)
		.map(|era| Restaking::slashable_stake(service, &OPERATOR, era))
		.collect()
}

/// Everybody leaves and claims: all that was ever paid in is somewhere.
fn wind_up() -> Result<(), TestCaseError> {
	// What is overdue is applied before anybody leaves.
	run_block();
	for who in ACTORS {
		let left = units(who, OPERATOR);
		if left > 0 {
			assert_ok!(undelegate(who, OPERATOR, left));
		}
	}
	for _ in 0..12 {
		pass(1);
		run_block();
		check();
	}
	let exits: Vec<_> = Exits::<Test>::iter_keys().collect();
	for (operator, era, who) in exits {
		assert_ok!(claim(operator, who, era));
	}
	check();
	prop_assert_eq!(Exits::<Test>::iter().count(), 0);
	prop_assert_eq!(Batches::<Test>::iter().count(), 0);
	prop_assert!(Held::<Test>::get() < 1_000, "stEST that belongs to nobody");
	for who in ACTORS {
		let call = Call::claim_reward { operator: OPERATOR, asset: REWARD };
		let outcome = dispatch(who, call);
		prop_assert!(outcome.is_ok() || outcome == Err(Error::<Test>::NothingToClaim.into()));
	}
	prop_assert!(Owed::<Test>::get(REWARD) < 1_000, "rewards that belong to nobody");
	Ok(())
}

proptest! {
	#![proptest_config(config())]

	/// RS-1 to RS-4 against the exact model, promises being fixed.
	#[test]
	fn everybody_should_have_what_the_exact_model_says(
		ops in proptest::collection::vec(ops(30), 1..60),
	) {
		ExtBuilder.build().execute_with(|| {
			let mut model = start();
			for (step, op) in ops.iter().enumerate() {
				if matches!(op, Op::Allocate { .. } | Op::Claim { .. }) {
					continue;
				}
				let before = ACTORS.map(|who| (who, units(who, OPERATOR)));
				let open = open_slashes();
				take_events();
				if let Ok(amount) = perform(op) {
					follow_slashes(&mut model, &open, matches!(op, Op::Veto { .. }));
					follow(&mut model, op, amount, &before);
				}
				check();
				compare(&mut model, STEP * (step as u128 + 1))?;
			}
			wind_up()
		})?;
	}

	/// RS-1: whatever one service does, what the others can slash for any era moves by one unit at
	/// most in each of the buckets, which are the pool and the batches since, and their sum. And
	/// an application takes no more of what its own service can slash than what was set aside, also
	/// where next to nothing leaves.
	#[test]
	fn no_service_should_touch_what_another_counts_on(
		ops in proptest::collection::vec(ops(101), 1..60),
	) {
		ExtBuilder.build().execute_with(|| {
			MinDelegation::set(1);
			start();
			// Whether somebody came in after others had left in the era: these lose more then than
			// those who are in, and one magnitude stands for both.
			let mut mixed = false;
			for op in &ops {
				let slashing = matches!(
					op,
					Op::Request { .. } | Op::Veto { .. } | Op::Apply { .. } | Op::Refund { .. }
				);
				let before: Vec<_> = (0..3).map(slashable_by_era).collect();
				let open: BTreeMap<_, _> = Slashes::<Test>::iter().collect();
				let done = perform(op).is_ok();
				match op {
					Op::Era => mixed = false,
					Op::Delegate { .. } => mixed |= Batches::<Test>::contains_key(OPERATOR, Era::get()),
					_ => (),
				}
				if done && slashing {
					let moved: Vec<ServiceId> = (0..3)
						.filter(|other| {
							let after = slashable_by_era(*other);
							let mut both = after.iter().zip(&before[*other as usize]);
							both.any(|(after, before)| after.abs_diff(*before) > ROUNDING)
						})
						.collect();
					// The slashes that are new, gone or changed are all of one service.
					let now: BTreeMap<_, _> = Slashes::<Test>::iter().collect();
					let touched: BTreeSet<_> = open
						.iter()
						.chain(&now)
						.filter(|(id, _)| open.get(id) != now.get(id))
						.map(|(_, slash)| slash.service)
						.collect();
					prop_assert_eq!(touched.len(), 1, "{:?} touched {:?}", op, touched);
					prop_assert!(
						moved.iter().all(|moved| touched.contains(moved)),
						"RS-1: {op:?} of {touched:?} moved {moved:?}"
					);
					for service in touched.into_iter().filter(|_| !mixed && matches!(op, Op::Apply { .. })) {
						let (before, after) =
							(&before[service as usize], slashable_by_era(service));
						let fell = before.iter().zip(&after).any(|(b, a)| *a + ROUNDING < *b);
						prop_assert!(!fell, "{op:?}: {service} had {before:?}, has {after:?}");
					}
				}
				check();
			}
			wind_up()
		})?;
	}
}
