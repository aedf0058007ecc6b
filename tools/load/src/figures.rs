//! Figures of many blocks, eras and waits: means, greatest values, percentiles.

use crate::{blocks::Facts, chain::Limits};
use serde::Serialize;

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

/// The figures of blocks, collected one by one.
#[derive(Default)]
pub struct BlockFigures {
	/// Finalised blocks so far.
	pub count: u64,
	weight: Vec<f64>,
	normal: Vec<f64>,
	mandatory: Vec<f64>,
	extrinsics: Vec<f64>,
	bytes: Vec<f64>,
	heaviest: Option<u64>,
	seconds: f64,
}

impl BlockFigures {
	/// Adds a block that was finalised so many seconds after the load began, while transactions
	/// were sent.
	pub fn add(&mut self, facts: &Facts, limits: &Limits, seconds: f64) {
		let used = facts.weight;
		let all = used.normal.ref_time + used.operational.ref_time + used.mandatory.ref_time;
		let of_block = |ref_time| ref_time as f64 / limits.block_weight as f64;
		if self.weight.iter().all(|before| *before < of_block(all)) {
			self.heaviest = Some(facts.number);
		}
		self.weight.push(of_block(all));
		self.normal.push(used.normal.ref_time as f64 / limits.normal_weight as f64);
		self.mandatory.push(of_block(used.mandatory.ref_time));
		self.extrinsics.push(facts.extrinsics.len() as f64);
		self.bytes.push(facts.bytes as f64);
		self.seconds = seconds;
	}

	/// What is reported of them.
	pub fn figures(&self) -> Blocks {
		let loaded = self.weight.len() as u64;
		Blocks {
			count: self.count,
			loaded,
			mean_interval_s: self.seconds / loaded.max(1) as f64,
			weight: Part::of(&self.weight),
			normal_weight: Part::of(&self.normal),
			mandatory_weight: Part::of(&self.mandatory),
			heaviest: self.heaviest,
			extrinsics: Part::of(&self.extrinsics),
			bytes: Part::of(&self.bytes),
		}
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
