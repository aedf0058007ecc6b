//! What is asked of a node, and the shapes of the answers.
//!
//! Everything is looked up by name in the metadata that the node gives at the start, and answers
//! are decoded into the few fields that are declared here. So neither a node nor a file of metadata
//! is needed to build this crate, and fields, calls and pallets that are added, moved or renumbered
//! break nothing. What is renamed or gone is an error that names it, at the first use.

use crate::plan::Minima;
use anyhow::{anyhow, Context, Result};
use scale_decode::DecodeAsType;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
};
use subxt::{
	backend::LegacyBackend,
	config::RpcConfigFor,
	dynamic,
	rpcs::{methods::LegacyRpcMethods, RpcClient},
	OnlineClient, OnlineClientAtBlock, PolkadotConfig,
};

/// A public key.
pub type AccountId = [u8; 32];
/// A hash of a block or of an extrinsic.
pub type Hash = subxt::utils::H256;
/// The client.
pub type Client = OnlineClient<PolkadotConfig>;
/// The client at one block.
pub type AtBlock = OnlineClientAtBlock<PolkadotConfig>;
/// The methods of a node.
pub type Methods = LegacyRpcMethods<RpcConfigFor<PolkadotConfig>>;

/// The asset that is stEST.
pub const ST_EST: u32 = 1;

/// A connection that follows the chain.
#[derive(Clone)]
pub struct Node {
	/// The client.
	pub client: Client,
	/// Its methods, over the same connection.
	pub methods: Methods,
}

/// A connection to `url`, with nothing asked yet.
pub async fn dial(url: &str) -> Result<RpcClient> {
	RpcClient::from_insecure_url(url)
		.await
		.with_context(|| format!("no node answers at {url}"))
}

impl Node {
	/// Connects to the node at `url` and reads its metadata.
	pub async fn connect(url: &str) -> Result<Self> {
		let rpc = dial(url).await?;
		// The older methods: `chainHead` has room for a few requests at a time only.
		let backend = LegacyBackend::builder().storage_page_size(512).build(rpc.clone());
		let client = Client::from_backend(Arc::new(backend))
			.await
			.with_context(|| format!("the node at {url} cannot be worked with"))?;
		Ok(Self { client, methods: Methods::new(rpc) })
	}
}

/// `System.Account`.
#[derive(Clone, Copy, Debug, DecodeAsType)]
pub struct AccountInfo {
	/// The next nonce.
	pub nonce: u32,
	/// Balances.
	pub data: AccountData,
}

/// The balances of an account, in planck.
#[derive(Clone, Copy, Debug, DecodeAsType)]
pub struct AccountData {
	/// What it has but for what is on hold.
	pub free: u128,
}

/// `Assets.Account`.
#[derive(DecodeAsType)]
struct AssetAccount {
	balance: u128,
}

/// `Assets.Asset`.
#[derive(DecodeAsType)]
struct AssetDetails {
	supply: u128,
	min_balance: u128,
}

/// `LiquidStaking.Parameters`.
#[derive(DecodeAsType)]
struct Settings {
	params: Params,
}

#[derive(DecodeAsType)]
struct Params {
	min_deposit: u128,
	min_redeem: u128,
}

/// `LiquidStaking.Batches`.
#[derive(DecodeAsType)]
struct ExitBatch {
	payout: Option<u128>,
}

/// `Restaking.Delegations`.
#[derive(DecodeAsType)]
struct Delegation {
	units: u128,
}

/// `Restaking.Delays`, in eras.
#[derive(DecodeAsType)]
struct Delays {
	exit: u32,
}

/// The terms of LS-1 and the issuance, see `LiquidStakingApi.reserves`.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct Reserves {
	/// Planck staked by the pots.
	pub pots: u128,
	/// Planck not staked.
	pub idle: u128,
	/// Planck that belong to the holders.
	pub backing: u128,
	/// Planck of reward that have not vested.
	pub streaming: u128,
	/// Planck owed to closed batches.
	pub exits: u128,
	/// Planck of loss reported and not applied.
	pub provision: u128,
	/// All shares.
	pub issuance: u128,
}

