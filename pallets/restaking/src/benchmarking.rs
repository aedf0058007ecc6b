//! Benchmarks of the calls and of the sweep, each with the most that it can meet: a batch for every
//! era, every slash that can be open, every asset, every operator.

use super::*;
use crate::types::{MaxParts, MaxRewardAssets, TermsOf};
use alloc::vec::Vec;
use estuary_math::{Balance, Magnitude};
use estuary_primitives::restaking::{
	ServiceId, SlashDestination, SlashId, SlashOrder, Terms, ValidatorSlashed,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungible, fungibles::Mutate, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_core::H256;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// What a runtime provides for benchmarks.
pub trait BenchmarkHelper<AssetId> {
	/// Makes `era` the active era.
	fn set_era(era: EraIndex);
	/// Creates the asset with a number below [`MAX_REWARD_ASSETS`], and names it.
	fn asset(index: u32) -> AssetId;
}

const ERA: EraIndex = 1_000;

/// An amount that every minimum allows.
fn unit<T: Config>() -> Balance {
	T::MinDelegation::get().max(1_000_000) * 100
}

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	use fungible::Mutate as _;
	let who = account(name, index, 0);
	let deposits = T::ServiceDeposit::get() * 100 + T::OperatorDeposit::get() + unit::<T>();
	T::Currency::mint_into(&who, deposits).unwrap();
	T::Assets::mint_into(T::StakedAsset::get(), &who, unit::<T>() * 1_000).unwrap();
	who
}

fn terms<T: Config>(who: &T::AccountId, veto: bool) -> TermsOf<T> {
	let delays = T::Delays::get();
	Terms {
		slasher: who.clone(),
		resolver: veto.then(|| who.clone()),
		veto_window: if veto { delays.max_veto } else { 0 },
		max_fraction: Perbill::one(),
		destination: SlashDestination::Burn,
		refund_window: delays.max_refund,
		reward_assets: assets::<T>().into_inner().try_into().unwrap(),
		min_stake: 0,
		notice: delays.least_notice(),
	}
}

/// As many as there are places: those that are not reserved first.
fn assets<T: Config>() -> BoundedVec<T::AssetId, MaxRewardAssets> {
	let reserved = T::ReservedAssets::get();
	let others = (0..MAX_REWARD_ASSETS - reserved.len() as u32).map(T::BenchmarkHelper::asset);
	let assets: Vec<_> = others.chain(reserved).collect();
	assets.try_into().unwrap()
}

fn registered<T: Config>(index: u32) -> T::AccountId {
	let operator = funded::<T>("operator", index);
	Pallet::<T>::do_register_operator(operator.clone(), Perbill::from_percent(10)).unwrap();
	operator
}

fn delegated<T: Config>(operator: &T::AccountId, index: u32) -> T::AccountId {
	let who = funded::<T>("delegator", index);
	Pallet::<T>::do_delegate(who.clone(), operator.clone(), unit::<T>(), 0).unwrap();
	who
}

fn services<T: Config>(owner: &T::AccountId, count: u32, veto: bool) -> Vec<ServiceId> {
	(0..count)
		.map(|_| Pallet::<T>::do_register_service(owner.clone(), terms::<T>(owner, veto)).unwrap())
		.collect()
}

/// An operator with a delegator, promised in equal parts to as many services as possible, whose
/// allocations hold since the era before the exit delay.
fn busy<T: Config>(veto: bool) -> (T::AccountId, T::AccountId, Vec<ServiceId>) {
	let delays = T::Delays::get();
	T::BenchmarkHelper::set_era(ERA - delays.exit - delays.allocation);
	let owner = funded::<T>("owner", 0);
	let operator = registered::<T>(0);
	delegated::<T>(&operator, 0);
	let services = services::<T>(&owner, MAX_SERVICES, veto);
	for service in &services {
		Pallet::<T>::do_allocate(operator.clone(), *service, Magnitude::from_percent(10)).unwrap();
	}
	(operator, owner, services)
}

