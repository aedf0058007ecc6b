//! Properties of the books alone: random sequences of their transitions, without a chain. Numbers
//! go from one planck up to more than all EST there will ever be.

mod ops;
mod world;

use super::config;
use crate::{books::Books, provision::Provision};
use estuary_math::Shares;
use ops::{amounts, ops, Op};
use proptest::{prelude::*, test_runner::TestCaseError};
use world::{all, World, BLOCKS};

/// Everything that was reported is cancelled.
fn release_all(books: &mut Books, reports: &mut [Provision], now: u64) {
	for report in reports {
		books.release(report, report.loss, now, BLOCKS).unwrap();
	}
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
		books.provide(&mut report, most / 1_000 * loss, &mut [], now).unwrap();
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
			books.provide(&mut report, most / 1_000 * loss, &mut [], now).unwrap();
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
			one.recognise_loss(loss, &mut [], world.now).unwrap();
		}
		for loss in losses.into_iter().rev() {
			other.recognise_loss(loss, &mut [], world.now).unwrap();
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
