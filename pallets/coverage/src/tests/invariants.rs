//! Each check of `try_state` catches a state that is broken on purpose.

use crate::{mock::*, Accounts, Covers, History, Settings};
use estuary_math::Shares;
use estuary_primitives::{cover::LossCover, coverage::PastCover};
use frame_support::assert_ok;
use sp_runtime::Perbill;

/// A state with a cover in force, one that is over, and a surplus. It is broken by `break_it`,
/// which `try_state` must call `what`.
fn caught(what: &'static str, break_it: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		operator(FIRST, 6_000);
		assert_eq!(report(1, 100), 100);
		assert_eq!(report(2, 100), 100);
		Coverage::settle(era(2), 100);
		assert_ok!(Coverage::do_try_state());
		break_it();
		assert_eq!(Coverage::do_try_state(), Err(what.into()));
	});
}

fn books(change: impl FnOnce(&mut crate::Books)) {
	Accounts::<Test>::mutate(change);
}

fn cover(change: impl FnOnce(&mut crate::Cover<<Test as crate::Config>::MaxSlashes>)) {
	Covers::<Test>::mutate(era(1), |cover| change(cover.as_mut().unwrap()));
}

#[test]
fn shares_out_of_nowhere() {
	caught("shares that came in are neither gone nor in the surplus", || {
		books(|books| books.surplus = Shares(1));
	});
}

#[test]
fn a_surplus_that_is_not_there() {
	caught("the account has less than the surplus", || {
		books(|books| {
			books.surplus = Shares(LEAST + 1);
			books.totals.earned = Shares(LEAST + 1);
		});
	});
}

#[test]
fn cv_1_in_total() {
	caught("CV-1: more was covered than lost", || books(|books| books.totals.lost = 199));
	caught("CV-1: more was reissued than retired", || {
		books(|books| {
			books.totals.reissued = Shares(201);
			books.totals.refunded = Shares(201);
		});
	});
}

#[test]
fn cv_1_of_a_loss() {
	caught("CV-1: more was covered of a loss than lost", || cover(|cover| cover.lost = 99));
	caught("CV-1: more can come back for a loss than was retired", || {
		cover(|cover| cover.retired = Shares(99));
	});
}

#[test]
fn cv_1_of_a_past_loss() {
	caught("CV-1: more was covered of a past loss than lost", || {
		History::<Test>::mutate(0, |past| past.as_mut().unwrap().lost = 99);
	});
}

#[test]
fn covers_that_do_not_sum_up() {
	caught("the covers do not sum to what is in force", || cover(|cover| cover.settled = 1));
	caught("a cover that is over is not in the history", || cover(|cover| cover.settled = 100));
}

#[test]
fn slashes_that_cannot_give_back_what_is_counted_on() {
	caught("a cover by a slash of somebody else", || {
		pallet_restaking::Slashes::<Test>::mutate(0, |slash| slash.as_mut().unwrap().service = 9);
	});
	caught("more can come back for a loss than a slash can give back", || {
		pallet_restaking::Slashes::<Test>::mutate(0, |slash| slash.as_mut().unwrap().refunded = 1);
	});
}

#[test]
fn a_history_with_gaps() {
	caught("a past cover is missing", || History::<Test>::remove(0));
	caught("a past cover out of place", || {
		let past = History::<Test>::take(0).unwrap();
		History::<Test>::insert(1, past);
	});
	caught("a past cover that was not counted", || {
		History::<Test>::mutate(0, |past| {
			let past = past.as_mut().unwrap();
			*past = PastCover { number: 3, ..past.clone() };
		});
	});
}

#[test]
fn settings_that_cannot_be() {
	caught("cover without a service", Settings::<Test>::kill);
	caught("the service does not exist", || {
		Settings::<Test>::mutate(|settings| settings.as_mut().unwrap().service = 7);
	});
	caught("a premium that is not sound", || {
		Settings::<Test>::mutate(|settings| {
			settings.as_mut().unwrap().params.full = Perbill::one();
		});
	});
	caught("somebody else slashes for the service", || {
		pallet_restaking::Services::<Test>::mutate(0, |service| {
			service.as_mut().unwrap().terms.slasher = HOLDER;
		});
	});
}
