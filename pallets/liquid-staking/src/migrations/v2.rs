//! From version 1 to 2: losses are recognised when they are reported.
//!
//! | storage | what changes |
//! |---|---|
//! | `Pool` | `provision_exits`, `high_water`, `reserve`, `bunker` in place of `unrecovered`; more flows |
//! | `Parameters` | become `Settings`: parameters with those of version 2, pauses, announced fee |
//! | `EraRecords` | more flows, zero in old records |
//!
//! The high-water mark is what the shares would be worth with their losses regained: no fee is
//! taken on regaining them after the migration either. Slashes that are pending when it runs become
//! provisions with the next settlement.

use crate::{
	types::{Params, Settings},
	Books, Config, EraRecords, Flows, HighWater, Pallet, Parameters, Pool,
};
#[cfg(feature = "try-runtime")]
use alloc::vec::Vec;
use core::marker::PhantomData;
use estuary_primitives::types::{EraRecord, Pauses};
use frame_support::{
	migrations::VersionedMigration, traits::UncheckedOnRuntimeUpgrade, weights::Weight,
};
use sp_runtime::traits::Get;

/// The layout of version 1, as far as it has changed.
#[allow(missing_docs)]
pub mod v1 {
	use crate::{Config, Pallet};
	use codec::{Decode, Encode};
	use estuary_math::{Balance, Shares, Stream};
	use frame_support::{storage_alias, Twox64Concat};
	use sp_runtime::{FixedU128, Perbill};
	use sp_staking::EraIndex;

	/// Flows since the last era record, in planck.
	#[derive(Clone, Debug, Decode, Default, Encode)]
	pub struct Flows {
		pub vested: Balance,
		pub deposits: Balance,
		pub premium: Balance,
		pub matured: Balance,
		pub loss: Balance,
		pub loss_streaming: Balance,
		pub loss_backing: Balance,
		pub dust: Balance,
	}

	/// The books.
	#[derive(Clone, Debug, Decode, Default, Encode)]
	pub struct Books {
		pub pots: Balance,
		pub idle: Balance,
		pub backing: Balance,
		pub stream: Stream,
		pub exits: Balance,
		pub exit_units: u128,
		pub exit_generation: u32,
		pub provision: Balance,
		pub issuance: Shares,
		pub claims: Balance,
		pub open_batch: EraIndex,
		pub open_shares: Shares,
		pub unrecovered: Balance,
		pub flows: Flows,
	}

	/// The parameters.
	#[derive(Clone, Debug, Decode, Encode)]
	pub struct Params<AccountId> {
		pub min_deposit: Balance,
		pub min_redeem: Shares,
		pub fee: Perbill,
		pub fee_recipient: AccountId,
	}

	/// What one era did to the pool.
	#[derive(Clone, Debug, Decode, Default, Encode)]
	pub struct EraRecord {
		pub rate: FixedU128,
		pub issuance: Shares,
		pub backing: Balance,
		pub streaming: Balance,
		pub provision: Balance,
		pub reward: Balance,
		pub fee: Balance,
		pub fee_shares: Shares,
		pub fee_backing: Balance,
		pub vested: Balance,
		pub deposits: Balance,
		pub premium: Balance,
		pub redemptions: Balance,
		pub redeemed_shares: Shares,
		pub matured: Balance,
		pub loss: Balance,
		pub loss_streaming: Balance,
		pub loss_backing: Balance,
		pub dust: Balance,
		pub block: u64,
	}

	/// The books as version 1 keeps them.
	#[storage_alias]
	pub type Pool<T: Config> = StorageValue<Pallet<T>, Books>;
	/// The parameters as version 1 keeps them.
	#[storage_alias]
	pub type Parameters<T: Config> =
		StorageValue<Pallet<T>, Params<<T as frame_system::Config>::AccountId>>;
	/// The records as version 1 keeps them.
	#[storage_alias]
	pub type EraRecords<T: Config> = StorageMap<Pallet<T>, Twox64Concat, EraIndex, EraRecord>;
}

/// Brings the storage from version 1 to version 2.
pub type MigrateToV2<T> =
	VersionedMigration<1, 2, Unversioned<T>, Pallet<T>, <T as frame_system::Config>::DbWeight>;

/// The migration without the check of the version: see [`MigrateToV2`].
pub struct Unversioned<T>(PhantomData<T>);

/// What version 2 asks for and version 1 did not have.
fn params_of<T: Config>(old: v1::Params<T::AccountId>) -> Params<T::AccountId> {
	use sp_runtime::Perbill;
	Params {
		min_deposit: old.min_deposit,
		min_redeem: old.min_redeem,
		fee: old.fee,
		fee_recipient: old.fee_recipient,
		instant_fee: Perbill::from_percent(1),
		// Instant redemptions begin when governance sets a reserve aside.
		reserve: Perbill::zero(),
		bunker: Perbill::from_percent(1),
		places: 16,
		min_validator_bond: old.min_deposit.saturating_mul(100),
		max_commission: Perbill::from_percent(20),
	}
}

