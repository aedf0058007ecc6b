//! A runtime with the real staking, session, historical, offences, bags-list and assets pallets.
//!
//! Eras have 10 blocks (two sessions of five) and a reward of 6,000 planck, split by three
//! validators with 1,000 planck of their own and no commission. The pool starts with a seed of
//! 2,000 planck: pot 0 backs validator 11, pot 1 validator 21, from era 1 on. So from era 1 on each
//! pot earns 1,000 planck an era until stakes change.

use crate::{
	self as pallet_liquid_staking, backend::PalletStaking, Books, GenesisPool, Params, WeightInfo,
};
use estuary_math::Shares;
use estuary_primitives::{
	cover::{CoverToken, LossCover, LossKey},
	staking::StakingBackend,
};
use frame_election_provider_support::{
	bounds::{ElectionBounds, ElectionBoundsBuilder},
	onchain, SequentialPhragmen, VoteWeight,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::ItemOf, AsEnsureOriginWithArg, ConstBool, ConstU128, ConstU32, ConstU64, Hooks,
		RewardsReporter,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureSigned};
use pallet_staking::{StakerStatus, UseValidatorsMap};
use sp_runtime::{
	testing::UintAuthorityId,
	traits::{ConvertInto, Dispatchable, IdentityLookup, OpaqueKeys},
	BuildStorage, DispatchResult, Perbill,
};
use sp_staking::{
	offence::{Kind, Offence, OffenceError, ReportOffence},
	EraIndex, EraPayout, SessionIndex,
};

pub type AccountId = u128;
pub type Balance = u128;
pub type Block = frame_system::mocking::MockBlockU32<Test>;

/// Milliseconds between blocks.
pub const BLOCK_TIME: u64 = 1_000;
/// Blocks per session.
pub const PERIOD: u32 = 5;
/// Sessions per era.
pub const SESSIONS: u32 = 2;
/// The existential deposit in planck.
pub const ED: Balance = 10;
/// What the pool starts with, in planck.
pub const SEED: Balance = 2_000;

pub const ALICE: AccountId = 1;
pub const BOB: AccountId = 2;
pub const CHARLIE: AccountId = 3;
pub const FEES: AccountId = 7;
pub const FUNDER: AccountId = 9;
/// What each of Alice, Bob and Charlie has at first.
pub const ENDOWED: Balance = 1_000_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Timestamp: pallet_timestamp,
		Balances: pallet_balances,
		Assets: pallet_assets,
		Staking: pallet_staking,
		VoterList: pallet_bags_list::<Instance1>,
		Session: pallet_session,
		Historical: pallet_session::historical,
		Offences: pallet_offences,
		LiquidStaking: pallet_liquid_staking,
	}
);

