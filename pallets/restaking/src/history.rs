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
	/// How many changes were announced before: another one for the same era is another change.
	pub number: u32,
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
pub struct Magnitudes {
	changes: BoundedVec<Change, MaxHistory>,
	/// Changes that were ever announced.
	announced: u32,
}

impl Magnitudes {
	/// The magnitude in `era`; nothing before the first change.
	pub fn at(&self, era: EraIndex) -> Magnitude {
		self.changes
			.iter()
			.rev()
			.find(|change| change.era <= era)
			.map_or(Magnitude::ZERO, |change| change.magnitude)
	}

	/// The greatest magnitude in `era` or any later one.
	pub fn greatest_since(&self, era: EraIndex) -> Magnitude {
		let later = self.changes.iter().filter(|change| change.era > era);
		later.map(|change| change.magnitude).fold(self.at(era), Magnitude::max)
	}

	/// Changes after `era`.
	pub fn after(&self, era: EraIndex) -> impl Iterator<Item = Change> + '_ {
		self.changes.iter().copied().filter(move |change| change.era > era)
	}

	/// Lets `magnitude` hold from `era` on, in place of what was announced for then or later.
	/// `false` if there is no room.
	#[must_use]
	pub fn change(&mut self, era: EraIndex, magnitude: Magnitude) -> bool {
		self.cancel_from(era);
		if self.at(era) == magnitude {
			return true;
		}
		let number = self.announced;
		self.announced = number.wrapping_add(1);
		self.changes.try_push(Change { era, magnitude, number }).is_ok()
	}

	/// Drops what was announced for `era` or later.
	pub fn cancel_from(&mut self, era: EraIndex) {
		self.changes.retain(|change| change.era < era);
	}

	/// Takes `taken` out of the `whole` that held in the era of an offence. Every other entry loses
	/// as much, or in proportion if it is less: those magnitudes are parts of the same one. What
	/// each entry has lost.
	pub fn take(&mut self, taken: Magnitude, whole: Magnitude) -> TakenMagnitudes {
		let mut lost = TakenMagnitudes::default();
		for change in self.changes.iter_mut() {
			let part = mul_div_ceil(taken.0, change.magnitude.0, whole.0).map(Magnitude);
			let part = part.unwrap_or(taken).min(taken).min(change.magnitude);
			change.magnitude = change.magnitude.saturating_sub(part);
			// As many entries as there are here: there is room.
			let pushed = lost.try_push(Change { magnitude: part, ..*change });
			debug_assert!(pushed.is_ok());
		}
		lost
	}

	/// Gives `part` of the `whole` that was `taken` back to the entries that lost it, up to `most`.
	/// What was announced since in place of one of them has lost nothing.
	pub fn restore(
		&mut self,
		taken: &TakenMagnitudes,
		part: Magnitude,
		whole: Magnitude,
		most: Magnitude,
	) {
		for change in self.changes.iter_mut() {
			let lost = taken.iter().find(|lost| lost.number == change.number);
			let back = lost.map(|lost| lost.magnitude.scaled_floor(part, whole));
			let sum = back.and_then(|back| change.magnitude.checked_add(back));
			change.magnitude = sum.map_or(change.magnitude, |sum| sum.min(most));
		}
	}

	/// Forgets what does not matter for `era` and later ones.
	pub fn prune(&mut self, era: EraIndex) {
		let held = self
			.changes
			.iter()
			.rev()
			.find(|change| change.era <= era)
			.map(|change| change.era);
		if let Some(held) = held {
			self.changes.retain(|change| change.era >= held);
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

	/// The stake that `era` ended with, or has now; nothing before the first change.
	pub fn close_of(&self, era: EraIndex) -> StakePerMagnitude {
		let checkpoint = self.0.iter().rev().find(|checkpoint| checkpoint.era <= era);
		checkpoint.map_or(StakePerMagnitude::default(), |checkpoint| checkpoint.close)
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

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn percent(percent: u128) -> Magnitude {
		Magnitude::from_percent(percent)
	}

	/// Magnitudes in hundredths that hold from an era on.
	fn magnitudes(changes: &[(EraIndex, u128)]) -> Magnitudes {
		let mut magnitudes = Magnitudes::default();
		for (era, hundredths) in changes {
			assert!(magnitudes.change(*era, percent(*hundredths)));
		}
		magnitudes
	}

	fn entries(magnitudes: &Magnitudes) -> Vec<(EraIndex, Magnitude)> {
		magnitudes.changes.iter().map(|change| (change.era, change.magnitude)).collect()
	}

	fn ratio(stake: u128) -> StakePerMagnitude {
		StakePerMagnitude { stake, total: Magnitude::ONE }
	}

	#[test]
	fn a_magnitude_holds_until_the_next_one() {
		let magnitudes = magnitudes(&[(5, 30), (8, 10), (9, 20)]);
		let at: Vec<_> = [0, 4, 5, 7, 8, 9, 100].map(|era| magnitudes.at(era)).into();
		assert_eq!(at, [0, 0, 30, 30, 10, 20, 20].map(percent));
		let greatest: Vec<_> = [0, 5, 7, 8, 9].map(|era| magnitudes.greatest_since(era)).into();
		assert_eq!(greatest, [30, 30, 30, 20, 20].map(percent));
		let after: Vec<_> = magnitudes.after(5).map(|change| change.era).collect();
		assert_eq!(after, [8, 9]);
	}

	#[test]
	fn a_change_replaces_what_was_announced_for_later() {
		let mut magnitudes = magnitudes(&[(5, 30), (8, 10), (9, 20)]);
		assert!(magnitudes.change(8, percent(40)));
		assert_eq!(entries(&magnitudes), [(5, percent(30)), (8, percent(40))]);
		// What holds already is no entry.
		assert!(magnitudes.change(7, percent(30)));
		assert_eq!(entries(&magnitudes), [(5, percent(30))]);
		magnitudes.cancel_from(5);
		assert_eq!(entries(&magnitudes), []);
	}

	#[test]
	fn there_is_room_for_so_many_changes() {
		let mut magnitudes = Magnitudes::default();
		for era in 0..crate::MAX_HISTORY {
			assert!(magnitudes.change(era, Magnitude(1 + u128::from(era))));
		}
		assert!(!magnitudes.change(crate::MAX_HISTORY, Magnitude(1)));
		magnitudes.prune(1);
		assert!(magnitudes.change(crate::MAX_HISTORY, Magnitude(1)));
	}

	#[test]
	fn what_is_pruned_does_not_matter_for_later_eras() {
		let mut magnitudes = magnitudes(&[(5, 30), (8, 10), (9, 20)]);
		magnitudes.prune(4);
		assert_eq!(magnitudes.changes.len(), 3);
		magnitudes.prune(8);
		let at = [7, 8, 9].map(|era| magnitudes.at(era));
		assert_eq!(at, [0, 10, 20].map(percent));
		magnitudes.prune(100);
		assert_eq!((magnitudes.changes.len(), magnitudes.at(100)), (1, percent(20)));
	}

	#[test]
	fn a_slash_takes_of_every_entry_in_proportion_and_no_more() {
		let before = magnitudes(&[(5, 30), (8, 10), (9, 60)]);
		let mut magnitudes = before.clone();
		let lost = magnitudes.take(percent(15), percent(30));
		let lost_by: Vec<_> = lost.iter().map(|change| change.magnitude).collect();
		assert_eq!(lost_by, [15, 5, 15].map(percent));
		assert_eq!(entries(&magnitudes), [(5, percent(15)), (8, percent(5)), (9, percent(45))]);
		// A third of it comes back, then the rest.
		magnitudes.restore(&lost, percent(5), percent(15), Magnitude::ONE);
		assert_eq!((magnitudes.at(5), magnitudes.at(9)), (percent(20), percent(50)));
		magnitudes.restore(&lost, percent(10), percent(15), Magnitude::ONE);
		assert!(percent(10).saturating_sub(magnitudes.at(8)).0 <= 2);
		assert_eq!((magnitudes.at(5), magnitudes.at(9)), (percent(30), percent(60)));
	}

	#[test]
	fn what_comes_back_is_no_more_than_is_reserved_and_only_for_those_who_lost() {
		let mut magnitudes = magnitudes(&[(5, 30)]);
		let lost = magnitudes.take(percent(15), percent(30));
		assert!(magnitudes.change(9, percent(5)));
		magnitudes.restore(&lost, percent(15), percent(15), percent(25));
		assert_eq!((magnitudes.at(5), magnitudes.at(9)), (percent(25), percent(5)));
	}

	#[test]
	fn what_was_announced_in_place_of_another_change_has_lost_nothing() {
		let mut magnitudes = magnitudes(&[(5, 60), (11, 20)]);
		let lost = magnitudes.take(percent(30), percent(60));
		assert_eq!((magnitudes.at(5), magnitudes.at(11)), (percent(30), percent(10)));
		// Given up altogether, for the same era.
		assert!(magnitudes.change(11, Magnitude::ZERO));
		magnitudes.restore(&lost, percent(30), percent(30), Magnitude::ONE);
		assert_eq!((magnitudes.at(5), magnitudes.at(11)), (percent(60), Magnitude::ZERO));
	}

	#[test]
	fn all_is_taken_where_nothing_held() {
		let mut magnitudes = magnitudes(&[(5, 30), (8, 10)]);
		magnitudes.take(percent(15), Magnitude::ZERO);
		assert_eq!((magnitudes.at(5), magnitudes.at(8)), (percent(15), Magnitude::ZERO));
	}

	#[test]
	fn an_era_has_its_greatest_stake_and_those_after_it_what_it_ended_with() {
		let mut stakes = Stakes::default();
		assert_eq!(stakes.at(9), StakePerMagnitude::default());
		for (era, stake) in [(5, 100), (5, 300), (5, 200), (8, 150), (9, 400)] {
			assert!(stakes.note(era, 0, ratio(stake)));
		}
		assert_eq!(stakes.0.len(), 3);
		let at: Vec<_> = [4, 5, 6, 7, 8, 9, 10].map(|era| stakes.at(era).stake).into();
		// Era 8 began with the 200 of era 5.
		assert_eq!(at, [0, 300, 200, 200, 200, 400, 400]);
	}

	#[test]
	fn stakes_that_do_not_matter_any_more_make_room() {
		let mut stakes = Stakes::default();
		for era in 0..crate::MAX_HISTORY {
			assert!(stakes.note(era, 0, ratio(u128::from(era))));
		}
		assert!(!stakes.note(crate::MAX_HISTORY, 0, ratio(1)));
		assert!(stakes.note(crate::MAX_HISTORY, 10, ratio(1)));
		assert_eq!((stakes.at(9).stake, stakes.at(10).stake, stakes.at(63).stake), (0, 10, 63));
		assert_eq!((stakes.at(64).stake, stakes.at(65).stake), (63, 1));
	}

	proptest! {
		#[test]
		fn pruning_changes_nothing_from_the_era_on(
			changes in prop::collection::vec((0u32..40, 0u128..=100), 0..20),
			from in 0u32..50,
		) {
			let mut changes = changes;
			changes.sort();
			let whole = magnitudes(&changes);
			let mut pruned = whole.clone();
			pruned.prune(from);
			for era in from..60 {
				prop_assert_eq!(pruned.at(era), whole.at(era));
				prop_assert_eq!(pruned.greatest_since(era), whole.greatest_since(era));
			}
		}

		/// What is taken and given back in parts is never more than it was, and lacks no more than
		/// the roundings.
		#[test]
		fn what_is_given_back_is_what_was_taken(
			changes in prop::collection::vec((0u32..40, 1u128..=100), 1..20),
			hundredths in 1u128..=100,
			thousandths in 0u128..=1_000,
		) {
			let mut changes = changes;
			changes.sort();
			let before = magnitudes(&changes);
			let whole = before.at(40);
			let taken = whole.scaled_floor(percent(hundredths), Magnitude::ONE);
			let mut after = before.clone();
			let lost = after.take(taken, whole);
			for era in 0..=40 {
				prop_assert!(after.at(era) <= before.at(era));
				prop_assert!(before.at(era).saturating_sub(after.at(era)) <= taken);
			}
			let first = taken.scaled_floor(Magnitude(thousandths), Magnitude(1_000));
			for part in [first, taken.saturating_sub(first)] {
				after.restore(&lost, part, taken, Magnitude::ONE);
			}
			for era in 0..=40 {
				prop_assert!(after.at(era) <= before.at(era));
				prop_assert!(before.at(era).saturating_sub(after.at(era)).0 <= 2);
			}
		}
	}
}
