//! Properties of the books alone: random sequences of their transitions, without a chain. Numbers
//! go from one planck up to more than all EST there will ever be.

use super::config;
use crate::{
	books::{Books, Closed},
	provision::Provision,
	tests::model::{exact, show, Exact, Outcome},
};
use estuary_math::Shares;
use proptest::{prelude::*, test_runner::TestCaseError};
use sp_runtime::Perbill;

const BLOCKS: u64 = 100;

#[derive(Clone, Debug)]
enum Op {
	Deposit(u128),
	/// Thousandths of the largest loss there can be.
	Loss(u128),
	/// Thousandths of what the pots have and is not reported.
	Report(u128),
	/// Which report; thousandths of what is provided for it, and of that again that bonds pay
	/// besides.
	Apply(usize, u128, u128),
	/// Which report; thousandths of what is provided for it.
	Release(usize, u128),
	/// Thousandths of what the reserve pays for, if it is all that is idle.
	Instant(u128),
	Reward(u128),
	/// Thousandths of the shares that are not in the batch yet, and not the seed.
	Join(u128),
	Leave(u128),
	Close,
	Pay,
	/// Thousandths of what is idle for the oldest batch.
	Fund(u128),
	/// Thousandths of the claims.
	Claim(u128),
	Bond(u128),
	Withdraw(u128),
	Blocks(u64),
}

/// Amounts of every order of magnitude up to 2^90, about a million times the supply of EST.
fn amounts() -> impl Strategy<Value = u128> {
	(0..90u32, any::<u128>()).prop_map(|(bits, n)| (n >> (127 - bits)) + 1)
}

fn ops() -> impl Strategy<Value = Op> {
	let part = || prop_oneof![1 => Just(1_000u128), 1 => Just(0u128), 6 => 0..=1_000u128];
	prop_oneof![
		4 => amounts().prop_map(Op::Deposit),
		1 => part().prop_map(Op::Loss),
		2 => part().prop_map(Op::Report),
		1 => (0..4usize, part(), part())
			.prop_map(|(which, part, covered)| Op::Apply(which, part, covered)),
		2 => (0..4usize, part()).prop_map(|(which, part)| Op::Release(which, part)),
		1 => part().prop_map(Op::Instant),
		1 => part().prop_map(Op::Fund),
		2 => amounts().prop_map(Op::Reward),
		3 => part().prop_map(Op::Join),
		1 => part().prop_map(Op::Leave),
		3 => Just(Op::Close),
		2 => Just(Op::Pay),
		1 => part().prop_map(Op::Claim),
		3 => part().prop_map(Op::Bond),
		2 => part().prop_map(Op::Withdraw),
		3 => (1..2 * BLOCKS).prop_map(Op::Blocks),
	]
}

/// Books, the batches that wait, and all that went in and out.
struct World {
	books: Books,
	/// What is provided for each report.
	reports: Vec<Provision>,
	seed: u128,
	fee: Perbill,
	now: u64,
	/// Closed batches with the units that are not paid for yet, the oldest first.
	waiting: Vec<Closed>,
	came: u128,
	left: u128,
}

fn exactly(shares: Shares) -> Exact {
	exact(shares.0)
}

