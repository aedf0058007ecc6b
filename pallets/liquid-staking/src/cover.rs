//! Cover: shares that are retired to meet a loss before holders and exits bear it, and the part of
//! the fee that is paid for that.
//!
//! Storage item: `CoverAllowance`, written here alone.
//!
//! Whoever covers is asked through [`LossCover`] and acts through [`CoverToken`], which works only
//! while it is asked and only for the amount in question (CV-1).

use crate::{
	books::Rate,
	types::{Allowance, PendingSlash},
	Config, CoverAllowance, Error, Event, Pallet,
};
use estuary_math::{mul_div_ceil, Balance, Shares};
use estuary_primitives::{
	cover::{CoverToken, LossCover, LossKey},
	restaking::StakedToken,
	staking::StakingBackend,
};
use frame_support::{
	dispatch::DispatchClass,
	ensure,
	storage::with_storage_layer,
	traits::{
		fungible::Mutate,
		tokens::{Fortitude, Precision, Preservation},
	},
};
use sp_runtime::{traits::Get, DispatchError, DispatchResult};

/// Reports that cover stands for at a time; those beyond are borne by holders and exits.
pub(crate) const MAX_COVERED: usize = 8;

/// A loss of less than one part in so many of all claims is not covered: a place for it would be
/// missing for a larger one, and borne by all it is hardly felt.
pub(crate) const LEAST_COVERED: Balance = 2_000;

impl<AccountId: Clone> PendingSlash<AccountId> {
	fn key(&self) -> LossKey<AccountId> {
		LossKey { era: self.era, validator: self.validator.clone() }
	}
}

impl<T: Config> Pallet<T> {
	/// Charges the block for `calls` of whoever covers: reports, slashes and settlements are not
	/// bounded by how much there is to cover, and do not charge for it themselves.
	fn charge_cover(calls: u64) {
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::Cover::weight().saturating_mul(calls),
			DispatchClass::Mandatory,
		);
	}

	/// Lets cover meet as much as it can of `loss` planck of `entry`; returns how much it does.
	/// Whatever goes wrong there, nothing of it has happened, and the loss is borne by all.
	pub(crate) fn cover_loss(entry: &mut PendingSlash<T::AccountId>, loss: Balance) -> Balance {
		if loss == 0 {
			return 0;
		}
		Self::charge_cover(1);
		let delay = T::Staking::slash_defer_duration().saturating_add(1);
		let offence = entry.era.saturating_sub(delay);
		let met = with_storage_layer(|| {
			CoverAllowance::<T>::put(Allowance::Retire(loss));
			let met = T::Cover::cover(&entry.key(), offence, loss);
			let left = match CoverAllowance::<T>::take() {
				Some(Allowance::Retire(left)) => left,
				_ => loss,
			};
			ensure!(loss.checked_sub(left) == Some(met), Error::<T>::BooksDisagree);
			Ok::<_, DispatchError>(met)
		});
		let met = match met {
			Ok(met) => met,
			Err(error) => {
				let PendingSlash { era, validator, .. } = entry.clone();
				Self::deposit_event(Event::CoverFailed { era, validator, error });
				0
			},
		};
		entry.provision.cover = entry.provision.cover.saturating_add(met);
		met
	}

	/// Uses cover up for as much of `loss` planck of `entry` as it stands for; returns how much.
	pub(crate) fn use_cover(
		entry: &mut PendingSlash<T::AccountId>,
		loss: Balance,
	) -> Result<Balance, DispatchError> {
		let used = loss.min(entry.provision.cover);
		if used > 0 {
			Self::change_books(Rate::Holds, |books, _| {
				books.apply_cover(&mut entry.provision, used)
			})?;
			Self::charge_cover(1);
			T::Cover::settle(&entry.key(), used);
		}
		Ok(used)
	}

	/// `amount` planck that cover stood for are not needed: it can have them back as shares. What
	/// it does not take is left to all holders.
	pub(crate) fn return_cover(
		entry: &mut PendingSlash<T::AccountId>,
		amount: Balance,
	) -> DispatchResult {
		let amount = amount.min(entry.provision.cover);
		if amount == 0 {
			return Ok(());
		}
		Self::charge_cover(1);
		CoverAllowance::<T>::put(Allowance::Reissue(amount));
		T::Cover::give_back(&entry.key(), amount);
		if let Some(Allowance::Reissue(left)) = CoverAllowance::<T>::take() {
			if left > 0 {
				Self::change_books(Rate::Holds, |books, now| {
					books.reissue(left, Shares::ZERO, now, Self::as_blocks(T::BlocksPerEra::get()))
				})?;
			}
		}
		entry.provision.cover = entry.provision.cover.saturating_sub(amount);
		Ok(())
	}

	fn burn_from(who: &T::AccountId, shares: Shares) -> DispatchResult {
		T::Shares::burn_from(
			who,
			shares.0,
			Preservation::Expendable,
			Precision::Exact,
			Fortitude::Polite,
		)?;
		Ok(())
	}

	/// Notes what whoever covers may still do.
	fn allow(allowance: Allowance) {
		#[cfg(feature = "runtime-benchmarks")]
		if CoverAllowance::<T>::get() == Some(Allowance::Benchmark) {
			return;
		}
		CoverAllowance::<T>::put(allowance);
	}

	/// Mints the `fee`: the premium to whoever covers, the rest to `recipient`.
	pub(crate) fn pay_fee(fee: Shares, recipient: &T::AccountId) -> DispatchResult {
		if fee.is_zero() {
			return Ok(());
		}
		Self::charge_cover(2);
		let premium = T::Cover::premium(fee).filter(|(_, shares)| *shares <= fee);
		let paid = premium.filter(|(account, shares)| {
			!shares.is_zero() && T::Shares::mint_into(account, shares.0).is_ok()
		});
		let rest = paid.as_ref().map_or(fee, |(_, shares)| Shares(fee.0.saturating_sub(shares.0)));
		if !rest.is_zero() {
			T::Shares::mint_into(recipient, rest.0)?;
		}
		if let Some((_, shares)) = paid {
			T::Cover::earned(shares);
		}
		Ok(())
	}
}

