//! Shares and what they are worth.

use crate::{mul_div_ceil, mul_div_floor, Balance};
use codec::{CompactAs, Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_arithmetic::{FixedPointNumber, FixedU128};

/// A number of stEST in its smallest unit. Not an amount of EST: the two are converted by a rate
/// and never added.
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
pub struct Shares(pub u128);

impl Shares {
	/// No shares.
	pub const ZERO: Shares = Shares(0);

	/// The sum, or `None` when it does not fit.
	pub fn checked_add(self, other: Shares) -> Option<Shares> {
		self.0.checked_add(other.0).map(Shares)
	}

	/// The difference, or `None` when `other` is larger.
	pub fn checked_sub(self, other: Shares) -> Option<Shares> {
		self.0.checked_sub(other.0).map(Shares)
	}

	/// Whether there are none.
	pub fn is_zero(self) -> bool {
		self.0 == 0
	}
}

/// Why there is no price.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RateError {
	/// There are shares but nothing behind them: any price would give the newcomer's money away.
	NoEquity,
	/// There is value but nobody holds a share of it: any price would give it to the newcomer.
	NoIssuance,
	/// The result does not fit into 128 bits.
	Overflow,
}

/// Shares for a deposit of `amount` planck: `floor(amount * issuance / equity)`.
///
/// `equity` is the forward value in planck (backing, the whole reward stream and the holders' part
/// of the provision). With neither equity nor issuance the first share costs one planck.
///
/// Postcondition: `result * equity <= amount * issuance`, so nobody's share loses value.
///
/// Errors: [`RateError`].
pub fn shares_for_deposit_floor(
	amount: Balance,
	equity: Balance,
	issuance: Shares,
) -> Result<Shares, RateError> {
	match (equity, issuance.0) {
		(0, 0) => Ok(Shares(amount)),
		(0, _) => Err(RateError::NoEquity),
		(_, 0) => Err(RateError::NoIssuance),
		(equity, issuance) =>
			mul_div_floor(amount, issuance, equity).map(Shares).ok_or(RateError::Overflow),
	}
}

/// Planck that `shares` are worth: `floor(shares * equity / issuance)`, zero without issuance.
///
/// `None` if the result does not fit, which cannot happen while `shares <= issuance`.
pub fn value_of_shares_floor(shares: Shares, equity: Balance, issuance: Shares) -> Option<Balance> {
	if issuance.is_zero() {
		return Some(0);
	}
	mul_div_floor(shares.0, equity, issuance.0)
}

/// As [`value_of_shares_floor`], rounded up: what has to be set aside for `shares` so that the
/// rate does not fall.
pub fn value_of_shares_ceil(shares: Shares, equity: Balance, issuance: Shares) -> Option<Balance> {
	if issuance.is_zero() {
		return Some(0);
	}
	mul_div_ceil(shares.0, equity, issuance.0)
}

/// Planck per share as a fixed point number with 18 decimals, rounded down.
///
/// Without issuance the rate is one: what the next share costs when nothing backs it.
/// `None` if the rate does not fit into 128 bits.
pub fn rate_floor(equity: Balance, issuance: Shares) -> Option<FixedU128> {
	if issuance.is_zero() {
		return Some(FixedU128::from_u32(1));
	}
	mul_div_floor(equity, FixedU128::DIV, issuance.0).map(FixedU128::from_inner)
}

#[cfg(test)]
mod tests {
	use super::*;
	use num_bigint::BigUint;
	use proptest::prelude::*;

	#[test]
	fn first_shares_cost_one_planck_each() {
		assert_eq!(shares_for_deposit_floor(7, 0, Shares(0)), Ok(Shares(7)));
	}

	#[test]
	fn no_price_without_equity_or_without_issuance() {
		assert_eq!(shares_for_deposit_floor(7, 0, Shares(1)), Err(RateError::NoEquity));
		assert_eq!(shares_for_deposit_floor(7, 1, Shares(0)), Err(RateError::NoIssuance));
	}

	#[test]
	fn overflow_is_an_error() {
		assert_eq!(shares_for_deposit_floor(u128::MAX, 1, Shares(2)), Err(RateError::Overflow));
	}

	#[test]
	fn the_rate_has_eighteen_decimals() {
		assert_eq!(
			rate_floor(3, Shares(2)),
			Some(FixedU128::from_inner(1_500_000_000_000_000_000))
		);
		assert_eq!(rate_floor(0, Shares(0)), Some(FixedU128::from_u32(1)));
		assert_eq!(rate_floor(0, Shares(5)), Some(FixedU128::from_inner(0)));
	}

	proptest! {
		#[test]
		fn a_deposit_never_dilutes(
			amount in 0u128..=u64::MAX as u128,
			equity in 1u128..=u64::MAX as u128,
			issuance in 1u128..=u64::MAX as u128,
		) {
			let shares = shares_for_deposit_floor(amount, equity, Shares(issuance)).unwrap();
			prop_assert!(
				BigUint::from(shares.0) * equity <= BigUint::from(amount) * issuance
			);
			// And what was bought is never worth more than what was paid.
			let worth = value_of_shares_floor(
				shares, equity + amount, Shares(issuance + shares.0)
			).unwrap();
			prop_assert!(worth <= amount);
		}

		#[test]
		fn splitting_a_deposit_never_pays(
			a in 0u128..=u64::MAX as u128,
			b in 0u128..=u64::MAX as u128,
			equity in 1u128..=u64::MAX as u128,
			issuance in 1u128..=u64::MAX as u128,
		) {
			let whole = shares_for_deposit_floor(a + b, equity, Shares(issuance)).unwrap();
			let first = shares_for_deposit_floor(a, equity, Shares(issuance)).unwrap();
			let second =
				shares_for_deposit_floor(b, equity + a, Shares(issuance + first.0)).unwrap();
			prop_assert!(first.0 + second.0 <= whole.0);
		}
	}
}
