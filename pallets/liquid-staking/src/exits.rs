//! Exit batches: closed, queued, paid out, claimed.
//!
//! Storage items: `Batches`, `Queue` and `Delay`, written here alone.
//!
//! ```text
//!  era e open ──► closed at the settlement of e+1 ──► paid ──► claim
//!    redeem          shares burned at the net rate       at e+1 + bonding duration, or after
//!    cancel          value bears losses until paid       `MinExitDelay` from EST to spare
//! ```
//!
//! Batches are paid oldest first, in part if there is not enough for the whole. What is paid bears
//! no more losses; it can be claimed once the whole batch is paid.

use crate::{
	books::{Books, Closed, Rate},
	Batch, Batches, Config, Delay, Error, Event, Pallet, Queue,
};
use estuary_math::{mul_div_floor, Balance, Shares};
use estuary_primitives::{
	staking::StakingBackend,
	types::{DelayReason, ExitDelay},
};
use frame_support::ensure;
use sp_runtime::{traits::Get, DispatchError, DispatchResult};
use sp_staking::EraIndex;

/// What a claim brings, in planck of EST.
pub(crate) struct Payment {
	/// For the owner.
	pub amount: Balance,
	/// Left over by the last claim on a batch, for the pool.
	pub dust: Balance,
}

/// How an attempt to pay the oldest batch ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PayOutcome {
	/// It was paid: there may be another one.
	Paid,
	/// Nothing more can be paid by this settlement.
	Nothing,
}

impl<T: Config> Pallet<T> {
	/// Closes the open batch at this block's rate and opens that of `era`. A batch without shares
	/// leaves no trace.
	pub(crate) fn close_open_batch(era: EraIndex) -> Result<Closed, DispatchError> {
		let batch = Self::books()?.open_batch;
		let closed = Self::with_provisions(|provisions| {
			Self::change_books(Rate::Holds, |books, now| books.close_batch(era, now, provisions))
		})?;
		if closed.shares.is_zero() {
			return Ok(closed);
		}
		Self::burn_exiting(closed.shares)?;
		// A settlement that took longer than an era closes its batch in a later one: from there on
		// the batch bears losses for as long as any other.
		let closing = T::Staking::active_era().unwrap_or(era).max(era);
		let bonding = closing.saturating_add(T::Staking::bonding_duration());
		// What is unbonded for it now may unlock an era later if the next era is planned already.
		let matures = T::Staking::unlock_era().unwrap_or(bonding).max(bonding);
		Batches::<T>::insert(
			batch,
			Batch {
				shares: closed.shares,
				unclaimed: closed.shares,
				value: closed.value,
				units: closed.units,
				generation: closed.generation,
				matures,
				payout: None,
				unpaid: 0,
			},
		);
		Queue::<T>::try_append(batch).map_err(|_| Error::<T>::QueueFull)?;
		Self::deposit_event(Event::BatchClosed {
			era: batch,
			shares: closed.shares,
			amount: closed.value,
			matures,
		});
		Ok(closed)
	}

	/// Pays the oldest batch from idle EST: whole or in part, once it has matured by `era`, or
	/// earlier from what is not needed for the reserve. The oldest is always the next to be paid,
	/// so none is skipped.
	pub(crate) fn pay_oldest_batch(era: EraIndex) -> Result<PayOutcome, DispatchError> {
		let mut queue = Queue::<T>::get();
		let Some(oldest) = queue.first().copied() else { return Ok(PayOutcome::Nothing) };
		let mut batch = Batches::<T>::get(oldest).ok_or(Error::<T>::BatchNotFound)?;
		let books = Self::books()?;
		let Some(most) = Self::payable(&books, &batch, era)? else {
			return Ok(PayOutcome::Nothing);
		};
		let owed = books.owed(batch.units, batch.generation).map_err(Error::<T>::from)?;
		let least = Self::params()?.min_deposit;
		// Neither a part of next to nothing is paid nor one that leaves next to nothing: of a few
		// planck that are left to all exits, what a loss takes of them rounded up is a lot.
		let most = if owed > most { most.min(owed.saturating_sub(least)) } else { most };
		if owed > most && most < least {
			return Ok(PayOutcome::Nothing);
		}
		let paid = Self::with_provisions(|provisions| {
			Self::change_books(Rate::Holds, |books, _| {
				books.fund_batch(batch.units, batch.generation, most, provisions)
			})
		})?;
		Self::move_est(&Self::pool_account(), &Self::claims_account(), paid.amount)?;
		// The same losses are more of what is left.
		Self::review_bunker();
		batch.units = batch.units.checked_sub(paid.units).ok_or(Error::<T>::Overflow)?;
		batch.unpaid = batch.unpaid.checked_add(paid.amount).ok_or(Error::<T>::Overflow)?;
		if batch.units > 0 {
			Batches::<T>::insert(oldest, batch);
			let missing = owed.saturating_sub(paid.amount);
			Self::deposit_event(Event::BatchFunded { era: oldest, amount: paid.amount, missing });
			return Ok(PayOutcome::Nothing);
		}
		let amount = batch.unpaid;
		batch.payout = Some(amount);
		Batches::<T>::insert(oldest, batch);
		queue.remove(0);
		Queue::<T>::put(queue);
		Self::deposit_event(Event::BatchMatured { era: oldest, amount });
		Ok(PayOutcome::Paid)
	}

