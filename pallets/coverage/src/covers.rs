//! Covering losses, and what becomes of it.
//!
//! Storage items: `Covers`, `History`, written here alone.
//!
//! ```text
//!              retired        = shares of all slashes of an era
//!  in force    = covered - settled - given back          (planck)
//!  refundable  = what the slashes can still give back    (shares)
//!       settle(used):      both shrink by used / in force
//!       give back(amount): both shrink by amount / in force, reissued <= that part of the shares
//!       a slash that can give nothing back: closed in restaking, its place is free
//! ```

use crate::{
	arithmetic::{next_part_floor, refundable_floor, shares_left_floor, shares_to_retire},
	types::Cover,
	Accounts, Config, Covers, Error, Event, History, Pallet, Settings, WeightInfo,
};
use estuary_math::{Balance, Shares};
use estuary_primitives::{
	cover::{CoverToken, LossCover},
	coverage::PastCover,
};
use frame_support::{ensure, storage::with_storage_layer, traits::Defensive, weights::Weight};
use sp_runtime::{traits::Get, DispatchError, DispatchResult};
use sp_staking::EraIndex;

type CoverOf<T> = Cover<<T as Config>::MaxSlashes>;

impl<T: Config> Pallet<T> {
	/// Meets as much of `loss`, to be applied in `era` for offences in the era `offence`, as there
	/// is stake for: with one slash per operator, however many validators it comes from. The planck
	/// that were met.
	pub(crate) fn do_cover(
		era: EraIndex,
		offence: EraIndex,
		loss: Balance,
	) -> Result<Balance, DispatchError> {
		let service = Self::settings()?.service;
		let mut cover = Covers::<T>::get(era).unwrap_or_default();
		let most = <usize as TryFrom<u32>>::try_from(T::MaxSlashes::get()).unwrap_or(usize::MAX);
		let room = most.saturating_sub(cover.slashes.len());
		let needed = Self::shares_for(loss)?;
		let parts = match Self::slash_operators(era, service, offence, needed, room) {
			Ok(parts) => parts,
			// Nothing has changed, and it is told who was skipped.
			Err(error) => return Ok(Self::nothing_covered(era, loss, error)),
		};
		let all = parts.iter().try_fold(Shares::ZERO, |sum, part| sum.checked_add(part.shares));
		let shares = all.ok_or(Error::<T>::Overflow)?;
		let covered = T::Token::retire(&Self::account(), shares)?;
		// CV-1.
		ensure!(covered <= loss, Error::<T>::TokenMisbehaved);
		ensure!(covered > 0, Error::<T>::NothingSlashable);
		Self::went_out(shares, |totals| &mut totals.retired)?;
		Self::with_books(|books| {
			books.totals.lost = books.totals.lost.checked_add(loss)?;
			books.totals.covered = books.totals.covered.checked_add(covered)?;
			Some(())
		})?;
		for part in parts {
			cover.slashes.try_push(part).map_err(|_| Error::<T>::Overflow)?;
		}
		cover.lost = cover.lost.checked_add(loss).ok_or(Error::<T>::Overflow)?;
		cover.covered = cover.covered.checked_add(covered).ok_or(Error::<T>::Overflow)?;
		cover.retired = cover.retired.checked_add(shares).ok_or(Error::<T>::Overflow)?;
		Covers::<T>::insert(era, cover);
		Self::deposit_event(Event::LossCovered { era, loss, covered, shares });
		Ok(covered)
	}

	/// The holders bear all of `loss`.
	fn nothing_covered(era: EraIndex, loss: Balance, error: DispatchError) -> Balance {
		Self::deposit_event(Event::CoverFailed { era, loss, error });
		0
	}

	/// Shares to retire for `loss`: worth no more than it.
	fn shares_for(loss: Balance) -> Result<Shares, DispatchError> {
		ensure!(loss > 0, Error::<T>::AmountZero);
		let enough = T::Token::shares_for_ceil(loss).ok_or(Error::<T>::RateUndefined)?;
		let more = loss.checked_add(1).ok_or(Error::<T>::Overflow)?;
		let beyond = T::Token::shares_for_ceil(more).ok_or(Error::<T>::RateUndefined)?;
		let shares = shares_to_retire(enough, beyond);
		ensure!(!shares.is_zero(), Error::<T>::LossBelowOneShare);
		Ok(shares)
	}

	/// Staking took `used`: as large a part of the shares never comes back.
	fn do_settle(era: EraIndex, used: Balance) -> DispatchResult {
		let Some(mut cover) = Covers::<T>::get(era) else { return Ok(()) };
		let whole = cover.in_force();
		let used = used.min(whole);
		if used == 0 {
			return Ok(());
		}
		for part in cover.slashes.iter_mut() {
			part.shares = shares_left_floor(part.shares, used, whole);
		}
		cover.settled = cover.settled.checked_add(used).ok_or(Error::<T>::Overflow)?;
		Self::with_books(|books| {
			books.totals.settled = books.totals.settled.checked_add(used)?;
			Some(())
		})?;
		Self::deposit_event(Event::CoverSettled { era, used });
		Self::put_cover(era, cover)
	}

