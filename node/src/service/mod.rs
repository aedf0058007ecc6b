//! The running node, put together from its parts.
//!
//! - `partial`: what also works on a database without a network: client, consensus checks, import;
//! - `full`: the network around it, and the tasks that run on it;
//! - `executor`: runs the runtime;
//! - `clock`: whether the machine's clock agrees with the others';
//! - `stall`: whether blocks that others have are fetched;
//! - `genesis`: whether the database holds the chain of the specification;
//! - `consensus`: authoring with BABE and voting with GRANDPA;
//! - `sealed`: headers as BABE's import needs them;
//! - `epochs`: an import that fails leaves no epoch behind;
//! - `discovery`: validators find each other's addresses;
//! - `pool_metrics`: gauges of the liquid staking pool, from finalised state;
//! - `hardware`: whether a validator's machine keeps up with the runtime's weights.

mod clock;
mod consensus;
mod discovery;
mod epochs;
mod executor;
mod full;
mod genesis;
mod hardware;
mod partial;
mod pool_metrics;
mod sealed;
mod stall;

pub use estuary_runtime::opaque::Block;
pub use partial::{open, FullBackend, FullClient, FullPool, FullSelectChain, Partial};

use sc_network::config::NetworkBackendType;
use sc_service::{error::Error, Configuration, TaskManager};
use sc_storage_monitor::{StorageMonitorParams, StorageMonitorService};
use sp_runtime::traits::{Block as BlockT, NumberFor};
use std::sync::Arc;

type Hash = <Block as BlockT>::Hash;

/// How a node runs, where the SDK's configuration has no word for it.
pub struct Options {
	/// Measure the machine of a validator at the start.
	pub hardware_benchmarks: bool,
	/// Refuse a database of another genesis. Not for the presets: theirs changes with the binary,
	/// and a chain that was started from one goes on under a newer one.
	pub fixed_genesis: bool,
	/// When to stop because the disk fills up.
	pub storage_monitor: StorageMonitorParams,
}

/// Start a node. It runs until the returned manager's future ends or the manager is dropped.
pub fn start(config: Configuration, options: Options) -> Result<TaskManager, Error> {
	let fixed_genesis = options.fixed_genesis;
	let database = config.database.path().map(|path| path.to_path_buf());

	let hardware = options
		.hardware_benchmarks
		.then(|| hardware::measure_validator(&config))
		.flatten();
	let task_manager = match config.network.network_backend {
		NetworkBackendType::Litep2p =>
			full::start::<sc_network::Litep2pNetworkBackend>(config, fixed_genesis, hardware)?,
		NetworkBackendType::Libp2p =>
			full::start::<sc_network::NetworkWorker<Block, Hash>>(config, fixed_genesis, hardware)?,
	};

	if let Some(path) = database {
		StorageMonitorService::try_spawn(
			options.storage_monitor,
			path,
			&task_manager.spawn_essential_handle(),
		)
		.map_err(|error| Error::Application(error.into()))?;
	}

	Ok(task_manager)
}

/// Take back what BABE and GRANDPA have noted about the last `blocks` blocks that are not
/// finalised. To be done before the blocks themselves are taken back.
pub fn revert(
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	blocks: NumberFor<Block>,
) -> sc_cli::Result<()> {
	sc_consensus_babe::revert(client.clone(), backend, blocks)?;
	sc_consensus_grandpa::revert(client, blocks)?;
	Ok(())
}
