//! What people may try, and what comes of it, with every figure.

use crate::{mock::*, Batches, Claims, Error, Event, Params};
use estuary_math::Shares;
use estuary_primitives::types::{ExitState, ReleaseReason};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Perbill;

const ONE: u128 = 1_000_000_000_000_000_000;

fn received(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

/// In era 2: Alice and Bob have 2,000 of the 6,000 shares each, both pots 3,000. No rewards;
/// slashes are applied when the third era after that of the offence begins.
fn two_holders(test: impl FnOnce()) {
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		assert_ok!(deposit(BOB, 2_000));
		run_to_era(2);
		take_events();
		test();
	});
}

#[test]
fn leaving_after_the_report_and_before_the_application_should_not_pay() {
	two_holders(|| {
		report_now(11, 50);
		// 1,500 of 6,000 will be taken in era 5. Alice knows.
		assert_ok!(redeem(ALICE, 2_000));
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].value, 1_500);
		run_to_era(3);
		assert_eq!(Batches::<Test>::get(2).unwrap().value, 1_500);
		run_to_era(5);
		assert_eq!((books().provision, ledger_of(0).0), (0, 1_500));
		run_to_era(6);
		assert_ok!(claim_by(ALICE, ALICE, 2));
		assert_eq!(received(ALICE), ENDOWED - 500);
		// Bob stayed and has as much.
		assert_eq!(LiquidStaking::api_position(BOB).value, 1_500);
		assert_eq!(rate(), ONE * 3 / 4);
	});
}

#[test]
fn leaving_in_the_era_of_the_offence_should_not_pay() {
	two_holders(|| {
		assert_ok!(redeem(ALICE, 2_000));
		run_to_era(3);
		// Her batch is closed at par; only now the offence of era 2 is reported.
		assert_eq!(Batches::<Test>::get(2).unwrap().value, 2_000);
		assert_ok!(report(11, 2 * SESSIONS + 1, 50));
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].value, 1_500);
		run_to_era(6);
		assert_ok!(claim_by(ALICE, ALICE, 2));
		assert_eq!(received(ALICE), ENDOWED - 500);
		assert_eq!(LiquidStaking::api_position(BOB).value, 1_500);
	});
}

#[test]
fn leaving_ahead_of_an_offence_should_bear_it_until_the_batch_is_paid() {
	two_holders(|| {
		assert_ok!(redeem(ALICE, 2_000));
		run_to_era(5);
		// 1,000 of each pot's 3,000 are unlocking; 11 loses half of the 2,000 behind it.
		take_events();
		report_now(11, 50);
		assert!(take_events().contains(&Event::LossReported {
			era: 8,
			validator: Some(11),
			loss: 1_000,
			covered: 0,
			cover: 0,
			holders: 666,
			exits: 334
		}));
		run_to_era(6);
		assert_ok!(claim_by(ALICE, ALICE, 2));
		assert_eq!(received(ALICE), ENDOWED - 334);
		// Paid before the application, and it makes no difference.
		run_to_era(8);
		assert_eq!(rate(), ONE * 3_334 / 4_000);
	});
}

#[test]
fn entering_just_before_a_reward_should_bring_nothing() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_block(29);
		// 5,800 and 200 that vest in the next block, behind 4,000 shares.
		assert_eq!((books().backing, books().stream.amount), (4_000, 2_000));
		assert_ok!(deposit(BOB, 1_000));
		assert_eq!(shares_of(BOB), 666);
		take_events();
		run_to_block(30);
		let reward = Event::RewardRecognised { reward: 2_666, fee: 0, fee_shares: Shares(0) };
		assert!(take_events().contains(&reward));
		assert_eq!(LiquidStaking::api_position(BOB).value, 999);
		// Leaving in the open batch it takes part in the era that it gives its stake for, and pays
		// with the reward of that era, which is recognised when it is gone.
		assert_ok!(redeem(BOB, 666));
		let shares = books().issuance.0;
		run_to_block(40);
		assert_eq!(Batches::<Test>::get(3).unwrap().value, 666 * 9_666 / shares);
		assert_eq!(books().stream.amount, LiquidStaking::api_era_record(3).unwrap().reward);
	});
}

