//! Benchmarks of the calls and of every part of
//! [`LossCover`](estuary_primitives::cover::LossCover), on the restaking and the stEST of the
//! runtime.

#[cfg(doc)]
use crate::Config;
use estuary_primitives::restaking::ServiceId;
use sp_staking::EraIndex;

/// What the benchmarks need of other pallets.
pub trait BenchmarkHelper<AccountId> {
	/// Gives `who` EST for the deposit of a service and stEST. Planck for the deposit and for the
	/// account of the service to stay alive.
	fn fund(who: &AccountId) -> estuary_math::Balance;
	/// Lets as many operators stand behind `service` in the active era, in place of none, with
	/// slashable stake of some million planck each at least. Somebody has left each of them in
	/// every era since the oldest that can be slashed for, which is returned. Each has as many
	/// services as it can, and as many slashes open for that era as it can but `free` ones of
	/// `service`.
	fn operators(service: ServiceId, count: u32, free: u32) -> EraIndex;
	/// Lets somebody leave each operator of `service` in every era up to `last`, which is active
	/// then. The batches keep as much as they can of what the other services have of them.
	fn exits(service: ServiceId, last: EraIndex);
	/// Lets `retire` and `reissue` of [`Config::Token`] work outside of a loss.
	fn open_token();
}

// The benchmarks are in a module of their own, so that the trait is there for the runtime.
pub(crate) mod calls {
	use super::BenchmarkHelper as _;
	use crate::*;
	use estuary_math::{Balance, Shares};
	use estuary_primitives::{cover::LossCover, restaking::SharedSecurity};
	use frame_benchmarking::v2::*;
	use frame_support::traits::{
		fungible::{Inspect, Mutate},
		EnsureOrigin, Get,
	};
	use sp_runtime::Perbill;
	use sp_staking::EraIndex;

	/// The era in which the losses of the benchmarks would be applied.
	const APPLIED: EraIndex = 10_000;

	fn promise() -> Promise {
		Promise { max_fraction: Perbill::one(), min_stake: Shares::ZERO }
	}

	fn params() -> PremiumCurve {
		PremiumCurve {
			target: Shares(1),
			empty: Perbill::from_percent(20),
			full: Perbill::from_percent(10),
		}
	}

	/// The service, with `count` operators, each of which it can slash `free` times more. The
	/// oldest era whose offences they can still be slashed for; somebody has left each of them in
	/// every era since.
	fn with_operators<T: Config>(count: u32, free: u32) -> EraIndex {
		Settings::<T>::kill();
		let funder: T::AccountId = account("funder", 0, 0);
		let endowment = T::BenchmarkHelper::fund(&funder);
		Pallet::<T>::do_set_up(funder, endowment, promise(), params()).unwrap();
		let service = Settings::<T>::get().unwrap().service;
		let oldest = T::BenchmarkHelper::operators(service, count, free);
		T::BenchmarkHelper::open_token();
		oldest
	}

	/// A cover with `slashes` slashes, for offences in the oldest era that can be slashed for, in
	/// the last era in which they can be given back. Somebody has left in every era in between:
	/// each slash reaches as many batches as there can be. What is covered.
	pub(crate) fn with_cover<T: Config>(slashes: u32) -> Balance {
		let operators = T::MaxOperators::get().min(slashes);
		let reports = slashes.div_ceil(operators);
		let oldest = with_operators::<T>(operators, reports);
		for _ in 0..reports {
			assert!(Pallet::<T>::cover(APPLIED, oldest, 1_000_000) > 0);
		}
		let mut cover = Covers::<T>::get(APPLIED).unwrap();
		cover.slashes.truncate(slashes as usize);
		assert_eq!(cover.slashes.len(), slashes as usize);
		let last = T::ActiveEra::get() + T::RefundWindow::get();
		for part in &cover.slashes {
			let slash = T::Security::slash(part.slash).unwrap();
			assert_eq!((slash.era, slash.refund_until), (oldest, last));
		}
		let in_force = cover.in_force();
		Covers::<T>::insert(APPLIED, cover);
		let service = Settings::<T>::get().unwrap().service;
		T::BenchmarkHelper::exits(service, last);
		in_force
	}

	/// A ring that is full: what is over replaces something.
	fn full_history<T: Config>() {
		Accounts::<T>::mutate(|books| books.totals.finished = T::MaxHistory::get().into());
	}

	#[benchmarks]
	mod benchmarks {
		use super::*;

		#[benchmark]
		fn set_up() {
			Settings::<T>::kill();
			let origin = T::AdminOrigin::try_successful_origin().unwrap();
			let funder: T::AccountId = account("funder", 0, 0);
			let endowment = T::BenchmarkHelper::fund(&funder);
			#[extrinsic_call]
			_(origin as T::RuntimeOrigin, funder, endowment, promise(), params());
			assert!(Settings::<T>::exists());
		}

		#[benchmark]
		fn set_params() {
			with_operators::<T>(0, 0);
			let origin = T::AdminOrigin::try_successful_origin().unwrap();
			let params = PremiumCurve { target: Shares(1), ..params() };
			#[extrinsic_call]
			_(origin as T::RuntimeOrigin, params);
			assert_eq!(Settings::<T>::get().unwrap().params, params);
		}

		#[benchmark]
		fn cover(o: Linear<1, { T::MaxOperators::get() }>) {
			let oldest = with_operators::<T>(o, 1);
			let covered;
			#[block]
			{
				covered = Pallet::<T>::cover(APPLIED, oldest, 1_000_000);
			}
			assert!(covered > 0);
			assert_eq!(Covers::<T>::get(APPLIED).unwrap().slashes.len() as u32, o);
		}

		#[benchmark]
		fn settle(s: Linear<1, { T::MaxSlashes::get() }>) {
			let covered = with_cover::<T>(s);
			full_history::<T>();
			#[block]
			{
				Pallet::<T>::settle(APPLIED, covered);
			}
			assert!(!Covers::<T>::contains_key(APPLIED));
		}

		#[benchmark]
		fn give_back(s: Linear<1, { T::MaxSlashes::get() }>) {
			let covered = with_cover::<T>(s);
			// Each slash keeps a share: it is given back and then closed.
			let mut record = Covers::<T>::get(APPLIED).unwrap();
			record.slashes.iter_mut().for_each(|part| part.shares.0 -= 1);
			Covers::<T>::insert(APPLIED, record);
			full_history::<T>();
			#[block]
			{
				Pallet::<T>::give_back(APPLIED, covered);
			}
			assert!(!Covers::<T>::contains_key(APPLIED));
			assert!(!Accounts::<T>::get().totals.reissued.is_zero());
		}

		#[benchmark]
		fn premium(o: Linear<1, { T::MaxOperators::get() }>) {
			with_operators::<T>(o, 0);
			let part;
			#[block]
			{
				part = Pallet::<T>::premium(Shares(1_000_000_000));
			}
			assert!(part.is_some());
		}

		#[benchmark]
		fn earned(o: Linear<1, { T::MaxOperators::get() }>) {
			with_operators::<T>(o, 0);
			let shares = T::Shares::minimum_balance().max(1_000_000_000);
			T::Shares::mint_into(&Pallet::<T>::account(), shares).unwrap();
			#[block]
			{
				Pallet::<T>::earned(Shares(shares));
			}
			assert_eq!(Accounts::<T>::get().totals.rewarded, Shares(shares));
		}

		impl_benchmark_test_suite!(
			Pallet,
			crate::mock::ExtBuilder::default().without_service().build(),
			crate::mock::Test
		);
	}
}
