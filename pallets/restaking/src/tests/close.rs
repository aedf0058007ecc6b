//! The slasher gives up what it could give back: the end of the refund window comes early.

use crate::{mock::*, Allocations, Batches, Due, Error, Event, Exits, Pools, Services, Slashes};
use estuary_primitives::restaking::{SlashId, Terms};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::Perbill;

fn closed(slash: SlashId, amount: Balance) -> Event<Test> {
	Event::SlashClosed { slash, service: 0, operator: OPERATOR, amount }
}

/// Slashes that count as open for the allocation and for the service.
fn open() -> (u32, u32) {
	let allocation = Allocations::<Test>::get(OPERATOR, 0).unwrap();
	(allocation.open, Services::<Test>::get(0).unwrap().open)
}

/// A slash of hundredths of what is slashable now, applied.
fn slashed(percent: u32) -> SlashId {
	let slash = request(0, OPERATOR, Era::get(), percent).unwrap();
	assert_ok!(apply(slash));
	slash
}

#[test]
fn close_should_forget_the_slash_and_move_nothing() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50, 30]);
		slashed(40);
		assert_ok!(refund(0, 50));
		let before = (pool(OPERATOR), slashable(0), slashable(1), stest(SLASHER));
		assert_eq!(before, ((850, 0), 350, 300, ENDOWED - 50));
		assert_eq!(open(), (1, 1));
		take_events();
		assert_ok!(close(0));
		assert_eq!(take_events(), [closed(0, 150)]);
		assert_eq!((pool(OPERATOR), slashable(0), slashable(1), stest(SLASHER)), before);
		assert_eq!(open(), (0, 0));
		assert!(Pools::<Test>::get(OPERATOR).bucket.parts.is_empty());
		assert_eq!((Slashes::<Test>::iter().count(), Due::<Test>::iter().count()), (0, 0));
		assert_noop!(refund(0, 1), Error::<Test>::SlashNotFound);
		assert_noop!(close(0), Error::<Test>::SlashNotFound);
	});
}

#[test]
fn close_should_fail_for_others_and_while_the_slash_is_pending() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 4, ..terms() }, &[50]);
		assert_noop!(close(0), Error::<Test>::SlashNotFound);
		assert_ok!(request(0, OPERATOR, Era::get(), 40));
		assert_noop!(close(0), Error::<Test>::NotApplied);
		pass(2);
		// Its veto window is over, but nobody has applied it.
		assert_noop!(close(0), Error::<Test>::NotApplied);
		assert_ok!(apply(0));
		for who in [OWNER, RESOLVER, OPERATOR, ALICE] {
			let call = crate::Call::close_slash { slash: 0 };
			assert_noop!(dispatch(who, call), Error::<Test>::NotAllowed);
		}
		assert_ok!(close(0));
	});
}

#[test]
fn the_slasher_at_the_request_should_be_the_one_to_close() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		let terms = Terms { slasher: BOB, notice: 5, ..harsh_terms() };
		assert_ok!(dispatch(OWNER, crate::Call::amend_service { service: 0, terms }));
		pass(4);
		slashed(10);
		pass(1);
		let call = crate::Call::close_slash { slash: 0 };
		assert_noop!(dispatch(BOB, call), Error::<Test>::NotAllowed);
		assert_ok!(close(0));
	});
}

