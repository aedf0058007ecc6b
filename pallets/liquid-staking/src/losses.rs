//! Losses: what staking reports lowers the rate in the same block, and what it applies uses up what
//! was provided for it.
//!
//! Storage item: `Pending`, written here alone.
//!
//! ```text
//!  offence ──► staking records a slash ──► tap: provision, rate falls      (LossReported)
//!                  │ cancelled ──► next settlement: given back             (ProvisionReleased)
//!                  ▼
//!              slash applied ──► bond of the validator, then provision     (LossApplied)
//!                                what nobody had reported: lost now        (LossRecognised)
//! ```
//!
//! What is pending is always brought in line with staking's own list of unapplied slashes, era by
//! era (`reconcile.rs`): by the tap for the era of an offence, by each settlement for all eras. So
//! a report that the tap missed is found, and a slash that was cancelled, or stored too late to be
//! ever applied, is let go.

use crate::{
	books::Rate,
	provision::{Provision, Released},
	types::{PendingSlash, MAX_NAMED_PENDING},
	Config, Event, Pallet, Pending, Pool, Pots, WeightInfo,
};
use alloc::{collections::BTreeMap, vec::Vec};
use estuary_math::Balance;
use estuary_primitives::{
	staking::StakingBackend,
	types::{PendingLoss, ReleaseReason},
};
use frame_support::{
	dispatch::DispatchClass, storage::with_storage_layer, traits::Defensive, weights::Weight,
};
use sp_runtime::{traits::Get, DispatchError, DispatchResult};
use sp_staking::{
	offence::{OffenceDetails, OnOffenceHandler},
	EraIndex, OnStakingUpdate, SessionIndex,
};

/// Decorates the handler of offences: as soon as `Inner` has recorded what they cost, the pool
/// recognises its part.
///
/// To be given to `pallet-offences` in place of the staking pallet.
pub struct OffenceTap<T, Inner>(core::marker::PhantomData<(T, Inner)>);

impl<T, Inner, Reporter, Offender> OnOffenceHandler<Reporter, Offender, Weight>
	for OffenceTap<T, Inner>
where
	T: Config,
	Inner: OnOffenceHandler<Reporter, Offender, Weight>,
{
	fn on_offence(
		offenders: &[OffenceDetails<Reporter, Offender>],
		slash_fraction: &[sp_runtime::Perbill],
		session: SessionIndex,
	) -> Weight {
		let weight = Inner::on_offence(offenders, slash_fraction, session);
		weight.saturating_add(Pallet::<T>::note_offences(session))
	}
}

impl<AccountId: PartialEq> PendingSlash<AccountId> {
	/// What was pending so far for the same validator and era.
	pub(crate) fn before<'a>(&self, old: &'a [Self]) -> Option<&'a Self> {
		old.iter().find(|other| other.validator == self.validator)
	}
}

impl<AccountId> PendingSlash<AccountId> {
	/// Planck that the pots will lose.
	pub(crate) fn loss(&self) -> Balance {
		self.amounts.iter().fold(0, |sum: Balance, amount| sum.saturating_add(*amount))
	}

	/// Planck of it that are to be provided for.
	pub(crate) fn beyond_bond(&self) -> Balance {
		self.loss().saturating_sub(self.covered)
	}

	pub(crate) fn amount(&self, pot: usize) -> Balance {
		self.amounts.get(pot).copied().unwrap_or(0)
	}

	fn take(&mut self, pot: usize, most: Balance) -> Balance {
		let Some(amount) = self.amounts.get_mut(pot) else { return 0 };
		let taken = most.min(*amount);
		*amount = amount.saturating_sub(taken);
		taken
	}
}

/// How a slash of one pot was met, in planck.
#[derive(Default)]
struct Met {
	/// By the provision.
	provided: Balance,
	/// By bonds of validators, which have been paid to the pool.
	covered: Balance,
	/// By cover.
	cover: Balance,
	/// What was given back with that.
	released: Released,
}

