//! What the pallet asks of a runtime.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod config {
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
		/// Who may pause deposits and redemptions for a while: whoever can decide in time.
		type PauseOrigin: EnsureOrigin<Self::RuntimeOrigin>;
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
}
