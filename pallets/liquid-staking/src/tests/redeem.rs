//! Leaving: into the open batch, and the batch's way to its payout.

use crate::{mock::*, Batch, Batches, Call, Claims, Error, Event, Queue};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn redeem_should_put_shares_into_the_open_batch() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(1);
		take_events();
		let rate_before = rate();
		assert_ok!(redeem(ALICE, 300));
		assert_ok!(redeem(ALICE, 200));
		assert_eq!(
			take_events(),
			vec![
				Event::RedeemRequested { who: ALICE, era: 1, shares: Shares(300) },
				Event::RedeemRequested { who: ALICE, era: 1, shares: Shares(200) },
			]
		);
		assert_eq!(Claims::<Test>::get(ALICE, 1), Some(Shares(500)));
		assert_eq!(shares_of(ALICE), 500);
		assert_eq!(shares_of(LiquidStaking::exit_account()), 500);
		// They are shares like the others until the batch closes.
		assert_eq!((books().open_shares, books().issuance), (Shares(500), Shares(3_000)));
		assert_eq!(books().exits, 0);
		assert_eq!(rate(), rate_before);
	});
}

#[test]
fn batch_should_close_at_the_rate_of_the_next_era_and_mature_after_the_bonding_duration() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		// 4,000 behind 4,000 shares and 2,000 streaming, which the open batch still earns.
		assert_ok!(redeem(ALICE, 1_000));
		take_events();
		run_to_era(3);
		assert_eq!(
			take_events(),
			vec![
				Event::PayoutCollected { era: 2, validator: 11, page: 0 },
				Event::PayoutCollected { era: 2, validator: 21, page: 0 },
				Event::RewardRecognised { reward: 2_666, fee: 0, fee_shares: Shares(0) },
				Event::BatchClosed { era: 2, shares: Shares(1_000), amount: 1_500, matures: 6 },
				Event::EraSettled {
					era: 2,
					rate: sp_runtime::FixedU128::from_rational(3, 2),
					issuance: Shares(3_000),
					backing: 4_500,
				},
				Event::StakeUnbonded { pot: 1, amount: 750 },
				Event::StakeUnbonded { pot: 0, amount: 750 },
				Event::SettlementFinished { era: 3 },
			]
		);
		assert_eq!(
			Batches::<Test>::get(2),
			Some(Batch {
				shares: Shares(1_000),
				unclaimed: Shares(1_000),
				value: 1_500,
				units: 1_500,
				generation: 0,
				matures: 6,
				payout: None,
				unpaid: 0,
			})
		);
		assert_eq!(Queue::<Test>::get().into_inner(), vec![2]);
		assert_eq!(shares_of(LiquidStaking::exit_account()), 0);
		assert_eq!(token_supply(), 3_000);
		// It earns nothing while it waits.
		run_to_era(5);
		assert_eq!(books().exits, 1_500);
		assert_eq!(books().claims, 0);
		take_events();
		run_to_era(6);
		let events = take_events();
		let from = events.iter().position(|e| matches!(e, Event::StakeWithdrawn { .. })).unwrap();
		assert_eq!(
			events[from..],
			[
				Event::StakeWithdrawn { pot: 0, amount: 750 },
				Event::StakeWithdrawn { pot: 1, amount: 750 },
				Event::BatchMatured { era: 2, amount: 1_500 },
				Event::SettlementFinished { era: 6 },
			]
		);
		assert_eq!((books().exits, books().claims, books().idle), (0, 1_500, 0));
		assert_eq!(Queue::<Test>::get().into_inner(), Vec::<u32>::new());
		assert_eq!(Balances::free_balance(LiquidStaking::claims_account()), 1_500 + ED);
	});
}

