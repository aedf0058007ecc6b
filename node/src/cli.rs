//! What can be written on the command line.

use sc_cli::RunCmd;
use sc_storage_monitor::StorageMonitorParams;

/// The command line: a subcommand, or else the options of a running node.
#[derive(Debug, clap::Parser)]
pub struct Cli {
	/// What to do instead of running a node.
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// The options of a running node that every SDK node has.
	#[clap(flatten)]
	pub run: RunCmd,

	/// Do not measure the hardware when a validator starts.
	///
	/// Validators of development and local chains, which share a machine, never measure it.
	#[arg(long)]
	pub no_hardware_benchmarks: bool,

	/// When to stop because the disk fills up.
	#[clap(flatten)]
	pub storage_monitor: StorageMonitorParams,
}

/// What the binary does besides running a node.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Make, show and store keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Sign a message with a secret key.
	Sign(sc_cli::SignCmd),

	/// Verify the signature of a message.
	Verify(sc_cli::VerifyCmd),

	/// Search for a key whose address contains a given text.
	Vanity(sc_cli::VanityCmd),

	/// Write a chain specification, with this node as its boot node if it has none.
	BuildSpec(sc_cli::BuildSpecCmd),

	/// Write a chain specification.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Print the best and the finalised block of the database.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Execute a block of the database once more.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks of the database to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state at a block as a raw chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Import blocks from a file.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the database of a chain.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back blocks that are not finalised.
	Revert(sc_cli::RevertCmd),
}
