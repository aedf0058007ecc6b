//! Numbers that are never rounded.

use num_bigint::BigInt;
use num_rational::BigRational;

pub type Exact = BigRational;

/// `n` exactly.
pub fn exact(n: u128) -> Exact {
	Exact::from_integer(BigInt::from(n))
}

pub(super) fn zero() -> Exact {
	exact(0)
}

pub(super) fn one() -> Exact {
	exact(1)
}

/// `n` with three decimals.
pub fn show(n: &Exact) -> String {
	let thousandths = (n * exact(1_000)).round().to_integer();
	let thousand = BigInt::from(1_000);
	let sign = if *n < zero() { "-" } else { "" };
	let whole = &thousandths / &thousand;
	format!("{sign}{}.{:0>3}", whole.magnitude(), (&thousandths % &thousand).magnitude())
}
