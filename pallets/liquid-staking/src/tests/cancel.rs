//! Taking shares back out of the open batch.

use crate::{mock::*, Call, Claims, Error, Event};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

/// Alice has 500 shares and 500 in the batch of era 0.
fn with_redemption(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(redeem(ALICE, 500));
		take_events();
		test();
	});
}

#[test]
fn cancel_should_give_part_back() {
	with_redemption(|| {
		let rate_before = rate();
		assert_ok!(cancel_redeem(ALICE, 200));
		assert_eq!(
			take_events(),
			vec![Event::RedeemCancelled { who: ALICE, era: 0, shares: Shares(200) }]
		);
		assert_eq!(Claims::<Test>::get(ALICE, 0), Some(Shares(300)));
		assert_eq!(shares_of(ALICE), 700);
		assert_eq!(shares_of(LiquidStaking::exit_account()), 300);
		assert_eq!(books().open_shares, Shares(300));
		assert_eq!(rate(), rate_before);
	});
}

#[test]
fn cancel_of_all_should_leave_no_trace() {
	with_redemption(|| {
		assert_ok!(cancel_redeem(ALICE, 500));
		assert_eq!(Claims::<Test>::iter().count(), 0);
		assert_eq!(shares_of(ALICE), 1_000);
		assert_eq!(books().open_shares, Shares(0));
		take_events();
		run_to_era(1);
		assert!(!take_events().iter().any(|event| matches!(event, Event::BatchClosed { .. })));
	});
}

#[test]
fn cancelled_shares_should_be_worth_what_they_would_be_without_the_detour() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(deposit(BOB, 1_000));
		run_to_era(3);
		assert_ok!(redeem(ALICE, 1_000));
		run_blocks(9);
		assert_ok!(cancel_redeem(ALICE, 1_000));
		run_to_era(5);
		assert_eq!(
			LiquidStaking::api_position(ALICE).value,
			LiquidStaking::api_position(BOB).value
		);
	});
}

#[test]
fn cancel_should_fail_when_not_signed() {
	with_redemption(|| {
		let call = Call::cancel_redeem { shares: Shares(100) };
		assert_noop!(dispatch(RuntimeOrigin::none(), call), BadOrigin);
	});
}

#[test]
fn cancel_should_fail_when_amount_is_zero() {
	with_redemption(|| {
		assert_noop!(cancel_redeem(ALICE, 0), Error::<Test>::AmountZero);
	});
}

#[test]
fn cancel_should_fail_when_more_than_requested() {
	with_redemption(|| {
		assert_noop!(cancel_redeem(ALICE, 501), Error::<Test>::InsufficientShares);
	});
}

#[test]
fn cancel_should_fail_when_nothing_was_requested() {
	with_redemption(|| {
		assert_noop!(cancel_redeem(BOB, 100), Error::<Test>::ClaimNotFound);
	});
}

#[test]
fn cancel_should_fail_when_less_than_the_minimum_would_stay() {
	with_redemption(|| {
		assert_noop!(cancel_redeem(ALICE, 451), Error::<Test>::BelowMinimum);
		assert_ok!(cancel_redeem(ALICE, 450));
	});
}

#[test]
fn cancel_should_fail_when_the_batch_has_closed() {
	with_redemption(|| {
		run_to_era(1);
		assert_noop!(cancel_redeem(ALICE, 500), Error::<Test>::ClaimNotFound);
	});
}

#[test]
fn cancel_should_work_until_the_settlement_reaches_the_batch() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(1);
		slow_settlement();
		assert_ok!(redeem(ALICE, 500));
		// The first block of era 2 has only begun to collect.
		run_to_era(2);
		assert_eq!(books().open_batch, 1);
		assert_ok!(cancel_redeem(ALICE, 200));
		assert_ok!(redeem(ALICE, 100));
		assert_eq!(Claims::<Test>::get(ALICE, 1), Some(Shares(400)));
		run_to_era(3);
		assert_eq!(crate::Batches::<Test>::get(1).unwrap().shares, Shares(400));
	});
}

#[test]
fn cancel_should_fail_when_it_brings_less_than_an_account_can_hold() {
	with_redemption(|| {
		assert_ok!(give(ALICE, BOB, 500));
		assert_noop!(cancel_redeem(ALICE, 4), Error::<Test>::BelowMinimum);
		assert_ok!(cancel_redeem(ALICE, 5));
		assert_ok!(cancel_redeem(ALICE, 4));
		assert_eq!(shares_of(ALICE), 9);
	});
}
