//! `a * b / c` with a 256 bit product and a named rounding.

use sp_arithmetic::{
	helpers_128bit::{multiply_by_rational_with_rounding, to_big_uint},
	Rounding,
};

/// `floor(a * b / c)`; `None` if `c` is zero or the result does not fit.
pub fn mul_div_floor(a: u128, b: u128, c: u128) -> Option<u128> {
	multiply_by_rational_with_rounding(a, b, c, Rounding::Down)
}

/// `ceil(a * b / c)`; `None` if `c` is zero or the result does not fit.
pub fn mul_div_ceil(a: u128, b: u128, c: u128) -> Option<u128> {
	multiply_by_rational_with_rounding(a, b, c, Rounding::Up)
}

/// Whether `a * b >= c * d`, exactly.
pub fn product_at_least(a: u128, b: u128, c: u128, d: u128) -> bool {
	to_big_uint(a).mul(&to_big_uint(b)) >= to_big_uint(c).mul(&to_big_uint(d))
}

#[cfg(test)]
mod tests {
	use super::*;
	use num_bigint::BigUint;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn floor_and_ceil_are_those_of_exact_integers(a: u128, b: u128, c in 1u128..) {
			let product = BigUint::from(a) * BigUint::from(b);
			let floor = &product / c;
			let ceil = (&product + (c - 1)) / c;
			prop_assert_eq!(mul_div_floor(a, b, c), u128::try_from(&floor).ok());
			prop_assert_eq!(mul_div_ceil(a, b, c), u128::try_from(&ceil).ok());
		}

		#[test]
		fn products_compare_as_exact_integers(a: u128, b: u128, c: u128, d: u128) {
			let at_least = BigUint::from(a) * b >= BigUint::from(c) * d;
			prop_assert_eq!(product_at_least(a, b, c, d), at_least);
			prop_assert!(product_at_least(a, b, b, a));
		}
	}

	#[test]
	fn division_by_zero_is_none() {
		assert_eq!(mul_div_floor(1, 1, 0), None);
		assert_eq!(mul_div_ceil(1, 1, 0), None);
	}
}
