//! What is provided for losses that are reported and not yet applied: a part of the books, pure as
//! they are.
//!
//! Each report has its own [`Provision`], so that one that is cancelled gives back to exactly those
//! it was taken from, whatever was reported before or after. The books keep the sums.

use crate::books::{add, sub, Books, BooksError};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{
	mul_div_ceil, mul_div_floor, product_at_least, shares_for_deposit_floor, split_loss,
	units_exhausted, units_for_value_floor, value_of_shares_ceil, value_of_shares_floor, Balance,
	LossSplit, RateError, Shares,
};
use scale_info::TypeInfo;

/// What is provided for one report, in planck.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Provision {
	/// Loss that holders and exits have borne.
	pub loss: Balance,
	/// What batches paid at their closing to have as much of it for each unit as those that wait;
	/// no loss stands behind it.
	pub bought: Balance,
	/// The part of both that was taken from the exits; the rest was the holders'.
	pub exits: Balance,
	/// Loss that cover stands for: what the shares retired for it were worth.
	pub cover: Balance,
}

impl Provision {
	/// Planck that are given back to holders and exits if nothing is lost.
	pub fn total(&self) -> Balance {
		self.loss.saturating_add(self.bought)
	}

	/// Planck of loss that holders and exits have borne or cover stands for.
	pub fn met(&self) -> Balance {
		self.loss.saturating_add(self.cover)
	}

	/// The part of [`Self::total`] that was taken from the holders.
	fn holders(&self) -> Balance {
		self.total().saturating_sub(self.exits)
	}
}

/// A part of the provision that was given back, in planck.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Released {
	/// All of it.
	pub amount: Balance,
	/// The exits' part; the rest is the holders'.
	pub exits: Balance,
}

impl Released {
	/// Both together.
	pub fn and(self, other: Released) -> Released {
		Released {
			amount: self.amount.saturating_add(other.amount),
			exits: self.exits.saturating_add(other.exits),
		}
	}
}

/// Who bore a loss, in planck.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Borne {
	/// What was taken from the claims.
	pub split: LossSplit,
	/// What was taken from what batches had bought of provisions, with the part of it that exits
	/// would have got back.
	pub bought: Released,
}

impl Borne {
	/// What the holders of stEST bear.
	pub fn holders(&self) -> Balance {
		let bought = self.bought.amount.saturating_sub(self.bought.exits);
		self.split.holders().saturating_add(bought)
	}

	/// What unpaid exit batches bear.
	pub fn exits(&self) -> Balance {
		self.split.exits.saturating_add(self.bought.exits)
	}
}

/// What a closing batch joins the exits with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Joining {
	/// Planck owed.
	pub value: Balance,
	/// Units.
	pub units: u128,
	/// Of each provision: the planck taken along from the holders' part, and those bought.
	pub parts: Vec<(Balance, Balance)>,
}

impl Books {
	/// Takes `loss` planck from all claims (LS-8): holders, their stream first, and exits.
	///
	/// When next to everything is lost, the claims may be less than the loss: EST that was paid in
	/// by batches to have their part of a provision is no claim of anybody's yet. It bears what the
	/// claims cannot, out of `provisions`, the first of them first: it stands for no loss so far.
	fn bear(
		&mut self,
		loss: Balance,
		provisions: &mut [&mut Provision],
		now: u64,
	) -> Result<Borne, BooksError> {
		self.vest(now)?;
		let claims = self.held()?.checked_add(self.exits).ok_or(BooksError::Arithmetic)?;
		let bought = self.lose_bought_floor(loss.saturating_sub(claims), provisions)?;
		let loss = loss.checked_sub(bought.amount).ok_or(BooksError::Arithmetic)?;
		let split = split_loss(loss, self.stream.amount, self.backing, self.exits)
			.ok_or(BooksError::Arithmetic)?;
		sub(&mut self.stream.amount, split.streaming)?;
		sub(&mut self.backing, split.backing)?;
		sub(&mut self.exits, split.exits)?;
		add(&mut self.flows.loss, loss)?;
		add(&mut self.flows.loss_streaming, split.streaming)?;
		add(&mut self.flows.loss_backing, split.backing)?;
		Ok(Borne { split, bought })
	}

	/// Takes `most` planck, or as much as there is, out of what was bought of `provisions`, the
	/// exits' part of each in proportion, rounded down. Returns it with the exits' part.
	fn lose_bought_floor(
		&mut self,
		most: Balance,
		provisions: &mut [&mut Provision],
	) -> Result<Released, BooksError> {
		let mut lost = Released::default();
		for provision in provisions.iter_mut() {
			let left = most.saturating_sub(lost.amount);
			if left == 0 {
				break;
			}
			let bought = provision.bought.min(left);
			let exits = self.take_floor(provision, 0, bought)?;
			lost = lost.and(Released { amount: bought, exits });
		}
		Ok(lost)
	}