#[test]
fn batches_of_several_eras_should_be_paid_one_after_the_other() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 10_000));
		for era in 1..5 {
			run_to_era(era);
			assert_ok!(redeem(ALICE, 1_000));
		}
		run_to_era(5);
		// The batch of era 1, closed in era 2, has just been paid.
		assert_eq!(Queue::<Test>::get().into_inner(), vec![2, 3, 4]);
		let mut received = Vec::new();
		for era in 5..9 {
			run_to_era(era);
			let before = Balances::free_balance(ALICE);
			assert_ok!(claim_by(ALICE, ALICE, era - 4));
			received.push(Balances::free_balance(ALICE) - before);
			check();
		}
		// Every batch at the rate at which it closed.
		assert!(received.windows(2).all(|pair| pair[0] < pair[1]), "{received:?}");
		assert_eq!(Batches::<Test>::iter().count(), 0);
	});
}

#[test]
fn deposits_should_fund_exits_before_stake_is_unbonded() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 1_000));
		assert_ok!(deposit(BOB, 700));
		take_events();
		run_to_era(2);
		// The batch is worth 1,000 (no reward has vested): 700 are at hand, 300 are unbonded.
		let events = take_events();
		let moved: Vec<_> = events
			.iter()
			.filter_map(|event| match event {
				Event::StakeUnbonded { amount, .. } => Some(*amount),
				Event::StakeBonded { .. } => panic!("nothing is left to bond"),
				_ => None,
			})
			.collect();
		assert_eq!(moved, vec![150, 150]);
		assert_eq!((books().exits, books().idle), (1_000, 700));
		run_to_era(5);
		assert_ok!(claim_by(BOB, ALICE, 1));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED);
		assert_eq!(books().idle, 0);
	});
}

#[test]
fn everything_but_the_seed_should_be_able_to_leave() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 6_000));
		assert_ok!(deposit(BOB, 2_000));
		run_to_era(2);
		assert_ok!(redeem(ALICE, 6_000));
		assert_ok!(redeem(BOB, 2_000));
		run_to_era(6);
		assert_ok!(claim_by(ALICE, ALICE, 2));
		assert_ok!(claim_by(BOB, BOB, 2));
		assert_eq!(books().issuance, Shares(SEED));
		assert_eq!(token_supply(), SEED);
		// 10,000 and a reward of 2,000 for era 1: each share took 1.2.
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 6_000 + 7_200);
		assert_eq!(Balances::free_balance(BOB), ENDOWED - 2_000 + 2_400);
		assert_eq!((books().exits, books().claims, books().exit_units), (0, 0, 0));
		// The seed goes on earning.
		let before = rate();
		run_to_era(8);
		assert!(rate() > before);
	});
}

#[test]
fn redeem_should_fail_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::redeem { shares: Shares(100) };
		assert_noop!(dispatch(RuntimeOrigin::none(), call), BadOrigin);
	});
}

#[test]
fn redeem_should_fail_when_amount_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(redeem(ALICE, 0), Error::<Test>::AmountZero);
	});
}

#[test]
fn redeem_should_fail_when_below_minimum() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		assert_noop!(redeem(ALICE, 49), Error::<Test>::BelowMinimum);
		assert_ok!(redeem(ALICE, 50));
	});
}

#[test]
fn redeem_should_take_less_than_the_minimum_when_it_is_all() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(redeem(ALICE, 970));
		assert_noop!(redeem(ALICE, 29), Error::<Test>::BelowMinimum);
		assert_ok!(redeem(ALICE, 30));
		assert_eq!(shares_of(ALICE), 0);
	});
}

#[test]
fn redeem_should_fail_when_more_than_owned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(redeem(ALICE, 100), Error::<Test>::InsufficientShares);
		assert_ok!(deposit(ALICE, 1_000));
		assert_noop!(redeem(ALICE, 1_001), Error::<Test>::InsufficientShares);
		assert_noop!(redeem(ALICE, u128::MAX), Error::<Test>::InsufficientShares);
	});
}

