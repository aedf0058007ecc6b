//! What the subcommands print, write and refuse.

mod common;

use common::{fail, succeed, Scratch};
use serde_json::{json, Value};

const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

fn parse(text: &str) -> Value {
	serde_json::from_str(text).expect("the output is JSON")
}

#[test]
fn chain_specs_should_be_exported() {
	for (chain, name, id) in [
		("dev", "Estuary Development", "estuary_dev"),
		("local", "Estuary Local Testnet", "estuary_local"),
	] {
		let spec = parse(&succeed(&["export-chain-spec", "--chain", chain]));
		assert_eq!(spec["name"], name);
		assert_eq!(spec["id"], id);
		assert_eq!(spec["protocolId"], "estuary");
		assert_eq!(
			spec["properties"],
			json!({ "tokenSymbol": "EST", "tokenDecimals": 12, "ss58Format": 42 })
		);
		// Where `sync_state_genSyncSpec` puts the point from which light clients start.
		assert_eq!(spec.get("lightSyncState"), Some(&Value::Null));
	}
}

/// Tools that set up networks put their own validators in place of those they find here.
#[test]
fn plain_local_spec_should_show_its_four_validators() {
	let spec = parse(&succeed(&["build-spec", "--chain", "local", "--disable-default-bootnode"]));
	let genesis = &spec["genesis"]["runtimeGenesis"]["patch"];

	assert_eq!(spec["bootNodes"].as_array().map(Vec::len), Some(0));
	assert_eq!(genesis["session"]["keys"].as_array().map(Vec::len), Some(4));
	assert_eq!(genesis["staking"]["stakers"].as_array().map(Vec::len), Some(4));
}

#[test]
fn raw_spec_should_be_the_same_when_read_and_written_again() {
	let scratch = Scratch::new("raw-spec");
	for chain in ["dev", "local"] {
		let raw = succeed(&["build-spec", "--chain", chain, "--disable-default-bootnode", "--raw"]);
		assert!(parse(&raw)["genesis"]["raw"]["top"].is_object());

		let file = scratch.write(chain, &raw);
		let again = succeed(&["export-chain-spec", "--chain", &file, "--raw"]);
		assert_eq!(parse(&again), parse(&raw));
	}
}

#[test]
fn unknown_chain_should_be_refused() {
	let error = fail(&["build-spec", "--chain", "no-such-chain"]);
	assert!(error.contains("no chain is called `no-such-chain`"), "{error}");

	// The same when a node is to run on it.
	let error = fail(&["--chain", "no-such-chain", "--tmp"]);
	assert!(error.contains("no chain is called `no-such-chain`"), "{error}");
}

#[test]
fn corrupted_chain_spec_should_be_refused() {
	let scratch = Scratch::new("corrupted-spec");
	let spec = succeed(&["export-chain-spec", "--chain", "dev"]);

	let cut_off = scratch.write("cut-off.json", &spec[..spec.len() / 2]);
	let error = fail(&["export-chain-spec", "--chain", &cut_off]);
	assert!(error.contains("cut-off.json"), "{error}");
	let error = fail(&["--chain", &cut_off, "--tmp"]);
	assert!(error.contains("EOF while parsing"), "{error}");

	let mut nameless = parse(&spec);
	nameless.as_object_mut().expect("an object").remove("name");
	let nameless = scratch.write("nameless.json", &nameless.to_string());
	let error = fail(&["export-chain-spec", "--chain", &nameless]);
	assert!(error.contains("missing field `name`"), "{error}");
}

