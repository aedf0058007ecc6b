//! Reported losses: provisions from the report to the application or the cancellation, through the
//! real staking and offences pallets with deferred slashes.

use crate::{mock::*, Batches, Error, Event, Pending, PendingSlash, Pots, Provision};
use estuary_math::Shares;
use estuary_primitives::types::{
	Bunker, BunkerReason, ExitState, PendingLoss, ReleaseReason, Step,
};
use frame_support::{assert_ok, dispatch::DispatchClass, weights::Weight};
use pallet_staking::UnappliedSlashes;
use sp_staking::EraIndex;

mod cancellations;
mod counting;
mod reports;

const ONE: u128 = 1_000_000_000_000_000_000;

/// In era 2, with two pots of 2,000: Alice has 2,000 of the 4,000 shares. There are no rewards, and
/// a slash for an offence of era `e` is applied when era `e + defer + 1` begins.
fn in_era_2(defer: EraIndex, test: impl FnOnce()) {
	ExtBuilder::default().fee(0).slash_defer(defer).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		take_events();
		test();
	});
}

/// As [`in_era_2`], with 2,000 shares of Bob's in a batch that closed at the beginning of era 2:
/// pots of 3,000 with 1,000 unlocking in each, 4,000 for the holders and 2,000 for the batch.
fn with_closed_batch(defer: EraIndex, test: impl FnOnce()) {
	ExtBuilder::default().fee(0).slash_defer(defer).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		assert_ok!(deposit(BOB, 2_000));
		run_to_era(1);
		assert_ok!(redeem(BOB, 2_000));
		run_to_era(2);
		assert_eq!((books().backing, books().exits), (4_000, 2_000));
		assert_eq!((ledger_of(0), ledger_of(1)), ((3_000, 2_000, 1_000), (3_000, 2_000, 1_000)));
		take_events();
		test();
	});
}

fn reported(era: EraIndex, validator: AccountId, holders: Balance, exits: Balance) -> Event<Test> {
	let loss = holders + exits;
	Event::LossReported {
		era,
		validator: Some(validator),
		loss,
		covered: 0,
		cover: 0,
		holders,
		exits,
	}
}

fn applied(pot: u32, loss: Balance) -> Event<Test> {
	Event::LossApplied { pot, loss, covered: 0, cover: 0, provided: loss }
}

fn released(era: EraIndex, holders: Balance, exits: Balance, reason: ReleaseReason) -> Event<Test> {
	Event::ProvisionReleased { era, amount: holders + exits, holders, exits, reason }
}

fn cancel(era: EraIndex, indices: Vec<u32>) {
	assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), era, indices));
}

/// The first session of an era that is not older than the bonding duration.
fn session_of(era: EraIndex) -> u32 {
	era * SESSIONS
}
