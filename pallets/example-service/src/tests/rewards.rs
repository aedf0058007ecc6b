//! Rewards from the budget.

use crate::{mock::*, Budget, Call, Error, Event};
use frame_support::{assert_noop, assert_ok};

fn fund(amount: Balance) -> sp_runtime::DispatchResult {
	signed(PAYER, Call::<Test>::fund { amount })
}

#[test]
fn the_budget_pays_for_each_period_as_long_as_it_lasts() {
	build_and_execute(|| {
		operator(FIRST, 3_000);
		operator(SECOND, 1_000);
		assert_ok!(fund(150));
		assert_eq!(take_events(), [Event::Funded { who: PAYER, amount: 150 }]);
		let period = next_period();
		next_period();
		next_period();
		assert_eq!(
			take_events(),
			[
				Event::PeriodRewarded { period: period - 1, amount: 100 },
				Event::PeriodRewarded { period, amount: 50 },
			]
		);
		assert_eq!(Budget::<Test>::get(), 0);

		// Three quarters and one quarter of 150, rounded down by unit.
		for (operator, reward) in [(FIRST, 111), (SECOND, 38)] {
			let asset = REWARD;
			let call = pallet_restaking::Call::<Test>::claim_reward { operator, asset };
			assert_ok!(signed(operator, call));
			assert_eq!(Assets::balance(REWARD, operator), ENDOWED + reward);
		}
	});
}

#[test]
fn what_nobody_can_receive_stays_in_the_budget() {
	build_and_execute(|| {
		assert_ok!(fund(150));
		take_events();
		let period = next_period();
		let error = pallet_restaking::Error::<Test>::NobodyToReward.into();
		assert_eq!(take_events(), [Event::RewardFailed { period: period - 1, error }]);
		assert_eq!(Budget::<Test>::get(), 150);
	});
}

#[test]
fn nobody_funds_more_than_it_has() {
	build_and_execute(|| {
		assert!(fund(ENDOWED + 1).is_err());
		assert_ok!(fund(1));
		assert_noop!(fund(Balance::MAX), Error::<Test>::Overflow);
		assert_eq!(Budget::<Test>::get(), 1);
	});
}
