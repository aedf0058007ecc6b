//! Losses: what staking slashes from a pot lowers the rate in the same block.

use crate::{Config, Pallet, Pots, WeightInfo};
use alloc::collections::BTreeMap;
use estuary_math::Balance;
use frame_support::{dispatch::DispatchClass, storage::with_storage_layer, traits::Defensive};
use sp_runtime::DispatchResult;
use sp_staking::{EraIndex, OnStakingUpdate};

impl<T: Config> Pallet<T> {
	/// Recognises a slash of `slashed` planck if `stash` is a pot.
	///
	/// `slashed` is trusted: the hook runs before staking writes the ledger, so it must not be
	/// read here. What was slashed of payouts that are not recognised yet was never in the books.
	pub(crate) fn note_slash(stash: &T::AccountId, slashed: Balance) -> DispatchResult {
		let pots = Pots::<T>::get();
		let found = (0u32..).zip(pots.iter()).find(|(_, pot)| pot.account == *stash);
		let Some((index, pot)) = found else { return Ok(()) };
		match slashed.min(pot.stake) {
			0 => Ok(()),
			loss => with_storage_layer(|| Self::recognise_pot_loss(index, loss)),
		}
	}
}

impl<T: Config> OnStakingUpdate<T::AccountId, Balance> for Pallet<T> {
	fn on_slash(
		stash: &T::AccountId,
		_slashed_active: Balance,
		_slashed_unlocking: &BTreeMap<EraIndex, Balance>,
		slashed_total: Balance,
	) {
		// Staking charges nothing for its listeners.
		let pots = u32::try_from(Pots::<T>::decode_len().unwrap_or_default()).unwrap_or(u32::MAX);
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			T::WeightInfo::on_slash(pots),
			DispatchClass::Mandatory,
		);
		let noted = Self::note_slash(stash, slashed_total).defensive();
		if let Err(error) = noted {
			// The next settlement compares with the ledger and recognises it then.
			log::error!(target: crate::LOG_TARGET, "slash of {stash:?} not noted: {error:?}");
		}
	}
}
