//! CV-1 and the books, checked on all of the storage.

use crate::{Accounts, Config, Covers, History, Pallet, Settings};
use estuary_primitives::restaking::{ServiceId, SharedSecurity};
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::{traits::Get, Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// CV-1 for each loss and in total, and that every share is accounted for and there. That
	/// no more was taken for an era than the terms allow is RS-3 of restaking.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let books = Accounts::<T>::get();
		let totals = books.totals;
		ensure!(books.balance(), "shares that came in are neither gone nor in the surplus");
		ensure!(totals.covered <= totals.lost, "CV-1: more was covered than lost");
		ensure!(totals.reissued <= totals.retired, "CV-1: more was reissued than retired");
		let Some(settings) = Settings::<T>::get() else {
			ensure!(totals == Default::default(), "cover without a service");
			return Ok(());
		};
		ensure!(settings.params.is_sound(), "a premium that is not sound");
		let terms = T::Security::terms(settings.service).ok_or("the service does not exist")?;
		ensure!(terms.slasher == Self::account(), "somebody else slashes for the service");
		let least = T::Shares::minimum_balance().saturating_add(books.surplus.0);
		let balance = T::Shares::balance(&Self::account());
		ensure!(balance >= least, "the account has less than the surplus");
		Self::check_covers(settings.service)?;
		Self::check_history()
	}

	fn check_covers(service: ServiceId) -> Result<(), TryRuntimeError> {
		let mut in_force: u128 = 0;
		for (_, cover) in Covers::<T>::iter() {
			let over = cover.settled.saturating_add(cover.given_back);
			ensure!(cover.covered <= cover.lost, "CV-1: more was covered of a loss than lost");
			ensure!(over < cover.covered, "a cover that is over is not in the history");
			ensure!(
				cover.reissued.0.saturating_add(cover.refundable().0) <= cover.retired.0,
				"CV-1: more can come back for a loss than was retired"
			);
			for part in &cover.slashes {
				// One whose refund window has ended is forgotten: what would come back stays here.
				let Some(slash) = T::Security::slash(part.slash) else { continue };
				ensure!(slash.service == service, "a cover by a slash of somebody else");
				ensure!(
					part.shares.0 <= slash.amount.saturating_sub(slash.refunded),
					"more can come back for a loss than a slash can give back"
				);
			}
			in_force = in_force.saturating_add(cover.in_force());
		}
		let totals = Accounts::<T>::get().totals;
		let over = totals.settled.saturating_add(totals.given_back);
		ensure!(
			over.saturating_add(in_force) == totals.covered,
			"the covers do not sum to what is in force"
		);
		Ok(())
	}

	fn check_history() -> Result<(), TryRuntimeError> {
		let depth = u64::from(T::MaxHistory::get());
		let finished = Accounts::<T>::get().totals.finished;
		let mut kept: u64 = 0;
		for (place, past) in History::<T>::iter() {
			ensure!(past.number.checked_rem(depth) == Some(place), "a past cover out of place");
			ensure!(past.number < finished, "a past cover that was not counted");
			ensure!(past.covered <= past.lost, "CV-1: more was covered of a past loss than lost");
			kept.saturating_inc();
		}
		ensure!(kept == finished.min(depth), "a past cover is missing");
		Ok(())
	}
}
