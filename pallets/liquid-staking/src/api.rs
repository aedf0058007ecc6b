//! Views for the runtime API. They read, they never write.

use crate::{
	Batches, Claims, Config, Cycle, Delay, EraRecords, Folded, Pallet, Parameters, Pool, Pots,
	Queue, Ranking, Registrations, Suspensions, Targets,
};
use alloc::vec::Vec;
use estuary_math::{mul_div_floor, value_of_shares_floor, Balance, Shares};
use estuary_primitives::{
	staking::StakingBackend,
	types::{
		DepositPreview, EraRecord, ExitPosition, ExitState, Position, PotValidators,
		RegisteredValidator, Reserves, Status,
	},
};
use frame_support::traits::fungible::Inspect;
use sp_runtime::{traits::Get, FixedPointNumber, FixedU128, Perbill};
use sp_staking::EraIndex;

impl<T: Config> Pallet<T> {
	/// Planck of EST per share now; one before the pool is set up.
	pub fn api_exchange_rate() -> FixedU128 {
		let now = Self::now();
		Pool::<T>::get()
			.and_then(|books| books.rate(now).ok())
			.unwrap_or(FixedU128::from_u32(1))
	}

	/// What a deposit of `amount` planck would bring now, were it not refused: the price holds
	/// also in bunker mode, in a pause and below the smallest deposit.
	pub fn api_preview_deposit(amount: Balance) -> Option<DepositPreview> {
		let now = Self::now();
		let mut books = Pool::<T>::get()?;
		let rate_forward = books.forward_rate().ok()?;
		let rate_net = books.rate(now).ok()?;
		let shares = books.deposit(amount, now).ok()?;
		Some(DepositPreview { shares, rate_forward, rate_net })
	}

	/// Planck that `shares` would be worth if their batch closed now.
	pub fn api_preview_redeem(shares: Shares) -> Option<Balance> {
		Pool::<T>::get()?.value_of(shares, Self::now()).ok()
	}

	/// Shares, their value and the exits of `account`.
	pub fn api_position(account: T::AccountId) -> Position {
		let Some(books) = Pool::<T>::get() else { return Position::default() };
		let now = Self::now();
		let shares = Shares(T::Shares::balance(&account));
		let value = books.value_of(shares, now).unwrap_or_default();
		let exits = Claims::<T>::iter_prefix(&account)
			.map(|(era, shares)| match Batches::<T>::get(era) {
				None => ExitPosition {
					era,
					shares,
					value: books.value_of(shares, now).unwrap_or_default(),
					state: ExitState::Open,
					matures: None,
				},
				Some(batch) => {
					let owed = books.owed(batch.units, batch.generation).unwrap_or_default();
					// What was paid to a batch in part is its own already.
					let all = batch.payout.unwrap_or(owed.saturating_add(batch.unpaid));
					let value = value_of_shares_floor(shares, all, batch.shares);
					ExitPosition {
						era,
						shares,
						value: value.unwrap_or_default(),
						state: match batch.payout {
							Some(_) => ExitState::Claimable,
							None => ExitState::Exiting,
						},
						matures: Some(batch.matures),
					}
				},
			})
			.collect();
		Position { shares, value, exits }
	}

	/// The record of `era`.
	pub fn api_era_record(era: EraIndex) -> Option<EraRecord> {
		EraRecords::<T>::get(era)
	}

	/// Planck by which the value of `shares` rose between two records.
	pub fn api_reward_between(
		shares: Shares,
		from_era: EraIndex,
		to_era: EraIndex,
	) -> Option<Balance> {
		let worth = |era| {
			let record = EraRecords::<T>::get(era)?;
			value_of_shares_floor(shares, record.backing, record.issuance)
		};
		Some(worth(to_era)?.saturating_sub(worth(from_era)?))
	}

