//! A bucket: stake that bears the same slashes. Pure: no storage, no accounts.
//!
//! Each operator has one for those who are in (its pool) and one for each era in which somebody
//! left (an exit batch). A slash sets a *part* of every bucket that it reaches aside:
//!
//! ```text
//!            set_aside            apply, refunds possible
//!  stake ───────────────► part ─────────────────────────► part (applied) ──forget──►
//!    ▲                     │  │                                │
//!    └──────release────────┘  └──apply, no refunds──►          │
//!    ▲                                                         │
//!    └───────────────────────────refund────────────────────────┘
//! ```
//!
//! Who leaves takes its proportion of every part along ([`Bucket::split_floor`]), so what comes
//! back comes back to those who bore it. Nothing about magnitudes changes before a slash is
//! applied: a rejection has nothing to undo but the part.

use crate::types::MaxParts;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{mul_div_floor, Balance, Magnitude, StakePerMagnitude};
use estuary_primitives::restaking::{ServiceId, SlashId};
use frame_support::BoundedVec;
use scale_info::TypeInfo;
use sp_staking::EraIndex;

/// What a slash has set aside or taken of a bucket.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Part {
	/// The slash.
	pub slash: SlashId,
	/// The service that slashes.
	pub service: ServiceId,
	/// stEST set aside; once applied, what can still be given back.
	pub amount: Balance,
	/// It was applied: the stEST is gone.
	pub applied: bool,
	/// The last era in which anything can come back.
	pub until: EraIndex,
}

/// Why a change of a bucket is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BucketError {
	/// A number does not fit or would be negative.
	Overflow,
	/// No room for another part.
	TooManyParts,
}

/// Stake that bears the same slashes.
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
pub struct Bucket {
	/// stEST, net of what is set aside.
	pub stake: Balance,
	/// What the magnitudes of services are parts of.
	pub total: Magnitude,
	/// What slashes have set aside or taken, by slash.
	pub parts: BoundedVec<Part, MaxParts>,
}

impl Bucket {
	/// No stake, with an undivided magnitude.
	pub fn new() -> Self {
		Bucket { total: Magnitude::ONE, ..Default::default() }
	}

	/// stEST that pending slashes have set aside.
	pub fn set_aside(&self) -> Balance {
		self.pending_parts().fold(0, |sum, part| sum.saturating_add(part.amount))
	}

	/// stEST with what is set aside.
	pub fn gross(&self) -> Balance {
		self.stake.saturating_add(self.set_aside())
	}

	/// stEST with all that may still come back: the claim of those who are in.
	pub fn claims(&self) -> Balance {
		self.parts.iter().fold(self.stake, |sum, part| sum.saturating_add(part.amount))
	}

	/// The gross stake and what it is divided by.
	pub fn ratio(&self) -> StakePerMagnitude {
		StakePerMagnitude { stake: self.gross(), total: self.total }
	}

	/// What `service` with `magnitude` can slash before its own pending slashes, and after.
	pub fn slashable_floor(&self, service: ServiceId, magnitude: Magnitude) -> (Balance, Balance) {
		let all = self.ratio().stake_of_floor(magnitude);
		let pending = self
			.pending_parts()
			.filter(|part| part.service == service)
			.fold(0u128, |sum, part| sum.saturating_add(part.amount));
		(all, all.saturating_sub(pending).min(self.stake))
	}

	/// What `slash` has set aside here, or taken and can give back.
	pub fn part(&self, slash: SlashId) -> Balance {
		self.parts.iter().find(|part| part.slash == slash).map_or(0, |part| part.amount)
	}

	/// Prices a slash in.
	pub fn put_aside(&mut self, part: Part) -> Result<(), BucketError> {
		if part.amount == 0 {
			return Ok(());
		}
		self.stake = self.stake.checked_sub(part.amount).ok_or(BucketError::Overflow)?;
		self.parts.try_push(part).map_err(|_| BucketError::TooManyParts)
	}

