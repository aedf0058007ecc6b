//! What the benchmarks of restaking and coverage need of the rest of the runtime.

use super::{assets::ST_EST, liquid_staking::LiquidStakingPalletId, restaking::RestakingDelays};
use crate::{
	constants::currency::EST,
	types::{AccountId, AnyAssetId, AssetId, Balance},
	Assets, Balances, Restaking, Runtime, RuntimeOrigin,
};
use estuary_primitives::{
	restaking::{Magnitude, ServiceId, SharedSecurity},
	EraIndex, Shares,
};
use frame_benchmarking::account;
use frame_support::traits::{
	fungible::{Mutate as _, NativeOrWithId},
	fungibles::{Inspect as _, Mutate as _},
};
use pallet_liquid_staking::{Allowance, Books, CoverAllowance, Pool};
use pallet_staking::{ActiveEra, ActiveEraInfo};
use sp_runtime::{traits::AccountIdConversion, Perbill};

/// Far more stEST than any benchmark needs.
const PLENTY: Balance = 1_000_000_000 * EST;

/// See the module.
pub struct Helper;

impl Helper {
	/// A pool whose share is worth a planck, and the asset that its shares are.
	fn pool() {
		let owner: AccountId = LiquidStakingPalletId::get().into_account_truncating();
		if !Assets::asset_exists(ST_EST) {
			Self::create(ST_EST, &owner);
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

	fn create(id: AssetId, owner: &AccountId) {
		Balances::mint_into(owner, 1_000 * EST).expect("EST can be minted");
		Assets::force_create(RuntimeOrigin::root(), id.into(), owner.clone().into(), true, 1)
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
			Self::create(id, &account("issuer", index, 0));
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

	fn operators(service: ServiceId, count: u32) {
		let delays = RestakingDelays::get();
		let first = 1_000;
		for index in 0..count {
			Self::era(first);
			let operator: AccountId = account("operator", index, 0);
			Self::fund(&operator);
			let signed = || RuntimeOrigin::signed(operator.clone());
			Restaking::register_operator(signed(), Perbill::from_percent(10))
				.expect("it can pay the deposit");
			Restaking::delegate(signed(), operator.clone(), 100_000 * EST, 0)
				.expect("it has the stake");
			Restaking::allocate(signed(), service, Magnitude::ONE).expect("it has the magnitude");
		}
		Self::era(first + delays.allocation);
	}

	fn exit_delay() -> EraIndex {
		RestakingDelays::get().exit
	}

	fn exits(service: ServiceId, from: EraIndex, to: EraIndex) {
		for era in from..=to {
			Self::era(era);
			for operator in <Restaking as SharedSecurity<AccountId>>::operators(service) {
				Restaking::undelegate(RuntimeOrigin::signed(operator.clone()), operator, 100 * EST)
					.expect("it has the units");
			}
		}
	}

	fn open_token() {
		CoverAllowance::<Runtime>::put(Allowance::Benchmark);
	}
}
