//! The machine: blocks, calls, the scheduler, preimages, and accounts acting for others.

use super::{
	consensus::{is_of_consensus, is_of_session, OnTimestampSet},
	safety::CallFilter,
};
use crate::{
	constants::{
		currency::deposit,
		time::SLOT_DURATION,
		weight::{
			AVERAGE_ON_INITIALIZE_RATIO, MAXIMUM_BLOCK_LENGTH, MAXIMUM_BLOCK_WEIGHT,
			NORMAL_DISPATCH_RATIO,
		},
	},
	types::{AccountId, Balance, Block, BlockNumber, Hash, Moment, Nonce, UncheckedExtrinsic},
	Balances, OriginCaller, PalletInfo, Preimage, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeHoldReason, RuntimeOrigin, RuntimeTask, System, VERSION,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::{
		fungible::HoldConsideration, ConstU16, ConstU32, ConstU64, EqualPrivilegeOnly,
		InstanceFilter, LinearStoragePrice,
	},
	weights::{
		constants::{BlockExecutionWeight, ExtrinsicBaseWeight, ParityDbWeight},
		Weight,
	},
};
use frame_system::{
	limits::{BlockLength, BlockWeights},
	EnsureRoot,
};
use scale_info::TypeInfo;
use sp_runtime::{traits::AccountIdLookup, Perbill};
use sp_version::RuntimeVersion;

parameter_types! {
	/// Blocks whose hashes can be looked up; also the longest life of a mortal transaction.
	pub const BlockHashCount: BlockNumber = 4_096;
	/// This runtime's version.
	pub const Version: RuntimeVersion = VERSION;
	/// Bytes of extrinsics that fit into a block.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAXIMUM_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |length| {
			*length = NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_LENGTH;
		})
		.build();
	/// Computation that fits into a block. Operational calls have all that normal ones leave, and
	/// a reserve that normal ones cannot touch.
	pub RuntimeBlockWeights: BlockWeights = BlockWeights::builder()
		.base_block(BlockExecutionWeight::get())
		.for_class(DispatchClass::all(), |weights| {
			weights.base_extrinsic = ExtrinsicBaseWeight::get();
		})
		.for_class(DispatchClass::Normal, |weights| {
			weights.max_total = Some(NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT);
		})
		.for_class(DispatchClass::Operational, |weights| {
			weights.max_total = Some(MAXIMUM_BLOCK_WEIGHT);
			weights.reserved =
				Some(MAXIMUM_BLOCK_WEIGHT - NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_WEIGHT);
		})
		.avg_block_initialization(AVERAGE_ON_INITIALIZE_RATIO)
		.build_or_panic();
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = CallFilter;
	type BlockWeights = RuntimeBlockWeights;
	type BlockLength = RuntimeBlockLength;
	type Nonce = Nonce;
	type Hash = Hash;
	type AccountId = AccountId;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type Block = Block;
	type BlockHashCount = BlockHashCount;
	type DbWeight = ParityDbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
	type SS58Prefix = ConstU16<42>;
	type MaxConsumers = ConstU32<128>;
	type SingleBlockMigrations = crate::migrations::SingleBlock;
}

impl<C> frame_system::offchain::CreateTransactionBase<C> for Runtime
where
	RuntimeCall: From<C>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<C> frame_system::offchain::CreateBare<C> for Runtime
