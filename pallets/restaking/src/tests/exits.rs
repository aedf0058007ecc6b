//! Leaving: batches that stay slashable, and what is claimed of them.

use crate::{mock::*, Batches, Error, Event, Exits, Held};
use estuary_primitives::restaking::{ExitView, Terms};
use frame_support::{assert_noop, assert_ok, traits::fungibles::Mutate};
use sp_staking::EraIndex;

#[test]
fn undelegate_should_pay_after_the_exit_delay() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 200));
		assert_eq!(
			take_events(),
			vec![Event::Undelegated {
				operator: OPERATOR,
				delegator: ALICE,
				units: 200,
				stake: 200,
				set_aside: 0,
				era
			}]
		);
		assert_eq!((pool(OPERATOR), units(ALICE, OPERATOR)), ((800, 0), 400));
		pass(3);
		assert_noop!(claim(OPERATOR, ALICE, era), Error::<Test>::ExitNotMatured);
		pass(1);
		let before = stest(ALICE);
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_eq!(
			take_events(),
			vec![Event::UndelegatedClaimed {
				operator: OPERATOR,
				owner: ALICE,
				era,
				amount: 200,
				last: true
			}]
		);
		assert_eq!((stest(ALICE), Held::<Test>::get()), (before + 200, 800));
		assert_noop!(claim(OPERATOR, ALICE, era), Error::<Test>::ExitNotFound);
		assert_eq!((Batches::<Test>::iter().count(), Exits::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn undelegate_should_fail_for_units_that_are_not_there() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[]);
		assert_noop!(undelegate(CHARLIE, OPERATOR, 1), Error::<Test>::PositionNotFound);
		assert_noop!(undelegate(ALICE, OPERATOR, 0), Error::<Test>::AmountZero);
		assert_noop!(undelegate(ALICE, OPERATOR, 601), Error::<Test>::InsufficientUnits);
		assert_noop!(undelegate(ALICE, OPERATOR, 501), Error::<Test>::BelowMinimum);
		assert_ok!(undelegate(ALICE, OPERATOR, 500));
		assert_ok!(undelegate(ALICE, OPERATOR, 100));
	});
}

/// Every era in which somebody leaves is a batch for as long as it can be slashed: nobody makes one
/// for a fee alone.
#[test]
fn undelegate_should_fail_below_the_minimum_unless_all_leaves() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[]);
		assert_noop!(undelegate(ALICE, OPERATOR, MIN - 1), Error::<Test>::BelowMinimum);
		assert_noop!(undelegate(ALICE, OPERATOR, 1), Error::<Test>::BelowMinimum);
		assert_eq!(Batches::<Test>::iter().count(), 0);
		// A unit is dearer than when it was at par: 100 stEST bring 90.
		assert_ok!(Assets::mint_into(STEST, &Restaking::stake_account(), 100));
		Held::<Test>::mutate(|held| *held += 100);
		assert_ok!(Restaking::keep_dust(&OPERATOR, 100));
		assert_ok!(delegate(CHARLIE, OPERATOR, MIN));
		assert_eq!(units(CHARLIE, OPERATOR), 90);
		assert_noop!(undelegate(CHARLIE, OPERATOR, 89), Error::<Test>::BelowMinimum);
		assert_ok!(undelegate(CHARLIE, OPERATOR, 90));
	});
}

#[test]
fn exit_should_bear_slashes_for_its_era_and_before() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(2);
		// Bob's 400 and Alice's 600 were both there.
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_eq!(pool(OPERATOR), (200, 200));
		let batch = Batches::<Test>::get(OPERATOR, era).unwrap();
		assert_eq!((batch.bucket.stake, batch.bucket.set_aside()), (300, 300));
		pass(2);
		assert_ok!(apply(0));
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_eq!(stest(ALICE), ENDOWED - 601 + 300);
	});
}

