//! The premium: what part of the protocol's fees is earned, and paying it to the operators.

use crate::{arithmetic::premium_floor, Accounts, Config, Error, Event, Pallet, Settings};
use estuary_math::Shares;
use estuary_primitives::restaking::{ServiceId, SharedSecurity};
use frame_support::storage::with_storage_layer;
use sp_runtime::{traits::Get, DispatchResult, Perbill};

impl<T: Config> Pallet<T> {
	/// Slashable stake of all operators in the active era, and what can be taken of it.
	pub(crate) fn size(service: ServiceId) -> (Shares, Shares) {
		let (mut size, mut limit) = (0u128, 0u128);
		for standing in Self::standing(service) {
			size = size.saturating_add(standing.stake.0);
			limit = limit.saturating_add(standing.limit.0);
		}
		(Shares(size), Shares(limit))
	}

	/// The part of the protocol's fees that is earned now.
	pub(crate) fn premium_part() -> Perbill {
		Settings::<T>::get().map_or(Perbill::zero(), |settings| {
			settings.params.part_floor(Self::size(settings.service).0)
		})
	}

	/// What is earned of `fee` now.
	pub(crate) fn premium_of_floor(fee: Shares) -> Shares {
		premium_floor(fee, Self::premium_part())
	}

	/// `shares` have come in. They are paid to the operators, with all that waits.
	pub(crate) fn do_earn(shares: Shares) -> DispatchResult {
		Self::came_in(shares, |totals| &mut totals.earned)?;
		Self::deposit_event(Event::PremiumEarned { shares });
		let surplus = Accounts::<T>::get().surplus;
		if surplus.is_zero() {
			return Ok(());
		}
		match with_storage_layer(|| Self::pay(surplus)) {
			Ok(()) => Self::deposit_event(Event::PremiumPaid { shares: surplus }),
			Err(error) => Self::deposit_event(Event::PremiumKept { surplus, error }),
		}
		Ok(())
	}

	fn pay(shares: Shares) -> DispatchResult {
		let service = Settings::<T>::get().ok_or(Error::<T>::NotSetUp)?.service;
		Self::went_out(shares, |totals| &mut totals.rewarded)?;
		T::Security::pay_reward(&Self::account(), service, T::StakedAsset::get(), shares.0)
	}
}