#[test]
fn entering_at_a_provision_that_is_cancelled_later_should_bring_nothing() {
	two_holders(|| {
		// 15 of 6,000: a quarter of a percent, too little for bunker mode.
		assert_ok!(set_params(Params { fee: Perbill::zero(), min_deposit: 10, ..params() }));
		pallet_staking::UnappliedSlashes::<Test>::mutate(5, |slashes| {
			let mut slash = pallet_staking::UnappliedSlash::default_from(11);
			slash.others = vec![(pot(0), 15)];
			slashes.push(slash);
		});
		report_now(31, 1);
		assert_eq!((rate(), books().provision, books().bunker), (ONE * 5_985 / 6_000, 15, None));
		assert_ok!(deposit(CHARLIE, 3_000));
		// The price is that of before the report.
		assert_eq!(shares_of(CHARLIE), 3_000);
		assert_eq!(LiquidStaking::api_position(CHARLIE).value, 2_995);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 5, vec![0]));
		take_events();
		run_to_era(3);
		assert!(take_events().contains(&Event::ProvisionReleased {
			era: 5,
			amount: 15,
			holders: 15,
			exits: 0,
			reason: ReleaseReason::Cancelled
		}));
		run_to_era(4);
		assert_eq!(LiquidStaking::api_position(CHARLIE).value, 3_000);
		assert_eq!(LiquidStaking::api_position(ALICE).value, 2_000);
	});
}

#[test]
fn entering_at_a_large_provision_should_not_be_possible() {
	two_holders(|| {
		report_now(11, 50);
		assert_noop!(deposit(CHARLIE, 1_000), Error::<Test>::BunkerMode);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 5, vec![0]));
		assert_noop!(deposit(CHARLIE, 1_000), Error::<Test>::BunkerMode);
		run_to_era(3);
		// The holders get back what they lost; who comes now pays for it.
		assert_eq!((books().backing, books().stream.amount), (4_500, 1_500));
		assert_ok!(deposit(CHARLIE, 1_000));
		assert_eq!(shares_of(CHARLIE), 1_000);
		run_to_era(4);
		assert_eq!(LiquidStaking::api_position(CHARLIE).value, 1_000);
		assert_eq!(LiquidStaking::api_position(BOB).value, 2_000);
	});
}

#[test]
fn a_whole_pot_lost_should_cost_everybody_the_same_and_stop_nothing() {
	two_holders(|| {
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(3);
		report_now(11, 100);
		// Half of all: of the 5,000 of the holders and of the 1,000 of the batch.
		assert_eq!((books().backing, books().exits, books().provision), (2_500, 500, 3_000));
		assert_eq!(rate(), ONE / 2);
		take_events();
		run_to_era(6);
		let events = take_events();
		assert!(!events.iter().any(|e| matches!(e, Event::StepFailed { .. })), "{events:?}");
		assert_eq!((ledger_of(0).0, rate()), (0, ONE / 2));
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_eq!(received(ALICE), ENDOWED - 2_000 + 500);
		// The next deposits build the pot up again.
		assert_eq!(books().bunker, None);
		assert_ok!(deposit(CHARLIE, 1_000));
		assert_eq!(shares_of(CHARLIE), 2_000);
		run_to_era(8);
		assert_eq!(books().pots + books().idle, 3_500);
		assert_eq!(LiquidStaking::api_position(CHARLIE).value, 1_000);
		assert_eq!(ledger_of(0).0, 1_000);
	});
}

