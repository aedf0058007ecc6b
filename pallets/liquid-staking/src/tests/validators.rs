//! Validators that register themselves: bonds, scores, places, suspensions, and the first loss.

use crate::{
	mock::*, Call, Error, Event, HoldReason, Params, Pending, Ranking, Registration, Registrations,
	Suspensions,
};
use estuary_primitives::types::{RegisteredValidator, ReleaseReason};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use pallet_staking::ValidatorPrefs;
use sp_runtime::{traits::BadOrigin, DispatchResult, Perbill};
use sp_staking::EraIndex;

const ONE: u128 = 1_000_000_000_000_000_000;

fn deregister(who: AccountId) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(who), Call::deregister_validator {})
}

fn release_bond(validator: AccountId) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(CHARLIE), Call::release_bond { validator })
}

fn on_hold(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::ValidatorBond.into(), &who)
}

fn nominations(index: u32) -> Vec<AccountId> {
	pallet_staking::Nominators::<Test>::get(pot(index)).map_or(vec![], |n| n.targets.to_vec())
}

fn set_commission(who: AccountId, percent: u32) {
	let prefs = ValidatorPrefs { commission: Perbill::from_percent(percent), ..Default::default() };
	assert_ok!(Staking::validate(RuntimeOrigin::signed(who), prefs));
}

fn set_places(places: u32) {
	assert_ok!(set_params(Params { places, fee: Perbill::zero(), ..params() }));
}

fn registration(who: AccountId) -> Registration {
	Registrations::<Test>::get(who).unwrap()
}

fn view(who: AccountId) -> RegisteredValidator<AccountId> {
	let all = LiquidStaking::api_registered_validators();
	all.into_iter().find(|registered| registered.validator == who).unwrap()
}

/// Two pots that nominate one each by choice of governance, 4,000 shares, no rewards.
fn with_pool(defer: EraIndex, test: impl FnOnce()) {
	ExtBuilder::default().fee(0).slash_defer(defer).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		take_events();
		test();
	});
}

/// As [`with_pool`], in era 2 with 2,000 behind each of 11 and 21, and `bond` of 11.
fn with_bond(bond: Balance, test: impl FnOnce()) {
	with_pool(2, || {
		assert_ok!(register_validator(11, bond));
		run_to_era(2);
		take_events();
		test();
	});
}

/// Events about losses and bonds since the last call.
fn take_bond_events() -> Vec<Event<Test>> {
	take_events()
		.into_iter()
		.filter(|event| {
			matches!(
				event,
				Event::LossReported { .. } |
					Event::LossApplied { .. } |
					Event::LossRecognised { .. } |
					Event::ProvisionReleased { .. } |
					Event::BondSlashed { .. } |
					Event::StepFailed { .. }
			)
		})
		.collect()
}

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
		assert_eq!(take_bond_events(), vec![]);
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
fn a_bond_should_be_the_first_loss() {
	with_bond(600, || {
		report_now(11, 50);
		// 1,000 of 4,000, of which the bond stands for 600.
		assert_eq!(
			take_bond_events(),
			vec![Event::LossReported {
				era: 5,
				validator: Some(11),
				loss: 1_000,
				covered: 600,
				cover: 0,
				holders: 400,
				exits: 0
			}]
		);
		assert_eq!((rate(), books().provision), (ONE * 9 / 10, 400));
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (600, 600, 600));
		let before = Balances::free_balance(LiquidStaking::pool_account());
		run_to_block(49);
		take_events();
		run_to_block(50);
		let events = take_events();
		assert_eq!(
			events[..3],
			[
				Event::BondSlashed { validator: 11, amount: 600 },
				Event::LossApplied { pot: 0, loss: 1_000, covered: 600, cover: 0, provided: 400 },
				Event::BunkerLeft,
			]
		);
		// What the bond paid is bonded by the settlement.
		assert!(events.contains(&Event::StakeBonded { pot: 0, amount: 600 }), "{events:?}");
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (0, 0, 0));
		assert_eq!((ledger_of(0).0, ledger_of(1).0, books().idle), (1_600, 2_000, 0));
		assert_eq!(Balances::free_balance(LiquidStaking::pool_account()), before);
		assert_eq!((rate(), books().provision), (ONE * 9 / 10, 0));
		let record = LiquidStaking::api_era_record(4).unwrap();
		assert_eq!((record.applied, record.covered, record.loss), (1_000, 600, 0));
		// Without a bond it is nominated by governance's choice alone.
		assert_eq!(view(11).score, Perbill::zero());
		assert_noop!(register_validator(11, 499), Error::<Test>::BondTooLow);
	});
}

#[test]
fn a_bond_that_is_large_enough_should_keep_the_rate() {
	with_bond(1_500, || {
		report_now(11, 50);
		assert_eq!(
			take_events(),
			vec![Event::LossReported {
				era: 5,
				validator: Some(11),
				loss: 1_000,
				covered: 1_000,
				cover: 0,
				holders: 0,
				exits: 0
			}]
		);
		assert_eq!((rate(), books().provision, registration(11).at_risk), (ONE, 0, 1_000));
		run_to_era(5);
		assert_eq!(
			take_bond_events(),
			vec![
				Event::BondSlashed { validator: 11, amount: 1_000 },
				Event::LossApplied { pot: 0, loss: 1_000, covered: 1_000, cover: 0, provided: 0 },
			]
		);
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (500, 0, 500));
		assert_eq!((rate(), books().pots), (ONE, 4_000));
	});
}

