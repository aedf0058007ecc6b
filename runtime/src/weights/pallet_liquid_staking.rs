//! Weights of `pallet_liquid_staking`, written by `make weights`.
//!
//! Keys that all extrinsics touch, such as the account of the signer, are not counted: the weight
//! of an empty extrinsic has them.
//!
//! - Date: 2026-11-20
//! - Steps: 50, repeat: 20
//! - Processor: AMD EPYC
//! - Host functions: optimised
//! - State: genesis preset `development`
//! - Blob: blake2-256 `0x025b6c81462ab8b4feb9a92f7db0e57aa31b121431e0ce0c419c414c0a224ce5`
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
		// Fastest run: 63_034 ns. Proof recorded: 1_091 bytes.
		Weight::from_parts(63_966_000, 13_243)
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
		// Fastest run: 54_542 ns. Proof recorded: 1_043 bytes.
		Weight::from_parts(55_843_000, 18_403)
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
		// Fastest run: 53_801 ns. Proof recorded: 1_230 bytes.
		Weight::from_parts(54_602_000, 18_403)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Batches` (r:1 w:1)
	/// - `LiquidStaking::Claims` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `System::Account` (r:3 w:3)
	fn claim() -> Weight {
		// Fastest run: 84_956 ns. Proof recorded: 1_028 bytes.
		Weight::from_parts(86_308_000, 15_755)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Parameters` (r:0 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:0)
	fn set_params() -> Weight {
		// Fastest run: 6_019 ns. Proof recorded: 206 bytes.
		Weight::from_parts(6_479_000, 5_346)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
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
		// Fastest run: 374_078 ns. Proof recorded: 10_969 bytes.
		Weight::from_parts(78_442_828, 46_954)
			.saturating_add(Weight::from_parts(290_979_696, 69_092).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(26_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(9))
			.saturating_add(T::DbWeight::get().writes(8_u64.saturating_mul(p.into())))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Collecting` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:0)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `LiquidStaking::Targets` (r:7 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::Nominators` (r:1 w:0)
	/// - `Staking::Validators` (r:16 w:0)
	///
	/// The range of `v` is `[1, 16]`.
	fn set_validators(v: u32) -> Weight {
		// Fastest run: 81_582 ns. Proof recorded: 17_835 bytes.
		Weight::from_parts(85_437_972, 44_133)
			.saturating_add(Weight::from_parts(3_358_570, 2_520).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(2))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Cycle` (r:1 w:0)
	/// - `LiquidStaking::Pool` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	fn step_idle() -> Weight {
		// Fastest run: 6_940 ns. Proof recorded: 772 bytes.
		Weight::from_parts(7_371_000, 7_801).saturating_add(T::DbWeight::get().reads(3))
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
		// Fastest run: 230_634 ns. Proof recorded: 47_399 bytes.
		Weight::from_parts(127_137_768, 73_489)
			.saturating_add(Weight::from_parts(72_147_515, 16_808).saturating_mul(n.into()))
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
		// Fastest run: 21_973 ns. Proof recorded: 13_274 bytes.
		Weight::from_parts(23_478_743, 30_572)
			.saturating_add(Weight::from_parts(131_605, 39).saturating_mul(n.into()))
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
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:1)
	/// - `LiquidStaking::Queue` (r:1 w:1)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::Bonded` (r:8 w:0)
	/// - `Staking::Ledger` (r:8 w:0)
	/// - `System::Account` (r:2 w:2)
	///
	/// The range of `p` is `[1, 8]`.
	fn step_recognise(p: u32) -> Weight {
		// Fastest run: 89_344 ns. Proof recorded: 3_632 bytes.
		Weight::from_parts(83_289_932, 36_429)
			.saturating_add(Weight::from_parts(9_372_376, 5_865).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(11))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
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
		// Fastest run: 128_241 ns. Proof recorded: 3_460 bytes.
		Weight::from_parts(132_458_000, 41_118)
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().writes(10))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
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
		// Fastest run: 117_174 ns. Proof recorded: 3_324 bytes.
		Weight::from_parts(110_145_500, 23_581)
			.saturating_add(Weight::from_parts(8_261_225, 6_113).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(9))
	}

	/// Storage, by the number of keys read and written:
	/// - `Balances::Holds` (r:1 w:0)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Parameters` (r:1 w:0)
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
		// Fastest run: 105_046 ns. Proof recorded: 5_605 bytes.
		Weight::from_parts(99_402_235, 40_157)
			.saturating_add(Weight::from_parts(8_107_789, 6_332).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(16))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(p.into())))
			.saturating_add(T::DbWeight::get().writes(7))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Batches` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Queue` (r:1 w:1)
	/// - `System::Account` (r:2 w:2)
	fn step_pay() -> Weight {
		// Fastest run: 52_999 ns. Proof recorded: 1_457 bytes.
		Weight::from_parts(53_771_000, 16_100)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Collecting` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `LiquidStaking::Targets` (r:1 w:0)
	/// - `Staking::ActiveEra` (r:1 w:0)
	/// - `Staking::Bonded` (r:1 w:0)
	/// - `Staking::CurrentEra` (r:1 w:0)
	/// - `Staking::Ledger` (r:1 w:0)
	/// - `Staking::MinNominatorBond` (r:1 w:0)
	/// - `Staking::Nominators` (r:1 w:1)
	/// - `Staking::Validators` (r:17 w:0)
	/// - `VoterList::ListNodes` (r:1 w:1)
	/// - `VoterList::Lock` (r:1 w:0)
	///
	/// The range of `v` is `[1, 16]`.
	fn step_nominate(v: u32) -> Weight {
		// Fastest run: 81_992 ns. Proof recorded: 12_326 bytes.
		Weight::from_parts(79_413_572, 44_547)
			.saturating_add(Weight::from_parts(4_316_417, 2_520).saturating_mul(v.into()))
			.saturating_add(T::DbWeight::get().reads(13))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(v.into())))
			.saturating_add(T::DbWeight::get().writes(4))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Collecting` (r:1 w:1)
	/// - `LiquidStaking::Cycle` (r:1 w:1)
	/// - `LiquidStaking::EraRecords` (r:0 w:4)
	/// - `LiquidStaking::Pots` (r:1 w:0)
	/// - `Staking::Nominators` (r:8 w:0)
	///
	/// The range of `c` is `[0, 256]`.
	fn step_finish(c: u32) -> Weight {
		// Fastest run: 48_763 ns. Proof recorded: 15_169 bytes.
		Weight::from_parts(50_374_706, 52_779)
			.saturating_add(Weight::from_parts(73_486, 0).saturating_mul(c.into()))
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(6))
	}

	/// Storage, by the number of keys read and written:
	/// - `LiquidStaking::Pool` (r:1 w:1)
	/// - `LiquidStaking::Pots` (r:1 w:1)
	/// - `Staking::MinNominatorBond` (r:1 w:0)
	///
	/// The range of `p` is `[1, 8]`.
	fn on_slash(p: u32) -> Weight {
		// Fastest run: 16_234 ns. Proof recorded: 1_430 bytes.
		Weight::from_parts(16_603_885, 8_154)
			.saturating_add(Weight::from_parts(646_922, 0).saturating_mul(p.into()))
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	fn transfer_claim() -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn instant_redeem() -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn register_validator(_r: u32) -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn deregister_validator(_r: u32) -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn release_bond(_p: u32) -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn announce_fee() -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn pause() -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn step_rebond(_p: u32) -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn step_score(_r: u32) -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
	fn reconcile(_p: u32, _s: u32) -> Weight {
		Weight::from_parts(200_000_000, 0).saturating_add(T::DbWeight::get().reads_writes(30, 20))
	}
}
