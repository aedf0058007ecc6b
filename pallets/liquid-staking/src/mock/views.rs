//! What the pool, the token and the pots say.

use super::*;
use crate::{backend::PalletStaking, Books, Event};
use estuary_primitives::staking::StakingBackend;

/// Events of the pool since the last call, oldest first.
pub fn take_events() -> Vec<Event<Test>> {
	estuary_test_support::take_events::<Test, _>()
}

/// The books of the pool.
pub fn books() -> Books {
	crate::Pool::<Test>::get().expect("the pool is set up")
}

/// The shares that `who` holds.
pub fn shares_of(who: AccountId) -> u128 {
	Assets::balance(1, who)
}

/// The stash of a pot.
pub fn pot(index: u32) -> AccountId {
	LiquidStaking::pot_account(index)
}

/// Total, active and unlocking stake in the ledger of a pot.
pub fn ledger_of(index: u32) -> (Balance, Balance, Balance) {
	let ledger = <PalletStaking<Test> as StakingBackend<_>>::ledger(&pot(index));
	(ledger.total, ledger.active, ledger.unlocking)
}

/// The exchange rate as planck per 10^18 shares.
pub fn rate() -> u128 {
	LiquidStaking::api_exchange_rate().into_inner()
}

/// All stEST, as the assets pallet counts it.
pub fn token_supply() -> u128 {
	<Assets as frame_support::traits::fungibles::Inspect<AccountId>>::total_issuance(1)
}

/// Events about losses, provisions and bonds since the last call.
pub fn take_loss_events() -> Vec<Event<Test>> {
	take_events()
		.into_iter()
		.filter(|event| {
			matches!(
				event,
				Event::LossReported { .. } |
					Event::LossApplied { .. } |
					Event::LossRecognised { .. } |
					Event::ProvisionReleased { .. } |
					Event::BondSlashed { .. } |
					Event::StepFailed { .. }
			)
		})
		.collect()
}

/// Validators that a pot nominates, by stash.
pub fn nominations(index: u32) -> Vec<AccountId> {
	pallet_staking::Nominators::<Test>::get(pot(index)).map_or(vec![], |n| n.targets.to_vec())
}
