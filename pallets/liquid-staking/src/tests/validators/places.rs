//! Places in the pots: the best by score, and who is left out or suspended.

use super::*;

#[test]
fn the_best_should_fill_the_places_of_the_pots() {
	with_pool(2, || {
		set_places(2);
		new_validator(41);
		new_validator(42);
		assert_ok!(register_validator(31, 500));
		assert_ok!(register_validator(41, 1_000));
		assert_ok!(register_validator(42, 2_000));
		run_to_era(1);
		// 31 did as well as the others in era 0: (3 * 0.5 + 1) / 4 of the mean, times 500 / 1,000
		// for its bond. The others are taken for half.
		assert_eq!(view(31).performance, Perbill::from_rational(5u32, 8));
		assert_eq!(view(31).score, Perbill::from_rational(5u32, 16));
		assert_eq!(view(41).score, Perbill::from_rational(1u32, 3));
		assert_eq!(view(42).score, Perbill::from_rational(2u32, 5));
		// One free place in each pot; the two best are dealt in the order in which they registered.
		assert_eq!((nominations(0), nominations(1)), (vec![11, 41], vec![21, 42]));
		run_to_era(2);
		// 31 gains with another era: 0.71875 / 2 is more than a third.
		assert_eq!(view(31).score, Perbill::from_rational(23u32, 64));
		assert_eq!((nominations(0), nominations(1)), (vec![11, 31], vec![21, 42]));
	});
}

#[test]
fn a_place_should_go_to_the_pot_with_most_of_them_free() {
	with_pool(2, || {
		set_places(3);
		assert_ok!(set_validators(0, vec![11, 31]));
		for who in 41..44 {
			new_validator(who);
			assert_ok!(register_validator(who, 1_000));
		}
		run_to_era(1);
		// Pot 1 has two free places, pot 0 one.
		assert_eq!((nominations(0), nominations(1)), (vec![11, 31, 42], vec![21, 41, 43]));
	});
}

#[test]
fn who_governance_has_chosen_should_take_no_second_place() {
	with_pool(2, || {
		assert_ok!(register_validator(11, 500));
		assert_ok!(register_validator(31, 500));
		run_to_era(1);
		assert_eq!((nominations(0), nominations(1)), (vec![11, 31], vec![21]));
	});
}

#[test]
fn a_pot_should_do_with_registered_validators_alone() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		assert_ok!(register_validator(11, 500));
		assert_ok!(set_validators(0, vec![]));
		assert_ok!(set_validators(1, vec![]));
		run_to_era(1);
		assert_eq!((nominations(0), nominations(1)), (vec![31], vec![11]));
	});
}

#[test]
fn one_whose_commission_rises_should_leave_at_the_next_settlement() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(1);
		assert_eq!(nominations(0), vec![11, 31]);
		set_commission(31, 20);
		run_to_era(2);
		// Four fifths are passed on.
		assert_eq!(view(31).score, Perbill::from_parts(287_500_000));
		assert_eq!(nominations(0), vec![11, 31]);
		set_commission(31, 21);
		assert_eq!(nominations(0), vec![11, 31]);
		run_to_era(3);
		assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]));
		set_commission(31, 0);
		run_to_era(4);
		assert_eq!(nominations(0), vec![11, 31]);
	});
}

#[test]
fn one_that_retires_should_leave_at_the_next_settlement() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(1);
		assert_ok!(Staking::chill(RuntimeOrigin::signed(31)));
		run_to_era(2);
		assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]));
	});
}

#[test]
fn one_whose_bond_is_below_the_minimum_should_leave_at_the_next_settlement() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(1);
		assert_ok!(set_params(Params {
			min_validator_bond: 501,
			fee: Perbill::zero(),
			..params()
		}));
		run_to_era(2);
		assert_eq!(nominations(0), vec![11]);
		assert_ok!(register_validator(31, 1));
		run_to_era(3);
		assert_eq!(nominations(0), vec![11, 31]);
	});
}

