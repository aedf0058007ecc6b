//! Bootstrap values, replaced by `make weights`.
#![allow(missing_docs)]
use core::marker::PhantomData;
use frame_support::weights::Weight;
pub struct WeightInfo<T>(PhantomData<T>);
impl<T: frame_system::Config> pallet_liquid_staking::WeightInfo for WeightInfo<T> {
	fn deposit() -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn redeem() -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn cancel_redeem() -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn claim() -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn set_params() -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn set_up(_p: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn set_validators(_v: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_idle() -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_collect(_n: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_collect_skip(_n: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_recognise(_p: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_withdraw() -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_bond(_p: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_unbond(_p: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_pay() -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_nominate(_v: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn step_finish(_c: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
	fn on_slash(_p: u32) -> Weight {
		Weight::from_parts(500_000_000, 10_000)
	}
}
