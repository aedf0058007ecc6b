//! Exit batches: closed, queued, paid out, claimed.
//!
//! Storage items: `Batches` and `Queue`, written here alone.
//!
//! ```text
//!  era e open ──► closed at the settlement of e+1 ──► matures at e+1 + bonding duration
//!    redeem          shares burned at the net rate       paid out by that settlement, from idle
//!    cancel          value bears losses from here on     claim
//! ```

use crate::{
	books::{Closed, Rate},
	Batch, Batches, Config, Error, Event, Pallet, Queue,
};
use estuary_math::{mul_div_floor, Balance, Shares};
use estuary_primitives::staking::StakingBackend;
use frame_support::ensure;
use sp_runtime::DispatchError;
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
		let closed = Self::change_books(Rate::Holds, |books, now| books.close_batch(era, now))?;
		if closed.shares.is_zero() {
			return Ok(closed);
		}
		Self::burn_exiting(closed.shares)?;
		// A settlement that took longer than an era closes its batch in a later one: from there on
		// the batch bears losses for as long as any other.
		let closing = T::Staking::active_era().unwrap_or(era).max(era);
		let matures = closing.saturating_add(T::Staking::bonding_duration());
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

	/// Pays out the oldest batch if it has matured by `era` and there is enough idle EST.
	pub(crate) fn pay_oldest_batch(era: EraIndex) -> Result<PayOutcome, DispatchError> {
		let mut queue = Queue::<T>::get();
		let Some(oldest) = queue.first().copied() else { return Ok(PayOutcome::Nothing) };
		let mut batch = Batches::<T>::get(oldest).ok_or(Error::<T>::BatchNotFound)?;
		if batch.matures > era {
			return Ok(PayOutcome::Nothing);
		}
		let books = Self::books()?;
		let owed = books.owed(batch.units, batch.generation).map_err(Error::<T>::from)?;
		if owed > books.idle {
			Self::deposit_event(Event::BatchDelayed { era: oldest, owed, idle: books.idle });
			return Ok(PayOutcome::Nothing);
		}
		let amount = Self::change_books(Rate::Holds, |books, _| {
			books.pay_batch(batch.units, batch.generation)
		})?;
		Self::move_est(&Self::pool_account(), &Self::claims_account(), amount)?;
		batch.payout = Some(amount);
		batch.unpaid = amount;
		Batches::<T>::insert(oldest, batch);
		queue.remove(0);
		Queue::<T>::put(queue);
		Self::deposit_event(Event::BatchMatured { era: oldest, amount });
		Ok(PayOutcome::Paid)
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
