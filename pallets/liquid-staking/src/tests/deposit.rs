//! Paying in.

use crate::{mock::*, Call, Error, Event, Params};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, Perbill};

#[test]
fn deposit_should_mint_at_par_before_rewards() {
	ExtBuilder::default().build_and_execute(|| {
		take_events();
		assert_ok!(deposit_for(ALICE, 1_000, 1_000));
		assert_eq!(
			take_events(),
			vec![Event::Deposited { who: ALICE, amount: 1_000, shares: Shares(1_000) }]
		);
		assert_eq!(shares_of(ALICE), 1_000);
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000);
		let books = books();
		assert_eq!((books.pots, books.idle), (SEED, 1_000));
		assert_eq!((books.backing, books.stream.amount), (SEED + 1_000, 0));
		assert_eq!(books.issuance, Shares(SEED + 1_000));
		assert_eq!((books.flows.deposits, books.flows.premium), (1_000, 0));
	});
}

#[test]
fn deposit_should_cost_the_forward_rate_and_leave_the_net_rate() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		// Backing 2,000, stream 2,000, issuance 2,000: forward 2, net 1.
		run_to_era(2);
		assert_eq!((books().backing, books().stream.amount), (2_000, 2_000));
		take_events();
		assert_ok!(deposit(ALICE, 1_000));
		assert_eq!(
			take_events(),
			vec![Event::Deposited { who: ALICE, amount: 1_000, shares: Shares(500) }]
		);
		// 500 shares are worth 500 now; the other 500 join the stream.
		let after = books();
		assert_eq!((after.backing, after.stream.amount), (2_500, 2_500));
		assert_eq!((after.flows.deposits, after.flows.premium), (500, 500));
		assert_eq!(rate(), 1_000_000_000_000_000_000);
		// The premium has vested with the rest when the era ends: what was paid is there.
		run_blocks(10);
		assert_eq!(LiquidStaking::api_preview_redeem(Shares(500)), Some(1_000));
	});
}

#[test]
fn newcomer_should_gain_nothing_from_rewards_earned_before() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		// Before: backing 4,000, stream 2,000, issuance 4,000. Bob buys at 1.5.
		assert_ok!(deposit(BOB, 3_000));
		assert_eq!((shares_of(ALICE), shares_of(BOB)), (2_000, 2_000));
		// The moment before the next reward is recognised, the one before has nearly vested:
		// nine tenths of 3,000 (2,000 of reward, 1,000 of premium).
		run_to_block(29);
		assert_eq!(LiquidStaking::api_preview_redeem(Shares(2_000)), Some(2_900));
		run_to_block(30);
		let record = LiquidStaking::api_era_record(2).unwrap();
		assert_eq!((record.backing, record.issuance), (9_000, Shares(6_000)));
		// Bob has what he paid, Alice what she paid and her half of the reward.
		assert_eq!(LiquidStaking::api_position(BOB).value, 3_000);
		assert_eq!(LiquidStaking::api_position(ALICE).value, 3_000);
		// From the next reward on both gain alike.
		run_to_block(40);
		assert_eq!(record.reward, 2_666);
		assert_eq!(LiquidStaking::api_position(BOB).value, 3_888);
		assert_eq!(LiquidStaking::api_position(ALICE).value, 3_888);
	});
}

#[test]
fn deposits_of_one_block_should_all_have_the_same_price() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(3);
		run_blocks(4);
		let preview = LiquidStaking::api_preview_deposit(10_000).unwrap();
		assert_ok!(deposit(ALICE, 10_000));
		assert_ok!(deposit(BOB, 10_000));
		assert_ok!(deposit(CHARLIE, 10_000));
		assert_eq!(Shares(shares_of(ALICE)), preview.shares);
		assert_eq!(shares_of(BOB), shares_of(ALICE));
		assert_eq!(shares_of(CHARLIE), shares_of(ALICE));
	});
}

#[test]
fn deposit_should_take_what_leaves_the_account_alive() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(deposit(ALICE, ENDOWED - ED + 1), Error::<Test>::InsufficientFunds);
		assert_ok!(deposit(ALICE, ENDOWED - ED));
		assert_eq!(Balances::free_balance(ALICE), ED);
	});
}

#[test]
fn deposit_should_fail_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::deposit { amount: 1_000, min_shares: Shares(0) };
		assert_noop!(dispatch(RuntimeOrigin::none(), call.clone()), BadOrigin);
		assert_noop!(dispatch(RuntimeOrigin::root(), call), BadOrigin);
	});
}

