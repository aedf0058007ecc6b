//! Slashes, through the real staking and offences pallets.

use crate::{mock::*, Batches, Error, Event, Pots};
use estuary_math::Shares;
use estuary_primitives::types::{Bunker, BunkerReason, ExitState};
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::MutateHold, tokens::Precision},
	weights::Weight,
};

/// Losses since the last call: pot, loss, holders' part, exits' part.
fn take_losses() -> Vec<(u32, Balance, Balance, Balance)> {
	take_events()
		.iter()
		.filter_map(|event| match event {
			Event::LossRecognised { pot, loss, holders, exits } =>
				Some((*pot, *loss, *holders, *exits)),
			_ => None,
		})
		.collect()
}

#[test]
fn slash_should_lower_the_rate_in_the_same_block() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		take_events();
		// Half of what pot 0 had at stake when era 1 was elected: 1,000, not today's 2,000.
		report_now(11, 50);
		assert_eq!(
			take_events(),
			vec![
				Event::LossRecognised { pot: 0, loss: 500, holders: 500, exits: 0 },
				Event::BunkerEntered {
					state: Bunker {
						reason: BunkerReason::Loss,
						since: 10,
						provision: 0,
						loss: 500,
						claims: 4_000
					}
				},
			]
		);
		// 3,500 behind 4,000 shares.
		assert_eq!(rate(), 875_000_000_000_000_000);
		let after = books();
		assert_eq!((after.pots, after.backing, after.provision), (3_500, 3_500, 0));
		assert_eq!((after.flows.loss, after.flows.loss_backing), (500, 500));
		assert_eq!(Pots::<Test>::get()[0].stake, ledger_of(0).0);
		assert_eq!(ledger_of(0).0, 1_500);
		// So large a loss closes deposits until the era is settled.
		assert_noop!(deposit(BOB, 875), Error::<Test>::BunkerMode);
		EraReward::set(0);
		run_to_era(2);
		assert_eq!(books().bunker, None);
		// Newcomers pay today's price, with the reward of era 1 counted in.
		let forward = books().forward_equity().unwrap();
		let shares = 875 * books().issuance.0 / forward;
		assert_ok!(deposit(BOB, 875));
		assert_eq!(shares_of(BOB), shares);
	});
}

#[test]
fn stream_should_bear_the_loss_first() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		assert_eq!((books().backing, books().stream.amount), (4_000, 2_000));
		run_blocks(5);
		// Half of the stream has vested. A loss of 60 % of 2,000 takes the other half and 200 more.
		report_now(21, 60);
		let after = books();
		assert_eq!((after.backing, after.stream.amount), (4_800, 0));
		assert_eq!(
			(after.flows.vested, after.flows.loss_streaming, after.flows.loss_backing),
			(1_000, 1_000, 200)
		);
		assert_eq!(rate(), 1_200_000_000_000_000_000);
	});
}

#[test]
fn holders_open_and_closed_exits_should_bear_the_same_fraction() {
	ExtBuilder::default().build_and_execute(|| {
		EraReward::set(0);
		for who in [ALICE, BOB, CHARLIE] {
			assert_ok!(deposit(who, 2_000));
		}
		run_to_era(1);
		assert_ok!(redeem(CHARLIE, 2_000));
		run_to_era(2);
		// Charlie's batch is closed, Bob's is open, Alice stays. Pot 0 has 4,000 of 8,000.
		assert_ok!(redeem(BOB, 2_000));
		assert_eq!(ledger_of(0), (4_000, 3_000, 1_000));
		take_events();
		report_now(11, 50);
		// A quarter of everything, of what unlocks as well.
		assert_eq!(take_losses(), vec![(0, 2_000, 1_500, 500)]);
		assert_eq!(ledger_of(0), (2_000, 1_500, 500));
		assert_eq!(books().exits, 1_500);
		let value = |who| LiquidStaking::api_position(who);
		assert_eq!(value(ALICE).value, 1_500);
		assert_eq!(value(BOB).exits[0].value, 1_500);
		assert_eq!(value(CHARLIE).exits[0].value, 1_500);
		// And that is what they get.
		run_to_era(5);
		assert_ok!(claim_by(ALICE, CHARLIE, 1));
		run_to_era(6);
		assert_ok!(claim_by(ALICE, BOB, 2));
		for who in [BOB, CHARLIE] {
			assert_eq!(Balances::free_balance(who), ENDOWED - 500);
		}
		assert_eq!(value(ALICE).value, 1_500);
	});
}

