//! Every check of the invariants catches a state that is broken on purpose, and the one funnel
//! through which the books change refuses what would break them.

use crate::{books::Rate, mock::*, Batches, Books, Claims, Parameters, Pool, Pots, Queue};
use estuary_math::Shares;
use frame_support::{
	assert_ok,
	traits::{
		fungible::{Mutate, Unbalanced},
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::TryRuntimeError;

type StEst = <Test as crate::Config>::Shares;

/// A pool with a claimable batch (of era 1), one that waits (of era 3) and an open one (of era 5).
fn busy_pool(test: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		assert_ok!(deposit(ALICE, 4_000));
		for era in [1, 3, 5] {
			run_to_era(era);
			assert_ok!(redeem(ALICE, 300));
		}
		check();
		test();
	});
}

/// Breaks the state and sees that `try_state` says what is wrong.
fn caught(message: &'static str, breaking: impl FnOnce()) {
	busy_pool(|| {
		breaking();
		assert_eq!(LiquidStaking::do_try_state(), Err(TryRuntimeError::Other(message)));
		#[cfg(feature = "try-runtime")]
		{
			use frame_support::traits::Hooks;
			let hook = <LiquidStaking as Hooks<u32>>::try_state(System::block_number());
			assert_eq!(hook, Err(TryRuntimeError::Other(message)));
		}
	});
}

fn change(change: impl FnOnce(&mut Books)) {
	Pool::<Test>::mutate_extant(change);
}

/// Changes both sides of the books, so that LS-1 alone does not catch it.
fn change_both(by: Balance, other: impl FnOnce(&mut Books)) {
	change(|books| {
		books.backing += by;
		other(books);
	});
}

#[test]
fn try_state_should_accept_a_busy_pool() {
	busy_pool(|| {
		assert_ok!(LiquidStaking::do_try_state());
		assert_eq!(Batches::<Test>::iter().count(), 2);
		assert!(books().claims > 0 && books().exits > 0 && books().open_shares.0 > 0);
	});
}

#[test]
fn try_state_should_catch_pots_without_a_pool() {
	caught("pots without a pool", Pool::<Test>::kill);
}

#[test]
fn try_state_should_catch_a_pool_without_parameters() {
	caught("a pool without parameters", Parameters::<Test>::kill);
}

#[test]
fn try_state_should_catch_books_that_do_not_balance() {
	let message = "LS-1: the two sides of the books differ";
	caught(message, || change(|books| books.backing += 1));
	caught(message, || change(|books| books.stream.amount -= 1));
	caught(message, || change(|books| books.exits -= 1));
	caught(message, || change(|books| books.provision += 1));
	caught(message, || change(|books| books.idle += 1));
	caught(message, || change(|books| books.pots -= 1));
}

#[test]
fn try_state_should_catch_a_pot_with_less_than_the_books_say() {
	caught("LS-1: a pot has less than the books say", || {
		pallet_staking::Ledger::<Test>::mutate(pot(1), |ledger| {
			ledger.as_mut().unwrap().total -= 1;
		});
	});
}

#[test]
fn try_state_should_catch_stakes_that_do_not_sum_up() {
	let message = "LS-1: the pots' stakes do not sum to that of the books";
	caught(message, || Pots::<Test>::mutate(|pots| pots[0].stake -= 1));
	caught(message, || change_both(1, |books| books.pots += 1));
}

#[test]
fn try_state_should_catch_idle_that_is_not_there() {
	caught("LS-1: the pool's account has less than the idle EST of the books", || {
		change_both(1, |books| books.idle += 1);
	});
}

#[test]
fn try_state_should_catch_shares_that_the_books_do_not_know() {
	let message = "LS-2: there is more stEST than the books say";
	caught(message, || assert!(StEst::mint_into(&BOB, LEAST_SHARES).is_ok()));
	caught(message, || change(|books| books.issuance.0 -= 1));
}

#[test]
fn try_state_should_catch_an_open_batch_without_its_shares() {
	caught("LS-2: the open batch has fewer shares than the books say", || {
		let exit = LiquidStaking::exit_account();
		assert_ok!(StEst::burn_from(
			&exit,
			1,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Force
		));
	});
}

#[test]
fn try_state_should_catch_claims_that_are_not_in_their_batch() {
	let open = "LS-3: claims do not sum to the open batch";
	caught(open, || Claims::<Test>::insert(BOB, 5, Shares(1)));
	caught(open, || Claims::<Test>::remove(ALICE, 5));
	let closed = "LS-3: claims do not sum to their batch";
	caught(closed, || Claims::<Test>::insert(BOB, 3, Shares(1)));
	caught(closed, || Claims::<Test>::remove(ALICE, 1));
	caught("LS-3: a claim on a batch that does not exist", || {
		Claims::<Test>::insert(BOB, 77, Shares(1));
	});
}

