//! The weights that the pallet asks of a runtime, all from its benchmarks (`make weights`). Hooks
//! are charged on top.

use frame_support::weights::Weight;

/// Weights of the calls and of the sweep.
pub trait WeightInfo {
	/// `register_operator`.
	fn register_operator() -> Weight;
	/// `set_commission`.
	fn set_commission() -> Weight;
	/// `retire_operator` with all the services that it can have.
	fn retire_operator() -> Weight;
	/// `delegate` with all the assets that there can be rewards in.
	fn delegate() -> Weight;
	/// `undelegate` with all the slashes that can be open.
	fn undelegate() -> Weight;
	/// `claim_undelegated`.
	fn claim_undelegated() -> Weight;
	/// `register_service`.
	fn register_service() -> Weight;
	/// `amend_service`.
	fn amend_service() -> Weight;
	/// `close_service` with `o` operators.
	fn close_service(o: u32) -> Weight;
	/// `allocate` with all the services that an operator can have.
	fn allocate() -> Weight;
	/// `request_slash` with a batch for every era.
	fn request_slash() -> Weight;
	/// `veto_slash` with a batch for every era.
	fn veto_slash() -> Weight;
	/// `apply_slash` with a batch for every era.
	fn apply_slash() -> Weight;
	/// `refund_slash` with a batch for every era.
	fn refund_slash() -> Weight;
	/// `pay_reward` with `o` operators.
	fn pay_reward(o: u32) -> Weight;
	/// `claim_reward`.
	fn claim_reward() -> Weight;
	/// `claim_commission`.
	fn claim_commission() -> Weight;
	/// `close_slash` with a batch for every era.
	fn close_slash() -> Weight;
	/// `release_allocation` with all the services that an operator can have.
	fn release_allocation() -> Weight;
	/// Jailing an operator.
	fn validator_slashed() -> Weight;
	/// Applying one slash that is due, with a batch for every era.
	fn sweep_step() -> Weight;
	/// Finding that no slash is due.
	fn sweep_idle() -> Weight;
}
