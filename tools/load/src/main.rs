//! A load generator: keeps the transaction pool of a node full with deposits, redemptions,
//! transfers, claims and delegations from many accounts, follows every transaction until it is
//! final or refused, and keeps books of its own that must agree with the chain's.
//!
//! `chain` asks the node, `calls` makes transactions, `plan` chooses them, `submit` sends them,
//! `track` knows what became of them, `blocks` reads finalised blocks, `books` accounts for what
//! they did, `report` has the figures, `run` joins these.
//!
//! There are no generated types: see `chain` for why.

mod accounts;
mod blocks;
mod books;
mod calls;
mod chain;
mod cli;
mod figures;
mod plan;
mod report;
mod run;
mod setup;
mod submit;
mod track;

use clap::Parser;
use std::{io::IsTerminal, process::ExitCode};

#[tokio::main]
async fn main() -> ExitCode {
	tracing_subscriber::fmt()
		.with_env_filter(
			tracing_subscriber::EnvFilter::try_from_default_env()
				.unwrap_or_else(|_| "estuary_load=info,warn".into()),
		)
		.with_target(false)
		.with_ansi(std::io::stderr().is_terminal())
		.with_writer(std::io::stderr)
		.init();
	let cli = cli::Cli::parse();
	let report = match reported(&cli).await {
		Ok(report) => report,
		Err(error) => {
			tracing::error!("{error:#}");
			return ExitCode::from(2);
		},
	};
	tracing::info!(
		submitted = report.submitted,
		included = report.included,
		lost = report.lost,
		rejected = report.rejected.values().sum::<u64>(),
		tx_per_second = report.tx_per_second,
		books_equal = report.books_equal,
		report = %cli.report.display(),
		"done"
	);
	if report.passed() {
		ExitCode::SUCCESS
	} else {
		ExitCode::FAILURE
	}
}

/// Runs the load and writes the report.
async fn reported(cli: &cli::Cli) -> anyhow::Result<report::Report> {
	// If there is no run, the report of an earlier one is not to be taken for its own.
	report::remove(&cli.report)?;
	let report = run::run(cli).await?;
	report.write(&cli.report)?;
	Ok(report)
}
