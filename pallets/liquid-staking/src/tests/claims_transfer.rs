//! Claims that are passed on.

use crate::{mock::*, Claims, Error, Event};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

fn claim_of(who: AccountId, era: u32) -> Option<u128> {
	Claims::<Test>::get(who, era).map(|shares| shares.0)
}

/// Alice has 1,000 shares in the open batch of era 0.
fn with_open_claim(test: impl FnOnce()) {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		assert_ok!(redeem(ALICE, 1_000));
		take_events();
		test();
	});
}

#[test]
fn a_claim_on_the_open_batch_should_change_hands() {
	with_open_claim(|| {
		assert_ok!(transfer_claim(ALICE, 0, BOB, 400));
		assert_eq!(
			take_events(),
			vec![Event::ClaimTransferred { era: 0, from: ALICE, to: BOB, shares: Shares(400) }]
		);
		assert_eq!((claim_of(ALICE, 0), claim_of(BOB, 0)), (Some(600), Some(400)));
		assert_eq!(books().open_shares, Shares(1_000));
		// Who has it can take it back out.
		assert_ok!(cancel_redeem(BOB, 400));
		assert_eq!((shares_of(BOB), claim_of(BOB, 0)), (400, None));
		// All of it leaves nothing behind; what the receiver has is added up.
		assert_ok!(transfer_claim(ALICE, 0, CHARLIE, 500));
		assert_ok!(transfer_claim(ALICE, 0, CHARLIE, 100));
		assert_eq!((claim_of(ALICE, 0), claim_of(CHARLIE, 0)), (None, Some(600)));
	});
}

#[test]
fn a_claim_on_a_closed_batch_should_pay_its_new_owner() {
	with_open_claim(|| {
		run_to_era(1);
		assert_ok!(transfer_claim(ALICE, 0, BOB, 250));
		assert_eq!(LiquidStaking::api_position(BOB).exits[0].value, 250);
		run_to_era(4);
		// Also once the batch is paid.
		assert_ok!(transfer_claim(ALICE, 0, CHARLIE, 250));
		assert_ok!(claim_by(ALICE, BOB, 0));
		assert_ok!(claim_by(ALICE, CHARLIE, 0));
		assert_ok!(claim_by(BOB, ALICE, 0));
		assert_eq!(Balances::free_balance(BOB), ENDOWED + 250);
		assert_eq!(Balances::free_balance(CHARLIE), ENDOWED + 250);
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 2_000 + 500);
		assert_eq!(books().claims, 0);
	});
}

#[test]
fn a_claim_that_changed_hands_should_bear_losses_as_before() {
	with_open_claim(|| {
		run_to_era(1);
		assert_ok!(transfer_claim(ALICE, 0, BOB, 400));
		// Half of what pot 0 had when era 1 was elected: 500 of 4,000 in all.
		report_now(11, 50);
		let value = |who| LiquidStaking::api_position(who).exits[0].value;
		assert_eq!((value(ALICE), value(BOB)), (525, 350));
	});
}

#[test]
fn transfer_claim_should_fail_when_nothing_is_passed_on() {
	with_open_claim(|| {
		assert_noop!(transfer_claim(ALICE, 0, BOB, 0), Error::<Test>::AmountZero);
	});
}

#[test]
fn transfer_claim_should_fail_to_oneself() {
	with_open_claim(|| {
		assert_noop!(transfer_claim(ALICE, 0, ALICE, 400), Error::<Test>::TransferToSelf);
	});
}

#[test]
fn transfer_claim_should_fail_without_a_claim() {
	with_open_claim(|| {
		assert_noop!(transfer_claim(BOB, 0, ALICE, 400), Error::<Test>::ClaimNotFound);
		assert_noop!(transfer_claim(ALICE, 7, BOB, 400), Error::<Test>::ClaimNotFound);
	});
}

#[test]
fn transfer_claim_should_fail_beyond_the_claim() {
	with_open_claim(|| {
		assert_noop!(transfer_claim(ALICE, 0, BOB, 1_001), Error::<Test>::InsufficientShares);
	});
}

#[test]
fn transfer_claim_should_leave_no_part_too_small() {
	with_open_claim(|| {
		// The smallest redemption is 50.
		assert_noop!(transfer_claim(ALICE, 0, BOB, 49), Error::<Test>::BelowMinimum);
		assert_noop!(transfer_claim(ALICE, 0, BOB, 951), Error::<Test>::BelowMinimum);
		assert_ok!(transfer_claim(ALICE, 0, BOB, 50));
		assert_ok!(transfer_claim(ALICE, 0, BOB, 900));
		assert_eq!(claim_of(ALICE, 0), Some(50));
	});
}

#[test]
fn a_claim_smaller_than_the_smallest_should_move_as_a_whole() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 110));
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, BOB, 30));
		assert_ok!(redeem(BOB, 30));
		assert_noop!(transfer_claim(BOB, 0, ALICE, 29), Error::<Test>::BelowMinimum);
		assert_ok!(transfer_claim(BOB, 0, ALICE, 30));
		assert_eq!(claim_of(ALICE, 0), Some(30));
	});
}

#[test]
fn transfer_claim_should_fail_when_not_signed_or_not_set_up() {
	with_open_claim(|| {
		let units = Shares(400);
		let call = crate::Call::transfer_claim { era: 0, to: BOB, units };
		assert_noop!(dispatch(RuntimeOrigin::root(), call), BadOrigin);
	});
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(transfer_claim(ALICE, 0, BOB, 400), Error::<Test>::NotSetUp);
	});
}