#[test]
fn close_should_end_the_wait_of_those_who_left() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		let era = Era::get();
		assert_ok!(undelegate(ALICE, OPERATOR, 300));
		assert_ok!(undelegate(BOB, OPERATOR, 200));
		slashed(50);
		pass(4);
		take_events();
		let claimed = |owner, amount, last| Event::UndelegatedClaimed {
			operator: OPERATOR,
			owner,
			era,
			amount,
			last,
		};
		// Her part of the slash may still come back.
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_eq!(take_events(), [claimed(ALICE, 150, false)]);
		assert_noop!(claim(OPERATOR, ALICE, era), Error::<Test>::NothingToClaim);
		assert_ok!(close(0));
		assert!(Batches::<Test>::get(OPERATOR, era).unwrap().bucket.parts.is_empty());
		// Who has been paid has nothing to wait for, who has not is paid at once.
		take_events();
		assert_ok!(claim(OPERATOR, ALICE, era));
		assert_ok!(claim(OPERATOR, BOB, era));
		assert_eq!(take_events(), [claimed(ALICE, 0, true), claimed(BOB, 100, true)]);
		assert_eq!((Exits::<Test>::iter().count(), Batches::<Test>::iter().count()), (0, 0));
	});
}

#[test]
fn close_should_let_a_pool_without_anything_begin_anew() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[100]);
		slashed(100);
		assert_noop!(delegate(CHARLIE, OPERATOR, 100), Error::<Test>::PoolSlashed);
		assert_ok!(close(0));
		take_events();
		assert_ok!(delegate(CHARLIE, OPERATOR, 100));
		let renewed = Event::PoolRenewed { operator: OPERATOR, generation: 1 };
		assert_eq!(take_events().first(), Some(&renewed));
		assert_eq!((pool(OPERATOR), units(CHARLIE, OPERATOR)), ((100, 0), 100));
	});
}

#[test]
fn close_should_make_room_for_another_slash() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		for _ in 0..8 {
			slashed(1);
		}
		assert_eq!(open(), (8, 8));
		let again = || request(0, OPERATOR, Era::get(), 1);
		assert_noop!(again(), Error::<Test>::TooManySlashes);
		assert_ok!(close(3));
		assert_eq!(open(), (7, 7));
		assert_eq!(again(), Ok(8));
		assert_noop!(again(), Error::<Test>::TooManySlashes);
	});
}

#[test]
fn close_should_leave_the_fraction_counted() {
	ExtBuilder.build_and_execute(|| {
		let max_fraction = Perbill::from_percent(30);
		busy(Terms { max_fraction, ..harsh_terms() }, &[50]);
		slashed(30);
		assert_ok!(close(0));
		let again = request(0, OPERATOR, Era::get(), 1);
		assert_eq!(again, Err(Error::<Test>::FractionAboveBound.into()));
	});
}

#[test]
fn close_should_let_a_service_end() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		slashed(10);
		let end = || dispatch(OWNER, crate::Call::close_service { service: 0 });
		assert_ok!(end());
		pass(4);
		assert_noop!(end(), Error::<Test>::SlashesPending);
		assert_ok!(close(0));
		take_events();
		assert_ok!(end());
		assert_eq!(take_events().last(), Some(&Event::ServiceClosed { service: 0 }));
	});
}

#[test]
fn sweep_should_not_stumble_over_what_was_closed() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		for _ in 0..4 {
			slashed(10);
		}
		let due = Slashes::<Test>::get(0).unwrap().due;
		// Closed in the block in which it was applied, in the window, and when it is over.
		assert_ok!(close(0));
		run_block();
		pass(2);
		assert_ok!(close(2));
		run_block();
		let waiting: Vec<_> = Due::<Test>::iter_key_prefix(due).collect();
		assert_eq!((waiting.len(), waiting.contains(&1), waiting.contains(&3)), (2, true, true));
		go_to_era(due);
		assert_ok!(close(3));
		// An entry without its slash would hold nobody up either.
		Due::<Test>::insert(due, 0, ());
		take_events();
		run_block();
		assert_eq!(take_events(), []);
		assert_eq!((Slashes::<Test>::iter().count(), Due::<Test>::iter().count()), (0, 0));
		assert_eq!(open(), (0, 0));
		pass(1);
		run_block();
		// And goes on with what comes after.
		slashed(10);
		pass(5);
		run_block();
		assert_eq!(Slashes::<Test>::iter().count(), 0);
	});
}
