//! The buckets that a slash reaches, and how it is divided between them.
//!
//! An offence in era `e` is borne by those who are in and by those who left in `e` or later and
//! have not had to wait for the whole exit delay. There is one batch per era, so a slash loops over
//! no more than the exit delay and one.

use crate::{
	bucket::{Bucket, Part},
	types::{Batch, Pool},
	Allocations, Batches, Config, Error, Pallet, Pools, Services,
};
use alloc::vec::Vec;
use estuary_math::{mul_div_floor, Balance, Magnitude};
use estuary_primitives::restaking::ServiceId;
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};
use sp_staking::EraIndex;

/// The pool of an operator and batches of those who left it.
pub(crate) struct Reach {
	/// Those who are in.
	pub pool: Pool,
	/// Those who left, by era.
	pub batches: Vec<(EraIndex, Batch)>,
}

impl Reach {
	/// What `service` can slash of `magnitude`, of which `recorded` was there in the era of the
	/// offence. Later newcomers add nothing to it, and what the service has requested already
	/// lessens it in proportion, as it will when that is applied.
	pub fn slashable_floor(
		&self,
		service: ServiceId,
		magnitude: Magnitude,
		recorded: Balance,
	) -> Balance {
		let (mut all, mut left) = (0u128, 0u128);
		for bucket in self.buckets() {
			let (before, after) = bucket.slashable_floor(service, magnitude);
			all = all.saturating_add(before);
			left = left.saturating_add(after);
		}
		mul_div_floor(recorded.min(all), left, all).unwrap_or_default()
	}

	/// Sets `part` aside, of each bucket in proportion to what is slashable of it.
	pub fn put_aside<T>(&mut self, part: Part, magnitude: Magnitude) -> Result<(), Error<T>> {
		let slashable: Vec<_> = self
			.buckets()
			.map(|bucket| bucket.slashable_floor(part.service, magnitude).1)
			.collect();
		let parts = divide(part.amount, &slashable).ok_or(Error::<T>::Overflow)?;
		for (bucket, amount) in self.buckets_mut().zip(parts) {
			bucket.put_aside(Part { amount, ..part.clone() })?;
		}
		Ok(())
	}

	/// All buckets, the pool's first.
	pub fn buckets(&self) -> impl Iterator<Item = &Bucket> {
		core::iter::once(&self.pool.bucket)
			.chain(self.batches.iter().map(|(_, batch)| &batch.bucket))
	}

	/// All buckets, the pool's first.
	pub fn buckets_mut(&mut self) -> impl Iterator<Item = &mut Bucket> {
		core::iter::once(&mut self.pool.bucket)
			.chain(self.batches.iter_mut().map(|(_, batch)| &mut batch.bucket))
	}
}

/// Divides `amount` in proportion to `weights`, exactly: no part is above its weight if the amount
/// is not above their sum. `None` if it is.
pub(crate) fn divide(amount: Balance, weights: &[Balance]) -> Option<Vec<Balance>> {
	let mut rest = weights.iter().try_fold(0u128, |sum, weight| sum.checked_add(*weight))?;
	let mut left = amount;
	let mut parts = Vec::with_capacity(weights.len());
	for weight in weights {
		let part = if *weight == 0 { 0 } else { mul_div_floor(left, *weight, rest)? };
		left = left.checked_sub(part)?;
		rest = rest.checked_sub(*weight)?;
		parts.push(part);
	}
	(left == 0).then_some(parts)
}

impl<T: Config> Pallet<T> {
	/// The pool, and the batches of eras `from` to `to`.
	pub(crate) fn reach(operator: &T::AccountId, from: EraIndex, to: EraIndex) -> Reach {
		let batches = (from..=to)
			.filter_map(|era| Batches::<T>::get(operator, era).map(|batch| (era, batch)))
			.collect();
		Reach { pool: Pools::<T>::get(operator), batches }
	}

	/// Writes what a slash has changed.
	pub(crate) fn put_reach(operator: &T::AccountId, reach: Reach) -> DispatchResult {
		Self::put_pool(operator, reach.pool)?;
		for (era, batch) in reach.batches {
			Self::put_batch(operator, era, batch)?;
		}
		Ok(())
	}

	/// What `service` can still take of `operator` for an offence in `era`: nothing before the
	/// allocation was active, for an era that is too long ago or has not begun, or one in which the
	/// service was being closed.
	pub fn slashable_stake(service: ServiceId, operator: &T::AccountId, era: EraIndex) -> Balance {
		let magnitude = Self::ensure_slashable(service, operator, era);
		magnitude.map_or(0, |magnitude| Self::slashable_of(service, operator, magnitude, era))
	}

	/// As [`Self::slashable_stake`] for a magnitude that is known to be slashable.
	pub(crate) fn slashable_of(
		service: ServiceId,
		operator: &T::AccountId,
		magnitude: Magnitude,
		era: EraIndex,
	) -> Balance {
		let recorded = Self::recorded_stake(operator, magnitude, era);
		Self::reach(operator, era, Self::now()).slashable_floor(service, magnitude, recorded)
	}

	/// The magnitude that `service` has of `operator` for offences in `era`.
	///
	/// Errors: `EraNotBegun`, `EraTooOld`, `ServiceNotFound`, `ServiceClosing`, `NotAllocated`.
	pub(crate) fn ensure_slashable(
		service: ServiceId,
		operator: &T::AccountId,
		era: EraIndex,
	) -> Result<Magnitude, DispatchError> {
		let now = Self::now();
		ensure!(era <= now, Error::<T>::EraNotBegun);
		ensure!(era >= Self::oldest_offence(now), Error::<T>::EraTooOld);
		let closing = Services::<T>::get(service).ok_or(Error::<T>::ServiceNotFound)?.closing;
		ensure!(closing.is_none_or(|closing| era <= closing), Error::<T>::ServiceClosing);
		let allocation =
			Allocations::<T>::get(operator, service).ok_or(Error::<T>::NotAllocated)?;
		let magnitude = allocation.magnitudes.at(era);
		ensure!(!magnitude.is_zero(), Error::<T>::NotAllocated);
		Ok(magnitude)
	}
}
