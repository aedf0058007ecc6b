//! Comparisons of the chain with a model, with what it said before, and with itself.

use super::world::{require, ACTORS};
use crate::{
	mock::*,
	tests::model::{exact, show, Exact, Model, ModelBatch, Outcome, Precision, Range, Unit},
	Batches, EraRecords, Pending,
};
use estuary_math::Shares;
use estuary_primitives::types::{ExitState, Position};
use sp_runtime::{FixedPointNumber, FixedU128};
use sp_staking::EraIndex;
use std::collections::BTreeMap;

fn now() -> u64 {
	System::block_number().into()
}

pub fn rate_of_api() -> u128 {
	LiquidStaking::api_exchange_rate().into_inner()
}

/// What a closed batch is owed before rounding.
pub fn owed_exactly(batch: &crate::Batch) -> Exact {
	let books = books();
	if batch.payout.is_some() {
		return exact(0);
	}
	if batch.generation != books.exit_generation || books.exit_units == 0 {
		return exact(0);
	}
	exact(batch.units) * exact(books.exits) / exact(books.exit_units)
}

pub fn compare_model(model: &Model) -> Outcome {
	let books = books();
	let slack = &model.slack;
	let planck = |what: &str, chain: u128, of_model: &Exact, range: &Range| {
		model.compare(what, &exact(chain), of_model, range, Unit::Planck)
	};
	let streaming = Range::new(
		&slack.held.below + &slack.backing.above,
		&slack.held.above + &slack.backing.below,
	);
	planck("LS-1: held", books.backing + books.stream.amount, &model.held(), &slack.held)?;
	planck("LS-1: backing", books.backing, &model.backing, &slack.backing)?;
	planck("LS-1: streaming", books.stream.amount, &model.streaming, &streaming)?;
	planck("LS-1: exits", books.exits, &model.exits(), &slack.exits)?;
	planck("LS-3: claims", books.claims, &model.claims(), &slack.claims)?;
	let reports: BTreeMap<_, _> = Pending::<Test>::get()
		.into_iter()
		.map(|entry| ((entry.era, entry.validator.unwrap_or_default()), entry.provision))
		.filter(|(_, provision)| provision.loss > 0)
		.collect();
	let losses = reports.iter().map(|(key, of)| (*key, exact(of.loss)));
	require!(
		losses.eq(model.reports.iter().map(|(key, of)| (*key, of.loss.clone()))),
		"LS-1: {reports:?} is pending, in the model {:?}",
		model.reports
	);
	for (key, of) in &reports {
		let of_model = &model.reports[key];
		let what = format!("LS-8: the exits' part of the provision for {key:?}");
		planck(&what, of.exits, &of_model.exits, &slack.provision_exits)?;
		let what = format!("LS-8: what batches bought of the provision for {key:?}");
		planck(&what, of.bought, &of_model.bought, &slack.provision_bought)?;
	}
	let what = "LS-8: what batches bought of the provision";
	planck(what, books.provision_bought, &model.provision_bought(), &slack.provision_bought)?;
	let what = "LS-8: the exits' part of the provision";
	planck(what, books.provision_exits, &model.provision_exits(), &slack.provision_exits)?;
	let mark = exact(books.high_water.equity) / exact(books.high_water.issuance.0);
	model.compare(
		"LS-4: worth of all at the high-water mark",
		&(mark * &model.issuance),
		&(&model.mark * &model.issuance),
		&slack.mark,
		Unit::Planck,
	)?;
	let shares = |what: &str, chain: u128, of_model: &Exact| {
		model.compare(what, &exact(chain), of_model, &slack.issuance, Unit::Shares)
	};
	shares("LS-2: issuance", books.issuance.0, &model.issuance)?;
	for (who, held) in &model.holders {
		shares(&format!("LS-2: shares of {who}"), shares_of(*who), held)?;
	}
	require!(
		(model.vests_until, model.open_era) == (books.stream.until, books.open_batch),
		"LS-2: vests until {}, batch {}, but {books:?}",
		model.vests_until,
		model.open_era
	);
	let batches: BTreeMap<_, _> = Batches::<Test>::iter().collect();
	require!(
		batches.keys().eq(model.batches.keys()),
		"LS-3: batches {:?}, in the model {:?}",
		batches.keys(),
		model.batches.keys()
	);
	for (era, batch) in batches {
		let of_model = &model.batches[&era];
		require!(
			batch.payout.is_some() == of_model.complete,
			"LS-9: batch {era} is paid on one side only"
		);
		let what = format!("LS-7: owed to batch {era}");
		let owed = owed_exactly(&batch);
		model.compare(&what, &owed, &of_model.owed, &slack.owed, Unit::Planck)?;
		let what = format!("LS-7: unclaimed of batch {era}");
		let unclaimed = &slack.claims;
		planck(&what, batch.unpaid, &of_model.unclaimed, unclaimed)?;
	}
	Ok(())
}

