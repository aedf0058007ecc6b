//! From the report to the application: what is provided for, and what is taken.

use super::*;

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
fn a_report_of_all_there_is_should_be_recognised_whatever_batches_have_bought() {
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(2);
		// A hundredth of 2,000, of which the batch that waits bears a quarter.
		report_now(11, 1);
		assert_eq!((books().provision, books().provision_exits), (20, 5));
		EraReward::set(6_000);
		run_to_era(3);
		EraReward::set(0);
		assert_ok!(redeem(ALICE, 500));
		run_to_era(4);
		// What the reward has made of its shares brings less of the provision for each unit.
		let before = books();
		assert_eq!((before.idle, before.provision_bought), (0, 2));
		let others = vec![(pot(0), 100_000), (pot(1), 100_000)];
		let all = pallet_staking::UnappliedSlash {
			validator: 21,
			own: 0,
			others,
			reporters: vec![],
			payout: 0,
		};
		UnappliedSlashes::<Test>::insert(7, vec![all]);
		take_events();
		// All that the first report leaves of the pots, two planck more than all claims are.
		assert_ok!(LiquidStaking::reconcile_era(7));
		let lost = before.pots - 20;
		let reported = take_loss_events().into_iter().find_map(|event| match event {
			Event::LossReported { era: 7, validator, loss, holders, exits, .. } =>
				Some((validator, loss, holders + exits)),
			_ => None,
		});
		assert_eq!(reported, Some((Some(21), lost, lost)));
		let after = books();
		assert_eq!((after.backing, after.stream.amount, after.exits), (0, 0, 0));
		check();
	});
}
