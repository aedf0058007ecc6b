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
	/// What the application took of the total, and can still be restored.
	pub magnitude: Magnitude,
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

	/// stEST with all that may still come back in `now`: what those who come in pay for. Parts of
	/// slashes that are over but not yet forgotten lead nowhere.
	pub fn claims_at(&self, now: EraIndex) -> Balance {
		self.parts
			.iter()
			.filter(|part| !part.applied || part.until >= now)
			.fold(self.stake, |sum, part| sum.saturating_add(part.amount))
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

	/// Whether a slash is pending here of which nothing can come back any more in `now`: it is only
	/// to be applied.
	pub fn has_overdue_at(&self, now: EraIndex) -> bool {
		self.pending_parts().any(|part| part.until < now)
	}

	/// What slashes of `service` have taken here and can still give back.
	pub fn taken_by(&self, service: ServiceId) -> Balance {
		self.parts
			.iter()
			.filter(|part| part.applied && part.service == service)
			.fold(0, |sum, part| sum.saturating_add(part.amount))
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
			for part in self.parts.iter_mut().filter(|part| part.slash == slash) {
				(part.applied, part.magnitude) = (true, taken);
			}
		} else {
			self.forget(slash);
		}
		(amount, taken)
	}

	/// Gives `amount` of an applied slash back, and the magnitude that it stands for: that
	/// magnitude.
	pub fn refund(&mut self, slash: SlashId, amount: Balance) -> Result<Magnitude, BucketError> {
		let room = Magnitude::ONE.saturating_sub(self.total);
		let by_stake = self.ratio().magnitude_for_floor(amount);
		let part = self.parts.iter_mut().find(|part| part.slash == slash && part.applied);
		let part = part.ok_or(BucketError::Overflow)?;
		let taken = part.magnitude.scaled_floor(Magnitude(amount), Magnitude(part.amount));
		// Where slashes have left nothing that could tell, it is what this one took.
		let restored = by_stake.unwrap_or(taken).min(room);
		part.magnitude = part.magnitude.saturating_sub(taken);
		part.amount = part.amount.checked_sub(amount).ok_or(BucketError::Overflow)?;
		self.stake = self.stake.checked_add(amount).ok_or(BucketError::Overflow)?;
		self.total = self.total.checked_add(restored).ok_or(BucketError::Overflow)?;
		Ok(restored)
	}

	/// Gives back up to `most` of the magnitude that an applied slash took here, to a bucket that
	/// everybody has left since: the stake comes back to where they are. That magnitude.
	pub fn restore_emptied(&mut self, slash: SlashId, most: Magnitude) -> Magnitude {
		let room = Magnitude::ONE.saturating_sub(self.total);
		let part = self.parts.iter_mut().find(|part| part.slash == slash && part.applied);
		let Some(part) = part else { return Magnitude::ZERO };
		let restored = part.magnitude.min(most).min(room);
		part.magnitude = part.magnitude.saturating_sub(restored);
		self.total = self.total.checked_add(restored).unwrap_or(Magnitude::ONE);
		restored
	}

	/// Drops what is remembered of a slash.
	pub fn forget(&mut self, slash: SlashId) {
		self.parts.retain(|part| part.slash != slash);
	}

	/// Takes `units` of `all` out: their part of the stake and of what slashes have set aside or
	/// taken, all rounded down, so that those who stay lose nothing. Parts of applied slashes of
	/// which nothing can come back any more lead nowhere: nobody takes them along. Pending ones of
	/// that kind are to be applied before ([`Self::has_overdue_at`]).
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
				Some(part) => {
					part.amount =
						part.amount.checked_add(new.amount).ok_or(BucketError::Overflow)?;
					part.magnitude = part.magnitude.max(new.magnitude);
				},
				None => self.parts.try_push(new).map_err(|_| BucketError::TooManyParts)?,
			}
		}
		Ok(())
	}

	fn pending_parts(&self) -> impl Iterator<Item = &Part> {
		self.parts.iter().filter(|part| !part.applied)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn percent(percent: u128) -> Magnitude {
		Magnitude::from_percent(percent)
	}

	fn part(slash: SlashId, service: ServiceId, amount: Balance) -> Part {
		Part { slash, service, amount, applied: false, magnitude: Magnitude::ZERO, until: 10 }
	}

	/// A stake of 1,000 with an undivided magnitude.
	fn bucket() -> Bucket {
		Bucket { stake: 1_000, ..Bucket::new() }
	}

	/// [`bucket`] after slash 0 of service 7 has taken 200 and slash 1 of service 8 set 100 aside.
	fn slashed() -> Bucket {
		let mut bucket = bucket();
		bucket.put_aside(part(0, 7, 200)).unwrap();
		bucket.apply(0, Magnitude::ONE, true);
		bucket.put_aside(part(1, 8, 100)).unwrap();
		bucket
	}

	#[test]
	fn what_is_set_aside_is_gross_but_not_stake() {
		let mut bucket = bucket();
		bucket.put_aside(part(0, 7, 300)).unwrap();
		assert_eq!((bucket.stake, bucket.set_aside(), bucket.gross()), (700, 300, 1_000));
		assert_eq!((bucket.claims(), bucket.total), (1_000, Magnitude::ONE));
		assert_eq!((bucket.part(0), bucket.part(1)), (300, 0));
		// Nothing is no part, and more than there is cannot be set aside.
		bucket.put_aside(part(1, 7, 0)).unwrap();
		assert_eq!(bucket.parts.len(), 1);
		assert_eq!(bucket.put_aside(part(2, 7, 701)), Err(BucketError::Overflow));
	}

	#[test]
	fn there_is_room_for_so_many_parts() {
		let mut bucket = bucket();
		let most = BoundedVec::<Part, MaxParts>::bound() as u64;
		for slash in 0..most {
			bucket.put_aside(part(slash, 7, 1)).unwrap();
		}
		assert_eq!(bucket.put_aside(part(most, 7, 1)), Err(BucketError::TooManyParts));
	}

	#[test]
	fn a_release_restores_everything() {
		let mut bucket = bucket();
		bucket.put_aside(part(0, 7, 300)).unwrap();
		assert_eq!(bucket.release(0), Ok(300));
		assert_eq!(bucket, self::bucket());
		assert_eq!(bucket.release(0), Ok(0));
	}

	#[test]
	fn a_service_can_slash_what_its_own_slashes_have_left() {
		let mut bucket = bucket();
		bucket.put_aside(part(0, 7, 300)).unwrap();
		assert_eq!(bucket.slashable_floor(7, percent(50)), (500, 200));
		// What another service has set aside is still counted on.
		assert_eq!(bucket.slashable_floor(8, percent(50)), (500, 500));
		// But for what is not there.
		assert_eq!(bucket.slashable_floor(8, percent(80)), (800, 700));
	}

	#[test]
	fn an_application_takes_the_magnitude_along_and_a_refund_brings_it_back() {
		let mut bucket = bucket();
		bucket.put_aside(part(0, 7, 300)).unwrap();
		assert_eq!(bucket.apply(0, percent(50), true), (300, percent(30)));
		assert_eq!((bucket.stake, bucket.set_aside(), bucket.claims()), (700, 0, 1_000));
		assert_eq!(bucket.total, percent(70));
		assert_eq!(bucket.slashable_floor(8, percent(50)), (500, 500));
		assert_eq!(bucket.refund(0, 100), Ok(percent(10)));
		assert_eq!((bucket.stake, bucket.part(0), bucket.total), (800, 200, percent(80)));
		assert_eq!(bucket.refund(0, 201), Err(BucketError::Overflow));
		assert_eq!(bucket.refund(1, 1), Err(BucketError::Overflow));
	}

	#[test]
	fn an_application_takes_no_more_than_allowed_and_forgets_what_cannot_come_back() {
		let mut bucket = bucket();
		bucket.put_aside(part(0, 7, 300)).unwrap();
		assert_eq!(bucket.apply(0, percent(20), false), (300, percent(20)));
		assert_eq!((bucket.total, bucket.parts.len()), (percent(80), 0));
	}

	#[test]
	fn what_was_taken_entirely_comes_back_with_what_it_took() {
		let mut bucket = bucket();
		bucket.put_aside(part(0, 7, 1_000)).unwrap();
		assert_eq!(bucket.apply(0, Magnitude::ONE, true), (1_000, Magnitude::ONE));
		assert_eq!((bucket.stake, bucket.total), (0, Magnitude::ZERO));
		assert_eq!(bucket.refund(0, 400), Ok(percent(40)));
		assert_eq!((bucket.stake, bucket.total), (400, percent(40)));
		assert_eq!(bucket.refund(0, 600), Ok(percent(60)));
		assert_eq!((bucket.stake, bucket.total), (1_000, Magnitude::ONE));
	}

	#[test]
	fn what_two_services_took_together_comes_back_to_each_in_any_order() {
		for order in [[0, 1], [1, 0]] {
			let mut bucket = bucket();
			for (slash, service) in [(0, 7), (1, 8)] {
				bucket.put_aside(part(slash, service, 500)).unwrap();
				assert_eq!(bucket.apply(slash, percent(50), true), (500, percent(50)));
			}
			assert_eq!((bucket.stake, bucket.total), (0, Magnitude::ZERO));
			for slash in order {
				assert_eq!(bucket.refund(slash, 200), Ok(percent(20)));
			}
			assert_eq!((bucket.stake, bucket.total), (400, percent(40)));
			for slash in order {
				assert_eq!(bucket.refund(slash, 300), Ok(percent(30)));
			}
			assert_eq!((bucket.stake, bucket.total), (1_000, Magnitude::ONE));
		}
	}

	#[test]
	fn what_can_come_back_counts_up_to_its_last_era() {
		let mut bucket = slashed();
		assert_eq!((bucket.claims_at(10), bucket.claims()), (1_000, 1_000));
		// The applied one is over, the pending one is not.
		assert_eq!((bucket.claims_at(11), bucket.claims()), (800, 1_000));
		bucket.refund(0, 150).unwrap();
		assert_eq!((bucket.claims_at(10), bucket.claims_at(11)), (1_000, 950));
		bucket.release(1).unwrap();
		assert_eq!((bucket.claims_at(10), bucket.claims_at(11)), (1_000, 950));
	}

	#[test]
	fn a_pending_part_cannot_be_refunded() {
		let mut bucket = bucket();
		bucket.put_aside(part(0, 7, 300)).unwrap();
		assert_eq!(bucket.refund(0, 1), Err(BucketError::Overflow));
	}

	#[test]
	fn to_forget_a_slash_changes_nothing_else() {
		let mut bucket = slashed();
		bucket.forget(0);
		assert_eq!((bucket.stake, bucket.gross(), bucket.claims()), (700, 800, 800));
		assert_eq!((bucket.part(0), bucket.part(1), bucket.total), (0, 100, percent(80)));
	}

	#[test]
	fn who_leaves_takes_its_part_of_everything() {
		let mut bucket = slashed();
		let out = bucket.split_floor(1, 3, 10).unwrap();
		assert_eq!((out.stake, out.part(0), out.part(1), out.total), (233, 66, 33, percent(80)));
		assert_eq!((bucket.stake, bucket.part(0), bucket.part(1)), (467, 134, 67));
		assert_eq!(bucket.total, percent(80));
	}

	#[test]
	fn nobody_takes_along_what_cannot_come_back_any_more() {
		let mut bucket = slashed();
		let out = bucket.split_floor(1, 2, 11).unwrap();
		assert_eq!((out.stake, out.parts.len()), (350, 0));
		assert_eq!((bucket.stake, bucket.part(0), bucket.part(1)), (350, 100, 50));
		assert_eq!(bucket.split_floor(1, 0, 11), Err(BucketError::Overflow));
	}

	#[test]
	fn buckets_merge_part_by_part() {
		let mut bucket = slashed();
		let out = bucket.split_floor(1, 2, 10).unwrap();
		bucket.merge(out).unwrap();
		assert_eq!(bucket, slashed());
		// Into nothing.
		let mut empty = Bucket::default();
		empty.merge(slashed()).unwrap();
		assert_eq!(empty, slashed());
	}

	#[test]
	fn a_merger_adds_up_what_magnitudes_stand_for() {
		let mut one = Bucket { stake: 600, total: percent(60), ..Default::default() };
		one.merge(Bucket { stake: 500, total: Magnitude::ONE, ..Default::default() })
			.unwrap();
		// 10 % of 60 and 10 % of 100: 100 and 50.
		assert_eq!(one.slashable_floor(7, percent(10)).0, 149);
		assert_eq!(one.stake, 1_100);
		let most = Bucket { stake: Balance::MAX, total: percent(60), ..Default::default() };
		assert_eq!(one.merge(most), Err(BucketError::Overflow));
	}

	proptest! {
		/// RS-1: a slash of one service leaves another what it counts on, down to a unit.
		#[test]
		fn a_slash_leaves_the_other_services_what_they_had(
			stake in 1u128..=1 << 60,
			ours in 1u128..=99,
			thousandths in 0u128..=1_000,
		) {
			let mut bucket = Bucket { stake, ..Bucket::new() };
			let theirs = percent(100 - ours);
			let (before, _) = bucket.slashable_floor(8, theirs);
			let (_, slashable) = bucket.slashable_floor(7, percent(ours));
			bucket.put_aside(part(0, 7, slashable * thousandths / 1_000)).unwrap();
			bucket.apply(0, percent(ours), true);
			let (after, left) = bucket.slashable_floor(8, theirs);
			prop_assert!(after.abs_diff(before) <= 1 && left == after);
		}

		/// Nothing is lost or made when somebody leaves and what left is merged elsewhere.
		#[test]
		fn what_leaves_is_what_does_not_stay(
			stake in 1u128..=1 << 90,
			taken in 0u128..=1_000,
			aside in 0u128..=1_000,
			(units, all) in (1u128..=1 << 90).prop_flat_map(|all| (0..=all, Just(all))),
		) {
			let mut bucket = Bucket { stake, ..Bucket::new() };
			bucket.put_aside(part(0, 7, stake * taken / 2_001)).unwrap();
			bucket.apply(0, Magnitude::ONE, true);
			bucket.put_aside(part(1, 8, stake * aside / 2_001)).unwrap();
			let whole = bucket.clone();
			let out = bucket.split_floor(units, all, 10).unwrap();
			prop_assert_eq!(out.stake + bucket.stake, whole.stake);
			for slash in [0, 1] {
				prop_assert_eq!(out.part(slash) + bucket.part(slash), whole.part(slash));
			}
			let mut batch = Bucket::default();
			batch.merge(out.clone()).unwrap();
			prop_assert_eq!((batch.claims(), batch.gross()), (out.claims(), out.gross()));
		}
	}
}
