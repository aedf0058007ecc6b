//! Paying in.

use crate::{mock::*, Error, Event, Pool};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};

#[test]
fn deposit_should_mint_at_par_before_rewards() {
	ExtBuilder::default().build_and_execute(|| {
		take_events();
		assert_ok!(LiquidStaking::deposit(RuntimeOrigin::signed(ALICE), 1_000, Shares(1_000)));
		assert_eq!(
			take_events(),
			vec![Event::Deposited { who: ALICE, amount: 1_000, shares: Shares(1_000) }]
		);
		assert_eq!(Assets::balance(1, ALICE), 1_000);
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000);
		let books = Pool::<Test>::get().unwrap();
		assert_eq!((books.pots, books.idle, books.backing), (SEED, 1_000, SEED + 1_000));
	});
}

#[test]
fn smoke() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(LiquidStaking::deposit(RuntimeOrigin::signed(ALICE), 1_000, Shares(1_000)));
		for era in 1..12 {
			take_events();
			run_to_era(era);
			for e in take_events() { println!("{era} {e:?}"); }
			println!("{:?}", Pool::<Test>::get().unwrap());
			if era == 5 {
				assert_ok!(LiquidStaking::redeem(RuntimeOrigin::signed(ALICE), Shares(500)));
			}
			check();
		}
		assert_ok!(LiquidStaking::claim(RuntimeOrigin::signed(BOB), ALICE, 5));
		for e in take_events() { println!("{e:?}"); }
	});
}
#[test]
fn deposit_should_fail_when_amount_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			LiquidStaking::deposit(RuntimeOrigin::signed(ALICE), 0, Shares(0)),
			Error::<Test>::AmountZero
		);
	});
}
