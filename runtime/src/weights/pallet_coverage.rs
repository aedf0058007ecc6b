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
//! - Blob: blake2-256 `0x9929817e14672e8625096340e6f46a7e4afc7482ba0d291633d705ee258c8daf`
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
		// Fastest run: 180_958 ns. Proof recorded: 1_430 bytes.
		Weight::from_parts(192_479_000, 28_608)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(9))
	}

	/// Storage, by the number of keys read and written:
	/// - `Coverage::Settings` (r:1 w:1)
	fn set_params() -> Weight {
		// Fastest run: 11_301 ns. Proof recorded: 128 bytes.
		Weight::from_parts(12_540_000, 2_503)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Coverage::Accounts` (r:1 w:1)
	/// - `Coverage::Covers` (r:1 w:1)
	/// - `Coverage::Settings` (r:1 w:0)
	/// - `LiquidStaking::CoverAllowance` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `Restaking::Allocations` (r:16 w:16)
	/// - `Restaking::Batches` (r:144 w:144)
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
		// Fastest run: 658_405 ns. Proof recorded: 13_616 bytes.
		Weight::from_parts(1_184_736_542, 41_099)
			.saturating_add(Weight::from_parts(533_125_081, 1_089_393).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(15))
			.saturating_add(T::DbWeight::get().reads(12_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(11))
			.saturating_add(T::DbWeight::get().writes(15_u64.saturating_mul(o.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `Coverage::Accounts` (r:1 w:1)
	/// - `Coverage::Covers` (r:1 w:1)
	/// - `Coverage::History` (r:0 w:1)
	/// - `Restaking::Allocations` (r:16 w:16)
	/// - `Restaking::Batches` (r:1040 w:1040)
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
		// Fastest run: 586_879 ns. Proof recorded: 107_220 bytes.
		Weight::from_parts(595_518_000, 103_989_182)
			.saturating_add(Weight::from_parts(798_551_110, 1_202_356).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(917))
			.saturating_add(T::DbWeight::get().reads(12_u64.saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(916))
			.saturating_add(T::DbWeight::get().writes(13_u64.saturating_mul(s.into())))
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
	/// - `Restaking::Batches` (r:1040 w:1040)
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
		// Fastest run: 1_175_238 ns. Proof recorded: 109_022 bytes.
		Weight::from_parts(2_589_222_878, 104_005_169)
			.saturating_add(Weight::from_parts(1_341_712_645, 1_202_356).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(923))
			.saturating_add(T::DbWeight::get().reads(12_u64.saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(921))
			.saturating_add(T::DbWeight::get().writes(13_u64.saturating_mul(s.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `Coverage::Settings` (r:1 w:0)
	/// - `Restaking::Allocations` (r:16 w:0)
	/// - `Restaking::Batches` (r:16 w:0)
	/// - `Restaking::Pools` (r:16 w:0)
	/// - `Restaking::RewardAssets` (r:16 w:0)
	/// - `Restaking::ServiceOperators` (r:1 w:0)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Restaking::StakeHistory` (r:16 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	///
	/// The range of `o` is `[1, 16]`.
	fn premium(o: u32) -> Weight {
		// Fastest run: 58_987 ns. Proof recorded: 11_661 bytes.
		Weight::from_parts(61_822_000, 10_894)
			.saturating_add(Weight::from_parts(34_193_687, 137_871).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().reads(5_u64.saturating_mul(o.into())))
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
		// Fastest run: 190_390 ns. Proof recorded: 13_880 bytes.
		Weight::from_parts(49_091_925, 29_047)
			.saturating_add(Weight::from_parts(111_138_595, 145_609).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(7))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(o.into())))
	}
}
