//! Takes samples: runs the benchmarks over the ranges of their components.

use crate::runtime::{Runtime, State};
use anyhow::{anyhow, bail, ensure, Result};
use frame_benchmarking::{BenchmarkConfig, BenchmarkList, BenchmarkParameter, BenchmarkResult};
use frame_support::traits::StorageInfo;

/// One benchmark of the runtime.
#[derive(Clone, Debug)]
pub struct Benchmark {
	/// Crate of the pallet, such as `pallet_liquid_staking`.
	pub pallet: String,
	/// Name of the pallet in the runtime, such as `LiquidStaking`.
	pub instance: String,
	/// Function of the pallet's `WeightInfo`.
	pub name: String,
	/// What its cost depends on.
	pub components: Vec<Component>,
}

/// A number that the cost of a benchmark depends on, with its inclusive range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Component {
	/// The name, one letter.
	pub name: BenchmarkParameter,
	/// The lowest value.
	pub low: u32,
	/// The highest value.
	pub high: u32,
}

/// A value for each component of a benchmark.
type Point = Vec<(BenchmarkParameter, u32)>;

/// What was seen when running one benchmark.
#[derive(Default)]
pub struct Samples {
	/// Runs whose time counts, with nothing recorded besides.
	pub timed: Vec<BenchmarkResult>,
	/// Runs whose reads, writes and proof count, with their keys.
	pub tracked: Vec<BenchmarkResult>,
}

/// Runs benchmarks on the genesis state of a preset.
pub struct Runner<'a> {
	runtime: &'a Runtime,
	/// Records the keys of all accesses and their proof, which takes time.
	tracking: State,
	/// Records nothing.
	timing: State,
}

impl<'a> Runner<'a> {
	/// Builds the states of the genesis preset `preset`.
	pub fn new(runtime: &'a Runtime, preset: &str) -> Result<Self> {
		let genesis = runtime.genesis(preset)?;
		let state = |record: bool| {
			State::new(genesis.clone(), None, record, record)
				.map_err(|error| anyhow!("cannot build the state: {error}"))
		};
		Ok(Self { runtime, tracking: state(true)?, timing: state(false)? })
	}

	/// The benchmarks in the blob and the storage items of all its pallets.
	pub fn metadata(&self) -> Result<(Vec<BenchmarkList>, Vec<StorageInfo>)> {
		self.runtime.metadata(&self.timing)
	}

	/// Runs a benchmark and its verification at both ends of its range.
	pub fn check(&self, benchmark: &Benchmark) -> Result<()> {
		for point in ends(&benchmark.components) {
			self.run(&self.timing, benchmark, &point, true, 1)?;
		}
		Ok(())
	}

	/// Takes the samples of a benchmark: at each point a run that verifies and does not count, one
	/// that tracks accesses, and `repeat` timed ones.
	pub fn sample(&self, benchmark: &Benchmark, steps: u32, repeat: u32) -> Result<Samples> {
		let mut samples = Samples::default();
		for point in points(&benchmark.components, steps) {
			self.run(&self.timing, benchmark, &point, true, 1)?;
			samples.tracked.extend(self.run(&self.tracking, benchmark, &point, false, 1)?);
			samples.timed.extend(self.run(&self.timing, benchmark, &point, false, repeat)?);
		}
		ensure!(!samples.timed.is_empty(), "it skips all its runs, so there is nothing to measure");
		Ok(samples)
	}

	fn run(
		&self,
		state: &State,
		benchmark: &Benchmark,
		point: &Point,
		verify: bool,
		repeat: u32,
	) -> Result<Vec<BenchmarkResult>> {
		let config = BenchmarkConfig {
			pallet: benchmark.pallet.clone().into_bytes(),
			instance: benchmark.instance.clone().into_bytes(),
			benchmark: benchmark.name.clone().into_bytes(),
			selected_components: point.clone(),
			verify,
			internal_repeats: repeat,
		};
		self.runtime
			.dispatch(state, &config)
			.map_err(|error| error.context(format!("with {}", describe(point))))
	}
}

/// The benchmarks of `pallet`, or the one called `name`, in the order of the blob.
pub fn select(
	lists: Vec<BenchmarkList>,
	pallet: &str,
	name: Option<&str>,
) -> Result<Vec<Benchmark>> {
	let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
	let pallets = lists.iter().map(|list| text(&list.pallet)).collect::<Vec<_>>().join(", ");
	let mut known = Vec::new();
	let mut selected = Vec::new();
	for list in lists.iter().filter(|list| list.pallet == pallet.as_bytes()) {
		for metadata in &list.benchmarks {
			known.push(text(&metadata.name));
			if name.is_some_and(|name| name.as_bytes() != metadata.name) {
				continue;
			}
			selected.push(Benchmark {
				pallet: pallet.into(),
				instance: text(&list.instance),
				name: text(&metadata.name),
				components: metadata
					.components
					.iter()
					.map(|&(name, low, high)| Component { name, low, high })
					.collect(),
			});
		}
	}
	match (selected.is_empty(), known.is_empty(), name) {
		(true, true, _) => bail!("no benchmarks of `{pallet}` in the blob; it has: {pallets}"),
		(true, false, Some(name)) => {
			bail!("no benchmark `{name}` of `{pallet}`; it has: {}", known.join(", "))
		},
		_ => Ok(selected),
	}
}

