//! Requesting and vetoing slashes.

use crate::{mock::*, Allocations, Call, Error, Event, Slashes};
use estuary_primitives::restaking::Terms;
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::Perbill;

#[test]
fn request_should_be_priced_in_at_once() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 30]);
		let era = Era::get();
		assert_ok!(request(0, OPERATOR, era - 1, 40));
		assert_eq!(
			take_events(),
			vec![Event::SlashRequested {
				slash: 0,
				service: 0,
				operator: OPERATOR,
				era: era - 1,
				fraction: Perbill::from_percent(40),
				evidence: H256::repeat_byte(7),
				amount: 200,
				deadline: era + 2,
			}]
		);
		assert_eq!(pool(OPERATOR), (800, 200));
		// What the other service counts on is untouched (RS-1).
		assert_eq!((slashable(0), slashable(1)), (300, 300));
		assert_eq!(Restaking::api_positions(ALICE)[0].stake, 480);
		assert_eq!(Restaking::api_positions(ALICE)[0].set_aside, 120);
	});
}

#[test]
fn veto_should_restore_exactly_what_was_set_aside() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 30]);
		let before = (pool(OPERATOR), Allocations::<Test>::get(OPERATOR, 0).unwrap().magnitudes);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		pass(1);
		take_events();
		assert_ok!(veto(0));
		assert_eq!(
			take_events(),
			vec![Event::SlashVetoed { slash: 0, service: 0, operator: OPERATOR, amount: 200 }]
		);
		let allocation = Allocations::<Test>::get(OPERATOR, 0).unwrap();
		assert_eq!((pool(OPERATOR), allocation.magnitudes), before);
		assert_eq!((slashable(0), slashable(1)), (500, 300));
		assert_eq!(Slashes::<Test>::iter().count(), 0);
		// The fraction can be requested again.
		assert_ok!(request(0, OPERATOR, Era::get() - 1, 50));
	});
}

#[test]
fn second_veto_should_fail() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		assert_ok!(veto(0));
		assert_noop!(veto(0), Error::<Test>::SlashNotFound);
		assert_noop!(apply(0), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn veto_should_fail_when_it_is_too_late_or_for_others() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		assert_noop!(dispatch(SLASHER, Call::veto_slash { slash: 0 }), Error::<Test>::NotAllowed);
		pass(2);
		assert_noop!(veto(0), Error::<Test>::VetoWindowOver);
		let hasty = service(harsh_terms());
		assert_ok!(allocate(OPERATOR, hasty, 50));
		pass(4);
		assert_ok!(request(hasty, OPERATOR, Era::get(), 40));
		assert_noop!(veto(1), Error::<Test>::NotAllowed);
		assert_ok!(apply(1));
		assert_noop!(veto(1), Error::<Test>::AlreadyApplied);
	});
}

#[test]
fn request_should_be_for_the_slasher_alone() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		let call = Call::request_slash {
			service: 0,
			operator: OPERATOR,
			era: Era::get(),
			fraction: Perbill::one(),
			evidence: H256::zero(),
		};
		assert_noop!(dispatch(OWNER, call), Error::<Test>::NotAllowed);
		assert_noop!(request(9, OPERATOR, Era::get(), 1), Error::<Test>::ServiceNotFound);
	});
}

#[test]
fn request_should_fail_before_activation_after_release_and_out_of_reach() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		let era = Era::get();
		assert_noop!(request(0, OPERATOR, era + 1, 10), Error::<Test>::EraNotBegun);
		assert_noop!(request(0, OPERATOR, era - 4, 10), Error::<Test>::EraTooOld);
		assert_noop!(request(0, OTHER, era, 10), Error::<Test>::NotAllocated);
		assert_noop!(request(0, OPERATOR, era, 0), Error::<Test>::AmountZero);
		assert_ok!(allocate(OPERATOR, 0, 0));
		pass(1);
		assert_noop!(request(0, OPERATOR, era + 1, 10), Error::<Test>::NotAllocated);
		assert_ok!(request(0, OPERATOR, era, 10));
		pass(3);
		assert_noop!(request(0, OPERATOR, era, 10), Error::<Test>::EraTooOld);
	});
}

#[test]
fn fractions_of_an_era_should_stay_within_the_bound() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		let era = Era::get();
		assert_noop!(request(0, OPERATOR, era, 51), Error::<Test>::FractionAboveBound);
		assert_ok!(request(0, OPERATOR, era, 30));
		assert_noop!(request(0, OPERATOR, era, 21), Error::<Test>::FractionAboveBound);
		assert_ok!(request(0, OPERATOR, era, 20));
		// Every fraction is of what can still be slashed: 150, then 20 % of 350.
		assert_eq!(pool(OPERATOR), (780, 220));
		// Applied ones count on.
		pass(2);
		assert_ok!(apply(0));
		assert_ok!(apply(1));
		assert_noop!(request(0, OPERATOR, era, 1), Error::<Test>::FractionAboveBound);
		assert_ok!(request(0, OPERATOR, era + 1, 50));
	});
}

#[test]
fn bound_that_was_raised_should_not_hold_for_offences_before() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		let wider = Terms { max_fraction: Perbill::one(), ..terms() };
		assert_ok!(dispatch(OWNER, Call::amend_service { service: 0, terms: wider }));
		pass(5);
		let era = Era::get();
		assert_noop!(request(0, OPERATOR, era - 1, 51), Error::<Test>::FractionAboveBound);
		assert_ok!(request(0, OPERATOR, era, 51));
	});
}

#[test]
fn newcomers_should_not_add_to_what_can_be_slashed_for_the_past() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		let era = Era::get();
		pass(1);
		assert_ok!(delegate(CHARLIE, OPERATOR, 9_000));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 500);
		assert_eq!(slashable(0), 5_000);
		// And what is requested for one era lessens what is left of another.
		assert_ok!(request(0, OPERATOR, era + 1, 50));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 250);
	});
}

#[test]
fn concurrent_requests_should_not_touch_each_other() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 30, 20]);
		let era = Era::get();
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_ok!(request(1, OPERATOR, era, 50));
		assert_ok!(request(2, OPERATOR, era, 50));
		assert_eq!(pool(OPERATOR), (500, 500));
		pass(1);
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_ok!(veto(1));
		assert_eq!(pool(OPERATOR), (1_650, 350));
		pass(1);
		assert_ok!(apply(2));
		assert_ok!(apply(0));
		assert_eq!(pool(OPERATOR), (1_650, 0));
		// Half of 2,000 less 250, 30 % of 2,000, a fifth of it less 100.
		assert_eq!((slashable(0), slashable(1), slashable(2)), (750, 600, 300));
	});
}

#[test]
fn open_slashes_of_a_service_should_be_bounded_and_leave_room_for_others() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 50]);
		let era = Era::get();
		for _ in 0..8 {
			assert_ok!(request(0, OPERATOR, era, 1));
		}
		assert_noop!(request(0, OPERATOR, era, 1), Error::<Test>::TooManySlashes);
		assert_ok!(request(1, OPERATOR, era, 1));
	});
}

#[test]
fn nothing_should_be_slashed_of_nothing() {
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		let id = service(terms());
		assert_ok!(allocate(OPERATOR, id, 50));
		pass(4);
		assert_noop!(request(id, OPERATOR, Era::get(), 50), Error::<Test>::NothingToSlash);
		// A fraction of less than one unit is nothing, too.
		assert_ok!(delegate(ALICE, OPERATOR, MIN));
		assert_noop!(request(id, OPERATOR, Era::get(), 1), Error::<Test>::NothingToSlash);
	});
}
