//! What the chain does by itself: it applies slashes that nobody applies, and forgets those that
//! can no longer be refunded.
//!
//! Storage items: `Due`, `SweepFrom`, written here alone.
//!
//! Slashes wait by the era in which they are due; the sweep goes from era to era, one slash at a
//! time, as far as the weight allows. A slash that cannot be applied (neither its destination nor
//! the treasury can take the stEST) is tried again in the next era and holds up no other one.

use crate::{weights::WeightInfo, Config, Due, Event, Pallet, Slashes, SweepFrom};
use estuary_primitives::restaking::SlashId;
use frame_support::{
	storage::with_storage_layer,
	weights::{Weight, WeightMeter},
};
use sp_runtime::DispatchResult;
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	/// Lets the chain deal with `slash` in `era`.
	pub(crate) fn schedule(era: EraIndex, slash: SlashId) {
		if !SweepFrom::<T>::exists() {
			SweepFrom::<T>::put(Self::now());
		}
		Due::<T>::insert(era, slash, ());
	}

	/// Takes a slash off the list.
	pub(crate) fn unschedule(era: EraIndex, slash: SlashId) {
		Due::<T>::remove(era, slash);
	}

	/// Puts a slash off.
	pub(crate) fn reschedule(from: EraIndex, to: EraIndex, slash: SlashId) {
		Self::unschedule(from, slash);
		Self::schedule(to, slash);
	}

	/// What a step costs at most: it applies a slash, or forgets one with all that is remembered of
	/// it.
	pub(crate) fn sweep_step_weight() -> Weight {
		T::WeightInfo::sweep_step()
			.max(T::WeightInfo::close_slash())
			.saturating_add(Self::hook_weight(1))
	}

	/// Deals with what is due, as far as `budget` allows.
	pub(crate) fn sweep_within(budget: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(budget);
		let step = Self::sweep_step_weight();
		while meter.can_consume(step) && Self::sweep_step() {
			meter.consume(step);
		}
		meter.consumed().saturating_add(T::WeightInfo::sweep_idle())
	}

	/// Deals with one slash or passes over one era. Whether there was anything to do.
	pub(crate) fn sweep_step() -> bool {
		let Some(era) = SweepFrom::<T>::get() else { return false };
		let now = Self::now();
		if era > now {
			return false;
		}
		match Due::<T>::iter_key_prefix(era).next() {
			Some(slash) => Self::settle_due(era, slash),
			None if era < now => SweepFrom::<T>::put(era.saturating_add(1)),
			None => return false,
		}
		true
	}

	fn settle_due(era: EraIndex, id: SlashId) {
		let outcome = with_storage_layer(|| -> DispatchResult {
			match Slashes::<T>::get(id) {
				Some(slash) if slash.applied => Self::forget_slash(id, &slash),
				Some(_) => Self::do_apply_slash(id).map(drop),
				None => {
					Self::unschedule(era, id);
					Ok(())
				},
			}
		});
		if let Err(error) = outcome {
			let due = Self::now().saturating_add(1);
			Self::reschedule(era, due, id);
			Self::delay_slash(id, due);
			Self::deposit_event(Event::SlashDelayed { slash: id, error });
		}
	}
}