/// How far the pool has come, see `LiquidStakingApi.status`.
#[derive(Clone, Copy, Debug, DecodeAsType)]
pub struct Status {
	/// The active era.
	pub active_era: u32,
}

/// `System.BlockWeight`: what a block has used.
#[derive(Clone, Copy, Debug, DecodeAsType)]
pub struct UsedWeight {
	/// By users' calls.
	pub normal: Weight,
	/// By calls that go first.
	pub operational: Weight,
	/// By hooks and inherents.
	pub mandatory: Weight,
}

/// Computation.
#[derive(Clone, Copy, Debug, DecodeAsType)]
pub struct Weight {
	/// Picoseconds on the reference machine.
	pub ref_time: u64,
}

#[derive(DecodeAsType)]
struct WeightLimits {
	max_block: Weight,
	per_class: WeightClasses,
}

#[derive(DecodeAsType)]
struct WeightClasses {
	normal: WeightClass,
}

#[derive(DecodeAsType)]
struct WeightClass {
	max_total: Option<Weight>,
}

/// What does not change while the load runs.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
	/// The least amounts.
	pub minima: Minima,
	/// Shares that an account of stEST must keep.
	pub least_shares: u128,
	/// Eras between leaving the operator's pool and the first era in which it can be claimed.
	pub exit_eras: u32,
	/// Picoseconds of computation in a block.
	pub block_weight: u64,
	/// Picoseconds of it that users' calls may take.
	pub normal_weight: u64,
}

impl Limits {
	/// Reads them at `at`.
	pub async fn read(at: &AtBlock) -> Result<Self> {
		let settings: Settings = value(at, "LiquidStaking", "Parameters")
			.await?
			.context("the chain has no pool: it has to be set up first")?;
		let weights: WeightLimits = constant(at, "System", "BlockWeights")?;
		let delays: Delays = constant(at, "Restaking", "Delays")?;
		let least_shares = asset(at).await?.min_balance;
		let normal = weights.per_class.normal.max_total.unwrap_or(weights.max_block);
		Ok(Self {
			minima: Minima {
				existential: least_shares.max(constant(at, "Balances", "ExistentialDeposit")?),
				deposit: settings.params.min_deposit,
				redeem: settings.params.min_redeem,
				delegation: constant(at, "Restaking", "MinDelegation")?,
			},
			least_shares,
			// The first era after those in which what left can be slashed.
			exit_eras: delays.exit + 1,
			block_weight: weights.max_block.ref_time,
			normal_weight: normal.ref_time,
		})
	}
}

/// Everything that the chain holds for accounts, at one block.
#[derive(Clone, Debug, Default)]
pub struct Holdings {
	/// The next nonce by account.
	pub nonces: BTreeMap<AccountId, u64>,
	/// Free planck by account.
	pub est: BTreeMap<AccountId, u128>,
	/// stEST by account.
	pub shares: BTreeMap<AccountId, u128>,
	/// Shares in exit batches of the pool, by owner and batch.
	pub claims: BTreeMap<(AccountId, u32), u128>,
	/// Units of the operator's pool by delegator.
	pub units: BTreeMap<AccountId, u128>,
	/// Exits from the operator's pool, by owner and era.
	pub exits: BTreeSet<(AccountId, u32)>,
	/// All stEST there is, by its own count.
	pub issuance: u128,
}

