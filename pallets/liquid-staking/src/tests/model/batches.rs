//! Exit batches: who joins, what they close at, what they are paid.

use super::{
	exact::{exact, one, zero, Exact},
	range::Range,
	Model, ModelBatch, Outcome,
};
use crate::mock::AccountId;
use sp_staking::EraIndex;

impl Model {
	/// `who` puts `shares` into the open batch.
	pub fn join(&mut self, who: AccountId, shares: u128) {
		*self.holders.entry(who).or_insert_with(zero) -= exact(shares);
		*self.open.entry(who).or_insert_with(zero) += exact(shares);
	}

	/// `who` takes `shares` out of the open batch.
	pub fn leave(&mut self, who: AccountId, shares: u128) {
		*self.holders.entry(who).or_insert_with(zero) += exact(shares);
		let left = self.open.entry(who).or_insert_with(zero);
		*left -= exact(shares);
		if *left == zero() {
			self.open.remove(&who);
		}
	}

	/// `from` gives `shares` of its claim on the batch of `era` to `to`.
	pub fn transfer_claim(&mut self, era: EraIndex, from: AccountId, to: AccountId, shares: u128) {
		let claims = match self.batches.get_mut(&era) {
			Some(batch) => &mut batch.claims,
			None => &mut self.open,
		};
		*claims.entry(to).or_insert_with(zero) += exact(shares);
		let left = claims.entry(from).or_insert_with(zero);
		*left -= exact(shares);
		if *left == zero() {
			claims.remove(&from);
		}
	}

	/// The open batch closes at the net rate of block `now`; what it is owed.
	///
	/// All that wait have the same of the provision for each planck owed. Who brings less buys the
	/// difference, who brings more leaves it to the holders.
	pub fn close(&mut self, now: u64) -> (Exact, Range) {
		self.vest(now);
		let claims = std::mem::take(&mut self.open);
		let shares = claims.values().fold(zero(), |sum, n| sum + n);
		let value = self.net_value(&shares, now);
		let price = self.forward_price();
		let part = &shares / &self.issuance;
		let mut of_value = self.slack.net.clone();
		of_value.scale(&part);
		of_value.widen(one(), zero());
		// Who leaves takes along the part of the holders' provision for each report.
		let of_holders = self.provision() - self.provision_exits();
		let count = exact(self.reports.len() as u128);
		let slack = &self.slack;
		let of_theirs = (slack.issuance.sum() * &of_holders / &self.issuance) +
			&part * (slack.provision_exits.sum() + slack.provision_bought.sum()) +
			&count;
		let exits = self.exits();
		let waiting = self.provision_exits();
		let mut owed = value.clone();
		// Its units are whole: less than a planck of it goes to the others that wait.
		let mut of_owed = Range::new(&of_value.below + one(), of_value.above.clone());
		let mut of_brought = of_theirs.clone();
		if exits == zero() {
			for report in self.reports.values_mut() {
				report.exits += &part * (report.total() - &report.exits);
			}
		} else if waiting > zero() {
			let times = self.joins_times(&value, &part, &exits);
			for report in self.reports.values_mut() {
				let theirs = &part * (report.total() - &report.exits);
				let alike = &times * &report.exits;
				let bought = (&alike - &theirs).max(zero());
				owed -= &bought;
				report.exits += alike.clone().min(theirs) + &bought;
				report.bought += bought;
			}
			// A rounding in what the others have counts as often as it is more than theirs.
			self.drift *= one() + &times;
			let slack = &self.slack;
			let unsure = of_value.sum() +
				&of_theirs + &times * (slack.exits.sum() + slack.provision_exits.sum()) +
				&count + exact(3);
			of_owed = Range::new(unsure.clone(), unsure.clone());
			// The number of units counts for each of the provisions.
			of_brought = &of_theirs + (of_value.sum() + &unsure) * (one() + &waiting / &exits);
			let slack = &mut self.slack;
			slack.provision_bought.widen(of_brought.clone(), of_brought.clone());
		}
		self.slack.provision_exits.widen(of_brought.clone(), of_brought);
		self.backing -= &value;
		self.issuance -= &shares;
		self.batches.insert(
			self.open_era,
			ModelBatch {
				shares,
				claims,
				owed: owed.clone(),
				paid: zero(),
				unclaimed: zero(),
				complete: false,
			},
		);
		self.left_behind(price);
		let slack = &mut self.slack;
		slack.backing.widen_against(&of_value);
		slack.held.widen_against(&of_value);
		slack.net.scale(&(one() - part));
		slack.net.widen(zero(), one());
		slack.exits.widen(of_owed.below.clone(), of_owed.above.clone());
		slack.owed.widen(&of_owed.below + one(), &of_owed.above + one());
		self.rounded(3);
		(owed, of_owed)
	}

