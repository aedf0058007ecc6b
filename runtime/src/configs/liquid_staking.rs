//! The pool: which money, which shares, which staking system.

use super::assets::StEstId;
use crate::{
	constants::{
		time::{BLOCKS_PER_ERA, DAYS, ERAS_PER_YEAR, FEE_NOTICE, MIN_EXIT_DELAY},
		weight::{AVERAGE_ON_INITIALIZE_RATIO, MAXIMUM_BLOCK_WEIGHT},
	},
	types::AccountId,
	weights, Assets, Balances, Runtime, RuntimeHoldReason,
};
use frame_support::{
	parameter_types,
	traits::{fungible::ItemOf, ConstU32},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;

parameter_types! {
	/// The pool's accounts are derived from this.
	pub const LiquidStakingPalletId: PalletId = PalletId(*b"est/pool");
	/// Weight that the settlement may take at the start of a block, before any transaction.
	pub SettlementBudget: Weight = AVERAGE_ON_INITIALIZE_RATIO * MAXIMUM_BLOCK_WEIGHT;
}

impl pallet_liquid_staking::Config for Runtime {
	type Currency = Balances;
	type Shares = ItemOf<Assets, StEstId, AccountId>;
	type Staking = pallet_liquid_staking::backend::PalletStaking<Runtime>;
	type Cover = super::restaking::Cover;
	type AdminOrigin = EnsureRoot<AccountId>;
	type PauseOrigin = super::governance::GeneralAdminOrigin;
	type PalletId = LiquidStakingPalletId;
	type BlocksPerEra = ConstU32<BLOCKS_PER_ERA>;
	type ErasPerYear = ConstU32<ERAS_PER_YEAR>;
	type MaxPots = ConstU32<8>;
	// More than the pots can nominate at a time (8 * 16): a validator stays on the list while a
	// payout of it is outstanding.
	type MaxCollecting = ConstU32<256>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type MaxRegistered = ConstU32<256>;
	type MinExitDelay = ConstU32<MIN_EXIT_DELAY>;
	type FeeNotice = ConstU32<FEE_NOTICE>;
	type MaxPause = ConstU32<{ 7 * DAYS }>;
	type SettlementBudget = SettlementBudget;
	type WeightInfo = weights::pallet_liquid_staking::WeightInfo<Runtime>;
}
