//! The narrow door to the staking system.
//!
//! Everything the pool needs of staking is in [`StakingBackend`]; an implementation for
//! `pallet-staking` stands beside the pool's pallet. Exchanging the staking system means writing
//! another one.

use alloc::vec::Vec;
use estuary_math::Balance;
use sp_runtime::{DispatchError, DispatchResult, Perbill};
use sp_staking::{EraIndex, SessionIndex};

/// What a pot has in the staking system, in planck of EST.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct StakeLedger {
	/// Bonded and counting for elections.
	pub active: Balance,
	/// Unbonded and not yet withdrawn.
	pub unlocking: Balance,
	/// Their sum, as the staking system keeps it.
	pub total: Balance,
	/// The part of `unlocking` that was unbonded last.
	pub newest: Balance,
	/// The era in which that part can be withdrawn; zero if nothing is unlocking.
	pub newest_unlocks: EraIndex,
}

/// A slash that the staking system has recorded and not yet applied.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnappliedSlash<AccountId> {
	/// The validator that it is for.
	pub validator: AccountId,
	/// Planck that each pot is to lose, in the order of the pots asked for.
	pub amounts: Vec<Balance>,
}

/// How a validator did in an era.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct EraPoints {
	/// Its points; `None` if it was not elected.
	pub points: Option<u32>,
	/// Mean of the points of all validators that earned any in that era.
	pub mean: u32,
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

	/// The era in which stake that is unbonded now can be withdrawn; `None` before the first era.
	fn unlock_era() -> Option<EraIndex>;

	/// Eras between an offence's era and the application of its slash, less one.
	fn slash_defer_duration() -> EraIndex;

	/// The era in which the slash for an offence in `session` is applied; `None` if the session is
	/// too old to be slashed for.
	fn application_era(session: SessionIndex) -> Option<EraIndex>;

	/// The slashes that are to be applied when `era` begins, in the order of their application,
	/// with what each of `pots` loses by them.
	fn unapplied_slashes(era: EraIndex, pots: &[AccountId]) -> Vec<UnappliedSlash<AccountId>>;

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

	/// The part of its rewards that `who` keeps; `None` if it is no validator candidate.
	fn commission(who: &AccountId) -> Option<Perbill>;

	/// The part of its rewards that `who` keeps in `era`, as it was fixed when the era was planned;
	/// `None` if it was not elected for it.
	fn era_commission(era: EraIndex, who: &AccountId) -> Option<Perbill>;

	/// How each of `who` did in `era`.
	fn era_points(era: EraIndex, who: &[AccountId]) -> Vec<EraPoints>;

	/// What `stash` nominates now.
	fn nominations(stash: &AccountId) -> Vec<AccountId>;

	/// Bonds `amount` more from the free balance of `stash`; rewards compound into the bond.
	/// Returns what was bonded.
	fn bond(stash: &AccountId, amount: Balance) -> Result<Balance, DispatchError>;

	/// Unbonds `amount`. Stake that would be too small to go on nominating is unbonded as well.
	/// Returns what was unbonded and what the staking system withdrew in passing.
	fn unbond(stash: &AccountId, amount: Balance) -> Result<Unbonded, DispatchError>;

	/// Takes `amount` of what is unlocking back into the bond, what was unbonded last first.
	/// Returns what was rebonded.
	fn rebond(stash: &AccountId, amount: Balance) -> Result<Balance, DispatchError>;

	/// Withdraws the chunks that have matured. Returns their sum.
	fn withdraw(stash: &AccountId) -> Result<Balance, DispatchError>;

	/// Nominates `targets` and refreshes the place of `stash` in the voter list.
	fn nominate(stash: &AccountId, targets: Vec<AccountId>) -> DispatchResult;

	/// Stops nominating.
	fn chill(stash: &AccountId) -> DispatchResult;

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

	/// Makes `who` a validator that can be nominated and is elected for the active era, and that
	/// keeps `commission` of its rewards.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_validator(who: &AccountId, commission: Perbill);

	/// Gives `validator` a page of `entries` nominators in the era before the active one, `pot`
	/// being one of them, with a reward to be paid out, and returns that era.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_payout(validator: &AccountId, pot: &AccountId, entries: u32) -> EraIndex;

	/// Records a slash of `amount` of each of `pots` for each of `validators`, to be applied when
	/// `era` begins.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_unapplied(
		era: EraIndex,
		validators: &[AccountId],
		pots: &[AccountId],
		amount: Balance,
	);

	/// Makes `era` the active and the planned era.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_set_era(era: EraIndex);

	/// Leaves `left` of what `stash` has bonded active and lets the rest be unlocked by now, in as
	/// many chunks as there can be. Its nominations and its place in the voter list stay as they
	/// are. Also lets the staking system have noted as many slashes of `stash` as it keeps.
	#[cfg(feature = "runtime-benchmarks")]
	fn bench_unlocked(stash: &AccountId, left: Balance);
}

/// The outcome of an unbond, in planck of EST.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Unbonded {
	/// What is unlocking now and was active before.
	pub unbonded: Balance,
	/// What the staking system withdrew on the way.
	pub withdrawn: Balance,
}
