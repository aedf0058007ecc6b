//! The one door for assets: in from accounts, out to accounts, and burned.
//!
//! Storage items: `Held`, `Owed`, written here alone.
//!
//! What the pallet has is counted by itself; an account's balance is read for one thing only: to
//! check, after each movement, that there is at least what the books say. A donation changes
//! nothing.

use crate::{Config, Error, Held, Owed, Pallet};
use estuary_math::{Balance, Shares};
use estuary_primitives::restaking::{SlashDestination, StakedToken};
use frame_support::{
	ensure,
	traits::{
		fungibles::{Inspect, Mutate},
		tokens::{Fortitude, Preservation, Provenance},
		AccountTouch,
	},
};
use sp_runtime::{
	traits::{AccountIdConversion, Get},
	DispatchError, DispatchResult,
};

/// What has become of slashed stEST.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Sent {
	/// It is where the terms of the service say, burned if they say so.
	Arrived,
	/// The treasury has it.
	ToTreasury,
	/// It is burned, since neither the destination nor the treasury could take it.
	Burned,
}

impl<T: Config> Pallet<T> {
	/// The account with the stEST of delegators.
	pub fn stake_account() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	/// The account with rewards that are not claimed.
	pub fn reward_account() -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(b"rewards")
	}

	/// Takes `amount` of stEST from `who`.
	pub(crate) fn take_stake(who: &T::AccountId, amount: Balance) -> DispatchResult {
		let held = Held::<T>::get().checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Held::<T>::put(held);
		Self::pull(T::StakedAsset::get(), who, &Self::stake_account(), amount)?;
		Self::check_held()
	}

	/// Pays `amount` of stEST to `who`.
	pub(crate) fn pay_stake(who: &T::AccountId, amount: Balance) -> DispatchResult {
		Self::reduce_held(amount)?;
		Self::push(T::StakedAsset::get(), &Self::stake_account(), who, amount)?;
		Self::check_held()
	}

	/// Sends slashed stEST where the terms say; to the treasury if that account cannot take it, and
	/// if nobody can it is burned: a slash that stayed pending would bear on who comes in and who
	/// leaves for as long. What has become of it.
	pub(crate) fn send_slashed(
		destination: &SlashDestination<T::AccountId>,
		amount: Balance,
	) -> Result<Sent, DispatchError> {
		let treasury = T::Treasury::get();
		let (to, sent) = match destination {
			SlashDestination::Burn => (None, Sent::Arrived),
			SlashDestination::Account(who) if Self::can_take_stake(who, amount) =>
				(Some(who), Sent::Arrived),
			SlashDestination::Treasury if Self::can_take_stake(&treasury, amount) =>
				(Some(&treasury), Sent::Arrived),
			SlashDestination::Account(_) if Self::can_take_stake(&treasury, amount) =>
				(Some(&treasury), Sent::ToTreasury),
			SlashDestination::Account(_) | SlashDestination::Treasury => (None, Sent::Burned),
		};
		match to {
			Some(who) => Self::pay_stake(who, amount)?,
			None => {
				Self::reduce_held(amount)?;
				T::StakedToken::burn(&Self::stake_account(), Shares(amount))?;
				Self::check_held()?;
			},
		}
		Ok(sent)
	}

	/// Whether `who` can be paid `amount` of stEST.
	fn can_take_stake(who: &T::AccountId, amount: Balance) -> bool {
		T::Assets::can_deposit(T::StakedAsset::get(), who, amount, Provenance::Extant)
			.into_result()
			.is_ok()
	}

	/// Takes `amount` of `asset` from `who`, to be owed as rewards.
	pub(crate) fn take_reward(
		asset: T::AssetId,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		let owed = Owed::<T>::get(&asset).checked_add(amount).ok_or(Error::<T>::Overflow)?;
		Owed::<T>::insert(&asset, owed);
		Self::pull(asset.clone(), who, &Self::reward_account(), amount)?;
		Self::check_owed(asset)
	}

	/// Pays `amount` of `asset` that was owed as a reward to `who`.
	pub(crate) fn give_reward(
		asset: T::AssetId,
		who: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		let owed = Owed::<T>::get(&asset).checked_sub(amount).ok_or(Error::<T>::BooksDisagree)?;
		Owed::<T>::insert(&asset, owed);
		Self::push(asset.clone(), &Self::reward_account(), who, amount)?;
		Self::check_owed(asset)
	}

	/// Moves `amount` into an account of the pallet. The first one ever also brings the asset's
	/// minimum, which stays there for good: so the account never dies of paying out. It opens the
	/// account too if the asset asks for that, with a deposit of who pays: the few that an account
	/// can have without one could be taken by anybody.
	fn pull(
		asset: T::AssetId,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		let least = T::Assets::minimum_balance(asset.clone());
		let seed = if T::Assets::balance(asset.clone(), to) == 0 { least } else { 0 };
		let all = amount.checked_add(seed).ok_or(Error::<T>::Overflow)?;
		let spendable = T::Assets::reducible_balance(
			asset.clone(),
			from,
			Preservation::Expendable,
			Fortitude::Polite,
		);
		ensure!(spendable >= all, Error::<T>::InsufficientFunds);
		if seed > 0 && T::Assets::should_touch(asset.clone(), to) {
			T::Assets::touch(asset.clone(), to, from)?;
		}
		T::Assets::transfer(asset, from, to, all, Preservation::Expendable).map(drop)
	}

	fn push(
		asset: T::AssetId,
		from: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		T::Assets::can_deposit(asset.clone(), to, amount, Provenance::Extant)
			.into_result()
			.map_err(|_| Error::<T>::CannotReceive)?;
		T::Assets::transfer(asset, from, to, amount, Preservation::Preserve).map(drop)
	}

	fn reduce_held(amount: Balance) -> Result<(), DispatchError> {
		let held = Held::<T>::get().checked_sub(amount).ok_or(Error::<T>::BooksDisagree)?;
		Held::<T>::put(held);
		Ok(())
	}

	/// The post-check of every movement of stEST.
	fn check_held() -> DispatchResult {
		let balance = T::Assets::balance(T::StakedAsset::get(), &Self::stake_account());
		ensure!(balance >= Held::<T>::get(), Error::<T>::BooksDisagree);
		Ok(())
	}

	/// The post-check of every movement of rewards (RS-2).
	fn check_owed(asset: T::AssetId) -> DispatchResult {
		let balance = T::Assets::balance(asset.clone(), &Self::reward_account());
		ensure!(balance >= Owed::<T>::get(asset), Error::<T>::BooksDisagree);
		Ok(())
	}
}
