//! Money: EST, transaction fees, and assets such as stEST.

use crate::{
	constants::currency::{deposit, EST, EXISTENTIAL_DEPOSIT, MICRO_EST},
	types::{AccountId, AssetId, Balance},
	Authorship, Balances, Runtime, RuntimeEvent, RuntimeFreezeReason, RuntimeHoldReason,
	RuntimeOrigin, System,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		tokens::imbalance::ResolveTo,
		ConstU128, ConstU32, ConstU8, EnsureOrigin, EnsureOriginWithArg, Imbalance, OnUnbalanced,
		VariantCountOf,
	},
	weights::{ConstantMultiplier, IdentityFee},
};
use frame_system::{EnsureRoot, EnsureSigned};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{traits::Bounded, FixedPointNumber, Perquintill};

use super::governance::TreasuryAccount;

impl pallet_balances::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type WeightInfo = pallet_balances::weights::SubstrateWeight<Runtime>;
	type Balance = Balance;
	type DustRemoval = ();
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type ReserveIdentifier = [u8; 8];
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxLocks = ConstU32<50>;
	type MaxReserves = ConstU32<50>;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
	type DoneSlashHandler = ();
}

/// Fees go to the treasury and, for one part in five, to the block's author; tips go to the author.
pub struct DealWithFees;

impl DealWithFees {
	fn pay_author(amount: Credit<AccountId, Balances>) {
		let Some(author) = Authorship::author() else { return TreasuryPays::on_unbalanced(amount) };
		// An author whose account is gone and would not exist with this amount gets nothing.
		if let Err(refused) = Balances::resolve(&author, amount) {
			TreasuryPays::on_unbalanced(refused);
		}
	}
}

type TreasuryPays = ResolveTo<TreasuryAccount, Balances>;

impl OnUnbalanced<Credit<AccountId, Balances>> for DealWithFees {
	fn on_unbalanceds(mut fees_then_tips: impl Iterator<Item = Credit<AccountId, Balances>>) {
		if let Some(fees) = fees_then_tips.next() {
			let (treasury, author) = fees.ration(4, 1);
			TreasuryPays::on_unbalanced(treasury);
			let author = fees_then_tips.fold(author, |sum, tip| sum.merge(tip));
			Self::pay_author(author);
		}
	}
}

parameter_types! {
	/// The part of a block's normal weight that fees steer towards: above it they rise, below they
	/// fall.
	pub const TargetBlockFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast they do.
	pub AdjustmentVariable: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	/// The lowest multiple of the weight fee.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// The highest.
	pub MaximumMultiplier: Multiplier = Bounded::max_value();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, DealWithFees>;
	// A second of computation costs one EST.
	type WeightToFee = IdentityFee<Balance>;
	type LengthToFee = ConstantMultiplier<Balance, ConstU128<{ 10 * MICRO_EST }>>;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Runtime,
		TargetBlockFullness,
		AdjustmentVariable,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

/// The asset that is stEST.
pub const ST_EST: AssetId = 1;

parameter_types! {
	/// [`ST_EST`].
	pub const StEstId: AssetId = ST_EST;
	/// Planck reserved for an asset class.
	pub const AssetDeposit: Balance = 10 * EST;
	/// Planck reserved for an account in an asset that does not suffice to keep it alive.
	pub const AssetAccountDeposit: Balance = deposit(1, 16);
	/// Planck reserved for an asset's name, symbol and decimals.
	pub const MetadataDepositBase: Balance = deposit(1, 68);
	/// Planck reserved for each byte of them.
	pub const MetadataDepositPerByte: Balance = deposit(0, 1);
}

/// Anyone may create an asset, but for the id of stEST: who creates an asset may mint it.
pub struct EnsureNotStEst;

impl EnsureOriginWithArg<RuntimeOrigin, AssetId> for EnsureNotStEst {
	type Success = AccountId;

	fn try_origin(origin: RuntimeOrigin, id: &AssetId) -> Result<AccountId, RuntimeOrigin> {
		if *id == ST_EST {
			return Err(origin);
		}
		<EnsureSigned<AccountId> as EnsureOrigin<_>>::try_origin(origin)
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin(_: &AssetId) -> Result<RuntimeOrigin, ()> {
		<EnsureSigned<AccountId> as EnsureOrigin<_>>::try_successful_origin()
	}
}

impl pallet_assets::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Balance = Balance;
	type RemoveItemsLimit = ConstU32<1_000>;
	type AssetId = AssetId;
	type AssetIdParameter = codec::Compact<AssetId>;
	type ReserveData = ();
	type Currency = Balances;
	type CreateOrigin = EnsureNotStEst;
	type ForceOrigin = EnsureRoot<AccountId>;
	type AssetDeposit = AssetDeposit;
	type AssetAccountDeposit = AssetAccountDeposit;
	type MetadataDepositBase = MetadataDepositBase;
	type MetadataDepositPerByte = MetadataDepositPerByte;
	type ApprovalDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type StringLimit = ConstU32<50>;
	type Freezer = ();
	type Holder = ();
	type Extra = ();
	type CallbackHandle = ();
	type AssetIdAllocator = ();
	type WeightInfo = pallet_assets::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}
