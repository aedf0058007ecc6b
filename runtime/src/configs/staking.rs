//! Nominated proof of stake: bonds, rewards and slashes.

use super::{
	consensus::NextNewSession,
	election::{MaxWinners, OnChainElection},
	governance::{StakingAdminOrigin, TreasuryAccount},
};
use crate::{
	bag_thresholds,
	constants::time::{
		BONDING_DURATION, ERA_DURATION, HISTORY_DEPTH, PAID_ERA_DURATION, SESSIONS_PER_ERA,
		SLASH_DEFER_DURATION,
	},
	types::{Balance, Moment},
	Balances, ElectionProviderMultiPhase, LiquidStaking, Runtime, RuntimeEvent, RuntimeHoldReason,
	Staking, Timestamp, VoterList,
};
use frame_election_provider_support::{onchain, VoteWeight};
use frame_support::{
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU32, Nothing},
};
use pallet_staking::UseValidatorsMap;
use sp_runtime::curve::PiecewiseLinear;

/// Validators that one account can nominate.
pub const MAX_NOMINATIONS: u32 = 16;

/// Entries in a page of a validator's exposure, which one payout pays.
pub type MaxExposurePageSize = ConstU32<64>;

// Inflation per year: 2.5 % with nothing staked, up to 10 % with half of the issuance staked, and
// falling back towards 2.5 % beyond. What stakers do not get of the 10 % goes to the treasury.
pallet_staking_reward_curve::build! {
	const REWARD_CURVE: PiecewiseLinear<'static> = curve!(
		min_inflation: 0_025_000,
		max_inflation: 0_100_000,
		ideal_stake: 0_500_000,
		falloff: 0_050_000,
		max_piece_count: 40,
		test_precision: 0_005_000,
	);
}

parameter_types! {
	/// Inflation by the part of the issuance that is staked.
	pub const RewardCurve: &'static PiecewiseLinear<'static> = &REWARD_CURVE;
}

/// Pays [`REWARD_CURVE`], in the time of the normal build: an era of any build earns what six hours
/// earn.
pub struct EraPayout;

impl EraPayout {
	/// Eras' worth of reward that one era pays at most: an era that took long because the chain
	/// stood still was not worked for.
	const MAX_PAID_ERAS: Moment = 4;
}

impl pallet_staking::EraPayout<Balance> for EraPayout {
	fn era_payout(staked: Balance, issuance: Balance, milliseconds: u64) -> (Balance, Balance) {
		let paid = milliseconds
			.min(Self::MAX_PAID_ERAS * ERA_DURATION)
			.saturating_mul(PAID_ERA_DURATION) /
			ERA_DURATION;
		pallet_staking::ConvertCurve::<RewardCurve>::era_payout(staked, issuance, paid)
	}
}

/// Bounds of staking's own benchmarks.
pub struct StakingBenchmarks;

impl pallet_staking::BenchmarkingConfig for StakingBenchmarks {
	type MaxValidators = ConstU32<1_000>;
	type MaxNominators = ConstU32<1_000>;
}

impl pallet_staking::Config for Runtime {
	type OldCurrency = Balances;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type CurrencyToVote = sp_staking::currency_to_vote::U128CurrencyToVote;
	type ElectionProvider = ElectionProviderMultiPhase;
	type GenesisElectionProvider = onchain::OnChainExecution<OnChainElection>;
	type NominationsQuota = pallet_staking::FixedNominationsQuota<MAX_NOMINATIONS>;
	type HistoryDepth = ConstU32<HISTORY_DEPTH>;
	type RewardRemainder = ResolveTo<TreasuryAccount, Balances>;
	type RuntimeEvent = RuntimeEvent;
	type Slash = ResolveTo<TreasuryAccount, Balances>;
	type Reward = ();
	type SessionsPerEra = ConstU32<SESSIONS_PER_ERA>;
	type BondingDuration = ConstU32<BONDING_DURATION>;
	type SlashDeferDuration = ConstU32<SLASH_DEFER_DURATION>;
	type AdminOrigin = StakingAdminOrigin;
	type SessionInterface = Self;
	type EraPayout = EraPayout;
	type NextNewSession = NextNewSession;
	type MaxExposurePageSize = MaxExposurePageSize;
	type MaxValidatorSet = MaxWinners;
	type VoterList = VoterList;
	type TargetList = UseValidatorsMap<Self>;
	type MaxUnlockingChunks = ConstU32<32>;
	type MaxControllersInDeprecationBatch = ConstU32<1_000>;
	// The pool hears of its slashes here.
	type EventListeners = LiquidStaking;
	type Filter = Nothing;
	type BenchmarkingConfig = StakingBenchmarks;
	type WeightInfo = pallet_staking::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// [`bag_thresholds::THRESHOLDS`].
	pub const BagThresholds: &'static [VoteWeight] = &bag_thresholds::THRESHOLDS;
}

/// The instance of pallet-bags-list that sorts voters.
pub type VoterListInstance = pallet_bags_list::Instance1;

impl pallet_bags_list::Config<VoterListInstance> for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_bags_list::weights::SubstrateWeight<Runtime>;
	type ScoreProvider = Staking;
	type BagThresholds = BagThresholds;
	type MaxAutoRebagPerBlock = ConstU32<10>;
	type Score = VoteWeight;
}