	/// Recognises that the pots will lose `loss` planck: holders and exits bear it at once, and
	/// what they cannot is taken from what was bought of `others` or of `provision` itself.
	pub fn provide(
		&mut self,
		provision: &mut Provision,
		loss: Balance,
		others: &mut [&mut Provision],
		now: u64,
	) -> Result<Borne, BooksError> {
		let mut of = Vec::new();
		of.extend(others.iter_mut().map(|other| &mut **other));
		of.push(&mut *provision);
		let borne = self.bear(loss, &mut of, now)?;
		add(&mut self.provision, loss)?;
		add(&mut provision.loss, loss)?;
		add(&mut self.provision_exits, borne.exits())?;
		add(&mut provision.exits, borne.exits())?;
		Ok(borne)
	}

	/// Recognises that the pots have lost `loss` planck that nobody had reported: holders and exits
	/// bear it in proportion (LS-8), at once; what they cannot is taken from what was bought of
	/// `provisions`.
	pub fn recognise_loss(
		&mut self,
		loss: Balance,
		provisions: &mut [&mut Provision],
		now: u64,
	) -> Result<Borne, BooksError> {
		let borne = self.bear(loss, provisions, now)?;
		sub(&mut self.pots, loss)?;
		add(&mut self.flows.applied, loss)?;
		Ok(borne)
	}

	/// The pots have lost `provided` planck that the provision was made for and `covered` planck
	/// that validators have paid to the pool's account. What batches have bought of that provision
	/// is given back, as by [`Self::release`].
	pub fn apply(
		&mut self,
		provision: &mut Provision,
		provided: Balance,
		covered: Balance,
		now: u64,
		blocks: u64,
	) -> Result<Released, BooksError> {
		let lost = provided.checked_add(covered).ok_or(BooksError::Arithmetic)?;
		let bought = Self::bought_for_floor(provision, provided)?;
		sub(&mut self.pots, lost)?;
		add(&mut self.idle, covered)?;
		self.take_floor(provision, provided, 0)?;
		add(&mut self.flows.applied, lost)?;
		add(&mut self.flows.covered, covered)?;
		self.give_back(provision, 0, bought, now, blocks)
	}

	/// `loss` planck of what was reported will not be lost: they are given back to whom they were
	/// taken from, with what batches have bought of them; to the exits at once, to the holders over
	/// the next `blocks` blocks.
	pub fn release(
		&mut self,
		provision: &mut Provision,
		loss: Balance,
		now: u64,
		blocks: u64,
	) -> Result<Released, BooksError> {
		let bought = Self::bought_for_floor(provision, loss)?;
		self.give_back(provision, loss, bought, now, blocks)
	}

	/// Gives `loss` and `bought` planck of a provision back.
	fn give_back(
		&mut self,
		provision: &mut Provision,
		loss: Balance,
		bought: Balance,
		now: u64,
		blocks: u64,
	) -> Result<Released, BooksError> {
		self.vest(now)?;
		let exits = self.take_floor(provision, loss, bought)?;
		let amount = loss.checked_add(bought).ok_or(BooksError::Arithmetic)?;
		let holders = amount.checked_sub(exits).ok_or(BooksError::Arithmetic)?;
		add(&mut self.exits, exits)?;
		if holders > 0 {
			self.stream.restart(holders, now, blocks).ok_or(BooksError::Arithmetic)?;
		}
		add(&mut self.flows.released, amount)?;
		add(&mut self.flows.released_bought, bought)?;
		add(&mut self.flows.released_streaming, holders)?;
		Ok(Released { amount, exits })
	}

	/// What batches have bought of a provision for `loss` planck of it, in proportion, rounded
	/// down; of the last of the loss, all.
	fn bought_for_floor(provision: &Provision, loss: Balance) -> Result<Balance, BooksError> {
		if provision.bought == 0 {
			return Ok(0);
		}
		mul_div_floor(provision.bought, loss, provision.loss).ok_or(BooksError::Arithmetic)
	}

	/// Takes `loss` and `bought` planck out of a provision, in proportion out of the exits' part,
	/// rounded down; returns that part.
	fn take_floor(
		&mut self,
		provision: &mut Provision,
		loss: Balance,
		bought: Balance,
	) -> Result<Balance, BooksError> {
		let amount = loss.checked_add(bought).ok_or(BooksError::Arithmetic)?;
		if amount == 0 {
			return Ok(0);
		}
		let exits = mul_div_floor(amount, provision.exits, provision.total())
			.ok_or(BooksError::Arithmetic)?;
		sub(&mut self.provision, amount)?;
		sub(&mut provision.loss, loss)?;
		sub(&mut self.provision_bought, bought)?;
		sub(&mut provision.bought, bought)?;
		sub(&mut self.provision_exits, exits)?;
		sub(&mut provision.exits, exits)?;
		Ok(exits)
	}

