//! What the runtime API shows. Amounts are stEST unless an asset is named, times are eras.

use super::{ServiceId, SlashDestination, SlashId, Terms};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use estuary_math::{Balance, Magnitude};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// An operator and its pool.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct OperatorView<AccountId> {
	/// The operator.
	pub operator: AccountId,
	/// The part of rewards that it keeps now.
	pub commission: Perbill,
	/// Another commission, also a part of rewards, and the era from which it holds.
	pub announced_commission: Option<(Perbill, EraIndex)>,
	/// It has retired: no new delegations.
	pub retired: bool,
	/// It cannot raise an allocation before this era.
	pub jailed_until: EraIndex,
	/// stEST of its delegators, net of what pending slashes set aside.
	pub stake: Balance,
	/// What pending slashes set aside. Smallest unit of stEST.
	pub set_aside: Balance,
	/// What applied slashes have taken and can still give back. Smallest unit of stEST.
	pub refundable: Balance,
	/// Pool units of all delegators.
	pub units: u128,
	/// What its allocations can sum to; less than one after slashes.
	pub magnitude: Magnitude,
	/// What its allocations take of it, with those that were given up and are still slashable.
	pub reserved: Magnitude,
	/// Services that it has allocated stake to.
	pub services: Vec<ServiceId>,
}

/// A service.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ServiceView<AccountId, AssetId> {
	/// Number of the service.
	pub service: ServiceId,
	/// Who may change and close it.
	pub owner: AccountId,
	/// The terms that hold now.
	pub terms: Terms<AccountId, AssetId>,
	/// Other terms, and the era from which they hold.
	pub announced_terms: Option<(Terms<AccountId, AssetId>, EraIndex)>,
	/// The last era in which an offence can be slashed, once it is being closed.
	pub closing: Option<EraIndex>,
	/// What the owner has on hold for it, in planck of EST.
	pub deposit: Balance,
	/// Operators with an allocation.
	pub operators: Vec<AccountId>,
	/// Slashes that are pending or can still be refunded.
	pub open_slashes: u32,
}

/// What an operator has promised to a service.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct AllocationView<AccountId> {
	/// The operator.
	pub operator: AccountId,
	/// The service.
	pub service: ServiceId,
	/// The magnitude in force.
	pub magnitude: Magnitude,
	/// Changes to come, with the eras from which they hold.
	pub announced: Vec<(EraIndex, Magnitude)>,
	/// What is kept of the operator's total, also for what was given up and is still slashable.
	pub reserved: Magnitude,
	/// What can be slashed for an offence in the active era. Smallest unit of stEST.
	pub slashable: Balance,
}

/// An exit of a delegator.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ExitView {
	/// The batch: the era in which the delegator left.
	pub era: EraIndex,
	/// Units in the batch.
	pub units: u128,
	/// What is left to be paid, as of now. Smallest unit of stEST.
	pub stake: Balance,
	/// The part of pending slashes that comes back if they are rejected. Smallest unit of stEST.
	pub set_aside: Balance,
	/// The first era in which it can be claimed.
	pub matures: EraIndex,
}

/// What a delegator has with an operator.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PositionView<AccountId> {
	/// The operator.
	pub operator: AccountId,
	/// Pool units; void units are not shown.
	pub units: u128,
	/// stEST that they are worth now.
	pub stake: Balance,
	/// The part of pending slashes that comes back if they are rejected. Smallest unit of stEST.
	pub set_aside: Balance,
	/// The part of what applied slashes have taken and can still give back. Smallest unit of
	/// stEST.
	pub refundable: Balance,
	/// Exits that are not yet claimed.
	pub exits: Vec<ExitView>,
}

/// What a delegation would bring now.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct DelegationPreview {
	/// Pool units.
	pub units: u128,
	/// stEST that they would be worth: less than was paid in if slashes can still be undone.
	pub stake: Balance,
	/// The part of pending slashes that would come back if they are rejected. Smallest unit of
	/// stEST.
	pub set_aside: Balance,
	/// The part of what applied slashes have taken and can still give back. Smallest unit of
	/// stEST.
	pub refundable: Balance,
}

/// Where a slash stands.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum SlashState {
	/// It waits for its deadline.
	Pending,
	/// It was applied.
	Applied,
}

/// A slash that is pending or can still be refunded.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct SlashView<AccountId> {
	/// Number of the slash.
	pub slash: SlashId,
	/// The service that slashes.
	pub service: ServiceId,
	/// The operator that is slashed.
	pub operator: AccountId,
	/// The era of the offence.
	pub era: EraIndex,
	/// The part of what was slashable.
	pub fraction: Perbill,
	/// Hash of the evidence.
	pub evidence: H256,
	/// stEST set aside or, once applied, taken.
	pub amount: Balance,
	/// stEST given back after it was applied.
	pub refunded: Balance,
	/// Who may give it back or close it.
	pub slasher: AccountId,
	/// Who may veto it.
	pub resolver: Option<AccountId>,
	/// Where the stEST goes.
	pub destination: SlashDestination<AccountId>,
	/// From this era on it can be applied and no longer be vetoed.
	pub deadline: EraIndex,
	/// The last era in which it can be refunded.
	pub refund_until: EraIndex,
	/// Where it stands.
	pub state: SlashState,
}

/// A reward that can be claimed.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct ClaimableReward<AccountId, AssetId> {
	/// The operator through whom it was earned.
	pub operator: AccountId,
	/// The asset.
	pub asset: AssetId,
	/// For having delegated. Smallest unit of the asset.
	pub reward: Balance,
	/// For being the operator. Smallest unit of the asset.
	pub commission: Balance,
}
