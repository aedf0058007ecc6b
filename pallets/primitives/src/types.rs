//! Records and views that leave the chain: in storage, in events and through the runtime API.
//!
//! Amounts are planck of EST, shares are the smallest unit of stEST, rates have 18 decimals.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{Balance, Shares};
use scale_info::TypeInfo;
use sp_runtime::{FixedU128, Perbill};
use sp_staking::EraIndex;

/// What one era did to the pool.
///
/// Era `e`'s record is written by the settlement that runs once era `e + 1` is active, in the block
/// in which the reward of `e` is recognised. Flows are those since the record before. Between two
/// records, exactly:
///
/// `backing = backing before + deposits + vested + fee_backing + dust - redemptions - instant
///   - loss_backing - provision_bought - cover + cover_returned - left`
/// `streaming = streaming before + premium + reward + released_streaming + left - fee_backing
///   - vested - loss_streaming`
/// `provision = provision before + loss + provision_bought + cover - cover_returned - released
///   - (applied - covered)`
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
#[scale_info(capture_docs = "always")]
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
	/// The part of `fee` that went to backing; the rest vests with the reward. Planck.
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
	/// Planck paid out to closed batches.
	pub matured: Balance,
	/// Planck paid to those who redeemed instantly.
	pub instant: Balance,
	/// Planck of loss recognised, over all who bear it: when it was reported, or when it was
	/// applied if nobody had reported it.
	pub loss: Balance,
	/// The part of `loss` taken from the stream. Planck.
	pub loss_streaming: Balance,
	/// The part of `loss` taken from the backing. Planck.
	pub loss_backing: Balance,
	/// Planck that closing batches paid into the provision, to have as much of it as those that
	/// waited.
	pub provision_bought: Balance,
	/// Planck of reported loss met by shares that were retired: the cover received.
	pub cover: Balance,
	/// Planck of that returned, since they will not be lost.
	pub cover_returned: Balance,
	/// Planck of backing that began to vest for all: what shares were worth that services burned,
	/// and cover that was not taken back.
	pub left: Balance,
	/// Planck of the provision given back: reported loss that will not be applied, and what
	/// batches had bought of it.
	pub released: Balance,
	/// The part of `released` that went to the stream; the rest went to the exits. Planck.
	pub released_streaming: Balance,
	/// Planck that staking took from the pots.
	pub applied: Balance,
	/// The part of `applied` that the bonds of validators paid for. Planck.
	pub covered: Balance,
	/// Planck left over by rounding that came back to the pool.
	pub dust: Balance,
	/// Block in which the record was written.
	pub block: u64,
}

/// What a deposit would bring now.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
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
#[scale_info(capture_docs = "always")]
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
#[scale_info(capture_docs = "always")]
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
#[scale_info(capture_docs = "always")]
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
#[scale_info(capture_docs = "always")]
pub struct Reserves {
	/// Recognised stake of all pots, bonded and unlocking. Planck.
	pub pots: Balance,
	/// Unbonded EST of the pool.
	pub idle: Balance,
	/// What belongs to the holders of stEST, vested at the last change of the books.
	pub backing: Balance,
	/// Recognised reward that had not vested at the last change of the books. Planck.
	pub streaming: Balance,
	/// The part of `streaming` that has vested since. Planck.
	pub vested: Balance,
	/// Owed to closed exit batches that are not paid out. Planck.
	pub exits: Balance,
	/// Loss reported and not yet applied, less what the bonds of validators stand for; and
	/// `provision_bought`. Planck.
	pub provision: Balance,
	/// The part of `provision` that was taken from `exits`, the rest was the holders'. While there
	/// is any, no batch is paid before it matures. Planck.
	pub provision_exits: Balance,
	/// The part of `provision` that stands for no loss: paid by closing batches, to be given back
	/// with the rest. Planck.
	pub provision_bought: Balance,
	/// The part of `provision` that cover stands for: what the shares retired for it were worth.
	pub provision_cover: Balance,
	/// The part of `idle` that instant redemptions may take until the next settlement. Planck.
	pub reserve: Balance,
	/// All shares.
	pub issuance: Shares,
	/// Paid out to batches and not yet claimed; outside of the sum above (LS-3). Planck.
	pub claims: Balance,
	/// Stake of the pots beyond `pots`: payouts made by others that the next settlement
	/// recognises. Planck.
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
#[scale_info(capture_docs = "always")]
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
	/// Bond, unbond or rebond by one pot.
	Rebalance {
		/// Moves made before.
		moves: u32,
	},
	/// Pay the oldest batch, if it has matured or idle EST can be spared.
	Pay,
	/// Nominate for one pot and refresh its place in the voter list.
	Nominate {
		/// Index of the pot.
		pot: u32,
	},
	/// Prune what is too old.
	Finish,
	/// Compare what is provided for slashes that are to be applied in `era` with what staking has.
	Reconcile {
		/// The era of application.
		era: EraIndex,
	},
	/// Score registered validators, from the one at `position` on.
	Score {
		/// Position in the list of registered validators.
		position: u32,
	},
}

