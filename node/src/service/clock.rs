//! Whether this machine's clock agrees with the clocks of those who make blocks.
//!
//! A clock that is behind shows by itself: blocks of the others are refused as too far in the
//! future. One that is ahead does not. Blocks are imported as always, a validator's own are refused
//! by everybody else, and once the clock is set right it signs slots that it has signed already.

use super::{Block, FullClient};
use futures::StreamExt;
use sc_client_api::BlockchainEvents;
use sc_consensus_babe::find_pre_digest;
use sp_consensus::BlockOrigin;
use sp_consensus_babe::{Slot, SlotDuration};
use sp_timestamp::Timestamp;
use std::sync::Arc;

const LOG_TARGET: &str = "clock";
/// A block that is imported so many slots after its own is late.
const LATE_SLOTS: u64 = 5;
/// So many late blocks one after the other, each in another slot, are worth a warning. More than
/// the five that a node may have missed and fetch without being said to catch up (sc-network-sync's
/// `MAJOR_SYNC_BLOCKS`).
const LATE_BLOCKS: u32 = 8;

/// Compare the slots of blocks from the network with the clock, for as long as the node runs, and
/// warn if they keep being old. Blocks that are fetched to catch up are no measure: many come at
/// once.
pub async fn watch(client: Arc<FullClient>, slot_duration: SlotDuration) {
	let mut imports = client.every_import_notification_stream();
	let mut lateness = Lateness::default();
	while let Some(block) = imports.next().await {
		if block.origin != BlockOrigin::NetworkBroadcast {
			continue;
		}
		let Ok(digest) = find_pre_digest::<Block>(&block.header) else { continue };
		let now = Slot::from_timestamp(Timestamp::current(), slot_duration);
		let age = now.saturating_sub(*digest.slot());
		if lateness.note(*now, *age) {
			log::warn!(
				target: LOG_TARGET,
				"The last {LATE_BLOCKS} blocks came {} slots and more after their own, the newest \
				 {} s: the clock of this machine is ahead, or it is too slow. Blocks that it \
				 makes with a clock that is ahead are refused.",
				LATE_SLOTS,
				(*age).saturating_mul(slot_duration.as_millis()) / 1000,
			);
		}
	}
}

/// Late blocks in a row.
#[derive(Default)]
struct Lateness {
	blocks: u32,
	/// The slot in which the last of them came.
	came: u64,
}

impl Lateness {
	/// A block that is `age` slots old comes in the slot `now`. Whether this is to be told, which
	/// is once for so many late ones.
	fn note(&mut self, now: u64, age: u64) -> bool {
		if age < LATE_SLOTS {
			self.blocks = 0;
		} else if self.came != now {
			self.blocks = self.blocks.saturating_add(1);
			self.came = now;
		}
		let tell = self.blocks >= LATE_BLOCKS;
		if tell {
			self.blocks = 0;
		}
		tell
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn told(ages: &[u64]) -> Vec<bool> {
		let mut lateness = Lateness::default();
		(100..).zip(ages).map(|(now, age)| lateness.note(now, *age)).collect()
	}

	#[test]
	fn late_blocks_in_a_row_should_be_told_once_for_so_many() {
		let late = [LATE_SLOTS; 2 * LATE_BLOCKS as usize + 1];
		let numbers: Vec<_> = told(&late)
			.iter()
			.enumerate()
			.filter_map(|(number, told)| told.then_some(number))
			.collect();
		assert_eq!(numbers, [7, 15]);
	}

	#[test]
	fn blocks_that_come_at_once_should_count_as_one() {
		let mut lateness = Lateness::default();
		let told = (0..6 * u64::from(LATE_BLOCKS)).map(|i| lateness.note(100 + i / 8, 30 - i / 2));
		assert!(told.into_iter().all(|told| !told));
	}

	#[test]
	fn a_block_in_time_should_begin_the_count_anew() {
		let mut ages = [LATE_SLOTS; 2 * LATE_BLOCKS as usize - 1];
		ages[LATE_BLOCKS as usize - 1] -= 1;
		assert_eq!(told(&ages), [false; 2 * LATE_BLOCKS as usize - 1]);
	}
}
