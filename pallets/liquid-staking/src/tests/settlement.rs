//! The settlement of an era: its steps, its pace, and what it does when a step fails.

use crate::{mock::*, Call, Cycle, Error, Event, Params, Queue, Run};
use estuary_math::Shares;
use estuary_primitives::types::Step;
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{GetDispatchInfo, Pays},
	traits::Hooks,
	weights::Weight,
};
use sp_runtime::{
	traits::{BadOrigin, Dispatchable},
	DispatchError,
};

/// What the settlement under way does next.
fn next_step() -> Option<Step> {
	Cycle::<Test>::get().run.map(|run| run.step)
}

/// Names of the events since the last call.
fn take_names() -> Vec<String> {
	take_events()
		.iter()
		.map(|event| format!("{event:?}"))
		.map(|text| text.trim_start_matches("Event::").split([' ', '{']).next().unwrap().to_owned())
		.collect()
}

#[test]
fn settlement_should_do_everything_in_one_block_when_there_is_room() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_block(9);
		assert_eq!(Cycle::<Test>::get().settled, 0);
		take_events();
		run_to_block(10);
		assert_eq!(
			take_names(),
			["RewardRecognised", "EraSettled", "StakeBonded", "StakeBonded", "SettlementFinished",]
		);
		let cycle = Cycle::<Test>::get();
		assert_eq!((cycle.settled, cycle.uncollected, cycle.run), (1, 1, None));
	});
}

#[test]
fn settlement_should_take_one_step_per_block_whatever_the_budget() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_block(19);
		assert_ok!(deposit(ALICE, 1_000));
		slow_settlement();
		take_events();
		let collect = |position, page| Some(Step::Collect { era: 1, position, page });
		let expected = [
			(vec!["PayoutCollected"], collect(0, 1)),
			(vec![], collect(1, 0)),
			(vec!["PayoutCollected"], collect(1, 1)),
			(vec![], collect(2, 0)),
			(vec![], Some(Step::Recognise)),
			(vec!["RewardRecognised", "EraSettled"], Some(Step::Reconcile { era: 2 })),
			(vec![], Some(Step::Reconcile { era: 3 })),
			(vec![], Some(Step::Withdraw { pot: 0 })),
			(vec![], Some(Step::Withdraw { pot: 1 })),
			(vec![], Some(Step::Pay)),
			(vec![], Some(Step::Rebalance { moves: 0 })),
			(vec!["StakeBonded"], Some(Step::Rebalance { moves: 1 })),
			(vec!["StakeBonded"], Some(Step::Rebalance { moves: 2 })),
			(vec![], Some(Step::Score { position: 0 })),
			(vec![], Some(Step::Nominate { pot: 0 })),
			(vec![], Some(Step::Nominate { pot: 1 })),
			(vec![], Some(Step::Finish)),
			// The next era has become active under way: its settlement is due at once.
			(vec!["SettlementFinished"], Some(Step::Collect { era: 2, position: 0, page: 0 })),
		];
		for (events, next) in expected {
			run_blocks(1);
			let names: Vec<_> = take_names();
			assert_eq!((names.iter().map(String::as_str).collect(), next_step()), (events, next));
			check();
		}
		assert_eq!((active_era(), Cycle::<Test>::get().settled), (3, 2));
		run_blocks(1);
		assert_eq!(
			Cycle::<Test>::get().run,
			Some(Run { era: 3, step: Step::Collect { era: 2, position: 0, page: 1 } })
		);
	});
}

