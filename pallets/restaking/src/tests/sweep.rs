//! What the chain does when nobody calls.

use crate::{mock::*, Due, Error, Event, Held, Slashes, SweepFrom};
use frame_support::{assert_noop, assert_ok, traits::Hooks, weights::Weight};

#[test]
fn chain_should_apply_what_nobody_applies() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 10));
		assert_ok!(request(1, OPERATOR, Era::get(), 10));
		pass(1);
		run_block();
		assert_eq!(pool(OPERATOR), (900, 100));
		pass(1);
		take_events();
		run_block();
		// In any order: what one takes does not depend on the other.
		let mut events = take_events();
		events.sort_by_key(|event| matches!(event, Event::SlashApplied { slash: 1, .. }));
		assert_eq!(
			events,
			vec![
				Event::SlashApplied { slash: 0, service: 0, operator: OPERATOR, amount: 50 },
				Event::SlashApplied { slash: 1, service: 1, operator: OPERATOR, amount: 50 },
			]
		);
		assert_eq!((pool(OPERATOR), Due::<Test>::iter().count()), ((900, 0), 0));
	});
}

#[test]
fn chain_should_forget_what_cannot_be_refunded() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 10));
		run_block();
		assert_eq!(pool(OPERATOR), (950, 0));
		pass(4);
		run_block();
		assert!(Slashes::<Test>::contains_key(0));
		pass(1);
		run_block();
		assert!(!Slashes::<Test>::contains_key(0));
	});
}

#[test]
fn sweep_should_stay_within_its_weight_and_go_on() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 50]);
		for service in [0, 1, 0, 1] {
			assert_ok!(request(service, OPERATOR, Era::get(), 10));
		}
		pass(2);
		let idle = |weight| <Restaking as Hooks<u64>>::on_idle(1, weight);
		let step = UNIT.saturating_add(Weight::from_parts(100, 0));
		assert_eq!(idle(UNIT), UNIT);
		assert_eq!(Slashes::<Test>::iter().count(), 4);
		// Two eras to pass over, two slashes.
		assert_eq!(idle(step.saturating_mul(4)), step.saturating_mul(4).saturating_add(UNIT));
		assert_eq!(Slashes::<Test>::iter().count(), 2);
		// Full blocks take one each.
		<Restaking as Hooks<u64>>::on_initialize(2);
		assert_eq!(Slashes::<Test>::iter().count(), 1);
		run_block();
		assert_eq!(SweepFrom::<Test>::get(), Some(Era::get()));
		assert_eq!(idle(Weight::MAX), UNIT);
	});
}

/// Who left over an overdue slash would leave its part of it behind, and with it a part of what
/// others count on.
#[test]
fn nobody_should_leave_before_an_overdue_slash_is_applied() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		// The last era in which something can come back, and the first in which nothing can.
		pass(2);
		assert_ok!(undelegate(BOB, OPERATOR, 100));
		pass(1);
		assert_noop!(undelegate(ALICE, OPERATOR, 600), Error::<Test>::SlashDue);
		assert_eq!(slashable(1), 450);
		// Whoever wants to leave applies it first; the chain does in the next block.
		assert_ok!(apply(0));
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_eq!((pool(OPERATOR), slashable(0), slashable(1)), ((240, 0), 270, 450));
		assert_ok!(undelegate(BOB, OPERATOR, 300));
		assert_eq!((pool(OPERATOR), slashable(1)), ((0, 0), 450));
		let left = Era::get();
		pass(4);
		assert_ok!(claim(OPERATOR, ALICE, left));
		assert_ok!(claim(OPERATOR, BOB, left - 1));
		assert_ok!(claim(OPERATOR, BOB, left));
		assert_eq!((stest(ALICE), stest(BOB)), (ENDOWED - 601 + 480, ENDOWED - 80));
	});
}

#[test]
fn chain_should_apply_an_overdue_slash_before_those_who_want_to_leave_wait() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		pass(8);
		assert_noop!(undelegate(ALICE, OPERATOR, 600), Error::<Test>::SlashDue);
		run_block();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_eq!((pool(OPERATOR), Held::<Test>::get()), ((320, 0), 800));
	});
}
