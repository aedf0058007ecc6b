//! Writes the weights of a pallet as a Rust module, in the layout that rustfmt gives it.

use crate::{
	analysis::{Measured, Model},
	report::Setting,
};
use std::path::Path;

/// Columns for an expression in a function of an `impl`: a line has 100, and rustfmt counts the two
/// tabs before it as eight.
const WIDTH: usize = 92;

/// The weights file of a pallet. `out` is where it goes, for the command in its header.
pub fn weights_file(setting: &Setting, out: &Path, measured: &[Measured]) -> String {
	let functions = measured.iter().map(function).collect::<Vec<_>>().join("\n");
	let accesses_storage = functions.contains("T::DbWeight");
	let get = if accesses_storage { "traits::Get, weights::Weight" } else { "weights::Weight" };
	let imports = format!(
		"use core::marker::PhantomData;\nuse frame_support::{};\n",
		if accesses_storage { format!("{{{get}}}") } else { get.into() }
	);
	let pallet = &setting.pallet;
	format!(
		"{}\n{imports}\n\
		/// Weights of `{pallet}` as measured.\n\
		pub struct WeightInfo<T>(PhantomData<T>);\n\n\
		impl<T: frame_system::Config> {pallet}::WeightInfo for WeightInfo<T> {{\n{functions}}}\n",
		header(setting, out),
	)
}

fn header(setting: &Setting, out: &Path) -> String {
	let Setting { pallet, date, cpu, profile, blob, blob_hash, preset, steps, repeat } = setting;
	format!(
		"\
//! Weights of `{pallet}`, written by `make weights`.
//!
//! Keys that all extrinsics touch, such as the account of the signer, are not counted: the weight
//! of an empty extrinsic has them.
//!
//! - Date: {date}
//! - Steps: {steps}, repeat: {repeat}
//! - Processor: {cpu}
//! - Host functions: {profile}
//! - State: genesis preset `{preset}`
//! - Blob: blake2-256 `{blob_hash}`
//! - Command:
//!
//! ```text
//! estuary-weights \\
//!     --runtime {blob} \\
//!     --pallet {pallet} \\
//!     --steps {steps} \\
//!     --repeat {repeat} \\
//!     --out {out}
//! ```
",
		out = out.display(),
	)
}

fn function(measured: &Measured) -> String {
	let components = &measured.benchmark.components;
	let arguments = components
		.iter()
		.enumerate()
		.map(|(index, component)| {
			let prefix = if uses(measured, index) { "" } else { "_" };
			format!("{prefix}{}: u32", component.name)
		})
		.collect::<Vec<_>>()
		.join(", ");

	format!(
		"{}\tfn {}({arguments}) -> Weight {{\n\
		\t\t// Fastest run: {} ns. Proof recorded: {} bytes.\n\
		{}\t}}\n",
		documentation(measured),
		measured.benchmark.name,
		grouped(measured.fastest),
		grouped(measured.recorded_proof.into()),
		expression(measured),
	)
}

/// Which storage items are touched, and the ranges of the components.
fn documentation(measured: &Measured) -> String {
	let mut lines = Vec::new();
	if measured.accesses.is_empty() {
		lines.push("Storage: none.".to_string());
	} else {
		lines.push("Storage, by the number of keys read and written:".into());
	}
	for access in &measured.accesses {
		lines.push(format!("- `{}` (r:{} w:{})", access.item, access.reads, access.writes));
	}
	if !measured.benchmark.components.is_empty() {
		lines.push(String::new());
	}
	for c in &measured.benchmark.components {
		lines.push(format!("The range of `{}` is `[{}, {}]`.", c.name, c.low, c.high));
	}
	lines
		.iter()
		.map(|line| format!("\t/// {line}").trim_end().to_string() + "\n")
		.collect()
}

/// The weight as an expression, with the line breaks of rustfmt.
fn expression(measured: &Measured) -> String {
	let mut chain = vec![parts(measured.time.base, measured.proof.base)];
	let mut add = |term: String| chain.push(format!(".saturating_add({term})"));

	for (index, component) in measured.benchmark.components.iter().enumerate() {
		let (time, proof) = (slope(&measured.time, index), slope(&measured.proof, index));
		if time > 0 || proof > 0 {
			add(format!("{}.saturating_mul({}.into())", parts(time, proof), component.name));
		}
	}
	for (access, model) in [("reads", &measured.reads), ("writes", &measured.writes)] {
		if model.base > 0 {
			add(format!("T::DbWeight::get().{access}({})", model.base));
		}
		for (index, component) in measured.benchmark.components.iter().enumerate() {
			let slope = slope(model, index);
			if slope > 0 {
				let name = component.name;
				add(format!(
					"T::DbWeight::get().{access}({slope}_u64.saturating_mul({name}.into()))"
				));
			}
		}
	}

	// rustfmt keeps a call of one method in a line where it fits, and breaks chains past 80.
	let line = chain.concat();
	if chain.len() <= 2 && line.len() <= WIDTH {
		format!("\t\t{line}\n")
	} else {
		format!("\t\t{}\n", chain.join("\n\t\t\t"))
	}
}

