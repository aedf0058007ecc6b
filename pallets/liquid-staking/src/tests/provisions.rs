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

/// Events of losses and provisions since the last call.
fn take_loss_events() -> Vec<Event<Test>> {
	take_events()
		.into_iter()
		.filter(|event| {
			matches!(
				event,
				Event::LossReported { .. } |
					Event::LossApplied { .. } |
					Event::LossRecognised { .. } |
					Event::ProvisionReleased { .. } |
					Event::StepFailed { .. }
			)
		})
		.collect()
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

#[test]
fn report_should_lower_the_rate_in_the_same_block_and_application_should_not() {
	in_era_2(1, || {
		let before = books();
		report_now(11, 50);
		let bunker = Bunker {
			reason: BunkerReason::Provision,
			since: 20,
			provision: 1_000,
			loss: 1_000,
			claims: 4_000,
		};
		assert_eq!(
			take_events(),
			vec![reported(4, 11, 1_000, 0), Event::BunkerEntered { state: bunker }]
		);
		assert_eq!(rate(), ONE * 3 / 4);
		let mut expected = before;
		expected.backing = 3_000;
		expected.provision = 1_000;
		expected.flows.loss = 1_000;
		expected.flows.loss_backing = 1_000;
		expected.bunker = Some(bunker);
		assert_eq!(books(), expected);
		assert_eq!(
			Pending::<Test>::get().into_inner(),
			vec![PendingSlash {
				era: 4,
				validator: Some(11),
				amounts: vec![1_000, 0].try_into().unwrap(),
				covered: 0,
				provision: Provision { loss: 1_000, bought: 0, exits: 0, cover: 0 },
			}]
		);
		let pending = LiquidStaking::api_status().unwrap().pending;
		assert_eq!(pending, vec![PendingLoss { era: 4, loss: 1_000, covered: 0, cover: 0 }]);
		// The stake is still there.
		assert_eq!((ledger_of(0).0, Pots::<Test>::get()[0].stake), (2_000, 2_000));
		run_to_block(39);
		check();
		assert_eq!((rate(), books().provision), (ONE * 3 / 4, 1_000));
		take_events();
		run_to_block(40);
		assert_eq!(take_loss_events(), vec![applied(0, 1_000)]);
		assert_eq!(rate(), ONE * 3 / 4);
		assert_eq!((books().provision, books().pots), (0, 3_000));
		assert_eq!((ledger_of(0).0, Pots::<Test>::get()[0].stake), (1_000, 1_000));
		assert_eq!(Pending::<Test>::get().len(), 0);
		let record = |era| LiquidStaking::api_era_record(era).unwrap();
		assert_eq!((record(2).loss, record(2).applied, record(2).provision), (1_000, 0, 1_000));
		assert_eq!((record(3).loss, record(3).applied, record(3).provision), (0, 1_000, 0));
	});
}

#[test]
fn report_should_take_the_stream_first() {
	ExtBuilder::default().fee(0).slash_defer(1).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		run_blocks(5);
		// 5,000 are vested and 1,000 are not; 60 % of pot 1's 2,000.
		take_events();
		report_now(21, 60);
		assert_eq!(take_loss_events(), vec![reported(4, 21, 1_200, 0)]);
		let after = books();
		assert_eq!((after.backing, after.stream.amount, after.provision), (4_800, 0, 1_200));
		assert_eq!(
			(after.flows.vested, after.flows.loss_streaming, after.flows.loss_backing),
			(1_000, 1_000, 200)
		);
		assert_eq!(rate(), ONE * 6 / 5);
	});
}

#[test]
fn a_slash_smaller_than_reported_should_give_the_rest_back() {
	in_era_2(1, || {
		report_now(11, 50);
		run_to_block(39);
		// Staking forgets 400 of the 1,000 after the last settlement before the application.
		UnappliedSlashes::<Test>::mutate(4, |slashes| slashes[0].others[0].1 = 600);
		take_events();
		run_to_block(40);
		assert_eq!(
			take_loss_events(),
			vec![applied(0, 600), released(4, 400, 0, ReleaseReason::NotApplied)]
		);
		let after = books();
		assert_eq!((after.pots, after.backing, after.provision), (3_400, 3_000, 0));
		assert_eq!((after.stream.amount, after.stream.from, after.stream.until), (400, 40, 50));
		assert_eq!(rate(), ONE * 3 / 4);
		run_to_block(45);
		assert_eq!(rate(), ONE * 4 / 5);
		// Given back once the record of era 3 is written.
		let record = LiquidStaking::api_era_record(3).unwrap();
		assert_eq!((record.applied, record.released), (600, 0));
		run_to_era(5);
		let record = LiquidStaking::api_era_record(4).unwrap();
		assert_eq!((record.applied, record.released, record.released_streaming), (0, 400, 400));
	});
}

