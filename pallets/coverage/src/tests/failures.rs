//! What goes wrong stops no loss, and leaves nothing half done.

use crate::{mock::*, Accounts, Covers, Error, Event};
use estuary_primitives::cover::LossCover;
use frame_support::assert_ok;
use sp_runtime::{DispatchError, Perbill};

/// What can still be taken of the first operator for this era.
fn fraction_left() -> Perbill {
	Restaking::fraction_left(service(), &FIRST, Era::get())
}

/// One operator; a report of 900 fails with `error`, and nothing else has happened. Whether the
/// operator was skipped.
fn refused(error: DispatchError, skipped: bool) {
	let before = (stake(FIRST), issuance(), Accounts::<Test>::get(), fraction_left());
	assert_eq!(report(1, 900), 0);
	let skip = Event::OperatorSkipped { era: era(1), operator: FIRST, error };
	let mut expected = if skipped { vec![skip] } else { vec![] };
	expected.push(Event::CoverFailed { era: era(1), loss: 900, error });
	assert_eq!(take_events(), expected);
	let after = (stake(FIRST), issuance(), Accounts::<Test>::get(), fraction_left());
	assert_eq!(before, after);
	assert!(!Covers::<Test>::contains_key(era(1)));
	assert_eq!(pallet_restaking::Slashes::<Test>::iter().count(), 0);
	assert_eq!(Equity::get(), 6 * ENDOWED - 900);
}

#[test]
fn when_the_token_fails_nothing_has_happened_and_the_loss_is_recognised() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		LedgerFails::set(true);
		refused(DispatchError::Unavailable, false);
	});
}

#[test]
fn a_token_that_says_more_than_the_loss_is_not_believed() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		LedgerExaggerates::set(1);
		refused(Error::<Test>::TokenMisbehaved.into(), false);
	});
}

#[test]
fn when_restaking_refuses_every_slash_nothing_has_happened() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		// As if a hook were running.
		pallet_restaking::HookRunning::<Test>::put(true);
		refused(pallet_restaking::Error::<Test>::Reentered.into(), true);
		pallet_restaking::HookRunning::<Test>::kill();
	});
}

/// Restaking sends what a destination cannot take to the treasury: that is no cover, and the
/// operators are not slashed for it.
#[test]
fn when_the_account_cannot_take_what_is_slashed_nothing_has_happened() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		assert_ok!(Assets::block(RuntimeOrigin::signed(FUNDER), STEST, Coverage::account()));
		refused(Error::<Test>::NothingSlashable.into(), true);
	});
}

#[test]
fn a_fraction_that_was_not_slashed_does_not_count_for_the_era() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		LedgerFails::set(true);
		assert_eq!(report(1, 3_000), 0);
		LedgerFails::set(false);
		// 3,000 shares, which the loss before has made cheaper.
		assert_eq!(report(1, 3_000), 2_998);
		assert_eq!(stake(FIRST), 3_000);
	});
}

#[test]
fn while_restaking_is_closed_what_is_cancelled_waits_in_the_surplus() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		assert_eq!(report(1, 900), 900);
		take_events();
		pallet_restaking::HookRunning::<Test>::put(true);
		cancel(1, 900, 900);
		assert_eq!(surplus(), 900);
		let error = pallet_restaking::Error::<Test>::Reentered.into();
		let failed = Event::CloseFailed { slash: 0, error };
		assert_eq!(take_events().pop(), Some(failed));
		// Nor can it be paid out.
		let paid = fee(1_000);
		assert_eq!(surplus(), 900 + paid);
		let kept = take_events().pop();
		let error = pallet_restaking::Error::<Test>::Reentered.into();
		let surplus = estuary_math::Shares(900 + paid);
		assert_eq!(kept, Some(Event::PremiumKept { surplus, error }));
		pallet_restaking::HookRunning::<Test>::kill();
		assert_ok!(Coverage::do_try_state());
		// 14.9 % of what 5,100 are of 10,000 shares. What was kept is older by now: a tenth.
		assert_eq!(paid, 75);
		assert_eq!(fee(1_000), 75);
		let shares = estuary_math::Shares(75 + 97);
		assert_eq!(take_events().pop(), Some(Event::PremiumPaid { shares }));
		assert_eq!(self::surplus(), 975 - 97);
	});
}

#[test]
fn a_slash_that_cannot_be_closed_stops_nothing_and_keeps_its_place() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		assert_eq!(report(1, 900), 900);
		take_events();
		pallet_restaking::HookRunning::<Test>::put(true);
		Coverage::settle(era(1), 900);
		let error = pallet_restaking::Error::<Test>::Reentered.into();
		assert_eq!(
			take_events(),
			[
				Event::CoverSettled { era: era(1), used: 900 },
				Event::CloseFailed { slash: 0, error },
			]
		);
		assert!(!Covers::<Test>::contains_key(era(1)));
		assert_eq!(Coverage::api_totals().finished, 1);
		pallet_restaking::HookRunning::<Test>::kill();
		assert_eq!(open_slashes(), [0]);
		pass(9);
		assert!(open_slashes().is_empty());
	});
}
