//! What the pallet keeps in storage, besides the books.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{Balance, Shares};
use estuary_primitives::types::Step;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// Greatest fee on rewards: a fifth.
pub(crate) const MAX_FEE: Perbill = Perbill::from_percent(20);

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
pub struct Params<AccountId> {
	/// Smallest deposit in planck of EST, no less than the existential deposit; also the smallest
	/// amount that is bonded at a settlement.
	pub min_deposit: Balance,
	/// Smallest redemption.
	pub min_redeem: Shares,
	/// Part of the net gain of an era that is taken as a fee, a fifth at most.
	pub fee: Perbill,
	/// Who gets the fee, in shares.
	pub fee_recipient: AccountId,
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
	/// Its part of all exit units.
	pub units: u128,
	/// The generation of its units.
	pub generation: u32,
	/// The era from which it can be paid out.
	pub matures: EraIndex,
	/// What it was paid out with, in planck of EST; `None` until then.
	pub payout: Option<Balance>,
	/// Planck of the payout that are not claimed yet.
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
