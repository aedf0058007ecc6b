//! Authoring with BABE and voting with GRANDPA.

use super::{
	partial::{inherents, FullBlockImport, GrandpaLink, JUSTIFICATION_PERIOD},
	Block, FullBackend, FullClient, FullPool, FullSelectChain,
};
use estuary_runtime::BlockNumber;
use sc_consensus_babe::{BabeLink, BabeParams, SlotProportion};
use sc_consensus_grandpa::{GrandpaParams, SharedVoterState, VotingRulesBuilder};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{service::traits::NetworkService, NotificationService, ProtocolName};
use sc_network_sync::SyncingService;
use sc_service::{config::Role, error::Error, TaskManager};
use sc_telemetry::TelemetryHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_keystore::KeystorePtr;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// The part of its slot that an author may fill a block in; the rest is for sending it round.
const PROPOSAL_PORTION: f32 = 2.0 / 3.0;

/// While finality stalls, authors leave slots empty so that the unfinalised chain stays short, but
/// never more than this many in a row: the chain stays usable for those who are to end the stall.
const LONGEST_BACKOFF: BlockNumber = 10;

/// How long a vote is expected to take to reach all voters.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// What authoring and voting have in common.
pub struct Consensus<'a> {
	/// Access to blocks, state and the runtime.
	pub client: Arc<FullClient>,
	/// Where transactions come from and reports of offences go to.
	pub pool: Arc<FullPool>,
	/// Holds the keys that blocks and votes are signed with.
	pub keystore: KeystorePtr,
	/// Tells how far the node is behind others.
	pub sync: Arc<SyncingService<Block>>,
	/// Where metrics go.
	pub registry: Option<Registry>,
	/// Where the node reports to, if anywhere.
	pub telemetry: Option<TelemetryHandle>,
	/// Where tasks are spawned.
	pub task_manager: &'a TaskManager,
}

/// What only authoring needs.
pub struct Authoring {
	/// The choice of the block to build on.
	pub select_chain: FullSelectChain,
	/// What own blocks pass through.
	pub block_import: FullBlockImport,
	/// BABE's epochs and configuration.
	pub babe: BabeLink<Block>,
	/// Author even when no peer is connected.
	pub force: bool,
}

/// What only voting needs.
pub struct Voting {
	/// What the block import hands over.
	pub link: GrandpaLink,
	/// The network.
	pub network: Arc<dyn NetworkService>,
	/// Where votes come in.
	pub notifications: Box<dyn NotificationService>,
	/// The name that votes are sent under.
	pub protocol: ProtocolName,
	/// Where the state of the voter is shown.
	pub voter_state: SharedVoterState,
	/// Whether this node is a validator.
	pub role: Role,
	/// The name of this node.
	pub name: String,
}

impl Consensus<'_> {
	/// Author a block in every slot that falls to a key of this node.
	pub fn start_authoring(&self, authoring: Authoring) -> Result<(), Error> {
		let Authoring { select_chain, block_import, babe, force } = authoring;

		let proposer = sc_basic_authorship::ProposerFactory::new(
			self.task_manager.spawn_handle(),
			self.client.clone(),
			self.pool.clone(),
			self.registry.as_ref(),
			self.telemetry.clone(),
		);
		let slot_duration = babe.config().slot_duration();
		let author = sc_consensus_babe::start_babe(BabeParams {
			keystore: self.keystore.clone(),
			client: self.client.clone(),
			select_chain,
			env: proposer,
			block_import,
			sync_oracle: self.sync.clone(),
			justification_sync_link: self.sync.clone(),
			create_inherent_data_providers: move |_, ()| async move { Ok(inherents(slot_duration)) },
			force_authoring: force,
			backoff_authoring_blocks: Some(BackoffAuthoringOnFinalizedHeadLagging {
				max_interval: LONGEST_BACKOFF,
				..Default::default()
			}),
			babe_link: babe,
			block_proposal_slot_portion: SlotProportion::new(PROPOSAL_PORTION),
			max_block_proposal_slot_portion: None,
			telemetry: self.telemetry.clone(),
		})?;

		self.task_manager.spawn_essential_handle().spawn_blocking(
			"babe",
			Some("block-authoring"),
			author,
		);
		Ok(())
	}

	/// Vote on the finality of blocks; without the role of a validator, only follow the votes.
	pub fn start_voting(&self, voting: Voting) -> Result<(), Error> {
		let Voting { link, network, notifications, protocol, voter_state, role, name } = voting;

		let config = sc_consensus_grandpa::Config {
			gossip_duration: GOSSIP_DURATION,
			justification_generation_period: JUSTIFICATION_PERIOD,
			observer_enabled: false,
			local_role: role,
			name: Some(name),
			keystore: role.is_authority().then(|| self.keystore.clone()),
			telemetry: self.telemetry.clone(),
			protocol_name: protocol,
		};
		let voter = sc_consensus_grandpa::run_grandpa_voter::<_, FullBackend, _, _, _, _, _>(
			GrandpaParams {
				config,
				link,
				network,
				sync: self.sync.clone(),
				notification_service: notifications,
				voting_rule: VotingRulesBuilder::default().build(),
				prometheus_registry: self.registry.clone(),
				shared_voter_state: voter_state,
				telemetry: self.telemetry.clone(),
				offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(self.pool.clone()),
			},
		)?;

		self.task_manager
			.spawn_essential_handle()
			.spawn_blocking("grandpa-voter", None, voter);
		Ok(())
	}
}
