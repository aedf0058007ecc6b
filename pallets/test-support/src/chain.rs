//! A chain in its first block and what it says.

use frame_system::Pallet as System;
use sp_runtime::{traits::One, BuildStorage, Storage};

/// A chain in its first block, on which each of `accounts` has `endowed` planck of EST, with
/// `assets`.
pub fn in_first_block<T>(
	accounts: &[T::AccountId],
	endowed: <T as pallet_balances::Config>::Balance,
	assets: pallet_assets::GenesisConfig<T>,
) -> sp_io::TestExternalities
where
	T: frame_system::Config + pallet_balances::Config + pallet_assets::Config,
{
	let mut storage = Storage::default();
	let balances = pallet_balances::GenesisConfig::<T> {
		balances: accounts.iter().map(|who| (who.clone(), endowed)).collect(),
		..Default::default()
	};
	let system = frame_system::GenesisConfig::<T>::default();
	system.assimilate_storage(&mut storage).expect("system has a genesis");
	balances
		.assimilate_storage(&mut storage)
		.expect("balances are above the minimum");
	assets.assimilate_storage(&mut storage).expect("assets are consistent");
	let mut ext = sp_io::TestExternalities::from(storage);
	ext.execute_with(|| System::<T>::set_block_number(One::one()));
	ext
}

/// Events of one pallet since the last call, oldest first; those of others are dropped.
pub fn take_events<T, Event>() -> Vec<Event>
where
	T: frame_system::Config,
	T::RuntimeEvent: TryInto<Event>,
{
	let events = System::<T>::events()
		.into_iter()
		.filter_map(|record| record.event.try_into().ok())
		.collect();
	System::<T>::reset_events();
	events
}

/// Asserts what these pallets of the mock say of their state, if the feature `try-runtime` is on.
#[macro_export]
macro_rules! assert_try_state {
	($($pallet:ident),+ $(,)?) => {
		#[cfg(feature = "try-runtime")]
		{
			$(frame_support::assert_ok!(<$pallet as frame_support::traits::Hooks<_>>::try_state(
				System::block_number()
			));)+
		}
	};
}
