//! Redemptions at once, from the reserve.

use crate::{mock::*, Call, Error, Event, Params, Pool};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, Perbill};

/// A tenth of all claims is kept for instant redemptions, which cost five percent.
fn with_reserve(test: impl FnOnce()) {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		let (reserve, instant_fee) = (Perbill::from_percent(10), Perbill::from_percent(5));
		assert_ok!(set_params(Params { reserve, instant_fee, fee: Perbill::zero(), ..params() }));
		assert_ok!(deposit(ALICE, 8_000));
		run_to_era(1);
		assert_eq!((books().idle, books().reserve), (1_000, 1_000));
		take_events();
		test();
	});
}

#[test]
fn instant_redeem_should_pay_the_net_value_less_a_fee_that_stays() {
	with_reserve(|| {
		assert_ok!(instant_redeem(ALICE, 1_000));
		assert_eq!(
			take_events(),
			vec![Event::InstantlyRedeemed {
				who: ALICE,
				shares: Shares(1_000),
				amount: 950,
				fee: 50
			}]
		);
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 8_000 + 950);
		assert_eq!(shares_of(ALICE), 7_000);
		let after = books();
		assert_eq!((after.idle, after.reserve, after.issuance), (50, 50, Shares(9_000)));
		// 9,050 behind 9,000 shares.
		assert_eq!((after.backing, after.flows.instant), (9_050, 950));
		assert_eq!(rate(), 1_005_555_555_555_555_555);
	});
}

#[test]
fn instant_redeem_should_leave_what_has_not_vested() {
	with_reserve(|| {
		// The reward of era 1 is 2,000 and vests over era 2.
		run_to_era(2);
		assert_eq!((books().backing, books().stream.amount), (10_000, 2_000));
		assert_eq!(LiquidStaking::api_preview_instant_redeem(Shares(100)), Some(95));
		run_blocks(5);
		assert_eq!(LiquidStaking::api_preview_instant_redeem(Shares(100)), Some(104));
		assert_ok!(instant_redeem(ALICE, 100));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 8_000 + 104);
	});
}

#[test]
fn the_reserve_should_be_filled_by_the_next_settlement() {
	with_reserve(|| {
		EraReward::set(0);
		assert_ok!(instant_redeem(ALICE, 1_000));
		// Deposits alone do not fill it.
		assert_ok!(deposit(BOB, 3_000));
		assert_eq!((books().idle, books().reserve), (3_050, 50));
		assert_noop!(instant_redeem(ALICE, 100), Error::<Test>::ReserveTooLow);
		run_to_era(2);
		// A tenth of 9,050 + 3,000 and of the reward of era 1.
		let claims = books().all_claims();
		assert_eq!((books().idle, books().reserve), (claims / 10 + 1, claims / 10));
		assert_ok!(instant_redeem(ALICE, 100));
	});
}

#[test]
fn the_reserve_should_not_touch_what_exits_wait_for() {
	with_reserve(|| {
		EraReward::set(0);
		assert_ok!(redeem(ALICE, 7_000));
		run_to_era(2);
		// 7,000 and more are owed, and what is at hand is a part of it.
		assert!(books().exits >= 7_000);
		assert_eq!(books().reserve, 0);
		assert_noop!(instant_redeem(ALICE, 500), Error::<Test>::ReserveTooLow);
	});
}

#[test]
fn instant_redeem_should_take_all_that_an_account_has() {
	with_reserve(|| {
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, BOB, 30));
		// Less than the smallest redemption, but all.
		assert_ok!(instant_redeem(BOB, 30));
		assert_eq!((shares_of(BOB), Balances::free_balance(BOB)), (0, ENDOWED + 28));
	});
}

#[test]
fn instant_redeem_should_fail_when_nothing_is_given() {
	with_reserve(|| {
		assert_noop!(instant_redeem(ALICE, 0), Error::<Test>::AmountZero);
	});
}

#[test]
fn instant_redeem_should_fail_below_the_minimum() {
	with_reserve(|| {
		assert_noop!(instant_redeem(ALICE, 49), Error::<Test>::BelowMinimum);
	});
}

#[test]
fn instant_redeem_should_fail_beyond_what_is_held() {
	with_reserve(|| {
		assert_noop!(instant_redeem(ALICE, 8_001), Error::<Test>::InsufficientShares);
		assert_noop!(instant_redeem(BOB, 100), Error::<Test>::InsufficientShares);
	});
}

#[test]
fn instant_redeem_should_fail_beyond_the_reserve() {
	with_reserve(|| {
		// 1,053 shares bring 1,000, which is all there is.
		assert_noop!(instant_redeem(ALICE, 1_054), Error::<Test>::ReserveTooLow);
		assert_ok!(instant_redeem(ALICE, 1_053));
		assert_eq!(books().reserve, 0);
	});
}

#[test]
fn instant_redeem_should_fail_for_less_than_asked() {
	with_reserve(|| {
		let call = |min_amount| Call::instant_redeem { shares: Shares(1_000), min_amount };
		let alice = || RuntimeOrigin::signed(ALICE);
		assert_noop!(dispatch(alice(), call(951)), Error::<Test>::SlippageExceeded);
		assert_ok!(dispatch(alice(), call(950)));
	});
}

#[test]
fn instant_redeem_should_fail_when_the_owner_cannot_receive() {
	with_reserve(|| {
		let nobody = 4_242;
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, nobody, 10));
		// Nine planck open no account.
		assert_noop!(instant_redeem(nobody, 10), Error::<Test>::OwnerCannotReceive);
	});
}

#[test]
fn instant_redeem_should_fail_in_bunker_mode() {
	with_reserve(|| {
		report_now(11, 50);
		assert!(books().bunker.is_some());
		assert_noop!(instant_redeem(ALICE, 100), Error::<Test>::BunkerMode);
		assert_eq!(LiquidStaking::api_preview_instant_redeem(Shares(100)), None);
	});
}

#[test]
fn instant_redeem_should_fail_without_a_reserve() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 8_000));
		run_to_era(1);
		assert_eq!(Pool::<Test>::get().unwrap().reserve, 0);
		assert_noop!(instant_redeem(ALICE, 100), Error::<Test>::ReserveTooLow);
	});
}

#[test]
fn instant_redeem_should_fail_when_not_signed_or_not_set_up() {
	with_reserve(|| {
		let call = Call::instant_redeem { shares: Shares(100), min_amount: 0 };
		assert_noop!(dispatch(RuntimeOrigin::root(), call), BadOrigin);
	});
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(instant_redeem(ALICE, 100), Error::<Test>::NotSetUp);
	});
}
