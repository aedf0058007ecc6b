//! Setting up the pool, and its parameters.

use crate::{
	mock::*, Call, CollectingEntry, Cycle, Error, Event, GenesisPool, Parameters, Params, Pool,
	Pot, Pots, Targets,
};
use estuary_math::Shares;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, DispatchResult, Perbill};

fn set_up(seed: Balance, pots: Vec<Vec<AccountId>>) -> DispatchResult {
	set_up_with(RuntimeOrigin::root(), ALICE, seed, params(), pots)
}

fn set_up_with(
	origin: RuntimeOrigin,
	funder: AccountId,
	seed: Balance,
	params: Params<AccountId>,
	pots: Vec<Vec<AccountId>>,
) -> DispatchResult {
	let pots: Vec<_> = pots.into_iter().map(|pot| pot.try_into().unwrap()).collect();
	let pots = pots.try_into().unwrap();
	dispatch(origin, Call::set_up { funder, seed, params, pots })
}

#[test]
fn set_up_should_open_the_pool() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		run_to_era(2);
		take_events();
		assert_ok!(set_up(2_001, vec![vec![11], vec![21, 31]]));
		assert_eq!(
			take_events(),
			vec![
				Event::ParamsSet { params: params() },
				Event::ValidatorsSet { pot: 0, validators: vec![11].try_into().unwrap() },
				// The first pot takes what the division leaves over.
				Event::StakeBonded { pot: 0, amount: 1_001 },
				Event::Nominated { pot: 0, validators: 1 },
				Event::ValidatorsSet { pot: 1, validators: vec![21, 31].try_into().unwrap() },
				Event::StakeBonded { pot: 1, amount: 1_000 },
				Event::Nominated { pot: 1, validators: 2 },
				Event::PoolSetUp { seed: 2_001, pots: 2 },
			]
		);
		// The seed and an existential deposit for the pool, the claims and each pot.
		assert_eq!(Balances::free_balance(ALICE), ENDOWED - 2_001 - 4 * ED);
		assert_eq!(Balances::free_balance(LiquidStaking::pool_account()), ED);
		assert_eq!(Balances::free_balance(LiquidStaking::claims_account()), ED);
		assert_eq!(
			Pots::<Test>::get().into_inner(),
			vec![Pot { account: pot(0), stake: 1_001 }, Pot { account: pot(1), stake: 1_000 }]
		);
		assert_eq!((ledger_of(0), ledger_of(1)), ((1_001, 1_001, 0), (1_000, 1_000, 0)));
		assert_eq!(shares_of(LiquidStaking::pool_account()), 2_001);
		let books = books();
		assert_eq!((books.pots, books.idle, books.backing), (2_001, 0, 2_001));
		assert_eq!((books.issuance, books.open_batch), (Shares(2_001), 2));
		let cycle = Cycle::<Test>::get();
		assert_eq!((cycle.settled, cycle.uncollected, cycle.oldest_record), (2, 2, 2));
		assert_eq!(
			crate::Collecting::<Test>::get().into_inner(),
			[11, 21, 31]
				.map(|validator| CollectingEntry { validator, until: None })
				.to_vec()
		);
		// The era in which it was set up is settled like any other.
		take_events();
		run_to_era(3);
		assert_eq!(
			take_events(),
			vec![
				Event::RewardRecognised { reward: 0, fee: 0, fee_shares: Shares(0) },
				Event::EraSettled {
					era: 2,
					rate: 1.into(),
					issuance: Shares(2_001),
					backing: 2_001
				},
				Event::SettlementFinished { era: 3 },
			]
		);
	});
}

#[test]
fn set_up_should_work_in_genesis() {
	ExtBuilder::default()
		.pots(vec![vec![11], vec![21], vec![31]])
		.build_and_execute(|| {
			assert_eq!(
				Pots::<Test>::get().iter().map(|pot| pot.stake).collect::<Vec<_>>(),
				[667, 667, 666]
			);
			assert_eq!(Parameters::<Test>::get().unwrap().params, params());
			assert_eq!(Targets::<Test>::get(2).into_inner(), vec![31]);
			assert_eq!(Staking::nominators(pot(2)).unwrap().targets.into_inner(), vec![31]);
		});
}

#[test]
fn set_up_should_fail_when_origin_may_not() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::none()] {
			assert_noop!(set_up_with(origin, ALICE, 2_000, params(), vec![vec![11]]), BadOrigin);
		}
	});
}

#[test]
fn set_up_should_fail_when_already_set_up() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_up(2_000, vec![vec![11]]), Error::<Test>::AlreadySetUp);
	});
}

#[test]
fn set_up_should_fail_when_there_are_shares_already() {
	use frame_support::traits::fungible::Mutate;
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_ok!(<Test as crate::Config>::Shares::mint_into(&BOB, LEAST_SHARES));
		assert_noop!(set_up(2_000, vec![vec![11]]), Error::<Test>::SharesExist);
	});
}

#[test]
fn set_up_should_fail_when_there_is_no_pot() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(set_up(2_000, vec![]), Error::<Test>::PotNotFound);
	});
}

