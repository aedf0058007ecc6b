//! What the pallet stores. Who writes each item is said in the table of the crate.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage {
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

	/// Validators that are left out of the nominations for a time, for slashes or for commission.
	#[pallet::storage]
	pub type Suspensions<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Suspension>;

	/// The hash chain of the era records that are no longer kept; absent until there is one.
	#[pallet::storage]
	pub type Folded<T: Config> = StorageValue<_, FoldedRecords>;

	/// How far settlement has come.
	#[pallet::storage]
	pub type Cycle<T: Config> = StorageValue<_, SettlementCycle, ValueQuery>;
}
