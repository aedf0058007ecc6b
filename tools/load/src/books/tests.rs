//! Each check is shown to agree with a block that is right and to find one that is wrong.

use super::*;
use crate::{
	blocks::{
		Claimed, Delegated, Deposited, FeePaid, OfEra, Redeemed, Undelegated, UndelegatedClaimed,
	},
	chain::{Status, UsedWeight, Weight},
};

const POOL: AccountId = [1; 32];
const OPERATOR: AccountId = [2; 32];
const ANN: AccountId = [3; 32];
const BEN: AccountId = [4; 32];
/// Eras until what left the operator can be claimed.
const EXIT_ERAS: u32 = 3;
/// Shares that an account must keep.
const LEAST: u128 = 10;
/// The account of restaking, without shares at first.
const RESTAKED: AccountId = [5; 32];

/// The chain that the books are opened on: the pool holds the only shares.
fn chain() -> Holdings {
	Holdings {
		est: BTreeMap::from([(POOL, 5_000), (ANN, 1_000), (BEN, 1_000)]),
		shares: BTreeMap::from([(POOL, 100)]),
		issuance: 100,
		..Default::default()
	}
}

fn books() -> Books {
	Books::open(chain(), HashSet::from([ANN, BEN]), OPERATOR, [], EXIT_ERAS, LEAST)
}

fn reserves(issuance: u128) -> Reserves {
	Reserves { pots: 60, idle: 40, backing: 70, streaming: 15, exits: 10, provision: 5, issuance }
}

/// A block whose one extrinsic, number 0, did `events`, with `issuance` shares after it.
fn block(events: impl IntoIterator<Item = Happened>, issuance: u128, era: u32) -> Facts {
	let none = Weight { ref_time: 0 };
	Facts {
		number: 7,
		extrinsics: Vec::new(),
		bytes: 0,
		failures: BTreeMap::new(),
		events: events.into_iter().map(|happened| (Some(0), happened)).collect(),
		weight: UsedWeight { normal: none, operational: none, mandatory: none },
		reserves: reserves(issuance),
		status: Status { active_era: era },
	}
}

fn est(from: AccountId, to: AccountId, amount: u128) -> Happened {
	Happened::EstMoved(Moved { from, to, amount })
}

fn shares(from: AccountId, to: AccountId, amount: u128) -> Happened {
	Happened::SharesMoved(Moved { from, to, amount })
}

/// Ann deposits 500 planck for 400 shares and pays 3 planck for it.
fn deposit() -> Vec<Happened> {
	vec![
		est(ANN, POOL, 500),
		Happened::SharesIssued(Changed { who: ANN, amount: 400 }),
		Happened::Deposited(Deposited { who: ANN, amount: 500, shares: 400 }),
		Happened::FeePaid(FeePaid { who: ANN, actual_fee: 3 }),
	]
}

fn after_deposit() -> Books {
	let mut books = books();
	books.enter(&block(deposit(), 500, 0));
	assert_eq!(books.discrepancies.first, Vec::<String>::new());
	books
}

/// What the chain holds after it.
fn chain_after_deposit() -> Holdings {
	let mut chain = chain();
	chain.est.insert(ANN, 497);
	chain.est.insert(POOL, 5_500);
	chain.shares.insert(ANN, 400);
	chain.issuance = 500;
	chain
}

#[test]
fn a_deposit_should_be_in_the_books_as_it_is_on_chain() {
	let found = after_deposit().close(&chain_after_deposit());
	assert_eq!((found.count, found.first), (0, vec![]));
}

#[test]
fn every_difference_from_the_chain_should_be_found() {
	type Change = fn(&mut Holdings);
	let changes: [(&str, Change); 7] = [
		("EST of", |chain| *chain.est.get_mut(&ANN).unwrap() += 1),
		("stEST of", |chain| *chain.shares.get_mut(&ANN).unwrap() -= 1),
		("stEST of", |chain| chain.shares.retain(|who, _| *who != POOL)),
		("shares in exit batches of", |chain| chain.claims.extend([((BEN, 3), 1)])),
		("units of", |chain| chain.units.extend([(BEN, 1)])),
		("exits of", |chain| chain.exits.extend([(BEN, 3)])),
		("the issuance of stEST", |chain| chain.issuance += 1),
	];
	for (what, change) in changes {
		let mut chain = chain_after_deposit();
		change(&mut chain);
		let found = after_deposit().close(&chain);
		assert!(found.count > 0 && found.first[0].starts_with(what), "{what}: {:?}", found.first);
	}
}