fn books_of(old: v1::Books) -> Books {
	let equity = old.backing.saturating_add(old.stream.amount).saturating_add(old.unrecovered);
	Books {
		pots: old.pots,
		idle: old.idle,
		backing: old.backing,
		stream: old.stream,
		exits: old.exits,
		exit_units: old.exit_units,
		exit_generation: old.exit_generation,
		provision: old.provision,
		provision_exits: 0,
		provision_bought: 0,
		provision_cover: 0,
		issuance: old.issuance,
		claims: old.claims,
		open_batch: old.open_batch,
		open_shares: old.open_shares,
		high_water: HighWater { equity, issuance: old.issuance },
		reserve: 0,
		bunker: None,
		flows: Flows {
			vested: old.flows.vested,
			deposits: old.flows.deposits,
			premium: old.flows.premium,
			matured: old.flows.matured,
			instant: 0,
			loss: old.flows.loss,
			loss_streaming: old.flows.loss_streaming,
			loss_backing: old.flows.loss_backing,
			provision_bought: 0,
			cover: 0,
			cover_returned: 0,
			left: 0,
			released: 0,
			released_bought: 0,
			released_streaming: 0,
			// Version 1 knew of losses when they were applied.
			applied: old.flows.loss,
			covered: 0,
			dust: old.flows.dust,
		},
	}
}

fn record_of(old: v1::EraRecord) -> EraRecord {
	EraRecord {
		rate: old.rate,
		issuance: old.issuance,
		backing: old.backing,
		streaming: old.streaming,
		provision: old.provision,
		reward: old.reward,
		fee: old.fee,
		fee_shares: old.fee_shares,
		fee_backing: old.fee_backing,
		vested: old.vested,
		deposits: old.deposits,
		premium: old.premium,
		redemptions: old.redemptions,
		redeemed_shares: old.redeemed_shares,
		matured: old.matured,
		instant: 0,
		loss: old.loss,
		loss_streaming: old.loss_streaming,
		loss_backing: old.loss_backing,
		provision_bought: 0,
		cover: 0,
		cover_returned: 0,
		left: 0,
		released: 0,
		released_streaming: 0,
		applied: old.loss,
		covered: 0,
		dust: old.dust,
		block: old.block,
	}
}

impl<T: Config> UncheckedOnRuntimeUpgrade for Unversioned<T> {
	fn on_runtime_upgrade() -> Weight {
		// Each item is read and written once; the ring bounds the records.
		let mut items: u64 = 2;
		let books = Pool::<T>::translate(|old: Option<v1::Books>| old.map(books_of));
		let params = Parameters::<T>::translate(|old: Option<v1::Params<T::AccountId>>| {
			old.map(|old| Settings {
				params: params_of::<T>(old),
				pauses: Pauses::default(),
				announced: None,
			})
		});
		if books.is_err() || params.is_err() {
			// Nothing was written: the pool stands still rather than count with wrong numbers.
			log::error!(target: crate::LOG_TARGET, "the storage is not that of version 1");
		}
		EraRecords::<T>::translate_values(|old: v1::EraRecord| {
			items = items.saturating_add(1);
			Some(record_of(old))
		});
		T::DbWeight::get().reads_writes(items, items)
	}

	#[cfg(feature = "try-runtime")]
	fn pre_upgrade() -> Result<Vec<u8>, sp_runtime::TryRuntimeError> {
		use codec::Encode;
		let records = u32::try_from(v1::EraRecords::<T>::iter().count()).unwrap_or(u32::MAX);
		Ok((v1::Pool::<T>::get(), v1::Parameters::<T>::get(), records).encode())
	}

	#[cfg(feature = "try-runtime")]
	fn post_upgrade(state: Vec<u8>) -> Result<(), sp_runtime::TryRuntimeError> {
		use codec::Decode;
		use frame_support::ensure;
		type Before<T> =
			(Option<v1::Books>, Option<v1::Params<<T as frame_system::Config>::AccountId>>, u32);
		let (books, params, records) =
			Before::<T>::decode(&mut &state[..]).map_err(|_| "the state before is not readable")?;
		ensure!(Pool::<T>::get() == books.map(books_of), "the books are others");
		let settings = Parameters::<T>::get().map(|settings| settings.params);
		ensure!(settings == params.map(params_of::<T>), "the parameters are others");
		let now = u32::try_from(EraRecords::<T>::iter().count()).unwrap_or(u32::MAX);
		ensure!(now == records, "a record was lost");
		Pallet::<T>::do_try_state()
	}
}