/// The same, all allocations but the first given up: the next call that looks finds that none of
/// them can be slashed any more, and removes them.
fn given_up<T: Config>() -> (T::AccountId, T::AccountId, Vec<ServiceId>) {
	let (operator, owner, services) = busy::<T>(true);
	T::BenchmarkHelper::set_era(ERA - T::Delays::get().exit);
	for service in &services[1..] {
		Pallet::<T>::do_allocate(operator.clone(), *service, Magnitude::ZERO).unwrap();
	}
	assert!(Operators::<T>::get(&operator).unwrap().services.is_full());
	T::BenchmarkHelper::set_era(ERA + 1);
	(operator, owner, services)
}

/// Lets somebody leave `operator` in every era from `from` to `to`.
fn batches<T: Config>(operator: &T::AccountId, from: EraIndex, to: EraIndex) {
	for era in from..=to {
		T::BenchmarkHelper::set_era(era);
		let who = delegated::<T>(operator, era);
		let units = Delegations::<T>::get(operator, &who).unwrap().units;
		Pallet::<T>::do_undelegate(who, operator.clone(), units).unwrap();
	}
}

fn request<T: Config>(
	owner: &T::AccountId,
	operator: &T::AccountId,
	service: ServiceId,
	era: EraIndex,
) -> SlashId {
	let order = SlashOrder {
		service,
		operator: operator.clone(),
		era,
		fraction: Perbill::from_percent(1),
		evidence: H256::zero(),
	};
	Pallet::<T>::do_request_slash(owner.clone(), order).unwrap()
}

/// A slash for the oldest era that can be slashed, a batch for every era, and every other slash
/// open that can be. Its number.
fn slashed<T: Config>(veto: bool) -> (T::AccountId, T::AccountId, SlashId) {
	let (operator, owner, services) = busy::<T>(veto);
	batches::<T>(&operator, ERA - T::Delays::get().exit, ERA);
	let oldest = ERA - T::Delays::get().exit;
	let first = request::<T>(&owner, &operator, services[0], oldest);
	let most: u32 = <MaxParts as Get<u32>>::get();
	for index in 1..most {
		let service = services[(index / MAX_SLASHES) as usize];
		request::<T>(&owner, &operator, service, oldest);
	}
	(operator, owner, first)
}

