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
		// Era 3 is paid by it: it is left out for a bonding duration.
		run_to_era(5);
		assert_eq!((suspended_until(31), nominations(0)), (Some(6), vec![11]));
		run_to_era(6);
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
fn one_that_takes_no_nominations_should_leave_at_the_next_settlement() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(1);
		let blocked = ValidatorPrefs { blocked: true, ..Default::default() };
		assert_ok!(Staking::validate(RuntimeOrigin::signed(31), blocked));
		run_to_era(2);
		assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]));
		set_commission(31, 0);
		run_to_era(3);
		assert_eq!(nominations(0), vec![11, 31]);
	});
}

/// Goes on to era `era`; `idle` earns nothing until then.
fn run_idle_to_era(era: EraIndex, idle: AccountId) {
	while active_era() < era {
		pallet_staking::ErasRewardPoints::<Test>::mutate(active_era(), |points| {
			points.total -= points.individual.remove(&idle).unwrap_or(0);
		});
		run_blocks(1);
	}
}

#[test]
fn one_that_earns_next_to_nothing_should_be_left_out_and_begin_anew() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		// Three quarters of a half, and so on.
		for (era, parts) in [(1, 375_000_000), (2, 281_250_000), (3, 210_937_500)] {
			run_idle_to_era(era, 31);
			assert_eq!(view(31).performance, Perbill::from_parts(parts), "era {era}");
			assert_eq!((nominations(0), suspended_until(31)), (vec![11, 31], None), "era {era}");
		}
		run_idle_to_era(4, 31);
		// 15.8 % is less than a fifth.
		assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]));
		assert_eq!((suspended_until(31), view(31).slashes), (Some(7), 0));
		assert_eq!(view(31).performance, Perbill::from_percent(50));
		for era in 5..7 {
			run_to_era(era);
			assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]), "era {era}");
		}
		run_to_era(7);
		assert_eq!((nominations(0), suspended_until(31)), (vec![11, 31], None));
	});
}

#[test]
fn one_that_governance_has_chosen_should_stay_whatever_it_earns() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		assert_ok!(set_validators(0, vec![11, 31]));
		for era in 1..8 {
			run_idle_to_era(era, 31);
			assert_eq!((nominations(0), suspended_until(31)), (vec![11, 31], None), "era {era}");
		}
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
		assert_eq!(suspended_until(31), Some(9));
		assert_eq!((view(31).slashes, view(31).suspended_until), (1, 9));
		assert_eq!(nominations(0), vec![11, 31]);
		for era in 4..9 {
			run_to_era(era);
			assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]), "era {era}");
		}
		run_to_era(9);
		assert_eq!((nominations(0), suspended_until(31)), (vec![11, 31], None));
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
		assert_eq!((suspended_until(31), view(31).slashes), (Some(9), 1));
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 6, vec![0]));
		run_to_era(4);
		assert_eq!((suspended_until(31), view(31).slashes), (None, 0));
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
		assert_eq!((suspended_until(31), view(31).slashes), (Some(9), 1));
		assert_eq!(take_loss_events(), vec![]);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 6, vec![0]));
		run_to_era(4);
		assert_eq!((suspended_until(31), view(31).slashes), (None, 0));
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
		assert_eq!(suspended_until(31), Some(10));
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 6, vec![0]));
		run_to_era(5);
		assert_eq!((suspended_until(31), nominations(0)), (Some(10), vec![11]));
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
		assert_eq!(suspended_until(31), None);
		run_to_era(5);
		assert_eq!(nominations(0), vec![11, 31]);
	});
}

#[test]
fn who_is_nothing_to_the_pool_should_not_be_noted() {
	with_pool(2, || {
		run_to_era(2);
		report_now(31, 100);
		assert_eq!((suspended_until(31), Pending::<Test>::get().len()), (None, 0));
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

/// Goes on until the next era is planned.
fn run_to_planning() {
	while pallet_staking::CurrentEra::<Test>::get() == Some(active_era()) {
		run_blocks(1);
	}
}

#[test]
fn one_that_raises_its_commission_between_settlements_should_be_paid_by_it_once() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(3);
		assert_eq!(nominations(0), vec![11, 31]);
		// All of it when era 4 is planned, none when the settlement looks.
		set_commission(31, 100);
		run_to_planning();
		set_commission(31, 0);
		run_to_era(4);
		let fixed = pallet_staking::ErasValidatorPrefs::<Test>::get(4, 31).commission;
		assert_eq!(fixed, Perbill::one());
		assert_eq!((suspended_until(31), view(31).slashes), (Some(7), 0));
		for era in 5..7 {
			run_to_era(era);
			assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]), "era {era}");
		}
		run_to_era(7);
		assert_eq!((suspended_until(31), nominations(0)), (None, vec![11, 31]));
	});
}

