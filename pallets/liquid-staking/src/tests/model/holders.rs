//! What moves the price of a share without a loss: who comes, who leaves at once, and rewards.

use super::{
	exact::{exact, one, zero, Exact},
	range::Range,
	Model, Outcome,
};
use crate::mock::{AccountId, PERIOD, SESSIONS};

impl Model {
	/// Moves what has vested into the backing.
	pub(super) fn vest(&mut self, now: u64) {
		let vested = self.vested(now);
		if vested == zero() {
			return;
		}
		if now < self.vests_until {
			// Less than one planck vests later than it could.
			self.slack.backing.widen(one(), zero());
			self.slack.net.widen(one(), zero());
			self.rounded(1);
		}
		self.backing += &vested;
		self.streaming -= vested;
		self.vests_from = self.vests_from.max(now);
	}

	/// `amount` buys shares at the forward price. The stream gets what keeps it the same for each
	/// share, so that what vests for the others does not change; the backing gets the rest, and
	/// with it what is paid for the provision. Up to `unsure` planck of `amount` are in doubt.
	pub(super) fn buy(&mut self, amount: &Exact, unsure: &Exact) -> Option<(Exact, Range)> {
		let price = self.forward_price()?;
		let backing_price = (&self.backing + self.provision()) / &self.issuance;
		let shares = amount / &price;
		let part = &shares / &self.issuance;
		let growth = one() + &part;
		self.grows_by(amount);
		// Down to whole shares. The backing's part goes up to whole planck; without a stream all of
		// `amount` goes there, also what did not buy a whole share.
		let bought = Range::new(one() + unsure / &price, unsure / &price);
		self.slack.backing.scale(&growth);
		self.slack.net.scale(&growth);
		if self.streaming == zero() {
			self.slack.backing.widen(unsure.clone(), unsure.clone());
			self.slack.net.widen(zero(), price.clone());
		} else {
			self.slack.backing.widen(&backing_price * &bought.below, one() + unsure);
			self.slack.net.widen(zero(), one());
		}
		self.slack.issuance.scale(&growth);
		self.slack.issuance.widen(bought.below.clone(), bought.above.clone());
		let streamed = &part * &self.streaming;
		self.backing += amount - &streamed;
		self.streaming += streamed;
		self.issuance += &shares;
		self.rounded(2);
		Some((shares, bought))
	}

	/// `who` pays in `amount`; the shares, and how many fewer the chain may have given.
	pub fn deposit(&mut self, who: AccountId, amount: u128, now: u64) -> Outcome<(Exact, Range)> {
		self.vest(now);
		let bought = self.buy(&exact(amount), &zero()).ok_or("LS-5: a deposit without a price")?;
		*self.holders.entry(who).or_insert_with(zero) += &bought.0;
		Ok(bought)
	}

	/// `who` redeems `shares` at once and leaves `fee` of their value to the others, together with
	/// what the shares would have got back of the provision; what is paid.
	pub fn redeem_instantly(
		&mut self,
		who: AccountId,
		shares: u128,
		fee: &Exact,
		now: u64,
	) -> (Exact, Range) {
		self.vest(now);
		let shares = exact(shares);
		let part = &shares / &self.issuance;
		let mut range = self.slack.net.clone();
		range.scale(&part);
		// The value goes down, the fee up to whole planck.
		range.widen(exact(2), zero());
		let amount = self.instant_value(&shares, fee, now);
		let price = self.forward_price();
		self.backing -= &amount;
		self.issuance -= &shares;
		*self.holders.entry(who).or_insert_with(zero) -= &shares;
		*self.received.entry(who).or_insert_with(zero) += &amount;
		self.left_behind(price);
		for of in [&mut self.slack.backing, &mut self.slack.held, &mut self.slack.net] {
			of.widen_against(&range);
		}
		self.rounded(2);
		(amount, range)
	}

	/// Somebody left shares when the price was `old` and left behind what did not go along: a share
	/// that is there on one side only earns its part of that as well.
	pub(super) fn left_behind(&mut self, old: Option<Exact>) {
		if let Some((old, new)) = old.zip(self.forward_price()) {
			self.drift *= (new / old).max(one());
		}
	}

	/// The pots gained `reward`; the fee and its shares, with their ranges.
	pub fn reward(
		&mut self,
		reward: u128,
		recipient: AccountId,
		now: u64,
	) -> Outcome<(Exact, Range, Exact, Range)> {
		self.vest(now);
		let reward = exact(reward);
		let above = self.held() + &reward - &self.mark * &self.issuance;
		let gain = above.max(zero()).min(reward.clone());
		let fee = &gain * &self.fee;
		// The worth of the mark is rounded up, the fee down.
		let slack = &self.slack;
		let unsure = one() +
			&slack.held.below +
			&slack.held.above +
			(&slack.issuance.below + &slack.issuance.above) * &self.mark;
		let unsure = unsure.min(reward.clone()) * &self.fee;
		let streamed = reward - &fee;
		self.grows_by(&streamed);
		self.streaming += streamed;
		self.vests_from = now;
		self.vests_until = now + u64::from(PERIOD * SESSIONS);
		self.rounded(1);
		if self.fee > zero() {
			// The fee depends on two numbers that may have drifted.
			self.drift *= one() + &self.fee;
		}
		let fee_range = Range::new(one() + &unsure, unsure.clone());
		let mut shares = (zero(), Range::none());
		if self.forward_price().is_some() {
			shares = self.buy(&fee, &fee_range.below).ok_or("LS-2: a reward and no price")?;
		} else if fee > zero() {
			return Err("LS-2: a reward and no price".into());
		}
		*self.holders.entry(recipient).or_insert_with(zero) += &shares.0;
		if self.issuance > zero() {
			let reached = self.held() / &self.issuance;
			let of_issuance = &self.slack.issuance;
			// Where both are as high, either may be kept. Fewer shares have the same.
			let fewest = (&self.issuance - &of_issuance.below).max(one());
			let dearer = &self.issuance / fewest;
			self.slack.mark = Range::new(
				&self.slack.held.below + &of_issuance.above * &reached,
				(&self.slack.held.above + &of_issuance.below * &reached) * dearer,
			);
			self.mark = self.mark.clone().max(reached);
		}
		Ok((fee, fee_range, shares.0, shares.1))
	}

	/// `from` gives `shares` to `to`.
	pub fn transfer(&mut self, from: AccountId, to: AccountId, shares: u128) {
		*self.holders.entry(from).or_insert_with(zero) -= exact(shares);
		*self.holders.entry(to).or_insert_with(zero) += exact(shares);
	}
}
