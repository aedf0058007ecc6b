//! The era records: the reward index, exactly.

use crate::{mock::*, EraRecords, Error, Event};
use estuary_math::Shares;
use estuary_primitives::types::EraRecord;
use frame_support::{assert_noop, assert_ok, weights::Weight};

fn record(era: u32) -> EraRecord {
	LiquidStaking::api_era_record(era).unwrap()
}

/// The identities that the documentation of [`EraRecord`] states.
fn check_identities(before: &EraRecord, after: &EraRecord) {
	assert_eq!(
		after.backing,
		before.backing + after.deposits + after.vested + after.fee_backing + after.dust -
			after.redemptions -
			after.instant -
			after.loss_backing -
			after.provision_bought -
			after.cover +
			after.cover_returned -
			after.left,
		"{before:?}\n{after:?}"
	);
	assert_eq!(
		after.streaming,
		before.streaming + after.premium + after.reward + after.released_streaming + after.left -
			after.fee_backing -
			after.vested -
			after.loss_streaming,
		"{before:?}\n{after:?}"
	);
	assert_eq!(
		after.provision,
		before.provision + after.loss + after.provision_bought + after.cover -
			after.cover_returned -
			after.released -
			(after.applied - after.covered),
		"{before:?}\n{after:?}"
	);
	assert_eq!(
		after.rate.into_inner(),
		after.backing * 1_000_000_000_000_000_000 / after.issuance.0
	);
}

#[test]
fn record_should_hold_every_figure_of_the_era() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(1);
		let first = record(0);
		assert_eq!(
			first,
			EraRecord {
				rate: 1.into(),
				issuance: Shares(3_000),
				backing: 3_000,
				deposits: 1_000,
				block: 10,
				..Default::default()
			}
		);
		run_to_era(2);
		assert_eq!(
			record(1),
			EraRecord {
				rate: 1.into(),
				// A fee of 200, a tenth of the reward, at (3,000 + 1,800) / 3,000 a share. Each of
				// its shares is backed by one planck; the rest of the fee vests with the reward.
				issuance: Shares(3_125),
				backing: 3_125,
				streaming: 1_875,
				reward: 2_000,
				fee: 200,
				fee_shares: Shares(125),
				fee_backing: 125,
				block: 20,
				..Default::default()
			}
		);
		// Era 2: Bob pays in 1,600 at 1.6, Alice redeems, half-way pot 0 loses 15 of 1,500.
		assert_ok!(deposit(BOB, 1_600));
		assert_ok!(redeem(ALICE, 500));
		run_to_block(25);
		report_now(11, 1);
		run_to_era(3);
		// 1,000 shares for 1,600: 1,000 to the backing and 600 to the stream, which is 2,475 then.
		// 1,237 vest until block 25; 15 of the rest are lost; 1,223 vest until block 30.
		// 4,125 + 2,460 behind 4,125 shares. Reward of era 2: a part of 2,000 per validator.
		let third = record(2);
		assert_eq!((third.deposits, third.premium, third.vested), (1_000, 600, 2_460));
		assert_eq!((third.loss, third.loss_streaming, third.loss_backing), (15, 15, 0));
		assert_eq!((third.reward, third.fee), (2_400, 238));
		assert_eq!(third.redeemed_shares, Shares(500));
		// The fee buys at (6,585 + 2,162) / 4,125; 112 shares are backed by what the others have.
		assert_eq!((third.fee_shares, third.fee_backing), (Shares(112), 179));
		assert_eq!(third.redemptions, 500 * (6_585 + 179) / 4_237);
		check_identities(&record(0), &record(1));
		check_identities(&record(1), &third);
	});
}

/// A deposit that is refused in bunker mode and at no other time.
fn deposit_unless_bunker(who: AccountId, amount: Balance) {
	if books().bunker.is_some() {
		assert_noop!(deposit(who, amount), Error::<Test>::BunkerMode);
	} else {
		assert_ok!(deposit(who, amount));
	}
}

