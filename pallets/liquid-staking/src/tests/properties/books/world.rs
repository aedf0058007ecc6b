//! The books with what goes in and out of them beside.

use super::ops::Op;
use crate::{
	books::{Books, Closed},
	provision::{Borne, Provision},
	tests::model::{exact, show, Exact, Outcome},
};
use estuary_math::Shares;
use sp_runtime::Perbill;

pub(super) const BLOCKS: u64 = 100;

/// Books, the batches that wait, and all that went in and out.
pub(super) struct World {
	pub(super) books: Books,
	/// What is provided for each report.
	pub(super) reports: Vec<Provision>,
	seed: u128,
	fee: Perbill,
	pub(super) now: u64,
	/// Closed batches with the units that are not paid for yet, the oldest first.
	pub(super) waiting: Vec<Closed>,
	came: u128,
	left: u128,
}

pub(super) fn exactly(shares: Shares) -> Exact {
	exact(shares.0)
}

pub(super) fn net(books: &Books, now: u64) -> Exact {
	let Books { stream, .. } = books;
	let vested = if now >= stream.until {
		stream.amount
	} else {
		let elapsed = exact(now.saturating_sub(stream.from).into());
		let vested = exact(stream.amount) * elapsed / exact((stream.until - stream.from).into());
		u128::try_from(vested.floor().to_integer()).unwrap()
	};
	exact(books.backing) + exact(vested)
}

impl World {
	pub(super) fn new(seed: u128, fee: u32) -> Self {
		World {
			books: Books::opened_with(seed, 0),
			reports: Vec::new(),
			seed,
			fee: Perbill::from_percent(fee),
			now: 1,
			waiting: Vec::new(),
			came: seed,
			left: 0,
		}
	}

