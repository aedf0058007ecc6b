//! The tracks of referenda: how long each takes and how many votes it needs.
//!
//! A referendum is prepared, then decided on for a period. As that period goes by it needs less
//! approval (the part of votes, weighted by conviction, that are ayes) and less support (the part
//! of the issuance that voted aye). Once both have been enough for the confirmation period, it
//! passes.

use super::origins::Origin;
use crate::{
	constants::{
		currency::EST,
		time::{DAYS, HOURS, MINUTES},
	},
	types::{Balance, BlockNumber},
	OriginCaller,
};
use alloc::borrow::Cow;
use frame_support::dispatch::RawOrigin;
use pallet_referenda::{Curve, Track, TrackInfo};
use sp_runtime::{str_array, FixedI64};

const fn percent(x: u128) -> FixedI64 {
	FixedI64::from_rational(x, 100)
}

const ROOT: u16 = 0;
const STAKING_ADMIN: u16 = 10;
const TREASURER: u16 = 11;
const GENERAL_ADMIN: u16 = 12;
const REFERENDUM_CANCELLER: u16 = 20;
const REFERENDUM_KILLER: u16 = 21;

/// From all of the votes down to half, dropping fast: to four fifths after a seventh of the time.
const STEEP_APPROVAL: Curve = Curve::make_reciprocal(4, 28, percent(80), percent(50), percent(100));
/// From all of the votes down to half, evenly.
const EVEN_APPROVAL: Curve = Curve::make_linear(28, 28, percent(50), percent(100));
/// From half of the issuance down to nothing, evenly.
const EVEN_SUPPORT: Curve = Curve::make_linear(28, 28, percent(0), percent(50));
/// From half of the issuance down to nothing, dropping fast: to a tenth after a quarter of the
/// time.
const STEEP_SUPPORT: Curve = Curve::make_reciprocal(7, 28, percent(10), percent(0), percent(50));

/// A track that decides on referenda.
///
/// One that nobody wants keeps its place until its time is over, and its deposit comes back: the
/// places of a track can be filled with them. This has more than anybody can fill, and makes room
/// in the others.
const fn over_referenda(
	id: u16,
	name: &str,
	decision_deposit: Balance,
) -> Track<u16, Balance, BlockNumber> {
	Track {
		id,
		info: TrackInfo {
			name: str_array(name),
			max_deciding: 1_000,
			decision_deposit,
			prepare_period: normal_or_fast!(HOURS, MINUTES),
			decision_period: normal_or_fast!(4 * DAYS, 5 * MINUTES),
			confirm_period: normal_or_fast!(3 * HOURS, MINUTES),
			min_enactment_period: normal_or_fast!(10 * MINUTES, MINUTES),
			min_approval: EVEN_APPROVAL,
			min_support: STEEP_SUPPORT,
		},
	}
}

const TRACKS: [Track<u16, Balance, BlockNumber>; 6] = [
	Track {
		id: ROOT,
		info: TrackInfo {
			name: str_array("root"),
			max_deciding: 3,
			decision_deposit: 10_000 * EST,
			prepare_period: normal_or_fast!(2 * HOURS, MINUTES),
			decision_period: normal_or_fast!(14 * DAYS, 5 * MINUTES),
			confirm_period: normal_or_fast!(DAYS, MINUTES),
			min_enactment_period: normal_or_fast!(DAYS, MINUTES),
			min_approval: STEEP_APPROVAL,
			min_support: EVEN_SUPPORT,
		},
	},
	Track {
		id: STAKING_ADMIN,
		info: TrackInfo {
			name: str_array("staking_admin"),
			max_deciding: 10,
			decision_deposit: 500 * EST,
			prepare_period: normal_or_fast!(HOURS, MINUTES),
			// Shorter than slashes are deferred, so that one can be cancelled in time.
			decision_period: normal_or_fast!(4 * DAYS, 5 * MINUTES),
			confirm_period: normal_or_fast!(3 * HOURS, MINUTES),
			min_enactment_period: normal_or_fast!(10 * MINUTES, MINUTES),
			min_approval: EVEN_APPROVAL,
			min_support: STEEP_SUPPORT,
		},
	},
	Track {
		id: TREASURER,
		info: TrackInfo {
			name: str_array("treasurer"),
			max_deciding: 10,
			decision_deposit: 500 * EST,
			prepare_period: normal_or_fast!(2 * HOURS, MINUTES),
			decision_period: normal_or_fast!(14 * DAYS, 5 * MINUTES),
			confirm_period: normal_or_fast!(DAYS, MINUTES),
			min_enactment_period: normal_or_fast!(DAYS, MINUTES),
			min_approval: STEEP_APPROVAL,
			min_support: EVEN_SUPPORT,
		},
	},
	Track {
		id: GENERAL_ADMIN,
		info: TrackInfo {
			name: str_array("general"),
			max_deciding: 10,
			decision_deposit: 1_000 * EST,
			prepare_period: normal_or_fast!(HOURS, MINUTES),
			decision_period: normal_or_fast!(7 * DAYS, 5 * MINUTES),
			confirm_period: normal_or_fast!(3 * HOURS, MINUTES),
			min_enactment_period: normal_or_fast!(10 * MINUTES, MINUTES),
			min_approval: STEEP_APPROVAL,
			min_support: STEEP_SUPPORT,
		},
	},
	over_referenda(REFERENDUM_CANCELLER, "referendum_canceller", 1_000 * EST),
	over_referenda(REFERENDUM_KILLER, "referendum_killer", 5_000 * EST),
];

/// The tracks, and which of them an origin is decided on.
pub struct Tracks;

impl pallet_referenda::TracksInfo<Balance, BlockNumber> for Tracks {
	type Id = u16;
	type RuntimeOrigin = OriginCaller;

	fn tracks() -> impl Iterator<Item = Cow<'static, Track<Self::Id, Balance, BlockNumber>>> {
		TRACKS.iter().map(Cow::Borrowed)
	}

	fn track_for(origin: &OriginCaller) -> Result<u16, ()> {
		match origin {
			OriginCaller::system(RawOrigin::Root) => Ok(ROOT),
			OriginCaller::Origins(Origin::StakingAdmin) => Ok(STAKING_ADMIN),
			OriginCaller::Origins(Origin::Treasurer) => Ok(TREASURER),
			OriginCaller::Origins(Origin::GeneralAdmin) => Ok(GENERAL_ADMIN),
			OriginCaller::Origins(Origin::ReferendumCanceller) => Ok(REFERENDUM_CANCELLER),
			OriginCaller::Origins(Origin::ReferendumKiller) => Ok(REFERENDUM_KILLER),
			_ => Err(()),
		}
	}
}
