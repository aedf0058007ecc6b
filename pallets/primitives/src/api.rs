//! Runtime APIs, readable by any client from the metadata.

use crate::types::{
	DepositPreview, EraRecord, Position, PotValidators, RegisteredValidator, Reserves, Status,
};
use alloc::vec::Vec;
use codec::Codec;
use estuary_math::{Balance, Shares};
use sp_runtime::FixedU128;
use sp_staking::EraIndex;

sp_api::decl_runtime_apis! {
	/// What holders, dApps and operators ask of the liquid staking pool.
	///
	/// Amounts are planck of EST, shares the smallest unit of stEST, rates planck per share with 18
	/// decimals. `None` means that the pool is not set up or the thing asked for does not exist.
	pub trait LiquidStakingApi<AccountId> where AccountId: Codec {
		/// Planck of EST per share now, with the vested part of the reward stream; one before the
		/// pool is set up.
		fn exchange_rate() -> FixedU128;

		/// What a deposit of `amount` planck would bring now, with both rates.
		fn preview_deposit(amount: Balance) -> Option<DepositPreview>;

		/// Planck that `shares` would be worth if their batch closed now.
		fn preview_redeem(shares: Shares) -> Option<Balance>;

		/// Shares, their value and the exits of `account`.
		fn position(account: AccountId) -> Position;

		/// The record of `era`, while the ring keeps it.
		fn era_record(era: EraIndex) -> Option<EraRecord>;

		/// Planck by which the value of `shares` rose between the records of two eras; zero if it
		/// fell. `None` if a record is missing.
		fn reward_between(shares: Shares, from_era: EraIndex, to_era: EraIndex) -> Option<Balance>;

		/// Yearly growth of the rate without compounding (18 decimals, 10^18 is 100 %), from the
		/// latest record and the one `eras` before it. `None` if one is missing.
		fn apr(eras: EraIndex) -> Option<FixedU128>;

		/// Every term of the books.
		fn reserves() -> Option<Reserves>;

		/// How far the settlement has come, which batches wait, and what keeps anything closed.
		fn status() -> Option<Status>;

		/// The pots and the validators they back.
		fn validators() -> Vec<PotValidators<AccountId>>;

		/// The validators that have registered, with their bonds and scores.
		fn registered_validators() -> Vec<RegisteredValidator<AccountId>>;

		/// Planck that an instant redemption of `shares` would bring now, less its fee. `None` if it
		/// would be refused: bunker mode, a pause, or too little in the reserve.
		fn preview_instant_redeem(shares: Shares) -> Option<Balance>;

		/// The last era whose record was folded into the hash chain, and the hash: BLAKE2-256 of
		/// the hash before, the era and its record, SCALE encoded one after the other.
		fn record_chain() -> Option<(EraIndex, sp_core::H256)>;
	}
}
