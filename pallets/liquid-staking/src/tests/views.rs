//! What the runtime API shows.

use crate::mock::*;
use estuary_math::Shares;
use estuary_primitives::types::{
	DepositPreview, ExitPosition, ExitState, Pauses, Position, PotValidators, Reserves, Status,
	Step,
};
use frame_support::assert_ok;
use sp_runtime::FixedU128;

#[test]
fn views_should_answer_before_the_pool_is_set_up() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_eq!(LiquidStaking::api_exchange_rate(), 1.into());
		assert_eq!(LiquidStaking::api_preview_deposit(1_000), None);
		assert_eq!(LiquidStaking::api_preview_redeem(Shares(1_000)), None);
		assert_eq!(LiquidStaking::api_position(ALICE), Position::default());
		assert_eq!(LiquidStaking::api_era_record(0), None);
		assert_eq!(LiquidStaking::api_reward_between(Shares(1), 0, 1), None);
		assert_eq!(LiquidStaking::api_apr(1), None);
		assert_eq!(LiquidStaking::api_reserves(), None);
		assert_eq!(LiquidStaking::api_status(), None);
		assert_eq!(LiquidStaking::api_validators(), vec![]);
	});
}

#[test]
fn exchange_rate_should_follow_the_stream_block_by_block() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(2);
		// 2,000 vest over ten blocks on 2,000 shares: a tenth of a planck per share and block.
		for block in 20..30u32 {
			run_to_block(block);
			let tenths = u128::from(block - 10);
			assert_eq!(rate(), tenths * 100_000_000_000_000_000);
		}
	});
}

#[test]
fn preview_deposit_should_be_what_a_deposit_brings() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(2);
		run_blocks(5);
		assert_eq!(
			LiquidStaking::api_preview_deposit(1_000),
			Some(DepositPreview {
				shares: Shares(500),
				rate_forward: 2.into(),
				rate_net: FixedU128::from_rational(3, 2),
			})
		);
		let before = books();
		LiquidStaking::api_preview_deposit(1_000);
		assert_eq!(books(), before);
		assert_ok!(deposit(ALICE, 1_000));
		assert_eq!(shares_of(ALICE), 500);
	});
}

#[test]
fn preview_redeem_should_be_at_the_net_rate() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(2);
		run_blocks(5);
		assert_eq!(LiquidStaking::api_preview_redeem(Shares(333)), Some(499));
		assert_eq!(LiquidStaking::api_preview_redeem(Shares(0)), Some(0));
		assert_eq!(LiquidStaking::api_preview_redeem(Shares(u128::MAX)), None);
	});
}

#[test]
fn position_should_show_exits_in_every_state() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 300));
		run_to_era(3);
		assert_ok!(redeem(ALICE, 200));
		run_to_era(5);
		assert_ok!(redeem(ALICE, 100));
		let Position { shares, value, mut exits } = LiquidStaking::api_position(ALICE);
		exits.sort_by_key(|exit| exit.era);
		assert_eq!((shares, value), (Shares(1_400), 1_400));
		let exit = |era, shares, state, matures| ExitPosition {
			era,
			shares: Shares(shares),
			value: shares,
			state,
			matures,
		};
		assert_eq!(
			exits,
			vec![
				exit(1, 300, ExitState::Claimable, Some(5)),
				exit(3, 200, ExitState::Exiting, Some(7)),
				exit(5, 100, ExitState::Open, None),
			]
		);
		assert_ok!(claim_by(BOB, ALICE, 1));
		assert_eq!(LiquidStaking::api_position(ALICE).exits.len(), 2);
		assert_eq!(LiquidStaking::api_position(BOB), Position::default());
	});
}

