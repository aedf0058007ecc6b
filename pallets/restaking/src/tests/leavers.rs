//! Those who left before a slash, and those who came after the offence.

use crate::{mock::*, Allocations, Batches, Call, Error};
use estuary_math::Magnitude;
use estuary_primitives::restaking::{ServiceId, Terms};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// What is left of the batch of `era`, with what is set aside of it.
fn left_in(era: EraIndex) -> (Balance, Balance) {
	let bucket = Batches::<Test>::get(OPERATOR, era).unwrap().bucket;
	(bucket.stake, bucket.set_aside())
}

#[test]
fn a_slash_for_a_later_era_should_not_relieve_those_who_left_before_it() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 300));
		pass(1);
		// The 100 that are in lose all for an offence of this era.
		assert_ok!(request(0, OPERATOR, era + 1, 100));
		assert_ok!(apply(0));
		assert_eq!((pool(OPERATOR), left_in(era)), ((0, 0), (900, 0)));
		// What was done before is slashable as it was.
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 900);
		assert_eq!(Restaking::fraction_left(0, &OPERATOR, era), Perbill::one());
		assert_ok!(request(0, OPERATOR, era, 100));
		assert_eq!(left_in(era), (0, 900));
		assert_ok!(apply(1));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 0);
	});
}

#[test]
fn an_operator_should_stay_with_a_service_as_long_as_those_who_left_can_be_slashed() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(1);
		assert_ok!(request(0, OPERATOR, era + 1, 100));
		assert_ok!(apply(0));
		// Nothing of those who are in is promised any more; the allocation is not released.
		assert_ok!(allocate(OPERATOR, 0, 0));
		assert!(Allocations::<Test>::contains_key(OPERATOR, 0));
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_eq!(left_in(era), (300, 300));
		assert_ok!(apply(1));
		pass(4);
		let free = Call::release_allocation { operator: OPERATOR, service: 0 };
		assert_ok!(dispatch(BOB, free));
		assert!(!Allocations::<Test>::contains_key(OPERATOR, 0));
	});
}

#[test]
fn newcomers_should_not_relieve_those_who_left() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(1);
		assert_ok!(delegate(CHARLIE, OPERATOR, 9_600));
		// No more than there was, and of those who left all that they brought.
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 500);
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_eq!((left_in(era), pool(OPERATOR)), ((450, 150), (9_900, 100)));
	});
}

/// 400 of Alice, all of it promised, and 10,000 of Charlie who comes in now. The service.
fn joined_late(terms: Terms<AccountId, AssetId>) -> ServiceId {
	operator(OPERATOR);
	assert_ok!(delegate(ALICE, OPERATOR, 400));
	let id = service(terms);
	assert_ok!(allocate(OPERATOR, id, 100));
	pass(10);
	assert_ok!(delegate(CHARLIE, OPERATOR, 10_000));
	id
}

/// What can be slashed for the eras that many `ago`.
fn slashable_ago<const N: usize>(id: ServiceId, ago: [EraIndex; N]) -> [Balance; N] {
	ago.map(|ago| Restaking::slashable_stake(id, &OPERATOR, Era::get() - ago))
}

/// What was there bounds all eras before a newcomer together: decision 29.
#[test]
fn offences_of_several_eras_should_take_no_more_of_newcomers_than_there_was() {
	ExtBuilder.build_and_execute(|| {
		let id = joined_late(Terms { refund_window: 0, ..harsh_terms() });
		let taken: Vec<_> = [3, 2, 1, 3]
			.into_iter()
			.map(|ago| {
				let slash = request(id, OPERATOR, Era::get() - ago, 50).unwrap();
				Restaking::do_apply_slash(slash).unwrap()
			})
			.collect();
		// Half of 400, and of what is left of it each time.
		assert_eq!(taken, [199, 100, 50, 25]);
		assert_eq!(pool(OPERATOR), (10_026, 0));
		assert_eq!(slashable_ago(id, [3, 2, 1]), [25, 25, 25]);
		// For the era in which both are in, all that is left is promised.
		assert_eq!(slashable_ago(id, [0]), [10_026]);
	});
}

#[test]
fn a_slash_of_newcomers_should_count_for_an_era_before_them_by_the_part_of_the_others() {
	ExtBuilder.build_and_execute(|| {
		let id = joined_late(Terms { refund_window: 0, ..harsh_terms() });
		pass(1);
		// Of all for the era in which both are in: 1,040, of which 40 of those who were in before.
		assert_ok!(request(id, OPERATOR, Era::get() - 1, 10));
		assert_ok!(apply(0));
		assert_eq!(pool(OPERATOR), (9_360, 0));
		assert_eq!(slashable_ago(id, [2, 1]), [359, 9_360]);
	});
}

