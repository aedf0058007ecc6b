//! Benchmarks of the calls, of every step of a settlement and of the slash hook, on the staking
//! system of the runtime.

use super::*;
use alloc::{collections::BTreeMap, vec::Vec};
use estuary_math::{Balance, Shares};
use estuary_primitives::{
	staking::StakingBackend,
	types::{EraRecord, Step},
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate, MutateHold},
		tokens::{Fortitude, Precision, Preservation},
		EnsureOrigin, Get,
	},
	BoundedVec,
};
use frame_system::RawOrigin;
use pallet::{MaxQueue, MaxTargets};
use sp_runtime::Perbill;
use sp_staking::{EraIndex, OnStakingUpdate};

/// An amount that every minimum allows, in planck.
fn unit<T: Config>() -> Balance {
	T::Currency::minimum_balance().max(T::Staking::min_nominator_bond()).max(1_000) * 10
}

fn funded<T: Config>(name: &'static str) -> T::AccountId {
	let who = account(name, 0, 0);
	T::Currency::mint_into(&who, unit::<T>() * 1_000_000).unwrap();
	who
}

fn validators<T: Config>(first: u32, count: u32) -> BoundedVec<T::AccountId, MaxTargets> {
	let list: Vec<T::AccountId> = (first..first + count)
		.map(|index| {
			let who = account("validator", index, 0);
			T::Staking::bench_validator(&who, Perbill::zero());
			who
		})
		.collect();
	list.try_into().unwrap()
}

fn params<T: Config>() -> Params<T::AccountId> {
	Params {
		min_deposit: T::Currency::minimum_balance(),
		min_redeem: Shares(T::Shares::minimum_balance().max(1)),
		fee: Perbill::from_percent(10),
		fee_recipient: account("fees", 0, 0),
		instant_fee: Perbill::from_percent(1),
		reserve: Perbill::zero(),
		bunker: Perbill::from_percent(1),
		places: <MaxTargets as Get<u32>>::get(),
		min_validator_bond: 1,
		max_commission: Perbill::one(),
	}
}

fn clear<T: Config>() {
	let pool = Pallet::<T>::pool_account();
	let shares = T::Shares::balance(&pool);
	T::Shares::burn_from(
		&pool,
		shares,
		Preservation::Expendable,
		Precision::Exact,
		Fortitude::Force,
	)
	.unwrap();
	Pool::<T>::kill();
	Pots::<T>::kill();
	Cycle::<T>::kill();
	Collecting::<T>::kill();
	Queue::<T>::kill();
}

/// A pool of `count` pots with the greatest number of validators each, in place of any other, and
/// with a reward that is vesting.
fn pool<T: Config>(count: u32) {
	clear::<T>();
	let most: u32 = <MaxTargets as Get<u32>>::get();
	let pots: Vec<_> = (0..count).map(|pot| validators::<T>(pot * most, most)).collect();
	let seed = unit::<T>() * Balance::from(count) * 100;
	let funder = funded::<T>("funder");
	Pallet::<T>::do_set_up(funder, seed, params::<T>(), pots.try_into().unwrap()).unwrap();
	let pot = Pallet::<T>::pot_account(0);
	gain::<T>(&pot, unit::<T>());
	let reward = Pallet::<T>::recognise_ledgers().unwrap();
	change::<T>(|books| {
		books.recognise_reward(reward, Perbill::zero(), 0, 1_000_000).unwrap();
	});
	frame_system::Pallet::<T>::set_block_number(1_000u32.into());
}

/// Changes the books as they are, past the funnel.
fn change<T: Config>(change: impl FnOnce(&mut Books)) {
	Pool::<T>::mutate_extant(change);
}

/// Lets a pot gain `amount` in the staking system.
fn gain<T: Config>(pot: &T::AccountId, amount: Balance) {
	T::Currency::mint_into(pot, amount).unwrap();
	T::Staking::bond(pot, amount).unwrap();
}

/// Lets `who` deposit.
fn deposited<T: Config>(who: &T::AccountId) -> Shares {
	Pallet::<T>::do_deposit(who.clone(), unit::<T>(), Shares(0)).unwrap();
	Shares(T::Shares::balance(who))
}

