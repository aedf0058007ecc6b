//! What became of each transaction that was sent.
//!
//! ```text
//!  sent ──► pool ──► block ──► finalised
//!             ▲        │ retracted: the block is not on the best chain any more
//!             └────────┘
//!           dropped, invalid, refused for now: sent again
//!           no answer, the connection being broken: sent again
//!           refused for good: rejected, with the node's reason
//!           expired: rejected if the node's last word was against it, lost if not
//! ```
//!
//! Only a finalised block that contains a transaction makes it included, and only a transaction
//! that can never be in a block any more gives its nonce back.

use crate::{calls::MORTALITY, chain::Hash, plan::Action};
use serde::Serialize;
use std::{
	collections::{BTreeMap, HashMap},
	time::Instant,
};

/// Finalised blocks beyond a transaction's last valid block after which it is given up.
const PATIENCE: u64 = 8;
/// Best blocks until a transaction that was dropped or refused for now is sent again.
const PAUSE: u64 = 2;

/// A transaction under way.
#[derive(Debug)]
pub struct Tx {
	/// Position of the sender.
	pub sender: usize,
	/// Its nonce.
	pub nonce: u64,
	/// What it does.
	pub action: Action,
	/// As it is sent.
	pub bytes: Vec<u8>,
	/// The block from which it is valid.
	pub born: u64,
	/// When it was sent first.
	pub sent: Instant,
	/// Where it is.
	place: Place,
	/// Whether a best block has contained it.
	seen: bool,
	/// What the node has said against it, unless it has taken it since.
	reason: Option<String>,
}

impl Tx {
	/// A transaction that is about to be sent.
	pub fn new(sender: usize, nonce: u64, action: Action, bytes: Vec<u8>, born: u64) -> Self {
		let (sent, place) = (Instant::now(), Place::Pool);
		Self { sender, nonce, action, bytes, born, sent, place, seen: false, reason: None }
	}
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
	/// On the way to the pool, or in it.
	Pool,
	/// To be sent again after this best block.
	Waiting(u64),
	/// In this block, not finalised.
	Block(Hash),
}

/// How a transaction ended without being included.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fate {
	/// The node said why, and that was its last word.
	Rejected(String),
	/// The node said nothing against it, or took it after all.
	Lost,
}

/// How often things happened that are neither included nor lost.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Incidents {
	/// Blocks with a transaction left the best chain, once for each transaction.
	pub retracted: u64,
	/// The pool dropped a transaction, its limits being reached.
	pub dropped: u64,
	/// The pool called a transaction invalid that it had taken.
	pub invalid: u64,
	/// Another transaction took a transaction's place in the pool.
	pub usurped: u64,
	/// The node refused a transaction for now.
	pub refused_for_now: u64,
	/// A connection broke before the node had said what became of a transaction.
	pub disconnected: u64,
	/// Transactions sent once more.
	pub resent: u64,
}

/// All transactions under way.
#[derive(Default)]
pub struct Tracker {
	txs: HashMap<Hash, Tx>,
	/// See there.
	pub incidents: Incidents,
	/// Transactions that were included, by what they did.
	pub included: u64,
	/// Transactions that were lost.
	pub lost: u64,
	/// Transactions that were rejected, by reason.
	pub rejected: BTreeMap<String, u64>,
	/// Seconds from sending to the first best block with it, of each that was finalised.
	pub inclusion: Vec<f64>,
	/// Seconds from sending to finality, of each.
	pub finality: Vec<f64>,
	first_seen: HashMap<Hash, f64>,
}

impl Tracker {
	/// Begins to follow a transaction.
	pub fn add(&mut self, hash: Hash, tx: Tx) {
		self.txs.insert(hash, tx);
	}

	/// Transactions that are neither in a best block nor given up.
	pub fn outside_blocks(&self) -> usize {
		self.txs.values().filter(|tx| !matches!(tx.place, Place::Block(_))).count()
	}

