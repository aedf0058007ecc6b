//! Delays that contradict each other are refused before a chain starts.

use crate::{mock::*, Delays};
use frame_support::traits::Hooks;

fn refused(change: impl FnOnce(&mut Delays)) {
	let mut delays = TestDelays::get();
	change(&mut delays);
	TestDelays::set(delays);
	assert!(std::panic::catch_unwind(<Restaking as Hooks<u64>>::integrity_test).is_err());
}

#[test]
fn integrity_test_should_accept_the_mock() {
	<Restaking as Hooks<u64>>::integrity_test();
}

#[test]
fn integrity_test_should_want_an_exit_delay() {
	refused(|delays| delays.exit = 0);
}

#[test]
fn integrity_test_should_want_raises_to_take_longer_than_an_exit() {
	refused(|delays| delays.allocation = delays.exit);
}

#[test]
fn integrity_test_should_want_commissions_to_take_longer_than_an_exit() {
	refused(|delays| delays.commission = delays.exit);
}

#[test]
fn integrity_test_should_want_histories_that_are_long_enough() {
	refused(|delays| delays.max_veto = crate::MAX_HISTORY - delays.exit - 5);
}

#[test]
fn integrity_test_should_want_slashes_that_end() {
	refused(|delays| delays.max_refund = 96 - delays.exit - delays.max_veto - 1);
}

#[test]
fn integrity_test_should_want_a_least_delegation() {
	MinDelegation::set(0);
	refused(|_| ());
}

#[test]
fn integrity_test_should_want_a_place_for_the_staked_asset() {
	ReservedAssets::set(vec![REWARD]);
	refused(|_| ());
}

#[test]
fn integrity_test_should_want_places_for_assets_of_services() {
	ReservedAssets::set((0..6).chain([STEST]).collect());
	refused(|_| ());
}
