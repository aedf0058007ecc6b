//! Promising stake to services.

use crate::{mock::*, Allocations, Call, Error, Event};
use estuary_math::Magnitude;
use estuary_primitives::restaking::Terms;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

fn reserved(service: u32) -> Magnitude {
	Allocations::<Test>::get(OPERATOR, service)
		.map_or(Magnitude::ZERO, |allocation| allocation.reserved)
}

#[test]
fn raise_should_hold_after_the_allocation_delay_and_not_before() {
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		assert_ok!(delegate(ALICE, OPERATOR, 1_000));
		let id = service(terms());
		take_events();
		assert_ok!(allocate(OPERATOR, id, 40));
		assert_eq!(
			take_events(),
			vec![
				Event::AllocationChanged {
					service: id,
					operator: OPERATOR,
					magnitude: Magnitude::from_percent(40),
					era: START + 4
				},
				Event::OperatorJoined { service: id, operator: OPERATOR },
			]
		);
		// It is reserved at once, and cannot be slashed for any era before it holds.
		assert_eq!(reserved(id), Magnitude::from_percent(40));
		for era in START..START + 4 {
			go_to_era(era);
			assert_eq!(slashable(id), 0);
			assert_noop!(request(id, OPERATOR, era, 50), Error::<Test>::NotAllocated);
		}
		go_to_era(START + 4);
		assert_eq!(slashable(id), 400);
		// Nor afterwards for those eras: an increase never becomes active in the past.
		assert_noop!(request(id, OPERATOR, START + 3, 50), Error::<Test>::NotAllocated);
		assert_ok!(request(id, OPERATOR, START + 4, 50));
	});
}

#[test]
fn magnitudes_should_sum_to_one_at_most() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[60]);
		let other = service(terms());
		assert_noop!(allocate(OPERATOR, other, 41), Error::<Test>::MagnitudesAboveOne);
		assert_noop!(allocate(OPERATOR, other, 101), Error::<Test>::MagnitudesAboveOne);
		assert_noop!(allocate(OPERATOR, 0, 101), Error::<Test>::MagnitudesAboveOne);
		assert_ok!(allocate(OPERATOR, other, 40));
		let one = Magnitude(1);
		let magnitude = Magnitude::from_percent(60).checked_add(one).unwrap();
		assert_noop!(
			dispatch(OPERATOR, Call::allocate { service: 0, magnitude }),
			Error::<Test>::MagnitudesAboveOne
		);
	});
}

#[test]
fn lowered_allocation_should_stay_slashable_and_reserved_for_the_exit_delay() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[60]);
		let era = Era::get();
		assert_ok!(allocate(OPERATOR, 0, 20));
		assert_eq!(slashable(0), 600);
		pass(1);
		// New offences see the lower one, those before the higher one.
		assert_eq!(slashable(0), 200);
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 600);
		let other = service(terms());
		pass(2);
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 600);
		assert_noop!(allocate(OPERATOR, other, 50), Error::<Test>::MagnitudesAboveOne);
		pass(1);
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 0);
		assert_ok!(allocate(OPERATOR, other, 80));
		assert_eq!(reserved(0), Magnitude::from_percent(20));
	});
}

#[test]
fn allocation_given_up_should_be_released_when_it_cannot_be_slashed() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[60, 40]);
		assert_ok!(allocate(OPERATOR, 0, 0));
		pass(3);
		assert_ok!(allocate(OPERATOR, 1, 30));
		assert!(Allocations::<Test>::contains_key(OPERATOR, 0));
		pass(1);
		take_events();
		assert_ok!(allocate(OPERATOR, 1, 20));
		assert_eq!(take_events()[0], Event::OperatorLeft { service: 0, operator: OPERATOR });
		assert!(!Allocations::<Test>::contains_key(OPERATOR, 0));
		assert!(told().contains(&format!("{OPERATOR} left 0")));
	});
}

/// Anybody frees the place of `OPERATOR` with a service.
fn free(service: u32) -> DispatchResult {
	dispatch(BOB, Call::release_allocation { operator: OPERATOR, service })
}

