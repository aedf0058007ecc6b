//! Hooks of services: one that notes what it is told, and one that misbehaves.

use super::*;
use estuary_primitives::restaking::{ServiceHooks, SharedSecurity, SlashOrder};
use frame_support::storage::unhashed;

/// A hook that notes what it is told, in storage, so that what is undone is not noted.
pub struct Recorder;
/// What [`Recorder`] was told, oldest first.
pub fn told() -> Vec<String> {
	unhashed::get_or_default::<Vec<String>>(b"told")
}
fn note(what: String) -> DispatchResult {
	let mut all = told();
	all.push(what);
	unhashed::put(b"told", &all);
	Ok(())
}

impl ServiceHooks<AccountId> for Recorder {
	fn allocation_changed(
		service: ServiceId,
		operator: &AccountId,
		magnitude: Magnitude,
		era: EraIndex,
	) -> DispatchResult {
		note(format!("{operator} gives {service} {} from {era}", magnitude.0))
	}
	fn operator_joined(service: ServiceId, operator: &AccountId) -> DispatchResult {
		note(format!("{operator} joined {service}"))
	}
	fn operator_left(service: ServiceId, operator: &AccountId) -> DispatchResult {
		note(format!("{operator} left {service}"))
	}
	fn operator_jailed(operator: &AccountId, until: EraIndex) -> DispatchResult {
		note(format!("{operator} jailed until {until}"))
	}
	fn slash_requested(
		s: ServiceId,
		o: &AccountId,
		id: SlashId,
		amount: Balance,
	) -> DispatchResult {
		note(format!("{s} requested {id} of {o}: {amount}"))
	}
	fn slash_vetoed(service: ServiceId, operator: &AccountId, id: SlashId) -> DispatchResult {
		note(format!("{service} lost {id} of {operator}"))
	}
	fn slash_applied(s: ServiceId, o: &AccountId, id: SlashId, amount: Balance) -> DispatchResult {
		note(format!("{s} applied {id} of {o}: {amount}"))
	}
	fn reward_paid(service: ServiceId, amount: Balance) -> DispatchResult {
		note(format!("{service} paid {amount}"))
	}
}

/// How [`Meddler`] misbehaves.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mischief {
	/// Not at all.
	None,
	/// It writes something and fails.
	Fail,
	/// It wants more weight than allowed.
	Heavy,
	/// It calls the pallet, through every door, and fails unless it is let in.
	Reenter,
}

parameter_types! {
	pub static Meddling: Mischief = Mischief::None;
	/// What the doors said that [`Mischief::Reenter`] tried.
	pub static Refusals: Vec<DispatchError> = vec![];
}

/// A hook that misbehaves.
pub struct Meddler;
impl Meddler {
	fn meddle() -> DispatchResult {
		match Meddling::get() {
			Mischief::None | Mischief::Heavy => Ok(()),
			Mischief::Fail => {
				note("what a failing hook wrote".into())?;
				Err(DispatchError::Unavailable)
			},
			Mischief::Reenter => {
				Refusals::set(doors().into_iter().filter_map(Result::err).collect());
				Ok(())
			},
		}
	}
}

/// Every way to change something, all with arguments that would do outside of a hook or fail for
/// another reason.
fn doors() -> Vec<DispatchResult> {
	let who = RuntimeOrigin::signed(ALICE);
	let order = SlashOrder {
		service: 0,
		operator: OPERATOR,
		era: START,
		fraction: Perbill::one(),
		evidence: H256::zero(),
	};
	vec![
		Restaking::register_operator(who.clone(), Perbill::zero()),
		Restaking::set_commission(who.clone(), Perbill::zero()),
		Restaking::retire_operator(who.clone()),
		Restaking::delegate(who.clone(), OPERATOR, 1_000, 0),
		Restaking::undelegate(who.clone(), OPERATOR, 1_000),
		Restaking::claim_undelegated(who.clone(), OPERATOR, ALICE, START),
		Restaking::register_service(who.clone(), terms()),
		Restaking::amend_service(who.clone(), 0, terms()),
		Restaking::close_service(who.clone(), 0),
		Restaking::allocate(who.clone(), 0, Magnitude::ZERO),
		Restaking::request_slash(who.clone(), 0, OPERATOR, START, Perbill::one(), H256::zero()),
		Restaking::veto_slash(who.clone(), 0),
		Restaking::apply_slash(who.clone(), 0),
		Restaking::refund_slash(who.clone(), 0, 1),
		Restaking::pay_reward(who.clone(), 0, REWARD, 1),
		Restaking::claim_reward(who.clone(), OPERATOR, REWARD),
		Restaking::claim_commission(who.clone(), REWARD),
		Restaking::close_slash(who, 0),
		<Restaking as SharedSecurity<_>>::register_service(&ALICE, terms()).map(drop),
		<Restaking as SharedSecurity<_>>::request_slash(&SLASHER, order).map(drop),
		<Restaking as SharedSecurity<_>>::veto_slash(&RESOLVER, 0),
		<Restaking as SharedSecurity<_>>::apply_slash(0).map(drop),
		<Restaking as SharedSecurity<_>>::refund_slash(&SLASHER, 0, 1),
		<Restaking as SharedSecurity<_>>::close_slash(&SLASHER, 0),
		<Restaking as SharedSecurity<_>>::pay_reward(&PAYER, 0, REWARD, 1),
	]
}

impl ServiceHooks<AccountId> for Meddler {
	fn weight() -> Weight {
		match Meddling::get() {
			Mischief::Heavy => Weight::from_parts(1_001, 0),
			_ => Weight::from_parts(100, 0),
		}
	}
	fn allocation_changed(_: u32, _: &AccountId, _: Magnitude, _: EraIndex) -> DispatchResult {
		Self::meddle()
	}
	fn operator_joined(_: ServiceId, _: &AccountId) -> DispatchResult {
		Self::meddle()
	}
	fn operator_left(_: ServiceId, _: &AccountId) -> DispatchResult {
		Self::meddle()
	}
	fn operator_jailed(_: &AccountId, _: EraIndex) -> DispatchResult {
		Self::meddle()
	}
	fn slash_requested(_: u32, _: &AccountId, _: SlashId, _: Balance) -> DispatchResult {
		Self::meddle()
	}
	fn slash_vetoed(_: ServiceId, _: &AccountId, _: SlashId) -> DispatchResult {
		Self::meddle()
	}
	fn slash_applied(_: u32, _: &AccountId, _: SlashId, _: Balance) -> DispatchResult {
		Self::meddle()
	}
	fn reward_paid(_: ServiceId, _: Balance) -> DispatchResult {
		Self::meddle()
	}
}
