//! Nominated proof of stake: bonds, the election, rewards and slashes.

use super::{
	consensus::NextNewSession,
	governance::{StakingAdminOrigin, TreasuryAccount},
};
use crate::{
	bag_thresholds,
	constants::{
		currency::{EST, MICRO_EST},
		time::{
			BONDING_DURATION, ELECTION_UNSIGNED_PHASE, ERA_DURATION, HISTORY_DEPTH,
			PAID_ERA_DURATION, SESSIONS_PER_ERA, SLASH_DEFER_DURATION,
		},
		weight::{MAXIMUM_BLOCK_LENGTH, NORMAL_DISPATCH_RATIO},
	},
	types::{AccountId, Balance, BlockNumber, Moment},
	Balances, ElectionProviderMultiPhase, LiquidStaking, Runtime, RuntimeEvent, RuntimeHoldReason,
	Staking, Timestamp, TransactionPayment, Treasury, VoterList,
};
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, ElectionDataProvider, SequentialPhragmen, VoteWeight,
};
use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	traits::{tokens::imbalance::ResolveTo, ConstU128, ConstU32, Get, Nothing},
	weights::{constants::BlockExecutionWeight, Weight},
};
use pallet_election_provider_multi_phase::{GeometricDepositBase, SolutionAccuracyOf};
use pallet_staking::UseValidatorsMap;
use sp_npos_elections::BalancingConfig;
use sp_runtime::{
	curve::PiecewiseLinear, transaction_validity::TransactionPriority, Perbill, Percent,
};

/// Validators that one account can nominate.
pub const MAX_NOMINATIONS: u32 = 16;

/// Entries in a page of a validator's exposure, which one payout pays.
pub type MaxExposurePageSize = ConstU32<64>;

/// Told of each offence with its offenders and the part of their stake to be slashed.
pub type OffenceHandler = Staking;

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

/// Validators in the active set at most.
pub type MaxWinners = ConstU32<{ normal_or_fast!(200, 100) }>;
/// Voters in an election at most.
pub type MaxElectingVoters = ConstU32<{ normal_or_fast!(10_000, 1_000) }>;
/// Candidates in an election at most.
pub type MaxElectableTargets = ConstU32<{ normal_or_fast!(1_000, 200) }>;

pub use solution::NposSolution16;

/// A solution of the election, small enough for a transaction.
mod solution {
	// The macro writes the type's fields and no documentation.
	#![allow(missing_docs)]

	use super::MaxElectingVoters;
	use alloc::vec;
	use sp_arithmetic::PerU16;

	frame_election_provider_support::generate_solution_type!(
		#[compact]
		pub struct NposSolution16::<
			VoterIndex = u32,
			TargetIndex = u16,
			Accuracy = PerU16,
			MaxVoters = MaxElectingVoters,
		>(16)
	);
}

parameter_types! {
	/// No signed phase: validators compute solutions, and any of them may.
	pub const SignedPhase: BlockNumber = 0;
	/// Blocks in which validators submit solutions.
	pub const UnsignedPhase: BlockNumber = ELECTION_UNSIGNED_PHASE;
	/// Blocks between two attempts of a validator.
	pub const OffchainRepeat: BlockNumber = ELECTION_UNSIGNED_PHASE / 4;
	/// Ahead of every user's transaction.
	pub const MinerTxPriority: TransactionPriority = TransactionPriority::MAX / 2;
	/// Weight of a solution at most: what a normal extrinsic may weigh.
	pub MinerMaxWeight: Weight = super::system::RuntimeBlockWeights::get()
		.get(DispatchClass::Normal)
		.max_extrinsic
		.unwrap_or_default()
		.saturating_sub(BlockExecutionWeight::get());
	/// Bytes of a solution at most.
	pub MinerMaxLength: u32 = NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_LENGTH;
	/// How far a solution is improved after it has been found.
	pub const Balancing: Option<BalancingConfig> =
		Some(BalancingConfig { iterations: 10, tolerance: 0 });
	/// Voters and candidates taken into an election. So few that the same election can be computed
	/// within one block, should no solution have come.
	pub ElectionSize: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(<MaxElectingVoters as Get<u32>>::get().into())
		.targets_count(<MaxElectableTargets as Get<u32>>::get().into())
		.build();
	/// Planck reserved for the first signed solution.
	pub const SignedFixedDeposit: Balance = 10 * EST;
	/// By how much more for each further one.
	pub const SignedDepositIncreaseFactor: Percent = Percent::from_percent(10);
	/// Nothing less than better is better.
	pub const BetterSignedThreshold: Perbill = Perbill::zero();
}

