//! Weights of `pallet_liquid_staking`, written by `make weights`.
//!
//! Keys that all extrinsics touch, such as the account of the signer, are not counted: the weight
//! of an empty extrinsic has them.
//!
//! - Date: 2026-11-21
//! - Steps: 50, repeat: 20
//! - Processor: Intel(R) Xeon(R) Processor @ 2.80GHz
//! - Host functions: optimised
//! - State: genesis preset `development`
//! - Blob: blake2-256 `0x1f889d9474834bf00720d18c1ecaa2241f00b33e80a835165bac4ac92059d366`
//! - Command:
//!
//! ```text
//! estuary-weights \
//!     --runtime estuary_runtime.runtime-benchmarks.wasm \
//!     --pallet pallet_liquid_staking \
//!     --steps 50 \
//!     --repeat 20 \
//!     --out runtime/src/weights/pallet_liquid_staking.rs
//! ```

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of `pallet_liquid_staking` as measured.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_liquid_staking::WeightInfo for WeightInfo<T> {
	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:1 w:1)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `System::Account` (r:1 w:1)
	fn deposit() -> Weight {
		// Fastest run: 178_386 ns. Proof recorded: 1_401 bytes.
		Weight::from_parts(185_492_000, 13_618)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `LiquidStaking::Claims` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `System::Account` (r:1 w:1)
	fn redeem() -> Weight {
		// Fastest run: 90_863 ns. Proof recorded: 1_353 bytes.
		Weight::from_parts(154_769_000, 18_778)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `LiquidStaking::Claims` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `System::Account` (r:1 w:1)
	fn cancel_redeem() -> Weight {
		// Fastest run: 137_201 ns. Proof recorded: 1_540 bytes.
		Weight::from_parts(148_751_000, 18_778)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Batches` (r:1 w:1)
	/// - `LiquidStaking::Claims` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `System::Account` (r:3 w:3)
	fn claim() -> Weight {
		// Fastest run: 211_819 ns. Proof recorded: 1_269 bytes.
		Weight::from_parts(218_820_000, 16_053)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Claims` (r:2 w:2)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	fn transfer_claim() -> Weight {
		// Fastest run: 50_483 ns. Proof recorded: 499 bytes.
		Weight::from_parts(55_437_000, 7_722)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:1 w:1)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `System::Account` (r:1 w:1)
	fn instant_redeem() -> Weight {
		// Fastest run: 188_018 ns. Proof recorded: 1_441 bytes.
		Weight::from_parts(195_246_000, 13_618)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Ranking` (r:1 w:1)
	/// - `LiquidStaking::Registrations` (r:1 w:1)
	/// - `Staking::Validators` (r:1 w:0)
	///
	/// The range of `r` is `[1, 256]`.
	fn register_validator(r: u32) -> Weight {
		// Fastest run: 91_097 ns. Proof recorded: 10_389 bytes.
		Weight::from_parts(141_274_115, 22_051)
			.saturating_add(Weight::from_parts(101_673, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(3))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Pool` (r:1 w:0)
	/// - `LiquidStaking::Ranking` (r:1 w:1)
	/// - `LiquidStaking::Registrations` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	///
	/// The range of `r` is `[1, 256]`.
	fn deregister_validator(_r: u32) -> Weight {
		// Fastest run: 30_023 ns. Proof recorded: 10_125 bytes.
		Weight::from_parts(60_933_510, 19_850)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(2))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `LiquidStaking::Pending` (r:1 w:0)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `LiquidStaking::Registrations` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::Nominators` (r:8 w:0)
	/// - `System::Account` (r:1 w:1)
	///
	/// The range of `p` is `[1, 8]`.
	fn release_bond(p: u32) -> Weight {
		// Fastest run: 131_164 ns. Proof recorded: 37_783 bytes.
		Weight::from_parts(210_589_375, 111_390)
			.saturating_add(Weight::from_parts(15_660_375, 3_033).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(3))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn announce_fee() -> Weight {
		// Fastest run: 21_793 ns. Proof recorded: 879 bytes.
		Weight::from_parts(29_370_000, 5_108)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	fn pause() -> Weight {
		// Fastest run: 18_021 ns. Proof recorded: 314 bytes.
		Weight::from_parts(22_271_000, 2_620)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	fn set_params() -> Weight {
		// Fastest run: 23_232 ns. Proof recorded: 873 bytes.
		Weight::from_parts(34_379_000, 5_721)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:1 w:1)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Balances::Holds` (r:8 w:8)
	/// - `LiquidStaking::Collecting` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:0 w:1)
	/// - `LiquidStaking::Parameters` (r:0 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:0 w:1)
	/// - `LiquidStaking::Ranking` (r:1 w:0)
	/// - `LiquidStaking::Registrations` (r:1 w:1)
	/// - `LiquidStaking::Suspensions` (r:1 w:128)
	/// - `LiquidStaking::Targets` (r:7 w:8)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::Bonded` (r:8 w:6)
	/// - `Staking::CounterForNominators` (r:1 w:1)
	/// - `Staking::CurrentEra` (r:1 w:0)
	/// - `Staking::Ledger` (r:8 w:8)
	/// - `Staking::MaxNominatorsCount` (r:1 w:0)
	/// - `Staking::MinNominatorBond` (r:1 w:0)
	/// - `Staking::Nominators` (r:8 w:8)
	/// - `Staking::Payee` (r:0 w:6)
	/// - `Staking::Validators` (r:136 w:0)
	/// - `Staking::VirtualStakers` (r:8 w:0)
	/// - `System::Account` (r:11 w:11)
	/// - `VoterList::CounterForListNodes` (r:1 w:1)
	/// - `VoterList::ListBags` (r:1 w:1)
	/// - `VoterList::ListNodes` (r:8 w:8)
	/// - `VoterList::Lock` (r:1 w:0)
	///
	/// The range of `p` is `[1, 8]`.
	fn set_up(p: u32) -> Weight {
		// Fastest run: 671_505 ns. Proof recorded: 10_969 bytes.
		Weight::from_parts(704_211_000, 61_590)
			.saturating_add(Weight::from_parts(974_994_676, 109_578).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().reads(26_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(10))
			.saturating_add(T::DbWeight::get().writes(24_u64.saturating_mul(p.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Collecting` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:0)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `LiquidStaking::Suspensions` (r:0 w:16)
	/// - `LiquidStaking::Targets` (r:7 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::Nominators` (r:8 w:0)
	/// - `Staking::Validators` (r:16 w:0)
	///
	/// The range of `v` is `[1, 16]`.
	fn set_validators(v: u32) -> Weight {
		// Fastest run: 329_728 ns. Proof recorded: 21_637 bytes.
		Weight::from_parts(469_354_600, 65_662)
			.saturating_add(Weight::from_parts(4_258_044, 5_047).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(19))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(v.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Cycle` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn step_idle() -> Weight {
		// Fastest run: 11_023 ns. Proof recorded: 772 bytes.
		Weight::from_parts(13_407_000, 8_099).saturating_add(T::DbWeight::get().reads(3))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:65 w:65)
	/// - `LiquidStaking::Collecting` (r:1 w:0)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `Staking::Bonded` (r:65 w:0)
	/// - `Staking::ClaimedRewards` (r:1 w:1)
	/// - `Staking::CurrentEra` (r:1 w:0)
	/// - `Staking::ErasRewardPoints` (r:1 w:0)
	/// - `Staking::ErasStakersClipped` (r:1 w:0)
	/// - `Staking::ErasStakersOverview` (r:1 w:0)
	/// - `Staking::ErasStakersPaged` (r:1 w:0)
	/// - `Staking::ErasValidatorPrefs` (r:1 w:0)
	/// - `Staking::ErasValidatorReward` (r:1 w:0)
	/// - `Staking::Ledger` (r:65 w:65)
	/// - `Staking::Payee` (r:65 w:0)
	/// - `Staking::VirtualStakers` (r:65 w:0)
	/// - `System::Account` (r:65 w:65)
	///
	/// The range of `n` is `[1, 64]`.
	fn step_collect(n: u32) -> Weight {
		// Fastest run: 410_806 ns. Proof recorded: 47_399 bytes.
		Weight::from_parts(1_493_406_356, 73_543)
			.saturating_add(Weight::from_parts(88_519_564, 16_862).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().reads(6_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5))
			.saturating_add(T::DbWeight::get().writes(3_u64.saturating_mul(n.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Collecting` (r:1 w:0)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `Staking::ErasStakersPaged` (r:1 w:0)
	///
	/// The range of `n` is `[1, 64]`.
	fn step_collect_skip(n: u32) -> Weight {
		// Fastest run: 44_634 ns. Proof recorded: 13_274 bytes.
		Weight::from_parts(63_904_248, 30_572)
			.saturating_add(Weight::from_parts(408_339, 39).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
	/// - `Coverage::Settings` (r:1 w:0)
	/// - `LiquidStaking::Batches` (r:0 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::EraRecords` (r:0 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pending` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:1)
	/// - `LiquidStaking::Queue` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::Bonded` (r:8 w:0)
	/// - `Staking::CurrentEra` (r:1 w:0)
	/// - `Staking::Ledger` (r:8 w:0)
	/// - `System::Account` (r:2 w:2)
	///
	/// The range of `p` is `[1, 8]`.
	fn step_recognise(p: u32) -> Weight {
		// Fastest run: 690_656 ns. Proof recorded: 35_588 bytes.
		Weight::from_parts(847_781_896, 136_021)
			.saturating_add(Weight::from_parts(36_892_420, 6_911).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(12))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Pending` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:1)
	/// - `Staking::Bonded` (r:1 w:1)
	/// - `Staking::CurrentEra` (r:1 w:0)
	/// - `Staking::Ledger` (r:1 w:1)
	/// - `Staking::Nominators` (r:1 w:0)
	/// - `Staking::Payee` (r:0 w:1)
	/// - `Staking::SlashingSpans` (r:1 w:0)
	/// - `Staking::Validators` (r:1 w:0)
	/// - `Staking::VirtualStakers` (r:1 w:1)
	/// - `System::Account` (r:2 w:2)
	fn step_withdraw() -> Weight {
		// Fastest run: 237_007 ns. Proof recorded: 3_701 bytes.
		Weight::from_parts(371_317_000, 139_932)
			.saturating_add(T::DbWeight::get().reads(14))
			.saturating_add(T::DbWeight::get().writes(10))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pending` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:1)
	/// - `Staking::Bonded` (r:8 w:1)
	/// - `Staking::Ledger` (r:8 w:1)
	/// - `Staking::Payee` (r:0 w:1)
	/// - `Staking::VirtualStakers` (r:1 w:0)
	/// - `System::Account` (r:2 w:2)
	///
	/// The range of `p` is `[1, 8]`.
	fn step_bond(p: u32) -> Weight {
		// Fastest run: 180_162 ns. Proof recorded: 3_634 bytes.
		Weight::from_parts(187_611_732, 122_231)
			.saturating_add(Weight::from_parts(12_081_767, 6_113).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(9))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:0)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pending` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:0)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `Staking::Bonded` (r:8 w:0)
	/// - `Staking::CurrentEra` (r:1 w:0)
	/// - `Staking::Ledger` (r:8 w:1)
	/// - `Staking::MinNominatorBond` (r:1 w:0)
	/// - `Staking::Nominators` (r:1 w:0)
	/// - `Staking::VirtualStakers` (r:1 w:0)
	/// - `System::Account` (r:1 w:0)
	/// - `VoterList::ListBags` (r:2 w:2)
	/// - `VoterList::ListNodes` (r:3 w:3)
	/// - `VoterList::Lock` (r:1 w:0)
	///
	/// The range of `p` is `[1, 8]`.
	fn step_unbond(p: u32) -> Weight {
		// Fastest run: 168_107 ns. Proof recorded: 5_915 bytes.
		Weight::from_parts(156_896_767, 138_807)
			.saturating_add(Weight::from_parts(17_118_923, 6_332).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(7))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:0)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pending` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:0)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `Staking::Bonded` (r:8 w:0)
	/// - `Staking::Ledger` (r:8 w:1)
	/// - `Staking::VirtualStakers` (r:1 w:0)
	/// - `System::Account` (r:1 w:0)
	/// - `VoterList::ListBags` (r:2 w:2)
	/// - `VoterList::ListNodes` (r:2 w:2)
	/// - `VoterList::Lock` (r:1 w:0)
	///
	/// The range of `p` is `[1, 8]`.
	fn step_rebond(p: u32) -> Weight {
		// Fastest run: 143_086 ns. Proof recorded: 36_532 bytes.
		Weight::from_parts(137_885_103, 125_127)
			.saturating_add(Weight::from_parts(21_331_921, 7_313).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Ranking` (r:1 w:1)
	/// - `LiquidStaking::Registrations` (r:16 w:16)
	/// - `LiquidStaking::Suspensions` (r:16 w:16)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::ErasRewardPoints` (r:1 w:0)
	/// - `Staking::ErasStakersOverview` (r:16 w:0)
	/// - `Staking::Validators` (r:16 w:0)
	///
	/// The range of `r` is `[1, 256]`.
	fn step_score(r: u32) -> Weight {
		// Fastest run: 63_695 ns. Proof recorded: 21_181 bytes.
		Weight::from_parts(339_152_561, 194_470)
			.saturating_add(Weight::from_parts(147_309, 173).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(69))
			.saturating_add(T::DbWeight::get().writes(34))
	}

	/// Storage, by the number of keys read and written:
	/// - `Coverage::Settings` (r:1 w:0)
	/// - `LiquidStaking::CoverAllowance` (r:0 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pending` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `LiquidStaking::Registrations` (r:128 w:128)
	/// - `LiquidStaking::Suspensions` (r:128 w:128)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::UnappliedSlashes` (r:1 w:0)
	///
	/// The range of `p` is `[1, 8]`.
	/// The range of `s` is `[1, 128]`.
	fn reconcile(p: u32, s: u32) -> Weight {
		// Fastest run: 80_938 ns. Proof recorded: 463_827 bytes.
		Weight::from_parts(83_819_000, 68_889)
			.saturating_add(Weight::from_parts(8_475_886, 6_227).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(23_979_150, 8_708).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(3))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(s.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Batches` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pending` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Queue` (r:1 w:1)
	/// - `System::Account` (r:2 w:2)
	fn step_pay() -> Weight {
		// Fastest run: 135_329 ns. Proof recorded: 19_007 bytes.
		Weight::from_parts(138_036_000, 117_239)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(7))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Collecting` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `LiquidStaking::Ranking` (r:1 w:0)
	/// - `LiquidStaking::Registrations` (r:16 w:16)
	/// - `LiquidStaking::Suspensions` (r:129 w:0)
	/// - `LiquidStaking::Targets` (r:8 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::Bonded` (r:1 w:0)
	/// - `Staking::CurrentEra` (r:1 w:0)
	/// - `Staking::Ledger` (r:1 w:0)
	/// - `Staking::MinNominatorBond` (r:1 w:0)
	/// - `Staking::Nominators` (r:8 w:1)
	/// - `Staking::Validators` (r:17 w:0)
	/// - `VoterList::ListNodes` (r:1 w:1)
	/// - `VoterList::Lock` (r:1 w:0)
	///
	/// The range of `v` is `[1, 16]`.
	fn step_nominate(v: u32) -> Weight {
		// Fastest run: 681_296 ns. Proof recorded: 28_984 bytes.
		Weight::from_parts(662_982_485, 468_050)
			.saturating_add(Weight::from_parts(23_398_867, 2_527).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(174))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(20))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Collecting` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::EraRecords` (r:4 w:4)
	/// - `LiquidStaking::Folded` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `Staking::Nominators` (r:8 w:0)
	///
	/// The range of `c` is `[0, 256]`.
	fn step_finish(c: u32) -> Weight {
		// Fastest run: 129_706 ns. Proof recorded: 15_978 bytes.
		Weight::from_parts(176_024_050, 55_866)
			.saturating_add(Weight::from_parts(182_296, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().writes(7))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	/// - `LiquidStaking::Pending` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::MinNominatorBond` (r:1 w:0)
	///
	/// The range of `p` is `[1, 8]`.
	fn on_slash(p: u32) -> Weight {
		// Fastest run: 594_358 ns. Proof recorded: 33_365 bytes.
		Weight::from_parts(821_906_639, 111_781)
			.saturating_add(Weight::from_parts(288_369, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
