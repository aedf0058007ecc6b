//! Time: blocks, eras, and the end in which everybody leaves.

use super::{require, World, ACTORS};
use crate::{mock::*, tests::model::Outcome, Claims, Cycle, Queue, SettlementCycle};
use sp_staking::EraIndex;

impl World {
	/// A block in which nothing is settled.
	pub fn skip_block(&mut self) -> Outcome {
		self.step(&[], None, |_| {
			let cycle = Cycle::<Test>::get();
			Cycle::<Test>::put(SettlementCycle { settled: EraIndex::MAX, run: None, ..cycle });
			run_blocks(1);
			Cycle::<Test>::put(cycle);
		})
	}

	/// Goes on until the next era is planned.
	pub fn late(&mut self) -> Outcome {
		while pallet_staking::CurrentEra::<Test>::get() == Some(active_era()) {
			self.block()?;
		}
		Ok(())
	}

	pub fn block(&mut self) -> Outcome {
		self.step(&[], None, |_| run_blocks(1))
	}

	pub fn era(&mut self) -> Outcome {
		let era = active_era();
		while active_era() == era {
			self.block()?;
		}
		Ok(())
	}

	/// Everybody leaves with all shares, waits and claims (LS-9: nothing is left waiting).
	pub fn everybody_leaves(&mut self) -> Outcome {
		self.budget(true);
		self.pause(true, true, true, 0)?;
		for who in ACTORS {
			if shares_of(who) > 0 {
				self.redeem(who, shares_of(who))?;
			}
		}
		// While next to nothing is left of the exits and a report may be cancelled, no batch can
		// close. The last reports take effect this many eras from now.
		while books().open_shares.0 > 0 && self.reports.provided() > 0 {
			self.era()?;
		}
		// The bonding duration, the era that is open, and two.
		for _ in 0..6 {
			self.era()?;
		}
		let waiting = Queue::<Test>::get();
		require!(waiting.is_empty(), "LS-9: the batches {waiting:?} are not paid");
		for who in ACTORS {
			for era in Claims::<Test>::iter_key_prefix(who).collect::<Vec<_>>() {
				self.claim(ALICE, who, era)?;
			}
		}
		Ok(())
	}
}
