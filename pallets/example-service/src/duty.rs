//! The duty: periods, heartbeats, misses, rewards.

use crate::{
	Budget, Config, Error, Event, Misses, Operators, Pallet, Periods, Service, TermsOf, WeightInfo,
};
use codec::{Decode, Encode, MaxEncodedLen};
use estuary_math::Balance;
use estuary_primitives::restaking::{ServiceId, SharedSecurity, SlashOrder, Terms};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{fungibles::Mutate, tokens::Preservation},
	weights::Weight,
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_io::hashing::blake2_256;
use sp_runtime::{
	traits::{AccountIdConversion, CheckedDiv, Get, One, Saturating},
	DispatchResult,
};
use sp_staking::EraIndex;

/// Number of a period: the block in which it began, divided by its length.
pub type PeriodIndex = u32;

/// A period.
#[derive(
	CloneNoBound, DebugNoBound, Decode, Encode, EqNoBound, MaxEncodedLen, PartialEqNoBound, TypeInfo,
)]
#[scale_info(skip_type_params(MaxOperators))]
pub struct Period<AccountId: Clone + core::fmt::Debug + Eq, MaxOperators: Get<u32>> {
	/// The active era when it began: that of the offence of who is absent.
	pub era: EraIndex,
	/// Who has sent a heartbeat.
	pub present: BoundedVec<AccountId, MaxOperators>,
	/// Whose miss was reported.
	pub reported: BoundedVec<AccountId, MaxOperators>,
}

impl<T: Config> Pallet<T> {
	/// The account that owns the service, slashes for it and pays its rewards.
	pub fn account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The period that block `now` is in.
	pub(crate) fn period_at(now: BlockNumberFor<T>) -> PeriodIndex {
		let period = now.checked_div(&T::PeriodLength::get()).unwrap_or_default();
		period.try_into().unwrap_or(PeriodIndex::MAX)
	}

	/// The period that runs.
	pub(crate) fn current_period() -> PeriodIndex {
		Self::period_at(frame_system::Pallet::<T>::block_number())
	}

	fn service() -> Result<ServiceId, Error<T>> {
		Service::<T>::get().ok_or(Error::<T>::NotSetUp)
	}

	pub(crate) fn do_set_up() -> DispatchResult {
		ensure!(!Service::<T>::exists(), Error::<T>::AlreadySetUp);
		let account = Self::account();
		let terms: TermsOf<T> = Terms { slasher: account.clone(), ..T::Terms::get() };
		let service = T::Security::register_service(&account, terms)?;
		Service::<T>::put(service);
		Self::deposit_event(Event::ServiceSetUp { service });
		Ok(())
	}

	/// Begins a period if `now` is its first block: forgets the oldest, pays for the last.
	pub(crate) fn begin_period(now: BlockNumberFor<T>) -> Weight {
		let period = Self::period_at(now);
		if period == Self::period_at(now.saturating_sub(One::one())) {
			return Weight::zero();
		}
		let Ok(service) = Self::service() else { return T::WeightInfo::begin_period() };
		let (present, reported) = (BoundedVec::new(), BoundedVec::new());
		let era = T::ActiveEra::get();
		Periods::<T>::insert(period, Period { era, present, reported });
		if let Some(old) = period.checked_sub(T::KeptPeriods::get().saturating_add(1)) {
			Periods::<T>::remove(old);
		}
		if let Some(last) = period.checked_sub(1) {
			Self::reward(service, last);
		}
		T::WeightInfo::begin_period()
	}

	/// Pays for `period` what the budget has for it. What nobody can receive stays there.
	fn reward(service: ServiceId, period: PeriodIndex) {
		let amount = T::Reward::get().min(Budget::<T>::get());
		if amount == 0 {
			return;
		}
		let paid = with_storage_layer(|| {
			Budget::<T>::mutate(|budget| *budget = budget.saturating_sub(amount));
			T::Security::pay_reward(&Self::account(), service, T::RewardAsset::get(), amount)
		});
		Self::deposit_event(match paid {
			Ok(()) => Event::PeriodRewarded { period, amount },
			Err(error) => Event::RewardFailed { period, error },
		});
	}

	pub(crate) fn do_fund(who: T::AccountId, amount: Balance) -> DispatchResult {
		let budget = Budget::<T>::get().checked_add(amount).ok_or(Error::<T>::Overflow)?;
		let (asset, account) = (T::RewardAsset::get(), Self::account());
		T::Assets::transfer(asset, &who, &account, amount, Preservation::Expendable)?;
		Budget::<T>::put(budget);
		Self::deposit_event(Event::Funded { who, amount });
		Ok(())
	}

	pub(crate) fn do_heartbeat(operator: T::AccountId) -> DispatchResult {
		let owes_from = Operators::<T>::get(&operator).ok_or(Error::<T>::NotAnOperator)?;
		let period = Self::current_period();
		let mut record = Periods::<T>::get(period).ok_or(Error::<T>::PeriodNotFound)?;
		ensure!(owes_from <= period, Error::<T>::NotOwed);
		ensure!(!record.present.contains(&operator), Error::<T>::AlreadySent);
		record
			.present
			.try_push(operator.clone())
			.map_err(|_| Error::<T>::TooManyOperators)?;
		Periods::<T>::insert(period, record);
		Self::deposit_event(Event::HeartbeatReceived { operator, period });
		Ok(())
	}

	pub(crate) fn do_report_miss(operator: T::AccountId, period: PeriodIndex) -> DispatchResult {
		let service = Self::service()?;
		ensure!(period < Self::current_period(), Error::<T>::PeriodNotOver);
		let mut record = Periods::<T>::get(period).ok_or(Error::<T>::PeriodNotFound)?;
		let owes_from = Operators::<T>::get(&operator).ok_or(Error::<T>::NotAnOperator)?;
		ensure!(owes_from <= period, Error::<T>::NotPunishable);
		ensure!(!record.present.contains(&operator), Error::<T>::NotMissed);
		ensure!(!record.reported.contains(&operator), Error::<T>::AlreadyReported);
		let at_stake = T::Security::slashable_stake(service, &operator, record.era);
		ensure!(at_stake > 0, Error::<T>::NotPunishable);

		let order = SlashOrder {
			service,
			operator: operator.clone(),
			era: record.era,
			fraction: T::MissFraction::get(),
			evidence: H256(blake2_256(&("missed", &operator, period).encode())),
		};
		record
			.reported
			.try_push(operator.clone())
			.map_err(|_| Error::<T>::TooManyOperators)?;
		Periods::<T>::insert(period, record);
		let slash = T::Security::request_slash(&Self::account(), order)?;
		Misses::<T>::insert(slash, (operator.clone(), period));
		Self::deposit_event(Event::MissReported { operator, period, slash });
		Ok(())
	}
}
