//! A bond is the first loss.

use super::*;

#[test]
fn a_bond_should_be_the_first_loss() {
	with_bond(600, || {
		report_now(11, 50);
		// 1,000 of 4,000, of which the bond stands for 600.
		assert_eq!(
			take_loss_events(),
			vec![Event::LossReported {
				era: 5,
				validator: Some(11),
				loss: 1_000,
				covered: 600,
				cover: 0,
				holders: 400,
				exits: 0
			}]
		);
		assert_eq!((rate(), books().provision), (ONE * 9 / 10, 400));
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (600, 600, 600));
		let before = Balances::free_balance(LiquidStaking::pool_account());
		run_to_block(49);
		take_events();
		run_to_block(50);
		let events = take_events();
		assert_eq!(
			events[..3],
			[
				Event::BondSlashed { validator: 11, amount: 600 },
				Event::LossApplied { pot: 0, loss: 1_000, covered: 600, cover: 0, provided: 400 },
				Event::BunkerLeft,
			]
		);
		// What the bond paid is bonded by the settlement.
		assert!(events.contains(&Event::StakeBonded { pot: 0, amount: 600 }), "{events:?}");
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (0, 0, 0));
		assert_eq!((ledger_of(0).0, ledger_of(1).0, books().idle), (1_600, 2_000, 0));
		assert_eq!(Balances::free_balance(LiquidStaking::pool_account()), before);
		assert_eq!((rate(), books().provision), (ONE * 9 / 10, 0));
		let record = LiquidStaking::api_era_record(4).unwrap();
		assert_eq!((record.applied, record.covered, record.loss), (1_000, 600, 0));
		// Without a bond it is nominated by governance's choice alone.
		assert_eq!(view(11).score, Perbill::zero());
		assert_noop!(register_validator(11, 499), Error::<Test>::BondTooLow);
	});
}

#[test]
fn a_bond_that_is_large_enough_should_keep_the_rate() {
	with_bond(1_500, || {
		report_now(11, 50);
		assert_eq!(
			take_events(),
			vec![Event::LossReported {
				era: 5,
				validator: Some(11),
				loss: 1_000,
				covered: 1_000,
				cover: 0,
				holders: 0,
				exits: 0
			}]
		);
		assert_eq!((rate(), books().provision, registration(11).at_risk), (ONE, 0, 1_000));
		run_to_era(5);
		assert_eq!(
			take_loss_events(),
			vec![
				Event::BondSlashed { validator: 11, amount: 1_000 },
				Event::LossApplied { pot: 0, loss: 1_000, covered: 1_000, cover: 0, provided: 0 },
			]
		);
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (500, 0, 500));
		assert_eq!((rate(), books().pots), (ONE, 4_000));
	});
}

#[test]
fn a_bond_should_be_free_again_when_the_slash_is_cancelled() {
	with_bond(600, || {
		report_now(11, 50);
		assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), 5, vec![0]));
		take_events();
		run_to_era(3);
		assert_eq!(
			take_loss_events(),
			vec![Event::ProvisionReleased {
				era: 5,
				amount: 400,
				holders: 400,
				exits: 0,
				reason: ReleaseReason::Cancelled
			}]
		);
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (600, 0, 600));
		run_to_era(4);
		assert_eq!(rate(), ONE);
	});
}

#[test]
fn a_bond_should_be_free_again_when_the_slash_is_not_applied() {
	with_bond(600, || {
		report_now(11, 50);
		run_to_block(49);
		// 800 of the 1,000 are gone after the last settlement before the application.
		pallet_staking::UnappliedSlashes::<Test>::mutate(5, |slashes| {
			slashes[0].others[0].1 = 200;
		});
		take_events();
		run_to_block(50);
		assert_eq!(
			take_loss_events(),
			vec![
				Event::BondSlashed { validator: 11, amount: 200 },
				Event::LossApplied { pot: 0, loss: 200, covered: 200, cover: 0, provided: 0 },
				Event::ProvisionReleased {
					era: 5,
					amount: 400,
					holders: 400,
					exits: 0,
					reason: ReleaseReason::NotApplied
				},
			]
		);
		assert_eq!((registration(11).bond, registration(11).at_risk, on_hold(11)), (400, 0, 400));
	});
}

