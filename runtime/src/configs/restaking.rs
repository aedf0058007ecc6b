//! Restaking and the coverage built on it: delays, assets, who may burn stEST, who is told of what.

use super::{assets::StEstId, governance::TreasuryAccount};
use crate::{
	constants::{
		currency::{EST, MILLI_EST},
		time::{RESTAKING_DELAYS, RESTAKING_NOTICE, RESTAKING_REFUND_WINDOW},
	},
	types::{AccountId, AnyAssetId},
	weights, Assets, Balances, Coverage, LiquidStaking, Restaking, Runtime, RuntimeHoldReason,
	Staking,
};
use alloc::{vec, vec::Vec};
use estuary_primitives::{
	restaking::{ValidatorHistory, ValidatorSlashed},
	staking::StakingBackend,
	EraIndex,
};
use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	traits::{
		fungible::{ItemOf, NativeFromLeft, NativeOrWithId, UnionOf},
		ConstU128, ConstU32, Get,
	},
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
	PalletId,
};
use frame_system::EnsureRoot;
use pallet_restaking::Delays;
use sp_runtime::Perbill;
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	SessionIndex,
};

/// EST and every asset of pallet-assets under one roof: what services pay rewards in.
pub type AllAssets = UnionOf<Balances, Assets, NativeFromLeft, AnyAssetId, AccountId>;

parameter_types! {
	/// The accounts of restaking are derived from this.
	pub const RestakingPalletId: PalletId = PalletId(*b"est/rest");
	/// The account that runs the coverage is derived from this.
	pub const CoveragePalletId: PalletId = PalletId(*b"est/cove");
	/// stEST among [`AllAssets`].
	pub const StakedAsset: AnyAssetId = NativeOrWithId::WithId(StEstId::get());
	/// Rewards in these always find a place with an operator.
	pub ReservedAssets: Vec<AnyAssetId> = vec![StakedAsset::get(), NativeOrWithId::Native];
	/// The delays, in eras.
	pub const RestakingDelays: Delays = RESTAKING_DELAYS;
	/// Two milliseconds for what services on chain do when they are told of something.
	pub const MaxHookWeight: Weight =
		Weight::from_parts(2 * WEIGHT_REF_TIME_PER_MILLIS, 64 * 1_024);
}

/// The active era; zero before the first.
pub struct ActiveEra;

impl Get<EraIndex> for ActiveEra {
	fn get() -> EraIndex {
		<Runtime as pallet_liquid_staking::Config>::Staking::active_era().unwrap_or_default()
	}
}

/// The era of an offence in `session`; `None` if staking takes it for too old to be slashed for.
fn offence_era(session: SessionIndex) -> Option<EraIndex> {
	type Backend = <Runtime as pallet_liquid_staking::Config>::Staking;
	let applied = Backend::application_era(session)?;
	applied.checked_sub(Backend::slash_defer_duration().saturating_add(1))
}

/// Whether governance has paused services.
pub struct ServicesPaused;

impl Get<bool> for ServicesPaused {
	fn get() -> bool {
		LiquidStaking::services_paused()
	}
}

/// What staking remembers of validators that it has slashed.
pub struct SlashedValidators;

impl ValidatorHistory<AccountId> for SlashedValidators {
	/// What staking notes of the validator of an offence alone, for a bonding duration: spans of
	/// slashes it keeps of nominators as well.
	fn last_slashed(validator: &AccountId, since: EraIndex) -> Option<EraIndex> {
		type Slashed = pallet_staking::ValidatorSlashInEra<Runtime>;
		(since..=ActiveEra::get())
			.rev()
			.find(|era| Slashed::contains_key(era, validator))
	}
}

impl pallet_restaking::Config for Runtime {
	type AssetId = AnyAssetId;
	type Assets = AllAssets;
	type StakedAsset = StakedAsset;
	type ReservedAssets = ReservedAssets;
	type StakedToken = LiquidStaking;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type ActiveEra = ActiveEra;
	type Paused = ServicesPaused;
	type Treasury = TreasuryAccount;
	type Validators = SlashedValidators;
	// Services that are pallets of this runtime; coverage needs to be told nothing.
	type Hooks = ();
	type MaxHookWeight = MaxHookWeight;
	type PalletId = RestakingPalletId;
	type Delays = RestakingDelays;
	type ServiceDeposit = ConstU128<{ 100 * EST }>;
	type OperatorDeposit = ConstU128<{ 10 * EST }>;
	type MinDelegation = ConstU128<{ 100 * MILLI_EST }>;
	type MaxOperators = ConstU32<16>;
	type WeightInfo = weights::pallet_restaking::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarks::Helper;
}

impl pallet_coverage::Config for Runtime {
	type Currency = Balances;
	type Shares = ItemOf<Assets, StEstId, AccountId>;
	type Token = LiquidStaking;
	type Security = Restaking;
	type StakedAsset = StakedAsset;
	type ActiveEra = ActiveEra;
	type AdminOrigin = EnsureRoot<AccountId>;
	type PalletId = CoveragePalletId;
	type RefundWindow = ConstU32<RESTAKING_REFUND_WINDOW>;
	type Notice = ConstU32<RESTAKING_NOTICE>;
	type MaxOperators = ConstU32<16>;
	type MaxSlashes = ConstU32<64>;
	type MaxHistory = ConstU32<64>;
	type WeightInfo = weights::pallet_coverage::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::benchmarks::Helper;
}

/// Decorates the handler of offences: operators among the offenders are jailed once `Inner` has
/// dealt with the offence.
pub struct JailOffenders<Inner>(core::marker::PhantomData<Inner>);

impl<Inner, Reporter, Identity> OnOffenceHandler<Reporter, (AccountId, Identity), Weight>
	for JailOffenders<Inner>
where
	Inner: OnOffenceHandler<Reporter, (AccountId, Identity), Weight>,
{
	fn on_offence(
		offenders: &[OffenceDetails<Reporter, (AccountId, Identity)>],
		slash_fraction: &[Perbill],
		session: SessionIndex,
	) -> Weight {
		let mut weight = Inner::on_offence(offenders, slash_fraction, session);
		// Nobody is slashed for it, so nobody is jailed.
		let Some(era) = offence_era(session) else { return weight };
		let each = Restaking::validator_slashed_weight();
		for (details, fraction) in offenders.iter().zip(slash_fraction) {
			if fraction.is_zero() {
				continue;
			}
			// Pallet-offences charges nothing for its handlers.
			frame_system::Pallet::<Runtime>::register_extra_weight_unchecked(
				each,
				DispatchClass::Mandatory,
			);
			weight.saturating_accrue(each);
			Restaking::validator_slashed(&details.offender.0, era);
		}
		weight
	}
}

/// Told of each offence with its offenders and the part of their stake to be slashed. Staking
/// records the slash, the pool recognises its part, coverage covers of it what it can, and
/// operators are jailed, all at once.
pub type OffenceHandler = JailOffenders<pallet_liquid_staking::OffenceTap<Runtime, Staking>>;

/// Who stands in front of the holders of stEST.
pub type Cover = Coverage;
