//! What each subcommand does.

use crate::{
	chain_spec,
	cli::{Cli, Subcommand},
	service::{self, Block, Partial},
};
use sc_cli::{CliConfiguration, Result, Runner, SubstrateCli};
use sc_service::{ChainSpec, ChainType, Configuration, PruningMode};

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Estuary Node".into()
	}

	fn impl_version() -> String {
		env!("SUBSTRATE_CLI_IMPL_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"the issues of the Estuary repository".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
		Ok(Box::new(chain_spec::load(id)?))
	}
}

/// Do what the command line says.
pub fn run() -> Result<()> {
	let cli = Cli::from_args();

	match &cli.subcommand {
		None => run_node(&cli),
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::Sign(cmd)) => cmd.run(),
		Some(Subcommand::Verify(cmd)) => cmd.run(),
		Some(Subcommand::Vanity(cmd)) => cmd.run(),
		Some(Subcommand::BuildSpec(cmd)) =>
			runner(&cli, cmd)?.sync_run(|config| cmd.run(config.chain_spec, config.network)),
		Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(cli.load_spec(&cmd.chain)?),
		Some(Subcommand::ChainInfo(cmd)) =>
			runner(&cli, cmd)?.sync_run(|config| cmd.run::<Block>(&config)),
		Some(Subcommand::CheckBlock(cmd)) => runner(&cli, cmd)?.async_run(|config| {
			let Partial { client, import_queue, task_manager, .. } = service::open(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::ExportBlocks(cmd)) => runner(&cli, cmd)?.async_run(|config| {
			let Partial { client, task_manager, .. } = service::open(&config)?;
			Ok((cmd.run(client, config.database), task_manager))
		}),
		Some(Subcommand::ExportState(cmd)) => runner(&cli, cmd)?.async_run(|config| {
			let Partial { client, task_manager, .. } = service::open(&config)?;
			Ok((cmd.run(client, config.chain_spec), task_manager))
		}),
		Some(Subcommand::ImportBlocks(cmd)) => runner(&cli, cmd)?.async_run(|config| {
			let Partial { client, import_queue, task_manager, .. } = service::open(&config)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::PurgeChain(cmd)) =>
			runner(&cli, cmd)?.sync_run(|config| cmd.run(config.database)),
		Some(Subcommand::Revert(cmd)) => runner(&cli, cmd)?.async_run(|config| {
			let Partial { client, backend, task_manager, .. } = service::open(&config)?;
			Ok((cmd.run(client, backend, Some(Box::new(service::revert))), task_manager))
		}),
	}
}

fn run_node(cli: &Cli) -> Result<()> {
	let options = service::Options {
		fixed_genesis: !chain_spec::is_preset(&cli.run.chain_id(cli.run.is_dev()?)?),
		hardware_benchmarks: !cli.no_hardware_benchmarks,
		storage_monitor: cli.storage_monitor.clone(),
	};
	runner(cli, &cli.run)?.run_node_until_exit(|config| async move {
		service::start(config, options).map_err(sc_cli::Error::Service)
	})
}

/// Read the configuration of a command and set up logging and signals.
fn runner<Command: CliConfiguration>(cli: &Cli, command: &Command) -> Result<Runner<Cli>> {
	let mut runner = cli.create_runner(command)?;
	keep_history_of_development_chain(runner.config_mut());
	Ok(runner)
}

/// On a development chain any past era can be looked at, unless the command line prunes it. Nodes
/// of other chains keep the SDK's default, the states of the last 256 blocks.
fn keep_history_of_development_chain(config: &mut Configuration) {
	if config.chain_spec.chain_type() == ChainType::Development {
		config.state_pruning.get_or_insert(PruningMode::ArchiveCanonical);
	}
}
