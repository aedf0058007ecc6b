//! What the pallet keeps in storage, besides buckets and histories.

use crate::{
	bucket::Bucket,
	history::{Magnitudes, TakenMagnitudes},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{
	mul_div_floor, shares_for_deposit_floor, units_exhausted, Balance, Magnitude, RateError, Shares,
};
use estuary_primitives::restaking::{ServiceDelays, ServiceId, SlashDestination, SlashId, Terms};
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// Services that an operator can be allocated to at once.
pub const MAX_SERVICES: u32 = 8;
/// Slashes of one service that can be pending or refundable for one operator at once.
pub const MAX_SLASHES: u32 = 8;
/// Assets that the delegators of one operator can be rewarded in. Some places are for the reserved
/// assets alone.
pub const MAX_REWARD_ASSETS: u32 = 8;
/// Places for other assets that one service can take of an operator, ever.
pub const MAX_SERVICE_ASSETS: u32 = 2;
/// Entries of a history: no delay may be longer than it can hold.
pub const MAX_HISTORY: u32 = 64;
/// Eras, and with them exit batches, that a slash can reach from the offence to the last refund.
pub const MAX_REACH: u32 = 96;

/// [`MAX_SERVICES`] as a bound.
pub type MaxServices = ConstU32<MAX_SERVICES>;
/// Slashes that can be open for one operator, as a bound.
pub type MaxParts = ConstU32<{ MAX_SERVICES * MAX_SLASHES }>;
/// [`MAX_REWARD_ASSETS`] as a bound.
pub type MaxRewardAssets = ConstU32<MAX_REWARD_ASSETS>;
/// [`MAX_HISTORY`] as a bound.
pub type MaxHistory = ConstU32<MAX_HISTORY>;

/// Planck of stEST by era, oldest first.
pub type EraAmounts = BoundedVec<(EraIndex, Balance), MaxHistory>;
/// Terms as the pallet has them.
pub type TermsOf<T> = Terms<<T as frame_system::Config>::AccountId, <T as crate::Config>::AssetId>;
/// A service as the pallet has it.
pub type ServiceOf<T> =
	Service<<T as frame_system::Config>::AccountId, <T as crate::Config>::AssetId>;
/// A slash as the pallet has it.
pub type SlashOf<T> = Slash<<T as frame_system::Config>::AccountId>;

/// All delays, in eras. `integrity_test` checks them against each other.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, PartialEq, TypeInfo)]
pub struct Delays {
	/// Full eras for which stake that leaves can be slashed.
	pub exit: EraIndex,
	/// Eras before a raised allocation holds. Longer than `exit`.
	pub allocation: EraIndex,
	/// Eras before another commission holds. Longer than `exit`.
	pub commission: EraIndex,
	/// Eras for which an operator that was slashed as a validator raises no allocation.
	pub jail: EraIndex,
	/// The longest veto window.
	pub max_veto: EraIndex,
	/// The longest refund window.
	pub max_refund: EraIndex,
}

impl Delays {
	/// The shortest notice of terms. What is announced in the last block of an era can be left in
	/// the next one, whose batch is slashable for `exit` eras more: the slasher, the destination
	/// and whatever else counts at the request must be the old one for all of them.
	pub const fn least_notice(&self) -> EraIndex {
		self.exit.saturating_add(2)
	}

	/// What is wrong with them, if anything is. For `integrity_test`, and for a runtime to compare
	/// its constants when it is compiled.
	pub const fn contradiction(&self) -> Option<&'static str> {
		let reported = self.exit.saturating_add(self.max_veto);
		if self.exit == 0 {
			Some("stake that leaves must be slashable for a while")
		} else if self.allocation <= self.exit {
			Some("who does not want a new risk must be able to leave before it begins")
		} else if self.commission <= self.exit {
			Some("who does not want a higher commission must be able to leave before it")
		} else if reported.saturating_add(6) > MAX_HISTORY {
			Some("a history must reach back to the offence of the oldest pending slash")
		} else if reported.saturating_add(self.max_refund).saturating_add(2) > MAX_REACH {
			Some("a slash loops over the batches of all eras up to its last refund")
		} else {
			None
		}
	}

	/// What the terms of a service must keep to.
	pub fn of_services(&self) -> ServiceDelays {
		ServiceDelays {
			exit: self.exit,
			least_notice: self.least_notice(),
			max_veto: self.max_veto,
			max_refund: self.max_refund,
		}
	}
}