	/// `amount` is cancelled: shares for it are issued again, as many as were retired for it at
	/// most, and go back to where they came from, pro rata.
	fn do_give_back(era: EraIndex, amount: Balance) -> DispatchResult {
		let Some(mut cover) = Covers::<T>::get(era) else { return Ok(()) };
		let whole = cover.in_force();
		let amount = amount.min(whole);
		if amount == 0 {
			return Ok(());
		}
		let mut rest = cover.refundable();
		let mut freed = refundable_floor(rest, amount, whole);
		let reissued = Self::reissue(era, amount, freed);
		let mut back = reissued;
		for part in cover.slashes.iter_mut() {
			let lost = next_part_floor(freed, part.shares, rest);
			let refunded = next_part_floor(back, part.shares, rest);
			rest = Shares(rest.0.saturating_sub(part.shares.0));
			freed = Shares(freed.0.saturating_sub(lost.0));
			back = Shares(back.0.saturating_sub(refunded.0));
			part.shares = Shares(part.shares.0.saturating_sub(lost.0));
			Self::refund(part.slash, refunded);
		}
		cover.given_back = cover.given_back.checked_add(amount).ok_or(Error::<T>::Overflow)?;
		cover.reissued = cover.reissued.checked_add(reissued).ok_or(Error::<T>::Overflow)?;
		Self::with_books(|books| {
			books.totals.given_back = books.totals.given_back.checked_add(amount)?;
			Some(())
		})?;
		Self::deposit_event(Event::CoverGivenBack { era, amount, shares: reissued });
		Self::put_cover(era, cover)
	}

	/// Issues shares for `amount` again, `most` at most. Where that fails the amount stays with all
	/// holders: none.
	fn reissue(era: EraIndex, amount: Balance, most: Shares) -> Shares {
		if most.is_zero() {
			return Shares::ZERO;
		}
		let reissued = with_storage_layer(|| -> Result<Shares, DispatchError> {
			let shares = T::Token::reissue(&Self::account(), amount, most)?;
			ensure!(shares <= most, Error::<T>::TokenMisbehaved);
			Self::came_in(shares, |totals| &mut totals.reissued)?;
			Ok(shares)
		});
		reissued.unwrap_or_else(|error| {
			Self::deposit_event(Event::ReissueFailed { era, amount, error });
			Shares::ZERO
		})
	}

	/// Writes a cover; one of which nothing is in force any more becomes history. Slashes that can
	/// give nothing back are closed and make room for others, here and in restaking.
	fn put_cover(era: EraIndex, mut cover: CoverOf<T>) -> DispatchResult {
		let in_force = cover.in_force() > 0;
		cover.slashes.retain(|part| {
			let keep = in_force && !part.shares.is_zero();
			if !keep {
				Self::close(part.slash);
			}
			keep
		});
		if in_force {
			Covers::<T>::insert(era, cover);
			return Ok(());
		}
		Covers::<T>::remove(era);
		let number = Accounts::<T>::get().totals.finished;
		Self::with_books(|books| {
			books.totals.finished = books.totals.finished.checked_add(1)?;
			Some(())
		})?;
		let place = number.checked_rem(T::MaxHistory::get().into()).unwrap_or_default();
		let Cover { lost, covered, settled, given_back, retired, reissued, .. } = cover;
		History::<T>::insert(
			place,
			PastCover { number, era, lost, covered, settled, given_back, retired, reissued },
		);
		Ok(())
	}

	/// What cannot fail unless a number does not fit: if it does, nothing has happened.
	fn undisturbed(what: &str, change: impl FnOnce() -> DispatchResult) {
		if let Err(error) = with_storage_layer(change).defensive() {
			log::error!(target: crate::LOG_TARGET, "{what} failed: {error:?}");
		}
	}
}

impl<T: Config> LossCover<T::AccountId> for Pallet<T> {
	fn weight() -> Weight {
		let (operators, slashes) = (T::MaxOperators::get(), T::MaxSlashes::get());
		T::WeightInfo::cover(operators)
			.max(T::WeightInfo::settle(slashes))
			.max(T::WeightInfo::give_back(slashes))
			.max(T::WeightInfo::premium(operators))
			.max(T::WeightInfo::earned(operators))
	}

	fn cover(era: EraIndex, offence: EraIndex, loss: Balance) -> Balance {
		if !Settings::<T>::exists() {
			return 0;
		}
		with_storage_layer(|| Self::do_cover(era, offence, loss))
			.unwrap_or_else(|error| Self::nothing_covered(era, loss, error))
	}

	fn settle(era: EraIndex, used: Balance) {
		Self::undisturbed("settling a cover", || Self::do_settle(era, used));
	}

	fn give_back(era: EraIndex, amount: Balance) {
		Self::undisturbed("giving a cover back", || Self::do_give_back(era, amount));
	}

	fn premium(fee: Shares) -> Option<(T::AccountId, Shares)> {
		let shares = Self::premium_of_floor(fee);
		(!shares.is_zero()).then(|| (Self::account(), shares))
	}

	fn earned(shares: Shares) {
		Self::undisturbed("earning a premium", || Self::do_earn(shares));
	}
}