#[test]
fn a_slashed_one_should_be_left_out_for_the_bonding_duration() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 4_000));
		run_to_era(3);
		assert_eq!(nominations(0), vec![11, 31]);
		take_events();
		report_now(31, 10);
		// Applied in era 6, left out for three eras from there.
		assert_eq!(Suspensions::<Test>::get(31), Some(9));
		assert_eq!((view(31).slashes, view(31).suspended_until), (1, 9));
		assert_eq!(nominations(0), vec![11, 31]);
		for era in 4..9 {
			run_to_era(era);
			assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]), "era {era}");
		}
		run_to_era(9);
		assert_eq!((nominations(0), Suspensions::<Test>::get(31)), (vec![11, 31], None));
		// The slash halves its score for good.
		let Registration { bond, performance, slashes, .. } = registration(31);
		assert_eq!(slashes, 1);
		let whole = performance * Perbill::from_rational(bond, bond + 500);
		assert_eq!(view(31).score.deconstruct(), whole.deconstruct() / 2);
	});
}

#[test]
fn a_suspension_should_be_lifted_when_the_slash_is_cancelled() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 4_000));
		run_to_era(3);
		report_now(31, 10);
		assert_eq!((Suspensions::<Test>::get(31), view(31).slashes), (Some(9), 1));
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 6, vec![0]));
		run_to_era(4);
		assert_eq!((Suspensions::<Test>::get(31), view(31).slashes), (None, 0));
		assert_eq!(nominations(0), vec![11, 31]);
	});
}

#[test]
fn a_suspension_of_one_that_no_pot_backs_should_be_lifted_as_well() {
	with_pool(2, || {
		set_places(1);
		assert_ok!(register_validator(31, 500));
		run_to_era(3);
		assert_eq!((nominations(0), nominations(1)), (vec![11], vec![21]));
		report_now(31, 10);
		assert_eq!((Suspensions::<Test>::get(31), view(31).slashes), (Some(9), 1));
		assert_eq!(take_loss_events(), vec![]);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 6, vec![0]));
		run_to_era(4);
		assert_eq!((Suspensions::<Test>::get(31), view(31).slashes), (None, 0));
	});
}

#[test]
fn a_suspension_should_stay_while_another_slash_is_pending() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 4_000));
		run_to_era(3);
		report_now(31, 10);
		run_to_era(4);
		report_now(31, 20);
		assert_eq!(Suspensions::<Test>::get(31), Some(10));
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 6, vec![0]));
		run_to_era(5);
		assert_eq!((Suspensions::<Test>::get(31), nominations(0)), (Some(10), vec![11]));
	});
}

#[test]
fn who_governance_has_chosen_should_be_suspended_until_chosen_again() {
	with_pool(2, || {
		assert_ok!(set_validators(0, vec![11, 31]));
		run_to_era(3);
		report_now(31, 10);
		run_to_era(4);
		assert_eq!(nominations(0), vec![11]);
		assert_ok!(set_validators(0, vec![11, 31]));
		assert_eq!(Suspensions::<Test>::get(31), None);
		run_to_era(5);
		assert_eq!(nominations(0), vec![11, 31]);
	});
}

#[test]
fn who_is_nothing_to_the_pool_should_not_be_noted() {
	with_pool(2, || {
		run_to_era(2);
		report_now(31, 100);
		assert_eq!((Suspensions::<Test>::get(31), Pending::<Test>::get().len()), (None, 0));
	});
}

#[test]
fn every_registered_validator_should_be_scored() {
	with_pool(2, || {
		for who in 1_000..1_040 {
			new_validator(who);
			assert_ok!(register_validator(who, 500));
		}
		// Sixteen in a step: three steps.
		run_to_era(1);
		let score = Perbill::from_rational(1u32, 4);
		assert!(Ranking::<Test>::get().iter().all(|ranked| ranked.score == score));
		assert_eq!((nominations(0).len(), nominations(1).len()), (16, 16));
		// The ranking keeps the order of registration: pot 0 gets the first, pot 1 the second.
		assert_eq!(
			(nominations(0)[..3].to_vec(), nominations(1)[..2].to_vec()),
			(vec![11, 1_000, 1_002], vec![21, 1_001])
		);
	});
}
