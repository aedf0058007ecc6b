//! What is earned of the protocol's fees, and who gets it.

use crate::{mock::*, Event};
use estuary_math::Shares;
use estuary_primitives::cover::LossCover;
use frame_support::assert_ok;
use sp_runtime::Perbill;

fn earned(shares: Balance) -> Event<Test> {
	Event::PremiumEarned { shares: Shares(shares) }
}

fn paid(shares: Balance) -> Event<Test> {
	Event::PremiumPaid { shares: Shares(shares) }
}

fn part() -> Perbill {
	Coverage::api_status().unwrap().premium
}

fn claim(who: AccountId) -> Balance {
	let before = stest(who);
	let (operator, asset) = (who, STEST);
	let call = pallet_restaking::Call::<Test>::claim_reward { operator, asset };
	assert_ok!(dispatch(RuntimeOrigin::signed(who), call));
	stest(who) - before
}

#[test]
fn the_part_falls_from_30_to_10_percent_at_the_target() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(part(), Perbill::zero());
		assert_eq!(Coverage::premium(Shares(1_000)), None);
		operator(FIRST, 2_500);
		assert_eq!(part(), Perbill::from_percent(25));
		operator(SECOND, 2_500);
		assert_eq!(part(), Perbill::from_percent(20));
		operator(THIRD, 5_000);
		assert_eq!(part(), Perbill::from_percent(10));
		delegate(HOLDER, THIRD, 50_000);
		assert_eq!(part(), Perbill::from_percent(10));
		assert_eq!(Coverage::premium(Shares(999)), Some((Coverage::account(), Shares(99))));
	});
}

#[test]
fn below_the_target_there_is_more_per_share_of_stake() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 2_500);
		// 250 for 2,500, 200 for 5,000, 100 for 10,000 of a fee of 1,000.
		assert_eq!(Coverage::premium(Shares(1_000)), Some((Coverage::account(), Shares(250))));
		delegate(HOLDER, FIRST, 2_500);
		assert_eq!(Coverage::premium(Shares(1_000)), Some((Coverage::account(), Shares(200))));
		delegate(HOLDER, FIRST, 5_000);
		assert_eq!(Coverage::premium(Shares(1_000)), Some((Coverage::account(), Shares(100))));
	});
}

#[test]
fn a_premium_is_paid_in_proportion_to_slashable_stake() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		operator(SECOND, 3_000);
		take_events();
		// 30 % less 20 % of 9,000 / 10,000: 12 %.
		assert_eq!(fee(1_000), 120);
		assert_eq!(take_events(), [earned(120), paid(120)]);
		// 80 and 40, rounded down by unit.
		assert_eq!((claim(FIRST), claim(SECOND)), (79, 39));
		let totals = Coverage::api_totals();
		assert_eq!((totals.earned, totals.rewarded), (Shares(120), Shares(120)));
		// The first reward ever also brings the minimum balance of restaking's account.
		assert_eq!(stest(Coverage::account()), LEAST);
	});
}

#[test]
fn a_premium_that_nobody_can_receive_waits() {
	ExtBuilder::default().min_stake(5_000).build_and_execute(|| {
		operator(FIRST, 5_000);
		assert_eq!(report(1, 1_000), 1_000);
		take_events();
		// 4,000 are below the least stake: 22 % are earned by nobody yet.
		assert_eq!(fee(1_000), 220);
		let error = pallet_restaking::Error::<Test>::NobodyToReward.into();
		assert_eq!(
			take_events(),
			[earned(220), Event::PremiumKept { surplus: Shares(220), error }]
		);
		assert_eq!((in_account(), surplus()), (220, 220));
		delegate(FIRST, FIRST, 1_000);
		assert_eq!(fee(1_000), 200);
		assert_eq!(take_events(), [earned(200), paid(420)]);
		assert_eq!((claim(FIRST), surplus()), (420, 0));
	});
}

#[test]
fn a_fee_of_which_nothing_is_earned_pays_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 10_000);
		assert_eq!(Coverage::premium(Shares(9)), None);
		assert_eq!(Coverage::premium(Shares::ZERO), None);
		take_events();
		Coverage::earned(Shares::ZERO);
		assert_eq!(take_events(), [earned(0)]);
	});
}
