//! The invariants, checked on all of the storage. The numbers are those of `docs/design.md`.

use crate::{
	Batches, Claims, Config, CoverAllowance, Cycle, Delay, HoldReason, Pallet, Parameters, Pending,
	Pool, Pots, Queue, Ranking, Registrations,
};
use alloc::collections::BTreeMap;
use estuary_primitives::staking::StakingBackend;
use frame_support::{
	ensure,
	traits::fungible::{Inspect, InspectHold},
};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// LS-1 to LS-3, and that what is kept twice agrees.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let Some(books) = Pool::<T>::get() else {
			ensure!(Pots::<T>::get().is_empty(), "pots without a pool");
			return Ok(());
		};
		ensure!(Parameters::<T>::exists(), "a pool without parameters");

		ensure!(books.balance(), "LS-1: the two sides of the books differ");
		let mut stakes: u128 = 0;
		for pot in Pots::<T>::get() {
			let total = match T::Staking::ledger(&pot.account).total {
				// Staking has let go of it: the next settlement takes what is free in its account.
				0 => Self::released_by(&pot.account),
				total => total,
			};
			ensure!(total >= pot.stake, "LS-1: a pot has less than the books say");
			stakes = stakes.saturating_add(pot.stake);
		}
		ensure!(stakes == books.pots, "LS-1: the pots' stakes do not sum to that of the books");
		let pool = T::Currency::balance(&Self::pool_account());
		ensure!(
			pool >= books.idle.saturating_add(T::Currency::minimum_balance()),
			"LS-1: the pool's account has less than the idle EST of the books"
		);

		// A holder whose account was opened with a deposit of its own can burn what it holds
		// (`pallet_assets::refund`). To the books these are shares that nobody will redeem.
		ensure!(
			T::Shares::total_issuance() <= books.issuance.0,
			"LS-2: there is more stEST than the books say"
		);
		ensure!(
			T::Shares::balance(&Self::exit_account()) >= books.open_shares.0,
			"LS-2: the open batch has fewer shares than the books say"
		);

		Self::check_provisions(&books)?;
		ensure!(books.reserve <= books.idle, "LS-1: the reserve is more than what is idle");
		Self::check_validators()?;
		Self::check_delay(&books)?;
		Self::check_batches(&books)
	}

	/// What is provided for pending slashes is what they will take, and sums to the provision.
	fn check_provisions(books: &crate::Books) -> Result<(), TryRuntimeError> {
		let (mut total, mut bought, mut exits, mut cover) = (0u128, 0u128, 0u128, 0u128);
		for entry in Pending::<T>::get() {
			let provision = entry.provision;
			ensure!(
				provision.met() == entry.beyond_bond(),
				"LS-1: another loss is provided for than is pending"
			);
			ensure!(
				provision.exits <= provision.total(),
				"LS-8: the exits' part of a provision is more than all of it"
			);
			total = total.saturating_add(provision.total()).saturating_add(provision.cover);
			cover = cover.saturating_add(provision.cover);
			bought = bought.saturating_add(provision.bought);
			exits = exits.saturating_add(provision.exits);
		}
		ensure!(total == books.provision, "LS-1: pending slashes do not sum to the provision");
		ensure!(bought == books.provision_bought, "LS-1: what was bought of the provision");
		ensure!(cover == books.provision_cover, "CV-1: cover does not sum to that of the books");
		ensure!(!CoverAllowance::<T>::exists(), "CV-1: nobody is being asked to cover");
		ensure!(exits == books.provision_exits, "LS-1: the exits' part of the provision");
		Ok(())
	}

	/// Bonds are on hold, and as much of them is at risk as pending slashes count on.
	fn check_validators() -> Result<(), TryRuntimeError> {
		let pending = Pending::<T>::get();
		let ranking = Ranking::<T>::get();
		let mut staying = 0usize;
		for (validator, registration) in Registrations::<T>::iter() {
			let held = T::Currency::balance_on_hold(&HoldReason::ValidatorBond.into(), &validator);
			ensure!(held >= registration.bond, "a bond is not on hold");
			let at_risk = pending
				.iter()
				.filter(|entry| entry.validator.as_ref() == Some(&validator))
				.fold(0u128, |sum, entry| sum.saturating_add(entry.covered));
			ensure!(at_risk == registration.at_risk, "pending slashes count on another bond");
			ensure!(at_risk <= registration.bond, "more of a bond is at risk than there is");
			let ranked = ranking.iter().filter(|ranked| ranked.validator == validator).count();
			ensure!(
				ranked == usize::from(registration.release.is_none()),
				"a registered validator is not in the ranking, or one that left is"
			);
			staying = staying.saturating_add(ranked);
		}
		ensure!(staying == ranking.len(), "a validator in the ranking has not registered");
		Ok(())
	}

	/// LS-9: a batch older than the bonding duration and two eras is paid, or the reason is stored.
	fn check_delay(books: &crate::Books) -> Result<(), TryRuntimeError> {
		// Time in which no settlement could run does not count.
		let settled = Cycle::<T>::get().settled;
		// Also one that is open still: it should have closed when the next era was active.
		let open = (!books.open_shares.is_zero()).then_some(books.open_batch);
		let late = Queue::<T>::get().into_iter().chain(open).any(|era| {
			era.saturating_add(T::Staking::bonding_duration()).saturating_add(2) < settled
		});
		ensure!(!late || Delay::<T>::exists(), "LS-9: a late batch without a reason");
		Ok(())
	}

	fn check_batches(books: &crate::Books) -> Result<(), TryRuntimeError> {
		let mut unpaid: u128 = 0;
		let mut units: u128 = 0;
		let mut waiting: u32 = 0;
		let mut by_batch: BTreeMap<_, u128> = BTreeMap::new();
		for (_, era, shares) in Claims::<T>::iter() {
			let sum = by_batch.entry(era).or_default();
			*sum = sum.saturating_add(shares.0);
		}
		let open = by_batch.remove(&books.open_batch).unwrap_or_default();
		ensure!(open == books.open_shares.0, "LS-3: claims do not sum to the open batch");
		for (era, batch) in Batches::<T>::iter() {
			let claims = by_batch.remove(&era).unwrap_or_default();
			ensure!(claims == batch.unclaimed.0, "LS-3: claims do not sum to their batch");
			unpaid = unpaid.saturating_add(batch.unpaid);
			if batch.payout.is_none() {
				waiting = waiting.saturating_add(1);
				ensure!(Queue::<T>::get().contains(&era), "LS-9: a waiting batch is not queued");
				if batch.generation == books.exit_generation {
					units = units.saturating_add(batch.units);
				}
			}
		}
		ensure!(by_batch.is_empty(), "LS-3: a claim on a batch that does not exist");
		ensure!(Queue::<T>::decode_len().unwrap_or(0) == waiting as usize, "LS-9: queue");
		ensure!(units == books.exit_units, "LS-1: batches do not sum to the exit units");
		ensure!(unpaid == books.claims, "LS-3: unclaimed payouts are not those of the books");
		let claims = T::Currency::balance(&Self::claims_account());
		ensure!(
			claims >= unpaid.saturating_add(T::Currency::minimum_balance()),
			"LS-3: the claims account has less than is unclaimed"
		);
		Ok(())
	}
}
