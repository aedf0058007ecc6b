//! What delegators do: come in and leave.
//!
//! Storage item: `Delegations`, written here alone.
//!
//! Who comes in pays for all that can still come back (a slash that may be rejected or refunded
//! cannot be bought), who leaves gets the net rate and takes its proportion of all of that along.

use crate::{
	types::{Delegation, Pool},
	Config, Delegations, Error, Event, Operators, Pallet, Pools,
};
use estuary_math::Balance;
use frame_support::ensure;
use sp_runtime::{traits::Get, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_delegate(
		who: T::AccountId,
		operator: T::AccountId,
		amount: Balance,
		min_units: u128,
	) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let (mut pool, units) = Self::quote_delegation(&operator, amount)?;
		ensure!(units >= min_units, Error::<T>::SlippageExceeded);

		let before = Delegations::<T>::get(&operator, &who).unwrap_or_default();
		let valid = if before.generation == pool.generation { before.units } else { 0 };
		let after = Delegation {
			units: valid.checked_add(units).ok_or(Error::<T>::Overflow)?,
			generation: pool.generation,
		};
		Self::settle_rewards(&operator, &who, &before, &after)?;
		pool.units = pool.units.checked_add(units).ok_or(Error::<T>::Overflow)?;
		pool.bucket.stake = pool.bucket.stake.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Delegations::<T>::insert(&operator, &who, after);
		Self::tell_renewed(&operator, &pool);
		Self::put_pool(&operator, pool)?;
		Self::take_stake(&who, amount)?;
		Self::deposit_event(Event::Delegated { operator, delegator: who, amount, units });
		Ok(())
	}

	/// The pool as a delegation of `amount` finds it, and the units that it brings.
	pub(crate) fn quote_delegation(
		operator: &T::AccountId,
		amount: Balance,
	) -> Result<(Pool, u128), DispatchError> {
		ensure!(!T::Paused::get(), Error::<T>::Paused);
		let record = Operators::<T>::get(operator).ok_or(Error::<T>::OperatorNotFound)?;
		ensure!(!record.retired, Error::<T>::OperatorRetired);
		ensure!(amount >= T::MinDelegation::get(), Error::<T>::BelowMinimum);
		let pool = Self::next_pool(operator)?;
		let units = pool.units_for_floor(amount, Self::now()).map_err(Error::<T>::from)?;
		ensure!(units > 0, Error::<T>::BelowMinimum);
		Ok((pool, units))
	}

	pub(crate) fn do_undelegate(
		who: T::AccountId,
		operator: T::AccountId,
		units: u128,
	) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		ensure!(units > 0, Error::<T>::AmountZero);
		let delegation =
			Delegations::<T>::get(&operator, &who).ok_or(Error::<T>::PositionNotFound)?;
		let left = delegation.units.checked_sub(units).ok_or(Error::<T>::InsufficientUnits)?;
		// Who does not leave altogether moves no less than could come in: every era in which
		// somebody leaves is a batch of its own.
		let least = T::MinDelegation::get();
		ensure!(left == 0 || left.min(units) >= least, Error::<T>::BelowMinimum);
		let mut pool = Pools::<T>::get(&operator);
		let void = delegation.generation != pool.generation;
		let after = Delegation { units: if void { 0 } else { left }, generation: pool.generation };
		Self::settle_rewards(&operator, &who, &delegation, &after)?;
		let era = Self::now();
		if void {
			// All that there is to leave is the entry.
			Delegations::<T>::remove(&operator, &who);
			let (units, stake) = (delegation.units, 0);
			Self::deposit_event(Event::Undelegated {
				operator,
				delegator: who,
				units,
				stake,
				set_aside: 0,
				era,
			});
			return Ok(());
		}
		// Whoever left then would leave its part of the slash behind, and with it the magnitude
		// that the part stands for: what others count on of those who stay would be less.
		ensure!(!pool.bucket.has_overdue_at(era), Error::<T>::SlashDue);
		let slice = pool.bucket.split_floor(units, pool.units, era).map_err(Error::<T>::from)?;
		pool.units = pool.units.checked_sub(units).ok_or(Error::<T>::Overflow)?;
		Delegations::<T>::set(&operator, &who, (left > 0).then_some(after));
		let last = pool.units == 0;
		Self::put_pool(&operator, pool)?;
		if last && !Operators::<T>::contains_key(&operator) {
			Self::forget_empty_pool(&operator);
		}
		let (stake, set_aside) = (slice.stake, slice.set_aside());
		Self::join_batch(&operator, &who, era, slice)?;
		Self::deposit_event(Event::Undelegated {
			operator,
			delegator: who,
			units,
			stake,
			set_aside,
			era,
		});
		Ok(())
	}
}
