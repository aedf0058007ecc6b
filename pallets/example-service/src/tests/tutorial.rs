//! The code in `docs/service-builder.md` is the code that is compiled and tested here.

use std::{
	fs,
	path::{Path, PathBuf},
};

/// All sources of the pallet and its tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
	for entry in fs::read_dir(folder).unwrap() {
		let path = entry.unwrap().path();
		if path.is_dir() {
			sources(&path, found);
		} else if path.extension().is_some_and(|ext| ext == "rs") {
			found.push(path);
		}
	}
}

/// The lines without their indentation.
fn flat(text: &str) -> String {
	text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// The blocks of Rust code in a page.
fn rust_blocks(page: &str) -> Vec<String> {
	let mut blocks = Vec::new();
	let mut block: Option<Vec<&str>> = None;
	for line in page.lines() {
		match (&mut block, line.trim()) {
			(None, "```rust") => block = Some(Vec::new()),
			(Some(lines), "```") => {
				blocks.push(lines.join("\n"));
				block = None;
			},
			(Some(lines), _) => lines.push(line),
			(None, _) => {},
		}
	}
	assert_eq!(block, None, "a block without an end");
	blocks
}

#[test]
fn every_block_of_the_tutorial_is_in_the_source() {
	let root = Path::new(env!("CARGO_MANIFEST_DIR"));
	let page = fs::read_to_string(root.join("../../docs/service-builder.md")).unwrap();
	let mut files = Vec::new();
	sources(&root.join("src"), &mut files);
	let all: Vec<_> = files.iter().map(|file| flat(&fs::read_to_string(file).unwrap())).collect();
	let blocks = rust_blocks(&page);
	assert!(blocks.len() >= 8, "the tutorial shows code");
	for block in blocks {
		let found = all.iter().any(|source| source.contains(&flat(&block)));
		assert!(found, "not in the source:\n{block}");
	}
}

#[test]
fn blocks_are_found_and_compared_without_indentation() {
	let page = "text\n```rust\nfn a() {\n    b();\n}\n```\n```js\nc();\n```\n";
	assert_eq!(rust_blocks(page), ["fn a() {\n    b();\n}"]);
	assert_eq!(flat("\tfn a() {\n\t\tb();\n\t}"), flat("fn a() {\n    b();\n}"));
}
