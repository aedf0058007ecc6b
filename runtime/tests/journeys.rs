//! Journeys over the whole runtime: real blocks, sessions, elections, rewards, offences.

// An era of the normal build has 3,600 blocks.
#![cfg(feature = "fast-runtime")]

mod common;

use common::{account, active_era, equivocation, free, genesis_json, nonce, signed, Chain, EST};
use estuary_primitives::{
	types::{EraRecord, ExitState, Reserves},
	Balance, Shares,
};
use estuary_runtime::{
	configs::assets::ST_EST,
	constants::time::{BONDING_DURATION, EPOCH_DURATION, SESSIONS_PER_ERA, SLASH_DEFER_DURATION},
	AccountId, Assets, Balances, LiquidStaking, Runtime, RuntimeCall, RuntimeEvent, Session,
};
use pallet_election_provider_multi_phase::{
	CurrentPhase, ElectionCompute, Event as Election, Phase,
};
use pallet_liquid_staking::{Call as Pool, Event as PoolEvent};
use serde_json::json;
use sp_core::crypto::Ss58Codec;
use sp_keyring::Sr25519Keyring::{self, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{FixedPointNumber, FixedU128};

fn deposit(amount: Balance) -> RuntimeCall {
	Pool::deposit { amount, min_shares: Shares(0) }.into()
}

fn reserves() -> Reserves {
	LiquidStaking::api_reserves().expect("the pool is set up")
}

fn record(era: u32) -> EraRecord {
	LiquidStaking::api_era_record(era).unwrap_or_else(|| panic!("era {era} has a record"))
}

fn shares(who: Sr25519Keyring) -> Shares {
	Shares(Assets::balance(ST_EST, account(who)))
}

/// Each record follows from the one before, and its rate from its backing.
fn check_records(first: u32, last: u32) {
	for era in first..=last {
		let now = record(era);
		let expected = FixedU128::checked_from_rational(now.backing, now.issuance.0);
		assert_eq!(Some(now.rate), expected, "era {era}: rate");
		if era > first {
			let before = record(era - 1);
			assert_eq!(
				now.backing,
				before.backing + now.deposits + now.vested + now.fee_backing + now.dust -
					now.redemptions - now.instant -
					now.loss_backing -
					now.provision_bought -
					now.cover + now.cover_returned -
					now.left,
				"era {era}: backing"
			);
			assert_eq!(
				now.streaming,
				before.streaming + now.premium + now.reward + now.released_streaming + now.left -
					now.fee_backing - now.vested -
					now.loss_streaming,
				"era {era}: streaming"
			);
			assert_eq!(
				now.provision,
				before.provision + now.loss + now.provision_bought + now.cover -
					now.cover_returned -
					now.released - (now.applied - now.covered),
				"era {era}: provision"
			);
		}
	}
}

fn check_books() {
	let books = reserves();
	assert_eq!(
		books.pots + books.idle,
		books.backing + books.streaming + books.exits + books.provision,
		"LS-1"
	);
}

#[test]
fn a_deposit_should_grow_era_by_era_and_be_paid_out_with_its_rewards() {
	let mut chain = Chain::new("local_testnet");
	let put_in = 20_000 * EST;
	chain.submit(Bob, deposit(put_in));
	chain.submit(Charlie, deposit(put_in));
	let got = chain.with(|| shares(Bob));
	assert_eq!(got, Shares(put_in), "the rate begins at one");

	for era in 1..=6 {
		chain.until_settled(era);
		chain.check();
		chain.with(check_books);
	}
	chain.with(|| {
		check_records(0, 5);
		// The stake of Bob and Charlie is exposed from era 2 on, the seed's from era 0 on. What
		// an era earns vests in the one after.
		for era in 1..=5 {
			assert!(record(era).reward > 0, "era {era} earned");
			assert!(record(era).rate > record(era - 1).rate, "the rate rose in era {era}");
		}
		assert!(record(3).reward > 2 * record(1).reward);
		assert!(LiquidStaking::api_apr(2).is_some_and(|apr| apr > FixedU128::from_float(0.05)));
	});

	// Bob leaves with all, Charlie takes part of it back before the batch closes.
	chain.submit(Bob, Pool::redeem { shares: got });
	chain.submit(Charlie, Pool::redeem { shares: Shares(got.0 / 2) });
	chain.submit(Charlie, Pool::cancel_redeem { shares: Shares(got.0 / 4) });
	let batch = chain.with(|| {
		let exits = LiquidStaking::api_position(account(Bob)).exits;
		assert_eq!(exits.len(), 1);
		assert_eq!(exits[0].state, ExitState::Open);
		exits[0].era
	});
	let (early, result) =
		(chain.with(|| nonce(Eve)), Pool::claim { owner: account(Bob), era: batch });
	let early = chain.with(|| signed(Eve, result.into(), early));
	assert!(chain.block(vec![early])[0].expect("valid").is_err(), "the batch is open");

	chain.until_settled(batch + 1);
	chain.check();
	let owed = chain.with(|| {
		let exit = LiquidStaking::api_position(account(Bob)).exits[0].clone();
		assert_eq!(exit.state, ExitState::Exiting);
		assert_eq!(exit.matures, Some(batch + 1 + BONDING_DURATION));
		exit.value
	});
	assert!(owed > put_in);
	chain.until_settled(batch + 1 + BONDING_DURATION);
	chain.check();
	for owner in [Bob, Charlie] {
		let before = chain.with(|| free(&account(owner)));
		chain.submit(Eve, Pool::claim { owner: account(owner), era: batch });
		let paid = chain.with(|| free(&account(owner))) - before;
		let part = if owner == Bob { owed } else { owed / 4 };
		assert!(paid <= part && paid + 1 >= part, "{owner} got {paid} of {part}");
	}
	chain.with(|| {
		assert_eq!(reserves().claims, 0);
		assert_eq!(shares(Bob), Shares(0));
		check_books();
		check_records(0, batch + BONDING_DURATION);
	});
	chain.check();
}

#[test]
fn full_blocks_of_deposits_should_not_stop_the_settlement() {
	let mut chain = Chain::with_genesis(&largest_pool());
	chain.until_settled(1);
	chain.until("era 2 begins", || active_era() == 2);
	let senders = [Bob, Charlie, Dave, Eve, Ferdie];
	let mut nonces = chain.with(|| senders.map(nonce));
	let (mut blocks, mut turn) = (0, 0);
	while chain.with(|| LiquidStaking::api_status().expect("set up").settled_era) < 2 {
		let mut next = || {
			turn = (turn + 1) % senders.len();
			let nonce = nonces[turn];
			nonces[turn] += 1;
			signed(senders[turn], deposit(EST), nonce)
		};
		let fitted = chain.full_block(&mut next);
		assert!(fitted > 50, "the block is full of deposits: {fitted}");
		// The one that did not fit was counted.
		nonces[turn] -= 1;
		blocks += 1;
		assert!(blocks < EPOCH_DURATION, "settled within a session");
	}
	assert!(blocks > 1, "the settlement is long enough to be stopped");
	chain.check();
	chain.with(|| {
		check_records(0, 1);
		check_books();
		assert!(record(1).reward > 0);
	});
	// The deposits are bonded by the next settlement.
	chain.until_settled(3);
	chain.with(|| assert!(reserves().idle - reserves().reserve < EST));
	chain.check();
}

#[test]
fn elections_should_use_solutions_mined_off_chain() {
	let mut chain = Chain::new("local_testnet");
	assert_eq!(elections(&mut chain, 3), [ElectionCompute::Unsigned; 3]);
	chain.check();
}

#[test]
fn elections_should_fall_back_to_the_chain_without_solutions() {
	let mut chain = Chain::new("local_testnet");
	chain.offchain = false;
	assert_eq!(elections(&mut chain, 3), [ElectionCompute::Fallback; 3]);
	chain.with(|| assert_eq!(Session::validators().len(), 4));
	chain.check();
}

/// How the next `count` elections were computed.
fn elections(chain: &mut Chain, count: usize) -> Vec<ElectionCompute> {
	let mut computed = Vec::new();
	while computed.len() < count {
		chain.block(vec![]);
		computed.extend(chain.events().into_iter().filter_map(|event| match event {
			RuntimeEvent::ElectionProviderMultiPhase(Election::ElectionFinalized {
				compute,
				..
			}) => Some(compute),
			_ => None,
		}));
	}
	computed
}

#[test]
fn an_equivocation_should_lower_the_rate_when_it_is_reported() {
	let mut chain = Chain::new("local_testnet");
	chain.submit(Charlie, deposit(10_000 * EST));
	chain.until_settled(3);
	let offence_era = chain.with(active_era);
	// The block that disables a validator must not be that validator's own.
	chain.pass_turn_of(Bob);
	let report = chain.with(|| equivocation(Bob));
	let rate = chain.with(LiquidStaking::api_exchange_rate);
	chain.block(vec![report])[0].expect("valid").expect("reported");
	let (provision, fallen) = chain.with(|| {
		let reserves = LiquidStaking::api_reserves().expect("the pool is set up");
		(reserves.provision, LiquidStaking::api_exchange_rate())
	});
	assert!(provision > 0 && fallen < rate, "{provision} {rate:?} {fallen:?}");
	chain.with(|| {
		check_books();
		let status = LiquidStaking::api_status().expect("the pool is set up");
		assert_eq!(status.bunker.expect("half of what Bob had").provision, provision);
		assert_eq!(status.pending.len(), 1);
		assert_eq!(status.pending[0].era, offence_era + SLASH_DEFER_DURATION + 1);
		assert_eq!((status.pending[0].loss, status.pending[0].covered), (provision, 0));
	});
	let reported = chain.events().iter().any(|event| {
		matches!(event, RuntimeEvent::Offences(pallet_offences::Event::Offence { .. }))
	});
	assert!(reported);
	chain.with(|| assert_eq!(Session::disabled_validators().len(), 1));

	let due = offence_era + SLASH_DEFER_DURATION + 1;
	chain.until("the slash is due", || active_era() == due);
	let losses: Vec<_> = chain
		.events()
		.into_iter()
		.filter_map(|event| match event {
			RuntimeEvent::LiquidStaking(PoolEvent::LossApplied { pot, loss, .. }) =>
				Some((pot, loss)),
			RuntimeEvent::LiquidStaking(PoolEvent::LossRecognised { .. }) => {
				panic!("what was lost had been reported")
			},
			_ => None,
		})
		.collect();
	// The first pot and the third one back Bob, the second one does not.
	assert!(!losses.is_empty());
	assert!(losses.iter().all(|(pot, loss)| [0, 2].contains(pot) && *loss > 0), "{losses:?}");
	chain.with(check_books);
	chain.check();

	chain.until_settled(due);
	chain.with(|| {
		let (before, after) = (record(offence_era - 1), record(offence_era));
		assert!(after.rate < before.rate, "the rate fell");
		let sum: Balance = losses.iter().map(|(_, loss)| loss).sum();
		assert_eq!((after.loss, sum), (provision, provision));
		let applied: Balance = (offence_era..due).map(|era| record(era).applied).sum();
		assert_eq!(applied, sum);
		for era in offence_era + 1..due {
			assert!(record(era).rate >= record(era - 1).rate, "it fell once");
		}
		assert_eq!(LiquidStaking::api_reserves().map(|books| books.provision), Some(0));
		check_records(0, due - 1);
	});
	// The chain goes on without Bob, and the rate rises again.
	chain.until_settled(due + 3);
	chain.with(|| assert!(record(due + 2).rate > record(due).rate));
	chain.check();
}

/// A genesis with as many pots as there may be, which back as many validators as they can. All but
/// four of those have too little stake to be elected.
fn largest_pool() -> serde_json::Value {
	let mut config = genesis_json("local_testnet");
	let candidates: Vec<String> =
		(0..8 * 16).map(|i| AccountId::new([i as u8 + 1; 32]).to_ss58check()).collect();
	for candidate in &candidates {
		let balances = config["balances"]["balances"].as_array_mut().expect("a list");
		balances.push(json!([candidate, 1_000 * EST as u64]));
		let stakers = config["staking"]["stakers"].as_array_mut().expect("a list");
		stakers.push(json!([candidate, candidate, 100 * EST as u64, "Validator"]));
	}
	let elected: Vec<_> = config["session"]["keys"]
		.as_array()
		.expect("a list")
		.iter()
		.map(|keys| keys[0].as_str().expect("an address").to_owned())
		.collect();
	let mut pots: Vec<Vec<String>> = candidates.chunks(16).map(<[_]>::to_vec).collect();
	for (pot, validator) in pots.iter_mut().zip(elected) {
		pot[0] = validator;
	}
	config["liquidStaking"]["pool"]["pots"] = json!(pots);
	config
}

#[test]
fn the_settlement_of_the_largest_pool_should_go_on_where_a_restart_interrupted_it() {
	let mut chain = Chain::with_genesis(&largest_pool());
	chain.submit(Dave, deposit(5_000 * EST));
	chain.until("the settlement is under way", || {
		LiquidStaking::api_status().is_some_and(|status| status.step.is_some())
	});
	let step = chain.with(|| LiquidStaking::api_status().and_then(|status| status.step));
	// All there is after a restart is what blocks left in the state.
	let mut chain = chain.restarted();
	chain.with(|| {
		assert_eq!(LiquidStaking::api_status().and_then(|status| status.step), step);
	});
	chain.until_settled(1);
	chain.with(|| {
		let books = reserves();
		assert!(books.idle - books.reserve < EST, "the deposit is bonded");
		// A hundredth is kept for instant redemptions.
		let claims = books.backing + books.streaming + books.exits + books.provision;
		assert_eq!(books.reserve, claims / 100);
		assert!(record(0).reward > 0);
	});
	chain.until_settled(3);
	chain.with(|| check_records(0, 2));
	chain.check();
}

#[test]
fn a_chain_that_stood_still_when_an_election_was_due_should_elect_later() {
	for slots_left in 1..EPOCH_DURATION {
		let mut chain = Chain::new("local_testnet");
		chain.until_settled(1);
		// The election of the next era is at the end of the era's first session. Not a block of
		// the slots before it, nor of the session after it.
		chain.until("the unsigned phase is ahead", || {
			CurrentPhase::<Runtime>::get() == Phase::Off &&
				Session::current_index().is_multiple_of(SESSIONS_PER_ERA)
		});
		chain.skip_slots(u64::from(EPOCH_DURATION * 2 + slots_left));
		assert_eq!(elections(&mut chain, 1), [ElectionCompute::Fallback]);
		chain.until_settled(3);
		chain.with(|| {
			assert!(!CurrentPhase::<Runtime>::get().is_emergency());
			check_records(0, 2);
		});
		chain.check();
	}
}

#[test]
fn a_chain_that_skips_slots_should_still_settle_and_pay() {
	let mut chain = Chain::new("local_testnet");
	chain.submit(Dave, deposit(5_000 * EST));
	for _ in 0..SESSIONS_PER_ERA * 4 {
		chain.skip_slots(u64::from(EPOCH_DURATION / 2));
		chain.blocks(3);
	}
	chain.until_settled(4);
	chain.with(|| {
		check_records(0, 3);
		check_books();
	});
	chain.check();
}

#[test]
fn fees_should_go_to_the_treasury_and_the_author() {
	let mut chain = Chain::new("development");
	chain.offchain = false;
	chain.blocks(1);
	let treasury: AccountId = estuary_runtime::Treasury::account_id();
	let author = account(Sr25519Keyring::AliceStash);
	let before = chain.with(|| (free(&treasury), free(&author), Balances::total_issuance()));
	chain.submit(Ferdie, frame_system::Call::<Runtime>::remark { remark: vec![0; 100] });
	let after = chain.with(|| (free(&treasury), free(&author), Balances::total_issuance()));
	let (to_treasury, to_author) = (after.0 - before.0, after.1 - before.1);
	assert!(to_author > 0);
	assert!(to_treasury.abs_diff(4 * to_author) < 5, "{to_treasury} and {to_author}");
	assert_eq!(before.2, after.2, "nothing is burned");
}
