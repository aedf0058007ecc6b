//! Weights of `pallet_liquid_staking`, written by `make weights`.
//!
//! Keys that all extrinsics touch, such as the account of the signer, are not counted: the weight
//! of an empty extrinsic has them.
//!
//! - Date: 2026-11-21
//! - Steps: 20, repeat: 10
//! - Processor: Intel(R) Xeon(R) Processor @ 2.80GHz
//! - Host functions: optimised
//! - State: genesis preset `development`
//! - Blob: blake2-256 `0xbf3443739eaa7b9bc9bf81045f6d76d4aa98a60ee0a0d067da014e2c3ef99dd5`
//! - Command:
//!
//! ```text
//! estuary-weights \
//!     --runtime estuary_runtime.runtime-benchmarks.wasm \
//!     --pallet pallet_liquid_staking \
//!     --steps 20 \
//!     --repeat 10 \
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
		// Fastest run: 172_062 ns. Proof recorded: 1_385 bytes.
		Weight::from_parts(188_420_000, 13_602)
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
		// Fastest run: 110_129 ns. Proof recorded: 1_337 bytes.
		Weight::from_parts(167_013_000, 18_762)
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
		// Fastest run: 146_379 ns. Proof recorded: 1_524 bytes.
		Weight::from_parts(156_451_000, 18_762)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Batches` (r:1 w:1)
	/// - `LiquidStaking::Claims` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `System::Account` (r:3 w:3)
	fn claim() -> Weight {
		// Fastest run: 235_304 ns. Proof recorded: 1_253 bytes.
		Weight::from_parts(255_291_000, 16_037)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Claims` (r:2 w:2)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	fn transfer_claim() -> Weight {
		// Fastest run: 43_435 ns. Proof recorded: 499 bytes.
		Weight::from_parts(62_295_000, 7_722)
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
		// Fastest run: 211_707 ns. Proof recorded: 1_425 bytes.
		Weight::from_parts(227_839_000, 13_602)
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
	fn register_validator(_r: u32) -> Weight {
		// Fastest run: 142_693 ns. Proof recorded: 10_389 bytes.
		Weight::from_parts(375_380_857, 22_051)
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
	fn deregister_validator(r: u32) -> Weight {
		// Fastest run: 43_492 ns. Proof recorded: 10_125 bytes.
		Weight::from_parts(64_382_270, 19_834)
			.saturating_add(Weight::from_parts(103_606, 0).saturating_mul(r.into()))
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
		// Fastest run: 170_625 ns. Proof recorded: 37_783 bytes.
		Weight::from_parts(233_741_982, 111_390)
			.saturating_add(Weight::from_parts(10_646_101, 3_033).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(3))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn announce_fee() -> Weight {
		// Fastest run: 23_699 ns. Proof recorded: 879 bytes.
		Weight::from_parts(49_970_000, 5_108)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	fn pause() -> Weight {
		// Fastest run: 43_231 ns. Proof recorded: 314 bytes.
		Weight::from_parts(50_732_000, 2_620)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	fn set_params() -> Weight {
		// Fastest run: 22_434 ns. Proof recorded: 857 bytes.
		Weight::from_parts(36_421_000, 5_705)
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
		// Fastest run: 695_771 ns. Proof recorded: 10_969 bytes.
		Weight::from_parts(1_177_410_000, 61_574)
			.saturating_add(Weight::from_parts(4_097_037_378, 109_578).saturating_mul(p.into()))
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
		// Fastest run: 295_402 ns. Proof recorded: 21_637 bytes.
		Weight::from_parts(516_034_945, 65_646)
			.saturating_add(Weight::from_parts(8_430_193, 5_047).saturating_mul(v.into()))
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
		// Fastest run: 11_349 ns. Proof recorded: 772 bytes.
		Weight::from_parts(11_521_000, 8_083).saturating_add(T::DbWeight::get().reads(3))
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
		// Fastest run: 369_328 ns. Proof recorded: 47_399 bytes.
		Weight::from_parts(516_883_015, 73_543)
			.saturating_add(Weight::from_parts(167_564_304, 16_862).saturating_mul(n.into()))
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
		// Fastest run: 48_535 ns. Proof recorded: 13_274 bytes.
		Weight::from_parts(55_656_899, 30_572)
			.saturating_add(Weight::from_parts(544_313, 39).saturating_mul(n.into()))
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
		// Fastest run: 582_357 ns. Proof recorded: 35_572 bytes.
		Weight::from_parts(660_324_166, 135_989)
			.saturating_add(Weight::from_parts(406_685_138, 6_911).saturating_mul(p.into()))
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
		// Fastest run: 268_503 ns. Proof recorded: 3_685 bytes.
		Weight::from_parts(375_464_000, 139_900)
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
		// Fastest run: 200_644 ns. Proof recorded: 3_618 bytes.
		Weight::from_parts(689_396_976, 122_215)
			.saturating_add(Weight::from_parts(0, 6_113).saturating_mul(p.into()))
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
		// Fastest run: 177_527 ns. Proof recorded: 5_899 bytes.
		Weight::from_parts(244_250_392, 138_791)
			.saturating_add(Weight::from_parts(7_374_634, 6_332).saturating_mul(p.into()))
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
		// Fastest run: 150_547 ns. Proof recorded: 36_516 bytes.
		Weight::from_parts(273_799_083, 125_111)
			.saturating_add(Weight::from_parts(11_166_333, 7_313).saturating_mul(p.into()))
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
		// Fastest run: 69_798 ns. Proof recorded: 21_181 bytes.
		Weight::from_parts(422_010_100, 191_667)
			.saturating_add(Weight::from_parts(1_848_304, 221).saturating_mul(r.into()))
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
		// Fastest run: 102_002 ns. Proof recorded: 463_811 bytes.
		Weight::from_parts(121_368_000, 69_193)
			.saturating_add(Weight::from_parts(0, 6_193).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(94_582_418, 8_703).saturating_mul(s.into()))
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
		// Fastest run: 144_603 ns. Proof recorded: 18_991 bytes.
		Weight::from_parts(166_568_000, 117_223)
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
		// Fastest run: 707_969 ns. Proof recorded: 28_984 bytes.
		Weight::from_parts(814_953_691, 468_050)
			.saturating_add(Weight::from_parts(27_956_586, 2_527).saturating_mul(v.into()))
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
		// Fastest run: 137_376 ns. Proof recorded: 15_962 bytes.
		Weight::from_parts(164_061_366, 55_802)
			.saturating_add(Weight::from_parts(258_672, 0).saturating_mul(c.into()))
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
	fn on_slash(_p: u32) -> Weight {
		// Fastest run: 575_218 ns. Proof recorded: 33_349 bytes.
		Weight::from_parts(756_208_827, 111_765)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
