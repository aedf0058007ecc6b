//! Pure arithmetic of the pool: no FRAME, no storage, no clock.
//!
//! Every function that rounds says so in its name (`_floor`, `_ceil`), and every caller picks the
//! direction that favours the pool. Intermediate products are 256 bits wide, so a result is either
//! exact up to its stated rounding or `None`/an error; nothing saturates and nothing panics.
//!
//! Units: amounts are planck of EST ([`Balance`]), [`Shares`] are the smallest unit of stEST.
//!
//! Architecture invariant: this crate knows nothing about accounts, eras or pallets.

#![cfg_attr(not(feature = "std"), no_std)]
#![warn(
	clippy::unwrap_used,
	clippy::expect_used,
	clippy::panic,
	clippy::indexing_slicing,
	clippy::arithmetic_side_effects,
	clippy::as_conversions
)]
#![cfg_attr(
	test,
	allow(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::panic,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::as_conversions
	)
)]

mod exit_units;
mod loss;
mod magnitude;
mod mul_div;
mod rate;
mod reward_index;
mod score;
mod stream;
mod targets;

pub use exit_units::{units_exhausted, units_for_value_floor, value_of_units_floor};
pub use loss::{split_loss, LossSplit};
pub use magnitude::{Magnitude, StakePerMagnitude};
pub use mul_div::{mul_div_ceil, mul_div_floor, product_at_least};
pub use rate::{
	rate_floor, shares_for_deposit_floor, value_of_shares_ceil, value_of_shares_floor, RateError,
	Shares,
};
pub use reward_index::RewardIndex;
pub use score::{performance_after, score_floor, LEAST_PERFORMANCE, PERFORMANCE_AT_FIRST};
pub use stream::Stream;
pub use targets::{bond_next, unbond_next, Move};

/// An amount of EST in planck.
pub type Balance = u128;