/// How far the pool has come.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
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
	/// Closed batches not yet paid out, by era, oldest first.
	pub exiting: Vec<EraIndex>,
	/// Why batches that should have been paid out are not (LS-9).
	pub delay: Option<ExitDelay>,
	/// Set while the pool is in bunker mode: no deposits, no instant redemptions, no batch is paid
	/// before it matures. That goes for batches also while `provision_exits` in `reserves` is not
	/// zero.
	pub bunker: Option<Bunker>,
	/// What is paused, and until when.
	pub pauses: Pauses,
	/// A higher fee that has been announced.
	pub announced_fee: Option<AnnouncedFee>,
	/// Losses reported and not yet applied.
	pub pending: Vec<PendingLoss>,
}

/// One pot and whom it backs.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PotValidators<AccountId> {
	/// Index of the pot.
	pub pot: u32,
	/// Its stash.
	pub account: AccountId,
	/// Its recognised stake in planck.
	pub stake: Balance,
	/// The validators that governance has chosen for it; registered ones fill up the rest.
	pub validators: Vec<AccountId>,
	/// The validators that it nominates now.
	pub nominated: Vec<AccountId>,
}

/// What turned bunker mode on.
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
#[scale_info(capture_docs = "always")]
pub enum BunkerReason {
	/// Losses that are reported and not yet applied.
	Provision,
	/// Losses recognised since the last era record.
	Loss,
}

/// Bunker mode: the figures that keep it on, in planck.
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
#[scale_info(capture_docs = "always")]
pub struct Bunker {
	/// Which of the two figures reaches the threshold.
	pub reason: BunkerReason,
	/// The block in which it was turned on.
	pub since: u64,
	/// Loss reported and not yet applied. Planck.
	pub provision: Balance,
	/// Loss recognised since the last era record, less what was released. Planck.
	pub loss: Balance,
	/// All claims, with these losses: what the threshold is a part of. Planck.
	pub claims: Balance,
}

/// Why a reported loss was given back.
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
#[scale_info(capture_docs = "always")]
pub enum ReleaseReason {
	/// Staking no longer has it: it was cancelled.
	Cancelled,
	/// Its era has come and staking took less, or nothing.
	NotApplied,
	/// The validator's bond was raised and stands for it now.
	Covered,
	/// It was applied: this part had been paid in by closing batches and stood for no loss.
	Bought,
}

/// What keeps the oldest batch, and with it all behind it, from being paid out in time.
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
#[scale_info(capture_docs = "always")]
pub enum DelayReason {
	/// The stake that it waits for is still unlocking.
	StakeUnlocking,
	/// Too little stake is unlocking: losses fell on the chunks that were.
	StakeMissing,
	/// The step that pays batches failed; `StepFailed` of that block says why.
	PaymentFailed,
}

/// A delay of the exit queue, as the last settlement found it. It holds for every batch that has
/// matured and is not paid out: they are paid oldest first.
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
#[scale_info(capture_docs = "always")]
pub struct ExitDelay {
	/// The oldest batch.
	pub batch: EraIndex,
	/// The era whose settlement first found the queue delayed.
	pub since: EraIndex,
	/// Planck that the oldest batch is owed still.
	pub owed: Balance,
	/// Planck that the pool had at hand.
	pub idle: Balance,
	/// Planck that were unlocking.
	pub unlocking: Balance,
	/// Why.
	pub reason: DelayReason,
}

/// What is paused. Each pause ends with the block given; zero is never. Claims, cancelling a
/// redemption, settlements and the recognition of losses cannot be paused.
#[derive(
	Clone,
	Copy,
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
#[scale_info(capture_docs = "always")]
pub struct Pauses {
	/// Deposits.
	pub deposit: u64,
	/// New redemptions.
	pub redeem: u64,
	/// Instant redemptions.
	pub instant: u64,
	/// What services do with stEST.
	pub services: u64,
}

/// A fee that has been announced.
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
#[scale_info(capture_docs = "always")]
pub struct AnnouncedFee {
	/// The part of net gains that it will take.
	pub fee: Perbill,
	/// The first era whose reward it is taken from.
	pub era: EraIndex,
}

/// A loss that is reported and not yet applied, in planck.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct PendingLoss {
	/// The era in which staking applies it.
	pub era: EraIndex,
	/// Planck that the pots will lose.
	pub loss: Balance,
	/// The part of it that bonds of validators stand for. Planck.
	pub covered: Balance,
	/// The part of it that cover stands for. Planck.
	pub cover: Balance,
}

/// Where a registered validator stands.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct RegisteredValidator<AccountId> {
	/// Its stash.
	pub validator: AccountId,
	/// Planck on hold as its bond.
	pub bond: Balance,
	/// The part of the bond that stands for reported losses. Planck.
	pub at_risk: Balance,
	/// Its score at the last settlement, a part of one (`Perbill`); zero if it cannot be
	/// nominated.
	pub score: Perbill,
	/// Its part of the mean of era points, averaged over the eras in which it was elected.
	pub performance: Perbill,
	/// Slashes that staking recorded for it while the pool might nominate it, also those that cost
	/// the pool nothing; one that was cancelled does not count.
	pub slashes: u32,
	/// It is not nominated before this era, for slashes or for its commission; zero if it may be.
	pub suspended_until: EraIndex,
	/// The era from which its bond can be released, if it has left.
	pub release: Option<EraIndex>,
}
