//! The books of the pool and every way in which they change. Pure: no storage, no accounts.
//!
//! Storage item: `Pool`, written here alone: by [`Pallet::open_books`], [`Pallet::change_books`],
//! for the flows by [`Pallet::clear_flows`] and for bunker mode by [`Pallet::review_bunker`].
//!
//! ```text
//!  deposit ──► idle ──bond──► pots ──withdraw──► idle ──pay──► claims ──claim──► owner
//!                               ▲ reward                (the other side of the books:)
//!                               ▼ loss
//!  backing ◄──vest── stream ◄── reward          backing ──close──► exits ──pay──► claims
//!
//!  stream, backing, exits ──report──► provision ──apply──► (lost by the pots)
//!  stream, exits          ◄──cancel──
//! ```
//!
//! A change is a function from books to books. [`Pallet::change_books`] runs it on a copy, checks
//! LS-1 and LS-4 on the outcome and only then writes it, so that no path can leave books that do
//! not balance.

use crate::{
	provision::{Joining, Provision},
	Config, Error, Event, Pallet, Parameters, Pool,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{
	mul_div_ceil, product_at_least, rate_floor, shares_for_deposit_floor, units_exhausted,
	value_of_shares_ceil, value_of_shares_floor, value_of_units_floor, Balance, RateError, Shares,
	Stream,
};
use estuary_primitives::types::{Bunker, BunkerReason};
use frame_support::{ensure, traits::Defensive};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::{DispatchError, FixedU128, Perbill, SaturatedConversion};
use sp_staking::EraIndex;

/// What has flowed since the last era record; planck of EST unless said otherwise. Every field is
/// described at the field of the same name in `EraRecord`.
#[derive(
	Clone,
	Debug,
	Default,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Flows {
	/// Stream to backing.
	pub vested: Balance,
	/// Depositors to backing.
	pub deposits: Balance,
	/// Depositors to stream.
	pub premium: Balance,
	/// Exits to claims.
	pub matured: Balance,
	/// Backing to those who redeemed instantly.
	pub instant: Balance,
	/// Lost by all, reported or applied.
	pub loss: Balance,
	/// Lost by the stream.
	pub loss_streaming: Balance,
	/// Lost by the backing.
	pub loss_backing: Balance,
	/// Backing to provision, by batches that closed.
	pub provision_bought: Balance,
	/// Backing to provision, by shares that were retired to cover losses.
	pub cover: Balance,
	/// Provision to backing, of what covered losses that will not come.
	pub cover_returned: Balance,
	/// Backing to stream, of shares that were burned and of cover that was not taken back.
	pub left: Balance,
	/// Given back to all of what was reported and not applied.
	pub released: Balance,
	/// Given back of what batches had bought; a part of `released`.
	pub released_bought: Balance,
	/// Given back to the stream.
	pub released_streaming: Balance,
	/// Taken from the pots by staking.
	pub applied: Balance,
	/// Paid for it by the bonds of validators.
	pub covered: Balance,
	/// Rounding that came back to the backing.
	pub dust: Balance,
}

/// The books (LS-1): `pots + idle == backing + stream.amount + exits + provision`.
#[derive(
	Clone,
	Debug,
	Default,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Books {
	/// Planck at stake in all pots, bonded and unlocking, as recognised.
	pub pots: Balance,
	/// Planck in the pool's account that are not at stake.
	pub idle: Balance,
	/// Planck that belong to the holders of stEST.
	pub backing: Balance,
	/// Planck recognised as reward and not yet vested.
	pub stream: Stream,
	/// Planck owed to closed batches that are not paid out.
	pub exits: Balance,
	/// Units that share `exits`.
	pub exit_units: u128,
	/// Rises whenever losses void all units; batches of an older generation are worth nothing.
	pub exit_generation: u32,
	/// Planck of loss that staking has reported and not yet applied, less what the bonds of
	/// validators stand for; and what batches have bought of it.
	pub provision: Balance,
	/// The part of `provision` that was taken from the exits; the rest but for `provision_cover`
	/// was the holders'.
	pub provision_exits: Balance,
	/// The part of `provision` that stands for no loss: what batches paid at their closing to have
	/// as much of it for each unit as those that wait ([`Books::close_batch`]).
	pub provision_bought: Balance,
	/// The part of `provision` that shares were retired for: loss that cover stands for.
	pub provision_cover: Balance,
	/// All shares.
	pub issuance: Shares,
	/// Planck paid out to batches and not yet claimed (LS-3).
	pub claims: Balance,
	/// The batch that redemptions go to, named by the era in which it was opened.
	pub open_batch: EraIndex,
	/// Shares in that batch; they are part of `issuance` until it closes.
	pub open_shares: Shares,
	/// The most that a share was worth when a reward was recognised: no fee is taken below it.
	pub high_water: HighWater,
	/// The part of `idle` that instant redemptions may take until the next settlement.
	pub reserve: Balance,
	/// Set while losses keep the pool in bunker mode.
	pub bunker: Option<Bunker>,
	/// Flows since the last era record.
	pub flows: Flows,
}

/// A value per share, kept as the two numbers it came from.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct HighWater {
	/// Planck of backing and stream.
	pub equity: Balance,
	/// The shares that had them.
	pub issuance: Shares,
}

