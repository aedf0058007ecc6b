//! What the pallet keeps in storage.

use crate::{arithmetic::PremiumCurve, Config};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{Balance, Shares};
use estuary_primitives::{
	coverage::CoverageTotals,
	restaking::{ServiceId, SharedSecurity, SlashId},
};
use frame_support::{BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;
use sp_runtime::{traits::Get, Perbill};

/// Names an asset in restaking.
pub type AssetIdOf<T> =
	<<T as Config>::Security as SharedSecurity<<T as frame_system::Config>::AccountId>>::AssetId;

/// What operators agree to for good: it becomes part of the terms of the service.
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
pub struct Promise {
	/// The greatest part of an operator's stake for the service that covers take for one era.
	pub max_fraction: Perbill,
	/// The least stake that an operator must bring; below it no premium is earned. Smallest unit
	/// of stEST.
	pub min_stake: Shares,
}

/// The service, and what governance can set.
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
pub struct Settings {
	/// The service that operators allocate stake to.
	pub service: ServiceId,
	/// The part of the protocol's fees that it earns.
	pub params: PremiumCurve,
}

/// What a slash can still give back for the losses of one era.
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
pub struct SlashPart {
	/// The slash.
	pub slash: SlashId,
	/// Shares that it can give back.
	pub shares: Shares,
}

/// What covers the losses that staking applies in one era. Amounts are planck of EST.
#[derive(
	CloneNoBound, DebugNoBound, Decode, Encode, EqNoBound, MaxEncodedLen, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(MaxSlashes))]
pub struct Cover<MaxSlashes: Get<u32>> {
	/// What was reported, in all reports of which something was met.
	pub lost: Balance,
	/// What was met of it.
	pub covered: Balance,
	/// What staking took of that.
	pub settled: Balance,
	/// What was cancelled of it.
	pub given_back: Balance,
	/// Shares that were retired.
	pub retired: Shares,
	/// Shares that were issued again.
	pub reissued: Shares,
	/// Where the shares came from, a slash for each report and operator, and what can still go
	/// back there.
	pub slashes: BoundedVec<SlashPart, MaxSlashes>,
}

impl<MaxSlashes: Get<u32>> Default for Cover<MaxSlashes> {
	fn default() -> Self {
		Cover {
			lost: 0,
			covered: 0,
			settled: 0,
			given_back: 0,
			retired: Shares::ZERO,
			reissued: Shares::ZERO,
			slashes: BoundedVec::new(),
		}
	}
}

impl<MaxSlashes: Get<u32>> Cover<MaxSlashes> {
	/// What is neither taken nor cancelled yet, in planck.
	pub fn in_force(&self) -> Balance {
		self.covered.saturating_sub(self.settled).saturating_sub(self.given_back)
	}

	/// Shares that can come back for it at most.
	pub fn refundable(&self) -> Shares {
		Shares(self.slashes.iter().fold(0, |sum, part| sum.saturating_add(part.shares.0)))
	}
}

/// The books of the cover.
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
pub struct Books {
	/// Shares in the account that wait to be paid to the operators, a tenth with each premium.
	pub surplus: Shares,
	/// All that was ever done.
	pub totals: CoverageTotals,
}

impl Books {
	/// Whether every share that came in went out again or is in the surplus.
	pub fn balance(&self) -> bool {
		let sum = |parts: &[Shares]| {
			parts.iter().try_fold(Shares::ZERO, |sum, part| sum.checked_add(*part))
		};
		let CoverageTotals { slashed, reissued, earned, retired, refunded, rewarded, .. } =
			self.totals;
		let came = sum(&[slashed, reissued, earned]);
		came.is_some() && came == sum(&[retired, refunded, rewarded, self.surplus])
	}
}
