//! Setting up the pool, its parameters, announced fees and pauses.
//!
//! Storage item: `Parameters`, written here alone.

use crate::{
	pallet::MaxTargets,
	types::{PauseKinds, Settings, MAX_FEE, MAX_FEE_RAISE, MAX_INSTANT_FEE, MAX_RESERVE},
	Config, Error, Event, GenesisPool, Pallet, Parameters, Params, Pool,
};
use alloc::vec::Vec;
use estuary_math::Balance;
use estuary_primitives::{
	staking::StakingBackend,
	types::{AnnouncedFee, Pauses},
};
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Preservation},
	},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{Get, Saturating},
	DispatchError, DispatchResult, Perbill,
};
use sp_staking::EraIndex;

type PotList<T> = BoundedVec<
	BoundedVec<<T as frame_system::Config>::AccountId, MaxTargets>,
	<T as Config>::MaxPots,
>;

impl<T: Config> Pallet<T> {
	/// The parameters with what has its own time, or [`Error::NotSetUp`].
	pub(crate) fn settings() -> Result<Settings<T::AccountId>, Error<T>> {
		Parameters::<T>::get().ok_or(Error::<T>::NotSetUp)
	}

	/// The parameters, or [`Error::NotSetUp`].
	pub(crate) fn params() -> Result<Params<T::AccountId>, Error<T>> {
		Self::settings().map(|settings| settings.params)
	}

	pub(crate) fn do_set_params(params: Params<T::AccountId>) -> DispatchResult {
		let mut settings = Self::settings()?;
		Self::check_params(&params)?;
		ensure!(params.fee <= settings.params.fee, Error::<T>::FeeNotAnnounced);
		if params.fee != settings.params.fee {
			settings.announced = None;
		}
		settings.params = params.clone();
		Parameters::<T>::put(settings);
		Self::deposit_event(Event::ParamsSet { params });
		Self::review_bunker();
		Ok(())
	}

	fn check_params(params: &Params<T::AccountId>) -> DispatchResult {
		let good = params.min_deposit >= T::Currency::minimum_balance() &&
			!params.min_redeem.is_zero() &&
			params.min_redeem.0 >= T::Shares::minimum_balance() &&
			params.fee <= MAX_FEE &&
			!params.bunker.is_zero() &&
			params.instant_fee >= params.bunker &&
			params.instant_fee <= MAX_INSTANT_FEE &&
			params.reserve <= MAX_RESERVE &&
			params.places > 0 &&
			params.places <= MaxTargets::get() &&
			params.min_validator_bond > 0;
		ensure!(good, Error::<T>::ParamsOutOfBounds);
		Ok(())
	}

	pub(crate) fn do_announce_fee(fee: Perbill) -> DispatchResult {
		let mut settings = Self::settings()?;
		Self::check_fee_raise(fee, settings.params.fee)?;
		let era = T::Staking::active_era().unwrap_or_default().saturating_add(T::FeeNotice::get());
		settings.announced = Some(AnnouncedFee { fee, era });
		Parameters::<T>::put(settings);
		Self::deposit_event(Event::FeeAnnounced { fee, era });
		Ok(())
	}

	fn check_fee_raise(fee: Perbill, now: Perbill) -> DispatchResult {
		let most = now.saturating_add(MAX_FEE_RAISE).min(MAX_FEE);
		ensure!(fee > now && fee <= most, Error::<T>::FeeOutOfBounds);
		Ok(())
	}

	/// Lets an announced fee hold if it does for the reward of `era`; returns the parameters.
	pub(crate) fn params_for(era: EraIndex) -> Result<Params<T::AccountId>, DispatchError> {
		let mut settings = Self::settings()?;
		if let Some(announced) = settings.announced.filter(|announced| announced.era <= era) {
			settings.announced = None;
			settings.params.fee = announced.fee;
			Parameters::<T>::put(&settings);
			Self::deposit_event(Event::ParamsSet { params: settings.params.clone() });
		}
		Ok(settings.params)
	}

	pub(crate) fn do_pause(what: PauseKinds, blocks: BlockNumberFor<T>) -> DispatchResult {
		let mut settings = Self::settings()?;
		ensure!(blocks <= T::MaxPause::get(), Error::<T>::PauseTooLong);
		let until = Self::now().checked_add(Self::as_blocks(blocks)).ok_or(Error::<T>::Overflow)?;
		let pauses = &mut settings.pauses;
		for (chosen, end) in [
			(what.deposit, &mut pauses.deposit),
			(what.redeem, &mut pauses.redeem),
			(what.instant, &mut pauses.instant),
			(what.services, &mut pauses.services),
		] {
			if chosen {
				*end = until;
			}
		}
		Parameters::<T>::put(settings);
		Self::deposit_event(Event::Paused { what, until });
		Ok(())
	}

