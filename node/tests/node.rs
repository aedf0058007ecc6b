//! A development chain that is run, stopped, examined, and run again.

mod common;

use common::{fail, succeed, Node, Scratch};
use serde_json::{json, Value};

/// One of each group of methods that clients look for.
const METHODS: [&str; 14] = [
	"archive_v1_storage",
	"author_rotateKeysWithOwner",
	"babe_epochAuthorship",
	"chainHead_v1_follow",
	"chainSpec_v1_genesisHash",
	"chain_getFinalizedHead",
	"grandpa_proveFinality",
	"grandpa_roundState",
	"payment_queryInfo",
	"state_getMetadata",
	"sync_state_genSyncSpec",
	"system_accountNextIndex",
	"transaction_v1_broadcast",
	"transactionWatch_v1_submitAndWatch",
];

#[test]
fn chain_should_go_on_after_a_restart_in_the_middle_of_an_era() {
	let scratch = Scratch::new("restart");
	let base = scratch.path("base");
	let run = ["--dev", "--base-path", &base];
	let on_base = |command: &[&str]| -> Vec<String> {
		command
			.iter()
			.chain(&["--chain", "dev", "--base-path", &base])
			.map(|&arg| arg.into())
			.collect()
	};

	let mut node = Node::start(&scratch.path("first.log"), &run);
	node.wait_for_finalised(3);
	check_methods(&node);
	check_light_client_spec(&node);
	assert!(node.stop().success());

	let info = || -> Value {
		serde_json::from_str(&succeed(&on_base(&["chain-info"]))).expect("the output is JSON")
	};
	let best = info()["best_number"].as_u64().expect("a number");
	let finalised = info()["finalized_number"].as_u64().expect("a number");
	assert!(3 <= finalised && finalised < best, "final {finalised}, best {best}");

	succeed(&on_base(&["check-block", "2"]));
	fail(&on_base(&["check-block", "1000000"]));
	let blocks = scratch.path("blocks");
	succeed(&on_base(&["export-blocks", "--from", "1", "--to", "3", "--binary", &blocks]));
	succeed(&on_base(&["revert", "1"]));
	assert_eq!(info()["best_number"], best - 1);
	assert_eq!(info()["finalized_number"], finalised);

	let mut node = Node::start(&scratch.path("second.log"), &run);
	node.wait_for_finalised(finalised + 3);
	assert!(node.stop().success());

	succeed(&on_base(&["purge-chain", "-y"]));
	assert!(!std::path::Path::new(&format!("{base}/chains/estuary_dev/paritydb")).exists());
	succeed(&on_base(&["import-blocks", "--binary", &blocks]));
	assert_eq!(info()["best_number"], 3);
}

fn check_methods(node: &Node) {
	let methods = node.call("rpc_methods", json!([])).expect("the node answers");
	let methods = methods["methods"].as_array().expect("a list");
	for method in METHODS {
		assert!(methods.contains(&method.into()), "{method} is missing");
	}
}

/// A light client starts from such a specification instead of from the genesis.
fn check_light_client_spec(node: &Node) {
	let spec = node.call("sync_state_genSyncSpec", json!([true])).expect("the node answers");
	for part in ["finalizedBlockHeader", "babeEpochChanges", "grandpaAuthoritySet"] {
		assert!(spec["lightSyncState"][part].is_string(), "{part} is missing");
	}
}

/// A chain that begins anew under its old name has another genesis.
#[test]
fn database_of_another_genesis_should_be_refused() {
	let scratch = Scratch::new("another-genesis");
	let base = scratch.path("base");
	let spec: Value =
		serde_json::from_str(&succeed(&["export-chain-spec", "--chain", "dev"])).expect("JSON");
	let file = scratch.write("spec.json", &spec.to_string());
	let mut other = spec;
	other["genesis"]["runtimeGenesis"]["patch"]["liquidStaking"]["pool"] = Value::Null;
	let other = scratch.write("other.json", &other.to_string());
	let validator = ["--alice", "--validator", "--unsafe-force-node-key-generation"];
	let on = |chain: &str| -> Vec<String> {
		let options = ["--chain", chain, "--base-path", &base, "--force-authoring"];
		validator.iter().chain(&options).map(|&option| option.into()).collect()
	};

	let goes_on = |log: &str, options: &[String], from: u64| -> u64 {
		let options: Vec<_> = options.iter().map(String::as_str).collect();
		let mut node = Node::start(&scratch.path(log), &options);
		node.wait_for_finalised(from + 2);
		let finalised = node.finalised().expect("the node answers");
		assert!(node.stop().success());
		finalised
	};
	let finalised = goes_on("first.log", &on(&file), 0);
	let error = fail(&on(&other));
	assert!(error.contains("the database of `estuary_dev` holds another chain"), "{error}");

	// Nothing has happened to it.
	let finalised = goes_on("second.log", &on(&file), finalised);
	// The preset is not compared: its genesis holds the runtime of the binary, and is another one
	// after an update.
	let preset = ["--dev", "--base-path", &base].map(String::from);
	goes_on("third.log", &preset, finalised);
}
