//! Records that are no longer kept: the hash chain that they are folded into.

use crate::{mock::*, EraRecords, Event, FoldedRecords};
use codec::Encode;
use frame_support::assert_ok;
use sp_core::H256;

#[test]
fn old_records_should_be_folded_so_that_who_kept_them_can_prove_them() {
	ExtBuilder::default().build_and_execute(|| {
		HistoryDepth::set(10);
		assert_eq!(LiquidStaking::api_record_chain(), None);
		assert_ok!(deposit(ALICE, 2_000));
		let mut kept = Vec::new();
		let mut folded = Vec::new();
		for era in 1..20 {
			take_events();
			run_to_era(era);
			kept.push((era - 1, LiquidStaking::api_era_record(era - 1).unwrap()));
			for event in take_events() {
				if let Event::RecordFolded { era, hash } = event {
					folded.push((era, hash));
				}
			}
		}
		// In era 19 the records from era 9 on are kept.
		assert_eq!(
			folded.iter().map(|(era, _)| *era).collect::<Vec<_>>(),
			(0..9).collect::<Vec<_>>()
		);
		assert_eq!(EraRecords::<Test>::iter_keys().count(), 10);
		let mut hash = H256::zero();
		for ((era, record), told) in kept.iter().zip(&folded) {
			let mut bytes = hash.as_bytes().to_vec();
			bytes.extend(era.encode());
			bytes.extend(record.encode());
			hash = H256(sp_io::hashing::blake2_256(&bytes));
			assert_eq!(*told, (*era, hash));
			assert_eq!(LiquidStaking::api_era_record(*era), None);
		}
		assert_eq!(LiquidStaking::api_record_chain(), Some((8, hash)));
		assert_eq!(crate::Folded::<Test>::get(), Some(FoldedRecords { era: 8, hash }));
	});
}