/// An operator.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Operator {
	/// The part of rewards that it keeps, unless `announced` holds.
	pub commission: Perbill,
	/// Another commission, and the era from which it holds.
	pub announced: Option<(Perbill, EraIndex)>,
	/// It takes no more delegations and allocates no more.
	pub retired: bool,
	/// It cannot raise an allocation before this era.
	pub jailed_until: EraIndex,
	/// Planck of EST on hold for it.
	pub deposit: Balance,
	/// Services with an allocation.
	pub services: BoundedVec<ServiceId, MaxServices>,
}

impl Operator {
	/// The commission in `era`.
	pub fn commission_at(&self, era: EraIndex) -> Perbill {
		match self.announced {
			Some((commission, from)) if from <= era => commission,
			_ => self.commission,
		}
	}
}

/// What the delegators of an operator have together.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Pool {
	/// Units of all delegators.
	pub units: u128,
	/// Rises when slashes have voided all units.
	pub generation: u32,
	/// The stake.
	pub bucket: Bucket,
}

impl Default for Pool {
	fn default() -> Self {
		Pool { units: 0, generation: 0, bucket: Bucket::new() }
	}
}

impl Pool {
	/// Units for `amount` at the rate of all that can still come back, so that nobody buys a slash
	/// that may be rejected or refunded: `floor(amount * units / claims)`. At par while nobody is
	/// in.
	pub fn units_for_floor(&self, amount: Balance, now: EraIndex) -> Result<u128, RateError> {
		if self.units == 0 {
			return Ok(amount);
		}
		shares_for_deposit_floor(amount, self.bucket.claims_at(now), Shares(self.units))
			.map(|units| units.0)
	}

	/// Whether slashes have left so little that the units are void.
	pub fn is_exhausted(&self) -> bool {
		units_exhausted(self.bucket.gross(), self.units)
	}
}

/// What a delegator has in a pool.
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
pub struct Delegation {
	/// Units.
	pub units: u128,
	/// The generation that they are of; void if the pool's is another.
	pub generation: u32,
}

/// All who left an operator in one era.
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
pub struct Batch {
	/// Units of all who left.
	pub units: u128,
	/// Units of those who may still be paid.
	pub outstanding: u128,
	/// Rises when slashes had taken everything before somebody else left.
	pub generation: u32,
	/// stEST paid out.
	pub paid: Balance,
	/// The stake that is not paid out.
	pub bucket: Bucket,
	/// What services that have slashed the operator since have of it: those who left bear other
	/// slashes, and other parts of them, than those who are in.
	pub kept: BoundedVec<KeptMagnitudes, MaxServices>,
}

/// What a service has of a batch.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct KeptMagnitudes {
	/// The service.
	pub service: ServiceId,
	/// The magnitude by era.
	pub magnitudes: Magnitudes,
	/// What slashes that can be refunded have taken of them.
	pub taken: BoundedVec<TakenOfBatch, ConstU32<MAX_SLASHES>>,
}

/// What a slash has taken of the magnitudes of a batch.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct TakenOfBatch {
	/// The slash.
	pub slash: SlashId,
	/// What it took of the total.
	pub magnitude: Magnitude,
	/// What it took of each change.
	pub changes: TakenMagnitudes,
}