#[test]
fn a_bond_should_be_free_again_when_the_slash_is_cancelled() {
	with_bond(600, || {
		report_now(11, 50);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 5, vec![0]));
		take_events();
		run_to_era(3);
		assert_eq!(
			take_bond_events(),
			vec![Event::ProvisionReleased {
				era: 5,
				amount: 400,
				holders: 400,
				exits: 0,
				reason: ReleaseReason::Cancelled
			}]
		);
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (600, 0, 600));
		run_to_era(4);
		assert_eq!(rate(), ONE);
	});
}

#[test]
fn a_bond_should_be_free_again_when_the_slash_is_not_applied() {
	with_bond(600, || {
		report_now(11, 50);
		run_to_block(49);
		// 800 of the 1,000 are gone after the last settlement before the application.
		pallet_staking::UnappliedSlashes::<Test>::mutate(5, |slashes| {
			slashes[0].others[0].1 = 200;
		});
		take_events();
		run_to_block(50);
		assert_eq!(
			take_bond_events(),
			vec![
				Event::BondSlashed { validator: 11, amount: 200 },
				Event::LossApplied { pot: 0, loss: 200, covered: 200, cover: 0, provided: 0 },
				Event::ProvisionReleased {
					era: 5,
					amount: 400,
					holders: 400,
					exits: 0,
					reason: ReleaseReason::NotApplied
				},
			]
		);
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (400, 0, 400));
	});
}

#[test]
fn a_bond_should_cover_each_loss_once() {
	with_bond(600, || {
		report_now(11, 10);
		run_blocks(1);
		report_now(11, 40);
		let reported = |loss, covered| Event::LossReported {
			era: 5,
			validator: Some(11),
			loss,
			covered,
			cover: 0,
			holders: loss - covered,
			exits: 0,
		};
		assert_eq!(take_bond_events(), vec![reported(200, 200), reported(600, 400)]);
		// An offence of the next era finds nothing left of it.
		run_to_era(3);
		report_now(11, 20);
		assert_eq!(
			take_bond_events(),
			vec![Event::LossReported {
				era: 6,
				validator: Some(11),
				loss: 400,
				covered: 0,
				cover: 0,
				holders: 400,
				exits: 0
			}]
		);
		assert_eq!(registration(11).at_risk, 600);
		assert_eq!(books().provision, 600);
		run_to_era(6);
		assert_eq!(
			take_bond_events(),
			vec![
				Event::BondSlashed { validator: 11, amount: 200 },
				Event::LossApplied { pot: 0, loss: 200, covered: 200, cover: 0, provided: 0 },
				Event::BondSlashed { validator: 11, amount: 400 },
				Event::LossApplied { pot: 0, loss: 600, covered: 400, cover: 0, provided: 200 },
				Event::LossApplied { pot: 0, loss: 400, covered: 0, cover: 0, provided: 400 },
			]
		);
	});
}

#[test]
fn a_bond_should_pay_for_the_first_pot_first() {
	ExtBuilder::default()
		.fee(0)
		.slash_defer(2)
		.pots(vec![vec![11], vec![11]])
		.build_and_execute(|| {
			EraReward::set(0);
			assert_ok!(register_validator(11, 600));
			assert_ok!(deposit(ALICE, 3_000));
			run_to_era(2);
			take_events();
			report_now(11, 20);
			assert_eq!((rate(), books().provision), (ONE * 46 / 50, 400));
			run_to_era(5);
			let events = take_bond_events();
			assert_eq!(
				events[1..],
				[
					Event::BondSlashed { validator: 11, amount: 500 },
					Event::LossApplied { pot: 0, loss: 500, covered: 500, cover: 0, provided: 0 },
					Event::BondSlashed { validator: 11, amount: 100 },
					Event::LossApplied { pot: 1, loss: 500, covered: 100, cover: 0, provided: 400 },
				]
			);
			assert_eq!(rate(), ONE * 46 / 50);
		});
}

#[test]
fn what_is_added_to_a_bond_should_stand_for_pending_slashes() {
	with_bond(600, || {
		report_now(11, 50);
		assert_ok!(register_validator(11, 300));
		assert_eq!((registration(11).bond, registration(11).at_risk), (900, 600));
		take_events();
		run_to_era(3);
		assert_eq!((registration(11).bond, registration(11).at_risk), (900, 900));
		assert_eq!(books().provision, 100);
		assert!(take_events().contains(&Event::ProvisionReleased {
			era: 5,
			amount: 300,
			holders: 300,
			exits: 0,
			reason: ReleaseReason::Covered,
		}));
		run_to_era(5);
		assert_eq!(rate(), ONE * 39 / 40);
		assert_eq!((on_hold(11), books().pots), (0, 3_900));
	});
}

#[test]
fn the_bond_of_one_that_leaves_should_still_pay() {
	with_bond(600, || {
		assert_ok!(deregister(11));
		report_now(11, 20);
		assert_eq!((rate(), registration(11).at_risk), (ONE, 400));
		run_to_era(5);
		assert_eq!((registration(11).bond, on_hold(11)), (200, 200));
		assert_eq!((rate(), books().pots), (ONE, 4_000));
	});
}

#[test]
fn a_slash_that_nobody_reported_should_not_touch_the_bond() {
	// Without deferral staking says who is slashed, not for whose offence.
	with_pool(0, || {
		assert_ok!(register_validator(11, 600));
		run_to_era(2);
		take_events();
		report_now(11, 50);
		assert_eq!(
			take_bond_events(),
			vec![Event::LossRecognised { pot: 0, loss: 1_000, holders: 1_000, exits: 0 }]
		);
		assert_eq!((registration(11).bond, on_hold(11)), (600, 600));
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