#[test]
fn settlement_slower_than_an_era_should_lose_nothing() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		slow_settlement();
		let mut rewards = 0;
		for block in 2..=120 {
			run_to_block(block);
			check();
			for event in take_events() {
				assert!(!matches!(event, Event::StepFailed { .. }), "{event:?}");
				if let Event::RewardRecognised { reward, .. } = event {
					rewards += reward;
				}
			}
			if block == 35 {
				assert_ok!(redeem(ALICE, 500));
			}
		}
		assert_eq!(books().pots + books().idle + books().claims, SEED + 2_000 + rewards);
		// The redemption of block 35 joined the batch of era 2 and has been paid.
		let payout = crate::Batches::<Test>::get(2).unwrap().payout.unwrap();
		assert_eq!(books().claims, payout);
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 2_000 + payout);
		// Once there is room again the pool catches up within a block.
		SettlementBudget::set(Weight::MAX);
		run_blocks(1);
		assert_eq!(Cycle::<Test>::get().settled, active_era());
	});
}

#[test]
fn on_idle_should_speed_settlement_up_within_what_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_block(19);
		slow_settlement();
		run_to_block(20);
		assert_eq!(next_step(), Some(Step::Collect { era: 1, position: 0, page: 1 }));
		// Not enough for the look at the state: nothing is done and nothing used.
		let idle = |weight| LiquidStaking::on_idle(System::block_number(), weight);
		assert_eq!(idle(UNIT.saturating_sub(Weight::from_parts(1, 0))), Weight::zero());
		// Enough for the look, not for a step.
		let almost = UNIT.saturating_mul(2).saturating_sub(Weight::from_parts(0, 1));
		assert_eq!(idle(almost), UNIT);
		assert_eq!(next_step(), Some(Step::Collect { era: 1, position: 0, page: 1 }));
		// Enough for exactly three steps.
		assert_eq!(idle(UNIT.saturating_mul(4)), UNIT.saturating_mul(4));
		assert_eq!(next_step(), Some(Step::Collect { era: 1, position: 2, page: 0 }));
		idle(Weight::MAX);
		assert_eq!((next_step(), Cycle::<Test>::get().settled), (None, 2));
		assert_eq!(idle(Weight::MAX), UNIT);
	});
}

#[test]
fn on_initialize_should_tell_the_weight_of_what_it_did() {
	ExtBuilder::default().build_and_execute(|| {
		let start = || LiquidStaking::on_initialize(System::block_number());
		assert_eq!(start(), UNIT);
		run_to_block(19);
		slow_settlement();
		run_to_block(20);
		assert_eq!(start(), UNIT.saturating_mul(2));
		SettlementBudget::set(UNIT.saturating_mul(4));
		assert_eq!(start(), UNIT.saturating_mul(4));
	});
}

#[test]
fn advance_should_take_a_step_for_free() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_block(19);
		slow_settlement();
		run_to_block(20);
		take_events();
		let call = RuntimeCall::from(Call::advance {});
		assert_eq!(call.get_dispatch_info().call_weight, UNIT.saturating_mul(2));
		let post = call.dispatch(RuntimeOrigin::signed(BOB)).unwrap();
		assert_eq!(post.pays_fee, Pays::No);
		assert_eq!(post.actual_weight, Some(UNIT.saturating_mul(2)));
		assert_eq!(next_step(), Some(Step::Collect { era: 1, position: 1, page: 0 }));
		let mut steps = 0;
		while advance(BOB).is_ok() {
			steps += 1;
		}
		assert_eq!((steps, Cycle::<Test>::get().settled), (14, 2));
	});
}

#[test]
fn advance_should_begin_a_settlement_that_is_due() {
	ExtBuilder::default().build_and_execute(|| {
		without_settlement(|| run_to_era(2));
		assert_eq!(next_step(), None);
		assert_ok!(advance(BOB));
		assert_eq!(
			Cycle::<Test>::get().run,
			// Nobody backed the first validator in era 0: it has no page.
			Some(Run { era: 2, step: Step::Collect { era: 0, position: 1, page: 0 } })
		);
	});
}

#[test]
fn advance_should_fail_when_there_is_nothing_to_do() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(advance(BOB), Error::<Test>::NothingToAdvance);
		run_to_era(2);
		assert_noop!(advance(BOB), Error::<Test>::NothingToAdvance);
	});
}

