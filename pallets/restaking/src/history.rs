//! What held in which era: magnitudes of an allocation, and the stake of a pool. Pure.
//!
//! Both are lists of changes, oldest first, of one entry per era at most, and are pruned to the
//! eras that can still matter: no more than [`MaxHistory`].

use crate::types::MaxHistory;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{mul_div_ceil, Magnitude, StakePerMagnitude};
use frame_support::BoundedVec;
use scale_info::TypeInfo;
use sp_staking::EraIndex;

/// A magnitude and the era from which it holds.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Change {
	/// The first era.
	pub era: EraIndex,
	/// The magnitude.
	pub magnitude: Magnitude,
}

/// What each change of a list of magnitudes has lost to a slash.
pub type TakenMagnitudes = BoundedVec<Change, MaxHistory>;

/// The magnitudes of an allocation over time.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Magnitudes(BoundedVec<Change, MaxHistory>);

impl Magnitudes {
	/// The magnitude in `era`; nothing before the first change.
	pub fn at(&self, era: EraIndex) -> Magnitude {
		self.0
			.iter()
			.rev()
			.find(|change| change.era <= era)
			.map_or(Magnitude::ZERO, |change| change.magnitude)
	}

	/// The greatest magnitude in `era` or any later one.
	pub fn greatest_since(&self, era: EraIndex) -> Magnitude {
		let later = self.0.iter().filter(|change| change.era > era);
		later.map(|change| change.magnitude).fold(self.at(era), Magnitude::max)
	}

	/// Changes after `era`.
	pub fn after(&self, era: EraIndex) -> impl Iterator<Item = Change> + '_ {
		self.0.iter().copied().filter(move |change| change.era > era)
	}

	/// Lets `magnitude` hold from `era` on, in place of what was announced for then or later.
	/// `false` if there is no room.
	#[must_use]
	pub fn change(&mut self, era: EraIndex, magnitude: Magnitude) -> bool {
		self.cancel_from(era);
		self.at(era) == magnitude || self.0.try_push(Change { era, magnitude }).is_ok()
	}

	/// Drops what was announced for `era` or later.
	pub fn cancel_from(&mut self, era: EraIndex) {
		self.0.retain(|change| change.era < era);
	}

	/// Takes `taken` out of the `whole` that held in the era of an offence. Every other entry loses
	/// as much, or in proportion if it is less: those magnitudes are parts of the same one. What
	/// each entry has lost.
	pub fn take(&mut self, taken: Magnitude, whole: Magnitude) -> TakenMagnitudes {
		let mut lost = TakenMagnitudes::default();
		for change in self.0.iter_mut() {
			let part = mul_div_ceil(taken.0, change.magnitude.0, whole.0).map(Magnitude);
			let part = part.unwrap_or(taken).min(taken).min(change.magnitude);
			change.magnitude = change.magnitude.saturating_sub(part);
			// As many entries as there are here: there is room.
			let pushed = lost.try_push(Change { era: change.era, magnitude: part });
			debug_assert!(pushed.is_ok());
		}
		lost
	}

	/// Gives `part` of the `whole` that was `taken` back to the entries that lost it, up to `most`.
	pub fn restore(
		&mut self,
		taken: &TakenMagnitudes,
		part: Magnitude,
		whole: Magnitude,
		most: Magnitude,
	) {
		for change in self.0.iter_mut() {
			let lost = taken.iter().find(|lost| lost.era == change.era);
			let back = lost.map(|lost| lost.magnitude.scaled_floor(part, whole));
			let sum = back.and_then(|back| change.magnitude.checked_add(back));
			change.magnitude = sum.map_or(change.magnitude, |sum| sum.min(most));
		}
	}

	/// Forgets what does not matter for `era` and later ones.
	pub fn prune(&mut self, era: EraIndex) {
		let held = self.0.iter().rev().find(|change| change.era <= era).map(|change| change.era);
		if let Some(held) = held {
			self.0.retain(|change| change.era >= held);
		}
	}
}

/// The stake of a pool in an era in which it changed.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Checkpoint {
	/// The era.
	pub era: EraIndex,
	/// The greatest in the era, with what it began with.
	pub peak: StakePerMagnitude,
	/// What the era ended with, or has now.
	pub close: StakePerMagnitude,
}

/// The stake of a pool over time.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Stakes(BoundedVec<Checkpoint, MaxHistory>);

impl Stakes {
	/// The greatest stake in `era`; nothing before the first change.
	pub fn at(&self, era: EraIndex) -> StakePerMagnitude {
		let checkpoint = self.0.iter().rev().find(|checkpoint| checkpoint.era <= era);
		checkpoint.map_or(StakePerMagnitude::default(), |checkpoint| {
			if checkpoint.era == era {
				checkpoint.peak
			} else {
				checkpoint.close
			}
		})
	}

	/// Notes what the pool has `now`, and forgets what does not matter from `from` on. `false` if
	/// there is no room.
	#[must_use]
	pub fn note(&mut self, now: EraIndex, from: EraIndex, close: StakePerMagnitude) -> bool {
		let held = self.0.iter().rev().find(|entry| entry.era <= from).map(|entry| entry.era);
		if let Some(held) = held {
			self.0.retain(|entry| entry.era >= held);
		}
		match self.0.last_mut() {
			Some(last) if last.era == now => {
				*last = Checkpoint { era: now, peak: last.peak.max(close), close };
				true
			},
			last => {
				let peak = last.map_or(close, |last| last.close.max(close));
				self.0.try_push(Checkpoint { era: now, peak, close }).is_ok()
			},
		}
	}
}
