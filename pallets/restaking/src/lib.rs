//! Restaking: stEST that its holders put behind services.
//!
//! A holder **delegates** stEST to an **operator** and owns units of the operator's pool. The
//! operator **allocates** parts of the pool's stake to **services**. A service can **slash** what
//! is allocated to it, under terms that were published before, and pays **rewards** for it.
//!
//! ```text
//!   delegators ── stEST ──► pool of an operator ── allocations ──► service A   slasher, resolver,
//!       ▲                     │      ▲     │                  └──► service B   terms, notice
//!       │                     │ undelegate │ slash: set aside ──► veto │ apply ──► burn, treasury,
//!       │                     ▼      │     ▼                                       an account
//!       └──── claim ◄── exit batch of the era      rewards by slashable stake ◄── anyone
//! ```
//!
//! | what | where | storage it writes |
//! |---|---|---|
//! | operators, jail | `operators.rs` | `Operators` |
//! | pools and the history of their stake | `pools.rs` | `Pools`, `StakeHistory` |
//! | delegate, undelegate | `delegators.rs` | `Delegations` |
//! | exit batches | `exits.rs` | `Batches`, `Exits` |
//! | services | `services.rs` | `Services`, `NextService` |
//! | allocations | `allocations.rs` | `Allocations`, `ServiceOperators` |
//! | slashes | `slashes.rs` | `Slashes`, `NextSlash` |
//! | which buckets a slash reaches | `reach.rs` | - |
//! | what the chain does by itself | `sweep.rs` | `Due`, `SweepFrom` |
//! | rewards | `rewards.rs` | `RewardAssets`, `RewardPlaces`, `Indices`, `Rewards`, `Commissions` |
//! | every movement of an asset | `custody.rs` | `Held`, `Owed` |
//! | telling services | `hooks.rs` | `HookRunning` |
//! | arithmetic of stake and slashes | `bucket.rs` | - |
//! | what held in which era | `history.rs` | - |
//! | what service pallets call | `security.rs` | - |
//! | views for the runtime API | `api.rs` | - |
//! | RS-1 to RS-4, checked on all of it | `try_state.rs` | - |
//!
//! Invariants: RS-1 a service can never take what another one counts on; RS-2 claims of rewards sum
//! to no more than was paid in; RS-3 what is slashed for a service in an era is at most its bound;
//! RS-4 no loss reaches a delegator who had no way to leave before the risk began.
//!
//! Architecture invariants: restaking never moves a holder's EST and no stEST that was not
//! delegated; nothing on chain loops over delegators; no account's balance is read to compute
//! anything.

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

