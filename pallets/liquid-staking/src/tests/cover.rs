//! Cover: shares that are retired for a loss before anybody bears it, what becomes of them, and the
//! part of the fee that is paid for it.

use crate::{mock::*, CoverAllowance, Error, Event};
use estuary_math::Shares;
use estuary_primitives::{
	cover::CoverToken,
	types::{PendingLoss, ReleaseReason},
};
use frame_support::{assert_noop, assert_ok};

const ONE: u128 = 1_000_000_000_000_000_000;

/// In era 2, with two pots of 3,000: 6,000 shares, of which Alice has 2,000 and Charlie, who covers
/// with `limit` of them, 2,000. A slash for an offence of this era is applied when era 5 begins.
fn with_cover(limit: u128, test: impl FnOnce()) {
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		assert_ok!(deposit(CHARLIE, 2_000));
		run_to_era(2);
		CoverLimit::set(limit);
		take_events();
		test();
	});
}

fn cancel(era: u32, indices: Vec<u32>) {
	assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), era, indices));
}

fn of_cover() -> (u128, u128, u128) {
	(books().provision, books().provision_cover, shares_of(CHARLIE))
}

#[test]
fn cover_should_keep_the_rate_in_the_block_of_the_report() {
	with_cover(2_000, || {
		// 20 % of 3,000.
		report_now(11, 20);
		assert_eq!(rate(), ONE);
		assert_eq!(of_cover(), (600, 600, 1_400));
		assert_eq!((books().backing, books().issuance), (5_400, Shares(5_400)));
		let events = take_events();
		assert_eq!(
			events,
			vec![
				Event::SharesRetired { who: CHARLIE, shares: Shares(600), value: 600 },
				Event::LossReported {
					era: 5,
					validator: Some(11),
					loss: 600,
					covered: 0,
					cover: 600,
					holders: 0,
					exits: 0,
				},
			]
		);
		let pending = LiquidStaking::api_status().unwrap().pending;
		assert_eq!(pending, vec![PendingLoss { era: 5, loss: 600, covered: 0, cover: 600 }]);
		// Who covers bears it alone, and nothing comes at the application.
		run_to_era(5);
		assert_eq!((rate(), books().pots), (ONE, 5_400));
		assert_eq!(of_cover(), (0, 0, 1_400));
		assert_eq!(CoverTold::take(), vec![Told::Asked(5, 2, 600), Told::Used(5, 600)]);
		assert!(take_events().contains(&Event::LossApplied {
			pot: 0,
			loss: 600,
			covered: 0,
			cover: 600,
			provided: 0,
		}));
	});
}

#[test]
fn what_cover_does_not_meet_should_be_borne_by_all() {
	with_cover(100, || {
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(3);
		// 5,000 are the holders', 1,000 exit; 600 of 6,000 are lost when era 6 begins.
		report_now(11, 20);
		assert_eq!(of_cover(), (600, 100, 1_900));
		// 500 of 5,900.
		assert_eq!((books().provision_exits, books().exits, books().backing), (85, 915, 4_485));
		assert_eq!(books().issuance, Shares(4_900));
		run_to_era(6);
		// Staking takes seven planck more: the rest of a chunk, which would be dust.
		assert_eq!((books().backing, books().exits, books().provision), (4_480, 0, 0));
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_eq!(CoverTold::take(), vec![Told::Asked(6, 3, 600), Told::Used(6, 100)]);
	});
}

#[test]
fn a_cancelled_report_should_give_cover_back() {
	with_cover(400, || {
		report_now(11, 20);
		assert_eq!(of_cover(), (600, 400, 1_600));
		// 200 of 5,600.
		assert_eq!((books().backing, books().issuance), (5_400, Shares(5_600)));
		cancel(5, vec![0]);
		take_events();
		run_to_era(3);
		assert_eq!(CoverTold::take(), vec![Told::Asked(5, 2, 600), Told::GivenBack(5, 400)]);
		// At the rate of then: 400 * 5,600 / 5,400 shares, but no more than were retired.
		assert_eq!(of_cover(), (0, 0, 2_000));
		// Worth 386 of the 400; the rest is left to all with the 200 that were released.
		assert_eq!((books().backing, books().stream.amount), (5_786, 214));
		let events = take_events();
		assert!(events.contains(&Event::SharesReissued {
			who: CHARLIE,
			shares: Shares(400),
			value: 400
		}));
		assert!(events.contains(&Event::ProvisionReleased {
			era: 5,
			amount: 200,
			holders: 200,
			exits: 0,
			reason: ReleaseReason::Cancelled,
		}));
		run_to_era(4);
		assert_eq!((rate(), books().issuance), (ONE, Shares(6_000)));
	});
}

#[test]
fn a_smaller_slash_should_give_back_to_those_who_bore_it_first() {
	with_cover(400, || {
		report_now(11, 20);
		run_blocks(1);
		report_now(11, 40);
		// The second takes all of the cover there is no more of: 800 are borne.
		assert_eq!(of_cover(), (1_200, 400, 1_600));
		assert_eq!((books().pending_loss(), CoverLimit::get()), (800, 0));
		// The second is cancelled: 600 come back to the holders, none to cover.
		cancel(5, vec![1]);
		run_to_era(3);
		assert_eq!(of_cover(), (600, 400, 1_600));
		let asked = vec![Told::Asked(5, 2, 600), Told::Asked(5, 2, 600)];
		assert_eq!(CoverTold::take(), asked);
		run_to_era(5);
		assert_eq!(books().provision, 0);
	});
}

#[test]
fn shares_that_nobody_takes_back_should_be_left_to_all() {
	with_cover(600, || {
		report_now(11, 20);
		CoverRetired::set(0);
		cancel(5, vec![0]);
		run_to_era(3);
		// 600 planck for no share: they vest for all.
		assert_eq!(of_cover(), (0, 0, 1_400));
		assert_eq!((books().backing, books().stream.amount), (5_400, 600));
		assert_eq!(books().issuance, Shares(5_400));
		run_to_era(4);
		assert_eq!(rate(), ONE * 10 / 9);
	});
}

#[test]
fn cover_that_lies_should_have_done_nothing() {
	for lie in [1, 600] {
		with_cover(400, || {
			CoverLie::set(lie);
			report_now(11, 20);
			assert_eq!(of_cover(), (600, 0, 2_000));
			assert_eq!(books().pending_loss(), 600);
			let error = Error::<Test>::BooksDisagree.into();
			let failed = Event::CoverFailed { era: 5, error };
			assert_eq!(take_events().first(), Some(&failed));
			assert!(!CoverAllowance::<Test>::exists());
			CoverLie::set(0);
		});
	}
}

#[test]
fn nobody_should_retire_or_reissue_unasked() {
	with_cover(400, || {
		let error = Error::<Test>::NotCovering;
		assert_noop!(LiquidStaking::retire(&CHARLIE, Shares(100)), error);
		let error = Error::<Test>::NotCovering;
		assert_noop!(LiquidStaking::reissue(&CHARLIE, 100, Shares(100)), error);
	});
}

#[test]
fn the_premium_should_be_a_part_of_the_fee() {
	ExtBuilder::default().build_and_execute(|| {
		CoverPremium::set(25);
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(2);
		// A fee of 200 buys 125 shares, of which a quarter is the cover's.
		assert_eq!((shares_of(FEES), shares_of(CHARLIE)), (94, 31));
		assert_eq!(CoverTold::take(), vec![Told::Earned(31)]);
		assert_eq!(books().issuance, Shares(3_125));
	});
}