impl KeptMagnitudes {
	/// Takes what `slash` for an offence in `era` took of the total out of them; `keep` remembers
	/// it for a refund. `false` if there is no room.
	#[must_use]
	pub fn take(
		&mut self,
		slash: SlashId,
		era: EraIndex,
		magnitude: Magnitude,
		keep: bool,
	) -> bool {
		let changes = self.magnitudes.take(magnitude, self.magnitudes.at(era));
		!keep || self.taken.try_push(TakenOfBatch { slash, magnitude, changes }).is_ok()
	}

	/// Gives `part` of what `slash` took back, `most` at most. A slash that was applied before the
	/// batch had magnitudes of its own took what it took of all: `whole` of the total, and `taken`.
	pub fn restore(
		&mut self,
		slash: SlashId,
		part: Magnitude,
		most: Magnitude,
		(taken, whole): (&TakenMagnitudes, Magnitude),
	) {
		let own = self.taken.iter().find(|taken| taken.slash == slash);
		let (taken, whole) = own.map_or((taken, whole), |own| (&own.changes, own.magnitude));
		self.magnitudes.restore(taken, part, whole, most);
	}
}

impl Batch {
	/// The magnitude that `service` has of this batch for offences in `era`, if it is another than
	/// that of those who are in.
	pub fn kept_at(&self, service: ServiceId, era: EraIndex) -> Option<Magnitude> {
		let kept = self.kept.iter().find(|kept| kept.service == service)?;
		Some(kept.magnitudes.at(era))
	}

	/// Lets `service` keep `magnitudes` here, unless it has kept others already. `false` if there
	/// is no room.
	#[must_use]
	pub fn keep(&mut self, service: ServiceId, magnitudes: &Magnitudes) -> bool {
		if self.kept.iter().any(|kept| kept.service == service) {
			return true;
		}
		let magnitudes = magnitudes.clone();
		let taken = BoundedVec::default();
		self.kept.try_push(KeptMagnitudes { service, magnitudes, taken }).is_ok()
	}

	/// What `service` has kept here.
	pub fn kept_mut(&mut self, service: ServiceId) -> Option<&mut KeptMagnitudes> {
		self.kept.iter_mut().find(|kept| kept.service == service)
	}

	/// Drops what is remembered of a slash.
	pub fn forget(&mut self, slash: SlashId) {
		self.bucket.forget(slash);
		for kept in self.kept.iter_mut() {
			kept.taken.retain(|taken| taken.slash != slash);
		}
	}

	/// Lets somebody in who brings `slice`, at the rate of all that may be paid or come back:
	/// `floor(claims * units / claims before)`, at par while nobody is in. Units of a batch of
	/// which nothing is left are void. The units; `None` if a number does not fit.
	pub fn join_floor(&mut self, slice: Bucket) -> Option<u128> {
		let claims = slice.claims();
		let before = self.bucket.claims();
		if before == 0 && self.units > 0 {
			self.generation = self.generation.checked_add(1)?;
			(self.units, self.outstanding) = (0, 0);
		}
		let units = match self.units {
			0 => claims,
			all => mul_div_floor(claims, all, before)?,
		};
		self.units = self.units.checked_add(units)?;
		self.outstanding = self.outstanding.checked_add(units)?;
		self.bucket.merge(slice).ok()?;
		Some(units)
	}

	/// What `exit` can still be paid: `floor(units * (paid + stake) / all units) - paid to it`.
	pub fn owed_floor(&self, exit: &Exit) -> Option<Balance> {
		if exit.generation != self.generation {
			return Some(0);
		}
		let credited = self.paid.checked_add(self.bucket.stake)?;
		let all = mul_div_floor(exit.units, credited, self.units)?;
		Some(all.saturating_sub(exit.paid))
	}
}

/// What a delegator has in an exit batch.
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
pub struct Exit {
	/// Units of the batch.
	pub units: u128,
	/// stEST paid for them.
	pub paid: Balance,
	/// The generation that they are of; void if the batch's is another.
	pub generation: u32,
}

