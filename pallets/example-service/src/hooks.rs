//! What restaking tells.
//!
//! Restaking calls every service of the chain for everything that happens, so each hook first looks
//! whether it is about this one. A hook may read through `SharedSecurity` and write what is its
//! own; it cannot slash or pay from in here.

use crate::{Config, Event, Misses, Operators, Pallet, Service, WeightInfo};
use estuary_math::Balance;
use estuary_primitives::restaking::{ServiceHooks, ServiceId, SlashId};
use frame_support::weights::Weight;
use sp_runtime::DispatchResult;

impl<T: Config> ServiceHooks<T::AccountId> for Pallet<T> {
	/// Restaking charges this for each hook of each call. Hooks that ask for more than the chain
	/// allows are not run.
	fn weight() -> Weight {
		T::WeightInfo::hook()
	}

	/// Who joins in the middle of a period owes its first heartbeat in the next.
	fn operator_joined(service: ServiceId, operator: &T::AccountId) -> DispatchResult {
		if Service::<T>::get() == Some(service) {
			let next = Self::current_period().saturating_add(1);
			Operators::<T>::insert(operator, next);
		}
		Ok(())
	}

	/// Nothing of the operator can be slashed any more: it owes nothing.
	fn operator_left(service: ServiceId, operator: &T::AccountId) -> DispatchResult {
		if Service::<T>::get() == Some(service) {
			Operators::<T>::remove(operator);
		}
		Ok(())
	}

	/// The resolver was not convinced. The miss stays reported: it cannot be tried twice.
	fn slash_vetoed(_: ServiceId, _: &T::AccountId, slash: SlashId) -> DispatchResult {
		if let Some((operator, period)) = Misses::<T>::take(slash) {
			Self::deposit_event(Event::MissForgiven { operator, period });
		}
		Ok(())
	}

	/// The stake is gone.
	fn slash_applied(
		_: ServiceId,
		_: &T::AccountId,
		slash: SlashId,
		amount: Balance,
	) -> DispatchResult {
		if let Some((operator, period)) = Misses::<T>::take(slash) {
			Self::deposit_event(Event::MissPunished { operator, period, amount });
		}
		Ok(())
	}
}
