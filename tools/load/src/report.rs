//! What is written down at the end.

use crate::{
	books::Discrepancies,
	plan::Kind,
	track::{Incidents, Tracker},
};
use anyhow::{Context, Result};
use serde::Serialize;
use std::{collections::BTreeMap, fs, path::Path};

/// The report. Seconds are of wall clock, sizes are bytes, delays are blocks.
#[derive(Debug, Default, Serialize)]
pub struct Report {
	/// Transactions sent, each counted once however often it was sent.
	pub submitted: u64,
	/// Those in finalised blocks.
	pub included: u64,
	/// Those neither included nor rejected with a reason.
	pub lost: u64,
	/// Included ones per second of the load.
	pub tx_per_second: f64,
	/// Half of those included were in a best block after so many seconds.
	pub p50_inclusion_s: f64,
	/// 99 of 100 were.
	pub p99_inclusion_s: f64,
	/// Half of those included were final after so many seconds.
	pub p50_finality_s: f64,
	/// 99 of 100 were.
	pub p99_finality_s: f64,
	/// Whether all books agreed, after every block and at the end.
	pub books_equal: bool,
	/// The first of what did not agree.
	pub discrepancies: Vec<String>,
	/// All of it.
	pub discrepancies_count: u64,
	/// Blocks after which LS-1 was checked.
	pub books_checked: u64,
	/// Transactions rejected, by the node's reason.
	pub rejected: BTreeMap<String, u64>,
	/// Included ones whose call failed, by error.
	pub failed: BTreeMap<String, u64>,
	/// What happened to transactions on the way.
	pub incidents: Incidents,
	/// Sent and included, by kind of call.
	pub calls: BTreeMap<Kind, Calls>,
	/// Finalised blocks while transactions were sent or under way.
	pub blocks: Blocks,
	/// Blocks from the activation of an era to the end of its settlement.
	pub settlement: Settlement,
	/// Accounts that sent.
	pub accounts: u32,
	/// Transactions that were kept in the pool.
	pub in_flight: u32,
	/// The seed.
	pub seed: u64,
	/// Seconds of the load.
	pub seconds: f64,
	/// Seconds to fund accounts and open the books before.
	pub setup_seconds: f64,
}

/// Calls of one kind.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Calls {
	/// Sent.
	pub submitted: u64,
	/// In finalised blocks.
	pub included: u64,
	/// Of these, the calls that failed.
	pub failed: u64,
}

/// How full blocks were.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Blocks {
	/// Finalised blocks.
	pub count: u64,
	/// Those while transactions were sent: the figures below are of them.
	pub loaded: u64,
	/// Seconds between two of them.
	pub mean_interval_s: f64,
	/// Part of the weight of a block that was used.
	pub weight: Part,
	/// Part of the weight for users' calls that was used.
	pub normal_weight: Part,
	/// Part of the weight of a block that hooks and inherents used.
	pub mandatory_weight: Part,
	/// The number of the block that used most.
	pub heaviest: Option<u64>,
	/// Extrinsics in a block.
	pub extrinsics: Part,
	/// Bytes of them.
	pub bytes: Part,
}

/// A mean and a greatest value.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Part {
	/// The mean.
	pub mean: f64,
	/// The greatest.
	pub max: f64,
}

/// How long settlements took.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Settlement {
	/// Eras that became active and were settled.
	pub eras: u64,
	/// Eras of which the settlement was not finished when the next one became active.
	pub overtaken: u64,
	/// Blocks that it took.
	pub blocks: Part,
}

impl Part {
	/// Of `values`; zero if there are none.
	pub fn of(values: &[f64]) -> Self {
		let sum: f64 = values.iter().sum();
		let max = values.iter().copied().fold(0.0, f64::max);
		Self { mean: sum / values.len().max(1) as f64, max }
	}
}

