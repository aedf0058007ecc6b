//! Weights: what tests need is that calls and steps weigh something, and that it can be told from
//! what hooks add.

use frame_support::weights::Weight;

/// The weight of each call and step; with a parameter that counts it is taken as many times.
pub const UNIT: Weight = Weight::from_parts(1_000, 10);

/// Implements a pallet's `WeightInfo`: each function that is named weighs [`UNIT`], as many times
/// as its parameters say. A parameter `_` does not count.
#[macro_export]
macro_rules! unit_weights {
	($weights:ident as $trait:path { $($name:ident($($arg:tt),*)),* $(,)? }) => {
		impl $trait for $weights {
			$(fn $name($($arg: u32),*) -> frame_support::weights::Weight {
				let times: &[u64] = &[$($crate::times!($arg)),*];
				times.iter().fold($crate::UNIT, |weight, times| weight.saturating_mul(*times))
			})*
		}
	};
}

/// How many times a parameter of [`unit_weights`] counts.
#[doc(hidden)]
#[macro_export]
macro_rules! times {
	(_) => {
		1
	};
	($arg:ident) => {
		u64::from($arg)
	};
}
