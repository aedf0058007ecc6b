//! What the pallet asks of a runtime.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod config {
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// Names an asset: stEST, and whatever rewards are paid in.
		type AssetId: Parameter + Member + MaxEncodedLen;
		/// All assets, EST among them.
		type Assets: fungibles::Mutate<Self::AccountId, AssetId = Self::AssetId, Balance = Balance>
			+ AccountTouch<Self::AssetId, Self::AccountId, Balance = Balance>;
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
		/// Which validators were slashed before they were operators.
		type Validators: ValidatorHistory<Self::AccountId>;
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
		/// The least stEST that can be delegated, and the fewest units that can leave or stay,
		/// unless all of them leave.
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
}
