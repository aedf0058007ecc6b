//! Which EST pays which exit: delays, parts, order, the reserve, and what is rebonded.

use crate::{mock::*, Batches, Delay, Error, Event, Params, Queue};
use estuary_math::Shares;
use estuary_primitives::types::{DelayReason, ExitDelay, Step};
use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// In era 2: Alice's 1,000 of 4,000 shares are in a batch that has just closed and matures in era
/// 5; 500 are unlocking in each pot. A batch can be paid `delay` eras after it closed.
fn with_batch(delay: EraIndex, defer: EraIndex, test: impl FnOnce()) {
	MinExitDelay::set(delay);
	ExtBuilder::default().fee(0).slash_defer(defer).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(2);
		assert_eq!((ledger_of(0), ledger_of(1)), ((2_000, 1_500, 500), (2_000, 1_500, 500)));
		assert_eq!(Batches::<Test>::get(1).unwrap().matures, 5);
		take_events();
		test();
	});
}

/// What moved EST or paid a batch since the last call.
fn take_moves() -> Vec<Event<Test>> {
	take_events()
		.into_iter()
		.filter(|event| {
			matches!(
				event,
				Event::StakeBonded { .. } |
					Event::StakeUnbonded { .. } |
					Event::StakeRebonded { .. } |
					Event::StakeWithdrawn { .. } |
					Event::BatchFunded { .. } |
					Event::BatchMatured { .. } |
					Event::BatchDelayed { .. } |
					Event::StepFailed { .. }
			)
		})
		.collect()
}

fn batch(era: EraIndex) -> crate::Batch {
	Batches::<Test>::get(era).unwrap()
}

#[test]
fn fresh_deposits_should_fund_a_batch_after_the_delay() {
	with_batch(2, 0, || {
		assert_ok!(deposit(BOB, 3_000));
		take_events();
		run_to_era(3);
		// Too early to pay it, but what unlocks is no longer needed.
		assert_eq!(
			take_moves(),
			vec![
				Event::StakeRebonded { pot: 0, amount: 500 },
				Event::StakeRebonded { pot: 1, amount: 500 },
				Event::StakeBonded { pot: 0, amount: 1_000 },
				Event::StakeBonded { pot: 1, amount: 1_000 },
			]
		);
		assert_eq!((books().idle, books().exits), (1_000, 1_000));
		assert_noop!(claim_by(ALICE, ALICE, 1), Error::<Test>::BatchNotMatured);
		run_to_era(4);
		assert_eq!(take_moves(), vec![Event::BatchMatured { era: 1, amount: 1_000 }]);
		assert_eq!((books().idle, books().exits, books().claims), (0, 0, 1_000));
		assert_ok!(claim_by(ALICE, ALICE, 1));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000);
	});
}

#[test]
fn a_batch_should_wait_for_its_stake_when_the_delay_is_as_long() {
	with_batch(3, 0, || {
		run_to_era(4);
		assert_eq!(take_moves(), vec![]);
		run_to_era(5);
		assert_eq!(
			take_moves(),
			vec![
				Event::StakeWithdrawn { pot: 0, amount: 500 },
				Event::StakeWithdrawn { pot: 1, amount: 500 },
				Event::BatchMatured { era: 1, amount: 1_000 },
			]
		);
		assert_eq!(Delay::<Test>::get(), None);
	});
}

/// Of a few planck that were left to the exits a loss would take a planck, and that would be a
/// fifth of what they have.
#[test]
fn a_part_should_leave_no_less_than_the_least_deposit() {
	with_batch(1, 0, || {
		assert_ok!(deposit(BOB, 995));
		take_events();
		run_to_era(3);
		assert_eq!(take_moves()[0], Event::BatchFunded { era: 1, amount: 900, missing: 100 });
		assert_eq!((books().exits, books().exit_units), (100, 100));
	});
}