/// The points to measure: each component in turn goes through its range in up to `steps` different
/// values, with all others at their highest.
fn points(components: &[Component], steps: u32) -> Vec<Point> {
	if components.is_empty() {
		return vec![Point::new()];
	}
	let mut points = Vec::new();
	for (index, component) in components.iter().enumerate() {
		for value in values(component, steps) {
			let mut point = at_high(components);
			point[index].1 = value;
			if !points.contains(&point) {
				points.push(point);
			}
		}
	}
	points
}

/// Up to `steps` different values, evenly over the range, both ends among them.
fn values(component: &Component, steps: u32) -> Vec<u32> {
	let range = u64::from(component.high.saturating_sub(component.low));
	let last = u64::from(steps.saturating_sub(1).max(1));
	let mut values = (0..=last)
		.map(|step| component.low + u32::try_from(range * step / last).unwrap_or(u32::MAX))
		.collect::<Vec<_>>();
	values.dedup();
	values
}

/// The two ends of the range; one if they are the same.
fn ends(components: &[Component]) -> Vec<Point> {
	let low = components.iter().map(|component| (component.name, component.low)).collect();
	let mut ends = vec![low, at_high(components)];
	ends.dedup();
	ends
}

fn at_high(components: &[Component]) -> Point {
	components.iter().map(|component| (component.name, component.high)).collect()
}

fn describe(point: &Point) -> String {
	if point.is_empty() {
		return "no components".into();
	}
	point
		.iter()
		.map(|(name, value)| format!("{name} = {value}"))
		.collect::<Vec<_>>()
		.join(", ")
}

#[cfg(test)]
mod tests {
	use super::*;
	use frame_benchmarking::BenchmarkMetadata;
	use BenchmarkParameter::{n, p};

	fn component(name: BenchmarkParameter, low: u32, high: u32) -> Component {
		Component { name, low, high }
	}

	fn blob() -> Vec<BenchmarkList> {
		let benchmark = |name: &str| BenchmarkMetadata {
			name: name.into(),
			components: vec![(n, 1, 8)],
			pov_modes: vec![],
		};
		vec![BenchmarkList {
			pallet: b"pallet_a".to_vec(),
			instance: b"A".to_vec(),
			benchmarks: vec![benchmark("one"), benchmark("two")],
		}]
	}

	#[test]
	fn values_should_span_the_range_without_repetition() {
		assert_eq!(values(&component(n, 1, 4), 50), vec![1, 2, 3, 4]);
		assert_eq!(values(&component(n, 0, 100), 3), vec![0, 50, 100]);
		assert_eq!(values(&component(n, 7, 7), 50), vec![7]);
		assert_eq!(values(&component(n, 0, u32::MAX), 2), vec![0, u32::MAX]);
	}

	#[test]
	fn points_should_vary_one_component_and_keep_others_high() {
		assert_eq!(points(&[], 50), vec![Point::new()]);
		assert_eq!(
			points(&[component(n, 1, 3), component(p, 0, 1)], 3),
			vec![
				vec![(n, 1), (p, 1)],
				vec![(n, 2), (p, 1)],
				vec![(n, 3), (p, 1)],
				vec![(n, 3), (p, 0)],
			]
		);
	}

	#[test]
	fn ends_should_be_one_run_when_there_is_no_range() {
		assert_eq!(ends(&[]), vec![Point::new()]);
		assert_eq!(ends(&[component(n, 1, 3)]), vec![vec![(n, 1)], vec![(n, 3)]]);
	}

	#[test]
	fn select_should_name_what_there_is_when_it_finds_nothing() {
		let message = |result: Result<Vec<Benchmark>>| result.err().map(|e| e.to_string());

		let found = select(blob(), "pallet_a", Some("two")).map(|found| found.len());
		assert!(found.is_ok_and(|found| found == 1));
		assert_eq!(
			message(select(blob(), "pallet_b", None)).as_deref(),
			Some("no benchmarks of `pallet_b` in the blob; it has: pallet_a")
		);
		assert_eq!(
			message(select(blob(), "pallet_a", Some("three"))).as_deref(),
			Some("no benchmark `three` of `pallet_a`; it has: one, two")
		);
	}
}
