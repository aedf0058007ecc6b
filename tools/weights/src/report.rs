//! The measurements for other programs and for people.

use crate::analysis::{Measured, Model};
use anyhow::{Context, Result};
use serde_json::{json, Map, Value};

/// Under which circumstances the measurements were taken.
pub struct Setting {
	/// Crate of the pallet.
	pub pallet: String,
	/// The day.
	pub date: String,
	/// Name of the processor.
	pub cpu: String,
	/// How the host functions were compiled.
	pub profile: String,
	/// File name of the blob.
	pub blob: String,
	/// blake2-256 of the blob, in hex.
	pub blob_hash: String,
	/// Genesis preset of the state.
	pub preset: String,
	/// Points per component.
	pub steps: u32,
	/// Timed runs per point.
	pub repeat: u32,
}

/// The measurements as JSON.
///
/// Times are in nanoseconds, proofs in bytes. A model is its `base` and what one more of each
/// component adds to it.
pub fn json(setting: &Setting, measured: &[Measured]) -> Result<String> {
	let report = json!({
		"pallet": setting.pallet,
		"date": setting.date,
		"cpu": setting.cpu,
		"host": setting.profile,
		"blob": setting.blob,
		"blobHash": setting.blob_hash,
		"preset": setting.preset,
		"steps": setting.steps,
		"repeat": setting.repeat,
		"benchmarks": measured.iter().map(benchmark).collect::<Vec<_>>(),
	});
	let mut text = serde_json::to_string_pretty(&report).context("cannot encode the report")?;
	text.push('\n');
	Ok(text)
}

fn benchmark(measured: &Measured) -> Value {
	let components = measured
		.benchmark
		.components
		.iter()
		.map(|c| json!({ "name": c.name.to_string(), "low": c.low, "high": c.high }))
		.collect::<Vec<_>>();
	let time = Model {
		base: measured.time.base / 1_000,
		slopes: measured.time.slopes.iter().map(|slope| slope / 1_000).collect(),
	};
	json!({
		"name": measured.benchmark.name,
		"components": components,
		"timeNs": model(measured, &time),
		"fastestNs": measured.fastest,
		"reads": model(measured, &measured.reads),
		"writes": model(measured, &measured.writes),
		"proofSize": model(measured, &measured.proof),
		"recordedProofSize": measured.recorded_proof,
		"keys": measured.accesses,
	})
}

fn model(measured: &Measured, model: &Model) -> Value {
	let mut object = Map::new();
	object.insert("base".into(), model.base.into());
	for (component, slope) in measured.benchmark.components.iter().zip(&model.slopes) {
		object.insert(component.name.to_string(), (*slope).into());
	}
	Value::Object(object)
}

/// The measurements as a table: one line per benchmark, then one per component with what one more
/// of it costs.
pub fn table(measured: &[Measured]) -> String {
	let width = measured.iter().map(|m| m.benchmark.name.len()).max().unwrap_or(0).max(9);
	let mut table = format!(
		"{:width$} {:>12} {:>6} {:>6} {:>12}\n",
		"benchmark", "time in us", "reads", "writes", "proof in B"
	);
	for m in measured {
		table.push_str(&line(&m.benchmark.name, width, m, |model| model.base));
		for (index, component) in m.benchmark.components.iter().enumerate() {
			let name = format!("  + 1 {}", component.name);
			table.push_str(&line(&name, width, m, |model| {
				model.slopes.get(index).copied().unwrap_or(0)
			}));
		}
	}
	table
}

fn line(name: &str, width: usize, measured: &Measured, pick: impl Fn(&Model) -> u64) -> String {
	let picoseconds = pick(&measured.time);
	let time = format!("{}.{:03}", picoseconds / 1_000_000, picoseconds / 1_000 % 1_000);
	format!(
		"{name:width$} {time:>12} {:>6} {:>6} {:>12}\n",
		pick(&measured.reads),
		pick(&measured.writes),
		pick(&measured.proof)
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::writer::examples::{batch, deposit, setting};

	#[test]
	fn json_should_have_time_counts_and_keys_of_each_benchmark() {
		let text = json(&setting(), &[deposit(), batch()]).expect("encodes");
		let report = serde_json::from_str::<Value>(&text).expect("is JSON");

		assert_eq!(report["benchmarks"][0]["name"], "deposit");
		assert_eq!(report["benchmarks"][0]["timeNs"], json!({ "base": 41_500 }));
		assert_eq!(
			report["benchmarks"][0]["keys"][0],
			json!({ "item": "Assets::Account", "reads": 1, "writes": 1 })
		);
		assert_eq!(report["benchmarks"][1]["reads"], json!({ "base": 2, "n": 3, "p": 0 }));
	}

	#[test]
	fn table_should_show_the_cost_of_each_component() {
		assert_eq!(
			table(&[deposit(), batch()]),
			"\
benchmark   time in us  reads writes   proof in B
deposit         41.500      5      4        12940
batch           10.000      2      0         5050
  + 1 n          1.250      3      1         2500
  + 1 p          0.000      0      0            0
"
		);
	}
}
