//! Puts the version and the commit into the binary.

use std::path::Path;

fn main() {
	substrate_build_script_utils::generate_cargo_keys();

	// What is shipped must name its commit exactly. A development build may name an older one:
	// it is not linked anew for every commit.
	if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
		substrate_build_script_utils::rerun_if_git_head_changed();
		// That gives up on a tag that is checked out, where HEAD names no branch.
		let head = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.git/HEAD"));
		if head.is_file() {
			println!("cargo:rerun-if-changed={}", head.display());
		}
	}
}
