//! What the measured weights promise.

use estuary_runtime::{weights::pallet_liquid_staking::WeightInfo, Runtime};
use pallet_liquid_staking::WeightInfo as _;

type Weights = WeightInfo<Runtime>;

/// The generated file: its comments list the storage items that each benchmark touched.
const GENERATED: &str = include_str!("../src/weights/pallet_liquid_staking.rs");

/// Storage items listed for `call`, each with its reads and writes.
fn touched(call: &str) -> Vec<&'static str> {
	let end = GENERATED.find(&format!("\tfn {call}(")).expect("the call is in the file");
	let mut items: Vec<_> = GENERATED[..end]
		.lines()
		.rev()
		.take_while(|line| line.trim_start().starts_with("///"))
		.filter_map(|line| line.trim_start().strip_prefix("/// - "))
		.collect();
	items.sort();
	items
}

#[test]
fn deposit_should_touch_one_item_more_than_a_transfer_a_mint_and_the_books() {
	assert_eq!(
		touched("deposit"),
		[
			// The mint.
			"`Assets::Account` (r:1 w:1)",
			"`Assets::Asset` (r:1 w:1)",
			// The one more.
			"`LiquidStaking::Parameters` (r:1 w:0)",
			// The books.
			"`LiquidStaking::Pool` (r:1 w:1)",
			// The transfer; the signer's account belongs to every extrinsic.
			"`System::Account` (r:1 w:1)",
		]
	);
}

#[test]
fn weights_should_be_measured_ones() {
	// Each grows with its component, and no two are the same by accident.
	for (least, most) in [
		(Weights::step_collect(1), Weights::step_collect(64)),
		(Weights::step_recognise(1), Weights::step_recognise(8)),
		(Weights::step_bond(1), Weights::step_bond(8)),
		(Weights::step_unbond(1), Weights::step_unbond(8)),
		(Weights::step_nominate(1), Weights::step_nominate(16)),
		(Weights::step_rebond(1), Weights::step_rebond(8)),
		(Weights::reconcile(1, 1), Weights::reconcile(8, 128)),
		(Weights::set_up(1), Weights::set_up(8)),
		(Weights::set_validators(1), Weights::set_validators(16)),
	] {
		assert!(least.all_lt(most), "{least:?} {most:?}");
	}
	let calls = [
		Weights::deposit(),
		Weights::redeem(),
		Weights::claim(),
		Weights::set_params(),
		Weights::transfer_claim(),
		Weights::instant_redeem(),
		Weights::step_idle(),
		Weights::step_withdraw(),
		Weights::step_pay(),
		Weights::step_finish(0),
		Weights::on_slash(1),
	];
	for (position, weight) in calls.iter().enumerate() {
		assert!(!calls[..position].contains(weight), "{weight:?}");
	}
}
