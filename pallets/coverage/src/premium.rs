//! The premium: what part of the protocol's fees is earned, and paying it to the operators.

use crate::{
	arithmetic::{due_floor, premium_floor},
	Accounts, Config, Error, Event, Pallet, Settings,
};
use estuary_math::Shares;
use estuary_primitives::restaking::{ServiceId, SharedSecurity};
use frame_support::storage::with_storage_layer;
use sp_runtime::{traits::Get, DispatchResult, Perbill};

impl<T: Config> Pallet<T> {
	/// Slashable stake in the active era of the operators that a premium would be paid to.
	pub(crate) fn size(service: ServiceId) -> Shares {
		Shares(T::Security::rewarded_stake(service, T::StakedAsset::get()))
	}

	/// What losses for offences in the active era can still take of all operators.
	pub(crate) fn limit(service: ServiceId) -> Shares {
		let standing = Self::standing(service, T::ActiveEra::get());
		Shares(standing.iter().fold(0, |sum, next| sum.saturating_add(next.limit.0)))
	}

	/// The part of the protocol's fees that is earned now.
	pub(crate) fn premium_part() -> Perbill {
		Settings::<T>::get().map_or(Perbill::zero(), |settings| {
			settings.params.part_floor(Self::size(settings.service))
		})
	}

	/// What is earned of `fee` now.
	pub(crate) fn premium_of_floor(fee: Shares) -> Shares {
		premium_floor(fee, Self::premium_part())
	}

	/// `shares` have come in. They are paid to the operators, with a part of what waits.
	pub(crate) fn do_earn(shares: Shares) -> DispatchResult {
		let due = due_floor(shares, Accounts::<T>::get().surplus);
		Self::came_in(shares, |totals| &mut totals.earned)?;
		Self::deposit_event(Event::PremiumEarned { shares });
		if due.is_zero() {
			return Ok(());
		}
		match with_storage_layer(|| Self::pay(due)) {
			Ok(()) => Self::deposit_event(Event::PremiumPaid { shares: due }),
			Err(error) => {
				let surplus = Accounts::<T>::get().surplus;
				Self::deposit_event(Event::PremiumKept { surplus, error });
			},
		}
		Ok(())
	}

	fn pay(shares: Shares) -> DispatchResult {
		let service = Settings::<T>::get().ok_or(Error::<T>::NotSetUp)?.service;
		Self::went_out(shares, |totals| &mut totals.rewarded)?;
		T::Security::pay_reward(&Self::account(), service, T::StakedAsset::get(), shares.0)
	}
}
