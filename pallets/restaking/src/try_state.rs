//! The invariants, checked on all of the storage. The numbers are those of `docs/design.md`.

use crate::{
	bucket::Bucket,
	types::{Delegation, MaxParts, MAX_SERVICE_ASSETS},
	Allocations, Batches, Commissions, Config, Delegations, Due, Exits, Held, HoldReason,
	HookRunning, Operators, Owed, Pallet, Pools, RewardAssets, RewardPlaces, Rewards,
	ServiceOperators, Services, Slashes, SweepFrom,
};
use alloc::{collections::BTreeMap, vec::Vec};
use estuary_math::Magnitude;
use estuary_primitives::restaking::SlashId;
use frame_support::{
	ensure,
	traits::{fungible::InspectHold, fungibles::Inspect},
};
use sp_runtime::{traits::Get, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// RS-1 to RS-4, and that what is kept twice agrees.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(!HookRunning::<T>::get(), "a hook is still running");
		Self::check_stake()?;
		Self::check_units()?;
		Self::check_allocations()?;
		Self::check_batches()?;
		Self::check_services()?;
		Self::check_slashes()?;
		Self::check_exposure()?;
		Self::check_rewards()
	}

	fn all_buckets() -> Vec<Bucket> {
		let pools = Pools::<T>::iter().map(|(_, pool)| pool.bucket);
		let batches = Batches::<T>::iter().map(|(_, _, batch)| batch.bucket);
		pools.chain(batches).collect()
	}

	fn check_stake() -> Result<(), TryRuntimeError> {
		let mut held = 0u128;
		let mut parts = 0u128;
		for bucket in Self::all_buckets() {
			held = held.saturating_add(bucket.stake);
			parts = parts.saturating_add(bucket.set_aside());
		}
		// What slashes set aside is held until they are applied.
		let pending = Slashes::<T>::iter_values()
			.filter(|slash| !slash.applied)
			.fold(0u128, |sum, slash| sum.saturating_add(slash.amount));
		ensure!(parts <= pending, "more is set aside than slashes are pending");
		held = held.saturating_add(pending);
		ensure!(held == Held::<T>::get(), "stakes do not sum to what is held");
		let balance = T::Assets::balance(T::StakedAsset::get(), &Self::stake_account());
		ensure!(balance >= held, "less stEST than is held");
		Ok(())
	}

	fn check_units() -> Result<(), TryRuntimeError> {
		let mut delegated: BTreeMap<_, u128> = BTreeMap::new();
		for (operator, _, delegation) in Delegations::<T>::iter() {
			let sum = delegated.entry((operator, delegation.generation)).or_default();
			*sum = sum.saturating_add(delegation.units);
		}
		for (operator, pool) in Pools::<T>::iter() {
			let units = delegated.get(&(operator, pool.generation)).copied().unwrap_or_default();
			ensure!(units == pool.units, "delegations do not sum to the units of their pool");
		}
		let mut left: BTreeMap<_, u128> = BTreeMap::new();
		let mut paid: BTreeMap<_, u128> = BTreeMap::new();
		for ((operator, era, _), exit) in Exits::<T>::iter() {
			let sum = left.entry((operator.clone(), era, exit.generation)).or_default();
			*sum = sum.saturating_add(exit.units);
			let sum = paid.entry((operator, era)).or_default();
			*sum = sum.saturating_add(exit.paid);
		}
		for (operator, era, batch) in Batches::<T>::iter() {
			let paid = paid.get(&(operator.clone(), era)).copied().unwrap_or_default();
			ensure!(paid <= batch.paid, "exits were paid more than their batch has paid");
			ensure!(batch.outstanding <= batch.units, "more of a batch is left than there was");
			let units = left.get(&(operator, era, batch.generation)).copied().unwrap_or_default();
			ensure!(units == batch.outstanding, "exits do not sum to the units of their batch");
		}
		Ok(())
	}

	/// RS-1 and RS-3, and that operators and services know of each other.
	fn check_allocations() -> Result<(), TryRuntimeError> {
		let oldest = Self::oldest_offence(Self::now());
		for (operator, service, allocation) in Allocations::<T>::iter() {
			let record = Operators::<T>::get(&operator).ok_or("an allocation of nobody")?;
			ensure!(record.services.contains(&service), "an allocation is not noted");
			let operators = ServiceOperators::<T>::get(service);
			ensure!(operators.contains(&operator), "a service does not know its operator");
			let greatest = allocation.magnitudes.greatest_since(oldest);
			ensure!(greatest <= allocation.reserved, "RS-1: more can be slashed than is reserved");
			let ascending = allocation.left.is_sorted_by(|(one, _), (next, _)| one < next);
			ensure!(ascending, "what is left of an era is noted twice");
			let over = allocation.left.last().is_none_or(|(last, _)| *last < Self::now());
			ensure!(over, "what is left of an era is noted before its end");
			let entry = Self::service(service).map_err(|_| "an allocation to no service")?;
			for (era, requested) in &allocation.requested {
				// Fractions for eras that are out of reach are not cleaned up at once.
				let bound = entry.max_fraction_at(*era);
				ensure!(*era < oldest || *requested <= bound, "RS-3: above the bound of an era");
			}
		}
		for (operator, record) in Operators::<T>::iter() {
			let reserved = Self::reserved(&operator).ok_or("a service without its allocation")?;
			let total = Pools::<T>::get(&operator).bucket.total;
			ensure!(reserved <= total, "RS-1: magnitudes sum to more than there is");
			ensure!(total <= Magnitude::ONE, "RS-1: more than one");
			let held = T::Currency::balance_on_hold(&HoldReason::Operator.into(), &operator);
			ensure!(held >= record.deposit, "a deposit of an operator is not on hold");
		}
		for (service, operators) in ServiceOperators::<T>::iter() {
			for operator in operators {
				let known = Allocations::<T>::contains_key(&operator, service);
				ensure!(known, "a service counts an operator without an allocation");
			}
		}
		Ok(())
	}

	/// RS-1 for those who left: what all services can slash of a batch is no more than there is,
	/// but for roundings, two units for each slash that can be open.
	fn check_batches() -> Result<(), TryRuntimeError> {
		let oldest = Self::oldest_offence(Self::now());
		let roundings = <MaxParts as Get<u32>>::get().saturating_mul(2);
		for (operator, left, batch) in Batches::<T>::iter() {
			let mut sum = 0u128;
			for (service, allocation) in Allocations::<T>::iter_prefix(&operator) {
				let greatest = (oldest..=left)
					.map(|era| {
						batch.kept_at(service, era).unwrap_or_else(|| allocation.magnitudes.at(era))
					})
					.max()
					.unwrap_or_default();
				sum = sum.saturating_add(batch.bucket.ratio().stake_of_floor(greatest));
			}
			let gross = batch.bucket.gross().saturating_add(roundings.into());
			ensure!(sum <= gross, "RS-1: more is promised of those who left than there is");
		}
		Ok(())
	}

	fn check_services() -> Result<(), TryRuntimeError> {
		let mut deposits: BTreeMap<_, u128> = BTreeMap::new();
		for (service, entry) in Services::<T>::iter() {
			let slashes: Vec<_> =
				Slashes::<T>::iter_values().filter(|slash| slash.service == service).collect();
			let pending = slashes.iter().filter(|slash| !slash.applied).count();
			ensure!(
				u32::try_from(slashes.len()) == Ok(entry.open) &&
					u32::try_from(pending) == Ok(entry.pending),
				"a service miscounts its slashes"
			);
			let sum = deposits.entry(entry.owner).or_default();
			*sum = sum.saturating_add(entry.deposit);
		}
		for (owner, deposit) in deposits {
			let held = T::Currency::balance_on_hold(&HoldReason::Service.into(), &owner);
			ensure!(held >= deposit, "a deposit of a service is not on hold");
		}
		Ok(())
	}

	fn check_slashes() -> Result<(), TryRuntimeError> {
		let mut parts: BTreeMap<SlashId, u128> = BTreeMap::new();
		for part in Self::all_buckets().into_iter().flat_map(|bucket| bucket.parts) {
			let slash = Slashes::<T>::get(part.slash).ok_or("a part of no slash")?;
			ensure!(slash.applied == part.applied, "a part is not where its slash is");
			let sum = parts.entry(part.slash).or_default();
			*sum = sum.saturating_add(part.amount);
		}
		for (id, slash) in Slashes::<T>::iter() {
			let sum = parts.get(&id).copied().unwrap_or_default();
			let left = slash.amount.saturating_sub(slash.refunded);
			// Nobody takes along what cannot come back any more; while a slash is pending nobody
			// leaves without it.
			let late = slash.applied && slash.refund_until < Self::now();
			ensure!(sum == left || late && sum < left, "parts do not sum to their slash");
			ensure!(Due::<T>::contains_key(slash.due, id), "nobody deals with a slash");
			let swept = SweepFrom::<T>::get().ok_or("nobody sweeps")?;
			ensure!(swept <= slash.due, "a slash that is due was passed over");
			let open = Allocations::<T>::get(&slash.operator, slash.service)
				.map_or(0, |allocation| allocation.open);
			let count = Slashes::<T>::iter_values()
				.filter(|other| other.service == slash.service && other.operator == slash.operator)
				.count();
			ensure!(u32::try_from(count) == Ok(open), "an allocation miscounts its slashes");
		}
		Ok(())
	}

	/// RS-4, as far as the state of one block shows it: who had left before the era of an offence
	/// bears nothing of it, and no offence is one of an era to come. That what raises a risk is
	/// announced for longer than leaving takes is of many blocks: `docs/design.md` names its tests.
	fn check_exposure() -> Result<(), TryRuntimeError> {
		let now = Self::now();
		for (_, left, batch) in Batches::<T>::iter() {
			for part in &batch.bucket.parts {
				let slash = Slashes::<T>::get(part.slash).ok_or("a part of no slash")?;
				ensure!(slash.era <= left, "RS-4: who had left bears an offence of later");
			}
		}
		for slash in Slashes::<T>::iter_values() {
			ensure!(slash.era <= now, "RS-4: a slash for an era that has not begun");
		}
		Ok(())
	}

	/// RS-2: all that can be claimed was paid in, and is there.
	fn check_rewards() -> Result<(), TryRuntimeError> {
		let mut places: BTreeMap<_, u32> = BTreeMap::new();
		for (operator, _, taken) in RewardPlaces::<T>::iter() {
			ensure!(taken <= MAX_SERVICE_ASSETS, "a service has taken too many places");
			let sum = places.entry(operator).or_default();
			*sum = sum.saturating_add(taken);
		}
		let reserved = T::ReservedAssets::get();
		for (operator, assets) in RewardAssets::<T>::iter() {
			let others = assets.iter().filter(|asset| !reserved.contains(asset)).count();
			let taken = places.get(&operator).copied().unwrap_or_default();
			ensure!(u32::try_from(others) == Ok(taken), "places of assets are miscounted");
		}
		let mut claims: Vec<(T::AssetId, u128)> = Vec::new();
		let mut add = |asset: &T::AssetId, amount: u128| match claims
			.iter_mut()
			.find(|(other, _)| other == asset)
		{
			Some((_, sum)) => *sum = sum.saturating_add(amount),
			None => claims.push((asset.clone(), amount)),
		};
		for (operator, assets) in RewardAssets::<T>::iter() {
			for asset in &assets {
				add(asset, Commissions::<T>::get(&operator, asset));
				for (who, delegation) in Delegations::<T>::iter_prefix(&operator) {
					let earned = Self::earned(&operator, &who, &delegation, asset);
					add(asset, earned.ok_or("RS-2: a reward does not fit")?.amount);
				}
			}
		}
		for ((operator, who, asset), earned) in Rewards::<T>::iter() {
			if !Delegations::<T>::contains_key(&operator, &who) {
				let gone = Delegation::default();
				let earned = Self::earned(&operator, &who, &gone, &asset).unwrap_or(earned);
				add(&asset, earned.amount);
			}
		}
		for (asset, sum) in claims {
			let owed = Owed::<T>::get(&asset);
			ensure!(sum <= owed, "RS-2: more can be claimed than was paid in");
			// Of another asset its admin may burn what it wants, from any account.
			if reserved.contains(&asset) {
				let balance = T::Assets::balance(asset, &Self::reward_account());
				ensure!(balance >= owed, "RS-2: less of an asset than is owed");
			}
		}
		Ok(())
	}
}
