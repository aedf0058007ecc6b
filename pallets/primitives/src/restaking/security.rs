//! What a service pallet calls, and what restaking asks of other pallets.

use super::{ServiceDelays, ServiceId, SlashId, SlashView, Terms};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use estuary_math::{Balance, Shares};
use frame_support::Parameter;
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, Perbill};
use sp_staking::EraIndex;

/// What a slash is requested for.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq)]
pub struct SlashOrder<AccountId> {
	/// The service that slashes.
	pub service: ServiceId,
	/// The operator that is slashed.
	pub operator: AccountId,
	/// The era of the offence: no more than the exit delay ago.
	pub era: EraIndex,
	/// The part of what is slashable for that era now: what earlier slashes have left of it. The
	/// fractions for one era sum to no more than the terms allow, whatever each of them took.
	pub fraction: Perbill,
	/// Hash of the evidence, for everybody to check.
	pub evidence: H256,
}

/// Security from restaked stEST, as a service pallet uses it.
///
/// `who` is the account on whose behalf the pallet acts, usually its own: it must be the one that
/// the terms name for what is asked. The errors are those of the call of the same name. Nothing
/// here can be called from within a [`ServiceHooks`](super::ServiceHooks), views excepted.
pub trait SharedSecurity<AccountId> {
	/// Names an asset.
	type AssetId: Parameter;

	/// The delays that the terms of every service must keep to: for the `integrity_test` of a
	/// service whose terms are those of its runtime.
	fn delays() -> ServiceDelays;

	/// Creates a service owned by `owner`, which pays its deposit.
	fn register_service(
		owner: &AccountId,
		terms: Terms<AccountId, Self::AssetId>,
	) -> Result<ServiceId, DispatchError>;

	/// The terms of `service` that hold now.
	fn terms(service: ServiceId) -> Option<Terms<AccountId, Self::AssetId>>;

	/// The operators with an allocation to `service`, also those that are leaving it.
	fn operators(service: ServiceId) -> Vec<AccountId>;

	/// What `service` can still take of `operator` for an offence in `era`, in stEST: all that a
	/// fraction of a slash is a part of, before the greatest fraction that the terms allow.
	///
	/// Zero before the allocation was active, for an era longer ago than the exit delay, and for
	/// one that has not begun.
	fn slashable_stake(service: ServiceId, operator: &AccountId, era: EraIndex) -> Balance;

	/// The part of [`slashable_stake`](Self::slashable_stake) for an offence in `era` that slashes
	/// can still be requested for: the greatest fraction of the terms of then, less what was
	/// requested and neither rejected nor given back. Zero where nothing is slashable.
	fn fraction_left(service: ServiceId, operator: &AccountId, era: EraIndex) -> Perbill;

	/// Requests a slash, by the slasher: priced in at once, to be applied after the veto window.
	fn request_slash(
		who: &AccountId,
		order: SlashOrder<AccountId>,
	) -> Result<SlashId, DispatchError>;

	/// Rejects a slash, by the resolver.
	fn veto_slash(who: &AccountId, slash: SlashId) -> DispatchResult;

	/// Applies a slash whose veto window is over: at once if there is none. What reached the
	/// destination, in stEST: all that was taken, or nothing if the destination could not take it
	/// and the treasury has it.
	fn apply_slash(slash: SlashId) -> Result<Balance, DispatchError>;

	/// Gives back `amount` of stEST, which the slasher has, of what an applied slash took. Once all
	/// that can be given back was, the slash is over, as if it had been closed.
	fn refund_slash(who: &AccountId, slash: SlashId, amount: Balance) -> DispatchResult;

	/// Gives up what could still be given back of an applied slash, by the slasher: what the end of
	/// its refund window does happens now.
	///
	/// Nobody who bore the slash has anything to wait for any more, it no longer counts for the
	/// number of slashes that can be open for the operator, and [`slash`](Self::slash) no longer
	/// finds it. The fraction stays counted for its era.
	fn close_slash(who: &AccountId, slash: SlashId) -> DispatchResult;

	/// Pays `amount` of `asset`, which `who` has, to the operators of `service` and those behind
	/// them. The first reward ever in an asset also costs `who` the minimum balance of the asset,
	/// which keeps the account open that rewards wait in.
	fn pay_reward(
		who: &AccountId,
		service: ServiceId,
		asset: Self::AssetId,
		amount: Balance,
	) -> DispatchResult;

	/// Stake of the operators of `service` that a reward in `asset` would be shared out by now:
	/// only of those who would be paid. Zero if a reward would be refused.
	fn rewarded_stake(service: ServiceId, asset: Self::AssetId) -> Balance;

	/// A slash that is pending or can still be refunded.
	fn slash(slash: SlashId) -> Option<SlashView<AccountId>>;
}

/// stEST, for burning what was slashed.
pub trait StakedToken<AccountId> {
	/// Burns `shares` of `who`, to the benefit of all other holders, and returns what they were
	/// worth in planck of EST. Fails without having changed anything.
	fn burn(who: &AccountId, shares: Shares) -> Result<Balance, DispatchError>;
}

/// Told when a validator is slashed by the staking system.
pub trait ValidatorSlashed<AccountId> {
	/// `validator` was slashed for `era`. Bounded, and cannot fail.
	fn validator_slashed(validator: &AccountId, era: EraIndex);
}

impl<AccountId> ValidatorSlashed<AccountId> for () {
	fn validator_slashed(_: &AccountId, _: EraIndex) {}
}

/// What the staking system knows of validators that were slashed before anybody was told.
pub trait ValidatorHistory<AccountId> {
	/// The last era from `since` on of an offence that `validator` was itself found to have
	/// committed; `None` if there was none. What it lost as a nominator of others is none.
	///
	/// No more than a read for each era from `since` to the active one.
	fn last_slashed(validator: &AccountId, since: EraIndex) -> Option<EraIndex>;
}

impl<AccountId> ValidatorHistory<AccountId> for () {
	fn last_slashed(_: &AccountId, _: EraIndex) -> Option<EraIndex> {
		None
	}
}
