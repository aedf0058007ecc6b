//! The staking system behind the pool: `pallet-staking`.
//!
//! What `pallet-staking` rounds, caps or does in passing is read back from its ledger here, so that
//! nothing of it leaks into the pool.

#[cfg(feature = "runtime-benchmarks")]
use alloc::vec;
use alloc::vec::Vec;
use core::marker::PhantomData;
use estuary_math::Balance;
use estuary_primitives::staking::{
	EraPoints, PayoutPage, StakeLedger, StakingBackend, UnappliedSlash, Unbonded,
};
use frame_election_provider_support::SortedListProvider;
use frame_system::RawOrigin;
use pallet_staking::{
	ActiveEra, BondedEras, ClaimedRewards, Config, CurrentEra, ErasRewardPoints,
	ErasStakersOverview, ErasStakersPaged, ErasStartSessionIndex, ErasValidatorPrefs,
	MinNominatorBond, Nominators, Pallet, RewardDestination, SlashingSpans, UnappliedSlashes,
	Validators,
};
use sp_runtime::{
	traits::{Get, StaticLookup},
	DispatchError, DispatchResult, Perbill,
};
use sp_staking::{EraIndex, SessionIndex, StakingAccount};

/// [`StakingBackend`] over `pallet-staking` of the runtime `T`.
pub struct PalletStaking<T>(PhantomData<T>);

impl<T> PalletStaking<T>
where
	T: Config<CurrencyBalance = Balance>,
{
	fn signed(who: &T::AccountId) -> T::RuntimeOrigin {
		RawOrigin::Signed(who.clone()).into()
	}

	/// Runs `action` and returns by how much the ledger's total fell.
	fn withdrawn_by(
		stash: &T::AccountId,
		action: impl FnOnce() -> DispatchResult,
	) -> Result<Balance, DispatchError> {
		let before = Self::ledger(stash).total;
		action()?;
		Ok(before.saturating_sub(Self::ledger(stash).total))
	}
}

