//! The accounts that send transactions, and the nonces that they use next.

use crate::chain::AccountId;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use subxt_signer::{sr25519::Keypair, DeriveJunction, SecretUri};

/// One sender.
pub struct Sender {
	/// Signs for it.
	pub key: Keypair,
	/// Its public key.
	pub id: AccountId,
	/// Its nonces.
	pub nonces: NonceBook,
}

impl Sender {
	/// The sender of `key`, whose next nonce is the first one.
	pub fn new(key: Keypair) -> Self {
		Self { id: key.public_key().0, key, nonces: NonceBook::starting_at(0) }
	}
}

/// The key of a secret such as `//Alice`.
pub fn key_of(secret: &str) -> Result<Keypair> {
	let uri: SecretUri = secret.parse().with_context(|| format!("{secret} is no secret"))?;
	Keypair::from_uri(&uri).with_context(|| format!("{secret} gives no key"))
}

/// The operator that senders delegate to, and `count` senders, all derived from `seed`.
pub fn derive(seed: u64, count: u32) -> Result<(Sender, Vec<Sender>)> {
	let root = key_of(&format!("//estuary-load//{seed}"))?;
	let operator = Sender::new(root.derive([DeriveJunction::hard("operator")]));
	let senders = (0..count)
		.map(|index| Sender::new(root.derive([DeriveJunction::hard(index)])))
		.collect();
	Ok((operator, senders))
}

/// Gives out the nonces of one account.
///
/// A nonce is given out once, and again only after it was given back because its transaction will
/// never be in a block. Those come first: what was sent with later nonces waits for them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NonceBook {
	next: u64,
	returned: BTreeSet<u64>,
}

impl NonceBook {
	/// The book of an account whose next nonce on chain is `next`.
	pub fn starting_at(next: u64) -> Self {
		Self { next, returned: BTreeSet::new() }
	}

	/// The lowest nonce that no transaction has.
	pub fn take(&mut self) -> u64 {
		self.returned.pop_first().unwrap_or_else(|| {
			self.next += 1;
			self.next - 1
		})
	}

	/// The transaction with `nonce` will never be in a block.
	pub fn give_back(&mut self, nonce: u64) {
		self.returned.insert(nonce);
		while self.next > 0 && self.returned.remove(&(self.next - 1)) {
			self.next -= 1;
		}
	}

	/// The nonce that the account has on chain once all that was given out is in blocks; `None`
	/// while one that was given back keeps later ones waiting.
	pub fn settled(&self) -> Option<u64> {
		self.returned.is_empty().then_some(self.next)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn nonces_should_follow_one_another() {
		let mut book = NonceBook::starting_at(7);
		assert_eq!([book.take(), book.take(), book.take()], [7, 8, 9]);
		assert_eq!(book.settled(), Some(10));
	}

	#[test]
	fn a_returned_nonce_should_come_before_new_ones() {
		let mut book = NonceBook::starting_at(0);
		let taken = [book.take(), book.take(), book.take()];
		assert_eq!(taken, [0, 1, 2]);
		book.give_back(1);
		assert_eq!(book.settled(), None, "what was sent with 2 waits for 1");
		assert_eq!([book.take(), book.take()], [1, 3]);
		assert_eq!(book.settled(), Some(4));
	}

	#[test]
	fn returning_the_last_ones_in_any_order_should_leave_no_trace() {
		for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2], [0, 2, 1], [2, 0, 1]] {
			let mut book = NonceBook::starting_at(0);
			for _ in 0..3 {
				book.take();
			}
			for nonce in order {
				book.give_back(nonce);
			}
			assert_eq!(book, NonceBook::starting_at(0), "{order:?}");
		}
	}

	#[test]
	fn the_same_seed_should_give_the_same_accounts() {
		let ids = |seed| {
			let (operator, senders) = derive(seed, 3).unwrap();
			let mut ids = vec![operator.id];
			ids.extend(senders.iter().map(|sender| sender.id));
			ids
		};
		assert_eq!(ids(1), ids(1));
		assert!(ids(1).iter().all(|id| !ids(2).contains(id)));
		assert_eq!(ids(1).iter().collect::<BTreeSet<_>>().len(), 4, "all of them differ");
	}
}
