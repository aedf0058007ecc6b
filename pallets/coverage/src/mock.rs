//! A runtime with the real restaking, assets and balances pallets, a small ledger in place of the
//! liquid staking pool, and an era that tests set.
//!
//! stEST is asset 1 with a minimum balance of 10. The ledger keeps equity and issuance; next to it
//! stands a twin that sees the same losses and has no cover, for CV-1. The exit delay is 3 eras,
//! the allocation delay 4, the refund window 8. The chain starts in era 100.

use crate::{self as pallet_coverage, PremiumCurve, Promise, WeightInfo};
use estuary_math::{mul_div_ceil, mul_div_floor, Magnitude, Shares};
use estuary_primitives::{
	cover::{CoverToken, LossCover},
	restaking::{ServiceId, SlashId, StakedToken},
};
pub use estuary_test_support::UNIT;
use estuary_test_support::{
	assert_try_state, impl_restaking, impl_tokens, in_first_block, unit_weights, Burner,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types, storage_alias,
	traits::{
		fungible::ItemOf,
		fungibles::{Inspect, Mutate},
		ConstBool, ConstU128, ConstU32, Hooks,
	},
	weights::Weight,
	PalletId,
};
use frame_system::EnsureRoot;
use num_bigint::BigInt;
use num_rational::BigRational;
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult, Perbill};
use sp_staking::EraIndex;

pub type AccountId = u128;
pub type Balance = u128;
pub type AssetId = u32;
pub type Block = frame_system::mocking::MockBlock<Test>;

/// A holder of stEST who has nothing to do with restaking.
pub const HOLDER: AccountId = 1;
/// Who pays for the set-up.
pub const FUNDER: AccountId = 2;
/// Where fees go.
pub const FEES: AccountId = 3;
/// Operators; each delegates to itself.
pub const FIRST: AccountId = 11;
pub const SECOND: AccountId = 12;
pub const THIRD: AccountId = 13;

/// stEST.
pub const STEST: AssetId = 1;
/// Its minimum balance.
pub const LEAST: Balance = 10;
/// What everybody has of EST and stEST.
pub const ENDOWED: Balance = 1_000_000;
/// The first era.
pub const START: EraIndex = 100;
/// Planck that the funder gives to the account of the service.
pub const ENDOWMENT: Balance = 1_001;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		Assets: pallet_assets,
		Restaking: pallet_restaking,
		Coverage: pallet_coverage,
	}
);

parameter_types! {
	/// Lets the ledger fail.
	pub static LedgerFails: bool = false;
	/// Lets the ledger say that shares were worth as much more.
	pub static LedgerExaggerates: Balance = 0;
	pub const CoveragePalletId: PalletId = PalletId(*b"est/covr");
}

impl_tokens!(existential_deposit: 1);

/// What the ledger keeps.
pub struct Ledger;
/// Planck behind all shares.
#[storage_alias]
pub type Equity = StorageValue<Ledger, Balance, frame_support::pallet_prelude::ValueQuery>;
/// Planck that would be behind them without cover, and the shares that there would be.
#[storage_alias]
pub type Twin = StorageValue<Ledger, (Balance, Balance), frame_support::pallet_prelude::ValueQuery>;
/// Planck that were met by retired shares in the report that is being dealt with.
#[storage_alias]
pub type Met = StorageValue<Ledger, Balance, frame_support::pallet_prelude::ValueQuery>;

/// All stEST.
pub fn issuance() -> Balance {
	<Assets as Inspect<AccountId>>::total_issuance(STEST)
}

impl CoverToken<AccountId> for Ledger {
	fn shares_for_ceil(value: Balance) -> Option<Shares> {
		mul_div_ceil(value, issuance(), Equity::get()).map(Shares)
	}

