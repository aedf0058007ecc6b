//! A reward per unit that loses nothing to rounding.

use crate::{mul_div_floor, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The fixed point of an index: 18 decimals.
const SCALE: u128 = 1_000_000_000_000_000_000;

/// What a unit has earned since the beginning, and what was too little to be divided.
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
pub struct RewardIndex {
	/// Reward per unit, with 18 decimals, rounded down.
	pub per_unit: u128,
	/// What rounding left over, in 10^-18 of the asset's smallest unit; it joins the next reward.
	pub carry: u128,
}

impl RewardIndex {
	/// The index after `amount` was divided between `units`. `None` without units, or if the index
	/// does not fit.
	pub fn rewarded_floor(self, amount: Balance, units: u128) -> Option<Self> {
		let whole = mul_div_floor(amount, SCALE, units)?;
		// The remainder is below `units`: the low 128 bits of the difference are all of it.
		let rest = amount.wrapping_mul(SCALE).wrapping_sub(whole.wrapping_mul(units));
		let rest = rest.checked_add(self.carry)?;
		Some(RewardIndex {
			per_unit: self.per_unit.checked_add(whole)?.checked_add(rest.checked_div(units)?)?,
			carry: rest.checked_rem(units)?,
		})
	}

	/// What `units` have earned since the index was `before`:
	/// `floor(units * (per_unit - before) / 10^18)`. `None` if it does not fit.
	pub fn earned_floor(self, units: u128, before: u128) -> Option<Balance> {
		mul_div_floor(units, self.per_unit.checked_sub(before)?, SCALE)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn what_cannot_be_divided_joins_the_next_reward() {
		let mut index = RewardIndex::default();
		for _ in 0..3 {
			index = index.rewarded_floor(1, 3).unwrap();
		}
		assert_eq!(index, RewardIndex { per_unit: SCALE, carry: 0 });
		assert_eq!(index.earned_floor(2, 0), Some(2));
	}

	#[test]
	fn nobody_earns_nothing() {
		assert_eq!(RewardIndex::default().rewarded_floor(5, 0), None);
		assert_eq!(RewardIndex::default().earned_floor(1, 1), None);
	}

	proptest! {
		/// RS-2 for one index.
		#[test]
		fn earnings_never_exceed_what_was_paid(
			rewards in proptest::collection::vec(0u128..=u64::MAX as u128, 1..20),
			units in proptest::collection::vec(1u128..=u64::MAX as u128, 1..20),
		) {
			let all: u128 = units.iter().sum();
			let mut index = RewardIndex::default();
			for reward in &rewards {
				index = index.rewarded_floor(*reward, all).unwrap();
			}
			let earned: u128 =
				units.iter().map(|units| index.earned_floor(*units, 0).unwrap()).sum();
			let paid: u128 = rewards.iter().sum();
			prop_assert!(earned <= paid);
			// A unit of the asset for each claimant, and what the index cannot show.
			prop_assert!(paid - earned <= units.len() as u128 + all / SCALE + 1);
		}
	}
}