#[test]
fn identities_should_hold_over_many_eras() {
	for slow in [false, true] {
		SettlementBudget::set(Weight::MAX);
		ExtBuilder::default().slash_defer(1).build_and_execute(|| {
			assert_ok!(deposit(ALICE, 5_000));
			let mut last: Option<EraRecord> = None;
			for era in 1..40u32 {
				run_to_era(era);
				if slow {
					slow_settlement();
				}
				// Something of everything, at odd amounts.
				if era % 2 == 0 {
					deposit_unless_bunker(BOB, 777 + u128::from(era) * 13);
				}
				run_blocks(3);
				if era % 3 == 1 {
					assert_ok!(redeem(ALICE, 101));
				}
				if era % 5 == 2 {
					assert_ok!(redeem(BOB, shares_of(BOB) / 3));
					deposit_unless_bunker(CHARLIE, 333);
				}
				if era % 7 == 3 {
					report_now(if era % 2 == 0 { 11 } else { 21 }, era % 11 + 1);
				}
				run_blocks(5);
				for claimed in 0..era {
					for who in [ALICE, BOB] {
						// What has not matured is refused.
						claim_by(CHARLIE, who, claimed).ok();
					}
				}
				check();
				for era in era.saturating_sub(3)..era {
					let Some(after) = LiquidStaking::api_era_record(era) else { continue };
					let newer = last.as_ref().is_none_or(|before| before.block < after.block);
					if let (Some(before), true) = (&last, newer) {
						check_identities(before, &after);
						// The rate falls by losses only.
						if after.loss_backing == 0 {
							assert!(after.rate >= before.rate, "{before:?}\n{after:?}");
						}
					}
					if newer {
						last = Some(after);
					}
				}
			}
			let last = last.unwrap();
			assert!(last.block > 370, "{last:?}");
		});
	}
}

#[test]
fn record_should_be_told_by_the_event_of_its_block() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		for era in 1..6 {
			take_events();
			run_to_era(era);
			let record = record(era - 1);
			assert!(take_events().contains(&Event::EraSettled {
				era: era - 1,
				rate: record.rate,
				issuance: record.issuance,
				backing: record.backing,
			}));
			assert_eq!(record.block, u64::from(System::block_number()));
			assert_eq!(record.rate.into_inner(), rate());
		}
	});
}

#[test]
fn recognising_a_reward_should_not_move_the_rate() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(4);
		// What the rate will be when all has vested is what it is after the next recognition, but
		// for rounding in favour of the pool: less than a planck of 3,305 shares.
		let books = books();
		let vested = books.backing + books.stream.amount;
		run_to_era(5);
		let record = record(4);
		assert_eq!(record.backing, vested + record.fee_backing);
		assert!(record.backing * books.issuance.0 >= vested * record.issuance.0);
		assert!((record.backing - 1) * books.issuance.0 < vested * record.issuance.0);
	});
}

#[test]
fn records_should_be_kept_as_long_as_staking_keeps_its_history() {
	ExtBuilder::default().build_and_execute(|| {
		let kept = || {
			let mut eras: Vec<_> = EraRecords::<Test>::iter_keys().collect();
			eras.sort();
			eras
		};
		run_to_era(10);
		assert_eq!(kept(), (0..10).collect::<Vec<_>>());
		run_to_era(11);
		assert_eq!(kept(), (1..11).collect::<Vec<_>>());
		run_to_era(25);
		assert_eq!(kept(), (15..25).collect::<Vec<_>>());
	});
}

#[test]
fn records_should_be_pruned_a_few_at_a_time_after_a_gap() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(8);
		without_settlement(|| run_to_era(20));
		run_blocks(1);
		// Ten eras are too old; four go by each settlement.
		let oldest = || EraRecords::<Test>::iter_keys().min().unwrap();
		assert_eq!((oldest(), EraRecords::<Test>::iter().count()), (4, 5));
		run_to_era(21);
		assert_eq!((oldest(), EraRecords::<Test>::iter().count()), (19, 2));
		run_to_era(31);
		assert_eq!((oldest(), EraRecords::<Test>::iter().count()), (21, 10));
	});
}