#[test]
fn the_greater_of_the_commissions_should_count_for_the_score() {
	with_pool(2, || {
		set_places(1);
		assert_ok!(register_validator(31, 500));
		run_to_era(3);
		let whole = view(31).performance * Perbill::from_percent(50);
		assert_eq!(view(31).score, whole);
		set_commission(31, 20);
		run_to_planning();
		set_commission(31, 0);
		run_to_era(4);
		let passed_on = view(31).performance * Perbill::from_percent(80);
		let of_era_4 = passed_on * Perbill::from_percent(50);
		assert_eq!((view(31).score, suspended_until(31)), (of_era_4, None));
		run_to_era(5);
		assert_eq!(view(31).score, view(31).performance * Perbill::from_percent(50));
	});
}

/// It has raised nothing: it is out until it follows, and no longer.
#[test]
fn a_cap_that_is_lowered_should_suspend_nobody() {
	with_pool(2, || {
		set_commission(31, 15);
		assert_ok!(register_validator(31, 500));
		run_to_era(3);
		assert_eq!(nominations(0), vec![11, 31]);
		let max_commission = Perbill::from_percent(10);
		assert_ok!(set_params(Params { max_commission, fee: Perbill::zero(), ..params() }));
		run_to_era(4);
		assert_eq!((view(31).score, nominations(0)), (Perbill::zero(), vec![11]));
		assert_eq!(suspended_until(31), None);
		set_commission(31, 5);
		run_to_era(5);
		assert_eq!((nominations(0), suspended_until(31)), (vec![11, 31], None));
	});
}

/// To back nobody would cost the pool more than it could ever take.
#[test]
fn a_pot_with_nobody_else_should_keep_one_that_is_left_out_for_its_commission() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		assert_ok!(register_validator(11, 500));
		assert_ok!(set_validators(0, vec![]));
		assert_ok!(set_validators(1, vec![]));
		run_to_era(3);
		assert_eq!((nominations(0), nominations(1)), (vec![31], vec![11]));
		set_places(1);
		set_commission(31, 21);
		set_commission(11, 21);
		run_to_era(4);
		assert_eq!((suspended_until(31), suspended_until(11)), (Some(7), Some(7)));
		assert_eq!((nominations(0), nominations(1)), (vec![31], vec![11]));
	});
}

#[test]
fn one_that_no_pot_backs_should_not_be_suspended_for_its_commission() {
	with_pool(2, || {
		set_places(1);
		run_to_era(2);
		set_commission(31, 100);
		run_to_planning();
		set_commission(31, 0);
		assert_ok!(register_validator(31, 500));
		run_to_era(3);
		// It is not nominated in an era in which it keeps everything.
		assert_eq!((view(31).score, suspended_until(31)), (Perbill::zero(), None));
		run_to_era(4);
		assert!(!view(31).score.is_zero());
	});
}

#[test]
fn who_governance_has_chosen_should_not_be_suspended_for_its_commission() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		assert_ok!(set_validators(0, vec![11, 31]));
		run_to_era(2);
		set_commission(31, 100);
		run_to_era(4);
		assert_eq!((suspended_until(31), nominations(0)), (None, vec![11, 31]));
	});
}

#[test]
fn a_suspension_for_an_applied_slash_should_outlive_a_cancelled_one() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 4_000));
		run_to_era(3);
		report_now(31, 10);
		assert_eq!((suspended_until(31), view(31).slashes), (Some(9), 1));
		run_to_era(5);
		report_now(31, 20);
		assert_eq!((suspended_until(31), view(31).slashes), (Some(11), 2));
		// The first is applied, the second cancelled.
		run_to_era(6);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 8, vec![0]));
		run_to_era(7);
		assert_eq!((suspended_until(31), view(31).slashes), (Some(9), 1));
		assert_eq!(nominations(0), vec![11]);
		run_to_era(9);
		assert_eq!((suspended_until(31), nominations(0)), (None, vec![11, 31]));
	});
}

#[test]
fn a_slash_should_suspend_once_whatever_governance_has_chosen_since() {
	with_pool(2, || {
		set_places(1);
		assert_ok!(register_validator(31, 4_000));
		run_to_era(3);
		// No pot loses anything by it.
		report_now(31, 10);
		assert_eq!((suspended_until(31), view(31).slashes), (Some(9), 1));
		assert_ok!(set_validators(0, vec![11, 31]));
		for era in 4..8 {
			run_to_era(era);
			let state = (suspended_until(31), nominations(0), view(31).slashes);
			assert_eq!(state, (None, vec![11, 31], 1), "era {era}");
		}
	});
}

#[test]
fn a_suspension_should_last_as_long_as_what_is_left_of_it() {
	use codec::MaxEncodedLen;
	let mut suspension = Suspension::until(9);
	suspension.extend_for_conduct(7);
	assert!(suspension.add(12) && !suspension.add(12));
	assert_eq!((suspension.until, suspension.conduct), (12, 7));
	assert!(suspension.take_back(12) && !suspension.take_back(12));
	suspension.settle(9);
	assert_eq!((suspension.until, suspension.settled, suspension.pending.len()), (9, 9, 0));
	suspension.extend_for_conduct(11);
	assert_eq!((suspension.until, suspension.slashed_until()), (11, 9));
	assert_eq!(Suspension::max_encoded_len(), 4 + 4 + 4 + 2 + 128 * 4);
}
