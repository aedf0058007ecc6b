//! The records of the eras.
//!
//! Storage item: `EraRecords`, written here alone.

use crate::{
	books::{Closed, Recognised},
	Config, Cycle, EraRecords, Error, Event, Pallet,
};
use estuary_math::Balance;
use estuary_primitives::{staking::StakingBackend, types::EraRecord};
use sp_runtime::DispatchResult;
use sp_staking::EraIndex;

/// Records removed by one settlement at most. One is written by each, so nothing piles up.
const MAX_PRUNED: u32 = 4;

impl<T: Config> Pallet<T> {
	/// Writes the record of `era` from the books as they are and the flows since the one before,
	/// and starts counting flows anew.
	pub(crate) fn write_record(
		era: EraIndex,
		reward: Balance,
		taken: Recognised,
		closed: Closed,
	) -> DispatchResult {
		let books = Self::books()?;
		let now = Self::now();
		let rate = books.rate(now).map_err(Error::<T>::from)?;
		let flows = books.flows;
		EraRecords::<T>::insert(
			era,
			EraRecord {
				rate,
				issuance: books.issuance,
				backing: books.backing,
				streaming: books.stream.amount,
				provision: books.provision,
				reward,
				fee: taken.fee,
				fee_shares: taken.fee_shares,
				fee_backing: taken.fee_backing,
				vested: flows.vested,
				deposits: flows.deposits,
				premium: flows.premium,
				redemptions: closed.value,
				redeemed_shares: closed.shares,
				matured: flows.matured,
				loss: flows.loss,
				loss_streaming: flows.loss_streaming,
				loss_backing: flows.loss_backing,
				dust: flows.dust,
				block: now,
			},
		);
		Self::clear_flows();
		Self::deposit_event(Event::EraSettled {
			era,
			rate,
			issuance: books.issuance,
			backing: books.backing,
		});
		Ok(())
	}

	/// Removes records older than staking's history, a few at a time.
	pub(crate) fn prune_records(active: EraIndex) {
		let keep_from = active.saturating_sub(T::Staking::history_depth());
		let mut oldest = Cycle::<T>::get().oldest_record;
		for _ in 0..MAX_PRUNED {
			if oldest >= keep_from {
				break;
			}
			EraRecords::<T>::remove(oldest);
			oldest = oldest.saturating_add(1);
		}
		Self::note_oldest_record(oldest);
	}
}