#[test]
fn a_slash_larger_than_reported_should_be_recognised_as_far_as_it_is_new() {
	in_era_2(1, || {
		report_now(11, 50);
		run_to_block(39);
		UnappliedSlashes::<Test>::mutate(4, |slashes| slashes[0].others[0].1 = 1_300);
		take_events();
		run_to_block(40);
		assert_eq!(
			take_loss_events(),
			vec![
				applied(0, 1_000),
				Event::LossRecognised { pot: 0, loss: 300, holders: 300, exits: 0 }
			]
		);
		assert_eq!((books().pots, books().backing, books().provision), (2_700, 2_700, 0));
		assert_eq!(rate(), ONE * 27 / 40);
		let record = LiquidStaking::api_era_record(3).unwrap();
		assert_eq!((record.loss, record.applied), (300, 1_300));
	});
}

#[test]
fn a_slash_that_grows_before_a_settlement_should_be_reported_by_it() {
	in_era_2(2, || {
		report_now(11, 50);
		UnappliedSlashes::<Test>::mutate(5, |slashes| slashes[0].others[0].1 = 1_300);
		take_events();
		run_to_era(3);
		assert_eq!(take_loss_events(), vec![reported(5, 11, 300, 0)]);
		UnappliedSlashes::<Test>::mutate(5, |slashes| slashes[0].others[0].1 = 900);
		run_to_era(4);
		// And one that shrinks is given back.
		assert_eq!(take_loss_events(), vec![released(5, 400, 0, ReleaseReason::Cancelled)]);
		run_to_era(5);
		assert_eq!(take_loss_events(), vec![applied(0, 900)]);
		assert_eq!(rate(), ONE * 31 / 40);
	});
}

#[test]
fn a_report_that_the_tap_missed_should_be_found_by_the_settlement() {
	in_era_2(2, || {
		without_settlement(|| report_now(11, 50));
		assert_eq!((take_events(), rate()), (vec![], ONE));
		run_to_era(3);
		assert_eq!(take_loss_events(), vec![reported(5, 11, 1_000, 0)]);
		assert_eq!(rate(), ONE * 3 / 4);
		run_to_era(5);
		assert_eq!(take_loss_events(), vec![applied(0, 1_000)]);
	});
}

#[test]
fn a_cancelled_slash_should_go_to_exits_at_once_and_to_holders_over_an_era() {
	with_closed_batch(2, || {
		report_now(11, 50);
		// A quarter of all.
		assert_eq!(take_loss_events(), vec![reported(5, 11, 1_000, 500)]);
		assert_eq!(
			(books().exits, books().provision, books().provision_exits),
			(1_500, 1_500, 500)
		);
		assert_eq!(rate(), ONE * 3 / 4);
		run_blocks(1);
		cancel(5, vec![0]);
		assert_eq!(take_events(), vec![]);
		run_to_block(29);
		assert_eq!((rate(), books().provision), (ONE * 3 / 4, 1_500));
		run_to_block(30);
		let events = take_events();
		let given_back = events
			.iter()
			.position(|event| *event == released(5, 1_000, 500, ReleaseReason::Cancelled));
		let given_back = given_back.expect("it was cancelled");
		assert_eq!(events[given_back + 1], Event::BunkerLeft);
		let after = books();
		assert_eq!((after.exits, after.provision, after.provision_exits), (2_000, 0, 0));
		assert_eq!((after.stream.amount, after.stream.from, after.stream.until), (1_000, 30, 40));
		assert_eq!(LiquidStaking::api_position(BOB).exits[0].value, 2_000);
		for (block, quarters) in [(30, 30), (35, 35), (40, 40)] {
			run_to_block(block);
			assert_eq!(rate(), ONE * quarters / 40);
		}
		assert_eq!(Pending::<Test>::get().len(), 0);
		let record = LiquidStaking::api_era_record(2).unwrap();
		assert_eq!((record.loss, record.released, record.applied), (1_500, 0, 0));
		run_to_era(4);
		let record = LiquidStaking::api_era_record(3).unwrap();
		assert_eq!(
			(record.loss, record.released, record.released_streaming, record.applied),
			(0, 1_500, 1_000, 0)
		);
		// The batch is paid whole.
		run_to_era(5);
		assert_ok!(claim_by(BOB, BOB, 1));
		assert_eq!(Balances::free_balance(BOB), ENDOWED);
	});
}