fn parts(time: u64, proof: u64) -> String {
	format!("Weight::from_parts({}, {})", grouped(time), grouped(proof))
}

fn slope(model: &Model, index: usize) -> u64 {
	model.slopes.get(index).copied().unwrap_or(0)
}

/// Whether the weight depends on the component at `index`.
fn uses(measured: &Measured, index: usize) -> bool {
	[&measured.time, &measured.proof, &measured.reads, &measured.writes]
		.into_iter()
		.any(|model| slope(model, index) > 0)
}

/// A number with an underscore before each group of three digits.
fn grouped(number: u64) -> String {
	let digits = number.to_string();
	let mut text = String::new();
	for (index, digit) in digits.chars().enumerate() {
		if index > 0 && (digits.len() - index).is_multiple_of(3) {
			text.push('_');
		}
		text.push(digit);
	}
	text
}

/// Measurements to show the output with.
#[cfg(test)]
pub mod examples {
	use super::*;
	use crate::{
		runner::{Benchmark, Component},
		storage::Access,
	};
	use frame_benchmarking::BenchmarkParameter::{n, p};

	/// A setting in which all values are made up.
	pub fn setting() -> Setting {
		Setting {
			pallet: "pallet_liquid_staking".into(),
			date: "2026-01-31".into(),
			cpu: "Example @ 3.00GHz".into(),
			profile: "optimised".into(),
			blob: "estuary_runtime.runtime-benchmarks.wasm".into(),
			blob_hash: format!("0x{}", "ab".repeat(32)),
			preset: "development".into(),
			steps: 50,
			repeat: 20,
		}
	}

	/// No components.
	pub fn deposit() -> Measured {
		let access = |item: &str, reads, writes| Access { item: item.into(), reads, writes };
		Measured {
			benchmark: benchmark("deposit", vec![]),
			time: Model { base: 41_500_000, slopes: vec![] },
			fastest: 40_000,
			reads: Model { base: 5, slopes: vec![] },
			writes: Model { base: 4, slopes: vec![] },
			proof: Model { base: 12_940, slopes: vec![] },
			recorded_proof: 3_593,
			accesses: vec![access("Assets::Account", 1, 1), access("LiquidStaking::Pool", 1, 1)],
		}
	}

	/// Two components, the second without effect.
	pub fn batch() -> Measured {
		let components =
			vec![Component { name: n, low: 1, high: 64 }, Component { name: p, low: 0, high: 8 }];
		Measured {
			benchmark: benchmark("batch", components),
			time: Model { base: 10_000_000, slopes: vec![1_250_000, 0] },
			fastest: 9_000,
			reads: Model { base: 2, slopes: vec![3, 0] },
			writes: Model { base: 0, slopes: vec![1, 0] },
			proof: Model { base: 5_050, slopes: vec![2_500, 0] },
			recorded_proof: 900,
			accesses: vec![],
		}
	}

	fn benchmark(name: &str, components: Vec<Component>) -> Benchmark {
		Benchmark {
			pallet: "pallet_liquid_staking".into(),
			instance: "LiquidStaking".into(),
			name: name.into(),
			components,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::{examples::*, *};

	#[test]
	fn a_function_should_list_its_storage_and_count_it() {
		assert_eq!(
			function(&deposit()),
			"	/// Storage, by the number of keys read and written:
	/// - `Assets::Account` (r:1 w:1)
	/// - `LiquidStaking::Pool` (r:1 w:1)
	fn deposit() -> Weight {
		// Fastest run: 40_000 ns. Proof recorded: 3_593 bytes.
		Weight::from_parts(41_500_000, 12_940)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(4))
	}
"
		);
	}

	#[test]
	fn a_component_should_scale_what_it_has_a_slope_for() {
		assert_eq!(
			function(&batch()),
			"	/// Storage: none.
	///
	/// The range of `n` is `[1, 64]`.
	/// The range of `p` is `[0, 8]`.
	fn batch(n: u32, _p: u32) -> Weight {
		// Fastest run: 9_000 ns. Proof recorded: 900 bytes.
		Weight::from_parts(10_000_000, 5_050)
			.saturating_add(Weight::from_parts(1_250_000, 2_500).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}
"
		);
	}

	#[test]
	fn a_short_weight_should_stay_in_one_line() {
		let one_read = Measured { writes: Model::default(), ..deposit() };
		assert!(expression(&one_read).ends_with(
			"\t\tWeight::from_parts(41_500_000, 12_940)\
			.saturating_add(T::DbWeight::get().reads(5))\n"
		));
	}

	#[test]
	fn the_file_should_import_only_what_it_uses() {
		let file = |measured| weights_file(&setting(), Path::new("w.rs"), &[measured]);
		let no_storage =
			Measured { reads: Model::default(), writes: Model::default(), ..deposit() };
		assert!(file(deposit()).contains("use frame_support::{traits::Get, weights::Weight};\n"));
		assert!(file(no_storage).contains("use frame_support::weights::Weight;\n"));
	}

	#[test]
	fn numbers_should_be_grouped() {
		assert_eq!([0, 999, 1_000, 12_345_678].map(grouped), ["0", "999", "1_000", "12_345_678"]);
	}
}
