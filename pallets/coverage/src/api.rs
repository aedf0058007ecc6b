//! Views for the runtime API. They read, they never write.

use crate::{Accounts, Config, Covers, History, Pallet, Settings};
use alloc::vec::Vec;
use estuary_primitives::coverage::{CoverView, CoverageStatus, CoverageTotals, PastCover};

impl<T: Config> Pallet<T> {
	/// How much stands in front of the holders now, and what it earns.
	pub fn api_status() -> Option<CoverageStatus> {
		let settings = Settings::<T>::get()?;
		let size = Self::size(settings.service);
		Some(CoverageStatus {
			service: settings.service,
			size,
			limit: Self::limit(settings.service),
			target: settings.params.target,
			premium: settings.params.part_floor(size),
			surplus: Accounts::<T>::get().surplus,
		})
	}

	/// Losses that are covered and neither taken nor cancelled yet.
	pub fn api_covers() -> Vec<CoverView> {
		Covers::<T>::iter()
			.map(|(era, cover)| CoverView {
				era,
				lost: cover.lost,
				covered: cover.covered,
				in_force: cover.in_force(),
				refundable: cover.refundable(),
				slashes: cover.slashes.len().try_into().unwrap_or(u32::MAX),
			})
			.collect()
	}

	/// The last covers that are over, oldest first.
	pub fn api_history() -> Vec<PastCover> {
		let mut history: Vec<_> = History::<T>::iter_values().collect();
		history.sort_by_key(|past| past.number);
		history
	}

	/// All that was ever done.
	pub fn api_totals() -> CoverageTotals {
		Accounts::<T>::get().totals
	}
}
