//! Bunker mode: on and off by figures.

use crate::{mock::*, Error, Event, Params, Queue};
use estuary_primitives::types::{Bunker, BunkerReason};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Perbill;

fn bunker_events() -> Vec<Event<Test>> {
	take_events()
		.into_iter()
		.filter(|event| matches!(event, Event::BunkerEntered { .. } | Event::BunkerLeft))
		.collect()
}

fn threshold(percent: u32) {
	let bunker = Perbill::from_percent(percent);
	let fee = Perbill::zero();
	assert_ok!(set_params(Params { bunker, instant_fee: bunker, fee, ..params() }));
}

/// 4,000 planck in two pots, no rewards, era 2; slashes are applied two eras after the report's.
fn in_era_2(test: impl FnOnce()) {
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		take_events();
		test();
	});
}

#[test]
fn a_provision_at_the_threshold_should_turn_it_on_and_none_should_turn_it_off() {
	in_era_2(|| {
		threshold(5);
		// 10 % of 2,000 are 200 of 4,000: the threshold exactly.
		report_now(11, 10);
		let on = |provision, loss| Bunker {
			reason: BunkerReason::Provision,
			since: 20,
			provision,
			loss,
			claims: 4_000,
		};
		assert_eq!(bunker_events(), vec![Event::BunkerEntered { state: on(200, 200) }]);
		assert_eq!(LiquidStaking::api_status().unwrap().bunker, Some(on(200, 200)));
		assert_noop!(deposit(BOB, 1_000), Error::<Test>::BunkerMode);
		// More of it is no news.
		run_blocks(1);
		report_now(21, 10);
		assert_eq!(bunker_events(), vec![]);
		assert_eq!(books().bunker, Some(on(400, 400)));
		// The next record clears what the era has lost, not the provision.
		run_to_era(4);
		assert_eq!(books().bunker, Some(on(400, 0)));
		assert_eq!(bunker_events(), vec![]);
		// Applied when era 5 begins.
		run_to_era(5);
		assert_eq!(bunker_events(), vec![Event::BunkerLeft]);
		assert_ok!(deposit(BOB, 1_000));
	});
}

#[test]
fn a_provision_below_the_threshold_should_not_turn_it_on() {
	in_era_2(|| {
		// 200 of 4,000 are five percent.
		threshold(6);
		report_now(11, 10);
		assert_eq!((bunker_events(), books().bunker), (vec![], None));
		assert_ok!(deposit(BOB, 1_000));
	});
}

#[test]
fn a_cancelled_slash_should_turn_it_off() {
	in_era_2(|| {
		report_now(11, 50);
		assert!(books().bunker.is_some());
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 5, vec![0]));
		take_events();
		run_to_era(3);
		assert_eq!(bunker_events(), vec![Event::BunkerLeft]);
	});
}

#[test]
fn a_loss_that_was_not_reported_should_keep_it_on_for_the_era() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		take_events();
		report_now(11, 10);
		let state = Bunker {
			reason: BunkerReason::Loss,
			since: 20,
			provision: 0,
			loss: 200,
			claims: 4_000,
		};
		assert_eq!(bunker_events(), vec![Event::BunkerEntered { state }]);
		run_to_block(29);
		assert_noop!(deposit(BOB, 1_000), Error::<Test>::BunkerMode);
		run_to_era(3);
		assert_eq!(bunker_events(), vec![Event::BunkerLeft]);
	});
}

#[test]
fn the_way_out_should_stay_open() {
	in_era_2(|| {
		assert_ok!(redeem(ALICE, 500));
		run_to_era(3);
		report_now(11, 50);
		assert!(books().bunker.is_some());
		// Redemptions join the batch and leave it; batches close and are paid when they mature.
		assert_ok!(redeem(ALICE, 500));
		assert_ok!(cancel_redeem(ALICE, 200));
		run_to_era(5);
		assert!(books().bunker.is_some());
		assert_eq!(Queue::<Test>::get().into_inner(), vec![2, 3]);
		run_to_era(7);
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_ok!(claim_by(BOB, ALICE, 3));
	});
}

#[test]
fn a_new_threshold_should_count_at_once() {
	in_era_2(|| {
		threshold(6);
		report_now(11, 10);
		take_events();
		threshold(5);
		assert!(matches!(bunker_events()[..], [Event::BunkerEntered { .. }]));
		threshold(6);
		assert_eq!(bunker_events(), vec![Event::BunkerLeft]);
	});
}