#[test]
fn a_bond_should_cover_each_loss_once() {
	with_bond(600, || {
		report_now(11, 10);
		run_blocks(1);
		report_now(11, 40);
		let reported = |loss, covered| Event::LossReported {
			era: 5,
			validator: Some(11),
			loss,
			covered,
			cover: 0,
			holders: loss - covered,
			exits: 0,
		};
		assert_eq!(take_loss_events(), vec![reported(200, 200), reported(600, 400)]);
		// An offence of the next era finds nothing left of it.
		run_to_era(3);
		report_now(11, 20);
		assert_eq!(
			take_loss_events(),
			vec![Event::LossReported {
				era: 6,
				validator: Some(11),
				loss: 400,
				covered: 0,
				cover: 0,
				holders: 400,
				exits: 0
			}]
		);
		assert_eq!(registration(11).at_risk, 600);
		assert_eq!(books().provision, 600);
		run_to_era(6);
		assert_eq!(
			take_loss_events(),
			vec![
				Event::BondSlashed { validator: 11, amount: 200 },
				Event::LossApplied { pot: 0, loss: 200, covered: 200, cover: 0, provided: 0 },
				Event::BondSlashed { validator: 11, amount: 400 },
				Event::LossApplied { pot: 0, loss: 600, covered: 400, cover: 0, provided: 200 },
				Event::LossApplied { pot: 0, loss: 400, covered: 0, cover: 0, provided: 400 },
			]
		);
	});
}

#[test]
fn a_bond_should_pay_for_the_first_pot_first() {
	ExtBuilder::default()
		.fee(0)
		.slash_defer(2)
		.pots(vec![vec![11], vec![11]])
		.build_and_execute(|| {
			EraReward::set(0);
			assert_ok!(register_validator(11, 600));
			assert_ok!(deposit(ALICE, 3_000));
			run_to_era(2);
			take_events();
			report_now(11, 20);
			assert_eq!((rate(), books().provision), (ONE * 46 / 50, 400));
			run_to_era(5);
			let events = take_loss_events();
			assert_eq!(
				events[1..],
				[
					Event::BondSlashed { validator: 11, amount: 500 },
					Event::LossApplied { pot: 0, loss: 500, covered: 500, cover: 0, provided: 0 },
					Event::BondSlashed { validator: 11, amount: 100 },
					Event::LossApplied { pot: 1, loss: 500, covered: 100, cover: 0, provided: 400 },
				]
			);
			assert_eq!(rate(), ONE * 46 / 50);
		});
}

#[test]
fn what_is_added_to_a_bond_should_stand_for_pending_slashes() {
	with_bond(600, || {
		report_now(11, 50);
		assert_ok!(register_validator(11, 300));
		assert_eq!((registration(11).bond, registration(11).at_risk), (900, 600));
		take_events();
		run_to_era(3);
		assert_eq!((registration(11).bond, registration(11).at_risk), (900, 900));
		assert_eq!(books().provision, 100);
		assert!(take_events().contains(&Event::ProvisionReleased {
			era: 5,
			amount: 300,
			holders: 300,
			exits: 0,
			reason: ReleaseReason::Covered,
		}));
		run_to_era(5);
		assert_eq!(rate(), ONE * 39 / 40);
		assert_eq!((on_hold(11), books().pots), (0, 3_900));
	});
}

#[test]
fn the_bond_of_one_that_leaves_should_still_pay() {
	with_bond(600, || {
		assert_ok!(deregister(11));
		report_now(11, 20);
		assert_eq!((rate(), registration(11).at_risk), (ONE, 400));
		run_to_era(5);
		assert_eq!((registration(11).bond, on_hold(11)), (200, 200));
		assert_eq!((rate(), books().pots), (ONE, 4_000));
	});
}

#[test]
fn a_slash_that_nobody_reported_should_not_touch_the_bond() {
	// Without deferral staking says who is slashed, not for whose offence.
	with_pool(0, || {
		assert_ok!(register_validator(11, 600));
		run_to_era(2);
		take_events();
		report_now(11, 50);
		assert_eq!(
			take_loss_events(),
			vec![Event::LossRecognised { pot: 0, loss: 1_000, holders: 1_000, exits: 0 }]
		);
		assert_eq!((registration(11).bond, on_hold(11)), (600, 600));
	});
}