/// What is handed out for a chain is the raw form, of which next to everything is the runtime: one
/// string of hexadecimal digits.
#[test]
fn corrupted_raw_spec_should_be_refused() {
	const CODE: &str = "0x3a636f6465";
	let scratch = Scratch::new("corrupted-raw-spec");
	let raw = succeed(&["export-chain-spec", "--chain", "dev", "--raw"]);

	let half = scratch.write("half.json", &raw[..raw.len() / 2]);
	let expected = format!(
		"the chain specification `{half}`: Error parsing spec file: EOF while parsing a string"
	);
	for command in [&["export-chain-spec", "--raw"][..], &["--tmp"]] {
		let error = fail(&[command, &["--chain", &half]].concat());
		assert!(error.contains(&expected), "{error}");
	}

	let spec = parse(&raw);
	let code = spec["genesis"]["raw"]["top"][CODE].as_str().expect("the runtime is in it");
	let with_first_byte = |name: &str, byte: &str| {
		let mut garbled = spec.clone();
		garbled["genesis"]["raw"]["top"][CODE] = format!("0x{byte}{}", &code[4..]).into();
		scratch.write(name, &garbled.to_string())
	};

	let no_digits = with_first_byte("no-digits.json", "zz");
	for command in [&["export-chain-spec", "--raw"][..], &["--tmp"]] {
		let error = fail(&[command, &["--chain", &no_digits]].concat());
		let expected = "Error parsing spec file: invalid hex character: z, at 2";
		assert!(error.contains(expected), "{error}");
	}

	// Neither WebAssembly nor compressed. Only who runs the chain looks into it.
	let no_code = with_first_byte("no-code.json", "ff");
	let error = fail(&["--chain", &no_code, "--tmp"]);
	let expected = "Failed to get runtime version: Other error happened while constructing the \
		runtime: cannot deserialize module: InvalidMagic";
	assert!(error.contains(expected), "{error}");
}

#[test]
fn corrupted_genesis_should_be_refused() {
	let scratch = Scratch::new("corrupted-genesis");
	let spec = parse(&succeed(&["export-chain-spec", "--chain", "dev"]));

	let mut unknown_pallet = spec.clone();
	unknown_pallet["genesis"]["runtimeGenesis"]["patch"]["noSuchPallet"] = 1.into();
	let unknown_pallet = scratch.write("unknown-pallet.json", &unknown_pallet.to_string());
	let error = fail(&["export-chain-spec", "--chain", &unknown_pallet, "--raw"]);
	assert!(error.contains("noSuchPallet"), "{error}");

	let mut no_code = spec;
	no_code["genesis"]["runtimeGenesis"]["code"] = "0x00".into();
	let no_code = scratch.write("no-code.json", &no_code.to_string());
	for command in [&["export-chain-spec", "--raw"][..], &["--tmp"]] {
		let error = fail(&[command, &["--chain", &no_code]].concat());
		assert!(error.contains("cannot deserialize module"), "{error}");
	}
}

#[test]
fn keys_should_be_made_shown_and_stored() {
	let made = parse(&succeed(&["key", "generate", "--output-type", "json"]));
	let phrase = made["secretPhrase"].as_str().expect("a phrase");
	let shown = parse(&succeed(&["key", "inspect", "--output-type", "json", phrase]));
	assert_eq!(made["ss58Address"], shown["ss58Address"]);
	assert!(succeed(&["key", "inspect", "//Alice"]).contains(ALICE));

	let scratch = Scratch::new("keys");
	let base = scratch.path("base");
	succeed(&[
		"key",
		"insert",
		"--chain",
		"dev",
		"--base-path",
		&base,
		"--key-type",
		"babe",
		"--scheme",
		"sr25519",
		"--suri",
		"//Alice",
	]);
	let keystore = format!("{base}/chains/estuary_dev/keystore");
	assert_eq!(std::fs::read_dir(keystore).expect("the keystore is there").count(), 1);

	let node_key = scratch.path("node-key");
	succeed(&["key", "generate-node-key", "--file", &node_key]);
	let peer = succeed(&["key", "inspect-node-key", "--file", &node_key]);
	assert!(peer.starts_with("12D3Koo"), "{peer}");
}

#[test]
fn purging_a_chain_that_is_not_there_should_succeed() {
	let scratch = Scratch::new("purge");
	succeed(&["purge-chain", "-y", "--chain", "dev", "--base-path", &scratch.path("base")]);
}
