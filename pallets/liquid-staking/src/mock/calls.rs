//! Calls of the pool, each as a transaction would do it: what is refused changes nothing.

use super::*;
use sp_runtime::traits::Dispatchable;

/// Dispatches a call of the pool as a transaction would: a call that is refused changes nothing.
pub fn dispatch(origin: RuntimeOrigin, call: crate::Call<Test>) -> DispatchResult {
	RuntimeCall::from(call)
		.dispatch(origin)
		.map(drop)
		.map_err(|failed| failed.error)
}

/// `who` pays in `amount` and takes any number of shares.
pub fn deposit(who: AccountId, amount: Balance) -> DispatchResult {
	deposit_for(who, amount, 0)
}

/// `who` pays in `amount` for at least `min_shares`.
pub fn deposit_for(who: AccountId, amount: Balance, min_shares: u128) -> DispatchResult {
	let min_shares = Shares(min_shares);
	dispatch(RuntimeOrigin::signed(who), crate::Call::deposit { amount, min_shares })
}

/// `who` puts `shares` into the open batch.
pub fn redeem(who: AccountId, shares: u128) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(who), crate::Call::redeem { shares: Shares(shares) })
}

/// `who` takes `shares` out of the open batch.
pub fn cancel_redeem(who: AccountId, shares: u128) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(who), crate::Call::cancel_redeem { shares: Shares(shares) })
}

/// `who` redeems `shares` at once for any amount.
pub fn instant_redeem(who: AccountId, shares: u128) -> DispatchResult {
	let shares = Shares(shares);
	dispatch(RuntimeOrigin::signed(who), crate::Call::instant_redeem { shares, min_amount: 0 })
}

/// `from` passes `shares` of its claim on the batch of `era` on to `to`.
pub fn transfer_claim(
	from: AccountId,
	era: EraIndex,
	to: AccountId,
	shares: u128,
) -> DispatchResult {
	let units = Shares(shares);
	dispatch(RuntimeOrigin::signed(from), crate::Call::transfer_claim { era, to, units })
}

/// `who` registers as a validator, or adds to its bond.
pub fn register_validator(who: AccountId, bond: Balance) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(who), crate::Call::register_validator { bond })
}

/// `caller` claims for `owner`.
pub fn claim_by(caller: AccountId, owner: AccountId, era: EraIndex) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(caller), crate::Call::claim { owner, era })
}

/// Governance chooses the validators of a pot.
pub fn set_validators(pot: u32, validators: Vec<AccountId>) -> DispatchResult {
	let validators = validators.try_into().expect("no more than a pot may nominate");
	dispatch(RuntimeOrigin::root(), crate::Call::set_validators { pot, validators })
}

/// Governance sets the parameters.
pub fn set_params(params: Params<AccountId>) -> DispatchResult {
	dispatch(RuntimeOrigin::root(), crate::Call::set_params { params })
}

/// `who` takes a step of the settlement.
pub fn advance(who: AccountId) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(who), crate::Call::advance {})
}

/// Opens an account for stEST that may hold less than the least: `who` pays a deposit.
pub fn touch(who: AccountId) {
	assert_ok!(Assets::touch(RuntimeOrigin::signed(who), 1));
}

/// `from` gives `shares` to `to`, without the pool.
pub fn give(from: AccountId, to: AccountId, shares: u128) -> DispatchResult {
	Assets::transfer(RuntimeOrigin::signed(from), 1, to, shares)
}

/// Sets the least that an account can hold of stEST.
pub fn set_asset_minimum(minimum: u128) {
	let owner = LiquidStaking::pool_account();
	assert_ok!(Assets::force_asset_status(
		RuntimeOrigin::root(),
		1,
		owner,
		owner,
		owner,
		owner,
		minimum,
		true,
		false
	));
}
