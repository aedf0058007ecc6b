//! Losses: reported, applied, given back.

use super::{
	exact::{exact, one, show, zero, Exact},
	range::Range,
	GivenBack, Model, ModelReport, Outcome, ReportKey,
};
use crate::mock::{PERIOD, SESSIONS};

impl Model {
	/// Takes `loss` from everybody's claim, of each the same fraction (LS-8), from the holders'
	/// through the stream first. Returns the exits' part.
	pub(super) fn bear(&mut self, loss: &Exact, now: u64) -> Outcome<(Exact, Range)> {
		self.vest(now);
		let exits = self.exits();
		let all = self.held() + &exits;
		if *loss > all {
			return Err(format!("LS-1: a loss of {} of {}", show(loss), show(&all)));
		}
		if *loss == zero() {
			return Ok((zero(), Range::none()));
		}
		let from_exits = loss * &exits / &all;
		let from_holders = loss - &from_exits;
		let kept = if exits == zero() { zero() } else { (&exits - &from_exits) / &exits };
		for batch in self.batches.values_mut() {
			batch.owed *= &kept;
		}
		let from_stream = from_holders.clone().min(self.streaming.clone());
		self.streaming -= &from_stream;
		self.backing -= &from_holders - from_stream;
		// The exits' part is rounded up: less than one planck in favour of those who stay.
		let range = Range::new(self.slack.exits.below.clone(), &self.slack.exits.above + one());
		let slack = &mut self.slack;
		slack.exits.widen(one(), zero());
		slack.owed.widen(one(), zero());
		slack.held.widen(zero(), one());
		slack.backing.widen(zero(), exact(2));
		slack.net.widen(zero(), exact(2));
		self.rounded(2);
		Ok((from_exits, range))
	}

	/// The pots lost `loss` that nobody had reported.
	pub fn lose(&mut self, loss: u128, now: u64) -> Outcome<(Exact, Range)> {
		self.bear(&exact(loss), now)
	}

	/// Staking reported that it will take `loss` from the pots, beyond what bonds stand for.
	pub fn report(&mut self, key: ReportKey, loss: u128, now: u64) -> Outcome<(Exact, Range)> {
		let loss = exact(loss);
		let (from_exits, range) = self.bear(&loss, now)?;
		if loss == zero() {
			return Ok((from_exits, range));
		}
		let report = self.reports.entry(key).or_insert_with(|| ModelReport {
			loss: zero(),
			bought: zero(),
			exits: zero(),
		});
		report.loss += loss;
		report.exits += &from_exits;
		self.slack.provision_exits.widen(range.below.clone(), range.above.clone());
		Ok((from_exits, range))
	}

	/// Takes `loss` out of a report, the part of what batches have bought for it and the exits'
	/// part of `given_back` of them; what was bought and the latter, with their ranges. All of
	/// what was bought is always given back.
	pub(super) fn take_provision(
		&mut self,
		key: ReportKey,
		loss: &Exact,
		loss_is_given_back: bool,
	) -> Outcome<((Exact, Range), (Exact, Range))> {
		let report = self.reports.get_mut(&key).ok_or("LS-8: an unknown report")?;
		if *loss > report.loss {
			let (loss, report) = (show(loss), show(&report.loss));
			return Err(format!("LS-1: {loss} of a provision for {report}"));
		}
		if *loss == zero() {
			return Ok(((zero(), Range::none()), (zero(), Range::none())));
		}
		let part = loss / &report.loss;
		let bought = &part * &report.bought;
		// Both go in the same proportion.
		let exits = &part * &report.exits;
		let given_back = if loss_is_given_back { loss + &bought } else { bought.clone() };
		let all = loss + &bought;
		let back = &exits * (given_back / all);
		report.loss -= loss;
		report.bought -= &bought;
		report.exits -= &exits;
		let last = report.loss == zero();
		if last {
			self.reports.remove(&key);
		}
		let slack = &mut self.slack;
		let mut of_bought = slack.provision_bought.clone();
		of_bought.scale(&part);
		if !last && (bought > zero() || of_bought.below > zero()) {
			// Down to whole planck.
			of_bought.widen(one(), zero());
			slack.provision_bought.widen(zero(), one());
		}
		// What was bought moves the proportion; what is lost and what is given back are taken out
		// one after the other, each down to whole planck.
		let unsure = slack.provision_bought.sum() + of_bought.sum();
		let mut of_exits = slack.provision_exits.clone();
		of_exits.scale(&part);
		of_exits.widen(&unsure + one(), unsure.clone() + one());
		slack.provision_exits.widen(unsure.clone(), unsure + exact(2));
		self.rounded(3);
		Ok(((bought, of_bought), (back, of_exits)))
	}

