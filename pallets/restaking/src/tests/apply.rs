//! Applying slashes.

use crate::{mock::*, Allocations, Batches, Call, Error, Event, Held, Slashes};
use estuary_math::Magnitude;
use estuary_primitives::restaking::{SlashDestination, Terms};
use frame_support::{assert_noop, assert_ok, traits::fungibles::Inspect};
use sp_runtime::Perbill;

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

/// A slash that stayed pending because of its destination would keep everybody in.
#[test]
fn destination_that_cannot_receive_should_leave_it_to_the_treasury() {
	ExtBuilder.build_and_execute(|| {
		let poor = 77;
		let destination = SlashDestination::Account(poor);
		busy(Terms { destination, ..harsh_terms() }, &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 50));
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(BOB), STEST, poor, 1));
		assert_ok!(Assets::block(RuntimeOrigin::signed(OWNER), STEST, poor));
		take_events();
		assert_eq!(Restaking::do_apply_slash(0), Ok(0));
		assert_eq!(
			take_events(),
			vec![
				Event::SlashApplied { slash: 0, service: 0, operator: OPERATOR, amount: 250 },
				Event::SlashDiverted { slash: 0, amount: 250, burned: false },
			]
		);
		assert_eq!((pool(OPERATOR), Held::<Test>::get()), ((750, 0), 750));
		assert_eq!((stest(TREASURY), stest(poor)), (ENDOWED + 250, 1));
	});
}

#[test]
fn what_nobody_can_receive_should_be_burned() {
	for destination in [SlashDestination::Treasury, SlashDestination::Account(77)] {
		ExtBuilder.build_and_execute(|| {
			busy(Terms { destination, ..harsh_terms() }, &[50]);
			assert_ok!(request(0, OPERATOR, Era::get(), 50));
			assert_ok!(Assets::transfer(RuntimeOrigin::signed(BOB), STEST, 77, 1));
			for who in [TREASURY, 77] {
				assert_ok!(Assets::block(RuntimeOrigin::signed(OWNER), STEST, who));
			}
			let issuance = Assets::total_issuance(STEST);
			take_events();
			assert_eq!(Restaking::do_apply_slash(0), Ok(0));
			assert_eq!(
				take_events(),
				vec![
					Event::SlashApplied { slash: 0, service: 0, operator: OPERATOR, amount: 250 },
					Event::SlashDiverted { slash: 0, amount: 250, burned: true },
				]
			);
			assert_eq!((pool(OPERATOR), Held::<Test>::get()), ((750, 0), 750));
			assert_eq!((stest(TREASURY), stest(77)), (ENDOWED, 1));
			assert_eq!(Assets::total_issuance(STEST), issuance - 250);
		});
	}
}

/// Of a batch of one unit a slash takes all or nothing. What it took of those who are in and of
/// that batch together is what the service loses.
#[test]
fn one_unit_that_leaves_should_not_cost_the_service_more_than_it_slashes() {
	ExtBuilder.build_and_execute(|| {
		MinDelegation::set(1);
		busy(harsh_terms(), &[100]);
		assert_ok!(undelegate(BOB, OPERATOR, 1));
		assert_ok!(request(0, OPERATOR, Era::get(), 1));
		let batch = || Batches::<Test>::get(OPERATOR, Era::get()).unwrap().bucket;
		assert_eq!((pool(OPERATOR), batch().set_aside()), ((990, 9), 1));
		assert_ok!(apply(0));
		assert_eq!((slashable(0), batch().total), (989, Magnitude::ZERO));
	});
}

/// Who comes in between shares in what those who are in lose. Those who left before have lost more,
/// and are promised with them: nothing more can be taken of what others count on there.
#[test]
fn newcomers_should_not_let_a_service_take_twice_of_those_who_left() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50, 50]);
		let era = Era::get();
		assert_ok!(request(0, OPERATOR, era, 100));
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(delegate(CHARLIE, OPERATOR, 99_600));
		assert_ok!(apply(0));
		let batch = Batches::<Test>::get(OPERATOR, era).unwrap().bucket;
		assert_eq!((pool(OPERATOR), batch.stake), ((99_800, 0), 300));
		// The one has taken all that it was promised, the other still has it.
		let left = |service| Restaking::slashable_stake(service, &OPERATOR, era - 1);
		assert_eq!([0, 1].map(left), [0, 499]);
	});
}

#[test]
fn units_of_a_slashed_pool_that_leave_should_not_cost_the_service_more_than_it_slashes() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[100]);
		assert_ok!(request(0, OPERATOR, Era::get(), 99));
		assert_ok!(apply(0));
		pass(1);
		// A unit is worth a hundredth, so that the fewest that can leave bring one stEST.
		assert_ok!(delegate(CHARLIE, OPERATOR, 9_990));
		assert_ok!(undelegate(BOB, OPERATOR, MIN));
		assert_eq!((pool(OPERATOR), slashable(0)), ((9_999, 0), 10_000));
		assert_ok!(request(0, OPERATOR, Era::get(), 1));
		assert_ok!(apply(1));
		assert_eq!((pool(OPERATOR), slashable(0)), ((9_900, 0), 9_899));
	});
}

#[test]
fn units_that_leave_before_the_application_should_not_cost_the_service_more_than_it_slashes() {
	ExtBuilder.build_and_execute(|| {
		MinDelegation::set(1);
		busy(Terms { max_fraction: Perbill::one(), ..terms() }, &[100]);
		assert_ok!(request(0, OPERATOR, Era::get(), 60));
		pass(2);
		// Two of 1,000 units take nothing of the 400 that are left, and one of what is set aside.
		assert_ok!(undelegate(BOB, OPERATOR, 2));
		let batch = Batches::<Test>::get(OPERATOR, Era::get()).unwrap().bucket;
		assert_eq!((batch.stake, batch.set_aside(), slashable(0)), (0, 1, 400));
		assert_ok!(apply(0));
		assert_eq!((pool(OPERATOR), slashable(0)), ((400, 0), 399));
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
