//! Validators find each other's addresses.

use super::{Block, FullClient};
use futures::StreamExt;
use sc_authority_discovery::{Role, WorkerConfig};
use sc_network::{
	config::NetworkConfiguration, service::traits::NetworkService, Event, NetworkEventStream,
};
use sc_service::TaskManager;
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use substrate_prometheus_endpoint::Registry;

/// What authority discovery runs on.
pub struct Discovery {
	/// Names the validators of the current and the next session.
	pub client: Arc<FullClient>,
	/// Holds the key that signs this validator's addresses.
	pub keystore: KeystorePtr,
	/// Holds the table in which addresses are published and found.
	pub network: Arc<dyn NetworkService>,
	/// How the network is set up.
	pub config: NetworkConfiguration,
	/// Where metrics go.
	pub registry: Option<Registry>,
}

/// Publish the addresses of this validator, and look up those of the others.
pub fn start(discovery: Discovery, task_manager: &TaskManager) {
	let Discovery { client, keystore, network, config, registry } = discovery;

	let events = network.event_stream("authority-discovery").filter_map(|event| async move {
		match event {
			Event::Dht(event) => Some(event),
			_ => None,
		}
	});
	let (worker, _service) =
		sc_authority_discovery::new_worker_and_service_with_config::<_, Block, _>(
			WorkerConfig {
				publish_non_global_ips: config.allow_non_globals_in_dht,
				public_addresses: config.public_addresses,
				// A record counts only with the signature of the network identity it names.
				strict_record_validation: true,
				persisted_cache_directory: config.net_config_path,
				..Default::default()
			},
			client,
			Arc::new(network.clone()),
			Box::pin(events),
			Role::PublishAndDiscover(keystore),
			registry,
			task_manager.spawn_handle(),
		);
	task_manager.spawn_handle().spawn(
		"authority-discovery-worker",
		Some("authority-discovery"),
		worker.run(),
	);
}
