//! The pots: the pool's keyless accounts, their stake and their validators.
//!
//! Storage items: `Pots`, `Targets` and `Collecting`, written here alone.

use crate::{
	books::{Books, Rate},
	pallet::MaxTargets,
	types::Collecting as Entry,
	validators::BACKED_AFTER_DROP,
	Collecting, Config, Error, Event, Pallet, Pool, Pot, Pots, Ranking, Targets,
};
use alloc::vec::Vec;
use estuary_math::{bond_next, mul_div_ceil, unbond_next, Balance, Move};
use estuary_primitives::staking::{StakeLedger, StakingBackend};
use frame_support::{
	ensure,
	traits::{
		fungible::Inspect,
		tokens::{Fortitude, Preservation},
	},
	BoundedVec,
};
use sp_runtime::{
	traits::{AccountIdConversion, Get},
	DispatchError, DispatchResult,
};
use sp_staking::EraIndex;

/// What a rebalancing step did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Rebalanced {
	/// A pot bonded.
	Bonded,
	/// A pot unbonded.
	Unbonded,
	/// A pot rebonded.
	Rebonded,
	/// There is nothing left to move.
	Nothing,
}

impl<T: Config> Pallet<T> {
	/// The account that holds the idle EST, and the shares that belong to nobody.
	pub fn pool_account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The account that holds what can be claimed.
	pub fn claims_account() -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(b"claims")
	}

	/// The account that holds the shares of the open exit batch.
	pub fn exit_account() -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(b"exit")
	}

	/// The stash of the pot with that index.
	pub fn pot_account(index: u32) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating((b"pot", index))
	}

	/// Position and content of a pot.
	pub(crate) fn pot(index: u32) -> Result<Pot<T::AccountId>, Error<T>> {
		usize::try_from(index)
			.ok()
			.and_then(|i| Pots::<T>::get().get(i).cloned())
			.ok_or(Error::<T>::PotNotFound)
	}

	/// Writes the pots of a new pool, without stake.
	pub(crate) fn open_pots(count: u32) -> DispatchResult {
		let pots: Vec<_> =
			(0..count).map(|i| Pot { account: Self::pot_account(i), stake: 0 }).collect();
		Pots::<T>::put(BoundedVec::try_from(pots).map_err(|_| Error::<T>::TooManyPots)?);
		Ok(())
	}

	/// Writes the recognised stake of a pot.
	pub(crate) fn set_stake(index: u32, stake: Balance) -> DispatchResult {
		Self::change_stake(index, |_| Some(stake))
	}

	/// Adds to or takes from the recognised stake of a pot.
	fn change_stake(index: u32, change: impl FnOnce(Balance) -> Option<Balance>) -> DispatchResult {
		Pots::<T>::try_mutate(|pots| {
			let pot = usize::try_from(index)
				.ok()
				.and_then(|i| pots.get_mut(i))
				.ok_or(Error::<T>::PotNotFound)?;
			pot.stake = change(pot.stake).ok_or(Error::<T>::Overflow)?;
			Ok(())
		})
	}

	/// Bonds `amount` idle EST by a pot.
	pub(crate) fn bond_pot(index: u32, amount: Balance) -> DispatchResult {
		let pot = Self::pot(index)?;
		Self::move_est(&Self::pool_account(), &pot.account, amount)?;
		let bonded = T::Staking::bond(&pot.account, amount)?;
		// Staking may bond less than asked for, never more.
		let back = amount.checked_sub(bonded).ok_or(Error::<T>::Overflow)?;
		Self::move_est(&pot.account, &Self::pool_account(), back)?;
		Self::change_books(Rate::Holds, |books, _| books.bonded(bonded))?;
		Self::change_stake(index, |stake| stake.checked_add(bonded))?;
		Self::deposit_event(Event::StakeBonded { pot: index, amount: bonded });
		Ok(())
	}

	/// Unbonds `amount` by a pot.
	fn unbond_pot(index: u32, amount: Balance) -> DispatchResult {
		let pot = Self::pot(index)?;
		let before = T::Staking::nominations(&pot.account);
		let outcome = T::Staking::unbond(&pot.account, amount)?;
		// One that is left with too little to nominate has stopped.
		if !before.is_empty() && T::Staking::nominations(&pot.account).is_empty() {
			Self::note_dropped(&before)?;
		}
		Self::deposit_event(Event::StakeUnbonded { pot: index, amount: outcome.unbonded });
		Self::take_withdrawn(index, &pot.account, outcome.withdrawn)
	}

	/// Withdraws what has matured in a pot.
	pub(crate) fn withdraw_pot(index: u32) -> DispatchResult {
		let pot = Self::pot(index)?;
		let withdrawn = T::Staking::withdraw(&pot.account)?;
		Self::take_withdrawn(index, &pot.account, withdrawn)
	}

	/// Moves what staking has released from a pot to the pool.
	fn take_withdrawn(index: u32, account: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		Self::move_est(account, &Self::pool_account(), amount)?;
		Self::change_books(Rate::Holds, |books, _| books.withdrawn(amount))?;
		Self::change_stake(index, |stake| stake.checked_sub(amount))?;
		Self::deposit_event(Event::StakeWithdrawn { pot: index, amount });
		Self::trim_pending(index)
	}

	/// Takes `amount` of what a pot unbonded last back into its bond.
	fn rebond_pot(index: u32, amount: Balance) -> DispatchResult {
		let pot = Self::pot(index)?;
		let rebonded = T::Staking::rebond(&pot.account, amount)?;
		Self::deposit_event(Event::StakeRebonded { pot: index, amount: rebonded });
		Ok(())
	}

	/// Makes the next move towards what the exits need and an equal stake of all pots: unbonds what
	/// idle and unlocking EST do not cover, rebonds what is unlocking for nobody, or bonds what is
	/// left over.
	///
	/// Rebonding comes before bonding, what unlocks last first: so the EST at hand stays for the
	/// exits, and what goes on unlocking is what unlocks in time for the oldest of them. When no
	/// move is left, what can be spared is set aside for instant redemptions.
	pub(crate) fn rebalance_next() -> Result<Rebalanced, DispatchError> {
		let books = Self::books()?;
		let least = Self::params()?.min_deposit;
		let reserve = Self::reserve_target(&books)?;
		let ledgers = Self::ledgers();
		let active: Vec<_> = ledgers.iter().map(|ledger| ledger.active).collect();
		let pending = Self::pending_by_pot();
		let unlocking = Self::expected_unlocking(&ledgers, &pending)?;
		if let Some(next) = unbond_next(&active, books.shortage(unlocking)) {
			let amount = Self::before_slashes_ceil(next, &ledgers, &pending);
			Self::unbond_pot(Self::as_index(next.index)?, amount)?;
			return Ok(Rebalanced::Unbonded);
		}
		let superfluous = books.superfluous(unlocking, reserve);
		if superfluous >= least {
			let latest =
				ledgers.iter().enumerate().filter(|(_, ledger)| ledger.newest > 0).max_by_key(
					|(index, ledger)| {
						(ledger.newest_unlocks, ledger.newest, core::cmp::Reverse(*index))
					},
				);
			if let Some((index, ledger)) = latest {
				Self::rebond_pot(Self::as_index(index)?, superfluous.min(ledger.newest))?;
				return Ok(Rebalanced::Rebonded);
			}
		}
		let surplus = books.surplus(unlocking, reserve);
		let next = (surplus >= least).then(|| bond_next(&active, surplus)).flatten();
		let Some(next) = next else {
			Self::change_books(Rate::Holds, |books, _| {
				books.set_reserve(reserve, unlocking);
				Ok(())
			})?;
			return Ok(Rebalanced::Nothing);
		};
		Self::bond_pot(Self::as_index(next.index)?, next.amount)?;
		Ok(Rebalanced::Bonded)
	}

	/// Planck that are to be kept for instant redemptions: none in bunker mode.
	pub(crate) fn reserve_target(books: &Books) -> Result<Balance, DispatchError> {
		let part = Self::params()?.reserve;
		Ok(if books.bunker.is_some() { 0 } else { part.mul_floor(books.all_claims()) })
	}

	fn as_index(position: usize) -> Result<u32, Error<T>> {
		u32::try_from(position).map_err(|_| Error::<T>::PotNotFound)
	}

	/// The ledgers of the pots.
	fn ledgers() -> Vec<StakeLedger> {
		Pots::<T>::get().iter().map(|pot| T::Staking::ledger(&pot.account)).collect()
	}

	/// Planck that will come of what is unlocking once the slashes that are pending are applied:
	/// staking takes them from active and unlocking stake in proportion.
	fn expected_unlocking(
		ledgers: &[StakeLedger],
		pending: &[Balance],
	) -> Result<Balance, Error<T>> {
		ledgers
			.iter()
			.zip(pending)
			.try_fold(0, |sum: Balance, (ledger, pending)| {
				let slashed = match ledger.total {
					0 => 0,
					total => mul_div_ceil(*pending, ledger.unlocking, total)?,
				};
				sum.checked_add(ledger.unlocking.saturating_sub(slashed))
			})
			.ok_or(Error::<T>::Overflow)
	}

	/// What has to be unbonded so that `wanted` comes of it after the pot's pending slashes; what
	/// the pot has at most.
	fn before_slashes_ceil(wanted: Move, ledgers: &[StakeLedger], pending: &[Balance]) -> Balance {
		let Some(ledger) = ledgers.get(wanted.index) else { return wanted.amount };
		let slashed = pending.get(wanted.index).copied().unwrap_or(0);
		let left = ledger.total.saturating_sub(slashed);
		if left == 0 {
			return ledger.active;
		}
		mul_div_ceil(wanted.amount, ledger.total, left)
			.unwrap_or(ledger.active)
			.min(ledger.active)
	}

	/// Planck that will come of what is unlocking in all pots.
	pub(crate) fn unlocking() -> Result<Balance, Error<T>> {
		Self::expected_unlocking(&Self::ledgers(), &Self::pending_by_pot())
	}

	/// Planck that a pot has which staking has let go of: what it held is free in its account.
	pub(crate) fn released_by(pot: &T::AccountId) -> Balance {
		T::Currency::reducible_balance(pot, Preservation::Preserve, Fortitude::Polite)
	}

	/// Brings the recognised stakes in line with the ledgers: what a ledger has more is a gain,
	/// summed up and returned; what it has less was lost without a report and is recognised now.
	pub(crate) fn recognise_ledgers() -> Result<Balance, DispatchError> {
		let mut gain: Balance = 0;
		for (index, pot) in (0u32..).zip(Pots::<T>::get()) {
			let StakeLedger { total, .. } = T::Staking::ledger(&pot.account);
			let mut stake = pot.stake;
			if total == 0 && stake > 0 {
				let released = Self::released_by(&pot.account).min(stake);
				Self::take_withdrawn(index, &pot.account, released)?;
				stake = stake.saturating_sub(released);
			}
			if total < stake {
				Self::recognise_pot_loss(index, stake.saturating_sub(total))?;
				continue;
			}
			let more = total.saturating_sub(stake);
			gain = gain.checked_add(more).ok_or(Error::<T>::Overflow)?;
			Self::change_stake(index, |_| Some(total))?;
		}
		Ok(gain)
	}

	pub(crate) fn do_set_validators(
		index: u32,
		validators: BoundedVec<T::AccountId, MaxTargets>,
	) -> DispatchResult {
		ensure!(Pool::<T>::exists(), Error::<T>::NotSetUp);
		let nominated = T::Staking::nominations(&Self::pot(index)?.account);
		// Without any, those that have registered themselves must do.
		ensure!(
			!validators.is_empty() || !Ranking::<T>::get().is_empty(),
			Error::<T>::NoValidators
		);
		for (position, validator) in validators.iter().enumerate() {
			ensure!(Self::can_nominate(&nominated, validator), Error::<T>::NotAValidator);
			let twice = validators.iter().take(position).any(|other| other == validator);
			ensure!(!twice, Error::<T>::DuplicateValidator);
		}
		validators.iter().for_each(Self::forgive);
		Targets::<T>::insert(index, &validators);
		Self::update_collecting()?;
		Self::deposit_event(Event::ValidatorsSet { pot: index, validators });
		Ok(())
	}

	/// Whether payouts of `validator` are collected.
	pub(crate) fn is_collected(validator: &T::AccountId) -> bool {
		Collecting::<T>::get().iter().any(|entry| entry.validator == *validator)
	}

	/// Whether governance has chosen `validator` for a pot.
	pub(crate) fn is_chosen(validator: &T::AccountId) -> bool {
		(0u32..)
			.zip(Pots::<T>::get())
			.any(|(index, _)| Targets::<T>::get(index).contains(validator))
	}

	/// Brings the collection list in line with what all pots nominate or are to nominate: new ones
	/// are added, dropped ones stay until no pot can back them any more.
	fn update_collecting() -> DispatchResult {
		let active = T::Staking::active_era().unwrap_or_default();
		let mut wanted: Vec<T::AccountId> = Vec::new();
		for (index, pot) in (0u32..).zip(Pots::<T>::get()) {
			wanted.extend(Targets::<T>::get(index));
			wanted.extend(T::Staking::nominations(&pot.account));
		}
		Collecting::<T>::try_mutate(|list| {
			for entry in list.iter_mut() {
				if wanted.contains(&entry.validator) {
					entry.until = None;
				} else if entry.until.is_none() {
					entry.until = Some(active.saturating_add(BACKED_AFTER_DROP));
				}
			}
			for validator in wanted {
				if list.iter().any(|entry| entry.validator == validator) {
					continue;
				}
				list.try_push(Entry { validator, until: None })
					.map_err(|_| Error::<T>::TooManyValidators)?;
			}
			Ok(())
		})
	}

	/// Removes validators from the collection list that no pot backed after `collected`, the last
	/// era that was collected, and that no pot nominates any more: a pot that could not nominate
	/// anew goes on backing whom it had.
	pub(crate) fn prune_collecting(collected: EraIndex) {
		let nominated: Vec<_> = Pots::<T>::get()
			.iter()
			.flat_map(|pot| T::Staking::nominations(&pot.account))
			.collect();
		Collecting::<T>::mutate(|list| {
			list.retain(|entry| {
				entry.until.is_none_or(|until| until > collected) ||
					nominated.contains(&entry.validator)
			})
		});
	}

	/// Keeps dropped validators among `nominated`, whom a pot has just stopped nominating, in the
	/// collection list until the era that may have been planned with them has been collected.
	fn keep_collecting(nominated: &[T::AccountId]) {
		let planned = T::Staking::active_era().unwrap_or_default().saturating_add(1);
		Collecting::<T>::mutate(|list| {
			for entry in list.iter_mut().filter(|entry| nominated.contains(&entry.validator)) {
				entry.until = entry.until.map(|until| until.max(planned));
			}
		});
	}

	/// A pot that nominated `before` no longer nominates all of them: payouts of those it has
	/// dropped are collected and their bonds kept for as long as it may still back them.
	fn note_dropped(before: &[T::AccountId]) -> DispatchResult {
		Self::update_collecting()?;
		Self::keep_collecting(before);
		Self::keep_bonds(before);
		Ok(())
	}

	/// Whether a pot that nominates `nominated` can go on to nominate, or begin with, `who`.
	fn can_nominate(nominated: &[T::AccountId], who: &T::AccountId) -> bool {
		T::Staking::takes_nominations(who) ||
			(nominated.contains(who) && T::Staking::is_validator(who))
	}

	/// Nominates for a pot if its nominations are not its targets, else refreshes its place in the
	/// voter list. A pot with too little stake to nominate is left as it is.
	pub(crate) fn nominate_pot(index: u32) -> DispatchResult {
		let pot = Self::pot(index)?;
		let before = T::Staking::nominations(&pot.account);
		// At each settlement: a validator can end its nominations by itself, without a word.
		Self::keep_bonds(&before);
		let active = T::Staking::ledger(&pot.account).active;
		if active == 0 || active < T::Staking::min_nominator_bond() {
			return Ok(());
		}
		// One that takes no new nominations keeps those it has; asked for anew, staking would
		// refuse the whole list.
		let targets: Vec<_> = Self::wanted(index)?
			.into_iter()
			.take(usize::try_from(<MaxTargets as Get<u32>>::get()).unwrap_or(0))
			.filter(|who| Self::can_nominate(&before, who))
			.collect();
		let slashed = !before.is_empty() && before.iter().all(Self::is_slashed);
		if targets.is_empty() && slashed {
			// Rather than go on with them it backs nobody, until there is somebody else.
			T::Staking::chill(&pot.account)?;
			Self::note_dropped(&before)?;
			Self::deposit_event(Event::Nominated { pot: index, validators: 0 });
			return Ok(());
		}
		if targets.is_empty() || before == targets {
			return T::Staking::refresh_rank(&pot.account);
		}
		let validators = Self::as_index(targets.len())?;
		T::Staking::nominate(&pot.account, targets.clone())?;
		Self::note_dropped(&before)?;
		Self::deposit_event(Event::Nominated { pot: index, validators });
		Ok(())
	}
}