/// Everybody behind `operator` has earned something in every asset there can be, of services that
/// each take the places that they can.
fn rewarded<T: Config>(owner: &T::AccountId, operator: &T::AccountId) {
	T::BenchmarkHelper::set_era(ERA);
	let services = Operators::<T>::get(operator).unwrap().services;
	for (index, asset) in assets::<T>().into_iter().enumerate() {
		let service = services[index / MAX_SERVICE_ASSETS as usize];
		T::Assets::mint_into(asset.clone(), owner, unit::<T>() * 10).unwrap();
		Pallet::<T>::do_pay_reward(owner.clone(), service, asset, unit::<T>()).unwrap();
	}
	assert!(RewardAssets::<T>::get(operator).is_full());
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_operator() {
		let who = funded::<T>("operator", 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Perbill::from_percent(10));
		assert!(Operators::<T>::contains_key(who));
	}

	#[benchmark]
	fn set_commission() {
		let who = registered::<T>(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Perbill::one());
		assert!(Operators::<T>::get(who).unwrap().announced.is_some());
	}

	#[benchmark]
	fn retire_operator() {
		// The second time: it is removed, with all of its allocations.
		let (operator, _, _) = busy::<T>(true);
		T::BenchmarkHelper::set_era(ERA - T::Delays::get().exit);
		Pallet::<T>::do_retire_operator(operator.clone()).unwrap();
		assert!(Operators::<T>::get(&operator).unwrap().services.is_full());
		T::BenchmarkHelper::set_era(ERA + 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()));
		assert!(!Operators::<T>::contains_key(operator));
	}

	#[benchmark]
	fn delegate() {
		let (operator, owner, _) = busy::<T>(true);
		rewarded::<T>(&owner, &operator);
		let who: T::AccountId = account("delegator", 0, 0);
		// Into a pool that everybody left every allocation is looked at.
		Pallet::<T>::do_undelegate(who.clone(), operator.clone(), unit::<T>()).unwrap();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), operator.clone(), unit::<T>(), 0);
		assert_eq!(Pools::<T>::get(operator).units, unit::<T>());
	}

	#[benchmark]
	fn undelegate() {
		let (operator, owner, _) = slashed::<T>(true);
		rewarded::<T>(&owner, &operator);
		let who = account("delegator", 0, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), operator.clone(), unit::<T>() / 2);
		assert!(Batches::<T>::get(operator, ERA).unwrap().bucket.parts.is_full());
	}

	#[benchmark]
	fn claim_undelegated() {
		let (operator, _, _) = busy::<T>(true);
		batches::<T>(&operator, ERA, ERA);
		T::BenchmarkHelper::set_era(Pallet::<T>::matures(ERA));
		let who: T::AccountId = account("delegator", ERA, 0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), operator.clone(), who.clone(), ERA);
		assert!(!Batches::<T>::contains_key(operator, ERA));
	}

	#[benchmark]
	fn register_service() {
		let who = funded::<T>("owner", 0);
		let terms = terms::<T>(&who, true);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), terms);
		assert_eq!(Services::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn amend_service() {
		let who = funded::<T>("owner", 0);
		let service = services::<T>(&who, 1, true)[0];
		let terms = terms::<T>(&who, false);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), service, terms);
		assert!(Services::<T>::get(service).unwrap().announced.is_some());
	}

	#[benchmark]
	fn close_service(o: Linear<0, { T::MaxOperators::get() }>) {
		T::BenchmarkHelper::set_era(ERA);
		let who = funded::<T>("owner", 0);
		let service = services::<T>(&who, 1, true)[0];
		for index in 0..o {
			let operator = registered::<T>(index);
			Pallet::<T>::do_allocate(operator, service, Magnitude::ONE).unwrap();
		}
		Pallet::<T>::do_close_service(who.clone(), service).unwrap();
		T::BenchmarkHelper::set_era(Pallet::<T>::matures(ERA));
		#[extrinsic_call]
		_(RawOrigin::Signed(who), service);
		assert!(!Services::<T>::contains_key(service));
	}

	#[benchmark]
	fn allocate() {
		let (operator, _, services) = given_up::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()), services[0], Magnitude::ONE);
		assert_eq!(Operators::<T>::get(operator).unwrap().services.len(), 1);
	}

	#[benchmark]
	fn release_allocation() {
		let (operator, who, services) = given_up::<T>();
		Services::<T>::mutate(services[0], |service| {
			service.as_mut().unwrap().terms.min_stake = u128::MAX;
		});
		#[extrinsic_call]
		_(RawOrigin::Signed(who), operator.clone(), services[0]);
		assert_eq!(Operators::<T>::get(operator).unwrap().services.len(), 1);
	}

	#[benchmark]
	fn request_slash() {
		let (operator, owner, services) = busy::<T>(true);
		let oldest = ERA - T::Delays::get().exit;
		batches::<T>(&operator, oldest, ERA);
		let fraction = Perbill::from_percent(1);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), services[0], operator, oldest, fraction, H256::zero());
		assert_eq!(Slashes::<T>::iter().count(), 1);
	}

	#[benchmark]
	fn veto_slash() {
		let (operator, owner, slash) = slashed::<T>(true);
		let delays = T::Delays::get();
		batches::<T>(&operator, ERA + 1, ERA + delays.max_veto);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), slash);
		assert!(!Slashes::<T>::contains_key(slash));
	}

	#[benchmark]
	fn apply_slash() {
		let (operator, owner, slash) = slashed::<T>(true);
		let delays = T::Delays::get();
		batches::<T>(&operator, ERA + 1, ERA + delays.max_veto + 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), slash);
		assert!(Slashes::<T>::get(slash).unwrap().applied);
	}

	#[benchmark]
	fn refund_slash() {
		let (operator, owner, slash) = slashed::<T>(true);
		let delays = T::Delays::get();
		let deadline = ERA + delays.max_veto + 1;
		batches::<T>(&operator, ERA + 1, deadline);
		Pallet::<T>::do_apply_slash(slash).unwrap();
		batches::<T>(&operator, deadline + 1, deadline + delays.max_refund);
		let amount = Slashes::<T>::get(slash).unwrap().amount;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), slash, amount);
		assert!(!Slashes::<T>::contains_key(slash));
	}

	#[benchmark]
	fn pay_reward(o: Linear<1, { T::MaxOperators::get() }>) {
		let delays = T::Delays::get();
		T::BenchmarkHelper::set_era(ERA - delays.allocation);
		let who = funded::<T>("owner", 0);
		let service = services::<T>(&who, 1, true)[0];
		for index in 0..o {
			let operator = registered::<T>(index);
			delegated::<T>(&operator, index);
			Pallet::<T>::do_allocate(operator, service, Magnitude::ONE).unwrap();
		}
		T::BenchmarkHelper::set_era(ERA);
		let asset = T::BenchmarkHelper::asset(0);
		T::Assets::mint_into(asset.clone(), &who, unit::<T>() * 10).unwrap();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), service, asset.clone(), unit::<T>());
		assert_eq!(Owed::<T>::get(asset), unit::<T>());
	}

	#[benchmark]
	fn claim_reward() {
		let (operator, owner, _) = busy::<T>(true);
		rewarded::<T>(&owner, &operator);
		let who = account("delegator", 0, 0);
		let asset = T::BenchmarkHelper::asset(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), operator, asset.clone());
		assert!(Owed::<T>::get(asset) < unit::<T>());
	}

	#[benchmark]
	fn claim_commission() {
		let (operator, owner, _) = busy::<T>(true);
		rewarded::<T>(&owner, &operator);
		let asset = T::BenchmarkHelper::asset(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), asset.clone());
		assert!(Owed::<T>::get(asset) < unit::<T>());
	}

	#[benchmark]
	fn close_slash() {
		let (operator, owner, slash) = slashed::<T>(true);
		let delays = T::Delays::get();
		let deadline = ERA + delays.max_veto + 1;
		batches::<T>(&operator, ERA + 1, deadline);
		Pallet::<T>::do_apply_slash(slash).unwrap();
		batches::<T>(&operator, deadline + 1, deadline + delays.max_refund);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), slash);
		assert!(!Slashes::<T>::contains_key(slash));
	}

	#[benchmark]
	fn validator_slashed() {
		let who = registered::<T>(0);
		#[block]
		{
			<Pallet<T> as ValidatorSlashed<_>>::validator_slashed(&who, ERA);
		}
		assert!(Operators::<T>::get(who).unwrap().jailed_until > 0);
	}

	#[benchmark]
	fn sweep_step() {
		let (operator, _, slash) = slashed::<T>(true);
		let due = ERA + T::Delays::get().max_veto + 1;
		batches::<T>(&operator, ERA + 1, due);
		SweepFrom::<T>::put(due);
		// The one for which most has to be read is the only one that is due.
		let others: Vec<_> =
			Due::<T>::iter_key_prefix(due).filter(|other| *other != slash).collect();
		others.into_iter().for_each(|other| Due::<T>::remove(due, other));
		#[block]
		{
			Pallet::<T>::sweep_step();
		}
		assert!(Slashes::<T>::get(slash).unwrap().applied);
	}

	#[benchmark]
	fn sweep_idle() {
		T::BenchmarkHelper::set_era(ERA);
		SweepFrom::<T>::put(ERA);
		#[block]
		{
			Pallet::<T>::sweep_step();
		}
		assert_eq!(SweepFrom::<T>::get(), Some(ERA));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
