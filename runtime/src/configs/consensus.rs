//! Who produces blocks and how they become final: BABE, GRANDPA, sessions, offences.
//!
//! Architecture invariant: no other file of the configuration names BABE, GRANDPA or sessions. What
//! they need of them is exported here: [`OnTimestampSet`], [`NextNewSession`], and which calls are
//! theirs.

use super::restaking::OffenceHandler;
use crate::{
	constants::{
		currency::deposit,
		time::{BONDING_DURATION, EPOCH_DURATION, SESSIONS_PER_ERA, SLOT_DURATION},
	},
	types::{AccountId, Balance},
	AuthorityDiscovery, Babe, Balances, Grandpa, Historical, Offences, Runtime, RuntimeCall,
	RuntimeEvent, Session, Staking,
};
use alloc::vec::Vec;
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64},
};
use pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_runtime::{
	impl_opaque_keys,
	traits::{ConvertInto, OpaqueKeys},
};

/// Told of each block's time: checks that it falls into the block's slot.
pub type OnTimestampSet = Babe;
/// Knows when the next session begins.
pub type NextNewSession = Session;

/// Pallets whose calls blocks, sessions and finality depend on.
pub const PALLETS: [&str; 3] = ["Babe", "Session", "Grandpa"];

/// Whether a call is one of [`PALLETS`].
pub fn is_of_consensus(call: &RuntimeCall) -> bool {
	matches!(call, RuntimeCall::Babe(..) | RuntimeCall::Session(..) | RuntimeCall::Grandpa(..))
}

/// Whether a call sets or removes a validator's session keys.
pub fn is_of_session(call: &RuntimeCall) -> bool {
	matches!(call, RuntimeCall::Session(..))
}

/// Every slot has a secondary author besides those who win the lottery, so that blocks come at the
/// slot's pace with few validators, too.
pub const BABE_GENESIS_EPOCH_CONFIG: BabeEpochConfiguration =
	BabeEpochConfiguration { c: (1, 4), allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots };

/// Most authorities that BABE, GRANDPA and authority discovery keep.
pub type MaxAuthorities = ConstU32<1_000>;

impl_opaque_keys! {
	/// The keys of a validator node.
	pub struct SessionKeys {
		/// Signs blocks.
		pub babe: Babe,
		/// Votes for finality.
		pub grandpa: Grandpa,
		/// Publishes the node's addresses.
		pub authority_discovery: AuthorityDiscovery,
	}
}

parameter_types! {
	/// Blocks for which a report of an equivocation is accepted: as long as stake can be slashed.
	pub const ReportLongevity: u64 =
		BONDING_DURATION as u64 * SESSIONS_PER_ERA as u64 * EPOCH_DURATION as u64;
	/// Planck held for a validator's session keys.
	pub const KeyDeposit: Balance = deposit(4, 4 * 32);
}

impl pallet_babe::Config for Runtime {
	type EpochDuration = ConstU64<{ EPOCH_DURATION as u64 }>;
	type ExpectedBlockTime = ConstU64<SLOT_DURATION>;
	// Sessions end epochs.
	type EpochChangeTrigger = pallet_babe::ExternalTrigger;
	type DisabledValidators = Session;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = super::staking::MaxExposurePageSize;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type MaxAuthorities = MaxAuthorities;
	type MaxNominators = super::staking::MaxExposurePageSize;
	type MaxSetIdSessionEntries = ConstU64<{ BONDING_DURATION as u64 * SESSIONS_PER_ERA as u64 }>;
	type KeyOwnerProof = sp_session::MembershipProof;
	type EquivocationReportSystem =
		pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_authorship::Config for Runtime {
	type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
	type EventHandler = Staking;
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Self, Staking>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl pallet_session::historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	// Exposures are staking's; sessions need to prove membership only.
	type FullIdentification = ();
	type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
}

impl pallet_offences::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
	type OnOffenceHandler = OffenceHandler;
}

impl pallet_authority_discovery::Config for Runtime {
	type MaxAuthorities = MaxAuthorities;
}