	/// Planck of the provision that holders and exits have borne for losses.
	pub fn pending_loss(&self) -> Balance {
		self.provision
			.saturating_sub(self.provision_bought)
			.saturating_sub(self.provision_cover)
	}

	/// `shares` are retired to meet a loss: what they are worth at the rate of block `now` moves
	/// from the backing to the provision, `most` planck at most (CV-1). Returns it.
	pub fn retire(
		&mut self,
		shares: Shares,
		most: Balance,
		now: u64,
	) -> Result<Balance, BooksError> {
		self.vest(now)?;
		let value = value_of_shares_floor(shares, self.backing, self.issuance)
			.ok_or(BooksError::Arithmetic)?
			.min(most);
		self.issuance = self.issuance.checked_sub(shares).ok_or(BooksError::Arithmetic)?;
		sub(&mut self.backing, value)?;
		add(&mut self.provision, value)?;
		add(&mut self.provision_cover, value)?;
		add(&mut self.flows.cover, value)?;
		Ok(value)
	}

	/// `value` planck of cover are not needed: they return to the backing, for as many new shares
	/// as they are worth at the rate of block `now`, `most` at most. What is beyond is left to all
	/// holders, over `blocks` blocks. Returns the shares.
	pub fn reissue(
		&mut self,
		value: Balance,
		most: Shares,
		now: u64,
		blocks: u64,
	) -> Result<Shares, BooksError> {
		self.vest(now)?;
		let shares = match shares_for_deposit_floor(value, self.backing, self.issuance) {
			Ok(shares) => shares.min(most),
			// There is no rate: nobody can say what a share is.
			Err(RateError::NoEquity | RateError::NoIssuance) => Shares::ZERO,
			Err(RateError::Overflow) => return Err(BooksError::Arithmetic),
		};
		let worth = value_of_shares_ceil(shares, self.backing, self.issuance)
			.ok_or(BooksError::Arithmetic)?
			.min(value);
		sub(&mut self.provision, value)?;
		sub(&mut self.provision_cover, value)?;
		add(&mut self.backing, value)?;
		self.issuance = self.issuance.checked_add(shares).ok_or(BooksError::Arithmetic)?;
		add(&mut self.flows.cover_returned, value)?;
		let rest = value.checked_sub(worth).ok_or(BooksError::Arithmetic)?;
		self.leave_to_all(rest, now, blocks)?;
		Ok(shares)
	}

	/// The pots have lost `used` planck that cover stood for.
	pub fn apply_cover(
		&mut self,
		provision: &mut Provision,
		used: Balance,
	) -> Result<(), BooksError> {
		sub(&mut self.pots, used)?;
		sub(&mut self.provision, used)?;
		sub(&mut self.provision_cover, used)?;
		sub(&mut provision.cover, used)?;
		add(&mut self.flows.applied, used)
	}

	/// Declares all exit units worthless if losses have left next to nothing of what they share and
	/// no report that may be cancelled stands behind them. What is left falls to the backing.
	pub fn void_exhausted_units(
		&mut self,
		provisions: &mut [&mut Provision],
	) -> Result<(), BooksError> {
		let most = self.exits.checked_add(self.provision_exits).ok_or(BooksError::Arithmetic)?;
		if !units_exhausted(most, self.exit_units) {
			return Ok(());
		}
		self.exit_units = 0;
		self.exit_generation = self.exit_generation.checked_add(1).ok_or(BooksError::Arithmetic)?;
		self.leave_provisions(provisions);
		let left = core::mem::take(&mut self.exits);
		self.take_dust(left)
	}

	/// What exits would get back falls to the holders: there are no exits left.
	pub(crate) fn leave_provisions(&mut self, provisions: &mut [&mut Provision]) {
		self.provision_exits = 0;
		provisions.iter_mut().for_each(|provision| provision.exits = 0);
	}

	/// Takes the part of `units` of all units, rounded up, out of what exits would get back: they
	/// are paid. It falls to the holders.
	pub(crate) fn forgo_ceil(
		&mut self,
		provisions: &mut [&mut Provision],
		units: u128,
	) -> Result<(), BooksError> {
		for provision in provisions.iter_mut() {
			let forgone = mul_div_ceil(provision.exits, units, self.exit_units)
				.ok_or(BooksError::Arithmetic)?;
			sub(&mut self.provision_exits, forgone)?;
			sub(&mut provision.exits, forgone)?;
		}
		Ok(())
	}

