//! Weights of `pallet_coverage`, written by `make weights`.
//!
//! Keys that all extrinsics touch, such as the account of the signer, are not counted: the weight
//! of an empty extrinsic has them.
//!
//! - Date: 2026-11-21
//! - Steps: 50, repeat: 20
//! - Processor: Intel(R) Xeon(R) Processor @ 2.80GHz
//! - Host functions: optimised
//! - State: genesis preset `development`
//! - Blob: blake2-256 `0xbf3443739eaa7b9bc9bf81045f6d76d4aa98a60ee0a0d067da014e2c3ef99dd5`
//! - Command:
//!
//! ```text
//! estuary-weights \
//!     --runtime estuary_runtime.runtime-benchmarks.wasm \
//!     --pallet pallet_coverage \
//!     --steps 50 \
//!     --repeat 20 \
//!     --out runtime/src/weights/pallet_coverage.rs
//! ```

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_coverage` as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_coverage::WeightInfo for WeightInfo<T> {
	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Balances::Holds` (r:1 w:1)
	/// - `Coverage::Settings` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::NextService` (r:1 w:1)
	/// - `Restaking::Services` (r:0 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `System::Account` (r:2 w:2)
	fn set_up() -> Weight {
		// Fastest run: 180_943 ns. Proof recorded: 1_430 bytes.
		Weight::from_parts(186_315_000, 28_608)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(9))
	}

	/// Storage, by the number of keys read and written:
	/// - `Coverage::Settings` (r:1 w:1)
	fn set_params() -> Weight {
		// Fastest run: 11_383 ns. Proof recorded: 128 bytes.
		Weight::from_parts(12_861_000, 2_503)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Coverage::Accounts` (r:1 w:1)
	/// - `Coverage::Covers` (r:1 w:1)
	/// - `Coverage::Drawn` (r:1 w:1)
	/// - `Coverage::Settings` (r:1 w:0)
	/// - `LiquidStaking::CoverAllowance` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `Restaking::Allocations` (r:16 w:16)
	/// - `Restaking::Batches` (r:16 w:16)
	/// - `Restaking::Due` (r:0 w:32)
	/// - `Restaking::Held` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::NextSlash` (r:1 w:1)
	/// - `Restaking::Pools` (r:16 w:16)
	/// - `Restaking::ServiceOperators` (r:1 w:0)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:0 w:16)
	/// - `Restaking::StakeHistory` (r:16 w:16)
	/// - `Restaking::SweepFrom` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	///
	/// The range of `o` is `[1, 16]`.
	fn cover(o: u32) -> Weight {
		// Fastest run: 378_873 ns. Proof recorded: 13_404 bytes.
		Weight::from_parts(387_483_000, 44_180)
			.saturating_add(Weight::from_parts(387_415_049, 29_664).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(12))
			.saturating_add(T::DbWeight::get().writes(7_u64.saturating_mul(o.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `Coverage::Accounts` (r:1 w:1)
	/// - `Coverage::Covers` (r:1 w:1)
	/// - `Coverage::History` (r:0 w:1)
	/// - `Restaking::Allocations` (r:16 w:16)
	/// - `Restaking::Batches` (r:16 w:16)
	/// - `Restaking::Due` (r:0 w:64)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Pools` (r:16 w:16)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:64 w:64)
	/// - `Restaking::StakeHistory` (r:16 w:16)
	/// - `Staking::ActiveEra` (r:1 w:0)
	///
	/// The range of `s` is `[1, 64]`.
	fn settle(s: u32) -> Weight {
		// Fastest run: 100_881 ns. Proof recorded: 28_021 bytes.
		Weight::from_parts(102_389_000, 296_376)
			.saturating_add(Weight::from_parts(213_495_648, 9_720).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(53))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(52))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(s.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Coverage::Accounts` (r:1 w:1)
	/// - `Coverage::Covers` (r:1 w:1)
	/// - `Coverage::History` (r:0 w:1)
	/// - `LiquidStaking::CoverAllowance` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `Restaking::Allocations` (r:16 w:16)
	/// - `Restaking::Batches` (r:16 w:16)
	/// - `Restaking::Due` (r:0 w:64)
	/// - `Restaking::Held` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Pools` (r:16 w:16)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:64 w:64)
	/// - `Restaking::StakeHistory` (r:16 w:16)
	/// - `Staking::ActiveEra` (r:1 w:0)
	///
	/// The range of `s` is `[1, 64]`.
	fn give_back(s: u32) -> Weight {
		// Fastest run: 315_284 ns. Proof recorded: 29_807 bytes.
		Weight::from_parts(7_569_985_897, 312_347)
			.saturating_add(Weight::from_parts(223_536_641, 9_720).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(59))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(57))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(s.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `Coverage::Drawn` (r:1 w:0)
	/// - `Coverage::Settings` (r:1 w:0)
	/// - `Restaking::Allocations` (r:16 w:0)
	/// - `Restaking::Batches` (r:16 w:0)
	/// - `Restaking::Pools` (r:16 w:0)
	/// - `Restaking::ServiceOperators` (r:1 w:0)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Restaking::StakeHistory` (r:16 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	///
	/// The range of `o` is `[1, 16]`.
	fn premium(o: u32) -> Weight {
		// Fastest run: 92_777 ns. Proof recorded: 11_329 bytes.
		Weight::from_parts(140_712_355, 13_950)
			.saturating_add(Weight::from_parts(20_007_655, 20_650).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(o.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Coverage::Accounts` (r:1 w:1)
	/// - `Coverage::Settings` (r:1 w:0)
	/// - `Restaking::Allocations` (r:16 w:0)
	/// - `Restaking::Batches` (r:16 w:0)
	/// - `Restaking::Commissions` (r:16 w:16)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Indices` (r:16 w:16)
	/// - `Restaking::Operators` (r:16 w:0)
	/// - `Restaking::Owed` (r:1 w:1)
	/// - `Restaking::Pools` (r:16 w:0)
	/// - `Restaking::RewardAssets` (r:16 w:16)
	/// - `Restaking::ServiceOperators` (r:1 w:0)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Restaking::StakeHistory` (r:16 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `System::Account` (r:1 w:1)
	///
	/// The range of `o` is `[1, 16]`.
	fn earned(o: u32) -> Weight {
		// Fastest run: 181_010 ns. Proof recorded: 13_867 bytes.
		Weight::from_parts(77_440_530, 29_047)
			.saturating_add(Weight::from_parts(105_207_154, 30_952).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(o.into())))
	}
}
