//! Reports of staking, what it takes and what it lets go of, and what the pool must say of them.

use super::{
	super::{
		compare::require_fair_loss,
		reports::{Met, News},
	},
	now, require, World,
};
use crate::{
	mock::*,
	tests::model::{exact, show, GivenBack, Model, Outcome, ReportKey, Unit},
	Event,
};
use estuary_primitives::types::ReleaseReason;
use sp_runtime::Perbill;
use sp_staking::EraIndex;
use std::collections::VecDeque;

impl World {
	/// Reports an offence of `validators` in the first session of an era that is `eras_ago`, to be
	/// slashed by `thousandths` of their stake.
	pub fn slash(
		&mut self,
		validators: &[AccountId],
		eras_ago: EraIndex,
		thousandths: u32,
	) -> Outcome {
		let era = active_era().saturating_sub(eras_ago);
		let Some(session) = pallet_staking::ErasStartSessionIndex::<Test>::get(era) else {
			return Ok(());
		};
		let before = self.chain_as_model();
		let generation = self.generation;
		let mut noted = false;
		self.step(&[], None, |_| {
			let fraction = Perbill::from_rational(thousandths, 1_000);
			// A second report of the same offence changes nothing.
			noted = report_all(validators, session, fraction).is_ok();
		})?;
		if noted {
			// The tap has told the pool all there is to know of that era, in this very block.
			let missed = self.compare_reports(era + SlashDeferDuration::get() + 1);
			require!(missed.is_empty(), "LS-8: {missed:?} not noted");
		}
		if !self.released && generation == self.generation {
			let loss = self.lost_in_step;
			require_fair_loss(&before, &self.chain_as_model(), loss, self.losses)?;
		}
		if self.losses > 0 {
			self.compare_bunker()?;
		}
		Ok(())
	}

	/// Governance cancels the `which`th slash that staking has for the era that is `ahead`.
	pub fn cancel_slash(&mut self, ahead: EraIndex, which: u32) -> Outcome {
		let era = active_era() + ahead;
		let count = pallet_staking::UnappliedSlashes::<Test>::get(era).len() as u32;
		if count == 0 {
			return Ok(());
		}
		self.cancelled = true;
		self.call(&[], exact(0), Some(true), || {
			Staking::cancel_deferred_slash(RuntimeOrigin::root(), era, vec![which % count])
		})
	}

	/// Staking took `amount` from the pot `stash`: what is in the books was reported or is a loss
	/// of everybody. The pool's `events` say how it was met.
	pub(super) fn slashed(
		&mut self,
		stash: AccountId,
		amount: u128,
		events: &[RuntimeEvent],
	) -> Outcome {
		let found = self.pots.iter().position(|pot| pot.account == stash);
		let index = found.ok_or("LS-1: an unknown pot")?;
		let pot = &mut self.pots[index];
		let loss = amount.min(pot.stake);
		pot.stake -= loss;
		pot.unrecognised -= amount - loss;
		let met = match loss {
			0 => Met::default(),
			loss => self.reports.meet(index, loss, pot.stake),
		};
		let covered = met.covered();
		let known = met.provided() + covered;
		self.idle += covered;
		let mut bonds = Vec::new();
		let (mut released, mut bought) = (None, None);
		let (mut applied, mut recognised) = (None, None);
		for event in events {
			match event {
				RuntimeEvent::LiquidStaking(Event::BondSlashed { validator, amount }) =>
					bonds.push((*validator, *amount)),
				RuntimeEvent::LiquidStaking(Event::ProvisionReleased {
					amount,
					holders,
					exits,
					reason,
					..
				}) => {
					let given_back = Some((*amount, *holders, *exits));
					match reason {
						ReleaseReason::Bought => bought = given_back,
						_ => released = given_back,
					}
				},
				RuntimeEvent::LiquidStaking(Event::LossApplied {
					pot,
					loss,
					covered,
					provided,
					..
				}) => applied = Some((*pot, *loss, *covered, *provided)),
				RuntimeEvent::LiquidStaking(Event::LossRecognised {
					pot,
					loss,
					holders,
					exits,
				}) => recognised = Some((*pot, *loss, *holders, *exits)),
				_ => (),
			}
		}
		let pot = index as u32;
		let expected = (known > 0).then_some((pot, known, covered, met.provided()));
		require!(
			bonds == met.bonds && applied == expected,
			"LS-8: a slash of {loss} met by {met:?}, not {bonds:?} and {applied:?}"
		);
		let of = |amount: u128| (amount > 0).then_some(amount);
		require!(
			released.is_some() != met.trimmed.is_empty() &&
				(bought.is_none() || !met.provided.is_empty()) &&
				recognised.map(|(_, loss, ..)| loss) == of(met.unreported) &&
				recognised.is_none_or(|(of, ..)| of == pot),
			"LS-8: a slash of {loss} met by {met:?}, but {released:?}, {recognised:?}"
		);
		let bought = bought.unwrap_or_default();
		for model in [&mut self.step, &mut self.sequence] {
			let mut of_model = GivenBack::nothing();
			for (validator, provided) in &met.provided {
				let key = (active_era(), *validator);
				of_model.add(model.apply(key, *provided, bought.1 > 0, now())?);
			}
			compare_given_back(model, &of_model, bought)?;
		}
		self.released |= bought.0 > 0;
		if let Some(given_back) = released {
			self.give_back(&met.trimmed, given_back)?;
		}
		self.void_if_voided();
		if let Some((_, loss, holders, exits)) = recognised {
			self.lost = true;
			self.lost_since += loss;
			self.lost_in_step += loss;
			self.losses += 1;
			require!(holders + exits == loss, "LS-8: {holders} and {exits} of {loss}");
			for model in [&mut self.step, &mut self.sequence] {
				let (of_model, range) = model.lose(loss, now())?;
				let what = "LS-8: the exits' part of a loss";
				model.compare(what, &exact(exits), &of_model, &range, Unit::Planck)?;
			}
			self.void_if_voided();
		}
		Ok(())
	}

