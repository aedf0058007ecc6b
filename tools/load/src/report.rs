//! What is written down at the end.

use crate::{
	books::Discrepancies,
	figures::{percentile, Blocks, Settlement},
	plan::Kind,
	track::{Incidents, Tracker},
};
use anyhow::{Context, Result};
use serde::Serialize;
use std::{collections::BTreeMap, fs, io::ErrorKind, path::Path};

/// The report. Seconds are of wall clock, sizes are bytes, delays are blocks.
#[derive(Debug, Default, Serialize)]
pub struct Report {
	/// Transactions sent, each counted once however often it was sent.
	pub submitted: u64,
	/// Those in finalised blocks.
	pub included: u64,
	/// Those neither included nor rejected with a reason that was the node's last word.
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

	/// Whether the run was as it should be: senders send nothing that a node has reason to refuse.
	pub fn passed(&self) -> bool {
		self.lost == 0 && self.rejected.is_empty() && self.books_equal && self.included > 0
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

/// Removes the report of an earlier run, if there is one.
pub fn remove(path: &Path) -> Result<()> {
	match fs::remove_file(path) {
		Err(error) if error.kind() != ErrorKind::NotFound =>
			Err(error).with_context(|| format!("cannot remove {}", path.display())),
		_ => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn good() -> Report {
		Report { submitted: 3, included: 3, books_equal: true, ..Default::default() }
	}

	#[test]
	fn a_run_should_pass_only_if_all_was_included_and_the_books_agree() {
		assert!(good().passed());
		assert!(!Report { lost: 1, ..good() }.passed());
		assert!(!Report { books_equal: false, ..good() }.passed());
		assert!(!Report { included: 0, ..good() }.passed());
		let rejected = BTreeMap::from([("full".into(), 1)]);
		assert!(!Report { rejected, ..good() }.passed());
	}

	#[test]
	fn the_report_of_an_earlier_run_should_be_removed() {
		let folder = std::env::temp_dir().join(format!("estuary-load-{}", std::process::id()));
		let path = folder.join("report.json");
		remove(&path).expect("there is none yet");
		good().write(&path).expect("the folder can be made");
		assert!(path.exists());
		remove(&path).expect("it can be removed");
		assert!(!path.exists());
		fs::remove_dir(&folder).expect("it is empty");
	}
}