impl<T: Config> StakedToken<T::AccountId> for Pallet<T> {
	fn burn(who: &T::AccountId, shares: Shares) -> Result<Balance, DispatchError> {
		with_storage_layer(|| {
			Self::burn_from(who, shares)?;
			let value = Self::change_books(Rate::Holds, |books, now| {
				books.burn(shares, now, Self::as_blocks(T::BlocksPerEra::get()))
			})?;
			Self::deposit_event(Event::SharesBurned { who: who.clone(), shares, value });
			Ok(value)
		})
	}
}

impl<T: Config> CoverToken<T::AccountId> for Pallet<T> {
	fn shares_for_ceil(value: Balance) -> Option<Shares> {
		let books = Self::books().ok()?;
		let shares = mul_div_ceil(value, books.issuance.0, books.net_equity(Self::now()))?;
		Some(Shares(shares))
	}

	fn retire(who: &T::AccountId, shares: Shares) -> Result<Balance, DispatchError> {
		with_storage_layer(|| {
			let left = match CoverAllowance::<T>::get() {
				Some(Allowance::Retire(left)) => left,
				#[cfg(feature = "runtime-benchmarks")]
				Some(Allowance::Benchmark) => Balance::MAX,
				_ => return Err(Error::<T>::NotCovering.into()),
			};
			Self::burn_from(who, shares)?;
			let value =
				Self::change_books(Rate::Holds, |books, now| books.retire(shares, left, now))?;
			Self::allow(Allowance::Retire(left.saturating_sub(value)));
			Self::deposit_event(Event::SharesRetired { who: who.clone(), shares, value });
			Ok(value)
		})
	}

	fn reissue(who: &T::AccountId, value: Balance, most: Shares) -> Result<Shares, DispatchError> {
		with_storage_layer(|| {
			let left = match CoverAllowance::<T>::get() {
				Some(Allowance::Reissue(left)) => left,
				#[cfg(feature = "runtime-benchmarks")]
				Some(Allowance::Benchmark) => Balance::MAX,
				_ => return Err(Error::<T>::NotCovering.into()),
			};
			let left = left.checked_sub(value).ok_or(Error::<T>::NotCovering)?;
			let shares = Self::change_books(Rate::Holds, |books, now| {
				books.reissue(value, most, now, Self::as_blocks(T::BlocksPerEra::get()))
			})?;
			T::Shares::mint_into(who, shares.0)?;
			Self::allow(Allowance::Reissue(left));
			Self::deposit_event(Event::SharesReissued { who: who.clone(), shares, value });
			Ok(shares)
		})
	}
}