	fn retire(who: &AccountId, shares: Shares) -> Result<Balance, DispatchError> {
		let worth = mul_div_floor(shares.0, Equity::get(), issuance()).unwrap();
		Burner::<Test, StakedAsset>::burn(who, shares)?;
		Equity::mutate(|equity| *equity -= worth);
		Met::mutate(|met| *met += worth);
		// As late as can be: everything has to be undone.
		if LedgerFails::get() {
			return Err(DispatchError::Unavailable);
		}
		Ok(worth + LedgerExaggerates::get())
	}

	fn reissue(who: &AccountId, value: Balance, most: Shares) -> Result<Shares, DispatchError> {
		let shares = mul_div_floor(value, issuance(), Equity::get())
			.ok_or(DispatchError::Unavailable)?
			.min(most.0);
		if shares > 0 {
			<Assets as Mutate<AccountId>>::mint_into(STEST, who, shares)?;
		}
		if LedgerFails::get() {
			return Err(DispatchError::Unavailable);
		}
		Ok(Shares(shares + LedgerExaggerates::get()))
	}
}

/// Every call weighs the same.
pub struct UnitWeights;
unit_weights!(UnitWeights as WeightInfo {
	set_up(),
	set_params(),
	cover(o),
	settle(s),
	give_back(s),
	premium(o),
	earned(o),
});

impl_restaking!(
	max_refund: 8,
	treasury: 30;
	type StakedToken = Burner<Test, StakedAsset>;
	type Paused = ConstBool<false>;
	type Validators = ();
	type Hooks = ();
	type MinDelegation = ConstU128<10>;
	type MaxOperators = ConstU32<4>;
);

impl pallet_coverage::Config for Test {
	type Currency = Balances;
	type Shares = ItemOf<Assets, StakedAsset, AccountId>;
	type Token = Ledger;
	type Security = Restaking;
	type StakedAsset = StakedAsset;
	type ActiveEra = Era;
	type AdminOrigin = EnsureRoot<AccountId>;
	type PalletId = CoveragePalletId;
	type RefundWindow = ConstU32<8>;
	type Notice = ConstU32<5>;
	type MaxOperators = ConstU32<4>;
	type MaxSlashes = ConstU32<8>;
	type MaxHistory = ConstU32<3>;
	type WeightInfo = UnitWeights;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Ledger;
}

/// Half of the stake of each operator for an era, no least stake.
pub fn promise() -> Promise {
	Promise { max_fraction: Perbill::from_percent(50), min_stake: Shares::ZERO }
}

/// A rate of 20 % of fees next to nothing, 10 % from 10,000 shares on.
pub fn params() -> PremiumCurve {
	PremiumCurve {
		target: Shares(10_000),
		empty: Perbill::from_percent(20),
		full: Perbill::from_percent(10),
	}
}

/// Builds the chain; ends every test with the invariants.
pub struct ExtBuilder {
	set_up: bool,
	promise: Promise,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		ExtBuilder { set_up: true, promise: promise() }
	}
}

impl ExtBuilder {
	/// A chain on which the service is not set up.
	pub fn without_service(mut self) -> Self {
		self.set_up = false;
		self
	}

	/// Hundredths of the stake that covers may take for an era.
	pub fn max_fraction(mut self, percent: u32) -> Self {
		self.promise.max_fraction = Perbill::from_percent(percent);
		self
	}

	/// The least stake that is rewarded.
	pub fn min_stake(mut self, shares: Balance) -> Self {
		self.promise.min_stake = Shares(shares);
		self
	}