/// Moves `amount` from backing to exits, as a closed batch would.
fn owe<T: Config>(amount: Balance) {
	change::<T>(|books| {
		books.backing -= amount;
		books.exits += amount;
		books.exit_units += amount;
	});
}

/// Fills the collection list and puts `validator` at its end. Its position.
fn last_of_collecting<T: Config>(validator: T::AccountId) -> u32 {
	let last = T::MaxCollecting::get() - 1;
	let mut list: Vec<_> = (0..last)
		.map(|index| CollectingEntry { validator: account("dropped", index, 0), until: Some(9) })
		.collect();
	list.push(CollectingEntry { validator, until: None });
	Collecting::<T>::put(BoundedVec::try_from(list).unwrap());
	last
}

/// Fills the collection list but for `room` places.
fn fill_collecting<T: Config>(room: u32) {
	Collecting::<T>::mutate(|list| {
		for index in list.len() as u32..T::MaxCollecting::get() - room {
			let validator = account("dropped", index, 0);
			list.try_push(CollectingEntry { validator, until: Some(9) }).unwrap();
		}
	});
}

fn batch(value: Balance, payout: Option<Balance>) -> Batch {
	Batch {
		shares: Shares(value),
		unclaimed: Shares(value),
		value,
		units: value,
		generation: 0,
		matures: 0,
		payout,
		unpaid: payout.unwrap_or(0),
	}
}

fn registration() -> Registration {
	Registration { bond: 1_000, ..Default::default() }
}

/// A validator that has registered.
fn registered<T: Config>() -> T::AccountId {
	let who = validators::<T>(10_000, 1).pop().unwrap();
	T::Currency::mint_into(&who, unit::<T>() * 1_000_000).unwrap();
	Pallet::<T>::do_register_validator(who.clone(), unit::<T>()).unwrap();
	who
}

/// Lets all whom `pot` nominates have registered and left; returns them.
fn leaving<T: Config>(pot: &T::AccountId) -> Vec<T::AccountId> {
	let nominated = T::Staking::nominations(pot);
	for who in &nominated {
		Registrations::<T>::insert(who, Registration { release: Some(0), ..registration() });
	}
	nominated
}

/// Whether the bonds of all of `who` are kept longer than [`leaving`] says.
fn kept<T: Config>(who: &[T::AccountId]) -> bool {
	who.iter().all(|who| Registrations::<T>::get(who).unwrap().release > Some(0))
}

/// A ranking of `count` validators and `last` at its end.
fn ranking<T: Config>(count: u32, last: Option<T::AccountId>) {
	let list: Vec<_> = (0..count)
		.map(|index| account("ranked", index, 0))
		.chain(last)
		.map(|validator| Ranked { validator, score: Perbill::zero() })
		.collect();
	Ranking::<T>::put(BoundedVec::truncate_from(list));
}

/// A slash of all pots that is to be applied in `era`, for which the bond of `validator`, cover and
/// a provision stand. Each of them pays when staking takes from `pot` what it is to lose, and a
/// part of each is given back when that pot can lose nothing.
fn pending_slash<T: Config>(
	era: EraIndex,
	validator: Option<T::AccountId>,
	pot: u32,
) -> PendingSlash<T::AccountId> {
	let pots = Pots::<T>::decode_len().unwrap();
	let part = unit::<T>() / 1_000;
	let parts = part * pots as Balance;
	let mut amounts = alloc::vec![part; pots];
	amounts[pot as usize] = parts + part * 2;
	// The bond is less than `pot` loses and more than all others lose, and so is what is borne.
	let covered = if validator.is_some() { parts } else { 0 };
	let cover = amounts.iter().sum::<Balance>() - covered - parts;
	let mut provision = Provision { cover, ..Default::default() };
	change::<T>(|books| {
		books.provide(&mut provision, parts, &mut [], 0).unwrap();
		books.backing -= cover;
		books.provision += cover;
		books.provision_cover += cover;
	});
	if let Some(who) = &validator {
		let bond = unit::<T>();
		T::Currency::mint_into(who, bond * 2).unwrap();
		T::Currency::hold(&HoldReason::ValidatorBond.into(), who, bond).unwrap();
		let registration = Registration { bond, at_risk: covered, ..Default::default() };
		Registrations::<T>::insert(who, registration);
	}
	let amounts = types::PotAmounts::truncate_from(amounts);
	PendingSlash { era, validator, amounts, covered, provision }
}

