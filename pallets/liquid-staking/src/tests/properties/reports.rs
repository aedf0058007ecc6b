//! What the pool should know of slashes that staking has recorded and not yet applied, kept from
//! staking's own storage and events, and from who put up which bond. In whole planck: here is
//! nothing to round.

use crate::mock::*;
use estuary_primitives::types::ReleaseReason;
use pallet_staking::UnappliedSlashes;
use sp_staking::EraIndex;
use std::collections::BTreeMap;

/// All that staking will take from the pots for one validator when `era` begins.
#[derive(Clone, Debug)]
struct Report {
	era: EraIndex,
	validator: AccountId,
	/// Planck of each pot.
	amounts: Vec<u128>,
	/// Planck that the validator's bond pays for it.
	covered: u128,
}

impl Report {
	fn loss(&self) -> u128 {
		self.amounts.iter().sum()
	}

	fn provided(&self) -> u128 {
		self.loss() - self.covered
	}
}

/// A change of what is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum News {
	/// Planck of reported loss that will not come, by validator.
	Released { era: EraIndex, of: Vec<(AccountId, u128)>, reason: ReleaseReason },
	/// More will be lost.
	Reported { era: EraIndex, validator: AccountId, loss: u128, covered: u128 },
}

/// How a slash of a pot was met.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Met {
	/// Paid by bonds, by validator.
	pub bonds: Vec<(AccountId, u128)>,
	/// Of the active era, by validator.
	pub provided: Vec<(AccountId, u128)>,
	/// What is left of the pot is less than what was still to come, of which era and validator.
	pub trimmed: Vec<((EraIndex, AccountId), u128)>,
	/// Nobody had reported it.
	pub unreported: u128,
}

impl Met {
	pub fn covered(&self) -> u128 {
		self.bonds.iter().map(|(_, amount)| amount).sum()
	}

	pub fn provided(&self) -> u128 {
		self.provided.iter().map(|(_, amount)| amount).sum()
	}
}

#[derive(Clone, Debug, Default)]
pub struct Reports {
	/// By era, those of an era in the order in which staking applies them.
	list: Vec<Report>,
	/// The bond of each validator that has one.
	pub bonds: BTreeMap<AccountId, u128>,
}

impl Reports {
	/// Planck of provision.
	pub fn provided(&self) -> u128 {
		self.list.iter().map(Report::provided).sum()
	}

	/// Planck of the bond of `validator` that are needed for what is reported.
	pub fn at_risk(&self, validator: AccountId) -> u128 {
		let of_it = self.list.iter().filter(|report| report.validator == validator);
		of_it.map(|report| report.covered).sum()
	}

	/// Whether anything is to come for `validator`.
	pub fn names(&self, validator: AccountId) -> bool {
		self.list.iter().any(|report| report.validator == validator)
	}

	/// The eras in which something is to come, as known here and as staking has it.
	pub fn eras(&self) -> Vec<EraIndex> {
		let mut eras: Vec<_> = UnappliedSlashes::<Test>::iter_keys().collect();
		eras.extend(self.list.iter().map(|report| report.era));
		eras.sort();
		eras.dedup();
		eras
	}

	/// Whether a pot may lose all it has: then what it cannot lose is cut off.
	pub fn is_capped(&self, stakes: &[u128]) -> bool {
		stakes.iter().enumerate().any(|(pot, stake)| {
			let here: u128 = self.list.iter().map(|report| report.amounts[pot]).sum();
			here >= *stake
		})
	}