parameter_types! {
	pub static SlashDeferDuration: EraIndex = 2;
	pub static EraReward: Balance = 6_000;
	pub static MinExitDelay: EraIndex = 3;
	pub static SettlementBudget: Weight = Weight::MAX;
	/// Shares that Charlie stands for losses with; see [`TestCover`].
	pub static CoverLimit: u128 = 0;
	/// What [`TestCover`] says that it met beyond what it retired.
	pub static CoverLie: Balance = 0;
	/// Shares that [`TestCover`] has retired and may have back.
	pub static CoverRetired: u128 = 0;
	/// Percent of the fee that [`TestCover`] earns.
	pub static CoverPremium: u32 = 0;
	/// What [`TestCover`] was told, in order.
	pub static CoverTold: Vec<Told> = Vec::new();
	pub static HistoryDepth: EraIndex = 10;
	pub const BagThresholds: &'static [VoteWeight] = &[10, 100, 1_000, 10_000, 100_000, 1_000_000];
	pub static ElectionsBounds: ElectionBounds = ElectionBoundsBuilder::default().build();
	pub const PoolPalletId: PalletId = PalletId(*b"est/pool");
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

impl pallet_timestamp::Config for Test {
	type Moment = u64;
	type OnTimestampSet = ();
	type MinimumPeriod = ConstU64<{ BLOCK_TIME / 2 }>;
	type WeightInfo = ();
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<ED>;
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

sp_runtime::impl_opaque_keys! {
	pub struct SessionKeys {
		pub dummy: UintAuthorityId,
	}
}

/// Keeps no authorities: blocks are made by the tests.
pub struct NoAuthorities;
impl pallet_session::SessionHandler<AccountId> for NoAuthorities {
	const KEY_TYPE_IDS: &'static [sp_runtime::KeyTypeId] = &[sp_runtime::key_types::DUMMY];
	fn on_genesis_session<K: OpaqueKeys>(_: &[(AccountId, K)]) {}
	fn on_new_session<K: OpaqueKeys>(_: bool, _: &[(AccountId, K)], _: &[(AccountId, K)]) {}
	fn on_disabled(_: u32) {}
}

impl pallet_session::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = pallet_session::PeriodicSessions<ConstU32<PERIOD>, ConstU32<0>>;
	type NextSessionRotation = pallet_session::PeriodicSessions<ConstU32<PERIOD>, ConstU32<0>>;
	type SessionManager = pallet_session::historical::NoteHistoricalRoot<Test, Staking>;
	type SessionHandler = NoAuthorities;
	type Keys = SessionKeys;
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = ();
	type Currency = Balances;
	type KeyDeposit = ();
}

impl pallet_session::historical::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = pallet_staking::UnitIdentificationOf<Self>;
}

impl pallet_offences::Config for Test {
	type RuntimeEvent = RuntimeEvent;
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Self>;
	type OnOffenceHandler = crate::OffenceTap<Test, Staking>;
}

impl pallet_bags_list::Config<pallet_bags_list::Instance1> for Test {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = ();
	type ScoreProvider = Staking;
	type BagThresholds = BagThresholds;
	type MaxAutoRebagPerBlock = ();
	type Score = VoteWeight;
}

pub struct OnChainSeqPhragmen;
impl onchain::Config for OnChainSeqPhragmen {
	type System = Test;
	type Solver = SequentialPhragmen<AccountId, Perbill>;
	type DataProvider = Staking;
	type WeightInfo = ();
	type MaxBackersPerWinner = ConstU32<256>;
	type MaxWinnersPerPage = ConstU32<100>;
	type Bounds = ElectionsBounds;
	type Sort = ConstBool<true>;
}

/// The same reward every era, whatever the stake and the duration.
pub struct FixedReward;
impl EraPayout<Balance> for FixedReward {
	fn era_payout(_: Balance, _: Balance, _: u64) -> (Balance, Balance) {
		(EraReward::get(), 0)
	}
}

#[derive_impl(pallet_staking::config_preludes::TestDefaultConfig)]
impl pallet_staking::Config for Test {
	type OldCurrency = Balances;
	type Currency = Balances;
	type CurrencyBalance = Balance;
	type UnixTime = Timestamp;
	type SessionsPerEra = ConstU32<SESSIONS>;
	type BondingDuration = ConstU32<3>;
	type SlashDeferDuration = SlashDeferDuration;
	type HistoryDepth = HistoryDepth;
	type AdminOrigin = EnsureRoot<AccountId>;
	type SessionInterface = Self;
	type EraPayout = FixedReward;
	type NextNewSession = Session;
	type MaxExposurePageSize = ConstU32<4>;
	type ElectionProvider = onchain::OnChainExecution<OnChainSeqPhragmen>;
	type GenesisElectionProvider = Self::ElectionProvider;
	type VoterList = VoterList;
	type TargetList = UseValidatorsMap<Self>;
	type EventListeners = LiquidStaking;
}

