//! Setting the service up.

use crate::{mock::*, Call, Error, Event, Service};
use estuary_primitives::restaking::{SharedSecurity, SlashDestination, Terms};
use frame_support::{assert_noop, assert_ok, traits::Hooks};
use sp_runtime::{traits::BadOrigin, Perbill};

#[test]
fn governance_sets_the_service_up_once_with_the_terms_of_the_runtime() {
	build().execute_with(|| {
		let call = || Call::<Test>::set_up {};
		assert_noop!(signed(PAYER, call()), BadOrigin);
		assert_ok!(dispatch(RuntimeOrigin::root(), call()));
		assert_eq!(take_events(), [Event::ServiceSetUp { service: 0 }]);
		assert_eq!(
			<Restaking as SharedSecurity<_>>::terms(0),
			Some(Terms {
				slasher: Heartbeat::account(),
				resolver: Some(RESOLVER),
				veto_window: 1,
				max_fraction: Perbill::from_percent(50),
				destination: SlashDestination::Burn,
				refund_window: 0,
				reward_assets: vec![REWARD].try_into().unwrap(),
				min_stake: 500,
				notice: 5,
			})
		);
		assert_noop!(dispatch(RuntimeOrigin::root(), call()), Error::<Test>::AlreadySetUp);
	});
}

#[test]
fn before_the_set_up_there_is_no_duty() {
	build().execute_with(|| {
		next_period();
		assert_eq!(Service::<Test>::get(), None);
		assert_eq!(crate::Periods::<Test>::iter().count(), 0);
		assert_noop!(heartbeat(FIRST), Error::<Test>::NotAnOperator);
		assert_noop!(report(FIRST, 0), Error::<Test>::NotSetUp);
	});
}

#[test]
fn the_configuration_is_sound() {
	build_and_execute(<Heartbeat as Hooks<u64>>::integrity_test);
}

/// What restaking would refuse at the set-up is refused before a chain starts.
fn refused_with(change: impl FnOnce(&mut pallet_restaking::Delays)) {
	let mut delays = TestDelays::get();
	change(&mut delays);
	TestDelays::set(delays);
	assert!(std::panic::catch_unwind(<Heartbeat as Hooks<u64>>::integrity_test).is_err());
}

#[test]
fn notice_must_not_be_shorter_than_restaking_demands() {
	refused_with(|delays| delays.exit += 1);
}

#[test]
fn veto_must_not_take_longer_than_restaking_allows() {
	refused_with(|delays| delays.max_veto = 0);
}
