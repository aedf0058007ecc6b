//! Pooled stake behind a liquid token.
//!
//! EST that is deposited is staked through a few keyless accounts (pots); the depositor holds
//! stEST, whose exchange rate rises with the rewards and falls with the slashes of the pots.
//!
//! ```text
//!  era e                          e+1                          e+2
//!  ──┬─────────────────────────────┬────────────────────────────┬──────►
//!    │ deposits, redemptions       │ settlement:                │
//!    │ into batch e                │  payouts of era e collected, reward recognised, fee
//!    │                             │  batch e closes at the net rate
//!    │                             │  stake bonded or unbonded  │
//!    │                             │ reward of e vests ........►│
//!    │                             │  batch e matures `bonding duration` eras after closing
//! ```
//!
//! | what | where | storage it writes |
//! |---|---|---|
//! | the books and their funnel | `books.rs` | `Pool` |
//! | deposit, redeem, cancel, claim, pass a claim on, redeem instantly | `holders.rs` | `Claims` |
//! | exit batches | `exits.rs` | `Batches`, `Queue`, `Delay` |
//! | pots and what they nominate | `pots.rs` | `Pots`, `Targets`, `Collecting` |
//! | validators that register themselves | `validators.rs` | `Registrations`, `Ranking`, `Suspensions` |
//! | parameters, announced fees, pauses, set-up | `setup.rs` | `Parameters` |
//! | settlement of an era | `settlement.rs`, `steps.rs` | `Cycle` |
//! | era records and their hash chain | `records.rs` | `EraRecords`, `Folded` |
//! | losses, reported and applied | `losses.rs` | `Pending` |
//! | what is pending against staking's list | `reconcile.rs` | - |
//! | changes of the storage layout | `migrations/` | - |
//! | views for the runtime API | `api.rs` | - |
//! | LS-1 to LS-3, checked on all of it | `try_state.rs` | - |
//!
//! Architecture invariants: no account's balance is ever read to compute a price; nothing here
//! loops over holders or claims; the staking system is reached through
//! [`StakingBackend`](estuary_primitives::staking::StakingBackend) alone.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(any(test, feature = "runtime-benchmarks")),
	warn(
		clippy::unwrap_used,
		clippy::expect_used,
		clippy::panic,
		clippy::indexing_slicing,
		clippy::arithmetic_side_effects,
		clippy::as_conversions
	)
)]

extern crate alloc;

mod api;
pub mod backend;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod books;
mod config;
mod cover;
mod errors;
mod events;
mod exits;
mod holders;
mod losses;
pub mod migrations;
mod pots;
mod provision;
mod reconcile;
mod records;
mod settlement;
mod setup;
mod steps;
mod storage;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
mod validators;
mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use books::{Books, Flows, HighWater};
pub use losses::OffenceTap;
pub use pallet::*;
pub use provision::Provision;
pub use types::{
	Allowance, Batch, Collecting as CollectingEntry, FoldedRecords, GenesisPool, Params,
	PauseKinds, PendingList, PendingSlash, Pot, Ranked, Registration, Run, Settings,
	SettlementCycle, Suspension,
};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

/// Target of the pallet's log lines.
pub(crate) const LOG_TARGET: &str = "runtime::liquid-staking";