	/// Whether one is under way and in no best block.
	pub fn is_outside_blocks(&self, hash: &Hash) -> bool {
		self.get(hash).is_some_and(|tx| !matches!(tx.place, Place::Block(_)))
	}

	/// All that are under way.
	pub fn under_way(&self) -> usize {
		self.txs.len()
	}

	/// One that is under way.
	pub fn get(&self, hash: &Hash) -> Option<&Tx> {
		self.txs.get(hash)
	}

	/// A best block contains it: what was said against it before does not count any more.
	pub fn in_block(&mut self, hash: Hash, block: Hash) {
		let Some(tx) = self.txs.get_mut(&hash) else { return };
		tx.place = Place::Block(block);
		tx.reason = None;
		if !tx.seen {
			tx.seen = true;
			self.first_seen.insert(hash, tx.sent.elapsed().as_secs_f64());
		}
	}

	/// The pool has it: what was said against it before does not count any more.
	pub fn accepted(&mut self, hash: Hash) {
		let Some(tx) = self.txs.get_mut(&hash) else { return };
		if tx.place == Place::Pool {
			tx.reason = None;
		}
	}

	/// The block with it has left the best chain. It is in the pool again, unless that has parted
	/// with it meanwhile: then it is sent again.
	pub fn retracted(&mut self, hash: Hash, block: Hash) {
		let Some(tx) = self.txs.get_mut(&hash) else { return };
		self.incidents.retracted += 1;
		if tx.place == Place::Block(block) {
			tx.place = if tx.reason.is_some() { Place::Waiting(0) } else { Place::Pool };
		}
	}

	/// The node does not want it now: it is sent again a few blocks after `best`.
	pub fn refused_for_now(&mut self, hash: Hash, reason: String, best: u64) {
		let Some(tx) = self.txs.get_mut(&hash) else { return };
		tx.reason = Some(reason);
		if tx.place == Place::Pool {
			tx.place = Place::Waiting(best + PAUSE);
		}
	}

	/// The connection broke: what the node thinks of it is not known, which is no reason of the
	/// node's. It is sent again a few blocks after `best`.
	pub fn disconnected(&mut self, hash: Hash, best: u64) {
		let Some(tx) = self.txs.get_mut(&hash) else { return };
		self.incidents.disconnected += 1;
		if tx.place == Place::Pool {
			tx.place = Place::Waiting(best + PAUSE);
		}
	}

	/// The node will never take it, unless a block has it already. Gives the transaction out if
	/// this was its end.
	pub fn refused(&mut self, hash: Hash, reason: String) -> Option<Tx> {
		if matches!(self.get(&hash)?.place, Place::Block(_)) {
			return None;
		}
		*self.rejected.entry(reason).or_default() += 1;
		self.forget(&hash)
	}

	/// Those whose time to be sent again has come by the best block `best`.
	pub fn due(&mut self, best: u64) -> Vec<(Hash, Vec<u8>)> {
		let mut due = Vec::new();
		for (hash, tx) in &mut self.txs {
			if matches!(tx.place, Place::Waiting(after) if after <= best) {
				tx.place = Place::Pool;
				due.push((*hash, tx.bytes.clone()));
			}
		}
		self.incidents.resent += due.len() as u64;
		due
	}

	/// A finalised block contains it. Gives the transaction out if it is one of ours.
	pub fn finalised(&mut self, hash: Hash) -> Option<Tx> {
		let seen = self.first_seen.remove(&hash);
		let tx = self.txs.remove(&hash)?;
		let finality = tx.sent.elapsed().as_secs_f64();
		self.included += 1;
		self.finality.push(finality);
		// Some are seen in a best block only once that is final.
		self.inclusion.push(seen.unwrap_or(finality));
		Some(tx)
	}

