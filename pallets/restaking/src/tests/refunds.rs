//! Giving back what an applied slash took.

use crate::{mock::*, Allocations, Batches, Error, Event, Held, Slashes};
use estuary_math::Magnitude;
use frame_support::{assert_noop, assert_ok, traits::fungibles::Mutate};

#[test]
fn refund_should_restore_stake_and_magnitudes() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50, 30]);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		assert_ok!(apply(0));
		assert_eq!((slashable(0), slashable(1)), (300, 300));
		take_events();
		assert_ok!(refund(0, 100));
		assert_eq!(
			take_events(),
			vec![Event::SlashRefunded { slash: 0, service: 0, operator: OPERATOR, amount: 100 }]
		);
		assert_eq!((pool(OPERATOR), slashable(0), slashable(1)), ((900, 0), 400, 300));
		assert_ok!(refund(0, 100));
		assert_eq!((pool(OPERATOR), slashable(0), slashable(1)), ((1_000, 0), 500, 300));
		let total = Restaking::api_operator(OPERATOR).unwrap().magnitude;
		assert_eq!(total, Magnitude::ONE);
		// All of it is back: there is nothing left to remember.
		assert_eq!(Slashes::<Test>::iter().count(), 0);
		assert_noop!(refund(0, 1), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn refund_should_reach_those_who_left_before_and_after() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 300));
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_ok!(apply(0));
		pass(1);
		// Who leaves now takes its part of what may come back along.
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_ok!(refund(0, 500));
		assert_eq!(pool(OPERATOR), (300, 0));
		assert_eq!(Batches::<Test>::get(OPERATOR, era).unwrap().bucket.stake, 300);
		pass(4);
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_ok!(claim(OPERATOR, BOB, era + 1));
		assert_eq!((stest(ALICE), stest(BOB)), (ENDOWED - 601 + 300, ENDOWED));
	});
}

#[test]
fn newcomer_should_not_buy_a_refund() {
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		assert_ok!(delegate(ALICE, OPERATOR, 100));
		let id = service(harsh_terms());
		assert_ok!(allocate(OPERATOR, id, 100));
		pass(10);
		let era = Era::get();
		assert_ok!(request(id, OPERATOR, era, 50));
		assert_ok!(apply(0));
		assert_eq!((pool(OPERATOR), units(ALICE, OPERATOR)), ((50, 0), 100));
		// 50 may come back, so 100 units stand for 100: 950 buy 950.
		assert_ok!(delegate(CHARLIE, OPERATOR, 950));
		assert_eq!(units(CHARLIE, OPERATOR), 950);
		// 950 of 1,050 units take 904 of 1,000 along, and 45 of the 50 that may come back.
		assert_ok!(undelegate(CHARLIE, OPERATOR, 950));
		let batch = || Batches::<Test>::get(OPERATOR, era).unwrap().bucket;
		assert_eq!((pool(OPERATOR), batch().stake, batch().part(0)), ((96, 0), 904, 45));
		assert_ok!(refund(0, 50));
		assert_eq!((pool(OPERATOR), batch().stake), ((101, 0), 949));
		assert_ok!(undelegate(ALICE, OPERATOR, 100));
		pass(4);
		assert_ok!(claim(OPERATOR, CHARLIE, era));
		assert_ok!(claim(OPERATOR, ALICE, era));
		// Alice has all of her 100; the very first delegation also brought the asset's minimum.
		assert_eq!((stest(CHARLIE), stest(ALICE)), (ENDOWED - 1, ENDOWED - 1 + 1));
	});
}

#[test]
fn newcomer_should_not_pay_for_a_refund_that_is_over() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		assert_ok!(request(0, OPERATOR, Era::get(), 50));
		assert_ok!(apply(0));
		// The last era in which something can come back, and the first in which nothing can.
		pass(4);
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!((units(CHARLIE, OPERATOR), pool(OPERATOR)), (500, (1_000, 0)));
		pass(1);
		assert_eq!(Slashes::<Test>::iter().count(), 1);
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!((units(CHARLIE, OPERATOR), pool(OPERATOR)), (1_250, (1_500, 0)));
	});
}

#[test]
fn refund_should_fail_for_others_too_late_or_too_much() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		assert_noop!(refund(0, 1), Error::<Test>::VetoWindowOpen);
		assert_ok!(apply(0));
		assert_noop!(
			dispatch(OWNER, crate::Call::refund_slash { slash: 0, amount: 1 }),
			Error::<Test>::NotAllowed
		);
		assert_noop!(refund(0, 0), Error::<Test>::AmountZero);
		assert_noop!(refund(0, 201), Error::<Test>::RefundTooLarge);
		pass(5);
		assert_noop!(refund(0, 1), Error::<Test>::NotRefundable);
	});
}