	/// Idle planck that `batch` may be paid with by the settlement of `era`; `None` while it is not
	/// to be paid at all, also not with nothing: a report that may be cancelled can have taken all
	/// that it is owed.
	///
	/// A batch that has matured comes before everything. A younger one is paid once offences of the
	/// time when its shares were held have had the time to be reported, and never in bunker mode.
	/// Neither is it while exits have a part of a provision: who is paid leaves that part to the
	/// holders, and whoever pays for it with a deposit could take it so from those who wait (LS-6).
	fn payable(
		books: &Books,
		batch: &Batch,
		era: EraIndex,
	) -> Result<Option<Balance>, DispatchError> {
		if batch.matures <= era || batch.generation != books.exit_generation {
			return Ok(Some(books.idle));
		}
		let closed = batch.matures.saturating_sub(T::Staking::bonding_duration());
		let waited = era.saturating_sub(closed) >= T::MinExitDelay::get();
		if !waited || books.bunker.is_some() || books.provision_exits > 0 {
			return Ok(None);
		}
		Ok(Some(books.idle.saturating_sub(Self::reserve_target(books)?)))
	}

	/// Notes why the oldest batch is still waiting although it should be paid out, or that none is
	/// (LS-9). The reason is told by the stake that is unlocking unless `failed` says another.
	pub(crate) fn note_delay(era: EraIndex, failed: Option<DelayReason>) -> DispatchResult {
		let oldest = Queue::<T>::get().first().copied();
		let long = T::Staking::bonding_duration().saturating_add(2);
		let late = oldest
			.and_then(|oldest| Batches::<T>::get(oldest).map(|batch| (oldest, batch)))
			.filter(|(oldest, batch)| batch.matures <= era || oldest.saturating_add(long) <= era);
		let Some((oldest, batch)) = late else {
			Delay::<T>::kill();
			return Ok(());
		};
		let books = Self::books()?;
		let owed = books.owed(batch.units, batch.generation).map_err(Error::<T>::from)?;
		let unlocking = Self::unlocking()?;
		let by_stake = if books.idle.saturating_add(unlocking) >= owed {
			DelayReason::StakeUnlocking
		} else {
			DelayReason::StakeMissing
		};
		let reason = failed.unwrap_or(by_stake);
		let since = Delay::<T>::get().map_or(era, |delay| delay.since);
		Delay::<T>::put(ExitDelay {
			batch: oldest,
			since,
			owed,
			idle: books.idle,
			unlocking,
			reason,
		});
		Self::deposit_event(Event::BatchDelayed { era: oldest, owed, idle: books.idle });
		Ok(())
	}

	/// The batch of `era`, if it has been paid out.
	pub(crate) fn matured_batch(era: EraIndex) -> Result<Batch, Error<T>> {
		let batch = Batches::<T>::get(era).ok_or(Error::<T>::BatchNotFound)?;
		ensure!(batch.payout.is_some(), Error::<T>::BatchNotMatured);
		Ok(batch)
	}

	/// Takes the part of `claim` shares out of the matured `batch` of `era`. What a claim brings
	/// depends on the batch alone, not on who claimed before (LS-6); the last claim removes the
	/// batch.
	pub(crate) fn take_from_batch(
		era: EraIndex,
		mut batch: Batch,
		claim: Shares,
	) -> Result<Payment, DispatchError> {
		let payout = batch.payout.ok_or(Error::<T>::BatchNotMatured)?;
		let amount = mul_div_floor(payout, claim.0, batch.shares.0).ok_or(Error::<T>::Overflow)?;
		batch.unclaimed = batch.unclaimed.checked_sub(claim).ok_or(Error::<T>::Overflow)?;
		batch.unpaid = batch.unpaid.checked_sub(amount).ok_or(Error::<T>::Overflow)?;
		if batch.unclaimed.is_zero() {
			Batches::<T>::remove(era);
			return Ok(Payment { amount, dust: batch.unpaid });
		}
		Batches::<T>::insert(era, batch);
		Ok(Payment { amount, dust: 0 })
	}
}