#[test]
fn a_release_should_restart_what_was_vesting() {
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		EraReward::set(0);
		run_blocks(5);
		// Of 1,000 that have not vested 20 % of pot 0's 2,000 go.
		report_now(11, 20);
		cancel(5, vec![0]);
		assert_eq!((books().backing, books().stream.amount), (5_000, 600));
		run_to_block(30);
		// The 600 have vested.
		assert_eq!((books().backing, books().stream.amount), (5_600, 400));
		run_to_block(40);
		assert_eq!(rate(), ONE * 3 / 2);
	});
}

#[test]
fn a_report_that_staking_will_never_apply_should_be_ignored() {
	in_era_2(1, || {
		run_to_era(3);
		take_events();
		let before = books();
		// Of era 1: to be applied when era 3 begins, which it has.
		assert_ok!(report(11, session_of(1), 50));
		assert_eq!(UnappliedSlashes::<Test>::get(3).len(), 1);
		assert_eq!((books(), take_events()), (before, vec![]));
		assert_eq!(Pending::<Test>::get().len(), 0);
		run_to_era(8);
		assert_eq!(take_loss_events(), vec![]);
		assert_eq!((rate(), ledger_of(0).0), (ONE, 2_000));
	});
}

#[test]
fn an_offence_of_a_past_era_should_count_when_it_is_reported() {
	in_era_2(2, || {
		run_to_era(4);
		take_events();
		// Of era 2: to be applied when era 5 begins.
		assert_ok!(report(11, session_of(2) + 1, 50));
		assert_eq!(take_loss_events(), vec![reported(5, 11, 1_000, 0)]);
		assert_eq!(rate(), ONE * 3 / 4);
		run_to_era(5);
		assert_eq!(take_loss_events(), vec![applied(0, 1_000)]);
		assert_eq!(rate(), ONE * 3 / 4);
	});
}

#[test]
fn reports_of_one_validator_for_one_era_should_count_by_their_difference() {
	in_era_2(2, || {
		report_now(11, 10);
		assert_eq!(take_loss_events(), vec![reported(5, 11, 200, 0)]);
		run_blocks(1);
		report_now(11, 30);
		assert_eq!(take_loss_events(), vec![reported(5, 11, 400, 0)]);
		run_blocks(1);
		// Less than before: staking records nothing.
		report_now(11, 20);
		assert_eq!(take_loss_events(), vec![]);
		assert_eq!(UnappliedSlashes::<Test>::get(5).len(), 2);
		assert_eq!(
			Pending::<Test>::get().into_inner(),
			vec![PendingSlash {
				era: 5,
				validator: Some(11),
				amounts: vec![600, 0].try_into().unwrap(),
				covered: 0,
				provision: Provision { loss: 600, bought: 0, exits: 0, cover: 0 },
			}]
		);
		assert_eq!(rate(), ONE * 34 / 40);
		// The first is cancelled, the second stays.
		cancel(5, vec![0]);
		run_to_era(3);
		assert_eq!(take_loss_events(), vec![released(5, 200, 0, ReleaseReason::Cancelled)]);
		run_to_era(5);
		assert_eq!(take_loss_events(), vec![applied(0, 400)]);
		assert_eq!(rate(), ONE * 36 / 40);
	});
}

