//! Allocations: which part of an operator's stake is promised to which service, and since when.
//!
//! Storage items: `Allocations`, `ServiceOperators`, written here alone.
//!
//! ```text
//!  raise:  announced ──────── allocation delay (> exit delay) ────────► slashable
//!          (reserved at once: nobody is exposed who could not have left before)
//!  lower:  announced ─► next era: not for new offences
//!                       │◄──── exit delay: slashable for offences before ────►│ released
//! ```

use crate::{
	types::Allocation, Allocations, Config, Error, Event, Operators, Pallet, Pools,
	ServiceOperators,
};
use estuary_math::Magnitude;
use estuary_primitives::restaking::{HookKind, ServiceHooks, ServiceId};
use frame_support::ensure;
use sp_runtime::{traits::Get, DispatchError, DispatchResult};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_allocate(
		operator: T::AccountId,
		service: ServiceId,
		magnitude: Magnitude,
	) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		ensure!(Operators::<T>::contains_key(&operator), Error::<T>::OperatorNotFound);
		ensure!(magnitude <= Magnitude::ONE, Error::<T>::MagnitudesAboveOne);
		Self::service(service)?;
		Self::release_allocations(&operator)?;
		let next = Self::now().saturating_add(1);
		let base = Allocations::<T>::get(&operator, service)
			.map_or(Magnitude::ZERO, |allocation| allocation.magnitudes.at(next));
		if magnitude > base {
			Self::raise_allocation(operator, service, magnitude)
		} else {
			let known = Allocations::<T>::contains_key(&operator, service);
			ensure!(known, Error::<T>::AllocationNotFound);
			Self::change_allocation(&operator, service, next, magnitude)
		}
	}

	fn raise_allocation(
		operator: T::AccountId,
		service: ServiceId,
		magnitude: Magnitude,
	) -> DispatchResult {
		ensure!(!T::Paused::get(), Error::<T>::Paused);
		let now = Self::now();
		let record = Operators::<T>::get(&operator).ok_or(Error::<T>::OperatorNotFound)?;
		ensure!(!record.retired, Error::<T>::OperatorRetired);
		ensure!(record.jailed_until <= now, Error::<T>::OperatorJailed);
		let promised = Self::service(service)?;
		ensure!(promised.closing.is_none(), Error::<T>::ServiceClosing);
		let ratio = Pools::<T>::get(&operator).bucket.ratio();
		ensure!(
			ratio.stake_of_floor(magnitude) >= promised.terms.min_stake,
			Error::<T>::BelowMinimumStake
		);
		let known = Allocations::<T>::contains_key(&operator, service);
		if !known {
			Self::note_service(&operator, service, true)?;
			ServiceOperators::<T>::try_append(service, operator.clone())
				.map_err(|_| Error::<T>::TooManyOperators)?;
			Allocations::<T>::insert(&operator, service, Allocation::default());
		}
		let era = now.saturating_add(T::Delays::get().allocation);
		Self::change_allocation(&operator, service, era, magnitude)?;
		let reserved = Self::reserved(&operator).ok_or(Error::<T>::Overflow)?;
		ensure!(reserved <= ratio.total, Error::<T>::MagnitudesAboveOne);
		if !known {
			Self::deposit_event(Event::OperatorJoined { service, operator: operator.clone() });
			Self::notify(HookKind::OperatorJoined, || {
				T::Hooks::operator_joined(service, &operator)
			});
		}
		Ok(())
	}

	/// Lets `magnitude` hold from `era` on, reserves it, and tells so. Another raise that was
	/// announced and does not hold in the next era is dropped.
	fn change_allocation(
		operator: &T::AccountId,
		service: ServiceId,
		era: EraIndex,
		magnitude: Magnitude,
	) -> DispatchResult {
		let now = Self::now();
		let mut allocation =
			Allocations::<T>::get(operator, service).ok_or(Error::<T>::AllocationNotFound)?;
		allocation.magnitudes.cancel_from(now.saturating_add(2));
		ensure!(allocation.magnitudes.change(era, magnitude), Error::<T>::Overflow);
		Self::release(&mut allocation, now);
		allocation.reserved = allocation.reserved.max(magnitude);
		Allocations::<T>::insert(operator, service, allocation);
		Self::deposit_event(Event::AllocationChanged {
			service,
			operator: operator.clone(),
			magnitude,
			era,
		});
		Self::notify(HookKind::AllocationChanged, || {
			T::Hooks::allocation_changed(service, operator, magnitude, era)
		});
		Ok(())
	}

	/// Frees a place with `service` that `operator` holds without the stake for it: gives the
	/// allocation up if it is, or will be, worth less than the least that the terms ask; removes it
	/// once it cannot be slashed any more.
	pub(crate) fn do_release_allocation(
		operator: T::AccountId,
		service: ServiceId,
	) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		ensure!(Allocations::<T>::contains_key(&operator, service), Error::<T>::AllocationNotFound);
		Self::release_allocations(&operator)?;
		let Some(allocation) = Allocations::<T>::get(&operator, service) else { return Ok(()) };
		let ahead = allocation.magnitudes.greatest_since(Self::now().saturating_add(1));
		ensure!(!ahead.is_zero(), Error::<T>::StillSlashable);
		let least = Self::service(service)?.terms.min_stake.max(1);
		let bucket = Pools::<T>::get(&operator).bucket;
		// What may yet come back counts: it could not be announced again at once.
		let stake = bucket.ratio().stake_of_floor(ahead).saturating_add(bucket.taken_by(service));
		ensure!(stake < least, Error::<T>::AboveMinimumStake);
		Self::lower_allocation(&operator, service)
	}

	/// Gives an allocation up from the next era on.
	pub(crate) fn lower_allocation(operator: &T::AccountId, service: ServiceId) -> DispatchResult {
		let next = Self::now().saturating_add(1);
		Self::change_allocation(operator, service, next, Magnitude::ZERO)
	}

	/// All that the allocations of an operator reserve.
	pub(crate) fn reserved(operator: &T::AccountId) -> Option<Magnitude> {
		let services = Operators::<T>::get(operator)?.services;
		services.iter().try_fold(Magnitude::ZERO, |sum, service| {
			let reserved = Allocations::<T>::get(operator, service)?.reserved;
			sum.checked_add(reserved)
		})
	}

	/// Lets go of what was given up by an operator and cannot be slashed any more.
	pub(crate) fn release_allocations(operator: &T::AccountId) -> DispatchResult {
		let now = Self::now();
		let record = Operators::<T>::get(operator).ok_or(Error::<T>::OperatorNotFound)?;
		for service in record.services {
			let mut allocation =
				Allocations::<T>::get(operator, service).ok_or(Error::<T>::AllocationNotFound)?;
			Self::release(&mut allocation, now);
			let ahead = allocation.magnitudes.greatest_since(Self::oldest_offence(now));
			if allocation.open == 0 && ahead.is_zero() && allocation.kept_until <= now {
				Self::remove_allocation(operator, service)?;
			} else {
				Allocations::<T>::insert(operator, service, allocation);
			}
		}
		Ok(())
	}

	/// Removes an allocation, whatever it reserves.
	pub(crate) fn remove_allocation(operator: &T::AccountId, service: ServiceId) -> DispatchResult {
		Allocations::<T>::remove(operator, service);
		Self::note_service(operator, service, false)?;
		let mut operators = ServiceOperators::<T>::get(service);
		operators.retain(|other| other != operator);
		if operators.is_empty() {
			ServiceOperators::<T>::remove(service);
		} else {
			ServiceOperators::<T>::insert(service, operators);
		}
		Self::deposit_event(Event::OperatorLeft { service, operator: operator.clone() });
		Self::notify(HookKind::OperatorLeft, || T::Hooks::operator_left(service, operator));
		Ok(())
	}

	/// Reserves no more than can still be slashed; all of it while a slash is open.
	fn release(allocation: &mut Allocation, now: EraIndex) {
		let delays = T::Delays::get();
		if allocation.open == 0 {
			let oldest = Self::oldest_offence(now);
			let needed = allocation.magnitudes.greatest_since(oldest);
			allocation.reserved = allocation.reserved.min(needed);
		}
		// A slash that is pending needs the magnitude of its era until it is applied.
		let kept = delays.exit.saturating_add(delays.max_veto).saturating_add(2);
		allocation.magnitudes.prune(now.saturating_sub(kept));
	}

	/// Changes an allocation that exists.
	pub(crate) fn with_allocation<R>(
		operator: &T::AccountId,
		service: ServiceId,
		change: impl FnOnce(&mut Allocation) -> Result<R, Error<T>>,
	) -> Result<R, DispatchError> {
		Allocations::<T>::try_mutate(operator, service, |allocation| {
			let allocation = allocation.as_mut().ok_or(Error::<T>::AllocationNotFound)?;
			change(allocation).map_err(Into::into)
		})
	}
}
