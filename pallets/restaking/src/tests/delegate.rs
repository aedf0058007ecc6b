//! Coming in.

use crate::{mock::*, Call, Error, Event, Held, Pools};
use estuary_math::Magnitude;
use estuary_primitives::restaking::Terms;
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungibles::Mutate, tokens::Preservation},
};
use sp_runtime::traits::BadOrigin;

#[test]
fn delegate_should_mint_at_par_at_first() {
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		take_events();
		assert_ok!(dispatch(
			ALICE,
			Call::delegate { operator: OPERATOR, amount: 1_000, min_units: 1_000 }
		));
		assert_eq!(
			take_events(),
			vec![Event::Delegated {
				operator: OPERATOR,
				delegator: ALICE,
				amount: 1_000,
				units: 1_000
			}]
		);
		assert_eq!((units(ALICE, OPERATOR), pool(OPERATOR)), (1_000, (1_000, 0)));
		// The very first one also brings the asset's minimum, which stays for good.
		assert_eq!(stest(ALICE), ENDOWED - 1_001);
		assert_eq!((Held::<Test>::get(), stest(Restaking::stake_account())), (1_000, 1_001));
		assert_ok!(delegate(BOB, OPERATOR, 500));
		assert_eq!(stest(BOB), ENDOWED - 500);
	});
}

#[test]
fn delegate_should_pay_for_a_pending_slash() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_eq!(request(0, OPERATOR, Era::get(), 50), Ok(0));
		assert_eq!(pool(OPERATOR), (750, 250));
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_eq!(units(CHARLIE, OPERATOR), 1_000);
		// Half of the net stake is Charlie's now: the disputed slash was not bought.
		assert_eq!(pool(OPERATOR), (1_750, 250));
		assert_ok!(veto(0));
		assert_eq!(pool(OPERATOR), (2_000, 0));
	});
}

#[test]
fn donation_should_change_no_price() {
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		assert_ok!(delegate(ALICE, OPERATOR, MIN));
		let account = Restaking::stake_account();
		assert_ok!(<Assets as Mutate<_>>::transfer(
			STEST,
			&ALICE,
			&account,
			1_000_000,
			Preservation::Expendable
		));
		assert_ok!(delegate(BOB, OPERATOR, MIN));
		assert_eq!(units(BOB, OPERATOR), MIN);
		assert_eq!(pool(OPERATOR), (2 * MIN, 0));
	});
}

#[test]
fn delegate_should_fail_below_the_minimum_or_without_funds() {
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		assert_noop!(delegate(ALICE, OPERATOR, MIN - 1), Error::<Test>::BelowMinimum);
		assert_noop!(delegate(ALICE, OPERATOR, ENDOWED), Error::<Test>::InsufficientFunds);
		assert_noop!(delegate(ALICE, OTHER, MIN), Error::<Test>::OperatorNotFound);
		let call = Call::delegate { operator: OPERATOR, amount: MIN, min_units: MIN + 1 };
		assert_noop!(dispatch(ALICE, call), Error::<Test>::SlippageExceeded);
		assert_noop!(Restaking::delegate(RuntimeOrigin::root(), OPERATOR, MIN, 0), BadOrigin);
	});
}

#[test]
fn delegate_should_fail_when_paused_or_retired() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(delegate(ALICE, OPERATOR, MIN));
		ServicesPaused::set(true);
		assert_noop!(delegate(ALICE, OPERATOR, MIN), Error::<Test>::Paused);
		// Leaving is never paused.
		assert_ok!(undelegate(ALICE, OPERATOR, MIN));
		ServicesPaused::set(false);
		assert_ok!(delegate(ALICE, OPERATOR, MIN));
		assert_ok!(dispatch(OPERATOR, Call::retire_operator {}));
		assert_noop!(delegate(ALICE, OPERATOR, MIN), Error::<Test>::OperatorRetired);
	});
}

