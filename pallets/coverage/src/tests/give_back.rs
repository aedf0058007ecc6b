//! What becomes of a cover: staking takes it, or it is cancelled and goes back.

use crate::{mock::*, Accounts, Covers, Error, Event};
use estuary_math::Shares;
use estuary_primitives::{
	cover::LossCover,
	coverage::{CoverageTotals, PastCover},
};
use frame_support::{assert_ok, assert_storage_noop};

fn given_back(n: u32, amount: Balance, shares: Balance) -> Event<Test> {
	Event::CoverGivenBack { era: era(n), amount, shares: Shares(shares) }
}

/// Two operators that have covered a loss of 900: 600 and 300.
fn with_cover(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		operator(SECOND, 3_000);
		assert_eq!(report(1, 900), 900);
		take_events();
		test();
	});
}

fn stakes() -> (Balance, Balance) {
	(stake(FIRST), stake(SECOND))
}

#[test]
fn a_loss_that_is_cancelled_leaves_everything_as_it_was() {
	with_cover(|| {
		cancel(1, 900, 900);
		assert_eq!(take_events(), [given_back(1, 900, 900)]);
		assert_eq!(stakes(), (6_000, 3_000));
		assert_eq!((issuance(), Equity::get()), (6 * ENDOWED, 6 * ENDOWED));
		assert_eq!((in_account(), surplus()), (0, 0));
		assert!(!Covers::<Test>::contains_key(era(1)));
		assert_eq!(
			Coverage::api_history(),
			[PastCover {
				number: 0,
				era: era(1),
				lost: 900,
				covered: 900,
				settled: 0,
				given_back: 900,
				retired: Shares(900),
				reissued: Shares(900),
			}]
		);
	});
}

#[test]
fn a_part_that_is_cancelled_goes_back_pro_rata() {
	with_cover(|| {
		cancel(1, 100, 100);
		assert_eq!(take_events(), [given_back(1, 100, 100)]);
		// 66 and the rest.
		assert_eq!(stakes(), (5_466, 2_734));
		let cover = Covers::<Test>::get(era(1)).unwrap();
		assert_eq!((cover.in_force(), cover.refundable()), (800, Shares(800)));
		cancel(1, 800, 800);
		assert_eq!(stakes(), (6_000, 3_000));
		assert!(!Covers::<Test>::contains_key(era(1)));
	});
}

#[test]
fn what_staking_takes_is_gone_for_good() {
	with_cover(|| {
		assert_eq!(open_slashes(), [0, 1]);
		Coverage::settle(era(1), 900);
		assert_eq!(take_events(), [Event::CoverSettled { era: era(1), used: 900 }]);
		assert!(open_slashes().is_empty());
		assert_eq!(stakes(), (5_400, 2_700));
		assert!(!Covers::<Test>::contains_key(era(1)));
		let past = Coverage::api_history().pop().unwrap();
		assert_eq!((past.settled, past.given_back, past.reissued), (900, 0, Shares::ZERO));
		// Nothing is left to be given back.
		assert_storage_noop!(Coverage::give_back(era(1), 900));
		assert_storage_noop!(Coverage::settle(era(1), 900));
	});
}

#[test]
fn what_staking_takes_closes_the_slashes_with_what_they_took() {
	with_cover(|| {
		System::reset_events();
		Coverage::settle(era(1), 900);
		let closed: Vec<_> = System::events()
			.into_iter()
			.filter_map(|record| match record.event {
				RuntimeEvent::Restaking(event) => Some(event),
				_ => None,
			})
			.collect();
		let of = |slash, operator, amount| pallet_restaking::Event::<Test>::SlashClosed {
			slash,
			service: 0,
			operator,
			amount,
		};
		assert_eq!(closed, [of(0, FIRST, 600), of(1, SECOND, 300)]);
	});
}

#[test]
fn staking_takes_a_part_and_the_rest_is_cancelled() {
	with_cover(|| {
		Coverage::settle(era(1), 301);
		let cover = Covers::<Test>::get(era(1)).unwrap();
		// 399.33 and 199.66: rounded down, so no more comes back than for what is left.
		assert_eq!((cover.in_force(), cover.refundable()), (599, Shares(598)));
		take_events();
		cancel(1, 599, 599);
		assert_eq!(take_events(), [given_back(1, 599, 598)]);
		assert_eq!(stakes(), (5_799, 2_899));
		let past = Coverage::api_history().pop().unwrap();
		assert_eq!((past.settled, past.given_back, past.reissued), (301, 599, Shares(598)));
		assert_eq!(surplus(), 0);
	});
}

#[test]
fn more_than_is_in_force_counts_as_what_is_in_force() {
	with_cover(|| {
		Coverage::settle(era(1), 400);
		Coverage::settle(era(1), 0);
		Coverage::give_back(era(1), 0);
		take_events();
		cancel(1, 500, 10_000);
		assert_eq!(take_events(), [given_back(1, 500, 499)]);
		let CoverageTotals { covered, settled, given_back, finished, .. } = Coverage::api_totals();
		assert_eq!((covered, settled, given_back, finished), (900, 400, 500, 1));
	});
}

