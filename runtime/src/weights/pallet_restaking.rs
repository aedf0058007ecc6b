//! Weights of `pallet_restaking`, written by `make weights`.
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
		// Fastest run: 64_152 ns. Proof recorded: 233 bytes.
		Weight::from_parts(90_927_000, 10_319)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(3))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn set_commission() -> Weight {
		// Fastest run: 21_263 ns. Proof recorded: 742 bytes.
		Weight::from_parts(32_138_000, 7_554)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::Allocations` (r:8 w:8)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn retire_operator() -> Weight {
		// Fastest run: 171_573 ns. Proof recorded: 1_414 bytes.
		Weight::from_parts(202_933_000, 42_362)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(10))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
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
		// Fastest run: 313_520 ns. Proof recorded: 3_632 bytes.
		Weight::from_parts(427_805_000, 78_985)
			.saturating_add(T::DbWeight::get().reads(28))
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
		// Fastest run: 289_028 ns. Proof recorded: 7_825 bytes.
		Weight::from_parts(504_471_000, 70_733)
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
		// Fastest run: 189_281 ns. Proof recorded: 2_063 bytes.
		Weight::from_parts(195_783_000, 22_710)
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
		// Fastest run: 140_137 ns. Proof recorded: 798 bytes.
		Weight::from_parts(150_226_000, 15_599)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::HookRunning` (r:1 w:0)
	/// - `Restaking::Services` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn amend_service() -> Weight {
		// Fastest run: 49_193 ns. Proof recorded: 908 bytes.
		Weight::from_parts(55_414_000, 7_867)
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
		// Fastest run: 93_299 ns. Proof recorded: 3_486 bytes.
		Weight::from_parts(155_571_394, 16_120)
			.saturating_add(Weight::from_parts(15_480_333, 6_941).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(o.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `Restaking::Allocations` (r:2 w:2)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Restaking::Pools` (r:1 w:0)
	/// - `Restaking::ServiceOperators` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn allocate() -> Weight {
		// Fastest run: 117_965 ns. Proof recorded: 2_048 bytes.
		Weight::from_parts(193_073_000, 29_468)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `Restaking::Allocations` (r:2 w:2)
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Restaking::Pools` (r:1 w:0)
	/// - `Restaking::ServiceOperators` (r:1 w:1)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn release_allocation() -> Weight {
		// Fastest run: 117_965 ns. Proof recorded: 2_048 bytes.
		Weight::from_parts(193_073_000, 29_468)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(5))
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
		// Fastest run: 158_918 ns. Proof recorded: 3_134 bytes.
		Weight::from_parts(168_914_000, 77_854)
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
		// Fastest run: 742_588 ns. Proof recorded: 74_591 bytes.
		Weight::from_parts(856_200_000, 205_416)
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
		// Fastest run: 593_355 ns. Proof recorded: 78_765 bytes.
		Weight::from_parts(717_478_000, 226_001)
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
		// Fastest run: 1_650_313 ns. Proof recorded: 85_367 bytes.
		Weight::from_parts(2_725_211_000, 485_591)
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
	/// - `Restaking::ServiceOperators` (r:1 w:0)
	/// - `Restaking::Services` (r:1 w:0)
	/// - `Restaking::StakeHistory` (r:16 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `System::Account` (r:1 w:1)
	///
	/// The range of `o` is `[1, 16]`.
	fn pay_reward(o: u32) -> Weight {
		// Fastest run: 162_502 ns. Proof recorded: 8_110 bytes.
		Weight::from_parts(12_598_257, 23_885)
			.saturating_add(Weight::from_parts(96_551_750, 30_952).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(8_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(6))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(o.into())))
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
		// Fastest run: 121_641 ns. Proof recorded: 2_374 bytes.
		Weight::from_parts(178_506_000, 23_297)
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
		// Fastest run: 99_780 ns. Proof recorded: 1_931 bytes.
		Weight::from_parts(179_744_000, 18_054)
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
		// Fastest run: 909_857 ns. Proof recorded: 83_862 bytes.
		Weight::from_parts(1_376_360_000, 475_197)
			.saturating_add(T::DbWeight::get().reads(101))
			.saturating_add(T::DbWeight::get().writes(100))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::HookRunning` (r:1 w:1)
	/// - `Restaking::Operators` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn validator_slashed() -> Weight {
		// Fastest run: 30_001 ns. Proof recorded: 742 bytes.
		Weight::from_parts(36_949_000, 7_554)
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
		// Fastest run: 592_144 ns. Proof recorded: 78_818 bytes.
		Weight::from_parts(927_965_000, 226_001)
			.saturating_add(T::DbWeight::get().reads(51))
			.saturating_add(T::DbWeight::get().writes(50))
	}

	/// Storage, by the number of keys read and written:
	/// - `Restaking::Due` (r:1 w:0)
	/// - `Restaking::SweepFrom` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn sweep_idle() -> Weight {
		// Fastest run: 13_485 ns. Proof recorded: 676 bytes.
		Weight::from_parts(16_220_000, 7_470).saturating_add(T::DbWeight::get().reads(3))
	}
}
