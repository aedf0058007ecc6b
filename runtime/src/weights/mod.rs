//! Weights measured for this runtime. Pallets of the SDK bring their own.

pub mod pallet_coverage;
pub mod pallet_liquid_staking;
pub mod pallet_restaking;
