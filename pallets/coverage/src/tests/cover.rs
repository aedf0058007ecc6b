//! A loss is covered: by whom, how much, and up to which limit.

use crate::{mock::*, Error, Event, SlashPart};
use estuary_math::{Magnitude, Shares};
use estuary_primitives::{cover::LossCover, coverage::CoverageTotals};
use frame_support::{assert_ok, assert_storage_noop, traits::Get, weights::Weight};
use sp_runtime::{DispatchError, Perbill};

fn covered(n: u32, loss: Balance, covered: Balance, shares: Balance) -> Event<Test> {
	Event::LossCovered { era: era(n), loss, covered, shares: Shares(shares) }
}

fn failed(n: u32, loss: Balance, error: impl Into<DispatchError>) -> Event<Test> {
	Event::CoverFailed { era: era(n), loss, error: error.into() }
}

fn totals() -> CoverageTotals {
	Coverage::api_totals()
}

#[test]
fn a_loss_is_met_by_all_operators_in_proportion_and_holders_lose_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		operator(SECOND, 3_000);
		let before = rate();
		assert_eq!(report(1, 900), 900);
		assert_eq!(take_events(), [covered(1, 900, 900, 900)]);
		assert_eq!((stake(FIRST), stake(SECOND)), (5_400, 2_700));
		assert_eq!(rate(), before);
		assert_eq!(issuance(), 6 * ENDOWED - 900);
		assert_eq!(in_account(), 0);
		let slashes = crate::Covers::<Test>::get(era(1)).unwrap().slashes;
		let part = |slash, shares| SlashPart { slash, shares: Shares(shares) };
		assert_eq!(slashes.into_inner(), [part(0, 600), part(1, 300)]);
		assert_eq!(
			totals(),
			CoverageTotals {
				lost: 900,
				covered: 900,
				slashed: Shares(900),
				retired: Shares(900),
				..Default::default()
			}
		);
	});
}

#[test]
fn a_loss_beyond_the_limit_is_met_in_part() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		operator(SECOND, 3_000);
		assert_eq!(report(1, 10_000), 4_500);
		assert_eq!(take_events(), [covered(1, 10_000, 4_500, 4_500)]);
		assert_eq!((stake(FIRST), stake(SECOND)), (3_000, 1_500));
		// The holders bear 5,500 in the place of 10,000.
		assert_eq!(Equity::get(), 6 * ENDOWED - 10_000);
		assert_eq!(issuance(), 6 * ENDOWED - 4_500);
	});
}

#[test]
fn the_limit_of_an_era_is_for_all_its_losses_together() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		// A third, and then a sixth of what is left: half in all, as the terms allow.
		assert_eq!(report(1, 2_000), 2_000);
		assert_eq!(Coverage::api_status().unwrap().limit, Shares(666));
		assert_eq!(report(2, 2_000), 666);
		assert_eq!(report(3, 1), 0);
		assert_eq!(
			take_events(),
			[
				covered(1, 2_000, 2_000, 2_000),
				covered(2, 2_000, 666, 666),
				failed(3, 1, Error::<Test>::NothingSlashable),
			]
		);
		assert_eq!(stake(FIRST), 3_334);
		// The next era has a limit of its own: 1,667 shares, at a rate that has fallen.
		pass(1);
		assert_eq!(report(3, 10_000), 1_666);
		assert_eq!(stake(FIRST), 1_667);
	});
}

#[test]
fn those_stand_for_a_loss_who_did_in_the_era_of_the_offence() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		let offence = Era::get();
		// The first takes its stake off and leaves, a second one comes, and then it is found out.
		let (service, magnitude) = (service(), Magnitude::ZERO);
		let call = pallet_restaking::Call::<Test>::allocate { service, magnitude };
		assert_ok!(dispatch(RuntimeOrigin::signed(FIRST), call));
		leave(FIRST);
		stands(SECOND, 3_000);
		pass(3);
		assert_eq!(report_of(offence, 1, 1_000), 1_000);
		assert_eq!(take_events(), [covered(1, 1_000, 1_000, 1_000)]);
		let slashes = crate::Covers::<Test>::get(era(1)).unwrap().slashes;
		assert_eq!(slashes.into_inner(), [SlashPart { slash: 0, shares: Shares(1_000) }]);
		assert_eq!(pallet_restaking::Slashes::<Test>::get(0).unwrap().operator, FIRST);
		// For an offence of now the second one will stand from the next era on, the first not.
		assert_eq!(report(2, 1_000), 0);
		pass(1);
		assert_eq!(report(2, 1_000), 1_000);
		// The loss that nobody stood for has made shares cheaper.
		assert_eq!((stake(FIRST), stake(SECOND)), (0, 1_999));
		let error = Error::<Test>::NothingSlashable;
		assert_eq!(take_events(), [failed(2, 1_000, error), covered(2, 1_000, 1_000, 1_001)]);
	});
}