#[test]
fn a_paid_batch_should_bear_no_loss() {
	ExtBuilder::default().build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(5);
		report_now(11, 100);
		report_now(21, 100);
		assert_ok!(claim_by(ALICE, ALICE, 1));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000);
	});
}

#[test]
fn deferred_slash_should_be_recognised_when_it_is_reported() {
	ExtBuilder::default().fee(0).slash_defer(1).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		take_events();
		report_now(11, 50);
		// Reported in era 2, to be applied when era 4 begins: 1,000 of 4,000.
		let loss = 1_000;
		let bunker = Bunker {
			reason: BunkerReason::Provision,
			since: 20,
			provision: loss,
			loss,
			claims: 4_000,
		};
		assert_eq!(
			take_events(),
			vec![
				Event::LossReported {
					era: 4,
					validator: Some(11),
					loss,
					covered: 0,
					cover: 0,
					holders: loss,
					exits: 0
				},
				Event::BunkerEntered { state: bunker },
			]
		);
		assert_eq!(rate(), 750_000_000_000_000_000);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_block(39);
		// The batch of era 2 closed in era 3, at the rate after the report.
		assert_eq!((books().exits, books().provision, books().provision_exits), (750, 1_000, 250));
		assert_ok!(redeem(ALICE, 500));
		take_events();
		run_to_block(40);
		let events = take_events();
		assert_eq!(
			events[..2],
			[
				Event::LossApplied { pot: 0, loss: 1_000, covered: 0, cover: 0, provided: 1_000 },
				Event::BunkerLeft,
			]
		);
		assert_eq!((books().provision, books().provision_exits), (0, 0));
		assert!(events.contains(&Event::BatchClosed {
			era: 3,
			shares: Shares(500),
			amount: 375,
			matures: 7
		}));
		assert_eq!(rate(), 750_000_000_000_000_000);
		run_to_era(6);
		assert_eq!(Batches::<Test>::get(2).unwrap().payout, Some(750));
	});
}

#[test]
fn a_cancelled_slash_should_cost_nothing() {
	ExtBuilder::default().slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		report_now(11, 50);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 5, vec![0]));
		take_events();
		run_to_era(6);
		assert_eq!(take_losses(), vec![]);
		assert_eq!(rate(), 1_000_000_000_000_000_000);
	});
}

#[test]
fn slash_of_a_validator_that_no_pot_backs_should_not_matter() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(2);
		let before = books();
		take_events();
		report_now(31, 100);
		assert_eq!((books(), take_events()), (before, vec![]));
	});
}

#[test]
fn one_pot_lost_whole_should_leave_the_other_working() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		assert_ok!(redeem(ALICE, 1_000));
		report_now(11, 100);
		assert_eq!((ledger_of(0), ledger_of(1)), ((0, 0, 0), (2_000, 2_000, 0)));
		assert_eq!(rate(), 500_000_000_000_000_000);
		take_events();
		run_to_era(3);
		let events = take_events();
		assert!(!events.iter().any(|e| matches!(e, Event::StepFailed { .. })), "{events:?}");
		// The exit is covered by the other pot.
		assert!(events.contains(&Event::StakeUnbonded { pot: 1, amount: 500 }));
		// The next deposit builds the pot up again.
		assert_ok!(deposit(BOB, 1_000));
		run_to_era(6);
		assert_ok!(claim_by(ALICE, ALICE, 2));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 2_000 + 500);
		run_to_era(7);
		assert_eq!(books().pots + books().idle, 2_500);
		assert_eq!(LiquidStaking::api_position(BOB).value, 1_000);
		check();
	});
}

