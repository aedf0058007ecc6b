//! Validators that register themselves: their bonds, their scores, and which pot nominates whom.
//!
//! Storage items: `Registrations`, `Ranking` and `Suspensions`, written here alone.
//!
//! ```text
//!  register (bond on hold) ──► scored at each settlement ──► the best fill the pots' free places
//!        │                          │ slashed, commission above the cap or next to no points:
//!        │                          │ left out for a bonding duration
//!        ▼                          ▼
//!  deregister ──► left out at the next settlement ──► bond released after the slashing window
//! ```
//!
//! The bond is the first loss: what staking takes from a pot for an offence of the validator is
//! paid from it before the holders lose anything.

use crate::{
	pallet::MaxTargets,
	types::{Ranked, Suspension},
	Config, Error, Event, HoldReason, Pallet, Params, Pool, Pots, Ranking, Registrations,
	Suspensions, Targets,
};
use alloc::vec::Vec;
use estuary_math::{
	performance_after, score_floor, Balance, LEAST_PERFORMANCE, PERFORMANCE_AT_FIRST,
};
use estuary_primitives::staking::{EraPoints, StakingBackend};
use frame_support::{
	ensure,
	traits::{
		fungible::{InspectHold, MutateHold},
		tokens::{Fortitude, Precision, Restriction},
		Defensive,
	},
};
use sp_runtime::{traits::Get, DispatchError, DispatchResult, Perbill};
use sp_staking::EraIndex;

/// Validators that one settlement step scores.
pub(crate) const SCORED_PER_STEP: u32 = 16;