impl HighWater {
	/// Planck that `issuance` shares are worth at the mark, rounded up; `None` if it does not fit.
	fn worth_ceil(&self, issuance: Shares) -> Option<Balance> {
		value_of_shares_ceil(issuance, self.equity, self.issuance)
	}
}

/// Why a change of the books cannot be made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BooksError {
	/// A number does not fit, or would fall below zero.
	Arithmetic,
	/// There is no price: see [`RateError`].
	RateUndefined,
	/// There is not enough idle EST.
	IdleTooLow,
	/// There is not enough in the reserve.
	ReserveTooLow,
}

impl From<RateError> for BooksError {
	fn from(error: RateError) -> Self {
		match error {
			RateError::NoEquity | RateError::NoIssuance => BooksError::RateUndefined,
			RateError::Overflow => BooksError::Arithmetic,
		}
	}
}

impl<T: Config> From<BooksError> for Error<T> {
	fn from(error: BooksError) -> Self {
		match error {
			BooksError::Arithmetic => Error::<T>::Overflow,
			BooksError::RateUndefined => Error::<T>::RateUndefined,
			BooksError::IdleTooLow => Error::<T>::IdleTooLow,
			BooksError::ReserveTooLow => Error::<T>::ReserveTooLow,
		}
	}
}

/// A batch as it leaves the open state.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Closed {
	/// Shares burned.
	pub shares: Shares,
	/// Planck owed at closing: what the shares were worth less what went into the provision.
	pub value: Balance,
	/// Exit units bought for them.
	pub units: u128,
	/// The generation of those units.
	pub generation: u32,
}

/// A reward as the books took it in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Recognised {
	/// The fee in planck, part of the reward.
	pub fee: Balance,
	/// Shares to mint for it.
	pub fee_shares: Shares,
	/// The part of the fee that went to backing; the rest vests with the reward.
	pub fee_backing: Balance,
}

/// What an instant redemption brings, in planck.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Instant {
	/// For the holder.
	pub amount: Balance,
	/// What stays in the backing.
	pub fee: Balance,
}

/// A payment to a batch.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Funded {
	/// Planck moved from idle to the claims.
	pub amount: Balance,
	/// Units that it paid for.
	pub units: u128,
}

/// What was bought with an amount, and where the amount went.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Bought {
	shares: Shares,
	to_backing: Balance,
	premium: Balance,
}

pub(crate) fn add(a: &mut Balance, b: Balance) -> Result<(), BooksError> {
	*a = a.checked_add(b).ok_or(BooksError::Arithmetic)?;
	Ok(())
}