	/// Gives up those that can be in no block after the finalised block `number`.
	pub fn expire(&mut self, number: u64) -> Vec<(Hash, Tx, Fate)> {
		let over = |tx: &Tx| tx.born + MORTALITY + PATIENCE <= number;
		let expired: Vec<_> =
			self.txs.iter().filter(|(_, tx)| over(tx)).map(|(hash, _)| *hash).collect();
		expired.into_iter().filter_map(|hash| self.give_up(&hash)).collect()
	}

	/// Gives up all that are left, since nothing more will come.
	pub fn give_up_all(&mut self) -> Vec<(Hash, Tx, Fate)> {
		let left: Vec<_> = self.txs.keys().copied().collect();
		left.into_iter().filter_map(|hash| self.give_up(&hash)).collect()
	}

	fn give_up(&mut self, hash: &Hash) -> Option<(Hash, Tx, Fate)> {
		let tx = self.forget(hash)?;
		let fate = tx.reason.clone().map_or(Fate::Lost, Fate::Rejected);
		match &fate {
			Fate::Rejected(reason) => *self.rejected.entry(reason.clone()).or_default() += 1,
			Fate::Lost => self.lost += 1,
		}
		Some((*hash, tx, fate))
	}

	fn forget(&mut self, hash: &Hash) -> Option<Tx> {
		self.first_seen.remove(hash);
		self.txs.remove(hash)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const BLOCK: Hash = Hash::repeat_byte(9);

	fn hash(n: u8) -> Hash {
		Hash::repeat_byte(n)
	}

	fn tracker(count: u8) -> Tracker {
		let mut tracker = Tracker::default();
		for n in 0..count {
			let action = Action::Redeem { shares: 1 };
			tracker.add(hash(n), Tx::new(n.into(), 0, action, vec![n], 100));
		}
		tracker
	}

	#[test]
	fn a_finalised_transaction_should_be_included_once() {
		let mut tracker = tracker(1);
		tracker.in_block(hash(0), BLOCK);
		assert_eq!(tracker.outside_blocks(), 0);
		assert!(tracker.finalised(hash(0)).is_some());
		assert!(tracker.finalised(hash(0)).is_none());
		assert_eq!((tracker.included, tracker.inclusion.len(), tracker.finality.len()), (1, 1, 1));
		assert_eq!(tracker.under_way(), 0);
	}

	#[test]
	fn a_retracted_transaction_should_be_in_the_pool_again() {
		let mut tracker = tracker(1);
		tracker.in_block(hash(0), BLOCK);
		tracker.retracted(hash(0), hash(77));
		assert_eq!(tracker.outside_blocks(), 0, "another block than the one that has it");
		tracker.retracted(hash(0), BLOCK);
		assert_eq!((tracker.outside_blocks(), tracker.incidents.retracted), (1, 2));
		assert_eq!(tracker.due(u64::MAX), vec![], "the pool has it");
	}

	#[test]
	fn what_the_pool_drops_while_a_block_has_it_should_be_sent_again_once_that_is_retracted() {
		let mut tracker = tracker(1);
		tracker.in_block(hash(0), BLOCK);
		tracker.refused_for_now(hash(0), "dropped".into(), 50);
		assert_eq!(tracker.due(u64::MAX), vec![], "a block has it");
		tracker.retracted(hash(0), BLOCK);
		assert_eq!(tracker.due(50), vec![(hash(0), vec![0])]);
	}

	#[test]
	fn what_is_refused_for_now_should_be_sent_again_after_a_pause() {
		let mut tracker = tracker(2);
		tracker.refused_for_now(hash(1), "full".into(), 50);
		assert_eq!(tracker.due(51), vec![]);
		assert_eq!(tracker.due(52), vec![(hash(1), vec![1])]);
		assert_eq!(tracker.due(53), vec![], "it has been sent");
		assert_eq!(tracker.incidents.resent, 1);
	}

	#[test]
	fn what_is_refused_for_good_should_be_rejected_with_the_reason() {
		let mut tracker = tracker(2);
		tracker.in_block(hash(1), BLOCK);
		assert!(tracker.refused(hash(0), "outdated".into()).is_some());
		assert!(tracker.refused(hash(1), "outdated".into()).is_none(), "a block has it");
		assert_eq!(tracker.rejected, BTreeMap::from([("outdated".into(), 1)]));
		assert_eq!(tracker.under_way(), 1);
	}

	#[test]
	fn what_disappears_without_a_word_should_be_lost() {
		let mut tracker = tracker(2);
		tracker.refused_for_now(hash(1), "full".into(), 50);
		assert!(tracker.expire(100 + MORTALITY + PATIENCE - 1).is_empty());
		let fates: BTreeMap<_, _> = tracker
			.expire(100 + MORTALITY + PATIENCE)
			.into_iter()
			.map(|(_, tx, fate)| (tx.sender, fate))
			.collect();
		assert_eq!(fates, BTreeMap::from([(0, Fate::Lost), (1, Fate::Rejected("full".into()))]));
		assert_eq!((tracker.lost, tracker.rejected["full"]), (1, 1));
	}

	/// What becomes of a transaction that was refused for now, sent again, and then had this happen
	/// to it, after which nothing more was heard.
	fn fate_after(happens: impl FnOnce(&mut Tracker)) -> Fate {
		let mut tracker = tracker(1);
		tracker.refused_for_now(hash(0), "full".into(), 50);
		assert_eq!(tracker.due(52).len(), 1);
		happens(&mut tracker);
		let mut fates = tracker.expire(100 + MORTALITY + PATIENCE);
		assert_eq!(fates.len(), 1);
		let (_, _, fate) = fates.remove(0);
		assert_eq!(tracker.lost, u64::from(fate == Fate::Lost));
		fate
	}

	#[test]
	fn what_disappears_after_it_was_taken_should_be_lost_whatever_was_said_before() {
		assert_eq!(fate_after(|tracker| tracker.accepted(hash(0))), Fate::Lost);
		assert_eq!(fate_after(|tracker| tracker.in_block(hash(0), BLOCK)), Fate::Lost);
		let retracted = fate_after(|tracker| {
			tracker.in_block(hash(0), BLOCK);
			tracker.retracted(hash(0), BLOCK);
		});
		assert_eq!(retracted, Fate::Lost);
	}

	#[test]
	fn what_the_node_said_last_should_count() {
		let full = Fate::Rejected("full".into());
		assert_eq!(fate_after(|_| ()), full);
		assert_eq!(fate_after(|tracker| tracker.disconnected(hash(0), 52)), full);
		let dropped = fate_after(|tracker| {
			tracker.accepted(hash(0));
			tracker.refused_for_now(hash(0), "dropped".into(), 52);
		});
		assert_eq!(dropped, Fate::Rejected("dropped".into()));
	}

	#[test]
	fn a_broken_connection_should_be_no_reason_and_have_it_sent_again() {
		let mut tracker = tracker(2);
		tracker.in_block(hash(1), BLOCK);
		for n in 0..3 {
			tracker.disconnected(hash(n), 50);
		}
		assert_eq!(tracker.incidents.disconnected, 2, "one of them is not followed");
		assert_eq!(tracker.due(51), vec![]);
		assert_eq!(tracker.due(52), vec![(hash(0), vec![0])]);
		let fates = tracker.expire(100 + MORTALITY + PATIENCE);
		assert!(fates.iter().all(|(_, _, fate)| *fate == Fate::Lost), "{fates:?}");
		assert_eq!((tracker.lost, tracker.rejected.len()), (2, 0));
	}

	#[test]
	fn what_is_under_way_at_the_end_should_not_be_forgotten() {
		let mut tracker = tracker(3);
		tracker.finalised(hash(2));
		assert_eq!(tracker.give_up_all().len(), 2);
		assert_eq!((tracker.lost, tracker.included, tracker.under_way()), (2, 1, 0));
	}
}
