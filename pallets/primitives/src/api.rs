//! Runtime APIs, readable by any client from the metadata.

use crate::{
	coverage::{CoverView, CoverageStatus, CoverageTotals, PastCover},
	restaking::{
		AllocationView, ClaimableReward, DelegationPreview, OperatorView, PositionView, ServiceId,
		ServiceView, SlashView,
	},
	types::{
		DepositPreview, EraRecord, Position, PotValidators, RegisteredValidator, Reserves, Status,
	},
};
use alloc::vec::Vec;
use codec::Codec;
use estuary_math::{Balance, Shares};
use sp_runtime::{FixedU128, Perbill};
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

		/// Shares that a deposit of `amount` planck would bring now, with both rates. Priced also
		/// while deposits are refused: in bunker mode and in a pause (`status`), and below the
		/// smallest deposit. `None` also if there is no price.
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

	/// What delegators, operators and services ask of restaking.
	///
	/// Amounts are the smallest unit of stEST unless an asset is named; all times are eras. Lists
	/// over all operators or services are for clients: nothing on chain reads them.
	pub trait RestakingApi<AccountId, AssetId> where AccountId: Codec, AssetId: Codec {
		/// All operators.
		fn operators() -> Vec<OperatorView<AccountId>>;

		/// One operator.
		fn operator(operator: AccountId) -> Option<OperatorView<AccountId>>;

		/// All services.
		fn services() -> Vec<ServiceView<AccountId, AssetId>>;

		/// One service.
		fn service(service: ServiceId) -> Option<ServiceView<AccountId, AssetId>>;

		/// What `operator` has promised to services.
		fn allocations(operator: AccountId) -> Vec<AllocationView<AccountId>>;

		/// What `service` can still take of `operator` for an offence in `era`, in the smallest unit
		/// of stEST.
		fn slashable_stake(service: ServiceId, operator: AccountId, era: EraIndex) -> Balance;

		/// What `delegator` has with each operator, with its exits.
		fn positions(delegator: AccountId) -> Vec<PositionView<AccountId>>;

		/// Slashes of `operator` that are pending or can still be refunded, with their deadlines.
		fn slashes(operator: AccountId) -> Vec<SlashView<AccountId>>;

		/// Rewards that `account` can claim, also as an operator.
		fn claimable_rewards(account: AccountId) -> Vec<ClaimableReward<AccountId, AssetId>>;

		/// How much stands in front of the holders of stEST now, up to which limit, and what it
		/// earns. `None` before the coverage is set up.
		fn coverage() -> Option<CoverageStatus>;

		/// Losses that are covered and neither taken nor cancelled yet. Planck of EST and stEST.
		fn covers() -> Vec<CoverView>;

		/// The last covers that are over, oldest first. Planck of EST and stEST.
		fn coverage_history() -> Vec<PastCover>;

		/// All that was ever covered, taken, given back, earned and paid.
		fn coverage_totals() -> CoverageTotals;

		/// The part of `slashable_stake` for an offence in `era` that slashes can still be requested
		/// for: the greatest fraction of the terms of then, less what was requested and neither
		/// rejected nor given back. Zero where nothing is slashable.
		fn fraction_left(service: ServiceId, operator: AccountId, era: EraIndex) -> Perbill;

		/// Slashes by `service` that are pending or can still be refunded, with their deadlines.
		fn service_slashes(service: ServiceId) -> Vec<SlashView<AccountId>>;

		/// The units that delegating `amount` to `operator` would bring now, what they would be
		/// worth, and what of the amount can come back only if slashes are undone. `None` if the
		/// delegation would be refused.
		fn preview_delegate(operator: AccountId, amount: Balance) -> Option<DelegationPreview>;

		/// Stake of the operators of `service` that a reward in `asset` would be shared out by now,
		/// in the smallest unit of stEST: only of those who would be paid. Zero if a reward would be
		/// refused.
		fn rewarded_stake(service: ServiceId, asset: AssetId) -> Balance;
	}
}