	/// Performs `op` on a copy, which is kept if it succeeds; whether it was a loss.
	pub(super) fn perform(&mut self, op: &Op) -> Outcome<bool> {
		let mut books = self.books.clone();
		let mut reports = self.reports.clone();
		let now = self.now;
		match *op {
			Op::Deposit(amount) =>
				if books.deposit(amount, now).is_ok() {
					self.books = books;
					self.came += amount;
				},
			Op::Loss(part) => {
				let loss = part_of(books.pots - books.pending_loss().min(books.pots), part);
				let borne = books
					.recognise_loss(loss, &mut all(&mut reports), now)
					.map_err(|error| format!("LS-8: a loss is refused: {error:?}"))?;
				let mut before = self.books.clone();
				before.vest(now).map_err(|error| format!("{error:?}"))?;
				require_fair(&before, loss, &borne)?;
				books
					.void_exhausted_units(&mut all(&mut reports))
					.map_err(|error| format!("LS-8: units are not void: {error:?}"))?;
				self.keep(books, reports);
				self.left += loss;
				return Ok(true);
			},
			Op::Report(part) => {
				let loss = part_of(books.pots - books.pending_loss().min(books.pots), part);
				let mut report = Provision::default();
				let borne = books
					.provide(&mut report, loss, &mut all(&mut reports), now)
					.map_err(|error| format!("LS-8: a report is refused: {error:?}"))?;
				let mut before = self.books.clone();
				before.vest(now).map_err(|error| format!("{error:?}"))?;
				require_fair(&before, loss, &borne)?;
				self.keep(books, reports);
				self.reports.push(report);
				return Ok(true);
			},
			Op::Apply(which, part, covered) => {
				let Some(at) = which.checked_rem(reports.len()) else { return Ok(false) };
				let report = &mut reports[at];
				let provided = report.loss / 1_000 * part;
				let most = books.pots - books.provision.min(books.pots);
				let covered = (provided / 1_000 * covered).min(most);
				if provided + covered > books.pots {
					return Ok(false);
				}
				let released = books
					.apply(report, provided, covered, now, BLOCKS)
					.map_err(|error| format!("LS-8: a slash is refused: {error:?}"))?;
				let before = &self.reports[at];
				let bought = exact(before.bought) * exact(provided) / exact(before.loss.max(1));
				if exact(released.amount) != bought.floor() {
					let bought = show(&bought);
					return Err(format!("LS-8: {released:?} of what was bought, not {bought}"));
				}
				books
					.void_exhausted_units(&mut all(&mut reports))
					.map_err(|error| format!("LS-8: units are not void: {error:?}"))?;
				self.keep(books, reports);
				self.left += provided + covered;
				self.came += covered;
			},
			Op::Release(which, part) => {
				let Some(at) = which.checked_rem(reports.len()) else { return Ok(false) };
				let report = &mut reports[at];
				let loss = report.loss / 1_000 * part;
				let released = books
					.release(report, loss, now, BLOCKS)
					.map_err(|error| format!("LS-8: a release is refused: {error:?}"))?;
				let before = &self.reports[at];
				let bought = exact(before.bought) * exact(loss) / exact(before.loss.max(1));
				let of =
					exact(released.amount) * exact(before.exits) / exact(before.total().max(1));
				if exact(released.amount) != exact(loss) + bought.floor() ||
					exact(released.exits) != of.floor()
				{
					let (bought, of) = (show(&bought), show(&of));
					return Err(format!(
						"LS-8: {released:?} for {loss}, with {bought} bought and {of} for exits"
					));
				}
				self.keep(books, reports);
			},
			Op::Instant(part) => {
				books.set_reserve(u128::MAX, 0);
				let free = books.issuance.0 - books.open_shares.0 - self.seed;
				let price = books.net_equity(now) / books.issuance.0.max(1) + 1;
				let shares = (books.reserve / price).min(free) / 1_000 * part;
				let fee = Perbill::from_percent(1);
				if let Ok(paid) = books.redeem_instantly(Shares(shares), fee, now) {
					let worth =
						net(&self.books, now) * exact(shares) / exactly(self.books.issuance);
					let due = &worth * exact(99) / exact(100);
					if exact(paid.amount) > due || exact(paid.amount) <= due - exact(2) {
						return Err(format!("LS-5: {paid:?} for {}", show(&worth)));
					}
					self.books = books;
					self.left += paid.amount;
				}
			},
			Op::Reward(reward) =>
				if let Ok(taken) = books.recognise_reward(reward, self.fee, now, BLOCKS) {
					let worth =
						net(&books, now) * exactly(taken.fee_shares) / exactly(books.issuance);
					let all = |books: &Books| exact(books.backing + books.stream.amount);
					let mark = |books: &Books| {
						exact(books.high_water.equity) / exactly(books.high_water.issuance)
					};
					let before = &self.books;
					let above =
						all(before) + exact(reward) - mark(before) * exactly(before.issuance);
					let fee = exact(self.fee.deconstruct().into()) / exact(1_000_000_000);
					let due = above.max(exact(0)).min(exact(reward)) * fee;
					if worth > exact(taken.fee) ||
						exact(taken.fee) > due ||
						exact(taken.fee) <= due - exact(2)
					{
						return Err(format!("LS-4: {taken:?} for {reward}"));
					}
					let reached = all(&books) / exactly(books.issuance);
					if mark(&books) != reached.max(mark(before)) {
						return Err(format!("LS-4: the mark of {books:?}"));
					}
					self.books = books;
					self.came += reward;
				},
			Op::Join(part) => {
				let free = books.issuance.0 - books.open_shares.0 - self.seed;
				if books.join_batch(Shares(free / 1_000 * part)).is_ok() {
					self.books = books;
				}
			},
			Op::Leave(part) => {
				let shares = Shares(books.open_shares.0 / 1_000 * part);
				books.leave_batch(shares).map_err(|error| format!("LS-9: {error:?}"))?;
				self.books = books;
			},
			Op::Close => {
				let due = net(&books, now) * exactly(books.open_shares) / exactly(books.issuance);
				if let Ok(closed) = books.close_batch(1, now, &mut all(&mut reports)) {
					let before = &self.books;
					let owed = exact(books.owed(closed.units, closed.generation).unwrap());
					let bought = books.provision_bought - before.provision_bought;
					let value = exact(closed.value + bought);
					// The value goes down to whole planck.
					if value > due || value <= &due - exact(1) {
						return Err(format!("LS-5: {closed:?} for {}", show(&due)));
					}
					// What it is owed, with its part of the provision, is no more than what it
					// brought, and less only by roundings: of the value, of the part, of units and
					// of what it is owed. What it leaves to the holders is beyond its part.
					for (before, after) in self.reports.iter().zip(&reports) {
						let theirs = exact(before.total() - before.exits) * exactly(closed.shares) /
							exactly(self.books.issuance);
						let moved = after.exits - before.exits;
						if exact(moved) > theirs + exact(after.bought - before.bought) {
							return Err(format!("LS-8: {before:?} became {after:?}"));
						}
					}
					let unit = (books.exits + books.provision_exits) / books.exit_units.max(1) + 1;
					let roundings = 2 + unit + reports.len() as u128;
					if owed > value || owed <= exact(closed.value) - exact(roundings) {
						return Err(format!("LS-5: {closed:?} owed {}", show(&owed)));
					}
					self.require_same_exits(&books, &reports)?;
					self.keep(books, reports);
					self.waiting.push(closed);
				}
			},
			Op::Pay =>
				if let Some(batch) = self.waiting.first() {
					let owed = books.owed(batch.units, batch.generation).unwrap();
					match books.fund_batch(
						batch.units,
						batch.generation,
						owed,
						&mut all(&mut reports),
					) {
						Ok(paid) if paid.amount == owed && paid.units == batch.units => {
							self.keep(books, reports);
							self.waiting.remove(0);
						},
						Err(_) if owed > self.books.idle => (),
						other => return Err(format!("LS-9: {owed} owed, paid {other:?}")),
					}
				},
			Op::Fund(part) =>
				if let Some(batch) = self.waiting.first_mut() {
					let most = books.idle / 1_000 * part;
					let owed = books.owed(batch.units, batch.generation).unwrap();
					let paid = books
						.fund_batch(batch.units, batch.generation, most, &mut all(&mut reports))
						.map_err(|error| format!("LS-9: {most} cannot be paid: {error:?}"))?;
					let left = books.owed(batch.units - paid.units, batch.generation).unwrap();
					if paid.amount != owed.min(most) ||
						paid.amount + left > owed ||
						paid.amount + left + 2 < owed
					{
						return Err(format!("LS-9: {owed} owed, {paid:?} of {most}, {left} left"));
					}
					batch.units -= paid.units;
					if batch.units == 0 || batch.generation != books.exit_generation {
						self.waiting.remove(0);
					}
					self.keep(books, reports);
				},
			Op::Claim(part) => {
				let amount = books.claims / 1_000 * part;
				books.claimed(amount).map_err(|error| format!("LS-3: {error:?}"))?;
				self.books = books;
				self.left += amount;
			},
			Op::Bond(part) => {
				let amount = books.idle / 1_000 * part;
				books.bonded(amount).map_err(|error| format!("LS-1: {error:?}"))?;
				self.books = books;
			},
			Op::Withdraw(part) => {
				// What will be slashed stays.
				let amount = (books.pots - books.provision.min(books.pots)) / 1_000 * part;
				books.withdrawn(amount).map_err(|error| format!("LS-1: {error:?}"))?;
				self.books = books;
			},
			Op::Blocks(count) => self.now += count,
		}
		Ok(false)
	}

