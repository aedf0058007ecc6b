//! Pure arithmetic of the cover: no storage, no accounts.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{mul_div_ceil, mul_div_floor, Balance, Shares};
use scale_info::TypeInfo;
use sp_runtime::{traits::CheckedConversion, Perbill};

/// The part of the protocol's fees that the cover earns, by its size.
///
/// The rate falls in a line, and is paid for as much of the target as there is: what all earn
/// together rises up to the target, and what is earned per unit of stake falls.
///
/// ```text
///  rate                             part = rate * min(size, target) / target
///  empty │\                         full  │     .-----------
///        │  \                             │   /
///  full  │    \___________                │ /
///        └─────┴──────────► size          └─────┴──────────► size
///            target                           target
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
#[scale_info(capture_docs = "always")]
pub struct PremiumCurve {
	/// The size at which enough stands in front of the holders, in the smallest unit of stEST; not
	/// zero.
	pub target: Shares,
	/// The rate next to size zero, a part of the fees: no less than `full`, and no more than twice
	/// as much.
	pub empty: Perbill,
	/// The rate at the target and above, where it is the part of the fees that is earned.
	pub full: Perbill,
}

impl PremiumCurve {
	/// The target is not zero, the rate does not rise with the size, and the part does not fall.
	///
	/// With `s` for `size / target` the part is `(empty - (empty - full) * s) * s`. It rises up to
	/// the target if its slope there, `2 * full - empty`, is not negative.
	pub fn is_sound(&self) -> bool {
		let (empty, full) = (self.empty.deconstruct(), self.full.deconstruct());
		!self.target.is_zero() && full <= empty && empty <= full.saturating_mul(2)
	}

	/// The part of the fees at `size`: the rate, for as much of the target as there is. Both are
	/// rounded down.
	pub fn part_floor(&self, size: Shares) -> Perbill {
		let fall = u128::from(self.empty.deconstruct().saturating_sub(self.full.deconstruct()));
		let size = size.0.min(self.target.0);
		let fallen = mul_div_ceil(fall, size, self.target.0).unwrap_or(fall);
		let rate = u128::from(self.empty.deconstruct()).saturating_sub(fallen);
		let part = mul_div_floor(rate, size, self.target.0).unwrap_or_default();
		Perbill::from_parts(part.checked_into().unwrap_or_default())
	}
}

/// `part` of `fee`, rounded down: what is left goes where fees go.
pub fn premium_floor(fee: Shares, part: Perbill) -> Shares {
	let parts = u128::from(part.deconstruct());
	let one = u128::from(Perbill::one().deconstruct());
	Shares(mul_div_floor(fee.0, parts, one).unwrap_or_default())
}

/// What is paid when `earned` has come in and `older` waits: all of the former and a tenth of the
/// latter, rounded down. Nobody gets all that waits for being in at the right time.
pub fn due_floor(earned: Shares, older: Shares) -> Shares {
	Shares(earned.0.saturating_add(older.0.saturating_div(10)))
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

	fn curve(target: u128, empty: u32, full: u32) -> PremiumCurve {
		PremiumCurve {
			target: Shares(target),
			empty: Perbill::from_percent(empty),
			full: Perbill::from_percent(full),
		}
	}

	#[test]
	fn the_premium_rises_to_the_target_and_falls_per_unit() {
		let curve = curve(1_000, 20, 10);
		let part = |size| curve.part_floor(Shares(size));
		assert_eq!(part(0), Perbill::zero());
		// 19.99 % of a thousandth.
		assert_eq!(part(1), Perbill::from_parts(199_900));
		// 17.5 % of a quarter, 15 % of a half.
		assert_eq!(part(250), Perbill::from_parts(43_750_000));
		assert_eq!(part(500), Perbill::from_parts(75_000_000));
		assert_eq!(part(999), Perbill::from_parts(99_999_900));
		assert_eq!(part(1_000), Perbill::from_percent(10));
		assert_eq!(part(u128::MAX), Perbill::from_percent(10));
		assert_eq!(premium_floor(Shares(999), part(500)), Shares(74));
		assert_eq!(premium_floor(Shares(u128::MAX), Perbill::one()), Shares(u128::MAX));
	}

	#[test]
	fn a_curve_that_rises_per_unit_falls_in_total_or_has_no_target_is_not_sound() {
		assert!(curve(1, 10, 10).is_sound());
		assert!(curve(1, 20, 10).is_sound());
		assert!(curve(1, 100, 100).is_sound());
		assert!(curve(1, 0, 0).is_sound());
		assert!(!curve(0, 20, 10).is_sound());
		assert!(!curve(1, 9, 10).is_sound());
		assert!(!curve(1, 21, 10).is_sound());
		// Beyond twice as much the whole falls before the target: 11.1 % at five sixths.
		let steep = curve(6, 30, 10);
		assert!(steep.part_floor(Shares(5)) > steep.part_floor(Shares(6)));
	}

	#[test]
	fn a_tenth_of_what_waits_is_due() {
		assert_eq!(due_floor(Shares(120), Shares(0)), Shares(120));
		assert_eq!(due_floor(Shares(120), Shares(900)), Shares(210));
		assert_eq!(due_floor(Shares(0), Shares(19)), Shares(1));
		assert_eq!(due_floor(Shares(0), Shares(9)), Shares(0));
		assert_eq!(due_floor(Shares(u128::MAX), Shares(u128::MAX)), Shares(u128::MAX));
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
		fn the_part_rises_with_the_size_and_falls_per_unit(
			target in 1u128..=1 << 80,
			(a, b) in (1u128..=1 << 81, 1u128..=1 << 81),
			(empty, half) in (0u32..=1_000_000_000).prop_flat_map(|empty| (Just(empty), 0..=empty / 2)),
		) {
			let (empty, full) = (Perbill::from_parts(empty), Perbill::from_parts(empty - half));
			let curve = PremiumCurve { target: Shares(target), empty, full };
			prop_assert!(curve.is_sound());
			let part = |size| u128::from(curve.part_floor(Shares(size)).deconstruct());
			let (low, high) = (a.min(b), a.max(b));
			let (small, large) = (part(low), part(high));
			// Two roundings down, a billionth each.
			prop_assert!(small <= large + 2, "{small} at {low}, {large} at {high}");
			prop_assert!(large <= u128::from(full.deconstruct()));
			prop_assert!(large * low <= (small + 2) * high, "{small} at {low}, {large} at {high}");
			prop_assert_eq!(part(target.saturating_mul(2)), u128::from(full.deconstruct()));
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
