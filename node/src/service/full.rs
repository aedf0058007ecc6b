//! The network around the parts of [`Partial`], and the tasks that run on it.

use super::{
	clock,
	consensus::{Authoring, Consensus, Voting},
	discovery::{self, Discovery},
	genesis, hardware, partial, pool_metrics, stall, Block, FullBackend, FullClient, FullPool,
	Hash, Partial,
};
use crate::rpc;
use futures::FutureExt;
use sc_client_api::Backend;
use sc_consensus_grandpa::{warp_proof::NetworkProvider, FinalityProofProvider, SharedVoterState};
use sc_network::{
	config::FullNetworkConfiguration, service::traits::NetworkService, NetworkBackend,
};
use sc_service::{
	error::Error, BuildNetworkParams, Configuration, SpawnTasksParams, TaskManager, WarpSyncConfig,
};
use sc_sysinfo::HwBench;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// Start a node on the network backend `Network`; with `fixed_genesis` only on a database of the
/// specification's chain.
pub fn start<Network: NetworkBackend<Block, Hash>>(
	config: Configuration,
	fixed_genesis: bool,
	hardware: Option<HwBench>,
) -> Result<TaskManager, Error> {
	let Partial {
		client,
		backend,
		mut task_manager,
		keystore,
		select_chain,
		pool,
		import_queue,
		consensus: links,
		mut telemetry,
	} = partial::open(&config)?;
	let keystore = keystore.keystore();
	if fixed_genesis {
		genesis::check(&config, backend.clone(), client.chain_info().genesis_hash)?;
	}

	let role = config.role;
	let name = config.network.node_name.clone();
	let network_config = config.network.clone();
	let registry = config.prometheus_registry().cloned();
	let force_authoring = config.force_authoring;
	let grandpa_enabled = !config.disable_grandpa;
	let fork_id = config.chain_spec.fork_id().map(String::from);
	let offchain_workers = config.offchain_worker.enabled;

	let mut net_config =
		FullNetworkConfiguration::<_, _, Network>::new(&config.network, registry.clone());
	let metrics = Network::register_notification_metrics(registry.as_ref());
	let grandpa_protocol = sc_consensus_grandpa::protocol_standard_name(
		&client.chain_info().genesis_hash,
		&config.chain_spec,
	);
	let (grandpa_config, notifications) =
		sc_consensus_grandpa::grandpa_peers_set_config::<_, Network>(
			grandpa_protocol.clone(),
			metrics.clone(),
			net_config.peer_store_handle(),
		);
	net_config.add_notification_protocol(grandpa_config);

	let warp_sync =
		NetworkProvider::new(backend.clone(), links.grandpa.shared_authority_set().clone(), vec![]);
	let (network, system_rpc_tx, tx_handler_controller, sync, _bitswap) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	if offchain_workers {
		start_offchain_workers(
			OffchainWorkers {
				client: client.clone(),
				backend: backend.clone(),
				keystore: keystore.clone(),
				pool: pool.clone(),
				network: network.clone(),
				is_validator: role.is_authority(),
			},
			&task_manager,
		)?;
	}

	let voter_state = SharedVoterState::empty();
	let rpc_deps = rpc::Deps {
		client: client.clone(),
		pool: pool.clone(),
		select_chain: select_chain.clone(),
		chain_spec: config.chain_spec.cloned_box(),
		keystore: keystore.clone(),
		babe: links.babe_worker,
		grandpa: rpc::GrandpaDeps {
			voter_state: voter_state.clone(),
			authority_set: links.grandpa.shared_authority_set().clone(),
			justifications: links.grandpa.justification_stream(),
			proofs: FinalityProofProvider::new_for_service(
				backend.clone(),
				Some(links.grandpa.shared_authority_set().clone()),
			),
		},
	};
	sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client: client.clone(),
		backend,
		task_manager: &mut task_manager,
		keystore: keystore.clone(),
		transaction_pool: pool.clone(),
		rpc_builder: Box::new(move |executor| Ok(rpc::create(&rpc_deps, executor)?)),
		network: network.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync.clone(),
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	let telemetry = telemetry.map(|telemetry| telemetry.handle());
	if let Some(measured) = hardware {
		hardware::report(measured, telemetry.clone(), &task_manager);
	}

	let slot_duration = links.babe.config().slot_duration();
	task_manager
		.spawn_handle()
		.spawn("clock", None, clock::watch(client.clone(), slot_duration));
	let watch = stall::Watch {
		client: client.clone(),
		sync: sync.clone(),
		network: network.clone(),
		fork_id,
	};
	task_manager
		.spawn_handle()
		.spawn("stall", Some("networking"), stall::watch(watch));
	pool_metrics::start(client.clone(), registry.as_ref(), &task_manager)?;
	if role.is_authority() {
		discovery::start(
			Discovery {
				client: client.clone(),
				keystore: keystore.clone(),
				network: network.clone(),
				config: network_config,
				registry: registry.clone(),
			},
			&task_manager,
		);
	}

	let consensus = Consensus {
		client,
		pool,
		keystore,
		sync,
		registry,
		telemetry,
		task_manager: &task_manager,
	};
	if role.is_authority() {
		consensus.start_authoring(Authoring {
			select_chain,
			block_import: links.block_import,
			babe: links.babe,
			force: force_authoring,
		})?;
	}
	if grandpa_enabled {
		consensus.start_voting(Voting {
			link: links.grandpa,
			network,
			notifications,
			protocol: grandpa_protocol,
			voter_state,
			role,
			name,
		})?;
	}

	Ok(task_manager)
}

struct OffchainWorkers {
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	keystore: KeystorePtr,
	pool: Arc<FullPool>,
	network: Arc<dyn NetworkService>,
	is_validator: bool,
}

/// Run the runtime's offchain workers after every block: they mine election results and send
/// reports of offences.
fn start_offchain_workers(
	workers: OffchainWorkers,
	task_manager: &TaskManager,
) -> Result<(), Error> {
	let OffchainWorkers { client, backend, keystore, pool, network, is_validator } = workers;

	let runner = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
		runtime_api_provider: client.clone(),
		keystore: Some(keystore),
		offchain_db: backend.offchain_storage(),
		transaction_pool: Some(OffchainTransactionPoolFactory::new(pool)),
		network_provider: Arc::new(network),
		is_validator,
		// The runtime makes no HTTP requests.
		enable_http_requests: false,
		custom_extensions: |_| vec![],
	})?
	.run(client, task_manager.spawn_handle())
	.boxed();
	task_manager
		.spawn_handle()
		.spawn("offchain-workers-runner", Some("offchain-worker"), runner);
	Ok(())
}
