//! EST and the assets.

/// The configuration of `frame_system`, `pallet_balances` and `pallet_assets`. The mock names
/// `Block`, `AccountId` and `Balance`, and has `frame_support::derive_impl` in scope. The
/// existential deposit is in planck of EST.
#[macro_export]
macro_rules! impl_tokens {
	(existential_deposit: $least:expr) => {
		#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
		impl frame_system::Config for Test {
			type Block = Block;
			type AccountId = AccountId;
			type Lookup = sp_runtime::traits::IdentityLookup<AccountId>;
			type AccountData = pallet_balances::AccountData<Balance>;
		}

		#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
		impl pallet_balances::Config for Test {
			type Balance = Balance;
			type ExistentialDeposit = frame_support::traits::ConstU128<{ $least }>;
			type AccountStore = System;
		}

		#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
		impl pallet_assets::Config for Test {
			type Balance = Balance;
			type Currency = Balances;
			type CreateOrigin =
				frame_support::traits::AsEnsureOriginWithArg<frame_system::EnsureSigned<AccountId>>;
			type ForceOrigin = frame_system::EnsureRoot<AccountId>;
			type Freezer = ();
			type Holder = ();
		}
	};
}
