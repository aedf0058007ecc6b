//! Restakers in front of the holders of stEST.
//!
//! The pallet runs one service of restaking, with an account of its own as owner and slasher. When
//! the liquid staking pool recognises a loss beyond the bonds of the validators, it slashes in the
//! same block those who were operators of that service in the era of the offence, and retires as
//! much stEST as meets the loss. If the loss is cancelled, the stEST is issued again and goes back
//! to them. For that they earn a part of the protocol's fees.
//!
//! A loss is named by the era in which staking applies it: it is met as a whole, however many
//! validators it comes from.
//!
//! ```text
//!  loss reported ─► cover ─► slash requested and applied ─► retired, worth <= loss
//!                                  what came beyond ─► refunded at once
//!  staking takes it ─► settle ─► that part never comes back; slash closed once all is taken
//!  cancelled ─► give_back ─► reissued ─► refunded to the slashed operators, pro rata
//!                                          └─ cannot be ─► surplus ─► premiums, a tenth each
//! ```
//!
//! Each report of a loss is a slash per operator, which stays open until staking took the losses of
//! its era or they are cancelled: then it is closed. Restaking keeps a limited number of slashes
//! open for an operator: one that has reached it stands for no more losses until the first of them
//! is over, and others stand in for it. If there are none, the holders bear what comes.
//!
//! | what | where | storage it writes |
//! |---|---|---|
//! | curve, split, rounding: pure | `arithmetic.rs` | - |
//! | set-up and parameters | `setup.rs` | `Settings` |
//! | cover, settle, give back | `covers.rs` | `Covers`, `History` |
//! | slashing and refunding the operators | `operators.rs` | - |
//! | premium | `premium.rs` | - |
//! | the account's shares and the totals | `books.rs` | `Accounts` |
//! | views for the runtime API | `api.rs` | - |
//! | CV-1, and the books against the account | `try_state.rs` | - |
//!
//! Architecture invariants: restaking is reached through
//! [`SharedSecurity`](estuary_primitives::restaking::SharedSecurity) alone, so nothing here is out
//! of reach of another service; no balance is ever read to compute anything; nothing here can stop
//! a loss from being recognised.

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
mod arithmetic;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod books;
mod covers;
mod operators;
mod premium;
mod setup;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use arithmetic::PremiumCurve;
pub use pallet::*;
pub use types::{AssetIdOf, Books, Cover, Promise, Settings as CoverageSettings, SlashPart};
pub use weights::WeightInfo;

