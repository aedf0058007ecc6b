//! Restaking and coverage on the whole runtime: real blocks, eras, validators and offences, with
//! the pool's own stEST.

// An era of the normal build has 3,600 blocks.
#![cfg(feature = "fast-runtime")]

mod common;

use common::{account, active_era, equivocation, Chain, EST};
use estuary_primitives::{
	restaking::{Magnitude, SlashDestination, Terms},
	Balance, Shares,
};
use estuary_runtime::{
	configs::assets::ST_EST,
	constants::time::{
		BONDING_DURATION, RESTAKING_CHANGE_DELAY, RESTAKING_EXIT_DELAY, RESTAKING_NOTICE,
		RESTAKING_REFUND_WINDOW, SLASH_DEFER_DURATION,
	},
	AccountId, Assets, Balances, Coverage, LiquidStaking, Restaking, Runtime, RuntimeEvent,
	RuntimeOrigin, Staking,
};
use frame_support::traits::{
	fungible::{Inspect, NativeOrWithId},
	Get,
};
use pallet_coverage::{PremiumCurve, Promise};
use pallet_liquid_staking::{Call as Pool, Event as PoolEvent};
use pallet_restaking::Call as Restake;
use pallet_staking::Call as Stake;
use sp_core::{H256, U256};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, BobStash, Charlie, Eve, Ferdie};
use sp_runtime::{FixedU128, Perbill};

const ALL: Magnitude = Magnitude::ONE;

fn st_est(who: &AccountId) -> Balance {
	Assets::balance(ST_EST, who)
}

fn rate() -> FixedU128 {
	LiquidStaking::api_exchange_rate()
}

/// A chain on which Charlie holds 10,000 EST worth of stEST, and Eve is an operator to whom she has
/// delegated as much as `delegated`.
fn with_operator(delegated: Balance) -> Chain {
	let mut chain = Chain::new("local_testnet");
	chain.submit(Charlie, Pool::deposit { amount: 20_000 * EST, min_shares: Shares(0) });
	chain.submit(Eve, Restake::register_operator { commission: Perbill::from_percent(10) });
	let delegate = Restake::delegate { operator: account(Eve), amount: delegated, min_units: 0 };
	chain.submit(Charlie, delegate);
	chain
}

fn set_up_coverage(chain: &mut Chain) {
	chain.with(|| {
		let set_up = Coverage::set_up(
			RuntimeOrigin::root(),
			account(Charlie),
			200 * EST,
			Promise { max_fraction: Perbill::from_percent(50), min_stake: Shares(0) },
			PremiumCurve {
				target: Shares(100_000 * EST),
				empty: Perbill::from_percent(20),
				full: Perbill::from_percent(10),
			},
		);
		set_up.expect("Charlie can pay for it");
	});
}

fn allocate(chain: &mut Chain, service: u32, magnitude: Magnitude) {
	chain.submit(Eve, Restake::allocate { service, magnitude });
}

fn eras(chain: &mut Chain, count: u32) {
	let era = chain.with(active_era) + count;
	chain.until_settled(era);
}

/// A chain on which 10,000 stEST of Charlie's stand in front of the holders.
fn with_cover() -> Chain {
	let mut chain = with_operator(10_000 * EST);
	set_up_coverage(&mut chain);
	allocate(&mut chain, 0, ALL);
	eras(&mut chain, RESTAKING_CHANGE_DELAY + 1);
	chain
}

/// Bob signs two blocks in a slot and is reported.
fn report_bob(chain: &mut Chain) {
	// The block that disables a validator must not be that validator's own.
	chain.pass_turn_of(Bob);
	let report = chain.with(|| equivocation(Bob));
	chain.block(vec![report])[0].expect("valid").expect("reported");
}

fn reported(chain: &mut Chain) -> (Balance, Balance, Balance) {
	let found = chain.events().into_iter().find_map(|event| match event {
		RuntimeEvent::LiquidStaking(PoolEvent::LossReported {
			loss,
			cover,
			holders,
			exits,
			..
		}) => Some((loss, cover, holders + exits)),
		_ => None,
	});
	found.expect("the pool backs Bob")
}

