//! How a loss is shared.

use crate::{mul_div_ceil, Balance};

/// Who bears how much of a loss, in planck.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct LossSplit {
	/// Taken from the reward stream.
	pub streaming: Balance,
	/// Taken from the backing of stEST.
	pub backing: Balance,
	/// Taken from the unmatured exit batches.
	pub exits: Balance,
}

impl LossSplit {
	/// What the holders of stEST bear.
	pub fn holders(&self) -> Balance {
		self.streaming.saturating_add(self.backing)
	}
}

/// Shares `loss` between holders (`streaming` first, then `backing`) and `exits` in proportion to
/// what each has (LS-8). The exits' part is rounded up, by less than one planck in favour of those
/// who stay.
///
/// The parts sum to `loss` exactly. `None` if `loss` is more than all there is, or if the sum of
/// all there is does not fit.
pub fn split_loss(
	loss: Balance,
	streaming: Balance,
	backing: Balance,
	exits: Balance,
) -> Option<LossSplit> {
	let holders = streaming.checked_add(backing)?;
	let all = holders.checked_add(exits)?;
	if loss > all {
		return None;
	}
	if loss == 0 {
		return Some(LossSplit::default());
	}
	// The holders cannot bear more than they have: what is left over is the exits'.
	let exits_part = mul_div_ceil(loss, exits, all)?.max(loss.saturating_sub(holders));
	let holders_part = loss.checked_sub(exits_part)?;
	let streaming_part = holders_part.min(streaming);
	Some(LossSplit {
		streaming: streaming_part,
		backing: holders_part.checked_sub(streaming_part)?,
		exits: exits_part,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn the_stream_goes_first_and_exits_bear_the_same_fraction() {
		// 10 % of 1,000 held (of which 60 stream) and of 500 exiting.
		assert_eq!(
			split_loss(150, 60, 940, 500),
			Some(LossSplit { streaming: 60, backing: 40, exits: 50 })
		);
	}

	#[test]
	fn everything_can_be_lost_but_no_more() {
		assert_eq!(
			split_loss(1_500, 60, 940, 500),
			Some(LossSplit { streaming: 60, backing: 940, exits: 500 })
		);
		assert_eq!(split_loss(1_501, 60, 940, 500), None);
		assert_eq!(split_loss(0, 0, 0, 0), Some(LossSplit::default()));
		assert_eq!(split_loss(1, 0, 0, 0), None);
	}

	proptest! {
		#[test]
		fn parts_sum_to_the_loss_and_fractions_agree(
			streaming in 0u128..=u64::MAX as u128,
			backing in 0u128..=u64::MAX as u128,
			exits in 0u128..=u64::MAX as u128,
			part in 0u128..=1_000,
		) {
			let all = streaming + backing + exits;
			let loss = all * part / 1_000;
			let split = split_loss(loss, streaming, backing, exits).unwrap();
			prop_assert_eq!(split.streaming + split.backing + split.exits, loss);
			prop_assert!(split.streaming <= streaming);
			prop_assert!(split.backing <= backing);
			prop_assert!(split.exits <= exits);
			// |exits part - loss * exits / all| < 1
			let floor = crate::mul_div_floor(loss, exits, all.max(1)).unwrap();
			prop_assert!(split.exits >= floor && split.exits <= floor + 1);
		}
	}
}