/// A service.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Service<AccountId, AssetId> {
	/// Who may amend and close it, and gets the deposit back.
	pub owner: AccountId,
	/// The terms, unless `announced` holds.
	pub terms: Terms<AccountId, AssetId>,
	/// The era from which `terms` hold, and the greatest fraction before.
	pub since: (EraIndex, Perbill),
	/// Other terms, and the era from which they hold.
	pub announced: Option<(Terms<AccountId, AssetId>, EraIndex)>,
	/// The last era in which an offence can be slashed, once it is being closed.
	pub closing: Option<EraIndex>,
	/// Planck of EST on hold for it.
	pub deposit: Balance,
	/// Slashes that are neither applied nor rejected.
	pub pending: u32,
	/// Slashes that are pending or can still be refunded.
	pub open: u32,
}

impl<AccountId, AssetId> Service<AccountId, AssetId> {
	/// Lets announced terms hold once their era has come.
	pub fn advanced(mut self, now: EraIndex) -> Self {
		if let Some((terms, era)) = self.announced.take() {
			if era <= now {
				self.since = (era, self.terms.max_fraction);
				self.terms = terms;
			} else {
				self.announced = Some((terms, era));
			}
		}
		self
	}

	/// The greatest fraction for offences in `era`: never what was agreed on later.
	pub fn max_fraction_at(&self, era: EraIndex) -> Perbill {
		let (since, before) = self.since;
		if era < since {
			before
		} else {
			self.terms.max_fraction
		}
	}
}

/// A part of an operator's stake that is promised to a service.
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
pub struct Allocation {
	/// The magnitude by era.
	pub magnitudes: Magnitudes,
	/// What is kept of the operator's total: the greatest that can be slashed or is announced.
	pub reserved: Magnitude,
	/// Slashes that are pending or can still be refunded.
	pub open: u32,
	/// The first era in which no batch can be slashed any more that has kept other magnitudes.
	pub kept_until: EraIndex,
	/// The fractions that were requested, and neither rejected nor refunded, by era of the
	/// offence.
	pub requested: BoundedVec<(EraIndex, Perbill), MaxHistory>,
	/// What slashes have left of what was promised in the eras that were over when one was
	/// requested: no more than that can be slashed for an era, whoever has come in since.
	pub left: EraAmounts,
}

impl Allocation {
	/// What slashes have left of what was promised in `era`, if any has been requested since.
	pub fn left_of(&self, era: EraIndex) -> Option<Balance> {
		self.left.iter().find(|(of, _)| *of == era).map(|(_, left)| *left)
	}
}

/// A slash that is pending or can still be refunded.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Slash<AccountId> {
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
	/// stEST set aside or taken.
	pub amount: Balance,
	/// stEST given back.
	pub refunded: Balance,
	/// Who may give it back: the terms at the request are what counts.
	pub slasher: AccountId,
	/// Who may veto it.
	pub resolver: Option<AccountId>,
	/// Where it goes.
	pub destination: SlashDestination<AccountId>,
	/// From this era on it can be applied and no longer be vetoed.
	pub deadline: EraIndex,
	/// The last era in which it can be refunded.
	pub refund_until: EraIndex,
	/// The era in which the chain deals with it by itself: applies it, or forgets it.
	pub due: EraIndex,
	/// It was applied.
	pub applied: bool,
	/// The magnitude that it took from the total of the pool.
	pub magnitude: Magnitude,
	/// The magnitude that it took from the allocation, which is promised of those who were in and
	/// of those who left in the era in which it was applied.
	pub shared: Magnitude,
	/// The magnitudes that it took from the allocation.
	pub taken: TakenMagnitudes,
	/// stEST that it took, and has not given back, of those who were there in each era that was
	/// over when it was requested.
	pub counted: EraAmounts,
}

/// What a delegator has earned in one asset.
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
pub struct Earned {
	/// The index up to which it is counted.
	pub per_unit: u128,
	/// What was earned up to it and is not claimed.
	pub amount: Balance,
}