#[test]
fn advance_should_fail_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(dispatch(RuntimeOrigin::none(), Call::advance {}), BadOrigin);
	});
}

#[test]
fn payouts_made_by_others_should_be_neither_lost_nor_doubled() {
	let rewards = |by_bob: bool| {
		let mut ext = ExtBuilder::default().build();
		ext.execute_with(|| {
			run_to_block(19);
			slow_settlement();
			run_to_block(20);
			// The first step has collected from 11; Bob is faster with 21.
			take_events();
			if by_bob {
				assert_ok!(Staking::payout_stakers_by_page(RuntimeOrigin::signed(BOB), 21, 1, 0));
				assert_eq!(LiquidStaking::api_reserves().unwrap().unrecognised, 2_000);
				check();
			}
			SettlementBudget::set(Weight::MAX);
			run_blocks(1);
			let collected = take_events()
				.iter()
				.filter(|event| matches!(event, Event::PayoutCollected { .. }))
				.count();
			assert_eq!(collected, usize::from(!by_bob));
			run_to_era(4);
			check();
			(crate::EraRecords::<Test>::get(1), books())
		})
	};
	let (record, books) = rewards(true);
	assert_eq!(record.as_ref().unwrap().reward, 2_000);
	assert_eq!((record, books), rewards(false));
}

#[test]
fn a_payout_between_settlements_should_be_recognised_by_the_next_one() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(1);
		without_settlement(|| run_to_era(2));
		let before = books();
		assert_ok!(Staking::payout_stakers_by_page(RuntimeOrigin::signed(BOB), 11, 1, 0));
		assert_eq!(books(), before);
		assert_ok!(deposit(ALICE, 1_000));
		assert_eq!(shares_of(ALICE), 1_000);
		run_blocks(1);
		assert_eq!(LiquidStaking::api_era_record(1).unwrap().reward, 2_000);
	});
}

#[test]
fn every_page_should_be_collected() {
	ExtBuilder::default().pots(vec![vec![11]]).fee(0).build_and_execute(|| {
		// Six nominators with more stake fill the first page and part of the second one (of four).
		for who in 100..106 {
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who, 10_000));
			let origin = || RuntimeOrigin::signed(who);
			assert_ok!(Staking::bond(origin(), 5_000, pallet_staking::RewardDestination::Stash));
			assert_ok!(Staking::nominate(origin(), vec![11]));
		}
		run_to_era(1);
		take_events();
		run_to_era(2);
		let events = take_events();
		// 2,000 of 33,000 staked behind 11, which earns a third of 6,000.
		let event = Event::RewardRecognised { reward: 121, fee: 0, fee_shares: Shares(0) };
		assert!(events.contains(&event), "{events:?}");
		let collected: Vec<_> = events
			.iter()
			.filter_map(|event| match event {
				Event::PayoutCollected { page, .. } => Some(*page),
				_ => None,
			})
			.collect();
		assert_eq!(collected.len(), 1, "the pot is in one page: {collected:?}");
	});
}

#[test]
fn a_payout_that_fails_should_be_reported_and_passed_over() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_block(19);
		// The validator's ledger is gone: staking has nobody to pay out for.
		let ledger = pallet_staking::Ledger::<Test>::take(11).unwrap();
		take_events();
		run_to_block(20);
		let events = take_events();
		assert!(
			matches!(
				events[..2],
				[
					Event::PayoutFailed { era: 1, validator: 11, page: 0, error: _ },
					Event::PayoutCollected { era: 1, validator: 21, page: 0 }
				]
			),
			"{events:?}"
		);
		assert_eq!(LiquidStaking::api_era_record(1).unwrap().reward, 1_000);
		// Anyone can still pay it out, and nothing of it is lost.
		pallet_staking::Ledger::<Test>::insert(11, ledger);
		assert_ok!(Staking::payout_stakers_by_page(RuntimeOrigin::signed(BOB), 11, 1, 0));
		run_to_block(30);
		assert_eq!(LiquidStaking::api_era_record(2).unwrap().reward, 1_000 + 2_000);
	});
}