#[test]
fn everything_lost_should_leave_a_pool_that_can_go_on() {
	two_holders(|| {
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(3);
		report_now(11, 100);
		report_now(21, 100);
		assert_eq!((rate(), books().exits, books().provision), (0, 0, 6_000));
		assert_noop!(deposit(CHARLIE, 1_000), Error::<Test>::BunkerMode);
		take_events();
		run_to_era(7);
		let events = take_events();
		assert!(!events.iter().any(|e| matches!(e, Event::StepFailed { .. })), "{events:?}");
		assert_eq!((ledger_of(0).0, ledger_of(1).0, books().provision), (0, 0, 0));
		assert_noop!(deposit(CHARLIE, 1_000), Error::<Test>::RateUndefined);
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_eq!(received(ALICE), ENDOWED - 2_000);
		assert_ok!(redeem(BOB, 2_000));
		run_to_era(11);
		assert_ok!(claim_by(BOB, BOB, 7));
		assert_eq!(received(BOB), ENDOWED - 2_000);
		assert_eq!((rate(), books().issuance), (0, Shares(3_000)));
	});
}

#[test]
fn the_first_depositor_should_not_be_able_to_take_from_the_second() {
	ExtBuilder::default().build_and_execute(|| {
		// As small a first deposit as there can be, and as large a gift to every account.
		assert_ok!(deposit(ALICE, 100));
		for to in [
			LiquidStaking::pool_account(),
			LiquidStaking::claims_account(),
			LiquidStaking::exit_account(),
			pot(0),
			pot(1),
		] {
			assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(ALICE), to, 100_000));
		}
		assert_eq!(rate(), ONE);
		assert_ok!(deposit(BOB, 1_000));
		assert_eq!(shares_of(BOB), 1_000);
		assert_eq!(LiquidStaking::api_position(BOB).value, 1_000);
		assert_eq!(LiquidStaking::api_position(ALICE).value, 100);
		// Nor later: the settlement takes no notice of the gifts.
		EraReward::set(0);
		run_to_era(1);
		assert_eq!((rate(), books().pots, books().idle), (ONE, 3_100, 0));
	});
}

#[test]
fn a_donation_should_not_move_the_rate() {
	two_holders(|| {
		let before = books();
		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(CHARLIE),
			LiquidStaking::pool_account(),
			50_000
		));
		// Shares that are given away stay shares: what they are worth is nobody's.
		assert_ok!(Assets::transfer(
			RuntimeOrigin::signed(ALICE),
			1,
			LiquidStaking::exit_account(),
			500
		));
		assert_ok!(Assets::transfer(
			RuntimeOrigin::signed(ALICE),
			1,
			LiquidStaking::pool_account(),
			500
		));
		assert_eq!(books(), before);
		assert_ok!(redeem(BOB, 1_000));
		run_to_era(6);
		assert_eq!((rate(), books().issuance), (ONE, Shares(5_000)));
		assert_ok!(claim_by(BOB, BOB, 2));
		assert_eq!(received(BOB), ENDOWED - 1_000);
		assert_eq!(LiquidStaking::api_position(ALICE).value, 1_000);
	});
}

#[test]
fn a_batch_that_rounds_to_zero_should_be_paid_with_nothing() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		set_asset_minimum(1);
		assert_ok!(set_params(Params { min_redeem: Shares(1), fee: Perbill::zero(), ..params() }));
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		report_now(11, 60);
		assert_eq!(rate(), ONE * 7 / 10);
		assert_ok!(redeem(ALICE, 1));
		take_events();
		run_to_era(3);
		let events = take_events();
		assert!(events.contains(&Event::BatchClosed {
			era: 2,
			shares: Shares(1),
			amount: 0,
			matures: 6
		}));
		// Seven tenths of a planck stay with the others.
		assert_eq!((books().backing, books().issuance), (2_800, Shares(3_999)));
		assert_eq!((books().exits, books().exit_units), (0, 0));
		assert_eq!(LiquidStaking::api_position(ALICE).exits[0].state, ExitState::Exiting);
		// It keeps no other batch waiting.
		assert_ok!(redeem(ALICE, 999));
		run_to_era(7);
		let events = take_events();
		assert!(events.contains(&Event::BatchMatured { era: 2, amount: 0 }));
		assert!(events.contains(&Event::BatchMatured { era: 3, amount: 699 }));
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_ok!(claim_by(BOB, ALICE, 3));
		assert_eq!(received(ALICE), ENDOWED - 2_000 + 699);
		assert_eq!(Batches::<Test>::iter().count(), 0);
	});
}

