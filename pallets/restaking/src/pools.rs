//! What the delegators of an operator have together.
//!
//! Storage items: `Pools`, `StakeHistory`, written here alone. A pool outlives its operator: who is
//! in can leave whenever it wants, and units that slashes have voided must never count again.

use crate::{bucket::BucketError, types::Pool, Config, Error, Event, Pallet, Pools, StakeHistory};
use estuary_math::{Balance, Magnitude, RateError};
use frame_support::ensure;
use sp_runtime::{traits::Get, DispatchError, DispatchResult};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	/// The active era.
	pub(crate) fn now() -> EraIndex {
		T::ActiveEra::get()
	}

	/// The first era in which an offence can still be slashed.
	pub(crate) fn oldest_offence(now: EraIndex) -> EraIndex {
		now.saturating_sub(T::Delays::get().exit)
	}

	/// Writes a pool, and what it has in the history of its stake.
	pub(crate) fn put_pool(operator: &T::AccountId, pool: Pool) -> DispatchResult {
		let now = Self::now();
		StakeHistory::<T>::try_mutate(operator, |stakes| {
			let noted = stakes.note(now, Self::oldest_offence(now), pool.bucket.ratio());
			ensure!(noted, Error::<T>::Overflow);
			Ok::<_, DispatchError>(())
		})?;
		Pools::<T>::insert(operator, pool);
		Ok(())
	}

	/// Tells of a pool to be written if it begins anew.
	pub(crate) fn tell_renewed(operator: &T::AccountId, pool: &Pool) {
		let generation = pool.generation;
		if generation != Pools::<T>::get(operator).generation {
			Self::deposit_event(Event::PoolRenewed { operator: operator.clone(), generation });
		}
	}

	/// The pool as the next delegation finds it.
	///
	/// Units that slashes have left nothing of are void, and the pool begins anew, unless something
	/// may still come back to them. What slashes have taken of the total is forgotten when nobody
	/// is in, nothing can come back and no magnitude counts on it.
	pub(crate) fn next_pool(operator: &T::AccountId) -> Result<Pool, DispatchError> {
		let mut pool = Pools::<T>::get(operator);
		if pool.units > 0 && pool.is_exhausted() {
			ensure!(pool.bucket.parts.is_empty(), Error::<T>::PoolSlashed);
			pool.units = 0;
			pool.generation = pool.generation.checked_add(1).ok_or(Error::<T>::Overflow)?;
			pool.bucket.total = Magnitude::ONE;
		} else if pool.units == 0 && pool.bucket.parts.is_empty() {
			let reserved = Self::reserved(operator);
			if reserved.is_some_and(|reserved| reserved.is_zero()) {
				pool.bucket.total = Magnitude::ONE;
			}
		}
		Ok(pool)
	}

	/// Forgets the pool of an operator that is gone, and the history of its stake, if nobody has or
	/// had anything there that could matter: no units, none that are void, nothing set aside or to
	/// come back, no dust.
	pub(crate) fn forget_empty_pool(operator: &T::AccountId) {
		let Pool { units, generation, bucket } = Pools::<T>::get(operator);
		if units == 0 && generation == 0 && bucket.stake == 0 && bucket.parts.is_empty() {
			Pools::<T>::remove(operator);
			StakeHistory::<T>::remove(operator);
		}
	}

	/// Gives what rounding left over of a batch to the pool.
	pub(crate) fn keep_dust(operator: &T::AccountId, dust: Balance) -> DispatchResult {
		if dust == 0 {
			return Ok(());
		}
		let mut pool = Pools::<T>::get(operator);
		pool.bucket.stake = pool.bucket.stake.checked_add(dust).ok_or(Error::<T>::Overflow)?;
		Self::put_pool(operator, pool)
	}
}

impl<T> From<BucketError> for Error<T> {
	fn from(error: BucketError) -> Self {
		match error {
			BucketError::Overflow => Error::Overflow,
			BucketError::TooManyParts => Error::TooManySlashes,
		}
	}
}

impl<T> From<RateError> for Error<T> {
	fn from(error: RateError) -> Self {
		match error {
			RateError::NoEquity | RateError::NoIssuance => Error::PoolSlashed,
			RateError::Overflow => Error::Overflow,
		}
	}
}
