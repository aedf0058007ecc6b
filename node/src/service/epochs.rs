//! Takes back what a failed import has done to BABE's tree of epochs.
//!
//! BABE's import adds the epoch that a block announces to the tree and then looks up the weight of
//! what was the best block when it began. If another branch has become final meanwhile, that weight
//! is gone: the import fails, and the epoch stays in the tree (sc-consensus-babe 0.60). From then
//! on that block fails each time, since the tree asks for the header of a block that is not there,
//! and the node follows its chain no further until it is run again.

use super::Block;
use futures::lock::Mutex;
use sc_consensus::{BlockCheckParams, BlockImport, BlockImportParams, ImportResult};
use sc_consensus_babe::Epoch;
use sc_consensus_epochs::SharedEpochChanges;
use std::sync::Arc;

/// Goes around BABE's import.
#[derive(Clone)]
pub struct Reverting<Import> {
	import: Import,
	epochs: SharedEpochChanges<Block, Epoch>,
	/// One import at a time: nothing else changes the tree, and none takes back what another did.
	/// (BABE's own keep out of each other's way for as long.)
	turn: Arc<Mutex<()>>,
}

/// `import` changes `epochs`, and only if it succeeds.
pub fn reverting<Import>(
	import: Import,
	epochs: SharedEpochChanges<Block, Epoch>,
) -> Reverting<Import> {
	Reverting { import, epochs, turn: Arc::default() }
}

#[async_trait::async_trait]
impl<Import: BlockImport<Block> + Send + Sync> BlockImport<Block> for Reverting<Import> {
	type Error = Import::Error;

	async fn check_block(
		&self,
		block: BlockCheckParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		self.import.check_block(block).await
	}

	async fn import_block(
		&self,
		block: BlockImportParams<Block>,
	) -> Result<ImportResult, Self::Error> {
		let _turn = self.turn.lock().await;
		let before = self.epochs.shared_data().clone();
		let result = self.import.import_block(block).await;
		if result.is_err() {
			*self.epochs.shared_data() = before;
		}
		result
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::service::Hash;
	use sc_consensus_babe::BabeConfiguration;
	use sc_consensus_epochs::EpochChanges;
	use sp_consensus::{BlockOrigin, Error};
	use sp_consensus_babe::AllowedSlots;
	use sp_runtime::traits::Header as _;

	/// Notes the epoch of each block; fails for those with an odd number.
	struct Careless(SharedEpochChanges<Block, Epoch>);

	fn epoch() -> Epoch {
		let config = BabeConfiguration {
			slot_duration: 6_000,
			epoch_length: 8,
			c: (1, 4),
			authorities: Vec::new(),
			randomness: [0; 32],
			allowed_slots: AllowedSlots::PrimarySlots,
		};
		Epoch::genesis(&config, 1.into())
	}

	#[async_trait::async_trait]
	impl BlockImport<Block> for Careless {
		type Error = Error;

		async fn check_block(&self, _: BlockCheckParams<Block>) -> Result<ImportResult, Error> {
			Ok(ImportResult::imported(false))
		}

		async fn import_block(
			&self,
			block: BlockImportParams<Block>,
		) -> Result<ImportResult, Error> {
			let (hash, number) = (block.header.hash(), *block.header.number());
			self.0.shared_data().reset(Hash::zero(), hash, number, epoch(), epoch());
			match number % 2 {
				0 => Ok(ImportResult::imported(false)),
				_ => Err(Error::ChainLookup("No block weight for parent header.".into())),
			}
		}
	}

	#[test]
	fn only_a_block_that_is_imported_should_leave_an_epoch() {
		let epochs = SharedEpochChanges::<Block, Epoch>::new(EpochChanges::new());
		let import = reverting(Careless(epochs.clone()), epochs.clone());
		let add = |number| {
			let [root, state, parent] = [Hash::zero(); 3];
			let header = <Block as sp_runtime::traits::Block>::Header::new(
				number,
				root,
				state,
				parent,
				Default::default(),
			);
			let hash = header.hash();
			let block = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
			let result = futures::executor::block_on(import.import_block(block));
			let noted: Vec<_> =
				epochs.shared_data().tree().iter().map(|(hash, _, _)| *hash).collect();
			(result.is_ok(), noted.last() == Some(&hash), noted.len())
		};
		assert_eq!(add(1), (false, false, 0));
		assert_eq!(add(2), (true, true, 2));
		assert_eq!(add(3), (false, false, 2));
		assert_eq!(add(4), (true, true, 2));
	}
}