#[test]
fn ten_thousand_claims_on_one_batch_should_take_all_of_it() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		let crowd = 10_000..20_000u128;
		let shares = |who: AccountId| 50 + who % 7;
		let all: u128 = crowd.clone().map(shares).sum();
		assert_eq!(all, 530_003);
		assert_ok!(deposit(ALICE, 600_000));
		for who in crowd.clone() {
			assert_ok!(Assets::transfer(RuntimeOrigin::signed(ALICE), 1, who, shares(who)));
		}
		run_to_era(2);
		for who in crowd.clone() {
			assert_ok!(redeem(who, shares(who)));
		}
		run_to_era(3);
		// 13 % of 301,000 of 602,000.
		report_now(11, 13);
		run_to_era(6);
		let batch = Batches::<Test>::get(2).unwrap();
		let payout = batch.payout.unwrap();
		assert_eq!((batch.shares, batch.value, payout), (Shares(all), all, 495_552));
		let (idle, backing) = (books().idle, books().backing);
		System::reset_events();
		let mut paid = 0;
		for who in crowd.clone() {
			assert_ok!(claim_by(CHARLIE, who, 2));
			let amount = payout * shares(who) / all;
			assert_eq!(Balances::free_balance(who), amount);
			paid += amount;
			System::reset_events();
		}
		// The last one took the batch with it and left the dust to the pool.
		let dust = payout - paid;
		assert_eq!(dust, 5_549);
		assert_eq!((books().idle, books().backing), (idle + dust, backing + dust));
		assert_eq!((books().claims, Claims::<Test>::iter().count()), (0, 0));
		assert_eq!(Batches::<Test>::iter().count(), 0);
		assert_eq!(Balances::free_balance(LiquidStaking::claims_account()), ED);
	});
}

#[test]
fn forty_eras_without_a_settlement_should_be_made_up_for() {
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		assert_ok!(redeem(ALICE, 500));
		without_settlement(|| {
			run_to_era(41);
			// Reported and not noticed.
			report_now(11, 10);
			run_to_era(42);
		});
		take_events();
		run_blocks(1);
		let events = take_events();
		// Staking keeps ten eras: the rewards of 2 to 32 are gone, and 33 is about to go.
		assert_eq!(events[0], Event::PayoutsExpired { from: 2, to: 32 });
		assert_eq!(events[1], Event::PayoutsNearExpiry { era: 33, expires: 43 });
		let loss = |event: &&Event<Test>| matches!(event, Event::LossReported { .. });
		assert_eq!(
			events.iter().find(loss),
			Some(&Event::LossReported {
				era: 44,
				validator: Some(11),
				loss: 300,
				covered: 0,
				cover: 0,
				holders: 291,
				exits: 9
			})
		);
		let collected =
			events.iter().filter(|e| matches!(e, Event::PayoutCollected { .. })).count();
		assert_eq!(collected, 18);
		// Nine eras in which each pot has 3,000 of the 5,000 behind its validator, who earns 2,000.
		assert!(events.contains(&Event::RewardRecognised {
			reward: 21_600,
			fee: 0,
			fee_shares: Shares(0)
		}));
		// 6,000 behind 4,000 shares: the batch is closed before what was missed is looked for, and
		// bears its part of that with the others. The next era is not planned yet.
		assert!(events.contains(&Event::BatchClosed {
			era: 2,
			shares: Shares(500),
			amount: 750,
			matures: 45
		}));
		assert!(events.contains(&Event::SettlementFinished { era: 42 }));
		run_to_era(43);
		check();
		run_to_era(45);
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_eq!(received(ALICE), ENDOWED - 2_000 + 741);
	});
}
