//! What works on a database without a network: client, pool, import of blocks and their checks.

use super::{
	epochs::{reverting, Reverting},
	executor::Executor,
	sealed::{sealed, unsealed, Changing},
	Block,
};
use estuary_runtime::RuntimeApi;
use sc_consensus::{DefaultImportQueue, LongestChain};
use sc_consensus_babe::{BabeBlockImport, BabeLink, BabeWorkerHandle};
use sc_consensus_grandpa::{GrandpaBlockImport, GrandpaPruningFilter, LinkHalf};
use sc_service::{
	error::Error, Configuration, KeystoreContainer, TFullBackend, TFullClient, TaskManager,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	SlotDuration,
};
use sp_timestamp::InherentDataProvider as TimestampProvider;
use std::sync::Arc;

/// The database.
pub type FullBackend = TFullBackend<Block>;
/// Access to blocks, state and the runtime.
pub type FullClient = TFullClient<Block, RuntimeApi, Executor>;
/// Transactions waiting for a block.
pub type FullPool = TransactionPoolHandle<Block, FullClient>;
/// The best chain is the one that BABE's import weighed heaviest.
pub type FullSelectChain = LongestChain<FullBackend, Block>;
/// What every block passes through: BABE's checks, then GRANDPA's, then the client.
pub type FullBlockImport = Reverting<
	Changing<
		BabeBlockImport<
			Block,
			FullClient,
			Changing<GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>>,
			BabeCreateInherentDataProviders<Block>,
			FullSelectChain,
		>,
	>,
>;
/// What GRANDPA's voter takes over from the block import.
pub type GrandpaLink = LinkHalf<Block, FullClient, FullSelectChain>;

/// A justification is kept at least every so many blocks (51 minutes of six seconds), besides
/// those that change the validators: light clients and warp sync step from one to the next.
pub const JUSTIFICATION_PERIOD: u32 = 512;

/// Messages that may wait for the telemetry worker.
const TELEMETRY_BUFFER: usize = 16;

/// The parts of a node that need no network.
pub struct Partial {
	/// Access to blocks, state and the runtime.
	pub client: Arc<FullClient>,
	/// The database.
	pub backend: Arc<FullBackend>,
	/// Where the node's tasks are spawned.
	pub task_manager: TaskManager,
	/// The keys of this node.
	pub keystore: KeystoreContainer,
	/// The choice of the best chain.
	pub select_chain: FullSelectChain,
	/// Transactions waiting for a block.
	pub pool: Arc<FullPool>,
	/// Blocks waiting to be imported.
	pub import_queue: DefaultImportQueue<Block>,
	/// The links between block import and consensus.
	pub consensus: ConsensusLinks,
	/// Where the node reports to, if anywhere.
	pub telemetry: Option<Telemetry>,
}

/// The links between block import and consensus.
pub struct ConsensusLinks {
	/// What own blocks pass through.
	pub block_import: FullBlockImport,
	/// BABE's epochs and configuration.
	pub babe: BabeLink<Block>,
	/// Answers questions about BABE's epochs.
	pub babe_worker: BabeWorkerHandle<Block>,
	/// What GRANDPA's voter takes over.
	pub grandpa: GrandpaLink,
}

/// Open the database of `config` and build on it what needs no network.
pub fn open(config: &Configuration) -> Result<Partial, Error> {
	let telemetry = open_telemetry(config)?;
	let handle = telemetry.as_ref().map(|(_, telemetry)| telemetry.handle());

	// Blocks with a justification outlive pruning, or else a pruned node could not prove finality
	// to those who warp sync from it.
	let (client, backend, keystore, task_manager) = sc_service::new_full_parts(
		config,
		handle.clone(),
		Executor::new(config),
		vec![Arc::new(GrandpaPruningFilter)],
	)?;
	let client = Arc::new(client);
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let select_chain = LongestChain::new(backend.clone());
	let pool = Arc::new(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let (grandpa_import, grandpa) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		handle.clone(),
	)?;
	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let (block_import, babe) = sc_consensus_babe::block_import(
		babe_config,
		unsealed(grandpa_import.clone()),
		client.clone(),
		Arc::new(move |_, ()| async move { Ok(inherents(slot_duration)) })
			as BabeCreateInherentDataProviders<Block>,
		select_chain.clone(),
		OffchainTransactionPoolFactory::new(pool.clone()),
	)?;
	let block_import = reverting(sealed(block_import), babe.epoch_changes().clone());
	let (import_queue, babe_worker) =
		sc_consensus_babe::import_queue(sc_consensus_babe::ImportQueueParams {
			link: babe.clone(),
			block_import: block_import.clone(),
			justification_import: Some(Box::new(grandpa_import)),
			client: client.clone(),
			slot_duration,
			spawner: &task_manager.spawn_essential_handle(),
			registry: config.prometheus_registry(),
			telemetry: handle,
		})?;

	Ok(Partial {
		client,
		backend,
		task_manager,
		keystore,
		select_chain,
		pool,
		import_queue,
		consensus: ConsensusLinks { block_import, babe, babe_worker, grandpa },
		telemetry,
	})
}

/// What a block's author states and everyone checks: the slot and the time.
pub fn inherents(slot_duration: SlotDuration) -> (SlotProvider, TimestampProvider) {
	let timestamp = TimestampProvider::from_system_time();
	let slot = SlotProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration);
	(slot, timestamp)
}

fn open_telemetry(
	config: &Configuration,
) -> Result<Option<(TelemetryWorker, Telemetry)>, sc_telemetry::Error> {
	let Some(endpoints) = config.telemetry_endpoints.clone().filter(|list| !list.is_empty()) else {
		return Ok(None);
	};
	let worker = TelemetryWorker::new(TELEMETRY_BUFFER)?;
	let telemetry = worker.handle().new_telemetry(endpoints);
	Ok(Some((worker, telemetry)))
}
