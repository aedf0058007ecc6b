//! The runtime API.

use crate::mock::*;
use estuary_math::Magnitude;
use estuary_primitives::restaking::{
	AllocationView, ClaimableReward, ExitView, OperatorView, PositionView, SlashState,
};
use frame_support::assert_ok;
use sp_runtime::Perbill;

#[test]
fn operator_should_show_its_pool_and_promises() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 30]);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		let view = OperatorView {
			operator: OPERATOR,
			commission: Perbill::zero(),
			announced_commission: None,
			retired: false,
			jailed_until: 0,
			stake: 800,
			set_aside: 200,
			units: 1_000,
			magnitude: Magnitude::ONE,
			reserved: Magnitude::from_percent(80),
			services: vec![0, 1],
		};
		assert_eq!(Restaking::api_operators(), vec![view.clone()]);
		assert_eq!(Restaking::api_operator(OPERATOR), Some(view));
		assert_eq!(Restaking::api_operator(ALICE), None);
	});
}

#[test]
fn allocation_should_show_what_is_announced() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(allocate(OPERATOR, 0, 70));
		assert_eq!(
			Restaking::api_allocations(OPERATOR),
			vec![AllocationView {
				operator: OPERATOR,
				service: 0,
				magnitude: Magnitude::from_percent(50),
				announced: vec![(Era::get() + 4, Magnitude::from_percent(70))],
				reserved: Magnitude::from_percent(70),
				slashable: 500,
			}]
		);
		assert_eq!(Restaking::api_slashable_stake(0, OPERATOR, Era::get()), 500);
	});
}

#[test]
fn position_should_show_units_exits_and_rewards() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(pay(0, REWARD, 100));
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 200));
		assert_ok!(request(0, OPERATOR, era, 50));
		let exit = ExitView { era, units: 200, stake: 150, set_aside: 50, matures: era + 4 };
		assert_eq!(
			Restaking::api_positions(ALICE),
			vec![PositionView {
				operator: OPERATOR,
				units: 400,
				stake: 300,
				set_aside: 100,
				exits: vec![exit.clone()],
			}]
		);
		assert_ok!(undelegate(ALICE, OPERATOR, 400));
		let exits = Restaking::api_positions(ALICE).remove(0).exits;
		assert_eq!((exits[0].units, exits[0].stake, exits[0].set_aside), (600, 450, 150));
		assert_eq!(
			Restaking::api_claimable_rewards(ALICE),
			vec![ClaimableReward { operator: OPERATOR, asset: REWARD, reward: 60, commission: 0 }]
		);
		assert_eq!(Restaking::api_positions(CHARLIE), vec![]);
	});
}

#[test]
fn slash_should_show_its_deadline_and_state() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		let era = Era::get();
		assert_ok!(request(0, OPERATOR, era, 40));
		let view = Restaking::api_slashes(OPERATOR).remove(0);
		assert_eq!((view.deadline, view.refund_until, view.amount), (era, era + 4, 200));
		assert_eq!(view.state, SlashState::Pending);
		assert_ok!(apply(0));
		assert_ok!(refund(0, 50));
		let view = Restaking::api_slashes(OPERATOR).remove(0);
		assert_eq!((view.state, view.refunded), (SlashState::Applied, 50));
		assert_eq!(Restaking::api_service(0).unwrap().open_slashes, 1);
		assert_eq!(Restaking::api_services().len(), 1);
		assert_eq!(Restaking::api_slashes(OTHER), vec![]);
	});
}
