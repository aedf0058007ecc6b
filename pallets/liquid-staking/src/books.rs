//! The books of the pool and every way in which they change. Pure: no storage, no accounts.
//!
//! Storage item: `Pool`, written here alone: by [`Pallet::open_books`], [`Pallet::change_books`]
//! and, for the flows, [`Pallet::clear_flows`].
//!
//! ```text
//!  deposit ──► idle ──bond──► pots ──withdraw──► idle ──pay──► claims ──claim──► owner
//!                               ▲ reward                (the other side of the books:)
//!                               ▼ loss
//!  backing ◄──vest── stream ◄── reward          backing ──close──► exits ──pay──► claims
//! ```
//!
//! A change is a function from books to books. [`Pallet::change_books`] runs it on a copy, checks
//! LS-1 and LS-4 on the outcome and only then writes it, so that no path can leave books that do
//! not balance.

use crate::{Config, Error, Pallet, Pool};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{
	mul_div_floor, product_at_least, rate_floor, shares_for_deposit_floor, split_loss,
	units_exhausted, units_for_value_floor, value_of_shares_ceil, value_of_shares_floor,
	value_of_units_floor, Balance, LossSplit, RateError, Shares, Stream,
};
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
	/// Lost by all.
	pub loss: Balance,
	/// Lost by the stream.
	pub loss_streaming: Balance,
	/// Lost by the backing.
	pub loss_backing: Balance,
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
	/// Planck of loss recognised and not yet applied by staking.
	pub provision: Balance,
	/// All shares.
	pub issuance: Shares,
	/// Planck paid out to batches and not yet claimed (LS-3).
	pub claims: Balance,
	/// The batch that redemptions go to, named by the era in which it was opened.
	pub open_batch: EraIndex,
	/// Shares in that batch; they are part of `issuance` until it closes.
	pub open_shares: Shares,
	/// Planck that holders lost and have not yet regained: no fee is taken on regaining them.
	pub unrecovered: Balance,
	/// Flows since the last era record.
	pub flows: Flows,
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
		}
	}
}

/// A batch as it leaves the open state.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Closed {
	/// Shares burned.
	pub shares: Shares,
	/// Planck owed at closing.
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

/// What was bought with an amount, and where the amount went.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Bought {
	shares: Shares,
	to_backing: Balance,
	premium: Balance,
}

fn add(a: &mut Balance, b: Balance) -> Result<(), BooksError> {
	*a = a.checked_add(b).ok_or(BooksError::Arithmetic)?;
	Ok(())
}