#[test]
fn a_part_should_be_paid_when_there_is_no_more() {
	with_batch(1, 0, || {
		assert_ok!(deposit(BOB, 400));
		take_events();
		run_to_era(3);
		assert_eq!(
			take_moves(),
			vec![
				Event::BatchFunded { era: 1, amount: 400, missing: 600 },
				// 400 need not unlock any more.
				Event::StakeRebonded { pot: 0, amount: 400 },
			]
		);
		assert_eq!((batch(1).units, batch(1).unpaid, batch(1).payout), (600, 400, None));
		assert_eq!((books().exits, books().exit_units, books().claims), (600, 600, 400));
		assert_eq!((ledger_of(0), ledger_of(1)), ((2_000, 1_900, 100), (2_000, 1_500, 500)));
		// It cannot be claimed in part.
		assert_noop!(claim_by(ALICE, ALICE, 1), Error::<Test>::BatchNotMatured);
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].value, 1_000);
		run_to_era(5);
		assert_eq!(
			take_moves(),
			vec![
				Event::StakeWithdrawn { pot: 0, amount: 100 },
				Event::StakeWithdrawn { pot: 1, amount: 500 },
				Event::BatchMatured { era: 1, amount: 1_000 },
			]
		);
		assert_ok!(claim_by(ALICE, ALICE, 1));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000);
	});
}

#[test]
fn what_is_paid_should_bear_no_more_losses() {
	with_batch(1, 0, || {
		assert_ok!(deposit(BOB, 400));
		run_to_era(3);
		// Pot 0 loses a fifth of the 1,500 behind 11: 300 of 4,000.
		take_events();
		report_now(11, 20);
		assert!(take_events().contains(&Event::LossRecognised {
			pot: 0,
			loss: 300,
			holders: 255,
			exits: 45
		}));
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].value, 955);
		run_to_era(5);
		assert_ok!(claim_by(ALICE, ALICE, 1));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_045);
	});
}

#[test]
fn less_than_the_smallest_deposit_should_not_be_paid_as_a_part() {
	with_batch(1, 0, || {
		// 99 planck are at hand.
		assert_ok!(set_params(Params { min_deposit: 10, fee: Perbill::zero(), ..params() }));
		assert_ok!(deposit(BOB, 99));
		assert_ok!(set_params(Params { fee: Perbill::zero(), ..params() }));
		take_events();
		run_to_era(3);
		assert_eq!(take_moves(), vec![]);
		assert_eq!((books().idle, batch(1).unpaid), (99, 0));
	});
}

#[test]
fn the_oldest_should_be_paid_first_and_none_be_skipped() {
	with_batch(1, 0, || {
		assert_ok!(redeem(ALICE, 200));
		run_to_era(3);
		assert_eq!(Queue::<Test>::get().into_inner(), vec![1, 2]);
		assert_ok!(deposit(BOB, 400));
		take_events();
		run_to_era(4);
		// Enough for the younger one, but it is not its turn.
		let moves = take_moves();
		assert_eq!(moves[0], Event::BatchFunded { era: 1, amount: 400, missing: 600 });
		assert_eq!((batch(2).unpaid, batch(2).units), (0, 200));
		assert_ok!(deposit(BOB, 700));
		run_to_era(5);
		// Both have more than they need now: 600 for the first, 200 for the second.
		let moves = take_moves();
		let paid: Vec<_> =
			moves.iter().filter(|e| matches!(e, Event::BatchMatured { .. })).collect();
		assert_eq!(
			paid,
			vec![
				&Event::BatchMatured { era: 1, amount: 1_000 },
				&Event::BatchMatured { era: 2, amount: 200 },
			]
		);
		assert_eq!(Queue::<Test>::get().len(), 0);
	});
}

#[test]
fn a_part_of_the_younger_should_wait_for_the_older() {
	with_batch(1, 0, || {
		assert_ok!(redeem(ALICE, 800));
		run_to_era(3);
		assert_ok!(deposit(BOB, 1_300));
		take_events();
		run_to_era(4);
		let moves = take_moves();
		assert_eq!(
			moves[..2],
			[
				Event::BatchMatured { era: 1, amount: 1_000 },
				Event::BatchFunded { era: 2, amount: 300, missing: 500 },
			]
		);
		assert_eq!(Queue::<Test>::get().into_inner(), vec![2]);
		assert_eq!((books().exits, books().exit_units), (500, 500));
		run_to_era(6);
		assert_eq!(batch(2).payout, Some(800));
	});
}