#[test]
fn redeem_should_fail_when_less_than_the_asset_minimum_would_stay() {
	ExtBuilder::default().build_and_execute(|| {
		set_asset_minimum(20);
		assert_ok!(deposit(ALICE, 1_000));
		assert_noop!(redeem(ALICE, 981), Error::<Test>::BelowMinimum);
		assert_noop!(instant_redeem(ALICE, 981), Error::<Test>::BelowMinimum);
		assert_ok!(redeem(ALICE, 980));
		// All of it, though it is less than the smallest redemption.
		assert_ok!(redeem(ALICE, 20));
	});
}

#[test]
fn less_than_the_asset_minimum_should_find_no_way_into_the_batch() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		let exit = LiquidStaking::exit_account();
		assert_ok!(deposit(BOB, 1_000));
		touch(ALICE);
		assert_ok!(give(BOB, ALICE, 4));
		assert_ok!(redeem(BOB, 100));
		// It is all that she holds. Bob could take his back, and what is left would die with the
		// account.
		assert_noop!(redeem(ALICE, 4), Error::<Test>::BelowMinimum);
		assert_ok!(cancel_redeem(BOB, 100));
		assert_eq!((shares_of(exit), books().open_shares), (0, Shares(0)));
		// As much as the asset's minimum is enough, and stays enough for the account.
		assert_ok!(give(BOB, ALICE, 1));
		assert_ok!(redeem(BOB, 100));
		assert_ok!(redeem(ALICE, 5));
		assert_ok!(cancel_redeem(BOB, 100));
		assert_eq!((shares_of(exit), books().open_shares), (5, Shares(5)));
		// One that has a position can put the rest of what it holds to it.
		assert_ok!(give(BOB, ALICE, 3));
		assert_ok!(redeem(ALICE, 3));
		take_events();
		run_to_era(1);
		assert!(take_events().contains(&Event::BatchClosed {
			era: 0,
			shares: Shares(8),
			amount: 8,
			matures: 4
		}));
		assert_eq!((shares_of(exit), token_supply()), (0, SEED + 992));
	});
}

#[test]
fn what_is_given_to_the_exit_account_should_keep_no_batch_from_closing() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		let exit = LiquidStaking::exit_account();
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(redeem(ALICE, 100));
		assert_ok!(give(ALICE, exit, 4));
		assert_ok!(cancel_redeem(ALICE, 50));
		assert_eq!((shares_of(exit), books().open_shares), (54, Shares(50)));
		run_to_era(1);
		// What would be too little to stay goes with it: nobody will redeem it.
		assert_eq!((shares_of(exit), token_supply()), (0, SEED + 946));
		assert_eq!(books().issuance, Shares(SEED + 950));
		// More than that stays where it is.
		assert_ok!(redeem(ALICE, 100));
		assert_ok!(give(ALICE, exit, 7));
		run_to_era(2);
		assert_eq!((shares_of(exit), books().open_shares), (7, Shares(0)));
		assert_ok!(redeem(ALICE, 100));
		assert_ok!(cancel_redeem(ALICE, 100));
		assert_eq!((shares_of(exit), books().open_shares), (7, Shares(0)));
	});
}

#[test]
fn positions_should_not_fall_below_an_asset_minimum_that_was_raised() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		// The smallest redemption is 50.
		set_asset_minimum(60);
		assert_noop!(redeem(ALICE, 59), Error::<Test>::BelowMinimum);
		assert_ok!(redeem(ALICE, 120));
		assert_noop!(cancel_redeem(ALICE, 61), Error::<Test>::BelowMinimum);
		assert_noop!(transfer_claim(ALICE, 0, BOB, 61), Error::<Test>::BelowMinimum);
		assert_noop!(transfer_claim(ALICE, 0, BOB, 59), Error::<Test>::BelowMinimum);
		assert_ok!(transfer_claim(ALICE, 0, BOB, 60));
		assert_ok!(cancel_redeem(BOB, 60));
		assert_eq!(shares_of(LiquidStaking::exit_account()), 60);
	});
}
