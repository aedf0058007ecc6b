//! The weights that the pallet asks of a runtime, all from its benchmarks (`make weights`). They
//! contain what restaking and stEST do, with the hooks of other services as the runtime has them.

use frame_support::weights::Weight;

/// Weights of the calls and of the parts of [`LossCover`](estuary_primitives::cover::LossCover).
pub trait WeightInfo {
	/// `set_up`.
	fn set_up() -> Weight;
	/// `set_params`.
	fn set_params() -> Weight;
	/// Covering a loss with `o` operators.
	fn cover(o: u32) -> Weight;
	/// Settling a cover with `s` slashes.
	fn settle(s: u32) -> Weight;
	/// Giving a cover with `s` slashes back.
	fn give_back(s: u32) -> Weight;
	/// Finding the premium with `o` operators.
	fn premium(o: u32) -> Weight;
	/// Paying a premium to `o` operators.
	fn earned(o: u32) -> Weight;
}