#[test]
fn a_step_that_fails_should_leave_out_nothing_else() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_block(19);
		pallet_bags_list::Lock::<Test, pallet_bags_list::Instance1>::put(());
		take_events();
		run_to_block(20);
		let events = take_events();
		let refused = DispatchError::Unavailable;
		assert_eq!(
			events[2..],
			[
				events[2].clone(),
				events[3].clone(),
				Event::StepFailed { step: Step::Nominate { pot: 0 }, error: refused },
				Event::StepFailed { step: Step::Nominate { pot: 1 }, error: refused },
				Event::SettlementFinished { era: 2 },
			]
		);
		assert_eq!(Cycle::<Test>::get().settled, 2);
		// The list is open again: the next settlement brings the pots to their bags.
		pallet_bags_list::Lock::<Test, pallet_bags_list::Instance1>::kill();
		run_to_block(30);
		assert!(!take_names().contains(&"StepFailed".to_owned()));
	});
}

#[test]
fn a_batch_that_cannot_be_queued_should_stay_open_and_not_hold_up_recognition() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 1_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 500));
		// No room for another batch.
		let full: Vec<u32> = (1_000..1_128).collect();
		Queue::<Test>::put(frame_support::BoundedVec::truncate_from(full));
		take_events();
		run_to_era(2);
		let events = take_events();
		assert!(
			events.contains(&Event::StepFailed {
				step: Step::Recognise,
				error: Error::<Test>::QueueFull.into()
			}),
			"{events:?}"
		);
		assert_eq!((books().open_batch, books().open_shares), (1, Shares(500)));
		let record = LiquidStaking::api_era_record(1).unwrap();
		assert_eq!((record.reward, record.fee, record.redemptions), (2_000, 200, 0));
		Queue::<Test>::kill();
		check();
		run_to_era(3);
		// It closes a settlement later, under its name.
		let record = LiquidStaking::api_era_record(2).unwrap();
		assert_eq!((record.reward, record.redeemed_shares), (2_400, Shares(500)));
		assert_eq!(crate::Batches::<Test>::get(1).unwrap().matures, 6);
		assert_eq!(books().open_batch, 3);
	});
}

#[test]
fn a_batch_should_mature_when_its_stake_has_unlocked() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 1_000));
		// The settlement unbonds when the next era is planned already: the chunk unlocks in era 6,
		// an era later than those of a settlement in time, and the batch matures then.
		without_settlement(|| run_to_block(26));
		run_to_block(27);
		assert_eq!(crate::Batches::<Test>::get(1).unwrap().matures, 6);
		take_events();
		run_to_era(5);
		assert_eq!(Queue::<Test>::get().first(), Some(&1));
		assert_noop!(claim_by(ALICE, ALICE, 1), Error::<Test>::BatchNotMatured);
		run_to_era(6);
		assert!(take_events().contains(&Event::BatchMatured { era: 1, amount: 1_000 }));
		assert_ok!(claim_by(ALICE, ALICE, 1));
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 1_000);
	});
}

#[test]
fn payouts_should_be_collected_after_many_eras_without_settlement() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		without_settlement(|| run_to_era(7));
		take_events();
		run_blocks(1);
		let events = take_events();
		let collected: Vec<_> = events
			.iter()
			.filter_map(|event| match event {
				Event::PayoutCollected { era, validator, .. } => Some((*era, *validator)),
				_ => None,
			})
			.collect();
		let expected: Vec<_> = (1..7).flat_map(|era| [(era, 11), (era, 21)]).collect();
		assert_eq!(collected, expected);
		// 2,000 an era: what is not collected does not compound.
		assert_eq!(LiquidStaking::api_era_record(6).unwrap().reward, 12_000);
		assert!(!events.iter().any(|event| matches!(
			event,
			Event::PayoutsNearExpiry { .. } | Event::PayoutsExpired { .. }
		)));
	});
}

