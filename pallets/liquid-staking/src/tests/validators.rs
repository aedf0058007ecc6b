//! Validators that register themselves: bonds, scores, places, suspensions, and the first loss.

use crate::{
	mock::*, Call, Error, Event, HoldReason, Params, Pending, Ranking, Registration, Registrations,
	Suspension, Suspensions,
};
use estuary_primitives::types::{RegisteredValidator, ReleaseReason};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use pallet_staking::ValidatorPrefs;
use sp_runtime::{traits::BadOrigin, DispatchResult, Perbill};
use sp_staking::EraIndex;

mod bonds;
mod places;
mod registration;

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

/// The era until which `who` is left out, if it is.
fn suspended_until(who: AccountId) -> Option<EraIndex> {
	Suspensions::<Test>::get(who).map(|suspension| suspension.until)
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
