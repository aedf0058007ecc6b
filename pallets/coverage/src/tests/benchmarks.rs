//! The worst case that the benchmarks measure is one.

use crate::{benchmarking::calls::with_cover, mock::*, Config, Covers};
use frame_support::traits::Get;

#[test]
fn every_slash_of_the_benchmarks_reaches_as_many_batches_as_there_can_be() {
	ExtBuilder::default().without_service().build().execute_with(|| {
		let slashes: u32 = <Test as Config>::MaxSlashes::get();
		let window: u32 = <Test as Config>::RefundWindow::get();
		assert!(with_cover::<Test>(slashes) > 0);
		let cover = Covers::<Test>::iter_values().next().unwrap();
		assert_eq!(cover.slashes.len() as u32, slashes);
		for id in cover.slashes.iter().map(|part| part.slash) {
			let slash = pallet_restaking::Slashes::<Test>::get(id).unwrap();
			assert_eq!(slash.refund_until, Era::get());
			// From the oldest offence over the exit delay and then the refund window.
			let reached = (slash.era..=slash.refund_until).filter(|era| {
				pallet_restaking::Batches::<Test>::get(slash.operator, era)
					.is_some_and(|batch| batch.bucket.part(id) > 0)
			});
			assert_eq!(reached.count() as u32, TestDelays::get().exit + window + 1);
		}
	});
}