/// The smallest of `values` that at least `percent` of 100 of them do not exceed; zero if there are
/// none.
pub fn percentile(values: &mut [f64], percent: f64) -> f64 {
	values.sort_unstable_by(f64::total_cmp);
	let rank = (percent / 100.0 * values.len() as f64).ceil() as usize;
	values.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// Follows the eras and their settlements.
#[derive(Debug, Default)]
pub struct Eras {
	active: Option<u32>,
	/// The era whose settlement is waited for, and the block in which it became active.
	open: Option<(u32, u64)>,
	settled: Vec<f64>,
	overtaken: u64,
}

impl Eras {
	/// After block `number` the era `active` is active, and in it the settlements of `finished`
	/// ended.
	pub fn enter(&mut self, number: u64, active: u32, finished: impl IntoIterator<Item = u32>) {
		if self.active.is_some_and(|before| before < active) {
			self.overtaken += u64::from(self.open.is_some());
			self.open = Some((active, number));
		}
		self.active = Some(active);
		for era in finished {
			if let Some((_, since)) = self.open.take_if(|(open, _)| *open == era) {
				self.settled.push((number - since) as f64);
			}
		}
	}

	/// The figures. An era that is still open has not failed anything.
	pub fn figures(&self) -> Settlement {
		Settlement {
			eras: self.settled.len() as u64,
			overtaken: self.overtaken,
			blocks: Part::of(&self.settled),
		}
	}
}

impl Report {
	/// Puts in what is known of the transactions.
	pub fn of_transactions(&mut self, tracker: &mut Tracker, found: Discrepancies) {
		self.included = tracker.included;
		self.lost = tracker.lost;
		self.rejected = tracker.rejected.clone();
		self.incidents = tracker.incidents;
		self.tx_per_second = self.included as f64 / self.seconds.max(f64::EPSILON);
		self.p50_inclusion_s = percentile(&mut tracker.inclusion, 50.0);
		self.p99_inclusion_s = percentile(&mut tracker.inclusion, 99.0);
		self.p50_finality_s = percentile(&mut tracker.finality, 50.0);
		self.p99_finality_s = percentile(&mut tracker.finality, 99.0);
		self.books_equal = found.count == 0 && self.books_checked > 0;
		self.discrepancies_count = found.count;
		self.discrepancies = found.first;
	}

	/// Whether the run was as it should be.
	pub fn passed(&self) -> bool {
		self.lost == 0 && self.books_equal && self.included > 0
	}

	/// Writes it as JSON.
	pub fn write(&self, path: &Path) -> Result<()> {
		if let Some(folder) = path.parent() {
			fs::create_dir_all(folder)
				.with_context(|| format!("no folder {}", folder.display()))?;
		}
		let json = serde_json::to_string_pretty(self)?;
		fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn percentiles_should_be_values_that_occurred() {
		let mut values: Vec<f64> = (1..=200).rev().map(f64::from).collect();
		assert_eq!(percentile(&mut values, 50.0), 100.0);
		assert_eq!(percentile(&mut values, 99.0), 198.0);
		assert_eq!(percentile(&mut values, 100.0), 200.0);
		assert_eq!(percentile(&mut values, 0.0), 1.0);
	}

	#[test]
	fn percentiles_of_one_and_of_nothing() {
		assert_eq!(percentile(&mut [3.5], 99.0), 3.5);
		assert_eq!(percentile(&mut [], 50.0), 0.0);
	}

	#[test]
	fn a_part_should_have_mean_and_maximum() {
		let part = Part::of(&[1.0, 2.0, 6.0]);
		assert_eq!((part.mean, part.max), (3.0, 6.0));
		assert_eq!(Part::of(&[]).mean, 0.0);
	}

	#[test]
	fn settlement_delays_should_count_from_the_activation_of_the_era() {
		let mut eras = Eras::default();
		eras.enter(10, 3, []);
		eras.enter(11, 3, [3]);
		assert_eq!(eras.figures().eras, 0, "nobody saw era 3 become active");
		eras.enter(12, 4, []);
		eras.enter(13, 4, []);
		eras.enter(14, 4, [4]);
		eras.enter(28, 5, [5]);
		let figures = eras.figures();
		assert_eq!((figures.eras, figures.overtaken), (2, 0));
		assert_eq!((figures.blocks.mean, figures.blocks.max), (1.0, 2.0));
	}

	#[test]
	fn an_era_that_is_not_settled_before_the_next_should_be_overtaken() {
		let mut eras = Eras::default();
		eras.enter(10, 3, []);
		eras.enter(12, 4, []);
		eras.enter(28, 5, []);
		eras.enter(29, 5, [5]);
		let figures = eras.figures();
		assert_eq!((figures.eras, figures.overtaken), (1, 1));
	}
}