/// Somebody left between two eras: the one reaches a batch that the other does not.
#[test]
fn a_slash_should_count_for_other_eras_by_what_it_takes_of_those_who_were_there() {
	for earlier_first in [true, false] {
		ExtBuilder.build_and_execute(|| {
			operator(OPERATOR);
			assert_ok!(delegate(ALICE, OPERATOR, 400));
			assert_ok!(delegate(BOB, OPERATOR, 100));
			let id = service(Terms { refund_window: 0, ..harsh_terms() });
			assert_ok!(allocate(OPERATOR, id, 100));
			pass(10);
			assert_ok!(undelegate(BOB, OPERATOR, 100));
			pass(1);
			if earlier_first {
				// Of Alice and of Bob who had left: 200 and 50. Of the later era 200 are left.
				assert_ok!(request(id, OPERATOR, Era::get() - 1, 50));
				assert_ok!(apply(0));
				pass(1);
				assert_ok!(delegate(CHARLIE, OPERATOR, 10_000));
				pass(1);
				assert_ok!(request(id, OPERATOR, Era::get() - 3, 1));
				assert_eq!(slashable_ago(id, [3, 2]), [248, 198]);
			} else {
				assert_ok!(delegate(CHARLIE, OPERATOR, 10_000));
				pass(1);
				// 520 of both who are in, 20 of them of Alice: of 500 in the era before.
				assert_eq!(slashable_ago(id, [2]), [499]);
				assert_ok!(request(id, OPERATOR, Era::get() - 1, 5));
				assert_ok!(apply(0));
				assert_eq!(slashable_ago(id, [2]), [479]);
				assert_ok!(request(id, OPERATOR, Era::get() - 2, 50));
			}
		});
	}
}

/// A promise that was less in another era loses in proportion.
#[test]
fn a_slash_should_count_for_other_eras_by_what_was_promised_in_them() {
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		assert_ok!(delegate(ALICE, OPERATOR, 1_000));
		let id = service(Terms { refund_window: 0, ..harsh_terms() });
		assert_ok!(allocate(OPERATOR, id, 20));
		pass(10);
		assert_ok!(allocate(OPERATOR, id, 60));
		pass(5);
		// It holds since the era before.
		assert_eq!(slashable_ago(id, [2, 1]), [200, 600]);
		assert_ok!(request(id, OPERATOR, Era::get() - 1, 50));
		assert_ok!(apply(0));
		assert_eq!(slashable_ago(id, [2, 1]), [100, 300]);
		// And the other way round, as much of both.
		assert_ok!(request(id, OPERATOR, Era::get() - 2, 50));
		assert_ok!(apply(1));
		assert_eq!(slashable_ago(id, [2, 1]), [50, 250]);
	});
}

#[test]
fn what_a_veto_gives_back_should_be_left_of_every_era_again() {
	ExtBuilder.build_and_execute(|| {
		let id = joined_late(terms());
		assert_eq!(slashable_ago(id, [3, 2, 1]), [399, 399, 399]);
		assert_ok!(request(id, OPERATOR, Era::get() - 2, 50));
		assert_eq!(slashable_ago(id, [3, 2, 1]), [200, 200, 200]);
		assert_ok!(veto(0));
		assert_eq!(slashable_ago(id, [3, 2, 1]), [399, 399, 399]);
	});
}

#[test]
fn what_a_refund_gives_back_should_be_left_of_every_era_again() {
	ExtBuilder.build_and_execute(|| {
		let id = joined_late(harsh_terms());
		assert_ok!(request(id, OPERATOR, Era::get() - 2, 50));
		assert_ok!(apply(0));
		assert_eq!(slashable_ago(id, [3, 2, 1]), [200, 200, 200]);
		assert_ok!(refund(0, 99));
		assert_eq!(slashable_ago(id, [3, 2, 1]), [299, 299, 299]);
		assert_ok!(refund(0, 100));
		assert_eq!(slashable_ago(id, [3, 2, 1]), [399, 399, 399]);
	});
}

/// What was slashed before an era began is not left of it, also if the pool has grown since and
/// bears it with those who came.
#[test]
fn what_comes_back_should_be_left_of_eras_since_the_request_as_well() {
	ExtBuilder.build_and_execute(|| {
		let id = joined_late(harsh_terms());
		assert_ok!(request(id, OPERATOR, Era::get() - 1, 100));
		assert_ok!(apply(0));
		pass(1);
		// Notes what is left of the era of the first request.
		let all = slashable_ago(id, [1])[0];
		assert_ok!(request(id, OPERATOR, Era::get(), 1));
		let noted = slashable_ago(id, [1])[0];
		assert_ok!(refund(0, 399));
		assert_eq!((all, noted, slashable_ago(id, [1])[0]), (10_001, 9_901, 10_300));
	});
}

#[test]
fn newcomers_who_left_again_should_shield_nobody() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		let era = Era::get();
		pass(1);
		// Three quarters of those who are in, and of those who leave, came after the offence.
		assert_ok!(delegate(CHARLIE, OPERATOR, 3_000));
		assert_ok!(undelegate(CHARLIE, OPERATOR, 2_000));
		pass(1);
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 500);
		assert_ok!(request(0, OPERATOR, era, 40));
		assert_eq!((left_in(era + 1), pool(OPERATOR)), ((1_900, 100), (1_900, 100)));
	});
}