#[test]
fn what_unlocks_last_should_be_rebonded_first() {
	with_batch(3, 0, || {
		assert_ok!(redeem(ALICE, 400));
		run_to_era(3);
		// 500 that unlock in era 5 and 200 that unlock in era 6, in each pot.
		assert_eq!((ledger_of(0), ledger_of(1)), ((2_000, 1_300, 700), (2_000, 1_300, 700)));
		assert_ok!(deposit(BOB, 300));
		take_events();
		run_to_era(4);
		assert_eq!(
			take_moves(),
			vec![
				Event::StakeRebonded { pot: 0, amount: 200 },
				Event::StakeRebonded { pot: 1, amount: 100 },
			]
		);
		assert_eq!((ledger_of(0).2, ledger_of(1).2, books().idle), (500, 600, 300));
		// Both are paid when they mature.
		run_to_era(5);
		assert_eq!((batch(1).payout, books().idle), (Some(1_000), 300));
		run_to_era(6);
		assert_eq!((batch(2).payout, books().idle), (Some(400), 0));
	});
}

#[test]
fn the_reserve_should_be_kept_from_early_funding() {
	with_batch(1, 0, || {
		let reserve = Perbill::from_percent(10);
		assert_ok!(set_params(Params { reserve, fee: Perbill::zero(), ..params() }));
		assert_ok!(deposit(BOB, 1_000));
		take_events();
		run_to_era(3);
		// A tenth of 5,000 is kept; then, with 4,500 left, a tenth of that. The last 50 that need
		// not unlock are too little to move.
		assert_eq!(
			take_moves(),
			vec![
				Event::BatchFunded { era: 1, amount: 500, missing: 500 },
				Event::StakeRebonded { pot: 0, amount: 500 },
			]
		);
		assert_eq!((books().idle, books().reserve, books().exits), (500, 450, 500));
		// When it matures, all there is pays it.
		run_to_era(5);
		assert_eq!(batch(1).payout, Some(1_000));
	});
}

#[test]
fn a_matured_batch_should_come_before_the_reserve() {
	with_batch(3, 0, || {
		let reserve = Perbill::from_percent(10);
		assert_ok!(set_params(Params { reserve, fee: Perbill::zero(), ..params() }));
		assert_ok!(deposit(BOB, 400));
		run_to_era(3);
		// A tenth of 4,400.
		assert_eq!((books().idle, books().reserve), (400, 400));
		// 500 that were unlocking are bonded again by the pot itself.
		assert_ok!(Staking::rebond(RuntimeOrigin::signed(pot(0)), 500));
		run_to_era(4);
		take_events();
		run_to_era(5);
		let moves = take_moves();
		assert!(
			moves.contains(&Event::BatchFunded { era: 1, amount: 900, missing: 100 }),
			"{moves:?}"
		);
		assert_eq!((books().idle, books().reserve), (0, 0));
	});
}

#[test]
fn no_batch_should_be_paid_early_in_bunker_mode() {
	with_batch(1, 2, || {
		assert_ok!(deposit(BOB, 1_000));
		// 1,000 of the 5,000.
		report_now(11, 50);
		assert!(books().bunker.is_some());
		take_events();
		run_to_era(4);
		let moves = take_moves();
		assert!(
			!moves
				.iter()
				.any(|e| matches!(e, Event::BatchFunded { .. } | Event::BatchMatured { .. })),
			"{moves:?}"
		);
		// The queue goes on: it is paid when it matures, with a fifth less.
		run_to_era(5);
		assert!(take_moves().contains(&Event::BatchMatured { era: 1, amount: 800 }));
	});
}

#[test]
fn a_late_batch_should_come_with_its_reason() {
	with_batch(3, 0, || {
		run_to_era(4);
		// Half of what the batch waits for is bonded again by the pot itself.
		assert_ok!(Staking::rebond(RuntimeOrigin::signed(pot(0)), 500));
		take_events();
		run_to_era(5);
		assert_eq!(
			take_moves(),
			vec![
				Event::StakeWithdrawn { pot: 1, amount: 500 },
				Event::BatchFunded { era: 1, amount: 500, missing: 500 },
				Event::BatchDelayed { era: 1, owed: 500, idle: 0 },
				Event::StakeUnbonded { pot: 0, amount: 500 },
			]
		);
		let delay = |owed, unlocking, reason| ExitDelay {
			batch: 1,
			since: 5,
			owed,
			idle: 0,
			unlocking,
			reason,
		};
		assert_eq!(Delay::<Test>::get(), Some(delay(500, 0, DelayReason::StakeMissing)));
		run_to_era(6);
		assert_eq!(take_moves(), vec![Event::BatchDelayed { era: 1, owed: 500, idle: 0 }]);
		let unlocking = delay(500, 500, DelayReason::StakeUnlocking);
		assert_eq!(Delay::<Test>::get(), Some(unlocking));
		assert_eq!(LiquidStaking::api_status().unwrap().delay, Some(unlocking));
		run_to_era(7);
		check();
		take_events();
		run_to_era(8);
		assert_eq!(
			take_moves(),
			vec![
				Event::StakeWithdrawn { pot: 0, amount: 500 },
				Event::BatchMatured { era: 1, amount: 1_000 },
			]
		);
		assert_eq!(Delay::<Test>::get(), None);
	});
}

