//! The runtime API.

use crate::{mock::*, Call};
use estuary_math::Magnitude;
use estuary_primitives::restaking::{
	AllocationView, ClaimableReward, DelegationPreview, ExitView, OperatorView, PositionView,
	SlashState,
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
			refundable: 0,
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
				refundable: 0,
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
		assert_eq!((view.state, view.slasher), (SlashState::Pending, SLASHER));
		assert_ok!(apply(0));
		assert_ok!(refund(0, 50));
		let view = Restaking::api_slashes(OPERATOR).remove(0);
		assert_eq!((view.state, view.refunded), (SlashState::Applied, 50));
		assert_eq!(Restaking::api_service(0).unwrap().open_slashes, 1);
		assert_eq!(Restaking::api_services().len(), 1);
		assert_eq!(Restaking::api_slashes(OTHER), vec![]);
	});
}

#[test]
fn preview_of_a_delegation_should_show_what_it_would_bring() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		let preview = || Restaking::api_preview_delegate(OPERATOR, 1_000);
		let brings = |units, stake, set_aside, refundable| {
			Some(DelegationPreview { units, stake, set_aside, refundable })
		};
		let refundable = || {
			let of_alice = Restaking::api_positions(ALICE).remove(0).refundable;
			(Restaking::api_operator(OPERATOR).unwrap().refundable, of_alice)
		};
		assert_eq!(preview(), brings(1_000, 1_000, 0, 0));
		// Half of the 200 that are set aside would be the newcomer's, who pays for them.
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		assert_eq!((preview(), refundable()), (brings(1_000, 900, 100, 0), (0, 0)));
		assert_ok!(apply(0));
		assert_eq!((preview(), refundable()), (brings(1_000, 900, 0, 100), (200, 120)));
		assert_ok!(refund(0, 50));
		assert_eq!((preview(), refundable()), (brings(1_000, 925, 0, 75), (150, 90)));
		// What cannot come back any more is not paid for: 1,000 * 1,000 / 850 units.
		pass(5);
		assert_eq!((preview(), refundable()), (brings(1_176, 999, 0, 0), (0, 0)));
		// It is what the call does.
		take_events();
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		let position = Restaking::api_positions(CHARLIE).remove(0);
		assert_eq!((position.units, position.stake), (1_176, 999));
	});
}

#[test]
fn preview_of_a_delegation_that_would_be_refused_should_show_nothing() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		let preview = |amount| Restaking::api_preview_delegate(OPERATOR, amount);
		assert!(preview(MIN).is_some());
		assert_eq!((preview(MIN - 1), Restaking::api_preview_delegate(OTHER, MIN)), (None, None));
		ServicesPaused::set(true);
		assert_eq!(preview(MIN), None);
		ServicesPaused::set(false);
		// Slashed to nothing, which may be given back; then it begins anew, and a look changes
		// nothing.
		assert_ok!(request(0, OPERATOR, Era::get(), 100));
		assert_ok!(apply(0));
		assert_eq!(preview(MIN), None);
		assert_ok!(close(0));
		take_events();
		let anew = DelegationPreview { units: MIN, stake: MIN, set_aside: 0, refundable: 0 };
		assert_eq!((preview(MIN), take_events()), (Some(anew), vec![]));
		assert_ok!(dispatch(OPERATOR, Call::retire_operator {}));
		assert_eq!(preview(MIN), None);
	});
}

#[test]
fn service_should_see_its_slashes_and_what_it_can_still_ask_for() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 30]);
		let era = Era::get();
		let left = |service, era| Restaking::api_fraction_left(service, OPERATOR, era);
		assert_eq!(left(0, era), Perbill::from_percent(50));
		assert_ok!(request(0, OPERATOR, era, 40));
		assert_eq!(left(0, era), Perbill::from_percent(10));
		assert_eq!((left(1, era), left(0, era - 1)), (Perbill::from_percent(50), left(1, era)));
		assert_eq!((left(0, era + 1), left(0, era - 4), left(9, era)), Default::default());
		let slashes = Restaking::api_service_slashes(0);
		assert_eq!(slashes, Restaking::api_slashes(OPERATOR));
		assert_eq!((slashes.len(), Restaking::api_service_slashes(1)), (1, vec![]));
		// A reward would be shared out by what is slashable after that.
		let rewarded = |service, asset| Restaking::api_rewarded_stake(service, asset);
		assert_eq!((rewarded(0, REWARD), rewarded(1, REWARD)), (300, 300));
		assert_eq!((rewarded(0, STEST), rewarded(9, REWARD)), (0, 0));
	});
}
