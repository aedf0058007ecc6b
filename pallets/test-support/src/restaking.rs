//! pallet-restaking in a mock, of its own or of a service.

use estuary_math::{Balance, Shares};
use estuary_primitives::restaking::StakedToken;
use frame_support::traits::{
	fungibles::Mutate,
	tokens::{Fortitude, Precision, Preservation},
	Get,
};
use sp_runtime::DispatchError;
use std::marker::PhantomData;

/// Burns stEST, the asset `Asset`, as any asset: nothing depends on what it was worth.
pub struct Burner<T, Asset>(PhantomData<(T, Asset)>);

impl<T, Asset> StakedToken<T::AccountId> for Burner<T, Asset>
where
	T: pallet_assets::Config<Balance = Balance>,
	Asset: Get<T::AssetId>,
{
	fn burn(who: &T::AccountId, shares: Shares) -> Result<Balance, DispatchError> {
		let (keep, all, force) = (Preservation::Preserve, Precision::Exact, Fortitude::Force);
		pallet_assets::Pallet::<T>::burn_from(Asset::get(), who, shares.0, keep, all, force)
	}
}

/// The configuration of pallet-restaking, which the mock knows as `pallet_restaking`, and what it
/// refers to: the era (`Era`), which tests set, the delays (`TestDelays`, in eras), the stEST asset
/// (`StakedAsset`), the assets with a reserved place (`ReservedAssets`) and the account of the
/// treasury (`Treasury`).
///
/// The mock names `START`, the first era, `STEST`, the number of stEST, and `UnitWeights`; it says
/// for how many eras a refund may be promised, and the rest of the configuration.
#[macro_export]
macro_rules! impl_restaking {
	(max_refund: $max_refund:expr, treasury: $treasury:expr; $($config:tt)*) => {
		frame_support::parameter_types! {
			pub static Era: sp_staking::EraIndex = START;
			pub static TestDelays: pallet_restaking::Delays = pallet_restaking::Delays {
				exit: 3,
				allocation: 4,
				commission: 4,
				jail: 5,
				max_veto: 2,
				max_refund: $max_refund,
			};
			pub const RestakingPalletId: frame_support::PalletId =
				frame_support::PalletId(*b"est/rest");
			pub const MaxHookWeight: frame_support::weights::Weight =
				frame_support::weights::Weight::from_parts(1_000, 1_000);
			pub const StakedAsset: AssetId = STEST;
			pub static ReservedAssets: Vec<AssetId> = vec![STEST];
			pub const Treasury: AccountId = $treasury;
		}

		impl pallet_restaking::Config for Test {
			type AssetId = AssetId;
			type Assets = Assets;
			type StakedAsset = StakedAsset;
			type ReservedAssets = ReservedAssets;
			type Currency = Balances;
			type RuntimeHoldReason = RuntimeHoldReason;
			type ActiveEra = Era;
			type Treasury = Treasury;
			type MaxHookWeight = MaxHookWeight;
			type PalletId = RestakingPalletId;
			type Delays = TestDelays;
			type ServiceDeposit = frame_support::traits::ConstU128<1_000>;
			type OperatorDeposit = frame_support::traits::ConstU128<500>;
			type WeightInfo = UnitWeights;
			#[cfg(feature = "runtime-benchmarks")]
			type BenchmarkHelper = EraAndAssets;
			$($config)*
		}

		$crate::unit_weights!(UnitWeights as pallet_restaking::WeightInfo {
			register_operator(),
			set_commission(),
			retire_operator(),
			delegate(),
			undelegate(),
			claim_undelegated(),
			register_service(),
			amend_service(),
			close_service(o),
			allocate(),
			request_slash(),
			veto_slash(),
			apply_slash(),
			refund_slash(),
			pay_reward(o),
			claim_reward(),
			claim_commission(),
			close_slash(),
			release_allocation(),
			validator_slashed(),
			sweep_step(),
			sweep_idle(),
		});

		/// Sets the era and makes assets for benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		pub struct EraAndAssets;
		#[cfg(feature = "runtime-benchmarks")]
		impl pallet_restaking::BenchmarkHelper<AssetId> for EraAndAssets {
			fn set_era(era: sp_staking::EraIndex) {
				Era::set(era);
			}
			fn asset(index: u32) -> AssetId {
				let id = 100 + index;
				if Assets::maybe_total_supply(id).is_none() {
					frame_support::assert_ok!(Assets::force_create(
						RuntimeOrigin::root(),
						id,
						Treasury::get(),
						false,
						1
					));
				}
				id
			}
		}
	};
}