/// What others have slashed of a batch must not make it count for less beside the others: what is
/// left to a service for an era would rise with every slash of others.
#[test]
fn a_slash_should_not_raise_what_others_can_take_for_an_era() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[60, 40]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_ok!(undelegate(CHARLIE, OPERATOR, 1_000));
		pass(1);
		assert_ok!(delegate(VICTIM, OPERATOR, 10_000));
		let left = || Restaking::slashable_stake(0, &OPERATOR, era);
		assert_ok!(request(0, OPERATOR, era, 90));
		assert_ok!(apply(0));
		let before = left();
		assert_ok!(request(1, OPERATOR, era, 100));
		assert_eq!(left(), before);
		assert_ok!(apply(1));
		// 756 of the 840 that were promised are taken.
		assert_eq!((before, left()), (83, 83));
	});
}

#[test]
fn those_who_left_should_lose_their_part_and_no_more_for_several_slashes() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(1);
		// 20 % for the later era, then half of what is promised for the earlier one.
		assert_ok!(request(0, OPERATOR, era + 1, 20));
		assert_ok!(apply(0));
		assert_eq!((left_in(era), pool(OPERATOR)), ((600, 0), (360, 0)));
		// 300 of those who left, 160 of those who are in.
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 460);
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_ok!(apply(1));
		assert_eq!((left_in(era), pool(OPERATOR)), ((450, 0), (280, 0)));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 230);
		assert_eq!(slashable(0), 80);
		// All of it comes back, and with it what can be slashed.
		assert_ok!(refund(1, 230));
		assert_eq!((left_in(era), pool(OPERATOR)), ((600, 0), (360, 0)));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 460);
		assert_ok!(refund(0, 40));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 500);
		assert_eq!(slashable(0), 200);
	});
}

#[test]
fn a_slash_before_anybody_slashed_later_should_come_back_to_those_who_left() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		// Applied while the batch is open: it bears it as those who are in do.
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_ok!(apply(0));
		assert_eq!((left_in(era), pool(OPERATOR)), ((450, 0), (300, 0)));
		pass(1);
		assert_ok!(request(0, OPERATOR, era + 1, 50));
		assert_ok!(apply(1));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 150 + 50);
		// Only the first reached the batch.
		assert_ok!(refund(0, 250));
		assert_eq!((left_in(era), pool(OPERATOR)), ((600, 0), (350, 0)));
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 300 + 150);
	});
}

#[test]
fn what_two_services_took_entirely_should_come_back_to_both_in_any_order() {
	for order in [[0, 1], [1, 0]] {
		ExtBuilder.build_and_execute(|| {
			busy(harsh_terms(), &[50, 50]);
			let era = Era::get();
			for service in [0, 1] {
				assert_ok!(request(service, OPERATOR, era, 100));
				assert_ok!(apply(service.into()));
			}
			assert_eq!((pool(OPERATOR), slashable(0), slashable(1)), ((0, 0), 0, 0));
			for slash in order {
				assert_ok!(refund(slash, 200));
			}
			assert_eq!((pool(OPERATOR), slashable(0), slashable(1)), ((400, 0), 200, 200));
			for slash in order {
				assert_ok!(refund(slash, 300));
			}
			assert_eq!((pool(OPERATOR), slashable(0), slashable(1)), ((1_000, 0), 500, 500));
			assert_eq!(Restaking::api_operator(OPERATOR).unwrap().magnitude, Magnitude::ONE);
		});
	}
}

#[test]
fn a_refund_should_not_revive_what_was_given_up_for_the_same_era() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[60]);
		let era = Era::get();
		assert_ok!(allocate(OPERATOR, 0, 20));
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_ok!(apply(0));
		assert_ok!(allocate(OPERATOR, 0, 0));
		assert_ok!(refund(0, 300));
		pass(1);
		assert_eq!(slashable(0), 0);
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, era), 600);
	});
}

#[test]
fn what_was_given_back_should_not_count_for_the_bound_of_the_era() {
	ExtBuilder.build_and_execute(|| {
		let terms = Terms { max_fraction: Perbill::from_percent(50), ..harsh_terms() };
		busy(terms, &[100]);
		let era = Era::get();
		let left = || Restaking::fraction_left(0, &OPERATOR, era);
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_eq!(left(), Perbill::zero());
		assert_ok!(apply(0));
		assert_ok!(refund(0, 100));
		// 100 of the 500 came back: a fifth of half.
		assert_eq!(left(), Perbill::from_percent(10));
		assert_ok!(refund(0, 400));
		assert_eq!(left(), Perbill::from_percent(50));
		assert_ok!(request(0, OPERATOR, era, 50));
		assert_noop!(request(0, OPERATOR, era, 1), Error::<Test>::FractionAboveBound);
	});
}

#[test]
fn nothing_should_be_left_to_request_while_as_many_slashes_are_open_as_can_be() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		let era = Era::get();
		for slash in 0..8 {
			assert_ok!(request(0, OPERATOR, era, 1));
			assert_ok!(apply(slash));
		}
		assert_eq!(Restaking::fraction_left(0, &OPERATOR, era), Perbill::zero());
		assert_ok!(crate::mock::close(0));
		assert_eq!(Restaking::fraction_left(0, &OPERATOR, era), Perbill::from_percent(92));
	});
}
