//! Pauses, each of its own kind and with an end.

use crate::{mock::*, Call, Error, Event, PauseKinds};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, DispatchResult};

const NOTHING: PauseKinds =
	PauseKinds { deposit: false, redeem: false, instant: false, services: false };

fn pause(what: PauseKinds, blocks: u32) -> DispatchResult {
	dispatch(RuntimeOrigin::root(), Call::pause { what, blocks })
}

#[test]
fn a_pause_should_stop_its_own_kind_only_and_end_by_itself() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		take_events();
		let what = PauseKinds { deposit: true, ..NOTHING };
		assert_ok!(pause(what, 3));
		assert_eq!(take_events(), vec![Event::Paused { what, until: 4 }]);
		assert_noop!(deposit(ALICE, 1_000), Error::<Test>::Paused);
		assert_ok!(redeem(ALICE, 100));
		run_to_block(3);
		assert_noop!(deposit(ALICE, 1_000), Error::<Test>::Paused);
		run_to_block(4);
		assert_ok!(deposit(ALICE, 1_000));

		assert_ok!(pause(PauseKinds { redeem: true, ..NOTHING }, 3));
		assert_noop!(redeem(ALICE, 100), Error::<Test>::Paused);
		assert_ok!(deposit(ALICE, 1_000));

		assert_ok!(pause(PauseKinds { instant: true, ..NOTHING }, 3));
		assert_noop!(instant_redeem(ALICE, 100), Error::<Test>::Paused);
		let pauses = LiquidStaking::api_status().unwrap().pauses;
		assert_eq!((pauses.deposit, pauses.redeem, pauses.instant, pauses.services), (4, 7, 7, 0));
	});
}

#[test]
fn a_pause_should_end_when_governance_says() {
	ExtBuilder::default().build_and_execute(|| {
		let what = PauseKinds { deposit: true, redeem: true, ..NOTHING };
		assert_ok!(pause(what, 50));
		assert_ok!(pause(PauseKinds { deposit: true, ..NOTHING }, 0));
		assert_ok!(deposit(ALICE, 1_000));
		assert_noop!(redeem(ALICE, 100), Error::<Test>::Paused);
	});
}

#[test]
fn a_pause_should_fail_when_it_is_too_long() {
	ExtBuilder::default().build_and_execute(|| {
		let what = PauseKinds { deposit: true, ..NOTHING };
		assert_noop!(pause(what, 101), Error::<Test>::PauseTooLong);
		assert_ok!(pause(what, 100));
	});
}

#[test]
fn a_pause_should_fail_when_not_governance_or_not_set_up() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::pause { what: NOTHING, blocks: 1 };
		assert_noop!(dispatch(RuntimeOrigin::signed(ALICE), call), BadOrigin);
	});
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(pause(NOTHING, 1), Error::<Test>::NotSetUp);
	});
}

#[test]
fn nothing_should_pause_claims_settlements_and_losses() {
	ExtBuilder::default().slash_defer(1).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		assert_ok!(redeem(ALICE, 500));
		let all = PauseKinds { deposit: true, redeem: true, instant: true, services: true };
		assert_ok!(pause(all, 100));
		assert_ok!(cancel_redeem(ALICE, 100));
		run_to_era(1);
		assert_ok!(transfer_claim(ALICE, 0, BOB, 100));
		report_now(11, 50);
		assert_eq!(books().provision, 500);
		run_to_era(4);
		assert_eq!(books().provision, 0);
		assert_ok!(claim_by(CHARLIE, ALICE, 0));
		assert_ok!(claim_by(CHARLIE, BOB, 0));
	});
}
