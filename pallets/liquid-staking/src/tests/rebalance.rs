//! The pots: bonding, unbonding, withdrawing, nominating, and the validators behind them.

use crate::{mock::*, Call, Collecting, CollectingEntry, Error, Event, Params, Pots, Targets};
use estuary_math::Shares;
use estuary_primitives::types::Step;
use frame_support::{assert_noop, assert_ok};
use pallet_staking::{Ledger, ValidatorPrefs};
use sp_runtime::traits::BadOrigin;

/// Bonds and unbonds since the last call: pot, planck (negative: unbonded).
fn take_moves() -> Vec<(u32, i128)> {
	take_events()
		.iter()
		.filter_map(|event| match event {
			Event::StakeBonded { pot, amount } => Some((*pot, *amount as i128)),
			Event::StakeUnbonded { pot, amount } => Some((*pot, -(*amount as i128))),
			_ => None,
		})
		.collect()
}

fn collecting() -> Vec<(AccountId, Option<u32>)> {
	Collecting::<Test>::get()
		.into_iter()
		.map(|CollectingEntry { validator, until }| (validator, until))
		.collect()
}

#[test]
fn deposits_should_level_the_pots() {
	ExtBuilder::default()
		.pots(vec![vec![11], vec![21], vec![31]])
		.build_and_execute(|| {
			// Pots of 667, 667 and 666.
			assert_ok!(deposit(ALICE, 1_001));
			take_events();
			run_to_era(1);
			assert_eq!(take_moves(), vec![(2, 334), (0, 333), (1, 333)]);
			assert_eq!(
				Pots::<Test>::get().iter().map(|pot| pot.stake).collect::<Vec<_>>(),
				vec![1_000, 1_000, 1_000]
			);
			// What the division leaves over is below the minimum that is bonded.
			assert_eq!(books().idle, 1);
		});
}

#[test]
fn idle_below_the_minimum_should_wait() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 100));
		assert_ok!(set_params(Params { min_deposit: 101, ..params() }));
		take_events();
		run_to_era(1);
		assert_eq!(take_moves(), vec![]);
		assert_eq!(books().idle, 100);
		assert_ok!(deposit(BOB, 101));
		run_to_era(2);
		assert_eq!(take_moves(), vec![(0, 100), (1, 100)]);
		assert_eq!(books().idle, 1);
	});
}

#[test]
fn unbonding_should_take_from_the_highest_pot_first() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		// Pot 1 is brought below pot 0: 2,000 and 1,700.
		report_now(21, 30);
		assert_eq!((ledger_of(0).1, ledger_of(1).1), (2_000, 1_700));
		assert_ok!(redeem(ALICE, 400));
		take_events();
		without_settlement(|| run_to_block(20));
		take_events();
		// 3,700 behind 4,000 shares: 400 shares are owed 370. With a reward of 1,000 each the pots
		// have 3,000 and 2,700, and both shall have 2,665.
		run_blocks(1);
		assert_eq!(take_moves(), vec![(0, -335), (1, -35)]);
	});
}

#[test]
fn a_pot_should_leave_whole_when_it_could_not_go_on_nominating() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		// With a higher minimum the pots cannot give up part of their stake and go on.
		pallet_staking::MinNominatorBond::<Test>::put(950);
		assert_ok!(deposit(ALICE, 600));
		run_to_era(1);
		assert_eq!((ledger_of(0).1, ledger_of(1).1), (1_300, 1_300));
		assert_ok!(redeem(ALICE, 600));
		EraReward::set(0);
		take_events();
		run_to_era(2);
		assert_eq!(nominations(0), vec![11]);
		// 1,000 of era 1 was earned before; both pots are at 2,300 and owe 300 each.
		assert_eq!(take_moves(), vec![(1, -300), (0, -300)]);
		pallet_staking::MinNominatorBond::<Test>::put(2_000);
		assert_ok!(deposit(BOB, 100));
		assert_ok!(deposit(CHARLIE, 3_000));
		run_to_era(3);
		assert_ok!(redeem(CHARLIE, shares_of(CHARLIE)));
		take_events();
		run_to_era(4);
		// Both have 2,550 and could give 550: the first leaves whole and stops nominating, the
		// other gives the rest.
		assert_eq!(take_moves(), vec![(1, -2_550), (0, -450)]);
		assert_eq!((nominations(0), nominations(1)), (vec![11], vec![]));
		check();
		run_to_era(7);
		assert_eq!((ledger_of(0), ledger_of(1)), ((2_100, 2_100, 0), (0, 0, 0)));
		assert!(!pallet_staking::Bonded::<Test>::contains_key(pot(1)));
		assert_ok!(claim_by(BOB, CHARLIE, 3));
		// With the next deposit the pot bonds anew, from nothing, and nominates again.
		assert_ok!(deposit(BOB, 2_300));
		take_events();
		run_to_era(8);
		let events = take_events();
		assert!(events.contains(&Event::StakeBonded { pot: 1, amount: 2_200 }), "{events:?}");
		assert!(events.contains(&Event::Nominated { pot: 1, validators: 1 }));
		assert_eq!((ledger_of(0).1, ledger_of(1).1), (2_200, 2_200));
		assert_eq!(books().exits, 0);
	});
}

