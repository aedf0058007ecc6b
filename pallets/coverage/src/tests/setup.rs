//! Setting up the service and its parameters.

use crate::{mock::*, Call, CoverageSettings, Error, Event, PremiumCurve, Settings};
use estuary_math::Shares;
use estuary_primitives::restaking::{SharedSecurity, SlashDestination, Terms};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::InspectHold, Hooks},
};
use sp_runtime::{traits::BadOrigin, DispatchResult, Perbill};

fn set_params(params: PremiumCurve) -> DispatchResult {
	dispatch(RuntimeOrigin::root(), Call::<Test>::set_params { params })
}

#[test]
fn the_service_promises_what_was_asked_for_and_cannot_be_vetoed() {
	ExtBuilder::default().without_service().build_and_execute(|| {
		assert_ok!(set_up(promise(), params()));
		let (service, promise, params) = (0, promise(), params());
		assert_eq!(take_events(), [Event::CoverageSetUp { service, promise, params }]);
		assert_eq!(Settings::<Test>::get(), Some(CoverageSettings { service, params }));
		let account = Coverage::account();
		assert_eq!(
			<Restaking as SharedSecurity<_>>::terms(service),
			Some(Terms {
				slasher: account,
				resolver: None,
				veto_window: 0,
				max_fraction: Perbill::from_percent(50),
				destination: SlashDestination::Account(account),
				refund_window: 8,
				reward_assets: vec![STEST].try_into().unwrap(),
				min_stake: 0,
				notice: 5,
			})
		);
		let reason = pallet_restaking::HoldReason::Service.into();
		assert_eq!(Balances::balance_on_hold(&reason, &account), 1_000);
		assert_eq!(stest(account), 2 * LEAST);
		assert_eq!(stest(FUNDER), ENDOWED - 2 * LEAST);
	});
}

#[test]
fn it_is_set_up_once_by_governance_with_sound_parameters() {
	ExtBuilder::default().without_service().build_and_execute(|| {
		let (promise, funder, endowment) = (promise(), FUNDER, ENDOWMENT);
		let params = params();
		let call = Call::<Test>::set_up { funder, endowment, promise, params };
		assert_noop!(dispatch(RuntimeOrigin::signed(FUNDER), call), BadOrigin);
		let rising = PremiumCurve { empty: Perbill::zero(), ..params };
		assert_noop!(set_up(promise, rising), Error::<Test>::ParamsOutOfBounds);
		let falling = PremiumCurve { empty: Perbill::from_percent(21), ..params };
		assert_noop!(set_up(promise, falling), Error::<Test>::ParamsOutOfBounds);
		let nothing = crate::Promise { max_fraction: Perbill::zero(), ..promise };
		let refused = pallet_restaking::Error::<Test>::TermsOutOfBounds;
		assert_noop!(set_up(nothing, params), refused);
		// One planck less than the deposit and the existential deposit.
		let call = Call::<Test>::set_up { funder, endowment: endowment - 1, promise, params };
		let refused = pallet_restaking::Error::<Test>::InsufficientFunds;
		assert_noop!(dispatch(RuntimeOrigin::root(), call), refused);
		assert_ok!(set_up(promise, params));
		assert_noop!(set_up(promise, params), Error::<Test>::AlreadySetUp);
	});
}

#[test]
fn governance_sets_the_premium_but_never_the_promise() {
	ExtBuilder::default().build_and_execute(|| {
		let before = <Restaking as SharedSecurity<_>>::terms(service());
		let params = PremiumCurve { target: Shares(5), ..params() };
		assert_ok!(set_params(params));
		assert_eq!(take_events(), [Event::ParamsSet { params }]);
		assert_eq!(Settings::<Test>::get().unwrap().params, params);
		assert_eq!(<Restaking as SharedSecurity<_>>::terms(service()), before);
		let none = PremiumCurve { target: Shares::ZERO, ..params };
		assert_noop!(set_params(none), Error::<Test>::ParamsOutOfBounds);
		let call = Call::<Test>::set_params { params };
		assert_noop!(dispatch(RuntimeOrigin::signed(FUNDER), call), BadOrigin);
	});
}

#[test]
fn there_are_no_parameters_before_the_service() {
	ExtBuilder::default().without_service().build_and_execute(|| {
		assert_noop!(set_params(params()), Error::<Test>::NotSetUp);
		assert_eq!(Coverage::api_status(), None);
	});
}

#[test]
fn the_configuration_is_sound() {
	ExtBuilder::default().build_and_execute(|| {
		<Coverage as Hooks<u64>>::integrity_test();
	});
}

/// What restaking would refuse at the set-up is refused before a chain starts.
fn refused_with(change: impl FnOnce(&mut pallet_restaking::Delays)) {
	let mut delays = TestDelays::get();
	change(&mut delays);
	TestDelays::set(delays);
	assert!(std::panic::catch_unwind(<Coverage as Hooks<u64>>::integrity_test).is_err());
}

#[test]
fn refunds_must_not_be_promised_for_longer_than_restaking_allows() {
	refused_with(|delays| delays.max_refund -= 1);
}

#[test]
fn notice_must_not_be_shorter_than_restaking_demands() {
	refused_with(|delays| delays.exit += 1);
}
