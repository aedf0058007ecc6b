//! What the pallet keeps in storage, besides the books.

use crate::provision::Provision;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{Balance, Shares, PERFORMANCE_AT_FIRST};
use estuary_primitives::types::{AnnouncedFee, Pauses, Step};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// Greatest fee on rewards: a fifth.
pub(crate) const MAX_FEE: Perbill = Perbill::from_percent(20);
/// By how much an announcement can raise the fee.
pub(crate) const MAX_FEE_RAISE: Perbill = Perbill::from_percent(2);
/// Greatest fee of instant redemptions, and greatest threshold of bunker mode.
pub(crate) const MAX_INSTANT_FEE: Perbill = Perbill::from_percent(10);
/// Greatest part of all claims that can be kept for instant redemptions.
pub(crate) const MAX_RESERVE: Perbill = Perbill::from_percent(20);

/// Pots that there can be at most, whatever the runtime says.
pub(crate) const MAX_POTS: u32 = 16;
/// Pending slashes that are kept by validator. Those beyond are kept by era only.
pub(crate) const MAX_NAMED_PENDING: u32 = 128;
/// Eras in which slashes may be pending.
pub(crate) const MAX_PENDING_ERAS: u32 = 128;

/// Planck for each pot.
pub type PotAmounts = BoundedVec<Balance, ConstU32<MAX_POTS>>;
/// Pending slashes.
pub type PendingList<T> = BoundedVec<
	PendingSlash<<T as frame_system::Config>::AccountId>,
	ConstU32<{ MAX_NAMED_PENDING + MAX_PENDING_ERAS }>,
>;

/// What governance can set.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
#[scale_info(capture_docs = "always")]
pub struct Params<AccountId> {
	/// Smallest deposit in planck of EST, no less than the existential deposit; also the smallest
	/// amount that is bonded at a settlement.
	pub min_deposit: Balance,
	/// Smallest redemption in shares, no less than the minimum balance of stEST.
	pub min_redeem: Shares,
	/// The part of the net gain of an era that is taken as a fee, a fifth at most. It can be
	/// lowered at once; a higher one has to be announced.
	pub fee: Perbill,
	/// Who gets the fee, in shares.
	pub fee_recipient: AccountId,
	/// The part of its value that an instant redemption leaves in the pool, a tenth at most and no
	/// less than `bunker`: who leaves ahead of a loss that does not turn bunker mode on pays more
	/// than it saves.
	pub instant_fee: Perbill,
	/// The part of all claims that is kept at hand for instant redemptions, a fifth at most.
	pub reserve: Perbill,
	/// The part of all claims from which on losses turn bunker mode on, a tenth at most, not zero.
	pub bunker: Perbill,
	/// Validators that a pot nominates, from 1 to 16; those that governance chooses may be more.
	pub places: u32,
	/// The least bond of a registered validator, in planck of EST, not zero.
	pub min_validator_bond: Balance,
	/// Greatest commission of a registered validator, the part of rewards that it keeps.
	pub max_commission: Perbill,
}

/// The parameters, with what has its own time.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Settings<AccountId> {
	/// The parameters as they are now.
	pub params: Params<AccountId>,
	/// What is paused, and until when.
	pub pauses: Pauses,
	/// A higher fee that has been announced.
	pub announced: Option<AnnouncedFee>,
}

/// What can be paused.
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
pub struct PauseKinds {
	/// Deposits.
	pub deposit: bool,
	/// New redemptions.
	pub redeem: bool,
	/// Instant redemptions.
	pub instant: bool,
	/// What services do with stEST.
	pub services: bool,
}

/// A slash of pots that staking has recorded and not yet applied.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct PendingSlash<AccountId> {
	/// The era in which staking applies it.
	pub era: EraIndex,
	/// Whose offence it is for; `None` for all those that did not fit by name.
	pub validator: Option<AccountId>,
	/// Planck that each pot will lose.
	pub amounts: PotAmounts,
	/// Planck of it that the validator's bond stands for.
	pub covered: Balance,
	/// What is provided for the rest.
	pub provision: Provision,
}

/// What whoever covers may do while it is asked to.
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
pub enum Allowance {
	/// Retire shares worth so many planck.
	Retire(Balance),
	/// Have so many planck back as shares.
	Reissue(Balance),
	/// Both, without bound: a benchmark.
	#[cfg(feature = "runtime-benchmarks")]
	Benchmark,
}

/// A validator that has registered itself.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Registration {
	/// Planck on hold as its bond.
	pub bond: Balance,
	/// The part of the bond that stands for pending slashes.
	pub at_risk: Balance,
	/// Its part of the mean of era points, averaged over the eras in which it was elected.
	pub performance: Perbill,
	/// Slashes since it registered.
	pub slashes: u32,
	/// The era from which its bond can be released, once it has left.
	pub release: Option<EraIndex>,
}

impl Default for Registration {
	fn default() -> Self {
		Registration {
			bond: 0,
			at_risk: 0,
			performance: PERFORMANCE_AT_FIRST,
			slashes: 0,
			release: None,
		}
	}
}

