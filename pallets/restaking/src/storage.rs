//! What the pallet stores. Who writes each item is said in the table of the crate.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod storage {
	/// Operators by account: commission, announced changes (eras), deposit on hold (planck of EST)
	/// and the services with an allocation.
	#[pallet::storage]
	pub type Operators<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Operator>;

	/// What the delegators of an operator have together: units of the pool, and the stEST behind
	/// them in its smallest unit, with what pending slashes set aside.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Pool, ValueQuery>;

	/// The stake of each pool, in the smallest unit of stEST for a magnitude of one, in the eras
	/// for which it can be slashed.
	#[pallet::storage]
	pub type StakeHistory<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Stakes, ValueQuery>;

	/// What a delegator has in a pool, in units of the pool, by operator and delegator.
	#[pallet::storage]
	pub type Delegations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		Delegation,
	>;

	/// Those who left an operator together, by operator and era: units of the batch, and the stEST
	/// that is not paid out, in its smallest unit.
	#[pallet::storage]
	pub type Batches<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, EraIndex, Batch>;

	/// What a delegator has in an exit batch, in units of the batch, by operator, era and
	/// delegator.
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

	/// Services by number: owner, terms, announced terms (eras), deposit on hold (planck of EST)
	/// and how many slashes are open.
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

	/// What an operator has promised to a service, by operator and service: magnitudes (parts of
	/// 10^27) by era, and the fractions (Perbill) that slashes were requested for by era.
	#[pallet::storage]
	pub type Allocations<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, ServiceId, Allocation>;

	/// Slashes that are pending or can still be refunded, by number. Amounts are the smallest unit
	/// of stEST, times are eras.
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

	/// What a unit of a pool has earned since its generation began, by operator, generation and
	/// asset: the smallest unit of the asset, scaled up.
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

	/// What a delegator has earned and not claimed, in the smallest unit of the asset, by operator,
	/// delegator and asset.
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

	/// What an operator has earned and not claimed, in the smallest unit of the asset.
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

	/// Rewards that were paid in and not claimed (RS-2), in the smallest unit of the asset.
	#[pallet::storage]
	pub type Owed<T: Config> = StorageMap<_, Blake2_128Concat, T::AssetId, Balance, ValueQuery>;

	/// Set while a hook runs: nothing else may change then.
	#[pallet::storage]
	pub type HookRunning<T: Config> = StorageValue<_, bool, ValueQuery>;
}