/// Every call and step weighs the same: what tests need is that they weigh something.
pub struct UnitWeights;
/// The weight of each call and step in [`UnitWeights`].
pub const UNIT: Weight = Weight::from_parts(1_000, 10);
macro_rules! unit_weights {
	($($name:ident($($arg:ident)?)),* $(,)?) => {
		impl WeightInfo for UnitWeights {
			fn reconcile(_: u32, _: u32) -> Weight { UNIT }
			$(fn $name($($arg: u32)?) -> Weight { $(let _n = $arg;)? UNIT })*
		}
	};
}
unit_weights!(
	deposit(),
	redeem(),
	cancel_redeem(),
	claim(),
	set_params(),
	transfer_claim(),
	instant_redeem(),
	register_validator(_r),
	deregister_validator(_r),
	release_bond(_p),
	announce_fee(),
	pause(),
	set_up(_p),
	set_validators(_v),
	step_idle(),
	step_collect(_n),
	step_collect_skip(_n),
	step_recognise(_p),
	step_withdraw(),
	step_bond(_p),
	step_unbond(_p),
	step_rebond(_p),
	step_pay(),
	step_score(_r),
	step_nominate(_v),
	step_finish(_c),
	on_slash(_p),
);

impl pallet_liquid_staking::Config for Test {
	type Currency = Balances;
	type Shares = ItemOf<Assets, ConstU32<1>, AccountId>;
	type Staking = crate::backend::PalletStaking<Test>;
	type Cover = TestCover;
	type AdminOrigin = EnsureRoot<AccountId>;
	type PalletId = PoolPalletId;
	type BlocksPerEra = ConstU32<{ PERIOD * SESSIONS }>;
	type ErasPerYear = ConstU32<365>;
	type MaxPots = ConstU32<4>;
	type MaxCollecting = ConstU32<128>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type MaxRegistered = ConstU32<40>;
	type MinExitDelay = MinExitDelay;
	type FeeNotice = ConstU32<5>;
	type MaxPause = ConstU32<100>;
	type SettlementBudget = SettlementBudget;
	type WeightInfo = UnitWeights;
}

/// An offence of one validator in a session, for the real offences pallet.
pub struct TestOffence {
	pub session: SessionIndex,
	pub offender: pallet_session::historical::IdentificationTuple<Test>,
	pub fraction: Perbill,
}

impl Offence<pallet_session::historical::IdentificationTuple<Test>> for TestOffence {
	const ID: Kind = *b"estuary:testing1";
	type Slot = u128;
	fn offenders(&self) -> Vec<pallet_session::historical::IdentificationTuple<Test>> {
		vec![self.offender]
	}
	fn session_index(&self) -> SessionIndex {
		self.session
	}
	fn validator_set_count(&self) -> u32 {
		3
	}
	fn slot(&self) -> u128 {
		// One report of a validator counts per block.
		u128::from(System::block_number())
	}
	fn slash_fraction(&self, _: u32) -> Perbill {
		self.fraction
	}
}

/// Reports that `validator` misbehaved in `session`.
pub fn report(
	validator: AccountId,
	session: SessionIndex,
	percent: u32,
) -> Result<(), OffenceError> {
	let offence = TestOffence {
		session,
		offender: (validator, ()),
		fraction: Perbill::from_percent(percent),
	};
	<Offences as ReportOffence<AccountId, _, _>>::report_offence(vec![], offence)
}

/// What governance set at genesis.
pub fn params() -> Params<AccountId> {
	Params {
		min_deposit: 100,
		min_redeem: Shares(50),
		fee: Perbill::from_percent(10),
		fee_recipient: FEES,
		instant_fee: Perbill::from_percent(1),
		reserve: Perbill::zero(),
		bunker: Perbill::from_percent(1),
		places: 16,
		min_validator_bond: 500,
		max_commission: Perbill::from_percent(20),
	}
}

/// What a cover is told beside being asked to cover.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Told {
	Used(EraIndex, Option<AccountId>, Balance),
	GivenBack(EraIndex, Option<AccountId>, Balance),
	Earned(u128),
}

/// Charlie covers losses with shares of his own, as far as [`CoverLimit`] goes. By default he does
/// not.
pub struct TestCover;

impl LossCover<AccountId> for TestCover {
	fn weight() -> Weight {
		Weight::zero()
	}