fn net(books: &Books, now: u64) -> Exact {
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
	fn new(seed: u128, fee: u32) -> Self {
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
	fn perform(&mut self, op: &Op) -> Outcome<bool> {
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
				let loss = (books.pots - books.provision.min(books.pots)) / 1_000 * part;
				let split = books
					.recognise_loss(loss, now)
					.map_err(|error| format!("LS-8: a loss is refused: {error:?}"))?;
				let mut before = self.books.clone();
				before.vest(now).map_err(|error| format!("{error:?}"))?;
				require_fair(&before, loss, split.exits)?;
				books
					.void_exhausted_units(&mut all(&mut reports))
					.map_err(|error| format!("LS-8: units are not void: {error:?}"))?;
				self.keep(books, reports);
				self.left += loss;
				return Ok(true);
			},
			Op::Report(part) => {
				let loss = (books.pots - books.provision.min(books.pots)) / 1_000 * part;
				let mut report = Provision::default();
				let split = books
					.provide(&mut report, loss, now)
					.map_err(|error| format!("LS-8: a report is refused: {error:?}"))?;
				let mut before = self.books.clone();
				before.vest(now).map_err(|error| format!("{error:?}"))?;
				require_fair(&before, loss, split.exits)?;
				self.books = books;
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

	fn keep(&mut self, books: Books, reports: Vec<Provision>) {
		self.books = books;
		self.reports = reports;
	}

	/// LS-6: those that waited before a batch closed are owed no less, and may get back no less of
	/// each report by more than a planck.
	fn require_same_exits(&self, books: &Books, reports: &[Provision]) -> Outcome {
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
	fn check(&self, before: &Books, then: u64, lost: bool) -> Outcome {
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

fn all(reports: &mut [Provision]) -> Vec<&mut Provision> {
	reports.iter_mut().collect()
}

/// Everything that was reported is cancelled.
fn release_all(books: &mut Books, reports: &mut [Provision], now: u64) {
	for report in reports {
		books.release(report, report.loss, now, BLOCKS).unwrap();
	}
}

/// LS-8: the exits' part of `loss` is within one planck of their part of all claims.
fn require_fair(before: &Books, loss: u128, exits: u128) -> Outcome {
	let all = before.backing + before.stream.amount + before.exits;
	let due = exact(loss) * exact(before.exits) / exact(all.max(1));
	if exact(exits) >= due && exact(exits) < due + exact(1) {
		return Ok(());
	}
	Err(format!("LS-8: of {loss} lost the exits bear {exits}, {before:?}"))
}

fn fail(what: String) -> TestCaseError {
	TestCaseError::fail(what)
}

/// Books after `ops`, checked after each.
fn after(seed: u128, fee: u32, ops: &[Op]) -> Result<World, TestCaseError> {
	let mut world = World::new(seed, fee);
	for op in ops {
		let (before, then) = (world.books.clone(), world.now);
		let lost = world.perform(op).map_err(|what| fail(format!("{op:?}: {what}")))?;
		world
			.check(&before, then, lost)
			.map_err(|what| fail(format!("{op:?}: {what}")))?;
	}
	Ok(world)
}

/// Any books that a pool can have.
fn histories() -> impl Strategy<Value = (u128, u32, Vec<Op>)> {
	(amounts(), 0..=20u32, proptest::collection::vec(ops(), 0..20))
}

/// `shares` redeemed and paid out at once; nothing while there is no price.
fn cash(books: &mut Books, reports: &mut [Provision], shares: Shares, now: u64) -> u128 {
	books.open_shares = Shares::ZERO;
	books.join_batch(shares).unwrap();
	let Ok(closed) = books.close_batch(1, now, &mut all(reports)) else { return 0 };
	books.owed(closed.units, closed.generation).unwrap()
}

proptest! {
	#![proptest_config(config(1_000))]

	#[test]
	fn books_should_keep_all_invariants(
		seed in amounts(),
		fee in 0..=20u32,
		ops in proptest::collection::vec(ops(), 0..60),
	) {
		after(seed, fee, &ops)?;
	}

	/// LS-5: at once or after all that was earned before has vested, in one piece or in two.
	#[test]
	fn a_deposit_should_not_return_more_than_it_was(
		(seed, fee, ops) in histories(),
		amount in amounts(),
		part in 0..=1_000u128,
		blocks in 0..2 * BLOCKS,
	) {
		let mut world = after(seed, fee, &ops)?;
		let Ok(shares) = world.books.deposit(amount, world.now) else { return Ok(()) };
		let first = Shares(shares.0 / 1_000 * part);
		let early = cash(&mut world.books, &mut world.reports, first, world.now);
		let rest = Shares(shares.0 - first.0);
		let late = cash(&mut world.books, &mut world.reports, rest, world.now + blocks);
		prop_assert!(early + late <= amount, "LS-5: {} and {} for {}", early, late, amount);
	}

	/// LS-5: who deposits before and after a report, leaves and waits for the cancellation gets no
	/// more than was paid.
	#[test]
	fn entering_at_a_report_should_not_pay(
		(seed, fee, ops) in histories(),
		(first, second) in (amounts(), amounts()),
		loss in 0..=1_000u128,
		part in 0..=1_000u128,
		applied in prop_oneof![Just(0), Just(1_000), 0..=1_000u128],
	) {
		let World { mut books, mut reports, now, .. } = after(seed, fee, &ops)?;
		if books.close_batch(1, now, &mut all(&mut reports)).is_err() {
			return Ok(());
		}
		let Ok(held) = books.deposit(first, now) else { return Ok(()) };
		let most = books.pots - books.pending_loss().min(books.pots);
		let mut report = Provision::default();
		books.provide(&mut report, most / 1_000 * loss, now).unwrap();
		reports.insert(0, report);
		let Ok(more) = books.deposit(second, now) else { return Ok(()) };
		let leaving = Shares(more.0 + held.0 / 1_000 * part);
		books.join_batch(leaving).unwrap();
		let Ok(closed) = books.close_batch(2, now, &mut all(&mut reports)) else { return Ok(()) };
		let lost = reports[0].loss / 1_000 * applied;
		books.apply(&mut reports[0], lost, 0, now, BLOCKS).unwrap();
		release_all(&mut books, &mut reports, now);
		let later = now + BLOCKS;
		let out = books.owed(closed.units, closed.generation).unwrap();
		let stays = books.value_of(Shares(held.0 + more.0 - leaving.0), later).unwrap();
		prop_assert!(
			out + stays <= first + second,
			"LS-5: {} and {} for {} and {}", out, stays, first, second
		);
	}

	/// What was reported and is cancelled is given back: nobody has more or less than a few units
	/// of before, whoever closed a batch in between.
	#[test]
	fn cancelled_reports_should_change_nothing(
		(seed, fee, ops) in histories(),
		losses in proptest::collection::vec(0..=1_000u128, 1..4),
		leaving in 0..=1_000u128,
	) {
		let World { mut books, mut reports, now, .. } = after(seed, fee, &ops)?;
		release_all(&mut books, &mut reports, now);
		let now = now + BLOCKS;
		books.vest(now).unwrap();
		if books.close_batch(1, now, &mut []).is_err() || books.exit_units > 0 {
			return Ok(());
		}
		let shares = Shares((books.issuance.0 - seed) / 1_000 * leaving);
		let before = books.clone();
		let mut reports = Vec::new();
		for loss in &losses {
			let mut report = Provision::default();
			let most = books.pots - books.provision.min(books.pots);
			books.provide(&mut report, most / 1_000 * loss, now).unwrap();
			reports.push(report);
		}
		books.join_batch(shares).unwrap();
		let Ok(closed) = books.close_batch(2, now, &mut all(&mut reports)) else { return Ok(()) };
		for report in &mut reports {
			books.release(report, report.loss / 2, now, BLOCKS).unwrap();
		}
		release_all(&mut books, &mut reports, now);
		let later = now + BLOCKS;
		let due = before.value_of(shares, now).unwrap();
		let gets = books.owed(closed.units, closed.generation).unwrap();
		let roundings = 2 * losses.len() as u128 + 4;
		prop_assert!(
			gets.abs_diff(due) <= roundings || closed.units < 1_000,
			"LS-8: {} instead of {}: {:?}", gets, due, books
		);
		let rest = before.backing - due;
		prop_assert!(
			books.net_equity(later).abs_diff(rest) <= roundings || closed.units < 1_000,
			"LS-8: {} instead of {}: {:?}", books.net_equity(later), rest, books
		);
	}

	/// LS-5: many deposits buy no more shares than one, are worth no more than was paid, and no more
	/// than the one by more than the planck by which each rounds the backing up: a planck that the
	/// deposits after it magnify as much as they do the pool.
	#[test]
	fn splitting_a_deposit_should_not_pay(
		(seed, fee, ops) in histories(),
		amounts in proptest::collection::vec(amounts(), 1..8),
		blocks in 0..2 * BLOCKS,
	) {
		let mut world = after(seed, fee, &ops)?;
		let mut reports = std::mem::take(&mut world.reports);
		let (mut split, mut whole) = (world.books.clone(), world.books);
		let mut shares = 0;
		for amount in &amounts {
			let Ok(bought) = split.deposit(*amount, world.now) else { return Ok(()) };
			shares += bought.0;
		}
		let total: u128 = amounts.iter().sum();
		let magnified = total / whole.forward_equity().unwrap() + 1;
		let at_once = whole.deposit(total, world.now);
		let at_once = at_once.map_err(|error| fail(format!("LS-5: {error:?}")))?;
		prop_assert!(shares <= at_once.0, "LS-5: {} shares, not {:?}", shares, at_once);
		let later = world.now + blocks;
		let split = cash(&mut split, &mut reports.clone(), Shares(shares), later);
		let whole = cash(&mut whole, &mut reports, at_once, later);
		let roundings = amounts.len() as u128 * magnified + 3;
		prop_assert!(
			split <= total && split <= whole + roundings,
			"LS-5: {} instead of {}", split, whole
		);
	}

	/// LS-7: two slashes in either order.
	#[test]
	fn the_order_of_losses_should_not_matter(
		(seed, fee, ops) in histories(),
		(first, second) in (0..=500u128, 0..=500u128),
	) {
		let world = after(seed, fee, &ops)?;
		let most = world.books.pots - world.books.provision.min(world.books.pots);
		let losses = [first, second].map(|part| most / 1_000 * part);
		let (mut one, mut other) = (world.books.clone(), world.books);
		for loss in losses {
			one.recognise_loss(loss, world.now).unwrap();
		}
		for loss in losses.into_iter().rev() {
			other.recognise_loss(loss, world.now).unwrap();
		}
		prop_assert!(one.exits.abs_diff(other.exits) <= 1, "LS-7: {:?}, {:?}", one, other);
		prop_assert!(one.backing.abs_diff(other.backing) <= 1, "LS-7: {:?}, {:?}", one, other);
		prop_assert!(
			one.stream.amount.abs_diff(other.stream.amount) <= 1,
			"LS-7: {:?}, {:?}", one, other
		);
	}

	/// LS-7: two depositors in either order get the same but for the last share.
	#[test]
	fn the_order_of_deposits_should_not_matter(
		(seed, fee, ops) in histories(),
		(a, b) in (amounts(), amounts()),
	) {
		let world = after(seed, fee, &ops)?;
		let (mut one, mut other) = (world.books.clone(), world.books);
		let now = world.now;
		let (Ok(a_first), Ok(b_last)) = (one.deposit(a, now), one.deposit(b, now)) else {
			return Ok(());
		};
		let (Ok(b_first), Ok(a_last)) = (other.deposit(b, now), other.deposit(a, now)) else {
			return Ok(());
		};
		// The share that the first did not get whole stays with the pool, the second pays for it
		// in proportion to what it brings.
		let spread = |mine: u128, of: &Books| {
			let before = of.forward_equity().unwrap() - a - b;
			mine / before.max(1) + 2
		};
		prop_assert!(
			a_first.0 >= a_last.0 && a_first.0 - a_last.0 <= spread(a, &one),
			"LS-7: {:?}, {:?}", a_first, a_last
		);
		prop_assert!(
			b_first.0 >= b_last.0 && b_first.0 - b_last.0 <= spread(b, &one),
			"LS-7: {:?}, {:?}", b_first, b_last
		);
	}

	/// LS-7: batches that are paid in another order get the same but for one planck each.
	#[test]
	fn the_order_of_payments_should_not_matter((seed, fee, ops) in histories()) {
		let world = after(seed, fee, &ops)?;
		let count = world.waiting.len();
		let mut paid = [vec![0; count], vec![0; count]];
		for (turn, paid) in paid.iter_mut().enumerate() {
			let (mut books, mut reports) = (world.books.clone(), world.reports.clone());
			let missing = books.exits.saturating_sub(books.idle);
			books.withdrawn(missing).unwrap();
			for position in 0..count {
				let at = if turn == 0 { position } else { count - 1 - position };
				let batch = &world.waiting[at];
				let most = books.idle;
				let all = &mut all(&mut reports);
				let funded =
					books.fund_batch(batch.units, batch.generation, most, all).unwrap();
				paid[at] = funded.amount;
			}
		}
		for (one, other) in paid[0].iter().zip(&paid[1]) {
			prop_assert!(one.abs_diff(*other) <= 1, "LS-7: {:?}", paid);
		}
	}
}