#[test]
fn what_a_pending_slash_will_take_of_unlocking_stake_should_be_unbonded_besides() {
	MinExitDelay::set(3);
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		report_now(11, 50);
		assert_ok!(redeem(ALICE, 1_000));
		take_events();
		run_to_era(3);
		// 750 are owed. Of what pot 0 unbonds a half will go.
		let moves = take_moves();
		assert_eq!(books().exits, 750);
		let unbonded: Balance = moves
			.iter()
			.map(|event| match event {
				Event::StakeUnbonded { amount, .. } => *amount,
				_ => 0,
			})
			.sum();
		assert_eq!(unbonded, ledger_of(0).2 + ledger_of(1).2);
		assert!(ledger_of(0).2 / 2 + ledger_of(1).2 >= 750, "{moves:?}");
		run_to_era(6);
		assert_eq!(batch(2).payout, Some(750));
		assert_eq!(Delay::<Test>::get(), None);
	});
}

#[test]
fn batches_should_close_with_the_shares_of_all_who_leave() {
	with_batch(3, 0, || {
		assert_ok!(deposit(BOB, 1_000));
		assert_ok!(redeem(BOB, 500));
		assert_ok!(redeem(ALICE, 300));
		run_to_era(3);
		assert_eq!((batch(2).shares, batch(2).value), (Shares(800), 800));
	});
}

#[test]
fn no_batch_should_be_paid_early_while_exits_may_get_back_what_was_reported() {
	with_batch(1, 2, || {
		// A hundredth of the 2,000 that were behind 11 when era 2 was planned, of 4,000 in all.
		report_now(11, 1);
		assert_eq!((books().provision, books().provision_exits), (20, 5));
		assert_eq!(books().bunker, None);
		assert_ok!(deposit(BOB, 3_000));
		take_events();
		run_to_era(3);
		// Paid with 995, the batch would leave its part to the holders, Bob the first of them.
		let moves = take_moves();
		assert!(
			!moves
				.iter()
				.any(|e| matches!(e, Event::BatchFunded { .. } | Event::BatchMatured { .. })),
			"{moves:?}"
		);
		assert_ok!(deposit(CHARLIE, 1_000));
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 5, vec![0]));
		run_to_era(4);
		assert!(take_moves().contains(&Event::BatchMatured { era: 1, amount: 1_000 }));
		assert_eq!(books().provision_exits, 0);
	});
}

#[test]
fn a_matured_batch_should_be_paid_whatever_exits_may_get_back() {
	with_batch(1, 2, || {
		run_to_era(4);
		// Applied in era 7; the batch matures in era 5.
		report_now(11, 1);
		assert_eq!(books().provision_exits, 4);
		take_events();
		run_to_era(5);
		assert!(take_moves().contains(&Event::BatchMatured { era: 1, amount: 996 }));
		assert_eq!((books().provision, books().provision_exits), (15, 0));
	});
}

#[test]
fn a_payment_that_fails_should_leave_its_reason() {
	with_batch(3, 0, || {
		run_to_era(4);
		// The pool's account cannot pay.
		let pool = LiquidStaking::pool_account();
		Balances::set_lock(*b"stuck   ", &pool, Balance::MAX, WithdrawReasons::all());
		take_events();
		for era in 5..8 {
			run_to_era(era);
			check();
		}
		let failed = |e: &Event<Test>| matches!(e, Event::StepFailed { step: Step::Pay, .. });
		assert!(take_moves().iter().any(failed));
		let delay = ExitDelay {
			batch: 1,
			since: 5,
			owed: 1_000,
			idle: 1_000,
			unlocking: 0,
			reason: DelayReason::PaymentFailed,
		};
		assert_eq!(Delay::<Test>::get(), Some(delay));
		Balances::remove_lock(*b"stuck   ", &pool);
		run_to_era(8);
		assert_eq!((batch(1).payout, Delay::<Test>::get()), (Some(1_000), None));
	});
}