#[test]
fn payouts_near_their_expiry_should_be_told() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		// Staking keeps 10 eras; with a quarter of that left, it is told.
		without_settlement(|| run_to_era(8));
		take_events();
		run_blocks(1);
		assert_eq!(take_events()[0], Event::PayoutsNearExpiry { era: 0, expires: 10 });
		assert_eq!(LiquidStaking::api_era_record(7).unwrap().reward, 14_000);
	});
}

#[test]
fn payouts_that_expired_should_be_told_and_the_rest_collected() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		without_settlement(|| run_to_era(15));
		take_events();
		run_blocks(1);
		let events = take_events();
		assert_eq!(
			events[..3],
			[
				Event::PayoutsExpired { from: 0, to: 5 },
				Event::PayoutsNearExpiry { era: 6, expires: 16 },
				Event::PayoutCollected { era: 6, validator: 11, page: 0 },
			]
		);
		run_blocks(1);
		assert_eq!(LiquidStaking::api_era_record(14).unwrap().reward, 18_000);
		assert_eq!(Cycle::<Test>::get().settled, 15);
		// And the pool goes on as ever.
		run_to_era(17);
		assert_eq!(Cycle::<Test>::get().settled, 17);
		assert!(LiquidStaking::api_era_record(16).unwrap().reward > 0);
	});
}

#[test]
fn fee_should_reach_an_account_without_est() {
	ExtBuilder::default().build_and_execute(|| {
		// An account without EST can hold the fee: stEST keeps it alive.
		let nobody = 4_242;
		assert_ok!(set_params(Params { fee_recipient: nobody, ..params() }));
		run_to_era(2);
		assert_eq!(shares_of(nobody), 105);
		assert_eq!(Balances::free_balance(nobody), 0);
	});
}

#[test]
fn settlement_should_end_alike_at_any_pace() {
	// The same steps in one block or one per block end in the same books.
	let ends = |slow: bool| {
		SettlementBudget::set(Weight::MAX);
		let mut ext = ExtBuilder::default().build();
		ext.execute_with(|| {
			assert_ok!(deposit(ALICE, 3_000));
			run_to_era(2);
			assert_ok!(redeem(ALICE, 1_000));
			run_to_block(29);
			SettlementBudget::set(if slow { Weight::zero() } else { Weight::MAX });
			run_to_block(30);
			while advance(BOB).is_ok() {}
			(books(), ledger_of(0), ledger_of(1), Cycle::<Test>::get())
		})
	};
	assert_eq!(ends(true), ends(false));
}

#[test]
fn a_batch_closed_late_should_bear_losses_as_long_as_any_other() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		// So many validators to look at that the settlement of era 2 gets to the batch in era 3.
		let many: Vec<AccountId> = (1_000..1_012).collect();
		many.iter().for_each(|who| new_validator(*who));
		run_to_era(1);
		assert_ok!(set_validators(1, many));
		EraReward::set(0);
		assert_ok!(deposit(ALICE, 1_000));
		assert_ok!(redeem(ALICE, 1_000));
		run_to_block(19);
		slow_settlement();
		while books().open_batch == 1 {
			run_blocks(1);
		}
		assert_eq!(active_era(), 3);
		assert_eq!(crate::Batches::<Test>::get(1).unwrap().matures, 7);
		SettlementBudget::set(Weight::MAX);
		// There is idle EST to pay it with at once.
		assert_eq!(books().idle, 1_000);
		run_to_era(6);
		assert_eq!(books().claims, 0);
		run_to_era(7);
		assert_eq!(books().claims, 1_000);
	});
}