// The macros of FRAME expand into code that trips these lints; the code written in this module is
// delegated to the modules above, where they hold.
// The sections are files of their own; the macro puts them into this module as they stand there,
// with what it imports.
#[allow(
	clippy::as_conversions,
	clippy::indexing_slicing,
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::panic
)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[import_section(config::config)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use estuary_math::{Balance, Shares};
	use estuary_primitives::{
		cover::LossCover,
		staking::StakingBackend,
		types::{Bunker, EraRecord, ExitDelay, ReleaseReason, Step},
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, tokens::Preservation},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::{FixedU128, Perbill};
	use sp_staking::EraIndex;

	/// Version of the storage layout.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

	/// Validators that one pot may nominate: the limit of NPoS.
	pub type MaxTargets = ConstU32<16>;
	/// Batches that may wait to be paid out.
	pub type MaxQueue = ConstU32<128>;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Why the pallet holds EST of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// It is the bond of a registered validator: the first loss when it is slashed.
		ValidatorBond,
	}

	/// The pool at genesis.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The pool, if there is one from the start.
		pub pool: Option<types::GenesisPool<T::AccountId>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let Some(pool) = self.pool.clone() else { return };
			let built = Pallet::<T>::set_up_genesis(pool);
			// A chain must not start with a pool other than the one asked for.
			assert!(built.is_ok(), "the genesis pool cannot be set up: {built:?}");
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			Self::settle_within(T::SettlementBudget::get(), settlement::Least::OneStep)
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::settle_within(remaining, settlement::Least::Nothing)
		}

		fn integrity_test() {
			assert!(T::MaxPots::get() > 0, "the pool needs a pot");
			assert!(T::ErasPerYear::get() > 0, "a year has eras");
			assert!(T::MaxPots::get() <= types::MAX_POTS, "amounts by pot have no room for more");
			assert!(
				T::Staking::slash_defer_duration() > 0,
				"bonds and provisions stand for slashes that are recorded before they are applied"
			);
			assert!(
				T::Staking::slash_defer_duration() + 2 <= types::MAX_PENDING_ERAS,
				"slashes of every era that may be pending need a place"
			);
			assert!(
				T::Staking::slash_defer_duration() < T::Staking::bonding_duration(),
				"stake must not leave before a slash for it is applied"
			);
			assert!(
				T::MinExitDelay::get() > 0 &&
					T::MinExitDelay::get() <= T::Staking::bonding_duration(),
				"a batch waits for reports, but no longer than for its stake"
			);
			assert!(
				T::FeeNotice::get() >= T::Staking::bonding_duration() + 2,
				"who does not want a higher fee must be able to leave before it"
			);
			assert!(
				u64::from(T::MaxPots::get()) * u64::from(<MaxTargets as Get<u32>>::get()) * 2 <=
					u64::from(T::MaxCollecting::get()),
				"what all pots nominate and what they have just dropped must fit into the list"
			);
			assert!(
				T::Staking::bonding_duration() + 2 < <MaxQueue as Get<u32>>::get(),
				"a batch per era waits for the bonding duration"
			);
			assert!(
				T::Staking::bonding_duration() < T::Staking::history_depth(),
				"a batch must mature while its era is in the ring"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Pay in `amount` planck of EST and get stEST at the forward rate, at least `min_shares`.
		///
		/// # Origin
		/// Signed, by the depositor, whose account stays alive.
		/// # Errors
		/// `AmountZero`, `BelowMinimum`, `SlippageExceeded`, `InsufficientFunds`, `RateUndefined`,
		/// `BunkerMode`, `Paused`, `NotSetUp`.
		/// # Events
		/// `Deposited`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::deposit())]
		pub fn deposit(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
			#[pallet::compact] min_shares: Shares,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(who, amount, min_shares)
		}

		/// Put `shares` of stEST into the open exit batch. They go on earning until the batch
		/// closes when the next era is active.
		///
		/// # Origin
		/// Signed, by the holder.
		/// # Errors
		/// `AmountZero`, `BelowMinimum` (less than the smallest redemption, unless it is all that
		/// the account holds; what the account would have in the batch, or what it would keep, is
		/// less than the asset's minimum), `InsufficientShares`, `Paused`, `NotSetUp`.
		/// # Events
		/// `RedeemRequested`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::redeem())]
		pub fn redeem(origin: OriginFor<T>, #[pallet::compact] shares: Shares) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_redeem(who, shares)
		}

		/// Take `shares` of stEST back out of the open exit batch.
		///
		/// # Origin
		/// Signed, by the account that put them in.
		/// # Errors
		/// `AmountZero`, `ClaimNotFound` (nothing in the open batch), `InsufficientShares`,
		/// `BelowMinimum` (what would stay in is less than the minimum, or what would come back is
		/// less than the asset's minimum and the account holds none), `NotSetUp`.
		/// # Events
		/// `RedeemCancelled`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::cancel_redeem())]
		pub fn cancel_redeem(
			origin: OriginFor<T>,
			#[pallet::compact] shares: Shares,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_redeem(who, shares)
		}

		/// Pay the claim of `owner` on the matured batch of `era` to `owner`.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `BatchNotFound`, `BatchNotMatured`, `ClaimNotFound`, `OwnerCannotReceive`, `NotSetUp`.
		/// # Events
		/// `Claimed`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(
			origin: OriginFor<T>,
			owner: T::AccountId,
			#[pallet::compact] era: EraIndex,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(owner, era)
		}

		/// Pass `units` shares of a claim on the batch of `era`, open or closed, on to `to`.
		///
		/// # Origin
		/// Signed, by the account that has the claim.
		/// # Errors
		/// `AmountZero`, `ClaimNotFound`, `InsufficientShares`, `TransferToSelf`, `BelowMinimum`
		/// (either part would be less than the smallest redemption), `NotSetUp`.
		/// # Events
		/// `ClaimTransferred`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::transfer_claim())]
		pub fn transfer_claim(
			origin: OriginFor<T>,
			#[pallet::compact] era: EraIndex,
			to: T::AccountId,
			#[pallet::compact] units: Shares,
		) -> DispatchResult {
			let from = ensure_signed(origin)?;
			Self::do_transfer_claim(from, era, to, units)
		}

		/// Redeem `shares` of stEST at once, at the net rate less a fee that stays in the pool, for
		/// at least `min_amount` planck.
		///
		/// # Origin
		/// Signed, by the holder.
		/// # Errors
		/// `AmountZero`, `BelowMinimum` (less than the smallest redemption, unless it is all that
		/// the account holds; or what it would keep is less than the asset's minimum),
		/// `InsufficientShares`, `ReserveTooLow`, `SlippageExceeded`, `OwnerCannotReceive`,
		/// `BunkerMode`, `Paused`, `NotSetUp`.
		/// # Events
		/// `InstantlyRedeemed`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::instant_redeem())]
		pub fn instant_redeem(
			origin: OriginFor<T>,
			#[pallet::compact] shares: Shares,
			#[pallet::compact] min_amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_instant_redeem(who, shares, min_amount)
		}

		/// Register as a validator that the pool may nominate, with `bond` planck of EST on hold,
		/// or add `bond` to the bond of before. The bond pays first for slashes of the pool.
		///
		/// # Origin
		/// Signed, by the stash of a validator candidate that takes nominations.
		/// # Errors
		/// `AmountZero`, `BondTooLow`, `NotAValidator`, `CommissionTooHigh`, `ValidatorLeaving`,
		/// `TooManyValidators`, `InsufficientFunds`, `NotSetUp`.
		/// # Events
		/// `ValidatorRegistered` or `BondAdded`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::register_validator(T::MaxRegistered::get()))]
		pub fn register_validator(
			origin: OriginFor<T>,
			#[pallet::compact] bond: Balance,
		) -> DispatchResult {
			let validator = ensure_signed(origin)?;
			Self::do_register_validator(validator, bond)
		}

		/// Leave: the pots drop the validator at the next settlement, and its bond can be released
		/// once no slash can be reported any more for an era in which a pot backed it.
		///
		/// # Origin
		/// Signed, by the stash of a registered validator.
		/// # Errors
		/// `NotRegistered`, `ValidatorLeaving`, `NotSetUp`.
		/// # Events
		/// `ValidatorDeregistered`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::deregister_validator(T::MaxRegistered::get()))]
		pub fn deregister_validator(origin: OriginFor<T>) -> DispatchResult {
			let validator = ensure_signed(origin)?;
			Self::do_deregister_validator(validator)
		}

		/// Let a validator that has registered leave, as if it had asked for it: one that takes a
		/// place in the list which it does not deserve.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `NotRegistered`, `ValidatorLeaving`, `NotSetUp`.
		/// # Events
		/// `ValidatorDeregistered`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::deregister_validator(T::MaxRegistered::get()))]
		pub fn remove_validator(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_deregister_validator(validator)
		}

		/// Release the bond of a validator that has left.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `NotRegistered`, `ValidatorNotLeaving`, `BondNotReleasable` (too early, a pot still
		/// nominates the validator, or a slash for it is pending).
		/// # Events
		/// `BondReleased`.
		#[pallet::call_index(13)]
		// The measured weight does not know of the suspension that is removed along.
		#[pallet::weight(
			T::WeightInfo::release_bond(T::MaxPots::get())
				.saturating_add(T::DbWeight::get().reads_writes(1, 1))
		)]
		pub fn release_bond(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_release_bond(validator)
		}

		/// Announce a higher fee, as the part of net gains that it takes (`Perbill`). It is taken
		/// from the reward of the era that is `FeeNotice` eras ahead on, in place of any
		/// announced before.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `FeeOutOfBounds`, `NotSetUp`.
		/// # Events
		/// `FeeAnnounced`; `ParamsSet` when it holds.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::announce_fee())]
		pub fn announce_fee(origin: OriginFor<T>, fee: Perbill) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_announce_fee(fee)
		}

		/// Pause what is chosen for `blocks` blocks from now; zero ends a pause. What is not chosen
		/// stays as it is. Claims, settlements and the recognition of losses cannot be paused.
		///
		/// # Origin
		/// `PauseOrigin`.
		/// # Errors
		/// `PauseTooLong`, `NotSetUp`.
		/// # Events
		/// `Paused`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::pause())]
		pub fn pause(
			origin: OriginFor<T>,
			what: PauseKinds,
			blocks: BlockNumberFor<T>,
		) -> DispatchResult {
			T::PauseOrigin::ensure_origin(origin)?;
			Self::do_pause(what, blocks)
		}

		/// Take the next step of a settlement that is due. Blocks do that by themselves; the call
		/// makes it go faster. Free when a step was taken.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `NothingToAdvance`, `NotSetUp`.
		/// # Events
		/// Those of the step.
		#[pallet::call_index(8)]
		#[pallet::weight(Pallet::<T>::greatest_step_weight())]
		pub fn advance(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let weight = Self::do_advance()?;
			Ok((Some(weight), Pays::No).into())
		}

		/// Set the parameters. The fee can be lowered so, not raised (`announce_fee`).
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `ParamsOutOfBounds`, `FeeNotAnnounced`, `NotSetUp`.
		/// # Events
		/// `ParamsSet`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_params())]
		pub fn set_params(origin: OriginFor<T>, params: Params<T::AccountId>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_params(params)
		}

		/// Set up the pool: `funder` pays `seed` planck, which is bonded in equal parts by as many
		/// pots as `pots` lists, each nominating the validators listed for it, and one existential
		/// deposit for each account of the pool. The shares for the seed belong to the pool for
		/// good.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `AlreadySetUp`, `SharesExist`, `ParamsOutOfBounds`, `TooManyPots`, `PotNotFound` (no pot
		/// at all), `NoValidators`, `DuplicateValidator`, `NotAValidator`, `SeedTooSmall`,
		/// `InsufficientFunds`.
		/// # Events
		/// `PoolSetUp`, `ParamsSet`, a `ValidatorsSet`, `StakeBonded` and `Nominated` per pot.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::set_up(pots.len() as u32))]
		pub fn set_up(
			origin: OriginFor<T>,
			funder: T::AccountId,
			#[pallet::compact] seed: Balance,
			params: Params<T::AccountId>,
			pots: BoundedVec<BoundedVec<T::AccountId, MaxTargets>, T::MaxPots>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_up(funder, seed, params, pots)
		}

		/// Choose the validators that `pot` nominates from the next settlement on. Those that have
		/// registered fill up what is left of its places.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `PotNotFound`, `NoValidators` (and nobody has registered), `DuplicateValidator`,
		/// `NotAValidator`, `TooManyValidators`, `NotSetUp`.
		/// # Events
		/// `ValidatorsSet`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::set_validators(validators.len() as u32))]
		pub fn set_validators(
			origin: OriginFor<T>,
			pot: u32,
			validators: BoundedVec<T::AccountId, MaxTargets>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_validators(pot, validators)
		}
	}

	impl<T: Config> Pallet<T> {
		/// Moves EST between accounts of the pool; none of them dies of it.
		pub(crate) fn move_est(
			from: &T::AccountId,
			to: &T::AccountId,
			amount: Balance,
		) -> DispatchResult {
			use fungible::Mutate;
			if amount > 0 {
				T::Currency::transfer(from, to, amount, Preservation::Preserve)?;
			}
			Ok(())
		}
	}
}
