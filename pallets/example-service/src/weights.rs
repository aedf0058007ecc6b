//! The weights that the pallet asks of a runtime, all from its benchmarks.

use frame_support::weights::Weight;

/// Weights of the calls and hooks.
pub trait WeightInfo {
	/// `set_up`.
	fn set_up() -> Weight;
	/// `fund`.
	fn fund() -> Weight;
	/// `heartbeat` of the last of all operators.
	fn heartbeat() -> Weight;
	/// `report_miss` of the last of all operators.
	fn report_miss() -> Weight;
	/// Beginning a period and paying all operators for the last.
	fn begin_period() -> Weight;
	/// The heaviest hook.
	fn hook() -> Weight;
}