#[test]
fn rewards_should_return_to_a_pot_that_lost_everything() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(1);
		report_now(11, 100);
		assert_eq!(ledger_of(0), (0, 0, 0));
		assert_eq!(rate(), 500_000_000_000_000_000);
		// Era 1 was earned with stake: its reward is paid into the empty ledger.
		run_to_era(2);
		assert_eq!(ledger_of(0), (1_000, 1_000, 0));
		assert_eq!(LiquidStaking::api_era_record(1).unwrap().reward, 2_000);
	});
}

/// Everything that the pool had is lost in era 3: Alice holds 500, and 500 of her shares are in an
/// exit batch that is not paid.
fn with_everything_lost(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(2);
		assert_ok!(redeem(ALICE, 500));
		run_to_era(3);
		assert_eq!((books().exits, books().exit_units), (500, 500));
		take_events();
		report_now(11, 100);
		report_now(21, 100);
		assert_eq!(take_losses(), vec![(0, 1_500, 1_250, 250), (1, 1_500, 1_250, 250)]);
		test();
	});
}

#[test]
fn after_everything_was_lost_deposits_should_be_refused() {
	with_everything_lost(|| {
		assert_eq!(rate(), 0);
		assert_noop!(deposit(BOB, 1_000), Error::<Test>::RateUndefined);
		assert_eq!(LiquidStaking::api_preview_deposit(1_000), None);
		run_to_era(5);
		assert_noop!(deposit(BOB, 1_000), Error::<Test>::RateUndefined);
	});
}

#[test]
fn after_everything_was_lost_redeem_and_claim_should_work() {
	with_everything_lost(|| {
		// The units of the batch that waited are void.
		let after = books();
		assert_eq!((after.exits, after.exit_units, after.exit_generation), (0, 0, 1));
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].value, 0);
		assert_ok!(redeem(ALICE, 500));
		take_events();
		for era in 4..=7 {
			run_to_era(era);
			check();
		}
		let events = take_events();
		assert!(!events.iter().any(|e| matches!(e, Event::StepFailed { .. })), "{events:?}");
		assert!(events.contains(&Event::BatchMatured { era: 2, amount: 0 }));
		assert!(events.contains(&Event::BatchMatured { era: 3, amount: 0 }));
		let exits = LiquidStaking::api_position(ALICE).exits;
		assert!(exits.iter().all(|exit| (exit.value, exit.state) == (0, ExitState::Claimable)));
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_ok!(claim_by(BOB, ALICE, 3));
		assert_eq!(
			take_events(),
			vec![
				Event::Claimed { owner: ALICE, era: 2, amount: 0 },
				Event::Claimed { owner: ALICE, era: 3, amount: 0 },
			]
		);
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000);
		assert_eq!(Batches::<Test>::iter().count(), 0);
	});
}

#[test]
fn a_reward_after_everything_was_lost_should_bring_a_price_back() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(1);
		report_now(11, 100);
		report_now(21, 100);
		assert_eq!((rate(), books().pots), (0, 0));
		assert_noop!(deposit(BOB, 1_000), Error::<Test>::RateUndefined);
		// Era 1 was earned with stake. It makes good what was lost, so no fee is taken.
		take_events();
		run_to_era(2);
		assert!(take_events().contains(&Event::RewardRecognised {
			reward: 2_000,
			fee: 0,
			fee_shares: Shares(0)
		}));
		assert_ok!(deposit(BOB, 1_000));
		assert_eq!(shares_of(BOB), 1_000);
		assert_eq!((books().backing, books().stream.amount), (0, 3_000));
		run_blocks(10);
		assert_eq!(LiquidStaking::api_position(BOB).value, 1_000);
	});
}

#[test]
fn slash_of_payouts_not_recognised_yet_should_be_settled_exactly() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		without_settlement(|| {
			run_to_era(2);
			assert_ok!(Staking::payout_stakers_by_page(RuntimeOrigin::signed(BOB), 11, 1, 0));
		});
		// 1,000 recognised, 2,000 in the ledger. All of what was at stake in era 1 goes.
		assert_eq!(ledger_of(0), (2_000, 2_000, 0));
		take_events();
		assert_ok!(report(11, first_session_of_era() - 1, 100));
		assert_eq!(take_losses(), vec![(0, 1_000, 1_000, 0)]);
		assert_eq!((Pots::<Test>::get()[0].stake, ledger_of(0).0), (0, 1_000));
		run_blocks(1);
		assert_eq!(LiquidStaking::api_era_record(1).unwrap().reward, 2_000);
		assert_eq!(books().pots, ledger_of(0).0 + ledger_of(1).0);
	});
}

