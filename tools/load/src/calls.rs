//! Calls as the chain takes them, and their signatures.

use crate::{
	accounts::Sender,
	chain::{AccountId, AtBlock, Hash, ST_EST},
	plan::Action,
};
use anyhow::Result;
use subxt::{
	config::DefaultExtrinsicParamsBuilder,
	dynamic::{transaction, Value},
	ext::scale_value::Composite,
	transactions::DynamicPayload,
};
use subxt_signer::sr25519::Keypair;

/// Blocks for which a transaction is valid, a power of two.
pub const MORTALITY: u64 = 64;

/// A call, its arguments by name.
pub type Call = DynamicPayload<Composite<()>>;

/// A signed transaction.
pub struct Signed {
	/// Its hash.
	pub hash: Hash,
	/// As it is sent.
	pub bytes: Vec<u8>,
}

/// The call of `action`, for one of `senders`, who is `me`, and all of whom delegate to `operator`.
pub fn call(action: &Action, me: AccountId, senders: &[Sender], operator: AccountId) -> Call {
	match *action {
		Action::TransferEst { to, amount } => transfer(senders[to].id, amount),
		Action::TransferShares { to, amount } => named(
			("Assets", "transfer_keep_alive"),
			[
				("id", Value::u128(ST_EST.into())),
				("target", address(senders[to].id)),
				("amount", Value::u128(amount)),
			],
		),
		Action::Deposit { amount } => named(
			("LiquidStaking", "deposit"),
			[("amount", Value::u128(amount)), ("min_shares", Value::u128(0))],
		),
		Action::Redeem { shares } =>
			named(("LiquidStaking", "redeem"), [("shares", Value::u128(shares))]),
		Action::Claim { era } => named(
			("LiquidStaking", "claim"),
			[("owner", Value::from_bytes(me)), ("era", Value::u128(era.into()))],
		),
		Action::Delegate { amount } => named(
			("Restaking", "delegate"),
			[
				("operator", Value::from_bytes(operator)),
				("amount", Value::u128(amount)),
				("min_units", Value::u128(0)),
			],
		),
		Action::Undelegate { units } => named(
			("Restaking", "undelegate"),
			[("operator", Value::from_bytes(operator)), ("units", Value::u128(units))],
		),
		Action::ClaimUndelegated { era } => named(
			("Restaking", "claim_undelegated"),
			[
				("operator", Value::from_bytes(operator)),
				("owner", Value::from_bytes(me)),
				("era", Value::u128(era.into())),
			],
		),
	}
}

/// EST to `to`, in planck.
pub fn transfer(to: AccountId, amount: u128) -> Call {
	named(
		("Balances", "transfer_keep_alive"),
		[("dest", address(to)), ("value", Value::u128(amount))],
	)
}

/// All of `calls`, or none.
pub fn batch(calls: Vec<Call>) -> Call {
	let calls = Value::unnamed_composite(calls.into_iter().map(Call::into_value));
	named(("Utility", "batch_all"), [("calls", calls)])
}

/// Makes its sender an operator that takes no commission.
pub fn register_operator() -> Call {
	named(("Restaking", "register_operator"), [("commission", Value::u128(0))])
}

/// Signs `call` with `nonce`, valid from the block of `at` on.
pub fn sign(at: &AtBlock, call: &Call, key: &Keypair, nonce: u64) -> Result<Signed> {
	let params = DefaultExtrinsicParamsBuilder::new()
		.nonce(nonce)
		.mortal_from_unchecked(MORTALITY, at.block_number(), at.block_hash())
		.build();
	let signed = at.transactions().create_signable_offline(call, params)?.sign(key)?;
	Ok(Signed { hash: signed.hash(), bytes: signed.into_encoded() })
}

fn named<const N: usize>((pallet, name): (&str, &str), fields: [(&str, Value); N]) -> Call {
	transaction(pallet, name, Composite::named(fields))
}

fn address(who: AccountId) -> Value {
	Value::unnamed_variant("Id", [Value::from_bytes(who)])
}