/// A [`pending_slash`] without a name in each era from `first` on in which one can be pending.
fn nameless<T: Config>(first: EraIndex, pot: u32) -> Vec<PendingSlash<T::AccountId>> {
	let eras = T::Staking::slash_defer_duration() + 2;
	(first..first + eras).map(|era| pending_slash::<T>(era, None, pot)).collect()
}

/// As many of [`pending_slash`] as there can be, from era `first` on: in each era one without a
/// name, and as many with one as a pot can back, until no more fit by name.
fn pending<T: Config>(first: EraIndex, pot: u32) {
	let by_era: u32 = <MaxTargets as Get<u32>>::get();
	let mut list: Vec<_> = (0..types::MAX_NAMED_PENDING)
		.map(|index| {
			let who = account("slashed", index, 0);
			pending_slash::<T>(first + index / by_era, Some(who), pot)
		})
		.collect();
	list.extend(nameless::<T>(first, pot));
	list.sort_by_key(|entry| entry.era);
	Pending::<T>::put::<PendingList<T>>(BoundedVec::truncate_from(list));
}

/// Whether no pending slash takes anything from `pot`.
fn none_pending<T: Config>(pot: u32) -> bool {
	Pending::<T>::get().iter().all(|entry| entry.amount(pot as usize) == 0)
}

