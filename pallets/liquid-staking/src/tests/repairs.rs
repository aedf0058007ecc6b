//! What goes wrong around the pool, and how it is put right.

use crate::{mock::*, Error, Event};
use estuary_math::Shares;
use estuary_primitives::types::Step;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

const ONE: u128 = 1_000_000_000_000_000_000;

/// Rewards recognised, failed steps and losses since the last call.
fn take_recognition() -> Vec<Event<Test>> {
	take_events()
		.into_iter()
		.filter(|event| {
			matches!(
				event,
				Event::RewardRecognised { .. } |
					Event::StepFailed { .. } |
					Event::LossRecognised { .. } |
					Event::PayoutFailed { .. } |
					Event::PayoutCollected { .. }
			)
		})
		.collect()
}

#[test]
fn instant_redeem_should_fail_when_less_than_the_minimum_of_the_asset_would_stay() {
	ExtBuilder::default().build_and_execute(|| {
		let reserve = sp_runtime::Perbill::from_percent(10);
		assert_ok!(set_params(crate::Params { reserve, ..params() }));
		set_asset_minimum(20);
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, BOB, 100));
		run_to_era(1);
		// A tenth of 3,000 is at hand.
		assert_eq!(books().reserve, 300);
		assert_noop!(instant_redeem(BOB, 81), Error::<Test>::BelowMinimum);
		assert_ok!(instant_redeem(BOB, 80));
		assert_eq!((shares_of(BOB), Balances::free_balance(BOB)), (20, ENDOWED + 79));
	});
}

#[test]
fn what_a_pot_held_should_be_taken_back_when_staking_has_let_go_of_it() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(Staking::force_unstake(RuntimeOrigin::root(), pot(0), 0));
		assert_eq!((ledger_of(0).0, Balances::free_balance(pot(0))), (0, 2_000 + ED));
		check();
		// A gift on top is nobody's.
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(BOB), pot(0), 500));
		take_events();
		run_to_era(2);
		let events = take_events();
		let moved: Vec<_> = events
			.iter()
			.filter(|event| {
				matches!(
					event,
					Event::StakeWithdrawn { .. } |
						Event::StakeBonded { .. } |
						Event::Nominated { .. } |
						Event::LossRecognised { .. } |
						Event::StepFailed { .. }
				)
			})
			.collect();
		assert_eq!(
			moved,
			vec![
				&Event::StakeWithdrawn { pot: 0, amount: 2_000 },
				&Event::StakeBonded { pot: 0, amount: 2_000 },
				&Event::Nominated { pot: 0, validators: 1 },
			]
		);
		assert_eq!((ledger_of(0), nominations(0)), ((2_000, 2_000, 0), vec![11]));
		assert_eq!((rate(), Balances::free_balance(pot(0))), (ONE, 500 + ED));
	});
}

#[test]
fn what_is_missing_when_staking_has_let_go_of_a_pot_should_be_a_loss() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(Staking::force_unstake(RuntimeOrigin::root(), pot(0), 0));
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), pot(0), 1_500 + ED));
		take_events();
		run_to_era(2);
		let events = take_events();
		assert!(events.contains(&Event::StakeWithdrawn { pot: 0, amount: 1_500 }), "{events:?}");
		assert!(
			events.contains(&Event::LossRecognised { pot: 0, loss: 500, holders: 500, exits: 0 }),
			"{events:?}"
		);
		assert_eq!((rate(), books().pots), (ONE * 35 / 40, 3_500));
	});
}

#[test]
fn a_fee_too_small_for_its_account_should_be_waived() {
	ExtBuilder::default().build_and_execute(|| {
		set_asset_minimum(1_000);
		run_to_block(19);
		take_events();
		run_to_block(20);
		let error: DispatchError = sp_runtime::TokenError::BelowMinimum.into();
		let events = take_recognition();
		assert_eq!(
			events[2..],
			[
				Event::StepFailed { step: Step::Recognise, error },
				Event::RewardRecognised { reward: 2_000, fee: 0, fee_shares: Shares(0) },
			]
		);
		assert_eq!((books().stream.amount, shares_of(FEES)), (2_000, 0));
	});
}
