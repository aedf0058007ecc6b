//! Shows BABE's import the headers with their seals.
//!
//! BABE's import looks for two headers of one author for one slot and reports them to the runtime,
//! which verifies both seals. Its verifier has taken the seal out of the header by then, and the
//! header that is reported is the one without: no report is ever accepted. (So it is in
//! sc-consensus-babe 0.60, since the check moved from the verifier to the import.) [`sealed`] goes
//! around it and puts the seals back, [`unsealed`] goes inside and takes them out again, for what
//! comes after wants them apart.
//!
//! ```text
//! import queue, author ─► sealed ─► BABE ─► unsealed ─► GRANDPA ─► client
//! ```
//!
//! (`epochs` goes around all of it.)

use super::Block;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sp_runtime::traits::Header as _;

/// Changes each block and hands it on to `Import`.
#[derive(Clone)]
pub struct Changing<Import> {
	change: fn(&mut BlockImportParams<Block>),
	import: Import,
}

/// Puts the seals of each block into its header.
pub fn sealed<Import>(import: Import) -> Changing<Import> {
	Changing {
		change: |block| {
			// From here on it cannot be computed: the seals are in the header and beside it.
			block.post_hash = Some(block.post_hash());
			for seal in block.post_digests.clone() {
				block.header.digest_mut().push(seal);
			}
		},
		import,
	}
}

/// Takes the seals of each block out of its header.
pub fn unsealed<Import>(import: Import) -> Changing<Import> {
	Changing {
		change: |block| {
			for _ in 0..block.post_digests.len() {
				block.header.digest_mut().pop();
			}
		},
		import,
	}
}

#[async_trait::async_trait]
impl<Import: BlockImport<Block> + Send + Sync> BlockImport<Block> for Changing<Import> {
	type Error = Import::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.import.check_block(block).await
	}

	async fn import_block(
		&self,
		mut block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		(self.change)(&mut block);
		self.import.import_block(block).await
	}
}
