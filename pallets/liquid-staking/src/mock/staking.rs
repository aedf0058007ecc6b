//! The real staking and bags-list pallets, with an election on chain and a reward that tests set.

use super::*;
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen, VoteWeight,
};
use frame_support::traits::ConstBool;
use pallet_staking::UseValidatorsMap;
use sp_staking::EraPayout;

parameter_types! {
	pub static SlashDeferDuration: EraIndex = 2;
	pub static EraReward: Balance = 6_000;
	pub static HistoryDepth: EraIndex = 10;
	pub const BagThresholds: &'static [VoteWeight] = &[10, 100, 1_000, 10_000, 100_000, 1_000_000];
	pub static ElectionsBounds: ElectionBounds = ElectionBoundsBuilder::default().build();
}

impl pallet_bags_list::Config<pallet_bags_list::Instance1> for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type ScoreProvider = Staking;
	type BagThresholds = BagThresholds;
	type MaxAutoRebagPerBlock = ();
	type Score = VoteWeight;
}

pub struct OnChainSeqPhragmen;
impl onchain::Config for OnChainSeqPhragmen {
	type System = Test;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type DataProvider = Staking;
	type WeightInfo = ();
	type MaxBackersPerWinner = ConstU32<256>;
	type MaxWinnersPerPage = ConstU32<100>;
	type Bounds = ElectionsBounds;
	type Sort = ConstBool<true>;
}

/// The same reward every era, whatever the stake and the duration.
pub struct FixedReward;
impl EraPayout<Balance> for FixedReward {
	fn era_payout(_: Balance, _: Balance, _: u64) -> (Balance, Balance) {
		(EraReward::get(), 0)
	}
}

#[derive_impl(pallet_staking::config_preludes::TestDefaultConfig)]
impl pallet_staking::Config for Test {
	type OldCurrency = Balances;
	type Currency = Balances;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type SessionsPerEra = ConstU32<SESSIONS>;
	type BondingDuration = ConstU32<3>;
	type SlashDeferDuration = SlashDeferDuration;
	type HistoryDepth = HistoryDepth;
	type AdminOrigin = EnsureRoot<AccountId>;
	type SessionInterface = Self;
	type EraPayout = FixedReward;
	type NextNewSession = Session;
	type MaxExposurePageSize = ConstU32<4>;
	type ElectionProvider = onchain::OnChainExecution<OnChainSeqPhragmen>;
	type GenesisElectionProvider = Self::ElectionProvider;
	type VoterList = VoterList;
	type TargetList = UseValidatorsMap<Self>;
	type EventListeners = LiquidStaking;
}

/// Makes `who` a validator candidate.
pub fn new_validator(who: AccountId) {
	assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who, 10_000));
	assert_ok!(Staking::bond(
		RuntimeOrigin::signed(who),
		1_000,
		pallet_staking::RewardDestination::Staked
	));
	assert_ok!(Staking::validate(RuntimeOrigin::signed(who), Default::default()));
}
