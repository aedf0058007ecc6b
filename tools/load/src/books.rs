//! The generator's own books: what every account must hold, computed from what it held at the start
//! and from the events of finalised blocks. They never read a balance until they are compared.
//!
//! Four things are compared:
//!
//! - after every block, the terms of LS-1, `pots + idle = backing + streaming + exits + provision`,
//!   and the pool's issuance with all stEST that was made less all that was destroyed;
//! - in every extrinsic, what the pool and restaking say that they moved with what the tokens
//!   moved;
//! - at the end, the stEST of every account there is, and EST, shares in exit batches, units and
//!   exits of every sender, with the chain;
//! - at the end, that the stEST of all accounts sums to the issuance.

use crate::{
	blocks::{Changed, Facts, Happened, Moved},
	chain::{AccountId, Holdings, Reserves},
	plan::Purse,
};
use std::{
	collections::{BTreeMap, BTreeSet, HashSet},
	fmt::{Debug, Display},
};

/// Discrepancies that are spelt out; the rest is counted.
const SPELT_OUT: usize = 20;

/// What accounts must hold.
pub struct Books {
	held: Holdings,
	senders: HashSet<AccountId>,
	operator: AccountId,
	/// Batches of the pool that have been paid.
	paid: BTreeSet<u32>,
	/// The active era after the last block.
	era: u32,
	/// Eras from leaving the operator's pool to when that can be claimed.
	exit_eras: u32,
	/// Shares that an account of stEST must keep.
	least: u128,
	/// What does not agree.
	pub discrepancies: Discrepancies,
}

/// What does not agree: the first few in words, and how many there are.
#[derive(Clone, Debug, Default)]
pub struct Discrepancies {
	/// The first few.
	pub first: Vec<String>,
	/// All of them.
	pub count: u64,
}

impl Discrepancies {
	/// Notes one.
	pub fn add(&mut self, what: String) {
		if self.first.len() < SPELT_OUT {
			tracing::error!("{what}");
			self.first.push(what);
		}
		self.count += 1;
	}

	/// Notes it if what was `found` is not what was `expected`.
	pub fn compare<T: PartialEq + Display>(&mut self, what: &str, found: T, expected: T) {
		if found != expected {
			self.add(format!("{what} is {found}, not {expected}"));
		}
	}
}

impl Books {
	/// Books of `senders`, opened with what the chain held for everybody.
	pub fn open(
		mut held: Holdings,
		senders: HashSet<AccountId>,
		operator: AccountId,
		paid: impl IntoIterator<Item = u32>,
		exit_eras: u32,
		least: u128,
	) -> Self {
		held.est.retain(|who, _| senders.contains(who));
		held.claims.retain(|(who, _), _| senders.contains(who));
		Self {
			held,
			senders,
			operator,
			paid: paid.into_iter().collect(),
			era: 0,
			exit_eras,
			least,
			discrepancies: Discrepancies::default(),
		}
	}

	/// What `who` can spend, before what it has sent and is not in these books yet.
	pub fn purse(&self, who: &AccountId) -> Purse {
		let of = |map: &BTreeMap<AccountId, u128>| map.get(who).copied().unwrap_or_default();
		let all = (*who, 0)..=(*who, u32::MAX);
		let claims = self.held.claims.range(all.clone()).map(|((_, era), _)| *era);
		let exits = self.held.exits.range(all).map(|(_, era)| *era);
		Purse {
			est: of(&self.held.est),
			shares: of(&self.held.shares),
			units: of(&self.held.units),
			claims: claims.filter(|era| self.paid.contains(era)).collect(),
			exits: exits.filter(|era| era + self.exit_eras <= self.era).collect(),
		}
	}

	/// Enters a finalised block.
	pub fn enter(&mut self, facts: &Facts) {
		let number = facts.number;
		self.compare_movements(facts);
		for (_, happened) in &facts.events {
			self.enter_event(number, happened);
		}
		self.era = facts.status.active_era;
		let where_ = format!("after block {number}");
		for (what, found, expected) in checks(&facts.reserves, self.held.issuance) {
			self.discrepancies.compare(&format!("{where_} {what}"), found, expected);
		}
	}

