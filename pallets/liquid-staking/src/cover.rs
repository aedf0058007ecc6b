//! Cover: shares that are retired to meet a loss before holders and exits bear it, and the part of
//! the fee that is paid for that.
//!
//! Storage item: `CoverAllowance`, written here alone.
//!
//! Whoever covers is asked through [`LossCover`] and acts through [`CoverToken`], which works only
//! while it is asked and only for the amount in question (CV-1).

use crate::{books::Rate, types::Allowance, Config, CoverAllowance, Error, Event, Pallet};
use alloc::vec::Vec;
use estuary_math::{mul_div_ceil, mul_div_floor, Balance, Shares};
use estuary_primitives::{
	cover::{CoverToken, LossCover},
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
use sp_staking::EraIndex;

/// Losses of less than one part in so many of all claims, taken together, are not covered: how
/// often cover can be asked for an era is bounded, and borne by all they are hardly felt.
const LEAST_COVERED: Balance = 2_000;

fn sum(losses: &[Balance]) -> Balance {
	losses.iter().fold(0, |sum, loss| sum.saturating_add(*loss))
}

/// Deals `met` planck out over `losses`, of which they are no more than the sum: in proportion,
/// each part less than a planck from it and not above its loss. Together the parts are all of it.
fn deal_out(met: Balance, losses: &[Balance]) -> Vec<Balance> {
	let all = sum(losses);
	let (mut lost, mut dealt): (Balance, Balance) = (0, 0);
	let next = |loss: &Balance| {
		lost = lost.saturating_add(*loss);
		// Rounded for all up to this one, so that roundings do not add up. There is nothing to
		// divide by where nothing was lost.
		let due = mul_div_floor(met, lost, all).unwrap_or_default();
		let part = due.saturating_sub(dealt);
		dealt = due;
		part
	};
	losses.iter().map(next).collect()
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

	/// Lets cover meet as much as it can of `losses`, planck that were reported for `era`, all at
	/// once. Returns what is met of each: in proportion, and together exactly what is met.
	pub(crate) fn cover_losses(
		era: EraIndex,
		losses: &[Balance],
	) -> Result<Vec<Balance>, DispatchError> {
		let all = sum(losses);
		let enough = all > 0 && all >= Self::books()?.all_claims() / LEAST_COVERED;
		let met = if enough { Self::cover_loss(era, all) } else { 0 };
		Ok(deal_out(met, losses))
	}

	/// Lets cover meet as much as it can of `loss` planck that were reported for `era`; returns how
	/// much it does. Whatever goes wrong there, nothing of it has happened, and the loss is borne
	/// by all.
	fn cover_loss(era: EraIndex, loss: Balance) -> Balance {
		Self::charge_cover(1);
		let delay = T::Staking::slash_defer_duration().saturating_add(1);
		let offence = era.saturating_sub(delay);
		let met = with_storage_layer(|| {
			CoverAllowance::<T>::put(Allowance::Retire(loss));
			let met = T::Cover::cover(era, offence, loss);
			let left = match CoverAllowance::<T>::take() {
				Some(Allowance::Retire(left)) => left,
				_ => loss,
			};
			ensure!(loss.checked_sub(left) == Some(met), Error::<T>::BooksDisagree);
			Ok::<_, DispatchError>(met)
		});
		met.unwrap_or_else(|error| {
			Self::deposit_event(Event::CoverFailed { era, error });
			0
		})
	}

	/// Tells cover that staking took `used` planck of what it stood for in `era`.
	pub(crate) fn settle_cover(era: EraIndex, used: Balance) {
		if used > 0 {
			Self::charge_cover(1);
			T::Cover::settle(era, used);
		}
	}

	/// `amount` planck that cover stood for in `era` are not needed: it can have them back as
	/// shares. What it does not take is left to all holders.
	pub(crate) fn return_cover(era: EraIndex, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		Self::charge_cover(1);
		CoverAllowance::<T>::put(Allowance::Reissue(amount));
		T::Cover::give_back(era, amount);
		if let Some(Allowance::Reissue(left)) = CoverAllowance::<T>::take() {
			if left > 0 {
				Self::change_books(Rate::Holds, |books, now| {
					books.reissue(left, Shares::ZERO, now, Self::as_blocks(T::BlocksPerEra::get()))
				})?;
			}
		}
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

#[cfg(test)]
mod tests {
	use super::{deal_out, sum};
	use estuary_math::mul_div_floor;
	use proptest::prelude::*;

	#[test]
	fn what_is_met_should_be_dealt_out_in_proportion() {
		assert_eq!(deal_out(50, &[60, 0, 20, 20]), [30, 0, 10, 10]);
		assert_eq!(deal_out(100, &[60, 20, 20]), [60, 20, 20]);
		assert_eq!(deal_out(0, &[60, 20]), [0, 0]);
		// A third each, and what rounding leaves as soon as it is a planck.
		assert_eq!(deal_out(2, &[1, 1, 1]), [0, 1, 1]);
		assert_eq!(deal_out(100, &[100, 100, 100]), [33, 33, 34]);
		assert_eq!(deal_out(0, &[0, 0]), [0, 0]);
		assert!(deal_out(0, &[]).is_empty());
	}

	proptest! {
		#[test]
		fn parts_should_sum_to_what_is_met_and_be_no_more_than_the_losses(
			losses in prop::collection::vec(0..=u128::from(u64::MAX), 1..150),
			millionths in 0..=1_000_000u128,
		) {
			let all = sum(&losses);
			let met = mul_div_floor(all, millionths, 1_000_000).unwrap();
			let parts = deal_out(met, &losses);
			prop_assert_eq!(sum(&parts), met);
			for (part, loss) in parts.iter().zip(&losses) {
				prop_assert!(part <= loss);
				let exact = mul_div_floor(met, *loss, all.max(1)).unwrap();
				prop_assert!(part.abs_diff(exact) <= 1);
			}
		}
	}
}
