//! What a service promises and demands.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::Balance;
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// Assets that the terms of a service can name.
pub const MAX_TERM_ASSETS: u32 = 8;
/// [`MAX_TERM_ASSETS`] as a bound.
pub type MaxTermAssets = ConstU32<MAX_TERM_ASSETS>;

/// Where slashed stEST goes.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum SlashDestination<AccountId> {
	/// It is burned: every other holder of stEST gains.
	Burn,
	/// To the treasury.
	Treasury,
	/// To one account.
	Account(AccountId),
}

/// The terms of a service. They change only after `notice`, which is longer than it takes to leave,
/// and than those who left can be slashed for.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub struct Terms<AccountId, AssetId> {
	/// Who may request slashes and give them back.
	pub slasher: AccountId,
	/// Who may veto them; nobody if absent.
	pub resolver: Option<AccountId>,
	/// Full eras that the resolver has for a veto; zero without a resolver.
	pub veto_window: EraIndex,
	/// The greatest part of an operator's stake for this service that can be slashed for one era.
	pub max_fraction: Perbill,
	/// Where slashed stEST goes.
	pub destination: SlashDestination<AccountId>,
	/// Eras after the deadline of a slash in which the slasher can give back what was taken; zero
	/// for never.
	pub refund_window: EraIndex,
	/// The assets that rewards are paid in.
	pub reward_assets: BoundedVec<AssetId, MaxTermAssets>,
	/// The least stake that an operator must bring; below it no reward is earned. Smallest unit of
	/// stEST.
	pub min_stake: Balance,
	/// Eras between the announcement of other terms and their beginning: the exit delay and two at
	/// least.
	pub notice: EraIndex,
}

/// The delays, in eras, between which the terms of a service must stay. The same for all services.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ServiceDelays {
	/// For as long after an offence a slash can be requested, and stake that leaves is slashable.
	pub exit: EraIndex,
	/// The shortest [`Terms::notice`].
	pub least_notice: EraIndex,
	/// The longest [`Terms::veto_window`].
	pub max_veto: EraIndex,
	/// The longest [`Terms::refund_window`].
	pub max_refund: EraIndex,
}

impl ServiceDelays {
	/// Whether nothing in `terms` takes longer than it may. The notice is another question.
	pub fn windows_fit<AccountId, AssetId>(&self, terms: &Terms<AccountId, AssetId>) -> bool {
		terms.veto_window <= self.max_veto && terms.refund_window <= self.max_refund
	}

	/// Whether the notice of `terms` is long enough.
	pub fn notice_fits<AccountId, AssetId>(&self, terms: &Terms<AccountId, AssetId>) -> bool {
		terms.notice >= self.least_notice
	}
}