#[test]
fn loss_that_nobody_reported_should_be_recognised_by_the_settlement() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		EraReward::set(0);
		// 300 planck vanish from a ledger without a word.
		assert_ok!(Balances::release(
			&pallet_staking::HoldReason::Staking.into(),
			&pot(1),
			300,
			Precision::Exact
		));
		pallet_staking::Ledger::<Test>::mutate(pot(1), |ledger| {
			let ledger = ledger.as_mut().unwrap();
			ledger.active -= 300;
			ledger.total -= 300;
		});
		assert_eq!(
			LiquidStaking::do_try_state(),
			Err("LS-1: a pot has less than the books say".into())
		);
		take_events();
		run_to_era(2);
		let events = take_events();
		let loss = Event::LossRecognised { pot: 1, loss: 300, holders: 300, exits: 0 };
		assert!(events.contains(&loss), "{events:?}");
		let record = LiquidStaking::api_era_record(1).unwrap();
		assert_eq!((record.loss, record.loss_backing, record.reward), (300, 300, 0));
		assert_eq!(books().pots, 3_700);
	});
}

#[test]
fn fee_should_be_taken_on_what_is_gained_beyond_past_losses_only() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		report_now(11, 50);
		take_events();
		run_to_era(2);
		// 2,000 earned, 500 of it makes the loss good: a tenth of 1,500, at
		// (3,500 + 1,850) / 4,000 planck a share.
		assert!(take_events().contains(&Event::RewardRecognised {
			reward: 2_000,
			fee: 150,
			fee_shares: Shares(112)
		}));
		run_to_era(3);
		let record = LiquidStaking::api_era_record(2).unwrap();
		assert_eq!(record.fee, record.reward / 10);
	});
}

#[test]
fn a_loss_greater_than_a_reward_should_be_made_good_over_eras() {
	ExtBuilder::default().build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 8_000));
		run_to_era(2);
		report_now(11, 100);
		EraReward::set(6_000);
		let mut unrecovered = 5_000;
		for era in 3..8 {
			run_to_era(era);
			let record = LiquidStaking::api_era_record(era - 1).unwrap();
			let regained = record.reward.min(unrecovered);
			assert_eq!(record.fee, (record.reward - regained) / 10, "era {era}");
			unrecovered -= regained;
		}
		assert_eq!(unrecovered, 0);
	});
}

#[test]
fn several_slashes_of_one_era_should_all_count() {
	ExtBuilder::default()
		.pots(vec![vec![11, 21], vec![21, 31]])
		.build_and_execute(|| {
			assert_ok!(deposit(ALICE, 6_000));
			run_to_era(2);
			let before = books();
			take_events();
			report_now(11, 10);
			report_now(21, 10);
			report_now(31, 10);
			let losses = take_losses();
			let lost: Balance = losses.iter().map(|(_, loss, ..)| loss).sum();
			// A tenth of all that was at stake in era 2: 8,000.
			assert_eq!(lost, 800);
			assert_eq!(before.pots - books().pots, 800);
			for index in 0..2 {
				assert_eq!(Pots::<Test>::get()[index as usize].stake, ledger_of(index).0);
			}
		});
}

#[test]
fn slash_under_way_of_a_settlement_should_be_recognised_too() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_block(19);
		slow_settlement();
		take_events();
		// A slash between any two steps: the books follow each of them.
		for block in 20..36 {
			run_to_block(block);
			report_now(if block % 2 == 0 { 11 } else { 21 }, block - 15);
			check();
		}
		SettlementBudget::set(Weight::MAX);
		run_to_block(80);
		let lost: Balance = take_losses().iter().map(|(_, loss, ..)| loss).sum();
		assert!(lost > 0);
		assert_eq!(books().pots + books().idle + books().claims, SEED + 2_000 - lost);
		assert_eq!(Balances::free_balance(LiquidStaking::claims_account()), books().claims + ED);
		assert_ok!(claim_by(ALICE, ALICE, 1));
	});
}