#[test]
fn a_pot_below_the_nominator_minimum_should_be_left_alone_until_it_has_more() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(1);
		// Pot 0 loses 95 %: 50 of 1,000 are left, below the minimum of 100.
		report_now(11, 95);
		assert_eq!(ledger_of(0).1, 50);
		assert_ok!(set_validators(0, vec![31]));
		EraReward::set(0);
		take_events();
		// The reward of era 1 is zero: the pot stays below the minimum.
		run_to_era(2);
		let events = take_events();
		assert!(!events.iter().any(|e| matches!(e, Event::StepFailed { .. })), "{events:?}");
		assert!(!events.iter().any(|e| matches!(e, Event::Nominated { .. })), "{events:?}");
		assert_eq!(nominations(0), vec![11]);
		// A deposit lifts it, and it nominates whom it should.
		assert_ok!(deposit(ALICE, 500));
		run_to_era(3);
		assert!(take_events().contains(&Event::Nominated { pot: 0, validators: 1 }));
		assert_eq!((ledger_of(0).1, nominations(0)), (550, vec![31]));
	});
}

#[test]
fn a_pot_without_a_ledger_should_stop_nothing_and_be_repaired() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		run_to_era(1);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_block(19);
		let ledger = Ledger::<Test>::take(pot(0)).unwrap();
		take_events();
		run_to_block(20);
		let events = take_events();
		// What the pot had counts as lost; its own steps fail; all others are taken.
		let failed: Vec<_> = events
			.iter()
			.filter_map(|event| match event {
				Event::StepFailed { step, .. } => Some(*step),
				_ => None,
			})
			.collect();
		assert_eq!(failed, vec![Step::Withdraw { pot: 0 }]);
		assert!(events.contains(&Event::LossRecognised {
			pot: 0,
			loss: 2_000,
			holders: 2_000,
			exits: 0
		}));
		assert!(events.contains(&Event::BatchClosed {
			era: 1,
			shares: Shares(1_000),
			amount: 500,
			matures: 5
		}));
		assert!(events.contains(&Event::StakeUnbonded { pot: 1, amount: 500 }));
		assert!(events.contains(&Event::SettlementFinished { era: 2 }));
		check_books();
		// The ledger is back: what counted as lost is a gain, free of the fee.
		Ledger::<Test>::insert(pot(0), ledger);
		run_to_era(3);
		assert!(!take_events().iter().any(|e| matches!(e, Event::StepFailed { .. })));
		assert_eq!(Pots::<Test>::get()[0].stake, ledger_of(0).0);
		check();
	});
}

/// The pool's own invariants; those of staking are broken on purpose.
fn check_books() {
	assert_ok!(LiquidStaking::do_try_state());
}

#[test]
fn bonding_should_be_tried_again_when_it_failed() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		assert_ok!(deposit(ALICE, 2_000));
		let ledger = Ledger::<Test>::take(pot(0)).unwrap();
		take_events();
		run_to_era(1);
		let events = take_events();
		assert!(
			events.iter().any(|event| matches!(
				event,
				Event::StepFailed { step: Step::Rebalance { moves: 0 }, .. }
			)),
			"{events:?}"
		);
		// The transfer to the pot was undone.
		assert_eq!(books().idle, 2_000);
		assert_eq!(Balances::free_balance(pot(0)), ED);
		Ledger::<Test>::insert(pot(0), ledger);
		run_to_era(2);
		assert_eq!(books().idle, 0);
	});
}

