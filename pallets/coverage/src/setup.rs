//! Setting up the service and its parameters.
//!
//! Storage item: `Settings`, written here alone.
//!
//! The terms of the service are fixed when it is set up: what is promised to its operators cannot
//! be changed by anyone afterwards.

use crate::{arithmetic::PremiumCurve, types, Config, Error, Event, Pallet, Promise, Settings};
use alloc::vec;
use estuary_math::Balance;
use estuary_primitives::restaking::{SharedSecurity, SlashDestination, Terms};
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
	},
	BoundedVec,
};
use sp_runtime::{
	traits::{AccountIdConversion, Get},
	DispatchError, DispatchResult,
};

impl<T: Config> Pallet<T> {
	/// The account that owns the service, slashes for it and is paid the premium.
	pub fn account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The settings, or [`Error::NotSetUp`].
	pub(crate) fn settings() -> Result<types::Settings, Error<T>> {
		Settings::<T>::get().ok_or(Error::<T>::NotSetUp)
	}

	pub(crate) fn do_set_up(
		funder: T::AccountId,
		endowment: Balance,
		promise: Promise,
		params: PremiumCurve,
	) -> DispatchResult {
		ensure!(!Settings::<T>::exists(), Error::<T>::AlreadySetUp);
		ensure!(params.is_sound(), Error::<T>::ParamsOutOfBounds);
		let account = Self::account();
		T::Currency::transfer(&funder, &account, endowment, Preservation::Preserve)?;
		let seed = T::Shares::minimum_balance().saturating_mul(2);
		T::Shares::transfer(&funder, &account, seed, Preservation::Expendable)?;
		let service = T::Security::register_service(&account, Self::terms(promise)?)?;
		Settings::<T>::put(types::Settings { service, params });
		Self::deposit_event(Event::CoverageSetUp { service, promise, params });
		Ok(())
	}

	/// Slashes come to the account at once: nobody can veto them, and they can be given back for as
	/// long as a loss can be cancelled.
	fn terms(promise: Promise) -> Result<Terms<T::AccountId, types::AssetIdOf<T>>, DispatchError> {
		let assets = vec![T::StakedAsset::get()];
		Ok(Terms {
			slasher: Self::account(),
			resolver: None,
			veto_window: 0,
			max_fraction: promise.max_fraction,
			destination: SlashDestination::Account(Self::account()),
			refund_window: T::RefundWindow::get(),
			reward_assets: BoundedVec::try_from(assets).map_err(|_| Error::<T>::Overflow)?,
			min_stake: promise.min_stake.0,
			notice: T::Notice::get(),
		})
	}

	pub(crate) fn do_set_params(params: PremiumCurve) -> DispatchResult {
		let settings = Self::settings()?;
		ensure!(params.is_sound(), Error::<T>::ParamsOutOfBounds);
		Settings::<T>::put(types::Settings { params, ..settings });
		Self::deposit_event(Event::ParamsSet { params });
		Ok(())
	}
}