	/// Staking took `provided` that had been reported. What batches had bought of the provision for
	/// it is given back.
	pub fn apply(
		&mut self,
		key: ReportKey,
		provided: u128,
		restarts: bool,
		now: u64,
	) -> Outcome<GivenBack> {
		self.vest(now);
		let (bought, exits) = self.take_provision(key, &exact(provided), false)?;
		Ok(self.give_back(bought, exits, restarts, now))
	}

	/// Staking let go of `loss` that had been reported: batches have their part at once, holders
	/// over an era, with what batches had bought of it. `restarts` says whether there was anything
	/// for holders on the chain.
	pub fn release(
		&mut self,
		key: ReportKey,
		loss: u128,
		restarts: bool,
		now: u64,
	) -> Outcome<GivenBack> {
		self.vest(now);
		let loss = exact(loss);
		let ((bought, range), exits) = self.take_provision(key, &loss, true)?;
		Ok(self.give_back((loss + bought, range), exits, restarts, now))
	}

	pub(super) fn give_back(
		&mut self,
		(amount, of_amount): (Exact, Range),
		(to_exits, range): (Exact, Range),
		restarts: bool,
		now: u64,
	) -> GivenBack {
		let exits = self.exits();
		if exits > zero() {
			let growth = one() + &to_exits / &exits;
			self.batches.values_mut().for_each(|batch| batch.owed *= &growth);
			self.slack.owed.scale(&growth);
			self.slack.owed.widen(range.below.clone(), range.above.clone());
			// So do roundings that moved a part of the exits to somebody else.
			self.drift *= growth;
		}
		let to_holders = &amount - &to_exits;
		self.grows_by(&to_holders);
		self.streaming += to_holders;
		if restarts {
			self.vests_from = now;
			self.vests_until = now + u64::from(PERIOD * SESSIONS);
		}
		self.slack.exits.widen(range.below.clone(), range.above.clone());
		self.slack.held.widen_against(&range);
		self.slack.held.widen(of_amount.below.clone(), of_amount.above.clone());
		self.rounded(2);
		GivenBack { amount, of_amount, exits: to_exits, of_exits: range }
	}

	/// Losses left so little to the exits that the chain declared it void.
	pub fn void_exits(&mut self) {
		let left = self.exits();
		self.batches.values_mut().for_each(|batch| batch.owed = zero());
		self.leave_reports();
		self.slack.provision_exits = Range::none();
		self.gain_dust(&left, &self.slack.exits.clone());
		self.slack.exits = Range::none();
		self.slack.owed = Range::none();
	}

	/// What exits would get back falls to the holders.
	pub(super) fn leave_reports(&mut self) {
		self.reports.values_mut().for_each(|report| report.exits = zero());
	}

	pub(super) fn gain_dust(&mut self, dust: &Exact, range: &Range) {
		self.backing += dust;
		for of in [&mut self.slack.backing, &mut self.slack.held, &mut self.slack.net] {
			of.widen(range.below.clone(), range.above.clone());
		}
		self.rounded(1);
	}
}