#[test]
fn each_era_of_an_offence_has_a_limit_of_its_own() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		let first = Era::get();
		pass(1);
		assert_eq!(report_of(first, 1, 10_000), 3_000);
		assert_eq!(report_of(first, 2, 10_000), 0);
		// Half of what is left, worth less since the holders bore 17,000; nothing more for either.
		assert_eq!(report(3, 10_000), 1_495);
		assert_eq!(report(4, 10_000), 0);
		assert_eq!(report_of(first, 5, 10_000), 0);
		assert_eq!(stake(FIRST), 1_500);
	});
}

#[test]
fn all_the_stake_can_be_promised() {
	ExtBuilder::default().max_fraction(100).build_and_execute(|| {
		operator(FIRST, 6_000);
		assert_eq!(report(1, 10_000), 6_000);
		assert_eq!(stake(FIRST), 0);
		assert_eq!(report(2, 10_000), 0);
	});
}

#[test]
fn without_a_service_nothing_is_met_and_nothing_happens() {
	ExtBuilder::default().without_service().build_and_execute(|| {
		assert_storage_noop!(assert_eq!(Coverage::cover(era(1), START, 100), 0));
		assert_storage_noop!(Coverage::settle(era(1), 100));
		assert_storage_noop!(Coverage::give_back(era(1), 100));
		assert_eq!(Coverage::premium(Shares(100)), None);
	});
}

#[test]
fn without_operators_nothing_is_met() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(report(1, 100), 0);
		assert_eq!(take_events(), [failed(1, 100, Error::<Test>::NothingSlashable)]);
		assert_eq!(report(1, 0), 0);
		assert_eq!(take_events(), [failed(1, 0, Error::<Test>::AmountZero)]);
	});
}

#[test]
fn an_operator_stands_for_losses_only_after_the_allocation_delay() {
	ExtBuilder::default().build_and_execute(|| {
		stands(FIRST, 6_000);
		pass(3);
		assert_eq!(report(1, 100), 0);
		pass(1);
		assert_eq!(report(1, 100), 100);
	});
}

#[test]
fn a_delegator_who_left_in_an_earlier_era_bears_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		delegate(HOLDER, FIRST, 2_000);
		leave(FIRST);
		pass(1);
		assert_eq!(report(1, 5_000), 1_000);
		assert_eq!(stake(FIRST), 1_000);
		pass(3);
		let claim = pallet_restaking::Call::<Test>::claim_undelegated {
			operator: FIRST,
			owner: FIRST,
			era: Era::get() - 4,
		};
		frame_support::assert_ok!(dispatch(RuntimeOrigin::signed(HOLDER), claim));
		// But for the minimum balance that the first delegation ever brings.
		assert_eq!(stest(FIRST), ENDOWED - LEAST);
	});
}

#[test]
fn a_report_that_grows_is_covered_again() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		assert_eq!(report(1, 1_000), 1_000);
		assert_eq!(report(1, 500), 500);
		pass(1);
		assert_eq!(report(1, 100), 100);
		let cover = crate::Covers::<Test>::get(era(1)).unwrap();
		assert_eq!((cover.lost, cover.covered, cover.in_force()), (1_600, 1_600, 1_600));
		assert_eq!((cover.retired, cover.refundable()), (Shares(1_600), Shares(1_600)));
		assert_eq!(cover.slashes.len(), 3);
		assert_eq!(stake(FIRST), 4_400);
	});
}

#[test]
fn a_loss_reported_in_more_parts_than_there_is_room_for_is_covered_by_those_who_fit() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 3_000);
		operator(SECOND, 3_000);
		operator(THIRD, 6_000);
		assert_eq!(report(1, 100), 100);
		assert_eq!(report(1, 100), 100);
		take_events();
		// Six of eight places are taken: the two with most stand for it.
		assert_eq!(report(1, 90), 90);
		assert_eq!((stake(FIRST), stake(SECOND), stake(THIRD)), (2_920, 2_950, 5_840));
		assert_eq!(report(1, 100), 0);
		assert_eq!(
			take_events(),
			[covered(1, 90, 90, 90), failed(1, 100, Error::<Test>::NothingSlashable)]
		);
		// There is a place for another loss.
		assert_eq!(report(2, 100), 100);
	});
}

