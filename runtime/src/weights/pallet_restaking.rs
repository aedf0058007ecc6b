//! Weights of `pallet_restaking`, written by `make weights`.
//!
//! Keys that all extrinsics touch, such as the account of the signer, are not counted: the weight
//! of an empty extrinsic has them.
//!
//! - Date: 2026-11-22
//! - Steps: 50, repeat: 20
//! - Processor: Intel(R) Xeon(R) Processor @ 2.80GHz
//! - Host functions: optimised
//! - State: genesis preset `development`
//! - Blob: blake2-256 `0xdde4945a4ac07a97cd7d4ba95a6494230293e13caa0b9ca32d7139969b26d3d9`
//! - Command:
//!
//! ```text
//! estuary-weights \
//!     --runtime estuary_runtime.runtime-benchmarks.wasm \
//!     --pallet pallet_restaking \
//!     --steps 50 \
//!     --repeat 20 \
//!     --out runtime/src/weights/pallet_restaking.rs
//! ```

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_restaking` as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_restaking::WeightInfo for WeightInfo<T> {
	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `System::Account` (r:1 w:1)
	fn register_operator() -> Weight {
		// Fastest run: 62_678 ns. Proof recorded: 233 bytes.
		Weight::from_parts(64_325_000, 10_319)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn set_commission() -> Weight {
		// Fastest run: 19_829 ns. Proof recorded: 742 bytes.
		Weight::from_parts(20_882_000, 7_554)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `Restaking::Allocations` (r:8 w:8)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Restaking::ServiceOperators` (r:8 w:8)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `System::Account` (r:1 w:1)
	fn retire_operator() -> Weight {
		// Fastest run: 220_841 ns. Proof recorded: 2_084 bytes.
		Weight::from_parts(223_525_000, 73_727)
			.saturating_add(T::DbWeight::get().reads(21))
			.saturating_add(T::DbWeight::get().writes(20))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `Restaking::Allocations` (r:8 w:0)
	/// - `Restaking::Delegations` (r:1 w:1)
	/// - `Restaking::Held` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Indices` (r:8 w:0)
	/// - `Restaking::Operators` (r:1 w:0)
	/// - `Restaking::Pools` (r:1 w:1)
	/// - `Restaking::RewardAssets` (r:1 w:0)
	/// - `Restaking::Rewards` (r:8 w:8)
	/// - `Restaking::StakeHistory` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn delegate() -> Weight {
		// Fastest run: 341_729 ns. Proof recorded: 4_341 bytes.
		Weight::from_parts(345_188_000, 116_929)
			.saturating_add(T::DbWeight::get().reads(36))
			.saturating_add(T::DbWeight::get().writes(15))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::Batches` (r:1 w:1)
	/// - `Restaking::Delegations` (r:1 w:1)
	/// - `Restaking::Exits` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Indices` (r:8 w:0)
	/// - `Restaking::Pools` (r:1 w:1)
	/// - `Restaking::RewardAssets` (r:1 w:0)
	/// - `Restaking::Rewards` (r:8 w:8)
	/// - `Restaking::StakeHistory` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn undelegate() -> Weight {
		// Fastest run: 277_948 ns. Proof recorded: 9_903 bytes.
		Weight::from_parts(283_168_000, 185_126)
			.saturating_add(T::DbWeight::get().reads(24))
			.saturating_add(T::DbWeight::get().writes(13))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Restaking::Batches` (r:1 w:1)
	/// - `Restaking::Exits` (r:1 w:1)
	/// - `Restaking::Held` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn claim_undelegated() -> Weight {
		// Fastest run: 101_060 ns. Proof recorded: 1_998 bytes.
		Weight::from_parts(103_039_000, 136_079)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::NextService` (r:1 w:1)
	/// - `Restaking::Services` (r:0 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `System::Account` (r:1 w:1)
	fn register_service() -> Weight {
		// Fastest run: 71_834 ns. Proof recorded: 798 bytes.
		Weight::from_parts(73_903_000, 15_599)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn amend_service() -> Weight {
		// Fastest run: 24_121 ns. Proof recorded: 904 bytes.
		Weight::from_parts(25_191_000, 7_867)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `Restaking::Allocations` (r:0 w:16)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:16 w:16)
	/// - `Restaking::ServiceOperators` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `System::Account` (r:1 w:1)
	///
	/// The range of `o` is `[0, 16]`.
	fn close_service(o: u32) -> Weight {
		// Fastest run: 68_947 ns. Proof recorded: 3_482 bytes.
		Weight::from_parts(76_440_437, 16_120)
			.saturating_add(Weight::from_parts(14_779_196, 7_205).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(o.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `Restaking::Allocations` (r:8 w:8)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Restaking::Pools` (r:1 w:0)
	/// - `Restaking::ServiceOperators` (r:7 w:7)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn allocate() -> Weight {
		// Fastest run: 202_525 ns. Proof recorded: 2_708 bytes.
		Weight::from_parts(205_561_000, 76_710)
			.saturating_add(T::DbWeight::get().reads(21))
			.saturating_add(T::DbWeight::get().writes(17))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::Allocations` (r:8 w:8)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Restaking::Pools` (r:1 w:0)
	/// - `Restaking::ServiceOperators` (r:7 w:7)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn release_allocation() -> Weight {
		// Fastest run: 188_256 ns. Proof recorded: 2_394 bytes.
		Weight::from_parts(193_120_000, 74_090)
			.saturating_add(T::DbWeight::get().reads(20))
			.saturating_add(T::DbWeight::get().writes(17))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::Allocations` (r:1 w:1)
	/// - `Restaking::Batches` (r:9 w:9)
	/// - `Restaking::Due` (r:0 w:1)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::NextSlash` (r:1 w:1)
	/// - `Restaking::Pools` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:0 w:1)
	/// - `Restaking::StakeHistory` (r:1 w:1)
	/// - `Restaking::SweepFrom` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn request_slash() -> Weight {
		// Fastest run: 163_495 ns. Proof recorded: 3_143 bytes.
		Weight::from_parts(167_305_000, 1_099_719)
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().writes(18))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::Allocations` (r:1 w:1)
	/// - `Restaking::Batches` (r:37 w:37)
	/// - `Restaking::Due` (r:0 w:1)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Pools` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:1 w:1)
	/// - `Restaking::StakeHistory` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn veto_slash() -> Weight {
		// Fastest run: 751_411 ns. Proof recorded: 120_236 bytes.
		Weight::from_parts(820_413_000, 4_401_613)
			.saturating_add(T::DbWeight::get().reads(44))
			.saturating_add(T::DbWeight::get().writes(44))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:1 w:1)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `Restaking::Allocations` (r:1 w:1)
	/// - `Restaking::Batches` (r:38 w:38)
	/// - `Restaking::Due` (r:0 w:2)
	/// - `Restaking::Held` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Pools` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:1 w:1)
	/// - `Restaking::StakeHistory` (r:1 w:1)
	/// - `Restaking::SweepFrom` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn apply_slash() -> Weight {
		// Fastest run: 607_405 ns. Proof recorded: 122_190 bytes.
		Weight::from_parts(630_644_000, 4_535_583)
			.saturating_add(T::DbWeight::get().reads(50))
			.saturating_add(T::DbWeight::get().writes(50))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Restaking::Allocations` (r:1 w:1)
	/// - `Restaking::Batches` (r:94 w:94)
	/// - `Restaking::Due` (r:0 w:1)
	/// - `Restaking::Held` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Pools` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:1 w:1)
	/// - `Restaking::StakeHistory` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn refund_slash() -> Weight {
		// Fastest run: 1_525_243 ns. Proof recorded: 127_487 bytes.
		Weight::from_parts(1_637_215_000, 11_143_821)
			.saturating_add(T::DbWeight::get().reads(105))
			.saturating_add(T::DbWeight::get().writes(104))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Restaking::Allocations` (r:16 w:0)
	/// - `Restaking::Batches` (r:16 w:0)
	/// - `Restaking::Commissions` (r:16 w:16)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Indices` (r:16 w:16)
	/// - `Restaking::Operators` (r:16 w:0)
	/// - `Restaking::Owed` (r:1 w:1)
	/// - `Restaking::Pools` (r:16 w:0)
	/// - `Restaking::RewardAssets` (r:16 w:16)
	/// - `Restaking::RewardPlaces` (r:16 w:16)
	/// - `Restaking::ServiceOperators` (r:1 w:0)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Restaking::StakeHistory` (r:16 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `System::Account` (r:1 w:1)
	///
	/// The range of `o` is `[1, 16]`.
	fn pay_reward(o: u32) -> Weight {
		// Fastest run: 161_215 ns. Proof recorded: 8_019 bytes.
		Weight::from_parts(159_242_450, 23_885)
			.saturating_add(Weight::from_parts(52_036_125, 148_148).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(9_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(4_u64.saturating_mul(o.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Restaking::Delegations` (r:1 w:0)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Indices` (r:1 w:0)
	/// - `Restaking::Owed` (r:1 w:1)
	/// - `Restaking::Rewards` (r:1 w:1)
	/// - `System::Account` (r:1 w:1)
	fn claim_reward() -> Weight {
		// Fastest run: 115_605 ns. Proof recorded: 2_275 bytes.
		Weight::from_parts(117_900_000, 23_297)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Restaking::Commissions` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Owed` (r:1 w:1)
	/// - `System::Account` (r:1 w:1)
	fn claim_commission() -> Weight {
		// Fastest run: 94_085 ns. Proof recorded: 1_832 bytes.
		Weight::from_parts(96_979_000, 18_054)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::Allocations` (r:1 w:1)
	/// - `Restaking::Batches` (r:94 w:94)
	/// - `Restaking::Due` (r:0 w:1)
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Pools` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:1 w:1)
	/// - `Restaking::StakeHistory` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn close_slash() -> Weight {
		// Fastest run: 888_602 ns. Proof recorded: 126_048 bytes.
		Weight::from_parts(914_301_000, 11_133_427)
			.saturating_add(T::DbWeight::get().reads(101))
			.saturating_add(T::DbWeight::get().writes(100))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn validator_slashed() -> Weight {
		// Fastest run: 16_411 ns. Proof recorded: 742 bytes.
		Weight::from_parts(17_425_000, 7_554)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:1 w:1)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `Restaking::Allocations` (r:1 w:1)
	/// - `Restaking::Batches` (r:38 w:38)
	/// - `Restaking::Due` (r:1 w:2)
	/// - `Restaking::Held` (r:1 w:1)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Pools` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Restaking::Slashes` (r:1 w:1)
	/// - `Restaking::StakeHistory` (r:1 w:1)
	/// - `Restaking::SweepFrom` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn sweep_step() -> Weight {
		// Fastest run: 613_363 ns. Proof recorded: 122_243 bytes.
		Weight::from_parts(630_721_000, 4_535_583)
			.saturating_add(T::DbWeight::get().reads(51))
			.saturating_add(T::DbWeight::get().writes(50))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::Due` (r:1 w:0)
	/// - `Restaking::SweepFrom` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn sweep_idle() -> Weight {
		// Fastest run: 13_062 ns. Proof recorded: 676 bytes.
		Weight::from_parts(13_545_000, 7_470).saturating_add(T::DbWeight::get().reads(3))
	}
}
