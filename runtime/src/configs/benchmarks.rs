//! What the benchmarks of restaking and coverage need of the rest of the runtime.

use super::{assets::ST_EST, liquid_staking::LiquidStakingPalletId};
use crate::{
	constants::currency::EST,
	types::{AccountId, AnyAssetId, AssetId, Balance},
	Assets, Balances, Restaking, Runtime, RuntimeOrigin,
};
use estuary_primitives::{restaking::ServiceId, EraIndex, Shares};
use frame_benchmarking::account;
use frame_support::traits::{
	fungible::{Mutate as _, NativeOrWithId},
	fungibles::{Inspect as _, Mutate as _},
};
use pallet_liquid_staking::{Allowance, Books, CoverAllowance, Pool};
use pallet_staking::{ActiveEra, ActiveEraInfo};
use sp_runtime::traits::AccountIdConversion;

/// Far more stEST than any benchmark needs.
const PLENTY: Balance = 1_000_000_000 * EST;

/// See the module.
pub struct Helper;

impl Helper {
	/// A pool whose share is worth a planck, and the asset that its shares are.
	fn pool() {
		let owner: AccountId = LiquidStakingPalletId::get().into_account_truncating();
		if !Assets::asset_exists(ST_EST) {
			Self::create(ST_EST, &owner, true);
		}
		if !Pool::<Runtime>::exists() {
			Pool::<Runtime>::put(Books {
				idle: PLENTY,
				backing: PLENTY,
				issuance: Shares(PLENTY),
				..Default::default()
			});
		}
	}

	fn create(id: AssetId, owner: &AccountId, sufficient: bool) {
		Balances::mint_into(owner, 1_000 * EST).expect("EST can be minted");
		Assets::force_create(RuntimeOrigin::root(), id.into(), owner.clone().into(), sufficient, 1)
			.expect("there is no such asset yet");
	}

	fn era(era: EraIndex) {
		ActiveEra::<Runtime>::put(ActiveEraInfo { index: era, start: Some(0) });
	}
}

impl pallet_restaking::BenchmarkHelper<AnyAssetId> for Helper {
	fn set_era(era: EraIndex) {
		Self::pool();
		Self::era(era);
	}

	fn asset(index: u32) -> AnyAssetId {
		let id = 1_000 + index;
		if !Assets::asset_exists(id) {
			Self::create(id, &account("issuer", index, 0), false);
		}
		NativeOrWithId::WithId(id)
	}
}

impl pallet_coverage::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn fund(who: &AccountId) -> Balance {
		Self::pool();
		Balances::mint_into(who, 1_000_000 * EST).expect("EST can be minted");
		Assets::mint_into(ST_EST, who, 1_000_000 * EST).expect("stEST can be minted");
		200 * EST
	}

	fn operators(service: ServiceId, count: u32, free: u32) -> EraIndex {
		Restaking::benchmark_operators(service, count, free)
	}

	fn exits(service: ServiceId, last: EraIndex) {
		Restaking::benchmark_exits(service, last);
	}

	fn open_token() {
		CoverAllowance::<Runtime>::put(Allowance::Benchmark);
	}
}