impl Holdings {
	/// Reads them at `at`, with what is delegated to `operator`.
	pub async fn read(at: &AtBlock, operator: AccountId) -> Result<Self> {
		let mut held = Self::default();
		let address = dynamic::storage::<(AccountId,), AccountInfo>("System", "Account");
		let mut entries = at.storage().iter(address, ()).await?;
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			let ((who,), info) = (entry.key()?.decode()?, entry.value().decode()?);
			held.nonces.insert(who, info.nonce.into());
			held.est.insert(who, info.data.free);
		}
		let address = dynamic::storage::<(u32, AccountId), AssetAccount>("Assets", "Account");
		let mut entries = at.storage().iter(address, (ST_EST,)).await?;
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			held.shares.insert(entry.key()?.decode()?.1, entry.value().decode()?.balance);
		}
		let address = dynamic::storage::<(AccountId, u32), u128>("LiquidStaking", "Claims");
		let mut entries = at.storage().iter(address, ()).await?;
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			held.claims.insert(entry.key()?.decode()?, entry.value().decode()?);
		}
		let address =
			dynamic::storage::<(AccountId, AccountId), Delegation>("Restaking", "Delegations");
		let mut entries = at.storage().iter(address, (operator,)).await?;
		while let Some(entry) = entries.next().await {
			let entry = entry?;
			held.units.insert(entry.key()?.decode()?.1, entry.value().decode()?.units);
		}
		let address =
			dynamic::storage::<(AccountId, u32, AccountId), dynamic::Value>("Restaking", "Exits");
		let mut entries = at.storage().iter(address, (operator,)).await?;
		while let Some(entry) = entries.next().await {
			let (_, era, owner) = entry?.key()?.decode()?;
			held.exits.insert((owner, era));
		}
		held.issuance = asset(at).await?.supply;
		Ok(held)
	}
}

/// stEST as an asset.
async fn asset(at: &AtBlock) -> Result<AssetDetails> {
	let address = dynamic::storage::<(u32,), AssetDetails>("Assets", "Asset");
	Ok(at.storage().fetch(address, (ST_EST,)).await?.decode()?)
}

/// The batches of the pool that have been paid out and are not all claimed.
pub async fn paid_batches(at: &AtBlock) -> Result<Vec<u32>> {
	let address = dynamic::storage::<(u32,), ExitBatch>("LiquidStaking", "Batches");
	let mut entries = at.storage().iter(address, ()).await?;
	let mut paid = Vec::new();
	while let Some(entry) = entries.next().await {
		let entry = entry?;
		if entry.value().decode()?.payout.is_some() {
			paid.push(entry.key()?.decode()?.0);
		}
	}
	Ok(paid)
}

/// Nonce and balances of `who`.
pub async fn account(at: &AtBlock, who: AccountId) -> Result<AccountInfo> {
	let address = dynamic::storage::<(AccountId,), AccountInfo>("System", "Account");
	Ok(at.storage().fetch(address, (who,)).await?.decode()?)
}

/// Whether `who` is registered as an operator.
pub async fn is_operator(at: &AtBlock, who: AccountId) -> Result<bool> {
	let address = dynamic::storage::<(AccountId,), dynamic::Value>("Restaking", "Operators");
	Ok(at.storage().try_fetch(address, (who,)).await?.is_some())
}

/// The books of the pool after the block.
pub async fn reserves(at: &AtBlock) -> Result<Reserves> {
	ask(at, "reserves").await
}

/// How far the pool is after the block.
pub async fn status(at: &AtBlock) -> Result<Status> {
	ask(at, "status").await
}

/// What the block has used.
pub async fn used_weight(at: &AtBlock) -> Result<UsedWeight> {
	value(at, "System", "BlockWeight").await?.context("the block has no weight")
}

/// A question to `LiquidStakingApi` whose answer is an option.
async fn ask<T: DecodeAsType>(at: &AtBlock, name: &str) -> Result<T> {
	let call = dynamic::runtime_api_call::<_, Option<T>>("LiquidStakingApi", name, ());
	at.runtime_apis()
		.call(call)
		.await?
		.ok_or_else(|| anyhow!("LiquidStakingApi.{name} has no answer: there is no pool"))
}

/// A single value in storage.
async fn value<T: DecodeAsType>(at: &AtBlock, pallet: &str, entry: &str) -> Result<Option<T>> {
	let address = dynamic::storage::<(), T>(pallet, entry);
	let found = at.storage().try_fetch(address, ()).await?;
	Ok(found.map(|value| value.decode()).transpose()?)
}

/// A constant of the runtime.
fn constant<T: DecodeAsType>(at: &AtBlock, pallet: &str, name: &str) -> Result<T> {
	Ok(at.constants().entry(dynamic::constant::<T>(pallet, name))?)
}
