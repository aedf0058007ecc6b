//! Slashes: requested, vetoed, applied, given back.
//!
//! Storage items: `Slashes`, `NextSlash`, written here alone.
//!
//! ```text
//!  request                      deadline                       refund_until
//!  ──┬─────── veto window ─────────┬──────── refund window ────────┬──────►
//!    │ parts set aside             │ apply: parts leave, and       │ forgotten
//!    │ veto: parts released        │ magnitudes with them          │
//!    │                             │ refund: both come back        │
//!    │                             │ close: forgotten at once      │
//! ```
//!
//! Architecture invariants: a slash loops over batches, never over delegators; what the terms say
//! at the request is what counts.

use crate::{
	bucket::Part,
	custody::Sent,
	reach::{divide, Reach},
	types::{Allocation, EraAmounts, SlashOf, MAX_SLASHES},
	Allocations, Batches, Config, Error, Event, NextSlash, Pallet, Slashes, StakeHistory,
};
use alloc::vec::Vec;
use estuary_math::{mul_div_floor, Balance, Magnitude};
use estuary_primitives::restaking::{HookKind, ServiceHooks, ServiceId, SlashId, SlashOrder};
use frame_support::ensure;
use sp_runtime::{
	traits::{CheckedAdd, Saturating},
	DispatchError, DispatchResult, Perbill,
};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_request_slash(
		who: T::AccountId,
		order: SlashOrder<T::AccountId>,
	) -> Result<SlashId, DispatchError> {
		Self::ensure_not_in_hook()?;
		let SlashOrder { service, operator, era, fraction, evidence } = order;
		let entry = Self::service(service)?;
		ensure!(entry.terms.slasher == who, Error::<T>::NotAllowed);
		ensure!(!fraction.is_zero(), Error::<T>::AmountZero);
		let now = Self::now();
		let oldest = Self::oldest_offence(now);
		let (mut reach, slashable) = Self::slashable(service, &operator, era, oldest.min(era))?;
		let bound = entry.max_fraction_at(era);
		Self::with_allocation(&operator, service, |allocation| {
			Self::count_fraction(allocation, era, fraction, bound, now)
		})?;
		let all = slashable.iter().try_fold(0u128, |sum, one| sum.checked_add(*one));
		let amount = fraction.mul_floor(all.ok_or(Error::<T>::Overflow)?);
		ensure!(amount > 0, Error::<T>::NothingToSlash);

		let slash = NextSlash::<T>::get();
		NextSlash::<T>::put(slash.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let terms = entry.terms;
		let deadline = match terms.veto_window {
			0 => now,
			window => now.saturating_add(window).saturating_add(1),
		};
		let refund_until = deadline.saturating_add(terms.refund_window);
		let amounts = divide(amount, &slashable).ok_or(Error::<T>::Overflow)?;
		let counted = Self::count_eras(&operator, service, &reach, (era, &amounts), now)?;
		reach.batches.retain(|(left, _)| *left >= era);
		let magnitude = Magnitude::ZERO;
		let part = Part { slash, service, amount, applied: false, magnitude, until: refund_until };
		reach.put_aside::<T>(&part, &amounts)?;
		Self::put_reach(&operator, reach)?;
		Slashes::<T>::insert(
			slash,
			SlashOf::<T> {
				service,
				operator: operator.clone(),
				era,
				fraction,
				evidence,
				amount,
				refunded: 0,
				slasher: terms.slasher,
				resolver: terms.resolver,
				destination: terms.destination,
				deadline,
				refund_until,
				due: deadline,
				applied: false,
				magnitude: Magnitude::ZERO,
				shared: Magnitude::ZERO,
				taken: Default::default(),
				counted,
			},
		);
		Self::schedule(deadline, slash);
		Self::count_slash(service, |entry| {
			entry.pending = entry.pending.checked_add(1)?;
			entry.open = entry.open.checked_add(1)?;
			Some(())
		})?;
		Self::deposit_event(Event::SlashRequested {
			slash,
			service,
			operator: operator.clone(),
			era,
			fraction,
			evidence,
			amount,
			deadline,
		});
		Self::notify(HookKind::SlashRequested, || {
			T::Hooks::slash_requested(service, &operator, slash, amount)
		});
		Ok(slash)
	}

	/// RS-3: counts a fraction against the greatest for the era of the offence.
	fn count_fraction(
		allocation: &mut Allocation,
		era: EraIndex,
		fraction: Perbill,
		bound: Perbill,
		now: EraIndex,
	) -> Result<(), Error<T>> {
		ensure!(allocation.open < MAX_SLASHES, Error::<T>::TooManySlashes);
		allocation.open = allocation.open.saturating_add(1);
		let oldest = Self::oldest_offence(now);
		allocation.requested.retain(|(era, _)| *era >= oldest);
		match allocation.requested.iter_mut().find(|(other, _)| *other == era) {
			Some((_, requested)) => {
				let sum = requested.checked_add(&fraction).filter(|sum| *sum <= bound);
				*requested = sum.ok_or(Error::<T>::FractionAboveBound)?;
			},
			None => {
				ensure!(fraction <= bound, Error::<T>::FractionAboveBound);
				let pushed = allocation.requested.try_push((era, fraction));
				pushed.map_err(|_| Error::<T>::Overflow)?;
			},
		}
		Ok(())
	}

	/// Notes what is left to `service` of the eras that are over, once a slash for an offence in
	/// `era` has taken `amounts` of the buckets of `reach`: those who come in later add nothing to
	/// it, and what they bear of the slash does not leave more of the others to be slashed for
	/// other eras. What the slash counts for in each.
	///
	/// The era that runs is left out: whoever comes in during it is promised as well.
	fn count_eras(
		operator: &T::AccountId,
		service: ServiceId,
		reach: &Reach,
		(era, amounts): (EraIndex, &[Balance]),
		now: EraIndex,
	) -> Result<EraAmounts, DispatchError> {
		let stakes = StakeHistory::<T>::get(operator);
		let oldest = Self::oldest_offence(now);
		Self::with_allocation(operator, service, |allocation| {
			let mut left = EraAmounts::default();
			let mut counted = EraAmounts::default();
			for over in oldest..now {
				let before = allocation.left_of(over).unwrap_or_else(|| {
					let magnitude = allocation.magnitudes.at(over);
					reach.promised_floor(service, (over, now), magnitude, &stakes)
				});
				let taken = reach.counted_floor(
					service,
					(era, amounts),
					(over, now),
					&allocation.magnitudes,
					&stakes,
				);
				let taken = taken.min(before);
				let full = |_| Error::<T>::Overflow;
				left.try_push((over, before.saturating_sub(taken))).map_err(full)?;
				counted.try_push((over, taken)).map_err(full)?;
			}
			allocation.left = left;
			Ok(counted)
		})
	}

	/// Leaves what `slash` has taken of each era again, as far as `amount` of it comes back. Of an
	/// era that was not over when it was requested that is all, if it was applied before the era
	/// was noted: the promise had become less by it.
	fn uncount_eras(allocation: &mut Allocation, slash: &mut SlashOf<T>, amount: Balance) {
		let all = slash.amount.saturating_sub(slash.refunded);
		for (era, left) in allocation.left.iter_mut() {
			let counted = slash.counted.iter_mut().find(|(of, _)| of == era);
			let later = if slash.applied { amount } else { 0 };
			let back = counted.map_or(later, |(_, counted)| {
				let back = mul_div_floor(*counted, amount, all).unwrap_or_default();
				*counted = counted.saturating_sub(back);
				back
			});
			*left = left.saturating_add(back);
		}
	}

	/// RS-3: the fraction that slashes can still be requested for. Zero where nothing is slashable,
	/// and while as many slashes are open as there can be.
	pub fn fraction_left(service: ServiceId, operator: &T::AccountId, era: EraIndex) -> Perbill {
		let slashable = Self::slashable(service, operator, era, era).is_ok();
		let allocation = Allocations::<T>::get(operator, service);
		let (Some(allocation), Ok(entry)) = (allocation, Self::service(service)) else {
			return Perbill::zero();
		};
		if !slashable || allocation.open >= MAX_SLASHES {
			return Perbill::zero();
		}
		let requested = allocation.requested.iter().find(|(other, _)| *other == era);
		let requested = requested.map_or(Perbill::zero(), |(_, fraction)| *fraction);
		entry.max_fraction_at(era).saturating_sub(requested)
	}

	/// Takes `fraction` for an era off what is counted for it.
	fn uncount_fraction(allocation: &mut Allocation, era: EraIndex, fraction: Perbill) {
		let requested = allocation.requested.iter_mut().find(|(other, _)| *other == era);
		if let Some((_, requested)) = requested {
			*requested = requested.saturating_sub(fraction);
		}
	}

	pub(crate) fn do_veto_slash(who: T::AccountId, id: SlashId) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let mut slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
		ensure!(!slash.applied, Error::<T>::AlreadyApplied);
		ensure!(slash.resolver.as_ref() == Some(&who), Error::<T>::NotAllowed);
		ensure!(Self::now() < slash.deadline, Error::<T>::VetoWindowOver);
		let mut reach = Self::reach_of(&slash);
		for bucket in reach.buckets_mut() {
			bucket.release(id).map_err(Error::<T>::from)?;
		}
		Self::put_reach(&slash.operator, reach)?;
		let (service, operator, amount) = (slash.service, slash.operator.clone(), slash.amount);
		Self::with_allocation(&operator, service, |allocation| {
			Self::uncount_fraction(allocation, slash.era, slash.fraction);
			Self::uncount_eras(allocation, &mut slash, amount);
			Ok(())
		})?;
		Self::count_slash(service, |entry| {
			entry.pending = entry.pending.checked_sub(1)?;
			Some(())
		})?;
		Self::remove_slash(id, &slash)?;
		Self::deposit_event(Event::SlashVetoed {
			slash: id,
			service,
			operator: operator.clone(),
			amount,
		});
		Self::notify(HookKind::SlashVetoed, || T::Hooks::slash_vetoed(service, &operator, id));
		Ok(())
	}

	/// Applies a slash. What reached the destination: nothing if that could not take it.
	pub(crate) fn do_apply_slash(id: SlashId) -> Result<Balance, DispatchError> {
		Self::ensure_not_in_hook()?;
		let mut slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
		ensure!(!slash.applied, Error::<T>::AlreadyApplied);
		let now = Self::now();
		ensure!(now >= slash.deadline, Error::<T>::VetoWindowOpen);
		let (service, operator) = (slash.service, slash.operator.clone());
		let keep = now <= slash.refund_until && slash.refund_until > slash.deadline;
		let mut reach = Self::reach_of(&slash);
		Self::with_allocation(&operator, service, |allocation| {
			Self::keep_unreached(&operator, service, slash.era, allocation)?;
			let shared = reach.shared_magnitude_ceil(id, now).ok_or(Error::<T>::Overflow)?;
			let (_, taken) = reach.pool.bucket.apply(id, allocation.reserved, keep);
			// One magnitude stands for those who leave now and those who are in.
			let most = taken.max(shared);
			for (left, batch) in reach.batches.iter_mut() {
				let (_, taken) = batch.bucket.apply(id, Magnitude::ONE, keep);
				if *left < now {
					let kept = batch.keep(service, &allocation.magnitudes) &&
						batch
							.kept_mut(service)
							.is_some_and(|kept| kept.take(id, slash.era, taken, keep));
					ensure!(kept, Error::<T>::Overflow);
					allocation.kept_until = allocation.kept_until.max(Self::matures(*left));
				}
			}
			let whole = allocation.magnitudes.at(slash.era);
			(slash.magnitude, slash.shared) = (taken, most);
			slash.taken = allocation.magnitudes.take(most, whole);
			allocation.reserved = allocation.reserved.saturating_sub(taken);
			Ok(())
		})?;
		Self::put_reach(&operator, reach)?;
		let sent = Self::send_slashed(&slash.destination, slash.amount)?;
		let arrived = sent == Sent::Arrived;
		Self::count_slash(service, |entry| {
			entry.pending = entry.pending.checked_sub(1)?;
			Some(())
		})?;
		let amount = slash.amount;
		if keep {
			slash.applied = true;
			let due = slash.refund_until.saturating_add(1);
			Self::reschedule(slash.due, due, id);
			slash.due = due;
			Slashes::<T>::insert(id, slash);
		} else {
			Self::remove_slash(id, &slash)?;
		}
		Self::deposit_event(Event::SlashApplied {
			slash: id,
			service,
			operator: operator.clone(),
			amount,
		});
		if !arrived {
			let burned = sent == Sent::Burned;
			Self::deposit_event(Event::SlashDiverted { slash: id, amount, burned });
		}
		Self::notify(HookKind::SlashApplied, || {
			T::Hooks::slash_applied(service, &operator, id, amount)
		});
		Ok(if arrived { amount } else { 0 })
	}

	/// Lets the batches that a slash for `era` does not reach keep what `service` was promised of
	/// them: it still stands for offences before.
	fn keep_unreached(
		operator: &T::AccountId,
		service: ServiceId,
		era: EraIndex,
		allocation: &mut Allocation,
	) -> Result<(), Error<T>> {
		for left in Self::oldest_offence(Self::now())..era {
			let Some(mut batch) = Batches::<T>::get(operator, left) else { continue };
			ensure!(batch.keep(service, &allocation.magnitudes), Error::<T>::Overflow);
			Self::insert_batch(operator, left, batch);
			allocation.kept_until = allocation.kept_until.max(Self::matures(left));
		}
		Ok(())
	}

	pub(crate) fn do_refund_slash(
		who: T::AccountId,
		id: SlashId,
		amount: Balance,
	) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let mut slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
		ensure!(slash.slasher == who, Error::<T>::NotAllowed);
		ensure!(slash.applied, Error::<T>::VetoWindowOpen);
		ensure!(Self::now() <= slash.refund_until, Error::<T>::NotRefundable);
		ensure!(amount > 0, Error::<T>::AmountZero);
		let mut reach = Self::reach_of(&slash);
		let refundable = refundable(&reach, id);
		let all: Balance = refundable.iter().fold(0, |sum, part| sum.saturating_add(*part));
		ensure!(amount <= all, Error::<T>::RefundTooLarge);
		let parts = divide(amount, &refundable).ok_or(Error::<T>::Overflow)?;
		let mut parts = parts.into_iter();
		let in_pool = parts.next().unwrap_or_default();
		let mut restored = Magnitude::ZERO;
		if in_pool > 0 {
			restored = reach.pool.bucket.refund(id, in_pool).map_err(Error::<T>::from)?;
		}
		let now = Self::now();
		let (service, operator) = (slash.service, slash.operator.clone());
		Self::with_allocation(&operator, service, |allocation| {
			let mut reserved =
				allocation.reserved.checked_add(restored).ok_or(Error::<T>::Overflow)?;
			let lost = &slash.taken;
			// What the pool's part is a part of; what comes back to others is one of all.
			let whole = if in_pool > 0 { slash.magnitude } else { slash.shared };
			let batches = reach.batches.iter_mut().zip(parts);
			for ((left, batch), part) in batches.filter(|(_, part)| *part > 0) {
				let back = batch.bucket.refund(id, part)?;
				if *left < now {
					// What comes back to those who had left is theirs, and not promised of those
					// who are in: from here on the service has magnitudes of its own there.
					ensure!(batch.keep(service, &allocation.magnitudes), Error::<T>::Overflow);
					allocation.kept_until = allocation.kept_until.max(Self::matures(*left));
				} else if in_pool == 0 {
					// Those who leave now are promised with those who are in, who have nothing to
					// get back: what comes back is what comes back to the batch. If nobody is in
					// any more, they have taken it along.
					restored = back;
					if reach.pool.units == 0 {
						let emptied = reach.pool.bucket.restore_emptied(id, back);
						reserved = reserved.checked_add(emptied).ok_or(Error::<T>::Overflow)?;
					}
				}
				let most = batch.bucket.total;
				if let Some(kept) = batch.kept_mut(service) {
					kept.restore(id, back, most, (lost, slash.shared));
				}
			}
			allocation.reserved = reserved;
			allocation.magnitudes.restore(lost, restored, whole, reserved);
			// What was given back was not taken for the era.
			let parts = u128::from(slash.fraction.deconstruct());
			let uncounted = mul_div_floor(parts, amount, slash.amount).unwrap_or_default();
			let uncounted = uncounted.try_into().map_or(slash.fraction, Perbill::from_parts);
			Self::uncount_fraction(allocation, slash.era, uncounted);
			Self::uncount_eras(allocation, &mut slash, amount);
			Ok(())
		})?;
		Self::put_reach(&operator, reach)?;
		Self::take_stake(&who, amount)?;
		slash.refunded = slash.refunded.saturating_add(amount);
		if amount == all {
			Self::remove_slash(id, &slash)?;
		} else {
			Slashes::<T>::insert(id, slash);
		}
		Self::deposit_event(Event::SlashRefunded { slash: id, service, operator, amount });
		Ok(())
	}

	/// The slasher gives up what can still be given back: the end of the refund window comes now.
	pub(crate) fn do_close_slash(who: T::AccountId, id: SlashId) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let slash = Slashes::<T>::get(id).ok_or(Error::<T>::SlashNotFound)?;
		ensure!(slash.slasher == who, Error::<T>::NotAllowed);
		ensure!(slash.applied, Error::<T>::NotApplied);
		Self::forget_slash(id, &slash)?;
		let amount = slash.amount.saturating_sub(slash.refunded);
		let (service, operator) = (slash.service, slash.operator);
		Self::deposit_event(Event::SlashClosed { slash: id, service, operator, amount });
		Ok(())
	}

	/// Forgets an applied slash that can no longer be refunded.
	pub(crate) fn forget_slash(id: SlashId, slash: &SlashOf<T>) -> DispatchResult {
		Self::remove_slash(id, slash)
	}

	/// Notes that the chain deals with a slash later than it should.
	pub(crate) fn delay_slash(id: SlashId, due: EraIndex) {
		Slashes::<T>::mutate_extant(id, |slash| slash.due = due);
	}

	/// Removes a slash and what the buckets remember of it.
	fn remove_slash(id: SlashId, slash: &SlashOf<T>) -> DispatchResult {
		let mut reach = Self::reach_of(slash);
		reach.pool.bucket.forget(id);
		reach.batches.iter_mut().for_each(|(_, batch)| batch.forget(id));
		Self::put_reach(&slash.operator, reach)?;
		Self::with_allocation(&slash.operator, slash.service, |allocation| {
			allocation.open = allocation.open.saturating_sub(1);
			Ok(())
		})?;
		Self::count_slash(slash.service, |entry| {
			entry.open = entry.open.checked_sub(1)?;
			Some(())
		})?;
		Self::unschedule(slash.due, id);
		Slashes::<T>::remove(id);
		Ok(())
	}

	/// The buckets with a part of a slash. Nobody takes one along when nothing can come back any
	/// more, so their number is bounded however late the slash is dealt with.
	fn reach_of(slash: &SlashOf<T>) -> Reach {
		Self::reach(&slash.operator, slash.era, slash.refund_until.min(Self::now()))
	}
}

/// What can be given back to each bucket: nothing to a pool that nobody is in.
fn refundable(reach: &Reach, id: SlashId) -> Vec<Balance> {
	let mut parts: Vec<_> = reach.buckets().map(|bucket| bucket.part(id)).collect();
	if reach.pool.units == 0 {
		if let Some(pool) = parts.first_mut() {
			*pool = 0;
		}
	}
	parts
}