#[test]
fn what_a_span_has_counted_already_should_not_count_again() {
	in_era_2(2, || {
		run_to_era(3);
		take_events();
		report_now(11, 50);
		assert_eq!(take_loss_events(), vec![reported(6, 11, 1_000, 0)]);
		// Of era 2, in the same span, and less: staking will take nothing for it.
		run_blocks(1);
		assert_ok!(report(11, session_of(2), 30));
		assert_eq!(take_loss_events(), vec![]);
		// More than before: the difference, when era 5 begins.
		run_blocks(1);
		assert_ok!(report(11, session_of(2), 60));
		assert_eq!(take_loss_events(), vec![reported(5, 11, 200, 0)]);
		let pending = LiquidStaking::api_status().unwrap().pending;
		assert_eq!(
			pending,
			vec![
				PendingLoss { era: 5, loss: 200, covered: 0, cover: 0 },
				PendingLoss { era: 6, loss: 1_000, covered: 0, cover: 0 },
			]
		);
		run_to_era(5);
		assert_eq!(take_loss_events(), vec![applied(0, 200)]);
		run_to_era(6);
		assert_eq!(take_loss_events(), vec![applied(0, 1_000)]);
		assert_eq!(rate(), ONE * 28 / 40);
	});
}

#[test]
fn reports_of_several_validators_should_all_count() {
	in_era_2(2, || {
		report_now(11, 10);
		run_blocks(1);
		report_now(21, 30);
		run_blocks(1);
		report_now(31, 100);
		// 31 is backed by no pot. Of 4,000, then of 3,800.
		assert_eq!(take_loss_events(), vec![reported(5, 11, 200, 0), reported(5, 21, 600, 0)]);
		assert_eq!(rate(), ONE * 32 / 40);
		// One of them is cancelled.
		cancel(5, vec![0]);
		run_to_era(3);
		assert_eq!(take_loss_events(), vec![released(5, 200, 0, ReleaseReason::Cancelled)]);
		run_to_era(5);
		assert_eq!(take_loss_events(), vec![applied(1, 600)]);
		assert_eq!((ledger_of(0).0, ledger_of(1).0), (2_000, 1_400));
		assert_eq!(rate(), ONE * 34 / 40);
	});
}

#[test]
fn a_pot_behind_two_validators_should_lose_to_both() {
	ExtBuilder::default()
		.fee(0)
		.slash_defer(2)
		.pots(vec![vec![11, 21], vec![31]])
		.build_and_execute(|| {
			EraReward::set(0);
			assert_ok!(deposit(ALICE, 2_000));
			run_to_era(2);
			let exposed = |validator: AccountId| {
				let exposure = Staking::eras_stakers(2, &validator);
				exposure.others.iter().find(|other| other.who == pot(0)).unwrap().value
			};
			// Pot 0 has 2,000 behind the two.
			assert_eq!((exposed(11), exposed(21)), (1_200, 800));
			take_events();
			report_now(11, 50);
			run_blocks(1);
			report_now(21, 20);
			assert_eq!(take_loss_events(), vec![reported(5, 11, 600, 0), reported(5, 21, 160, 0)]);
			assert_eq!(rate(), ONE * 324 / 400);
			run_to_era(5);
			assert_eq!(take_loss_events(), vec![applied(0, 600), applied(0, 160)]);
			assert_eq!((ledger_of(0).0, ledger_of(1).0), (1_240, 2_000));
			assert_eq!(rate(), ONE * 324 / 400);
		});
}

#[test]
fn a_validator_behind_two_pots_should_cost_both() {
	ExtBuilder::default()
		.fee(0)
		.slash_defer(2)
		.pots(vec![vec![11], vec![11]])
		.build_and_execute(|| {
			EraReward::set(0);
			assert_ok!(deposit(ALICE, 3_000));
			run_to_era(2);
			take_events();
			report_now(11, 10);
			assert_eq!(take_loss_events(), vec![reported(5, 11, 500, 0)]);
			assert_eq!(Pending::<Test>::get()[0].amounts.to_vec(), vec![250, 250]);
			assert_eq!(rate(), ONE * 9 / 10);
			run_to_era(5);
			assert_eq!(take_loss_events(), vec![applied(0, 250), applied(1, 250)]);
			assert_eq!((ledger_of(0).0, ledger_of(1).0), (2_250, 2_250));
			assert_eq!(rate(), ONE * 9 / 10);
		});
}

