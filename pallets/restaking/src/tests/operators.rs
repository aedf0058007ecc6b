//! Operators: register, commission, retire, jail.

use crate::{mock::*, Call, Error, Event, Held, HoldReason, Operators, Pools, StakeHistory};
use estuary_primitives::restaking::{Terms, ValidatorSlashed};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::InspectHold, fungibles::Mutate},
};
use sp_runtime::Perbill;

fn retire() -> sp_runtime::DispatchResult {
	dispatch(OPERATOR, Call::retire_operator {})
}

fn on_hold(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Operator.into(), &who)
}

#[test]
fn register_should_hold_a_deposit() {
	ExtBuilder.build_and_execute(|| {
		let commission = Perbill::from_percent(10);
		assert_ok!(dispatch(OPERATOR, Call::register_operator { commission }));
		assert_eq!(
			take_events(),
			vec![Event::OperatorRegistered { operator: OPERATOR, commission }]
		);
		assert_eq!(on_hold(OPERATOR), 500);
		assert_noop!(
			dispatch(OPERATOR, Call::register_operator { commission }),
			Error::<Test>::AlreadyOperator
		);
		assert_noop!(
			dispatch(99, Call::register_operator { commission }),
			Error::<Test>::InsufficientFunds
		);
	});
}

#[test]
fn commission_should_change_after_its_notice() {
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		take_events();
		let half = Perbill::from_percent(50);
		assert_ok!(dispatch(OPERATOR, Call::set_commission { commission: half }));
		assert_eq!(
			take_events(),
			vec![Event::CommissionAnnounced {
				operator: OPERATOR,
				commission: half,
				era: START + 4
			}]
		);
		let commission = || Restaking::api_operator(OPERATOR).unwrap().commission;
		pass(3);
		assert_eq!(commission(), Perbill::zero());
		pass(1);
		assert_eq!(commission(), half);
		// The next announcement does not bring the one before back.
		assert_ok!(dispatch(OPERATOR, Call::set_commission { commission: Perbill::one() }));
		assert_eq!(commission(), half);
		assert_noop!(
			dispatch(OTHER, Call::set_commission { commission: half }),
			Error::<Test>::OperatorNotFound
		);
	});
}

#[test]
fn retired_operator_should_go_when_no_service_is_left() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 50]);
		assert_ok!(retire());
		let events = take_events();
		assert_eq!(events.len(), 3);
		assert_eq!(events[2], Event::OperatorRetired { operator: OPERATOR });
		// What was promised stays slashable for the exit delay.
		assert_eq!(slashable(0), 500);
		pass(1);
		assert_eq!(slashable(0), 0);
		assert_eq!(Restaking::slashable_stake(0, &OPERATOR, Era::get() - 1), 500);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_ok!(retire());
		assert!(Operators::<Test>::contains_key(OPERATOR));
		pass(3);
		take_events();
		assert_ok!(retire());
		assert_eq!(
			take_events(),
			vec![
				Event::OperatorLeft { service: 0, operator: OPERATOR },
				Event::OperatorLeft { service: 1, operator: OPERATOR },
				Event::OperatorRemoved { operator: OPERATOR },
			]
		);
		assert_eq!(on_hold(OPERATOR), 0);
		// Exits outlive the operator.
		pass(1);
		assert_ok!(claim(OPERATOR, ALICE, START + 11));
		assert_eq!(stest(ALICE), ENDOWED - 1);
	});
}

#[test]
fn operator_slashed_as_a_validator_should_be_jailed() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		<Restaking as ValidatorSlashed<_>>::validator_slashed(&OPERATOR, START + 9);
		let until = Era::get() + 5;
		assert_eq!(
			take_events(),
			vec![Event::OperatorJailed { operator: OPERATOR, era: START + 9, until }]
		);
		assert!(told().contains(&format!("{OPERATOR} jailed until {until}")));
		assert_noop!(allocate(OPERATOR, 0, 60), Error::<Test>::OperatorJailed);
		assert_ok!(allocate(OPERATOR, 0, 40));
		// What was promised before counts on: nothing is lost to the service.
		assert_eq!(slashable(0), 500);
		pass(5);
		assert_ok!(allocate(OPERATOR, 0, 60));
		// Others are not concerned.
		<Restaking as ValidatorSlashed<_>>::validator_slashed(&ALICE, START);
		assert_eq!(take_events().len(), 2);
	});
}

