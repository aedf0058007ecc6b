//! Migrations that the next upgrade runs, in order.

use crate::{configs::election::MaxElectableTargets, Runtime};
use frame_support::{
	traits::{Get, OnRuntimeUpgrade},
	weights::Weight,
};
use pallet_staking::{MaxValidatorsCount, SlashRewardFraction};
use sp_runtime::Perbill;

/// Those that run whole, in the first block with the new code.
///
/// Each checks the version of its pallet and does nothing on a chain that has had it. They are
/// taken out once all chains have.
pub type SingleBlock =
	(pallet_liquid_staking::migrations::v2::MigrateToV2<Runtime>, StakingSettings);

/// Settings of staking that no call sets or that a chain may lack: no more candidates than an
/// election takes, since staking refuses an election with more and no era would end any more; and
/// no part of slashes for reporters, since who signs twice and reports itself could gain by it. A
/// chain that has a cap has had both.
pub struct StakingSettings;

impl OnRuntimeUpgrade for StakingSettings {
	fn on_runtime_upgrade() -> Weight {
		let weights = <Runtime as frame_system::Config>::DbWeight::get();
		if MaxValidatorsCount::<Runtime>::exists() {
			return weights.reads(1);
		}
		MaxValidatorsCount::<Runtime>::put(<MaxElectableTargets as Get<u32>>::get());
		SlashRewardFraction::<Runtime>::put(Perbill::zero());
		weights.reads_writes(1, 2)
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(_: alloc::vec::Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
		let most = <MaxElectableTargets as Get<u32>>::get();
		frame_support::ensure!(
			pallet_staking::Validators::<Runtime>::count() <= most,
			"more candidates than an election takes"
		);
		Ok(())
	}
}
