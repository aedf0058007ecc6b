//! Views for the runtime API. They read, they never write.

use crate::{
	types::{Allocation, Delegation, Exit, Operator, Pool, ServiceOf},
	Allocations, Commissions, Config, Delegations, Exits, Operators, Pallet, Pools, RewardAssets,
	ServiceOperators, Services, Slashes,
};
use alloc::vec::Vec;
use estuary_math::{mul_div_floor, Balance};
use estuary_primitives::restaking::{
	AllocationView, ClaimableReward, DelegationPreview, ExitView, OperatorView, PositionView,
	ServiceId, ServiceView, SharedSecurity, SlashView,
};
use sp_runtime::Perbill;
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	/// All operators.
	pub fn api_operators() -> Vec<OperatorView<T::AccountId>> {
		Operators::<T>::iter()
			.map(|(who, entry)| Self::operator_view(who, entry))
			.collect()
	}

	/// One operator.
	pub fn api_operator(operator: T::AccountId) -> Option<OperatorView<T::AccountId>> {
		let entry = Operators::<T>::get(&operator)?;
		Some(Self::operator_view(operator, entry))
	}

	/// All services.
	pub fn api_services() -> Vec<ServiceView<T::AccountId, T::AssetId>> {
		Services::<T>::iter().map(|(id, entry)| Self::service_view(id, entry)).collect()
	}

	/// One service.
	pub fn api_service(service: ServiceId) -> Option<ServiceView<T::AccountId, T::AssetId>> {
		Services::<T>::get(service).map(|entry| Self::service_view(service, entry))
	}

	/// What `operator` has promised to services.
	pub fn api_allocations(operator: T::AccountId) -> Vec<AllocationView<T::AccountId>> {
		Allocations::<T>::iter_prefix(&operator)
			.map(|(service, entry)| Self::allocation_view(operator.clone(), service, entry))
			.collect()
	}

	/// What `service` can still take of `operator` for an offence in `era`.
	pub fn api_slashable_stake(
		service: ServiceId,
		operator: T::AccountId,
		era: EraIndex,
	) -> Balance {
		Self::slashable_stake(service, &operator, era)
	}

	/// What `delegator` has with each operator, with its exits. Reads every delegation there is:
	/// for clients only.
	pub fn api_positions(delegator: T::AccountId) -> Vec<PositionView<T::AccountId>> {
		let mut positions: Vec<_> = Delegations::<T>::iter()
			.filter(|(_, who, _)| *who == delegator)
			.map(|(operator, _, delegation)| Self::position_view(operator, delegation))
			.collect();
		for ((operator, era, who), exit) in Exits::<T>::iter() {
			if who != delegator {
				continue;
			}
			let view = Self::exit_view(&operator, era, &exit);
			match positions.iter_mut().find(|position| position.operator == operator) {
				Some(position) => position.exits.push(view),
				None => {
					let mut position = Self::position_view(operator, Delegation::default());
					position.exits.push(view);
					positions.push(position);
				},
			}
		}
		positions
	}

	/// Slashes of `operator` that are pending or can still be refunded.
	pub fn api_slashes(operator: T::AccountId) -> Vec<SlashView<T::AccountId>> {
		Slashes::<T>::iter()
			.filter(|(_, slash)| slash.operator == operator)
			.filter_map(|(id, _)| Self::slash_view(id))
			.collect()
	}

	/// Slashes by `service` that are pending or can still be refunded.
	pub fn api_service_slashes(service: ServiceId) -> Vec<SlashView<T::AccountId>> {
		Slashes::<T>::iter()
			.filter(|(_, slash)| slash.service == service)
			.filter_map(|(id, _)| Self::slash_view(id))
			.collect()
	}

	/// The fraction for an offence in `era` that slashes can still be requested for.
	pub fn api_fraction_left(service: ServiceId, operator: T::AccountId, era: EraIndex) -> Perbill {
		Self::fraction_left(service, &operator, era)
	}

	/// What delegating `amount` to `operator` would bring now.
	pub fn api_preview_delegate(
		operator: T::AccountId,
		amount: Balance,
	) -> Option<DelegationPreview> {
		let (mut pool, units) = Self::quote_delegation(&operator, amount).ok()?;
		pool.units = pool.units.checked_add(units)?;
		pool.bucket.stake = pool.bucket.stake.checked_add(amount)?;
		let [stake, set_aside, refundable] = Self::worth_floor(&pool, units);
		Some(DelegationPreview { units, stake, set_aside, refundable })
	}

	/// Stake that a reward of `service` in `asset` would be shared out by now.
	pub fn api_rewarded_stake(service: ServiceId, asset: T::AssetId) -> Balance {
		<Self as SharedSecurity<T::AccountId>>::rewarded_stake(service, asset)
	}

	/// Rewards that `account` can claim, also as an operator. Reads every list of assets there is:
	/// for clients only.
	pub fn api_claimable_rewards(
		account: T::AccountId,
	) -> Vec<ClaimableReward<T::AccountId, T::AssetId>> {
		let mut rewards = Vec::new();
		for (operator, assets) in RewardAssets::<T>::iter() {
			let delegation = Delegations::<T>::get(&operator, &account).unwrap_or_default();
			for asset in assets {
				let earned = Self::earned(&operator, &account, &delegation, &asset);
				let reward = earned.map_or(0, |earned| earned.amount);
				let commission =
					if operator == account { Commissions::<T>::get(&operator, &asset) } else { 0 };
				if reward > 0 || commission > 0 {
					let operator = operator.clone();
					rewards.push(ClaimableReward { operator, asset, reward, commission });
				}
			}
		}
		rewards
	}

	fn operator_view(who: T::AccountId, entry: Operator) -> OperatorView<T::AccountId> {
		let now = Self::now();
		let pool = Pools::<T>::get(&who);
		let reserved = Self::reserved(&who).unwrap_or_default();
		OperatorView {
			commission: entry.commission_at(now),
			announced_commission: entry.announced.filter(|(_, era)| *era > now),
			retired: entry.retired,
			jailed_until: entry.jailed_until,
			stake: pool.bucket.stake,
			set_aside: pool.bucket.set_aside(),
			refundable: Self::refundable(&pool),
			units: pool.units,
			magnitude: pool.bucket.total,
			reserved,
			services: entry.services.into_inner(),
			operator: who,
		}
	}

	fn service_view(
		service: ServiceId,
		entry: ServiceOf<T>,
	) -> ServiceView<T::AccountId, T::AssetId> {
		let entry = entry.advanced(Self::now());
		ServiceView {
			service,
			owner: entry.owner,
			terms: entry.terms,
			announced_terms: entry.announced,
			closing: entry.closing,
			deposit: entry.deposit,
			operators: ServiceOperators::<T>::get(service).into_inner(),
			open_slashes: entry.open,
		}
	}

	fn allocation_view(
		operator: T::AccountId,
		service: ServiceId,
		entry: Allocation,
	) -> AllocationView<T::AccountId> {
		let now = Self::now();
		AllocationView {
			slashable: Self::slashable_stake(service, &operator, now),
			operator,
			service,
			magnitude: entry.magnitudes.at(now),
			announced: entry
				.magnitudes
				.after(now)
				.map(|change| (change.era, change.magnitude))
				.collect(),
			reserved: entry.reserved,
		}
	}

	fn position_view(operator: T::AccountId, delegation: Delegation) -> PositionView<T::AccountId> {
		let pool = Pools::<T>::get(&operator);
		let valid = delegation.generation == pool.generation;
		let units = if valid { delegation.units } else { 0 };
		let [stake, set_aside, refundable] = Self::worth_floor(&pool, units);
		PositionView { operator, units, stake, set_aside, refundable, exits: Vec::new() }
	}

	/// What applied slashes have taken of a pool and can still give back.
	fn refundable(pool: &Pool) -> Balance {
		pool.bucket.claims_at(Self::now()).saturating_sub(pool.bucket.gross())
	}

	/// The parts that `units` are of a pool's stake, of what pending slashes have set aside, and of
	/// what applied ones can still give back.
	fn worth_floor(pool: &Pool, units: u128) -> [Balance; 3] {
		[pool.bucket.stake, pool.bucket.set_aside(), Self::refundable(pool)]
			.map(|amount| mul_div_floor(amount, units, pool.units).unwrap_or_default())
	}

	fn exit_view(operator: &T::AccountId, era: EraIndex, exit: &Exit) -> ExitView {
		let matures = Self::matures(era);
		let Some(batch) = Self::batch_of(operator, era, exit) else {
			return ExitView { era, units: 0, stake: 0, set_aside: 0, matures };
		};
		let set_aside = mul_div_floor(batch.bucket.set_aside(), exit.units, batch.units);
		ExitView {
			era,
			units: exit.units,
			stake: batch.owed_floor(exit).unwrap_or_default(),
			set_aside: set_aside.unwrap_or_default(),
			matures,
		}
	}
}
