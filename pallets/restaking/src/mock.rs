//! A runtime with the real balances and assets pallets, and an era that tests set.
//!
//! stEST is asset 1. Services are rewarded in assets 2 and 3. The exit delay is 3 eras, the
//! allocation delay 4. The chain starts in era 100.

mod hooks;

pub use hooks::*;

use crate as pallet_restaking;
use estuary_math::Magnitude;
use estuary_primitives::restaking::{
	ServiceId, SlashDestination, SlashId, Terms, ValidatorHistory,
};
pub use estuary_test_support::UNIT;
use estuary_test_support::{assert_try_state, impl_restaking, impl_tokens, in_first_block, Burner};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU32, Hooks},
	weights::Weight,
};
use sp_core::H256;
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult, Perbill};
use sp_staking::EraIndex;

pub type AccountId = u64;
pub type Balance = u128;
pub type AssetId = u32;
pub type Block = frame_system::mocking::MockBlock<Test>;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
/// Operators.
pub const OPERATOR: AccountId = 10;
pub const OTHER: AccountId = 11;
/// Who runs services.
pub const OWNER: AccountId = 20;
pub const SLASHER: AccountId = 21;
pub const RESOLVER: AccountId = 22;
pub const PAYER: AccountId = 23;
pub const TREASURY: AccountId = 30;
pub const VICTIM: AccountId = 31;

/// stEST.
pub const STEST: AssetId = 1;
/// Assets that rewards are paid in.
pub const REWARD: AssetId = 2;
pub const SECOND: AssetId = 3;

/// What everybody has of each asset, and of EST.
pub const ENDOWED: Balance = 1_000_000_000;
/// The first era.
pub const START: EraIndex = 100;
/// The least delegation.
pub const MIN: Balance = 100;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Assets: pallet_assets,
		Restaking: pallet_restaking,
	}
);

parameter_types! {
	pub static ServicesPaused: bool = false;
	pub static MinDelegation: Balance = MIN;
}

parameter_types! {
	/// The last era for which [`OPERATOR`] was slashed as a validator.
	pub static LastSlashed: Option<EraIndex> = None;
}

/// What staking knows of validators.
pub struct SlashedBefore;

impl ValidatorHistory<AccountId> for SlashedBefore {
	fn last_slashed(validator: &AccountId, since: EraIndex) -> Option<EraIndex> {
		LastSlashed::get().filter(|era| *validator == OPERATOR && *era >= since)
	}
}

impl_tokens!(existential_deposit: 1);

/// Every call weighs the same: what tests need is that they weigh something.
pub struct UnitWeights;

impl_restaking!(
	max_refund: 4,
	treasury: TREASURY;
	type StakedToken = Burner<Test, StakedAsset>;
	type Paused = ServicesPaused;
	type Validators = SlashedBefore;
	type Hooks = (Meddler, Recorder);
	type MinDelegation = MinDelegation;
	type MaxOperators = ConstU32<8>;
);

/// Terms with a veto window of one era, a bound of a half, burning, no refunds.
pub fn terms() -> Terms<AccountId, AssetId> {
	Terms {
		slasher: SLASHER,
		resolver: Some(RESOLVER),
		veto_window: 1,
		max_fraction: Perbill::from_percent(50),
		destination: SlashDestination::Burn,
		refund_window: 0,
		reward_assets: vec![REWARD, SECOND].try_into().expect("two fit"),
		min_stake: 0,
		notice: 5,
	}
}

/// Terms without a veto: everything can be slashed at once, and given back for four eras.
pub fn harsh_terms() -> Terms<AccountId, AssetId> {
	Terms {
		resolver: None,
		veto_window: 0,
		max_fraction: Perbill::one(),
		refund_window: 4,
		..terms()
	}
}

/// Builds the chain; ends every test with the invariants.
#[derive(Default)]
pub struct ExtBuilder;

impl ExtBuilder {
	/// The chain in its first block.
	pub fn build(self) -> sp_io::TestExternalities {
		Era::set(START);
		let accounts = [
			ALICE, BOB, CHARLIE, OPERATOR, OTHER, OWNER, SLASHER, RESOLVER, PAYER, TREASURY, VICTIM,
		];
		let assets = pallet_assets::GenesisConfig {
			assets: vec![
				(STEST, OWNER, true, 1),
				(REWARD, OWNER, true, 5),
				(SECOND, OWNER, true, 1),
			],
			accounts: [STEST, REWARD, SECOND]
				.into_iter()
				.flat_map(|asset| accounts.map(|who| (asset, who, ENDOWED)))
				.collect(),
			..Default::default()
		};
		in_first_block::<Test>(&accounts, ENDOWED, assets)
	}

	/// Runs `test` and then the invariants.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			check();
		});
	}
}

/// The invariants of the pallet and of those it stands on.
pub fn check() {
	assert_ok!(Restaking::do_try_state());
	assert_try_state!(Assets, Balances);
}

/// Goes on to `era` without a block: the chain does nothing by itself.
pub fn go_to_era(era: EraIndex) {
	assert!(era >= Era::get(), "eras only go forward");
	Era::set(era);
}

/// Goes on by `eras`.
pub fn pass(eras: EraIndex) {
	go_to_era(Era::get() + eras);
}

