//! What can be asked for on the command line.

use clap::Parser;
use std::path::PathBuf;

/// Keeps the transaction pool of a node full and accounts for every transaction that it sent.
///
/// Ends with 1 if a transaction was lost or rejected, if any books disagree, or if nothing was
/// included; with 2 if there was no run, and then there is no report either.
#[derive(Clone, Debug, Parser)]
#[command(version)]
pub struct Cli {
	/// A node's RPC; given more than once, transactions go to all of them in turn. The first one
	/// is asked about the chain.
	#[arg(long = "url", default_value = "ws://127.0.0.1:9944")]
	pub urls: Vec<String>,
	/// Accounts that send transactions.
	#[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(2..))]
	pub accounts: u32,
	/// Finalised blocks for which transactions are sent.
	#[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
	pub blocks: u64,
	/// Transactions kept in the pool: sent, and in no block yet.
	#[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
	pub in_flight: u32,
	/// Transactions that one account may have in the pool at a time.
	#[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..))]
	pub depth: u32,
	/// What accounts and transactions are derived from: the same seed, the same accounts.
	#[arg(long, default_value_t = 1)]
	pub seed: u64,
	/// Whole EST that each account is filled up to before the load begins.
	#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(20..=1_000_000))]
	pub funds: u32,
	/// The secret of the account that pays for it.
	#[arg(long, default_value = "//Alice")]
	pub funder: String,
	/// Where the report is written, as JSON.
	#[arg(long, default_value = "target/load/report.json")]
	pub report: PathBuf,
}
