//! Services are told what happens, and cannot stop it.

use crate::{mock::*, Call, Error, Event, HookRunning};
use estuary_primitives::restaking::{HookKind, SharedSecurity, SlashOrder, SlashState};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use sp_core::H256;
use sp_runtime::{DispatchError, Perbill};

#[test]
fn hooks_should_be_told_everything() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(request(0, OPERATOR, Era::get(), 10));
		assert_ok!(veto(0));
		assert_ok!(request(0, OPERATOR, Era::get(), 10));
		pass(2);
		assert_ok!(apply(1));
		assert_ok!(pay(0, REWARD, 9));
		let half = estuary_math::Magnitude::from_percent(50).0;
		assert_eq!(
			told(),
			vec![
				format!("10 gives 0 {half} from 104"),
				"10 joined 0".into(),
				"0 requested 0 of 10: 50".into(),
				"0 lost 0 of 10".into(),
				"0 requested 1 of 10: 50".into(),
				"0 applied 1 of 10: 50".into(),
				"0 paid 9".into(),
			]
		);
	});
}

#[test]
fn failing_hook_should_undo_itself_only() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		Meddling::set(Mischief::Fail);
		assert_ok!(request(0, OPERATOR, Era::get(), 10));
		// The slash stands, what the hook wrote does not, and the next hook of the tuple ran.
		assert_eq!(pool(OPERATOR), (950, 50));
		assert!(!told().contains(&"what a failing hook wrote".to_string()));
		assert_eq!(told().last().unwrap(), "0 requested 0 of 10: 50");
		let error = DispatchError::Unavailable;
		let failed = Event::HookFailed { hook: HookKind::SlashRequested, error };
		assert_eq!(take_events().last(), Some(&failed));
		assert!(!HookRunning::<Test>::get());
	});
}

#[test]
fn hook_that_wants_too_much_should_not_run() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		Meddling::set(Mischief::Heavy);
		let before = told();
		assert_ok!(pay(0, REWARD, 9));
		assert_eq!(told(), before);
		assert_eq!(take_events().last(), Some(&Event::HookSkipped { hook: HookKind::RewardPaid }));
		// And is charged no more than it may weigh.
		assert!(Restaking::hook_weight(1).all_lte(MaxHookWeight::get()));
	});
}

#[test]
fn calls_should_charge_the_hooks() {
	use frame_support::dispatch::GetDispatchInfo;
	let call = RuntimeCall::from(Call::<Test>::veto_slash { slash: 0 });
	let hook = Weight::from_parts(100, 0);
	assert_eq!(call.get_dispatch_info().call_weight, UNIT.saturating_add(hook));
}

#[test]
fn hook_should_not_reenter() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		Meddling::set(Mischief::Reenter);
		assert_ok!(pay(0, REWARD, 9));
		let refusals = Refusals::get();
		assert_eq!(refusals.len(), 25);
		for refusal in refusals {
			assert_eq!(refusal, Error::<Test>::Reentered.into());
		}
	});
}

/// What a service pallet does: it acts with its own account, through the trait alone.
#[test]
fn service_pallet_should_live_on_the_trait_alone() {
	type Security = Restaking;
	const ORACLE: AccountId = OWNER;
	ExtBuilder.build_and_execute(|| {
		operator(OPERATOR);
		assert_ok!(delegate(ALICE, OPERATOR, 1_000));
		let mut terms = harsh_terms();
		terms.slasher = ORACLE;
		let id = <Security as SharedSecurity<_>>::register_service(&ORACLE, terms.clone()).unwrap();
		assert_ok!(allocate(OPERATOR, id, 50));
		pass(4);
		assert_eq!(<Security as SharedSecurity<_>>::operators(id), vec![OPERATOR]);
		let era = Era::get();
		let slashable =
			|| <Security as SharedSecurity<_>>::slashable_stake(id, &OPERATOR, Era::get());
		assert_eq!(slashable(), 500);
		let order = SlashOrder {
			service: id,
			operator: OPERATOR,
			era,
			fraction: Perbill::from_percent(20),
			evidence: H256::zero(),
		};
		assert_noop!(
			<Security as SharedSecurity<_>>::request_slash(&SLASHER, order.clone()),
			Error::<Test>::NotAllowed
		);
		let slash = <Security as SharedSecurity<_>>::request_slash(&ORACLE, order).unwrap();
		assert_eq!(<Security as SharedSecurity<_>>::apply_slash(slash), Ok(100));
		assert_ok!(<Security as SharedSecurity<_>>::refund_slash(&ORACLE, slash, 40));
		let view = <Security as SharedSecurity<_>>::slash(slash).unwrap();
		assert_eq!((view.amount, view.refunded, view.state), (100, 40, SlashState::Applied));
		assert_eq!(slashable(), 440);
		assert_noop!(
			<Security as SharedSecurity<_>>::close_slash(&SLASHER, slash),
			Error::<Test>::NotAllowed
		);
		assert_ok!(<Security as SharedSecurity<_>>::close_slash(&ORACLE, slash));
		assert_eq!(<Security as SharedSecurity<_>>::slash(slash), None);
		assert_eq!(slashable(), 440);
		assert_ok!(<Security as SharedSecurity<_>>::pay_reward(&ORACLE, id, REWARD, 77));
	});
}
