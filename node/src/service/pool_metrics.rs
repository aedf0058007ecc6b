//! Prometheus gauges of the liquid staking pool and of its cover, read from finalised state.
//!
//! Amounts are in EST and stEST, not in planck and the smallest unit: a gauge is a floating point
//! number, good for a graph and an alarm and not for the books. What must be exact is compared here
//! and shown as a difference in planck. Only nodes with a Prometheus endpoint read anything.
//!
//! `docs/operating.md` lists them.

use super::{Block, FullClient, Hash};
use estuary_primitives::{
	api::{LiquidStakingApi, RestakingApi},
	types::{Reserves, Status, Step},
	Balance,
};
use estuary_runtime::{AccountId, AnyAssetId};
use futures::{FutureExt, StreamExt};
use sc_client_api::BlockchainEvents;
use sc_service::TaskManager;
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi};
use std::sync::Arc;
use substrate_prometheus_endpoint::{
	register, Gauge, GaugeVec, Opts, PrometheusError, Registry, F64, U64,
};

const LOG_TARGET: &str = "pool-metrics";

/// Keep the gauges up to date for as long as the node runs.
pub fn start(
	client: Arc<FullClient>,
	registry: Option<&Registry>,
	task_manager: &TaskManager,
) -> Result<(), PrometheusError> {
	let Some(registry) = registry else { return Ok(()) };
	let gauges = Gauges::register(registry)?;
	let follow = async move {
		let mut finalised = client.finality_notification_stream();
		let mut readable = true;
		while let Some(mut latest) = finalised.next().await {
			// Of several blocks that became final together the last is what counts.
			while let Some(Some(next)) = finalised.next().now_or_never() {
				latest = next;
			}
			let number = latest.header.number;
			let was_readable = readable;
			match Reading::take(&client, latest.hash) {
				Ok(reading) => {
					gauges.show(number, &reading);
					readable = true;
				},
				// Once for each time that it begins, not with every block.
				Err(error) => {
					if was_readable {
						log::warn!(
							target: LOG_TARGET,
							"The pool cannot be read at block {number}: its gauges stay what they \
							 are until it can. {error}",
						);
					}
					readable = false;
				},
			}
			if readable && !was_readable {
				log::info!(target: LOG_TARGET, "The pool can be read again at block {number}");
			}
		}
	};
	task_manager.spawn_handle().spawn("pool-metrics", Some("metrics"), follow);
	Ok(())
}

/// What is read of one block.
struct Reading {
	rate: f64,
	/// `None` until the pool is set up.
	pool: Option<(Reserves, Status)>,
	/// Slashable stEST behind the cover, and what losses of this era can take of it.
	cover: Option<(Balance, Balance)>,
}

impl Reading {
	fn take(client: &FullClient, block: Hash) -> Result<Self, ApiError> {
		let api = client.runtime_api();
		let rate = LiquidStakingApi::<Block, AccountId>::exchange_rate(&*api, block)?;
		let books = LiquidStakingApi::<Block, AccountId>::reserves(&*api, block)?;
		let status = LiquidStakingApi::<Block, AccountId>::status(&*api, block)?;
		// A runtime may be without restaking. One of spec version 1 cannot be read: its books and
		// its status have fewer fields.
		let cover = if api.has_api::<dyn RestakingApi<Block, AccountId, AnyAssetId>>(block)? {
			RestakingApi::<Block, AccountId, AnyAssetId>::coverage(&*api, block)?
		} else {
			None
		};
		Ok(Reading {
			rate: rate.to_float(),
			pool: books.zip(status),
			cover: cover.map(|cover| (cover.size.0, cover.limit.0)),
		})
	}
}

/// EST of an amount in planck.
fn est(planck: Balance) -> f64 {
	// Of the 53 bits of a float nobody needs the last on a graph.
	planck as f64 / estuary_runtime::constants::currency::EST as f64
}

/// The number that stands for a step of the settlement: zero if there is none under way, then in
/// the order in which they come.
fn number_of(step: Option<Step>) -> u64 {
	match step {
		None => 0,
		Some(Step::Collect { .. }) => 1,
		Some(Step::Recognise) => 2,
		Some(Step::Reconcile { .. }) => 3,
		Some(Step::Withdraw { .. }) => 4,
		Some(Step::Pay) => 5,
		Some(Step::Rebalance { .. }) => 6,
		Some(Step::Score { .. }) => 7,
		Some(Step::Nominate { .. }) => 8,
		Some(Step::Finish) => 9,
	}
}

struct Gauges {
	block: Gauge<U64>,
	rate: Gauge<F64>,
	books: GaugeVec<F64>,
	difference: Gauge<F64>,
	issuance: Gauge<F64>,
	active_era: Gauge<U64>,
	settled_era: Gauge<U64>,
	step: Gauge<U64>,
	exits_waiting: Gauge<U64>,
	exits_delayed: Gauge<U64>,
	pending_losses: Gauge<F64>,
	bunker: Gauge<U64>,
	cover_size: Gauge<F64>,
	cover_limit: Gauge<F64>,
}