impl<T> StakingBackend<T::AccountId> for PalletStaking<T>
where
	T: Config<CurrencyBalance = Balance>,
{
	fn active_era() -> Option<EraIndex> {
		ActiveEra::<T>::get().map(|era| era.index)
	}

	fn bonding_duration() -> EraIndex {
		T::BondingDuration::get()
	}

	fn unlock_era() -> Option<EraIndex> {
		CurrentEra::<T>::get().map(|era| era.saturating_add(T::BondingDuration::get()))
	}

	fn slash_defer_duration() -> EraIndex {
		T::SlashDeferDuration::get()
	}

	fn application_era(session: SessionIndex) -> Option<EraIndex> {
		// As `pallet_staking` finds the era of an offence.
		let active = Self::active_era()?;
		let first_session = ErasStartSessionIndex::<T>::get(active).unwrap_or(0);
		let offence_era = if session >= first_session {
			active
		} else {
			let bonded = BondedEras::<T>::get();
			bonded.iter().rev().find(|(_, first)| *first <= session).map(|(era, _)| *era)?
		};
		Some(offence_era.saturating_add(T::SlashDeferDuration::get()).saturating_add(1))
	}

	fn unapplied_slashes(
		era: EraIndex,
		pots: &[T::AccountId],
	) -> Vec<UnappliedSlash<T::AccountId>> {
		UnappliedSlashes::<T>::get(era)
			.into_iter()
			.map(|slash| UnappliedSlash {
				amounts: pots
					.iter()
					.map(|pot| {
						slash
							.others
							.iter()
							.filter(|(who, _)| who == pot)
							.fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount))
					})
					.collect(),
				validator: slash.validator,
			})
			.collect()
	}

	fn history_depth() -> EraIndex {
		T::HistoryDepth::get()
	}

	fn min_nominator_bond() -> Balance {
		MinNominatorBond::<T>::get()
	}

	fn ledger(stash: &T::AccountId) -> StakeLedger {
		let Ok(ledger) = Pallet::<T>::ledger(StakingAccount::Stash(stash.clone())) else {
			return StakeLedger::default();
		};
		let newest = ledger.unlocking.last();
		StakeLedger {
			active: ledger.active,
			unlocking: ledger
				.unlocking
				.iter()
				.fold(0, |sum: Balance, chunk| sum.saturating_add(chunk.value)),
			total: ledger.total,
			newest: newest.map_or(0, |chunk| chunk.value),
			newest_unlocks: newest.map_or(0, |chunk| chunk.era),
		}
	}

	fn is_validator(who: &T::AccountId) -> bool {
		Validators::<T>::contains_key(who)
	}

	fn takes_nominations(who: &T::AccountId) -> bool {
		Validators::<T>::try_get(who).is_ok_and(|prefs| !prefs.blocked)
	}

	fn commission(who: &T::AccountId) -> Option<Perbill> {
		Validators::<T>::try_get(who).ok().map(|prefs| prefs.commission)
	}

	fn era_commission(era: EraIndex, who: &T::AccountId) -> Option<Perbill> {
		ErasValidatorPrefs::<T>::try_get(era, who).ok().map(|prefs| prefs.commission)
	}

	fn era_points(era: EraIndex, who: &[T::AccountId]) -> Vec<EraPoints> {
		let points = ErasRewardPoints::<T>::get(era);
		let earned = u32::try_from(points.individual.len()).unwrap_or(u32::MAX);
		let mean = points.total.checked_div(earned).unwrap_or(0);
		who.iter()
			.map(|who| EraPoints {
				points: ErasStakersOverview::<T>::contains_key(era, who)
					.then(|| points.individual.get(who).copied().unwrap_or(0)),
				mean,
			})
			.collect()
	}

	fn nominations(stash: &T::AccountId) -> Vec<T::AccountId> {
		Nominators::<T>::get(stash)
			.map(|nominations| nominations.targets.into_inner())
			.unwrap_or_default()
	}

	fn bond(stash: &T::AccountId, amount: Balance) -> Result<Balance, DispatchError> {
		let before = Self::ledger(stash);
		if Pallet::<T>::bonded(stash).is_some() {
			Pallet::<T>::bond_extra(Self::signed(stash), amount)?;
		} else {
			Pallet::<T>::bond(Self::signed(stash), amount, RewardDestination::Staked)?;
		}
		Ok(Self::ledger(stash).total.saturating_sub(before.total))
	}

	fn unbond(stash: &T::AccountId, amount: Balance) -> Result<Unbonded, DispatchError> {
		let before = Self::ledger(stash);
		let mut amount = amount.min(before.active);
		let left = before.active.saturating_sub(amount);
		if left < Self::min_nominator_bond() {
			// Staking refuses to leave a nominator with less: it stops nominating and leaves whole.
			amount = before.active;
			if Nominators::<T>::contains_key(stash) {
				Pallet::<T>::chill(Self::signed(stash))?;
			}
		}
		let withdrawn = Self::withdrawn_by(stash, || {
			Pallet::<T>::unbond(Self::signed(stash), amount)
				.map(drop)
				.map_err(|failed| failed.error)
		})?;
		let unbonded = before.active.saturating_sub(Self::ledger(stash).active);
		Ok(Unbonded { unbonded, withdrawn })
	}

	fn rebond(stash: &T::AccountId, amount: Balance) -> Result<Balance, DispatchError> {
		let before = Self::ledger(stash);
		Pallet::<T>::rebond(Self::signed(stash), amount)
			.map(drop)
			.map_err(|failed| failed.error)?;
		Ok(Self::ledger(stash).active.saturating_sub(before.active))
	}

	fn withdraw(stash: &T::AccountId) -> Result<Balance, DispatchError> {
		if Pallet::<T>::bonded(stash).is_none() {
			return Ok(0);
		}
		// The ongoing span and all before it.
		let spans =
			SlashingSpans::<T>::get(stash).map_or(0, |spans| spans.prior.len().saturating_add(1));
		let spans = u32::try_from(spans).unwrap_or(u32::MAX);
		Self::withdrawn_by(stash, || {
			Pallet::<T>::withdraw_unbonded(Self::signed(stash), spans)
				.map(drop)
				.map_err(|failed| failed.error)
		})
	}

	fn nominate(stash: &T::AccountId, targets: Vec<T::AccountId>) -> DispatchResult {
		let targets = targets.into_iter().map(T::Lookup::unlookup).collect();
		Pallet::<T>::nominate(Self::signed(stash), targets)?;
		Self::refresh_rank(stash)
	}

	fn chill(stash: &T::AccountId) -> DispatchResult {
		Pallet::<T>::chill(Self::signed(stash))
	}

	fn refresh_rank(stash: &T::AccountId) -> DispatchResult {
		if T::VoterList::contains(stash) {
			T::VoterList::on_update(stash, Pallet::<T>::weight_of(stash))
				.map_err(|_| DispatchError::Unavailable)?;
		}
		Ok(())
	}

	fn payout_page(
		era: EraIndex,
		validator: &T::AccountId,
		page: u32,
		pots: &[T::AccountId],
	) -> PayoutPage {
		let Some(exposure) = ErasStakersPaged::<T>::get((era, validator, page)) else {
			return PayoutPage::Absent;
		};
		let holds_pot = exposure.others.iter().any(|other| pots.contains(&other.who));
		if holds_pot && !ClaimedRewards::<T>::get(era, validator).contains(&page) {
			PayoutPage::Due
		} else {
			PayoutPage::Nothing
		}
	}

	fn payout(era: EraIndex, validator: &T::AccountId, page: u32) -> DispatchResult {
		// Anyone may pay out: the caller is the validator as far as staking can tell.
		Pallet::<T>::payout_stakers_by_page(Self::signed(validator), validator.clone(), era, page)
			.map(drop)
			.map_err(|failed| failed.error)
	}

	fn max_page_size() -> u32 {
		T::MaxExposurePageSize::get()
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_validator(who: &T::AccountId, commission: Perbill) {
		let prefs = pallet_staking::ValidatorPrefs { commission, ..Default::default() };
		Pallet::<T>::do_add_validator(who, prefs.clone());
		ErasValidatorPrefs::<T>::insert(Self::active_era().unwrap_or(0), who, prefs);
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_payout(validator: &T::AccountId, pot: &T::AccountId, entries: u32) -> EraIndex {
		benchmarks::payout::<T>(validator, pot, entries)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_unapplied(
		era: EraIndex,
		validators: &[T::AccountId],
		pots: &[T::AccountId],
		amount: Balance,
	) {
		benchmarks::unapplied::<T>(era, validators, pots, amount)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_set_era(era: EraIndex) {
		benchmarks::set_era::<T>(era)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn bench_unlocked(stash: &T::AccountId, left: Balance) {
		benchmarks::unlocked::<T>(stash, left)
	}
}

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks {
	//! Worst cases for the benchmarks of the pool.

	use super::*;
	use alloc::collections::BTreeMap;
	use frame_support::{traits::fungible::Mutate, BoundedVec};
	use pallet_staking::{
		slashing::{SlashingSpans as Spans, SpanRecord},
		ActiveEraInfo, CurrentEra, EraRewardPoints, ErasRewardPoints, ErasStakersOverview,
		ErasValidatorReward, Ledger, SpanSlash, UnlockChunk,
	};
	use sp_staking::{ExposurePage, IndividualExposure, PagedExposureMetadata};

	/// A stake that every account of a benchmark can bond.
	fn stake<T: Config<CurrencyBalance = Balance>>() -> Balance {
		use frame_support::traits::fungible::Inspect;
		T::Currency::minimum_balance()
			.max(MinNominatorBond::<T>::get())
			.saturating_mul(10)
	}

	fn bonded<T: Config<CurrencyBalance = Balance>>(who: &T::AccountId) {
		let stake = stake::<T>();
		T::Currency::mint_into(who, stake.saturating_mul(2)).expect("minting works in benchmarks");
		PalletStaking::<T>::bond(who, stake).expect("bonding works in benchmarks");
	}

	pub(super) fn set_era<T: Config>(era: EraIndex) {
		ActiveEra::<T>::put(ActiveEraInfo { index: era, start: Some(0) });
		CurrentEra::<T>::put(era);
	}

	pub(super) fn unlocked<T: Config<CurrencyBalance = Balance>>(
		stash: &T::AccountId,
		left: Balance,
	) {
		let chunks = T::MaxUnlockingChunks::get();
		Ledger::<T>::mutate_extant(stash, |ledger| {
			let moved = ledger.active.saturating_sub(left);
			let part = moved / Balance::from(chunks);
			let mut values = vec![part; chunks as usize];
			values[0] += moved - part * Balance::from(chunks);
			ledger.active -= moved;
			ledger.unlocking = BoundedVec::truncate_from(
				values.into_iter().map(|value| UnlockChunk { value, era: 0 }).collect(),
			);
		});
		// Spans are kept for a bonding duration: one that ended with each of its eras, one that
		// ended with the active era, and the ongoing one.
		let ended = T::BondingDuration::get() + 1;
		let prior = vec![1; ended as usize];
		let spans = Spans { span_index: ended, last_start: ended, last_nonzero_slash: 0, prior };
		SlashingSpans::<T>::insert(stash, spans);
		for index in 0..=ended {
			let slashed = SpanRecord { slashed: stake::<T>(), paid_out: stake::<T>() };
			SpanSlash::<T>::insert((stash.clone(), index), slashed);
		}
	}

	pub(super) fn unapplied<T: Config<CurrencyBalance = Balance>>(
		era: EraIndex,
		validators: &[T::AccountId],
		pots: &[T::AccountId],
		amount: Balance,
	) {
		let slashes: Vec<_> = validators
			.iter()
			.map(|validator| {
				let mut slash = pallet_staking::UnappliedSlash::default_from(validator.clone());
				// A full page of other nominators is read along.
				slash.others = (0..T::MaxExposurePageSize::get())
					.map(|index| (frame_benchmarking::account("slashed", index, 0), amount))
					.chain(pots.iter().map(|pot| (pot.clone(), amount)))
					.collect();
				slash
			})
			.collect();
		pallet_staking::UnappliedSlashes::<T>::insert(era, slashes);
	}

	pub(super) fn payout<T: Config<CurrencyBalance = Balance>>(
		validator: &T::AccountId,
		pot: &T::AccountId,
		entries: u32,
	) -> EraIndex {
		let era = PalletStaking::<T>::active_era().unwrap_or(0);
		set_era::<T>(era.saturating_add(1));
		let stake = stake::<T>();
		bonded::<T>(validator);
		Pallet::<T>::do_add_validator(validator, pallet_staking::ValidatorPrefs::default());
		// The pot comes last: the search for it reads the whole page.
		let mut others = vec![];
		for index in 1..entries.max(1) {
			let who: T::AccountId = frame_benchmarking::account("entry", index, 0);
			bonded::<T>(&who);
			others.push(IndividualExposure { who, value: stake });
		}
		others.push(IndividualExposure { who: pot.clone(), value: stake });
		let page_total = stake.saturating_mul(others.len() as Balance);
		ErasStakersOverview::<T>::insert(
			era,
			validator,
			PagedExposureMetadata {
				total: page_total.saturating_add(stake),
				own: stake,
				nominator_count: others.len() as u32,
				page_count: 1,
			},
		);
		ErasStakersPaged::<T>::insert((era, validator, 0), ExposurePage { page_total, others });
		ErasValidatorReward::<T>::insert(era, stake.saturating_mul(1_000_000));
		// As many others have points as there can be validators in an era.
		let individual: BTreeMap<_, _> = (1..T::MaxValidatorSet::get())
			.map(|index| (frame_benchmarking::account("author", index, 0), 10))
			.chain([(validator.clone(), 10)])
			.collect();
		let total = T::MaxValidatorSet::get().saturating_mul(10);
		ErasRewardPoints::<T>::insert(era, EraRewardPoints { total, individual });
		era
	}
}