#[test]
fn jailed_operator_should_not_escape_by_registering_anew() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		<Restaking as ValidatorSlashed<_>>::validator_slashed(&OPERATOR, START + 9);
		take_events();
		// It can retire, but does not go before the jail is over.
		assert_ok!(retire());
		assert_eq!(take_events().last(), Some(&Event::OperatorRetired { operator: OPERATOR }));
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		pass(4);
		take_events();
		assert_ok!(retire());
		assert_eq!(take_events(), vec![Event::OperatorLeft { service: 0, operator: OPERATOR }]);
		assert_eq!(on_hold(OPERATOR), 500);
		let commission = Perbill::zero();
		assert_noop!(
			dispatch(OPERATOR, Call::register_operator { commission }),
			Error::<Test>::AlreadyOperator
		);
		pass(1);
		assert_ok!(retire());
		assert_eq!(take_events(), vec![Event::OperatorRemoved { operator: OPERATOR }]);
		assert_eq!(on_hold(OPERATOR), 0);
		operator(OPERATOR);
	});
}

#[test]
fn retired_operator_should_have_its_deposit_back_whoever_stays() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(pay(0, REWARD, 100));
		assert_ok!(retire());
		pass(4);
		take_events();
		assert_ok!(retire());
		assert_eq!(
			take_events(),
			vec![
				Event::OperatorLeft { service: 0, operator: OPERATOR },
				Event::OperatorRemoved { operator: OPERATOR },
			]
		);
		assert_eq!((on_hold(OPERATOR), Restaking::api_operator(OPERATOR)), (0, None));
		// The pool stays for those who are in: nobody comes, but all can claim and leave.
		assert_noop!(delegate(CHARLIE, OPERATOR, 500), Error::<Test>::OperatorNotFound);
		assert_eq!((pool(OPERATOR), units(ALICE, OPERATOR)), ((1_000, 0), 600));
		let call = Call::claim_reward { operator: OPERATOR, asset: REWARD };
		assert_ok!(dispatch(ALICE, call));
		assert_eq!(Assets::balance(REWARD, ALICE), ENDOWED + 60);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 300));
		pass(4);
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_ok!(claim(OPERATOR, BOB, era));
		assert_eq!((stest(ALICE), stest(BOB)), (ENDOWED - 1, ENDOWED - 100));
		assert_eq!(pool(OPERATOR), (100, 0));
	});
}

#[test]
fn operator_that_registers_again_should_find_its_pool_and_no_way_to_surprise_it() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(retire());
		pass(4);
		assert_ok!(retire());
		// The commission is another one at once, but there is nothing to take it of.
		let commission = Perbill::one();
		assert_ok!(dispatch(OPERATOR, Call::register_operator { commission }));
		assert_eq!((pool(OPERATOR), units(ALICE, OPERATOR)), ((1_000, 0), 600));
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!(units(CHARLIE, OPERATOR), 500);
		assert_ok!(allocate(OPERATOR, 0, 50));
		// Who does not like that leaves before it holds, and bears nothing of it.
		let left = Era::get();
		pass(1);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(2);
		assert_noop!(pay(0, REWARD, 100), Error::<Test>::NobodyToReward);
		assert_noop!(request(0, OPERATOR, Era::get(), 50), Error::<Test>::NotAllocated);
		pass(1);
		assert_eq!(Era::get(), left + 4);
		assert_ok!(request(0, OPERATOR, Era::get(), 50));
		assert_eq!(pool(OPERATOR), (675, 225));
		assert_ok!(pay(0, REWARD, 100));
		assert_eq!(Restaking::api_claimable_rewards(OPERATOR)[0].commission, 100);
		pass(1);
		assert_ok!(claim(OPERATOR, ALICE, left + 1));
		assert_eq!(stest(ALICE), ENDOWED - 1);
	});
}

