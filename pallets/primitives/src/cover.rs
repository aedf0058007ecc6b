//! Cover: who stands in front of the holders of stEST when the pool loses.
//!
//! The liquid staking pallet asks its [`LossCover`] at each report of a loss; whoever covers burns
//! stEST of its own through [`CoverToken`]. What a burned share was worth meets the loss before
//! holders and exits bear the rest.
//!
//! ```text
//!  report  ──► cover(loss)        ──► retire(shares): their worth meets the loss
//!  apply   ──► settle(used)           it is gone
//!  cancel  ──► give_back(amount)  ──► reissue(amount): shares at the rate of then
//! ```
//!
//! A loss is named by the era in which staking applies it: all that it will take from the pool
//! then, for however many validators. Amounts are planck of EST, shares the smallest unit of stEST.

use estuary_math::{Balance, Shares};
use frame_support::weights::Weight;
use sp_runtime::DispatchError;
use sp_staking::EraIndex;

/// Covers losses. Nothing here can fail, or stop a loss from being recognised.
pub trait LossCover<AccountId> {
	/// An upper bound of the weight of each function by itself.
	fn weight() -> Weight;

	/// `loss` planck, to be applied in `era`, were reported beyond the bonds of the validators, for
	/// offences in the era `offence`. Returns what is met of it, by shares that were retired
	/// meanwhile: at most `loss`. Called again for the same era when more is reported.
	fn cover(era: EraIndex, offence: EraIndex, loss: Balance) -> Balance;

	/// Staking took `used` planck of what was covered in `era`.
	fn settle(era: EraIndex, used: Balance);

	/// `amount` planck of what was covered in `era` will not be taken: they can be reissued.
	fn give_back(era: EraIndex, amount: Balance);

	/// The part of `fee`, in shares, that the cover earns, and the account to pay it to.
	fn premium(fee: Shares) -> Option<(AccountId, Shares)>;

	/// The account named by [`Self::premium`] has received `shares`.
	fn earned(shares: Shares);
}

impl<AccountId> LossCover<AccountId> for () {
	fn weight() -> Weight {
		Weight::zero()
	}
	fn cover(_: EraIndex, _: EraIndex, _: Balance) -> Balance {
		0
	}
	fn settle(_: EraIndex, _: Balance) {}
	fn give_back(_: EraIndex, _: Balance) {}
	fn premium(_: Shares) -> Option<(AccountId, Shares)> {
		None
	}
	fn earned(_: Shares) {}
}

/// stEST, as a cover uses it.
pub trait CoverToken<AccountId> {
	/// Shares whose worth is `value` planck now, rounded up; `None` if there is no rate.
	fn shares_for_ceil(value: Balance) -> Option<Shares>;

	/// Burns `shares` of `who` to meet losses, and returns their worth in planck, rounded down. To
	/// be called within [`LossCover::cover`] only: what is retired there must be what it returns.
	fn retire(who: &AccountId, shares: Shares) -> Result<Balance, DispatchError>;

	/// Mints shares worth `value` planck, `most` at most, for `who`, from what
	/// [`LossCover::give_back`] was told of; the rest of the value stays with all holders. To be
	/// called within [`LossCover::give_back`] only. Returns the shares.
	fn reissue(who: &AccountId, value: Balance, most: Shares) -> Result<Shares, DispatchError>;
}