	fn enter_event(&mut self, number: u64, happened: &Happened) {
		let held = &mut self.held;
		let mut ok = true;
		match happened {
			Happened::EstMoved(Moved { from, to, amount }) => {
				if self.senders.contains(from) {
					ok &= take(&mut held.est, *from, *amount);
				}
				if self.senders.contains(to) {
					give(&mut held.est, *to, *amount);
				}
			},
			Happened::FeePaid(paid) =>
				if self.senders.contains(&paid.who) {
					ok = take(&mut held.est, paid.who, paid.actual_fee);
				},
			Happened::SharesMoved(Moved { from, to, amount }) => {
				ok = take(&mut held.shares, *from, *amount);
				give(&mut held.shares, *to, *amount);
			},
			Happened::SharesIssued(Changed { who, amount }) => {
				give(&mut held.shares, *who, *amount);
				held.issuance += amount;
			},
			Happened::SharesBurned(Changed { who, amount }) => {
				ok = take(&mut held.shares, *who, *amount) && held.issuance >= *amount;
				held.issuance = held.issuance.saturating_sub(*amount);
			},
			Happened::RedeemRequested(redeemed) =>
				if self.senders.contains(&redeemed.who) {
					give(&mut held.claims, (redeemed.who, redeemed.era), redeemed.shares);
				},
			Happened::Claimed(claimed) =>
				if self.senders.contains(&claimed.owner) {
					ok = held.claims.remove(&(claimed.owner, claimed.era)).is_some();
				},
			Happened::BatchMatured(batch) => {
				self.paid.insert(batch.era);
			},
			Happened::Delegated(delegated) if delegated.operator == self.operator =>
				give(&mut held.units, delegated.delegator, delegated.units),
			Happened::Undelegated(left) if left.operator == self.operator => {
				ok = take(&mut held.units, left.delegator, left.units);
				if left.stake > 0 {
					held.exits.insert((left.delegator, left.era));
				}
			},
			Happened::UndelegatedClaimed(claimed) if claimed.operator == self.operator =>
				if claimed.last {
					ok = held.exits.remove(&(claimed.owner, claimed.era));
				},
			Happened::Deposited(_) |
			Happened::SettlementFinished(_) |
			Happened::Delegated(_) |
			Happened::Undelegated(_) |
			Happened::UndelegatedClaimed(_) => {},
		}
		if !ok {
			self.discrepancies
				.add(format!("block {number} takes what was not there: {happened:?}"));
		}
	}

	/// What the pool and restaking say about each extrinsic, and what the tokens did in it.
	fn compare_movements(&mut self, facts: &Facts) {
		let mut by_extrinsic: BTreeMap<u32, Vec<&Happened>> = BTreeMap::new();
		for (by, happened) in &facts.events {
			if let Some(position) = by {
				by_extrinsic.entry(*position).or_default().push(happened);
			}
		}
		let empty = |who: &AccountId| !self.held.shares.contains_key(who);
		let mut missing = Vec::new();
		for (position, events) in &by_extrinsic {
			let found = unmatched(events, |to| if empty(to) { self.least } else { 0 });
			missing.extend(found.into_iter().map(|happened| (*position, happened)));
		}
		for (position, happened) in missing {
			self.discrepancies.add(format!(
				"no token moved in extrinsic {position} of block {} as {happened:02x?} says",
				facts.number
			));
		}
	}

	/// Closes the books: everything is compared with what the chain holds.
	pub fn close(mut self, chain: &Holdings) -> Discrepancies {
		let mine = &self.held;
		let found = &mut self.discrepancies;
		let senders = &self.senders;
		let est = chain.est.iter().filter(|(who, _)| senders.contains(*who));
		let est = est.map(|(who, amount)| (*who, *amount)).collect();
		let claims = chain.claims.iter().filter(|((who, _), _)| senders.contains(who));
		let claims = claims.map(|(key, shares)| (*key, *shares)).collect();
		compare_maps(found, "EST", &est, &mine.est);
		compare_maps(found, "stEST", &chain.shares, &mine.shares);
		compare_maps(found, "shares in exit batches", &claims, &mine.claims);
		compare_maps(found, "units", &chain.units, &mine.units);
		let exits = |set: &BTreeSet<(AccountId, u32)>| set.iter().map(|key| (*key, 1)).collect();
		compare_maps(found, "exits", &exits(&chain.exits), &exits(&mine.exits));
		found.compare("the issuance of stEST", chain.issuance, mine.issuance);
		found.compare(
			"the stEST of all accounts",
			chain.shares.values().sum::<u128>(),
			mine.issuance,
		);
		self.discrepancies
	}
}