#[test]
fn service_without_a_refund_window_should_have_nothing_to_refund() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		pass(2);
		assert_ok!(apply(0));
		assert_noop!(refund(0, 1), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn refund_should_not_give_back_what_the_operator_gave_up_itself() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		let era = Era::get();
		assert_ok!(allocate(OPERATOR, 0, 0));
		assert_ok!(request(0, OPERATOR, era, 100));
		assert_ok!(apply(0));
		assert_ok!(refund(0, 500));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 500);
		pass(1);
		assert_eq!(slashable(0), 0);
	});
}

/// Those who leave in the era are promised with those who are in, and lose with them. Whatever of
/// it comes back, now or when they are a batch of their own, can be slashed again.
#[test]
fn refund_should_restore_the_service_when_everybody_has_left() {
	for later in [0, 1] {
		ExtBuilder.build_and_execute(|| {
			busy(harsh_terms(), &[100]);
			let era = Era::get();
			assert_ok!(undelegate(ALICE, OPERATOR, 600));
			assert_ok!(undelegate(BOB, OPERATOR, 400));
			assert_ok!(request(0, OPERATOR, era, 90));
			assert_ok!(apply(0));
			let left = || Restaking::slashable_stake(0, &OPERATOR, era);
			let batch = || Batches::<Test>::get(OPERATOR, era).unwrap().bucket.stake;
			assert_eq!((batch(), left()), (100, 100));
			pass(later);
			assert_ok!(refund(0, 450));
			assert_eq!((batch(), left()), (550, 550));
			assert_ok!(refund(0, 450));
			assert_eq!((batch(), left()), (1_000, 1_000));
			assert_ok!(request(0, OPERATOR, era, 100));
			assert_ok!(apply(1));
			assert_eq!((batch(), left()), (0, 0));
			// As long as the batch can be slashed the operator stays with the service.
			let until = Allocations::<Test>::get(OPERATOR, 0).unwrap().kept_until;
			assert_eq!(until, if later == 0 { 0 } else { era + 4 });
		});
	}
}

/// Who bore the slash while in and left since takes along what may come back. As long as they are
/// promised with those who are in, nobody, the service has all of it again.
#[test]
fn refund_should_restore_the_service_when_everybody_has_left_since() {
	for later in [0, 1] {
		ExtBuilder.build_and_execute(|| {
			busy(harsh_terms(), &[60, 40]);
			let era = Era::get();
			assert_ok!(request(0, OPERATOR, era, 90));
			assert_ok!(apply(0));
			assert_ok!(request(1, OPERATOR, era, 50));
			assert_ok!(apply(1));
			pass(1);
			assert_ok!(undelegate(ALICE, OPERATOR, 600));
			assert_ok!(undelegate(BOB, OPERATOR, 400));
			let left =
				|| [0, 1].map(|service| Restaking::slashable_stake(service, &OPERATOR, era + 1));
			assert_eq!(left(), [60, 200]);
			pass(later);
			for part in [100, 100, 340] {
				assert_ok!(refund(0, part));
			}
			assert_eq!(left(), [600, 200]);
			assert_ok!(refund(1, 200));
			assert_eq!(left(), [600, 400]);
			assert_eq!(Batches::<Test>::get(OPERATOR, era + 1).unwrap().bucket.stake, 1_000);
		});
	}
}

/// What rounding left over in a pool that nobody is in could be given back to nobody: a refund of
/// all of the slash would be refused.
#[test]
fn slash_should_not_take_what_nobody_owns() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_ok!(Assets::mint_into(STEST, &Restaking::stake_account(), 2));
		Held::<Test>::mutate(|held| *held += 2);
		assert_ok!(Restaking::keep_dust(&OPERATOR, 2));
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_ok!(apply(0));
		let batch = || Batches::<Test>::get(OPERATOR, era).unwrap().bucket.stake;
		assert_eq!((Slashes::<Test>::get(0).unwrap().amount, pool(OPERATOR)), (500, (2, 0)));
		assert_ok!(refund(0, 500));
		assert_eq!((batch(), pool(OPERATOR), Slashes::<Test>::get(0)), (1_000, (2, 0), None));
	});
}
