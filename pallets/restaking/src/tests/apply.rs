//! Applying slashes.

use crate::{mock::*, Allocations, Call, Error, Event, Held, Slashes};
use estuary_math::Magnitude;
use estuary_primitives::restaking::{SlashDestination, Terms};
use frame_support::{assert_noop, assert_ok, traits::fungibles::Inspect};

#[test]
fn apply_should_burn_what_was_set_aside() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 30]);
		let issuance = Assets::total_issuance(STEST);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		pass(1);
		assert_noop!(apply(0), Error::<Test>::VetoWindowOpen);
		pass(1);
		take_events();
		assert_ok!(apply(0));
		assert_eq!(
			take_events(),
			vec![Event::SlashApplied { slash: 0, service: 0, operator: OPERATOR, amount: 200 }]
		);
		assert_eq!(Assets::total_issuance(STEST), issuance - 200);
		assert_eq!((pool(OPERATOR), Held::<Test>::get()), ((800, 0), 800));
		assert_eq!(Slashes::<Test>::iter().count(), 0);
		// Three fifths of its stake are left to the first, all to the second (RS-1).
		assert_eq!((slashable(0), slashable(1)), (300, 300));
		let total = Restaking::api_operator(OPERATOR).unwrap().magnitude;
		assert_eq!(total, Magnitude::from_percent(80));
		let reserved = Allocations::<Test>::get(OPERATOR, 0).unwrap().reserved;
		assert_eq!(reserved, Magnitude::from_percent(30));
	});
}

#[test]
fn apply_should_pay_the_treasury_or_an_account() {
	ExtBuilder.build_and_execute(|| {
		for (destination, who) in
			[(SlashDestination::Treasury, TREASURY), (SlashDestination::Account(VICTIM), VICTIM)]
		{
			let id = service(Terms { destination, ..harsh_terms() });
			if id == 0 {
				operator(OPERATOR);
				assert_ok!(delegate(ALICE, OPERATOR, 1_000));
			}
			assert_ok!(allocate(OPERATOR, id, 20));
			pass(4);
			let slash = request(id, OPERATOR, Era::get(), 50).unwrap();
			assert_ok!(apply(slash));
			assert_eq!(stest(who), ENDOWED + 100);
		}
	});
}

#[test]
fn amendment_should_not_redirect_a_pending_slash() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { veto_window: 2, ..terms() }, &[50]);
		let theft = Terms {
			destination: SlashDestination::Account(OWNER),
			slasher: OWNER,
			resolver: Some(OWNER),
			..terms()
		};
		assert_ok!(dispatch(OWNER, Call::amend_service { service: 0, terms: theft }));
		pass(4);
		assert_ok!(request(0, OPERATOR, Era::get(), 50));
		pass(1);
		// Other terms hold now: for what is requested from now on.
		assert_noop!(request(0, OPERATOR, Era::get(), 50), Error::<Test>::NotAllowed);
		assert_noop!(dispatch(OWNER, Call::veto_slash { slash: 0 }), Error::<Test>::NotAllowed);
		pass(2);
		let issuance = Assets::total_issuance(STEST);
		assert_ok!(apply(0));
		assert_eq!(Assets::total_issuance(STEST), issuance - 250);
	});
}

#[test]
fn destination_that_cannot_receive_should_lose_nothing() {
	ExtBuilder.build_and_execute(|| {
		let poor = 77;
		let destination = SlashDestination::Account(poor);
		busy(Terms { destination, ..harsh_terms() }, &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 50));
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(BOB), STEST, poor, 1));
		assert_ok!(Assets::block(RuntimeOrigin::signed(OWNER), STEST, poor));
		assert_noop!(apply(0), Error::<Test>::CannotReceive);
		// The chain tries again era by era, and others are not held up.
		run_block();
		assert!(matches!(take_events().last(), Some(Event::SlashDelayed { slash: 0, .. })));
		assert_eq!(pool(OPERATOR), (750, 250));
		check();
		assert_ok!(Assets::thaw(RuntimeOrigin::signed(OWNER), STEST, poor));
		pass(1);
		run_block();
		assert_eq!((pool(OPERATOR), Assets::balance(STEST, poor)), ((750, 0), 251));
	});
}

#[test]
fn all_of_an_allocation_can_be_taken_and_no_more() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[30, 70]);
		assert_ok!(request(0, OPERATOR, Era::get(), 100));
		assert_noop!(request(0, OPERATOR, Era::get() - 1, 100), Error::<Test>::NothingToSlash);
		assert_ok!(apply(0));
		assert_eq!((slashable(0), slashable(1)), (0, 700));
		assert_noop!(request(0, OPERATOR, Era::get() - 1, 100), Error::<Test>::NotAllocated);
		assert_ok!(request(1, OPERATOR, Era::get(), 100));
		assert_ok!(apply(1));
		assert_eq!(pool(OPERATOR), (0, 0));
	});
}

#[test]
fn slashes_should_take_the_same_in_any_order() {
	let outcome = |first: u64, second: u64| {
		ExtBuilder.build().execute_with(|| {
			busy(harsh_terms(), &[50, 30]);
			assert_ok!(request(0, OPERATOR, Era::get(), 33));
			assert_ok!(request(1, OPERATOR, Era::get(), 77));
			assert_ok!(apply(first));
			assert_ok!(apply(second));
			check();
			(pool(OPERATOR), slashable(0), slashable(1))
		})
	};
	assert_eq!(outcome(0, 1), outcome(1, 0));
	assert_eq!(outcome(0, 1), ((604, 0), 335, 69));
}
