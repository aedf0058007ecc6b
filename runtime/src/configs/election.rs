//! The election of validators: computed by validators off chain, on chain if no solution comes.

use super::governance::StakingAdminOrigin;
use crate::{
	constants::{
		currency::{EST, MICRO_EST},
		time::ELECTION_UNSIGNED_PHASE,
		weight::{MAXIMUM_BLOCK_LENGTH, NORMAL_DISPATCH_RATIO},
	},
	types::{AccountId, Balance, BlockNumber},
	Balances, Runtime, RuntimeEvent, Staking, TransactionPayment, Treasury,
};
use alloc::vec::Vec;
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, BoundedSupportsOf, ElectionDataProvider, ElectionProvider, InstantElectionProvider,
	PageIndex, SequentialPhragmen, VoterOf,
};
use frame_support::{
	dispatch::DispatchClass,
	parameter_types,
	traits::{ConstBool, ConstU128, ConstU32, Get},
	weights::{constants::BlockExecutionWeight, Weight},
};
use pallet_election_provider_multi_phase::{GeometricDepositBase, SolutionAccuracyOf};
use sp_npos_elections::BalancingConfig;
use sp_runtime::{transaction_validity::TransactionPriority, Perbill, Percent};

/// Validators in the active set at most.
pub type MaxWinners = ConstU32<{ normal_or_fast!(200, 100) }>;
/// Voters in an election at most.
pub type MaxElectingVoters = ConstU32<{ normal_or_fast!(10_000, 1_000) }>;
/// Voters in an election that is computed on chain, at most: those with most stake.
pub type MaxFallbackVoters = ConstU32<{ normal_or_fast!(2_000, 500) }>;
/// Candidates in an election at most. Staking refuses an election with more, and no era would end
/// any more: as many candidates there can be, by `max_validator_count` at genesis and by
/// `migrations::StakingSettings` on chains that have none.
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
	/// Voters and candidates taken into an election on chain: so few that it can be computed within
	/// one block, should no solution have come.
	pub FallbackElectionSize: ElectionBounds = ElectionBoundsBuilder::default()
		.voters_count(<MaxFallbackVoters as Get<u32>>::get().into())
		.targets_count(<MaxElectableTargets as Get<u32>>::get().into())
		.build();
	/// Voters and candidates taken into an election.
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
	type Sort = ConstBool<true>;
	type System = Runtime;
	type Solver = SequentialPhragmen<AccountId, SolutionAccuracyOf<Runtime>>;
	type MaxBackersPerWinner = MaxElectingVoters;
	type MaxWinnersPerPage = MaxWinners;
	type DataProvider = Staking;
	type WeightInfo = ElectionWeight;
	type Bounds = FallbackElectionSize;
}

/// What an election on chain weighs. The SDK has measured it with as many winners as a voter
/// nominates at most, and each winner takes a round over all votes and candidates.
pub struct ElectionWeight;

impl ElectionWeight {
	fn in_rounds(
		one: impl Fn(u32, u32, u32) -> Weight,
		(voters, targets, degree): (u32, u32, u32),
	) -> Weight {
		let rounds = <MaxWinners as Get<u32>>::get().div_ceil(degree.max(1));
		one(voters, targets, 0)
			.saturating_mul(rounds.into())
			.saturating_add(one(0, 0, degree))
	}
}

impl frame_election_provider_support::weights::WeightInfo for ElectionWeight {
	fn phragmen(voters: u32, targets: u32, degree: u32) -> Weight {
		Self::in_rounds(MeasuredElection::phragmen, (voters, targets, degree))
	}

	fn phragmms(voters: u32, targets: u32, degree: u32) -> Weight {
		Self::in_rounds(MeasuredElection::phragmms, (voters, targets, degree))
	}
}

type MeasuredElection = frame_election_provider_support::weights::SubstrateWeight<Runtime>;

/// The election computed on chain, from the stakes as they are.
///
/// The election pallet would hand the snapshot of its unsigned phase to a fallback that asks for
/// it, and fail without one. A chain that stood still when that phase should have begun has none:
/// it would fail at every session from then on, and no era would ever end.
pub struct ElectFromState;

impl ElectionProvider for ElectFromState {
	type AccountId = AccountId;
	type BlockNumber = BlockNumber;
	type Error = onchain::Error;
	type MaxWinnersPerPage = MaxWinners;
	type MaxBackersPerWinner = MaxElectingVoters;
	type MaxBackersPerWinnerFinal = MaxWinners;
	type Pages = ConstU32<1>;
	type DataProvider = Staking;

	fn elect(page: PageIndex) -> Result<BoundedSupportsOf<Self>, Self::Error> {
		onchain::OnChainExecution::<OnChainElection>::elect(page)
	}

	fn duration() -> BlockNumber {
		onchain::OnChainExecution::<OnChainElection>::duration()
	}

	fn start() -> Result<(), Self::Error> {
		onchain::OnChainExecution::<OnChainElection>::start()
	}

	fn status() -> Result<Option<Weight>, ()> {
		onchain::OnChainExecution::<OnChainElection>::status()
	}
}

impl InstantElectionProvider for ElectFromState {
	fn instant_elect(
		_voters: Vec<VoterOf<Staking>>,
		_targets: Vec<AccountId>,
		_desired_targets: u32,
	) -> Result<BoundedSupportsOf<Self>, Self::Error> {
		Self::elect(Self::lsp())
	}

	fn bother() -> bool {
		false
	}
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
	type Fallback = ElectFromState;
	type GovernanceFallback = ElectFromState;
	type Solver = SequentialPhragmen<AccountId, SolutionAccuracyOf<Self>, Balancing>;
	type ForceOrigin = StakingAdminOrigin;
	type BenchmarkingConfig = ElectionBenchmarks;
	type WeightInfo = pallet_election_provider_multi_phase::weights::SubstrateWeight<Runtime>;
}
