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
		fungible::{Inspect, Mutate},
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
			T::Staking::bench_validator(&who);
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

/// Takes pot 0 out of staking, with all that it had.
fn released<T: Config>() {
	let pot = Pallet::<T>::pot_account(0);
	let stake = T::Staking::ledger(&pot).total;
	T::Staking::unbond(&pot, stake).unwrap();
	let era = T::Staking::active_era().unwrap_or(0) + T::Staking::bonding_duration() + 1;
	T::Staking::bench_set_era(era);
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

/// A ranking of `count` validators and `last` at its end.
fn ranking<T: Config>(count: u32, last: Option<T::AccountId>) {
	let list: Vec<_> = (0..count)
		.map(|index| account("ranked", index, 0))
		.chain(last)
		.map(|validator| Ranked { validator, score: Perbill::zero() })
		.collect();
	Ranking::<T>::put(BoundedVec::truncate_from(list));
}

/// As many slashes of a planck of each pot as `count`, to be applied in `era`, without a bond.
fn pending<T: Config>(era: EraIndex, count: u32) {
	let pots = Pots::<T>::get().len();
	let list: Vec<_> = (0..count)
		.map(|index| {
			let mut provision = Provision::default();
			change::<T>(|books| {
				books.provide(&mut provision, pots as Balance, &mut [], 0).map(drop).unwrap()
			});
			PendingSlash {
				era,
				validator: Some(account("slashed", index, 0)),
				amounts: types::PotAmounts::truncate_from(alloc::vec![1; pots]),
				covered: 0,
				provision,
			}
		})
		.collect();
	Pending::<T>::put::<PendingList<T>>(BoundedVec::truncate_from(list));
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
		// As many losses are pending as are kept by name, none of them its own.
		pending::<T>(release + 1, types::MAX_NAMED_PENDING);
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
			T::AdminOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
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
		// The list is as full as it can be with room for the new ones.
		Collecting::<T>::mutate(|list| {
			for index in list.len() as u32..T::MaxCollecting::get() - v {
				let validator = account("dropped", index, 0);
				list.try_push(CollectingEntry { validator, until: Some(9) }).unwrap();
			}
		});
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
		// The batch joins one that has a part of as many reports as there can be.
		owe::<T>(unit::<T>());
		pending::<T>(10_000, types::MAX_NAMED_PENDING);
		Pallet::<T>::clear_flows();
		let era = Pool::<T>::get().unwrap().open_batch;
		let run = run::<T>(era + 1, Step::Recognise);
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		let record = EraRecords::<T>::get(era).unwrap();
		assert_eq!(record.reward, unit::<T>() * Balance::from(p.div_ceil(2)));
		assert_eq!(record.loss, unit::<T>() * Balance::from(p / 2));
		assert_eq!(record.redeemed_shares, shares);
	}

	#[benchmark]
	fn step_withdraw() {
		pool::<T>(T::MaxPots::get());
		// The last chunk of a pot that bonds nothing else: staking forgets the pot.
		released::<T>();
		let stake = T::Staking::ledger(&Pallet::<T>::pot_account(0)).total;
		let run = run::<T>(1, Step::Withdraw { pot: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert_eq!(Pool::<T>::get().unwrap().idle, stake);
	}

	#[benchmark]
	fn step_bond(p: Linear<1, { T::MaxPots::get() }>) {
		pool::<T>(p);
		// A pot that staking has forgotten bonds anew.
		released::<T>();
		Pallet::<T>::withdraw_pot(0).unwrap();
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
		// So much that a pot keeps too little to nominate: it stops and unbonds all.
		let backing = Pool::<T>::get().unwrap().backing;
		owe::<T>(backing - 1);
		let run = run::<T>(1, Step::Rebalance { moves: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		let unlocking: Balance =
			(0..p).map(|i| T::Staking::ledger(&Pallet::<T>::pot_account(i)).unlocking).sum();
		assert!(unlocking > 0);
	}

	#[benchmark]
	fn step_rebond(p: Linear<1, { T::MaxPots::get() }>) {
		pool::<T>(p);
		let pot = Pallet::<T>::pot_account(p - 1);
		T::Staking::unbond(&pot, unit::<T>() * 10).unwrap();
		pending::<T>(1_000, types::MAX_NAMED_PENDING);
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
		pool::<T>(1);
		let validator: T::AccountId = account("paying", 0, 0);
		let era = T::Staking::bench_payout(&validator, &Pallet::<T>::pot_account(0), 1);
		ranking::<T>(r, None);
		let scored = r.min(validators::SCORED_PER_STEP);
		for index in 0..scored {
			let who: T::AccountId = account("ranked", index, 0);
			T::Staking::bench_validator(&who);
			Registrations::<T>::insert(&who, registration());
			// One whose suspension is over: it is removed.
			Suspensions::<T>::insert(&who, types::Suspension::until(0));
		}
		let run = run::<T>(era + 1, Step::Score { position: 0 });
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		let scores = Ranking::<T>::get();
		assert_eq!(scores.iter().filter(|ranked| !ranked.score.is_zero()).count() as u32, scored);
	}

	#[benchmark]
	fn reconcile(p: Linear<1, { T::MaxPots::get() }>, s: Linear<1, { types::MAX_NAMED_PENDING }>) {
		pool::<T>(p);
		owe::<T>(unit::<T>());
		let era = T::Staking::active_era().unwrap_or(0) + 1;
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
		assert_eq!(Pending::<T>::get().len() as u32, s);
	}

	#[benchmark]
	fn step_pay() {
		pool::<T>(1);
		let who = funded::<T>("holder");
		deposited::<T>(&who);
		owe::<T>(unit::<T>());
		Batches::<T>::insert(0, batch(unit::<T>(), None));
		pending::<T>(10_000, types::MAX_NAMED_PENDING);
		let queue: Vec<EraIndex> = (0..<MaxQueue as Get<u32>>::get()).collect();
		Queue::<T>::put(BoundedVec::try_from(queue).unwrap());
		let run = run::<T>(1, Step::Pay);
		#[block]
		{
			Pallet::<T>::take_step(run);
		}
		assert!(Batches::<T>::get(0).unwrap().payout.is_some_and(|paid| paid > 0));
	}

	#[benchmark]
	fn step_nominate(v: Linear<1, { <MaxTargets as Get<u32>>::get() }>) {
		pool::<T>(T::MaxPots::get());
		Targets::<T>::insert(0, validators::<T>(10_000, v));
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
		assert_eq!(T::Staking::nominations(&Pallet::<T>::pot_account(0)).len() as u32, v);
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
		let era = T::Staking::active_era().unwrap_or(0);
		pending::<T>(era, types::MAX_NAMED_PENDING);
		let pot = Pallet::<T>::pot_account(p - 1);
		let before = Pallet::<T>::books().unwrap_or_default().pots;
		#[block]
		{
			Pallet::<T>::on_slash(&pot, 0, &BTreeMap::new(), unit::<T>());
		}
		assert_eq!(Pool::<T>::get().unwrap().pots, before - unit::<T>());
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().without_pool().build(),
		crate::mock::Test
	);
}
