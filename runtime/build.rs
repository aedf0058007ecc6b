//! Builds the Wasm blob that a node embeds, when the runtime is compiled natively.

fn main() {
	#[cfg(feature = "std")]
	{
		point_to_lock_file();
		withhold_development_features();
		build_blob();
	}
}

/// Features of the native build that no blob of a node may have.
///
/// Native builds of this workspace have them on, so that tests, benchmark suites and node share one
/// set of compiled dependencies. A blob with them asks for host functions that a node does not
/// offer. `runtime/build-blob.sh` builds those for the tools that do.
#[cfg(feature = "std")]
const DEVELOPMENT_FEATURES: [&str; 2] = ["RUNTIME_BENCHMARKS", "TRY_RUNTIME"];

/// Takes [`DEVELOPMENT_FEATURES`] out of what the Wasm builder forwards.
///
/// It has no setting for that: it gives the blob each feature for which cargo set a variable in the
/// environment of this process, so that is where they are removed. Everything else, such as
/// `fast-runtime`, is forwarded.
#[cfg(feature = "std")]
fn withhold_development_features() {
	for feature in DEVELOPMENT_FEATURES {
		std::env::remove_var(format!("CARGO_FEATURE_{feature}"));
	}
}

/// Makes the blob use the versions that the workspace's `Cargo.lock` names.
///
/// The Wasm builder looks for that file upwards from the target directory. Ours lies outside of the
/// checkout, and on not finding a lock file it resolves all dependencies afresh without an error.
#[cfg(feature = "std")]
fn point_to_lock_file() {
	const HINT: &str = "WASM_BUILD_WORKSPACE_HINT";
	let runtime = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
	let workspace = std::path::Path::new(&runtime).parent();
	if let (None, Some(workspace)) = (std::env::var_os(HINT), workspace) {
		std::env::set_var(HINT, workspace);
	}
}

#[cfg(all(feature = "std", not(feature = "metadata-hash")))]
fn build_blob() {
	substrate_wasm_builder::WasmBuilder::build_using_defaults();
}

/// As above, with the hash of the metadata for `CheckMetadataHash`: token symbol and decimals are
/// part of it.
#[cfg(all(feature = "std", feature = "metadata-hash"))]
fn build_blob() {
	substrate_wasm_builder::WasmBuilder::init_with_defaults()
		.enable_metadata_hash("EST", 12)
		.build();
}