#[test]
fn holders_open_and_closed_exits_should_bear_the_same_fraction() {
	with_closed_batch(1, || {
		// Bob's batch is closed, half of what Alice has is in the open one.
		assert_ok!(redeem(ALICE, 1_000));
		take_events();
		report_now(11, 50);
		assert_eq!(take_loss_events(), vec![reported(4, 11, 1_000, 500)]);
		let alice = LiquidStaking::api_position(ALICE);
		assert_eq!((alice.value, alice.exits[0].value), (750, 750));
		assert_eq!(LiquidStaking::api_position(BOB).exits[0].value, 1_500);
		// It closes at that value and is worth it after the application.
		run_to_era(3);
		assert_eq!(books().exits, 2_250);
		assert_eq!((books().provision, books().provision_exits), (1_500, 750));
		run_to_era(4);
		assert_eq!(take_loss_events(), vec![applied(0, 1_500)]);
		let alice = LiquidStaking::api_position(ALICE);
		assert_eq!((alice.value, alice.exits[0].value), (750, 750));
		assert_eq!(LiquidStaking::api_position(BOB).exits[0].value, 1_500);
		run_to_era(8);
		assert_ok!(claim_by(CHARLIE, BOB, 1));
		assert_ok!(claim_by(CHARLIE, ALICE, 2));
		assert_eq!(Balances::free_balance(BOB), ENDOWED - 500);
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_250);
	});
}

#[test]
fn a_batch_that_closes_between_report_and_cancellation_should_take_its_part() {
	in_era_2(2, || {
		report_now(11, 50);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(3);
		// A quarter of the shares closed at three quarters: 750, and 250 that may come back.
		assert_eq!((books().exits, books().provision, books().provision_exits), (750, 1_000, 250));
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].value, 750);
		cancel(5, vec![0]);
		take_events();
		run_to_era(4);
		assert_eq!(take_loss_events(), vec![released(5, 750, 250, ReleaseReason::Cancelled)]);
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].value, 1_000);
		run_to_era(5);
		assert_eq!(rate(), ONE);
		// What was unbonded for it beyond the 750, for what the slash would take, pays for the
		// rest.
		run_to_era(6);
		assert_eq!(Batches::<Test>::get(2).unwrap().payout, Some(1_000));
	});
}

#[test]
fn a_batch_that_is_paid_before_the_cancellation_should_forgo_it() {
	in_era_2(2, || {
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(5);
		// The batch closed in era 3 and matures in era 6: 1,500 are at stake in each pot, 500
		// unlock.
		assert_eq!((ledger_of(0), ledger_of(1)), ((2_000, 1_500, 500), (2_000, 1_500, 500)));
		take_events();
		report_now(11, 50);
		// 750 of 4,000; the exits' quarter is rounded up.
		assert_eq!(take_loss_events(), vec![reported(8, 11, 562, 188)]);
		run_to_era(6);
		assert!(take_events().contains(&Event::BatchMatured { era: 2, amount: 812 }));
		assert_eq!((books().provision, books().provision_exits, books().exits), (750, 0, 0));
		cancel(8, vec![0]);
		run_to_era(7);
		assert_eq!(take_loss_events(), vec![released(8, 750, 0, ReleaseReason::Cancelled)]);
		run_to_era(8);
		// 3,188 behind 3,000 shares.
		assert_eq!(rate(), ONE * 3_188 / 3_000);
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 2_000 + 812);
	});
}

#[test]
fn slashes_beyond_what_a_pot_has_should_be_cut_down_to_it() {
	in_era_2(2, || {
		report_now(11, 80);
		assert_eq!(take_loss_events(), vec![reported(5, 11, 1_600, 0)]);
		run_to_era(3);
		// The next span begins with era 3, in which the whole stake of 2,000 is exposed again.
		report_now(11, 50);
		assert_eq!(UnappliedSlashes::<Test>::get(6)[0].others, vec![(pot(0), 1_000)]);
		assert_eq!(take_loss_events(), vec![reported(6, 11, 400, 0)]);
		assert_eq!((rate(), books().provision), (ONE / 2, 2_000));
		run_to_era(4);
		run_to_era(5);
		assert_eq!(take_loss_events(), vec![applied(0, 1_600)]);
		assert_eq!((ledger_of(0).0, books().provision), (400, 400));
		run_to_era(6);
		assert_eq!(take_loss_events(), vec![applied(0, 400)]);
		assert_eq!((ledger_of(0).0, rate()), (0, ONE / 2));
	});
}