pub(crate) fn sub(a: &mut Balance, b: Balance) -> Result<(), BooksError> {
	*a = a.checked_sub(b).ok_or(BooksError::Arithmetic)?;
	Ok(())
}

impl Books {
	/// Books that open with `seed` planck, idle, behind as many shares.
	pub fn opened_with(seed: Balance, era: EraIndex) -> Self {
		Books {
			idle: seed,
			backing: seed,
			issuance: Shares(seed),
			high_water: HighWater { equity: seed, issuance: Shares(seed) },
			open_batch: era,
			..Default::default()
		}
	}

	/// Whether both sides agree (LS-1).
	pub fn balance(&self) -> bool {
		let have = self.pots.checked_add(self.idle);
		let owed = self
			.backing
			.checked_add(self.stream.amount)
			.and_then(|sum| sum.checked_add(self.exits))
			.and_then(|sum| sum.checked_add(self.provision));
		have.is_some() && have == owed
	}

	/// Planck behind all shares for those who leave: backing and the vested part of the stream.
	pub fn net_equity(&self, now: u64) -> Balance {
		self.backing.saturating_add(self.stream.vested_floor(now))
	}

	/// Planck that belong to the holders: backing and stream.
	pub(crate) fn held(&self) -> Result<Balance, BooksError> {
		self.backing.checked_add(self.stream.amount).ok_or(BooksError::Arithmetic)
	}

	/// Planck behind all shares for those who come: backing, the whole stream and the provision.
	///
	/// All of the provision counts but for cover, also the exits' part: when a batch is paid before
	/// a report is cancelled, its part falls to the holders, and nobody may buy that.
	pub fn forward_equity(&self) -> Result<Balance, BooksError> {
		let borne = self.provision.saturating_sub(self.provision_cover);
		self.held()?.checked_add(borne).ok_or(BooksError::Arithmetic)
	}

	/// The exchange rate (LS-2).
	pub fn rate(&self, now: u64) -> Result<FixedU128, BooksError> {
		rate_floor(self.net_equity(now), self.issuance).ok_or(BooksError::Arithmetic)
	}

	/// The price of a new share.
	pub fn forward_rate(&self) -> Result<FixedU128, BooksError> {
		rate_floor(self.forward_equity()?, self.issuance).ok_or(BooksError::Arithmetic)
	}

	/// Planck that `shares` redeem for at block `now`.
	pub fn value_of(&self, shares: Shares, now: u64) -> Result<Balance, BooksError> {
		value_of_shares_floor(shares, self.net_equity(now), self.issuance)
			.ok_or(BooksError::Arithmetic)
	}

	/// Moves what has vested at block `now` into the backing.
	pub fn vest(&mut self, now: u64) -> Result<(), BooksError> {
		let vested = self.stream.take_vested_floor(now);
		add(&mut self.backing, vested)?;
		add(&mut self.flows.vested, vested)
	}

	/// Takes in `amount` planck at the forward rate; returns the shares bought.
	pub fn deposit(&mut self, amount: Balance, now: u64) -> Result<Shares, BooksError> {
		self.vest(now)?;
		let bought = self.buy(amount)?;
		add(&mut self.idle, amount)?;
		add(&mut self.flows.deposits, bought.to_backing)?;
		add(&mut self.flows.premium, bought.premium)?;
		Ok(bought.shares)
	}