#[test]
fn cover_should_soften_a_slash_in_the_block_of_its_report() {
	let mut chain = with_cover();
	let (size, limit) = chain.with(|| {
		let status = Coverage::api_status().expect("it is set up");
		(status.size, status.limit)
	});
	assert_eq!((size, limit), (Shares(10_000 * EST), Shares(5_000 * EST)));
	let era = chain.with(active_era);
	let books = chain.with(|| LiquidStaking::api_reserves().unwrap());
	report_bob(&mut chain);
	let (loss, cover, borne) = reported(&mut chain);
	assert_eq!(cover + borne, loss);
	// As much as there is in front of the holders, at the rate with what has vested meanwhile.
	let worth = |value: Balance| {
		(U256::from(limit.0) * U256::from(value) / U256::from(books.issuance.0))
			.as_u128()
			.min(loss)
	};
	let (least, most) = (worth(books.backing), worth(books.backing + books.streaming));
	assert!(cover + 3 >= least && cover <= most, "{cover} of {loss}, between {least} and {most}");
	chain.check();
	chain.with(|| {
		let after = LiquidStaking::api_reserves().unwrap();
		assert_eq!((after.provision_cover, after.provision), (cover, loss));
		// What it would be without: all of the loss taken from the same books.
		let holders = books.backing + books.streaming;
		let without = FixedU128::from_rational(
			books.backing - (loss - books.streaming.min(loss)),
			books.issuance.0,
		);
		assert!(holders > loss && rate() > without, "{:?} with, {without:?} without", rate());
		let covers = Coverage::api_covers();
		assert_eq!(covers.len(), 1);
		assert_eq!(covers[0].era, era + SLASH_DEFER_DURATION + 1);
		assert_eq!(Coverage::api_totals().covered, cover);
	});

	// Nothing more comes when the slash is applied.
	let due = era + SLASH_DEFER_DURATION + 1;
	let at_report = chain.with(rate);
	chain.until("the slash is due", || active_era() == due);
	let applied: Balance = chain
		.events()
		.into_iter()
		.filter_map(|event| match event {
			RuntimeEvent::LiquidStaking(PoolEvent::LossApplied { cover, .. }) => Some(cover),
			RuntimeEvent::LiquidStaking(PoolEvent::LossRecognised { .. }) => {
				panic!("what was lost had been reported")
			},
			_ => None,
		})
		.sum();
	assert_eq!(applied, cover);
	chain.check();
	chain.with(|| {
		assert!(rate() >= at_report);
		assert!(Coverage::api_covers().is_empty());
		let past = Coverage::api_history();
		assert_eq!(past.len(), 1);
		let stake = Restaking::api_operator(account(Eve)).unwrap().stake;
		assert!(stake < 10_000 * EST, "restakers have paid");
	});
	eras(&mut chain, BONDING_DURATION);
	chain.check();
}

#[test]
fn a_cancelled_slash_should_give_cover_back() {
	let mut chain = with_cover();
	let era = chain.with(active_era);
	let stake =
		|chain: &mut Chain| chain.with(|| Restaking::api_operator(account(Eve)).unwrap().stake);
	let before = stake(&mut chain);
	report_bob(&mut chain);
	let (_, cover, _) = reported(&mut chain);
	let at_report = stake(&mut chain);
	assert!(at_report < before);
	chain.with(|| {
		let due = era + SLASH_DEFER_DURATION + 1;
		Staking::cancel_deferred_slash(RuntimeOrigin::root(), due, vec![0]).expect("it is there");
	});
	eras(&mut chain, 1);
	chain.check();
	let after = stake(&mut chain);
	let issued = chain.with(Coverage::api_totals);
	// What the shares were worth comes back at the rate of then: rewards have made a share dearer.
	assert!(after > at_report && after <= before, "{before} {at_report} {after}");
	assert!(before - after < before / 1_000, "{before} {after}");
	assert_eq!((issued.covered, issued.given_back), (cover, cover));
	chain.with(|| {
		let books = LiquidStaking::api_reserves().unwrap();
		assert_eq!((books.provision, books.provision_cover), (0, 0));
		assert!(Coverage::api_covers().is_empty());
	});
}

