//! Magnitudes: how the stake of an operator is divided between services.
//!
//! Of a stake `S` under a total magnitude `M` a magnitude `m` stands for `S * m / M`. A slash that
//! takes `a` of `S` also takes `M * a / S` from `M` and from the magnitude of the service that
//! slashes. Then `S / M`, and with it what every other magnitude stands for, stays as it was.

use crate::{mul_div_ceil, mul_div_floor, product_at_least, Balance};
use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A part of an operator's stake; one is 10^27.
///
/// So fine that rounding one moves no stake below 10^27 by more than one of its smallest units:
/// with 10^18 a slash would shift what others count on by a thousand units of a stake of 10^21.
#[derive(
	Clone,
	CompactAs,
	Copy,
	Debug,
	Default,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	Serialize,
	TypeInfo,
)]
#[serde(transparent)]
pub struct Magnitude(pub u128);

impl Magnitude {
	/// Nothing.
	pub const ZERO: Magnitude = Magnitude(0);
	/// All of the stake of an operator that was never slashed.
	pub const ONE: Magnitude = Magnitude(1_000_000_000_000_000_000_000_000_000);

	/// `percent` hundredths of one.
	pub const fn from_percent(percent: u128) -> Self {
		Magnitude((Self::ONE.0 / 100).saturating_mul(percent))
	}

	/// The sum, or `None` when it does not fit.
	pub fn checked_add(self, other: Magnitude) -> Option<Magnitude> {
		self.0.checked_add(other.0).map(Magnitude)
	}

	/// The difference, or zero when `other` is larger.
	pub fn saturating_sub(self, other: Magnitude) -> Magnitude {
		Magnitude(self.0.saturating_sub(other.0))
	}

	/// Whether it is nothing.
	pub fn is_zero(self) -> bool {
		self.0 == 0
	}

	/// `floor(self * part / whole)`, no more than `self`; zero without `whole`.
	pub fn scaled_floor(self, part: Magnitude, whole: Magnitude) -> Magnitude {
		let scaled = mul_div_floor(self.0, part.0, whole.0).unwrap_or_default();
		Magnitude(scaled.min(self.0))
	}
}

/// A stake under a total magnitude.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct StakePerMagnitude {
	/// The stake.
	pub stake: Balance,
	/// The total magnitude that it is divided by.
	pub total: Magnitude,
}

impl StakePerMagnitude {
	/// The stake that `magnitude` stands for: `floor(stake * magnitude / total)`, no more than the
	/// stake; zero when the total is.
	pub fn stake_of_floor(&self, magnitude: Magnitude) -> Balance {
		mul_div_floor(self.stake, magnitude.0, self.total.0)
			.unwrap_or_default()
			.min(self.stake)
	}

	/// What a magnitude of one stands for: `floor(stake / total)`, also where the total is less;
	/// zero without a total.
	pub fn per_one_floor(&self) -> Balance {
		if self.total.is_zero() {
			return 0;
		}
		mul_div_floor(self.stake, Magnitude::ONE.0, self.total.0).unwrap_or(Balance::MAX)
	}

	/// The magnitude to take along with `amount` of the stake, so that no other magnitude stands
	/// for less than before: `ceil(total * amount / stake)`, no more than the total.
	pub fn magnitude_of_ceil(&self, amount: Balance) -> Magnitude {
		let magnitude = mul_div_ceil(self.total.0, amount, self.stake).unwrap_or_default();
		Magnitude(magnitude.min(self.total.0))
	}

	/// The magnitude to add along with `amount`, so that no other magnitude stands for less than
	/// before: `floor(total * amount / stake)`. `None` without stake.
	pub fn magnitude_for_floor(&self, amount: Balance) -> Option<Magnitude> {
		mul_div_floor(self.total.0, amount, self.stake).map(Magnitude)
	}

