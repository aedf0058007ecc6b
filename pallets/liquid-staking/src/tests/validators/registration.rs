//! Who registers, who leaves, and when the bond is given back.

use super::*;

#[test]
fn register_should_put_the_bond_on_hold() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		assert_eq!(take_events(), vec![Event::ValidatorRegistered { validator: 31, bond: 500 }]);
		assert_eq!((on_hold(31), Balances::free_balance(31)), (500, 8_500));
		assert_eq!(registration(31), Registration { bond: 500, ..Default::default() });
		assert_eq!(
			view(31),
			RegisteredValidator {
				validator: 31,
				bond: 500,
				at_risk: 0,
				score: Perbill::zero(),
				performance: Perbill::from_percent(50),
				slashes: 0,
				suspended_until: 0,
				release: None,
			}
		);
	});
}

#[test]
fn register_again_should_add_to_the_bond() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		take_events();
		assert_ok!(register_validator(31, 70));
		assert_eq!(take_events(), vec![Event::BondAdded { validator: 31, bond: 570 }]);
		assert_eq!((on_hold(31), registration(31).bond), (570, 570));
		assert_eq!(Ranking::<Test>::get().len(), 1);
		// Also when it would not be let in today.
		set_commission(31, 50);
		assert_ok!(register_validator(31, 30));
		assert_eq!(registration(31).bond, 600);
	});
}

#[test]
fn register_should_fail_when_not_signed() {
	with_pool(2, || {
		let call = Call::register_validator { bond: 500 };
		assert_noop!(dispatch(RuntimeOrigin::none(), call), BadOrigin);
	});
}

#[test]
fn register_should_fail_when_the_pool_is_not_set_up() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(register_validator(31, 500), Error::<Test>::NotSetUp);
	});
}

#[test]
fn register_should_fail_when_the_bond_is_zero() {
	with_pool(2, || {
		assert_noop!(register_validator(31, 0), Error::<Test>::AmountZero);
		assert_ok!(register_validator(31, 500));
		assert_noop!(register_validator(31, 0), Error::<Test>::AmountZero);
	});
}

#[test]
fn register_should_fail_when_the_bond_is_below_the_minimum() {
	with_pool(2, || {
		assert_noop!(register_validator(31, 499), Error::<Test>::BondTooLow);
		assert_ok!(register_validator(31, 500));
	});
}

#[test]
fn register_should_fail_when_it_is_no_validator() {
	with_pool(2, || {
		assert_noop!(register_validator(ALICE, 500), Error::<Test>::NotAValidator);
	});
}

#[test]
fn register_should_fail_when_it_takes_no_nominations() {
	with_pool(2, || {
		let prefs = ValidatorPrefs { blocked: true, ..Default::default() };
		assert_ok!(Staking::validate(RuntimeOrigin::signed(31), prefs));
		assert_noop!(register_validator(31, 500), Error::<Test>::NotAValidator);
	});
}

#[test]
fn register_should_fail_when_the_commission_is_too_high() {
	with_pool(2, || {
		set_commission(31, 21);
		assert_noop!(register_validator(31, 500), Error::<Test>::CommissionTooHigh);
		set_commission(31, 20);
		assert_ok!(register_validator(31, 500));
	});
}

#[test]
fn register_should_fail_when_it_has_left() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		assert_ok!(deregister(31));
		assert_noop!(register_validator(31, 500), Error::<Test>::ValidatorLeaving);
	});
}

#[test]
fn register_should_fail_when_there_are_too_many() {
	with_pool(2, || {
		for who in 1_000..1_041 {
			new_validator(who);
		}
		for who in 1_000..1_040 {
			assert_ok!(register_validator(who, 500));
		}
		assert_noop!(register_validator(1_040, 500), Error::<Test>::TooManyValidators);
		// There is a place when one leaves.
		assert_ok!(deregister(1_007));
		assert_ok!(register_validator(1_040, 500));
	});
}

#[test]
fn register_should_fail_when_the_account_has_too_little() {
	with_pool(2, || {
		// 10,000 with 1,000 at stake; the account stays alive.
		assert_noop!(register_validator(31, 9_001), Error::<Test>::InsufficientFunds);
		assert_ok!(register_validator(31, 8_000));
		assert_noop!(register_validator(31, 1_001), Error::<Test>::InsufficientFunds);
	});
}

