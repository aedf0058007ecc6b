//! Calls into a blob of the runtime.

use anyhow::{anyhow, Context, Result};
use codec::{Decode, Encode};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList, BenchmarkResult};
use frame_support::traits::StorageInfo;
use sc_client_db::BenchmarkingState;
use sc_executor::WasmExecutor;
use serde_json::Value;
use sp_core::traits::{
	CallContext, CodeExecutor, ReadRuntimeVersionExt, RuntimeCode, WrappedRuntimeCode,
};
use sp_externalities::Extensions;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::traits::BlakeTwo256;
use sp_state_machine::{BasicExternalities, OverlayedChanges, StateMachine};
use sp_storage::{well_known_keys::CODE, Storage};
use std::{borrow::Cow, fs, path::Path};

/// A state that counts, if told so, which keys are read and written.
pub type State = BenchmarkingState<BlakeTwo256>;

/// What the benchmarks of a runtime call on the host.
type HostFunctions =
	(sp_io::SubstrateHostFunctions, frame_benchmarking::benchmarking::HostFunctions);

/// How to get a blob that has benchmarks.
const BUILD: &str = "build one with `runtime/build-blob.sh runtime-benchmarks`";

/// A blob of the runtime and what executes it.
pub struct Runtime {
	blob: Vec<u8>,
	/// blake2-256 of the blob; the executor compiles it once per hash.
	hash: Vec<u8>,
	executor: WasmExecutor<HostFunctions>,
}

impl Runtime {
	/// Reads the blob at `path`.
	pub fn load(path: &Path) -> Result<Self> {
		let blob = fs::read(path)
			.with_context(|| format!("no blob of the runtime at {}: {BUILD}", path.display()))?;
		let hash = sp_io::hashing::blake2_256(&blob).to_vec();
		Ok(Self { blob, hash, executor: WasmExecutor::builder().build() })
	}

	/// blake2-256 of the blob, in hex.
	pub fn hash_hex(&self) -> String {
		format!("0x{}", sp_core::hexdisplay::HexDisplay::from(&self.hash))
	}

	/// The storage of the genesis preset `preset`.
	pub fn genesis(&self, preset: &str) -> Result<Storage> {
		let mut config = self.preset(None)?;
		merge(&mut config, self.preset(Some(preset))?);

		let mut ext = BasicExternalities::new_empty();
		self.call_stateless::<Result<(), String>>(
			&mut ext,
			"GenesisBuilder_build_state",
			&serde_json::to_vec(&config)?.encode(),
		)?
		.map_err(|error| anyhow!("the preset `{preset}` does not build: {error}"))?;

		let mut storage = ext.into_storages();
		storage.top.insert(CODE.to_vec(), self.blob.clone());
		Ok(storage)
	}

	/// The benchmarks in the blob and the storage items of all its pallets.
	pub fn metadata(&self, state: &State) -> Result<(Vec<BenchmarkList>, Vec<StorageInfo>)> {
		// Without those marked as not needed for weights.
		let extra = false;
		self.call(state, "Benchmark_benchmark_metadata", &extra.encode())
			.with_context(|| format!("the blob has no benchmarks: {BUILD}"))
	}

	/// Runs one benchmark with one choice of its components. No result if it was skipped.
	pub fn dispatch(
		&self,
		state: &State,
		config: &BenchmarkConfig,
	) -> Result<Vec<BenchmarkResult>> {
		let batches = self
			.call::<Result<Vec<BenchmarkBatch>, String>>(
				state,
				"Benchmark_dispatch_benchmark",
				&config.encode(),
			)?
			.map_err(|error| anyhow!(error))?;
		Ok(batches.into_iter().flat_map(|batch| batch.results).collect())
	}

	/// The genesis preset of this name as JSON, or the default genesis.
	fn preset(&self, name: Option<&str>) -> Result<Value> {
		let json = self
			.call_stateless::<Option<Vec<u8>>>(
				&mut BasicExternalities::new_empty(),
				"GenesisBuilder_get_preset",
				&name.encode(),
			)?
			.with_context(|| format!("the runtime has no genesis preset {name:?}"))?;
		serde_json::from_slice(&json).with_context(|| format!("the preset {name:?} is not JSON"))
	}

	fn call<R: Decode>(&self, state: &State, method: &str, data: &[u8]) -> Result<R> {
		let mut overlay = OverlayedChanges::default();
		let mut extensions = self.extensions();
		let blob = WrappedRuntimeCode(Cow::Borrowed(&self.blob));
		let output = StateMachine::new(
			state,
			&mut overlay,
			&self.executor,
			method,
			data,
			&mut extensions,
			&self.code(&blob),
			CallContext::Offchain,
		)
		.execute()
		.map_err(|error| anyhow!("{method}: {error}"))?;
		decode(method, &output)
	}

	fn call_stateless<R: Decode>(
		&self,
		ext: &mut BasicExternalities,
		method: &str,
		data: &[u8],
	) -> Result<R> {
		let blob = WrappedRuntimeCode(Cow::Borrowed(&self.blob));
		let (output, _) =
			self.executor.call(ext, &self.code(&blob), method, data, CallContext::Offchain);
		decode(method, &output.map_err(|error| anyhow!("{method}: {error}"))?)
	}

	fn code<'a>(&self, blob: &'a WrappedRuntimeCode<'a>) -> RuntimeCode<'a> {
		RuntimeCode { code_fetcher: blob, heap_pages: None, hash: self.hash.clone() }
	}

	/// What benchmarks may use of a node besides its state.
	fn extensions(&self) -> Extensions {
		let mut extensions = Extensions::default();
		extensions.register(KeystoreExt::new(MemoryKeystore::new()));
		extensions.register(ReadRuntimeVersionExt::new(self.executor.clone()));
		extensions
	}
}

fn decode<R: Decode>(method: &str, output: &[u8]) -> Result<R> {
	R::decode(&mut &*output).with_context(|| format!("{method}: cannot decode what it returned"))
}

/// Puts `patch` over `target`, object by object, as a chain spec does with a preset.
fn merge(target: &mut Value, patch: Value) {
	match (target, patch) {
		(Value::Object(target), Value::Object(patch)) =>
			for (key, value) in patch {
				merge(target.entry(key).or_insert(Value::Null), value);
			},
		(target, patch) => *target = patch,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn a_preset_should_replace_only_what_it_names() {
		let mut config = json!({ "a": { "x": 1, "y": [1, 2] }, "b": 3 });
		merge(&mut config, json!({ "a": { "y": [4] }, "c": { "z": 5 } }));
		assert_eq!(config, json!({ "a": { "x": 1, "y": [4] }, "b": 3, "c": { "z": 5 } }));
	}

	#[test]
	fn a_missing_blob_should_name_the_command_that_builds_it() {
		let error = Runtime::load(Path::new("/nonexistent.wasm")).err().map(|e| format!("{e:#}"));
		assert!(error.is_some_and(|e| e.contains("build-blob.sh runtime-benchmarks")));
	}
}
