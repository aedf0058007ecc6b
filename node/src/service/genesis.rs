//! Whether the database holds the chain that the specification describes.

use super::{executor::Executor, Block, FullBackend, Hash};
use sc_chain_spec::{BuildGenesisBlock, GenesisBlockBuilder};
use sc_service::{error::Error, Configuration};
use sp_runtime::traits::Block as _;
use std::sync::Arc;

/// Refuse a database whose first block, `stored`, is not the one that the specification of
/// `config` makes.
///
/// The database of a chain is found by the `id` of its specification. After a chain has begun anew
/// under its old id, a node would go on with what it has: alone, without a word.
pub fn check(config: &Configuration, backend: Arc<FullBackend>, stored: Hash) -> Result<(), Error> {
	// Computes the state and keeps none of it.
	let builder = GenesisBlockBuilder::<Block, _, _>::new(
		config.chain_spec.as_storage_builder(),
		false,
		backend,
		Executor::new(config),
	)?;
	let (genesis, _) = builder.build_genesis_block()?;
	let specified = genesis.hash();
	if specified == stored {
		return Ok(());
	}
	Err(Error::Other(format!(
		"the database of `{}` holds another chain: its genesis is {stored:?}, that of the \
		 specification is {specified:?}; take the specification that the database was made from, \
		 another --base-path, or remove the database with purge-chain",
		config.chain_spec.id(),
	)))
}