#[test]
fn exit_should_not_bear_slashes_for_later_eras() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(1);
		assert_ok!(request(0, OPERATOR, era + 1, 50));
		assert_eq!(pool(OPERATOR), (200, 200));
		assert_eq!(Batches::<Test>::get(OPERATOR, era).unwrap().bucket.stake, 600);
	});
}

#[test]
fn rejected_slash_should_restore_who_left_before_and_who_left_meanwhile() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 200));
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_eq!(pool(OPERATOR), (200, 200));
		pass(1);
		assert_ok!(undelegate(ALICE, OPERATOR, 400));
		assert_eq!(pool(OPERATOR), (0, 0));
		assert_ok!(veto(0));
		pass(4);
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_ok!(claim(OPERATOR, BOB, era));
		assert_ok!(claim(OPERATOR, ALICE, era + 1));
		assert_eq!((stest(ALICE), stest(BOB)), (ENDOWED - 1, ENDOWED));
		assert_eq!(Held::<Test>::get(), 0);
	});
}

#[test]
fn claim_should_not_wait_for_a_pending_slash() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { veto_window: 2, ..terms() }, &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(3);
		assert_ok!(request(0, OPERATOR, era, 10));
		pass(1);
		// What is net can be had at once ...
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_eq!(stest(ALICE), ENDOWED - 601 + 540);
		assert_noop!(claim(OPERATOR, ALICE, era), Error::<Test>::NothingToClaim);
		// ... and the rest when the slash is rejected.
		assert_ok!(veto(0));
		take_events();
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_eq!(
			take_events(),
			vec![Event::UndelegatedClaimed {
				operator: OPERATOR,
				owner: ALICE,
				era,
				amount: 60,
				last: true
			}]
		);
		assert_eq!(stest(ALICE), ENDOWED - 1);
	});
}

/// Alice has left with 600 and lost all of it; then Charlie came with 500 and left in the same era,
/// as another generation. The era of the batch, which has matured.
fn slashed_to_nothing_and_joined_by_others() -> EraIndex {
	busy(Terms { refund_window: 0, ..harsh_terms() }, &[100]);
	let era = Era::get();
	assert_ok!(undelegate(ALICE, OPERATOR, 600));
	assert_ok!(request(0, OPERATOR, era, 100));
	assert_ok!(apply(0));
	assert_ok!(delegate(CHARLIE, OPERATOR, 500));
	assert_ok!(undelegate(CHARLIE, OPERATOR, 500));
	pass(4);
	era
}

#[test]
fn batch_slashed_to_nothing_should_take_others_of_the_era() {
	ExtBuilder.build_and_execute(|| {
		let era = slashed_to_nothing_and_joined_by_others();
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_eq!(stest(ALICE), ENDOWED - 601);
		assert_ok!(claim(OPERATOR, CHARLIE, era));
		assert_eq!(stest(CHARLIE), ENDOWED);
	});
}

#[test]
fn exit_slashed_to_nothing_should_be_claimed_also_when_its_batch_is_gone() {
	ExtBuilder.build_and_execute(|| {
		let era = slashed_to_nothing_and_joined_by_others();
		// The last of those who are paid takes the batch along.
		assert_ok!(claim(OPERATOR, CHARLIE, era));
		assert_eq!(Batches::<Test>::iter().count(), 0);
		let void = ExitView { era, units: 0, stake: 0, set_aside: 0, matures: era + 4 };
		assert_eq!(Restaking::api_positions(ALICE).remove(0).exits, vec![void]);
		take_events();
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_eq!(
			take_events(),
			vec![Event::UndelegatedClaimed {
				operator: OPERATOR,
				owner: ALICE,
				era,
				amount: 0,
				last: true
			}]
		);
		assert_noop!(claim(OPERATOR, ALICE, era), Error::<Test>::ExitNotFound);
		assert_eq!(Exits::<Test>::iter().count(), 0);
	});
}