	/// How many times what all that wait have of everything a batch can pay for that brings `value`
	/// and the `part` of the holders' provision for each report: what it has too little of the one
	/// it pays with the other.
	pub(super) fn joins_times(&self, value: &Exact, part: &Exact, exits: &Exact) -> Exact {
		let mut times = value / exits;
		loop {
			let (mut have, mut price) = (value.clone(), exits.clone());
			for report in self.reports.values() {
				let theirs = part * (report.total() - &report.exits);
				if &times * &report.exits > theirs {
					have += theirs;
					price += &report.exits;
				}
			}
			let fewer = have / price;
			if fewer >= times {
				return times;
			}
			times = fewer;
		}
	}

	/// The batch of `era` is paid: `part` planck of what it is owed, or all. Returns all that was
	/// paid to it so far. What it would have got back of the provision falls to the holders.
	pub fn pay(&mut self, era: EraIndex, part: Option<u128>) -> Outcome<(Exact, Range)> {
		let exits = self.exits();
		let batch = self.batches.get_mut(&era).ok_or("LS-9: an unknown batch is paid")?;
		let amount = part.map_or_else(|| batch.owed.clone(), exact);
		let mut range = match part {
			Some(_) => Range::none(),
			None => self.slack.owed.clone(),
		};
		if part.is_none() {
			range.widen(one(), zero());
		}
		batch.owed -= &amount;
		batch.paid += &amount;
		batch.unclaimed += &amount;
		batch.complete = part.is_none();
		let paid = batch.paid.clone();
		if exits > zero() {
			let part = &amount / &exits;
			let each = self.provision_exits() / &exits;
			let count = exact(self.reports.len() as u128);
			self.reports.values_mut().for_each(|report| report.exits *= one() - &part);
			let unsure =
				&each * (exact(2) + range.sum() + self.slack.exits.sum()) + count + exact(1);
			self.slack.provision_exits.widen(unsure.clone(), unsure);
		}
		self.slack.exits.widen_against(&range);
		self.slack.owed.widen(exact(2), exact(2));
		self.slack.claims.widen(range.below.clone(), range.above.clone());
		if self.batches.values().all(|batch| batch.complete) {
			// The last one leaves to the holders what rounding left over.
			let left = Range::new(zero(), &self.slack.exits.above + one());
			self.gain_dust(&zero(), &left);
			self.slack.exits.below += one();
			self.leave_reports();
			self.slack.provision_exits = Range::none();
		}
		self.rounded(2);
		Ok((paid, range))
	}

	/// `owner` takes its part of the batch of `era`, which was paid out.
	pub fn claim(&mut self, owner: AccountId, era: EraIndex) -> Outcome<(Exact, Range)> {
		let batch = self.batches.get_mut(&era).ok_or("LS-3: a claim on an unknown batch")?;
		if !batch.complete {
			return Err("LS-3: a claim on a batch not paid out".into());
		}
		let shares = batch.claims.remove(&owner).ok_or("LS-3: a claim that does not exist")?;
		let amount = &batch.paid * shares / &batch.shares;
		batch.unclaimed -= &amount;
		*self.received.entry(owner).or_insert_with(zero) += &amount;
		if batch.claims.is_empty() {
			let left = batch.unclaimed.clone();
			self.batches.remove(&era);
			self.gain_dust(&left, &Range::new(zero(), one()));
		} else {
			self.slack.claims.widen(zero(), one());
		}
		self.rounded(1);
		Ok((amount, Range::new(one(), zero())))
	}
}