#[test]
fn a_cancelled_slash_should_make_room_for_one_that_was_cut_down() {
	in_era_2(2, || {
		report_now(11, 80);
		run_to_era(3);
		report_now(11, 50);
		cancel(5, vec![0]);
		take_events();
		run_to_era(4);
		// 1,600 come back, 600 more of the other slash can be taken now.
		assert_eq!(
			take_loss_events(),
			vec![released(5, 1_600, 0, ReleaseReason::Cancelled), reported(6, 11, 600, 0)]
		);
		assert_eq!(books().provision, 1_000);
		run_to_era(6);
		assert_eq!(take_loss_events(), vec![applied(0, 1_000)]);
		assert_eq!(rate(), ONE * 3 / 4);
	});
}

#[test]
fn everything_reported_and_cancelled_should_be_restored() {
	with_closed_batch(2, || {
		report_now(11, 100);
		report_now(21, 100);
		assert_eq!(
			take_loss_events(),
			vec![reported(5, 11, 2_000, 1_000), reported(5, 21, 2_000, 1_000)]
		);
		assert_eq!((rate(), books().exits, books().backing), (0, 0, 0));
		assert_eq!((books().provision, books().provision_exits), (6_000, 2_000));
		// A settlement passes before the reports are cancelled: the batch is not paid with nothing.
		run_to_era(3);
		assert_eq!(take_loss_events(), vec![]);
		assert_eq!(LiquidStaking::api_position(BOB).exits[0].state, ExitState::Exiting);
		cancel(5, vec![0, 1]);
		run_to_era(4);
		assert_eq!(take_loss_events(), vec![released(5, 4_000, 2_000, ReleaseReason::Cancelled)]);
		assert_eq!(LiquidStaking::api_position(BOB).exits[0].value, 2_000);
		run_to_era(5);
		assert_eq!(rate(), ONE);
		assert_ok!(claim_by(BOB, BOB, 1));
		assert_eq!(Balances::free_balance(BOB), ENDOWED);
		assert_eq!(LiquidStaking::api_position(ALICE).value, 2_000);
	});
}

#[test]
fn a_batch_should_stay_open_while_its_units_have_no_price() {
	with_closed_batch(2, || {
		report_now(11, 100);
		report_now(21, 100);
		assert_ok!(redeem(ALICE, 1_000));
		take_events();
		run_to_era(3);
		// Nothing can be said about what a unit is worth: the batch goes on.
		let error = Error::<Test>::RateUndefined.into();
		assert_eq!(take_loss_events(), vec![Event::StepFailed { step: Step::Recognise, error }]);
		assert_eq!((books().open_batch, books().open_shares), (2, Shares(1_000)));
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].state, ExitState::Open);
		// It can still be left.
		assert_ok!(cancel_redeem(ALICE, 500));
		run_to_era(5);
		assert_eq!(
			take_loss_events(),
			vec![
				Event::StepFailed { step: Step::Recognise, error },
				applied(0, 3_000),
				applied(1, 3_000),
			]
		);
		// All is lost: the batch closes with nothing, the units before it are void.
		assert_eq!((books().open_batch, books().exit_generation), (5, 1));
		assert_eq!(Batches::<Test>::get(2).unwrap().value, 0);
		assert_eq!((rate(), books().provision, books().exits), (0, 0, 0));
	});
}

#[test]
fn everything_reported_and_applied_should_be_lost_once() {
	with_closed_batch(1, || {
		report_now(11, 100);
		report_now(21, 100);
		run_to_era(3);
		take_events();
		run_to_era(4);
		assert_eq!(take_loss_events(), vec![applied(0, 3_000), applied(1, 3_000)]);
		let after = books();
		assert_eq!((after.pots, after.idle, after.backing, after.exits), (0, 0, 0, 0));
		assert_eq!((after.exit_units, after.exit_generation), (0, 1));
		// The batch is worth nothing and is paid with it.
		assert_eq!(Batches::<Test>::get(1).unwrap().payout, Some(0));
		assert_ok!(claim_by(ALICE, BOB, 1));
		assert_eq!(Balances::free_balance(BOB), ENDOWED - 2_000);
	});
}

