//! The narrow door to the staking system.
//!
//! Everything the pool needs of staking is in [`StakingBackend`]; an implementation for
//! `pallet-staking` stands beside the pool's pallet. Exchanging the staking system means writing
//! another one.

use alloc::vec::Vec;
use estuary_math::Balance;
use sp_runtime::{DispatchError, DispatchResult};
use sp_staking::EraIndex;

/// What a pot has in the staking system, in planck of EST.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct StakeLedger {
	/// Bonded and counting for elections.
	pub active: Balance,
	/// Unbonded and not yet withdrawn.
	pub unlocking: Balance,
	/// Their sum, as the staking system keeps it.
	pub total: Balance,
}

/// One page of a validator's exposure, and whether it is worth paying out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PayoutPage {
	/// The validator has no such page in that era.
	Absent,
	/// None of the pots is in the page, or it has been paid out.
	Nothing,
	/// A pot is in the page and it has not been paid out.
	Due,
}

/// Staking as the pool sees it. Stakes are in planck of EST, accounts are stashes.
///
/// Every function that changes state reads back from the staking system what really happened and
/// returns that: staking rounds, caps and withdraws on its own account.
pub trait StakingBackend<AccountId> {
	/// The era whose validators are producing blocks; `None` before the first.
	fn active_era() -> Option<EraIndex>;

	/// Eras between unbonding and withdrawing.
	fn bonding_duration() -> EraIndex;

	/// Eras for which payouts can be made.
	fn history_depth() -> EraIndex;

	/// The least active stake with which a pot may nominate.
	fn min_nominator_bond() -> Balance;

	/// The ledger of `stash`; all zero if it is not bonded.
	fn ledger(stash: &AccountId) -> StakeLedger;

	/// Whether `who` is a validator candidate.
	fn is_validator(who: &AccountId) -> bool;

	/// Whether `who` is a candidate that takes new nominations.
	fn takes_nominations(who: &AccountId) -> bool;

	/// What `stash` nominates now.
	fn nominations(stash: &AccountId) -> Vec<AccountId>;

	/// Bonds `amount` more from the free balance of `stash`; rewards compound into the bond.
	/// Returns what was bonded.
	fn bond(stash: &AccountId, amount: Balance) -> Result<Balance, DispatchError>;

	/// Unbonds `amount`. Stake that would be too small to go on nominating is unbonded as well.
	/// Returns what was unbonded and what the staking system withdrew in passing.
	fn unbond(stash: &AccountId, amount: Balance) -> Result<Unbonded, DispatchError>;

	/// Withdraws the chunks that have matured. Returns their sum.
	fn withdraw(stash: &AccountId) -> Result<Balance, DispatchError>;

	/// Nominates `targets` and refreshes the place of `stash` in the voter list.
	fn nominate(stash: &AccountId, targets: Vec<AccountId>) -> DispatchResult;

	/// Refreshes the place of `stash` in the voter list, which rewards and slashes leave stale.
	fn refresh_rank(stash: &AccountId) -> DispatchResult;

	/// What there is to pay out for `page` of `validator` in `era`.
	fn payout_page(
		era: EraIndex,
		validator: &AccountId,
		page: u32,
		pots: &[AccountId],
	) -> PayoutPage;

	/// Pays out `page` of `validator` in `era` to all in it.
	fn payout(era: EraIndex, validator: &AccountId, page: u32) -> DispatchResult;

	/// Entries in a page at most: the component of the payout's benchmark.
	fn max_page_size() -> u32;

	/// Makes `who` a validator that can be nominated.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_validator(who: &AccountId);

	/// Gives `validator` a page of `entries` nominators in the era before the active one, `pot`
	/// being one of them, with a reward to be paid out, and returns that era.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_payout(validator: &AccountId, pot: &AccountId, entries: u32) -> EraIndex;

	/// Makes `era` the active and the planned era.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_set_era(era: EraIndex);
}

/// The outcome of an unbond, in planck of EST.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Unbonded {
	/// What is unlocking now and was active before.
	pub unbonded: Balance,
	/// What the staking system withdrew on the way.
	pub withdrawn: Balance,
}
