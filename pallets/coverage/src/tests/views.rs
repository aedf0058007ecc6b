//! What the runtime API shows.

use crate::mock::*;
use estuary_math::Shares;
use estuary_primitives::{
	cover::LossCover,
	coverage::{CoverView, CoverageStatus},
};
use sp_runtime::Perbill;

#[test]
fn the_status_shows_size_limit_and_premium() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 2_500);
		let status = CoverageStatus {
			service: 0,
			size: Shares(2_500),
			limit: Shares(1_250),
			target: Shares(10_000),
			premium: Perbill::from_parts(43_750_000),
			surplus: Shares::ZERO,
		};
		assert_eq!(Coverage::api_status(), Some(status));
		// A tenth of what is there leaves 40 % of the rest for the era.
		assert_eq!(report(1, 250), 250);
		let status = Coverage::api_status().unwrap();
		assert_eq!((status.size, status.limit), (Shares(2_250), Shares(900)));
		assert_eq!(status.premium, Perbill::from_parts(39_937_500));
	});
}

#[test]
fn covers_in_force_are_shown_by_era() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		operator(SECOND, 3_000);
		assert_eq!(report(1, 90), 90);
		assert_eq!(report(1, 9), 9);
		Coverage::settle(era(1), 33);
		assert_eq!(
			Coverage::api_covers(),
			[CoverView {
				era: era(1),
				lost: 99,
				covered: 99,
				in_force: 66,
				refundable: Shares(66),
				slashes: 4,
			}]
		);
	});
}