/// The election computed on chain: at genesis, and when no solution has come in time.
pub struct OnChainElection;

impl onchain::Config for OnChainElection {
	type Sort = frame_support::traits::ConstBool<true>;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, SolutionAccuracyOf<Runtime>>;
	type MaxBackersPerWinner = MaxElectingVoters;
	type MaxWinnersPerPage = MaxWinners;
	type DataProvider = Staking;
	type WeightInfo = frame_election_provider_support::weights::SubstrateWeight<Runtime>;
	type Bounds = ElectionSize;
}

impl pallet_election_provider_multi_phase::MinerConfig for Runtime {
	type AccountId = AccountId;
	type Solution = NposSolution16;
	type MaxVotesPerVoter = <Staking as ElectionDataProvider>::MaxVotesPerVoter;
	type MaxLength = MinerMaxLength;
	type MaxWeight = MinerMaxWeight;
	type MaxWinners = MaxWinners;
	type MaxBackersPerWinner = MaxElectingVoters;

	fn solution_weight(voters: u32, targets: u32, active_voters: u32, degree: u32) -> Weight {
		type Weights = <Runtime as pallet_election_provider_multi_phase::Config>::WeightInfo;
		<Weights as pallet_election_provider_multi_phase::WeightInfo>::submit_unsigned(
			voters,
			targets,
			active_voters,
			degree,
		)
	}
}

/// Bounds of the election pallet's own benchmarks.
pub struct ElectionBenchmarks;

impl pallet_election_provider_multi_phase::BenchmarkingConfig for ElectionBenchmarks {
	const VOTERS: [u32; 2] = [500, 1_000];
	const TARGETS: [u32; 2] = [100, 200];
	const ACTIVE_VOTERS: [u32; 2] = [300, 500];
	const DESIRED_TARGETS: [u32; 2] = [50, 100];
	const SNAPSHOT_MAXIMUM_VOTERS: u32 = 1_000;
	const MINER_MAXIMUM_VOTERS: u32 = 1_000;
	const MAXIMUM_TARGETS: u32 = 200;
}

impl pallet_election_provider_multi_phase::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type EstimateCallFee = TransactionPayment;
	type UnsignedPhase = UnsignedPhase;
	type SignedPhase = SignedPhase;
	type BetterSignedThreshold = BetterSignedThreshold;
	type OffchainRepeat = OffchainRepeat;
	type MinerTxPriority = MinerTxPriority;
	type MinerConfig = Self;
	type SignedMaxSubmissions = ConstU32<16>;
	type SignedMaxWeight = MinerMaxWeight;
	type SignedMaxRefunds = ConstU32<4>;
	type SignedRewardBase = ConstU128<EST>;
	type SignedDepositByte = ConstU128<{ 100 * MICRO_EST }>;
	type SignedDepositWeight = ConstU128<1>;
	type MaxWinners = MaxWinners;
	type MaxBackersPerWinner = MaxElectingVoters;
	type SignedDepositBase =
		GeometricDepositBase<Balance, SignedFixedDeposit, SignedDepositIncreaseFactor>;
	type ElectionBounds = ElectionSize;
	type SlashHandler = Treasury;
	type RewardHandler = ();
	type DataProvider = Staking;
	type Fallback = onchain::OnChainExecution<OnChainElection>;
	type GovernanceFallback = onchain::OnChainExecution<OnChainElection>;
	type Solver = SequentialPhragmen<AccountId, SolutionAccuracyOf<Self>, Balancing>;
	type ForceOrigin = StakingAdminOrigin;
	type BenchmarkingConfig = ElectionBenchmarks;
	type WeightInfo = pallet_election_provider_multi_phase::weights::SubstrateWeight<Runtime>;
}
