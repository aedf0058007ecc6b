//! What the runtime API shows of the cover. Amounts are planck of EST, shares the smallest unit of
//! stEST.

use crate::restaking::ServiceId;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{Balance, Shares};
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// How much stands in front of the holders of stEST now.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct CoverageStatus {
	/// The service that operators allocate stake to.
	pub service: ServiceId,
	/// Slashable stake in the active era of those of its operators that a premium would be paid
	/// to: what the premium is found with. Smallest unit of stEST.
	pub size: Shares,
	/// What losses of this era can still take of it. Smallest unit of stEST.
	pub limit: Shares,
	/// The size from which on the premium does not rise any more. Smallest unit of stEST.
	pub target: Shares,
	/// The part of the protocol's fees that is earned at this size.
	pub premium: Perbill,
	/// Shares that wait to be paid to the operators: a tenth with each premium.
	pub surplus: Shares,
}

/// Losses of one era that are covered, neither taken nor cancelled yet.
#[derive(Clone, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct CoverView {
	/// The era in which staking applies them.
	pub era: EraIndex,
	/// What was reported of them beyond the bonds of the validators, in the reports of which
	/// something was met. Planck.
	pub lost: Balance,
	/// What was met of them. Planck.
	pub covered: Balance,
	/// What is still neither taken nor cancelled. Planck.
	pub in_force: Balance,
	/// Shares that can come back for it at most.
	pub refundable: Shares,
	/// Slashes that they come from.
	pub slashes: u32,
}

/// A cover that is over.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct PastCover {
	/// How many were over before.
	pub number: u64,
	/// The era in which staking was to apply what it stood for.
	pub era: EraIndex,
	/// What was reported beyond the bonds of the validators, in the reports of which something was
	/// met. Planck.
	pub lost: Balance,
	/// What was met of it. Planck.
	pub covered: Balance,
	/// What staking took of that. Planck.
	pub settled: Balance,
	/// What was cancelled of it. Planck.
	pub given_back: Balance,
	/// Shares that were retired.
	pub retired: Shares,
	/// Shares that were issued again.
	pub reissued: Shares,
}

/// All that the cover ever did. With the shares that wait (`surplus`), and at all times:
/// `slashed + reissued + earned == retired + refunded + rewarded + surplus`.
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
pub struct CoverageTotals {
	/// Losses of which something was met. Planck.
	pub lost: Balance,
	/// What was met of them. Planck.
	pub covered: Balance,
	/// What staking took of that. Planck.
	pub settled: Balance,
	/// What was cancelled of it. Planck.
	pub given_back: Balance,
	/// Shares taken from operators.
	pub slashed: Shares,
	/// Shares retired for losses.
	pub retired: Shares,
	/// Shares issued again for losses that were cancelled.
	pub reissued: Shares,
	/// Shares given back to operators.
	pub refunded: Shares,
	/// Shares earned of the protocol's fees.
	pub earned: Shares,
	/// Shares paid to operators as rewards.
	pub rewarded: Shares,
	/// Covers that are over.
	pub finished: u64,
}
