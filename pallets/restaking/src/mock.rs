//! A runtime with the real balances and assets pallets, and an era that tests set.
//!
//! stEST is asset 1. Services are rewarded in assets 2 and 3. The exit delay is 3 eras, the
//! allocation delay 4. The chain starts in era 100.

use crate::{self as pallet_restaking, Delays, WeightInfo};
use estuary_math::{Magnitude, Shares};
use estuary_primitives::restaking::{
	ServiceHooks, ServiceId, SharedSecurity, SlashDestination, SlashId, SlashOrder, StakedToken,
	Terms,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	storage::unhashed,
	traits::{
		fungibles::Mutate,
		tokens::{Fortitude, Precision, Preservation},
		AsEnsureOriginWithArg, ConstU128, ConstU32, Hooks,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureSigned};
use sp_core::H256;
use sp_runtime::{
	traits::{Dispatchable, IdentityLookup},
	BuildStorage, DispatchError, DispatchResult, Perbill,
};
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
	pub static Era: EraIndex = START;
	pub static ServicesPaused: bool = false;
	pub static TestDelays: Delays = Delays {
		exit: 3,
		allocation: 4,
		commission: 4,
		jail: 5,
		max_veto: 2,
		max_refund: 4,
	};
	pub static MinDelegation: Balance = MIN;
	pub const RestakingPalletId: PalletId = PalletId(*b"est/rest");
	pub const MaxHookWeight: Weight = Weight::from_parts(1_000, 1_000);
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<1>;
	type AccountStore = System;
}

#[derive_impl(pallet_assets::config_preludes::TestDefaultConfig)]
impl pallet_assets::Config for Test {
	type Balance = Balance;
	type Currency = Balances;
	type CreateOrigin = AsEnsureOriginWithArg<EnsureSigned<AccountId>>;
	type ForceOrigin = EnsureRoot<AccountId>;
	type Freezer = ();
	type Holder = ();
}

/// Burns stEST as an asset; nothing here depends on what it was worth.
pub struct Burner;
impl StakedToken<AccountId> for Burner {
	fn burn(who: &AccountId, shares: Shares) -> Result<Balance, DispatchError> {
		Assets::burn_from(
			STEST,
			who,
			shares.0,
			Preservation::Preserve,
			Precision::Exact,
			Fortitude::Force,
		)
	}
}

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

/// Every call weighs the same: what tests need is that they weigh something.
pub struct UnitWeights;
/// The weight of each call in [`UnitWeights`].
pub const UNIT: Weight = Weight::from_parts(1_000, 10);
macro_rules! unit_weights {
	($($name:ident($($arg:ident)?)),* $(,)?) => {
		impl WeightInfo for UnitWeights {
			$(fn $name($($arg: u32)?) -> Weight { $(let _n = $arg;)? UNIT })*
		}
	};
}
unit_weights!(
	register_operator(),
	set_commission(),
	retire_operator(),
	delegate(),
	undelegate(),
	claim_undelegated(),
	register_service(),
	amend_service(),
	close_service(_o),
	allocate(),
	request_slash(),
	veto_slash(),
	apply_slash(),
	refund_slash(),
	pay_reward(_o),
	claim_reward(),
	claim_commission(),
	close_slash(),
	release_allocation(),
	validator_slashed(),
	sweep_step(),
	sweep_idle(),
);

parameter_types! {
	pub const StakedAsset: AssetId = STEST;
	pub const Treasury: AccountId = TREASURY;
}

impl pallet_restaking::Config for Test {
	type AssetId = AssetId;
	type Assets = Assets;
	type StakedAsset = StakedAsset;
	type StakedToken = Burner;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type ActiveEra = Era;
	type Paused = ServicesPaused;
	type Treasury = Treasury;
	type Hooks = (Meddler, Recorder);
	type MaxHookWeight = MaxHookWeight;
	type PalletId = RestakingPalletId;
	type Delays = TestDelays;
	type ServiceDeposit = ConstU128<1_000>;
	type OperatorDeposit = ConstU128<500>;
	type MinDelegation = MinDelegation;
	type MaxOperators = ConstU32<8>;
	type WeightInfo = UnitWeights;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Sets the era and makes assets for benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;
#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AssetId> for Helper {
	fn set_era(era: EraIndex) {
		Era::set(era);
	}
	fn asset(index: u32) -> AssetId {
		let id = 100 + index;
		if Assets::maybe_total_supply(id).is_none() {
			assert_ok!(Assets::force_create(RuntimeOrigin::root(), id, OWNER, true, 1));
		}
		id
	}
}

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
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> {
			balances: accounts.map(|who| (who, ENDOWED)).to_vec(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_assets::GenesisConfig::<Test> {
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
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = sp_io::TestExternalities::from(storage);
		ext.execute_with(|| System::set_block_number(1));
		ext
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
	#[cfg(feature = "try-runtime")]
	for outcome in [
		<Assets as Hooks<u64>>::try_state(System::block_number()),
		<Balances as Hooks<u64>>::try_state(System::block_number()),
	] {
		assert_ok!(outcome);
	}
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
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Restaking(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
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