#[test]
fn slashes_that_can_give_nothing_back_make_room_in_a_cover() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 3_000);
		operator(SECOND, 3_000);
		for _ in 0..4 {
			assert_eq!(report(1, 2), 2);
		}
		// All eight places are taken. An eighth of each single share is none.
		Coverage::settle(era(1), 7);
		let cover = crate::Covers::<Test>::get(era(1)).unwrap();
		assert_eq!((cover.in_force(), cover.refundable(), cover.slashes.len()), (1, Shares(0), 0));
		assert!(open_slashes().is_empty());
		assert_eq!(report(1, 2), 2);
		// What rounding took from the operators stays with the holders.
		cancel(1, 3, 3);
		assert_eq!((stake(FIRST), stake(SECOND)), (2_996, 2_996));
	});
}

#[test]
fn an_operator_that_cannot_be_slashed_is_skipped_and_others_stand_in() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		operator(SECOND, 4_000);
		// Restaking has no room to count another era for the first.
		pallet_restaking::Allocations::<Test>::mutate(FIRST, service(), |allocation| {
			let eras = Era::get() + 1..=Era::get() + 64;
			let requested: Vec<_> = eras.map(|era| (era, Perbill::zero())).collect();
			allocation.as_mut().unwrap().requested = requested.try_into().unwrap();
		});
		take_events();
		assert_eq!(report(9, 100), 100);
		let error = pallet_restaking::Error::<Test>::Overflow.into();
		assert_eq!(
			take_events(),
			[
				Event::OperatorSkipped { era: era(9), operator: FIRST, error },
				covered(9, 100, 100, 100),
			]
		);
		assert_eq!((stake(FIRST), stake(SECOND)), (6_000, 3_900));
		// No more than those have.
		assert_eq!(report(10, 3_000), 1_852);
		// When all are skipped the last reason is told.
		assert_eq!(report(10, 3_000), 0);
		assert_eq!(take_events().pop(), Some(failed(10, 3_000, error)));
	});
}

#[test]
fn an_operator_without_a_place_for_another_slash_stands_for_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		for n in 1..=8 {
			assert_eq!(report(n, 10), 10);
		}
		operator(SECOND, 4_000);
		take_events();
		// Restaking keeps eight slashes of an operator that can be refunded: the limit is that of
		// the second alone.
		assert_eq!(Coverage::api_status().unwrap().limit, Shares(2_000));
		assert_eq!(report(9, 100), 100);
		assert_eq!(take_events(), [covered(9, 100, 100, 100)]);
		assert_eq!((stake(FIRST), stake(SECOND)), (5_920, 3_900));
		// No more than that one has.
		assert_eq!(report(10, 3_000), 1_852);
		assert_eq!(stake(SECOND), 2_048);
		assert_eq!(report(10, 3_000), 0);
		let error = Error::<Test>::NothingSlashable;
		assert_eq!(take_events().pop(), Some(failed(10, 3_000, error)));
	});
}

#[test]
fn slashes_that_are_given_back_entirely_make_room_for_others() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		for n in 1..=8 {
			assert_eq!(report(n, 10), 10);
		}
		assert_eq!(report(9, 10), 0);
		cancel(8, 10, 10);
		assert_eq!(report(9, 10), 10);
		// As does the end of the refund window.
		pass(9);
		assert_eq!(report(10, 10), 10);
	});
}

#[test]
fn eight_losses_in_one_block_are_covered_and_the_ninth_is_borne_by_the_holders() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		for n in 1..=8 {
			assert_eq!(report(n, 10), 10);
			assert_eq!(take_events(), [covered(n, 10, 10, 10)]);
		}
		assert_eq!((stake(FIRST), Equity::get(), issuance()), (5_920, 5_999_920, 5_999_920));
		assert_eq!(open_slashes(), [0, 1, 2, 3, 4, 5, 6, 7]);
		assert_eq!(report(9, 10), 0);
		assert_eq!(take_events(), [failed(9, 10, Error::<Test>::NothingSlashable)]);
		assert_eq!((stake(FIRST), Equity::get(), issuance()), (5_920, 5_999_910, 5_999_920));
		for n in 1..=8 {
			Coverage::settle(era(n), 10);
		}
		assert!(open_slashes().is_empty());
		// In the same era: only the limit of the era counts.
		take_events();
		assert_eq!(report(10, 10), 10);
		// Shares are worth less by what the ninth has cost.
		assert_eq!(take_events(), [covered(10, 10, 10, 11)]);
		assert_eq!((stake(FIRST), Equity::get(), issuance()), (5_909, 5_999_900, 5_999_909));
	});
}

