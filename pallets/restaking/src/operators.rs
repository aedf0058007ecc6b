//! Operators: register, commission, retire, jail.
//!
//! Storage item: `Operators`, written here alone.
//!
//! An operator that is gone leaves its pool to those who are in it: they claim and leave as before,
//! and the last of them takes the pool along.
//! If it registers again, it finds them. Whatever its commission is then, nobody is exposed who
//! could not have left: without an allocation nothing is earned or slashed, and one takes longer
//! than leaving.

use crate::{types::Operator, Config, Error, Event, HoldReason, Operators, Pallet, WeightInfo};
use estuary_primitives::restaking::{
	HookKind, ServiceHooks, ServiceId, ValidatorHistory, ValidatorSlashed,
};
use frame_support::{
	ensure,
	traits::{fungible::MutateHold, tokens::Precision},
	weights::Weight,
};
use sp_runtime::{traits::Get, DispatchResult, Perbill};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_operator(who: T::AccountId, commission: Perbill) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		ensure!(!Operators::<T>::contains_key(&who), Error::<T>::AlreadyOperator);
		let deposit = T::OperatorDeposit::get();
		T::Currency::hold(&HoldReason::Operator.into(), &who, deposit)
			.map_err(|_| Error::<T>::InsufficientFunds)?;
		let jail = Self::jail_of(&who);
		let operator = Operator {
			commission,
			announced: None,
			retired: false,
			jailed_until: jail.map_or(0, |(_, until)| until),
			deposit,
			services: Default::default(),
		};
		Operators::<T>::insert(&who, operator);
		Self::deposit_event(Event::OperatorRegistered { operator: who.clone(), commission });
		if let Some((era, until)) = jail {
			// Services are not told: none has an allocation of it.
			Self::deposit_event(Event::OperatorJailed { operator: who, era, until });
		}
		Ok(())
	}

	/// The era for which `who` was slashed as a validator while it was no operator, and the one up
	/// to which it is jailed for that. `None` if that is over.
	fn jail_of(who: &T::AccountId) -> Option<(EraIndex, EraIndex)> {
		let jail = T::Delays::get().jail;
		// Earlier ones are over.
		let since = Self::now().saturating_add(1).saturating_sub(jail);
		let era = T::Validators::last_slashed(who, since)?;
		let until = era.saturating_add(jail);
		(until > Self::now()).then_some((era, until))
	}

	pub(crate) fn do_set_commission(who: T::AccountId, commission: Perbill) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let now = Self::now();
		let era = now.saturating_add(T::Delays::get().commission);
		Self::change_operator(&who, |operator| {
			operator.commission = operator.commission_at(now);
			operator.announced = Some((commission, era));
			Ok(())
		})?;
		Self::deposit_event(Event::CommissionAnnounced { operator: who, commission, era });
		Ok(())
	}

	/// Marks the operator as retired and gives all its allocations up; once no service is left, it
	/// is removed, whoever stays in its pool. Not while it is jailed: it could register anew and
	/// raise allocations.
	pub(crate) fn do_retire_operator(who: T::AccountId) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let operator = Operators::<T>::get(&who).ok_or(Error::<T>::OperatorNotFound)?;
		if !operator.retired {
			Self::change_operator(&who, |operator| {
				operator.retired = true;
				Ok(())
			})?;
			for service in operator.services {
				Self::lower_allocation(&who, service)?;
			}
			Self::deposit_event(Event::OperatorRetired { operator: who.clone() });
		}
		Self::release_allocations(&who)?;
		let operator = Operators::<T>::get(&who).ok_or(Error::<T>::OperatorNotFound)?;
		let jailed = operator.jailed_until > Self::now();
		if operator.services.is_empty() && !jailed {
			Operators::<T>::remove(&who);
			let reason = HoldReason::Operator.into();
			T::Currency::release(&reason, &who, operator.deposit, Precision::BestEffort)?;
			Self::forget_empty_pool(&who);
			Self::deposit_event(Event::OperatorRemoved { operator: who });
		}
		Ok(())
	}

	/// Adds or removes a service that an operator is allocated to.
	pub(crate) fn note_service(
		who: &T::AccountId,
		service: ServiceId,
		allocated: bool,
	) -> DispatchResult {
		Self::change_operator(who, |operator| {
			operator.services.retain(|other| *other != service);
			if allocated {
				operator.services.try_push(service).map_err(|_| Error::<T>::TooManyServices)?;
			}
			Ok(())
		})
	}

	fn change_operator(
		who: &T::AccountId,
		change: impl FnOnce(&mut Operator) -> DispatchResult,
	) -> DispatchResult {
		Operators::<T>::try_mutate(who, |operator| {
			change(operator.as_mut().ok_or(Error::<T>::OperatorNotFound)?)
		})
	}

	/// Jails an operator for having been slashed as a validator.
	fn jail(who: &T::AccountId, era: EraIndex) {
		let until = Self::now().saturating_add(T::Delays::get().jail);
		let jailed = Operators::<T>::mutate_extant(who, |operator| {
			operator.jailed_until = operator.jailed_until.max(until);
			true
		});
		if jailed {
			let operator = who.clone();
			Self::deposit_event(Event::OperatorJailed { operator, era, until });
			Self::notify(HookKind::OperatorJailed, || T::Hooks::operator_jailed(who, until));
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The most that telling of a slashed validator weighs.
	pub fn validator_slashed_weight() -> Weight {
		T::WeightInfo::validator_slashed().saturating_add(Self::hook_weight(1))
	}
}

impl<T: Config> ValidatorSlashed<T::AccountId> for Pallet<T> {
	fn validator_slashed(validator: &T::AccountId, era: EraIndex) {
		Self::jail(validator, era);
	}
}