	fn cover(_: &LossKey<AccountId>, _: EraIndex, loss: Balance) -> Balance {
		let needed = LiquidStaking::shares_for_ceil(loss).map_or(0, |shares| shares.0);
		let shares = needed.min(CoverLimit::get());
		if shares == 0 {
			return CoverLie::get();
		}
		let Ok(value) = LiquidStaking::retire(&CHARLIE, Shares(shares)) else { return 0 };
		CoverLimit::mutate(|limit| *limit -= shares);
		CoverRetired::mutate(|retired| *retired += shares);
		value + CoverLie::get()
	}

	fn settle(key: &LossKey<AccountId>, used: Balance) {
		CoverTold::mutate(|told| told.push(Told::Used(key.era, key.validator, used)));
	}

	fn give_back(key: &LossKey<AccountId>, amount: Balance) {
		CoverTold::mutate(|told| told.push(Told::GivenBack(key.era, key.validator, amount)));
		let most = Shares(CoverRetired::get());
		let _ = LiquidStaking::reissue(&CHARLIE, amount, most);
	}

	fn premium(fee: Shares) -> Option<(AccountId, Shares)> {
		let part = Perbill::from_percent(CoverPremium::get()).mul_floor(fee.0);
		(part > 0).then_some((CHARLIE, Shares(part)))
	}

	fn earned(shares: Shares) {
		CoverTold::mutate(|told| told.push(Told::Earned(shares.0)));
	}
}

/// Builds the chain; ends every test with the invariants of all pallets.
pub struct ExtBuilder {
	pool: bool,
	pots: Vec<Vec<AccountId>>,
	fee: Perbill,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		// Slashes that nobody reported ahead are the simpler case.
		SlashDeferDuration::set(0);
		ExtBuilder { pool: true, pots: vec![vec![11], vec![21]], fee: Perbill::from_percent(10) }
	}
}

impl ExtBuilder {
	/// A chain whose pool is not set up.
	pub fn without_pool(mut self) -> Self {
		self.pool = false;
		self
	}

	/// Sets the pots' validators.
	pub fn pots(mut self, pots: Vec<Vec<AccountId>>) -> Self {
		self.pots = pots;
		self
	}

	/// Sets the fee in percent.
	pub fn fee(mut self, percent: u32) -> Self {
		self.fee = Perbill::from_percent(percent);
		self
	}

	/// Sets the eras between a report and the application of its slash.
	pub fn slash_defer(self, eras: EraIndex) -> Self {
		SlashDeferDuration::set(eras);
		self
	}

	/// The chain in its first block.
	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let stashes = [11u128, 21, 31];
		let pool = LiquidStaking::pool_account();
		let balances = [ALICE, BOB, CHARLIE, FUNDER]
			.into_iter()
			.map(|who| (who, ENDOWED))
			.chain(stashes.into_iter().map(|who| (who, 10_000)))
			.collect();
		pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.unwrap();
		pallet_assets::GenesisConfig::<Test> {
			assets: vec![(1, pool, true, 1)],
			metadata: vec![(1, b"Staked EST".to_vec(), b"stEST".to_vec(), 12)],
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_staking::GenesisConfig::<Test> {
			stakers: stashes
				.into_iter()
				.map(|who| (who, who, 1_000, StakerStatus::Validator))
				.collect(),
			validator_count: 3,
			minimum_validator_count: 1,
			slash_reward_fraction: Perbill::zero(),
			min_nominator_bond: 100,
			min_validator_bond: 100,
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_session::GenesisConfig::<Test> {
			keys: stashes
				.into_iter()
				.map(|who| (who, who, SessionKeys { dummy: UintAuthorityId(who as u64) }))
				.collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		pallet_liquid_staking::GenesisConfig::<Test> {
			pool: self.pool.then_some(GenesisPool {
				funder: FUNDER,
				seed: SEED,
				params: Params { fee: self.fee, ..params() },
				pots: self.pots,
			}),
		}
		.assimilate_storage(&mut storage)
		.unwrap();
		let mut ext = sp_io::TestExternalities::from(storage);
		ext.execute_with(|| run_to_block(1));
		ext
	}

	/// Runs `test` and then the invariants of the pool and of staking.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			check();
		});
	}
}

