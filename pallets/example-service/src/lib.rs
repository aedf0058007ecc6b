//! A service to learn from: operators send heartbeats.
//!
//! Time is divided into periods of some blocks. Every operator of the service must call
//! `heartbeat` once in each period. Whoever sees that one did not calls `report_miss`; the chain
//! checks that against its own storage and requests a slash. In each period the operators are paid
//! from a budget that anyone can fill.
//!
//! ```text
//!  period 7          period 8          period 9
//!  ──┬─────────────────┬─────────────────┬──────►
//!    │ heartbeats      │ misses of 7 can be reported, for `KeptPeriods` periods
//!    │                 │ reward for 7 paid
//! ```
//!
//! | what | where |
//! |---|---|
//! | storage, calls, events, errors | `lib.rs` |
//! | periods, heartbeats, misses, rewards: calls restaking through `SharedSecurity` | `duty.rs` |
//! | what restaking tells through `ServiceHooks` | `hooks.rs` |
//!
//! `docs/service-builder.md` walks through it.
//!
//! Architecture invariant: this pallet knows restaking by the traits in
//! [`estuary_primitives::restaking`] alone.

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

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod duty;
mod hooks;
mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use duty::{Period, PeriodIndex};
pub use pallet::*;
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
	use estuary_math::Balance;
	use estuary_primitives::restaking::{ServiceId, SharedSecurity, SlashId, Terms};
	use frame_support::{pallet_prelude::*, traits::fungibles, PalletId};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;
	use sp_staking::EraIndex;

	/// How restaking names an asset.
	pub type AssetIdOf<T> = <<T as Config>::Security as SharedSecurity<
		<T as frame_system::Config>::AccountId,
	>>::AssetId;
	/// The terms of a service.
	pub type TermsOf<T> = Terms<<T as frame_system::Config>::AccountId, AssetIdOf<T>>;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Restaking.
		type Security: SharedSecurity<Self::AccountId>;
		/// The terms of the service; the slasher is this pallet's account whatever they say.
		type Terms: Get<TermsOf<Self>>;
		/// The part of an operator's stake that a missed period costs.
		type MissFraction: Get<Perbill>;
		/// The assets, to take in the budget.
		type Assets: fungibles::Mutate<
			Self::AccountId,
			AssetId = AssetIdOf<Self>,
			Balance = Balance,
		>;
		/// What rewards are paid in: one of the assets in the terms.
		type RewardAsset: Get<AssetIdOf<Self>>;
		/// What a period is rewarded with, as long as the budget lasts.
		#[pallet::constant]
		type Reward: Get<Balance>;
		/// The active era.
		type ActiveEra: Get<EraIndex>;
		/// Who may set the service up.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Source of the account that runs the service.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Blocks in a period.
		#[pallet::constant]
		type PeriodLength: Get<BlockNumberFor<Self>>;
		/// Periods whose misses can still be reported: no longer than restaking's exit delay.
		#[pallet::constant]
		type KeptPeriods: Get<PeriodIndex>;
		/// Operators at most: no less than restaking allows for a service.
		#[pallet::constant]
		type MaxOperators: Get<u32>;
		/// Weights of the calls and hooks.
		type WeightInfo: WeightInfo;
		/// What the benchmarks need of restaking.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Number of the service. Absent until it is set up.
	#[pallet::storage]
	pub type Service<T: Config> = StorageValue<_, ServiceId>;

	/// Operators, with the first period in which each owes a heartbeat.
	#[pallet::storage]
	pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, PeriodIndex>;

	/// The periods whose misses can still be reported, and the one that runs.
	#[pallet::storage]
	pub type Periods<T: Config> =
		StorageMap<_, Twox64Concat, PeriodIndex, Period<T::AccountId, T::MaxOperators>>;

	/// Misses with a slash that is not decided: operator and period.
	#[pallet::storage]
	pub type Misses<T: Config> = StorageMap<_, Twox64Concat, SlashId, (T::AccountId, PeriodIndex)>;

	/// What is left to pay rewards from, in the smallest unit of the reward asset.
	#[pallet::storage]
	pub type Budget<T: Config> = StorageValue<_, Balance, ValueQuery>;

	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The service was set up.
		ServiceSetUp {
			/// Its number.
			service: ServiceId,
		},
		/// `who` added to the budget.
		Funded {
			/// Who paid.
			who: T::AccountId,
			/// The smallest unit of the reward asset.
			amount: Balance,
		},
		/// `operator` has sent its heartbeat.
		HeartbeatReceived {
			/// The operator.
			operator: T::AccountId,
			/// The period.
			period: PeriodIndex,
		},
		/// A slash was requested for a heartbeat that was missed.
		MissReported {
			/// The operator.
			operator: T::AccountId,
			/// The period.
			period: PeriodIndex,
			/// The slash.
			slash: SlashId,
		},
		/// The resolver rejected the slash.
		MissForgiven {
			/// The operator.
			operator: T::AccountId,
			/// The period.
			period: PeriodIndex,
		},
		/// The slash was applied.
		MissPunished {
			/// The operator.
			operator: T::AccountId,
			/// The period.
			period: PeriodIndex,
			/// What it cost, in the smallest unit of stEST.
			amount: Balance,
		},
		/// The operators were paid for a period.
		PeriodRewarded {
			/// The period.
			period: PeriodIndex,
			/// The smallest unit of the reward asset.
			amount: Balance,
		},
		/// Nobody could be paid for a period: the budget keeps it.
		RewardFailed {
			/// The period.
			period: PeriodIndex,
			/// Why.
			error: DispatchError,
		},
	}

	/// Why a call was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The service is not set up.
		NotSetUp,
		/// The service is set up already.
		AlreadySetUp,
		/// The account is not an operator of the service.
		NotAnOperator,
		/// The heartbeat of this period was sent already.
		AlreadySent,
		/// The period is not over.
		PeriodNotOver,
		/// The period is not known: too long ago, or before the service was set up.
		PeriodNotFound,
		/// The operator has sent its heartbeat.
		NotMissed,
		/// The miss was reported already.
		AlreadyReported,
		/// The operator joined during the period, or had nothing at stake when it began.
		NotPunishable,
		/// There are more operators than allowed.
		TooManyOperators,
		/// A number does not fit.
		Overflow,
		/// The operator joined during the period: it owes its first heartbeat in the next one.
		NotOwed,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(now: BlockNumberFor<T>) -> Weight {
			Self::begin_period(now)
		}

		fn integrity_test() {
			assert!(T::PeriodLength::get() > 0u32.into(), "a period has blocks");
			assert!(T::KeptPeriods::get() > 0, "a miss is reported after the period");
			let (terms, delays) = (T::Terms::get(), T::Security::delays());
			assert!(delays.notice_fits(&terms), "restaking demands a longer notice");
			assert!(delays.windows_fit(&terms), "restaking allows no window that is so long");
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Set up the service. Its account must have the deposit that restaking asks for.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `AlreadySetUp`, and those of `register_service` of restaking.
		/// # Events
		/// `ServiceSetUp`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_up())]
		pub fn set_up(origin: OriginFor<T>) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_up()
		}

		/// Add `amount` to the budget.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `Overflow`, and those of the transfer.
		/// # Events
		/// `Funded`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::fund())]
		pub fn fund(origin: OriginFor<T>, #[pallet::compact] amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_fund(who, amount)
		}

		/// Send the heartbeat of the period that runs.
		///
		/// # Origin
		/// Signed, by an operator of the service.
		/// # Errors
		/// `NotAnOperator`, `NotOwed`, `PeriodNotFound` (none has begun since the set-up),
		/// `AlreadySent`, `TooManyOperators`.
		/// # Events
		/// `HeartbeatReceived`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::heartbeat())]
		pub fn heartbeat(origin: OriginFor<T>) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_heartbeat(operator)
		}

		/// Report that `operator` sent no heartbeat in `period`. The chain checks it.
		///
		/// # Origin
		/// Signed, by anyone.
		/// # Errors
		/// `NotSetUp`, `PeriodNotOver`, `PeriodNotFound`, `NotAnOperator`, `NotMissed`,
		/// `AlreadyReported`, `NotPunishable`, `TooManyOperators`, and those of `request_slash` of
		/// restaking.
		/// # Events
		/// `MissReported`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::report_miss())]
		pub fn report_miss(
			origin: OriginFor<T>,
			operator: T::AccountId,
			#[pallet::compact] period: PeriodIndex,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_report_miss(operator, period)
		}
	}
}
