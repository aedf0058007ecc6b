//! Heartbeats, and who owes them.

use crate::{mock::*, Error, Event, Operators, Periods};
use estuary_math::Magnitude;
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::Mutate as _, fungibles::Mutate as _},
};

#[test]
fn an_operator_sends_one_heartbeat_per_period() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		let period = next_period();
		take_events();
		assert_ok!(heartbeat(FIRST));
		assert_eq!(take_events(), [Event::HeartbeatReceived { operator: FIRST, period }]);
		assert_noop!(heartbeat(FIRST), Error::<Test>::AlreadySent);
		next_period();
		assert_ok!(heartbeat(FIRST));
	});
}

#[test]
fn only_operators_send_heartbeats() {
	build_and_execute(|| {
		next_period();
		assert_noop!(heartbeat(WATCHER), Error::<Test>::NotAnOperator);
	});
}

#[test]
fn before_the_first_period_has_begun_there_is_nothing_to_send() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		assert_noop!(heartbeat(FIRST), Error::<Test>::PeriodNotFound);
	});
}

#[test]
fn restaking_tells_who_joined_and_who_left() {
	build_and_execute(|| {
		next_period();
		stands(FIRST, 1_000, 0);
		// Owes its first heartbeat in the period after the one in which it joined.
		assert_eq!(Operators::<Test>::get(FIRST), Some(2));
		Era::mutate(|era| *era += 4);
		allocate(FIRST, 0, Magnitude::ZERO);
		assert_eq!(Operators::<Test>::get(FIRST), Some(2));
		// When nothing of it can be slashed any more.
		Era::mutate(|era| *era += 4);
		assert_ok!(signed(FIRST, pallet_restaking::Call::<Test>::retire_operator {}));
		assert_eq!(Operators::<Test>::get(FIRST), None);
		assert_noop!(heartbeat(FIRST), Error::<Test>::NotAnOperator);
	});
}

/// There are as many places in a period as there are operators at once. Whoever joins and leaves
/// again within it must not use them up.
#[test]
fn who_joined_in_the_period_shuts_nobody_out() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		let period = next_period();
		for who in 100..104 {
			assert_ok!(Balances::mint_into(&who, ENDOWED));
			assert_ok!(Assets::mint_into(STEST, &who, ENDOWED));
			stands(who, 1_000, 0);
			assert_noop!(heartbeat(who), Error::<Test>::NotOwed);
			// It gives its allocation up before it holds, which frees the place at once.
			allocate(who, 0, Magnitude::ZERO);
			let (operator, service) = (who, 0);
			let call = pallet_restaking::Call::<Test>::release_allocation { operator, service };
			assert_ok!(signed(who, call));
			assert_eq!(Operators::<Test>::get(who), None);
		}
		assert_ok!(heartbeat(FIRST));
		next_period();
		assert_noop!(report(FIRST, period), Error::<Test>::NotMissed);
	});
}

#[test]
fn operators_of_other_services_are_no_concern() {
	build_and_execute(|| {
		let terms = HeartbeatTerms::get();
		let call = pallet_restaking::Call::<Test>::register_service { terms };
		assert_ok!(signed(PAYER, call));
		stands(FIRST, 1_000, 1);
		assert_eq!(Operators::<Test>::get(FIRST), None);
	});
}

#[test]
fn periods_are_forgotten_when_their_misses_can_no_longer_be_reported() {
	build_and_execute(|| {
		for _ in 0..6 {
			next_period();
		}
		let mut kept: Vec<_> = Periods::<Test>::iter_keys().collect();
		kept.sort_unstable();
		// The one that runs, and three that are over.
		assert_eq!(kept, [3, 4, 5, 6]);
	});
}
