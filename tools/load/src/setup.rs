//! What must be there before the load begins: money on every account, and an operator.

use crate::{
	accounts::{key_of, Sender},
	calls,
	chain::{self, AccountId, AtBlock, Client},
	cli::Cli,
};
use anyhow::{ensure, Context, Result};
use std::time::Duration;
use subxt_signer::sr25519::Keypair;
use tokio::time::timeout;

/// Planck of one EST.
pub const EST: u128 = 1_000_000_000_000;
/// Planck that the operator needs: its deposit, which is held, and fees.
const OPERATOR_FUNDS: u128 = 50 * EST;
/// How long the setup's transactions may take to be final.
const PATIENCE: Duration = Duration::from_secs(300);
/// Transfers in one batch: a block has room for several of these.
const BATCH: usize = 100;

/// Fills up all accounts and registers the operator, where that has not been done by a run before.
/// Returns once all of it is final.
pub async fn prepare(
	client: &Client,
	cli: &Cli,
	operator: &Sender,
	senders: &[Sender],
) -> Result<()> {
	let at = client.at_current_block().await?;
	let funder = key_of(&cli.funder)?;
	let wanted = u128::from(cli.funds) * EST;
	let mut transfers = Vec::new();
	let targets = senders.iter().map(|sender| (sender.id, wanted));
	for (who, wanted) in targets.chain([(operator.id, OPERATOR_FUNDS)]) {
		let free = chain::account(&at, who).await?.data.free;
		// The operator has less once its deposit is on hold: it is not filled up again for that.
		if free < wanted / 2 {
			transfers.push((who, wanted - free));
		}
	}
	fund(&at, &funder, &transfers).await.context("accounts cannot be funded")?;
	if !chain::is_operator(&at, operator.id).await? {
		tracing::info!("registering the operator");
		let nonce = chain::account(&at, operator.id).await?.nonce.into();
		let call = calls::register_operator();
		let at = client.at_current_block().await?;
		finalise(&at, &operator.key, vec![(nonce, call)])
			.await
			.context("the operator cannot be registered")?;
	}
	Ok(())
}

/// Sends `transfers` from `funder`, in batches that are all under way at once.
async fn fund(at: &AtBlock, funder: &Keypair, transfers: &[(AccountId, u128)]) -> Result<()> {
	if transfers.is_empty() {
		return Ok(());
	}
	let account = chain::account(at, funder.public_key().0).await?;
	let sum: u128 = transfers.iter().map(|(_, amount)| amount).sum();
	ensure!(
		account.data.free > sum + EST,
		"the funder has {} EST, {} and fees are needed: take fewer accounts or less --funds",
		account.data.free / EST,
		sum / EST
	);
	tracing::info!(accounts = transfers.len(), est = sum / EST, "funding");
	let batches = transfers.chunks(BATCH).enumerate().map(|(index, some)| {
		let calls = some.iter().map(|(who, amount)| calls::transfer(*who, *amount)).collect();
		(u64::from(account.nonce) + index as u64, calls::batch(calls))
	});
	finalise(at, funder, batches.collect()).await
}

/// Signs and sends `calls` with their nonces and waits until all are final and have succeeded.
async fn finalise(at: &AtBlock, key: &Keypair, calls: Vec<(u64, calls::Call)>) -> Result<()> {
	let transactions = at.transactions();
	let mut watched = Vec::new();
	for (nonce, call) in &calls {
		let signed = calls::sign(at, call, key, *nonce)?;
		watched.push(transactions.from_bytes(signed.bytes).submit_and_watch().await?);
	}
	for progress in watched {
		let included = timeout(PATIENCE, progress.wait_for_finalized_success())
			.await
			.context("the chain finalises nothing")??;
		tracing::debug!(hash = ?included.extrinsic_hash(), "final");
	}
	Ok(())
}