#[test]
fn a_chain_restarted_amid_a_settlement_should_go_on() {
	let outcome = |restart: bool| {
		SettlementBudget::set(Weight::MAX);
		let mut ext = ExtBuilder::default().build();
		ext.execute_with(|| {
			assert_ok!(deposit(ALICE, 1_000));
			run_to_block(19);
			slow_settlement();
			run_to_block(24);
			assert_eq!(next_step(), Some(Step::Recognise));
		});
		if restart {
			// All that a node keeps is its storage.
			ext.commit_all().unwrap();
			let (storage, root) = ext.into_raw_snapshot();
			ext = sp_io::TestExternalities::from_raw_snapshot(storage, root, Default::default());
		}
		ext.execute_with(|| {
			run_to_block(38);
			assert_eq!(Cycle::<Test>::get().settled, 2);
			check();
			(books(), LiquidStaking::api_era_record(1))
		})
	};
	assert_eq!(outcome(true), outcome(false));
}

#[test]
fn what_staking_let_go_of_should_come_back_to_the_pool() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		EraReward::set(0);
		assert_ok!(Staking::chill(RuntimeOrigin::signed(pot(0))));
		assert_ok!(Staking::unbond(RuntimeOrigin::signed(pot(0)), 1_000));
		without_settlement(|| {
			run_to_era(4);
			assert_ok!(Staking::withdraw_unbonded(RuntimeOrigin::signed(pot(0)), 0));
			assert_eq!(ledger_of(0), (0, 0, 0));
		});
		assert_eq!((books().pots, books().idle), (2_000, 0));
		take_events();
		run_blocks(1);
		let events = take_events();
		assert!(events.contains(&Event::StakeWithdrawn { pot: 0, amount: 1_000 }), "{events:?}");
		assert!(!events.iter().any(|event| matches!(event, Event::LossRecognised { .. })));
		// And goes to work again.
		assert!(events.contains(&Event::StakeBonded { pot: 0, amount: 1_000 }), "{events:?}");
		assert_eq!((books().pots, books().idle, rate()), (2_000, 0, 1_000_000_000_000_000_000));
		assert_eq!(ledger_of(0), (1_000, 1_000, 0));
	});
}

#[test]
fn a_failed_payout_should_be_tried_again_by_later_settlements() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_block(19);
		// Staking cannot find the validator's ledger for a while.
		let ledger = pallet_staking::Ledger::<Test>::take(11).unwrap();
		take_events();
		run_to_era(2);
		let failed = |event: &Event<Test>| {
			matches!(event, Event::PayoutFailed { era: 1, validator: 11, page: 0, .. })
		};
		assert!(take_events().iter().any(failed));
		assert_eq!(Cycle::<Test>::get().uncollected, 1);
		// What the other pot earned is recognised all the same.
		assert_eq!(LiquidStaking::api_era_record(1).unwrap().reward, 1_000);
		pallet_staking::Ledger::<Test>::insert(11, ledger);
		run_to_era(3);
		let events = take_events();
		for era in [1, 2] {
			let collected = Event::PayoutCollected { era, validator: 11, page: 0 };
			assert!(events.contains(&collected), "{events:?}");
		}
		assert_eq!(Cycle::<Test>::get().uncollected, 3);
		assert!(LiquidStaking::api_era_record(2).unwrap().reward >= 3_000);
	});
}

#[test]
fn a_fee_that_cannot_be_minted_should_be_left_out() {
	ExtBuilder::default().build_and_execute(|| {
		// The fee is too little to open an account for its recipient.
		set_asset_minimum(1_000);
		run_to_block(19);
		take_events();
		run_to_era(2);
		let events = take_events();
		assert!(
			events
				.iter()
				.any(|event| matches!(event, Event::StepFailed { step: Step::Recognise, .. })),
			"{events:?}"
		);
		// Reward and record are there, without the fee.
		let record = LiquidStaking::api_era_record(1).unwrap();
		assert_eq!((record.reward, record.fee, record.fee_shares), (2_000, 0, Shares(0)));
		assert_eq!(shares_of(FEES), 0);
		assert_eq!(books().stream.amount, 2_000);
	});
}