#[test]
fn validator_that_was_slashed_should_begin_in_jail() {
	ExtBuilder.build_and_execute(|| {
		let id = service(terms());
		take_events();
		LastSlashed::set(Some(START - 2));
		let commission = Perbill::zero();
		assert_ok!(dispatch(OPERATOR, Call::register_operator { commission }));
		let (era, until) = (START - 2, START + 3);
		assert_eq!(
			take_events(),
			vec![
				Event::OperatorRegistered { operator: OPERATOR, commission },
				Event::OperatorJailed { operator: OPERATOR, era, until },
			]
		);
		assert_ok!(delegate(ALICE, OPERATOR, 1_000));
		pass(2);
		assert_noop!(allocate(OPERATOR, id, 50), Error::<Test>::OperatorJailed);
		pass(1);
		assert_ok!(allocate(OPERATOR, id, 50));
		// Others are not concerned, nor who was slashed as long ago as the jail takes.
		operator(OTHER);
		assert_eq!(Restaking::api_operator(OTHER).unwrap().jailed_until, 0);
	});
}

#[test]
fn retired_operator_should_not_escape_the_jail_by_registering_after_the_report() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(retire());
		pass(4);
		assert_ok!(retire());
		assert!(!Operators::<Test>::contains_key(OPERATOR));
		// Nobody is told of who is no operator, but staking remembers.
		let now = Era::get();
		take_events();
		<Restaking as ValidatorSlashed<_>>::validator_slashed(&OPERATOR, now);
		assert_eq!(take_events(), vec![]);
		LastSlashed::set(Some(now));
		operator(OPERATOR);
		assert_eq!(Restaking::api_operator(OPERATOR).unwrap().jailed_until, now + 5);
		assert_noop!(allocate(OPERATOR, 0, 50), Error::<Test>::OperatorJailed);
		// It stays as long as it takes, however often it registers.
		pass(5);
		assert_ok!(retire());
		operator(OPERATOR);
		assert_eq!(Restaking::api_operator(OPERATOR).unwrap().jailed_until, 0);
		assert_ok!(allocate(OPERATOR, 0, 50));
	});
}

/// Whether there is anything of the pool of [`OPERATOR`].
fn pool_is_kept() -> (bool, bool) {
	(Pools::<Test>::contains_key(OPERATOR), StakeHistory::<Test>::contains_key(OPERATOR))
}

/// Retires [`OPERATOR`] and removes it.
fn remove_operator() {
	assert_ok!(retire());
	pass(4);
	if Operators::<Test>::contains_key(OPERATOR) {
		assert_ok!(retire());
	}
	assert!(!Operators::<Test>::contains_key(OPERATOR));
}

#[test]
fn operator_that_is_gone_should_leave_nothing_of_an_empty_pool() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_eq!(pool_is_kept(), (true, true));
		remove_operator();
		assert_eq!(pool_is_kept(), (false, false));
		// Those who left are paid, and a pool begins as the first one did.
		assert_ok!(claim(OPERATOR, ALICE, START + 10));
		assert_ok!(claim(OPERATOR, BOB, START + 10));
		operator(OPERATOR);
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!((units(CHARLIE, OPERATOR), pool(OPERATOR)), (500, (500, 0)));
	});
}

#[test]
fn last_to_leave_an_operator_that_is_gone_should_take_the_pool_along() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		remove_operator();
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_eq!(pool_is_kept(), (true, true));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_eq!(pool_is_kept(), (false, false));
		pass(4);
		assert_ok!(claim(OPERATOR, ALICE, START + 14));
		assert_ok!(claim(OPERATOR, BOB, START + 14));
	});
}

#[test]
fn void_units_should_stay_void_when_an_operator_registers_again() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[100]);
		assert_ok!(request(0, OPERATOR, Era::get(), 100));
		assert_ok!(apply(0));
		// The pool begins anew with Charlie, who leaves: nobody is in, but Alice's units are there.
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_ok!(undelegate(CHARLIE, OPERATOR, 500));
		remove_operator();
		assert_eq!((pool_is_kept(), units(ALICE, OPERATOR)), ((true, true), 600));
		operator(OPERATOR);
		assert_ok!(delegate(CHARLIE, OPERATOR, 500));
		assert_eq!(Restaking::api_positions(ALICE)[0].stake, 0);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_eq!(pool(OPERATOR), (500, 0));
	});
}

#[test]
fn dust_should_keep_the_pool_of_an_operator_that_is_gone() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_ok!(Assets::mint_into(STEST, &Restaking::stake_account(), 2));
		Held::<Test>::mutate(|held| *held += 2);
		assert_ok!(Restaking::keep_dust(&OPERATOR, 2));
		remove_operator();
		assert_eq!((pool_is_kept(), pool(OPERATOR)), ((true, true), (2, 0)));
	});
}