	/// The one place where shares come into being: for `amount` planck that are put on the other
	/// side of the books by the caller, at the forward rate.
	///
	/// The backing takes what the shares are worth at the net rate, so the rate of the others stays
	/// as it is, and what the newcomer pays for losses that may never be applied. The rest is what
	/// the newcomer pays for rewards earned before and joins the stream.
	fn buy(&mut self, amount: Balance) -> Result<Bought, BooksError> {
		let equity = self.forward_equity()?;
		let shares = shares_for_deposit_floor(amount, equity, self.issuance)?;
		let to_backing = if self.stream.amount == 0 {
			// With nothing left to vest there is nothing to pay for; dust belongs to the backing.
			amount
		} else {
			let borne = self.provision.saturating_sub(self.provision_cover);
			let vested = self.backing.checked_add(borne).ok_or(BooksError::Arithmetic)?;
			value_of_shares_ceil(shares, vested, self.issuance)
				.ok_or(BooksError::Arithmetic)?
				.min(amount)
		};
		let premium = amount.checked_sub(to_backing).ok_or(BooksError::Arithmetic)?;
		add(&mut self.backing, to_backing)?;
		self.stream.join(premium).ok_or(BooksError::Arithmetic)?;
		self.issuance = self.issuance.checked_add(shares).ok_or(BooksError::Arithmetic)?;
		Ok(Bought { shares, to_backing, premium })
	}

	/// Recognises `reward` planck that the pots have gained and lets it vest over `blocks` blocks
	/// from `now`. The fee, on what rises above the high-water mark, buys shares as a deposit
	/// would, so it does not lower the rate.
	pub fn recognise_reward(
		&mut self,
		reward: Balance,
		fee: Perbill,
		now: u64,
		blocks: u64,
	) -> Result<Recognised, BooksError> {
		self.vest(now)?;
		let mark = self.high_water.worth_ceil(self.issuance).ok_or(BooksError::Arithmetic)?;
		let equity = self.held()?.checked_add(reward).ok_or(BooksError::Arithmetic)?;
		let fee = fee.mul_floor(equity.saturating_sub(mark).min(reward));
		add(&mut self.pots, reward)?;
		let streamed = reward.checked_sub(fee).ok_or(BooksError::Arithmetic)?;
		self.stream.restart(streamed, now, blocks).ok_or(BooksError::Arithmetic)?;
		let bought = match fee {
			0 => Bought::default(),
			fee => self.buy(fee)?,
		};
		let reached = HighWater { equity: self.held()?, issuance: self.issuance };
		let above = !product_at_least(
			self.high_water.equity,
			reached.issuance.0,
			reached.equity,
			self.high_water.issuance.0,
		);
		if above {
			self.high_water = reached;
		}
		Ok(Recognised { fee, fee_shares: bought.shares, fee_backing: bought.to_backing })
	}

	/// Takes `dust` planck that belong to nobody into the backing.
	pub(crate) fn take_dust(&mut self, dust: Balance) -> Result<(), BooksError> {
		add(&mut self.backing, dust)?;
		add(&mut self.flows.dust, dust)
	}

	/// Pays out `shares` at the rate of block `now` less `fee`, which stays in the backing, from
	/// the reserve.
	pub fn redeem_instantly(
		&mut self,
		shares: Shares,
		fee: Perbill,
		now: u64,
	) -> Result<Instant, BooksError> {
		self.vest(now)?;
		let value = value_of_shares_floor(shares, self.backing, self.issuance)
			.ok_or(BooksError::Arithmetic)?;
		let fee = fee.mul_ceil(value);
		let amount = value.checked_sub(fee).ok_or(BooksError::Arithmetic)?;
		ensure!(self.reserve >= amount, BooksError::ReserveTooLow);
		sub(&mut self.reserve, amount)?;
		self.spend_idle(amount)?;
		sub(&mut self.backing, amount)?;
		self.issuance = self.issuance.checked_sub(shares).ok_or(BooksError::Arithmetic)?;
		add(&mut self.flows.instant, amount)?;
		Ok(Instant { amount, fee })
	}

	/// Burns `shares`: what they are worth at the rate of block `now`, which is returned, is left
	/// to all others, and vests over `blocks` blocks as a reward does: nobody can come in for it.
	pub fn burn(&mut self, shares: Shares, now: u64, blocks: u64) -> Result<Balance, BooksError> {
		self.vest(now)?;
		let value = value_of_shares_floor(shares, self.backing, self.issuance)
			.ok_or(BooksError::Arithmetic)?;
		self.issuance = self.issuance.checked_sub(shares).ok_or(BooksError::Arithmetic)?;
		self.leave_to_all(value, now, blocks)?;
		Ok(value)
	}

