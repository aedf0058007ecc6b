//! Services: register, amend, close.

use crate::{mock::*, Call, Error, Event, HoldReason, Services};
use estuary_primitives::restaking::{SharedSecurity, SlashDestination, Terms};
use frame_support::{assert_noop, assert_ok, traits::fungible::InspectHold};
use sp_runtime::Perbill;

fn on_hold() -> Balance {
	Balances::balance_on_hold(&HoldReason::Service.into(), &OWNER)
}

fn register(terms: Terms<AccountId, AssetId>) -> sp_runtime::DispatchResult {
	dispatch(OWNER, Call::register_service { terms })
}

fn amend(terms: Terms<AccountId, AssetId>) -> sp_runtime::DispatchResult {
	dispatch(OWNER, Call::amend_service { service: 0, terms })
}

fn close() -> sp_runtime::DispatchResult {
	dispatch(OWNER, Call::close_service { service: 0 })
}

#[test]
fn register_should_hold_a_deposit_and_tell_the_number() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(register(terms()));
		assert_ok!(register(harsh_terms()));
		assert_eq!(
			take_events(),
			vec![
				Event::ServiceRegistered { service: 0, owner: OWNER },
				Event::ServiceRegistered { service: 1, owner: OWNER },
			]
		);
		assert_eq!(on_hold(), 2_000);
		assert_eq!(<Restaking as SharedSecurity<_>>::terms(1), Some(harsh_terms()));
		assert_noop!(
			dispatch(99, Call::register_service { terms: terms() }),
			Error::<Test>::InsufficientFunds
		);
	});
}

#[test]
fn terms_should_be_within_their_bounds() {
	ExtBuilder.build_and_execute(|| {
		let out = Error::<Test>::TermsOutOfBounds;
		assert_noop!(register(Terms { notice: 4, ..terms() }), Error::<Test>::NoticeTooShort);
		assert_noop!(register(Terms { max_fraction: Perbill::zero(), ..terms() }), out);
		let out = Error::<Test>::TermsOutOfBounds;
		assert_noop!(register(Terms { veto_window: 3, ..terms() }), out);
		let out = Error::<Test>::TermsOutOfBounds;
		assert_noop!(register(Terms { refund_window: 5, ..terms() }), out);
		let out = Error::<Test>::TermsOutOfBounds;
		assert_noop!(register(Terms { resolver: None, ..terms() }), out);
		let out = Error::<Test>::TermsOutOfBounds;
		assert_noop!(register(Terms { veto_window: 0, ..terms() }), out);
		let out = Error::<Test>::TermsOutOfBounds;
		let twice = vec![REWARD, SECOND, REWARD].try_into().unwrap();
		assert_noop!(register(Terms { reward_assets: twice, ..terms() }), out);
		assert_ok!(register(Terms { notice: 5, ..terms() }));
	});
}

#[test]
fn other_terms_should_hold_after_the_notice_of_those_before() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(register(Terms { notice: 6, ..terms() }));
		let others = Terms { notice: 5, min_stake: 7, ..terms() };
		take_events();
		assert_ok!(amend(others.clone()));
		assert_eq!(take_events(), vec![Event::TermsAnnounced { service: 0, era: START + 6 }]);
		let now = || Restaking::api_service(0).unwrap();
		assert_eq!(now().announced_terms, Some((others.clone(), START + 6)));
		pass(5);
		assert_eq!(now().terms.min_stake, 0);
		pass(1);
		assert_eq!((now().terms.min_stake, now().announced_terms), (7, None));
		// A short notice never shortens the one in force.
		assert_ok!(amend(terms()));
		assert_eq!(now().announced_terms.unwrap().1, START + 11);
		assert_noop!(
			dispatch(ALICE, Call::amend_service { service: 0, terms: terms() }),
			Error::<Test>::NotAllowed
		);
		assert_noop!(amend(Terms { notice: 4, ..terms() }), Error::<Test>::NoticeTooShort);
	});
}

#[test]
fn other_terms_should_not_reach_those_who_left_once_they_were_announced() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[100]);
		// The last block of an era: nobody can leave in it any more.
		assert_noop!(amend(Terms { notice: 4, ..terms() }), Error::<Test>::NoticeTooShort);
		let announced = Era::get();
		assert_ok!(amend(Terms { slasher: BOB, ..harsh_terms() }));
		pass(1);
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		pass(4);
		// The slasher of now asks for all that there is, for as long ago as there is.
		assert_eq!(Era::get(), announced + 5);
		let slash = |era| {
			let (fraction, evidence) = (Perbill::from_percent(50), Default::default());
			let (service, operator) = (0, OPERATOR);
			dispatch(BOB, Call::request_slash { service, operator, era, fraction, evidence })
		};
		assert_noop!(slash(announced + 1), Error::<Test>::EraTooOld);
		assert_ok!(slash(announced + 2));
		assert_eq!(pool(OPERATOR), (200, 200));
		assert_ok!(claim(OPERATOR, ALICE, announced + 1));
		assert_eq!(stest(ALICE), ENDOWED - 1);
	});
}

#[test]
fn slashed_stest_should_not_go_to_the_accounts_of_the_pallet() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(register(terms()));
		for account in [Restaking::stake_account(), Restaking::reward_account()] {
			let to = Terms { destination: SlashDestination::Account(account), ..terms() };
			assert_noop!(register(to.clone()), Error::<Test>::TermsOutOfBounds);
			assert_noop!(amend(to), Error::<Test>::TermsOutOfBounds);
		}
		assert_ok!(register(Terms { destination: SlashDestination::Account(VICTIM), ..terms() }));
	});
}

#[test]
fn close_should_let_everybody_go_after_the_exit_delay() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50, 50]);
		let era = Era::get();
		assert_ok!(close());
		assert_eq!(take_events(), vec![Event::ServiceClosing { service: 0, era }]);
		assert_eq!(slashable(0), 500);
		pass(1);
		// Offences from now on are not its business, those before still are.
		assert_eq!(slashable(0), 0);
		assert_noop!(request(0, OPERATOR, era + 1, 10), Error::<Test>::ServiceClosing);
		assert_noop!(pay(0, REWARD, 10), Error::<Test>::NobodyToReward);
		assert_noop!(amend(terms()), Error::<Test>::ServiceClosing);
		assert_noop!(close(), Error::<Test>::StillSlashable);
		pass(2);
		assert_ok!(request(0, OPERATOR, era, 10));
		assert_ok!(veto(0));
		pass(1);
		take_events();
		assert_ok!(close());
		assert_eq!(
			take_events(),
			vec![
				Event::OperatorLeft { service: 0, operator: OPERATOR },
				Event::ServiceClosed { service: 0 },
			]
		);
		assert_eq!((on_hold(), Services::<Test>::contains_key(0)), (1_000, false));
		assert_ok!(allocate(OPERATOR, 1, 100));
		assert_noop!(close(), Error::<Test>::ServiceNotFound);
	});
}

#[test]
fn close_should_fail_with_slashes_pending_or_refundable() {
	ExtBuilder.build_and_execute(|| {
		busy(harsh_terms(), &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 10));
		assert_noop!(close(), Error::<Test>::SlashesPending);
		assert_ok!(apply(0));
		assert_ok!(close());
		pass(4);
		// It can still be given back: nobody loses that because the service goes.
		assert_noop!(close(), Error::<Test>::SlashesPending);
		assert_ok!(refund(0, 50));
		assert_ok!(close());
		assert_noop!(
			dispatch(ALICE, Call::close_service { service: 0 }),
			Error::<Test>::ServiceNotFound
		);
	});
}
