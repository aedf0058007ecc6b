//! Misses: reported, vetoed, punished.

use crate::{mock::*, Error, Event, Misses};
use estuary_math::Magnitude;
use frame_support::{assert_noop, assert_ok};

#[test]
fn a_missed_heartbeat_costs_a_hundredth_after_the_veto_window() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		operator(SECOND, 1_000);
		let period = next_period();
		assert_ok!(heartbeat(SECOND));
		next_period();
		take_events();

		// Anyone can show that the first operator was absent.
		assert_ok!(report(FIRST, period));
		assert_eq!(take_events(), [Event::MissReported { operator: FIRST, period, slash: 0 }]);
		// It is priced in at once: 990 of 1,000 are left.
		assert_eq!(stake(FIRST), 990);

		// The resolver has one full era for a veto. Then the chain applies the slash by itself.
		Era::mutate(|era| *era += 2);
		run_block();
		assert_eq!(take_events(), [Event::MissPunished { operator: FIRST, period, amount: 10 }]);
		assert_eq!((stake(FIRST), stake(SECOND)), (990, 1_000));
		assert_eq!(Misses::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_resolver_can_forgive_a_miss() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		let period = next_period();
		next_period();
		assert_ok!(report(FIRST, period));
		take_events();

		assert_ok!(signed(RESOLVER, pallet_restaking::Call::<Test>::veto_slash { slash: 0 }));
		assert_eq!(take_events(), [Event::MissForgiven { operator: FIRST, period }]);
		assert_eq!(stake(FIRST), 1_000);
		// It cannot be tried twice.
		assert_noop!(report(FIRST, period), Error::<Test>::AlreadyReported);
	});
}

#[test]
fn each_miss_is_punished_once() {
	build_and_execute(|| {
		operator(FIRST, 10_000);
		let (one, two) = (next_period(), next_period());
		next_period();
		assert_ok!(report(FIRST, one));
		assert_noop!(report(FIRST, one), Error::<Test>::AlreadyReported);
		assert_ok!(report(FIRST, two));
		// A hundredth, and a hundredth of the rest.
		assert_eq!(stake(FIRST), 9_801);
	});
}

#[test]
fn who_has_sent_a_heartbeat_cannot_be_reported() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		let period = next_period();
		assert_ok!(heartbeat(FIRST));
		next_period();
		assert_noop!(report(FIRST, period), Error::<Test>::NotMissed);
	});
}

#[test]
fn a_period_must_be_over_and_not_forgotten() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		let period = next_period();
		assert_noop!(report(FIRST, period), Error::<Test>::PeriodNotOver);
		for _ in 0..4 {
			next_period();
		}
		assert_noop!(report(FIRST, period), Error::<Test>::PeriodNotFound);
		assert_ok!(report(FIRST, period + 1));
	});
}

#[test]
fn who_is_no_operator_cannot_be_reported() {
	build_and_execute(|| {
		let period = next_period();
		next_period();
		assert_noop!(report(WATCHER, period), Error::<Test>::NotAnOperator);
	});
}

#[test]
fn who_joined_during_a_period_owes_nothing_for_it() {
	build_and_execute(|| {
		let period = next_period();
		operator(FIRST, 1_000);
		next_period();
		assert_noop!(report(FIRST, period), Error::<Test>::NotPunishable);
		next_period();
		assert_ok!(report(FIRST, period + 1));
	});
}

#[test]
fn who_had_nothing_at_stake_when_a_period_began_owes_nothing_for_it() {
	build_and_execute(|| {
		stands(FIRST, 1_000, 0);
		// The allocation delay is not over.
		let period = next_period();
		Era::mutate(|era| *era += 4);
		next_period();
		assert_noop!(report(FIRST, period), Error::<Test>::NotPunishable);
		next_period();
		assert_ok!(report(FIRST, period + 1));
	});
}

#[test]
fn who_gives_up_its_allocation_still_stands_for_what_it_missed() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		let period = next_period();
		allocate(FIRST, 0, Magnitude::ZERO);
		Era::mutate(|era| *era += 1);
		next_period();
		assert_ok!(report(FIRST, period));
		assert_eq!(stake(FIRST), 990);
		// But for no period that began after it was given up.
		next_period();
		assert_noop!(report(FIRST, period + 1), Error::<Test>::NotPunishable);
	});
}

#[test]
fn misses_longer_ago_than_the_exit_delay_cost_nothing() {
	build_and_execute(|| {
		operator(FIRST, 1_000);
		let period = next_period();
		next_period();
		Era::mutate(|era| *era += 4);
		assert_noop!(report(FIRST, period), Error::<Test>::NotPunishable);
	});
}

#[test]
fn restaking_refuses_more_than_the_terms_allow() {
	build_and_execute(|| {
		operator(FIRST, 1_000_000 / 2);
		for _ in 0..8 {
			let period = next_period();
			next_period();
			assert_ok!(report(FIRST, period));
		}
		let period = next_period();
		next_period();
		let refused = pallet_restaking::Error::<Test>::TooManySlashes;
		assert_noop!(report(FIRST, period), refused);
	});
}
