//! The Estuary runtime: nominated proof of stake with a liquid token.
//!
//! This file lists the pallets; `configs` wires them, one file per theme; `constants` has the
//! figures; `apis` answers nodes and clients; `genesis` has the presets of new chains.

#![cfg_attr(not(feature = "std"), no_std)]
#![recursion_limit = "512"]
// The macros that make a runtime generate items without documentation. What is written by hand is
// in modules that turn the lint on again.
#![allow(missing_docs)]

extern crate alloc;

#[macro_use]
pub mod constants;

pub mod apis;
pub mod bag_thresholds;
pub mod configs;
pub mod genesis;
pub mod governance;
pub mod migrations;
pub mod types;
pub mod weights;

pub use apis::{RuntimeApi, RUNTIME_API_VERSIONS};
pub use configs::consensus::{SessionKeys, BABE_GENESIS_EPOCH_CONFIG};
pub use types::*;

use alloc::vec::Vec;
use sp_version::RuntimeVersion;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

/// What a node compares to know whether its native code, and a client whether its metadata, is this
/// runtime's.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
	spec_name: alloc::borrow::Cow::Borrowed("estuary"),
	impl_name: alloc::borrow::Cow::Borrowed("estuary-node"),
	authoring_version: 1,
	spec_version: 2,
	impl_version: 1,
	apis: RUNTIME_API_VERSIONS,
	transaction_version: 2,
	system_version: 1,
};

/// Pallets run their hooks, and build genesis, in the order of their indices.
///
/// Sessions come last: at genesis they elect the first validators, and the stake of the pool has to
/// be there by then.
#[frame_support::runtime]
mod runtime {
	/// The chain.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// 0-9: the machine.
	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(3)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(4)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(5)]
	pub type Proxy = pallet_proxy;
	#[runtime::pallet_index(6)]
	pub type Multisig = pallet_multisig;

	// 10-19: money.
	#[runtime::pallet_index(10)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(11)]
	pub type TransactionPayment = pallet_transaction_payment;
	#[runtime::pallet_index(12)]
	pub type Assets = pallet_assets;

	// 20-29: stake.
	#[runtime::pallet_index(20)]
	pub type Staking = pallet_staking;
	#[runtime::pallet_index(21)]
	pub type VoterList = pallet_bags_list<Instance1>;
	#[runtime::pallet_index(22)]
	pub type ElectionProviderMultiPhase = pallet_election_provider_multi_phase;

	// 30-39: governance.
	#[runtime::pallet_index(30)]
	pub type ConvictionVoting = pallet_conviction_voting;
	#[runtime::pallet_index(31)]
	pub type Referenda = pallet_referenda;
	#[runtime::pallet_index(32)]
	pub type Origins = governance::origins;
	#[runtime::pallet_index(33)]
	pub type Treasury = pallet_treasury;

	// 40-49: brakes, and the key of test chains.
	#[runtime::pallet_index(40)]
	pub type SafeMode = pallet_safe_mode;
	#[runtime::pallet_index(41)]
	pub type TxPause = pallet_tx_pause;
	#[runtime::pallet_index(49)]
	pub type Sudo = pallet_sudo;

	// 60-69: Estuary's own.
	#[runtime::pallet_index(60)]
	pub type LiquidStaking = pallet_liquid_staking;
	#[runtime::pallet_index(61)]
	pub type Restaking = pallet_restaking;
	#[runtime::pallet_index(62)]
	pub type Coverage = pallet_coverage;

	// 70-79: block production, sessions, finality.
	#[runtime::pallet_index(70)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(71)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(72)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(73)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(74)]
	pub type Grandpa = pallet_grandpa;
	#[runtime::pallet_index(75)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(76)]
	pub type AuthorityDiscovery = pallet_authority_discovery;
}