	/// Moves `value` planck, which belong to nobody, from the backing to the stream.
	pub(crate) fn leave_to_all(
		&mut self,
		value: Balance,
		now: u64,
		blocks: u64,
	) -> Result<(), BooksError> {
		sub(&mut self.backing, value)?;
		self.stream.blend(value, now, blocks).ok_or(BooksError::Arithmetic)?;
		add(&mut self.flows.left, value)
	}

	/// Takes `amount` out of the idle EST; the reserve is a part of what is left.
	fn spend_idle(&mut self, amount: Balance) -> Result<(), BooksError> {
		self.idle = self.idle.checked_sub(amount).ok_or(BooksError::IdleTooLow)?;
		self.reserve = self.reserve.min(self.idle);
		Ok(())
	}

	/// Adds `shares` to the open batch.
	pub fn join_batch(&mut self, shares: Shares) -> Result<(), BooksError> {
		self.open_shares = self.open_shares.checked_add(shares).ok_or(BooksError::Arithmetic)?;
		Ok(())
	}

	/// Takes `shares` out of the open batch.
	pub fn leave_batch(&mut self, shares: Shares) -> Result<(), BooksError> {
		self.open_shares = self.open_shares.checked_sub(shares).ok_or(BooksError::Arithmetic)?;
		Ok(())
	}

	/// Closes the open batch at the rate of block `now` and opens that of `era`. Its shares are
	/// burned, their value moves from backing to exits, and their part of the holders' provision
	/// becomes the exits'.
	///
	/// All units are alike: each is owed the same and has the same part of the provision. A batch
	/// that brings less of the provision for its value than those that wait have buys the
	/// difference with its value; what it brings beyond that stays with the holders, as its part
	/// of the stream does. So neither closing a batch nor a deposit before it takes from those
	/// that wait (LS-6).
	///
	/// While a report that may be cancelled has taken next to everything from the exits there is no
	/// price for units, and the batch stays open.
	pub fn close_batch(
		&mut self,
		era: EraIndex,
		now: u64,
		provisions: &mut [&mut Provision],
	) -> Result<Closed, BooksError> {
		self.vest(now)?;
		let shares = core::mem::take(&mut self.open_shares);
		if shares.is_zero() {
			self.open_batch = era;
			return Ok(Closed::default());
		}
		ensure!(!units_exhausted(self.exits, self.exit_units), BooksError::RateUndefined);
		let all = value_of_shares_floor(shares, self.backing, self.issuance)
			.ok_or(BooksError::Arithmetic)?;
		let Joining { value, units, parts } = self.joining(shares, all, provisions)?;
		self.issuance = self.issuance.checked_sub(shares).ok_or(BooksError::Arithmetic)?;
		sub(&mut self.backing, all)?;
		add(&mut self.exits, value)?;
		add(&mut self.exit_units, units)?;
		for (provision, (taken, bought)) in provisions.iter_mut().zip(parts) {
			let exits = taken.checked_add(bought).ok_or(BooksError::Arithmetic)?;
			add(&mut self.provision, bought)?;
			add(&mut self.provision_bought, bought)?;
			add(&mut self.provision_exits, exits)?;
			add(&mut self.flows.provision_bought, bought)?;
			add(&mut provision.bought, bought)?;
			add(&mut provision.exits, exits)?;
		}
		self.open_batch = era;
		Ok(Closed { shares, value, units, generation: self.exit_generation })
	}

	/// What `units` of `generation` are owed now, in planck.
	pub fn owed(&self, units: u128, generation: u32) -> Result<Balance, BooksError> {
		if generation != self.exit_generation {
			return Ok(0);
		}
		value_of_units_floor(units, self.exits, self.exit_units).ok_or(BooksError::Arithmetic)
	}

