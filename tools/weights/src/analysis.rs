//! Fits to the samples of a benchmark how its cost depends on its components.
//!
//! Time is noisy: its model is the line with the least squares, without the outer quartiles. Reads,
//! writes and proof are not, and a weight that counts too few of them is wrong: their models are
//! raised until no sample lies above.

use crate::{
	runner::{Benchmark, Component, Samples},
	storage::{Access, StorageMap},
};
use anyhow::{ensure, Result};
use frame_benchmarking::{Analysis, BenchmarkResult, BenchmarkSelector};

/// A cost as a linear function of the components.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
	/// Cost with all components at zero.
	pub base: u64,
	/// Cost of one more of each component, in the order of the benchmark's components.
	pub slopes: Vec<u64>,
}

/// All that is known about the cost of a benchmark.
#[derive(Clone, Debug)]
pub struct Measured {
	/// What was measured.
	pub benchmark: Benchmark,
	/// Time in picoseconds.
	pub time: Model,
	/// The fastest run, in nanoseconds.
	pub fastest: u64,
	/// Storage items read.
	pub reads: Model,
	/// Storage items written.
	pub writes: Model,
	/// Bytes of proof at the worst, by the bounds of the items.
	pub proof: Model,
	/// Bytes of proof recorded at most.
	pub recorded_proof: u32,
	/// The storage items touched.
	pub accesses: Vec<Access>,
}

impl Measured {
	/// Fits the models to `samples`.
	pub fn new(benchmark: &Benchmark, samples: &Samples, storage: &StorageMap) -> Result<Self> {
		let components = &benchmark.components;
		let proofs = samples
			.tracked
			.iter()
			.map(|sample| BenchmarkResult {
				proof_size: storage.worst_proof(sample),
				..sample.clone()
			})
			.collect::<Vec<_>>();

		Ok(Self {
			benchmark: benchmark.clone(),
			time: fit(components, &samples.timed, BenchmarkSelector::ExtrinsicTime)?,
			fastest: samples.timed.iter().map(|s| to_u64(s.extrinsic_time)).min().unwrap_or(0),
			reads: cover(components, &samples.tracked, BenchmarkSelector::Reads)?,
			writes: cover(components, &samples.tracked, BenchmarkSelector::Writes)?,
			proof: cover(components, &proofs, BenchmarkSelector::ProofSize)?,
			recorded_proof: samples.tracked.iter().map(|s| s.proof_size).max().unwrap_or(0),
			accesses: storage.accesses(&samples.tracked),
		})
	}
}

/// The line through the samples.
fn fit(
	components: &[Component],
	samples: &[BenchmarkResult],
	selector: BenchmarkSelector,
) -> Result<Model> {
	ensure!(!samples.is_empty(), "there are no samples");
	let analysis = Analysis::min_squares_iqr(&varying(components, samples), selector)?;
	// Nothing is known about the slope of a component that has only one value.
	let mut slopes = analysis.slopes.into_iter();
	let slopes = components
		.iter()
		.map(|c| if varies(c) { slopes.next().map_or(0, to_u64) } else { 0 })
		.collect();
	Ok(Model { base: to_u64(analysis.base), slopes })
}

/// The line that no sample lies above.
fn cover(
	components: &[Component],
	samples: &[BenchmarkResult],
	selector: BenchmarkSelector,
) -> Result<Model> {
	let mut model = fit(components, samples, selector)?;
	let value = |sample: &BenchmarkResult| match selector {
		BenchmarkSelector::Reads => u64::from(sample.reads),
		BenchmarkSelector::Writes => u64::from(sample.writes),
		BenchmarkSelector::ProofSize => u64::from(sample.proof_size),
		BenchmarkSelector::ExtrinsicTime => to_u64(sample.extrinsic_time),
		BenchmarkSelector::StorageRootTime => to_u64(sample.storage_root_time),
	};
	let missing = samples
		.iter()
		.map(|sample| value(sample).saturating_sub(model.at(sample)))
		.max();
	model.base += missing.unwrap_or(0);
	Ok(model)
}

impl Model {
	/// The cost at the components of `sample`.
	fn at(&self, sample: &BenchmarkResult) -> u64 {
		let variable = self.slopes.iter().zip(&sample.components);
		variable.fold(self.base, |sum, (slope, (_, value))| sum + slope * u64::from(*value))
	}
}

/// The samples with only those components that have a range: the others say nothing about a slope,
/// and the regression has no solution with them.
fn varying(components: &[Component], samples: &[BenchmarkResult]) -> Vec<BenchmarkResult> {
	let mut samples = samples.to_vec();
	for sample in &mut samples {
		sample
			.components
			.retain(|(name, _)| components.iter().any(|c| c.name == *name && varies(c)));
	}
	samples
}

fn varies(component: &Component) -> bool {
	component.low < component.high
}

fn to_u64(value: u128) -> u64 {
	u64::try_from(value).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_benchmarking::BenchmarkParameter::{self, n, p};

	fn sample(components: &[(BenchmarkParameter, u32)], time: u128, reads: u32) -> BenchmarkResult {
		BenchmarkResult {
			components: components.to_vec(),
			extrinsic_time: time,
			reads,
			..Default::default()
		}
	}

	fn component(name: BenchmarkParameter, low: u32, high: u32) -> Component {
		Component { name, low, high }
	}

	#[test]
	fn time_should_be_the_median_when_there_are_no_components() {
		let samples = [3, 100, 2].map(|time| sample(&[], time, 0));
		let model = fit(&[], &samples, BenchmarkSelector::ExtrinsicTime).expect("fits");
		assert_eq!(model, Model { base: 3_000, slopes: vec![] });
	}

	#[test]
	fn time_should_be_in_picoseconds_with_a_slope_per_component() {
		let components = [component(n, 1, 5), component(p, 0, 2)];
		let samples = [(1, 2), (2, 2), (3, 2), (4, 2), (5, 2), (5, 0), (5, 1)]
			.map(|(a, b)| sample(&[(n, a), (p, b)], u128::from(100 + 10 * a + 7 * b), 0));
		let model = fit(&components, &samples, BenchmarkSelector::ExtrinsicTime).expect("fits");
		assert_eq!(model, Model { base: 100_000, slopes: vec![10_000, 7_000] });
	}

	#[test]
	fn a_component_without_a_range_should_have_no_slope() {
		let components = [component(p, 3, 3), component(n, 1, 4)];
		let samples = [1, 2, 3, 4].map(|a| sample(&[(p, 3), (n, a)], 0, 5 + 2 * a));
		let model = cover(&components, &samples, BenchmarkSelector::Reads).expect("fits");
		assert_eq!(model, Model { base: 5, slopes: vec![0, 2] });
	}

	#[test]
	fn no_sample_should_lie_above_a_count() {
		let components = [component(n, 1, 6)];
		// One more read from the fourth on: no line goes through all of them.
		let samples = [(1, 3), (2, 4), (3, 5), (4, 8), (5, 9), (6, 10)]
			.map(|(value, reads)| sample(&[(n, value)], 0, reads));
		let model = cover(&components, &samples, BenchmarkSelector::Reads).expect("fits");
		for sample in &samples {
			assert!(model.at(sample) >= u64::from(sample.reads), "{model:?} is below {sample:?}");
		}
	}

	#[test]
	fn fit_should_fail_without_samples() {
		assert!(fit(&[], &[], BenchmarkSelector::Reads).is_err());
	}
}
