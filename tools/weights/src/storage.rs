//! Names the storage items behind the keys that a benchmark touched, and bounds their proof.

use frame_benchmarking::BenchmarkResult;
use frame_support::traits::StorageInfo;
use serde::Serialize;
use sp_core::hexdisplay::HexDisplay;
use std::collections::{BTreeMap, HashMap};

/// Bytes of proof for the path to one key: each node on it has up to 15 neighbours, whose hashes
/// (32 bytes and their length) are part of the proof, in a trie five levels deep (a million keys).
const PATH: u32 = 5 * 15 * 33;

/// How often a benchmark touched one storage item of a pallet, keys whitelisted left out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Access {
	/// `Pallet::Item`, or the start of the key if no pallet knows it.
	pub item: String,
	/// Keys of the item that were read, at most.
	pub reads: u32,
	/// Keys of the item that were written, at most.
	pub writes: u32,
}

/// The storage items of the runtime by the prefix of their keys.
pub struct StorageMap(HashMap<Vec<u8>, Item>);

struct Item {
	name: String,
	/// Most bytes of a key and its value, if there is a bound.
	max_size: Option<u32>,
}

impl StorageMap {
	/// Indexes what the runtime says about its storage.
	pub fn new(storage: Vec<StorageInfo>) -> Self {
		let item = |info: &StorageInfo| Item {
			name: format!(
				"{}::{}",
				String::from_utf8_lossy(&info.pallet_name),
				String::from_utf8_lossy(&info.storage_name)
			),
			max_size: info.max_size,
		};
		Self(storage.into_iter().map(|info| (info.prefix.clone(), item(&info))).collect())
	}

	/// The items that the samples touched, by name, each with the most of all samples.
	pub fn accesses(&self, samples: &[BenchmarkResult]) -> Vec<Access> {
		let mut accesses = BTreeMap::<String, (u32, u32)>::new();
		for sample in samples {
			for (prefix, reads, writes, _) in touched(sample) {
				let most = accesses.entry(self.name(prefix)).or_default();
				*most = (most.0.max(*reads), most.1.max(*writes));
			}
		}
		accesses
			.into_iter()
			.map(|(item, (reads, writes))| Access { item, reads, writes })
			.collect()
	}

	/// Bytes of proof that the accesses of a sample need at the worst: the path to each key, and
	/// the largest value it can have. What was recorded stands in for the values without a bound.
	pub fn worst_proof(&self, sample: &BenchmarkResult) -> u32 {
		let mut unbounded = false;
		let bounded = touched(sample).fold(0u32, |sum, (prefix, reads, writes, _)| {
			let size = self.0.get(prefix).and_then(|item| item.max_size);
			unbounded |= size.is_none();
			sum.saturating_add((*reads).max(*writes).saturating_mul(PATH + size.unwrap_or(0)))
		});
		if unbounded {
			bounded.saturating_add(sample.proof_size)
		} else {
			bounded
		}
	}

	fn name(&self, prefix: &[u8]) -> String {
		match self.0.get(prefix) {
			Some(item) => item.name.clone(),
			None => match std::str::from_utf8(prefix) {
				Ok(text) if text.chars().all(|c| c.is_ascii_graphic() || c == ' ') => text.into(),
				_ => format!("0x{}", HexDisplay::from(&prefix)),
			},
		}
	}
}

/// What a sample touched: prefix of the key, reads, writes, whether it is whitelisted.
fn touched(sample: &BenchmarkResult) -> impl Iterator<Item = &(Vec<u8>, u32, u32, bool)> {
	sample
		.keys
		.iter()
		.filter(|(_, reads, writes, whitelisted)| !whitelisted && (*reads > 0 || *writes > 0))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn storage() -> StorageMap {
		let info = |name: &str, prefix: u8, max_size| StorageInfo {
			pallet_name: b"Pallet".to_vec(),
			storage_name: name.into(),
			prefix: vec![prefix; 32],
			max_values: None,
			max_size,
		};
		StorageMap::new(vec![info("Map", 1, Some(100)), info("Open", 2, None)])
	}

	fn sample(keys: &[(u8, u32, u32, bool)]) -> BenchmarkResult {
		BenchmarkResult {
			keys: keys.iter().map(|&(key, r, w, white)| (vec![key; 32], r, w, white)).collect(),
			proof_size: 1_000,
			..Default::default()
		}
	}

	#[test]
	fn accesses_should_be_named_sorted_and_the_most_of_all_samples() {
		let samples = [sample(&[(2, 1, 1, false), (1, 3, 1, false)]), sample(&[(1, 2, 2, false)])];
		let access = |item: &str, reads, writes| Access { item: item.into(), reads, writes };
		assert_eq!(
			storage().accesses(&samples),
			vec![access("Pallet::Map", 3, 2), access("Pallet::Open", 1, 1)]
		);
	}

	#[test]
	fn accesses_should_leave_out_whitelisted_keys_and_show_unknown_ones() {
		let samples = [sample(&[(1, 1, 1, true), (0xab, 1, 0, false)])];
		let accesses = storage().accesses(&samples);
		assert_eq!(accesses.len(), 1);
		assert!(accesses[0].item.starts_with("0xabab"));

		let well_known =
			BenchmarkResult { keys: vec![(b":code".to_vec(), 0, 1, false)], ..Default::default() };
		assert_eq!(storage().accesses(&[well_known])[0].item, ":code");
	}

	#[test]
	fn proof_should_be_the_bound_of_each_key_and_what_was_recorded_for_unbounded_ones() {
		assert_eq!(storage().worst_proof(&sample(&[])), 0);
		assert_eq!(storage().worst_proof(&sample(&[(1, 2, 1, false)])), 2 * (PATH + 100));
		assert_eq!(storage().worst_proof(&sample(&[(1, 0, 1, false)])), PATH + 100);
		assert_eq!(
			storage().worst_proof(&sample(&[(1, 1, 1, false), (2, 1, 0, false)])),
			PATH + 100 + PATH + 1_000
		);
	}
}
