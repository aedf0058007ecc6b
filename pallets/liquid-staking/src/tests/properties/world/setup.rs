//! What a sequence starts from.

use crate::mock::*;
use frame_support::{assert_ok, traits::fungible::Mutate, weights::Weight};
use sp_staking::EraIndex;

/// Whose accounts for stEST may hold less than the least: the one of the fee among them, so that
/// every fee can be minted.
pub const TOUCHED: [AccountId; 4] = [ALICE, BOB, CHARLIE, FEES];

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
		let mut chain = ExtBuilder::default()
			.pots(self.pots.clone())
			.fee(self.fee)
			.slash_defer(self.defer)
			.build();
		chain.execute_with(|| {
			let pool = LiquidStaking::pool_account();
			for who in TOUCHED {
				// The deposit for the account is given on top of what the pool has.
				assert_ok!(<Balances as Mutate<AccountId>>::mint_into(&pool, 10));
				assert_ok!(Assets::touch_other(RuntimeOrigin::signed(pool), 1, who));
			}
		});
		chain
	}
}
