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
//! | deposit, redeem, cancel, claim | `holders.rs` | `Claims` |
//! | exit batches | `exits.rs` | `Batches`, `Queue` |
//! | pots and validators | `pots.rs` | `Pots`, `Targets`, `Collecting` |
//! | parameters, set-up | `setup.rs` | `Parameters` |
//! | settlement of an era | `settlement.rs`, `steps.rs` | `Cycle` |
//! | era records | `records.rs` | `EraRecords` |
//! | losses | `losses.rs` | (through the above) |
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
mod exits;
mod holders;
mod losses;
mod pots;
mod records;
mod settlement;
mod setup;
mod steps;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use books::{Books, Flows};
pub use pallet::*;
pub use types::{
	Batch, Collecting as CollectingEntry, GenesisPool, Params, Pot, Run, SettlementCycle,
};
pub use weights::WeightInfo;

/// Target of the pallet's log lines.
pub(crate) const LOG_TARGET: &str = "runtime::liquid-staking";

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
		staking::StakingBackend,
		types::{EraRecord, Step},
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, tokens::Preservation},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::FixedU128;
	use sp_staking::EraIndex;

	/// Version of the storage layout.
	pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// Validators that one pot may nominate: the limit of NPoS.
	pub type MaxTargets = ConstU32<16>;
	/// Batches that may wait to be paid out.
	pub type MaxQueue = ConstU32<128>;

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// EST.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;
		/// stEST. This pallet is the only one that mints and burns it.
		type Shares: fungible::Mutate<Self::AccountId, Balance = Balance>;
		/// The staking system.
		type Staking: StakingBackend<Self::AccountId>;
		/// Who may set up the pool, set parameters and choose validators.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Source of the pool's keyless accounts.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Blocks in an era: a reward vests over as many.
		#[pallet::constant]
		type BlocksPerEra: Get<BlockNumberFor<Self>>;
		/// Eras in a year: what a yearly rate is computed with.
		#[pallet::constant]
		type ErasPerYear: Get<u32>;
		/// Greatest number of pots.
		#[pallet::constant]
		type MaxPots: Get<u32>;
		/// Greatest number of validators whose payouts are collected.
		#[pallet::constant]
		type MaxCollecting: Get<u32>;
		/// Weight that a settlement may take at the start of a block; one step is taken in any
		/// case.
		#[pallet::constant]
		type SettlementBudget: Get<Weight>;
		/// Weights of the calls and of the steps of a settlement.
		type WeightInfo: WeightInfo;
	}

	/// The books: every amount that the pool has and owes, in planck of EST. Absent until the pool
	/// is set up.
	#[pallet::storage]
	pub type Pool<T: Config> = StorageValue<_, Books>;

	/// Minimum amounts and the fee. Absent until the pool is set up.
	#[pallet::storage]
	pub type Parameters<T: Config> = StorageValue<_, Params<T::AccountId>>;

	/// The keyless accounts that stake for the pool, with their recognised stake in planck of EST.
	#[pallet::storage]
	pub type Pots<T: Config> =
		StorageValue<_, BoundedVec<Pot<T::AccountId>, T::MaxPots>, ValueQuery>;

	/// Validators that a pot nominates from the next settlement on, by the index of the pot.
	#[pallet::storage]
	pub type Targets<T: Config> =
		StorageMap<_, Twox64Concat, u32, BoundedVec<T::AccountId, MaxTargets>, ValueQuery>;

	/// Validators whose payouts are collected, with the last era in which a pot may back them.
	#[pallet::storage]
	pub type Collecting<T: Config> =
		StorageValue<_, BoundedVec<CollectingEntry<T::AccountId>, T::MaxCollecting>, ValueQuery>;

	/// Closed exit batches, by the era in which they were open. A batch is removed with its last
	/// claim.
	#[pallet::storage]
	pub type Batches<T: Config> = StorageMap<_, Twox64Concat, EraIndex, Batch>;

	/// Closed batches that are not paid out yet, oldest first.
	#[pallet::storage]
	pub type Queue<T: Config> = StorageValue<_, BoundedVec<EraIndex, MaxQueue>, ValueQuery>;

	/// Shares that an account has in an exit batch, by account and era of the batch.
	#[pallet::storage]
	pub type Claims<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		EraIndex,
		Shares,
		OptionQuery,
	>;

	/// What each era did to the pool, for as many eras as staking keeps its history.
	#[pallet::storage]
	pub type EraRecords<T: Config> = StorageMap<_, Twox64Concat, EraIndex, EraRecord>;

	/// How far settlement has come.
	#[pallet::storage]
	pub type Cycle<T: Config> = StorageValue<_, SettlementCycle, ValueQuery>;

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

	/// What happened in the pool. Amounts are planck of EST, shares the smallest unit of stEST.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The pool was set up with `seed` planck that stay in it for good, over `pots` pots.
		PoolSetUp {
			/// Planck that stay in the pool for good.
			seed: Balance,
			/// Number of pots.
			pots: u32,
		},
		/// The parameters were set.
		ParamsSet {
			/// The parameters from now on.
			params: Params<T::AccountId>,
		},
		/// `pot` nominates `validators` from the next settlement on.
		ValidatorsSet {
			/// Index of the pot.
			pot: u32,
			/// Validators, by stash.
			validators: BoundedVec<T::AccountId, MaxTargets>,
		},
		/// `who` paid in `amount` and got `shares`.
		Deposited {
			/// The account that acted.
			who: T::AccountId,
			/// Planck of EST.
			amount: Balance,
			/// Shares of stEST.
			shares: Shares,
		},
		/// `who` put `shares` into the exit batch of `era`.
		RedeemRequested {
			/// The account that acted.
			who: T::AccountId,
			/// The era it is about.
			era: EraIndex,
			/// Shares of stEST.
			shares: Shares,
		},
		/// `who` took `shares` back out of the open exit batch of `era`.
		RedeemCancelled {
			/// The account that acted.
			who: T::AccountId,
			/// The era it is about.
			era: EraIndex,
			/// Shares of stEST.
			shares: Shares,
		},
		/// The claim of `owner` on the batch of `era` was paid with `amount`.
		Claimed {
			/// The account that was paid.
			owner: T::AccountId,
			/// The era it is about.
			era: EraIndex,
			/// Planck of EST.
			amount: Balance,
		},
		/// A page of `validator` for `era` was paid out.
		PayoutCollected {
			/// The era it is about.
			era: EraIndex,
			/// Stash of the validator.
			validator: T::AccountId,
			/// Page of its exposure.
			page: u32,
		},
		/// A page of `validator` for `era` could not be paid out. It is tried again by each
		/// settlement until staking forgets the era; anyone else can pay it out, too.
		PayoutFailed {
			/// The era it is about.
			era: EraIndex,
			/// Stash of the validator.
			validator: T::AccountId,
			/// Page of its exposure.
			page: u32,
			/// Why.
			error: DispatchError,
		},
		/// Payouts of `era` are not collected yet and expire in era `expires`.
		PayoutsNearExpiry {
			/// The era it is about.
			era: EraIndex,
			/// The era in which the payouts are gone.
			expires: EraIndex,
		},
		/// Payouts of the eras `from` to `to` (inclusive) expired before they were collected.
		PayoutsExpired {
			/// First era.
			from: EraIndex,
			/// Last era.
			to: EraIndex,
		},
		/// `reward` was recognised; of it `fee` was taken by minting `fee_shares`.
		RewardRecognised {
			/// Gross reward in planck.
			reward: Balance,
			/// The part of it taken as a fee, in planck.
			fee: Balance,
			/// Shares minted for the fee.
			fee_shares: Shares,
		},
		/// `pot` lost `loss`: `holders` of it is borne by stEST, `exits` by unpaid exit batches.
		LossRecognised {
			/// Index of the pot.
			pot: u32,
			/// Planck lost.
			loss: Balance,
			/// Planck of it borne by stEST.
			holders: Balance,
			/// Planck of it borne by exit batches that are not paid out.
			exits: Balance,
		},
		/// The exit batch of `era` was closed: `shares` were burned and `amount` is owed for them.
		BatchClosed {
			/// The era it is about.
			era: EraIndex,
			/// Shares of stEST.
			shares: Shares,
			/// Planck of EST.
			amount: Balance,
			/// The era from which the batch can be paid out.
			matures: EraIndex,
		},
		/// The exit batch of `era` was paid out with `amount` and can be claimed.
		BatchMatured {
			/// The era it is about.
			era: EraIndex,
			/// Planck of EST.
			amount: Balance,
		},
		/// The exit batch of `era` has matured but waits for stake to unlock: it is owed `owed`
		/// and the pool has `idle`.
		BatchDelayed {
			/// The era it is about.
			era: EraIndex,
			/// Planck owed to the batch.
			owed: Balance,
			/// Planck that the pool has at hand.
			idle: Balance,
		},
		/// `pot` bonded `amount`.
		StakeBonded {
			/// Index of the pot.
			pot: u32,
			/// Planck of EST.
			amount: Balance,
		},
		/// `pot` unbonded `amount`.
		StakeUnbonded {
			/// Index of the pot.
			pot: u32,
			/// Planck of EST.
			amount: Balance,
		},
		/// `amount` came back from `pot`.
		StakeWithdrawn {
			/// Index of the pot.
			pot: u32,
			/// Planck of EST.
			amount: Balance,
		},
		/// `pot` nominated `validators` validators.
		Nominated {
			/// Index of the pot.
			pot: u32,
			/// Number of validators.
			validators: u32,
		},
		/// A step of the settlement failed and was left out; what it would have done is tried
		/// again by the next settlement.
		StepFailed {
			/// The step that was left out.
			step: Step,
			/// Why.
			error: DispatchError,
		},
		/// The reward of `era` was recognised, its batch closed and its record written.
		EraSettled {
			/// The era it is about.
			era: EraIndex,
			/// Planck per share, 18 decimals, rounded down.
			rate: FixedU128,
			/// All shares.
			issuance: Shares,
			/// Planck that belong to them.
			backing: Balance,
		},
		/// The settlement that began with the activation of `era` is done.
		SettlementFinished {
			/// The era it is about.
			era: EraIndex,
		},
	}

	/// Why a call was refused. A call that is refused changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// The pool is not set up.
		NotSetUp,
		/// The pool is set up already.
		AlreadySetUp,
		/// There is stEST already that the pool did not mint: it would share in the first
		/// deposits.
		SharesExist,
		/// The amount is zero.
		AmountZero,
		/// The amount is below the minimum in the parameters, or too small to be worth a share.
		BelowMinimum,
		/// The deposit would bring fewer shares than asked for.
		SlippageExceeded,
		/// The account holds fewer shares, or has fewer in the open batch.
		InsufficientShares,
		/// The account cannot spare so much EST and stay alive.
		InsufficientFunds,
		/// All value was lost while shares remain: there is no price to buy at.
		RateUndefined,
		/// There is no such batch, or it is still open.
		BatchNotFound,
		/// The batch has not been paid out.
		BatchNotMatured,
		/// The account has no claim on that batch.
		ClaimNotFound,
		/// The amount is too small for an account that does not exist yet; nothing is lost, the
		/// claim stays.
		OwnerCannotReceive,
		/// No settlement is due.
		NothingToAdvance,
		/// There is no pot of that index.
		PotNotFound,
		/// There are more pots than allowed.
		TooManyPots,
		/// A pot needs at least one validator.
		NoValidators,
		/// A validator is listed twice for one pot.
		DuplicateValidator,
		/// An account in the list is not a validator candidate.
		NotAValidator,
		/// More validators than payouts can be collected from.
		TooManyValidators,
		/// A parameter is out of its bounds.
		ParamsOutOfBounds,
		/// The seed is too small to let every pot nominate.
		SeedTooSmall,
		/// The pool has too little idle EST for that now.
		IdleTooLow,
		/// Too many batches wait to be paid out.
		QueueFull,
		/// A number does not fit.
		Overflow,
		/// The change would break the books; it was refused.
		BooksDisagree,
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
		/// `NotSetUp`.
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
		/// `AmountZero`, `BelowMinimum` (unless it is all that the account holds; or what would
		/// stay is less than the asset's minimum), `InsufficientShares`, `NotSetUp`.
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
		/// `BelowMinimum` (what would stay in is less than the minimum), `NotSetUp`.
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

		/// Set the minimum amounts and the fee.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `ParamsOutOfBounds`, `NotSetUp`.
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

		/// Choose the validators that `pot` nominates from the next settlement on.
		///
		/// # Origin
		/// `AdminOrigin`.
		/// # Errors
		/// `PotNotFound`, `NoValidators`, `DuplicateValidator`, `NotAValidator`,
		/// `TooManyValidators`, `NotSetUp`.
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
