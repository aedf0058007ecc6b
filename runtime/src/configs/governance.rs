//! Who decides: referenda, conviction voting, the treasury, and sudo while there is a key.

use crate::{
	constants::{
		currency::EST,
		time::{DAYS, HOURS, MINUTES},
	},
	governance::{
		origins::{
			EnsureGeneralAdmin, EnsureReferendumCanceller, EnsureReferendumKiller,
			EnsureStakingAdmin, EnsureTreasurer,
		},
		tracks::Tracks,
	},
	types::{AccountId, Balance, BlockNumber},
	Balances, Preimage, Referenda, Runtime, RuntimeCall, RuntimeEvent, Scheduler, System, Treasury,
};
use frame_support::{
	parameter_types,
	traits::{
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		AsEnsureOriginWithArg, ConstU32, EitherOf, Get, TypedGet,
	},
	PalletId,
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess, EnsureSigned};
use sp_runtime::{
	traits::{AccountIdConversion, IdentityLookup},
	Permill,
};

/// Root, or a referendum on the track of staking.
pub type StakingAdminOrigin = EitherOf<EnsureRoot<AccountId>, EnsureStakingAdmin>;
/// Root, or a referendum on the general track.
pub type GeneralAdminOrigin = EitherOf<EnsureRoot<AccountId>, EnsureGeneralAdmin>;

parameter_types! {
	/// Blocks for which votes of the least conviction stay locked.
	pub const VoteLockingPeriod: BlockNumber = normal_or_fast!(7 * DAYS, 2 * MINUTES);
	/// Blocks after which a referendum without a decision deposit can be closed.
	pub const UndecidingTimeout: BlockNumber = normal_or_fast!(14 * DAYS, 10 * MINUTES);
	/// Planck reserved for submitting a referendum.
	pub const SubmissionDeposit: Balance = 10 * EST;
}

impl pallet_conviction_voting::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_conviction_voting::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type Polls = Referenda;
	type MaxTurnout =
		frame_support::traits::tokens::currency::ActiveIssuanceOf<Balances, AccountId>;
	type MaxVotes = ConstU32<512>;
	type VoteLockingPeriod = VoteLockingPeriod;
	type BlockNumberProvider = System;
	type VotingHooks = ();
}

impl crate::governance::origins::Config for Runtime {}

impl pallet_referenda::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_referenda::weights::SubstrateWeight<Runtime>;
	type Scheduler = Scheduler;
	type Currency = Balances;
	type SubmitOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type CancelOrigin = EitherOf<GeneralAdminOrigin, EnsureReferendumCanceller>;
	type KillOrigin = EitherOf<GeneralAdminOrigin, EnsureReferendumKiller>;
	type Slash = Treasury;
	type Votes = pallet_conviction_voting::VotesOf<Runtime>;
	type Tally = pallet_conviction_voting::TallyOf<Runtime>;
	type SubmissionDeposit = SubmissionDeposit;
	type MaxQueued = ConstU32<100>;
	type UndecidingTimeout = UndecidingTimeout;
	type AlarmInterval = ConstU32<1>;
	type Tracks = Tracks;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

parameter_types! {
	/// The treasury's account is derived from this.
	pub const TreasuryPalletId: PalletId = PalletId(*b"est/trsy");
	/// Blocks between two rounds of payments.
	pub const SpendPeriod: BlockNumber = normal_or_fast!(DAYS, MINUTES);
	/// Nothing is burned.
	pub const TreasuryBurn: Permill = Permill::zero();
	/// Blocks in which an approved payment can be claimed.
	pub const PayoutPeriod: BlockNumber = normal_or_fast!(30 * DAYS, HOURS);
	/// Planck that one spend of root may be.
	pub const RootSpendLimit: Balance = Balance::MAX;
	/// Planck that one spend of a referendum on the treasury's track may be.
	pub const TreasurerSpendLimit: Balance = 100_000 * EST;
}

/// The account of the treasury.
pub struct TreasuryAccount;

impl Get<AccountId> for TreasuryAccount {
	fn get() -> AccountId {
		TreasuryPalletId::get().into_account_truncating()
	}
}

impl TypedGet for TreasuryAccount {
	type Type = AccountId;

	fn get() -> AccountId {
		TreasuryPalletId::get().into_account_truncating()
	}
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = GeneralAdminOrigin;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = SpendPeriod;
	type Burn = TreasuryBurn;
	type PalletId = TreasuryPalletId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = EitherOf<EnsureRootWithSuccess<AccountId, RootSpendLimit>, EnsureTreasurer>;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutPeriod;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
	type BlockNumberProvider = System;
}

// Only the presets of test chains set a key. Without one, no call of it can succeed, and
// `remove_key` takes it away for good.
impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