	/// The total of both stakes together under which every magnitude stands for what it did in the
	/// two: `(S + s) / (S / M + s / m)`, rounded up, so that none stands for more. `None` if a
	/// number does not fit.
	pub fn merged_total_ceil(&self, other: Self) -> Option<Magnitude> {
		if self.stake == 0 || self.total.is_zero() {
			return Some(other.total);
		}
		if other.stake == 0 || other.total.is_zero() {
			return Some(self.total);
		}
		let all = self.stake.checked_add(other.stake)?;
		// The other stake as it would be under this total.
		let alike = mul_div_floor(other.stake, self.total.0, other.total.0)?;
		mul_div_ceil(self.total.0, all, self.stake.checked_add(alike)?).map(Magnitude)
	}

	/// The one of the two in which a magnitude stands for more.
	pub fn max(self, other: Self) -> Self {
		if self.total.is_zero() {
			return other;
		}
		if other.total.is_zero() ||
			product_at_least(self.stake, other.total.0, other.stake, self.total.0)
		{
			self
		} else {
			other
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn a_slash_leaves_the_others_what_they_had() {
		let (ours, theirs) = (Magnitude::from_percent(60), Magnitude::from_percent(40));
		let before = StakePerMagnitude { stake: 1_000, total: Magnitude::ONE };
		assert_eq!((before.stake_of_floor(ours), before.stake_of_floor(theirs)), (600, 400));
		// Half of ours.
		let taken = before.magnitude_of_ceil(300);
		assert_eq!(taken, Magnitude::from_percent(30));
		let after = StakePerMagnitude { stake: 700, total: Magnitude::ONE.saturating_sub(taken) };
		assert_eq!(after.stake_of_floor(ours.saturating_sub(taken)), 300);
		assert_eq!(after.stake_of_floor(theirs), 400);
		// And back.
		assert_eq!(after.magnitude_for_floor(300), Some(taken));
	}

	#[test]
	fn stakes_under_different_totals_add_up() {
		let magnitude = Magnitude::from_percent(20);
		let ours = StakePerMagnitude { stake: 1_000, total: Magnitude::ONE };
		let theirs = StakePerMagnitude { stake: 1_000, total: Magnitude::from_percent(50) };
		let sum = ours.stake_of_floor(magnitude) + theirs.stake_of_floor(magnitude);
		assert_eq!(sum, 200 + 400);
		let total = ours.merged_total_ceil(theirs).unwrap();
		let both = StakePerMagnitude { stake: 2_000, total };
		assert_eq!(both.stake_of_floor(magnitude), 599);
		let nothing = StakePerMagnitude { stake: 0, total: Magnitude::ONE };
		assert_eq!(nothing.merged_total_ceil(theirs), Some(theirs.total));
		assert_eq!(theirs.merged_total_ceil(nothing), Some(theirs.total));
	}

	#[test]
	fn nothing_stands_for_nothing() {
		let nothing = StakePerMagnitude::default();
		assert_eq!(nothing.stake_of_floor(Magnitude::ONE), 0);
		assert_eq!(nothing.magnitude_of_ceil(1), Magnitude::ZERO);
		assert_eq!(nothing.magnitude_for_floor(1), None);
		let some = StakePerMagnitude { stake: 0, total: Magnitude::ONE };
		assert_eq!(nothing.max(some), some);
		assert_eq!(some.max(nothing), some);
	}

	proptest! {
		#[test]
		fn no_slash_moves_another_magnitude_by_more_than_one_unit(
			stake in 1u128..=10_000_000_000_000_000_000_000,
			ours in 1u32..=1_000,
			theirs in 0u32..=1_000,
			part in 0u128..=1_000,
		) {
			let of_one = |n: u32| Magnitude(Magnitude::ONE.0 / 2_000 * u128::from(n));
			let (ours, theirs) = (of_one(ours), of_one(theirs));
			let before = StakePerMagnitude { stake, total: Magnitude::ONE };
			let amount = before.stake_of_floor(ours) * part / 1_000;
			let taken = before.magnitude_of_ceil(amount);
			prop_assert!(taken <= ours);
			let after = StakePerMagnitude {
				stake: stake - amount,
				total: Magnitude::ONE.saturating_sub(taken),
			};
			let (was, is) = (before.stake_of_floor(theirs), after.stake_of_floor(theirs));
			prop_assert!(was <= is && is <= was + 1, "{was} became {is}");
		}
	}
}
