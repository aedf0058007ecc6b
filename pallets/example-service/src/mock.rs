//! A runtime with the real restaking, assets and balances pallets, and an era that tests set.
//!
//! stEST is asset 1, rewards are paid in asset 2. A period has ten blocks, misses can be reported
//! for three periods. The exit delay is 3 eras, the allocation delay 4.

use crate::{self as pallet_example_service, TermsOf, WeightInfo};
use estuary_math::Magnitude;
use estuary_primitives::restaking::{ServiceId, SlashDestination, Terms};
use estuary_test_support::{
	assert_try_state, impl_restaking, impl_tokens, in_first_block, unit_weights, Burner,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{fungibles::Mutate, ConstBool, ConstU128, ConstU32, ConstU64, Hooks},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use sp_runtime::{traits::Dispatchable, DispatchResult, Perbill};
use sp_staking::EraIndex;

pub type AccountId = u128;
pub type Balance = u128;
pub type AssetId = u32;
pub type Block = frame_system::mocking::MockBlock<Test>;

/// Somebody who watches.
pub const WATCHER: AccountId = 1;
/// Who pays into the budget.
pub const PAYER: AccountId = 2;
/// Who may veto.
pub const RESOLVER: AccountId = 3;
/// Operators; each delegates to itself.
pub const FIRST: AccountId = 11;
pub const SECOND: AccountId = 12;

/// stEST.
pub const STEST: AssetId = 1;
/// What rewards are paid in.
pub const REWARD: AssetId = 2;
/// What everybody has of EST and of each asset.
pub const ENDOWED: Balance = 1_000_000;
/// The first era.
pub const START: EraIndex = 100;
/// Blocks in a period.
pub const PERIOD: u64 = 10;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Assets: pallet_assets,
		Restaking: pallet_restaking,
		Heartbeat: pallet_example_service,
	}
);

impl_tokens!(existential_deposit: 1);

/// Every call weighs the same.
pub struct UnitWeights;
unit_weights!(UnitWeights as WeightInfo {
	set_up(),
	fund(),
	heartbeat(),
	report_miss(),
	begin_period(),
	hook(),
});

impl_restaking!(
	max_refund: 8,
	treasury: 30;
	type StakedToken = Burner<Test, StakedAsset>;
	type Paused = ConstBool<false>;
	type Validators = ();
	type Hooks = (Heartbeat,);
	type MinDelegation = ConstU128<10>;
	type MaxOperators = ConstU32<4>;
);

parameter_types! {
	/// A resolver who has an era for a veto; half of the stake for an era at most; slashed stEST
	/// is burned and never comes back. Without a least stake anyone could hold the few places.
	pub HeartbeatTerms: TermsOf<Test> = Terms {
		slasher: Heartbeat::account(),
		resolver: Some(RESOLVER),
		veto_window: 1,
		max_fraction: Perbill::from_percent(50),
		destination: SlashDestination::Burn,
		refund_window: 0,
		reward_assets: vec![REWARD].try_into().expect("one fits"),
		min_stake: 500,
		notice: 5,
	};
	/// One hundredth for each period.
	pub const MissFraction: Perbill = Perbill::from_percent(1);
	pub const RewardAsset: AssetId = REWARD;
	pub const HeartbeatPalletId: PalletId = PalletId(*b"est/beat");
}

