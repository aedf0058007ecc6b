//! Rewards: paid by anyone, split by slashable stake, claimed in O(1).
//!
//! Storage items: `RewardAssets`, `RewardPlaces`, `Indices`, `Rewards`, `Commissions`, written here
//! alone.
//!
//! ```text
//!  pay_reward ──► operators by slashable stake ──► commission ──► claim_commission
//!                                              └─► index per unit ──► claim_reward
//! ```
//!
//! Every division is exact or keeps what rounding leaves over for the next reward, so claims never
//! sum to more than was paid in (RS-2).
//!
//! An operator has a bounded number of places for assets, which are never freed: somebody may have
//! something to claim. Some are reserved for the assets that services are expected to pay in. Of
//! the others each service uses no more than two, so that one that pays in worthless assets does
//! not shut the operator out of the rewards of all others.

use crate::{
	reach::divide,
	types::{Delegation, Earned, MaxRewardAssets, MAX_SERVICE_ASSETS},
	Commissions, Config, Delegations, Error, Event, Indices, Operators, Pallet, Pools,
	RewardAssets, RewardPlaces, Rewards, ServiceOperators,
};
use alloc::vec::Vec;
use estuary_math::Balance;
use estuary_primitives::restaking::{HookKind, ServiceHooks, ServiceId};
use frame_support::{ensure, BoundedVec};
use sp_runtime::{traits::Get, DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_pay_reward(
		who: T::AccountId,
		service: ServiceId,
		asset: T::AssetId,
		amount: Balance,
	) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		ensure!(amount > 0, Error::<T>::AmountZero);
		let terms = Self::service(service)?.terms;
		ensure!(terms.reward_assets.contains(&asset), Error::<T>::AssetNotAgreed);
		let rewarded = Self::rewarded_stakes(service, &asset, terms.min_stake);
		let (operators, stakes): (Vec<_>, Vec<_>) = rewarded.into_iter().unzip();
		ensure!(stakes.iter().any(|stake| *stake > 0), Error::<T>::NobodyToReward);
		let parts = divide(amount, &stakes).ok_or(Error::<T>::Overflow)?;
		for (operator, part) in operators.iter().zip(parts) {
			if part > 0 {
				Self::reward_operator(service, operator, &asset, part)?;
			}
		}
		Self::take_reward(asset.clone(), &who, amount)?;
		Self::deposit_event(Event::RewardPaid { service, payer: who, asset, amount });
		Self::notify(HookKind::RewardPaid, || T::Hooks::reward_paid(service, amount));
		Ok(())
	}

	/// The operators of `service`, and what the part of a reward for each is measured by.
	pub(crate) fn rewarded_stakes(
		service: ServiceId,
		asset: &T::AssetId,
		least: Balance,
	) -> Vec<(T::AccountId, Balance)> {
		ServiceOperators::<T>::get(service)
			.into_iter()
			.map(|operator| {
				let stake = Self::rewarded_stake_of(service, &operator, asset, least);
				(operator, stake)
			})
			.collect()
	}

	/// What the part of a reward for `operator` is measured by: the slashable stake of those who
	/// are in, who get it. Nothing below the least stake, when nobody is in, or when there is no
	/// place for the asset.
	fn rewarded_stake_of(
		service: ServiceId,
		operator: &T::AccountId,
		asset: &T::AssetId,
		least: Balance,
	) -> Balance {
		if !Self::has_place(service, operator, asset) || Pools::<T>::get(operator).units == 0 {
			return 0;
		}
		let now = Self::now();
		let stake = Self::slashable(service, operator, now, now)
			.map_or(0, |(_, each)| each.first().copied().unwrap_or_default());
		if stake < least {
			0
		} else {
			stake
		}
	}

	/// Whether those behind `operator` can be rewarded in `asset` by `service`: it has a place, a
	/// reserved one, or one of the others is left that the service may take.
	fn has_place(service: ServiceId, operator: &T::AccountId, asset: &T::AssetId) -> bool {
		let assets = RewardAssets::<T>::get(operator);
		if assets.contains(asset) {
			return true;
		}
		let reserved = T::ReservedAssets::get();
		if reserved.contains(asset) {
			return !assets.is_full();
		}
		let others = assets.iter().filter(|asset| !reserved.contains(asset)).count();
		let most = BoundedVec::<T::AssetId, MaxRewardAssets>::bound();
		others < most.saturating_sub(reserved.len()) &&
			RewardPlaces::<T>::get(operator, service) < MAX_SERVICE_ASSETS
	}

	/// Gives `asset` a place, which counts for the service unless it is a reserved one.
	fn take_place(
		service: ServiceId,
		operator: &T::AccountId,
		asset: &T::AssetId,
	) -> DispatchResult {
		let mut assets = RewardAssets::<T>::get(operator);
		if assets.contains(asset) {
			return Ok(());
		}
		assets.try_push(asset.clone()).map_err(|_| Error::<T>::Overflow)?;
		RewardAssets::<T>::insert(operator, assets);
		if !T::ReservedAssets::get().contains(asset) {
			RewardPlaces::<T>::mutate(operator, service, |taken| *taken = taken.saturating_add(1));
		}
		Ok(())
	}

	fn reward_operator(
		service: ServiceId,
		operator: &T::AccountId,
		asset: &T::AssetId,
		amount: Balance,
	) -> DispatchResult {
		let record = Operators::<T>::get(operator).ok_or(Error::<T>::OperatorNotFound)?;
		let commission = record.commission_at(Self::now()).mul_floor(amount);
		let shared = amount.checked_sub(commission).ok_or(Error::<T>::Overflow)?;
		Self::take_place(service, operator, asset)?;
		let pool = Pools::<T>::get(operator);
		let key = (operator, pool.generation, asset);
		let index = Indices::<T>::get(key).rewarded_floor(shared, pool.units);
		Indices::<T>::insert(key, index.ok_or(Error::<T>::Overflow)?);
		Commissions::<T>::try_mutate(operator, asset, |sum| {
			*sum = sum.checked_add(commission).ok_or(Error::<T>::Overflow)?;
			Ok(())
		})
	}

	/// What `who` has earned up to now in one asset.
	pub(crate) fn earned(
		operator: &T::AccountId,
		who: &T::AccountId,
		delegation: &Delegation,
		asset: &T::AssetId,
	) -> Option<Earned> {
		let index = Indices::<T>::get((operator, delegation.generation, asset));
		let earned = Rewards::<T>::get((operator, who, asset));
		if delegation.units == 0 {
			return Some(earned);
		}
		let since = index.earned_floor(delegation.units, earned.per_unit)?;
		let amount = earned.amount.checked_add(since)?;
		Some(Earned { per_unit: index.per_unit, amount })
	}

	/// Counts all that `who` has earned, before what it has becomes `after`. Nothing is kept of who
	/// leaves entirely and has nothing to claim.
	pub(crate) fn settle_rewards(
		operator: &T::AccountId,
		who: &T::AccountId,
		before: &Delegation,
		after: &Delegation,
	) -> DispatchResult {
		for asset in RewardAssets::<T>::get(operator) {
			let earned = Self::earned(operator, who, before, &asset).ok_or(Error::<T>::Overflow)?;
			let key = (operator, who, &asset);
			if after.units == 0 && earned.amount == 0 {
				Rewards::<T>::remove(key);
				continue;
			}
			let per_unit = Indices::<T>::get((operator, after.generation, &asset)).per_unit;
			Rewards::<T>::insert(key, Earned { per_unit, ..earned });
		}
		Ok(())
	}

	pub(crate) fn do_claim_reward(
		who: T::AccountId,
		operator: T::AccountId,
		asset: T::AssetId,
	) -> Result<Balance, DispatchError> {
		Self::ensure_not_in_hook()?;
		let delegation = Delegations::<T>::get(&operator, &who).unwrap_or_default();
		let earned =
			Self::earned(&operator, &who, &delegation, &asset).ok_or(Error::<T>::Overflow)?;
		let amount = earned.amount;
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		let left = Earned { amount: 0, ..earned };
		let key = (&operator, &who, &asset);
		if delegation.units > 0 {
			Rewards::<T>::insert(key, left);
		} else {
			Rewards::<T>::remove(key);
		}
		Self::give_reward(asset.clone(), &who, amount)?;
		Self::deposit_event(Event::RewardClaimed { operator, delegator: who, asset, amount });
		Ok(amount)
	}

	pub(crate) fn do_claim_commission(operator: T::AccountId, asset: T::AssetId) -> DispatchResult {
		Self::ensure_not_in_hook()?;
		let amount = Commissions::<T>::take(&operator, &asset);
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		Self::give_reward(asset.clone(), &operator, amount)?;
		Self::deposit_event(Event::CommissionClaimed { operator, asset, amount });
		Ok(())
	}
}