	/// Pays what `units` of `generation` are owed from idle to the claims, `most` planck at most: a
	/// part is paid for as many units as it is worth, rounded up. The last to be paid leaves what
	/// rounding left over to the backing, and a part of the provision goes with no one.
	pub fn fund_batch(
		&mut self,
		units: u128,
		generation: u32,
		most: Balance,
		provisions: &mut [&mut Provision],
	) -> Result<Funded, BooksError> {
		if generation != self.exit_generation || units == 0 {
			return Ok(Funded { amount: 0, units });
		}
		let owed = self.owed(units, generation)?;
		let paid = if owed <= most {
			Funded { amount: owed, units }
		} else {
			let for_units = mul_div_ceil(most, self.exit_units, self.exits)
				.ok_or(BooksError::Arithmetic)?
				.min(units);
			Funded { amount: most, units: for_units }
		};
		self.spend_idle(paid.amount)?;
		self.forgo_ceil(provisions, paid.units)?;
		sub(&mut self.exits, paid.amount)?;
		self.exit_units = self.exit_units.checked_sub(paid.units).ok_or(BooksError::Arithmetic)?;
		add(&mut self.claims, paid.amount)?;
		add(&mut self.flows.matured, paid.amount)?;
		if self.exit_units == 0 {
			self.leave_provisions(provisions);
			let left = core::mem::take(&mut self.exits);
			self.take_dust(left)?;
		}
		Ok(paid)
	}

	/// Takes `amount` planck out of the claims: its owner has it.
	pub fn claimed(&mut self, amount: Balance) -> Result<(), BooksError> {
		sub(&mut self.claims, amount)
	}

	/// Takes `dust` planck that no claim is left for back from the claims into the pool.
	pub fn reclaim(&mut self, dust: Balance) -> Result<(), BooksError> {
		sub(&mut self.claims, dust)?;
		add(&mut self.idle, dust)?;
		self.take_dust(dust)
	}

	/// Moves `amount` planck from idle to the pots.
	pub fn bonded(&mut self, amount: Balance) -> Result<(), BooksError> {
		self.spend_idle(amount)?;
		add(&mut self.pots, amount)
	}

	/// Moves `amount` planck from the pots to idle.
	pub fn withdrawn(&mut self, amount: Balance) -> Result<(), BooksError> {
		sub(&mut self.pots, amount)?;
		add(&mut self.idle, amount)
	}

	/// Planck that the exits lack although `unlocking` planck are on their way.
	pub fn shortage(&self, unlocking: Balance) -> Balance {
		self.exits.saturating_sub(self.idle).saturating_sub(unlocking)
	}

	/// Planck of `unlocking` that nobody waits for: what idle beyond `reserve` does not cover of
	/// the exits has to go on unlocking.
	pub fn superfluous(&self, unlocking: Balance, reserve: Balance) -> Balance {
		let awaited = self.exits.saturating_sub(self.idle.saturating_sub(reserve));
		unlocking.saturating_sub(awaited)
	}

	/// Idle planck beyond what the exits need while `unlocking` planck are on their way, and beyond
	/// `reserve`.
	pub fn surplus(&self, unlocking: Balance, reserve: Balance) -> Balance {
		let needed = self.exits.saturating_sub(unlocking).saturating_add(reserve);
		self.idle.saturating_sub(needed)
	}

	/// Sets aside for instant redemptions what the exits can spare while `unlocking` planck are on
	/// their way, `most` planck at most.
	pub fn set_reserve(&mut self, most: Balance, unlocking: Balance) {
		self.reserve = self.surplus(unlocking, 0).min(most);
	}

	/// Planck of all claims, with the losses that may yet be cancelled.
	pub fn all_claims(&self) -> Balance {
		self.backing
			.saturating_add(self.stream.amount)
			.saturating_add(self.exits)
			.saturating_add(self.provision)
	}