#[test]
fn deposit_should_fail_when_amount_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(deposit(ALICE, 0), Error::<Test>::AmountZero);
	});
}

#[test]
fn deposit_should_fail_when_below_minimum() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(deposit(ALICE, 99), Error::<Test>::BelowMinimum);
		assert_ok!(deposit(ALICE, 100));
	});
}

#[test]
fn deposit_should_fail_when_too_small_for_a_share() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(set_params(Params { min_deposit: ED, fee: Perbill::zero(), ..params() }));
		EraReward::set(120_000);
		run_to_era(2);
		// Each pot has gained 20,000 planck: a share costs 21. Her account may hold just one.
		touch(ALICE);
		assert_noop!(deposit(ALICE, 20), Error::<Test>::BelowMinimum);
		assert_ok!(deposit(ALICE, 21));
		assert_eq!(shares_of(ALICE), 1);
	});
}

#[test]
fn deposit_should_fail_when_slippage_is_exceeded() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(2);
		assert_noop!(deposit_for(ALICE, 1_000, 501), Error::<Test>::SlippageExceeded);
		assert_ok!(deposit_for(ALICE, 1_000, 500));
	});
}

#[test]
fn deposit_should_fail_when_more_than_owned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(deposit(ALICE, ENDOWED + 1), Error::<Test>::InsufficientFunds);
		assert_noop!(deposit(1_234, 1_000), Error::<Test>::InsufficientFunds);
		assert_noop!(deposit(ALICE, Balance::MAX), Error::<Test>::Overflow);
	});
}

#[test]
fn donations_should_change_neither_the_rate_nor_the_books() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(3);
		assert_ok!(redeem(ALICE, 400));
		let before = books();
		let preview = LiquidStaking::api_preview_deposit(1_000);
		for to in [LiquidStaking::pool_account(), LiquidStaking::claims_account(), pot(0), pot(1)] {
			assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(BOB), to, 50_000));
		}
		let exit = LiquidStaking::exit_account();
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, exit, 100));
		assert_eq!(books(), before);
		assert_eq!(LiquidStaking::api_preview_deposit(1_000), preview);
		check();
		// Nor do they at the next settlements: every planck is a payout or was there before.
		for era in 4..8 {
			let pots_before = books().pots + books().idle;
			take_events();
			run_to_era(era);
			let reward = LiquidStaking::api_era_record(era - 1).unwrap().reward;
			assert!(reward < 3_000);
			assert_eq!(books().pots + books().idle + books().claims, pots_before + reward);
			check();
		}
		assert_eq!(Assets::balance(1, exit), 100);
	});
}

#[test]
fn first_depositor_should_not_be_able_to_inflate_the_price() {
	ExtBuilder::default().build_and_execute(|| {
		// Bob takes a small position first, donates a fortune everywhere, and waits for Alice.
		assert_ok!(deposit(BOB, 100));
		for to in [LiquidStaking::pool_account(), pot(0), pot(1)] {
			assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(BOB), to, 300_000));
		}
		assert_ok!(deposit(ALICE, 150));
		assert_eq!((shares_of(BOB), shares_of(ALICE)), (100, 150));
		assert_eq!(LiquidStaking::api_position(BOB).value, 100);
		assert_eq!(LiquidStaking::api_position(ALICE).value, 150);
		// The settlement stakes none of it.
		run_to_era(1);
		assert_eq!(books().pots, SEED + 250);
		assert_eq!(LiquidStaking::api_position(BOB).value, 100);
	});
}

#[test]
fn burning_own_shares_should_not_move_the_rate() {
	ExtBuilder::default().build_and_execute(|| {
		// An account opened with a deposit of its own may be given up together with what it holds.
		assert_ok!(Assets::touch(RuntimeOrigin::signed(ALICE), 1));
		assert_ok!(deposit(ALICE, 1_000));
		let rate_before = rate();
		let before = books();
		assert_ok!(Assets::refund(RuntimeOrigin::signed(ALICE), 1, true));
		assert_eq!((shares_of(ALICE), token_supply()), (0, SEED));
		assert_eq!((rate(), books()), (rate_before, before));
		// Redemptions and settlements go on.
		assert_ok!(deposit(BOB, 1_000));
		assert_ok!(redeem(BOB, 1_000));
		run_to_era(4);
		assert_ok!(claim_by(BOB, BOB, 0));
	});
}