#[test]
fn place_without_the_least_stake_should_be_freed_by_anyone() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { min_stake: 500, ..terms() }, &[60]);
		assert_noop!(free(0), Error::<Test>::AboveMinimumStake);
		assert_noop!(free(1), Error::<Test>::AllocationNotFound);
		// 840 are left, of which it has 504; then 439.
		assert_ok!(undelegate(ALICE, OPERATOR, 160));
		assert_noop!(free(0), Error::<Test>::AboveMinimumStake);
		assert_ok!(undelegate(ALICE, OPERATOR, 107));
		take_events();
		let era = Era::get() + 1;
		assert_ok!(free(0));
		let (service, operator, magnitude) = (0, OPERATOR, Magnitude::ZERO);
		assert_eq!(
			take_events(),
			vec![Event::AllocationChanged { service, operator, magnitude, era }]
		);
		// What was promised stays slashable for the exit delay, as always.
		for _ in 0..4 {
			assert_noop!(free(0), Error::<Test>::StillSlashable);
			pass(1);
		}
		take_events();
		assert_ok!(free(0));
		assert_eq!(take_events(), vec![Event::OperatorLeft { service, operator }]);
		assert!(!Allocations::<Test>::contains_key(OPERATOR, 0));
		assert_noop!(free(0), Error::<Test>::AllocationNotFound);
	});
}

fn all_leave() {
	for who in [ALICE, BOB] {
		assert_ok!(undelegate(who, OPERATOR, units(who, OPERATOR)));
	}
}

#[test]
fn place_with_nothing_left_should_be_freed_whatever_the_terms_ask() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[60]);
		assert_noop!(free(0), Error::<Test>::AboveMinimumStake);
		all_leave();
		assert_ok!(free(0));
		pass(4);
		assert_ok!(free(0));
		assert!(!Allocations::<Test>::contains_key(OPERATOR, 0));
	});
}

#[test]
fn place_should_not_be_freed_while_a_slash_is_open() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[60]);
		let era = Era::get();
		all_leave();
		assert_ok!(free(0));
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_noop!(free(0), Error::<Test>::StillSlashable);
	});
}

#[test]
fn announced_raise_should_be_dropped_by_another_announcement() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[20]);
		assert_ok!(allocate(OPERATOR, 0, 60));
		pass(1);
		assert_ok!(allocate(OPERATOR, 0, 20));
		pass(9);
		assert_eq!(slashable(0), 200);
		assert_ok!(allocate(OPERATOR, 0, 60));
		pass(3);
		// It would hold in the next era: that much is firm until it is lowered.
		assert_ok!(allocate(OPERATOR, 0, 80));
		pass(1);
		assert_eq!(slashable(0), 600);
		pass(3);
		assert_eq!(slashable(0), 800);
	});
}

#[test]
fn announced_decrease_should_be_firm() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[80]);
		assert_ok!(allocate(OPERATOR, 0, 20));
		// More than announced is a raise, though it is less than what holds now.
		assert_ok!(allocate(OPERATOR, 0, 60));
		pass(1);
		assert_eq!(slashable(0), 200);
		pass(3);
		assert_eq!(slashable(0), 600);
	});
}

#[test]
fn raise_should_fail_when_it_is_not_allowed() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[10]);
		let choosy = service(Terms { min_stake: 501, ..terms() });
		assert_noop!(allocate(OPERATOR, choosy, 50), Error::<Test>::BelowMinimumStake);
		assert_noop!(allocate(OPERATOR, 77, 50), Error::<Test>::ServiceNotFound);
		assert_noop!(allocate(ALICE, 0, 50), Error::<Test>::OperatorNotFound);
		assert_noop!(allocate(OPERATOR, choosy, 0), Error::<Test>::AllocationNotFound);
		ServicesPaused::set(true);
		assert_noop!(allocate(OPERATOR, 0, 20), Error::<Test>::Paused);
		assert_ok!(allocate(OPERATOR, 0, 5));
		ServicesPaused::set(false);
		assert_ok!(dispatch(OWNER, Call::close_service { service: choosy }));
		assert_noop!(allocate(OPERATOR, choosy, 60), Error::<Test>::ServiceClosing);
	});
}

#[test]
fn allocations_should_be_bounded_on_both_sides() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[1; 8]);
		let ninth = service(terms());
		assert_noop!(allocate(OPERATOR, ninth, 1), Error::<Test>::TooManyServices);
		for who in 40..47 {
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who, ENDOWED));
			operator(who);
			assert_ok!(allocate(who, 0, 1));
		}
		operator(OTHER);
		assert_noop!(allocate(OTHER, 0, 1), Error::<Test>::TooManyOperators);
	});
}

/// RS-4: who leaves when a risk is announced does not bear it.
#[test]
fn nobody_should_bear_a_risk_that_was_announced_when_they_left() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[]);
		let id = service(terms());
		assert_ok!(allocate(OPERATOR, id, 100));
		pass(3);
		// The last era in which it does not hold.
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(1);
		assert_ok!(request(id, OPERATOR, Era::get(), 50));
		assert_eq!(pool(OPERATOR), (200, 200));
		pass(3);
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_eq!(stest(ALICE), ENDOWED - 1);
	});
}
