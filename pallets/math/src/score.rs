//! How validators are compared.

use crate::Balance;
use sp_arithmetic::{traits::Saturating, PerThing, Perbill};

/// What counts of the eras before when another one is averaged in.
const KEPT: u32 = 3;

/// What a validator is taken for that has not been elected yet.
pub const PERFORMANCE_AT_FIRST: Perbill = Perbill::from_percent(50);

/// Below this a validator does so little that it is not worth a place, even a free one. Who has
/// done as much as the mean and stops altogether is below it after six eras.
pub const LEAST_PERFORMANCE: Perbill = Perbill::from_percent(20);

/// The performance after an era in which a validator earned `points` while all earned `mean` each:
/// an average in which the new era counts for a quarter. More than the mean counts as the mean.
///
/// An era in which nobody earned anything changes nothing.
pub fn performance_after(before: Perbill, points: u32, mean: u32) -> Perbill {
	if mean == 0 {
		return before;
	}
	let now = Perbill::from_rational(points.min(mean), mean);
	let old = Perbill::from_rational(KEPT, KEPT.saturating_add(1)).saturating_mul(before);
	let new = Perbill::from_rational(1, KEPT.saturating_add(1)).saturating_mul(now);
	old.saturating_add(new)
}

/// The score of a validator: its performance, times the part of the rewards that it passes on,
/// times `bond / (bond + least)` for its bond, halved for each slash. Each factor is rounded down.
pub fn score_floor(
	performance: Perbill,
	commission: Perbill,
	bond: Balance,
	least: Balance,
	slashes: u32,
) -> Perbill {
	let passed_on = commission.left_from_one();
	let bonded = Perbill::from_rational(bond, bond.saturating_add(least).max(1));
	let score = performance.saturating_mul(passed_on).saturating_mul(bonded);
	Perbill::from_parts(score.deconstruct().checked_shr(slashes).unwrap_or(0))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn percent(n: u32) -> Perbill {
		Perbill::from_percent(n)
	}

	#[test]
	fn performance_is_an_average_of_eras() {
		assert_eq!(performance_after(percent(40), 30, 60), Perbill::from_parts(425_000_000));
		assert_eq!(performance_after(percent(40), 600, 60), Perbill::from_parts(550_000_000));
		assert_eq!(performance_after(percent(40), 0, 60), percent(30));
		assert_eq!(performance_after(percent(40), 0, 0), percent(40));
	}

	#[test]
	fn each_factor_counts() {
		let all = |performance, commission, bond, slashes| {
			score_floor(percent(performance), percent(commission), bond, 100, slashes)
		};
		assert_eq!(all(100, 0, 100, 0), percent(50));
		assert_eq!(all(100, 0, 300, 0), percent(75));
		assert_eq!(all(50, 0, 300, 0), Perbill::from_parts(375_000_000));
		assert_eq!(all(100, 20, 300, 0), percent(60));
		assert_eq!(all(100, 20, 300, 1), percent(30));
		assert_eq!(all(100, 100, 300, 0), Perbill::zero());
		assert_eq!(all(100, 0, 300, 40), Perbill::zero());
		assert_eq!(score_floor(percent(100), percent(0), 0, 0, 0), Perbill::zero());
	}

	proptest! {
		#[test]
		fn more_is_never_worse(
			performance in 0u32..=1_000_000_000,
			commission in 0u32..=1_000_000_000,
			bond in 0u128..=u64::MAX as u128,
			more in 0u128..=u64::MAX as u128,
			slashes in 0u32..70,
		) {
			let (performance, commission) =
				(Perbill::from_parts(performance), Perbill::from_parts(commission));
			let score = |bond, slashes| score_floor(performance, commission, bond, 1_000, slashes);
			prop_assert!(score(bond + more, slashes) >= score(bond, slashes));
			prop_assert!(score(bond, slashes + 1) <= score(bond, slashes));
			prop_assert!(score(bond, slashes) <= performance);
		}
	}
}
