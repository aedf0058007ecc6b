//! The buckets that a slash reaches, and how it is divided between them.
//!
//! An offence in era `e` is borne by those who are in and by those who left in `e` or later and
//! have not had to wait for the whole exit delay. Who came after `e` is not told apart from those
//! it is in with, but dilutes nobody else. There is one batch per era, so a request loops over
//! no more than the exit delay and one; the application, a refund and the end of a slash also over
//! those who left since, and took their part of it along: fewer than `MAX_REACH` in all.

use crate::{
	bucket::{Bucket, Part},
	history::{Magnitudes, Stakes},
	types::{Batch, Pool},
	Allocations, Batches, Config, Error, Pallet, Pools, Services, StakeHistory,
};
use alloc::vec::Vec;
use estuary_math::{mul_div_floor, Balance, Magnitude, StakePerMagnitude};
use estuary_primitives::restaking::{ServiceId, SlashId};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};
use sp_staking::EraIndex;

/// Units of stEST that rounding may have added to the part of a batch. A request is divided between
/// as many buckets as there are eras in reach, each a unit at most from its part, and who leaves
/// brings a unit.
const ROUNDED: Balance = 8;

/// The pool of an operator and batches of those who left it.
pub(crate) struct Reach {
	/// Those who are in.
	pub pool: Pool,
	/// Those who left, by era.
	pub batches: Vec<(EraIndex, Batch)>,
}

impl Reach {
	/// What `service` can slash of each bucket for an offence in `era`, the pool's first. It has
	/// `magnitude` of those who are in; what it has requested already lessens all of it.
	pub fn slashable_floor(
		&self,
		service: ServiceId,
		eras: (EraIndex, EraIndex),
		magnitude: Magnitude,
		stakes: &Stakes,
	) -> Vec<Balance> {
		self.each_floor(service, eras, stakes, |bucket, kept| {
			bucket.slashable_floor(service, kept.unwrap_or(magnitude)).1
		})
	}

	/// What `service` is promised for an offence in `era`. It has `magnitude` of those who are in.
	///
	/// What pending slashes have set aside counts in: it may come back, and of an era that each of
	/// them was for it is taken off by itself.
	pub fn promised_floor(
		&self,
		service: ServiceId,
		eras: (EraIndex, EraIndex),
		magnitude: Magnitude,
		stakes: &Stakes,
	) -> Balance {
		let each = self.each_floor(service, eras, stakes, |bucket, kept| {
			bucket.slashable_floor(service, kept.unwrap_or(magnitude)).0
		});
		sum_of(&each)
	}

	/// What a slash of `service` for an offence in `era`, of as much as `parts` of each bucket that
	/// it reaches, takes of what it was promised in `other`, where it has `magnitudes` of those who
	/// are in.
	///
	/// Everybody who was there in the earlier of both eras was there in the later one, unless they
	/// are out of its reach. So of each bucket that both reach it is all, or as much of it as those
	/// of `other` are of those of `era` if they are fewer; and as much as the promise of `other` is
	/// of the one of `era` if that is less, since it loses in proportion.
	pub fn counted_floor(
		&self,
		service: ServiceId,
		(era, parts): (EraIndex, &[Balance]),
		(other, now): (EraIndex, EraIndex),
		magnitudes: &Magnitudes,
		stakes: &Stakes,
	) -> Balance {
		let there = self.old_parts((era, now), stakes);
		let of_other = self.old_parts((other, now), stakes);
		let (Some((there, left_there)), Some((of_other, left_other))) =
			(there.split_first(), of_other.split_first())
		else {
			return 0;
		};
		let Some((part, left_parts)) = parts.split_first() else { return 0 };
		let at = |batch: Option<&Batch>, era| {
			let kept = batch.and_then(|batch| batch.kept_at(service, era));
			kept.unwrap_or_else(|| magnitudes.at(era))
		};
		let counted = |batch: Option<&Batch>, part: Balance, of_other, there| {
			let of_those = in_proportion_floor(part, of_other, there);
			in_proportion_floor(of_those, at(batch, other), at(batch, era))
		};
		// The batches that both reach are those who left last.
		let batches = self.batches.iter().rev().map(|(_, batch)| batch);
		let left = left_there.iter().rev().zip(left_parts.iter().rev());
		let left = left.zip(left_other.iter().rev()).zip(batches);
		left.map(|(((there, part), of_other), batch)| {
			counted(Some(batch), *part, *of_other, *there)
		})
		.fold(counted(None, *part, *of_other, *there), |sum, one| sum.saturating_add(one))
	}

