//! A whole life, with every figure.

use crate::{mock::*, Error, Event};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};

#[test]
fn a_holder_should_deposit_earn_leave_and_be_paid() {
	ExtBuilder::default().build_and_execute(|| {
		// Era 0: Alice pays in 1,000 beside the seed of 2,000.
		assert_ok!(deposit_for(ALICE, 1_000, 1_000));
		assert_eq!(shares_of(ALICE), 1_000);

		// Rate (18 decimals, cut), issuance, backing, reward and fee of the eras 0 to 4.
		let expected = [
			(1_000_000_000_000_000_000, 3_000, 3_000, 0, 0),
			(1_000_000_000_000_000_000, 3_125, 3_125, 2_000, 200),
			(1_600_185_816_042_118_302, 3_229, 5_167, 2_400, 240),
			(2_291_981_845_688_350_983, 3_305, 7_575, 2_222, 222),
			(2_911_546_452_953_398_634, 3_369, 9_809, 2_276, 227),
		];
		for (era, (rate, issuance, backing, reward, fee)) in (0u32..).zip(expected) {
			run_to_era(era + 1);
			let record = LiquidStaking::api_era_record(era).unwrap();
			assert_eq!(record.rate.into_inner(), rate);
			assert_eq!((record.issuance, record.backing), (Shares(issuance), backing));
			assert_eq!((record.reward, record.fee), (reward, fee));
			check();
		}
		assert_eq!(LiquidStaking::api_reward_between(Shares(1_000), 0, 4), Some(1_911));

		// Era 5: half of it shall leave, then 200 stay after all.
		assert_ok!(redeem(ALICE, 500));
		run_blocks(3);
		assert_ok!(cancel_redeem(ALICE, 200));
		assert_eq!(shares_of(ALICE), 700);
		take_events();

		// Era 6: the batch closes at 12,089 planck behind 3,423 shares.
		run_to_era(6);
		let events = take_events();
		assert_eq!(
			events[2..],
			[
				Event::RewardRecognised { reward: 2_264, fee: 226, fee_shares: Shares(54) },
				Event::BatchClosed { era: 5, shares: Shares(300), amount: 1_059, matures: 9 },
				Event::EraSettled {
					era: 5,
					rate: LiquidStaking::api_exchange_rate(),
					issuance: Shares(3_123),
					backing: 11_030,
				},
				Event::StakeUnbonded { pot: 1, amount: 530 },
				Event::StakeUnbonded { pot: 0, amount: 529 },
				Event::SettlementFinished { era: 6 },
			]
		);
		assert_eq!(rate(), 11_030 * 1_000_000_000_000_000_000 / 3_123);
		assert_noop!(cancel_redeem(ALICE, 300), Error::<Test>::ClaimNotFound);
		for era in 7..9 {
			assert_noop!(claim_by(BOB, ALICE, 5), Error::<Test>::BatchNotMatured);
			run_to_era(era);
			check();
		}

		// Era 9: the stake has unlocked, the batch is paid, and Bob claims for Alice.
		run_to_era(9);
		assert_eq!((books().claims, books().exits, books().idle), (1_059, 0, 0));
		take_events();
		assert_ok!(claim_by(BOB, ALICE, 5));
		assert_eq!(take_events(), vec![Event::Claimed { owner: ALICE, era: 5, amount: 1_059 }]);
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000 + 1_059);
		assert_eq!(Balances::free_balance(BOB), ENDOWED);
		assert_noop!(claim_by(BOB, ALICE, 5), Error::<Test>::BatchNotFound);

		// The 700 shares that stayed go on earning.
		let before = LiquidStaking::api_position(ALICE).value;
		run_to_era(10);
		assert!(LiquidStaking::api_position(ALICE).value > before);
	});
}
