//! Every check of the invariants catches a state that is broken on purpose.

use crate::{
	mock::*, Allocations, Batches, Delegations, Due, Exits, Held, HookRunning, Magnitudes,
	Operators, Owed, Pools, RewardPlaces, ServiceOperators, Services, Slashes, SweepFrom,
};
use estuary_math::Magnitude;
use frame_support::{
	assert_ok,
	traits::{
		fungibles::Mutate,
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::{Perbill, TryRuntimeError};

/// Breaks a busy state and sees that `try_state` says what is wrong.
fn caught(message: &'static str, breaking: impl FnOnce()) {
	ExtBuilder.build().execute_with(|| {
		busy(terms(), &[50, 30]);
		assert_ok!(pay(0, REWARD, 100));
		assert_ok!(undelegate(ALICE, OPERATOR, 200));
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		check();
		breaking();
		assert_eq!(Restaking::do_try_state(), Err(TryRuntimeError::Other(message)));
	});
}

fn burn(asset: AssetId, who: AccountId, amount: Balance) {
	assert_ok!(Assets::burn_from(
		asset,
		&who,
		amount,
		Preservation::Expendable,
		Precision::Exact,
		Fortitude::Force
	));
}

#[test]
fn try_state_should_catch_a_hook_that_never_ended() {
	caught("a hook is still running", || HookRunning::<Test>::put(true));
}

#[test]
fn try_state_should_catch_stakes_that_do_not_sum_up() {
	let message = "stakes do not sum to what is held";
	caught(message, || Held::<Test>::mutate(|held| *held += 1));
	caught(message, || Pools::<Test>::mutate(OPERATOR, |pool| pool.bucket.stake -= 1));
	caught(message, || {
		Batches::<Test>::mutate(OPERATOR, Era::get(), |batch| {
			batch.as_mut().unwrap().bucket.stake += 1
		});
	});
}

#[test]
fn try_state_should_catch_stest_that_is_missing() {
	caught("less stEST than is held", || burn(STEST, Restaking::stake_account(), 2));
}

#[test]
fn try_state_should_catch_units_that_do_not_sum_up() {
	caught("delegations do not sum to the units of their pool", || {
		Delegations::<Test>::mutate(OPERATOR, BOB, |delegation| {
			delegation.as_mut().unwrap().units += 1
		});
	});
	caught("exits do not sum to the units of their batch", || {
		Exits::<Test>::mutate((OPERATOR, Era::get(), ALICE), |exit| {
			exit.as_mut().unwrap().units -= 1
		});
	});
}

#[test]
fn try_state_should_catch_offences_of_eras_in_which_somebody_had_left() {
	caught("RS-4: who had left bears an offence of later", || {
		let batch = Batches::<Test>::take(OPERATOR, Era::get()).unwrap();
		let exit = Exits::<Test>::take((OPERATOR, Era::get(), ALICE)).unwrap();
		Exits::<Test>::insert((OPERATOR, Era::get() - 1, ALICE), exit);
		Batches::<Test>::insert(OPERATOR, Era::get() - 1, batch);
	});
	caught("RS-4: a slash for an era that has not begun", || {
		Slashes::<Test>::mutate(0, |slash| slash.as_mut().unwrap().era += 1);
		Batches::<Test>::mutate(OPERATOR, Era::get(), |batch| {
			Pools::<Test>::mutate(OPERATOR, |pool| {
				let part = batch.as_mut().unwrap().bucket.parts.pop().unwrap();
				pool.bucket.parts.iter_mut().for_each(|own| own.amount += part.amount);
			})
		});
	});
}

#[test]
fn try_state_should_catch_magnitudes_above_what_there_is() {
	caught("RS-1: magnitudes sum to more than there is", || {
		Allocations::<Test>::mutate(OPERATOR, 1, |allocation| {
			allocation.as_mut().unwrap().reserved = Magnitude::from_percent(51)
		});
	});
	caught("RS-1: more can be slashed than is reserved", || {
		Allocations::<Test>::mutate(OPERATOR, 1, |allocation| {
			allocation.as_mut().unwrap().reserved = Magnitude::from_percent(29)
		});
	});
	caught("RS-1: more than one", || {
		Pools::<Test>::mutate(OPERATOR, |pool| pool.bucket.total = Magnitude::from_percent(101));
	});
}

#[test]
fn try_state_should_catch_fractions_above_the_bound() {
	caught("RS-3: above the bound of an era", || {
		Allocations::<Test>::mutate(OPERATOR, 0, |allocation| {
			allocation.as_mut().unwrap().requested[0].1 = Perbill::from_percent(51)
		});
	});
}

#[test]
fn try_state_should_catch_operators_and_services_that_disagree() {
	caught("an allocation of nobody", || Operators::<Test>::remove(OPERATOR));
	caught("an allocation is not noted", || {
		Operators::<Test>::mutate_extant(OPERATOR, |operator| operator.services.clear());
	});
	caught("a service does not know its operator", || ServiceOperators::<Test>::remove(1));
	caught("an allocation to no service", || Services::<Test>::remove(1));
	caught("a service counts an operator without an allocation", || {
		assert_ok!(ServiceOperators::<Test>::try_append(1, OTHER));
	});
}

#[test]
fn try_state_should_catch_slashes_that_are_miscounted() {
	caught("a service miscounts its slashes", || {
		Services::<Test>::mutate_extant(0, |service| service.pending = 0);
	});
	caught("an allocation miscounts its slashes", || {
		Allocations::<Test>::mutate(OPERATOR, 0, |allocation| {
			allocation.as_mut().unwrap().open = 2
		});
	});
	caught("nobody deals with a slash", || Due::<Test>::remove(Era::get() + 2, 0));
}

#[test]
fn try_state_should_catch_parts_that_do_not_belong() {
	caught("parts do not sum to their slash", || {
		Pools::<Test>::mutate(OPERATOR, |pool| pool.bucket.parts[0].amount -= 1);
	});
	caught("a part is not where its slash is", || {
		Pools::<Test>::mutate(OPERATOR, |pool| {
			pool.bucket.parts[0].applied = true;
		});
	});
	caught("more is set aside than slashes are pending", || {
		Pools::<Test>::mutate(OPERATOR, |pool| pool.bucket.parts[0].amount += 1);
	});
	caught("a part of no slash", || {
		Pools::<Test>::mutate(OPERATOR, |pool| pool.bucket.parts[0].slash = 9);
	});
}

#[test]
fn try_state_should_catch_places_of_assets_that_are_miscounted() {
	let places = |taken| RewardPlaces::<Test>::insert(OPERATOR, 0, taken);
	caught("places of assets are miscounted", || places(0));
	caught("places of assets are miscounted", || places(2));
	caught("a service has taken too many places", || places(3));
}

#[test]
fn try_state_should_catch_rewards_that_are_not_there() {
	caught("RS-2: more can be claimed than was paid in", || {
		Owed::<Test>::mutate(REWARD, |owed| *owed -= 1);
	});
	// Of an asset whose supply nobody else controls: the admin of another may burn what it wants.
	caught("RS-2: less of an asset than is owed", || {
		ReservedAssets::set(vec![STEST, REWARD]);
		RewardPlaces::<Test>::remove(OPERATOR, 0);
		burn(REWARD, Restaking::reward_account(), 6);
	});
	ReservedAssets::set(vec![STEST]);
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(pay(0, REWARD, 100));
		burn(REWARD, Restaking::reward_account(), 6);
	});
}