#[test]
fn eight_reports_of_one_loss_take_eight_places_until_it_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		for _ in 0..8 {
			assert_eq!(report(1, 10), 10);
		}
		assert_eq!(report(2, 10), 0);
		// A part that is taken frees nothing: each slash may still give something back.
		Coverage::settle(era(1), 40);
		assert_eq!(open_slashes().len(), 8);
		assert_eq!(report(2, 10), 0);
		cancel(1, 40, 40);
		assert!(open_slashes().is_empty());
		assert_eq!(report(2, 10), 10);
	});
}

#[test]
fn small_losses_use_up_no_places_once_they_are_settled() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		// Far more than restaking keeps open, within one refund window.
		for n in 1..=40 {
			assert_eq!(report(n, 10), 10);
			Coverage::settle(era(n), 10);
			if n % 10 == 0 {
				pass(1);
			}
		}
		assert_eq!((stake(FIRST), open_slashes().len()), (5_600, 0));
	});
}

#[test]
fn what_a_fraction_takes_beyond_the_need_goes_back_in_the_same_block() {
	ExtBuilder::default().build_and_execute(|| {
		deposit(FIRST, 3_333_333_333_333);
		operator(FIRST, 3_333_333_333_333);
		// The least fraction is a billionth: 3,333 shares.
		assert_eq!(report(1, 1_000), 1_000);
		assert_eq!(stake(FIRST), 3_333_333_332_333);
		assert_eq!(in_account(), 0);
		let CoverageTotals { slashed, retired, refunded, .. } = totals();
		assert_eq!((slashed, retired, refunded), (Shares(3_333), Shares(1_000), Shares(2_333)));
		assert_eq!(surplus(), 0);
	});
}

#[test]
fn no_share_worth_more_than_the_rest_of_the_loss_is_retired() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		// Shares at 1.5: 67 are worth 100, one more would be worth 102.
		gain(3 * ENDOWED);
		assert_eq!(report(1, 101), 100);
		assert_eq!(report(2, 102), 101);
		assert_eq!(report(3, 1), 1);
		assert_eq!(
			take_events(),
			[covered(1, 101, 100, 67), covered(2, 102, 101, 68), covered(3, 1, 1, 1)]
		);
		// Shares at more than three: none is worth two.
		gain(10 * ENDOWED);
		assert_eq!(report(4, 2), 0);
		assert_eq!(take_events(), [failed(4, 2, Error::<Test>::LossBelowOneShare)]);
	});
}

#[test]
fn without_a_rate_nothing_is_met() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		let all = Equity::take();
		assert_eq!(Coverage::cover(era(1), START, 100), 0);
		assert_eq!(take_events(), [failed(1, 100, Error::<Test>::RateUndefined)]);
		Equity::put(all);
		assert_eq!(Coverage::cover(era(1), START, Balance::MAX), 0);
		assert_eq!(take_events(), [failed(1, Balance::MAX, Error::<Test>::Overflow)]);
	});
}

#[test]
fn donations_change_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		operator(FIRST, 6_000);
		let donation = pallet_assets::Call::<Test>::transfer {
			id: STEST,
			target: Coverage::account(),
			amount: 500,
		};
		frame_support::assert_ok!(dispatch(RuntimeOrigin::signed(HOLDER), donation));
		assert_eq!(report(1, 10_000), 3_000);
		assert_eq!((in_account(), surplus()), (500, 0));
	});
}

#[test]
fn the_weight_is_that_of_the_greatest_part() {
	ExtBuilder::default().build_and_execute(|| {
		let slashes: u32 = <Test as crate::Config>::MaxSlashes::get();
		let weight = <Coverage as LossCover<AccountId>>::weight();
		assert_eq!(weight, UNIT.saturating_mul(slashes.into()));
		assert_ne!(weight, Weight::zero());
	});
}