/// The invariants of the pool and of the pallets that it stands on.
pub fn check() {
	assert_ok!(LiquidStaking::do_try_state());
	#[cfg(feature = "try-runtime")]
	for outcome in [
		<Staking as Hooks<u32>>::try_state(System::block_number()),
		<Assets as Hooks<u32>>::try_state(System::block_number()),
		<Balances as Hooks<u32>>::try_state(System::block_number()),
	] {
		assert_ok!(outcome);
	}
}

/// Goes on to block `n`; every validator has the same part in every block.
pub fn run_to_block(n: u32) {
	System::run_to_block_with::<AllPalletsWithSystem>(
		n,
		frame_system::RunToBlockHooks::default().after_initialize(|block| {
			Timestamp::set_timestamp(u64::from(block) * BLOCK_TIME);
			let points = Session::validators().into_iter().map(|validator| (validator, 1));
			<Staking as RewardsReporter<AccountId>>::reward_by_ids(points);
		}),
	);
}

/// Goes on by `n` blocks.
pub fn run_blocks(n: u32) {
	run_to_block(System::block_number() + n);
}

/// The active era.
pub fn active_era() -> EraIndex {
	pallet_staking::ActiveEra::<Test>::get().map_or(0, |era| era.index)
}

/// Goes on to the first block of era `era`.
pub fn run_to_era(era: EraIndex) {
	while active_era() < era {
		run_blocks(1);
	}
	assert_eq!(active_era(), era, "eras only go forward");
}

/// Events of the pool since the last call, oldest first.
pub fn take_events() -> Vec<crate::Event<Test>> {
	let events = System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::LiquidStaking(event) => Some(event),
			_ => None,
		})
		.collect();
	System::reset_events();
	events
}

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

/// The books of the pool.
pub fn books() -> Books {
	crate::Pool::<Test>::get().expect("the pool is set up")
}

/// The shares that `who` holds.
pub fn shares_of(who: AccountId) -> u128 {
	Assets::balance(1, who)
}

/// The stash of a pot.
pub fn pot(index: u32) -> AccountId {
	LiquidStaking::pot_account(index)
}

/// Total, active and unlocking stake in the ledger of a pot.
pub fn ledger_of(index: u32) -> (Balance, Balance, Balance) {
	let ledger = <PalletStaking<Test> as StakingBackend<_>>::ledger(&pot(index));
	(ledger.total, ledger.active, ledger.unlocking)
}

/// Does `during` while nothing is settled: what a chain goes through whose blocks run, but not the
/// pool's hooks.
pub fn without_settlement(during: impl FnOnce()) {
	let books = books();
	crate::Pool::<Test>::kill();
	during();
	crate::Pool::<Test>::put(books);
}

/// One step of a settlement per block, whatever the weight left over.
pub fn slow_settlement() {
	SettlementBudget::set(Weight::zero());
}

/// Makes `who` a validator candidate.
pub fn new_validator(who: AccountId) {
	assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who, 10_000));
	assert_ok!(Staking::bond(
		RuntimeOrigin::signed(who),
		1_000,
		pallet_staking::RewardDestination::Staked
	));
	assert_ok!(Staking::validate(RuntimeOrigin::signed(who), Default::default()));
}

/// The session in which the active era began.
pub fn first_session_of_era() -> SessionIndex {
	pallet_staking::ErasStartSessionIndex::<Test>::get(active_era()).expect("the era has begun")
}

/// Reports that `validator` misbehaved in the active era.
pub fn report_now(validator: AccountId, percent: u32) {
	assert_ok!(report(validator, first_session_of_era(), percent));
}

/// The exchange rate as planck per 10^18 shares.
pub fn rate() -> u128 {
	LiquidStaking::api_exchange_rate().into_inner()
}

/// All stEST, as the assets pallet counts it.
pub fn token_supply() -> u128 {
	<Assets as frame_support::traits::fungibles::Inspect<AccountId>>::total_issuance(1)
}
