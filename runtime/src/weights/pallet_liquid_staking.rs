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
//! - Blob: blake2-256 `0x5f4320f6db6107da5d92ee10932bc892ab3e958ad3f9ef37f7a47d8fa1d63682`
//! - Command:
//!
//! ```text
//! estuary-weights \
//!     --runtime estuary_runtime.runtime-benchmarks.wasm \
//!     --pallet pallet_liquid_staking \
//!     --steps 50 \
//!     --repeat 20 \
//!     --out /tmp/weights_out.rs
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
		// Fastest run: 97_396 ns. Proof recorded: 1_289 bytes.
		Weight::from_parts(101_148_000, 13_506)
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
		// Fastest run: 87_142 ns. Proof recorded: 1_241 bytes.
		Weight::from_parts(91_608_000, 18_666)
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
		// Fastest run: 86_424 ns. Proof recorded: 1_428 bytes.
		Weight::from_parts(91_549_000, 18_666)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Batches` (r:1 w:1)
	/// - `LiquidStaking::Claims` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `System::Account` (r:3 w:3)
	fn claim() -> Weight {
		// Fastest run: 128_993 ns. Proof recorded: 1_157 bytes.
		Weight::from_parts(148_681_000, 15_941)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Claims` (r:2 w:2)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
	fn transfer_claim() -> Weight {
		// Fastest run: 30_628 ns. Proof recorded: 499 bytes.
		Weight::from_parts(37_268_000, 7_722)
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
		// Fastest run: 116_687 ns. Proof recorded: 1_329 bytes.
		Weight::from_parts(199_488_000, 13_506)
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
		// Fastest run: 90_480 ns. Proof recorded: 10_389 bytes.
		Weight::from_parts(142_650_202, 22_015)
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
		// Fastest run: 29_232 ns. Proof recorded: 10_125 bytes.
		Weight::from_parts(34_309_385, 19_738)
			.saturating_add(Weight::from_parts(51_676, 0).saturating_mul(r.into()))
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
		// Fastest run: 105_377 ns. Proof recorded: 29_591 bytes.
		Weight::from_parts(100_959_825, 94_970)
			.saturating_add(Weight::from_parts(11_122_141, 3_033).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(3))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn announce_fee() -> Weight {
		// Fastest run: 20_213 ns. Proof recorded: 879 bytes.
		Weight::from_parts(25_371_000, 5_108)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	fn pause() -> Weight {
		// Fastest run: 15_226 ns. Proof recorded: 314 bytes.
		Weight::from_parts(18_643_000, 2_620)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	fn set_params() -> Weight {
		// Fastest run: 18_809 ns. Proof recorded: 761 bytes.
		Weight::from_parts(22_308_000, 5_609)
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
		// Fastest run: 637_874 ns. Proof recorded: 10_969 bytes.
		Weight::from_parts(653_592_000, 61_478)
			.saturating_add(Weight::from_parts(634_119_423, 109_542).saturating_mul(p.into()))
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
		// Fastest run: 253_819 ns. Proof recorded: 21_637 bytes.
		Weight::from_parts(288_030_925, 65_550)
			.saturating_add(Weight::from_parts(5_054_160, 5_047).saturating_mul(v.into()))
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
		// Fastest run: 10_972 ns. Proof recorded: 772 bytes.
		Weight::from_parts(12_029_000, 7_987).saturating_add(T::DbWeight::get().reads(3))
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
		// Fastest run: 376_097 ns. Proof recorded: 47_399 bytes.
		Weight::from_parts(417_146_000, 73_507)
			.saturating_add(Weight::from_parts(143_727_099, 16_826).saturating_mul(n.into()))
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
		// Fastest run: 47_669 ns. Proof recorded: 13_274 bytes.
		Weight::from_parts(81_897_939, 30_572)
			.saturating_add(Weight::from_parts(0, 39).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(1))
	}

	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:2 w:2)
	/// - `Assets::Asset` (r:1 w:1)
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
		// Fastest run: 154_566 ns. Proof recorded: 3_882 bytes.
		Weight::from_parts(113_038_535, 105_712)
			.saturating_add(Weight::from_parts(40_162_139, 12_933).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(13))
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
		// Fastest run: 206_811 ns. Proof recorded: 3_589 bytes.
		Weight::from_parts(379_123_000, 123_288)
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
		// Fastest run: 185_406 ns. Proof recorded: 3_522 bytes.
		Weight::from_parts(319_788_325, 105_699)
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
		// Fastest run: 165_663 ns. Proof recorded: 5_803 bytes.
		Weight::from_parts(163_381_892, 122_275)
			.saturating_add(Weight::from_parts(15_631_340, 6_332).saturating_mul(p.into()))
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
		// Fastest run: 136_274 ns. Proof recorded: 28_228 bytes.
		Weight::from_parts(122_799_303, 108_595)
			.saturating_add(Weight::from_parts(20_503_296, 7_313).saturating_mul(p.into()))
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
		// Fastest run: 65_036 ns. Proof recorded: 21_181 bytes.
		Weight::from_parts(326_154_334, 194_470)
			.saturating_add(Weight::from_parts(289_919, 173).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(69))
			.saturating_add(T::DbWeight::get().writes(34))
	}

	/// Storage, by the number of keys read and written:
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
		// Fastest run: 71_164 ns. Proof recorded: 463_639 bytes.
		Weight::from_parts(75_170_000, 47_546)
			.saturating_add(Weight::from_parts(10_403_380, 6_193).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(28_027_611, 8_703).saturating_mul(s.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(s.into())))
			.saturating_add(T::DbWeight::get().writes(2))
			.saturating_add(T::DbWeight::get().writes(2_u64.saturating_mul(s.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Batches` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Queue` (r:1 w:1)
	/// - `System::Account` (r:2 w:2)
	fn step_pay() -> Weight {
		// Fastest run: 81_758 ns. Proof recorded: 1_586 bytes.
		Weight::from_parts(85_923_000, 16_286)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
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
		// Fastest run: 710_436 ns. Proof recorded: 28_984 bytes.
		Weight::from_parts(768_271_820, 468_050)
			.saturating_add(Weight::from_parts(6_552_962, 2_527).saturating_mul(v.into()))
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
		// Fastest run: 124_314 ns. Proof recorded: 15_914 bytes.
		Weight::from_parts(137_899_525, 55_610)
			.saturating_add(Weight::from_parts(252_148, 0).saturating_mul(c.into()))
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
		// Fastest run: 91_205 ns. Proof recorded: 25_061 bytes.
		Weight::from_parts(101_108_685, 95_285)
			.saturating_add(Weight::from_parts(4_417_864, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(3))
	}
}