/// Eras for which a validator may still be backed after a pot has dropped it: the active one, the
/// planned one, and one more because the pot nominates anew at the next settlement only.
pub(crate) const BACKED_AFTER_DROP: EraIndex = 3;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_validator(validator: T::AccountId, bond: Balance) -> DispatchResult {
		let params = Self::params()?;
		ensure!(bond > 0, Error::<T>::AmountZero);
		let known = Registrations::<T>::get(&validator);
		let added = known.is_some();
		let mut registration = known.unwrap_or_default();
		ensure!(registration.release.is_none(), Error::<T>::ValidatorLeaving);
		registration.bond = registration.bond.checked_add(bond).ok_or(Error::<T>::Overflow)?;
		ensure!(registration.bond >= params.min_validator_bond, Error::<T>::BondTooLow);
		if !added {
			ensure!(T::Staking::takes_nominations(&validator), Error::<T>::NotAValidator);
			let commission = T::Staking::commission(&validator).unwrap_or(Perbill::one());
			ensure!(commission <= params.max_commission, Error::<T>::CommissionTooHigh);
			Ranking::<T>::try_append(Ranked {
				validator: validator.clone(),
				score: Perbill::zero(),
			})
			.map_err(|_| Error::<T>::TooManyValidators)?;
		}
		let reason = HoldReason::ValidatorBond.into();
		ensure!(T::Currency::can_hold(&reason, &validator, bond), Error::<T>::InsufficientFunds);
		T::Currency::hold(&reason, &validator, bond)?;
		let total = registration.bond;
		Registrations::<T>::insert(&validator, registration);
		Self::deposit_event(if added {
			Event::BondAdded { validator, bond: total }
		} else {
			Event::ValidatorRegistered { validator, bond: total }
		});
		Ok(())
	}

	/// By `validator` itself, or by governance.
	pub(crate) fn do_deregister_validator(validator: T::AccountId) -> DispatchResult {
		ensure!(Pool::<T>::exists(), Error::<T>::NotSetUp);
		let release = Self::release_era();
		Registrations::<T>::try_mutate(&validator, |known| {
			let registration = known.as_mut().ok_or(Error::<T>::NotRegistered)?;
			ensure!(registration.release.is_none(), Error::<T>::ValidatorLeaving);
			registration.release = Some(release);
			Ok::<_, DispatchError>(())
		})?;
		Ranking::<T>::mutate(|ranking| ranking.retain(|ranked| ranked.validator != validator));
		Self::deposit_event(Event::ValidatorDeregistered { validator, release });
		Ok(())
	}

	/// The era from which a bond can be released when its validator leaves now: a slash for an era
	/// in which a pot may back it can be reported for a bonding duration.
	fn release_era() -> EraIndex {
		T::Staking::active_era()
			.unwrap_or_default()
			.saturating_add(BACKED_AFTER_DROP)
			.saturating_add(T::Staking::bonding_duration())
			.saturating_add(1)
	}

	pub(crate) fn do_release_bond(validator: T::AccountId) -> DispatchResult {
		let registration = Registrations::<T>::get(&validator).ok_or(Error::<T>::NotRegistered)?;
		let release = registration.release.ok_or(Error::<T>::ValidatorNotLeaving)?;
		let active = T::Staking::active_era().unwrap_or_default();
		ensure!(active >= release, Error::<T>::BondNotReleasable);
		// A slash that is reported and not applied keeps the bond, however small it is.
		ensure!(!Self::is_pending(&validator), Error::<T>::BondNotReleasable);
		let backed = Pots::<T>::get()
			.iter()
			.any(|pot| T::Staking::nominations(&pot.account).contains(&validator));
		ensure!(!backed, Error::<T>::BondNotReleasable);
		Registrations::<T>::remove(&validator);
		// Nobody asks any more whether its suspension is over. One that is not stays, in case it
		// comes back.
		Self::drop_suspension_if_over(&validator, active);
		let amount = T::Currency::release(
			&HoldReason::ValidatorBond.into(),
			&validator,
			registration.bond,
			Precision::BestEffort,
		)?;
		Self::deposit_event(Event::BondReleased { validator, amount });
		Ok(())
	}

	/// Puts as much of the bond of `validator` at risk as `loss` needs, when `already` planck of it
	/// are for the same loss; returns how much.
	pub(crate) fn cover(validator: &T::AccountId, loss: Balance, already: Balance) -> Balance {
		Registrations::<T>::mutate_extant(validator, |registration| {
			let elsewhere = registration.at_risk.saturating_sub(already);
			let covered = loss.min(registration.bond.saturating_sub(elsewhere));
			registration.at_risk = elsewhere.saturating_add(covered);
			covered
		})
	}

	/// Takes `amount` of the bond of `validator` out of risk.
	pub(crate) fn uncover(validator: &T::AccountId, amount: Balance) {
		if amount > 0 {
			Registrations::<T>::mutate_extant(validator, |registration| {
				registration.at_risk = registration.at_risk.saturating_sub(amount);
			});
		}
	}

	/// Pays `amount` planck, which are at risk, from the bond of `validator` to the pool's account.
	/// Returns what was paid.
	pub(crate) fn pay_bond(validator: &T::AccountId, amount: Balance) -> Balance {
		let paid = T::Currency::transfer_on_hold(
			&HoldReason::ValidatorBond.into(),
			validator,
			&Self::pool_account(),
			amount,
			Precision::BestEffort,
			Restriction::Free,
			Fortitude::Force,
		)
		.defensive()
		.unwrap_or(0);
		Registrations::<T>::mutate_extant(validator, |registration| {
			registration.bond = registration.bond.saturating_sub(amount);
			registration.at_risk = registration.at_risk.saturating_sub(amount);
		});
		Self::deposit_event(Event::BondSlashed { validator: validator.clone(), amount: paid });
		paid
	}

	/// Leaves `validator`, who is to be slashed when `era` begins, out of the nominations until
	/// the slash is a bonding duration old. Only who the pool may nominate is noted, and slashes
	/// that are applied in the same era count once.
	pub(crate) fn suspend(validator: &T::AccountId, era: EraIndex) {
		let registered = Registrations::<T>::contains_key(validator);
		if !registered && !Self::is_collected(validator) {
			return;
		}
		let until = era.saturating_add(T::Staking::bonding_duration());
		let mut suspension = Self::suspension_now(validator);
		if !suspension.add(until) {
			return;
		}
		Suspensions::<T>::insert(validator, suspension);
		Registrations::<T>::mutate_extant(validator, |registration| {
			registration.slashes = registration.slashes.saturating_add(1);
		});
	}

	/// Takes back the suspension for the slash that was to be applied when `era` begins: it was
	/// cancelled. What `validator` is left out for besides stays.
	pub(crate) fn lift_suspension(validator: &T::AccountId, era: EraIndex) {
		let active = T::Staking::active_era().unwrap_or_default();
		let mut suspension = Self::suspension_now(validator);
		if !suspension.take_back(era.saturating_add(T::Staking::bonding_duration())) {
			return;
		}
		Suspensions::<T>::set(validator, (suspension.until > active).then_some(suspension));
		Registrations::<T>::mutate_extant(validator, |registration| {
			registration.slashes = registration.slashes.saturating_sub(1);
		});
	}

	/// Leaves `validator` out of the nominations for a bonding duration, for its commission or its
	/// performance.
	fn suspend_for_conduct(validator: &T::AccountId) {
		let active = T::Staking::active_era().unwrap_or_default();
		let mut suspension = Self::suspension_now(validator);
		suspension.extend_for_conduct(active.saturating_add(T::Staking::bonding_duration()));
		Suspensions::<T>::insert(validator, suspension);
	}

	/// What `validator` is left out for in the active era, slashes that have been applied settled.
	fn suspension_now(validator: &T::AccountId) -> Suspension {
		let active = T::Staking::active_era().unwrap_or_default();
		let known = Suspensions::<T>::get(validator).filter(|known| known.until > active);
		let mut suspension = known.unwrap_or_default();
		suspension.settle(active.saturating_add(T::Staking::bonding_duration()));
		suspension
	}

	/// Whether `validator` is suspended, or has been without the pool having looked since.
	pub(crate) fn is_suspected(validator: &T::AccountId) -> bool {
		Suspensions::<T>::contains_key(validator)
	}

	/// Lets the bonds of validators that have left and that a pot nominates, or has nominated until
	/// now, wait until no slash can be reported any more for an era in which the pot backs them.
	pub(crate) fn keep_bonds(nominated: &[T::AccountId]) {
		// From now on it may nominate others, not from the next settlement on only.
		let release = Self::release_era().saturating_sub(1);
		for validator in nominated {
			let Some(mut registration) = Registrations::<T>::get(validator) else { continue };
			if registration.release.is_some_and(|at| at < release) {
				registration.release = Some(release);
				Registrations::<T>::insert(validator, registration);
			}
		}
	}

	/// Forgets a suspension: governance chooses the validator, knowing of it.
	pub(crate) fn forgive(validator: &T::AccountId) {
		Suspensions::<T>::remove(validator);
	}

	/// Whether `validator` is left out in the active era. A suspension that is over is removed.
	pub(crate) fn is_suspended(validator: &T::AccountId) -> bool {
		let active = T::Staking::active_era().unwrap_or_default();
		Self::drop_suspension_if_over(validator, active);
		Suspensions::<T>::contains_key(validator)
	}

	/// Whether `validator` is suspended for a slash.
	pub(crate) fn is_slashed(validator: &T::AccountId) -> bool {
		let active = T::Staking::active_era().unwrap_or_default();
		Suspensions::<T>::get(validator).is_some_and(|known| known.slashed_until() > active)
	}

	fn drop_suspension_if_over(validator: &T::AccountId, active: EraIndex) {
		if Suspensions::<T>::get(validator).is_some_and(|known| known.until <= active) {
			Suspensions::<T>::remove(validator);
		}
	}

	/// Scores registered validators from `position` on, by how they did in `era`. Returns where to
	/// go on, if there are more.
	pub(crate) fn score_some(position: u32, era: EraIndex) -> Result<Option<u32>, DispatchError> {
		let params = Self::params()?;
		let next = position.saturating_add(SCORED_PER_STEP);
		Ranking::<T>::try_mutate(|ranking| {
			let from = usize::try_from(position).unwrap_or(usize::MAX);
			let count = usize::try_from(SCORED_PER_STEP).unwrap_or(0);
			let who: Vec<_> = ranking
				.iter()
				.skip(from)
				.take(count)
				.map(|ranked| ranked.validator.clone())
				.collect();
			let points = T::Staking::era_points(era, &who);
			for (ranked, points) in ranking.iter_mut().skip(from).zip(points) {
				ranked.score = Self::score(&ranked.validator, points, &params);
			}
			let all = u32::try_from(ranking.len()).unwrap_or(u32::MAX);
			Ok((next < all).then_some(next))
		})
	}

	/// The score of a registered validator; zero if it cannot be nominated.
	///
	/// What it keeps of its rewards is fixed for an era when that is planned: the commission of
	/// today, which it can set at any time, says nothing about the one that is paid by. So the
	/// greater of both counts, and one that the pool has backed and that has raised the one fixed
	/// to more than it may have is left out as after a slash. Who raises it between two
	/// settlements is paid by it once. Who has had as much before, when it was allowed, has only
	/// no score.
	///
	/// One that earns next to nothing is left out for as long, and begins anew after that: it
	/// cannot show that it does better while nobody backs it.
	fn score(
		validator: &T::AccountId,
		points: EraPoints,
		params: &Params<T::AccountId>,
	) -> Perbill {
		let active = T::Staking::active_era().unwrap_or_default();
		let fixed = T::Staking::era_commission(active, validator).unwrap_or(Perbill::zero());
		let before = T::Staking::era_commission(active.saturating_sub(1), validator);
		if fixed > params.max_commission &&
			fixed > before.unwrap_or(Perbill::zero()) &&
			Self::is_collected(validator) &&
			!Self::is_chosen(validator)
		{
			Self::suspend_for_conduct(validator);
		}
		let idle = Registrations::<T>::mutate_extant(validator, |registration| {
			if let Some(earned) = points.points {
				registration.performance =
					performance_after(registration.performance, earned, points.mean);
			}
			let idle = registration.performance < LEAST_PERFORMANCE;
			if idle {
				registration.performance = PERFORMANCE_AT_FIRST;
			}
			idle
		});
		if idle && !Self::is_chosen(validator) {
			Self::suspend_for_conduct(validator);
		}
		let suspended = Self::is_suspended(validator);
		Registrations::<T>::mutate_extant(validator, |registration| {
			let free = registration.bond.saturating_sub(registration.at_risk);
			let today = T::Staking::commission(validator).unwrap_or(Perbill::one());
			let commission = today.max(fixed);
			let eligible = !suspended &&
				T::Staking::takes_nominations(validator) &&
				commission <= params.max_commission &&
				free >= params.min_validator_bond;
			if !eligible {
				return Perbill::zero();
			}
			score_floor(
				registration.performance,
				commission,
				free,
				params.min_validator_bond,
				registration.slashes,
			)
		})
	}

	/// Whom the pot at `index` is to nominate: those that governance has chosen for it, then the
	/// best of the registered ones, who are dealt out to the pots one by one.
	///
	/// The best are taken by score and dealt in the order of registration, so that a change of
	/// scores that changes nobody's place among the best moves nobody to another pot.
	pub(crate) fn wanted(index: u32) -> Result<Vec<T::AccountId>, DispatchError> {
		let places = Self::params()?.places.min(<MaxTargets as Get<u32>>::get());
		let places = usize::try_from(places).unwrap_or(0);
		let pots = Pots::<T>::decode_len().unwrap_or_default();
		let chosen: Vec<Vec<T::AccountId>> = (0u32..)
			.zip(0..pots)
			.map(|(pot, _)| {
				let chosen = Targets::<T>::get(pot).into_iter();
				chosen.filter(|who| !Self::is_suspended(who)).collect()
			})
			.collect();
		let ranking = Ranking::<T>::get();
		let mut best: Vec<(usize, &Ranked<T::AccountId>)> = ranking
			.iter()
			.enumerate()
			.filter(|(_, ranked)| {
				!ranked.score.is_zero() && !chosen.iter().any(|pot| pot.contains(&ranked.validator))
			})
			.collect();
		best.sort_by_key(|(position, ranked)| (core::cmp::Reverse(ranked.score), *position));
		let mut free: Vec<usize> =
			chosen.iter().map(|pot| places.saturating_sub(pot.len())).collect();
		best.truncate(free.iter().fold(0, |sum: usize, places| sum.saturating_add(*places)));
		best.sort_by_key(|(position, _)| *position);
		let Ok(index) = usize::try_from(index) else { return Ok(Vec::new()) };
		let mut wanted = chosen.get(index).cloned().unwrap_or_default();
		// Dealt to the pot with most free places, the first of them.
		for (_, ranked) in best {
			let roomiest = free
				.iter()
				.enumerate()
				.max_by_key(|(pot, places)| (**places, core::cmp::Reverse(*pot)))
				.map(|(pot, _)| pot);
			let Some(pot) = roomiest else { break };
			if let Some(places) = free.get_mut(pot) {
				*places = places.saturating_sub(1);
			}
			if pot == index {
				wanted.push(ranked.validator.clone());
			}
		}
		Ok(wanted)
	}
}
