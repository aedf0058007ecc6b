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
mod cover;
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
	SettlementCycle,
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

	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// EST.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::hold::Mutate<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		/// Why EST is on hold.
		type RuntimeHoldReason: From<HoldReason>;
		/// stEST. This pallet is the only one that mints and burns it.
		type Shares: fungible::Mutate<Self::AccountId, Balance = Balance>;
		/// The staking system.
		type Staking: StakingBackend<Self::AccountId>;
		/// Who stands in front of the holders when the pool loses; `()` for nobody.
		type Cover: LossCover<Self::AccountId>;
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
		/// Greatest number of validators that can register.
		#[pallet::constant]
		type MaxRegistered: Get<u32>;
		/// Eras after its closing from which a batch may be paid before it matures. Longer than it
		/// takes for an offence to be reported.
		#[pallet::constant]
		type MinExitDelay: Get<EraIndex>;
		/// Eras between the announcement of a higher fee and the first that it is taken from.
		/// Longer than it takes to leave.
		#[pallet::constant]
		type FeeNotice: Get<EraIndex>;
		/// Greatest length of a pause, in blocks.
		#[pallet::constant]
		type MaxPause: Get<BlockNumberFor<Self>>;
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

	/// The parameters, the pauses, and a fee that has been announced. Absent until the pool is set
	/// up.
	#[pallet::storage]
	pub type Parameters<T: Config> = StorageValue<_, Settings<T::AccountId>>;

	/// The keyless accounts that stake for the pool, with their recognised stake in planck of EST.
	#[pallet::storage]
	pub type Pots<T: Config> =
		StorageValue<_, BoundedVec<Pot<T::AccountId>, T::MaxPots>, ValueQuery>;

	/// Validators that governance has chosen for a pot, by the index of the pot. It nominates them
	/// from the next settlement on, and the best of those that have registered besides.
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

	/// Why batches that have matured are not paid out; absent while there are none (LS-9).
	#[pallet::storage]
	pub type Delay<T: Config> = StorageValue<_, ExitDelay>;

	/// Slashes of pots that staking has recorded and not yet applied, by the era of application.
	/// What they take beyond the bonds of their validators is the provision.
	#[pallet::storage]
	pub type Pending<T: Config> = StorageValue<_, PendingList<T>, ValueQuery>;

	/// What whoever covers may do now; there only while it is asked, never between two calls.
	#[pallet::storage]
	pub type CoverAllowance<T> = StorageValue<_, Allowance>;

	/// Validators that have registered themselves, by stash, until their bond is released.
	#[pallet::storage]
	pub type Registrations<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Registration>;

	/// Registered validators that have not left, in the order in which they came, with the scores
	/// of the last settlement.
	#[pallet::storage]
	pub type Ranking<T: Config> =
		StorageValue<_, BoundedVec<Ranked<T::AccountId>, T::MaxRegistered>, ValueQuery>;

	/// Validators that are not nominated before the era given, since they are slashed.
	#[pallet::storage]
	pub type Suspensions<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, EraIndex>;

	/// The hash chain of the era records that are no longer kept; absent until there is one.
	#[pallet::storage]
	pub type Folded<T: Config> = StorageValue<_, FoldedRecords>;

	/// Why the pallet holds EST of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// It is the bond of a registered validator: the first loss when it is slashed.
		ValidatorBond,
	}

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
		/// Staking has recorded a slash for an offence of `validator` that will cost the pots
		/// `loss` more when `era` begins. The validator's bond stands for `covered` and cover for
		/// `cover`; the rest is borne now, `holders` of it by stEST, `exits` by unpaid exit
		/// batches.
		LossReported {
			/// The era in which the slash is applied.
			era: EraIndex,
			/// Stash of the validator; `None` for those that are not kept by name.
			validator: Option<T::AccountId>,
			/// Planck that the pots will lose.
			loss: Balance,
			/// Planck of it that the validator's bond stands for.
			covered: Balance,
			/// Planck of it that cover stands for.
			cover: Balance,
			/// Planck of it borne by stEST.
			holders: Balance,
			/// Planck of it borne by exit batches that are not paid out.
			exits: Balance,
		},
		/// `amount` of the losses reported for `era` was given back: `holders` of it to stEST,
		/// over an era, `exits` to unpaid exit batches.
		ProvisionReleased {
			/// The era in which the slash was to be applied.
			era: EraIndex,
			/// Planck given back.
			amount: Balance,
			/// Planck of it for stEST.
			holders: Balance,
			/// Planck of it for exit batches.
			exits: Balance,
			/// Why.
			reason: ReleaseReason,
		},
		/// Staking took `loss` from `pot` that had been reported: bonds of validators paid
		/// `covered` for it, cover met `cover`, the provision `provided`. Nobody bears anything
		/// now.
		LossApplied {
			/// Index of the pot.
			pot: u32,
			/// Planck lost.
			loss: Balance,
			/// Planck paid by bonds.
			covered: Balance,
			/// Planck that cover stood for.
			cover: Balance,
			/// Planck of the provision used up.
			provided: Balance,
		},
		/// Cover for the losses that were reported for `era` failed and has changed nothing:
		/// holders and exits bear them.
		CoverFailed {
			/// The era in which the slashes are applied.
			era: EraIndex,
			/// Why.
			error: DispatchError,
		},
		/// `shares` of `who` were retired: what they were worth meets a loss.
		SharesRetired {
			/// Who covers.
			who: T::AccountId,
			/// Shares burned.
			shares: Shares,
			/// Planck that they were worth.
			value: Balance,
		},
		/// `shares` of `who` that a service had slashed were burned: what they were worth is all
		/// other holders' now.
		SharesBurned {
			/// Who had them.
			who: T::AccountId,
			/// Shares burned.
			shares: Shares,
			/// Planck that they were worth.
			value: Balance,
		},
		/// `value` planck that stood for a loss which will not come are shares again.
		SharesReissued {
			/// Who had covered.
			who: T::AccountId,
			/// Shares minted.
			shares: Shares,
			/// Planck returned to the backing.
			value: Balance,
		},
		/// Losses turned bunker mode on: no deposits, no instant redemptions, and no batch is paid
		/// before it matures.
		BunkerEntered {
			/// The reason and the figures.
			state: Bunker,
		},
		/// Bunker mode is off.
		BunkerLeft,
		/// `what` is paused until block `until`.
		Paused {
			/// What was chosen.
			what: PauseKinds,
			/// The block with which the pause ends.
			until: u64,
		},
		/// A higher fee was announced: it is taken from the reward of `era` on.
		FeeAnnounced {
			/// The part of net gains that it takes.
			fee: Perbill,
			/// The first era whose reward it is taken from.
			era: EraIndex,
		},
		/// `from` passed a claim on the batch of `era` on to `to`.
		ClaimTransferred {
			/// The era it is about.
			era: EraIndex,
			/// The account that had it.
			from: T::AccountId,
			/// The account that has it.
			to: T::AccountId,
			/// Shares of the claim.
			shares: Shares,
		},
		/// `who` redeemed `shares` at once for `amount`; `fee` stays in the pool.
		InstantlyRedeemed {
			/// The account that acted.
			who: T::AccountId,
			/// Shares of stEST.
			shares: Shares,
			/// Planck paid.
			amount: Balance,
			/// Planck that stay with the other holders.
			fee: Balance,
		},
		/// A part of what the oldest batch is owed was paid; `missing` is still to come.
		BatchFunded {
			/// The era of the batch.
			era: EraIndex,
			/// Planck paid now.
			amount: Balance,
			/// Planck still owed.
			missing: Balance,
		},
		/// `pot` took `amount` of what was unlocking back into its bond.
		StakeRebonded {
			/// Index of the pot.
			pot: u32,
			/// Planck of EST.
			amount: Balance,
		},
		/// `validator` registered with `bond` on hold.
		ValidatorRegistered {
			/// Its stash.
			validator: T::AccountId,
			/// Planck on hold.
			bond: Balance,
		},
		/// `validator` added to its bond, which is `bond` now.
		BondAdded {
			/// Its stash.
			validator: T::AccountId,
			/// Planck on hold.
			bond: Balance,
		},
		/// `validator` left; its bond can be released from era `release` on.
		ValidatorDeregistered {
			/// Its stash.
			validator: T::AccountId,
			/// The era from which the bond can be released.
			release: EraIndex,
		},
		/// The bond of `validator` was released.
		BondReleased {
			/// Its stash.
			validator: T::AccountId,
			/// Planck released.
			amount: Balance,
		},
		/// The bond of `validator` paid `amount` for a slash of a pot.
		BondSlashed {
			/// Its stash.
			validator: T::AccountId,
			/// Planck paid to the pool.
			amount: Balance,
		},
		/// The record of `era` is no longer kept; the hash chain ends with `hash`.
		RecordFolded {
			/// The era of the record.
			era: EraIndex,
			/// The hash with it.
			hash: H256,
		},
		/// `pot` lost `loss` that nobody had reported: `holders` of it is borne by stEST, `exits`
		/// by unpaid exit batches.
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
		/// Shares are retired and reissued for cover only while a loss is recognised or given
		/// back, and for no more than that.
		NotCovering,
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
		/// The reserve for instant redemptions has too little left until the next settlement.
		ReserveTooLow,
		/// Losses have closed deposits and instant redemptions until they have cleared.
		BunkerMode,
		/// It is paused.
		Paused,
		/// A pause can be no longer than `MaxPause`.
		PauseTooLong,
		/// A higher fee has to be announced.
		FeeNotAnnounced,
		/// An announced fee has to be above the present one, by two percent of the gain at most,
		/// and no more than a fifth.
		FeeOutOfBounds,
		/// A claim cannot be passed on to the account that has it.
		TransferToSelf,
		/// The validator has not registered.
		NotRegistered,
		/// The bond is below the minimum in the parameters.
		BondTooLow,
		/// The validator keeps more of its rewards than the parameters allow.
		CommissionTooHigh,
		/// The validator has left and waits for its bond.
		ValidatorLeaving,
		/// The validator has not left.
		ValidatorNotLeaving,
		/// The bond may still be needed for a slash.
		BondNotReleasable,
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
		/// `AmountZero`, `BelowMinimum` (unless it is all that the account holds; or what would
		/// stay is less than the asset's minimum), `InsufficientShares`, `Paused`, `NotSetUp`.
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
		/// `AmountZero`, `BelowMinimum`, `InsufficientShares`, `ReserveTooLow`, `SlippageExceeded`,
		/// `OwnerCannotReceive`, `BunkerMode`, `Paused`, `NotSetUp`.
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
		#[pallet::weight(T::WeightInfo::release_bond(T::MaxPots::get()))]
		pub fn release_bond(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_release_bond(validator)
		}

		/// Announce a higher fee. It is taken from the reward of the era that is `FeeNotice` eras
		/// ahead on, in place of any announced before.
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
		/// `AdminOrigin`.
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
			T::AdminOrigin::ensure_origin(origin)?;
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
