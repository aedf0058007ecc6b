//! Rewards: paid by anyone, split by slashable stake, claimed in O(1).
//!
//! Storage items: `RewardAssets`, `Indices`, `Rewards`, `Commissions`, written here alone.
//!
//! ```text
//!  pay_reward ──► operators by slashable stake ──► commission ──► claim_commission
//!                                              └─► index per unit ──► claim_reward
//! ```
//!
//! Every division is exact or keeps what rounding leaves over for the next reward, so claims never
//! sum to more than was paid in (RS-2).

use crate::{
	reach::divide,
	types::{Delegation, Earned},
	Commissions, Config, Delegations, Error, Event, Indices, Operators, Pallet, Pools,
	RewardAssets, Rewards, ServiceOperators,
};
use alloc::vec::Vec;
use estuary_math::Balance;
use estuary_primitives::restaking::{HookKind, ServiceHooks, ServiceId};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

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
		let operators = ServiceOperators::<T>::get(service);
		let stakes: Vec<_> = operators
			.iter()
			.map(|operator| Self::rewarded_stake(service, operator, &asset, terms.min_stake))
			.collect();
		ensure!(stakes.iter().any(|stake| *stake > 0), Error::<T>::NobodyToReward);
		let parts = divide(amount, &stakes).ok_or(Error::<T>::Overflow)?;
		for (operator, part) in operators.iter().zip(parts) {
			if part > 0 {
				Self::reward_operator(operator, &asset, part)?;
			}
		}
		Self::take_reward(asset.clone(), &who, amount)?;
		Self::deposit_event(Event::RewardPaid { service, payer: who, asset, amount });
		Self::notify(HookKind::RewardPaid, || T::Hooks::reward_paid(service, amount));
		Ok(())
	}

	/// What the part of a reward for `operator` is measured by: nothing below the least stake, when
	/// nobody is in, or when there is no room for another asset.
	fn rewarded_stake(
		service: ServiceId,
		operator: &T::AccountId,
		asset: &T::AssetId,
		least: Balance,
	) -> Balance {
		let assets = RewardAssets::<T>::get(operator);
		if assets.is_full() && !assets.contains(asset) || Pools::<T>::get(operator).units == 0 {
			return 0;
		}
		let stake = Self::slashable_stake(service, operator, Self::now());
		if stake < least {
			0
		} else {
			stake
		}
	}

	fn reward_operator(
		operator: &T::AccountId,
		asset: &T::AssetId,
		amount: Balance,
	) -> DispatchResult {
		let record = Operators::<T>::get(operator).ok_or(Error::<T>::OperatorNotFound)?;
		let commission = record.commission_at(Self::now()).mul_floor(amount);
		let shared = amount.checked_sub(commission).ok_or(Error::<T>::Overflow)?;
		RewardAssets::<T>::try_mutate(operator, |assets| {
			if assets.contains(asset) {
				return Ok(());
			}
			assets.try_push(asset.clone()).map_err(|_| Error::<T>::Overflow)
		})?;
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

	/// Counts all that `who` has earned, before its units become others or of another
	/// `generation`.
	pub(crate) fn settle_rewards(
		operator: &T::AccountId,
		who: &T::AccountId,
		before: &Delegation,
		generation: u32,
	) -> DispatchResult {
		for asset in RewardAssets::<T>::get(operator) {
			let earned = Self::earned(operator, who, before, &asset).ok_or(Error::<T>::Overflow)?;
			let per_unit = Indices::<T>::get((operator, generation, &asset)).per_unit;
			Rewards::<T>::insert((operator, who, &asset), Earned { per_unit, ..earned });
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
