//! The chains that this binary knows: two presets of its own runtime, or any JSON file.

use crate::service::Block;
use sc_chain_spec::{ChainSpecExtension, ChainType, Properties};
use serde::{Deserialize, Serialize};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use std::path::PathBuf;

/// A chain specification of Estuary.
pub type ChainSpec = sc_service::GenericChainSpec<Extensions>;

/// What a specification may tell the node besides the genesis.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
	/// Blocks that must have a given hash.
	pub fork_blocks: sc_client_api::ForkBlocks<Block>,
	/// Blocks that are never imported.
	pub bad_blocks: sc_client_api::BadBlocks<Block>,
	/// A finalised point from which light clients start; `sync_state_genSyncSpec` fills it in.
	pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// The specification called `id`: `dev`, `local` (also what is meant by nothing) or a path.
pub fn load(id: &str) -> Result<ChainSpec, String> {
	match preset_called(id) {
		Some(preset) => preset(),
		None => from_file(id.into()),
	}
}

/// Whether `id` names a preset: its genesis holds the runtime of this binary.
pub fn is_preset(id: &str) -> bool {
	preset_called(id).is_some()
}

fn preset_called(id: &str) -> Option<fn() -> Result<ChainSpec, String>> {
	match id {
		"dev" => Some(development),
		"" | "local" => Some(local_testnet),
		_ => None,
	}
}

/// One validator, Alice, with her keys known to all.
pub fn development() -> Result<ChainSpec, String> {
	preset("Estuary Development", "estuary_dev", ChainType::Development, DEV_RUNTIME_PRESET)
}

/// Four validators, Alice to Dave, with their keys known to all.
pub fn local_testnet() -> Result<ChainSpec, String> {
	preset("Estuary Local Testnet", "estuary_local", ChainType::Local, LOCAL_TESTNET_RUNTIME_PRESET)
}

fn preset(
	name: &str,
	id: &str,
	chain_type: ChainType,
	genesis_preset: &str,
) -> Result<ChainSpec, String> {
	let wasm = estuary_runtime::WASM_BINARY.ok_or(
		"this binary holds no WebAssembly of the runtime (it was built with SKIP_WASM_BUILD): \
		 build it again without, or name a chain specification file",
	)?;

	Ok(ChainSpec::builder(wasm, Extensions::default())
		.with_name(name)
		.with_id(id)
		.with_protocol_id("estuary")
		.with_chain_type(chain_type)
		.with_properties(properties())
		.with_genesis_config_preset_name(genesis_preset)
		.build())
}

fn from_file(path: PathBuf) -> Result<ChainSpec, String> {
	if !path.is_file() {
		return Err(format!(
			"no chain is called `{}`: it is neither `dev` nor `local` nor a file",
			path.display()
		));
	}
	ChainSpec::from_json_file(path.clone())
		.map_err(|error| format!("the chain specification `{}`: {error}", path.display()))
}

/// How wallets show the token and addresses.
fn properties() -> Properties {
	Properties::from_iter([
		("tokenSymbol".into(), "EST".into()),
		("tokenDecimals".into(), 12.into()),
		("ss58Format".into(), 42.into()),
	])
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn presets_should_be_found_by_name() {
		for (name, id) in
			[("dev", "estuary_dev"), ("local", "estuary_local"), ("", "estuary_local")]
		{
			assert_eq!(load(name).expect("the runtime's wasm is built with the tests").id(), id);
		}
	}

	#[test]
	fn unknown_name_should_be_refused() {
		let error = load("no-such-chain").err().expect("no file has this name");
		assert!(error.contains("no chain is called `no-such-chain`"), "{error}");
	}
}
