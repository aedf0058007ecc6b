//! What counts as one report, what adds up, and what pots lose to several.

use super::*;

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