	/// Yearly growth of the rate over the last `eras` records, without compounding.
	pub fn api_apr(eras: EraIndex) -> Option<FixedU128> {
		let last = Cycle::<T>::get().settled.checked_sub(1)?;
		let first = last.checked_sub(eras)?;
		let new = EraRecords::<T>::get(last)?.rate.into_inner();
		let old = EraRecords::<T>::get(first)?.rate.into_inner();
		let growth = mul_div_floor(new.saturating_sub(old), FixedU128::DIV, old)?;
		mul_div_floor(growth, T::ErasPerYear::get().into(), eras.into()).map(FixedU128::from_inner)
	}

	/// Every term of the books.
	pub fn api_reserves() -> Option<Reserves> {
		let books = Pool::<T>::get()?;
		let ledgers = Pots::<T>::get()
			.iter()
			.fold(0u128, |sum, pot| sum.saturating_add(T::Staking::ledger(&pot.account).total));
		Some(Reserves {
			pots: books.pots,
			idle: books.idle,
			backing: books.backing,
			streaming: books.stream.amount,
			vested: books.stream.vested_floor(Self::now()),
			exits: books.exits,
			provision: books.provision,
			provision_exits: books.provision_exits,
			provision_bought: books.provision_bought,
			provision_cover: books.provision_cover,
			reserve: books.reserve,
			issuance: books.issuance,
			claims: books.claims,
			unrecognised: ledgers.saturating_sub(books.pots),
		})
	}

	/// How far the settlement has come.
	pub fn api_status() -> Option<Status> {
		let books = Pool::<T>::get()?;
		let cycle = Cycle::<T>::get();
		let settings = Parameters::<T>::get()?;
		Some(Status {
			active_era: T::Staking::active_era().unwrap_or_default(),
			settled_era: cycle.settled,
			step: cycle.run.map(|run| run.step),
			open_batch: books.open_batch,
			open_shares: books.open_shares,
			exiting: Queue::<T>::get().into_inner(),
			delay: Delay::<T>::get(),
			bunker: books.bunker,
			pauses: settings.pauses,
			announced_fee: settings.announced,
			pending: Self::pending_losses(),
		})
	}

	/// The pots and the validators they back.
	pub fn api_validators() -> Vec<PotValidators<T::AccountId>> {
		(0u32..)
			.zip(Pots::<T>::get())
			.map(|(index, pot)| PotValidators {
				pot: index,
				nominated: T::Staking::nominations(&pot.account),
				account: pot.account,
				stake: pot.stake,
				validators: Targets::<T>::get(index).into_inner(),
			})
			.collect()
	}

	/// The validators that have registered, those that are leaving as well.
	pub fn api_registered_validators() -> Vec<RegisteredValidator<T::AccountId>> {
		let ranking = Ranking::<T>::get();
		Registrations::<T>::iter()
			.map(|(validator, registration)| RegisteredValidator {
				bond: registration.bond,
				at_risk: registration.at_risk,
				score: ranking
					.iter()
					.find(|ranked| ranked.validator == validator)
					.map_or(Perbill::zero(), |ranked| ranked.score),
				performance: registration.performance,
				slashes: registration.slashes,
				suspended_until: Suspensions::<T>::get(&validator)
					.map_or(0, |suspension| suspension.until),
				release: registration.release,
				validator,
			})
			.collect()
	}

	/// Planck that an instant redemption of `shares` would bring now.
	pub fn api_preview_instant_redeem(shares: Shares) -> Option<Balance> {
		let now = Self::now();
		let settings = Parameters::<T>::get()?;
		let mut books = Pool::<T>::get()?;
		if books.bunker.is_some() || now < settings.pauses.instant {
			return None;
		}
		let paid = books.redeem_instantly(shares, settings.params.instant_fee, now).ok()?;
		Some(paid.amount)
	}

	/// The last era whose record was folded, and the hash.
	pub fn api_record_chain() -> Option<(EraIndex, sp_core::H256)> {
		Folded::<T>::get().map(|folded| (folded.era, folded.hash))
	}
}
