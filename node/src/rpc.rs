//! The RPC methods that the node adds to the SDK's own.
//!
//! `sc-service` brings `author`, `chain`, `state`, `childstate`, `offchain`, `system` and the
//! specified `chainHead`, `chainSpec`, `transaction` and (on nodes that keep all state) `archive`.
//! Here are added: account nonces and dry runs (`system`), fees (`payment`), the slots of own keys
//! (`babe`), finality (`grandpa`), and specifications for light clients (`sync_state`).

use crate::service::{Block, FullBackend, FullClient, FullPool, FullSelectChain};
use estuary_runtime::{AccountId, BlockNumber, Hash, Nonce};
use jsonrpsee::{core::RegisterMethodError, types::ErrorObjectOwned, RpcModule};
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_rpc_api::check_if_safe;
use sc_service::ChainSpec;
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the methods need.
pub struct Deps {
	/// The client.
	pub client: Arc<FullClient>,
	/// The transaction pool.
	pub pool: Arc<FullPool>,
	/// The choice of the best chain.
	pub select_chain: FullSelectChain,
	/// The specification the node runs with.
	pub chain_spec: Box<dyn ChainSpec>,
	/// The keys of this node.
	pub keystore: KeystorePtr,
	/// Answers questions about BABE's epochs.
	pub babe: BabeWorkerHandle<Block>,
	/// What the methods need of GRANDPA.
	pub grandpa: GrandpaDeps,
}

/// What the methods need of GRANDPA.
pub struct GrandpaDeps {
	/// The state of the running voter.
	pub voter_state: SharedVoterState,
	/// The voters.
	pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// Justifications as they are made or imported.
	pub justifications: GrandpaJustificationStream<Block>,
	/// Proves the finality of past blocks.
	pub proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// All methods of this module.
pub fn create(
	deps: &Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	let Deps { client, pool, select_chain, chain_spec, keystore, babe, grandpa } = deps;
	let mut module = RpcModule::new(());

	module.merge(SystemApiServer::<Hash, AccountId, Nonce>::into_rpc(System::new(
		client.clone(),
		pool.clone(),
	)))?;
	module.merge(TransactionPayment::<_, Block>::new(client.clone()).into_rpc())?;
	module.merge(
		Babe::new(client.clone(), babe.clone(), keystore.clone(), select_chain.clone()).into_rpc(),
	)?;
	module.merge(
		Grandpa::new(
			executor,
			grandpa.authority_set.clone(),
			grandpa.voter_state.clone(),
			grandpa.justifications.clone(),
			grandpa.proofs.clone(),
		)
		.into_rpc(),
	)?;
	module.merge(checkpoints(SyncState::new(
		chain_spec.cloned_box(),
		client.clone(),
		grandpa.authority_set.clone(),
		babe.clone(),
	)?)?)?;

	Ok(module)
}

/// `sync_state_genSyncSpec`, for those to whom the unsafe methods answer: each answer is a whole
/// specification, made anew, and a few who ask for it faster than they read take a node's memory.
fn checkpoints(
	state: SyncState<Block, FullClient>,
) -> Result<RpcModule<SyncState<Block, FullClient>>, RegisterMethodError> {
	let mut module = RpcModule::new(state);
	module.register_async_method(
		"sync_state_genSyncSpec",
		|params, state, extensions| async move {
			check_if_safe(&extensions)?;
			let raw: bool = params.one()?;
			Ok::<_, ErrorObjectOwned>(state.system_gen_sync_spec(raw).await?)
		},
	)?;
	Ok(module)
}