#[test]
fn reward_between_should_be_the_rise_of_the_index() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(4);
		// The records of the eras 1, 2, 3: 2,000, 4,000 and 6,000 behind 2,000 shares... as far as
		// the pots' part of the rewards goes.
		let worth = |era| LiquidStaking::api_era_record(era).unwrap().backing;
		assert_eq!((worth(0), worth(1), worth(2)), (2_000, 2_000, 4_000));
		assert_eq!(LiquidStaking::api_reward_between(Shares(1_000), 1, 2), Some(1_000));
		assert_eq!(
			LiquidStaking::api_reward_between(Shares(1_000), 1, 3),
			Some(worth(3) / 2 - 1_000)
		);
		// Backwards it fell; what is not recorded is unknown.
		assert_eq!(LiquidStaking::api_reward_between(Shares(1_000), 2, 1), Some(0));
		assert_eq!(LiquidStaking::api_reward_between(Shares(1_000), 2, 4), None);
	});
}

#[test]
fn apr_should_be_the_mean_growth_of_the_last_eras() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(3);
		// From 1 to 2 in an era of which a year has 365.
		assert_eq!(LiquidStaking::api_apr(1), Some(365.into()));
		assert_eq!(LiquidStaking::api_apr(2), Some(FixedU128::from_rational(365, 2)));
		assert_eq!(LiquidStaking::api_apr(0), None);
		assert_eq!(LiquidStaking::api_apr(3), None);
		// After a loss it is zero, not less.
		report_now(11, 100);
		report_now(21, 100);
		run_to_era(4);
		assert_eq!(LiquidStaking::api_apr(1), Some(0.into()));
	});
}

#[test]
fn reserves_should_show_every_term_of_the_books() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(2);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(3);
		assert_ok!(deposit(BOB, 3_000));
		run_blocks(5);
		let reserves = LiquidStaking::api_reserves().unwrap();
		// 3,000 shares with 4,500 and 2,666 streaming: Bob gets 1,255 shares.
		assert_eq!(shares_of(BOB), 1_255);
		assert_eq!(
			reserves,
			Reserves {
				pots: 8_666,
				idle: 3_000,
				backing: 4_500 + 1_883,
				streaming: 2_666 + 1_117,
				vested: 1_891,
				exits: 1_500,
				provision: 0,
				provision_exits: 0,
				provision_bought: 0,
				provision_cover: 0,
				reserve: 0,
				issuance: Shares(4_255),
				claims: 0,
				unrecognised: 0,
			}
		);
		assert_eq!(
			reserves.pots + reserves.idle,
			reserves.backing + reserves.streaming + reserves.exits + reserves.provision
		);
	});
}

#[test]
fn status_should_show_how_far_the_settlement_is() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 300));
		run_to_block(19);
		slow_settlement();
		run_to_block(20);
		let status = Status {
			active_era: 2,
			settled_era: 1,
			step: Some(Step::Collect { era: 1, position: 0, page: 1 }),
			open_batch: 1,
			open_shares: Shares(300),
			exiting: vec![],
			delay: None,
			bunker: None,
			pauses: Pauses::default(),
			announced_fee: None,
			pending: vec![],
		};
		assert_eq!(LiquidStaking::api_status(), Some(status));
		while advance(BOB).is_ok() {}
		let status = Status {
			active_era: 2,
			settled_era: 2,
			step: None,
			open_batch: 2,
			open_shares: Shares(0),
			exiting: vec![1],
			delay: None,
			bunker: None,
			pauses: Pauses::default(),
			announced_fee: None,
			pending: vec![],
		};
		assert_eq!(LiquidStaking::api_status(), Some(status));
	});
}

#[test]
fn validators_should_show_the_pots_and_whom_they_back() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_validators(1, vec![31, 11]));
		assert_eq!(
			LiquidStaking::api_validators(),
			vec![
				PotValidators {
					pot: 0,
					account: pot(0),
					stake: 1_000,
					validators: vec![11],
					nominated: vec![11]
				},
				PotValidators {
					pot: 1,
					account: pot(1),
					stake: 1_000,
					validators: vec![31, 11],
					nominated: vec![21]
				},
			]
		);
	});
}