#[test]
fn excess_unlocking_should_be_rebonded() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		// Unlocking EST that no exit needs, from an unbond by the pot itself.
		assert_ok!(Staking::unbond(RuntimeOrigin::signed(pot(0)), 400));
		EraReward::set(0);
		assert_eq!(ledger_of(0), (1_000, 600, 400));
		take_events();
		run_to_era(1);
		let events = take_events();
		assert!(events.contains(&Event::StakeRebonded { pot: 0, amount: 400 }), "{events:?}");
		assert_eq!(ledger_of(0), (1_000, 1_000, 0));
	});
}

#[test]
fn set_validators_should_take_effect_at_the_next_settlement() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(1);
		take_events();
		assert_ok!(set_validators(0, vec![31, 21]));
		assert_eq!(
			take_events(),
			vec![Event::ValidatorsSet { pot: 0, validators: vec![31, 21].try_into().unwrap() }]
		);
		assert_eq!(Targets::<Test>::get(0).into_inner(), vec![31, 21]);
		assert_eq!(nominations(0), vec![11]);
		run_to_era(2);
		assert!(take_events().contains(&Event::Nominated { pot: 0, validators: 2 }));
		assert_eq!(nominations(0), vec![31, 21]);
		// Nothing to do: no event.
		run_to_era(3);
		assert!(!take_events().iter().any(|e| matches!(e, Event::Nominated { .. })));
	});
}

#[test]
fn a_dropped_validator_should_be_collected_from_until_no_pot_can_back_it() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(2);
		assert_ok!(set_validators(0, vec![31]));
		assert_eq!(collecting(), vec![(11, None), (21, None), (31, None)]);
		// Nominated at block 30; the election for era 4 is at block 35. So 11 is backed in the eras
		// 2 and 3.
		let mut collected = Vec::new();
		for era in 3..8 {
			take_events();
			run_to_era(era);
			for event in take_events() {
				if let Event::PayoutCollected { era, validator: 11, .. } = event {
					collected.push(era);
				}
			}
			if era == 3 {
				assert_eq!(collecting(), vec![(11, Some(6)), (21, None), (31, None)]);
			}
			assert_eq!(collecting().len(), if era < 7 { 3 } else { 2 });
		}
		assert_eq!(collected, vec![2, 3]);
		assert_eq!(collecting(), vec![(21, None), (31, None)]);
	});
}

#[test]
fn a_validator_that_is_chosen_again_should_stay() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(2);
		assert_ok!(set_validators(0, vec![31]));
		run_to_era(3);
		assert_ok!(set_validators(0, vec![11]));
		// The pot goes on with 31 until it nominates anew.
		assert_eq!(collecting(), vec![(11, None), (21, None), (31, None)]);
		run_to_era(4);
		assert_eq!(collecting(), vec![(11, None), (21, None), (31, Some(7))]);
		run_to_era(9);
		assert_eq!(collecting(), vec![(11, None), (21, None)]);
	});
}

#[test]
fn a_dropped_validator_should_be_collected_from_while_a_pot_goes_on_nominating_it() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(2);
		assert_ok!(set_validators(0, vec![31]));
		// No settlement for many eras: pot 0 backs 11 all the while, and in the era that the
		// settlement finds planned as well.
		without_settlement(|| run_to_block(98));
		run_to_block(99);
		assert_eq!(nominations(0), vec![31]);
		take_events();
		let mut collected = Vec::new();
		for era in 10..13 {
			run_to_era(era);
			for event in take_events() {
				if let Event::PayoutCollected { era, validator: 11, .. } = event {
					collected.push(era);
				}
			}
		}
		assert_eq!(collected, vec![9, 10]);
		// Then it goes.
		run_to_era(16);
		assert_eq!(collecting(), vec![(21, None), (31, None)]);
	});
}

#[test]
fn a_pot_that_cannot_nominate_should_not_lose_the_payouts_of_the_old_validator() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		run_to_era(2);
		assert_ok!(set_validators(0, vec![31]));
		// Staking refuses to nominate: the pot has too little for the new minimum.
		pallet_staking::MinNominatorBond::<Test>::put(1_000_000);
		take_events();
		let mut collected = Vec::new();
		for era in 3..12 {
			run_to_era(era);
			for event in take_events() {
				if let Event::PayoutCollected { era, validator: 11, .. } = event {
					collected.push(era);
				}
			}
		}
		assert_eq!(nominations(0), vec![11]);
		assert_eq!(collected, (2..11).collect::<Vec<_>>());
		pallet_staking::MinNominatorBond::<Test>::put(100);
		run_to_era(20);
		assert_eq!(collecting(), vec![(21, None), (31, None)]);
	});
}

