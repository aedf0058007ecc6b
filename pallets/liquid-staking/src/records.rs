//! The records of the eras.
//!
//! Storage items: `EraRecords` and `Folded`, written here alone.

use crate::{
	books::{Closed, Recognised},
	types::FoldedRecords,
	Config, Cycle, EraRecords, Error, Event, Folded, Pallet,
};
use codec::Encode;
use estuary_math::Balance;
use estuary_primitives::{staking::StakingBackend, types::EraRecord};
use sp_core::H256;
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
				instant: flows.instant,
				loss: flows.loss,
				loss_streaming: flows.loss_streaming,
				loss_backing: flows.loss_backing,
				provision_bought: flows.provision_bought,
				cover: flows.cover,
				cover_returned: flows.cover_returned,
				left: flows.left,
				released: flows.released,
				released_streaming: flows.released_streaming,
				applied: flows.applied,
				covered: flows.covered,
				dust: flows.dust,
				block: now,
			},
		);
		Self::clear_flows();
		Self::review_bunker();
		Self::deposit_event(Event::EraSettled {
			era,
			rate,
			issuance: books.issuance,
			backing: books.backing,
		});
		Ok(())
	}

	/// Folds records older than staking's history into the hash chain, a few at a time.
	pub(crate) fn prune_records(active: EraIndex) {
		let keep_from = active.saturating_sub(T::Staking::history_depth());
		let mut oldest = Cycle::<T>::get().oldest_record;
		for _ in 0..MAX_PRUNED {
			if oldest >= keep_from {
				break;
			}
			Self::fold_record(oldest);
			oldest = oldest.saturating_add(1);
		}
		Self::note_oldest_record(oldest);
	}

	/// Takes the record of `era`, if there is one, into the hash chain.
	fn fold_record(era: EraIndex) {
		let Some(record) = EraRecords::<T>::take(era) else { return };
		let before = Folded::<T>::get().map_or_else(H256::default, |folded| folded.hash);
		let hash = H256(sp_io::hashing::blake2_256(&(before, era, record).encode()));
		Folded::<T>::put(FoldedRecords { era, hash });
		Self::deposit_event(Event::RecordFolded { era, hash });
	}
}
