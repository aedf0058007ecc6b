//! What is pending is brought in line with staking's own list of unapplied slashes, era by era.
//!
//! ```text
//!  staking's list ─► bonds put at risk ─► less than before: given back, cover in one call
//!                                      ─► more: cover is asked once for all of it, and what it
//!                                         meets is dealt out; the rest is borne
//! ```

use crate::{
	books::Rate,
	provision::{Provision, Released},
	types::{PendingSlash, PotAmounts, MAX_NAMED_PENDING},
	Config, Error, Event, Pallet, Pending, Pot, Pots,
};
use alloc::vec::Vec;
use estuary_math::Balance;
use estuary_primitives::{
	staking::{StakingBackend, UnappliedSlash},
	types::ReleaseReason,
};
use sp_runtime::{DispatchError, DispatchResult};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	/// Brings what is pending for `era` in line with what staking will apply when it begins. Of an
	/// era that has begun nothing will be. Returns how many slashes there were to look at.
	pub(crate) fn reconcile_era(era: EraIndex) -> Result<u32, DispatchError> {
		let active = T::Staking::active_era().unwrap_or_default();
		let (old, mut pending): (Vec<_>, Vec<_>) =
			Pending::<T>::get().into_iter().partition(|entry| entry.era == era);
		let pots = Pots::<T>::get();
		let found = if era > active {
			let accounts: Vec<_> = pots.iter().map(|pot| pot.account.clone()).collect();
			T::Staking::unapplied_slashes(era, &accounts)
		} else {
			Vec::new()
		};
		if found.is_empty() && old.is_empty() {
			return Ok(0);
		}
		let looked_at = u32::try_from(found.len().max(old.len())).unwrap_or(u32::MAX);
		let mut new = Self::to_pend(era, found, &pots, &old, &pending);
		Self::let_go(era, &old, &mut new)?;
		Self::provide_for_reported(era, &old, &mut new, &mut pending)?;
		pending.extend(new);
		Self::write_pending(pending);
		Self::review_bunker();
		Ok(looked_at)
	}

	/// Gives back what is provided for beyond what will be lost in `era`: of what is in `new` with
	/// less than in `old`, and of what is not in it any more.
	fn let_go(
		era: EraIndex,
		old: &[PendingSlash<T::AccountId>],
		new: &mut [PendingSlash<T::AccountId>],
	) -> DispatchResult {
		let to_come = era > T::Staking::active_era().unwrap_or_default();
		let mut given_back = Released::default();
		let mut bonded = Released::default();
		let mut of_cover: Balance = 0;
		for entry in new.iter_mut() {
			let loss_before = entry.before(old).map_or(0, PendingSlash::loss);
			let less = entry.provision.met().saturating_sub(entry.beyond_bond());
			let not_lost = loss_before.saturating_sub(entry.loss()).min(less);
			given_back = given_back.and(Self::lower(entry, not_lost, &mut of_cover)?);
			let now_bonded = less.saturating_sub(not_lost);
			bonded = bonded.and(Self::lower(entry, now_bonded, &mut of_cover)?);
		}
		for entry in old.iter().filter(|entry| entry.before(new).is_none()) {
			let mut entry = entry.clone();
			let all = entry.provision.met();
			given_back = given_back.and(Self::lower(&mut entry, all, &mut of_cover)?);
			if let Some(validator) = &entry.validator {
				Self::uncover(validator, entry.covered);
				if to_come {
					Self::lift_suspension(validator, era);
				}
			}
		}
		Self::return_cover(era, of_cover)?;
		let reason = if to_come { ReleaseReason::Cancelled } else { ReleaseReason::NotApplied };
		Self::note_released(era, given_back, reason);
		Self::note_released(era, bonded, ReleaseReason::Covered);
		Ok(())
	}

	/// Meets what will be lost in `era` according to `new` beyond what was in `old`: cover as much
	/// as it can of all together, holders and exits the rest of each. `others` is pending for other
	/// eras: what batches have bought of it bears what is more than all claims.
	fn provide_for_reported(
		era: EraIndex,
		old: &[PendingSlash<T::AccountId>],
		new: &mut [PendingSlash<T::AccountId>],
		others: &mut [PendingSlash<T::AccountId>],
	) -> DispatchResult {
		let mut reported = Vec::new();
		let mut losses: Vec<Balance> = Vec::new();
		for (position, entry) in new.iter().enumerate() {
			let before = entry.before(old).map_or(0, PendingSlash::loss);
			let loss = entry.loss().saturating_sub(before);
			if loss > 0 {
				reported.push((position, entry.validator.clone(), loss));
				losses.push(entry.beyond_bond().saturating_sub(entry.provision.met()));
			}
		}
		let covers = Self::cover_losses(era, &losses)?;
		let mut provisions: Vec<&mut Provision> =
			new.iter_mut().chain(others).map(|entry| &mut entry.provision).collect();
		for (((position, validator, loss), beyond), cover) in
			reported.into_iter().zip(losses).zip(covers)
		{
			// Taken out while the others may have to bear a part of it.
			let own = provisions.get_mut(position).map(|own| core::mem::take(&mut **own));
			let mut own = own.ok_or(Error::<T>::BooksDisagree)?;
			own.cover = own.cover.saturating_add(cover);
			let provided = beyond.saturating_sub(cover);
			let borne = Self::change_books(Rate::MayFall, |books, now| {
				books.provide(&mut own, provided, &mut provisions, now)
			})?;
			if let Some(place) = provisions.get_mut(position) {
				**place = own;
			}
			Self::deposit_event(Event::LossReported {
				era,
				validator,
				loss,
				covered: loss.saturating_sub(beyond),
				cover,
				holders: borne.holders(),
				exits: borne.exits(),
			});
		}
		Ok(())
	}

	/// The entries for what staking will apply when `era` begins, with bonds of validators put at
	/// risk for them.
	///
	/// `old` are the entries of that era so far, `others` those of other eras. A pot cannot lose
	/// more than it has.
	fn to_pend(
		era: EraIndex,
		found: Vec<UnappliedSlash<T::AccountId>>,
		pots: &[Pot<T::AccountId>],
		old: &[PendingSlash<T::AccountId>],
		others: &[PendingSlash<T::AccountId>],
	) -> Vec<PendingSlash<T::AccountId>> {
		let mut room: Vec<Balance> = (0usize..)
			.zip(pots.iter())
			.map(|(index, pot)| {
				others.iter().fold(pot.stake, |room, o| room.saturating_sub(o.amount(index)))
			})
			.collect();
		let named = others.iter().filter(|entry| entry.validator.is_some()).count();
		let mut left = usize::try_from(MAX_NAMED_PENDING).unwrap_or(0).saturating_sub(named);
		let mut new: Vec<PendingSlash<T::AccountId>> = Vec::new();
		for slash in found {
			let known = old.iter().any(|entry| entry.validator.as_ref() == Some(&slash.validator));
			if !known {
				Self::suspend(&slash.validator, era);
			}
			let watched = Self::is_suspected(&slash.validator);
			let amounts: Vec<Balance> = room
				.iter_mut()
				.zip(slash.amounts)
				.map(|(room, amount)| {
					let amount = amount.min(*room);
					*room = room.saturating_sub(amount);
					amount
				})
				.collect();
			// One that costs no pot anything is kept so that its cancellation is noticed, and so
			// that it suspends and counts once, whatever governance has chosen since.
			if amounts.iter().all(|amount| *amount == 0) && !watched && !known {
				continue;
			}
			// One that does not fit by name is provided for without its bond.
			let mut name = Some(slash.validator);
			if !new.iter().any(|entry| entry.validator == name) {
				if left == 0 {
					name = None;
				} else {
					left = left.saturating_sub(1);
				}
			}
			match new.iter_mut().find(|entry| entry.validator == name) {
				Some(entry) => entry.amounts.iter_mut().zip(amounts).for_each(|(sum, amount)| {
					*sum = sum.saturating_add(amount);
				}),
				None => new.push(PendingSlash {
					era,
					validator: name,
					amounts: PotAmounts::truncate_from(amounts),
					covered: 0,
					provision: Provision::default(),
				}),
			}
		}
		for entry in &mut new {
			let before = entry.before(old);
			entry.provision = before.map_or_else(Provision::default, |other| other.provision);
			if let Some(validator) = &entry.validator {
				let already = before.map_or(0, |other| other.covered);
				entry.covered = Self::cover(validator, entry.loss(), already);
			}
		}
		new
	}
}