impl pallet_example_service::Config for Test {
	type Security = Restaking;
	type Terms = HeartbeatTerms;
	type MissFraction = MissFraction;
	type Assets = Assets;
	type RewardAsset = RewardAsset;
	type Reward = ConstU128<100>;
	type ActiveEra = Era;
	type AdminOrigin = EnsureRoot<AccountId>;
	type PalletId = HeartbeatPalletId;
	type PeriodLength = ConstU64<PERIOD>;
	type KeptPeriods = ConstU32<3>;
	type MaxOperators = ConstU32<4>;
	type WeightInfo = UnitWeights;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// The chain in its first block, with the service's account endowed and nothing set up.
pub fn build() -> sp_io::TestExternalities {
	Era::set(START);
	let accounts = [WATCHER, PAYER, FIRST, SECOND, Heartbeat::account()];
	let assets = pallet_assets::GenesisConfig {
		assets: vec![(STEST, PAYER, true, 1), (REWARD, PAYER, true, 1)],
		accounts: accounts
			.into_iter()
			// What restaking keeps reward accounts open with.
			.map(|who| (REWARD, who, if who == Heartbeat::account() { 1 } else { ENDOWED }))
			.chain(accounts.map(|who| (STEST, who, ENDOWED)))
			.collect(),
		..Default::default()
	};
	in_first_block::<Test>(&accounts, ENDOWED, assets)
}

/// Runs `test` with the service set up, and then the invariants.
pub fn build_and_execute(test: impl FnOnce()) {
	build().execute_with(|| {
		assert_ok!(dispatch(RuntimeOrigin::root(), crate::Call::<Test>::set_up {}));
		take_events();
		test();
		check();
	});
}

/// The invariants of the pallets underneath, and that nobody is both present and reported.
pub fn check() {
	for period in crate::Periods::<Test>::iter_values() {
		assert!(!period.present.iter().any(|who| period.reported.contains(who)));
	}
	let balance = Assets::balance(REWARD, Heartbeat::account());
	assert!(balance >= crate::Budget::<Test>::get(), "the budget is not there");
	assert_try_state!(Restaking, Assets, Balances);
}

/// Dispatches a call as a transaction would: a call that is refused changes nothing.
pub fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(origin).map(drop).map_err(|failed| failed.error)
}

/// `who` signs a call.
pub fn signed(who: AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(who), call)
}

/// `who` sends a heartbeat.
pub fn heartbeat(who: AccountId) -> DispatchResult {
	signed(who, crate::Call::<Test>::heartbeat {})
}

/// The watcher reports a miss.
pub fn report(operator: AccountId, period: crate::PeriodIndex) -> DispatchResult {
	signed(WATCHER, crate::Call::<Test>::report_miss { operator, period })
}

/// Events of the pallet since the last call, oldest first.
pub fn take_events() -> Vec<crate::Event<Test>> {
	estuary_test_support::take_events::<Test, _>()
}

/// `who` becomes an operator with `stake` of its own and announces all of it to `service`.
pub fn stands(who: AccountId, stake: Balance, service: ServiceId) {
	use pallet_restaking::Call;
	let commission = Perbill::zero();
	assert_ok!(signed(who, Call::<Test>::register_operator { commission }));
	let call = Call::<Test>::delegate { operator: who, amount: stake, min_units: 0 };
	assert_ok!(signed(who, call));
	allocate(who, service, Magnitude::ONE);
}

/// `who` promises `magnitude` to `service`.
pub fn allocate(who: AccountId, service: ServiceId, magnitude: Magnitude) {
	let call = pallet_restaking::Call::<Test>::allocate { service, magnitude };
	assert_ok!(signed(who, call));
}

/// As [`stands`], and the allocation delay is over.
pub fn operator(who: AccountId, stake: Balance) {
	stands(who, stake, 0);
	Era::mutate(|era| *era += 4);
}

/// Goes on to the first block of the next period. Its number.
pub fn next_period() -> crate::PeriodIndex {
	let period = Heartbeat::current_period() + 1;
	while Heartbeat::current_period() < period {
		run_block();
	}
	period
}

/// Goes on by a block.
pub fn run_block() {
	let next = System::block_number() + 1;
	System::set_block_number(next);
	for weight in [
		<Restaking as Hooks<u64>>::on_initialize(next),
		<Heartbeat as Hooks<u64>>::on_initialize(next),
		<Restaking as Hooks<u64>>::on_idle(next, Weight::MAX),
	] {
		System::register_extra_weight_unchecked(
			weight,
			frame_support::dispatch::DispatchClass::Mandatory,
		);
	}
}

/// Stake of the pool of an operator.
pub fn stake(operator: AccountId) -> Balance {
	pallet_restaking::Pools::<Test>::get(operator).bucket.stake
}

/// Endows accounts and makes operators for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;
#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn fund(who: &AccountId) {
		use frame_support::traits::fungible;
		<Balances as fungible::Mutate<AccountId>>::mint_into(who, ENDOWED).unwrap();
		for asset in [STEST, REWARD] {
			Assets::mint_into(asset, who, ENDOWED).unwrap();
		}
	}

	fn operators(service: ServiceId, count: u32) -> Vec<AccountId> {
		let operators: Vec<_> = (0..count).map(|index| 1_000 + AccountId::from(index)).collect();
		for who in &operators {
			Self::fund(who);
			stands(*who, 1_000, service);
		}
		Era::mutate(|era| *era += 4);
		operators
	}
}
