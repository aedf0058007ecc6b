//! What can happen to the books.

use super::world::BLOCKS;
use proptest::prelude::*;

#[derive(Clone, Debug)]
pub(super) enum Op {
	Deposit(u128),
	/// Thousandths of what the pots have and is not reported.
	Loss(u128),
	/// Thousandths of what the pots have and is not reported.
	Report(u128),
	/// Which report; thousandths of what is provided for it, and of that again that bonds pay
	/// besides.
	Apply(usize, u128, u128),
	/// Which report; thousandths of what is provided for it.
	Release(usize, u128),
	/// Thousandths of what the reserve pays for, if it is all that is idle.
	Instant(u128),
	Reward(u128),
	/// Thousandths of the shares that are not in the batch yet, and not the seed.
	Join(u128),
	Leave(u128),
	Close,
	Pay,
	/// Thousandths of what is idle for the oldest batch.
	Fund(u128),
	/// Thousandths of the claims.
	Claim(u128),
	Bond(u128),
	Withdraw(u128),
	Blocks(u64),
}

/// Amounts of every order of magnitude up to 2^90, about a million times the supply of EST.
pub(super) fn amounts() -> impl Strategy<Value = u128> {
	(0..90u32, any::<u128>()).prop_map(|(bits, n)| (n >> (127 - bits)) + 1)
}

pub(super) fn ops() -> impl Strategy<Value = Op> {
	let part = || prop_oneof![1 => Just(1_000u128), 1 => Just(0u128), 6 => 0..=1_000u128];
	prop_oneof![
		4 => amounts().prop_map(Op::Deposit),
		1 => part().prop_map(Op::Loss),
		2 => part().prop_map(Op::Report),
		1 => (0..4usize, part(), part())
			.prop_map(|(which, part, covered)| Op::Apply(which, part, covered)),
		2 => (0..4usize, part()).prop_map(|(which, part)| Op::Release(which, part)),
		1 => part().prop_map(Op::Instant),
		1 => part().prop_map(Op::Fund),
		2 => amounts().prop_map(Op::Reward),
		3 => part().prop_map(Op::Join),
		1 => part().prop_map(Op::Leave),
		3 => Just(Op::Close),
		2 => Just(Op::Pay),
		1 => part().prop_map(Op::Claim),
		3 => part().prop_map(Op::Bond),
		2 => part().prop_map(Op::Withdraw),
		3 => (1..2 * BLOCKS).prop_map(Op::Blocks),
	]
}
