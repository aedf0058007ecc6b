//! What holders do: deposit, redeem, cancel, claim, pass a claim on, redeem instantly.
//!
//! Storage item: `Claims`, written here alone.

use crate::{
	books::{Instant, Rate},
	exits::Payment,
	types::Settings,
	Claims, Config, Error, Event, Pallet, Params, Pool,
};
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
		let Settings { params, pauses, .. } = Self::settings()?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(amount >= params.min_deposit, Error::<T>::BelowMinimum);
		Self::ensure_not_paused(pauses.deposit)?;
		let (shares, bunker) = Self::change_books(Rate::Holds, |books, now| {
			Ok((books.deposit(amount, now)?, books.bunker.is_some()))
		})?;
		ensure!(!bunker, Error::<T>::BunkerMode);
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
		let Settings { params, pauses, .. } = Self::settings()?;
		ensure!(!shares.is_zero(), Error::<T>::AmountZero);
		Self::ensure_not_paused(pauses.redeem)?;
		Self::ensure_can_give(&who, shares, Self::least_position(&params))?;
		let era = Self::change_books(Rate::Holds, |books, _| {
			books.join_batch(shares)?;
			Ok(books.open_batch)
		})?;
		let claim = Claims::<T>::get(&who, era).unwrap_or_default();
		let claim = claim.checked_add(shares).ok_or(Error::<T>::Overflow)?;
		// Also of one who redeems all it holds: see `least_position`.
		ensure!(claim.0 >= T::Shares::minimum_balance(), Error::<T>::BelowMinimum);
		Claims::<T>::insert(&who, era, claim);
		T::Shares::transfer(&who, &Self::exit_account(), shares.0, Preservation::Expendable)?;
		Self::deposit_event(Event::RedeemRequested { who, era, shares });
		Ok(())
	}

	pub(crate) fn do_cancel_redeem(who: T::AccountId, shares: Shares) -> DispatchResult {
		let params = Self::params()?;
		ensure!(!shares.is_zero(), Error::<T>::AmountZero);
		let era = Self::books()?.open_batch;
		let claim = Claims::<T>::get(&who, era).ok_or(Error::<T>::ClaimNotFound)?;
		let left = claim.checked_sub(shares).ok_or(Error::<T>::InsufficientShares)?;
		let least = Self::least_position(&params);
		ensure!(left.is_zero() || left >= least.min(claim), Error::<T>::BelowMinimum);
		Self::change_books(Rate::Holds, |books, _| books.leave_batch(shares))?;
		Claims::<T>::set(&who, era, (!left.is_zero()).then_some(left));
		T::Shares::transfer(&Self::exit_account(), &who, shares.0, Preservation::Expendable)
			.map_err(|_| Error::<T>::BelowMinimum)?;
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
		Self::ensure_can_receive(&owner, amount)?;
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

	pub(crate) fn do_transfer_claim(
		from: T::AccountId,
		era: EraIndex,
		to: T::AccountId,
		units: Shares,
	) -> DispatchResult {
		let params = Self::params()?;
		ensure!(!units.is_zero(), Error::<T>::AmountZero);
		ensure!(from != to, Error::<T>::TransferToSelf);
		let claim = Claims::<T>::get(&from, era).ok_or(Error::<T>::ClaimNotFound)?;
		let left = claim.checked_sub(units).ok_or(Error::<T>::InsufficientShares)?;
		// Both parts are large enough to have been redeemed by themselves.
		let least = Self::least_position(&params);
		ensure!(
			units >= least.min(claim) && (left.is_zero() || left >= least),
			Error::<T>::BelowMinimum
		);
		Claims::<T>::set(&from, era, (!left.is_zero()).then_some(left));
		let theirs = Claims::<T>::get(&to, era).unwrap_or_default();
		let theirs = theirs.checked_add(units).ok_or(Error::<T>::Overflow)?;
		Claims::<T>::insert(&to, era, theirs);
		Self::deposit_event(Event::ClaimTransferred { era, from, to, shares: units });
		Ok(())
	}

	pub(crate) fn do_instant_redeem(
		who: T::AccountId,
		shares: Shares,
		min_amount: Balance,
	) -> DispatchResult {
		let Settings { params, pauses, .. } = Self::settings()?;
		ensure!(!shares.is_zero(), Error::<T>::AmountZero);
		Self::ensure_not_paused(pauses.instant)?;
		Self::ensure_can_give(&who, shares, params.min_redeem)?;
		let (paid, bunker) = Self::change_books(Rate::Holds, |books, now| {
			Ok((books.redeem_instantly(shares, params.instant_fee, now)?, books.bunker.is_some()))
		})?;
		ensure!(!bunker, Error::<T>::BunkerMode);
		ensure!(paid.amount >= min_amount, Error::<T>::SlippageExceeded);
		Self::ensure_can_receive(&who, paid.amount)?;
		T::Shares::burn_from(
			&who,
			shares.0,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		Self::move_est(&Self::pool_account(), &who, paid.amount)?;
		let Instant { amount, fee } = paid;
		Self::deposit_event(Event::InstantlyRedeemed { who, shares, amount, fee });
		// The same losses are more of what is left.
		Self::review_bunker();
		Ok(())
	}

	/// The least that somebody can have in the open batch, but for one who put in all it held.
	///
	/// Never less than the least that an account can hold of stEST: the exit account holds the
	/// shares of all positions together, so it has none or as many as keep it alive. If less could
	/// be left in it, they would be lost with the account, and the batch could never close.
	fn least_position(params: &Params<T::AccountId>) -> Shares {
		params.min_redeem.max(Shares(T::Shares::minimum_balance()))
	}

	/// Whether `who` can give `shares` away: no more than it holds, no less than `least` unless it
	/// is all, and without leaving less than the asset's minimum, which would be lost to it.
	fn ensure_can_give(who: &T::AccountId, shares: Shares, least: Shares) -> DispatchResult {
		let held =
			Shares(T::Shares::reducible_balance(who, Preservation::Expendable, Fortitude::Polite));
		let left = held.checked_sub(shares).ok_or(Error::<T>::InsufficientShares)?;
		ensure!(shares >= least || left.is_zero(), Error::<T>::BelowMinimum);
		ensure!(left.is_zero() || left.0 >= T::Shares::minimum_balance(), Error::<T>::BelowMinimum);
		Ok(())
	}

	/// Whether the account of `who` can take `amount` planck.
	fn ensure_can_receive(who: &T::AccountId, amount: Balance) -> DispatchResult {
		let possible = amount == 0 ||
			T::Currency::can_deposit(who, amount, Provenance::Extant).into_result().is_ok();
		ensure!(possible, Error::<T>::OwnerCannotReceive);
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
