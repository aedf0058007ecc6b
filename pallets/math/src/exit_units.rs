//! Exit units: how unmatured exit batches share what is owed to them.
//!
//! All unmatured batches together are owed `exits` planck and own `units`. A batch buys units at
//! closing for its value and is paid `units` times the loss index `exits / units` at maturity. A
//! loss lowers `exits` alone, so it reaches every batch in proportion through one number. The
//! index is kept as that pair, never as a rounded fixed-point number, so it does not drift.

use crate::{mul_div_floor, Balance};

/// Below one planck per this many units the loss index counts as zero. It bounds the units that a
/// later batch may need, so that they fit into 128 bits.
const UNITS_PER_PLANCK_MAX: u128 = 1_000_000_000_000;

/// Units for a batch worth `value` planck: `floor(value * units / exits)`; at par while there are
/// none. `None` if the result does not fit.
pub fn units_for_value_floor(value: Balance, exits: Balance, units: u128) -> Option<u128> {
	if units == 0 || exits == 0 {
		return Some(value);
	}
	mul_div_floor(value, units, exits)
}

/// Planck that `part` of all `units` are worth: `floor(part * exits / units)`; zero without units.
/// `None` only if `part > units` and the result does not fit.
pub fn value_of_units_floor(part: u128, exits: Balance, units: u128) -> Option<Balance> {
	if units == 0 {
		return Some(0);
	}
	mul_div_floor(part, exits, units)
}

/// Whether losses have left so little that the units are void: `exits < units / 10^12`.
pub fn units_exhausted(exits: Balance, units: u128) -> bool {
	units > 0 && exits < units.div_ceil(UNITS_PER_PLANCK_MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn a_loss_reaches_all_batches_through_one_number() {
		// Two batches of 300 and 100, then a loss of a quarter, then a third batch of 300.
		let (mut exits, mut units) = (0, 0);
		for value in [300, 100] {
			let bought = units_for_value_floor(value, exits, units).unwrap();
			assert_eq!(bought, value);
			exits += value;
			units += bought;
		}
		exits -= 100;
		let third = units_for_value_floor(300, exits, units).unwrap();
		assert_eq!(third, 400);
		exits += 300;
		units += third;
		assert_eq!(value_of_units_floor(300, exits, units), Some(225));
		assert_eq!(value_of_units_floor(100, exits, units), Some(75));
		assert_eq!(value_of_units_floor(400, exits, units), Some(300));
	}

	#[test]
	fn almost_nothing_left_voids_the_units() {
		assert!(!units_exhausted(0, 0));
		assert!(units_exhausted(0, 1));
		assert!(!units_exhausted(1, 1));
		assert!(!units_exhausted(1, 1_000_000_000_000));
		assert!(units_exhausted(1, 1_000_000_000_001));
	}

	proptest! {
		#[test]
		fn batches_never_get_more_than_is_owed(
			values in proptest::collection::vec(0u128..=u64::MAX as u128, 1..30),
			losses in proptest::collection::vec(0u128..=100, 30),
		) {
			let (mut exits, mut units) = (0u128, 0u128);
			let mut batches = Vec::new();
			for (value, loss) in values.iter().zip(losses) {
				let bought = units_for_value_floor(*value, exits, units).unwrap();
				exits += value;
				units += bought;
				batches.push(bought);
				exits -= exits * loss / 100;
				if units_exhausted(exits, units) {
					(exits, units) = (0, 0);
					batches.clear();
				}
			}
			let paid: u128 =
				batches.iter().map(|b| value_of_units_floor(*b, exits, units).unwrap()).sum();
			prop_assert!(paid <= exits);
			prop_assert!(exits - paid <= batches.len() as u128);
		}
	}
}