/// LS-1, and the issuance that the pool has written down.
fn checks(reserves: &Reserves, issuance: u128) -> [(&'static str, u128, u128); 2] {
	let Reserves { pots, idle, backing, streaming, exits, provision, .. } = *reserves;
	[
		("LS-1: pots + idle", pots + idle, backing + streaming + exits + provision),
		("the issuance of the pool", reserves.issuance, issuance),
	]
}

/// What the pool or restaking say happened in an extrinsic, without the movements of tokens that it
/// consists of. The first delegation to an account of restaking brings `extra` shares that stay
/// there.
fn unmatched<'a>(events: &[&'a Happened], extra: impl Fn(&AccountId) -> u128) -> Vec<&'a Happened> {
	let mut left = events.to_vec();
	// A movement stands for one thing that happened.
	let mut use_up = |fits: &dyn Fn(&Happened) -> bool| {
		let found = left.iter().position(|token| fits(token));
		found.map(|position| left.swap_remove(position)).is_some()
	};
	let mut explained = |happened: &Happened| match happened {
		Happened::Deposited(made) => {
			let (who, amount) = (made.who, made.shares);
			use_up(&|token| is_est(token, |it| it.from == who && it.amount == made.amount)) &&
				use_up(&|token| *token == Happened::SharesIssued(Changed { who, amount }))
		},
		Happened::RedeemRequested(made) =>
			use_up(&|token| is_shares(token, |it| it.from == made.who && it.amount == made.shares)),
		Happened::Claimed(made) =>
			made.amount == 0 ||
				use_up(&|token| {
					is_est(token, |it| it.to == made.owner && it.amount == made.amount)
				}),
		Happened::Delegated(made) => use_up(&|token| {
			is_shares(token, |it| {
				it.from == made.delegator &&
					(it.amount == made.amount || it.amount == made.amount + extra(&it.to))
			})
		}),
		Happened::UndelegatedClaimed(made) =>
			made.amount == 0 ||
				use_up(&|token| {
					is_shares(token, |it| it.to == made.owner && it.amount == made.amount)
				}),
		_ => true,
	};
	events.iter().copied().filter(|happened| !explained(happened)).collect()
}

fn is_est(token: &Happened, fits: impl Fn(&Moved) -> bool) -> bool {
	matches!(token, Happened::EstMoved(moved) if fits(moved))
}

fn is_shares(token: &Happened, fits: impl Fn(&Moved) -> bool) -> bool {
	matches!(token, Happened::SharesMoved(moved) if fits(moved))
}

fn give<K: Ord>(map: &mut BTreeMap<K, u128>, who: K, amount: u128) {
	*map.entry(who).or_default() += amount;
}

/// Takes `amount` away, or all if there is less: then the answer is no.
fn take<K: Ord + Copy>(map: &mut BTreeMap<K, u128>, who: K, amount: u128) -> bool {
	let held = map.entry(who).or_default();
	let enough = *held >= amount;
	*held = held.saturating_sub(amount);
	if *held == 0 {
		map.remove(&who);
	}
	enough
}

/// Compares two maps entry by entry; an entry that is not there is zero.
fn compare_maps<K: Ord + Copy + Debug>(
	found: &mut Discrepancies,
	what: &str,
	chain: &BTreeMap<K, u128>,
	mine: &BTreeMap<K, u128>,
) {
	let keys: BTreeSet<&K> = chain.keys().chain(mine.keys()).collect();
	for key in keys {
		let of = |map: &BTreeMap<K, u128>| map.get(key).copied().unwrap_or_default();
		if of(chain) != of(mine) {
			found.add(format!("{what} of {key:02x?}: {} on chain, not {}", of(chain), of(mine)));
		}
	}
}

#[cfg(test)]
mod tests;
