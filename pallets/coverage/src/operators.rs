//! Slashing the operators of the service, and giving back.
//!
//! Storage item: `Drawn`, written here alone.
//!
//! A slash takes a fraction of an operator's slashable stake in billionths: what it takes beyond
//! the part that was meant goes back at once. A slash that nothing will be given back of is closed:
//! restaking keeps a limited number of them open for an operator.

use crate::{
	arithmetic::{fraction_ceil, next_part_floor},
	types::DrawnFractions,
	Config, Drawn, Error, Event, KeyOf, Pallet, SlashPart,
};
use alloc::vec::Vec;
use codec::Encode;
use core::cmp::Reverse;
use estuary_math::Shares;
use estuary_primitives::restaking::{ServiceId, SharedSecurity, SlashId, SlashOrder};
use frame_support::{ensure, storage::with_storage_layer};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::{
	traits::{CheckedAdd, Get},
	DispatchError, DispatchResult, Perbill, Saturating,
};

/// An operator that stands in front of the holders.
pub(crate) struct Standing<AccountId> {
	/// The operator.
	pub operator: AccountId,
	/// Its slashable stake in the active era.
	pub stake: Shares,
	/// What can be taken of it within the fraction that the terms allow for the era.
	pub limit: Shares,
}

impl<T: Config> Pallet<T> {
	/// Operators with slashable stake in the active era, the greatest first, up to `MaxOperators`.
	pub(crate) fn standing(service: ServiceId) -> Vec<Standing<T::AccountId>> {
		let era = T::ActiveEra::get();
		let bound = T::Security::terms(service).map_or(Perbill::zero(), |terms| terms.max_fraction);
		let drawn = Self::drawn();
		let mut standing: Vec<_> = T::Security::operators(service)
			.into_iter()
			.filter_map(|operator| {
				let stake = T::Security::slashable_stake(service, &operator, era);
				let taken = drawn.fractions.iter().find(|(other, _)| *other == operator);
				let taken = taken.map_or(Perbill::zero(), |(_, fraction)| *fraction);
				let limit = Shares(bound.saturating_sub(taken).mul_floor(stake));
				(stake > 0).then_some(Standing { operator, stake: Shares(stake), limit })
			})
			.collect();
		standing.sort_by_key(|standing| Reverse(standing.stake));
		standing.truncate(usize::try_from(T::MaxOperators::get()).unwrap_or(usize::MAX));
		standing
	}

	/// Slashes operators for `needed` shares in proportion to their limits, `most` of them at most.
	/// Where one cannot be slashed, those after it stand in.
	///
	/// Returns what came in for the loss: `needed` at most. An error if nothing did: then nothing
	/// has changed, but for the events of those who were skipped.
	pub(crate) fn slash_operators(
		key: &KeyOf<T>,
		service: ServiceId,
		needed: Shares,
		most: usize,
	) -> Result<Vec<SlashPart>, DispatchError> {
		let mut standing = Self::standing(service);
		standing.retain(|standing| !standing.limit.is_zero());
		standing.truncate(most);
		let sum = standing.iter().fold(0u128, |sum, next| sum.saturating_add(next.limit.0));
		let mut rest = Shares(sum);
		let mut left = needed.min(rest);
		let mut parts = Vec::with_capacity(standing.len());
		let mut failed = Error::<T>::NothingSlashable.into();
		for next in standing {
			let part = next_part_floor(left, next.limit, rest);
			rest = Shares(rest.0.saturating_sub(next.limit.0));
			if part.is_zero() {
				continue;
			}
			match with_storage_layer(|| Self::slash_operator(key, service, &next, part)) {
				Ok(slashed) => {
					left = Shares(left.0.saturating_sub(slashed.shares.0));
					parts.push(slashed);
				},
				Err(error) => {
					failed = error;
					let (key, operator) = (key.clone(), next.operator);
					Self::deposit_event(Event::OperatorSkipped { key, operator, error });
				},
			}
			left = left.min(rest);
		}
		ensure!(!parts.is_empty(), failed);
		Ok(parts)
	}

	/// Slashes one operator for `part` shares, and gives back what came beyond.
	fn slash_operator(
		key: &KeyOf<T>,
		service: ServiceId,
		standing: &Standing<T::AccountId>,
		part: Shares,
	) -> Result<SlashPart, DispatchError> {
		let account = Self::account();
		let fraction = fraction_ceil(part, standing.stake);
		Self::note_drawn(&standing.operator, fraction)?;
		let order = SlashOrder {
			service,
			operator: standing.operator.clone(),
			era: T::ActiveEra::get(),
			fraction,
			evidence: H256(blake2_256(&key.encode())),
		};
		let slash = T::Security::request_slash(&account, order)?;
		let taken = Shares(T::Security::apply_slash(slash)?);
		Self::came_in(taken, |totals| &mut totals.slashed)?;
		let shares = taken.min(part);
		Self::refund(slash, Shares(taken.0.saturating_sub(shares.0)));
		Ok(SlashPart { slash, shares })
	}

	/// Gives `shares` of a slash back. What cannot be given back stays in the surplus.
	pub(crate) fn refund(slash: SlashId, shares: Shares) {
		if shares.is_zero() {
			return;
		}
		let refunded = with_storage_layer(|| -> DispatchResult {
			T::Security::refund_slash(&Self::account(), slash, shares.0)?;
			Self::went_out(shares, |totals| &mut totals.refunded)
		});
		if let Err(error) = refunded {
			Self::deposit_event(Event::RefundFailed { slash, shares, error });
		}
	}

	/// Closes a slash of which nothing will be given back, unless it is over already. Where that
	/// fails it keeps its place until its refund window ends.
	pub(crate) fn close(slash: SlashId) {
		if T::Security::slash(slash).is_none() {
			return;
		}
		let account = Self::account();
		if let Err(error) = with_storage_layer(|| T::Security::close_slash(&account, slash)) {
			Self::deposit_event(Event::CloseFailed { slash, error });
		}
	}

	/// What was drawn in the active era.
	fn drawn() -> crate::types::DrawnOf<T> {
		let era = T::ActiveEra::get();
		let drawn = Drawn::<T>::get();
		if drawn.era == era {
			drawn
		} else {
			DrawnFractions { era, ..Default::default() }
		}
	}

	/// Notes a fraction that is drawn of an operator in the active era.
	fn note_drawn(operator: &T::AccountId, fraction: Perbill) -> DispatchResult {
		let mut drawn = Self::drawn();
		match drawn.fractions.iter_mut().find(|(other, _)| other == operator) {
			Some((_, sum)) => *sum = sum.checked_add(&fraction).ok_or(Error::<T>::Overflow)?,
			None => drawn
				.fractions
				.try_push((operator.clone(), fraction))
				.map_err(|_| Error::<T>::Overflow)?,
		}
		Drawn::<T>::put(drawn);
		Ok(())
	}
}
