//! Pure arithmetic of the cover: no storage, no accounts.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{mul_div_ceil, mul_div_floor, Balance, Shares};
use scale_info::TypeInfo;
use sp_runtime::{traits::CheckedConversion, Perbill};

/// The part of the protocol's fees that the cover earns, by its size.
///
/// ```text
///  part
///  empty │\
///        │  \
///  full  │    \___________
///        └─────┴──────────► size
///            target
/// ```
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
pub struct PremiumCurve {
	/// The size at which enough stands in front of the holders; not zero.
	pub target: Shares,
	/// The part next to size zero; no less than `full`.
	pub empty: Perbill,
	/// The part at the target and above.
	pub full: Perbill,
}

impl PremiumCurve {
	/// The target is not zero and the part does not rise with the size.
	pub fn is_sound(&self) -> bool {
		!self.target.is_zero() && self.empty >= self.full
	}

	/// The part at `size`, linear between the two ends, rounded down; nothing if nobody stands
	/// there.
	pub fn part_floor(&self, size: Shares) -> Perbill {
		if size.is_zero() {
			return Perbill::zero();
		}
		let fall = u128::from(self.empty.deconstruct().saturating_sub(self.full.deconstruct()));
		let size = size.0.min(self.target.0);
		let fallen = mul_div_ceil(fall, size, self.target.0).unwrap_or(fall);
		let fallen = fallen.checked_into::<u32>().unwrap_or(u32::MAX);
		Perbill::from_parts(self.empty.deconstruct().saturating_sub(fallen))
	}
}

/// `part` of `fee`, rounded down: what is left goes where fees go.
pub fn premium_floor(fee: Shares, part: Perbill) -> Shares {
	let parts = u128::from(part.deconstruct());
	let one = u128::from(Perbill::one().deconstruct());
	Shares(mul_div_floor(fee.0, parts, one).unwrap_or_default())
}

/// The shares to retire for `loss`, given those whose worth is at least `loss` (`enough`) and at
/// least one planck more (`beyond`): as few as meet all of it, and never worth more than it.
///
/// `beyond` is the least number worth `loss + 1`, so one share less is the greatest number worth
/// no more than `loss`, rounded down.
pub fn shares_to_retire(enough: Shares, beyond: Shares) -> Shares {
	Shares(enough.0.min(beyond.0.saturating_sub(1)))
}

/// The next part when `left` is dealt out in proportion to the stakes: `floor(left * stake /
/// rest)`, where `rest` is what this stake and all that follow sum to.
///
/// As long as `left <= rest`, no part is more than its stake; the last gets what is left.
pub fn next_part_floor(left: Shares, stake: Shares, rest: Shares) -> Shares {
	Shares(mul_div_floor(left.0, stake.0, rest.0).unwrap_or_default().min(left.0))
}

/// The least fraction of `stake` that is `part` or more; one if `part` is all or more.
pub fn fraction_ceil(part: Shares, stake: Shares) -> Perbill {
	let one = Perbill::one().deconstruct();
	let parts = mul_div_ceil(part.0, u128::from(one), stake.0);
	Perbill::from_parts(parts.and_then(|parts| parts.checked_into()).unwrap_or(one).min(one))
}

/// What is left of `shares` when `gone` of `whole` planck are gone, rounded down.
pub fn shares_left_floor(shares: Shares, gone: Balance, whole: Balance) -> Shares {
	let left = whole.saturating_sub(gone);
	Shares(mul_div_floor(shares.0, left, whole).unwrap_or_default())
}

