//! The chain from its genesis on, and the blocks and eras that it goes through.

use super::*;
use crate::GenesisPool;
use frame_support::traits::RewardsReporter;
use pallet_staking::StakerStatus;
use sp_runtime::{testing::UintAuthorityId, BuildStorage};

/// Builds the chain; ends every test with the invariants of all pallets.
pub struct ExtBuilder {
	pool: bool,
	pots: Vec<Vec<AccountId>>,
	fee: Perbill,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		// Slashes that nobody reported ahead are the simpler case.
		SlashDeferDuration::set(0);
		ExtBuilder { pool: true, pots: vec![vec![11], vec![21]], fee: Perbill::from_percent(10) }
	}
}

impl ExtBuilder {
	/// A chain whose pool is not set up.
	pub fn without_pool(mut self) -> Self {
		self.pool = false;
		self
	}

	/// Sets the pots' validators.
	pub fn pots(mut self, pots: Vec<Vec<AccountId>>) -> Self {
		self.pots = pots;
		self
	}

	/// Sets the fee in percent.
	pub fn fee(mut self, percent: u32) -> Self {
		self.fee = Perbill::from_percent(percent);
		self
	}

	/// Sets the eras between a report and the application of its slash.
	pub fn slash_defer(self, eras: EraIndex) -> Self {
		SlashDeferDuration::set(eras);
		self
	}

	/// The chain in its first block.
	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let stashes = [11u128, 21, 31];
		let pool = LiquidStaking::pool_account();
		let balances = [ALICE, BOB, CHARLIE, FUNDER]
			.into_iter()
			.map(|who| (who, ENDOWED))
			.chain(stashes.into_iter().map(|who| (who, 10_000)))
			.collect();
		pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.unwrap();
		pallet_assets::GenesisConfig::<Test> {
			assets: vec![(1, pool, true, LEAST_SHARES)],
			metadata: vec![(1, b"Staked EST".to_vec(), b"stEST".to_vec(), 12)],
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_staking::GenesisConfig::<Test> {
			stakers: stashes
				.into_iter()
				.map(|who| (who, who, 1_000, StakerStatus::Validator))
				.collect(),
			validator_count: 3,
			minimum_validator_count: 1,
			slash_reward_fraction: Perbill::zero(),
			min_nominator_bond: 100,
			min_validator_bond: 100,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_session::GenesisConfig::<Test> {
			keys: stashes
				.into_iter()
				.map(|who| (who, who, SessionKeys { dummy: UintAuthorityId(who as u64) }))
				.collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_liquid_staking::GenesisConfig::<Test> {
			pool: self.pool.then_some(GenesisPool {
				funder: FUNDER,
				seed: SEED,
				params: Params { fee: self.fee, ..params() },
				pots: self.pots,
			}),
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = sp_io::TestExternalities::from(storage);
		ext.execute_with(|| run_to_block(1));
		ext
	}

	/// Runs `test` and then the invariants of the pool and of staking.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			check();
		});
	}
}

/// The invariants of the pool and of the pallets that it stands on.
pub fn check() {
	assert_ok!(LiquidStaking::do_try_state());
	assert_try_state!(Staking, Assets, Balances);
}

/// Goes on to block `n`; every validator has the same part in every block.
pub fn run_to_block(n: u32) {
	System::run_to_block_with::<AllPalletsWithSystem>(
		n,
		frame_system::RunToBlockHooks::default().after_initialize(|block| {
			Timestamp::set_timestamp(u64::from(block) * BLOCK_TIME);
			let points = Session::validators().into_iter().map(|validator| (validator, 1));
			<Staking as RewardsReporter<AccountId>>::reward_by_ids(points);
		}),
	);
}

/// Goes on by `n` blocks.
pub fn run_blocks(n: u32) {
	run_to_block(System::block_number() + n);
}

/// The active era.
pub fn active_era() -> EraIndex {
	pallet_staking::ActiveEra::<Test>::get().map_or(0, |era| era.index)
}

/// Goes on to the first block of era `era`.
pub fn run_to_era(era: EraIndex) {
	while active_era() < era {
		run_blocks(1);
	}
	assert_eq!(active_era(), era, "eras only go forward");
}

/// Does `during` while nothing is settled: what a chain goes through whose blocks run, but not the
/// pool's hooks.
pub fn without_settlement(during: impl FnOnce()) {
	let books = books();
	crate::Pool::<Test>::kill();
	during();
	crate::Pool::<Test>::put(books);
}

/// One step of a settlement per block, whatever the weight left over.
pub fn slow_settlement() {
	SettlementBudget::set(Weight::zero());
}