#[test]
fn operator_slashed_to_nothing_should_take_delegations_again() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[100]);
		assert_ok!(request(0, OPERATOR, Era::get(), 100));
		// Everything is set aside: the gross rate still holds.
		assert_eq!(pool(OPERATOR), (0, 1_000));
		assert_ok!(apply(0));
		assert_eq!((pool(OPERATOR), Held::<Test>::get()), ((0, 0), 0));
		take_events();

		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!(
			take_events(),
			vec![
				Event::PoolRenewed { operator: OPERATOR, generation: 1 },
				Event::Delegated {
					operator: OPERATOR,
					delegator: CHARLIE,
					amount: 500,
					units: 500
				},
			]
		);
		// The old units are void: what is there is Charlie's.
		assert_eq!(Pools::<Test>::get(OPERATOR).units, 500);
		assert_eq!(Restaking::api_positions(ALICE)[0].stake, 0);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_eq!((units(ALICE, OPERATOR), pool(OPERATOR)), (0, (500, 0)));
		// And who was in before can come in again.
		assert_ok!(delegate(BOB, OPERATOR, 300));
		assert_eq!((units(BOB, OPERATOR), pool(OPERATOR)), (300, (800, 0)));
	});
}

#[test]
fn operator_slashed_to_nothing_should_wait_while_it_can_be_given_back() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		assert_ok!(request(0, OPERATOR, Era::get(), 100));
		assert_ok!(apply(0));
		assert_noop!(delegate(CHARLIE, OPERATOR, 500), Error::<Test>::PoolSlashed);
		assert_ok!(refund(0, 1_000));
		assert_eq!((pool(OPERATOR), units(ALICE, OPERATOR)), ((1_000, 0), 600));
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!(units(CHARLIE, OPERATOR), 500);
		// The service has back what it was promised.
		assert_eq!(Restaking::api_allocations(OPERATOR)[0].slashable, 1_500);
	});
}

/// What magnitudes are parts of.
fn total() -> Magnitude {
	Pools::<Test>::get(OPERATOR).bucket.total
}

/// A slash of hundredths of what is promised to service 0 that is applied at once.
fn slashed(percent: u32) {
	let id = request(0, OPERATOR, Era::get(), percent).unwrap();
	assert_ok!(apply(id));
}

#[test]
fn pool_that_everybody_left_should_be_whole_again_once_nothing_is_promised() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[50]);
		slashed(40);
		assert_eq!((pool(OPERATOR), total()), ((800, 0), Magnitude::from_percent(80)));
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		// A promise that is left counts on the parts that there are: 375 of 1,000, as much as ever
		// was there at a time, of those who left and of the newcomer, each rounded down.
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_eq!((slashable(0), total()), (374, Magnitude::from_percent(80)));
		assert_ok!(undelegate(CHARLIE, OPERATOR, 1_000));
		assert_ok!(allocate(OPERATOR, 0, 0));
		pass(4);
		let call = Call::release_allocation { operator: OPERATOR, service: 0 };
		assert_ok!(dispatch(ALICE, call));
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_eq!((units(CHARLIE, OPERATOR), total()), (1_000, Magnitude::ONE));
		assert_ok!(allocate(OPERATOR, 0, 100));
		pass(4);
		assert_eq!(slashable(0), 1_000);
	});
}

#[test]
fn pool_slashed_to_nothing_and_left_should_be_whole_again() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[100]);
		slashed(100);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_eq!((pool(OPERATOR), total()), ((0, 0), Magnitude::ZERO));
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!(total(), Magnitude::ONE);
		assert_ok!(allocate(OPERATOR, 0, 100));
		pass(4);
		assert_eq!(slashable(0), 500);
	});
}

#[test]
fn pool_with_something_to_come_back_should_stay_divided() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		slashed(50);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		// Nobody is in, but the slash is not over.
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!(total(), Magnitude::from_percent(50));
		// What is given back goes to those who bore it.
		assert_ok!(refund(0, 500));
		assert_eq!(pool(OPERATOR), (500, 0));
		let exits = |who| Restaking::api_positions(who).remove(0).exits.remove(0).stake;
		assert_eq!((exits(ALICE), exits(BOB)), (600, 400));
	});
}
