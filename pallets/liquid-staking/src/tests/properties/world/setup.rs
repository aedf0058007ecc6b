//! What a sequence starts from.

use crate::mock::*;
use frame_support::weights::Weight;
use sp_staking::EraIndex;

/// What a sequence starts from.
#[derive(Clone, Debug)]
pub struct Setup {
	/// Planck that one unit of an amount in an operation stands for. With 1 the roundings are as
	/// large as they can be; with 10^9 they must not show.
	pub scale: u128,
	/// Reward of an era for all validators, in units.
	pub reward: u128,
	/// The fee in percent.
	pub fee: u32,
	/// Eras between the report and the application of a slash.
	pub defer: EraIndex,
	/// The validators of each pot.
	pub pots: Vec<Vec<AccountId>>,
	/// Percent of all claims kept for instant redemptions.
	pub reserve: u32,
	/// Percent of all claims from which on losses turn bunker mode on.
	pub bunker: u32,
	/// Percent that an instant redemption leaves to the others, no less than `bunker`.
	pub instant_fee: u32,
	/// Eras before a batch may be paid early.
	pub exit_delay: EraIndex,
}

impl Setup {
	/// A chain in its first block.
	pub fn chain(&self) -> sp_io::TestExternalities {
		EraReward::set(0);
		SettlementBudget::set(Weight::MAX);
		MinExitDelay::set(self.exit_delay);
		ExtBuilder::default()
			.pots(self.pots.clone())
			.fee(self.fee)
			.slash_defer(self.defer)
			.build()
	}
}
