//! What can happen.

use proptest::prelude::*;

/// One step.
#[derive(Clone, Debug)]
pub enum Op {
	/// EST into the pool.
	Deposit { who: usize, est: u128 },
	/// Hundredths of the stEST at hand out of the pool.
	Redeem { who: usize, percent: u128 },
	/// Half of so many hundredths of the stEST at hand.
	Delegate { who: usize, percent: u128 },
	/// Hundredths of the position.
	Undelegate { who: usize, percent: u128 },
	/// A slash by one of the two services with a slasher of flesh and blood.
	Request { service: u32, ago: u32, percent: u32 },
	/// The first slash that waits is rejected.
	Veto,
	/// The first slash that waits is applied.
	Apply,
	/// Thousandths of what can be given back of the first slash that was applied.
	Refund { part: u128 },
	/// EST for the operators of a service.
	Reward { service: u32, est: u128 },
	/// What a delegator has earned.
	Claim { who: usize },
	/// A validator signs two blocks in a slot.
	Equivocate,
	/// Governance cancels what staking is to take next.
	Cancel,
	/// Empty blocks.
	Blocks(u32),
	/// Until the next era is settled.
	Era,
}

/// Any step.
pub fn any() -> impl Strategy<Value = Op> {
	let who = || 0..2usize;
	let percent = || prop_oneof![Just(100u128), 1..100u128];
	prop_oneof![
		2 => (who(), 10..2_000u128).prop_map(|(who, est)| Op::Deposit { who, est }),
		2 => (who(), percent()).prop_map(|(who, percent)| Op::Redeem { who, percent }),
		3 => (who(), percent()).prop_map(|(who, percent)| Op::Delegate { who, percent }),
		2 => (who(), percent()).prop_map(|(who, percent)| Op::Undelegate { who, percent }),
		4 => (1..3u32, 0..3u32, 1..=40u32)
			.prop_map(|(service, ago, percent)| Op::Request { service, ago, percent }),
		2 => Just(Op::Veto),
		2 => Just(Op::Apply),
		1 => prop_oneof![Just(1_000u128), 1..1_000u128].prop_map(|part| Op::Refund { part }),
		2 => (0..3u32, 1..50u128).prop_map(|(service, est)| Op::Reward { service, est }),
		2 => who().prop_map(|who| Op::Claim { who }),
		4 => Just(Op::Equivocate),
		3 => Just(Op::Cancel),
		2 => (1..6u32).prop_map(Op::Blocks),
		3 => Just(Op::Era),
	]
}
