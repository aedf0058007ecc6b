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
fn the_part_rises_to_10_percent_at_the_target() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(part(), Perbill::zero());
		assert_eq!(Coverage::premium(Shares(1_000)), None);
		// 17.5 % of a quarter, 15 % of a half.
		operator(FIRST, 2_500);
		assert_eq!(part(), Perbill::from_parts(43_750_000));
		operator(SECOND, 2_500);
		assert_eq!(part(), Perbill::from_parts(75_000_000));
		operator(THIRD, 5_000);
		assert_eq!(part(), Perbill::from_percent(10));
		delegate(HOLDER, THIRD, 50_000);
		assert_eq!(part(), Perbill::from_percent(10));
		assert_eq!(Coverage::premium(Shares(999)), Some((Coverage::account(), Shares(99))));
	});
}

#[test]
fn next_to_nothing_earns_next_to_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 10);
		// 19.99 % of a thousandth.
		assert_eq!(part(), Perbill::from_parts(199_900));
		let premium = |fee| Coverage::premium(Shares(fee)).map(|(_, shares)| shares.0);
		assert_eq!((premium(5_000), premium(1_000_000)), (None, Some(199)));
	});
}

#[test]
fn more_stake_earns_more_in_total_and_less_per_share() {
	ExtBuilder::default().build_and_execute(|| {
		let premium = || Coverage::premium(Shares(100_000)).unwrap().1 .0;
		// 1.75, 1.5 and 1 for a share of stake; 0.5 where there is twice the target.
		operator(FIRST, 2_500);
		assert_eq!(premium(), 4_375);
		delegate(HOLDER, FIRST, 2_500);
		assert_eq!(premium(), 7_500);
		delegate(HOLDER, FIRST, 5_000);
		assert_eq!(premium(), 10_000);
		delegate(HOLDER, FIRST, 10_000);
		assert_eq!(premium(), 10_000);
	});
}

#[test]
fn a_premium_is_paid_in_proportion_to_slashable_stake() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		operator(SECOND, 3_000);
		take_events();
		// 11 % of nine tenths.
		assert_eq!(fee(1_000), 99);
		assert_eq!(take_events(), [earned(99), paid(99)]);
		assert_eq!((claim(FIRST), claim(SECOND)), (66, 33));
		let totals = Coverage::api_totals();
		assert_eq!((totals.earned, totals.rewarded), (Shares(99), Shares(99)));
		// The first reward ever also brings the minimum balance of restaking's account.
		assert_eq!(stest(Coverage::account()), LEAST);
	});
}

#[test]
fn stake_that_would_not_be_paid_earns_nothing() {
	ExtBuilder::default().min_stake(5_000).build_and_execute(|| {
		operator(FIRST, 6_000);
		operator(SECOND, 5_000);
		assert_eq!(report(1, 1_100), 1_100);
		// 4,500 are below the least stake, and stand for losses all the same.
		let status = Coverage::api_status().unwrap();
		assert_eq!((status.size, status.limit), (Shares(5_400), Shares(2_160 + 1_800)));
		// 14.6 % of what 5,400 are of 10,000 shares, all of it for the first.
		assert_eq!(fee(1_000), 78);
		assert_eq!((claim(FIRST), surplus()), (78, 0));
		assert_eq!(report(2, 900), 900);
		take_events();
		// Now both are: nothing is earned.
		assert_eq!((part(), fee(1_000)), (Perbill::zero(), 0));
		assert_eq!((take_events(), surplus()), (vec![], 0));
		delegate(FIRST, FIRST, 1_000);
		assert!(!part().is_zero());
		// What has left in this era can still be slashed, but there is nobody to pay.
		leave(FIRST);
		let status = Coverage::api_status().unwrap();
		assert!(status.size.is_zero() && !status.limit.is_zero());
		assert_eq!(fee(1_000), 0);
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
