//! Cover meets what many validators lose as a whole: each may lose little.

use crate::{mock::*, Event, Pending};
use frame_support::{
	assert_ok,
	dispatch::DispatchClass,
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use sp_runtime::Perbill;

/// Validators of pot 0.
const FEW: [AccountId; 3] = [11, 21, 31];
/// Validators of pot 1.
const MANY: [AccountId; 9] = [41, 42, 43, 44, 45, 46, 47, 48, 49];
/// The era in which staking applies slashes for offences of era 3.
const APPLIED: u32 = 6;

/// In era 3, with two pots of 200,000 behind three and nine validators. Charlie, who has a half of
/// the shares, covers with `limit` of them. Losses of less than 200 are not covered.
fn with_many(limit: u128, test: impl FnOnce()) {
	ExtBuilder::default().fee(0).slash_defer(2).build_and_execute(|| {
		EraReward::set(0);
		MANY.into_iter().for_each(new_validator);
		assert_ok!(Staking::set_validator_count(RuntimeOrigin::root(), 12));
		assert_ok!(set_validators(0, FEW.to_vec()));
		assert_ok!(set_validators(1, MANY.to_vec()));
		assert_ok!(deposit(ALICE, 198_000));
		assert_ok!(deposit(CHARLIE, 200_000));
		run_to_era(3);
		assert_eq!(books().all_claims(), 400_000);
		CoverLimit::set(limit);
		take_events();
		test();
	});
}

/// Reports that all of `offenders` are to be slashed by so many millionths.
fn slash(offenders: &[AccountId], millionths: u32) {
	let fraction = Perbill::from_parts(millionths * 1_000);
	assert_ok!(report_all(offenders, first_session_of_era(), fraction));
}

fn slash_all(millionths: u32) {
	slash(&[&FEW[..], &MANY[..]].concat(), millionths);
}

/// A validator, its loss, what cover meets of it and what is borne.
type Reported = (AccountId, Balance, Balance, Balance);

/// What was reported since the last call.
fn take_reported() -> Vec<Reported> {
	let mut reported: Vec<_> = take_events()
		.into_iter()
		.filter_map(|event| match event {
			Event::LossReported { era, validator, loss, covered, cover, holders, exits } => {
				assert_eq!((era, covered, cover + holders + exits), (APPLIED, 0, loss));
				Some((validator.expect("it fits by name"), loss, cover, holders + exits))
			},
			_ => None,
		})
		.collect();
	reported.sort();
	reported
}

fn sum(reported: &[Reported], amount: impl Fn(&Reported) -> Balance) -> Balance {
	reported.iter().map(amount).sum()
}

/// What cover stands for by validator.
fn covers() -> Vec<(AccountId, Balance)> {
	let mut covers: Vec<_> = Pending::<Test>::get()
		.into_iter()
		.map(|entry| (entry.validator.expect("it fits by name"), entry.provision.cover))
		.collect();
	covers.sort();
	covers
}

fn cancel(slashed: &[AccountId]) {
	let all = pallet_staking::UnappliedSlashes::<Test>::get(APPLIED);
	let indices = (0u32..)
		.zip(all)
		.filter(|(_, slash)| slashed.contains(&slash.validator))
		.map(|(index, _)| index)
		.collect();
	assert_ok!(Staking::cancel_deferred_slash(RuntimeOrigin::root(), APPLIED, indices));
}

#[test]
fn losses_that_are_small_alone_should_be_covered_together() {
	with_many(250, || {
		slash_all(1_000);
		let reported = take_reported();
		assert_eq!(reported.len(), 12);
		assert!(reported.iter().all(|(_, loss, ..)| *loss < 200), "{reported:?}");
		let lost = sum(&reported, |(_, loss, ..)| *loss);
		// One question for all of them.
		assert_eq!(CoverTold::take(), [Told::Asked(APPLIED, 3, lost)]);
		assert_eq!(sum(&reported, |(_, _, cover, _)| *cover), 250);
		assert_eq!((books().provision_cover, books().pending_loss()), (250, lost - 250));
		for (validator, loss, cover, _) in &reported {
			assert!(cover.abs_diff(250 * loss / lost) <= 1, "{validator}: {cover} of {loss}");
		}
		let parts: Vec<_> = reported.iter().map(|(who, _, cover, _)| (*who, *cover)).collect();
		assert_eq!(covers(), parts);
	});
}

#[test]
fn losses_that_are_small_together_should_be_borne_by_all() {
	with_many(250, || {
		slash_all(450);
		let reported = take_reported();
		let lost = sum(&reported, |(_, loss, ..)| *loss);
		assert!((150..200).contains(&lost), "{lost}");
		assert_eq!((reported.len(), CoverTold::take()), (12, vec![]));
		assert_eq!(sum(&reported, |(.., borne)| *borne), lost);
		assert_eq!((books().provision_cover, books().pending_loss()), (0, lost));
	});
}

#[test]
fn a_loss_that_is_met_whole_should_cost_nobody_else_anything() {
	with_many(10_000, || {
		let before = rate();
		slash_all(1_000);
		let reported = take_reported();
		assert!(reported.iter().all(|(_, loss, cover, borne)| cover == loss && *borne == 0));
		assert_eq!((rate(), books().pending_loss()), (before, 0));
	});
}

#[test]
fn cover_of_slashes_that_are_cancelled_should_come_back_in_one_call_and_the_rest_stay() {
	for gone in [&[21][..], &[11, 45, 49]] {
		with_many(250, || {
			slash_all(1_000);
			CoverTold::take();
			let (back, kept): (Vec<_>, Vec<_>) =
				covers().into_iter().partition(|(who, _)| gone.contains(who));
			let back: Balance = back.iter().map(|(_, cover)| cover).sum();
			cancel(gone);
			run_to_era(4);
			assert_eq!(CoverTold::take(), [Told::GivenBack(APPLIED, back)]);
			assert_eq!((covers(), books().provision_cover), (kept, 250 - back));
			check();
			// The rest is taken when it is applied.
			run_to_era(APPLIED);
			assert_eq!(used(), 250 - back);
		});
	}
}

/// Planck that cover was told were taken since the last call, in `APPLIED` alone.
fn used() -> Balance {
	let told = CoverTold::take();
	told.iter()
		.map(|told| match told {
			Told::Used(APPLIED, used) => *used,
			other => panic!("not only taken: {other:?}"),
		})
		.sum()
}

#[test]
fn what_staking_takes_should_sum_to_what_is_covered() {
	with_many(250, || {
		slash_all(1_000);
		let reported = take_reported();
		CoverTold::take();
		run_to_era(APPLIED);
		// Once for each slash of a pot.
		assert_eq!(CoverTold::get().len(), 12);
		assert_eq!(used(), 250);
		let mut applied: Vec<_> = take_events()
			.into_iter()
			.filter_map(|event| match event {
				Event::LossApplied { loss, cover, provided, .. } => Some((loss, cover, provided)),
				Event::LossRecognised { .. } => panic!("all was reported"),
				_ => None,
			})
			.collect();
		applied.sort();
		let mut expected: Vec<_> = reported
			.into_iter()
			.map(|(_, loss, cover, borne)| (loss, cover, borne))
			.collect();
		expected.sort();
		assert_eq!(applied, expected);
		assert_eq!((books().provision, books().provision_cover), (0, 0));
		assert!(covers().is_empty());
	});
}

#[test]
fn each_report_of_an_era_should_be_covered_by_itself() {
	with_many(10_000, || {
		slash(&FEW, 1_500);
		let first = sum(&take_reported(), |(_, loss, ..)| *loss);
		run_blocks(1);
		slash(&MANY, 1_200);
		let second = take_reported();
		let second_lost = sum(&second, |(_, loss, ..)| *loss);
		assert_eq!(second.len(), 9);
		let asked = |lost| Told::Asked(APPLIED, 3, lost);
		assert_eq!(CoverTold::take(), [asked(first), asked(second_lost)]);
		// What comes to it later counts by itself.
		run_blocks(1);
		slash(&FEW[..1], 2_000);
		let third = take_reported();
		assert_eq!((third.len(), third[0].2, CoverTold::take()), (1, 0, vec![]));
		run_blocks(1);
		slash(&FEW, 6_000);
		let fourth = take_reported();
		let more = sum(&fourth, |(_, loss, ..)| *loss);
		assert_eq!((fourth.len(), CoverTold::take()), (3, vec![asked(more)]));
		assert_eq!(books().provision_cover, first + second_lost + more);
		let covered: Balance = covers().into_iter().map(|(_, cover)| cover).sum();
		assert_eq!(covered, books().provision_cover);
		// The first of each block is cancelled: what holders bore of it comes first.
		cancel(&[11, 41]);
		run_to_era(4);
		let left: Balance = covers().into_iter().map(|(_, cover)| cover).sum();
		assert_eq!(CoverTold::take(), [Told::GivenBack(APPLIED, covered - left)]);
		run_to_era(APPLIED);
		assert_eq!(used(), left);
	});
}

#[test]
fn a_cover_that_fails_should_leave_all_of_it_to_all() {
	with_many(250, || {
		CoverLie::set(1);
		slash_all(1_000);
		let error = crate::Error::<Test>::BooksDisagree.into();
		let events = take_events();
		assert_eq!(events.first(), Some(&Event::CoverFailed { era: APPLIED, error }));
		let nothing = |event: &Event<Test>| matches!(event, Event::LossReported { cover: 0, .. });
		assert_eq!(events.iter().filter(|event| nothing(event)).count(), 12);
		assert_eq!((books().provision_cover, shares_of(CHARLIE)), (0, 200_000));
		CoverLie::set(0);
	});
}

/// What was charged and how often cover was called: after a report, once a part of it was cancelled
/// and once the rest was applied, if each call of cover weighs `each`. The mock adds blocks up.
fn charged(each: Weight) -> [(Weight, usize); 3] {
	let so_far = || {
		let weight = *System::block_weight().get(DispatchClass::Mandatory);
		(weight, CoverTold::get().len())
	};
	let mut found = [(Weight::zero(), 0); 3];
	with_many(250, || {
		CoverTold::take();
		CoverWeight::set(each);
		slash_all(1_000);
		let reported = so_far();
		cancel(&[21, 41]);
		run_to_era(4);
		let cancelled = so_far();
		run_to_era(APPLIED);
		found = [reported, cancelled, so_far()];
		CoverWeight::set(Weight::zero());
	});
	found
}

#[test]
fn each_call_of_cover_should_be_charged() {
	let each = Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS, 1_000);
	let (free, with_cover) = (charged(Weight::zero()), charged(each));
	// Asked once, given back to once, and told of the ten slashes that are left.
	for ((free, with_cover), calls) in free.into_iter().zip(with_cover).zip([1, 2, 12]) {
		assert_eq!((free.1, with_cover.1), (calls, calls));
		assert_eq!(with_cover.0.saturating_sub(free.0), each.saturating_mul(calls as u64));
	}
}
