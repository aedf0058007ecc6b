//! Bootstrap.
use frame_support::weights::Weight;
/// x
pub struct WeightInfo<T>(core::marker::PhantomData<T>);
impl<T: frame_system::Config> pallet_restaking::WeightInfo for WeightInfo<T> {
	fn register_operator() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn set_commission() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn retire_operator() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn delegate() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn undelegate() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn claim_undelegated() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn register_service() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn amend_service() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn close_service(_o: u32) -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn allocate() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn request_slash() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn veto_slash() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn apply_slash() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn refund_slash() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn pay_reward(_o: u32) -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn claim_reward() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn claim_commission() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn close_slash() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn validator_slashed() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn sweep_step() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn sweep_idle() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
}