	/// What `of` says of each bucket, the pool's first, as far as it was there in `era`.
	///
	/// Whoever came after the offence adds nothing to the sum, and relieves nobody who had left in
	/// an era before: of each bucket no more can be slashed than [`Self::old_parts`] says, and of
	/// all together no more than there was in the era. What rounding has left in a pool that
	/// nobody is in is nobody's: nothing of it could be given back.
	fn each_floor(
		&self,
		service: ServiceId,
		(era, now): (EraIndex, EraIndex),
		stakes: &Stakes,
		of: impl Fn(&Bucket, Option<Magnitude>) -> Balance,
	) -> Vec<Balance> {
		let old = self.old_parts((era, now), stakes);
		let mut sum = 0u128;
		let mut each = Vec::with_capacity(old.len());
		let empty = core::iter::once(self.pool.units == 0).chain(core::iter::repeat(false));
		for (((bucket, kept), old), empty) in self.with_kept(service, era).zip(old).zip(empty) {
			if empty {
				each.push(0);
				continue;
			}
			let part = |amount| mul_div_floor(amount, old.0, Magnitude::ONE.0).unwrap_or_default();
			sum = sum.saturating_add(part(bucket.ratio().per_one_floor()));
			each.push(part(of(bucket, kept)));
		}
		// Both are what a magnitude of one stands for, which slashes change nothing about: neither
		// those of this service nor those of others may raise what it has for an era.
		let recorded = stakes.at(era).per_one_floor();
		scale_floor(&mut each, recorded, sum);
		each
	}

	/// Which part of each bucket, the pool's first, was there in `era` or is taken to have been:
	/// newcomers mix with those who are in, and those who leave take along of both alike.
	///
	/// ```text
	///  part(era) = 1,  part(e) = part(e - 1) * stake(e - 1) / (stake(e - 1) + came(e))
	///  came(e)   = stake(e) + left(e) - stake(e - 1)
	/// ```
	///
	/// All of them per magnitude of one, so that slashes change nothing about them.
	fn old_parts(&self, (era, now): (EraIndex, EraIndex), stakes: &Stakes) -> Vec<Magnitude> {
		let mut old = Magnitude::ONE;
		let mut parts = Vec::with_capacity(self.batches.len().saturating_add(1));
		let mut before = None;
		for at in era..=now {
			let batch = self.batches.iter().find(|(left, _)| *left == at);
			let left = batch.map_or(0, |(_, batch)| batch.bucket.ratio().per_one_floor());
			let close = stakes.close_of(at).per_one_floor();
			if let Some(before) = before {
				let with_newcomers = close.saturating_add(left).max(before);
				old = old.scaled_floor(Magnitude(before), Magnitude(with_newcomers));
			}
			if batch.is_some() {
				parts.push(old);
			}
			before = Some(close);
		}
		parts.insert(0, old);
		parts
	}

	/// All buckets that an offence in `era` reaches, the pool's first, with the magnitude that
	/// `service` has of each for it if it is another than that of those who are in.
	fn with_kept(
		&self,
		service: ServiceId,
		era: EraIndex,
	) -> impl Iterator<Item = (&Bucket, Option<Magnitude>)> {
		let batches = self.batches.iter().filter(move |(left, _)| *left >= era);
		core::iter::once((&self.pool.bucket, None))
			.chain(batches.map(move |(_, batch)| (&batch.bucket, batch.kept_at(service, era))))
	}