fn sub(a: &mut Balance, b: Balance) -> Result<(), BooksError> {
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

	/// Planck behind all shares for those who come: backing, the whole stream and the holders'
	/// part of the provision.
	pub fn forward_equity(&self) -> Result<Balance, BooksError> {
		let held = self.backing.checked_add(self.stream.amount).ok_or(BooksError::Arithmetic)?;
		let all = held.checked_add(self.exits).ok_or(BooksError::Arithmetic)?;
		let part = if self.provision == 0 {
			0
		} else if all == 0 {
			self.provision
		} else {
			mul_div_floor(self.provision, held, all).ok_or(BooksError::Arithmetic)?
		};
		held.checked_add(part).ok_or(BooksError::Arithmetic)
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
	/// as it is; the rest is what the newcomer pays for rewards earned before and joins the stream.
	fn buy(&mut self, amount: Balance) -> Result<Bought, BooksError> {
		let equity = self.forward_equity()?;
		let shares = shares_for_deposit_floor(amount, equity, self.issuance)?;
		let to_backing = if self.stream.amount == 0 {
			// With nothing left to vest there is nothing to pay for; dust belongs to the backing.
			amount
		} else {
			value_of_shares_ceil(shares, self.backing, self.issuance)
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
	/// from `now`. The fee, on what is left of it after past losses are made good, buys shares as a
	/// deposit would, so it does not lower the rate.
	pub fn recognise_reward(
		&mut self,
		reward: Balance,
		fee: Perbill,
		now: u64,
		blocks: u64,
	) -> Result<Recognised, BooksError> {
		self.vest(now)?;
		let regained = reward.min(self.unrecovered);
		sub(&mut self.unrecovered, regained)?;
		let gain = reward.checked_sub(regained).ok_or(BooksError::Arithmetic)?;
		let fee = fee.mul_floor(gain);
		add(&mut self.pots, reward)?;
		let streamed = reward.checked_sub(fee).ok_or(BooksError::Arithmetic)?;
		self.stream.restart(streamed, now, blocks).ok_or(BooksError::Arithmetic)?;
		let bought = match fee {
			0 => Bought::default(),
			fee => self.buy(fee)?,
		};
		Ok(Recognised { fee, fee_shares: bought.shares, fee_backing: bought.to_backing })
	}

	/// Recognises that the pots have lost `loss` planck: holders and exits bear it in proportion
	/// (LS-8), at once.
	pub fn recognise_loss(&mut self, loss: Balance, now: u64) -> Result<LossSplit, BooksError> {
		self.vest(now)?;
		let split = split_loss(loss, self.stream.amount, self.backing, self.exits)
			.ok_or(BooksError::Arithmetic)?;
		sub(&mut self.pots, loss)?;
		self.stream.amount =
			self.stream.amount.checked_sub(split.streaming).ok_or(BooksError::Arithmetic)?;
		sub(&mut self.backing, split.backing)?;
		sub(&mut self.exits, split.exits)?;
		add(&mut self.unrecovered, split.holders())?;
		add(&mut self.flows.loss, loss)?;
		add(&mut self.flows.loss_streaming, split.streaming)?;
		add(&mut self.flows.loss_backing, split.backing)?;
		if units_exhausted(self.exits, self.exit_units) {
			self.void_units()?;
		}
		Ok(split)
	}

	/// Declares all exit units worthless; what is left of them falls to the backing as dust.
	fn void_units(&mut self) -> Result<(), BooksError> {
		self.exit_units = 0;
		self.exit_generation = self.exit_generation.checked_add(1).ok_or(BooksError::Arithmetic)?;
		let left = core::mem::take(&mut self.exits);
		self.take_dust(left)
	}

	fn take_dust(&mut self, dust: Balance) -> Result<(), BooksError> {
		add(&mut self.backing, dust)?;
		add(&mut self.flows.dust, dust)
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
	/// burned and their value moves from backing to exits.
	pub fn close_batch(&mut self, era: EraIndex, now: u64) -> Result<Closed, BooksError> {
		self.vest(now)?;
		let shares = core::mem::take(&mut self.open_shares);
		let value = value_of_shares_floor(shares, self.backing, self.issuance)
			.ok_or(BooksError::Arithmetic)?;
		let units = units_for_value_floor(value, self.exits, self.exit_units)
			.ok_or(BooksError::Arithmetic)?;
		// Who leaves takes along the part of past losses that will not be regained by them.
		let forgone = mul_div_floor(self.unrecovered, shares.0, self.issuance.0.max(1))
			.ok_or(BooksError::Arithmetic)?;
		sub(&mut self.unrecovered, forgone)?;
		self.issuance = self.issuance.checked_sub(shares).ok_or(BooksError::Arithmetic)?;
		sub(&mut self.backing, value)?;
		add(&mut self.exits, value)?;
		self.exit_units = self.exit_units.checked_add(units).ok_or(BooksError::Arithmetic)?;
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

	/// Pays out `units` of `generation` from idle to the claims; returns the amount. The last to be
	/// paid leaves what rounding left over to the backing.
	pub fn pay_batch(&mut self, units: u128, generation: u32) -> Result<Balance, BooksError> {
		let amount = self.owed(units, generation)?;
		if generation != self.exit_generation {
			return Ok(amount);
		}
		ensure!(self.idle >= amount, BooksError::IdleTooLow);
		sub(&mut self.idle, amount)?;
		sub(&mut self.exits, amount)?;
		self.exit_units = self.exit_units.checked_sub(units).ok_or(BooksError::Arithmetic)?;
		add(&mut self.claims, amount)?;
		add(&mut self.flows.matured, amount)?;
		if self.exit_units == 0 {
			let left = core::mem::take(&mut self.exits);
			self.take_dust(left)?;
		}
		Ok(amount)
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
		ensure!(self.idle >= amount, BooksError::IdleTooLow);
		sub(&mut self.idle, amount)?;
		add(&mut self.pots, amount)
	}

	/// Moves `amount` planck from the pots to idle.
	pub fn withdrawn(&mut self, amount: Balance) -> Result<(), BooksError> {
		sub(&mut self.pots, amount)?;
		add(&mut self.idle, amount)
	}

	/// Idle planck beyond what the exits need while `unlocking` planck are on their way.
	pub fn surplus(&self, unlocking: Balance) -> Balance {
		self.idle.saturating_sub(self.exits.saturating_sub(unlocking))
	}

	/// Planck that the exits lack although `unlocking` planck are on their way.
	pub fn shortage(&self, unlocking: Balance) -> Balance {
		self.exits.saturating_sub(self.idle).saturating_sub(unlocking)
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

	/// A change that would break an invariant is a bug: it is refused and shouted about.
	fn disagreement(invariant: &'static str, before: &Books, after: &Books) -> Error<T> {
		let refused: Result<(), &'static str> = Err(invariant);
		if refused.defensive().is_err() {
			log::error!(target: crate::LOG_TARGET, "{invariant}: {before:?} -> {after:?}");
		}
		Error::<T>::BooksDisagree
	}
}