/// Target of the pallet's log lines.
pub(crate) const LOG_TARGET: &str = "runtime::coverage";

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
	use estuary_math::{Balance, Shares};
	use estuary_primitives::{
		cover::CoverToken,
		coverage::PastCover,
		restaking::{ServiceId, SharedSecurity, SlashId},
	};
	use frame_support::{pallet_prelude::*, traits::fungible, PalletId};
	use frame_system::pallet_prelude::*;
	use sp_staking::EraIndex;

	/// Version of the storage layout.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// EST, for the deposit of the service.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;
		/// stEST as an asset, for the shares that keep the account open.
		type Shares: fungible::Mutate<Self::AccountId, Balance = Balance>;
		/// stEST as a cover uses it.
		type Token: CoverToken<Self::AccountId>;
		/// Restaking.
		type Security: SharedSecurity<Self::AccountId>;
		/// How restaking names stEST: what premiums are paid in.
		type StakedAsset: Get<AssetIdOf<Self>>;
		/// The active era.
		type ActiveEra: Get<EraIndex>;
		/// Who may set up the service and set the parameters of the premium.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Source of the account that runs the service.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Eras in which a cover can be given back: no less than the deferral of slashes and the
		/// bonding duration together.
		#[pallet::constant]
		type RefundWindow: Get<EraIndex>;
		/// Eras of notice in the terms of the service: restaking's exit delay and two at
		/// least.
		#[pallet::constant]
		type Notice: Get<EraIndex>;
		/// Operators that stand for a loss at most, the greatest first. No less than restaking
		/// allows for a service, or else some earn a premium for nothing.
		#[pallet::constant]
		type MaxOperators: Get<u32>;
		/// Slashes that the losses of one era can lead to: one for each operator and report.
		#[pallet::constant]
		type MaxSlashes: Get<u32>;
		/// Past covers that are kept.
		#[pallet::constant]
		type MaxHistory: Get<u32>;
		/// Weights of the calls and of the parts of
		/// [`LossCover`](estuary_primitives::cover::LossCover).
		type WeightInfo: WeightInfo;
		/// What the benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// The service and the parameters of the premium. Absent until the service is set up.
	#[pallet::storage]
	pub type Settings<T: Config> = StorageValue<_, types::Settings>;

	/// What covers losses that are neither taken nor cancelled yet, by the era in which staking
	/// applies them: no more eras than slashes are deferred by, and two.
	#[pallet::storage]
	pub type Covers<T: Config> =
		StorageMap<_, Twox64Concat, EraIndex, Cover<T::MaxSlashes>, OptionQuery>;

	/// The last covers that are over: a ring, by their number modulo `MaxHistory`.
	#[pallet::storage]
	pub type History<T: Config> = StorageMap<_, Twox64Concat, u64, PastCover>;

	/// The books, in the smallest unit of stEST unless a field says another: the surplus that waits
	/// to be paid to operators, and the sums of all that came in and went out.
	#[pallet::storage]
	pub type Accounts<T: Config> = StorageValue<_, Books, ValueQuery>;

	/// What happened to the cover. Amounts are planck of EST, shares the smallest unit of stEST.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The service was set up: operators can allocate stake to it.
		CoverageSetUp {
			/// Number of the service.
			service: ServiceId,
			/// What is promised to its operators.
			promise: Promise,
			/// What it earns.
			params: PremiumCurve,
		},
		/// The parameters of the premium were set.
		ParamsSet {
			/// What the service earns from now on.
			params: PremiumCurve,
		},
		/// `covered` of a loss was met by retiring `shares`.
		LossCovered {
			/// The era in which staking applies the loss.
			era: EraIndex,
			/// Planck that were reported.
			loss: Balance,
			/// Planck that were met of them.
			covered: Balance,
			/// Shares that were retired.
			shares: Shares,
		},
		/// Nothing of a loss was met.
		CoverFailed {
			/// The era in which staking applies the loss.
			era: EraIndex,
			/// Planck that were reported.
			loss: Balance,
			/// Why.
			error: DispatchError,
		},
		/// `operator` could not be slashed for a loss; others stand for its part, or the holders
		/// if there are none.
		OperatorSkipped {
			/// The era in which staking applies the loss.
			era: EraIndex,
			/// The operator.
			operator: T::AccountId,
			/// Why.
			error: DispatchError,
		},
		/// Staking took `used` of what was covered: the shares that met it are gone for good.
		CoverSettled {
			/// The era in which staking applies the loss.
			era: EraIndex,
			/// Planck that staking took.
			used: Balance,
		},
		/// `amount` of what was covered will not be taken: `shares` were issued again for it.
		CoverGivenBack {
			/// The era in which staking applies the loss.
			era: EraIndex,
			/// Planck that were cancelled.
			amount: Balance,
			/// Shares that were issued again.
			shares: Shares,
		},
		/// Shares could not be issued again for `amount` that was cancelled: it stays with all
		/// holders.
		ReissueFailed {
			/// The era in which staking applies the loss.
			era: EraIndex,
			/// Planck that were cancelled.
			amount: Balance,
			/// Why.
			error: DispatchError,
		},
		/// `shares` could not be given back to an operator: a tenth of what waits is paid with
		/// each premium.
		RefundFailed {
			/// The slash that they came from.
			slash: SlashId,
			/// Shares that stay in the surplus.
			shares: Shares,
			/// Why.
			error: DispatchError,
		},
		/// A slash of which nothing will be given back could not be closed: it stays open until
		/// its refund window ends.
		CloseFailed {
			/// The slash.
			slash: SlashId,
			/// Why.
			error: DispatchError,
		},
		/// `shares` of the protocol's fees were earned.
		PremiumEarned {
			/// Shares that came in.
			shares: Shares,
		},
		/// `shares` were paid to the operators and those behind them.
		PremiumPaid {
			/// Shares that went out.
			shares: Shares,
		},
		/// Nobody could be paid; `surplus` waits for the next premiums.
		PremiumKept {
			/// Shares that wait.
			surplus: Shares,
			/// Why.
			error: DispatchError,
		},
	}

	/// Why a call was refused, or a loss not covered. What is refused changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// The service is not set up.
		NotSetUp,
		/// The service is set up already.
		AlreadySetUp,
		/// The target is zero, what a unit of stake earns would rise with the size, or what all
		/// earn together would fall.
		ParamsOutOfBounds,
		/// The amount is zero.
		AmountZero,
		/// There is no rate between EST and stEST.
		RateUndefined,
		/// A single share is worth more than the loss.
		LossBelowOneShare,
		/// No operator has anything left that could be slashed for this era.
		NothingSlashable,
		/// Shares of more worth than the loss would be retired, or more would be issued again than
		/// was retired.
		TokenMisbehaved,
		/// A number does not fit.
		Overflow,
		/// The change would break the books; it was refused.
		BooksDisagree,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxOperators::get() > 0, "somebody must stand for a loss");
			assert!(
				T::MaxSlashes::get() >= T::MaxOperators::get(),
				"a loss that is reported once must reach every operator"
			);
			assert!(T::MaxHistory::get() > 0, "a ring has places");
			assert!(T::RefundWindow::get() > 0, "a loss that is cancelled must be given back");
			let delays = T::Security::delays();
			assert!(
				T::RefundWindow::get() <= delays.max_refund,
				"restaking allows no refunds for so long"
			);
			assert!(
				T::Notice::get() >= delays.least_notice,
				"who is in must be able to leave before other terms hold"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Set up the service. `funder` pays `endowment` planck to the account that runs it, enough
		/// for the deposit that restaking asks and for the account to stay alive, and twice
		/// the least amount of stEST that an account can have: once for this account, once for the
		/// one that restaking keeps rewards in if it has none yet.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `AlreadySetUp`, `ParamsOutOfBounds`, and those of the transfers and of
		/// `register_service` of restaking.
		/// # Events
		/// `CoverageSetUp`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_up())]
		pub fn set_up(
			origin: OriginFor<T>,
			funder: T::AccountId,
			#[pallet::compact] endowment: Balance,
			promise: Promise,
			params: PremiumCurve,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_up(funder, endowment, promise, params)
		}

		/// Set what the service earns.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `NotSetUp`, `ParamsOutOfBounds`.
		/// # Events
		/// `ParamsSet`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set_params())]
		pub fn set_params(origin: OriginFor<T>, params: PremiumCurve) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_params(params)
		}
	}
}
