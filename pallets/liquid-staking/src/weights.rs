//! The weights that the pallet asks of a runtime, all from its benchmarks (`make weights`).

use frame_support::weights::Weight;

/// Weights of the calls, of the steps of a settlement and of the slash hook.
pub trait WeightInfo {
	/// `deposit`.
	fn deposit() -> Weight;
	/// `redeem`.
	fn redeem() -> Weight;
	/// `cancel_redeem`.
	fn cancel_redeem() -> Weight;
	/// `claim`.
	fn claim() -> Weight;
	/// `transfer_claim`.
	fn transfer_claim() -> Weight;
	/// `instant_redeem`.
	fn instant_redeem() -> Weight;
	/// `register_validator` when `r` have registered.
	fn register_validator(r: u32) -> Weight;
	/// `deregister_validator` when `r` have registered.
	fn deregister_validator(r: u32) -> Weight;
	/// `release_bond` with `p` pots.
	fn release_bond(p: u32) -> Weight;
	/// `announce_fee`.
	fn announce_fee() -> Weight;
	/// `pause`.
	fn pause() -> Weight;
	/// `set_params`.
	fn set_params() -> Weight;
	/// `set_up` with `p` pots.
	fn set_up(p: u32) -> Weight;
	/// `set_validators` with `v` validators.
	fn set_validators(v: u32) -> Weight;
	/// A block in which no settlement is due.
	fn step_idle() -> Weight;
	/// Collecting a page with `n` entries.
	fn step_collect(n: u32) -> Weight;
	/// Passing over a page with `n` entries that holds no pot.
	fn step_collect_skip(n: u32) -> Weight;
	/// Recognising the reward of `p` pots and closing the batch.
	fn step_recognise(p: u32) -> Weight;
	/// Withdrawing from a pot.
	fn step_withdraw() -> Weight;
	/// Bonding by one of `p` pots.
	fn step_bond(p: u32) -> Weight;
	/// Unbonding by one of `p` pots.
	fn step_unbond(p: u32) -> Weight;
	/// Rebonding by one of `p` pots.
	fn step_rebond(p: u32) -> Weight;
	/// Paying out a batch.
	fn step_pay() -> Weight;
	/// Nominating `v` validators for a pot.
	fn step_nominate(v: u32) -> Weight;
	/// Ending a settlement with `c` validators in the collection list.
	fn step_finish(c: u32) -> Weight;
	/// Scoring as many validators as a step does when `r` have registered.
	fn step_score(r: u32) -> Weight;
	/// Comparing `s` pending slashes of `p` pots with those that staking has for an era.
	fn reconcile(p: u32, s: u32) -> Weight;
	/// Recognising a slash of one of `p` pots.
	fn on_slash(p: u32) -> Weight;
}
