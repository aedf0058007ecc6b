//! Linear vesting of recognised rewards.

use crate::{mul_div_floor, Balance};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Reward that is recognised but not yet vested: `amount` planck turn into backing linearly from
/// block `from` to block `until`.
///
/// ```text
///  amount |\
///         | \            vested(now) = floor(amount * (now - from) / (until - from))
///         |  \
///         +---\-----> block
///       from  until
/// ```
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Stream {
	/// Planck not yet moved to backing.
	pub amount: Balance,
	/// Block from which `amount` vests.
	pub from: u64,
	/// Block at which all of it has vested.
	pub until: u64,
}

impl Stream {
	/// Planck of `amount` that have vested at block `now`, rounded down.
	pub fn vested_floor(&self, now: u64) -> Balance {
		if now >= self.until {
			return self.amount;
		}
		let Some(elapsed) = now.checked_sub(self.from) else { return 0 };
		let Some(span) = self.until.checked_sub(self.from) else { return self.amount };
		// `elapsed < span` here, so the result is below `amount` and always fits.
		mul_div_floor(self.amount, elapsed.into(), span.into()).unwrap_or(0)
	}

	/// Takes out what has vested at block `now` and returns it; the rest goes on vesting until
	/// the same block as before.
	pub fn take_vested_floor(&mut self, now: u64) -> Balance {
		let vested = self.vested_floor(now);
		self.amount = self.amount.saturating_sub(vested);
		self.from = self.from.max(now);
		vested
	}

	/// Adds a reward and lets all that is in the stream vest over `blocks` from block `now` on.
	/// `None` if the sum does not fit.
	///
	/// To be called after [`Self::take_vested_floor`] at the same block; what is left of an older
	/// reward then joins the new one.
	pub fn restart(&mut self, reward: Balance, now: u64, blocks: u64) -> Option<()> {
		self.amount = self.amount.checked_add(reward)?;
		self.from = now;
		self.until = now.checked_add(blocks)?;
		Some(())
	}

	/// Adds `amount` that is to vest over `blocks` from block `now` on, to what goes on vesting.
	/// All of it ends when, weighted by amount, both would: little that comes holds up little.
	/// `None` if it does not fit.
	///
	/// To be called after [`Self::take_vested_floor`] at the same block.
	pub fn blend(&mut self, amount: Balance, now: u64, blocks: u64) -> Option<()> {
		let sum = self.amount.checked_add(amount)?;
		if sum == 0 {
			return Some(());
		}
		let left = self.until.saturating_sub(now);
		let weighted = self
			.amount
			.checked_mul(left.into())?
			.checked_add(amount.checked_mul(blocks.into())?)?;
		// To the nearest block: dust, however often it comes, neither holds up the rest nor ends it
		// sooner.
		let up = weighted.checked_add(sum.saturating_sub(1).checked_div(2)?)?;
		let span = up.checked_div(sum)?.max(u128::from(weighted > 0));
		self.amount = sum;
		self.from = now;
		self.until = now.checked_add(u64::try_from(span).ok()?)?;
		Some(())
	}

	/// Adds `amount` that vests with what is there, until the same block. `None` if it does not
	/// fit. In a stream that has run out it counts as vested at once.
	pub fn join(&mut self, amount: Balance) -> Option<()> {
		self.amount = self.amount.checked_add(amount)?;
		Some(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn vests_linearly_and_ends_exactly() {
		let stream = Stream { amount: 1_000, from: 10, until: 20 };
		assert_eq!(stream.vested_floor(9), 0);
		assert_eq!(stream.vested_floor(10), 0);
		assert_eq!(stream.vested_floor(13), 300);
		assert_eq!(stream.vested_floor(20), 1_000);
		assert_eq!(stream.vested_floor(99), 1_000);
	}

	#[test]
	fn what_is_left_joins_the_next_reward() {
		let mut stream = Stream { amount: 1_000, from: 0, until: 10 };
		assert_eq!(stream.take_vested_floor(8), 800);
		assert_eq!(stream.restart(500, 8, 10), Some(()));
		assert_eq!(stream, Stream { amount: 700, from: 8, until: 18 });
	}

	#[test]
	fn what_is_blended_in_ends_in_proportion() {
		let mut stream = Stream { amount: 900, from: 0, until: 10 };
		// 900 for ten blocks and 100 for a hundred: 9 and 10.
		assert_eq!(stream.blend(100, 0, 100), Some(()));
		assert_eq!(stream, Stream { amount: 1_000, from: 0, until: 19 });
		// Next to nothing holds up next to nothing.
		let mut stream = Stream { amount: 1_000_000, from: 5, until: 10 };
		assert_eq!(stream.blend(1, 5, 100), Some(()));
		assert_eq!(stream, Stream { amount: 1_000_001, from: 5, until: 10 });
		// Nor however often: all but a little has vested when it was to.
		let mut stream = Stream { amount: 3_600_000, from: 0, until: 3_600 };
		let mut vested = 0;
		for now in 1..=3_600 {
			vested += stream.take_vested_floor(now);
			assert_eq!(stream.blend(1, now, 3_600), Some(()));
		}
		assert!(vested >= 3_596_000, "{vested}");
		let mut empty = Stream { amount: 0, from: 5, until: 10 };
		assert_eq!(empty.blend(70, 20, 100), Some(()));
		assert_eq!(empty, Stream { amount: 70, from: 20, until: 120 });
		assert_eq!(empty.blend(Balance::MAX, 20, 100), None);
	}

	#[test]
	fn a_stream_without_a_span_has_vested() {
		assert_eq!(Stream { amount: 5, from: 3, until: 3 }.vested_floor(3), 5);
		assert_eq!(Stream { amount: 5, from: 9, until: 3 }.vested_floor(4), 5);
	}

	proptest! {
		#[test]
		fn taking_in_steps_loses_nothing_and_is_never_early(
			amount in 0u128..=u64::MAX as u128,
			span in 1u64..10_000,
			steps in proptest::collection::vec(1u64..500, 0..40),
		) {
			let whole = Stream { amount, from: 0, until: span };
			let mut stream = whole;
			let (mut now, mut taken) = (0, 0);
			for step in steps {
				now += step;
				taken += stream.take_vested_floor(now);
				prop_assert!(taken <= whole.vested_floor(now));
				prop_assert_eq!(taken + stream.amount, amount);
			}
			taken += stream.take_vested_floor(span.max(now));
			prop_assert_eq!(taken, amount);
		}
	}
}
