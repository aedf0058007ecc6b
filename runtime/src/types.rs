//! The chain's basic types, and what clients build and read blocks with.

#![warn(missing_docs)]

use crate::{Runtime, RuntimeCall};
use frame_support::traits::fungible::NativeOrWithId;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};

/// Signs transactions: sr25519, ed25519 or ecdsa.
pub type Signature = MultiSignature;
/// Names an account: its public key, or the hash of one.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Names an account in a call.
pub type Address = MultiAddress<AccountId, ()>;
/// An amount in planck, or of the smallest unit of an asset.
pub type Balance = estuary_primitives::Balance;
/// Counts blocks.
pub type BlockNumber = u32;
/// Counts the transactions of an account.
pub type Nonce = u32;
/// Hashes blocks, storage and everything else.
pub type Hash = sp_core::H256;
/// Milliseconds since the Unix epoch.
pub type Moment = u64;
/// Names an asset of pallet-assets.
pub type AssetId = u32;
/// Names EST or an asset of pallet-assets.
pub type AnyAssetId = NativeOrWithId<AssetId>;

/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// Names a block.
pub type BlockId = generic::BlockId<Block>;
/// A block with its justification.
pub type SignedBlock = generic::SignedBlock<Block>;

/// What is checked and charged around each transaction.
///
/// All of them are known to `@polkadot/api`, which therefore builds transactions without being told
/// anything about this chain.
pub type TxExtension = (
	frame_system::CheckNonZeroSender<Runtime>,
	frame_system::CheckSpecVersion<Runtime>,
	frame_system::CheckTxVersion<Runtime>,
	frame_system::CheckGenesis<Runtime>,
	frame_system::CheckEra<Runtime>,
	frame_system::CheckNonce<Runtime>,
	frame_system::CheckWeight<Runtime>,
	pallet_transaction_payment::ChargeTransactionPayment<Runtime>,
	frame_metadata_hash_extension::CheckMetadataHash<Runtime>,
	frame_system::WeightReclaim<Runtime>,
);
/// A transaction as it comes from outside.
pub type UncheckedExtrinsic =
	generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What the sender of a transaction signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	crate::AllPalletsWithSystem,
>;

/// The same types for those who need not look into extrinsics, such as most of a node.
pub mod opaque {
	pub use crate::configs::consensus::SessionKeys;
	pub use sp_runtime::OpaqueExtrinsic as UncheckedExtrinsic;

	/// A block whose extrinsics are bytes.
	pub type Block = sp_runtime::generic::Block<super::Header, UncheckedExtrinsic>;
	/// Names such a block.
	pub type BlockId = sp_runtime::generic::BlockId<Block>;
	pub use super::{Hash, Header};
}
