//! What a service is told.

use super::{ServiceId, SlashId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use estuary_math::{Balance, Magnitude};
use frame_support::{storage::with_storage_layer, weights::Weight};
use scale_info::TypeInfo;
use sp_runtime::DispatchResult;
use sp_staking::EraIndex;

/// Which of the [`ServiceHooks`] an event is about.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum HookKind {
	/// [`ServiceHooks::allocation_changed`].
	AllocationChanged,
	/// [`ServiceHooks::operator_joined`].
	OperatorJoined,
	/// [`ServiceHooks::operator_left`].
	OperatorLeft,
	/// [`ServiceHooks::operator_jailed`].
	OperatorJailed,
	/// [`ServiceHooks::slash_requested`].
	SlashRequested,
	/// [`ServiceHooks::slash_vetoed`].
	SlashVetoed,
	/// [`ServiceHooks::slash_applied`].
	SlashApplied,
	/// [`ServiceHooks::reward_paid`].
	RewardPaid,
}

/// Called after something has happened and is written, so that views already show it.
///
/// Every service of the chain gets every call and looks at `service` for its own. A hook
///
/// * runs in a storage layer of its own: when it fails, only what it did itself is undone, and the
///   pallet tells so with an event;
/// * cannot stop what it is told of;
/// * may read through [`SharedSecurity`](super::SharedSecurity), but every change is refused while
///   a hook runs;
/// * must stay within [`ServiceHooks::weight`]: it is charged for each call that runs a hook, and
///   hooks that ask for more than the chain allows are not run.
///
/// Hooks compose as tuples; `()` does nothing. All are optional:
///
/// ```
/// use estuary_primitives::restaking::{ServiceHooks, ServiceId};
/// use frame_support::weights::Weight;
/// use sp_runtime::DispatchResult;
///
/// struct Oracle;
/// impl ServiceHooks<u64> for Oracle {
///     fn weight() -> Weight {
///         Weight::from_parts(10_000, 0)
///     }
///     fn operator_joined(service: ServiceId, operator: &u64) -> DispatchResult {
///         println!("{operator} joined {service}");
///         Ok(())
///     }
/// }
/// assert_eq!(<(Oracle, ())>::weight(), Oracle::weight());
/// ```
pub trait ServiceHooks<AccountId> {
	/// An upper bound of the weight of each hook by itself.
	fn weight() -> Weight {
		Weight::zero()
	}

	/// Whether each hook brings its own storage layer: tuples do, one for each element.
	fn layered() -> bool {
		false
	}

	/// `operator` promises `magnitude` to `service` from `era` on.
	fn allocation_changed(
		_service: ServiceId,
		_operator: &AccountId,
		_magnitude: Magnitude,
		_era: EraIndex,
	) -> DispatchResult {
		Ok(())
	}

	/// `operator` has announced its first allocation to `service`.
	fn operator_joined(_service: ServiceId, _operator: &AccountId) -> DispatchResult {
		Ok(())
	}

	/// `service` can no longer slash `operator`.
	fn operator_left(_service: ServiceId, _operator: &AccountId) -> DispatchResult {
		Ok(())
	}

	/// `operator` was slashed as a validator: it cannot raise an allocation before `until`.
	fn operator_jailed(_operator: &AccountId, _until: EraIndex) -> DispatchResult {
		Ok(())
	}

	/// A slash of `amount` was requested and is priced in.
	fn slash_requested(
		_service: ServiceId,
		_operator: &AccountId,
		_slash: SlashId,
		_amount: Balance,
	) -> DispatchResult {
		Ok(())
	}

	/// A slash was vetoed and what it set aside is restored.
	fn slash_vetoed(_service: ServiceId, _operator: &AccountId, _slash: SlashId) -> DispatchResult {
		Ok(())
	}

	/// A slash was applied: `amount` has gone to its destination.
	fn slash_applied(
		_service: ServiceId,
		_operator: &AccountId,
		_slash: SlashId,
		_amount: Balance,
	) -> DispatchResult {
		Ok(())
	}

	/// `amount` of an asset was paid to the operators of `service` and those behind them.
	fn reward_paid(_service: ServiceId, _amount: Balance) -> DispatchResult {
		Ok(())
	}
}

/// Runs a hook of `Hooks` so that its failure undoes what it did and nothing else: not what it is
/// told of, and nothing of another element of a tuple.
pub fn run_hook<AccountId, Hooks: ServiceHooks<AccountId>>(
	hook: impl FnOnce() -> DispatchResult,
) -> DispatchResult {
	if Hooks::layered() {
		hook()
	} else {
		with_storage_layer(hook)
	}
}

/// All elements are run, also after one has failed; the first failure is the one reported.
#[impl_trait_for_tuples::impl_for_tuples(8)]
impl<AccountId> ServiceHooks<AccountId> for Tuple {
	for_tuples!( where #( Tuple: ServiceHooks<AccountId> )* );

	fn layered() -> bool {
		true
	}

	fn weight() -> Weight {
		let mut weight = Weight::zero();
		for_tuples!( #( weight = weight.saturating_add(Tuple::weight()); )* );
		weight
	}

	fn allocation_changed(
		service: ServiceId,
		operator: &AccountId,
		magnitude: Magnitude,
		era: EraIndex,
	) -> DispatchResult {
		let mut all = Ok(());
		for_tuples!( #(
			all = all.and(run_hook::<AccountId, Tuple>(|| Tuple::allocation_changed(service, operator, magnitude, era)));
		)* );
		all
	}

	fn operator_joined(service: ServiceId, operator: &AccountId) -> DispatchResult {
		let mut all = Ok(());
		for_tuples!( #( all = all.and(run_hook::<AccountId, Tuple>(|| Tuple::operator_joined(service, operator))); )* );
		all
	}

	fn operator_left(service: ServiceId, operator: &AccountId) -> DispatchResult {
		let mut all = Ok(());
		for_tuples!( #( all = all.and(run_hook::<AccountId, Tuple>(|| Tuple::operator_left(service, operator))); )* );
		all
	}

	fn operator_jailed(operator: &AccountId, until: EraIndex) -> DispatchResult {
		let mut all = Ok(());
		for_tuples!( #( all = all.and(run_hook::<AccountId, Tuple>(|| Tuple::operator_jailed(operator, until))); )* );
		all
	}

	fn slash_requested(
		service: ServiceId,
		operator: &AccountId,
		slash: SlashId,
		amount: Balance,
	) -> DispatchResult {
		let mut all = Ok(());
		for_tuples!( #(
			all = all.and(run_hook::<AccountId, Tuple>(|| Tuple::slash_requested(service, operator, slash, amount)));
		)* );
		all
	}

	fn slash_vetoed(service: ServiceId, operator: &AccountId, slash: SlashId) -> DispatchResult {
		let mut all = Ok(());
		for_tuples!( #(
			all = all.and(run_hook::<AccountId, Tuple>(|| Tuple::slash_vetoed(service, operator, slash)));
		)* );
		all
	}

	fn slash_applied(
		service: ServiceId,
		operator: &AccountId,
		slash: SlashId,
		amount: Balance,
	) -> DispatchResult {
		let mut all = Ok(());
		for_tuples!( #(
			all = all.and(run_hook::<AccountId, Tuple>(|| Tuple::slash_applied(service, operator, slash, amount)));
		)* );
		all
	}

	fn reward_paid(service: ServiceId, amount: Balance) -> DispatchResult {
		let mut all = Ok(());
		for_tuples!( #( all = all.and(run_hook::<AccountId, Tuple>(|| Tuple::reward_paid(service, amount))); )* );
		all
	}
}
