//! Figures of the chain: money, time, weight.
//!
//! The feature `fast-runtime` shortens time and nothing else: an era takes half a minute, and in it
//! happens what happens in six hours otherwise, down to the reward that validators earn.

#![warn(missing_docs)]

/// Picks the figure of the build: `$normal`, or `$fast` with the feature `fast-runtime`.
macro_rules! normal_or_fast {
	($normal:expr, $fast:expr) => {
		if cfg!(feature = "fast-runtime") {
			$fast
		} else {
			$normal
		}
	};
}

/// Money. All amounts are in planck, the smallest unit of EST.
pub mod currency {
	use crate::types::Balance;

	/// Decimals of EST, and of stEST.
	pub const DECIMALS: u8 = 12;
	/// One EST.
	pub const EST: Balance = 1_000_000_000_000;
	/// A thousandth of an EST.
	pub const MILLI_EST: Balance = EST / 1_000;
	/// A millionth of an EST.
	pub const MICRO_EST: Balance = EST / 1_000_000;

	/// What an account must hold to exist.
	pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_EST;

	/// What is held for `items` storage items of `bytes` bytes in all, for as long as they are
	/// kept.
	pub const fn deposit(items: u32, bytes: u32) -> Balance {
		items as Balance * 100 * MILLI_EST + bytes as Balance * 100 * MICRO_EST
	}
}

/// Time, in slots (each a chance for one block), epochs of BABE (which are sessions) and eras.
pub mod time {
	use crate::types::{BlockNumber, Moment};
	use sp_staking::{EraIndex, SessionIndex};

	/// Milliseconds per slot.
	pub const SLOT_DURATION: Moment = normal_or_fast!(6_000, 2_000);

	/// Blocks in a minute, if no slot stays empty.
	pub const MINUTES: BlockNumber = 60_000 / (SLOT_DURATION as BlockNumber);
	/// Blocks in an hour.
	pub const HOURS: BlockNumber = 60 * MINUTES;
	/// Blocks in a day.
	pub const DAYS: BlockNumber = 24 * HOURS;

	/// Slots in an epoch of BABE, which is also a session: one hour; 16 s fast.
	pub const EPOCH_DURATION: BlockNumber = normal_or_fast!(HOURS, 8);

	/// Sessions in an era: six hours; 32 s fast.
	pub const SESSIONS_PER_ERA: SessionIndex = normal_or_fast!(6, 2);
	/// Blocks in an era, if no slot stays empty.
	pub const BLOCKS_PER_ERA: BlockNumber = SESSIONS_PER_ERA * EPOCH_DURATION;
	/// Milliseconds in an era.
	pub const ERA_DURATION: Moment = BLOCKS_PER_ERA as Moment * SLOT_DURATION;

	/// Eras of the normal build in a Julian year, the one that staking's inflation is stated for.
	pub const ERAS_PER_YEAR: EraIndex = 1_461;
	/// Milliseconds that an era stands for: its duration in the normal build. Rewards are counted
	/// in them, so that an era pays the same in every build.
	pub const PAID_ERA_DURATION: Moment = 6 * 60 * 60 * 1_000;

	/// Eras between unbonding and withdrawing, in which old offences can still be slashed: a week;
	/// three eras fast.
	pub const BONDING_DURATION: EraIndex = normal_or_fast!(28, 3);
	/// Eras between the report of an offence and its slash, in which it can be cancelled.
	///
	/// A chunk that counts for an offence of era `e` was unbonded once `e + 1` was planned and can
	/// be withdrawn once `e + 1 + BONDING_DURATION` is planned, that is while `e +
	/// BONDING_DURATION` is active. The slash is applied when `e + SLASH_DEFER_DURATION + 1`
	/// starts. Two eras less than the bonding duration leave one in between.
	pub const SLASH_DEFER_DURATION: EraIndex = BONDING_DURATION - 2;
	/// Eras after its closing from which an exit batch may be paid before it matures: two days; two
	/// eras fast. Offences are reported within hours, and what is reported later finds the batch
	/// paid.
	pub const MIN_EXIT_DELAY: EraIndex = normal_or_fast!(8, 2);
	/// Eras between the announcement of a higher fee and the first that it is taken from: time to
	/// leave, and a day.
	pub const FEE_NOTICE: EraIndex = BONDING_DURATION + 4;
	/// Eras for which restaked stEST that leaves can be slashed: two days; two eras fast.
	pub const RESTAKING_EXIT_DELAY: EraIndex = normal_or_fast!(8, 2);
	/// Eras before an operator's change holds: time to leave, and half a day.
	pub const RESTAKING_CHANGE_DELAY: EraIndex = RESTAKING_EXIT_DELAY + normal_or_fast!(2, 1);
	/// Eras before other terms of a service hold, at least: what is announced in the last block of
	/// an era can be left in the next, and no slasher but the old one reaches those who did.
	pub const RESTAKING_NOTICE: EraIndex = RESTAKING_EXIT_DELAY + 2;
	/// Eras in which a slash of restaked stEST can be given back: longer than a slash of staking
	/// can be cancelled for, and a batch can wait for its stake.
	pub const RESTAKING_REFUND_WINDOW: EraIndex = SLASH_DEFER_DURATION + BONDING_DURATION + 2;
	/// The delays of restaking.
	pub const RESTAKING_DELAYS: pallet_restaking::Delays = pallet_restaking::Delays {
		exit: RESTAKING_EXIT_DELAY,
		allocation: RESTAKING_CHANGE_DELAY,
		commission: RESTAKING_CHANGE_DELAY,
		jail: BONDING_DURATION,
		max_veto: normal_or_fast!(28, 3),
		max_refund: RESTAKING_REFUND_WINDOW,
	};

	// Compared in every build, also that which ships. A cover can be given back for as long as the
	// slash that it is for can be cancelled, and an operator's stake that left meanwhile may wait.
	const _: () = assert!(RESTAKING_DELAYS.contradiction().is_none());
	const _: () = assert!(RESTAKING_NOTICE >= RESTAKING_DELAYS.least_notice());
	const _: () = assert!(RESTAKING_REFUND_WINDOW > SLASH_DEFER_DURATION + BONDING_DURATION);
	/// Eras for which payouts can be made, and for which the pool keeps its records: three weeks.
	pub const HISTORY_DEPTH: EraIndex = 84;

	/// Blocks before the election in which validators submit the solutions that they computed off
	/// chain: a quarter of an epoch; half of one fast, so that each of four validators has a turn.
	pub const ELECTION_UNSIGNED_PHASE: BlockNumber =
		normal_or_fast!(EPOCH_DURATION / 4, EPOCH_DURATION / 2);
}

/// Weight: how much computation fits into a block, and who gets which part.
pub mod weight {
	use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight};
	use sp_runtime::Perbill;

	/// Computation per block: 2 s of a slot of 6 s; half a second of a slot of 2 s.
	///
	/// Proof size is without bound: no relay chain has to be given a proof.
	pub const MAXIMUM_BLOCK_WEIGHT: Weight = Weight::from_parts(
		WEIGHT_REF_TIME_PER_MILLIS.saturating_mul(normal_or_fast!(2_000, 500)),
		u64::MAX,
	);
	/// Bytes of extrinsics per block.
	pub const MAXIMUM_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

	/// The part of a block that users' calls may fill. What they leave is for operational calls
	/// and, after those, for `on_idle`: so the pool's settlement goes on while blocks are full.
	pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);
	/// The part of a block that hooks are expected to take at its start.
	pub const AVERAGE_ON_INITIALIZE_RATIO: Perbill = Perbill::from_percent(10);
}