impl Gauges {
	fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let whole = |name: &str, help: &str| register(Gauge::<U64>::new(name, help)?, registry);
		let float = |name: &str, help: &str| register(Gauge::<F64>::new(name, help)?, registry);
		let books = Opts::new("estuary_books_est", "Terms of the pool's books in EST (LS-1)");
		Ok(Gauges {
			block: whole("estuary_read_block", "The finalised block that was read")?,
			rate: float("estuary_exchange_rate", "EST for each stEST")?,
			books: register(GaugeVec::new(books, &["term"])?, registry)?,
			difference: float(
				"estuary_books_difference_planck",
				"What the pots and idle EST are more than the claims on them (LS-1): always zero",
			)?,
			issuance: float("estuary_issuance_st_est", "All stEST")?,
			active_era: whole("estuary_active_era", "The active era")?,
			settled_era: whole(
				"estuary_settled_era",
				"The era that was active when the last settlement ended",
			)?,
			step: whole(
				"estuary_settlement_step",
				"The step of the settlement under way: 0 none, 1 collect, 2 recognise, \
				 3 reconcile, 4 withdraw, 5 pay, 6 rebalance, 7 score, 8 nominate, 9 finish",
			)?,
			exits_waiting: whole(
				"estuary_exit_batches_waiting",
				"Closed exit batches that are not paid out",
			)?,
			exits_delayed: whole(
				"estuary_exits_delayed",
				"1 while a batch that should have been paid out is not (LS-9)",
			)?,
			pending_losses: float(
				"estuary_pending_losses_est",
				"Losses reported and not yet applied, in EST, with what bonds and cover stand for",
			)?,
			bunker: whole("estuary_bunker_mode", "1 in bunker mode")?,
			cover_size: float(
				"estuary_cover_size_st_est",
				"Slashable stEST in front of the holders",
			)?,
			cover_limit: float(
				"estuary_cover_limit_st_est",
				"What losses for offences in the active era can take of it",
			)?,
		})
	}

	fn show(&self, number: u32, reading: &Reading) {
		self.block.set(number.into());
		self.rate.set(reading.rate);
		if let Some((books, status)) = &reading.pool {
			self.show_books(books);
			self.show_status(status);
		}
		let (size, limit) = reading.cover.unwrap_or_default();
		self.cover_size.set(est(size));
		self.cover_limit.set(est(limit));
	}

	fn show_books(&self, books: &Reserves) {
		for (term, amount) in [
			("pots", books.pots),
			("idle", books.idle),
			("backing", books.backing),
			("streaming", books.streaming),
			("exits", books.exits),
			("provision", books.provision),
			("claims", books.claims),
			("reserve", books.reserve),
			("unrecognised", books.unrecognised),
		] {
			self.books.with_label_values(&[term]).set(est(amount));
		}
		let owned = books.pots.saturating_add(books.idle);
		let owed = [books.streaming, books.exits, books.provision]
			.into_iter()
			.fold(books.backing, Balance::saturating_add);
		let difference = owned.abs_diff(owed) as f64;
		self.difference.set(if owned < owed { -difference } else { difference });
		self.issuance.set(est(books.issuance.0));
	}

	fn show_status(&self, status: &Status) {
		self.active_era.set(status.active_era.into());
		self.settled_era.set(status.settled_era.into());
		self.step.set(number_of(status.step));
		self.exits_waiting.set(status.exiting.len() as u64);
		self.exits_delayed.set(status.delay.is_some().into());
		self.bunker.set(status.bunker.is_some().into());
		let pending = status
			.pending
			.iter()
			.fold(0, |sum: Balance, loss| sum.saturating_add(loss.loss));
		self.pending_losses.set(est(pending));
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_step_should_have_a_number_of_its_own() {
		let steps = [
			Step::Collect { era: 1, position: 2, page: 3 },
			Step::Recognise,
			Step::Reconcile { era: 1 },
			Step::Withdraw { pot: 1 },
			Step::Pay,
			Step::Rebalance { moves: 1 },
			Step::Score { position: 1 },
			Step::Nominate { pot: 1 },
			Step::Finish,
		];
		let numbers: Vec<_> = steps.into_iter().map(|step| number_of(Some(step))).collect();
		assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
		assert_eq!(number_of(None), 0);
	}

	#[test]
	fn gauges_should_show_the_books() {
		let registry = Registry::new();
		let gauges = Gauges::register(&registry).unwrap();
		let est = estuary_runtime::constants::currency::EST;
		let books = Reserves {
			pots: 70 * est,
			idle: 30 * est,
			backing: 80 * est,
			streaming: 5 * est,
			vested: est,
			exits: 10 * est,
			provision: 5 * est + 3,
			provision_exits: 0,
			provision_bought: 0,
			provision_cover: 0,
			reserve: 0,
			issuance: estuary_primitives::Shares(40 * est),
			claims: 2 * est,
			unrecognised: 0,
		};
		gauges.show_books(&books);
		assert_eq!(gauges.books.with_label_values(&["pots"]).get(), 70.0);
		assert_eq!(gauges.books.with_label_values(&["claims"]).get(), 2.0);
		assert_eq!(gauges.issuance.get(), 40.0);
		// Three planck are owed that nobody has: an alarm.
		assert_eq!(gauges.difference.get(), -3.0);
	}
}
