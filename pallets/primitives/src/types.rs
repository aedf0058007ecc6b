//! Records and views that leave the chain: in storage, in events and through the runtime API.
//!
//! Amounts are planck of EST, shares are the smallest unit of stEST, rates have 18 decimals.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{Balance, Shares};
use scale_info::TypeInfo;
use sp_runtime::FixedU128;
use sp_staking::EraIndex;

/// What one era did to the pool.
///
/// Era `e`'s record is written by the settlement that runs once era `e + 1` is active, in the block
/// in which the reward of `e` is recognised. Flows are those since the record before. Between two
/// records, exactly:
///
/// `backing = backing before + deposits + vested + fee_backing + dust - redemptions - loss_backing`
/// `streaming = streaming before + premium + reward - fee_backing - vested - loss_streaming`
/// `rate = floor(backing * 10^18 / issuance)`
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct EraRecord {
	/// Planck of EST per share, 18 decimals, rounded down: the reward index.
	pub rate: FixedU128,
	/// All shares after the batch of the era was closed.
	pub issuance: Shares,
	/// Planck that belong to those shares.
	pub backing: Balance,
	/// Planck recognised and not yet vested.
	pub streaming: Balance,
	/// Planck of loss reported and not yet applied.
	pub provision: Balance,
	/// Gross reward recognised, in planck.
	pub reward: Balance,
	/// The part of `reward` that is the fee, in planck.
	pub fee: Balance,
	/// Shares minted for the fee.
	pub fee_shares: Shares,
	/// The part of `fee` that went to backing; the rest vests with the reward.
	pub fee_backing: Balance,
	/// Planck that vested.
	pub vested: Balance,
	/// Planck of deposits that went to backing.
	pub deposits: Balance,
	/// Planck of deposits that went to the stream: what newcomers paid for rewards earned before.
	pub premium: Balance,
	/// Planck owed to the batch that was closed, at its closing.
	pub redemptions: Balance,
	/// Shares burned by closing the batch.
	pub redeemed_shares: Shares,
	/// Planck paid out to matured batches.
	pub matured: Balance,
	/// Planck of loss recognised, over all who bear it.
	pub loss: Balance,
	/// The part of `loss` taken from the stream.
	pub loss_streaming: Balance,
	/// The part of `loss` taken from the backing.
	pub loss_backing: Balance,
	/// Planck left over by rounding that came back to the pool.
	pub dust: Balance,
	/// Block in which the record was written.
	pub block: u64,
}

/// What a deposit would bring now.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct DepositPreview {
	/// Shares minted.
	pub shares: Shares,
	/// The price paid: planck per share with the whole stream counted in.
	pub rate_forward: FixedU128,
	/// What a share redeems for now: planck per share with the vested part of the stream.
	pub rate_net: FixedU128,
}

/// Where an exit stands.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum ExitState {
	/// The batch is open: the shares still earn and the request can be cancelled.
	Open,
	/// The batch is closed and waits for its stake to unlock.
	Exiting,
	/// The amount can be claimed.
	Claimable,
}

/// One exit of an account.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct ExitPosition {
	/// The batch, named by the era in which it was open.
	pub era: EraIndex,
	/// Shares given in.
	pub shares: Shares,
	/// Planck that they are worth now (open), are owed (exiting) or can be claimed (claimable).
	pub value: Balance,
	/// Where the exit stands.
	pub state: ExitState,
	/// The era from which the batch can be paid out; known once it is closed.
	pub matures: Option<EraIndex>,
}

/// What an account has in the pool.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, PartialEq, TypeInfo)]
pub struct Position {
	/// Shares held.
	pub shares: Shares,
	/// Planck that they would redeem for now.
	pub value: Balance,
	/// Exits not yet claimed, in no particular order.
	pub exits: Vec<ExitPosition>,
}

/// The books: every term of LS-1, LS-2 and LS-3, in planck.
///
/// `pots + idle == backing + streaming + exits + provision`
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Reserves {
	/// Recognised stake of all pots, bonded and unlocking.
	pub pots: Balance,
	/// Unbonded EST of the pool.
	pub idle: Balance,
	/// What belongs to the holders of stEST, vested at the last change of the books.
	pub backing: Balance,
	/// Recognised reward that had not vested at the last change of the books.
	pub streaming: Balance,
	/// The part of `streaming` that has vested since.
	pub vested: Balance,
	/// Owed to closed exit batches that are not paid out.
	pub exits: Balance,
	/// Loss reported and not yet applied.
	pub provision: Balance,
	/// All shares.
	pub issuance: Shares,
	/// Paid out to batches and not yet claimed; outside of the sum above (LS-3).
	pub claims: Balance,
	/// Stake of the pots beyond `pots`: payouts made by others that the next settlement
	/// recognises.
	pub unrecognised: Balance,
}

/// Which step of an era's settlement comes next.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum Step {
	/// Pay out `page` of the validator at `position` of the collection list for `era`.
	Collect {
		/// The finished era whose payouts are collected.
		era: EraIndex,
		/// Position in the list of validators to collect from.
		position: u32,
		/// Page of the validator's exposure.
		page: u32,
	},
	/// Recognise the reward, take the fee, close the batch and write the era record.
	Recognise,
	/// Withdraw what has matured in a pot.
	Withdraw {
		/// Index of the pot.
		pot: u32,
	},
	/// Bond or unbond one pot.
	Rebalance {
		/// Moves made before.
		moves: u32,
	},
	/// Pay out the oldest batch that has matured.
	Pay,
	/// Nominate for one pot and refresh its place in the voter list.
	Nominate {
		/// Index of the pot.
		pot: u32,
	},
	/// Prune what is too old.
	Finish,
}

/// How far the pool has come.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Status {
	/// The active era.
	pub active_era: EraIndex,
	/// The active era at the last settlement that ended.
	pub settled_era: EraIndex,
	/// What a settlement under way does next.
	pub step: Option<Step>,
	/// The batch that redemptions go to now.
	pub open_batch: EraIndex,
	/// Shares in that batch.
	pub open_shares: Shares,
	/// Closed batches not yet paid out, oldest first.
	pub exiting: Vec<EraIndex>,
}

/// One pot and whom it backs.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct PotValidators<AccountId> {
	/// Index of the pot.
	pub pot: u32,
	/// Its stash.
	pub account: AccountId,
	/// Its recognised stake in planck.
	pub stake: Balance,
	/// The validators that it nominates from the next settlement on.
	pub validators: Vec<AccountId>,
}
