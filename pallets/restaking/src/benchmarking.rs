//! Benchmarks of the calls and of the sweep, each with the most that it can meet: a batch for every
//! era, every slash that can be open, every asset, every operator, a change in every era that is
//! remembered.

use super::*;
use crate::types::{MaxParts, MaxRewardAssets, TermsOf};
use alloc::vec::Vec;
use estuary_math::{Balance, Magnitude};
use estuary_primitives::restaking::{
	ServiceId, SlashDestination, SlashId, SlashOrder, Terms, ValidatorSlashed,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible,
		fungibles::{Inspect, Mutate},
		tokens::Preservation,
		Get,
	},
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
	/// Creates the asset with a number below [`MAX_REWARD_ASSETS`], and names it. It does not keep
	/// an account open by itself: who pays a reward in it for the first time opens one.
	fn asset(index: u32) -> AssetId;
}

const ERA: EraIndex = 1_000;

/// An amount of which a hundredth is one that every minimum allows.
fn unit<T: Config>() -> Balance {
	T::MinDelegation::get().max(1_000_000) * 100
}

/// The oldest era that can be slashed for in [`ERA`].
fn oldest<T: Config>() -> EraIndex {
	ERA - T::Delays::get().exit
}

/// The era in which a slash that is requested in [`ERA`] can be applied.
fn deadline<T: Config>() -> EraIndex {
	ERA + T::Delays::get().max_veto + 1
}

/// Who is in with every operator.
fn delegator<T: Config>() -> T::AccountId {
	account("delegator", 0, 0)
}

/// Where slashed stEST goes: a transfer touches more than burning does.
fn destination<T: Config>() -> T::AccountId {
	account("destination", 0, 0)
}

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	use fungible::Mutate as _;
	let who = account(name, index, 0);
	let deposits = T::ServiceDeposit::get() * 100 + T::OperatorDeposit::get() + unit::<T>();
	T::Currency::mint_into(&who, deposits).unwrap();
	T::Assets::mint_into(T::StakedAsset::get(), &who, unit::<T>() * 1_000).unwrap();
	who
}

/// Takes all stEST from `who`: what it is paid next opens its account.
fn emptied<T: Config>(who: &T::AccountId) {
	let (asset, to) = (T::StakedAsset::get(), account("owner", 0, 0));
	let all = T::Assets::balance(asset.clone(), who);
	T::Assets::transfer(asset, who, &to, all, Preservation::Expendable).unwrap();
}