#[test]
fn set_up_should_fail_when_a_pot_has_no_validators() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(set_up(2_000, vec![vec![11], vec![]]), Error::<Test>::NoValidators);
	});
}

#[test]
fn set_up_should_fail_when_validators_are_wrong() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(set_up(2_000, vec![vec![BOB]]), Error::<Test>::NotAValidator);
		assert_noop!(set_up(2_000, vec![vec![11, 21, 11]]), Error::<Test>::DuplicateValidator);
	});
}

#[test]
fn set_up_should_fail_when_the_seed_lets_a_pot_not_nominate() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(set_up(0, vec![vec![11]]), Error::<Test>::SeedTooSmall);
		assert_noop!(set_up(199, vec![vec![11], vec![21]]), Error::<Test>::SeedTooSmall);
		assert_ok!(set_up(200, vec![vec![11], vec![21]]));
	});
}

#[test]
fn set_up_should_fail_when_the_funder_cannot_pay() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		// Three accounts of the pool and Alice herself stay alive.
		let most = ENDOWED - 4 * ED;
		assert_noop!(set_up(most + 1, vec![vec![11]]), Error::<Test>::InsufficientFunds);
		assert_noop!(set_up(Balance::MAX, vec![vec![11]]), Error::<Test>::Overflow);
		assert_noop!(
			set_up_with(RuntimeOrigin::root(), 1_234, 2_000, params(), vec![vec![11]]),
			Error::<Test>::InsufficientFunds
		);
		assert_ok!(set_up(most, vec![vec![11]]));
	});
}

#[test]
fn set_up_should_fail_when_params_are_out_of_bounds() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		let wrong = Params { min_deposit: 0, ..params() };
		assert_noop!(
			set_up_with(RuntimeOrigin::root(), ALICE, 2_000, wrong, vec![vec![11]]),
			Error::<Test>::ParamsOutOfBounds
		);
	});
}

#[test]
fn genesis_should_refuse_too_many_pots_and_validators() {
	let genesis = |pots| GenesisPool { funder: FUNDER, seed: SEED, params: params(), pots };
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(
			LiquidStaking::set_up_genesis(genesis(vec![vec![11]; 5])),
			Error::<Test>::TooManyPots
		);
		assert_noop!(
			LiquidStaking::set_up_genesis(genesis(vec![(0..17).collect()])),
			Error::<Test>::TooManyValidators
		);
	});
}

#[test]
#[should_panic(expected = "the genesis pool cannot be set up")]
fn genesis_should_not_start_with_a_pool_that_cannot_be() {
	ExtBuilder::default().pots(vec![vec![BOB]]).build();
}

#[test]
fn set_params_should_write_and_tell() {
	ExtBuilder::default().build_and_execute(|| {
		take_events();
		let new = Params {
			min_deposit: ED,
			min_redeem: Shares(LEAST_SHARES),
			fee: Perbill::from_percent(5),
			fee_recipient: BOB,
			..params()
		};
		assert_ok!(set_params(new.clone()));
		assert_eq!(take_events(), vec![Event::ParamsSet { params: new.clone() }]);
		assert_eq!(Parameters::<Test>::get().unwrap().params, new);
		// The next reward pays the new recipient: a twentieth of 2,000 at the rate of 1.95.
		run_to_era(2);
		assert_eq!((shares_of(BOB), shares_of(FEES)), (51, 0));
	});
}

#[test]
fn set_params_should_fail_when_out_of_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		let above = Perbill::from_parts(200_000_001);
		for wrong in [
			Params { min_deposit: ED - 1, ..params() },
			Params { min_redeem: Shares(0), ..params() },
			Params { min_redeem: Shares(LEAST_SHARES - 1), ..params() },
			Params { fee: above, ..params() },
		] {
			assert_noop!(set_params(wrong), Error::<Test>::ParamsOutOfBounds);
		}
	});
}

#[test]
fn set_params_should_fail_when_origin_may_not() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::none()] {
			let call = Call::set_params { params: params() };
			assert_noop!(dispatch(origin, call), BadOrigin);
		}
	});
}

#[test]
fn every_call_should_fail_when_the_pool_is_not_set_up() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		assert_noop!(deposit(ALICE, 1_000), Error::<Test>::NotSetUp);
		assert_noop!(redeem(ALICE, 1_000), Error::<Test>::NotSetUp);
		assert_noop!(cancel_redeem(ALICE, 1_000), Error::<Test>::NotSetUp);
		assert_noop!(claim_by(ALICE, ALICE, 0), Error::<Test>::NotSetUp);
		assert_noop!(advance(ALICE), Error::<Test>::NotSetUp);
		assert_noop!(set_params(params()), Error::<Test>::NotSetUp);
		assert_noop!(set_validators(0, vec![11]), Error::<Test>::NotSetUp);
		// And eras pass without a trace.
		take_events();
		run_to_era(2);
		assert_eq!(take_events(), vec![]);
		assert!(!Pool::<Test>::exists() && !Cycle::<Test>::exists());
	});
}
