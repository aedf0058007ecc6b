//! Bootstrap.
use frame_support::weights::Weight;
/// x
pub struct WeightInfo<T>(core::marker::PhantomData<T>);
impl<T: frame_system::Config> pallet_coverage::WeightInfo for WeightInfo<T> {
	fn set_up() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn set_params() -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn cover(_o: u32) -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn settle(_s: u32) -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn give_back(_s: u32) -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn premium(_o: u32) -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
	fn earned(_o: u32) -> Weight {
		Weight::from_parts(100_000_000, 10_000)
	}
}