/// How long a validator is left out of the nominations, and what for.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Suspension {
	/// It is not nominated before this era: the latest of those below.
	pub until: EraIndex,
	/// For its commission or its performance: the era before which it is left out. Zero if there
	/// is none.
	pub conduct: EraIndex,
	/// For slashes that are applied, which nothing cancels any more: the same.
	pub settled: EraIndex,
	/// For each slash that is pending, the era before which it leaves the validator out.
	pub pending: BoundedVec<EraIndex, ConstU32<MAX_PENDING_ERAS>>,
}

impl Suspension {
	/// For one slash, which may be cancelled.
	pub fn until(era: EraIndex) -> Self {
		let pending = BoundedVec::truncate_from(alloc::vec![era]);
		Suspension { until: era, conduct: 0, settled: 0, pending }
	}

	/// Counts what can no longer be cancelled as settled: pending slashes that leave the validator
	/// out until `last` or earlier.
	pub(crate) fn settle(&mut self, last: EraIndex) {
		let applied = self.pending.iter().filter(|until| **until <= last).max();
		self.settled = self.settled.max(applied.copied().unwrap_or(0));
		self.pending.retain(|until| *until > last);
		self.review();
	}

	/// Adds a slash that leaves the validator out until `era`. Returns whether it is a new one.
	pub(crate) fn add(&mut self, era: EraIndex) -> bool {
		if self.pending.contains(&era) {
			return false;
		}
		// There is a place for each era in which slashes may be pending.
		if self.pending.try_push(era).is_err() {
			self.settled = self.settled.max(era);
		}
		self.review();
		true
	}

	/// Takes back the slash that leaves the validator out until `era`. Returns whether there was
	/// one.
	pub(crate) fn take_back(&mut self, era: EraIndex) -> bool {
		let before = self.pending.len();
		self.pending.retain(|until| *until != era);
		self.review();
		self.pending.len() < before
	}

	/// Leaves the validator out until `era`, for its commission or its performance.
	pub(crate) fn extend_for_conduct(&mut self, era: EraIndex) {
		self.conduct = self.conduct.max(era);
		self.review();
	}

	/// The era before which it is left out for slashes, applied and pending ones. Zero if there is
	/// none.
	pub(crate) fn slashed_until(&self) -> EraIndex {
		self.pending.iter().copied().fold(self.settled, EraIndex::max)
	}

	fn review(&mut self) {
		self.until = self.slashed_until().max(self.conduct);
	}
}

/// A registered validator and its score.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Ranked<AccountId> {
	/// Its stash.
	pub validator: AccountId,
	/// Its score at the last settlement; zero if it cannot be nominated.
	pub score: Perbill,
}

/// The hash chain of the records that are no longer kept.
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
pub struct FoldedRecords {
	/// The last era whose record is in it.
	pub era: EraIndex,
	/// BLAKE2-256 of the hash before (zero at first), the era and its record, SCALE encoded one
	/// after the other.
	pub hash: H256,
}

/// The pool that a chain starts with.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GenesisPool<AccountId> {
	/// Who pays the seed and the existential deposits.
	pub funder: AccountId,
	/// Planck of EST that stay in the pool for good.
	pub seed: Balance,
	/// The parameters.
	pub params: Params<AccountId>,
	/// The validators of each pot.
	pub pots: alloc::vec::Vec<alloc::vec::Vec<AccountId>>,
}

/// A keyless account that stakes for the pool.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Pot<AccountId> {
	/// Its stash.
	pub account: AccountId,
	/// Planck in its ledger, bonded and unlocking, as recognised in the books.
	pub stake: Balance,
}

/// A validator whose payouts are collected.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Collecting<AccountId> {
	/// Its stash.
	pub validator: AccountId,
	/// The last era in which a pot may back it; `None` while a pot nominates it.
	pub until: Option<EraIndex>,
}

/// A closed exit batch.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Batch {
	/// Shares that were burned for it.
	pub shares: Shares,
	/// Shares of those that are not claimed yet.
	pub unclaimed: Shares,
	/// Planck owed when it was closed.
	pub value: Balance,
	/// Its part of all exit units; less once a part of it is paid.
	pub units: u128,
	/// The generation of its units.
	pub generation: u32,
	/// The era from which it can be paid out whatever else the EST at hand is needed for.
	pub matures: EraIndex,
	/// What it was paid out with, in planck of EST; `None` until it is paid out whole.
	pub payout: Option<Balance>,
	/// Planck paid to it that are not claimed yet.
	pub unpaid: Balance,
}

/// A settlement under way.
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
pub struct Run {
	/// The era whose activation it follows.
	pub era: EraIndex,
	/// What it does next.
	pub step: Step,
}

/// How far settlement has come.
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
pub struct SettlementCycle {
	/// The active era that the last finished settlement followed.
	pub settled: EraIndex,
	/// The first era whose payouts have not been collected.
	pub uncollected: EraIndex,
	/// The oldest era whose record may still be kept.
	pub oldest_record: EraIndex,
	/// The first era of which a payout failed in the settlement under way.
	pub failed: Option<EraIndex>,
	/// The settlement under way.
	pub run: Option<Run>,
}
