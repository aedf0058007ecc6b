//! Benchmarks of the calls and hooks, on the restaking of the runtime.

use alloc::vec::Vec;
use estuary_primitives::restaking::ServiceId;

/// What the benchmarks need of restaking.
pub trait BenchmarkHelper<AccountId> {
	/// Gives `who` EST for the deposit of a service and plenty of the reward asset.
	fn fund(who: &AccountId);
	/// Lets as many operators stand behind `service` in the active era, with as many exit batches
	/// as there can be. The hooks are run.
	fn operators(service: ServiceId, count: u32) -> Vec<AccountId>;
}

mod calls {
	use super::BenchmarkHelper as _;
	use crate::*;
	use alloc::vec::Vec;
	use estuary_primitives::restaking::ServiceHooks;
	use frame_benchmarking::v2::*;
	use frame_support::traits::{EnsureOrigin, Get};
	use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};

	/// The service with all operators, who owe heartbeats since a period that is over. Operators
	/// and that period.
	fn with_operators<T: Config>() -> (Vec<T::AccountId>, PeriodIndex) {
		Service::<T>::kill();
		T::BenchmarkHelper::fund(&Pallet::<T>::account());
		Pallet::<T>::do_set_up().unwrap();
		let service = Service::<T>::get().unwrap();
		let operators = T::BenchmarkHelper::operators(service, T::MaxOperators::get());
		for _ in 0..2 {
			next_period::<T>();
		}
		let over = Pallet::<T>::current_period() - 1;
		for operator in &operators {
			Operators::<T>::insert(operator, over);
		}
		(operators, over)
	}

	/// The first block of the next period. Its number.
	fn next_period<T: Config>() -> BlockNumberFor<T> {
		let next = BlockNumberFor::<T>::from(Pallet::<T>::current_period() + 1);
		let block = next * T::PeriodLength::get();
		frame_system::Pallet::<T>::set_block_number(block);
		Pallet::<T>::begin_period(block);
		block
	}

	#[benchmarks]
	mod benchmarks {
		use super::*;

		#[benchmark]
		fn set_up() {
			T::BenchmarkHelper::fund(&Pallet::<T>::account());
			let origin = T::AdminOrigin::try_successful_origin().unwrap();
			#[extrinsic_call]
			_(origin as T::RuntimeOrigin);
			assert!(Service::<T>::exists());
		}

		#[benchmark]
		fn fund() {
			let who: T::AccountId = account("payer", 0, 0);
			T::BenchmarkHelper::fund(&who);
			let amount = T::Reward::get();
			#[extrinsic_call]
			_(RawOrigin::Signed(who), amount);
			assert_eq!(Budget::<T>::get(), amount);
		}

		#[benchmark]
		fn heartbeat() {
			let (mut operators, over) = with_operators::<T>();
			let last = operators.pop().unwrap();
			for operator in operators {
				Pallet::<T>::do_heartbeat(operator).unwrap();
			}
			#[extrinsic_call]
			_(RawOrigin::Signed(last.clone()));
			assert!(Periods::<T>::get(over + 1).unwrap().present.contains(&last));
		}

		#[benchmark]
		fn report_miss() {
			let (mut operators, over) = with_operators::<T>();
			let last = operators.pop().unwrap();
			Periods::<T>::mutate(over, |period| {
				period.as_mut().unwrap().reported = operators.try_into().unwrap();
			});
			#[extrinsic_call]
			_(RawOrigin::Signed(account("reporter", 0, 0)), last.clone(), over);
			assert!(Periods::<T>::get(over).unwrap().reported.contains(&last));
		}

		#[benchmark]
		fn begin_period() {
			with_operators::<T>();
			let who: T::AccountId = account("payer", 0, 0);
			T::BenchmarkHelper::fund(&who);
			Pallet::<T>::do_fund(who, T::Reward::get()).unwrap();
			let next = BlockNumberFor::<T>::from(Pallet::<T>::current_period() + 1);
			#[block]
			{
				Pallet::<T>::begin_period(next * T::PeriodLength::get());
			}
			assert_eq!(Budget::<T>::get(), 0);
		}

		#[benchmark]
		fn hook() {
			let (mut operators, over) = with_operators::<T>();
			let last = operators.pop().unwrap();
			Misses::<T>::insert(0, (last.clone(), over));
			#[block]
			{
				Pallet::<T>::slash_applied(0, &last, 0, 1).unwrap();
			}
			assert!(!Misses::<T>::contains_key(0));
		}

		impl_benchmark_test_suite!(Pallet, crate::mock::build(), crate::mock::Test);
	}
}