#[test]
fn try_state_should_catch_a_waiting_batch_that_is_not_queued() {
	caught("LS-9: a waiting batch is not queued", Queue::<Test>::kill);
	caught("LS-9: queue", || {
		assert_ok!(Queue::<Test>::try_append(77));
	});
}

#[test]
fn try_state_should_catch_units_that_do_not_sum_up() {
	caught("LS-1: batches do not sum to the exit units", || {
		change(|books| books.exit_units += 1);
	});
}

#[test]
fn try_state_should_catch_payouts_that_do_not_sum_up() {
	let message = "LS-3: unclaimed payouts are not those of the books";
	caught(message, || change(|books| books.claims -= 1));
	caught(message, || {
		Batches::<Test>::mutate(1, |batch| batch.as_mut().unwrap().unpaid += 1);
	});
}

#[test]
fn try_state_should_catch_a_claims_account_that_is_short() {
	caught("LS-3: the claims account has less than is unclaimed", || {
		let claims = LiquidStaking::claims_account();
		let balance = Balances::free_balance(claims);
		assert_ok!(Balances::write_balance(&claims, balance - 1).map(|_| ()));
	});
}

#[test]
#[should_panic(expected = "LS-1")]
fn funnel_should_refuse_books_that_do_not_balance() {
	busy_pool(|| {
		let _outcome = LiquidStaking::change_books(Rate::Holds, |books, _| {
			books.idle += 1;
			Ok(())
		});
	});
}

#[test]
#[should_panic(expected = "LS-1")]
fn funnel_should_refuse_a_loss_that_does_not_balance() {
	busy_pool(|| {
		let _outcome = LiquidStaking::change_books(Rate::MayFall, |books, _| {
			books.pots -= 1;
			Ok(())
		});
	});
}

#[test]
#[should_panic(expected = "LS-4")]
fn funnel_should_refuse_a_falling_rate() {
	busy_pool(|| {
		let _outcome = LiquidStaking::change_books(Rate::Holds, |books, now| {
			books.recognise_loss(books.pots / 2, &mut [], now)
		});
	});
}

#[test]
#[should_panic(expected = "LS-4")]
fn funnel_should_refuse_shares_for_nothing() {
	busy_pool(|| {
		let _outcome = LiquidStaking::change_books(Rate::Holds, |books, _| {
			books.issuance.0 += 1;
			Ok(())
		});
	});
}

#[test]
fn funnel_should_write_nothing_when_a_change_fails() {
	busy_pool(|| {
		let before = books();
		let refused = LiquidStaking::change_books(Rate::Holds, |books, _| {
			books.bonded(1)?;
			books.bonded(Balance::MAX)
		});
		assert_eq!(refused, Err(crate::Error::<Test>::IdleTooLow.into()));
		assert_eq!(books(), before);
	});
}

#[test]
fn funnel_should_let_the_rate_fall_by_a_loss() {
	busy_pool(|| {
		let before = rate();
		let loss = books().pots / 2;
		assert_ok!(LiquidStaking::change_books(Rate::MayFall, |books, now| {
			books.recognise_loss(loss, &mut [], now)
		}));
		assert!(rate() < before);
	});
}

#[test]
fn accounts_of_the_pool_should_all_be_different() {
	let mut accounts: Vec<_> = (0..256).map(pot).collect();
	accounts.extend([
		LiquidStaking::pool_account(),
		LiquidStaking::claims_account(),
		LiquidStaking::exit_account(),
	]);
	accounts.sort();
	accounts.dedup();
	assert_eq!(accounts.len(), 259);
}

#[test]
fn bounds_of_the_runtime_should_fit_together() {
	use frame_support::traits::Hooks;
	<LiquidStaking as Hooks<u32>>::integrity_test();
}

#[test]
fn try_state_should_catch_an_open_batch_that_should_have_closed() {
	ExtBuilder::default().build().execute_with(|| {
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(redeem(ALICE, 300));
		// The bonding duration is three eras.
		let settled = |era| crate::Cycle::<Test>::mutate(|cycle| cycle.settled = era);
		settled(5);
		check();
		settled(6);
		let message = "LS-9: a late batch without a reason";
		assert_eq!(LiquidStaking::do_try_state(), Err(TryRuntimeError::Other(message)));
		assert_ok!(cancel_redeem(ALICE, 300));
		check();
	});
}

#[test]
fn try_state_should_catch_a_released_pot_with_less_than_the_books_say() {
	caught("LS-1: a pot has less than the books say", || {
		let had = ledger_of(0).0;
		let spans = 10;
		assert_ok!(pallet_staking::Pallet::<Test>::force_unstake(
			RuntimeOrigin::root(),
			pot(0),
			spans
		));
		check();
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), pot(0), had + ED - 1));
	});
}