fn terms<T: Config>(who: &T::AccountId, veto: bool) -> TermsOf<T> {
	let delays = T::Delays::get();
	Terms {
		slasher: who.clone(),
		resolver: veto.then(|| who.clone()),
		veto_window: if veto { delays.max_veto } else { 0 },
		max_fraction: Perbill::one(),
		destination: SlashDestination::Account(destination::<T>()),
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

fn services<T: Config>(owner: &T::AccountId, count: u32, veto: bool) -> Vec<ServiceId> {
	(0..count)
		.map(|_| Pallet::<T>::do_register_service(owner.clone(), terms::<T>(owner, veto)).unwrap())
		.collect()
}

/// Promises less to each service of `operator` from the next era on: a change for every era is as
/// many as there can be.
fn lower<T: Config>(operator: &T::AccountId) {
	let next = Pallet::<T>::now() + 1;
	for service in Operators::<T>::get(operator).unwrap().services {
		let magnitude = Allocations::<T>::get(operator, service).unwrap().magnitudes.at(next);
		let less = magnitude.saturating_sub(Magnitude(1));
		Pallet::<T>::do_allocate(operator.clone(), service, less).unwrap();
	}
}

/// An operator with a delegator, promised in equal parts to `services`. The allocations hold, and
/// were lowered in each era, since before anything that is remembered in the oldest era of
/// offences.
fn standing<T: Config>(index: u32, services: &[ServiceId]) -> T::AccountId {
	let delays = T::Delays::get();
	let first = oldest::<T>() - (delays.exit + delays.max_veto + 2);
	T::BenchmarkHelper::set_era(first - delays.allocation);
	let operator = registered::<T>(index);
	let who = funded::<T>("delegator", 0);
	Pallet::<T>::do_delegate(who, operator.clone(), unit::<T>(), 0).unwrap();
	for service in services {
		Pallet::<T>::do_allocate(operator.clone(), *service, Magnitude::from_percent(10)).unwrap();
	}
	for era in first..oldest::<T>() {
		T::BenchmarkHelper::set_era(era);
		lower::<T>(&operator);
	}
	operator
}

/// [`standing`] with as many services as there can be: the operator, the owner of the services,
/// the services.
fn busy<T: Config>() -> (T::AccountId, T::AccountId, Vec<ServiceId>) {
	let owner = funded::<T>("owner", 0);
	let services = services::<T>(&owner, MAX_SERVICES, true);
	(standing::<T>(0, &services), owner, services)
}

/// Others take all places with `service` but `free`.
fn crowded<T: Config>(service: ServiceId, free: u32) {
	ServiceOperators::<T>::mutate(service, |operators| {
		let taken = operators.len() as u32;
		for index in taken..T::MaxOperators::get() - free {
			operators.try_push(account("other", index, 0)).unwrap();
		}
	});
}

/// [`busy`] with nobody else who can come in to the services, and all allocations given up: the
/// next call that looks finds that none of them can be slashed any more, and removes them.
fn given_up<T: Config>() -> (T::AccountId, T::AccountId, Vec<ServiceId>) {
	let (operator, owner, services) = busy::<T>();
	T::BenchmarkHelper::set_era(oldest::<T>());
	for service in &services {
		Pallet::<T>::do_allocate(operator.clone(), *service, Magnitude::ZERO).unwrap();
		crowded::<T>(*service, 0);
	}
	assert!(Operators::<T>::get(&operator).unwrap().services.is_full());
	T::BenchmarkHelper::set_era(ERA + 1);
	(operator, owner, services)
}

/// A hundredth of a unit leaves `operator`.
fn leave<T: Config>(operator: &T::AccountId) {
	Pallet::<T>::do_undelegate(delegator::<T>(), operator.clone(), unit::<T>() / 100).unwrap();
}

/// Lets somebody leave `operator` in every era from `from` to `to`, in which it also lowers its
/// allocations. What leaves is so little that a part of every slash is left for the last batch.
fn batches<T: Config>(operator: &T::AccountId, from: EraIndex, to: EraIndex) {
	for era in from..=to {
		T::BenchmarkHelper::set_era(era);
		leave::<T>(operator);
		lower::<T>(operator);
	}
}

/// A slash by whoever may slash for `service`.
fn request<T: Config>(operator: &T::AccountId, service: ServiceId, era: EraIndex) -> SlashId {
	let order = SlashOrder {
		service,
		operator: operator.clone(),
		era,
		fraction: Perbill::from_percent(5),
		evidence: H256::zero(),
	};
	let slasher = Services::<T>::get(service).unwrap().terms.slasher;
	Pallet::<T>::do_request_slash(slasher, order).unwrap()
}

/// As many slashes for `era` by `services` as can be open, but `free` ones of the first of them.
fn requests<T: Config>(
	operator: &T::AccountId,
	services: &[ServiceId],
	era: EraIndex,
	free: u32,
) -> Vec<SlashId> {
	let most: u32 = <MaxParts as Get<u32>>::get();
	(free..most)
		.map(|index| request::<T>(operator, services[(index / MAX_SLASHES) as usize], era))
		.collect()
}

/// Applies `slashes`. Their destination keeps nothing of them.
fn applied<T: Config>(slashes: &[SlashId]) {
	for slash in slashes {
		Pallet::<T>::do_apply_slash(*slash).unwrap();
	}
	emptied::<T>(&destination::<T>());
}

/// [`busy`] with a slash for the oldest era that can be slashed, a batch for every era, and every
/// other slash open that can be, requested `before` eras earlier: the operator, the owner of the
/// services, the others, the slash.
fn slashed<T: Config>(before: EraIndex) -> (T::AccountId, T::AccountId, Vec<SlashId>, SlashId) {
	let (operator, owner, services) = busy::<T>();
	batches::<T>(&operator, oldest::<T>(), ERA - before);
	let others = requests::<T>(&operator, &services, oldest::<T>(), 1);
	batches::<T>(&operator, ERA - before + 1, ERA);
	let slash = request::<T>(&operator, services[0], oldest::<T>());
	(operator, owner, others, slash)
}

/// [`slashed`] once it is due, with all others applied: every service has magnitudes of its own of
/// every batch but the last, with what each of its slashes took.
fn due<T: Config>() -> (T::AccountId, T::AccountId, Vec<SlashId>, SlashId) {
	let (operator, owner, others, slash) = slashed::<T>(0);
	batches::<T>(&operator, ERA + 1, deadline::<T>());
	applied::<T>(&others);
	assert_full::<T>(&operator, ERA);
	(operator, owner, others, slash)
}

/// [`due`] after all of it was applied, in the last era in which it can be given back, with a batch
/// for every era. A part of a slash of each service was given back: also of the batches since then
/// every service has magnitudes of its own.
fn refundable<T: Config>() -> (T::AccountId, T::AccountId, SlashId) {
	let (operator, owner, others, slash) = due::<T>();
	Pallet::<T>::do_apply_slash(slash).unwrap();
	let last = deadline::<T>() + T::Delays::get().max_refund;
	batches::<T>(&operator, deadline::<T>() + 1, last);
	for other in others.into_iter().step_by(MAX_SLASHES as usize) {
		let half = Slashes::<T>::get(other).unwrap().amount / 2;
		Pallet::<T>::do_refund_slash(owner.clone(), other, half).unwrap();
	}
	assert_full::<T>(&operator, last - 1);
	(operator, owner, slash)
}

/// The batch of `era` has a part of as many slashes, and magnitudes for as many services, as there
/// can be.
fn assert_full<T: Config>(operator: &T::AccountId, era: EraIndex) {
	let batch = Batches::<T>::get(operator, era).unwrap();
	assert!(batch.bucket.parts.is_full() && batch.kept.is_full());
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

/// Another operator with the same pool, batches and allocations as `operator`.
fn copied<T: Config>(operator: &T::AccountId, index: u32) {
	let (other, who) = (account::<T::AccountId>("operator", index, 0), delegator::<T>());
	Operators::<T>::insert(&other, Operators::<T>::get(operator).unwrap());
	Pools::<T>::insert(&other, Pools::<T>::get(operator));
	StakeHistory::<T>::insert(&other, StakeHistory::<T>::get(operator));
	Delegations::<T>::insert(&other, &who, Delegations::<T>::get(operator, &who).unwrap());
	for (service, allocation) in Allocations::<T>::iter_prefix(operator) {
		Allocations::<T>::insert(&other, service, allocation);
		ServiceOperators::<T>::try_append(service, other.clone()).unwrap();
	}
	for (era, batch) in Batches::<T>::iter_prefix(operator) {
		Batches::<T>::insert(&other, era, batch);
	}
}

/// What benchmarks of a service ask for, on chain with this pallet.
impl<T: Config> Pallet<T> {
	/// Lets `count` operators stand behind `service` in the active era, in place of none. Somebody
	/// has left each of them in every era since the oldest that can be slashed for, which is
	/// returned. They have as many services as there can be, and as many slashes open for that era,
	/// all applied, as there can be but `free` ones of `service`.
	pub fn benchmark_operators(service: ServiceId, count: u32, free: u32) -> EraIndex {
		if count > 0 {
			let owner = funded::<T>("owner", 0);
			let others = services::<T>(&owner, MAX_SERVICES - 1, false);
			let services: Vec<_> = core::iter::once(service).chain(others).collect();
			let operator = standing::<T>(0, &services);
			batches::<T>(&operator, oldest::<T>(), ERA);
			applied::<T>(&requests::<T>(&operator, &services, oldest::<T>(), free));
			// All of them in the same way would take most of the time of a measurement.
			(1..count).for_each(|index| copied::<T>(&operator, index));
		}
		T::BenchmarkHelper::set_era(ERA);
		oldest::<T>()
	}

	/// Lets somebody leave each operator of `service` in every era up to `last`, which is active
	/// then. To be called after [`Self::benchmark_operators`].
	///
	/// The batches are those that there would be if the other services had the longest veto window,
	/// and a part of a slash of each had been given back.
	pub fn benchmark_exits(service: ServiceId, last: EraIndex) {
		for era in ERA + 1..=last {
			T::BenchmarkHelper::set_era(era);
			ServiceOperators::<T>::get(service).iter().for_each(leave::<T>);
		}
		for operator in ServiceOperators::<T>::get(service) {
			let first = Batches::<T>::get(&operator, oldest::<T>()).unwrap();
			for era in ERA..last {
				let mut kept = first.kept.clone();
				let applied = era >= deadline::<T>();
				for kept in kept.iter_mut().filter(|kept| applied || kept.service == service) {
					kept.taken = Default::default();
				}
				Batches::<T>::mutate(&operator, era, |batch| batch.as_mut().unwrap().kept = kept);
			}
			assert_full::<T>(&operator, last - 1);
		}
	}
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_operator() {
		// Late enough for as many eras as a jail to lie behind: staking is asked of each.
		T::BenchmarkHelper::set_era(ERA);
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
		// It is removed at once, with all of its allocations and the pool that everybody left.
		let (operator, _, _) = given_up::<T>();
		Pallet::<T>::do_undelegate(delegator::<T>(), operator.clone(), unit::<T>()).unwrap();
		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()));
		assert!(!Operators::<T>::contains_key(&operator));
		assert!(!Pools::<T>::contains_key(operator));
	}

	#[benchmark]
	fn delegate() {
		let (operator, owner, _) = busy::<T>();
		rewarded::<T>(&owner, &operator);
		let who = delegator::<T>();
		// Into a pool that everybody left every allocation is looked at. If slashes voided all
		// units meanwhile, the rewards of both generations are.
		Pallet::<T>::do_undelegate(who.clone(), operator.clone(), unit::<T>()).unwrap();
		Pools::<T>::mutate(&operator, |pool| pool.generation += 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), operator.clone(), unit::<T>(), 0);
		assert_eq!(Pools::<T>::get(operator).units, unit::<T>());
	}

	#[benchmark]
	fn undelegate() {
		let (operator, owner, _, _) = slashed::<T>(0);
		rewarded::<T>(&owner, &operator);
		// After the last one it matters whether there still is an operator.
		let who = delegator::<T>();
		let units = Delegations::<T>::get(&operator, &who).unwrap().units;
		#[extrinsic_call]
		_(RawOrigin::Signed(who), operator.clone(), units);
		assert_eq!(Pools::<T>::get(&operator).units, 0);
		assert!(Batches::<T>::get(operator, ERA).unwrap().bucket.parts.is_full());
	}

	#[benchmark]
	fn claim_undelegated() {
		let (operator, owner, _, slash) = due::<T>();
		Pallet::<T>::do_apply_slash(slash).unwrap();
		let (who, era) = (delegator::<T>(), oldest::<T>());
		Batches::<T>::mutate(&operator, era, |batch| {
			let batch = batch.as_mut().unwrap();
			// Slashes that took nothing of so small a batch are among its magnitudes all the same,
			// and do not keep it from being paid for good.
			batch.bucket.parts = Default::default();
			// Somebody was paid whose unit was worth nothing: that is left to the pool.
			batch.units += 1;
		});
		emptied::<T>(&who);
		let before = Pools::<T>::get(&operator).bucket.stake;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), operator.clone(), who, era);
		assert!(!Batches::<T>::contains_key(&operator, era));
		assert!(Pools::<T>::get(operator).bucket.stake > before);
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
		// In place of all that are removed it takes the last place with another service.
		let (operator, owner, _) = given_up::<T>();
		let service = services::<T>(&owner, 1, true)[0];
		crowded::<T>(service, 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()), service, Magnitude::ONE);
		assert_eq!(Operators::<T>::get(operator).unwrap().services.into_inner(), [service]);
	}

	#[benchmark]
	fn release_allocation() {
		let (operator, who, services) = given_up::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), operator.clone(), services[0]);
		assert!(Operators::<T>::get(operator).unwrap().services.is_empty());
	}

	#[benchmark]
	fn request_slash() {
		// All others were applied just now, so that the batches keep magnitudes. It is the first
		// for an era that any of them was requested after: what was promised then is computed.
		let (operator, owner, services) = busy::<T>();
		batches::<T>(&operator, oldest::<T>(), ERA);
		let others = requests::<T>(&operator, &services, oldest::<T>(), 1);
		batches::<T>(&operator, ERA + 1, deadline::<T>());
		applied::<T>(&others);
		let oldest = Pallet::<T>::oldest_offence(deadline::<T>());
		let fraction = Perbill::from_percent(1);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), services[0], operator.clone(), oldest, fraction, H256::zero());
		assert_full::<T>(&operator, oldest);
	}

	#[benchmark]
	fn veto_slash() {
		// In the last era for it, in which the others were applied.
		let (operator, owner, others, slash) = slashed::<T>(1);
		batches::<T>(&operator, ERA + 1, deadline::<T>() - 1);
		applied::<T>(&others);
		assert_full::<T>(&operator, ERA);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), slash);
		assert!(!Slashes::<T>::contains_key(slash));
	}

	#[benchmark]
	fn apply_slash() {
		let (_, owner, _, slash) = due::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), slash);
		assert!(Slashes::<T>::get(slash).unwrap().applied);
	}

	#[benchmark]
	fn refund_slash() {
		let (_, owner, slash) = refundable::<T>();
		let amount = Slashes::<T>::get(slash).unwrap().amount;
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), slash, amount);
		assert!(!Slashes::<T>::contains_key(slash));
	}

	#[benchmark]
	fn pay_reward(o: Linear<1, { T::MaxOperators::get() }>) {
		let who = funded::<T>("owner", 0);
		let services = services::<T>(&who, MAX_SERVICES, true);
		for index in 0..o {
			let operator = standing::<T>(index, &services);
			batches::<T>(&operator, ERA, ERA);
			requests::<T>(&operator, &services, ERA, 0);
		}
		let asset = T::BenchmarkHelper::asset(0);
		T::Assets::mint_into(asset.clone(), &who, unit::<T>() * 10).unwrap();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), services[0], asset.clone(), unit::<T>());
		assert_eq!(Owed::<T>::get(asset), unit::<T>());
	}

	#[benchmark]
	fn claim_reward() {
		let (operator, owner, _) = busy::<T>();
		rewarded::<T>(&owner, &operator);
		let who = delegator::<T>();
		let asset = T::BenchmarkHelper::asset(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), operator, asset.clone());
		assert!(Owed::<T>::get(asset) < unit::<T>());
	}

	#[benchmark]
	fn claim_commission() {
		let (operator, owner, _) = busy::<T>();
		rewarded::<T>(&owner, &operator);
		let asset = T::BenchmarkHelper::asset(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(operator), asset.clone());
		assert!(Owed::<T>::get(asset) < unit::<T>());
	}

	#[benchmark]
	fn close_slash() {
		let (_, owner, slash) = refundable::<T>();
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
		let (_, _, _, slash) = due::<T>();
		SweepFrom::<T>::put(deadline::<T>());
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