	/// The chain in its first block: one planck per share.
	pub fn build(self) -> sp_io::TestExternalities {
		Era::set(START);
		LedgerFails::set(false);
		LedgerExaggerates::set(0);
		let accounts = [HOLDER, FUNDER, FEES, FIRST, SECOND, THIRD];
		let assets = pallet_assets::GenesisConfig {
			assets: vec![(STEST, FUNDER, true, LEAST)],
			accounts: accounts.map(|who| (STEST, who, ENDOWED)).to_vec(),
			..Default::default()
		};
		let mut ext = in_first_block::<Test>(&accounts, ENDOWED, assets);
		ext.execute_with(|| {
			Equity::put(issuance());
			Twin::put((issuance(), issuance()));
			if self.set_up {
				assert_ok!(set_up(self.promise, params()));
			}
			take_events();
		});
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

/// The invariants of the pallet and of those it stands on, and CV-1 against the twin.
pub fn check() {
	assert_ok!(Coverage::do_try_state());
	let (with, without) = (rate(), twin_rate());
	assert!(with >= without, "CV-1: {with} with cover, {without} without");
	assert_try_state!(Restaking, Assets, Balances);
}

fn ratio(equity: Balance, issuance: Balance) -> BigRational {
	BigRational::new(BigInt::from(equity), BigInt::from(issuance))
}

/// Planck per share, exactly.
pub fn rate() -> BigRational {
	ratio(Equity::get(), issuance())
}

/// What a share would be worth if nobody had ever covered anything.
pub fn twin_rate() -> BigRational {
	let (equity, issuance) = Twin::get();
	ratio(equity, issuance)
}

/// Dispatches a call as a transaction would: a call that is refused changes nothing.
pub fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> DispatchResult {
	call.into().dispatch(origin).map(drop).map_err(|failed| failed.error)
}

/// Governance sets the service up.
pub fn set_up(promise: Promise, params: PremiumCurve) -> DispatchResult {
	let (funder, endowment) = (FUNDER, ENDOWMENT);
	let call = crate::Call::<Test>::set_up { funder, endowment, promise, params };
	dispatch(RuntimeOrigin::root(), call)
}

/// Events of the pallet since the last call, oldest first.
pub fn take_events() -> Vec<crate::Event<Test>> {
	estuary_test_support::take_events::<Test, _>()
}

/// Number of the service.
pub fn service() -> ServiceId {
	crate::Settings::<Test>::get().expect("it is set up").service
}

/// `who` becomes an operator with `stake` of its own, all of it behind the holders, from now on.
pub fn operator(who: AccountId, stake: Balance) {
	stands(who, stake);
	pass(4);
}

/// As [`operator`]; the allocation delay is still to come.
pub fn stands(who: AccountId, stake: Balance) {
	use pallet_restaking::Call;
	let origin = || RuntimeOrigin::signed(who);
	let commission = Perbill::zero();
	assert_ok!(dispatch(origin(), Call::<Test>::register_operator { commission }));
	delegate(who, who, stake);
	let (service, magnitude) = (service(), Magnitude::ONE);
	assert_ok!(dispatch(origin(), Call::<Test>::allocate { service, magnitude }));
}

/// `who` delegates.
pub fn delegate(who: AccountId, operator: AccountId, amount: Balance) {
	let call = pallet_restaking::Call::<Test>::delegate { operator, amount, min_units: 0 };
	assert_ok!(dispatch(RuntimeOrigin::signed(who), call));
}

/// `who` gives up all units that it has with itself as an operator.
pub fn leave(who: AccountId) {
	let delegation = pallet_restaking::Delegations::<Test>::get(who, who).expect("it is in");
	let units = delegation.units;
	let call = pallet_restaking::Call::<Test>::undelegate { operator: who, units };
	assert_ok!(dispatch(RuntimeOrigin::signed(who), call));
}

/// Goes on by `eras`, with a block in each.
pub fn pass(eras: EraIndex) {
	for _ in 0..eras {
		Era::mutate(|era| *era += 1);
		let next = System::block_number() + 1;
		System::set_block_number(next);
		<Restaking as Hooks<u64>>::on_initialize(next);
		<Restaking as Hooks<u64>>::on_idle(next, Weight::MAX);
	}
}

/// Stake of the pool of an operator.
pub fn stake(operator: AccountId) -> Balance {
	pallet_restaking::Pools::<Test>::get(operator).bucket.stake
}

/// stEST of an account.
pub fn stest(who: AccountId) -> Balance {
	Assets::balance(STEST, who)
}

/// stEST of the service beyond what it was set up with.
pub fn in_account() -> Balance {
	stest(Coverage::account()) - 2 * LEAST
}

/// The era in which staking applies the loss `n`.
pub fn era(n: u32) -> EraIndex {
	START + 20 + n
}

/// `loss` is reported for [`era`] `n` and an offence in the active era, as the liquid staking pool
/// would recognise it. What was met.
pub fn report(n: u32, loss: Balance) -> Balance {
	report_of(Era::get(), n, loss)
}

/// As [`report`], for an offence in the era `offence`.
pub fn report_of(offence: EraIndex, n: u32, loss: Balance) -> Balance {
	Met::kill();
	let covered = Coverage::cover(era(n), offence, loss);
	assert_eq!(covered, Met::get(), "what is retired is what is returned");
	assert!(covered <= loss, "CV-1: {covered} covered of {loss}");
	Equity::mutate(|equity| *equity -= loss - covered);
	Twin::mutate(|(equity, _)| *equity -= loss);
	covered
}

/// `amount` of the loss of [`era`] `n` is cancelled, `covered` of it was covered.
pub fn cancel(n: u32, amount: Balance, covered: Balance) {
	Coverage::give_back(era(n), covered);
	// What is not covered goes to all holders, what is covered behind the shares issued again.
	Equity::mutate(|equity| *equity += amount);
	Twin::mutate(|(equity, _)| *equity += amount);
}

/// The pool earns `amount`.
pub fn gain(amount: Balance) {
	Equity::mutate(|equity| *equity += amount);
	Twin::mutate(|(equity, _)| *equity += amount);
}

/// A fee of `fee` shares is taken; the part that the cover earns is paid to it. That part.
///
/// The fee is minted: the twin mints as much for its treasury.
pub fn fee(fee: Balance) -> Balance {
	let premium = Coverage::premium(Shares(fee));
	let shares = premium.map_or(0, |(_, shares)| shares.0);
	<Assets as Mutate<AccountId>>::mint_into(STEST, &FEES, fee - shares).unwrap();
	if let Some((account, shares)) = premium {
		<Assets as Mutate<AccountId>>::mint_into(STEST, &account, shares.0).unwrap();
		Coverage::earned(shares);
	}
	Twin::mutate(|(_, issuance)| *issuance += fee);
	shares
}

/// Slashes that take a place with restaking.
pub fn open_slashes() -> Vec<SlashId> {
	let mut open: Vec<_> = pallet_restaking::Slashes::<Test>::iter_keys().collect();
	open.sort();
	open
}

/// The shares that wait.
pub fn surplus() -> Balance {
	crate::Accounts::<Test>::get().surplus.0
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Ledger {
	fn fund(who: &AccountId) -> Balance {
		use frame_support::traits::fungible;
		<Balances as fungible::Mutate<AccountId>>::mint_into(who, ENDOWED).unwrap();
		<Assets as Mutate<AccountId>>::mint_into(STEST, who, 100 * ENDOWED).unwrap();
		Equity::put(issuance());
		ENDOWMENT
	}

	fn operators(service: ServiceId, count: u32, free: u32) -> EraIndex {
		let oldest = Restaking::benchmark_operators(service, count, free);
		Equity::put(issuance());
		oldest
	}

	fn exits(service: ServiceId, last: EraIndex) {
		Restaking::benchmark_exits(service, last);
	}

	fn open_token() {}
}

/// `who` pays `shares` in at one planck each.
pub fn deposit(who: AccountId, shares: Balance) {
	assert_eq!(Equity::get(), issuance(), "one planck per share");
	<Assets as Mutate<AccountId>>::mint_into(STEST, &who, shares).unwrap();
	Equity::mutate(|equity| *equity += shares);
	Twin::mutate(|(equity, issuance)| {
		(*equity, *issuance) = (*equity + shares, *issuance + shares)
	});
}