	/// Rejects a slash: what was set aside is stake again. How much.
	pub fn release(&mut self, slash: SlashId) -> Result<Balance, BucketError> {
		let amount = self.part(slash);
		self.stake = self.stake.checked_add(amount).ok_or(BucketError::Overflow)?;
		self.forget(slash);
		Ok(amount)
	}

	/// Applies a slash: what was set aside is gone, and the magnitude that it stood for with it, so
	/// that every other magnitude stands for what it did. The amount and the magnitude.
	///
	/// The magnitude is rounded up, no more than `most`. `keep` remembers the part for a refund.
	pub fn apply(&mut self, slash: SlashId, most: Magnitude, keep: bool) -> (Balance, Magnitude) {
		let amount = self.part(slash);
		let taken = self.ratio().magnitude_of_ceil(amount).min(most);
		self.total = self.total.saturating_sub(taken);
		if keep {
			self.parts
				.iter_mut()
				.filter(|part| part.slash == slash)
				.for_each(|part| part.applied = true);
		} else {
			self.forget(slash);
		}
		(amount, taken)
	}

	/// Gives `amount` of an applied slash back, and the magnitude that it stands for: that
	/// magnitude.
	pub fn refund(&mut self, slash: SlashId, amount: Balance) -> Result<Magnitude, BucketError> {
		let room = Magnitude::ONE.saturating_sub(self.total);
		// Without stake the slash had taken all, so nobody else had any of it.
		let restored = self.ratio().magnitude_for_floor(amount).unwrap_or(room).min(room);
		let part = self.parts.iter_mut().find(|part| part.slash == slash && part.applied);
		let part = part.ok_or(BucketError::Overflow)?;
		part.amount = part.amount.checked_sub(amount).ok_or(BucketError::Overflow)?;
		self.stake = self.stake.checked_add(amount).ok_or(BucketError::Overflow)?;
		self.total = self.total.checked_add(restored).ok_or(BucketError::Overflow)?;
		Ok(restored)
	}

	/// Drops what is remembered of a slash.
	pub fn forget(&mut self, slash: SlashId) {
		self.parts.retain(|part| part.slash != slash);
	}

	/// Takes `units` of `all` out: their part of the stake and of what slashes have set aside or
	/// taken, all rounded down, so that those who stay lose nothing. Parts of which nothing can
	/// come back any more lead nowhere: the part of those who leave is with the slash alone.
	pub fn split_floor(
		&mut self,
		units: u128,
		all: u128,
		now: EraIndex,
	) -> Result<Bucket, BucketError> {
		let share = |amount| mul_div_floor(amount, units, all).ok_or(BucketError::Overflow);
		let mut out = Bucket { stake: share(self.stake)?, total: self.total, ..Default::default() };
		self.stake = self.stake.checked_sub(out.stake).ok_or(BucketError::Overflow)?;
		for part in self.parts.iter_mut() {
			let amount = share(part.amount)?;
			part.amount = part.amount.checked_sub(amount).ok_or(BucketError::Overflow)?;
			if amount > 0 && part.until >= now {
				let moved = Part { amount, ..part.clone() };
				out.parts.try_push(moved).map_err(|_| BucketError::TooManyParts)?;
			}
		}
		Ok(out)
	}

	/// Takes in what was split off elsewhere. What each magnitude stands for adds up.
	pub fn merge(&mut self, other: Bucket) -> Result<(), BucketError> {
		self.total = self.ratio().merged_total_ceil(other.ratio()).ok_or(BucketError::Overflow)?;
		self.stake = self.stake.checked_add(other.stake).ok_or(BucketError::Overflow)?;
		for new in other.parts {
			match self.parts.iter_mut().find(|part| part.slash == new.slash) {
				Some(part) =>
					part.amount =
						part.amount.checked_add(new.amount).ok_or(BucketError::Overflow)?,
				None => self.parts.try_push(new).map_err(|_| BucketError::TooManyParts)?,
			}
		}
		Ok(())
	}

	fn pending_parts(&self) -> impl Iterator<Item = &Part> {
		self.parts.iter().filter(|part| !part.applied)
	}
}