#[test]
fn an_operator_that_is_slashed_as_a_validator_should_be_jailed() {
	let mut chain = Chain::new("local_testnet");
	chain.submit(BobStash, Restake::register_operator { commission: Perbill::zero() });
	eras(&mut chain, 1);
	let offence = chain.with(active_era);
	let report = chain.with(|| equivocation(Bob));
	// It is reported in the era after.
	eras(&mut chain, 1);
	chain.pass_turn_of(Bob);
	chain.block(vec![report])[0].expect("valid").expect("reported");
	let until = chain.with(active_era) + BONDING_DURATION;
	chain.with(|| {
		let operator = Restaking::api_operator(account(BobStash)).expect("it has registered");
		assert_eq!(operator.jailed_until, until);
	});
	let jailed: Vec<_> = chain
		.events()
		.into_iter()
		.filter_map(|event| match event {
			RuntimeEvent::Restaking(pallet_restaking::Event::OperatorJailed {
				operator,
				era,
				until,
			}) => Some((operator, era, until)),
			_ => None,
		})
		.collect();
	assert_eq!(jailed, [(account(BobStash), offence, until)]);
	chain.check();
}

/// What staking has slashed counts for who was no operator then, or not any more.
#[test]
fn a_validator_that_was_slashed_should_begin_in_jail_when_it_registers() {
	for retires in [false, true] {
		let mut chain = Chain::new("local_testnet");
		let register = || Restake::register_operator { commission: Perbill::zero() };
		if retires {
			chain.submit(BobStash, register());
			chain.submit(BobStash, Restake::retire_operator {});
			chain.with(|| assert_eq!(Restaking::api_operator(account(BobStash)), None));
		}
		eras(&mut chain, 1);
		let offence = chain.with(active_era);
		report_bob(&mut chain);
		eras(&mut chain, 1);
		chain.submit(BobStash, register());
		chain.with(|| {
			let operator = Restaking::api_operator(account(BobStash)).expect("it has registered");
			assert_eq!(operator.jailed_until, offence + BONDING_DURATION);
		});
		chain.check();
	}
}

/// It has lost with its validator, and has done nothing.
#[test]
fn who_nominated_a_validator_that_was_slashed_should_not_begin_in_jail() {
	let mut chain = Chain::new("local_testnet");
	let bond =
		Stake::bond { value: 10_000 * EST, payee: pallet_staking::RewardDestination::Staked };
	chain.submit(Ferdie, bond);
	chain.submit(Ferdie, Stake::nominate { targets: vec![account(BobStash).into()] });
	eras(&mut chain, 2);
	report_bob(&mut chain);
	eras(&mut chain, 1);
	chain.with(|| {
		let spans = pallet_staking::SlashingSpans::<Runtime>::get(account(Ferdie));
		assert!(spans.expect("it is slashed").last_nonzero_slash() > 0);
	});
	chain.submit(Ferdie, Restake::register_operator { commission: Perbill::zero() });
	chain.with(|| {
		let operator = Restaking::api_operator(account(Ferdie)).expect("it has registered");
		assert_eq!(operator.jailed_until, 0);
	});
	chain.check();
}

fn terms(slasher: Sr25519Keyring, resolver: Option<Sr25519Keyring>) -> Terms<AccountId, Asset> {
	Terms {
		slasher: account(slasher),
		resolver: resolver.map(account),
		veto_window: if resolver.is_some() { 1 } else { 0 },
		max_fraction: Perbill::from_percent(50),
		destination: SlashDestination::Burn,
		refund_window: 0,
		reward_assets: vec![NativeOrWithId::Native, NativeOrWithId::WithId(ST_EST)]
			.try_into()
			.expect("two fit"),
		min_stake: 0,
		notice: RESTAKING_NOTICE,
	}
}

type Asset = NativeOrWithId<u32>;

