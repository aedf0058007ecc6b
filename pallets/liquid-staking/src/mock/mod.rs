//! A runtime with the real staking, session, historical, offences, bags-list and assets pallets.
//!
//! Eras have 10 blocks (two sessions of five) and a reward of 6,000 planck, split by three
//! validators with 1,000 planck of their own and no commission. The pool starts with a seed of
//! 2,000 planck: pot 0 backs validator 11, pot 1 validator 21, from era 1 on. So from era 1 on each
//! pot earns 1,000 planck an era until stakes change.

mod calls;
mod chain;
mod cover;
mod offences;
mod session;
mod staking;
mod views;

pub use calls::*;
pub use chain::*;
pub use cover::*;
pub use estuary_test_support::UNIT;
pub use offences::*;
pub use session::*;
pub use staking::*;
pub use views::*;

use crate::{self as pallet_liquid_staking, Params, WeightInfo};
use estuary_math::Shares;
use estuary_test_support::{assert_try_state, impl_tokens, unit_weights};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungible::ItemOf, ConstU32},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use sp_runtime::{DispatchResult, Perbill};
use sp_staking::EraIndex;

pub type AccountId = u128;
pub type Balance = u128;
pub type Block = frame_system::mocking::MockBlockU32<Test>;

/// Milliseconds between blocks.
pub const BLOCK_TIME: u64 = 1_000;
/// Blocks per session.
pub const PERIOD: u32 = 5;
/// Sessions per era.
pub const SESSIONS: u32 = 2;
/// The existential deposit in planck.
pub const ED: Balance = 10;
/// The least that an account can hold of stEST, unless it was opened with a deposit of its own.
pub const LEAST_SHARES: u128 = 5;
/// What the pool starts with, in planck.
pub const SEED: Balance = 2_000;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const FEES: AccountId = 7;
pub const FUNDER: AccountId = 9;
/// What each of Alice, Bob and Charlie has at first.
pub const ENDOWED: Balance = 1_000_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Timestamp: pallet_timestamp,
		Balances: pallet_balances,
		Assets: pallet_assets,
		Staking: pallet_staking,
		VoterList: pallet_bags_list::<Instance1>,
		Session: pallet_session,
		Historical: pallet_session::historical,
		Offences: pallet_offences,
		LiquidStaking: pallet_liquid_staking,
	}
);

parameter_types! {
	pub static MinExitDelay: EraIndex = 3;
	pub static SettlementBudget: Weight = Weight::MAX;
	pub const PoolPalletId: PalletId = PalletId(*b"est/pool");
}

impl_tokens!(existential_deposit: ED);

/// Every call and step weighs the same: what tests need is that they weigh something.
pub struct UnitWeights;
unit_weights!(UnitWeights as WeightInfo {
	reconcile(_, _),
	deposit(),
	redeem(),
	cancel_redeem(),
	claim(),
	set_params(),
	transfer_claim(),
	instant_redeem(),
	register_validator(_),
	deregister_validator(_),
	release_bond(_),
	announce_fee(),
	pause(),
	set_up(_),
	set_validators(_),
	step_idle(),
	step_collect(_),
	step_collect_skip(_),
	step_recognise(_),
	step_withdraw(),
	step_bond(_),
	step_unbond(_),
	step_rebond(_),
	step_pay(),
	step_score(_),
	step_nominate(_),
	step_finish(_),
	on_slash(_),
});

impl pallet_liquid_staking::Config for Test {
	type Currency = Balances;
	type Shares = ItemOf<Assets, ConstU32<1>, AccountId>;
	type Staking = crate::backend::PalletStaking<Test>;
	type Cover = TestCover;
	type AdminOrigin = EnsureRoot<AccountId>;
	type PauseOrigin = EnsureRoot<AccountId>;
	type PalletId = PoolPalletId;
	type BlocksPerEra = ConstU32<{ PERIOD * SESSIONS }>;
	type ErasPerYear = ConstU32<365>;
	type MaxPots = ConstU32<4>;
	type MaxCollecting = ConstU32<128>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type MaxRegistered = ConstU32<40>;
	type MinExitDelay = MinExitDelay;
	type FeeNotice = ConstU32<5>;
	type MaxPause = ConstU32<100>;
	type SettlementBudget = SettlementBudget;
	type WeightInfo = UnitWeights;
}

/// What governance set at genesis.
pub fn params() -> Params<AccountId> {
	Params {
		min_deposit: 100,
		min_redeem: Shares(50),
		fee: Perbill::from_percent(10),
		fee_recipient: FEES,
		instant_fee: Perbill::from_percent(1),
		reserve: Perbill::zero(),
		bunker: Perbill::from_percent(1),
		places: 16,
		min_validator_bond: 500,
		max_commission: Perbill::from_percent(20),
	}
}
