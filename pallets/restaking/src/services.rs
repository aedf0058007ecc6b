//! Services: register, amend, close.
//!
//! Storage items: `Services`, `NextService`, written here alone.
//!
//! ```text
//!  amend:  announced ──── notice of the terms in force ────► other terms hold
//!          (>= exit delay + 2: who leaves in the next era is out of reach by then)
//!  close:  last era to be slashed ──── exit delay ────► no slash open ──► deposit released
//! ```

use crate::{
	types::{Service, ServiceOf, TermsOf},
	Config, Error, Event, HoldReason, NextService, Pallet, ServiceOperators, Services,
};
use estuary_primitives::restaking::{ServiceId, SlashDestination};
use frame_support::{
	ensure,
	traits::{fungible::MutateHold, tokens::Precision},
};
use sp_runtime::{
	traits::{Get, Zero},
	DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	/// A service, with the terms that hold now.
	pub(crate) fn service(service: ServiceId) -> Result<ServiceOf<T>, Error<T>> {
		let service = Services::<T>::get(service).ok_or(Error::<T>::ServiceNotFound)?;
		Ok(service.advanced(Self::now()))
	}

	pub(crate) fn do_register_service(
		owner: T::AccountId,
		terms: TermsOf<T>,
	) -> Result<ServiceId, DispatchError> {
		Self::ensure_not_in_hook()?;
		Self::ensure_sound(&terms)?;
		let service = NextService::<T>::get();
		NextService::<T>::put(service.checked_add(1).ok_or(Error::<T>::Overflow)?);
		let deposit = T::ServiceDeposit::get();
		T::Currency::hold(&HoldReason::Service.into(), &owner, deposit)
			.map_err(|_| Error::<T>::InsufficientFunds)?;
		let entry = Service {
			owner: owner.clone(),
			since: (Self::now(), terms.max_fraction),
			terms,
			announced: None,
			closing: None,
			deposit,
			pending: 0,
			open: 0,
		};
		Services::<T>::insert(service, entry);
		Self::deposit_event(Event::ServiceRegistered { service, owner });
		Ok(service)
	}

	pub(crate) fn do_amend_service(
		who: T::AccountId,
		service: ServiceId,
		terms: TermsOf<T>,
	) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let mut entry = Self::service(service)?;
		ensure!(entry.owner == who, Error::<T>::NotAllowed);
		ensure!(entry.closing.is_none(), Error::<T>::ServiceClosing);
		Self::ensure_sound(&terms)?;
		let era = Self::now().saturating_add(entry.terms.notice);
		entry.announced = Some((terms, era));
		Services::<T>::insert(service, entry);
		Self::deposit_event(Event::TermsAnnounced { service, era });
		Ok(())
	}

	pub(crate) fn do_close_service(who: T::AccountId, service: ServiceId) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let mut entry = Self::service(service)?;
		ensure!(entry.owner == who, Error::<T>::NotAllowed);
		ensure!(entry.pending == 0, Error::<T>::SlashesPending);
		let now = Self::now();
		let Some(closing) = entry.closing else {
			entry.closing = Some(now);
			entry.announced = None;
			Services::<T>::insert(service, entry);
			Self::deposit_event(Event::ServiceClosing { service, era: now });
			return Ok(());
		};
		ensure!(entry.open == 0, Error::<T>::SlashesPending);
		ensure!(now >= Self::matures(closing), Error::<T>::StillSlashable);
		for operator in ServiceOperators::<T>::get(service) {
			Self::remove_allocation(&operator, service)?;
		}
		Services::<T>::remove(service);
		let reason = HoldReason::Service.into();
		T::Currency::release(&reason, &entry.owner, entry.deposit, Precision::BestEffort)?;
		Self::deposit_event(Event::ServiceClosed { service });
		Ok(())
	}

	/// Counts a slash that was requested, is settled (applied or rejected) or is closed.
	pub(crate) fn count_slash(
		service: ServiceId,
		count: impl FnOnce(&mut ServiceOf<T>) -> Option<()>,
	) -> DispatchResult {
		let mut entry = Self::service(service)?;
		count(&mut entry).ok_or(Error::<T>::Overflow)?;
		Services::<T>::insert(service, entry);
		Ok(())
	}

	/// Terms within all bounds.
	fn ensure_sound(terms: &TermsOf<T>) -> DispatchResult {
		let delays = T::Delays::get().of_services();
		ensure!(delays.notice_fits(terms), Error::<T>::NoticeTooShort);
		let distinct = terms.reward_assets.iter().enumerate().all(|(index, asset)| {
			!terms
				.reward_assets
				.iter()
				.skip(index.saturating_add(1))
				.any(|other| other == asset)
		});
		// stEST there would be in no books, and the property of nobody.
		let own = [Self::stake_account(), Self::reward_account()].map(SlashDestination::Account);
		ensure!(
			distinct &&
				!own.contains(&terms.destination) &&
				!terms.max_fraction.is_zero() &&
				delays.windows_fit(terms) &&
				terms.resolver.is_some() != terms.veto_window.is_zero(),
			Error::<T>::TermsOutOfBounds
		);
		Ok(())
	}
}
