//! Sends transactions and passes on what the nodes say about them.
//!
//! A node allows a connection 1,024 subscriptions, and each transaction that is watched is one
//! until it is final: so there are several connections to each node, used in turn.

use crate::chain::{dial, Hash, Methods};
use anyhow::Result;
use std::sync::Arc;
use subxt::rpcs::{methods::legacy::TransactionStatus, Error};
use tokio::sync::{mpsc::UnboundedSender, Semaphore};

/// Transactions watched over one connection at a time.
const WATCHES: u32 = 1_000;
/// Blocks until a transaction is final, with room to spare: how many times as many transactions are
/// watched as are in the pool.
const WATCHED_PER_PENDING: u32 = 4;

/// What a node said about a transaction.
#[derive(Debug)]
pub struct Update {
	/// Which.
	pub hash: Hash,
	/// What.
	pub news: News,
}

/// What a node said.
#[derive(Debug)]
pub enum News {
	/// It did not take it, for this reason.
	Refused(Refusal),
	/// Where it is.
	Status(TransactionStatus<Hash>),
}

/// Why a node did not take a transaction.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Refusal {
	/// It has it already.
	Known,
	/// It may take it later.
	ForNow(String),
	/// It will not take it.
	ForGood(String),
	/// It has not said anything: the connection broke, or what it said cannot be read.
	Unheard(String),
}

/// The codes of the pool's errors that do not mean that a transaction is invalid.
mod code {
	pub const TEMPORARILY_BANNED: i32 = 1012;
	pub const ALREADY_IMPORTED: i32 = 1013;
	pub const IMMEDIATELY_DROPPED: i32 = 1016;
}

/// The reason of a transaction whose nonce another one has used.
pub const OUTDATED: &str = "Transaction is outdated";

impl Refusal {
	fn new(error: &Error) -> Self {
		// Only this one comes from the node.
		let Error::User(error) = error else { return Self::Unheard(format!("{error}")) };
		let data = error.data.as_ref().map(|data| data.get().trim_matches('"'));
		Self::of_code(error.code, &error.message, data)
	}

	fn of_code(code: i32, message: &str, data: Option<&str>) -> Self {
		let reason = match data {
			Some(data) => format!("{message}: {data}"),
			None => message.to_owned(),
		};
		match code {
			code::ALREADY_IMPORTED => Self::Known,
			code::TEMPORARILY_BANNED | code::IMMEDIATELY_DROPPED => Self::ForNow(reason),
			_ => Self::ForGood(reason),
		}
	}
}

/// The connections that transactions are sent over.
pub struct Lanes {
	lanes: Vec<Lane>,
	next: usize,
	updates: UnboundedSender<Update>,
}

struct Lane {
	methods: Methods,
	room: Arc<Semaphore>,
}

impl Lanes {
	/// Connects to all of `urls`, with room for `in_flight` transactions in the pool.
	pub async fn open(
		urls: &[String],
		in_flight: u32,
		updates: UnboundedSender<Update>,
	) -> Result<Self> {
		let each = (in_flight * WATCHED_PER_PENDING).div_ceil(WATCHES * urls.len() as u32);
		let mut lanes = Vec::new();
		for _ in 0..each {
			for url in urls {
				lanes.push(Lane {
					methods: Methods::new(dial(url).await?),
					room: Arc::new(Semaphore::new(WATCHES as usize)),
				});
			}
		}
		Ok(Self { lanes, next: 0, updates })
	}

	/// Whether one more transaction can be sent now.
	pub fn have_room(&self) -> bool {
		self.lanes.iter().any(|lane| lane.room.available_permits() > 0)
	}

	/// Sends a transaction; it waits if there is no room.
	pub fn send(&mut self, hash: Hash, bytes: Vec<u8>) {
		let count = self.lanes.len();
		let free = (0..count)
			.map(|step| (self.next + step) % count)
			.find(|lane| self.lanes[*lane].room.available_permits() > 0);
		let chosen = free.unwrap_or(self.next);
		self.next = (chosen + 1) % count;
		let Lane { methods, room } = &self.lanes[chosen];
		let (methods, room, updates) = (methods.clone(), room.clone(), self.updates.clone());
		tokio::spawn(async move {
			// The semaphore is never closed, and nobody listens once the run is over.
			let Ok(_place) = room.acquire().await else { return };
			let tell = |news| updates.send(Update { hash, news }).is_ok();
			let mut statuses = match methods.author_submit_and_watch_extrinsic(&bytes).await {
				Ok(statuses) => statuses,
				Err(error) => {
					tell(News::Refused(Refusal::new(&error)));
					return;
				},
			};
			while let Some(status) = statuses.next().await {
				let status = match status {
					Ok(status) => status,
					Err(error) => {
						tell(News::Refused(Refusal::Unheard(format!("{error}"))));
						return;
					},
				};
				let last = is_last(&status);
				if !tell(News::Status(status)) || last {
					return;
				}
			}
			// A node goes on until it has said what became of it: this is the connection's end.
			tell(News::Refused(Refusal::Unheard("the node says no more".into())));
		});
	}
}

/// Whether a node says nothing more after it.
fn is_last(status: &TransactionStatus<Hash>) -> bool {
	use TransactionStatus::*;
	match status {
		FinalityTimeout(_) | Finalized(_) | Usurped(_) | Dropped | Invalid => true,
		Future | Ready | Broadcast(_) | InBlock(_) | Retracted(_) => false,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_full_pool_and_a_ban_should_be_refusals_for_now() {
		for code in [code::IMMEDIATELY_DROPPED, code::TEMPORARILY_BANNED] {
			let refusal = Refusal::of_code(code, "Immediately Dropped", Some("the pool is full"));
			let reason = "Immediately Dropped: the pool is full".to_owned();
			assert_eq!(refusal, Refusal::ForNow(reason));
		}
	}

	#[test]
	fn an_invalid_transaction_should_be_refused_for_good_with_its_reason() {
		let refusal = Refusal::of_code(1010, "Invalid Transaction", Some(OUTDATED));
		let Refusal::ForGood(reason) = refusal else { panic!("{refusal:?}") };
		assert!(reason.ends_with(OUTDATED));
	}

	#[test]
	fn a_broken_connection_should_be_nothing_that_the_node_said() {
		let refusal = Refusal::new(&Error::Client("the connection is closed".into()));
		assert!(matches!(refusal, Refusal::Unheard(_)), "{refusal:?}");
	}

	#[test]
	fn a_transaction_that_the_node_has_should_not_be_refused() {
		assert_eq!(Refusal::of_code(code::ALREADY_IMPORTED, "known", None), Refusal::Known);
	}
}
