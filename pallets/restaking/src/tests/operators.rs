//! Operators: register, commission, retire, jail.

use crate::{mock::*, Call, Error, Event, HoldReason, Operators};
use estuary_primitives::restaking::ValidatorSlashed;
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
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