#[test]
fn try_state_should_catch_exits_that_were_paid_too_much() {
	caught("exits were paid more than their batch has paid", || {
		Exits::<Test>::mutate((OPERATOR, Era::get(), ALICE), |exit| {
			exit.as_mut().unwrap().paid = 1
		});
	});
	caught("more of a batch is left than there was", || {
		Batches::<Test>::mutate(OPERATOR, Era::get(), |batch| batch.as_mut().unwrap().units -= 1);
	});
}

#[test]
fn try_state_should_catch_more_promises_of_a_batch_than_it_is_worth() {
	// 200 left, of which half and 30 % are promised: now all of it twice.
	caught("RS-1: more is promised of those who left than there is", || {
		let mut magnitudes = Magnitudes::default();
		assert!(magnitudes.change(START, Magnitude::ONE));
		Batches::<Test>::mutate(OPERATOR, Era::get(), |batch| {
			let batch = batch.as_mut().unwrap();
			assert!(batch.keep(0, &magnitudes) && batch.keep(1, &magnitudes));
		});
	});
	caught("RS-1: more is promised of those who left than there is", || {
		Batches::<Test>::mutate(OPERATOR, Era::get(), |batch| {
			batch.as_mut().unwrap().bucket.total = Magnitude::from_percent(30);
		});
	});
}

#[test]
fn try_state_should_catch_slashes_that_the_sweep_has_passed_over() {
	caught("a slash that is due was passed over", || SweepFrom::<Test>::put(Era::get() + 3));
	caught("nobody sweeps", SweepFrom::<Test>::kill);
}