	/// What `slash` takes of the magnitude that those who are in and those who leave in `now` are
	/// promised with, rounded up. `None` if a number does not fit.
	///
	/// It is what the slash takes of both together, or of those who leave alone if that is more:
	/// who came in since they left shares in what the others lose, and what they are promised with
	/// must not stay behind what they have lost. But a few units of their part are rounding: of a
	/// batch of one unit a slash takes all or nothing, and that must not cost the service all that
	/// it has.
	pub fn shared_magnitude_ceil(&self, slash: SlashId, now: EraIndex) -> Option<Magnitude> {
		let mut shared = self.pool.bucket.ratio();
		let mut amount = self.pool.bucket.part(slash);
		let mut alone = Magnitude::ZERO;
		for (_, batch) in self.batches.iter().filter(|(left, _)| *left >= now) {
			let (ratio, part) = (batch.bucket.ratio(), batch.bucket.part(slash));
			let total = shared.merged_total_ceil(ratio)?;
			shared = StakePerMagnitude { stake: shared.stake.checked_add(ratio.stake)?, total };
			amount = amount.checked_add(part)?;
			alone = alone.max(ratio.magnitude_of_ceil(part.saturating_sub(ROUNDED)));
		}
		Some(shared.magnitude_of_ceil(amount).max(alone))
	}

	/// Sets `part` aside, as much of each bucket as `amounts` say.
	pub fn put_aside<T>(&mut self, part: &Part, amounts: &[Balance]) -> Result<(), Error<T>> {
		for (bucket, amount) in self.buckets_mut().zip(amounts) {
			bucket.put_aside(Part { amount: *amount, ..part.clone() })?;
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

/// `amount` as `of` is in proportion to `whole`, or all of it if `of` is no less.
fn in_proportion_floor(amount: Balance, of: Magnitude, whole: Magnitude) -> Balance {
	if of < whole {
		mul_div_floor(amount, of.0, whole.0).unwrap_or_default()
	} else {
		amount
	}
}

/// The sum, or all that fits.
pub(crate) fn sum_of(amounts: &[Balance]) -> Balance {
	amounts.iter().fold(0, |sum, amount| sum.saturating_add(*amount))
}

/// Lets `amounts` be in proportion `most` in `all`, if that is less.
pub(crate) fn scale_floor(amounts: &mut [Balance], most: Balance, all: Balance) {
	if most < all {
		for amount in amounts.iter_mut() {
			*amount = mul_div_floor(*amount, most, all).unwrap_or_default();
		}
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
		Self::slashable(service, operator, era, era).map_or(0, |(_, each)| sum_of(&each))
	}

	/// The pool and the batches since `from`, and what `service` can slash of each that an offence
	/// in `era` reaches. `from` is no later than `era`.
	///
	/// Errors: `EraNotBegun`, `EraTooOld`, `ServiceNotFound`, `ServiceClosing`, `NotAllocated`.
	pub(crate) fn slashable(
		service: ServiceId,
		operator: &T::AccountId,
		era: EraIndex,
		from: EraIndex,
	) -> Result<(Reach, Vec<Balance>), DispatchError> {
		let now = Self::now();
		ensure!(era <= now, Error::<T>::EraNotBegun);
		ensure!(era >= Self::oldest_offence(now), Error::<T>::EraTooOld);
		let closing = Services::<T>::get(service).ok_or(Error::<T>::ServiceNotFound)?.closing;
		ensure!(closing.is_none_or(|closing| era <= closing), Error::<T>::ServiceClosing);
		let allocation =
			Allocations::<T>::get(operator, service).ok_or(Error::<T>::NotAllocated)?;
		let magnitude = allocation.magnitudes.at(era);
		let reach = Self::reach(operator, from, now);
		let allocated = !magnitude.is_zero() ||
			reach
				.with_kept(service, era)
				.any(|(_, kept)| kept.is_some_and(|kept| !kept.is_zero()));
		ensure!(allocated, Error::<T>::NotAllocated);
		let stakes = StakeHistory::<T>::get(operator);
		let mut each = reach.slashable_floor(service, (era, now), magnitude, &stakes);
		if let Some(left) = allocation.left_of(era) {
			let all = sum_of(&each);
			scale_floor(&mut each, left, all);
		}
		Ok((reach, each))
	}
}