impl<T: Config> Pallet<T> {
	/// Recognises what staking has just recorded for offences in `session`. Returns the weight.
	pub(crate) fn note_offences(session: SessionIndex) -> Weight {
		let weight = |slashes| T::WeightInfo::reconcile(T::MaxPots::get(), slashes);
		let era = T::Staking::application_era(session).filter(|_| Pool::<T>::exists());
		let Some(era) = era else { return weight(MAX_NAMED_PENDING) };
		let noted = with_storage_layer(|| Self::reconcile_era(era)).defensive();
		if let Err(error) = noted {
			// The next settlement compares again.
			log::error!(target: crate::LOG_TARGET, "offence in {session} not noted: {error:?}");
		}
		// More can be slashed than are kept by name.
		let weight = weight(noted.unwrap_or_default().max(MAX_NAMED_PENDING));
		// Pallet-offences charges nothing for its handlers.
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			weight,
			DispatchClass::Mandatory,
		);
		weight
	}

	pub(crate) fn write_pending(mut pending: Vec<PendingSlash<T::AccountId>>) {
		let active = T::Staking::active_era().unwrap_or_default();
		pending
			.retain(|entry| entry.loss() > 0 || (entry.era > active && entry.validator.is_some()));
		pending.sort_by_key(|entry| entry.era);
		match pending.try_into() {
			Ok(pending) => Pending::<T>::put::<crate::PendingList<T>>(pending),
			// There is one entry without a name for each era at most, and a place for it.
			Err(_) => {
				frame_support::defensive!("more pending slashes than there can be");
			},
		}
	}

	/// Hands what is provided for each pending slash to `change`.
	pub(crate) fn with_provisions<R>(
		change: impl FnOnce(&mut [&mut Provision]) -> Result<R, DispatchError>,
	) -> Result<R, DispatchError> {
		if Pending::<T>::decode_len().unwrap_or_default() == 0 {
			return change(&mut []);
		}
		Pending::<T>::try_mutate(|pending| change(&mut Self::provisions(pending.as_mut())))
	}

	fn provisions(pending: &mut [PendingSlash<T::AccountId>]) -> Vec<&mut Provision> {
		pending.iter_mut().map(|entry| &mut entry.provision).collect()
	}

	/// `loss` planck of what was provided for will not be lost.
	fn release(provision: &mut Provision, loss: Balance) -> Result<Released, DispatchError> {
		if loss == 0 {
			return Ok(Released::default());
		}
		let blocks = Self::as_blocks(T::BlocksPerEra::get());
		Self::change_books(Rate::Holds, |books, now| books.release(provision, loss, now, blocks))
	}

	/// `less` planck of what is provided for `entry` will not be lost: holders and exits have borne
	/// the last of it and are the first to get it back. What cover stood for is added to
	/// `of_cover`, all of which [`Self::return_cover`] has to be told of.
	pub(crate) fn lower(
		entry: &mut PendingSlash<T::AccountId>,
		less: Balance,
		of_cover: &mut Balance,
	) -> Result<Released, DispatchError> {
		let of_loss = less.min(entry.provision.loss);
		let released = Self::release(&mut entry.provision, of_loss)?;
		let cover = less.saturating_sub(of_loss).min(entry.provision.cover);
		entry.provision.cover = entry.provision.cover.saturating_sub(cover);
		*of_cover = of_cover.saturating_add(cover);
		Ok(released)
	}

	/// Gives back what is provided for beyond what pots can lose.
	fn release_excess(pending: &mut [PendingSlash<T::AccountId>]) -> DispatchResult {
		let active = T::Staking::active_era().unwrap_or_default();
		let mut released = Released::default();
		let mut of_cover: BTreeMap<EraIndex, Balance> = BTreeMap::new();
		for entry in pending {
			let excess = entry.provision.met().saturating_sub(entry.beyond_bond());
			let of_era = of_cover.entry(entry.era).or_default();
			released = released.and(Self::lower(entry, excess, of_era)?);
		}
		for (era, amount) in of_cover {
			Self::return_cover(era, amount)?;
		}
		Self::note_released(active, released, ReleaseReason::NotApplied);
		Ok(())
	}

	pub(crate) fn note_released(era: EraIndex, released: Released, reason: ReleaseReason) {
		let Released { amount, exits } = released;
		if amount > 0 {
			let holders = amount.saturating_sub(exits);
			Self::deposit_event(Event::ProvisionReleased { era, amount, holders, exits, reason });
		}
	}

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

	/// Recognises that a pot has lost `loss` planck, which is no more than its recognised stake:
	/// as far as it was provided for that uses the provision up, the rest is lost by all now.
	pub(crate) fn recognise_pot_loss(index: u32, loss: Balance) -> DispatchResult {
		let active = T::Staking::active_era().unwrap_or_default();
		let mut pending = Pending::<T>::get().into_inner();
		let stake = Self::pot(index)?.stake.checked_sub(loss);
		let stake = stake.ok_or(DispatchError::from(crate::Error::<T>::Overflow))?;
		let Met { provided, covered, cover, released } =
			Self::meet(&mut pending, index, loss, active)?;
		let known = provided.saturating_add(covered).saturating_add(cover);
		if known > 0 {
			let pot = index;
			Self::deposit_event(Event::LossApplied { pot, loss: known, covered, cover, provided });
			Self::note_released(active, released, ReleaseReason::Bought);
		}
		Self::trim(&mut pending, index, stake);
		Self::release_excess(&mut pending)?;
		let more = loss.saturating_sub(known);
		if more > 0 {
			let provisions = &mut Self::provisions(&mut pending);
			let borne = Self::change_books(Rate::MayFall, |books, now| {
				books.recognise_loss(more, provisions, now)
			})?;
			Self::deposit_event(Event::LossRecognised {
				pot: index,
				loss: more,
				holders: borne.holders(),
				exits: borne.exits(),
			});
		}
		let provisions = &mut Self::provisions(&mut pending);
		Self::change_books(Rate::Holds, |books, _| books.void_exhausted_units(provisions))?;
		Self::write_pending(pending);
		Self::set_stake(index, stake)?;
		Self::review_bunker();
		Ok(())
	}

	/// Meets `loss` of a pot with what is pending for the active era, in the order in which staking
	/// applies it: bond of the validator first, then cover, then the rest of the provision.
	fn meet(
		pending: &mut [PendingSlash<T::AccountId>],
		index: u32,
		loss: Balance,
		active: EraIndex,
	) -> Result<Met, DispatchError> {
		let blocks = Self::as_blocks(T::BlocksPerEra::get());
		let mut met = Met::default();
		let mut left = loss;
		let Ok(pot) = usize::try_from(index) else { return Ok(met) };
		for entry in pending.iter_mut().filter(|entry| entry.era == active) {
			let taken = entry.take(pot, left);
			left = left.saturating_sub(taken);
			let mut from_bond = taken.min(entry.covered);
			let provided = taken.saturating_sub(from_bond);
			if let Some(validator) = entry.validator.as_ref().filter(|_| from_bond > 0) {
				entry.covered = entry.covered.saturating_sub(from_bond);
				// What a bond cannot pay although it was set aside is a loss that nobody reported.
				from_bond = Self::pay_bond(validator, from_bond);
			}
			let cover = provided.min(entry.provision.cover);
			if cover > 0 {
				Self::change_books(Rate::Holds, |books, _| {
					books.apply_cover(&mut entry.provision, cover)
				})?;
			}
			let provided = provided.saturating_sub(cover);
			let released = Self::change_books(Rate::Holds, |books, now| {
				books.apply(&mut entry.provision, provided, from_bond, now, blocks)
			})?;
			met.cover = met.cover.saturating_add(cover);
			met.provided = met.provided.saturating_add(provided);
			met.covered = met.covered.saturating_add(from_bond);
			met.released = met.released.and(released);
		}
		Self::settle_cover(active, met.cover);
		Ok(met)
	}

	/// Cuts what is pending for a pot down to `stake`, the latest first: it cannot lose more.
	fn trim(pending: &mut [PendingSlash<T::AccountId>], index: u32, stake: Balance) {
		let Ok(pot) = usize::try_from(index) else { return };
		let all = pending.iter().fold(0, |sum: Balance, e| sum.saturating_add(e.amount(pot)));
		let mut over = all.saturating_sub(stake);
		for entry in pending.iter_mut().rev() {
			if over == 0 {
				break;
			}
			over = over.saturating_sub(entry.take(pot, over));
			let spare = entry.covered.saturating_sub(entry.loss());
			entry.covered = entry.covered.saturating_sub(spare);
			if let Some(validator) = &entry.validator {
				Self::uncover(validator, spare);
			}
		}
	}

	/// Cuts what is pending for a pot whose stake has become less down to it.
	pub(crate) fn trim_pending(index: u32) -> DispatchResult {
		let mut pending = Pending::<T>::get().into_inner();
		if pending.is_empty() {
			return Ok(());
		}
		let stake = Self::pot(index)?.stake;
		Self::trim(&mut pending, index, stake);
		Self::release_excess(&mut pending)?;
		Self::write_pending(pending);
		Self::review_bunker();
		Ok(())
	}

	/// Whether staking may yet apply a slash for which the bond of `validator` stands.
	pub(crate) fn is_pending(validator: &T::AccountId) -> bool {
		Pending::<T>::get()
			.iter()
			.any(|entry| entry.validator.as_ref() == Some(validator))
	}

	/// Planck that each pot will lose by what is pending.
	pub(crate) fn pending_by_pot() -> Vec<Balance> {
		let pending = Pending::<T>::get();
		let pots = Pots::<T>::decode_len().unwrap_or_default();
		(0..pots)
			.map(|pot| pending.iter().fold(0, |sum: Balance, e| sum.saturating_add(e.amount(pot))))
			.collect()
	}

	/// What is pending, by era of application.
	pub(crate) fn pending_losses() -> Vec<PendingLoss> {
		let mut by_era: BTreeMap<EraIndex, PendingLoss> = BTreeMap::new();
		for entry in Pending::<T>::get().iter().filter(|entry| entry.loss() > 0) {
			let era = entry.era;
			let sum =
				by_era.entry(era).or_insert(PendingLoss { era, loss: 0, covered: 0, cover: 0 });
			sum.loss = sum.loss.saturating_add(entry.loss());
			sum.covered = sum.covered.saturating_add(entry.covered);
			sum.cover = sum.cover.saturating_add(entry.provision.cover);
		}
		by_era.into_values().collect()
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