	/// Turns bunker mode on or off: on while the provision, or what was lost since the last record,
	/// is `threshold` of all claims or more. Returns whether that is a change.
	pub fn review_bunker(&mut self, threshold: Perbill, now: u64) -> bool {
		let given_back = self.flows.released.saturating_sub(self.flows.released_bought);
		let loss = self.flows.loss.saturating_sub(given_back);
		// What was lost and applied is no longer among the claims.
		let claims = self.all_claims().saturating_add(loss.saturating_sub(self.pending_loss()));
		let limit = threshold.mul_ceil(claims).max(1);
		let reason = if self.pending_loss() >= limit {
			Some(BunkerReason::Provision)
		} else if loss >= limit {
			Some(BunkerReason::Loss)
		} else {
			None
		};
		let was = self.bunker.is_some();
		let since = self.bunker.as_ref().map_or(now, |bunker| bunker.since);
		self.bunker = reason.map(|reason| Bunker {
			reason,
			since,
			provision: self.pending_loss(),
			loss,
			claims,
		});
		was != self.bunker.is_some()
	}
}

/// What a change of the books may do to the exchange rate (LS-4).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rate {
	/// The rate may not fall.
	Holds,
	/// A loss is recognised: the rate may fall.
	MayFall,
}

impl<T: Config> Pallet<T> {
	/// This block, as the books count them.
	pub(crate) fn now() -> u64 {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// `blocks` as the books count them.
	pub(crate) fn as_blocks(blocks: BlockNumberFor<T>) -> u64 {
		blocks.saturated_into()
	}

	/// The books, or [`Error::NotSetUp`].
	pub(crate) fn books() -> Result<Books, Error<T>> {
		Pool::<T>::get().ok_or(Error::<T>::NotSetUp)
	}

	/// The one funnel through which the books change. Nothing is written unless `change` succeeds,
	/// the books balance afterwards (LS-1) and the rate did what `rate` allows (LS-4).
	pub(crate) fn change_books<R>(
		rate: Rate,
		change: impl FnOnce(&mut Books, u64) -> Result<R, BooksError>,
	) -> Result<R, DispatchError> {
		let now = Self::now();
		let before = Self::books()?;
		let mut after = before.clone();
		let outcome = change(&mut after, now).map_err(Error::<T>::from)?;
		ensure!(after.balance(), Self::disagreement("LS-1", &before, &after));
		if rate == Rate::Holds {
			let held = product_at_least(
				after.net_equity(now),
				before.issuance.0,
				before.net_equity(now),
				after.issuance.0,
			);
			ensure!(held, Self::disagreement("LS-4", &before, &after));
		}
		Pool::<T>::put(after);
		Ok(outcome)
	}

	/// Writes the first books.
	pub(crate) fn open_books(seed: Balance, era: EraIndex) -> Result<(), DispatchError> {
		ensure!(!Pool::<T>::exists(), Error::<T>::AlreadySetUp);
		Pool::<T>::put(Books::opened_with(seed, era));
		Ok(())
	}

	/// Starts counting flows anew: the record of an era has been written.
	pub(crate) fn clear_flows() {
		Pool::<T>::mutate_extant(|books| books.flows = Flows::default());
	}

	/// Turns bunker mode on or off as the books say.
	pub(crate) fn review_bunker() {
		let Some(settings) = Parameters::<T>::get() else { return };
		let now = Self::now();
		let changed = Pool::<T>::mutate_extant(|books| {
			let changed = books.review_bunker(settings.params.bunker, now);
			changed.then_some(books.bunker)
		});
		match changed {
			Some(Some(state)) => Self::deposit_event(Event::BunkerEntered { state }),
			Some(None) => Self::deposit_event(Event::BunkerLeft),
			None => (),
		}
	}

	/// A change that would break an invariant is a bug: it is refused and shouted about.
	fn disagreement(invariant: &'static str, before: &Books, after: &Books) -> Error<T> {
		let refused: Result<(), &'static str> = Err(invariant);
		if refused.defensive().is_err() {
			log::error!(target: crate::LOG_TARGET, "{invariant}: {before:?} -> {after:?}");
		}
		Error::<T>::BooksDisagree
	}
}
