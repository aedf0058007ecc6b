//! What service pallets call.

use crate::{types::TermsOf, Config, Pallet, ServiceOperators, Services, Slashes};
use alloc::vec::Vec;
use estuary_math::Balance;
use estuary_primitives::restaking::{
	ServiceDelays, ServiceId, SharedSecurity, SlashId, SlashOrder, SlashState, SlashView,
};
use frame_support::storage::with_storage_layer;
use sp_runtime::{traits::Get, DispatchError, DispatchResult, Perbill};
use sp_staking::EraIndex;

/// Each change runs in a storage layer: what is refused has changed nothing, also for a pallet that
/// goes on after a failure.
impl<T: Config> SharedSecurity<T::AccountId> for Pallet<T> {
	type AssetId = T::AssetId;

	fn delays() -> ServiceDelays {
		T::Delays::get().of_services()
	}

	fn register_service(
		owner: &T::AccountId,
		terms: TermsOf<T>,
	) -> Result<ServiceId, DispatchError> {
		with_storage_layer(|| Self::do_register_service(owner.clone(), terms))
	}

	fn terms(service: ServiceId) -> Option<TermsOf<T>> {
		Services::<T>::get(service).map(|service| service.advanced(Self::now()).terms)
	}

	fn operators(service: ServiceId) -> Vec<T::AccountId> {
		ServiceOperators::<T>::get(service).into_inner()
	}

	fn slashable_stake(service: ServiceId, operator: &T::AccountId, era: EraIndex) -> Balance {
		Self::slashable_stake(service, operator, era)
	}

	fn fraction_left(service: ServiceId, operator: &T::AccountId, era: EraIndex) -> Perbill {
		Self::fraction_left(service, operator, era)
	}

	fn request_slash(
		who: &T::AccountId,
		order: SlashOrder<T::AccountId>,
	) -> Result<SlashId, DispatchError> {
		with_storage_layer(|| Self::do_request_slash(who.clone(), order))
	}

	fn veto_slash(who: &T::AccountId, slash: SlashId) -> DispatchResult {
		with_storage_layer(|| Self::do_veto_slash(who.clone(), slash))
	}

	fn apply_slash(slash: SlashId) -> Result<Balance, DispatchError> {
		with_storage_layer(|| Self::do_apply_slash(slash))
	}

	fn refund_slash(who: &T::AccountId, slash: SlashId, amount: Balance) -> DispatchResult {
		with_storage_layer(|| Self::do_refund_slash(who.clone(), slash, amount))
	}

	fn close_slash(who: &T::AccountId, slash: SlashId) -> DispatchResult {
		with_storage_layer(|| Self::do_close_slash(who.clone(), slash))
	}

	fn pay_reward(
		who: &T::AccountId,
		service: ServiceId,
		asset: T::AssetId,
		amount: Balance,
	) -> DispatchResult {
		with_storage_layer(|| Self::do_pay_reward(who.clone(), service, asset, amount))
	}

	fn rewarded_stake(service: ServiceId, asset: T::AssetId) -> Balance {
		Self::terms(service)
			.filter(|terms| terms.reward_assets.contains(&asset))
			.map_or_else(Vec::new, |terms| Self::rewarded_stakes(service, &asset, terms.min_stake))
			.into_iter()
			.fold(0, |sum, (_, stake)| sum.saturating_add(stake))
	}

	fn slash(slash: SlashId) -> Option<SlashView<T::AccountId>> {
		Self::slash_view(slash)
	}
}

impl<T: Config> Pallet<T> {
	/// A slash as others see it.
	pub(crate) fn slash_view(id: SlashId) -> Option<SlashView<T::AccountId>> {
		let slash = Slashes::<T>::get(id)?;
		Some(SlashView {
			slash: id,
			service: slash.service,
			operator: slash.operator,
			era: slash.era,
			fraction: slash.fraction,
			evidence: slash.evidence,
			amount: slash.amount,
			refunded: slash.refunded,
			slasher: slash.slasher,
			resolver: slash.resolver,
			destination: slash.destination,
			deadline: slash.deadline,
			refund_until: slash.refund_until,
			state: if slash.applied { SlashState::Applied } else { SlashState::Pending },
		})
	}
}