#[test]
fn deposits_should_pay_for_what_may_be_cancelled() {
	in_era_2(2, || {
		// 20 of 4,000: half a percent, below the threshold of bunker mode.
		report_now(11, 1);
		assert_eq!((rate(), books().provision, books().bunker), (ONE * 398 / 400, 20, None));
		take_events();
		assert_ok!(deposit(BOB, 1_000));
		// At the price of before, one planck a share. What they are not worth now is the others'.
		assert_eq!(shares_of(BOB), 1_000);
		assert_eq!((books().backing, books().stream.amount), (4_980, 0));
		assert_eq!(rate(), ONE * 4_980 / 5_000);
		cancel(5, vec![0]);
		run_to_era(4);
		assert_eq!(rate(), ONE);
		assert_eq!(LiquidStaking::api_position(BOB).value, 1_000);
	});
}

#[test]
fn reports_should_be_found_in_a_settlement_under_way() {
	in_era_2(1, || {
		assert_ok!(redeem(ALICE, 1_000));
		run_to_block(29);
		slow_settlement();
		for block in 30..40 {
			run_to_block(block);
			if block == 31 {
				// Not yet closed: the batch bears it as shares.
				assert_eq!(books().open_batch, 2);
				report_now(11, 25);
			}
			if block == 38 {
				assert_eq!(books().open_batch, 3);
				report_now(21, 50);
			}
			check();
		}
		let events = take_loss_events();
		// 500 of 4,000, then 1,000 of 3,500 with 875 of them in the batch.
		assert_eq!(events, vec![reported(5, 11, 500, 0), reported(5, 21, 750, 250)]);
		SettlementBudget::set(Weight::MAX);
		run_to_era(5);
		assert_eq!(take_loss_events(), vec![applied(0, 500), applied(1, 1_000)]);
		run_to_era(8);
		assert_ok!(claim_by(ALICE, ALICE, 2));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 2_000 + 625);
	});
}

#[test]
fn report_and_slash_should_register_their_weight() {
	let mandatory = || *System::block_weight().get(DispatchClass::Mandatory);
	in_era_2(1, || {
		let before = mandatory();
		report_now(11, 50);
		assert_eq!(mandatory(), before + UNIT);
		// Also when there is nothing in it for the pool.
		report_now(31, 50);
		assert_eq!(mandatory(), before + UNIT * 2);
	});
	// Applied at once: the hook runs for the validator and for the pot, the tap once.
	in_era_2(0, || {
		let before = mandatory();
		report_now(11, 50);
		assert_eq!(mandatory(), before + UNIT * 3);
	});
}

#[test]
fn the_tap_should_do_nothing_when_the_pool_is_not_set_up() {
	ExtBuilder::default().without_pool().slash_defer(1).build_and_execute(|| {
		run_to_era(1);
		take_events();
		let before = System::block_weight();
		report_now(11, 50);
		assert_eq!(UnappliedSlashes::<Test>::get(3).len(), 1);
		assert_eq!((take_events(), Pending::<Test>::get().len()), (vec![], 0));
		assert_eq!(System::block_weight(), before);
		run_to_era(3);
		assert_eq!(take_events(), vec![]);
	});
}

#[test]
fn a_batch_that_closes_after_the_cancellation_should_take_its_part() {
	in_era_2(2, || {
		report_now(11, 50);
		assert_ok!(redeem(ALICE, 1_000));
		cancel(5, vec![0]);
		// The settlement that closes the batch gives back after closing: to the batch at once.
		run_to_era(3);
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].value, 1_000);
		run_to_era(5);
		assert_eq!((rate(), books().provision), (ONE, 0));
	});
}

#[test]
fn a_batch_kept_open_without_a_price_should_be_restored_with_all_others() {
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		assert_ok!(deposit(BOB, 2_000));
		run_to_era(1);
		assert_ok!(redeem(BOB, 2_000));
		run_to_era(2);
		report_now(11, 100);
		report_now(21, 100);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(3);
		cancel(5, vec![0, 1]);
		// Given back in era 4, after the batch could not be closed; it closes in era 5, vested.
		run_to_era(5);
		let position = LiquidStaking::api_position(ALICE);
		assert_eq!((position.value, position.exits[0].value), (1_000, 1_000));
		assert_eq!(LiquidStaking::api_position(BOB).exits[0].value, 2_000);
	});
}