/// What the API says of every actor, against the model's entitlements.
pub fn compare_positions(model: &Model, received: &BTreeMap<AccountId, u128>) -> Outcome {
	let now = now();
	let slack = &model.slack;
	for who in ACTORS {
		let position = LiquidStaking::api_position(who);
		let zero = exact(0);
		let one_share = model.net_value(&exact(1), now);
		let held = model.holders.get(&who).unwrap_or(&zero);
		let mut due = model.net_value(held, now);
		// The shares may be fewer, what has vested and the value are rounded down.
		let of_shares = Range::new(
			&slack.net.below + &slack.issuance.below * one_share + exact(2),
			slack.net.above.clone(),
		);
		let what = format!("LS-5: value of the shares of {who}");
		model.compare(&what, &exact(position.value), &due, &of_shares, Unit::Planck)?;
		let mut has = position.value;
		let views = 1 + position.exits.len() as u128;
		let of_exits = Range::new(&slack.owed.below + exact(2), slack.owed.above.clone());
		for exit in position.exits {
			let (value, range) = match exit.state {
				ExitState::Open =>
					(model.open.get(&who).map(|shares| model.net_value(shares, now)), &of_shares),
				_ => (model.exit_value(exit.era, who), &of_exits),
			};
			let value = value.ok_or(format!("LS-3: a claim of {who} that the model lacks"))?;
			let what = format!("LS-5: value of the exit {} of {who}", exit.era);
			model.compare(&what, &exact(exit.value), &value, range, Unit::Planck)?;
			due += value;
			has += exit.value;
		}
		if model.precision == Precision::Sequence {
			has += received.get(&who).copied().unwrap_or(0);
			due += model.received.get(&who).unwrap_or(&zero);
			let what = format!("LS-5: all that {who} got and has");
			model.compare_sum(&what, has, &due, views)?;
		}
	}
	Ok(())
}

/// Claims of somebody else before and after a call: not less by more than one unit (two when the
/// call closed the batch, whose value and units are rounded once each), and not more by more than
/// one unit and the part of `crumbs` that is theirs.
pub fn require_same_claims(before: &Position, after: &Position, crumbs: &Exact) -> Outcome {
	let part = |shares: Shares| (crumbs * exact(shares.0) / exact(token_supply().max(1))).ceil();
	let same = |what: &str, old: u128, new: u128, fewer: u128, more: &Exact| {
		let good = new + fewer >= old && exact(new) <= exact(old + 1) + more;
		if good {
			Ok(())
		} else {
			Err(format!("{what} was {old}, is {new}"))
		}
	};
	require!(before.shares == after.shares, "{:?} became {:?}", before.shares, after.shares);
	same("held", before.value, after.value, 1, &part(before.shares))?;
	require!(before.exits.len() == after.exits.len(), "{before:?} became {after:?}");
	for old in &before.exits {
		let new = after.exits.iter().find(|new| new.era == old.era && new.shares == old.shares);
		let Some(new) = new else { return Err(format!("{before:?} became {after:?}")) };
		let closed = old.state == ExitState::Open && new.state == ExitState::Exiting;
		let fewer = if closed { 2 } else { 1 };
		same("an exit", old.value, new.value, fewer, &part(old.shares))?;
	}
	Ok(())
}

/// LS-8: of `loss`, recognised in `count` parts, every claim has borne the same fraction: of each
/// holder, each owner in the open batch and each owner in a batch that is not paid out.
pub fn require_fair_loss(before: &Model, after: &Model, loss: u128, count: u128) -> Outcome {
	let all = before.held() + before.exits();
	if all == exact(0) {
		return Ok(());
	}
	let kept = (&all - exact(loss)) / &all;
	let fair = |what: String, old: Exact, new: Exact| {
		let due = &old * &kept;
		let off = (&new - &due).max(&due - &new);
		if off <= exact(count) {
			return Ok(());
		}
		let (old, new, due) = (show(&old), show(&new), show(&due));
		Err(format!("LS-8: {what} had {old} and has {new} instead of {due}"))
	};
	for (who, shares) in before.holders.iter().chain(&before.open) {
		let worth = |model: &Model| shares * model.held() / &model.issuance;
		fair(format!("holder {who}"), worth(before), worth(after))?;
	}
	for (era, batch) in &before.batches {
		let Some(later) = after.batches.get(era) else {
			return Err(format!("LS-8: batch {era} is gone"));
		};
		for (who, shares) in &batch.claims {
			let worth = |batch: &ModelBatch| &batch.owed * shares / &batch.shares;
			fair(format!("batch {era} of {who}"), worth(batch), worth(later))?;
		}
	}
	Ok(())
}

/// The record of `era` follows from the one before and from its flows, exactly.
pub fn require_record(era: EraIndex) -> Outcome {
	let Some(new) = EraRecords::<Test>::get(era) else {
		return Err(format!("LS-2: era {era} has no record"));
	};
	let rate = (exact(new.backing) * exact(FixedU128::DIV) / exact(new.issuance.0)).floor();
	require!(exact(new.rate.into_inner()) == rate, "LS-2: the rate in {new:?}");
	let Some(old) = era.checked_sub(1).and_then(EraRecords::<Test>::get) else { return Ok(()) };
	let came =
		old.backing + new.deposits + new.vested + new.fee_backing + new.dust + new.cover_returned;
	require!(
		came == new.backing +
			new.redemptions +
			new.provision_bought +
			new.cover + new.left +
			new.loss_backing +
			new.instant,
		"LS-1: the backing of {new:?} does not follow from {old:?}"
	);
	let came = old.streaming + new.premium + new.reward + new.released_streaming + new.left;
	require!(
		came == new.streaming + new.fee_backing + new.vested + new.loss_streaming,
		"LS-1: the stream of {new:?} does not follow from {old:?}"
	);
	require!(
		old.provision + new.loss + new.provision_bought + new.cover + new.covered ==
			new.provision + new.cover_returned + new.released + new.applied,
		"LS-1: the provision of {new:?} does not follow from {old:?}"
	);
	Ok(())
}
