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
//! era: by the tap for the era of an offence, by each settlement for all eras. So a report that the
//! tap missed is found, and a slash that was cancelled, or stored too late to be ever applied, is
//! let go.

use crate::{
	books::Rate,
	cover::{LEAST_COVERED, MAX_COVERED},
	provision::{Provision, Released},
	types::{PendingSlash, PotAmounts, MAX_NAMED_PENDING},
	Config, Event, Pallet, Pending, Pool, Pot, Pots, WeightInfo,
};
use alloc::{collections::BTreeMap, vec::Vec};
use estuary_math::Balance;
use estuary_primitives::{
	staking::{StakingBackend, UnappliedSlash},
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

impl<AccountId> PendingSlash<AccountId> {
	/// Planck that the pots will lose.
	fn loss(&self) -> Balance {
		self.amounts.iter().fold(0, |sum: Balance, amount| sum.saturating_add(*amount))
	}

	/// Planck of it that are to be provided for.
	pub(crate) fn beyond_bond(&self) -> Balance {
		self.loss().saturating_sub(self.covered)
	}

	fn amount(&self, pot: usize) -> Balance {
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
		let weight = T::WeightInfo::reconcile(T::MaxPots::get(), MAX_NAMED_PENDING);
		if !Pool::<T>::exists() {
			return weight;
		}
		// Pallet-offences charges nothing for its handlers.
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			weight,
			DispatchClass::Mandatory,
		);
		let Some(era) = T::Staking::application_era(session) else { return weight };
		let noted = with_storage_layer(|| Self::reconcile_era(era)).defensive();
		if let Err(error) = noted {
			// The next settlement compares again.
			log::error!(target: crate::LOG_TARGET, "offence in {session} not noted: {error:?}");
		}
		weight
	}

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
		let mut reported = Vec::new();
		let mut given_back = Released::default();
		let mut bonded = Released::default();
		for entry in &mut new {
			let before = old.iter().find(|other| other.validator == entry.validator);
			let loss_before = before.map_or(0, PendingSlash::loss);
			let less = entry.provision.met().saturating_sub(entry.beyond_bond());
			let not_lost = loss_before.saturating_sub(entry.loss()).min(less);
			given_back = given_back.and(Self::lower(entry, not_lost)?);
			let now_bonded = less.saturating_sub(not_lost);
			bonded = bonded.and(Self::lower(entry, now_bonded)?);
			if entry.loss() > loss_before {
				reported.push((entry.validator.clone(), entry.loss().saturating_sub(loss_before)));
			}
		}
		for mut entry in old {
			if new.iter().any(|other| other.validator == entry.validator) {
				continue;
			}
			let all = entry.provision.met();
			given_back = given_back.and(Self::lower(&mut entry, all)?);
			if let Some(validator) = &entry.validator {
				Self::uncover(validator, entry.covered);
				let elsewhere = pending.iter().any(|o| o.validator.as_ref() == Some(validator));
				if era > active && !elsewhere {
					Self::lift_suspension(validator);
				}
			}
		}
		let reason =
			if era > active { ReleaseReason::Cancelled } else { ReleaseReason::NotApplied };
		Self::note_released(era, given_back, reason);
		Self::note_released(era, bonded, ReleaseReason::Covered);
		let in_force = pending.iter().chain(&new).filter(|entry| entry.provision.cover > 0);
		let mut uncovered = MAX_COVERED.saturating_sub(in_force.count());
		let least = Self::books()?.all_claims() / LEAST_COVERED;
		// The places for cover go to the largest.
		reported.sort_by_key(|(_, loss)| core::cmp::Reverse(*loss));
		for (validator, loss) in reported {
			let Some(entry) = new.iter_mut().find(|entry| entry.validator == validator) else {
				continue;
			};
			let beyond = entry.beyond_bond().saturating_sub(entry.provision.met());
			let in_force = entry.provision.cover > 0;
			let cover = match beyond >= least && (in_force || uncovered > 0) {
				true => Self::cover_loss(entry, beyond),
				false => 0,
			};
			if cover > 0 && !in_force {
				uncovered = uncovered.saturating_sub(1);
			}
			let provided = beyond.saturating_sub(cover);
			let split = Self::change_books(Rate::MayFall, |books, now| {
				books.provide(&mut entry.provision, provided, now)
			})?;
			Self::deposit_event(Event::LossReported {
				era,
				validator,
				loss,
				covered: loss.saturating_sub(beyond),
				cover,
				holders: split.holders(),
				exits: split.exits,
			});
		}
		pending.extend(new);
		Self::write_pending(pending);
		Self::review_bunker();
		Ok(looked_at)
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
			// One that costs no pot anything is kept so that its cancellation is noticed.
			if amounts.iter().all(|amount| *amount == 0) && !watched {
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
			let before = old.iter().find(|other| other.validator == entry.validator);
			entry.provision = before.map_or_else(Provision::default, |other| other.provision);
			if let Some(validator) = &entry.validator {
				let already = before.map_or(0, |other| other.covered);
				entry.covered = Self::cover(validator, entry.loss(), already);
			}
		}
		new
	}

	fn write_pending(mut pending: Vec<PendingSlash<T::AccountId>>) {
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
	/// the last of it and are the first to get it back, then cover.
	fn lower(
		entry: &mut PendingSlash<T::AccountId>,
		less: Balance,
	) -> Result<Released, DispatchError> {
		let of_loss = less.min(entry.provision.loss);
		let released = Self::release(&mut entry.provision, of_loss)?;
		Self::return_cover(entry, less.saturating_sub(of_loss))?;
		Ok(released)
	}

	/// Gives back what is provided for beyond what pots can lose.
	fn release_excess(pending: &mut [PendingSlash<T::AccountId>]) -> DispatchResult {
		let active = T::Staking::active_era().unwrap_or_default();
		let mut released = Released::default();
		for entry in pending {
			let excess = entry.provision.met().saturating_sub(entry.beyond_bond());
			released = released.and(Self::lower(entry, excess)?);
		}
		Self::note_released(active, released, ReleaseReason::NotApplied);
		Ok(())
	}

	fn note_released(era: EraIndex, released: Released, reason: ReleaseReason) {
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
			let split =
				Self::change_books(Rate::MayFall, |books, now| books.recognise_loss(more, now))?;
			Self::deposit_event(Event::LossRecognised {
				pot: index,
				loss: more,
				holders: split.holders(),
				exits: split.exits,
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
			let cover = Self::use_cover(entry, provided)?;
			let provided = provided.saturating_sub(cover);
			let released = Self::change_books(Rate::Holds, |books, now| {
				books.apply(&mut entry.provision, provided, from_bond, now, blocks)
			})?;
			met.cover = met.cover.saturating_add(cover);
			met.provided = met.provided.saturating_add(provided);
			met.covered = met.covered.saturating_add(from_bond);
			met.released = met.released.and(released);
		}
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