/// Shares that can come back for `amount` of `whole` planck, of `shares` in all, rounded down.
pub fn refundable_floor(shares: Shares, amount: Balance, whole: Balance) -> Shares {
	Shares(mul_div_floor(shares.0, amount, whole).unwrap_or_default().min(shares.0))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use sp_runtime::Saturating;

	fn curve(target: u128, empty: u32, full: u32) -> PremiumCurve {
		PremiumCurve {
			target: Shares(target),
			empty: Perbill::from_percent(empty),
			full: Perbill::from_percent(full),
		}
	}

	#[test]
	fn the_premium_falls_in_a_line_to_the_target() {
		let curve = curve(1_000, 30, 10);
		let part = |size| curve.part_floor(Shares(size));
		assert_eq!(part(0), Perbill::zero());
		assert_eq!(part(1), Perbill::from_parts(299_800_000));
		assert_eq!(part(250), Perbill::from_percent(25));
		assert_eq!(part(500), Perbill::from_percent(20));
		assert_eq!(part(1_000), Perbill::from_percent(10));
		assert_eq!(part(u128::MAX), Perbill::from_percent(10));
		assert_eq!(premium_floor(Shares(999), part(500)), Shares(199));
		assert_eq!(premium_floor(Shares(u128::MAX), Perbill::one()), Shares(u128::MAX));
	}

	#[test]
	fn a_curve_that_rises_or_has_no_target_is_not_sound() {
		assert!(curve(1, 10, 10).is_sound());
		assert!(!curve(0, 30, 10).is_sound());
		assert!(!curve(1, 9, 10).is_sound());
	}

	#[test]
	fn a_share_worth_more_than_the_rest_of_the_loss_is_not_retired() {
		// Shares at 1.5: 67 are worth 100, 68 are worth 102.
		let for_value = |value: u128| Shares((value * 2).div_ceil(3));
		assert_eq!(shares_to_retire(for_value(100), for_value(101)), Shares(67));
		assert_eq!(shares_to_retire(for_value(101), for_value(102)), Shares(67));
		assert_eq!(shares_to_retire(for_value(102), for_value(103)), Shares(68));
		assert_eq!(shares_to_retire(for_value(1), for_value(2)), Shares(1));
		// Shares at 3: none for a loss of 2.
		let for_value = |value: u128| Shares(value.div_ceil(3));
		assert_eq!(shares_to_retire(for_value(2), for_value(3)), Shares(0));
	}

	#[test]
	fn fractions_reach_the_part() {
		assert_eq!(fraction_ceil(Shares(1), Shares(3)), Perbill::from_parts(333_333_334));
		assert_eq!(fraction_ceil(Shares(3), Shares(3)), Perbill::one());
		assert_eq!(fraction_ceil(Shares(4), Shares(3)), Perbill::one());
		assert_eq!(fraction_ceil(Shares(1), Shares(0)), Perbill::one());
	}

	/// Deals `amount` out over `stakes`.
	fn deal(amount: u128, stakes: &[u128]) -> Vec<u128> {
		let mut rest: u128 = stakes.iter().sum();
		let mut left = amount;
		let mut parts = Vec::new();
		for stake in stakes {
			let part = next_part_floor(Shares(left), Shares(*stake), Shares(rest)).0;
			left -= part;
			rest -= stake;
			parts.push(part);
		}
		parts
	}

	#[test]
	fn the_last_gets_the_rest() {
		assert_eq!(deal(100, &[1, 1, 1]), vec![33, 33, 34]);
		assert_eq!(deal(3, &[1, 1, 1]), vec![1, 1, 1]);
		assert_eq!(deal(0, &[1, 0]), vec![0, 0]);
	}

	proptest! {
		#[test]
		fn parts_sum_to_the_whole_and_fit_their_stakes(
			stakes in proptest::collection::vec(0u128..=u64::MAX as u128, 1..20),
			thousandths in 0u128..=1_000,
		) {
			let all: u128 = stakes.iter().sum();
			let amount = all * thousandths / 1_000;
			let parts = deal(amount, &stakes);
			prop_assert_eq!(parts.iter().sum::<u128>(), amount);
			for (part, stake) in parts.iter().zip(&stakes) {
				prop_assert!(part <= stake);
				let exact = mul_div_floor(amount, *stake, all.max(1)).unwrap();
				prop_assert!(part.abs_diff(exact) <= stakes.len() as u128);
			}
		}

		#[test]
		fn less_dealt_out_is_no_more_for_anybody(
			stakes in proptest::collection::vec(0u128..=u64::MAX as u128, 1..20),
			(more, less) in (0u128..=1_000, 0u128..=1_000),
		) {
			let all: u128 = stakes.iter().sum();
			let more = all * more / 1_000;
			let less = more * less / 1_000;
			for (less, more) in deal(less, &stakes).iter().zip(deal(more, &stakes)) {
				prop_assert!(*less <= more);
			}
		}

		#[test]
		fn what_is_retired_is_worth_no_more_than_the_loss(
			loss in 1u128..=1_000_000_000_000,
			equity in 1u128..=u64::MAX as u128,
			issuance in 1u128..=u64::MAX as u128,
		) {
			let for_value = |value| Shares(mul_div_ceil(value, issuance, equity).unwrap());
			let worth = |shares| mul_div_floor(shares, equity, issuance).unwrap();
			let retired = shares_to_retire(for_value(loss), for_value(loss + 1));
			prop_assert!(worth(retired.0) <= loss);
			// One share more would be too many, or is not needed.
			prop_assert!(worth(retired.0 + 1) > loss || worth(retired.0) == loss);
		}

		#[test]
		fn the_part_never_rises_with_the_size(
			target in 1u128..=u128::MAX,
			(a, b) in (1u128..=u128::MAX, 1u128..=u128::MAX),
			(empty, fall) in (0u32..=1_000_000_000, 0u32..=1_000_000_000),
		) {
			let empty = Perbill::from_parts(empty);
			let full = empty.saturating_sub(Perbill::from_parts(fall));
			let curve = PremiumCurve { target: Shares(target), empty, full };
			let (small, large) = (curve.part_floor(Shares(a.min(b))), curve.part_floor(Shares(a.max(b))));
			prop_assert!(full <= large && large <= small && small <= empty);
			// More for all together at a greater size would not be more per unit: it never is less.
			let premium = |size| premium_floor(Shares(1 << 60), curve.part_floor(Shares(size)));
			prop_assert!(premium(a.max(b)) <= premium(a.min(b)));
		}

		#[test]
		fn a_fraction_of_the_stake_is_the_part_or_a_little_more(
			stake in 1u128..=u128::MAX,
			thousandths in 0u128..=1_000,
		) {
			let part = mul_div_floor(stake, thousandths, 1_000).unwrap();
			let fraction = fraction_ceil(Shares(part), Shares(stake));
			let taken = mul_div_floor(stake, u128::from(fraction.deconstruct()), 1_000_000_000).unwrap();
			prop_assert!(taken >= part && taken - part <= stake / 1_000_000_000 + 1);
		}
	}
}