	pub(super) fn keep(&mut self, books: Books, reports: Vec<Provision>) {
		self.books = books;
		self.reports = reports;
	}

	/// LS-6: those that waited before a batch closed are owed no less, and may get back no less of
	/// each report by more than a planck.
	pub(super) fn require_same_exits(&self, books: &Books, reports: &[Provision]) -> Outcome {
		let before = &self.books;
		for batch in &self.waiting {
			let units = exact(batch.units);
			if batch.generation != before.exit_generation || before.exit_units == 0 {
				continue;
			}
			let of = |amount: u128, books: &Books| exact(amount) * &units / exact(books.exit_units);
			let owed = (of(before.exits, before), of(books.exits, books));
			if owed.1 < owed.0 {
				return Err(format!(
					"LS-6: {batch:?} owed {}, now {}",
					show(&owed.0),
					show(&owed.1)
				));
			}
			for (old, new) in self.reports.iter().zip(reports) {
				let part = (of(old.exits, before), of(new.exits, books));
				if part.1 <= &part.0 - exact(1) {
					return Err(format!("LS-6: {batch:?}, of {old:?} became {new:?}"));
				}
			}
		}
		Ok(())
	}

	/// What must be true of the books at any time, and of what became of `before`.
	pub(super) fn check(&self, before: &Books, then: u64, lost: bool) -> Outcome {
		let books = &self.books;
		let all = books.backing + books.stream.amount + books.exits + books.provision;
		if !books.balance() || books.pots + books.idle != all {
			return Err(format!("LS-1: {books:?}"));
		}
		if all + books.claims + self.left != self.came {
			return Err(format!("LS-1: {} came, {} left, {books:?}", self.came, self.left));
		}
		let held = net(books, self.now) * exactly(before.issuance);
		if !lost && held < net(before, then) * exactly(books.issuance) {
			return Err(format!("LS-4: {before:?} became {books:?}"));
		}
		let rate = net(books, self.now) * exact(10u128.pow(18)) / exactly(books.issuance);
		// A rate that does not fit takes a reward of 10^20 times the pool.
		let rate = u128::try_from(rate.floor().to_integer()).ok();
		if books.rate(self.now).ok().map(|rate| rate.into_inner()) != rate {
			return Err(format!("LS-2: the rate is not {rate:?}, {books:?}"));
		}
		let owed: u128 = self
			.waiting
			.iter()
			.map(|batch| books.owed(batch.units, batch.generation).unwrap())
			.sum();
		let units: u128 = self
			.waiting
			.iter()
			.filter(|batch| batch.generation == books.exit_generation)
			.map(|batch| batch.units)
			.sum();
		let count = self.waiting.len() as u128;
		if units != books.exit_units || owed > books.exits || books.exits - owed > count {
			return Err(format!("LS-3: {owed} owed by {units} units, {books:?}"));
		}
		if books.provision_exits > books.provision || books.reserve > books.idle {
			return Err(format!("LS-1: {books:?}"));
		}
		let sum = |of: fn(&Provision) -> u128| self.reports.iter().map(of).sum::<u128>();
		if sum(Provision::total) != books.provision ||
			sum(|report| report.bought) != books.provision_bought ||
			sum(|report| report.exits) != books.provision_exits ||
			self.reports.iter().any(|report| report.exits > report.total()) ||
			self.reports.iter().any(|report| report.loss == 0 && report.bought > 0)
		{
			return Err(format!("LS-1: {:?} in {books:?}", self.reports));
		}
		Ok(())
	}
}

pub(super) fn all(reports: &mut [Provision]) -> Vec<&mut Provision> {
	reports.iter_mut().collect()
}

/// Thousandths of `amount`; of all thousand, all of it.
fn part_of(amount: u128, part: u128) -> u128 {
	amount / 1_000 * part + amount % 1_000 * part / 1_000
}

/// LS-8: the exits' part of `loss` is within one planck of their part of all claims. What batches
/// have bought of provisions bears what is more than all claims, and nothing else.
fn require_fair(before: &Books, loss: u128, borne: &Borne) -> Outcome {
	let all = before.backing + before.stream.amount + before.exits;
	let more = loss.saturating_sub(all);
	if borne.bought.amount != more || borne.holders() + borne.exits() != loss {
		return Err(format!("LS-8: of {loss} lost {borne:?}, {before:?}"));
	}
	let (loss, exits) = (loss - more, borne.split.exits);
	let due = exact(loss) * exact(before.exits) / exact(all.max(1));
	if exact(exits) >= due && exact(exits) < due + exact(1) {
		return Ok(());
	}
	Err(format!("LS-8: of {loss} lost the exits bear {exits}, {before:?}"))
}
