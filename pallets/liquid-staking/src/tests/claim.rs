//! Claiming what a batch was paid out with.

use crate::{mock::*, Batches, Call, Claims, Error, Event};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

/// Alice's 300 of 1,000 shares are claimable from the batch of era 1 for 300 planck.
fn with_matured_batch(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(deposit(BOB, 1_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 300));
		assert_ok!(redeem(BOB, 700));
		run_to_era(5);
		assert_eq!(Batches::<Test>::get(1).unwrap().payout, Some(1_000));
		take_events();
		test();
	});
}

#[test]
fn claim_should_pay_the_owner_whoever_calls() {
	with_matured_batch(|| {
		let before = books();
		assert_ok!(claim_by(CHARLIE, ALICE, 1));
		assert_eq!(take_events(), vec![Event::Claimed { owner: ALICE, era: 1, amount: 300 }]);
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000 + 300);
		assert_eq!(Balances::free_balance(CHARLIE), ENDOWED);
		assert_eq!(Balances::free_balance(LiquidStaking::claims_account()), 700 + ED);
		assert_eq!(Claims::<Test>::get(ALICE, 1), None);
		assert_eq!(Claims::<Test>::get(BOB, 1), Some(Shares(700)));
		let batch = Batches::<Test>::get(1).unwrap();
		assert_eq!((batch.unclaimed, batch.unpaid), (Shares(700), 700));
		let mut expected = before;
		expected.claims = 700;
		assert_eq!(books(), expected);
	});
}

#[test]
fn claim_should_fail_when_claimed_twice() {
	with_matured_batch(|| {
		assert_ok!(claim_by(ALICE, ALICE, 1));
		assert_noop!(claim_by(ALICE, ALICE, 1), Error::<Test>::ClaimNotFound);
		// The last claim takes the batch with it.
		assert_ok!(claim_by(BOB, BOB, 1));
		assert_noop!(claim_by(BOB, BOB, 1), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn claim_should_fail_when_the_account_has_none() {
	with_matured_batch(|| {
		assert_noop!(claim_by(ALICE, CHARLIE, 1), Error::<Test>::ClaimNotFound);
	});
}

#[test]
fn claim_should_fail_when_the_batch_is_unknown() {
	with_matured_batch(|| {
		for era in [0, 2, 99, u32::MAX] {
			assert_noop!(claim_by(ALICE, ALICE, era), Error::<Test>::BatchNotFound);
		}
	});
}

#[test]
fn claim_should_fail_when_the_batch_is_open() {
	with_matured_batch(|| {
		assert_ok!(redeem(ALICE, 100));
		assert_noop!(claim_by(ALICE, ALICE, 5), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn claim_should_fail_when_the_batch_has_not_matured() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 300));
		for era in 2..5 {
			run_to_era(era);
			assert_noop!(claim_by(ALICE, ALICE, 1), Error::<Test>::BatchNotMatured);
		}
		run_to_era(5);
		assert_ok!(claim_by(ALICE, ALICE, 1));
	});
}

#[test]
fn claim_should_fail_when_not_signed() {
	with_matured_batch(|| {
		let call = Call::claim { owner: ALICE, era: 1 };
		assert_noop!(dispatch(RuntimeOrigin::none(), call), BadOrigin);
	});
}

#[test]
fn claim_should_fail_when_the_owner_cannot_receive() {
	ExtBuilder::default().build_and_execute(|| {
		let min_redeem = Shares(LEAST_SHARES);
		assert_ok!(set_params(crate::Params { min_redeem, ..params() }));
		// An account that exists through its stEST alone, and less than an existential deposit.
		let newcomer = 77;
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, newcomer, 9));
		run_to_era(1);
		assert_ok!(redeem(newcomer, 9));
		assert_ok!(redeem(ALICE, 100));
		run_to_era(5);
		assert_noop!(claim_by(BOB, newcomer, 1), Error::<Test>::OwnerCannotReceive);
		// The claim stays, and is paid when the account can hold it.
		assert_ok!(claim_by(BOB, ALICE, 1));
		assert_noop!(claim_by(BOB, newcomer, 1), Error::<Test>::OwnerCannotReceive);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(BOB), newcomer, ED));
		assert_ok!(claim_by(BOB, newcomer, 1));
		assert_eq!(Balances::free_balance(newcomer), ED + 9);
	});
}

#[test]
fn claim_should_open_an_account_that_is_paid_enough() {
	ExtBuilder::default().build_and_execute(|| {
		let newcomer = 77;
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, newcomer, 50));
		run_to_era(1);
		assert_ok!(redeem(newcomer, 50));
		run_to_era(5);
		assert_eq!(Balances::free_balance(newcomer), 0);
		assert_ok!(claim_by(BOB, newcomer, 1));
		assert_eq!(Balances::free_balance(newcomer), 50);
	});
}

/// 1,000 accounts with 50 to 56 shares each leave in era 1; the batch is paid out in era 5 after a
/// loss that makes every claim a broken number.
fn crowd() -> (Vec<AccountId>, sp_io::TestExternalities) {
	let mut ext = ExtBuilder::default().fee(0).build();
	let crowd: Vec<AccountId> = (10_000..11_000).collect();
	ext.execute_with(|| {
		assert_ok!(deposit(ALICE, 60_000));
		for who in &crowd {
			let shares = 50 + who % 7;
			assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, *who, shares));
		}
		run_to_era(2);
		for who in &crowd {
			assert_ok!(redeem(*who, 50 + who % 7));
		}
		run_to_era(3);
		report_now(11, 13);
		run_to_era(6);
		take_events();
	});
	(crowd, ext)
}

/// Lets all claim in the order given; returns who got what, and the books afterwards.
fn claim_all(order: &[AccountId]) -> (Vec<(AccountId, Balance)>, crate::Books) {
	let (_, mut ext) = crowd();
	ext.execute_with(|| {
		let batch = Batches::<Test>::get(2).unwrap();
		let payout = batch.payout.unwrap();
		let idle = books().idle;
		let backing = books().backing;
		for who in order {
			assert_ok!(claim_by(CHARLIE, *who, 2));
		}
		let mut got: Vec<_> = order.iter().map(|who| (*who, Balances::free_balance(who))).collect();
		got.sort();
		for (who, amount) in &got {
			assert_eq!(*amount, payout * (50 + who % 7) / batch.shares.0);
		}
		// What rounding left over went back to the pool with the last claim.
		let dust = payout - got.iter().map(|(_, amount)| amount).sum::<Balance>();
		assert!(dust > 0 && dust < 1_000);
		assert_eq!(books().idle, idle + dust);
		assert_eq!(books().backing, backing + dust);
		assert_eq!((books().claims, books().flows.dust), (0, dust));
		assert_eq!(Balances::free_balance(LiquidStaking::claims_account()), ED);
		assert_eq!((Batches::<Test>::iter().count(), Claims::<Test>::iter().count()), (0, 0));
		check();
		(got, books())
	})
}

#[test]
fn a_thousand_claims_should_bring_the_same_in_any_order() {
	let (crowd, _) = crowd();
	let forward = claim_all(&crowd);
	let backward = claim_all(&crowd.iter().rev().copied().collect::<Vec<_>>());
	// 617 and 1,000 have no common divisor: every account once, in a scattered order.
	let scattered: Vec<_> = (0..1_000).map(|i| crowd[(i * 617) % 1_000]).collect();
	assert_eq!(forward, backward);
	assert_eq!(forward, claim_all(&scattered));
}
