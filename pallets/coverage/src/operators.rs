//! Slashing the operators of the service, and giving back.
//!
//! Those stand for a loss who stood in front of the holders in the era of the offence, whoever has
//! come or gone since: nobody pays for what was before, and nobody escapes what is found out later.
//!
//! A slash takes a fraction of an operator's slashable stake in billionths: what it takes beyond
//! the part that was meant goes back at once. A slash that nothing will be given back of is closed:
//! restaking keeps a limited number of them open for an operator.

use crate::{
	arithmetic::{fraction_ceil, next_part_floor},
	Config, Error, Event, Pallet, SlashPart,
};
use alloc::vec::Vec;
use codec::Encode;
use core::cmp::Reverse;
use estuary_math::Shares;
use estuary_primitives::restaking::{ServiceId, SharedSecurity, SlashId, SlashOrder};
use frame_support::{ensure, storage::with_storage_layer};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::{traits::Get, DispatchError, DispatchResult};
use sp_staking::EraIndex;

/// An operator that stands in front of the holders.
pub(crate) struct Standing<AccountId> {
	/// The operator.
	pub operator: AccountId,
	/// Its slashable stake for an offence in the era in question.
	pub stake: Shares,
	/// What can be taken of it within the fraction that is left for the era.
	pub limit: Shares,
}

impl<T: Config> Pallet<T> {
	/// Operators with slashable stake for an offence in `era`, the greatest first, up to
	/// `MaxOperators`.
	pub(crate) fn standing(service: ServiceId, era: EraIndex) -> Vec<Standing<T::AccountId>> {
		let mut standing: Vec<_> = T::Security::operators(service)
			.into_iter()
			.filter_map(|operator| {
				let stake = T::Security::slashable_stake(service, &operator, era);
				let left = T::Security::fraction_left(service, &operator, era);
				let limit = Shares(left.mul_floor(stake));
				(stake > 0).then_some(Standing { operator, stake: Shares(stake), limit })
			})
			.collect();
		standing.sort_by_key(|standing| Reverse(standing.stake));
		standing.truncate(usize::try_from(T::MaxOperators::get()).unwrap_or(usize::MAX));
		standing
	}

	/// Slashes operators for `needed` shares for offences in the era `offence`, to be applied in
	/// `era`: in proportion to their limits, `most` of them at most. Where one cannot be slashed,
	/// those after it stand in.
	///
	/// Returns what came in for the loss: `needed` at most. An error if nothing did: then nothing
	/// has changed, but for the events of those who were skipped.
	pub(crate) fn slash_operators(
		era: EraIndex,
		service: ServiceId,
		offence: EraIndex,
		needed: Shares,
		most: usize,
	) -> Result<Vec<SlashPart>, DispatchError> {
		let mut standing = Self::standing(service, offence);
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
			match with_storage_layer(|| Self::slash_operator(era, service, offence, &next, part)) {
				Ok(slashed) => {
					left = Shares(left.0.saturating_sub(slashed.shares.0));
					parts.push(slashed);
				},
				Err(error) => {
					failed = error;
					let operator = next.operator;
					Self::deposit_event(Event::OperatorSkipped { era, operator, error });
				},
			}
			left = left.min(rest);
		}
		ensure!(!parts.is_empty(), failed);
		Ok(parts)
	}

	/// Slashes one operator for `part` shares, and gives back what came beyond.
	fn slash_operator(
		era: EraIndex,
		service: ServiceId,
		offence: EraIndex,
		standing: &Standing<T::AccountId>,
		part: Shares,
	) -> Result<SlashPart, DispatchError> {
		let account = Self::account();
		let fraction = fraction_ceil(part, standing.stake);
		let order = SlashOrder {
			service,
			operator: standing.operator.clone(),
			era: offence,
			fraction,
			evidence: H256(blake2_256(&era.encode())),
		};
		let slash = T::Security::request_slash(&account, order)?;
		let taken = Shares(T::Security::apply_slash(slash)?);
		// What went elsewhere is no cover: the operator is passed over, and not slashed.
		ensure!(!taken.is_zero(), Error::<T>::NothingSlashable);
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
}