#[test]
fn two_services_should_slash_and_reward_without_touching_each_other() {
	let mut chain = with_operator(10_000 * EST);
	// Ferdie runs the first, whose slashes Alice may veto, and the second, which has no resolver.
	chain.submit(Ferdie, Restake::register_service { terms: terms(Ferdie, Some(Alice)) });
	chain.submit(Ferdie, Restake::register_service { terms: terms(Ferdie, None) });
	let part = |percent: u128| Magnitude(ALL.0 / 100 * percent);
	allocate(&mut chain, 0, part(50));
	allocate(&mut chain, 1, part(30));
	eras(&mut chain, RESTAKING_CHANGE_DELAY + 1);
	let era = chain.with(active_era);
	let stakes = |chain: &mut Chain| {
		chain.with(|| {
			let era = active_era();
			[0, 1].map(|service| Restaking::api_slashable_stake(service, account(Eve), era))
		})
	};
	assert_eq!(stakes(&mut chain), [5_000 * EST, 3_000 * EST]);
	let request = |service, percent| Restake::request_slash {
		service,
		operator: account(Eve),
		era,
		fraction: Perbill::from_percent(percent),
		evidence: H256::repeat_byte(7),
	};
	let stake =
		|chain: &mut Chain| chain.with(|| Restaking::api_operator(account(Eve)).unwrap().stake);

	// Vetoed: exactly as before.
	chain.submit(Ferdie, request(0, 20));
	assert_eq!(stake(&mut chain), 9_000 * EST);
	assert_eq!(stakes(&mut chain)[1], 3_000 * EST);
	chain.submit(Alice, Restake::veto_slash { slash: 0 });
	assert_eq!((stake(&mut chain), stakes(&mut chain)), (10_000 * EST, [5_000 * EST, 3_000 * EST]));

	// Without a resolver there is nothing to wait for: the chain applies it at the end of the
	// block. The other service keeps what it counts on, and every holder gains.
	let (issuance, before) = chain.with(|| (Assets::total_supply(ST_EST), rate()));
	let streaming = chain.with(|| LiquidStaking::api_reserves().unwrap().streaming);
	chain.submit(Ferdie, request(1, 50));
	assert!(chain.with(|| Restaking::api_slashes(account(Eve))).is_empty());
	chain.with(|| {
		assert_eq!(Assets::total_supply(ST_EST), issuance - 1_500 * EST);
		assert!(rate() >= before);
		let after = LiquidStaking::api_reserves().unwrap().streaming;
		assert!(after > streaming + 1_400 * EST, "what was burned vests for the others");
	});
	assert_eq!(stake(&mut chain), 8_500 * EST);
	let after = stakes(&mut chain);
	assert!(
		after[0].abs_diff(5_000 * EST) <= 1 && after[1].abs_diff(1_500 * EST) <= 1,
		"{after:?}"
	);
	chain.check();

	// Rewards in two assets, nine tenths of them Charlie's.
	for (service, asset, amount) in
		[(0, NativeOrWithId::Native, 100 * EST), (1, NativeOrWithId::WithId(ST_EST), 10 * EST)]
	{
		let payer = if service == 0 { Ferdie } else { Charlie };
		chain.submit(payer, Restake::pay_reward { service, asset, amount });
	}
	let claim = |asset| Restake::claim_reward { operator: account(Eve), asset };
	let free = |chain: &mut Chain| chain.with(|| Balances::balance(&account(Charlie)));
	let est = free(&mut chain);
	chain.submit(Charlie, claim(NativeOrWithId::Native));
	let gained = free(&mut chain) - est;
	assert!(gained <= 90 * EST && gained > 89 * EST, "{gained}, less the transaction's fee");
	let shares = chain.with(|| st_est(&account(Charlie)));
	chain.submit(Charlie, claim(NativeOrWithId::WithId(ST_EST)));
	let gained = chain.with(|| st_est(&account(Charlie))) - shares;
	assert!((9 * EST - 1..=9 * EST).contains(&gained), "{gained}");

	// Leaving takes the exit delay.
	let units = chain.with(|| Restaking::api_positions(account(Charlie))[0].units);
	let left = chain.with(active_era);
	chain.submit(Charlie, Restake::undelegate { operator: account(Eve), units });
	eras(&mut chain, RESTAKING_EXIT_DELAY + 1);
	let shares = chain.with(|| st_est(&account(Charlie)));
	let (operator, owner) = (account(Eve), account(Charlie));
	chain.submit(Ferdie, Restake::claim_undelegated { operator, owner, era: left });
	let gained = chain.with(|| st_est(&account(Charlie))) - shares;
	assert!((8_500 * EST - 2..=8_500 * EST).contains(&gained), "{gained}");
	chain.check();
}

#[test]
fn bounds_of_the_pallets_should_fit_together() {
	type Cover<T> = <T as pallet_coverage::Config>::MaxOperators;
	type Restaked<T> = <T as pallet_restaking::Config>::MaxOperators;
	let delays = <Runtime as pallet_restaking::Config>::Delays::get();
	assert!(RESTAKING_REFUND_WINDOW <= delays.max_refund);
	assert!(RESTAKING_CHANGE_DELAY > delays.exit);
	let notice = <<Runtime as pallet_coverage::Config>::Notice as Get<u32>>::get();
	assert!(notice >= delays.least_notice(), "restaking refuses the terms of the coverage");
	let operators = <Cover<Runtime> as Get<u32>>::get();
	assert!(operators >= <Restaked<Runtime> as Get<u32>>::get());
}