where
	RuntimeCall: From<C>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl pallet_timestamp::Config for Runtime {
	type Moment = Moment;
	type OnTimestampSet = OnTimestampSet;
	type MinimumPeriod = ConstU64<{ SLOT_DURATION / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// What scheduled calls may take of a block.
	pub MaximumSchedulerWeight: Weight = Perbill::from_percent(80) * MAXIMUM_BLOCK_WEIGHT;
	/// Why money is held for a preimage.
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	/// Planck held for a preimage of any size.
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	/// Planck held for each byte of a preimage.
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	#[cfg(feature = "runtime-benchmarks")]
	type MaxScheduledPerBlock = ConstU32<512>;
	#[cfg(not(feature = "runtime-benchmarks"))]
	type MaxScheduledPerBlock = ConstU32<50>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	/// Planck held for a multisig operation: one item of 88 bytes.
	pub const MultisigDepositBase: Balance = deposit(1, 88);
	/// Planck held for each approval: an account.
	pub const MultisigDepositFactor: Balance = deposit(0, 32);
}

impl pallet_multisig::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type DepositBase = MultisigDepositBase;
	type DepositFactor = MultisigDepositFactor;
	type MaxSignatories = ConstU32<100>;
	type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
	type BlockNumberProvider = System;
}

parameter_types! {
	/// Planck held for having proxies at all.
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	/// Planck held for each proxy: an account, its type and its delay.
	pub const ProxyDepositFactor: Balance = deposit(0, 37);
	/// Planck held for having announcements at all.
	pub const AnnouncementDepositBase: Balance = deposit(1, 16);
	/// Planck held for each announcement: an account, a hash and a height.
	pub const AnnouncementDepositFactor: Balance = deposit(0, 68);
}

/// What a proxy may do for the account that named it.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub enum ProxyType {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// Everything that does not move money or assets to others.
	#[codec(index = 1)]
	NonTransfer,
	/// Submit, vote and delegate.
	#[codec(index = 2)]
	Governance,
	/// Bond, nominate, validate, and set session keys.
	#[codec(index = 3)]
	Staking,
	/// Deposit, redeem and claim, but not give claims away.
	#[codec(index = 4)]
	LiquidStaking,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		use pallet_liquid_staking::Call as Pool;
		// A claim that is passed on is a transfer.
		let gives_away = matches!(call, RuntimeCall::LiquidStaking(Pool::transfer_claim { .. }));
		match self {
			ProxyType::Any => true,
			_ if gives_away => false,
			// A list of what is allowed: a pallet that comes later is not, until it is named here.
			ProxyType::NonTransfer =>
				is_of_consensus(call) ||
					matches!(
						call,
						RuntimeCall::System(..) |
							RuntimeCall::Timestamp(..) |
							RuntimeCall::Preimage(..) |
							RuntimeCall::Utility(..) |
							RuntimeCall::Multisig(..) |
							RuntimeCall::Staking(..) |
							RuntimeCall::VoterList(..) |
							RuntimeCall::ElectionProviderMultiPhase(..) |
							RuntimeCall::ConvictionVoting(..) |
							RuntimeCall::Referenda(..) |
							RuntimeCall::LiquidStaking(..)
					),
			ProxyType::Governance => matches!(
				call,
				RuntimeCall::ConvictionVoting(..) |
					RuntimeCall::Referenda(..) |
					RuntimeCall::Preimage(..) |
					RuntimeCall::Treasury(..) |
					RuntimeCall::Utility(..)
			),
			ProxyType::Staking =>
				is_of_session(call) ||
					matches!(
						call,
						RuntimeCall::Staking(..) |
							RuntimeCall::VoterList(..) |
							RuntimeCall::Utility(..)
					),
			ProxyType::LiquidStaking => {
				matches!(call, RuntimeCall::LiquidStaking(..) | RuntimeCall::Utility(..))
			},
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		match (self, other) {
			(x, y) if x == y => true,
			(ProxyType::Any, _) => true,
			(_, ProxyType::Any) => false,
			(ProxyType::NonTransfer, ProxyType::Staking | ProxyType::LiquidStaking) => true,
			_ => false,
		}
	}
}

impl pallet_proxy::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type Currency = Balances;
	type ProxyType = ProxyType;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type MaxProxies = ConstU32<32>;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
	type MaxPending = ConstU32<32>;
	type CallHasher = sp_runtime::traits::BlakeTwo256;
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
}
