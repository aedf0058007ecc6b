//! Bounds of the voter list's bags.
//!
//! The voter list keeps stakers roughly sorted: those between two neighbouring thresholds share a
//! bag and stand in it in the order in which they came. When an election takes fewer voters than
//! there are, it takes whole bags from the top, so a bag must not be so wide that luck decides.
//!
//! The thresholds are a geometric series with the ratio of the square root of two: within a bag,
//! nobody has more than 1.42 times the stake of another one. They begin at the existential deposit,
//! below which nothing can be bonded, and end where the next one would no longer fit the 64 bits of
//! a vote's weight; the last bag reaches from there to the end. A vote's weight is the stake in
//! planck while the issuance is below 2^64 planck (18.4 million EST) and a proportional part of it
//! beyond.

#![warn(missing_docs)]

use crate::constants::currency::EXISTENTIAL_DEPOSIT;

/// Number of thresholds.
pub const COUNT: usize = 62;

/// The square root of two, in units of 10^-12.
const SQRT_2: u64 = 1_414_213_562_373;

/// Upper bounds of the bags, strictly increasing.
pub const THRESHOLDS: [u64; COUNT] = series();

/// Two interleaved series that double: one from the first threshold, one from its multiple by the
/// square root of two. No rounding error adds up, as it would by multiplying step by step.
const fn series() -> [u64; COUNT] {
	let mut thresholds = [0; COUNT];
	thresholds[0] = EXISTENTIAL_DEPOSIT as u64;
	thresholds[1] = (EXISTENTIAL_DEPOSIT * SQRT_2 as u128 / 1_000_000_000_000) as u64;
	let mut i = 2;
	while i < COUNT {
		thresholds[i] = thresholds[i - 2] * 2;
		i += 1;
	}
	thresholds
}
