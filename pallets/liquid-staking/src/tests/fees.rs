//! Fees: announced, bounded, and above the high-water mark only.

use crate::{mock::*, Call, Error, Event, HighWater, Params};
use estuary_math::Shares;
use estuary_primitives::types::AnnouncedFee;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, DispatchResult, Perbill};

fn percent(n: u32) -> Perbill {
	Perbill::from_percent(n)
}

fn announce(fee: Perbill) -> DispatchResult {
	dispatch(RuntimeOrigin::root(), Call::announce_fee { fee })
}

fn fee_of(era: u32) -> u128 {
	LiquidStaking::api_era_record(era).unwrap().fee
}

#[test]
fn a_higher_fee_should_hold_after_its_notice() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		take_events();
		assert_ok!(announce(percent(12)));
		assert_eq!(take_events(), vec![Event::FeeAnnounced { fee: percent(12), era: 6 }]);
		assert_eq!(
			LiquidStaking::api_status().unwrap().announced_fee,
			Some(AnnouncedFee { fee: percent(12), era: 6 })
		);
		run_to_era(6);
		let reward = LiquidStaking::api_era_record(5).unwrap().reward;
		assert_eq!(fee_of(5), reward / 10);
		take_events();
		// The settlement in era 7 takes it from the reward of era 6.
		run_to_era(7);
		let new = Params { fee: percent(12), ..params() };
		assert!(take_events().contains(&Event::ParamsSet { params: new }));
		let reward = LiquidStaking::api_era_record(6).unwrap().reward;
		assert_eq!(fee_of(6), percent(12).mul_floor(reward));
		assert_eq!(LiquidStaking::api_status().unwrap().announced_fee, None);
	});
}

#[test]
fn an_announcement_should_replace_the_one_before() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(announce(percent(12)));
		run_to_era(2);
		assert_ok!(announce(percent(11)));
		assert_eq!(
			LiquidStaking::api_status().unwrap().announced_fee,
			Some(AnnouncedFee { fee: percent(11), era: 7 })
		);
	});
}

#[test]
fn an_announced_fee_should_be_higher_but_not_by_much() {
	ExtBuilder::default().build_and_execute(|| {
		for out in [percent(10), percent(9), Perbill::from_parts(120_000_001)] {
			assert_noop!(announce(out), Error::<Test>::FeeOutOfBounds);
		}
	});
	ExtBuilder::default().fee(19).build_and_execute(|| {
		// No more than a fifth in any case.
		assert_noop!(announce(percent(21)), Error::<Test>::FeeOutOfBounds);
		assert_ok!(announce(percent(20)));
	});
}

#[test]
fn announce_fee_should_fail_when_not_governance_or_not_set_up() {
	ExtBuilder::default().build_and_execute(|| {
		let call = Call::announce_fee { fee: percent(11) };
		assert_noop!(dispatch(RuntimeOrigin::signed(ALICE), call), BadOrigin);
	});
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(announce(percent(11)), Error::<Test>::NotSetUp);
	});
}

#[test]
fn set_params_should_lower_the_fee_at_once_and_not_raise_it() {
	ExtBuilder::default().build_and_execute(|| {
		let higher = Params { fee: Perbill::from_parts(100_000_001), ..params() };
		assert_noop!(set_params(higher), Error::<Test>::FeeNotAnnounced);
		assert_ok!(announce(percent(12)));
		// Other parameters leave the announcement as it is, a lower fee takes it back.
		assert_ok!(set_params(Params { min_deposit: 200, ..params() }));
		assert!(LiquidStaking::api_status().unwrap().announced_fee.is_some());
		assert_ok!(set_params(Params { fee: percent(5), ..params() }));
		assert_eq!(LiquidStaking::api_status().unwrap().announced_fee, None);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(3);
		let reward = LiquidStaking::api_era_record(2).unwrap().reward;
		assert_eq!(fee_of(2), reward / 20);
	});
}

#[test]
fn no_fee_should_be_taken_below_the_mark_and_leavers_should_not_move_it() {
	ExtBuilder::default().slash_defer(1).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 6_000));
		run_to_era(2);
		let at_first = HighWater { equity: 2_000, issuance: Shares(2_000) };
		assert_eq!(books().high_water, at_first);
		// A quarter of everything is lost, and half of the shares leave.
		report_now(11, 50);
		assert_eq!(rate(), 750_000_000_000_000_000);
		assert_ok!(redeem(ALICE, 4_000));
		run_to_era(3);
		assert_eq!((books().issuance, books().backing), (Shares(4_000), 3_000));
		// 1,000 to regain the mark of one planck a share.
		EraReward::set(900);
		let mut gained = 0;
		for era in 4..9 {
			run_to_era(era);
			let record = LiquidStaking::api_era_record(era - 1).unwrap();
			let before = gained;
			gained += record.reward;
			let above = gained.saturating_sub(1_000).min(record.reward);
			assert_eq!(record.fee, above / 10, "era {era}: {before} + {}", record.reward);
		}
		assert!(gained > 1_200);
	});
}

#[test]
fn a_release_should_not_be_charged() {
	ExtBuilder::default().slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		report_now(11, 50);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 5, vec![0]));
		run_to_era(5);
		assert_eq!((2..5).map(fee_of).sum::<u128>(), 0);
		assert_eq!(rate(), 1_000_000_000_000_000_000);
	});
}