	/// Compares with what staking has for `era`. What was to come in an era that has begun will
	/// not come any more.
	pub fn compare(&mut self, era: EraIndex, pots: &[AccountId], stakes: &[u128]) -> Vec<News> {
		let active = active_era();
		let (old, others): (Vec<_>, Vec<_>) =
			self.list.drain(..).partition(|report| report.era == era);
		self.list = others;
		let mut new: Vec<Report> = Vec::new();
		let unapplied = if era > active { UnappliedSlashes::<Test>::get(era) } else { Vec::new() };
		for slash in unapplied {
			let mut amounts = Vec::new();
			for (index, pot) in pots.iter().enumerate() {
				let of_pot = slash.others.iter().filter(|(who, _)| who == pot);
				let amount: u128 = of_pot.map(|(_, amount)| amount).sum();
				// It cannot lose more than it has.
				let known: u128 =
					self.list.iter().chain(&new).map(|report| report.amounts[index]).sum();
				amounts.push(amount.min(stakes[index].saturating_sub(known)));
			}
			let validator = slash.validator;
			if amounts.iter().all(|amount| *amount == 0) {
				continue;
			}
			match new.iter_mut().find(|report| report.validator == validator) {
				Some(report) =>
					for (sum, amount) in report.amounts.iter_mut().zip(amounts) {
						*sum += amount;
					},
				None => new.push(Report { era, validator, amounts, covered: 0 }),
			}
		}
		for report in &mut new {
			let bond = self.bonds.get(&report.validator).copied().unwrap_or(0);
			let elsewhere = self.at_risk(report.validator);
			report.covered = report.loss().min(bond - elsewhere);
		}
		let before = |validator| old.iter().find(|report: &&Report| report.validator == validator);
		let (mut released, mut bonded) = (Vec::new(), Vec::new());
		let mut news = Vec::new();
		for report in &new {
			let (loss, provided) =
				before(report.validator).map_or((0, 0), |old| (old.loss(), old.provided()));
			let less = provided.saturating_sub(report.provided());
			let not_lost = less.min(loss.saturating_sub(report.loss()));
			released.push((report.validator, not_lost));
			bonded.push((report.validator, less - not_lost));
			let more = report.provided().saturating_sub(provided);
			if let Some(loss) = report.loss().checked_sub(loss).filter(|loss| *loss > 0) {
				let Report { era, validator, .. } = *report;
				let covered = loss - more;
				news.push(News::Reported { era, validator, loss, covered });
			}
		}
		let gone = old.iter().filter(|old| !new.iter().any(|new| new.validator == old.validator));
		released.extend(gone.map(|report| (report.validator, report.provided())));
		let reason =
			if era > active { ReleaseReason::Cancelled } else { ReleaseReason::NotApplied };
		for (mut of, reason) in [(bonded, ReleaseReason::Covered), (released, reason)] {
			of.retain(|(_, amount)| *amount > 0);
			if !of.is_empty() {
				news.insert(0, News::Released { era, of, reason });
			}
		}
		self.list.extend(new);
		self.list.sort_by_key(|report| report.era);
		news
	}

	/// Staking took `loss` from `pot`, which has `stake` left: what was to come in the active era
	/// comes now, in order, the bond of the validator paying first.
	pub fn meet(&mut self, pot: usize, loss: u128, stake: u128) -> Met {
		let mut met = Met::default();
		let mut left = loss;
		for report in self.list.iter_mut().filter(|report| report.era == active_era()) {
			let taken = left.min(report.amounts[pot]);
			let from_bond = taken.min(report.covered);
			report.amounts[pot] -= taken;
			report.covered -= from_bond;
			left -= taken;
			if taken > from_bond {
				met.provided.push((report.validator, taken - from_bond));
			}
			if from_bond > 0 {
				met.bonds.push((report.validator, from_bond));
				*self.bonds.entry(report.validator).or_default() -= from_bond;
			}
		}
		met.unreported = left;
		met.trimmed = self.trim(pot, stake);
		met
	}

	/// `pot` has `stake` left and cannot lose more: what is to come last will not come.
	pub fn trim(&mut self, pot: usize, stake: u128) -> Vec<((EraIndex, AccountId), u128)> {
		let all: u128 = self.list.iter().map(|report| report.amounts[pot]).sum();
		let mut over = all.saturating_sub(stake);
		let mut trimmed = Vec::new();
		for report in self.list.iter_mut().rev() {
			let before = report.provided();
			let less = over.min(report.amounts[pot]);
			report.amounts[pot] -= less;
			over -= less;
			report.covered = report.covered.min(report.loss());
			if report.provided() < before {
				trimmed.push(((report.era, report.validator), before - report.provided()));
			}
		}
		self.list.retain(|report| report.loss() > 0);
		trimmed
	}
}
