//! What holders do: deposit, redeem, cancel, claim.
//!
//! Storage item: `Claims`, written here alone.

use crate::{books::Rate, exits::Payment, Claims, Config, Error, Event, Pallet, Parameters, Pool};
use estuary_math::{Balance, Shares};
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Precision, Preservation, Provenance},
	},
};
use sp_runtime::DispatchResult;
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_deposit(
		who: T::AccountId,
		amount: Balance,
		min_shares: Shares,
	) -> DispatchResult {
		let params = Parameters::<T>::get().ok_or(Error::<T>::NotSetUp)?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(amount >= params.min_deposit, Error::<T>::BelowMinimum);
		let shares = Self::change_books(Rate::Holds, |books, now| books.deposit(amount, now))?;
		ensure!(!shares.is_zero(), Error::<T>::BelowMinimum);
		ensure!(shares >= min_shares, Error::<T>::SlippageExceeded);
		ensure!(
			T::Currency::reducible_balance(&who, Preservation::Preserve, Fortitude::Polite) >=
				amount,
			Error::<T>::InsufficientFunds
		);
		Self::move_est(&who, &Self::pool_account(), amount)?;
		T::Shares::mint_into(&who, shares.0).map_err(|_| Error::<T>::BelowMinimum)?;
		Self::deposit_event(Event::Deposited { who, amount, shares });
		Ok(())
	}

	pub(crate) fn do_redeem(who: T::AccountId, shares: Shares) -> DispatchResult {
		let params = Parameters::<T>::get().ok_or(Error::<T>::NotSetUp)?;
		ensure!(!shares.is_zero(), Error::<T>::AmountZero);
		let held =
			Shares(T::Shares::reducible_balance(&who, Preservation::Expendable, Fortitude::Polite));
		ensure!(shares <= held, Error::<T>::InsufficientShares);
		ensure!(shares >= params.min_redeem || shares == held, Error::<T>::BelowMinimum);
		// Less than the asset's minimum cannot stay behind: it would be lost to the holder.
		let left = held.checked_sub(shares).ok_or(Error::<T>::InsufficientShares)?;
		ensure!(left.is_zero() || left.0 >= T::Shares::minimum_balance(), Error::<T>::BelowMinimum);
		let era = Self::change_books(Rate::Holds, |books, _| {
			books.join_batch(shares)?;
			Ok(books.open_batch)
		})?;
		let claim = Claims::<T>::get(&who, era).unwrap_or_default();
		let claim = claim.checked_add(shares).ok_or(Error::<T>::Overflow)?;
		Claims::<T>::insert(&who, era, claim);
		T::Shares::transfer(&who, &Self::exit_account(), shares.0, Preservation::Expendable)?;
		Self::deposit_event(Event::RedeemRequested { who, era, shares });
		Ok(())
	}

	pub(crate) fn do_cancel_redeem(who: T::AccountId, shares: Shares) -> DispatchResult {
		let params = Parameters::<T>::get().ok_or(Error::<T>::NotSetUp)?;
		ensure!(!shares.is_zero(), Error::<T>::AmountZero);
		let era = Self::books()?.open_batch;
		let claim = Claims::<T>::get(&who, era).ok_or(Error::<T>::ClaimNotFound)?;
		let left = claim.checked_sub(shares).ok_or(Error::<T>::InsufficientShares)?;
		ensure!(left.is_zero() || left >= params.min_redeem.min(claim), Error::<T>::BelowMinimum);
		Self::change_books(Rate::Holds, |books, _| books.leave_batch(shares))?;
		Claims::<T>::set(&who, era, (!left.is_zero()).then_some(left));
		T::Shares::transfer(&Self::exit_account(), &who, shares.0, Preservation::Expendable)?;
		Self::deposit_event(Event::RedeemCancelled { who, era, shares });
		Ok(())
	}

	pub(crate) fn do_claim(owner: T::AccountId, era: EraIndex) -> DispatchResult {
		ensure!(Pool::<T>::exists(), Error::<T>::NotSetUp);
		let claim = Claims::<T>::get(&owner, era);
		let batch = Self::matured_batch(era)?;
		let claim = claim.ok_or(Error::<T>::ClaimNotFound)?;
		let Payment { amount, dust } = Self::take_from_batch(era, batch, claim)?;
		Claims::<T>::remove(&owner, era);
		ensure!(
			amount == 0 ||
				T::Currency::can_deposit(&owner, amount, Provenance::Extant)
					.into_result()
					.is_ok(),
			Error::<T>::OwnerCannotReceive
		);
		Self::change_books(Rate::Holds, |books, _| {
			books.claimed(amount)?;
			books.reclaim(dust)
		})?;
		let claims = Self::claims_account();
		Self::move_est(&claims, &owner, amount)?;
		Self::move_est(&claims, &Self::pool_account(), dust)?;
		Self::deposit_event(Event::Claimed { owner, era, amount });
		Ok(())
	}

	/// Burns the shares that wait in the exit account for a batch that closes.
	pub(crate) fn burn_exiting(shares: Shares) -> DispatchResult {
		if !shares.is_zero() {
			T::Shares::burn_from(
				&Self::exit_account(),
				shares.0,
				Preservation::Expendable,
				Precision::Exact,
				Fortitude::Force,
			)?;
		}
		Ok(())
	}
}