#[test]
fn a_validator_that_blocks_should_not_keep_the_pot_from_the_others() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(1);
		assert_ok!(set_validators(0, vec![31, 21]));
		let prefs = ValidatorPrefs { blocked: true, ..Default::default() };
		assert_ok!(Staking::validate(RuntimeOrigin::signed(31), prefs));
		take_events();
		run_to_era(2);
		assert!(take_events().contains(&Event::Nominated { pot: 0, validators: 1 }));
		assert_eq!(nominations(0), vec![21]);
		assert_noop!(set_validators(1, vec![31]), Error::<Test>::NotAValidator);
		// It is nominated when it is open again.
		assert_ok!(Staking::validate(RuntimeOrigin::signed(31), Default::default()));
		run_to_era(3);
		assert_eq!(nominations(0), vec![31, 21]);
	});
}

#[test]
fn a_validator_that_retires_should_be_left_out() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_era(1);
		assert_ok!(set_validators(0, vec![11, 31]));
		run_to_era(2);
		assert_eq!(nominations(0), vec![11, 31]);
		assert_ok!(Staking::chill(RuntimeOrigin::signed(31)));
		run_to_era(3);
		assert_eq!(nominations(0), vec![11]);
		// With nobody left to nominate the pot stays as it is.
		assert_ok!(Staking::chill(RuntimeOrigin::signed(11)));
		take_events();
		run_to_era(4);
		assert_eq!(nominations(0), vec![11]);
		assert!(!take_events().iter().any(|e| matches!(e, Event::StepFailed { .. })));
	});
}

#[test]
fn the_place_in_the_voter_list_should_follow_the_stake() {
	ExtBuilder::default().fee(0).build_and_execute(|| {
		use frame_election_provider_support::SortedListProvider;
		let score = |index| VoterList::get_score(&pot(index)).unwrap();
		assert_eq!(score(0), 1_000);
		run_to_era(2);
		// Rewards do not move a nominator in the list; the settlement does.
		assert_eq!((ledger_of(0).1, score(0)), (2_000, 2_000));
		report_now(11, 50);
		assert_eq!(score(0), 2_000);
		run_to_era(3);
		assert_eq!(u128::from(score(0)), ledger_of(0).1);
	});
}

#[test]
fn set_validators_should_fail_when_origin_may_not() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::none()] {
			let validators = vec![31].try_into().unwrap();
			assert_noop!(dispatch(origin, Call::set_validators { pot: 0, validators }), BadOrigin);
		}
	});
}

#[test]
fn set_validators_should_fail_when_there_is_no_such_pot() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_validators(2, vec![11]), Error::<Test>::PotNotFound);
		assert_noop!(set_validators(u32::MAX, vec![11]), Error::<Test>::PotNotFound);
	});
}

#[test]
fn set_validators_should_fail_when_the_list_is_wrong() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_validators(0, vec![]), Error::<Test>::NoValidators);
		assert_noop!(set_validators(0, vec![11, 11]), Error::<Test>::DuplicateValidator);
		assert_noop!(set_validators(0, vec![11, ALICE]), Error::<Test>::NotAValidator);
	});
}

#[test]
fn set_validators_should_fail_when_there_are_more_than_can_be_collected_from() {
	ExtBuilder::default().build_and_execute(|| {
		let all: Vec<AccountId> = (1_000..1_144).collect();
		all.iter().for_each(|who| new_validator(*who));
		// 128 entries: 11 and 21 of genesis, 7 times 16, and 14.
		for sixteen in all[..112].chunks(16) {
			assert_ok!(set_validators(0, sixteen.to_vec()));
		}
		assert_ok!(set_validators(1, all[112..126].to_vec()));
		assert_eq!(collecting().len(), 128);
		assert_noop!(set_validators(0, vec![all[126]]), Error::<Test>::TooManyValidators);
		// Once what was dropped has been collected there is room again.
		run_to_era(5);
		assert_ok!(set_validators(0, vec![all[126]]));
	});
}