/// A block, with as much weight to spare as anybody can want.
pub fn run_block() {
	let next = System::block_number() + 1;
	System::set_block_number(next);
	<Restaking as Hooks<u64>>::on_initialize(next);
	<Restaking as Hooks<u64>>::on_idle(next, Weight::MAX);
}

/// Dispatches a call as a transaction would: a call that is refused changes nothing.
pub fn dispatch(who: AccountId, call: crate::Call<Test>) -> DispatchResult {
	RuntimeCall::from(call)
		.dispatch(RuntimeOrigin::signed(who))
		.map(drop)
		.map_err(|failed| failed.error)
}

/// Events of the pallet since the last call, oldest first.
pub fn take_events() -> Vec<crate::Event<Test>> {
	estuary_test_support::take_events::<Test, _>()
}

/// `who` registers as an operator without a commission.
pub fn operator(who: AccountId) {
	assert_ok!(dispatch(who, crate::Call::register_operator { commission: Perbill::zero() }));
}

/// Registers a service with `terms`. Its number.
pub fn service(terms: Terms<AccountId, AssetId>) -> ServiceId {
	let id = crate::NextService::<Test>::get();
	assert_ok!(dispatch(OWNER, crate::Call::register_service { terms }));
	id
}

/// `who` delegates to `operator` for any number of units.
pub fn delegate(who: AccountId, operator: AccountId, amount: Balance) -> DispatchResult {
	dispatch(who, crate::Call::delegate { operator, amount, min_units: 0 })
}

/// `who` gives `units` up.
pub fn undelegate(who: AccountId, operator: AccountId, units: u128) -> DispatchResult {
	dispatch(who, crate::Call::undelegate { operator, units })
}

/// Anyone claims for `owner` what left in `era`.
pub fn claim(operator: AccountId, owner: AccountId, era: EraIndex) -> DispatchResult {
	dispatch(VICTIM, crate::Call::claim_undelegated { operator, owner, era })
}

/// `operator` promises hundredths of its stake.
pub fn allocate(operator: AccountId, service: ServiceId, percent: u128) -> DispatchResult {
	let magnitude = Magnitude::from_percent(percent);
	dispatch(operator, crate::Call::allocate { service, magnitude })
}

/// The slasher requests hundredths of what is slashable for `era`. The number of the slash.
pub fn request(
	service: ServiceId,
	operator: AccountId,
	era: EraIndex,
	percent: u32,
) -> Result<SlashId, DispatchError> {
	let id = crate::NextSlash::<Test>::get();
	let fraction = Perbill::from_percent(percent);
	let evidence = H256::repeat_byte(7);
	let call = crate::Call::request_slash { service, operator, era, fraction, evidence };
	dispatch(SLASHER, call).map(|()| id)
}

/// The resolver rejects a slash.
pub fn veto(slash: SlashId) -> DispatchResult {
	dispatch(RESOLVER, crate::Call::veto_slash { slash })
}

/// Anyone applies a slash.
pub fn apply(slash: SlashId) -> DispatchResult {
	dispatch(ALICE, crate::Call::apply_slash { slash })
}

/// The slasher gives back.
pub fn refund(slash: SlashId, amount: Balance) -> DispatchResult {
	dispatch(SLASHER, crate::Call::refund_slash { slash, amount })
}

/// The slasher gives up what it could give back.
pub fn close(slash: SlashId) -> DispatchResult {
	dispatch(SLASHER, crate::Call::close_slash { slash })
}

/// A reward for a service.
pub fn pay(service: ServiceId, asset: AssetId, amount: Balance) -> DispatchResult {
	dispatch(PAYER, crate::Call::pay_reward { service, asset, amount })
}

/// What `service` can take of [`OPERATOR`] for an offence now.
pub fn slashable(service: ServiceId) -> Balance {
	Restaking::slashable_stake(service, &OPERATOR, Era::get())
}

/// stEST of an account.
pub fn stest(who: AccountId) -> Balance {
	Assets::balance(STEST, who)
}

/// Stake, and what is set aside of it, of an operator's pool.
pub fn pool(operator: AccountId) -> (Balance, Balance) {
	let bucket = crate::Pools::<Test>::get(operator).bucket;
	(bucket.stake, bucket.set_aside())
}

/// Units of a delegator.
pub fn units(who: AccountId, operator: AccountId) -> u128 {
	crate::Delegations::<Test>::get(operator, who).map_or(0, |delegation| delegation.units)
}

/// [`OPERATOR`] with 600 of Alice and 400 of Bob, `percents` of it promised to services with
/// `terms` since long ago.
pub fn busy(terms: Terms<AccountId, AssetId>, percents: &[u128]) -> Vec<ServiceId> {
	operator(OPERATOR);
	assert_ok!(delegate(ALICE, OPERATOR, 600));
	assert_ok!(delegate(BOB, OPERATOR, 400));
	let services: Vec<_> = percents.iter().map(|_| service(terms.clone())).collect();
	for (service, percent) in services.iter().zip(percents) {
		assert_ok!(allocate(OPERATOR, *service, *percent));
	}
	pass(10);
	take_events();
	services
}
