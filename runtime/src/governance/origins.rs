//! The powers that a referendum can act with, besides root.

use crate::{
	configs::governance::TreasurerSpendLimit,
	types::{Balance, BlockNumber},
	OriginCaller, RuntimeOrigin,
};
use core::marker::PhantomData;
use frame_support::traits::{EnsureOrigin, Get, OriginTrait};

pub use pallet::*;

/// Defines the origins; it has no calls and no storage.
#[frame_support::pallet]
pub mod pallet {
	use frame_support::pallet_prelude::*;

	/// Nothing to configure.
	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The pallet of the origins.
	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// A power that a referendum on the track of the same name acts with.
	#[derive(
		Clone,
		Copy,
		Debug,
		Decode,
		DecodeWithMemTracking,
		Encode,
		Eq,
		MaxEncodedLen,
		PartialEq,
		TypeInfo,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Cancels slashes, sets the least commission, steps in when an election fails.
		StakingAdmin,
		/// Spends from the treasury.
		Treasurer,
		/// Pulls and lifts the brakes, cancels referenda, rejects spends.
		GeneralAdmin,
		/// Cancels referenda, whose deposits come back.
		ReferendumCanceller,
		/// Cancels referenda and takes their deposits for the treasury.
		ReferendumKiller,
	}
}

/// Passes `origin` if it is `wanted`.
fn ensure(origin: RuntimeOrigin, wanted: Origin) -> Result<(), RuntimeOrigin> {
	match origin.caller() {
		OriginCaller::Origins(found) if *found == wanted => Ok(()),
		_ => Err(origin),
	}
}

/// Origins that are one power and tell nothing besides.
macro_rules! ensure_powers {
	($($(#[$doc:meta])* $ensure:ident: $power:ident;)*) => { $(
		$(#[$doc])*
		pub struct $ensure;

		impl EnsureOrigin<RuntimeOrigin> for $ensure {
			type Success = ();

			fn try_origin(origin: RuntimeOrigin) -> Result<(), RuntimeOrigin> {
				ensure(origin, Origin::$power)
			}

			#[cfg(feature = "runtime-benchmarks")]
			fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
				Ok(Origin::$power.into())
			}
		}
	)* };
}

ensure_powers! {
	/// [`Origin::StakingAdmin`].
	EnsureStakingAdmin: StakingAdmin;
	/// [`Origin::GeneralAdmin`].
	EnsureGeneralAdmin: GeneralAdmin;
	/// [`Origin::ReferendumCanceller`].
	EnsureReferendumCanceller: ReferendumCanceller;
	/// [`Origin::ReferendumKiller`].
	EnsureReferendumKiller: ReferendumKiller;
}

/// [`Origin::GeneralAdmin`], for `Blocks` blocks.
pub struct EnsureGeneralAdminFor<Blocks>(PhantomData<Blocks>);

impl<Blocks: Get<BlockNumber>> EnsureOrigin<RuntimeOrigin> for EnsureGeneralAdminFor<Blocks> {
	type Success = BlockNumber;

	fn try_origin(origin: RuntimeOrigin) -> Result<BlockNumber, RuntimeOrigin> {
		EnsureGeneralAdmin::try_origin(origin).map(|()| Blocks::get())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		EnsureGeneralAdmin::try_successful_origin()
	}
}

/// [`Origin::Treasurer`], for as much as one spend of it may be.
pub struct EnsureTreasurer;

impl EnsureOrigin<RuntimeOrigin> for EnsureTreasurer {
	type Success = Balance;

	fn try_origin(origin: RuntimeOrigin) -> Result<Balance, RuntimeOrigin> {
		ensure(origin, Origin::Treasurer).map(|()| TreasurerSpendLimit::get())
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(Origin::Treasurer.into())
	}
}