	/// Whether services are paused.
	pub fn services_paused() -> bool {
		Self::settings()
			.is_ok_and(|settings| Self::ensure_not_paused(settings.pauses.services).is_err())
	}

	/// Whether a pause that ends with block `until` is over.
	pub(crate) fn ensure_not_paused(until: u64) -> DispatchResult {
		ensure!(Self::now() >= until, Error::<T>::Paused);
		Ok(())
	}

	pub(crate) fn do_set_up(
		funder: T::AccountId,
		seed: Balance,
		params: Params<T::AccountId>,
		pots: PotList<T>,
	) -> DispatchResult {
		ensure!(!Pool::<T>::exists(), Error::<T>::AlreadySetUp);
		ensure!(T::Shares::total_issuance() == 0, Error::<T>::SharesExist);
		let count = u32::try_from(pots.len()).map_err(|_| Error::<T>::TooManyPots)?;
		// `None` without a pot: there would be nothing to bond by.
		let part = seed.checked_div(count.into()).ok_or(Error::<T>::PotNotFound)?;
		let existential = T::Currency::minimum_balance();
		ensure!(
			part > 0 && part >= T::Staking::min_nominator_bond().max(existential),
			Error::<T>::SeedTooSmall
		);
		let era = T::Staking::active_era().unwrap_or_default();
		Self::open_books(seed, era)?;
		Self::open_cycle(era);
		Self::open_pots(count)?;
		Self::check_params(&params)?;
		let pauses = Pauses::default();
		Parameters::<T>::put(Settings { params: params.clone(), pauses, announced: None });
		Self::deposit_event(Event::ParamsSet { params });
		Self::fund_accounts(&funder, seed, existential, count)?;
		for (index, validators) in (0u32..).zip(pots) {
			Self::do_set_validators(index, validators)?;
			// The first pots take what the division leaves over.
			let extra = u128::from(u128::from(index) < seed.checked_rem(count.into()).unwrap_or(0));
			Self::bond_pot(index, part.checked_add(extra).ok_or(Error::<T>::Overflow)?)?;
			Self::nominate_pot(index)?;
		}
		Self::deposit_event(Event::PoolSetUp { seed, pots: count });
		Ok(())
	}

	/// Moves the seed and an existential deposit for each account of the pool, and mints the shares
	/// that stay with the pool for good.
	fn fund_accounts(
		funder: &T::AccountId,
		seed: Balance,
		existential: Balance,
		pots: u32,
	) -> DispatchResult {
		let accounts = u128::from(pots).checked_add(2).ok_or(Error::<T>::Overflow)?;
		let needed = existential
			.checked_mul(accounts)
			.and_then(|deposits| deposits.checked_add(seed))
			.ok_or(Error::<T>::Overflow)?;
		let free =
			T::Currency::reducible_balance(funder, Preservation::Preserve, Fortitude::Polite);
		ensure!(free >= needed, Error::<T>::InsufficientFunds);
		let pool = Self::pool_account();
		let with_seed = seed.checked_add(existential).ok_or(Error::<T>::Overflow)?;
		Self::move_est(funder, &pool, with_seed)?;
		Self::move_est(funder, &Self::claims_account(), existential)?;
		for index in 0..pots {
			Self::move_est(funder, &Self::pot_account(index), existential)?;
		}
		T::Shares::mint_into(&pool, seed)?;
		Ok(())
	}

	/// Sets up the pool at genesis.
	pub(crate) fn set_up_genesis(pool: GenesisPool<T::AccountId>) -> DispatchResult {
		let pots: Vec<BoundedVec<_, MaxTargets>> = pool
			.pots
			.into_iter()
			.map(|pot| BoundedVec::try_from(pot).map_err(|_| Error::<T>::TooManyValidators))
			.collect::<Result<_, _>>()?;
		let pots = PotList::<T>::try_from(pots)
			.map_err(|_| DispatchError::from(Error::<T>::TooManyPots))?;
		Self::do_set_up(pool.funder, pool.seed, pool.params, pots)
	}
}
