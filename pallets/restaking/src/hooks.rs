//! Telling services what has happened.
//!
//! Storage item: `HookRunning`, written here alone.
//!
//! Architecture invariants: whatever a hook does, the call that led to it stands; while one runs,
//! nothing of this pallet can be changed.

use crate::{Config, Error, Event, HookRunning, Pallet};
use estuary_primitives::restaking::{run_hook, HookKind, ServiceHooks};
use frame_support::{ensure, weights::Weight};
use sp_runtime::{traits::Get, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Runs a hook. When it fails only what it did is undone.
	pub(crate) fn notify(kind: HookKind, hook: impl FnOnce() -> DispatchResult) {
		// Only a slash of a validator can come this far from within a hook: it is recorded, and
		// nobody is called again.
		if HookRunning::<T>::get() {
			return;
		}
		if T::Hooks::weight().any_gt(T::MaxHookWeight::get()) {
			return Self::deposit_event(Event::HookSkipped { hook: kind });
		}
		HookRunning::<T>::put(true);
		let outcome = run_hook::<T::AccountId, T::Hooks>(hook);
		HookRunning::<T>::kill();
		if let Err(error) = outcome {
			Self::deposit_event(Event::HookFailed { hook: kind, error });
		}
	}

	/// Refuses every change while a hook runs.
	pub(crate) fn ensure_not_in_hook() -> DispatchResult {
		ensure!(!HookRunning::<T>::get(), Error::<T>::Reentered);
		Ok(())
	}

	/// What `count` hooks can weigh.
	pub(crate) fn hook_weight(count: u32) -> Weight {
		T::Hooks::weight().min(T::MaxHookWeight::get()).saturating_mul(u64::from(count))
	}
}