#[test]
fn deregister_should_leave_the_ranking_and_name_the_era_of_release() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(2);
		assert_eq!(nominations(0), vec![11, 31]);
		take_events();
		assert_ok!(deregister(31));
		// Era 2, three eras in which a pot may still back it, three of bonding, and one.
		assert_eq!(take_events(), vec![Event::ValidatorDeregistered { validator: 31, release: 9 }]);
		assert_eq!((Ranking::<Test>::get().len(), registration(31).release), (0, Some(9)));
		assert_eq!(nominations(0), vec![11, 31]);
		run_to_era(3);
		assert_eq!(nominations(0), vec![11]);
		assert_eq!(on_hold(31), 500);
	});
}

#[test]
fn deregister_should_fail_when_not_signed() {
	with_pool(2, || {
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::deregister_validator {}), BadOrigin);
	});
}

#[test]
fn deregister_should_fail_when_the_pool_is_not_set_up() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(deregister(31), Error::<Test>::NotSetUp);
	});
}

#[test]
fn deregister_should_fail_when_not_registered() {
	with_pool(2, || {
		assert_noop!(deregister(31), Error::<Test>::NotRegistered);
	});
}

#[test]
fn deregister_should_fail_when_it_has_left() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		assert_ok!(deregister(31));
		assert_noop!(deregister(31), Error::<Test>::ValidatorLeaving);
	});
}

#[test]
fn governance_should_let_a_validator_leave_as_it_would_itself() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(2);
		take_events();
		let remove = Call::remove_validator { validator: 31 };
		assert_noop!(dispatch(RuntimeOrigin::signed(ALICE), remove.clone()), BadOrigin);
		assert_ok!(dispatch(RuntimeOrigin::root(), remove.clone()));
		assert_eq!(take_events(), vec![Event::ValidatorDeregistered { validator: 31, release: 9 }]);
		assert_eq!((Ranking::<Test>::get().len(), registration(31).release), (0, Some(9)));
		assert_eq!(on_hold(31), 500);
		let again = dispatch(RuntimeOrigin::root(), remove);
		assert_eq!(again, Err(Error::<Test>::ValidatorLeaving.into()));
		run_to_era(9);
		assert_ok!(release_bond(31));
		assert_eq!(on_hold(31), 0);
		let unknown = dispatch(RuntimeOrigin::root(), Call::remove_validator { validator: 31 });
		assert_eq!(unknown, Err(Error::<Test>::NotRegistered.into()));
	});
}

#[test]
fn release_should_give_the_bond_back_after_the_slashing_window() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(2);
		assert_ok!(deregister(31));
		run_to_era(8);
		assert_noop!(release_bond(31), Error::<Test>::BondNotReleasable);
		run_to_era(9);
		take_events();
		assert_ok!(release_bond(31));
		assert_eq!(take_events(), vec![Event::BondReleased { validator: 31, amount: 500 }]);
		assert_eq!((on_hold(31), Balances::free_balance(31)), (0, 9_000));
		assert_eq!(Registrations::<Test>::iter().count(), 0);
		assert_noop!(release_bond(31), Error::<Test>::NotRegistered);
		// It can come back.
		assert_ok!(register_validator(31, 500));
	});
}

#[test]
fn release_should_fail_when_not_signed() {
	with_pool(2, || {
		let call = Call::release_bond { validator: 31 };
		assert_noop!(dispatch(RuntimeOrigin::none(), call), BadOrigin);
	});
}

#[test]
fn release_should_fail_when_not_registered() {
	with_pool(2, || {
		assert_noop!(release_bond(31), Error::<Test>::NotRegistered);
	});
}

#[test]
fn release_should_fail_when_it_has_not_left() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		run_to_era(9);
		assert_noop!(release_bond(31), Error::<Test>::ValidatorNotLeaving);
	});
}

#[test]
fn release_should_fail_when_a_pot_nominates_it() {
	with_pool(2, || {
		// Governance goes on choosing it for pot 0.
		assert_ok!(register_validator(11, 500));
		assert_ok!(deregister(11));
		run_to_era(12);
		assert_noop!(release_bond(11), Error::<Test>::BondNotReleasable);
		// Nor when it has thrown the pot out by itself: it is backed for a while.
		assert_ok!(Staking::kick(RuntimeOrigin::signed(11), vec![pot(0)]));
		assert_eq!((nominations(0), registration(11).release), (vec![], Some(18)));
		assert_noop!(release_bond(11), Error::<Test>::BondNotReleasable);
	});
}

