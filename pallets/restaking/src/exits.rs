//! Exit batches: joined, slashable, claimed.
//!
//! Storage items: `Batches`, `Exits`, written here alone.
//!
//! ```text
//!  era b                    b+1 .. b+exit delay            later
//!  ──┬──────────────────────────┬───────────────────────────┬──────►
//!    │ undelegate joins batch b │ bears slashes for         │ claims: what is net
//!    │                          │ offences in b or before   │ later claims: what comes back
//! ```

use crate::{
	bucket::Bucket,
	types::{Batch, Exit},
	Batches, Config, Error, Event, Exits, Pallet,
};
use frame_support::ensure;
use sp_runtime::{traits::Get, DispatchResult};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	/// The first era in which what left in `era` can be claimed.
	pub(crate) fn matures(era: EraIndex) -> EraIndex {
		era.saturating_add(T::Delays::get().exit).saturating_add(1)
	}

	/// Lets `who` join the batch of `era` with what it took out of the pool.
	pub(crate) fn join_batch(
		operator: &T::AccountId,
		who: &T::AccountId,
		era: EraIndex,
		slice: Bucket,
	) -> DispatchResult {
		if slice.claims() == 0 {
			return Ok(());
		}
		let mut batch = Batches::<T>::get(operator, era).unwrap_or_default();
		let units = batch.join_floor(slice).ok_or(Error::<T>::Overflow)?;
		let generation = batch.generation;
		Batches::<T>::insert(operator, era, batch);
		if units == 0 {
			return Ok(());
		}
		let key = (operator, era, who);
		let exit = Exits::<T>::get(key).filter(|exit| exit.generation == generation);
		let mut exit = exit.unwrap_or(Exit { generation, ..Default::default() });
		exit.units = exit.units.checked_add(units).ok_or(Error::<T>::Overflow)?;
		Exits::<T>::insert(key, exit);
		Ok(())
	}

	/// The batch that `exit` is a part of. None if slashes had left nothing of it: it has begun
	/// anew with others, and is removed when those are paid.
	pub(crate) fn batch_of(operator: &T::AccountId, era: EraIndex, exit: &Exit) -> Option<Batch> {
		Batches::<T>::get(operator, era).filter(|batch| batch.generation == exit.generation)
	}

	pub(crate) fn do_claim_undelegated(
		operator: T::AccountId,
		owner: T::AccountId,
		era: EraIndex,
	) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let key = (&operator, era, &owner);
		let mut exit = Exits::<T>::get(key).ok_or(Error::<T>::ExitNotFound)?;
		ensure!(Self::now() >= Self::matures(era), Error::<T>::ExitNotMatured);
		let Some(mut batch) = Self::batch_of(&operator, era, &exit) else {
			// All that there is to claim is the entry.
			Exits::<T>::remove(key);
			let (amount, last) = (0, true);
			Self::deposit_event(Event::UndelegatedClaimed { operator, owner, era, amount, last });
			return Ok(());
		};
		let amount = batch.owed_floor(&exit).ok_or(Error::<T>::Overflow)?;
		let last = batch.bucket.parts.is_empty();
		ensure!(amount > 0 || last, Error::<T>::NothingToClaim);

		exit.paid = exit.paid.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		batch.paid = batch.paid.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		batch.bucket.stake = batch.bucket.stake.checked_sub(amount).ok_or(Error::<T>::Overflow)?;
		if last {
			batch.outstanding =
				batch.outstanding.checked_sub(exit.units).ok_or(Error::<T>::Overflow)?;
		}
		Exits::<T>::set(key, (!last).then_some(exit));
		Self::put_batch(&operator, era, batch)?;
		Self::pay_stake(&owner, amount)?;
		Self::deposit_event(Event::UndelegatedClaimed { operator, owner, era, amount, last });
		Ok(())
	}

	/// Writes a batch; one that nobody is waiting for is removed, and what rounding left of it
	/// stays with the pool.
	pub(crate) fn put_batch(
		operator: &T::AccountId,
		era: EraIndex,
		batch: Batch,
	) -> DispatchResult {
		if batch.outstanding == 0 && batch.bucket.parts.is_empty() {
			Batches::<T>::remove(operator, era);
			return Self::keep_dust(operator, batch.bucket.stake);
		}
		Self::insert_batch(operator, era, batch);
		Ok(())
	}

	/// Writes a batch that somebody is waiting for.
	pub(crate) fn insert_batch(operator: &T::AccountId, era: EraIndex, batch: Batch) {
		Batches::<T>::insert(operator, era, batch);
	}
}