#[test]
fn a_rate_that_rose_brings_fewer_shares_back() {
	with_cover(|| {
		// From 1 to about 1.5.
		gain(3 * ENDOWED);
		cancel(1, 900, 900);
		assert_eq!(take_events(), [given_back(1, 900, 599)]);
		assert_eq!(stakes(), (5_799, 2_900));
		assert_eq!(surplus(), 0);
		// What the slashes could still give back is given up.
		assert!(open_slashes().is_empty());
	});
}

#[test]
fn a_rate_that_fell_brings_no_more_back_than_was_retired() {
	with_cover(|| {
		// Next to all that is left is lost, with nothing in front of it.
		Equity::mutate(|equity| *equity /= 2);
		Twin::mutate(|(equity, _)| *equity = *equity / 2 - 450);
		cancel(1, 900, 900);
		assert_eq!(take_events(), [given_back(1, 900, 900)]);
		assert_eq!(stakes(), (6_000, 3_000));
	});
}

#[test]
fn losses_of_several_eras_are_kept_apart() {
	with_cover(|| {
		assert_eq!(report(2, 300), 300);
		assert_eq!(stakes(), (5_200, 2_600));
		cancel(1, 900, 900);
		assert_eq!(stakes(), (5_800, 2_900));
		Coverage::settle(era(2), 300);
		assert_eq!(stakes(), (5_800, 2_900));
		let history: Vec<_> = Coverage::api_history()
			.into_iter()
			.map(|past| (past.number, past.era))
			.collect();
		assert_eq!(history, [(0, era(1)), (1, era(2))]);
	});
}

#[test]
fn a_loss_that_comes_again_after_it_was_over_is_another_one() {
	with_cover(|| {
		cancel(1, 900, 900);
		assert_eq!(report(1, 90), 90);
		let cover = Covers::<Test>::get(era(1)).unwrap();
		assert_eq!((cover.lost, cover.covered, cover.given_back), (90, 90, 0));
	});
}

#[test]
fn who_left_after_the_loss_gets_its_part_back() {
	with_cover(|| {
		leave(FIRST);
		assert_eq!(stakes(), (0, 2_700));
		pass(4);
		let era = Era::get() - 4;
		let claim = || {
			let (operator, owner) = (FIRST, FIRST);
			let call = pallet_restaking::Call::<Test>::claim_undelegated { operator, owner, era };
			dispatch(RuntimeOrigin::signed(HOLDER), call)
		};
		assert_ok!(claim());
		let before = stest(FIRST);
		cancel(1, 900, 900);
		assert_eq!(take_events(), [given_back(1, 900, 900)]);
		assert_ok!(claim());
		assert_eq!(stest(FIRST), before + 600);
		assert_eq!(stakes(), (0, 3_000));
	});
}

#[test]
fn what_cannot_be_given_back_waits_for_the_next_premiums() {
	with_cover(|| {
		operator(THIRD, 1_000);
		pass(5);
		take_events();
		// The refund windows are over.
		cancel(1, 900, 900);
		let error = pallet_restaking::Error::<Test>::SlashNotFound.into();
		let failed = |slash, shares| Event::RefundFailed { slash, shares: Shares(shares), error };
		assert_eq!(take_events(), [failed(0, 600), failed(1, 300), given_back(1, 900, 900)]);
		assert_eq!((in_account(), surplus()), (900, 900));
		assert_eq!(stakes(), (5_400, 2_700));
		// 10.9 % of what 9,100 are of 10,000 shares, and a tenth of what waits.
		for (older, tenth, left) in [(900, 90, 810), (810, 81, 729), (729, 72, 657)] {
			assert_eq!(surplus(), older);
			assert_eq!(fee(1_000), 99);
			assert_eq!(
				take_events(),
				[
					Event::PremiumEarned { shares: Shares(99) },
					Event::PremiumPaid { shares: Shares(99 + tenth) },
				]
			);
			assert_eq!(surplus(), left);
		}
	});
}

#[test]
fn a_cover_without_a_token_to_issue_is_over_all_the_same() {
	with_cover(|| {
		LedgerFails::set(true);
		cancel(1, 900, 900);
		let error = sp_runtime::DispatchError::Unavailable;
		assert_eq!(
			take_events(),
			[Event::ReissueFailed { era: era(1), amount: 900, error }, given_back(1, 900, 0),]
		);
		assert_eq!(issuance(), 6 * ENDOWED - 900);
		assert_eq!(stakes(), (5_400, 2_700));
		assert!(!Covers::<Test>::contains_key(era(1)));
	});
}

#[test]
fn more_shares_than_were_retired_are_never_taken() {
	with_cover(|| {
		LedgerExaggerates::set(1);
		cancel(1, 900, 900);
		let error = Error::<Test>::TokenMisbehaved.into();
		assert_eq!(
			take_events(),
			[Event::ReissueFailed { era: era(1), amount: 900, error }, given_back(1, 900, 0),]
		);
		assert_eq!(Accounts::<Test>::get().totals.reissued, Shares::ZERO);
	});
}

#[test]
fn only_the_last_covers_are_kept() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		for n in 1..=5 {
			assert_eq!(report(n, 10), 10);
			Coverage::settle(era(n), 10);
		}
		let kept: Vec<_> = Coverage::api_history().into_iter().map(|past| past.number).collect();
		assert_eq!(kept, [2, 3, 4]);
		assert_eq!(Coverage::api_totals().finished, 5);
	});
}