mod allocations;
mod api;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod bucket;
mod config;
mod custody;
mod delegators;
mod errors;
mod events;
mod exits;
mod history;
mod hooks;
mod operators;
mod pools;
mod reach;
mod rewards;
mod security;
mod services;
mod slashes;
mod storage;
mod sweep;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use bucket::{Bucket, Part};
pub use history::{Change, Checkpoint, Magnitudes, Stakes, TakenMagnitudes};
pub use pallet::*;
pub use types::{
	Allocation, Batch, Delays, Delegation, Earned, Exit, Operator, Pool, Service, Slash,
	MAX_HISTORY, MAX_REWARD_ASSETS, MAX_SERVICES, MAX_SERVICE_ASSETS, MAX_SLASHES,
};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

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
	use crate::types::{MaxRewardAssets, ServiceOf, SlashOf, TermsOf};
	use alloc::vec::Vec;
	use estuary_math::{Balance, Magnitude, RewardIndex};
	use estuary_primitives::restaking::{
		HookKind, ServiceHooks, ServiceId, SlashId, SlashOrder, StakedToken, ValidatorHistory,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, fungibles, AccountTouch},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::{DispatchError, Perbill};
	use sp_staking::EraIndex;

	/// Version of the storage layout.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// Why the pallet holds EST of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of a service.
		Service,
		/// The deposit of an operator.
		Operator,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// One slash per block even if blocks are full.
			Self::sweep_within(Self::sweep_step_weight())
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::sweep_within(remaining)
		}

		fn integrity_test() {
			let contradiction = T::Delays::get().contradiction();
			assert!(contradiction.is_none(), "{}", contradiction.unwrap_or_default());
			assert!(T::MinDelegation::get() > 0, "units must not become arbitrarily few");
			assert!(T::MaxOperators::get() > 0, "a service needs an operator");
			let reserved = T::ReservedAssets::get();
			assert!(
				reserved.contains(&T::StakedAsset::get()),
				"there must be a place for rewards in the staked asset"
			);
			assert!(
				u32::try_from(reserved.len())
					.is_ok_and(|reserved| reserved + MAX_SERVICE_ASSETS <= MAX_REWARD_ASSETS),
				"a service needs places for assets of its own"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Register as an operator that keeps a `commission`: a part of rewards (`Perbill`). Who
		/// was slashed as a validator less than the jail ago begins in jail.
		///
		/// # Origin
		/// Signed, by the operator, who pays a deposit.
		/// # Errors
		/// `AlreadyOperator`, `InsufficientFunds`.
		/// # Events
		/// `OperatorRegistered`, `OperatorJailed` if it begins in jail.
		#[pallet::call_index(0)]
		// The reads are what staking knows of the account, an era each, and the active era; the
		// measurements are older than they.
		#[pallet::weight(
			T::WeightInfo::register_operator().saturating_add(
				T::DbWeight::get().reads(u64::from(T::Delays::get().jail).saturating_add(1))
			)
		)]
		pub fn register_operator(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_operator(who, commission)
		}

		/// Announce another commission, the part of rewards that the operator keeps (`Perbill`), in
		/// place of any announced before. It holds after a notice that is longer than the exit
		/// delay.
		///
		/// # Origin
		/// Signed, by the operator.
		/// # Errors
		/// `OperatorNotFound`.
		/// # Events
		/// `CommissionAnnounced`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_commission())]
		pub fn set_commission(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_commission(who, commission)
		}

		/// Retire: no more delegations, all allocations are given up. Called again when no
		/// service can slash any more and no jail holds, the operator is removed and gets its
		/// deposit back. Its pool stays for those who are in, who can claim and leave.
		///
		/// # Origin
		/// Signed, by the operator.
		/// # Errors
		/// `OperatorNotFound`.
		/// # Events
		/// `OperatorRetired`, an `AllocationChanged` per service, an `OperatorLeft` for each that
		/// can no longer slash, `OperatorRemoved`.
		#[pallet::call_index(2)]
		// The pool and its history, which go with the operator if they are empty; the measurements
		// are older than that.
		#[pallet::weight(
			T::WeightInfo::retire_operator()
				.saturating_add(Pallet::<T>::hook_weight(2 * MAX_SERVICES))
				.saturating_add(T::DbWeight::get().reads_writes(1, 2))
		)]
		pub fn retire_operator(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire_operator(who)
		}

		/// Put `amount` of stEST behind an operator, for at least `min_units` of its pool.
		///
		/// The price counts in all that can still come back: what pending slashes have set aside,
		/// and what applied ones have taken until their refund windows end. Nobody buys a disputed
		/// slash. Who comes in has a part of what comes back, and less than was brought if nothing
		/// does. `min_units` bounds the price alone: a slash that is requested or applied first
		/// leaves the units as many, or makes them more, and does not fail the call.
		/// The very first delegation of the chain also brings stEST's minimum balance.
		///
		/// # Origin
		/// Signed, by the delegator.
		/// # Errors
		/// `OperatorNotFound`, `OperatorRetired`, `BelowMinimum`, `SlippageExceeded`,
		/// `PoolSlashed`, `InsufficientFunds`, `Paused`.
		/// # Events
		/// `Delegated`, `PoolRenewed` if slashes had left nothing of the pool.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::delegate())]
		pub fn delegate(
			origin: OriginFor<T>,
			operator: T::AccountId,
			#[pallet::compact] amount: Balance,
			#[pallet::compact] min_units: u128,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_delegate(who, operator, amount, min_units)
		}

		/// Give `units` of an operator's pool up. Their stEST leaves with the exit batch of the era
		/// and stays slashable for offences up to now until the batch matures.
		///
		/// # Origin
		/// Signed, by the delegator.
		/// # Errors
		/// `AmountZero`, `PositionNotFound`, `InsufficientUnits`, `BelowMinimum` (what would leave
		/// or stay, unless all of it leaves), `SlashDue`.
		/// # Events
		/// `Undelegated`.
		#[pallet::call_index(4)]
		// The read is whether there still is an operator, when the last one leaves: the
		// measurements are older than it.
		#[pallet::weight(T::WeightInfo::undelegate().saturating_add(T::DbWeight::get().reads(1)))]
		pub fn undelegate(
			origin: OriginFor<T>,
			operator: T::AccountId,
			#[pallet::compact] units: u128,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_undelegate(who, operator, units)
		}

		/// Pay what `owner` took out of `operator` in `era` to `owner`. Pending slashes do not hold
		/// it up: what comes back when one is rejected can be claimed then.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `ExitNotFound`, `ExitNotMatured`, `NothingToClaim`, `CannotReceive`.
		/// # Events
		/// `UndelegatedClaimed`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::claim_undelegated())]
		pub fn claim_undelegated(
			origin: OriginFor<T>,
			operator: T::AccountId,
			owner: T::AccountId,
			#[pallet::compact] era: EraIndex,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_undelegated(operator, owner, era)
		}

		/// Register a service with its terms. Its number is in the event.
		///
		/// # Origin
		/// Signed, by the owner, who pays a deposit.
		/// # Errors
		/// `NoticeTooShort`, `TermsOutOfBounds`, `InsufficientFunds`.
		/// # Events
		/// `ServiceRegistered`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::register_service())]
		pub fn register_service(origin: OriginFor<T>, terms: TermsOf<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_service(who, terms).map(drop)
		}

		/// Announce other terms, in place of any announced before. They hold after the notice of
		/// the terms in force.
		///
		/// # Origin
		/// Signed, by the owner.
		/// # Errors
		/// `ServiceNotFound`, `NotAllowed`, `ServiceClosing`, `NoticeTooShort`, `TermsOutOfBounds`.
		/// # Events
		/// `TermsAnnounced`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::amend_service())]
		pub fn amend_service(
			origin: OriginFor<T>,
			service: ServiceId,
			terms: TermsOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_amend_service(who, service, terms)
		}

		/// Close a service: offences after this era cannot be slashed. Called again after the exit
		/// delay, when no slash is pending or refundable, all its allocations are released and the
		/// deposit comes back.
		///
		/// # Origin
		/// Signed, by the owner.
		/// # Errors
		/// `ServiceNotFound`, `NotAllowed`, `SlashesPending`, `StillSlashable`.
		/// # Events
		/// `ServiceClosing`; then an `OperatorLeft` per operator and `ServiceClosed`.
		#[pallet::call_index(8)]
		#[pallet::weight(
			T::WeightInfo::close_service(T::MaxOperators::get())
				.saturating_add(Pallet::<T>::hook_weight(T::MaxOperators::get()))
		)]
		pub fn close_service(origin: OriginFor<T>, service: ServiceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_service(who, service)
		}

		/// Promise `magnitude` of the stake to a service; 10^27 is all of a stake that was never
		/// slashed. A raise holds after the allocation delay, less from the next era on; what is
		/// given up stays slashable, and reserved, for the exit delay. Also releases what was given
		/// up before.
		///
		/// # Origin
		/// Signed, by the operator.
		/// # Errors
		/// `OperatorNotFound`, `ServiceNotFound`, `MagnitudesAboveOne`, `AllocationNotFound`; for a
		/// raise `OperatorRetired`, `OperatorJailed`, `ServiceClosing`, `BelowMinimumStake`,
		/// `TooManyServices`, `TooManyOperators`, `Paused`.
		/// # Events
		/// `AllocationChanged`, `OperatorJoined` with the first one, an `OperatorLeft` for each
		/// service that can no longer slash.
		#[pallet::call_index(9)]
		#[pallet::weight(
			T::WeightInfo::allocate().saturating_add(Pallet::<T>::hook_weight(MAX_SERVICES + 2))
		)]
		pub fn allocate(
			origin: OriginFor<T>,
			service: ServiceId,
			#[pallet::compact] magnitude: Magnitude,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_allocate(who, service, magnitude)
		}

		/// Request that `fraction` of what is slashable of `operator` for an offence in `era` is
		/// slashed. It is priced in at once and can be applied when the veto window is over.
		///
		/// # Origin
		/// Signed, by the slasher in the terms.
		/// # Errors
		/// `ServiceNotFound`, `NotAllowed`, `AmountZero`, `EraNotBegun`, `EraTooOld`,
		/// `ServiceClosing`, `NotAllocated`, `FractionAboveBound`, `TooManySlashes`,
		/// `NothingToSlash`.
		/// # Events
		/// `SlashRequested`.
		/// # Complexity
		/// Linear in the exit delay.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::request_slash().saturating_add(Pallet::<T>::hook_weight(1)))]
		pub fn request_slash(
			origin: OriginFor<T>,
			service: ServiceId,
			operator: T::AccountId,
			#[pallet::compact] era: EraIndex,
			fraction: Perbill,
			evidence: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let order = SlashOrder { service, operator, era, fraction, evidence };
			Self::do_request_slash(who, order).map(drop)
		}

		/// Reject a slash: what it set aside is restored to exactly those who bore it.
		///
		/// # Origin
		/// Signed, by the resolver in the terms at the request.
		/// # Errors
		/// `SlashNotFound`, `AlreadyApplied`, `NotAllowed`, `VetoWindowOver`.
		/// # Events
		/// `SlashVetoed`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::veto_slash().saturating_add(Pallet::<T>::hook_weight(1)))]
		pub fn veto_slash(
			origin: OriginFor<T>,
			#[pallet::compact] slash: SlashId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_veto_slash(who, slash)
		}

		/// Apply a slash whose veto window is over. The chain does so by itself if nobody does. If
		/// the destination cannot take the stEST, it goes to the treasury.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `SlashNotFound`, `AlreadyApplied`, `VetoWindowOpen`.
		/// # Events
		/// `SlashApplied`, `SlashDiverted` if the destination could not take it.
		#[pallet::call_index(12)]
		// What cannot be refunded is forgotten at once.
		#[pallet::weight(
			T::WeightInfo::apply_slash()
				.max(T::WeightInfo::close_slash())
				.saturating_add(Pallet::<T>::hook_weight(1))
		)]
		pub fn apply_slash(
			origin: OriginFor<T>,
			#[pallet::compact] slash: SlashId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_apply_slash(slash).map(drop)
		}

		/// Give `amount` of stEST back to those who bore an applied slash, and its magnitude to the
		/// allocation.
		///
		/// # Origin
		/// Signed, by the slasher in the terms at the request, who pays it.
		/// # Errors
		/// `SlashNotFound`, `NotAllowed`, `VetoWindowOpen`, `NotRefundable`, `AmountZero`,
		/// `RefundTooLarge`, `InsufficientFunds`.
		/// # Events
		/// `SlashRefunded`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::refund_slash())]
		pub fn refund_slash(
			origin: OriginFor<T>,
			#[pallet::compact] slash: SlashId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_refund_slash(who, slash, amount)
		}

		/// Pay `amount` of the smallest unit of `asset` to the operators of a service by their
		/// slashable stake, and through them to their delegators. The first reward in an asset also
		/// brings its minimum balance.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `AmountZero`, `ServiceNotFound`, `AssetNotAgreed`, `NobodyToReward`,
		/// `InsufficientFunds`.
		/// # Events
		/// `RewardPaid`.
		/// # Complexity
		/// Linear in the operators of the service.
		#[pallet::call_index(14)]
		#[pallet::weight(
			T::WeightInfo::pay_reward(T::MaxOperators::get())
				.saturating_add(Pallet::<T>::hook_weight(1))
				// The account for a new asset is opened: the deposit of who pays. The
				// measurements are older than that.
				.saturating_add(T::DbWeight::get().reads_writes(2, 2))
		)]
		pub fn pay_reward(
			origin: OriginFor<T>,
			service: ServiceId,
			asset: T::AssetId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_pay_reward(who, service, asset, amount)
		}

		/// Claim what was earned in `asset` by delegating to `operator`.
		///
		/// # Origin
		/// Signed, by the delegator.
		/// # Errors
		/// `NothingToClaim`, `CannotReceive`.
		/// # Events
		/// `RewardClaimed`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::claim_reward())]
		pub fn claim_reward(
			origin: OriginFor<T>,
			operator: T::AccountId,
			asset: T::AssetId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim_reward(who, operator, asset).map(drop)
		}

		/// Claim the commission earned in `asset`.
		///
		/// # Origin
		/// Signed, by the operator.
		/// # Errors
		/// `NothingToClaim`, `CannotReceive`.
		/// # Events
		/// `CommissionClaimed`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::claim_commission())]
		pub fn claim_commission(origin: OriginFor<T>, asset: T::AssetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim_commission(who, asset)
		}

		/// Give up what could still be given back of an applied slash: what the end of its refund
		/// window does happens now, and there is room for another slash of the operator.
		///
		/// # Origin
		/// Signed, by the slasher in the terms at the request.
		/// # Errors
		/// `SlashNotFound`, `NotAllowed`, `NotApplied`.
		/// # Events
		/// `SlashClosed`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::close_slash())]
		pub fn close_slash(
			origin: OriginFor<T>,
			#[pallet::compact] slash: SlashId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_slash(who, slash)
		}

		/// Free the place with `service` of an operator that has not the stake for it. An
		/// allocation worth less than the `min_stake` of the terms, or nothing, is given up from
		/// the next era on, and removed by another call once it cannot be slashed any more. Also
		/// releases what the operator gave up before.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `AllocationNotFound`, `StillSlashable` if it was given up and has to wait for the exit
		/// delay or the end of a slash, `AboveMinimumStake`.
		/// # Events
		/// `AllocationChanged` with magnitude zero, or an `OperatorLeft` for each service that can
		/// no longer slash.
		#[pallet::call_index(18)]
		#[pallet::weight(
			T::WeightInfo::release_allocation()
				.saturating_add(Pallet::<T>::hook_weight(MAX_SERVICES + 1))
		)]
		pub fn release_allocation(
			origin: OriginFor<T>,
			operator: T::AccountId,
			service: ServiceId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_release_allocation(operator, service)
		}
	}
}