	/// What a batch of `shares` worth `value` planck joins the exits with.
	///
	/// A unit is owed `exits / exit_units` and has the part `1 / exit_units` of the exits' part of
	/// each provision; a batch gets as many as it can pay for with its value and with the holders'
	/// part of each provision that its shares have. Where that part is too small it pays with its
	/// value.
	pub(crate) fn joining(
		&self,
		shares: Shares,
		value: Balance,
		provisions: &[&mut Provision],
	) -> Result<Joining, BooksError> {
		let mut theirs = Vec::new();
		for provision in provisions {
			let part = value_of_shares_floor(shares, provision.holders(), self.issuance);
			theirs.push(part.ok_or(BooksError::Arithmetic)?);
		}
		if self.exit_units == 0 {
			// The first brings what it has; a unit is a planck of all of it.
			let all = theirs.iter().try_fold(value, |sum, part| sum.checked_add(*part));
			let units = all.ok_or(BooksError::Arithmetic)?;
			let parts = theirs.into_iter().map(|part| (part, 0)).collect();
			return Ok(Joining { value, units, parts });
		}
		let units = self.affordable_units_floor(value, provisions, &theirs)?;
		let mut left = value;
		let mut parts = Vec::new();
		for (provision, part) in provisions.iter().zip(theirs) {
			let alike = mul_div_floor(units, provision.exits, self.exit_units)
				.ok_or(BooksError::Arithmetic)?;
			let bought = alike.saturating_sub(part).min(left);
			left = left.saturating_sub(bought);
			parts.push((alike.min(part), bought));
		}
		Ok(Joining { value: left, units, parts })
	}

	/// The greatest number of units that `value` planck and `theirs` of each provision pay for.
	///
	/// The more units, the more provisions there are of which they need more than `theirs`. So the
	/// search starts with as many units as the value alone would buy, and goes down: each round
	/// counts the provisions that are short at that number and pays for those with the value.
	fn affordable_units_floor(
		&self,
		value: Balance,
		provisions: &[&mut Provision],
		theirs: &[Balance],
	) -> Result<u128, BooksError> {
		let mut units = units_for_value_floor(value, self.exits, self.exit_units)
			.ok_or(BooksError::Arithmetic)?;
		for _ in 0..=provisions.len() {
			let (mut have, mut price) = (value, self.exits);
			for (provision, part) in provisions.iter().zip(theirs) {
				if !product_at_least(*part, self.exit_units, units, provision.exits) {
					add(&mut have, *part)?;
					add(&mut price, provision.exits)?;
				}
			}
			let fewer = units_for_value_floor(have, price, self.exit_units)
				.ok_or(BooksError::Arithmetic)?;
			if fewer >= units {
				break;
			}
			units = fewer;
		}
		Ok(units)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn books(exits: Balance, units: u128, issuance: u128) -> Books {
		Books { exits, exit_units: units, issuance: Shares(issuance), ..Default::default() }
	}

	fn provision(loss: Balance, exits: Balance) -> Provision {
		Provision { loss, exits, ..Default::default() }
	}

	fn joining(books: &Books, shares: u128, value: Balance, all: &mut [Provision]) -> Joining {
		let all: Vec<_> = all.iter_mut().collect();
		books.joining(Shares(shares), value, &all).unwrap()
	}

	#[test]
	fn the_first_batch_should_bring_all_it_has() {
		let all = &mut [provision(50, 0), provision(30, 0)];
		let expected = Joining { value: 400, units: 440, parts: vec![(25, 0), (15, 0)] };
		assert_eq!(joining(&books(0, 0, 1_000), 500, 400, all), expected);
	}

	#[test]
	fn a_batch_without_provisions_should_buy_units_for_its_value() {
		let expected = Joining { value: 400, units: 800, parts: vec![] };
		assert_eq!(joining(&books(100, 200, 1_000), 500, 400, &mut []), expected);
	}

	#[test]
	fn a_batch_should_buy_of_each_provision_what_it_lacks() {
		// 100 units are owed 80 and would get back 10 of each. Half of the shares bring 10 of the
		// first and 40 of the second.
		let all = &mut [provision(30, 10), provision(90, 10)];
		// 200 units: 160 owed, 20 of the first, of which 10 are bought.
		let expected = Joining { value: 160, units: 200, parts: vec![(10, 10), (20, 0)] };
		assert_eq!(joining(&books(80, 100, 1_000), 500, 170, all), expected);
	}

	#[test]
	fn a_batch_should_not_pay_for_what_it_has() {
		let all = &mut [provision(100, 10)];
		// 45 of the holders' 90 for 100 units that have 10: the rest stays.
		let expected = Joining { value: 80, units: 100, parts: vec![(10, 0)] };
		assert_eq!(joining(&books(80, 100, 1_000), 500, 80, all), expected);
	}

	#[test]
	fn a_batch_of_nothing_should_get_nothing() {
		let all = &mut [provision(100, 10)];
		let expected = Joining { value: 0, units: 0, parts: vec![(0, 0)] };
		assert_eq!(joining(&books(80, 100, 1_000), 0, 0, all), expected);
	}
}