	/// Less than a millionth of a millionth was left of what the batches had: it was declared void.
	pub(super) fn void_if_voided(&mut self) {
		let most = exact(token_supply().max(1)) / exact(1_000_000_000) + exact(2);
		let left = self.step.exits() + self.step.provision_exits();
		if self.voided && left <= most {
			self.voided = false;
			self.step.void_exits();
			self.sequence.void_exits();
		}
	}

	/// `losses` that were provided for will not come: the chain gave back so much in all, to the
	/// holders and to the exits.
	pub(super) fn give_back(
		&mut self,
		losses: &[(ReportKey, u128)],
		given_back: (u128, u128, u128),
	) -> Outcome {
		self.released = true;
		self.released_since += losses.iter().map(|(_, loss)| loss).sum::<u128>();
		for model in [&mut self.step, &mut self.sequence] {
			let mut of_model = GivenBack::nothing();
			for (key, loss) in losses {
				of_model.add(model.release(*key, *loss, given_back.1 > 0, now())?);
			}
			compare_given_back(model, &of_model, given_back)?;
		}
		Ok(())
	}

	pub(super) fn compare_reports(&mut self, era: EraIndex) -> Vec<News> {
		let pots: Vec<_> = self.pots.iter().map(|pot| pot.account).collect();
		let stakes: Vec<_> = self.pots.iter().map(|pot| pot.stake).collect();
		self.reports.compare(era, &pots, &stakes)
	}

	/// The pool says `news` of a slash that is to come in `era`: that must be what follows from
	/// staking's list.
	pub(super) fn expect(&mut self, era: EraIndex, news: News) -> Outcome {
		// Offences of one block may be listed by staking in another order than they came.
		let at = self.all_expected(era).iter().position(|expected| *expected == news);
		match at.and_then(|at| self.expected.remove(at)) {
			Some(_) => Ok(()),
			None => Err(format!("LS-8: {news:?}, but {:?}", self.expected)),
		}
	}

	/// What follows from staking's list for `era` and was not yet told.
	pub(super) fn all_expected(&mut self, era: EraIndex) -> &VecDeque<News> {
		if self.expected.is_empty() {
			self.expected = self.compare_reports(era).into();
		}
		&self.expected
	}

	/// A settlement has compared everything: nothing is left that the pool has not noticed.
	pub(super) fn require_reconciled(&mut self) -> Outcome {
		let stakes: Vec<_> = self.pots.iter().map(|pot| pot.stake).collect();
		if self.cancelled || self.settling != active_era() || self.reports.is_capped(&stakes) {
			return Ok(());
		}
		for era in self.reports.eras() {
			let missed = self.compare_reports(era);
			require!(missed.is_empty(), "LS-8: the settlement overlooked {missed:?}");
		}
		Ok(())
	}

	/// Bunker mode is on if and only if what is provided for, or what was lost since the last
	/// record, reaches its threshold.
	pub(super) fn compare_bunker(&self) -> Outcome {
		let model = self.chain_as_model();
		let loss = exact(self.lost_since.saturating_sub(self.released_since));
		let applied = (&loss - model.pending()).max(exact(0));
		let limit = ((model.all_claims() + applied) * &self.bunker).ceil().max(exact(1));
		let on = model.pending() >= limit || loss >= limit;
		let books = books();
		require!(
			on == books.bunker.is_some(),
			"LS-8: bunker mode should be {on}: {} lost, limit {}, {books:?}",
			show(&loss),
			show(&limit)
		);
		Ok(())
	}
}

/// What the chain gave back of the provision, in all, to holders and to exits, against the model.
fn compare_given_back(
	model: &Model,
	of_model: &GivenBack,
	(amount, holders, exits): (u128, u128, u128),
) -> Outcome {
	require!(holders + exits == amount, "LS-8: {holders} and {exits} of {amount}");
	let what = "LS-8: what is given back";
	model.compare(what, &exact(amount), &of_model.amount, &of_model.of_amount, Unit::Planck)?;
	let what = "LS-8: the exits' part of what is given back";
	model.compare(what, &exact(exits), &of_model.exits, &of_model.of_exits, Unit::Planck)
}
