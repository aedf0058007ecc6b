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
//! | RS-1 to RS-3, checked on all of it | `try_state.rs` | - |
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
mod custody;
mod delegators;
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

// The macros of FRAME expand into code that trips these lints; the code written in this module is
// delegated to the modules above, where they hold.
#[allow(
	clippy::as_conversions,
	clippy::indexing_slicing,
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::panic
)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::types::{MaxRewardAssets, ServiceOf, SlashOf, TermsOf};
	use alloc::vec::Vec;
	use estuary_math::{Balance, Magnitude, RewardIndex};
	use estuary_primitives::restaking::{
		HookKind, ServiceHooks, ServiceId, SlashId, SlashOrder, StakedToken,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, fungibles},
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

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Names an asset: stEST, and whatever rewards are paid in.
		type AssetId: Parameter + Member + MaxEncodedLen;
		/// All assets, EST among them.
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = Self::AssetId, Balance = Balance>;
		/// stEST among the assets.
		type StakedAsset: Get<Self::AssetId>;
		/// Assets that there is always a place for, whatever services reward an operator in: stEST
		/// and EST.
		type ReservedAssets: Get<Vec<Self::AssetId>>;
		/// Burns stEST that was slashed.
		type StakedToken: StakedToken<Self::AccountId>;
		/// EST, for deposits.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// Why EST is on hold.
		type RuntimeHoldReason: From<HoldReason>;
		/// The active era.
		type ActiveEra: Get<EraIndex>;
		/// Whether services are paused: no new delegations, no raised allocations. Leaving, vetoes
		/// and the application of slashes cannot be paused.
		type Paused: Get<bool>;
		/// Where slashes go that are for the treasury.
		type Treasury: Get<Self::AccountId>;
		/// The services on chain.
		type Hooks: ServiceHooks<Self::AccountId>;
		/// The greatest weight of a hook; hooks that want more are not run.
		#[pallet::constant]
		type MaxHookWeight: Get<Weight>;
		/// Source of the pallet's accounts.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// All delays, in eras.
		#[pallet::constant]
		type Delays: Get<Delays>;
		/// Planck of EST on hold for a service.
		#[pallet::constant]
		type ServiceDeposit: Get<Balance>;
		/// Planck of EST on hold for an operator.
		#[pallet::constant]
		type OperatorDeposit: Get<Balance>;
		/// The least that can be delegated, and the fewest units that can stay.
		#[pallet::constant]
		type MinDelegation: Get<Balance>;
		/// Operators that can allocate stake to one service.
		#[pallet::constant]
		type MaxOperators: Get<u32>;
		/// Weights of the calls.
		type WeightInfo: WeightInfo;
		/// What benchmarks need of the runtime.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: BenchmarkHelper<Self::AssetId>;
	}

	/// Operators.
	#[pallet::storage]
	pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Operator>;

	/// What the delegators of an operator have together.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Pool, ValueQuery>;

	/// The stake of each pool in the eras for which it can be slashed.
	#[pallet::storage]
	pub type StakeHistory<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Stakes, ValueQuery>;

	/// What a delegator has in a pool, by operator and delegator.
	#[pallet::storage]
	pub type Delegations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		Delegation,
	>;

	/// Those who left an operator, by operator and era.
	#[pallet::storage]
	pub type Batches<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, EraIndex, Batch>;

	/// What a delegator has in an exit batch, by operator, era and delegator.
	#[pallet::storage]
	pub type Exits<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Twox64Concat, EraIndex>,
			NMapKey<Blake2_128Concat, T::AccountId>,
		),
		Exit,
	>;

	/// Services.
	#[pallet::storage]
	pub type Services<T: Config> = StorageMap<_, Twox64Concat, ServiceId, ServiceOf<T>>;

	/// The number of the next service.
	#[pallet::storage]
	pub type NextService<T: Config> = StorageValue<_, ServiceId, ValueQuery>;

	/// Operators with an allocation to a service.
	#[pallet::storage]
	pub type ServiceOperators<T: Config> = StorageMap<
		_,
		Twox64Concat,
		ServiceId,
		BoundedVec<T::AccountId, T::MaxOperators>,
		ValueQuery,
	>;

	/// What an operator has promised to a service.
	#[pallet::storage]
	pub type Allocations<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ServiceId, Allocation>;

	/// Slashes that are pending or can still be refunded.
	#[pallet::storage]
	pub type Slashes<T: Config> = StorageMap<_, Twox64Concat, SlashId, SlashOf<T>>;

	/// The number of the next slash.
	#[pallet::storage]
	pub type NextSlash<T: Config> = StorageValue<_, SlashId, ValueQuery>;

	/// Slashes by the era in which the chain deals with them by itself.
	#[pallet::storage]
	pub type Due<T: Config> =
		StorageDoubleMap<_, Twox64Concat, EraIndex, Twox64Concat, SlashId, ()>;

	/// The first era that may have slashes that are due. Absent until there is a slash.
	#[pallet::storage]
	pub type SweepFrom<T: Config> = StorageValue<_, EraIndex>;

	/// Assets that the delegators of an operator were rewarded in.
	#[pallet::storage]
	pub type RewardAssets<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<T::AssetId, MaxRewardAssets>,
		ValueQuery,
	>;

	/// What a unit of a pool has earned, by operator, generation and asset.
	#[pallet::storage]
	pub type Indices<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Twox64Concat, u32>,
			NMapKey<Blake2_128Concat, T::AssetId>,
		),
		RewardIndex,
		ValueQuery,
	>;

	/// What a delegator has earned and not claimed, by operator, delegator and asset.
	#[pallet::storage]
	pub type Rewards<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Blake2_128Concat, T::AssetId>,
		),
		Earned,
		ValueQuery,
	>;

	/// What an operator has earned and not claimed.
	#[pallet::storage]
	pub type Commissions<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AssetId,
		Balance,
		ValueQuery,
	>;

	/// stEST of delegators, those who are leaving and pending slashes among it.
	#[pallet::storage]
	pub type Held<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// Rewards that were paid in and not claimed (RS-2).
	#[pallet::storage]
	pub type Owed<T: Config> = StorageMap<_, Blake2_128Concat, T::AssetId, Balance, ValueQuery>;

	/// Set while a hook runs: nothing else may change then.
	#[pallet::storage]
	pub type HookRunning<T: Config> = StorageValue<_, bool, ValueQuery>;

	/// Places among the reward assets of an operator that a service was the first to use.
	#[pallet::storage]
	pub type RewardPlaces<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		ServiceId,
		u32,
		ValueQuery,
	>;

	/// Why the pallet holds EST of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of a service.
		Service,
		/// The deposit of an operator.
		Operator,
	}

	/// What happened. Amounts are the smallest unit of stEST unless an asset is named.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An operator registered and keeps `commission` of rewards.
		OperatorRegistered {
			/// The operator.
			operator: T::AccountId,
			/// The part of rewards that it keeps.
			commission: Perbill,
		},
		/// An operator keeps `commission` of rewards from `era` on.
		CommissionAnnounced {
			/// The operator.
			operator: T::AccountId,
			/// The part of rewards that it will keep.
			commission: Perbill,
			/// The first era.
			era: EraIndex,
		},
		/// An operator takes no more delegations and gives up all allocations.
		OperatorRetired {
			/// The operator.
			operator: T::AccountId,
		},
		/// A retired operator that no service can slash is gone; its pool stays for those who are
		/// in.
		OperatorRemoved {
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator was slashed as a validator and raises no allocation before `until`.
		OperatorJailed {
			/// The operator.
			operator: T::AccountId,
			/// The era of the offence.
			era: EraIndex,
			/// The first era in which it may.
			until: EraIndex,
		},
		/// Slashes had voided all units of a pool; it begins anew.
		PoolRenewed {
			/// The operator.
			operator: T::AccountId,
			/// The generation that begins.
			generation: u32,
		},
		/// A delegator paid in `amount` and got `units`.
		Delegated {
			/// The operator.
			operator: T::AccountId,
			/// The delegator.
			delegator: T::AccountId,
			/// stEST paid in.
			amount: Balance,
			/// Units of the pool.
			units: u128,
		},
		/// A delegator gave `units` up for a claim on the exit batch of `era`.
		Undelegated {
			/// The operator.
			operator: T::AccountId,
			/// The delegator.
			delegator: T::AccountId,
			/// Units of the pool.
			units: u128,
			/// stEST that left with it.
			stake: Balance,
			/// The part of pending slashes that left with it.
			set_aside: Balance,
			/// The batch.
			era: EraIndex,
		},
		/// The claim of `owner` on the exit batch of `era` was paid with `amount`.
		UndelegatedClaimed {
			/// The operator.
			operator: T::AccountId,
			/// Who was paid.
			owner: T::AccountId,
			/// The batch.
			era: EraIndex,
			/// stEST paid.
			amount: Balance,
			/// Nothing more can come.
			last: bool,
		},
		/// A service was registered.
		ServiceRegistered {
			/// Number of the service.
			service: ServiceId,
			/// Who may amend and close it.
			owner: T::AccountId,
		},
		/// Other terms of a service hold from `era` on.
		TermsAnnounced {
			/// The service.
			service: ServiceId,
			/// The first era.
			era: EraIndex,
		},
		/// A service is being closed: offences after `era` cannot be slashed.
		ServiceClosing {
			/// The service.
			service: ServiceId,
			/// The last era.
			era: EraIndex,
		},
		/// A service is closed and its deposit released.
		ServiceClosed {
			/// The service.
			service: ServiceId,
		},
		/// An operator announced its first allocation to a service.
		OperatorJoined {
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
		},
		/// A service can no longer slash an operator.
		OperatorLeft {
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator promises `magnitude` to a service from `era` on.
		AllocationChanged {
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// The part of its stake.
			magnitude: Magnitude,
			/// The first era.
			era: EraIndex,
		},
		/// A slash was requested and is priced in.
		SlashRequested {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// The era of the offence.
			era: EraIndex,
			/// The part of what was slashable.
			fraction: Perbill,
			/// Hash of the evidence.
			evidence: H256,
			/// stEST set aside.
			amount: Balance,
			/// From this era on it can be applied and no longer be vetoed.
			deadline: EraIndex,
		},
		/// A slash was rejected and what it set aside is restored.
		SlashVetoed {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// stEST restored.
			amount: Balance,
		},
		/// A slash was applied.
		SlashApplied {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// stEST that went to its destination.
			amount: Balance,
		},
		/// Part of an applied slash was given back to those who bore it.
		SlashRefunded {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// stEST given back.
			amount: Balance,
		},
		/// The slasher gave up what could still be given back of an applied slash.
		SlashClosed {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// stEST that was not given back.
			amount: Balance,
		},
		/// The chain could not apply a slash and tries again in the next era.
		SlashDelayed {
			/// Number of the slash.
			slash: SlashId,
			/// Why.
			error: DispatchError,
		},
		/// A reward was paid to the operators of a service and those behind them.
		RewardPaid {
			/// The service.
			service: ServiceId,
			/// Who paid.
			payer: T::AccountId,
			/// The asset.
			asset: T::AssetId,
			/// The smallest unit of the asset.
			amount: Balance,
		},
		/// A delegator was paid what it had earned.
		RewardClaimed {
			/// The operator.
			operator: T::AccountId,
			/// The delegator.
			delegator: T::AccountId,
			/// The asset.
			asset: T::AssetId,
			/// The smallest unit of the asset.
			amount: Balance,
		},
		/// An operator was paid its commission.
		CommissionClaimed {
			/// The operator.
			operator: T::AccountId,
			/// The asset.
			asset: T::AssetId,
			/// The smallest unit of the asset.
			amount: Balance,
		},
		/// A hook failed; what it did is undone, what it was told of stands.
		HookFailed {
			/// The hook.
			hook: HookKind,
			/// Why.
			error: DispatchError,
		},
		/// A hook wants more weight than allowed and was not run.
		HookSkipped {
			/// The hook.
			hook: HookKind,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The account is not an operator.
		OperatorNotFound,
		/// The account is an operator already.
		AlreadyOperator,
		/// The operator has retired.
		OperatorRetired,
		/// The operator was slashed as a validator and raises no allocation for now.
		OperatorJailed,
		/// There is no such service.
		ServiceNotFound,
		/// The service is being closed.
		ServiceClosing,
		/// The account is not the one that the terms name for that.
		NotAllowed,
		/// The notice is shorter than the exit delay and two eras.
		NoticeTooShort,
		/// A term is out of its bounds: a fraction of zero, an asset named twice, a window that is
		/// too long, a veto window without a resolver (or the other way round), or an account of
		/// restaking itself as the destination.
		TermsOutOfBounds,
		/// The operator has allocated nothing to the service.
		AllocationNotFound,
		/// The magnitudes of an operator, with those that are still slashable, sum to no more than
		/// its total, which is one less what slashes have taken.
		MagnitudesAboveOne,
		/// The operator has allocations to as many services as it can.
		TooManyServices,
		/// The service has as many operators as it can.
		TooManyOperators,
		/// The stake would be below the minimum of the service.
		BelowMinimumStake,
		/// The amount is zero.
		AmountZero,
		/// The amount, or what would stay, is below the minimum.
		BelowMinimum,
		/// Fewer units than asked for.
		SlippageExceeded,
		/// Slashes have left nothing of the pool, and it may still be given back.
		PoolSlashed,
		/// The account has not delegated to the operator.
		PositionNotFound,
		/// The account has fewer units.
		InsufficientUnits,
		/// The account has no such exit.
		ExitNotFound,
		/// The exit can still be slashed.
		ExitNotMatured,
		/// There is nothing to claim now.
		NothingToClaim,
		/// The account cannot take the amount; nothing is lost.
		CannotReceive,
		/// The account has too little to spare.
		InsufficientFunds,
		/// The era has not begun.
		EraNotBegun,
		/// The era is longer ago than the exit delay.
		EraTooOld,
		/// The operator had nothing allocated to the service in that era.
		NotAllocated,
		/// Nothing is left to be slashed, or the fraction of it is less than one unit.
		NothingToSlash,
		/// The fractions requested for the era sum to more than the terms allow.
		FractionAboveBound,
		/// Too many slashes of the service for the operator are pending or can be refunded.
		TooManySlashes,
		/// There is no such slash: it was rejected, or is over.
		SlashNotFound,
		/// The slash was applied.
		AlreadyApplied,
		/// The slash can no longer be vetoed.
		VetoWindowOver,
		/// The slash can still be vetoed.
		VetoWindowOpen,
		/// The slash can no longer be given back.
		NotRefundable,
		/// More than can be given back.
		RefundTooLarge,
		/// Slashes of the service are pending, or can be refunded.
		SlashesPending,
		/// Offences can still be slashed.
		StillSlashable,
		/// The terms of the service do not name the asset.
		AssetNotAgreed,
		/// No operator of the service has slashable stake of at least the minimum.
		NobodyToReward,
		/// A hook tried to change something.
		Reentered,
		/// Services are paused.
		Paused,
		/// A number does not fit.
		Overflow,
		/// The change would break the books; it was refused.
		BooksDisagree,
		/// The slash is neither applied nor rejected yet.
		NotApplied,
		/// The allocation is worth what the service asks at least: only the operator gives it up.
		AboveMinimumStake,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			// One slash per block even if blocks are full.
			let step = T::WeightInfo::sweep_step().saturating_add(Self::hook_weight(1));
			Self::sweep_within(step)
		}

		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::sweep_within(remaining)
		}

		fn integrity_test() {
			let delays = T::Delays::get();
			assert!(delays.exit > 0, "stake that leaves must be slashable for a while");
			assert!(
				delays.allocation > delays.exit,
				"who does not want a new risk must be able to leave before it begins"
			);
			assert!(
				delays.commission > delays.exit,
				"who does not want a higher commission must be able to leave before it"
			);
			assert!(
				delays.exit.saturating_add(delays.max_veto).saturating_add(6) <= types::MAX_HISTORY,
				"a history must reach back to the offence of the oldest pending slash"
			);
			let reach =
				delays.exit.saturating_add(delays.max_veto).saturating_add(delays.max_refund);
			assert!(
				reach.saturating_add(2) <= types::MAX_REACH,
				"a slash loops over the batches of all eras up to its last refund"
			);
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
		/// Register as an operator that keeps `commission` of rewards.
		///
		/// # Origin
		/// Signed, by the operator, who pays a deposit.
		/// # Errors
		/// `AlreadyOperator`, `InsufficientFunds`.
		/// # Events
		/// `OperatorRegistered`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_operator())]
		pub fn register_operator(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_operator(who, commission)
		}

		/// Announce another commission, in place of any announced before. It holds after a notice
		/// that is longer than the exit delay.
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
		#[pallet::weight(
			T::WeightInfo::retire_operator().saturating_add(Pallet::<T>::hook_weight(2 * MAX_SERVICES))
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
		/// `AmountZero`, `PositionNotFound`, `InsufficientUnits`, `BelowMinimum` (what would stay).
		/// # Events
		/// `Undelegated`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::undelegate())]
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

		/// Apply a slash whose veto window is over. The chain does so by itself if nobody does.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `SlashNotFound`, `AlreadyApplied`, `VetoWindowOpen`, `CannotReceive` (the destination).
		/// # Events
		/// `SlashApplied`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::apply_slash().saturating_add(Pallet::<T>::hook_weight(1)))]
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

		/// Pay `amount` of `asset` to the operators of a service by their slashable stake, and
		/// through them to their delegators. The first reward in an asset also brings its minimum
		/// balance.
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