fn run<T: Config>(era: EraIndex, step: Step) -> Run {
	let run = Run { era, step };
	Cycle::<T>::mutate(|cycle| cycle.run = Some(run));
	run
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn deposit() {
		pool::<T>(1);
		let who = funded::<T>("holder");
		whitelist_account!(who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), unit::<T>(), Shares(1));
		assert!(T::Shares::balance(&who) > 0);
	}

	#[benchmark]
	fn redeem() {
		pool::<T>(1);
		let who = funded::<T>("holder");
		let shares = deposited::<T>(&who);
		whitelist_account!(who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), shares);
		assert_eq!(Pool::<T>::get().unwrap().open_shares, shares);
	}

	#[benchmark]
	fn cancel_redeem() {
		pool::<T>(1);
		let who = funded::<T>("holder");
		let shares = deposited::<T>(&who);
		Pallet::<T>::do_redeem(who.clone(), shares).unwrap();
		whitelist_account!(who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), shares);
		assert_eq!(T::Shares::balance(&who), shares.0);
	}

	#[benchmark]
	fn claim() {
		pool::<T>(1);
		let owner: T::AccountId = account("owner", 0, 0);
		// The last claim, with dust left over.
		let (value, dust) = (unit::<T>(), unit::<T>());
		Batches::<T>::insert(7, Batch { unpaid: value + dust, ..batch(value, Some(value)) });
		Claims::<T>::insert(&owner, 7, Shares(value));
		T::Currency::mint_into(&Pallet::<T>::claims_account(), value + dust).unwrap();
		change::<T>(|books| books.claims = value + dust);
		let caller: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), owner.clone(), 7);
		assert_eq!(T::Currency::balance(&owner), value);
		assert!(!Batches::<T>::contains_key(7));
	}

	#[benchmark]
	fn transfer_claim() {
		pool::<T>(1);
		let from = funded::<T>("holder");
		let shares = deposited::<T>(&from);
		Pallet::<T>::do_redeem(from.clone(), shares).unwrap();
		let era = Pool::<T>::get().unwrap().open_batch;
		let to: T::AccountId = account("receiver", 0, 0);
		Claims::<T>::insert(&to, era, Shares(1));
		whitelist_account!(from);
		let units = Shares(shares.0 / 2);
		#[extrinsic_call]
		_(RawOrigin::Signed(from), era, to.clone(), units);
		assert_eq!(Claims::<T>::get(&to, era), Some(Shares(units.0 + 1)));
	}

	#[benchmark]
	fn instant_redeem() {
		pool::<T>(1);
		let who = funded::<T>("holder");
		let shares = deposited::<T>(&who);
		change::<T>(|books| books.reserve = books.idle);
		whitelist_account!(who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), shares, 1);
		assert_eq!(T::Shares::balance(&who), 0);
	}

	#[benchmark]
	fn register_validator(r: Linear<1, { T::MaxRegistered::get() }>) {
		pool::<T>(1);
		let who = validators::<T>(10_000, 1).pop().unwrap();
		T::Currency::mint_into(&who, unit::<T>() * 1_000_000).unwrap();
		ranking::<T>(r - 1, None);
		whitelist_account!(who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), unit::<T>());
		assert_eq!(Registrations::<T>::get(&who).unwrap().bond, unit::<T>());
	}

	#[benchmark]
	fn deregister_validator(r: Linear<1, { T::MaxRegistered::get() }>) {
		pool::<T>(1);
		let who = registered::<T>();
		ranking::<T>(r - 1, Some(who.clone()));
		whitelist_account!(who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert!(Registrations::<T>::get(&who).unwrap().release.is_some());
	}

	#[benchmark]
	fn release_bond(p: Linear<1, { T::MaxPots::get() }>) {
		pool::<T>(p);
		let who = registered::<T>();
		Pallet::<T>::do_deregister_validator(who.clone()).unwrap();
		// Its suspension is over: it is removed.
		Suspensions::<T>::insert(&who, types::Suspension::until(0));
		let release = Registrations::<T>::get(&who).unwrap().release.unwrap();
		T::Staking::bench_set_era(release);
		// As many slashes are pending as can be, none of them its own.
		pending::<T>(release + 1, 0);
		let caller: T::AccountId = whitelisted_caller();
		#[extrinsic_call]
		_(RawOrigin::Signed(caller), who.clone());
		assert!(!Registrations::<T>::contains_key(&who));
	}

	#[benchmark]
	fn announce_fee() -> Result<(), BenchmarkError> {
		pool::<T>(1);
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Perbill::from_percent(11));
		assert!(Parameters::<T>::get().unwrap().announced.is_some());
		Ok(())
	}

	#[benchmark]
	fn pause() -> Result<(), BenchmarkError> {
		pool::<T>(1);
		let what = PauseKinds { deposit: true, redeem: true, instant: true, services: true };
		let origin =
			T::PauseOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, what, T::MaxPause::get());
		assert!(Parameters::<T>::get().unwrap().pauses.deposit > 0);
		Ok(())
	}

	#[benchmark]
	fn set_params() -> Result<(), BenchmarkError> {
		pool::<T>(1);
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, params::<T>());
		assert_eq!(Parameters::<T>::get().unwrap().params, params::<T>());
		Ok(())
	}

	#[benchmark]
	fn set_up(p: Linear<1, { T::MaxPots::get() }>) -> Result<(), BenchmarkError> {
		clear::<T>();
		let most: u32 = <MaxTargets as Get<u32>>::get();
		let pots: Vec<_> = (0..p).map(|pot| validators::<T>(pot * most, most)).collect();
		let pots: BoundedVec<_, T::MaxPots> = pots.try_into().unwrap();
		let seed = unit::<T>() * Balance::from(p);
		let funder = funded::<T>("funder");
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, funder, seed, params::<T>(), pots);
		assert_eq!(Pool::<T>::get().unwrap().pots, seed);
		Ok(())
	}

	#[benchmark]
	fn set_validators(
		v: Linear<1, { <MaxTargets as Get<u32>>::get() }>,
	) -> Result<(), BenchmarkError> {
		pool::<T>(T::MaxPots::get());
		fill_collecting::<T>(v);
		let new = validators::<T>(10_000, v);
		let origin =
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 0, new.clone());
		assert_eq!(Targets::<T>::get(0), new);
		Ok(())
	}

	#[benchmark]
	fn step_idle() {
		pool::<T>(1);
		let era = T::Staking::active_era().unwrap_or(0);
		Cycle::<T>::mutate(|cycle| cycle.settled = era);
		#[block]
		{
			Pallet::<T>::settle_within(Default::default(), settlement::Least::OneStep);
		}
		assert!(Cycle::<T>::get().run.is_none());
	}

	#[benchmark]
	fn step_collect(n: Linear<1, { T::Staking::max_page_size() }>) {
		pool::<T>(T::MaxPots::get());
		let validator: T::AccountId = account("paying", 0, 0);
		let pot = Pallet::<T>::pot_account(0);
		let era = T::Staking::bench_payout(&validator, &pot, n);
		let position = last_of_collecting::<T>(validator);
		let before = T::Staking::ledger(&pot).total;
		let run = run::<T>(era + 1, Step::Collect { era, position, page: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert!(T::Staking::ledger(&pot).total > before);
	}

	#[benchmark]
	fn step_collect_skip(n: Linear<1, { T::Staking::max_page_size() }>) {
		pool::<T>(T::MaxPots::get());
		let validator: T::AccountId = account("paying", 0, 0);
		let other: T::AccountId = account("other", 0, 0);
		let era = T::Staking::bench_payout(&validator, &other, n);
		let position = last_of_collecting::<T>(validator);
		let run = run::<T>(era + 1, Step::Collect { era, position, page: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		let next = Step::Collect { era, position, page: 1 };
		assert_eq!(Cycle::<T>::get().run.unwrap().step, next);
	}

	#[benchmark]
	fn step_recognise(p: Linear<1, { T::MaxPots::get() }>) {
		pool::<T>(p);
		// Every other pot has lost what nobody reported: that costs more than a gain.
		for index in 0..p {
			if index % 2 == 0 {
				gain::<T>(&Pallet::<T>::pot_account(index), unit::<T>());
			} else {
				Pots::<T>::mutate(|pots| pots[index as usize].stake += unit::<T>());
				change::<T>(|books| {
					books.pots += unit::<T>();
					books.backing += unit::<T>();
				});
			}
		}
		let who = funded::<T>("holder");
		let shares = deposited::<T>(&who);
		Pallet::<T>::do_redeem(who, shares).unwrap();
		// The batch joins one that has a part of as many reports as there can be. Bonds pay a part
		// of each loss.
		owe::<T>(unit::<T>());
		pending::<T>(T::Staking::active_era().unwrap_or(0), 0);
		Pallet::<T>::clear_flows();
		let era = Pool::<T>::get().unwrap().open_batch;
		let run = run::<T>(era + 1, Step::Recognise);
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		let record = EraRecords::<T>::get(era).unwrap();
		assert_eq!(record.reward, unit::<T>() * Balance::from(p.div_ceil(2)));
		assert_eq!(record.applied, unit::<T>() * Balance::from(p / 2));
		assert_eq!(record.covered > 0, p > 1);
		assert_eq!(record.redeemed_shares, shares);
	}

	#[benchmark]
	fn step_withdraw() {
		pool::<T>(T::MaxPots::get());
		// A pot that still nominates and has nothing bonded any more: staking forgets it, with all
		// slashes that it has noted. What is pending for it is given back: it has nothing to lose.
		let pot = Pallet::<T>::pot_account(0);
		T::Staking::bench_unlocked(&pot, 0);
		pending::<T>(10_000, 0);
		let stake = T::Staking::ledger(&pot).total;
		let run = run::<T>(1, Step::Withdraw { pot: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert_eq!(Pool::<T>::get().unwrap().idle, stake);
		assert!(T::Staking::nominations(&pot).is_empty());
		assert!(none_pending::<T>(0));
	}

	#[benchmark]
	fn step_bond(p: Linear<1, { T::MaxPots::get() }>) {
		pool::<T>(p);
		// So much that the pot moves to another bag of the voter list: that costs more than bonding
		// by a pot that staking has forgotten.
		let who = funded::<T>("holder");
		let amount = unit::<T>() * Balance::from(p) * 1_000;
		Pallet::<T>::do_deposit(who, amount, Shares(0)).unwrap();
		pending::<T>(10_000, 0);
		let run = run::<T>(1, Step::Rebalance { moves: 0 });
		let before = Pool::<T>::get().unwrap().idle;
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert!(Pool::<T>::get().unwrap().idle < before);
	}

	#[benchmark]
	fn step_unbond(p: Linear<1, { T::MaxPots::get() }>) {
		pool::<T>(p);
		let pot = Pallet::<T>::pot_account(0);
		let dropped = leaving::<T>(&pot);
		fill_collecting::<T>(0);
		pending::<T>(10_000, 0);
		// So much that the pot keeps too little to nominate: it stops and unbonds all. Next to
		// everything is owed for that, also what was vesting.
		change::<T>(|books| books.vest(1_000_000).unwrap());
		let backing = Pool::<T>::get().unwrap().backing;
		owe::<T>(backing - 1);
		let run = run::<T>(1, Step::Rebalance { moves: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert_eq!(T::Staking::ledger(&pot).active, 0);
		assert!(T::Staking::nominations(&pot).is_empty());
		assert!(kept::<T>(&dropped));
	}

	#[benchmark]
	fn step_rebond(p: Linear<1, { T::MaxPots::get() }>) {
		pool::<T>(p);
		let pot = Pallet::<T>::pot_account(p - 1);
		// So much that the pot moves to another bag of the voter list.
		let half = T::Staking::ledger(&pot).active / 2;
		T::Staking::unbond(&pot, half).unwrap();
		pending::<T>(10_000, p - 1);
		let before = T::Staking::ledger(&pot).active;
		let run = run::<T>(1, Step::Rebalance { moves: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert!(T::Staking::ledger(&pot).active > before);
	}

	#[benchmark]
	fn step_score(r: Linear<1, { T::MaxRegistered::get() }>) {
		pool::<T>(T::MaxPots::get());
		let validator: T::AccountId = account("paying", 0, 0);
		let era = T::Staking::bench_payout(&validator, &Pallet::<T>::pot_account(0), 1);
		ranking::<T>(r, None);
		Parameters::<T>::mutate_extant(|settings| {
			settings.params.max_commission = Perbill::zero();
		});
		let scored: Vec<T::AccountId> = (0..r.min(validators::SCORED_PER_STEP))
			.map(|index| account("ranked", index, 0))
			.collect();
		fill_collecting::<T>(scored.len() as u32);
		for who in &scored {
			// Its commission is above the greatest, the pool has backed it, and it has earned next
			// to nothing. Both suspend it unless a pot has it among its targets: none does. A
			// suspension that is over is replaced.
			T::Staking::bench_validator(who, Perbill::one());
			let entry = CollectingEntry { validator: who.clone(), until: Some(9) };
			Collecting::<T>::try_append(entry).unwrap();
			let performance = Perbill::zero();
			Registrations::<T>::insert(who, Registration { performance, ..registration() });
			Suspensions::<T>::insert(who, types::Suspension::until(0));
		}
		let run = run::<T>(era + 1, Step::Score { position: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		for who in &scored {
			assert!(Suspensions::<T>::get(who).unwrap().conduct > 0);
			assert!(!Registrations::<T>::get(who).unwrap().performance.is_zero());
		}
	}

	#[benchmark]
	fn reconcile(p: Linear<1, { T::MaxPots::get() }>, s: Linear<1, { types::MAX_NAMED_PENDING }>) {
		pool::<T>(p);
		owe::<T>(unit::<T>());
		let era = T::Staking::active_era().unwrap_or(0) + 1;
		// As many others have been cancelled: bonds are freed, suspensions lifted, provisions and
		// cover given back.
		let until = era + T::Staking::bonding_duration();
		let mut list: Vec<_> = (0..s)
			.map(|index| {
				let who: T::AccountId = account("slashed", index, 0);
				Suspensions::<T>::insert(&who, types::Suspension::until(until));
				pending_slash::<T>(era, Some(who), 0)
			})
			.collect();
		list.extend(nameless::<T>(era + 1, 0));
		Pending::<T>::put::<PendingList<T>>(BoundedVec::truncate_from(list));
		let slashed: Vec<T::AccountId> = (0..s)
			.map(|index| {
				let who: T::AccountId = account("slashed", index, 1);
				Registrations::<T>::insert(&who, registration());
				who
			})
			.collect();
		let pots: Vec<_> = (0..p).map(|index| Pallet::<T>::pot_account(index)).collect();
		T::Staking::bench_unapplied(era, &slashed, &pots, unit::<T>() / 20);
		#[block]
		{
			Pallet::<T>::reconcile_era(era).unwrap();
		}
		let pending = Pending::<T>::get();
		assert_eq!(pending.iter().filter(|entry| entry.era == era).count() as u32, s);
		// Of those that are slashed now alone.
		assert_eq!(Suspensions::<T>::iter_keys().count() as u32, s);
		assert!(slashed.iter().all(Suspensions::<T>::contains_key));
	}

	#[benchmark]
	fn step_pay() {
		pool::<T>(T::MaxPots::get());
		let who = funded::<T>("holder");
		deposited::<T>(&who);
		// Half of what the batch is owed is at hand: that is paid, and the ledgers of all pots are
		// read to note why the rest is not.
		owe::<T>(unit::<T>() * 2);
		Batches::<T>::insert(0, batch(unit::<T>() * 2, None));
		pending::<T>(10_000, 0);
		let queue: Vec<EraIndex> = (0..<MaxQueue as Get<u32>>::get()).collect();
		Queue::<T>::put(BoundedVec::try_from(queue).unwrap());
		let run = run::<T>(1, Step::Pay);
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		let batch = Batches::<T>::get(0).unwrap();
		assert_eq!((batch.payout, batch.unpaid), (None, unit::<T>()));
		assert!(Delay::<T>::exists());
	}

	#[benchmark]
	fn step_nominate(v: Linear<1, { <MaxTargets as Get<u32>>::get() }>) {
		pool::<T>(T::MaxPots::get());
		let pot = Pallet::<T>::pot_account(0);
		// Those that the pot nominates have been slashed and have left: their bonds are kept.
		let dropped = leaving::<T>(&pot);
		for who in &dropped {
			Suspensions::<T>::insert(who, types::Suspension::until(10_000));
		}
		Targets::<T>::insert(0, validators::<T>(10_000, v));
		fill_collecting::<T>(v);
		// The suspensions of all that are chosen are over: they are removed.
		for index in 0..T::MaxPots::get() {
			for who in Targets::<T>::get(index) {
				Suspensions::<T>::insert(&who, types::Suspension::until(0));
			}
		}
		// The pot's place in the voter list is stale: it moves to the bag of another one.
		let other = Pallet::<T>::pot_account(T::MaxPots::get() - 1);
		let left = unit::<T>() * 10;
		T::Staking::unbond(&other, T::Staking::ledger(&other).active - left).unwrap();
		T::Staking::bench_unlocked(&pot, left);
		// The free places are dealt out to validators that have stopped in the meantime.
		ranking::<T>(T::MaxRegistered::get(), None);
		Ranking::<T>::mutate(|ranking| {
			ranking.iter_mut().for_each(|ranked| ranked.score = Perbill::one())
		});
		let run = run::<T>(1, Step::Nominate { pot: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert_eq!(T::Staking::nominations(&pot).len() as u32, v);
		assert!(kept::<T>(&dropped));
		assert_eq!(Suspensions::<T>::iter_keys().count(), dropped.len());
	}

	#[benchmark]
	fn step_finish(c: Linear<0, { T::MaxCollecting::get() }>) {
		pool::<T>(T::MaxPots::get());
		let list: Vec<_> = (0..c)
			.map(|index| CollectingEntry {
				validator: account("dropped", index, 0),
				until: Some(index % 2 * 10_000),
			})
			.collect();
		Collecting::<T>::put(BoundedVec::try_from(list).unwrap());
		for era in 0..10 {
			EraRecords::<T>::insert(era, EraRecord::default());
		}
		Cycle::<T>::mutate(|cycle| cycle.oldest_record = 0);
		let run = run::<T>(1_000, Step::Finish);
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert!(Cycle::<T>::get().run.is_none());
		assert_eq!(Cycle::<T>::get().oldest_record, 4);
	}

	#[benchmark]
	fn on_slash(p: Linear<1, { T::MaxPots::get() }>) {
		pool::<T>(p);
		owe::<T>(unit::<T>());
		// The pot loses all it has. Bonds of as many validators as it can back in an era pay a part
		// of it. It cannot lose what is pending for later eras: that is given back.
		let index = p - 1;
		pending::<T>(T::Staking::active_era().unwrap_or(0), index);
		let pot = Pallet::<T>::pot_account(index);
		let stake = Pots::<T>::get()[index as usize].stake;
		let before = Pool::<T>::get().unwrap().pots;
		#[block]
		{
			Pallet::<T>::on_slash(&pot, 0, &BTreeMap::new(), stake);
		}
		let books = Pool::<T>::get().unwrap();
		assert_eq!(books.pots, before - stake);
		assert!(books.flows.covered > 0);
		assert!(none_pending::<T>(index));
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().without_pool().build(),
		crate::mock::Test
	);
}