#[test]
fn broken_books_of_the_pool_should_be_found() {
	let mut facts = block([], 100, 0);
	facts.reserves.idle += 1;
	let mut books = books();
	books.enter(&facts);
	assert!(books.discrepancies.first[0].contains("LS-1"), "{:?}", books.discrepancies);
}

#[test]
fn shares_out_of_nothing_should_be_found() {
	let mut books = books();
	books.enter(&block([], 101, 0));
	assert_eq!(books.discrepancies.count, 1);
}

#[test]
fn what_the_pool_says_without_the_tokens_should_be_found() {
	for missing in 0..2 {
		let mut events = deposit();
		events.remove(missing);
		let issuance = if missing == 1 { 100 } else { 500 };
		let mut books = books();
		books.enter(&block(events, issuance, 0));
		assert_eq!(books.discrepancies.count, 1, "{:?}", books.discrepancies);
	}
}

#[test]
fn the_first_delegation_should_bring_what_the_account_must_keep_and_no_other_may() {
	let delegate = |amount, moved| {
		let delegated = Delegated { operator: OPERATOR, delegator: ANN, amount, units: amount };
		block([shares(ANN, RESTAKED, moved), Happened::Delegated(delegated)], 500, 0)
	};
	let mut books = after_deposit();
	books.enter(&delegate(50, 50 + LEAST));
	assert_eq!(books.discrepancies.count, 0, "{:?}", books.discrepancies);
	books.enter(&delegate(50, 50 + LEAST));
	assert_eq!(books.discrepancies.count, 1, "{:?}", books.discrepancies);
}

#[test]
fn one_movement_should_not_stand_for_two() {
	let mut events = deposit();
	let twice = events[2].clone();
	events.push(twice);
	let mut books = books();
	books.enter(&block(events, 500, 0));
	assert_eq!(books.discrepancies.count, 1, "{:?}", books.discrepancies);
}

#[test]
fn spending_what_is_not_there_should_be_found() {
	let mut books = books();
	books.enter(&block([est(ANN, BEN, 1_001)], 100, 0));
	assert_eq!(books.discrepancies.count, 1);
}

#[test]
fn a_claim_should_be_in_the_purse_once_its_batch_is_paid() {
	let mut books = after_deposit();
	let redeem = Redeemed { who: ANN, era: 4, shares: 50 };
	books.enter(&block([shares(ANN, POOL, 50), Happened::RedeemRequested(redeem)], 500, 4));
	assert_eq!(books.purse(&ANN).claims, Vec::<u32>::new());
	books.enter(&block([Happened::BatchMatured(OfEra { era: 4 })], 500, 8));
	assert_eq!(books.purse(&ANN).claims, vec![4]);
	let claim = Claimed { owner: ANN, era: 4, amount: 60 };
	books.enter(&block([est(POOL, ANN, 60), Happened::Claimed(claim)], 500, 8));
	assert_eq!(books.purse(&ANN).claims, Vec::<u32>::new());
	assert_eq!((books.purse(&ANN).est, books.discrepancies.count), (557, 0));
}

#[test]
fn an_exit_should_be_in_the_purse_once_it_has_matured() {
	let mut books = after_deposit();
	let delegated = Delegated { operator: OPERATOR, delegator: ANN, amount: 50, units: 45 };
	books.enter(&block([shares(ANN, POOL, 50), Happened::Delegated(delegated)], 500, 4));
	assert_eq!(books.purse(&ANN).units, 45);
	let left = Undelegated { operator: OPERATOR, delegator: ANN, units: 45, stake: 50, era: 4 };
	books.enter(&block([Happened::Undelegated(left)], 500, 4 + EXIT_ERAS - 1));
	assert_eq!((books.purse(&ANN).units, books.purse(&ANN).exits), (0, vec![]));
	books.enter(&block([], 500, 4 + EXIT_ERAS));
	assert_eq!(books.purse(&ANN).exits, vec![4]);
	let claimed =
		UndelegatedClaimed { operator: OPERATOR, owner: ANN, era: 4, amount: 50, last: true };
	books.enter(&block([shares(POOL, ANN, 50), Happened::UndelegatedClaimed(claimed)], 500, 7));
	assert_eq!((books.purse(&ANN).exits, books.purse(&ANN).shares), (vec![], 400));
	assert_eq!(books.discrepancies.count, 0, "{:?}", books.discrepancies);
}
