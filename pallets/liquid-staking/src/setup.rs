//! Setting up the pool, and its parameters.
//!
//! Storage item: `Parameters`, written here alone.

use crate::{
	pallet::MaxTargets, types::MAX_FEE, Config, Error, Event, GenesisPool, Pallet, Parameters,
	Params, Pool,
};
use alloc::vec::Vec;
use estuary_math::Balance;
use estuary_primitives::staking::StakingBackend;
use frame_support::{
	ensure,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::{Fortitude, Preservation},
	},
	BoundedVec,
};
use sp_runtime::{DispatchError, DispatchResult};

type PotList<T> = BoundedVec<
	BoundedVec<<T as frame_system::Config>::AccountId, MaxTargets>,
	<T as Config>::MaxPots,
>;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_params(params: Params<T::AccountId>) -> DispatchResult {
		ensure!(Pool::<T>::exists(), Error::<T>::NotSetUp);
		Self::write_params(params)
	}

	fn write_params(params: Params<T::AccountId>) -> DispatchResult {
		ensure!(
			params.min_deposit >= T::Currency::minimum_balance() &&
				!params.min_redeem.is_zero() &&
				params.fee <= MAX_FEE,
			Error::<T>::ParamsOutOfBounds
		);
		Parameters::<T>::put(&params);
		Self::deposit_event(Event::ParamsSet { params });
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
		Self::write_params(params)?;
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
