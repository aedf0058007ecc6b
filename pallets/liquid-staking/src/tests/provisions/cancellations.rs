//! Reports that are cancelled: what is given back, and to whom.

use super::*;

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
