//! Measures the calls of one of the runtime's pallets and writes the weights file for it.
//!
//! The pallet's benchmarks are part of a blob of the runtime that was built for this purpose
//! (`runtime/build-blob.sh runtime-benchmarks`). This program is the host they need: it executes
//! them in the executor of the node, on the state of a genesis preset, and notes how long the call
//! took and which storage keys it touched. From these samples it fits a weight for each benchmark.
//!
//! The modules follow the data: [`runtime`] calls into the blob, [`runner`] takes the samples,
//! [`storage`] names the keys in them, [`analysis`] fits the models, [`writer`] and [`report`] put
//! them down as Rust, as JSON and as a table.
//!
//! Absent on purpose: estimating the cost of one storage access. It is a property of the database
//! and the machine, and the runtime has it as `DbWeight`.

mod analysis;
mod host;
mod report;
mod runner;
mod runtime;
mod storage;
mod writer;

use analysis::Measured;
use anyhow::{bail, Context, Result};
use clap::Parser;
use report::Setting;
use runner::{Benchmark, Runner};
use runtime::Runtime;
use std::{
	fs,
	path::{Path, PathBuf},
	process::ExitCode,
};
use storage::StorageMap;

/// Measures the calls of a pallet and writes its weights.
#[derive(Debug, Parser)]
#[command(name = "estuary-weights", version)]
struct Options {
	/// Blob of the runtime with the feature `runtime-benchmarks`.
	#[arg(long, value_name = "WASM")]
	runtime: PathBuf,
	/// Pallet to measure, by the name of its crate: `pallet_liquid_staking`.
	#[arg(long, value_name = "NAME")]
	pallet: String,
	/// Only this benchmark of the pallet.
	#[arg(long, value_name = "NAME", conflicts_with = "out")]
	extrinsic: Option<String>,
	/// Values to measure in the range of each component.
	#[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(2..))]
	steps: u32,
	/// Timed runs for each of these values.
	#[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
	repeat: u32,
	/// Genesis preset on whose state the benchmarks run.
	#[arg(long, default_value = "development")]
	preset: String,
	/// Weights file to write.
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
	/// File for the measurements as JSON.
	#[arg(long, value_name = "FILE", default_value = "target/weights/report.json")]
	report: PathBuf,
	/// Run every benchmark once at either end of its range, and measure nothing.
	#[arg(long, conflicts_with_all = ["out", "steps", "repeat"])]
	check: bool,
}

fn main() -> ExitCode {
	// Shows what the runtime logs, by `RUST_LOG`.
	sp_tracing::try_init_simple();
	match run(&Options::parse()) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("Error: {error:#}");
			ExitCode::FAILURE
		},
	}
}

fn run(options: &Options) -> Result<()> {
	let runtime = Runtime::load(&options.runtime)?;
	let runner = Runner::new(&runtime, &options.preset)?;
	let (lists, storage) = runner.metadata()?;
	let selected = runner::select(lists, &options.pallet, options.extrinsic.as_deref())?;

	if options.check {
		for_each(&selected, |benchmark| runner.check(benchmark))?;
		println!("{} benchmarks of {} ran.", selected.len(), options.pallet);
		return Ok(());
	}

	let storage = StorageMap::new(storage);
	let measured = for_each(&selected, |benchmark| {
		let samples = runner.sample(benchmark, options.steps, options.repeat)?;
		Measured::new(benchmark, &samples, &storage)
	})?;

	let setting = Setting {
		pallet: options.pallet.clone(),
		date: host::date(),
		cpu: host::cpu(),
		profile: host::profile().into(),
		blob: file_name(&options.runtime),
		blob_hash: runtime.hash_hex(),
		preset: options.preset.clone(),
		steps: options.steps,
		repeat: options.repeat,
	};
	print!("{}", report::table(&measured));
	write_file(&options.report, &report::json(&setting, &measured)?)?;
	if let Some(out) = &options.out {
		write_file(out, &writer::weights_file(&setting, out, &measured))?;
	}
	Ok(())
}

/// Runs `work` for all benchmarks, also after one failed, so that one run shows all that is wrong.
fn for_each<R>(benchmarks: &[Benchmark], work: impl Fn(&Benchmark) -> Result<R>) -> Result<Vec<R>> {
	let mut done = Vec::new();
	let mut failed = Vec::new();
	for (index, benchmark) in benchmarks.iter().enumerate() {
		eprintln!("[{}/{}] {}", index + 1, benchmarks.len(), benchmark.name);
		match work(benchmark) {
			Ok(result) => done.push(result),
			Err(error) => failed.push(format!("{}: {error:#}", benchmark.name)),
		}
	}
	if !failed.is_empty() {
		bail!("{} of {} benchmarks failed:\n{}", failed.len(), benchmarks.len(), failed.join("\n"));
	}
	Ok(done)
}

/// The last part of a path: what may be told in a file that is checked in.
fn file_name(path: &Path) -> String {
	path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn write_file(path: &Path, content: &str) -> Result<()> {
	if let Some(folder) = path.parent() {
		fs::create_dir_all(folder)
			.with_context(|| format!("cannot create the folder {}", folder.display()))?;
	}
	fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))?;
	println!("Wrote {}", path.display());
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn options_should_be_consistent() {
		use clap::CommandFactory;
		Options::command().debug_assert();
	}

	#[test]
	fn an_incomplete_weights_file_should_be_refused() {
		let arguments = "estuary-weights --runtime r --pallet p --extrinsic x --out f";
		assert!(Options::try_parse_from(arguments.split(' ')).is_err());
	}
}