#[test]
fn release_should_fail_when_a_slash_is_pending() {
	with_bond(500, || {
		assert_ok!(deregister(11));
		// As if it had left long ago and no pot nominated it.
		Registrations::<Test>::mutate(11, |known| known.as_mut().unwrap().release = Some(0));
		assert_ok!(Staking::chill(RuntimeOrigin::signed(pot(0))));
		report_now(11, 1);
		assert_noop!(release_bond(11), Error::<Test>::BondNotReleasable);
		assert_ok!(Staking::nominate(RuntimeOrigin::signed(pot(0)), vec![11]));
	});
}

#[test]
fn release_should_wait_for_the_window_after_a_late_drop() {
	with_pool(2, || {
		assert_ok!(register_validator(11, 500));
		assert_ok!(deregister(11));
		// The pot has nobody else until governance chooses, in era 8.
		run_to_era(8);
		assert_ok!(set_validators(0, vec![31]));
		run_to_era(9);
		assert_eq!(nominations(0), vec![31]);
		// 11 is backed in era 9: an offence of then can be reported and cost something until era
		// 11.
		assert_noop!(release_bond(11), Error::<Test>::BondNotReleasable);
		run_to_era(11);
		take_events();
		assert_ok!(report(11, 9 * SESSIONS, 10));
		assert_eq!(
			take_events(),
			vec![Event::LossReported {
				era: 12,
				validator: Some(11),
				loss: 200,
				covered: 200,
				cover: 0,
				holders: 0,
				exits: 0
			}]
		);
	});
}

/// `pot` nominates 31 alone, which has registered, and leaves in era 3; there is nobody else.
fn backed_after_leaving(pot: u32, test: impl FnOnce()) {
	with_pool(2, || {
		assert_ok!(register_validator(31, 500));
		assert_ok!(set_validators(pot, vec![]));
		run_to_era(3);
		assert_eq!(nominations(pot), vec![31]);
		assert_ok!(deregister(31));
		run_to_era(8);
		assert_eq!((nominations(pot), registration(31).release), (vec![31], Some(14)));
		test();
	});
}

#[test]
fn release_should_wait_for_the_window_after_a_pot_has_stopped_for_a_slash() {
	backed_after_leaving(0, || {
		report_now(31, 1);
		run_to_era(9);
		assert_eq!((nominations(0), registration(31).release), (vec![], Some(15)));
		run_to_era(14);
		assert_noop!(release_bond(31), Error::<Test>::BondNotReleasable);
		run_to_era(15);
		assert_ok!(release_bond(31));
	});
}

#[test]
fn release_should_wait_for_the_window_after_a_pot_has_unbonded_too_much() {
	backed_after_leaving(1, || {
		// Less than that is not left with a nominator.
		pallet_staking::MinNominatorBond::<Test>::put(1_950);
		assert_ok!(redeem(ALICE, 200));
		take_events();
		run_to_era(9);
		assert!(take_events().contains(&Event::StakeUnbonded { pot: 1, amount: 2_000 }));
		assert_eq!((nominations(1), registration(31).release), (vec![], Some(15)));
		let until = |who| {
			let list = crate::Collecting::<Test>::get();
			list.iter().find(|entry| entry.validator == who).map(|entry| entry.until)
		};
		assert_eq!(until(31), Some(Some(12)));
	});
}

#[test]
fn release_should_drop_a_suspension_that_is_over_and_no_other() {
	with_pool(2, || {
		assert_ok!(register_validator(31, 4_000));
		run_to_era(3);
		report_now(31, 10);
		assert_ok!(deregister(31));
		assert_eq!((suspended_until(31), registration(31).release), (Some(9), Some(10)));
		run_to_era(10);
		assert_ok!(release_bond(31));
		assert_eq!(suspended_until(31), None);
	});
	with_pool(2, || {
		assert_ok!(register_validator(31, 4_000));
		run_to_era(2);
		assert_ok!(deregister(31));
		run_to_era(5);
		// Reported late: applied in era 8 when it is for era 5.
		report_now(31, 10);
		run_to_era(9);
		assert_ok!(release_bond(31));
		assert_eq!(suspended_until(31), Some(11));
	});
}
