//! The chain: how it starts, and what each step does to it.

use crate::{
	common::{account, active_era, equivocation, nonce, signed, Chain, EST},
	losses::{self, PoolBefore},
	model::{exact, Model},
	ops::Op,
};
use estuary_primitives::{
	restaking::{Magnitude, SlashDestination, SlashId, SlashState, Terms},
	Balance, Shares,
};
use estuary_runtime::{
	configs::assets::ST_EST,
	constants::time::{RESTAKING_CHANGE_DELAY, RESTAKING_NOTICE},
	AccountId, Assets, Coverage, LiquidStaking, Restaking, Runtime, RuntimeCall, RuntimeOrigin,
	Session, Staking, UncheckedExtrinsic,
};
use frame_support::traits::fungible::NativeOrWithId;
use pallet_coverage::{PremiumCurve, Promise};
use pallet_liquid_staking::Call as Pool;
use pallet_restaking::Call as Restake;
use proptest::prelude::*;
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{
	self, Alice, Bob, BobStash, Charlie, Dave, DaveStash, Eve, Ferdie,
};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	Perbill,
};

/// Those who delegate.
pub const DELEGATORS: [Sr25519Keyring; 2] = [Charlie, Dave];
/// The one to whom they do.
pub const OPERATOR: Sr25519Keyring = Eve;
/// Who requests and gives back slashes, and pays rewards.
const SLASHER: Sr25519Keyring = Ferdie;
/// The resolver of the service that has one.
const RESOLVER: Sr25519Keyring = Alice;
/// Coverage, a service with a resolver, and one without.
pub const SERVICES: [u32; 3] = [0, 1, 2];
/// Hundredths of the operator's stake that each of them has.
const PROMISED: u128 = 30;
/// The part of rewards that the operator keeps.
pub const COMMISSION: Perbill = Perbill::from_percent(10);
/// The part of their stake that those behind the cover can lose for an era.
const COVER_BOUND: Perbill = Perbill::from_percent(50);

/// The chain and the model of restaking.
pub struct Joined {
	pub chain: Chain,
	pub model: Model<AccountId>,
	/// Steps of the model: what roundings can have added up to.
	pub steps: u128,
	/// Planck of EST that delegators claimed as rewards, and that the operator was paid for.
	pub claimed: Balance,
	pub paid: Balance,
	/// Reports of losses that were compared with what they must cost whom.
	pub reports: u32,
}

fn terms(
	resolver: Option<Sr25519Keyring>,
	refund_window: u32,
) -> Terms<AccountId, NativeOrWithId<u32>> {
	Terms {
		slasher: account(SLASHER),
		veto_window: u32::from(resolver.is_some()),
		resolver: resolver.map(account),
		max_fraction: Perbill::from_percent(50),
		destination: SlashDestination::Burn,
		refund_window,
		reward_assets: vec![NativeOrWithId::Native].try_into().expect("one fits"),
		min_stake: 0,
		notice: RESTAKING_NOTICE,
	}
}

fn st_est(who: Sr25519Keyring) -> Balance {
	Assets::balance(ST_EST, account(who))
}

/// Units of a delegator.
pub fn units(who: &AccountId) -> u128 {
	let position = pallet_restaking::Delegations::<Runtime>::get(account(OPERATOR), who);
	position.map_or(0, |position| position.units)
}

/// A call of a delegator for `units` of its units.
fn undelegate(units: u128) -> Restake<Runtime> {
	Restake::undelegate { operator: account(OPERATOR), units }
}

/// A validator with its stash that is elected and not disabled, unless one is disabled already.
fn free_to_offend() -> Option<Sr25519Keyring> {
	if !Session::disabled_validators().is_empty() {
		return None;
	}
	let elected = Session::validators();
	[(Bob, BobStash), (Dave, DaveStash)]
		.into_iter()
		.find(|(_, stash)| elected.contains(&account(*stash)))
		.map(|(key, _)| key)
}

impl Joined {
	/// Two holders, one operator behind all three services.
	pub fn new() -> Self {
		let chain = Chain::new("local_testnet");
		let model = Model::default();
		let mut joined = Joined { chain, model, steps: 0, claimed: 0, paid: 0, reports: 0 };
		for who in DELEGATORS {
			joined.must(who, Pool::deposit { amount: 20_000 * EST, min_shares: Shares(0) });
		}
		joined.must(OPERATOR, Restake::register_operator { commission: COMMISSION });
		joined.chain.with(|| {
			let promise = Promise { max_fraction: COVER_BOUND, min_stake: Shares(0) };
			let params = PremiumCurve {
				target: Shares(10_000 * EST),
				empty: Perbill::from_percent(20),
				full: Perbill::from_percent(10),
			};
			Coverage::set_up(RuntimeOrigin::root(), account(Charlie), 200 * EST, promise, params)
				.expect("Charlie can pay for it");
		});
		joined.must(SLASHER, Restake::register_service { terms: terms(Some(RESOLVER), 2) });
		joined.must(SLASHER, Restake::register_service { terms: terms(None, 0) });
		for service in SERVICES {
			joined.model.promises.insert(service, exact(PROMISED) / exact(100));
		}
		let operator = account(OPERATOR);
		let delegate = Restake::delegate { operator, amount: 6_000 * EST + 7, min_units: 0 };
		joined.must(DELEGATORS[0], delegate);
		for service in SERVICES {
			let magnitude = Magnitude::from_percent(PROMISED);
			joined.must(OPERATOR, Restake::allocate { service, magnitude });
		}
		let active = joined.chain.with(active_era) + RESTAKING_CHANGE_DELAY + 1;
		joined.until_settled(active).expect("nothing has happened yet");
		joined
	}

	/// Makes a block; what the pool and restaking did in it must be what the models say.
	fn block(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Result<bool, TestCaseError> {
		let before = self.chain.with(PoolBefore::read);
		let units = DELEGATORS.map(|who| (account(who), self.chain.with(|| units(&account(who)))));
		let results = self.chain.block(transactions);
		self.follow(&units)?;
		self.reports += losses::compare(&mut self.chain, &before)?;
		Ok(results.into_iter().all(|result| matches!(result, Ok(Ok(())))))
	}

	/// Makes a block with `call`; whether it was done.
	fn submit(
		&mut self,
		who: Sr25519Keyring,
		call: impl Into<RuntimeCall>,
	) -> Result<bool, TestCaseError> {
		let call = call.into();
		for _ in 0..3 {
			let transaction = self.chain.with(|| signed(who, call.clone(), nonce(who)));
			let old = self.chain.with(|| nonce(who));
			let done = self.block(vec![transaction])?;
			// A call that finds no room, because an election fills the block, is in the next.
			if self.chain.with(|| nonce(who)) > old {
				return Ok(done);
			}
		}
		let full = TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources);
		Err(TestCaseError::fail(format!("three blocks were full: {full:?}")))
	}

	fn must(&mut self, who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
		let done = self.submit(who, call);
		assert!(done.expect("the models agree"), "the call is refused");
	}

	fn until_settled(&mut self, era: u32) -> Result<(), TestCaseError> {
		let settled = || {
			LiquidStaking::api_status()
				.is_some_and(|status| status.settled_era >= era && status.step.is_none())
		};
		for _ in 0..1_000 {
			if self.chain.with(settled) {
				return Ok(());
			}
			self.block(vec![])?;
		}
		Err(TestCaseError::fail(format!("era {era} is not settled")))
	}

	/// The first slash of the two services that is pending, or was applied.
	fn slash(&mut self, state: SlashState) -> Option<(SlashId, Balance)> {
		let all = self.chain.with(|| Restaking::api_slashes(account(OPERATOR)));
		all.into_iter()
			.find(|slash| slash.state == state && slash.service != SERVICES[0])
			.map(|slash| (slash.slash, slash.amount - slash.refunded))
	}

	/// Does `op`, and checks the whole state.
	pub fn step(&mut self, op: &Op) -> Result<(), TestCaseError> {
		match *op {
			Op::Deposit { who, est } => {
				let call = Pool::deposit { amount: est * EST + est, min_shares: Shares(0) };
				self.submit(DELEGATORS[who], call)?;
			},
			Op::Redeem { who, percent } => {
				let who = DELEGATORS[who];
				let shares = self.chain.with(|| st_est(who)) / 100 * percent;
				self.submit(who, Pool::redeem { shares: Shares(shares) })?;
			},
			Op::Delegate { who, percent } => {
				let who = DELEGATORS[who];
				let amount = self.chain.with(|| st_est(who)) / 200 * percent;
				let operator = account(OPERATOR);
				self.submit(who, Restake::delegate { operator, amount, min_units: 0 })?;
			},
			Op::Undelegate { who, percent } => {
				let who = DELEGATORS[who];
				let all = self.chain.with(|| units(&account(who)));
				self.submit(who, undelegate(all * percent / 100))?;
			},
			Op::Request { service, ago, percent } => {
				let era = self.chain.with(active_era).saturating_sub(ago);
				let (operator, evidence) = (account(OPERATOR), H256::zero());
				let fraction = Perbill::from_percent(percent);
				let call = Restake::request_slash { service, operator, era, fraction, evidence };
				self.submit(SLASHER, call)?;
			},
			Op::Veto =>
				if let Some((slash, _)) = self.slash(SlashState::Pending) {
					self.submit(RESOLVER, Restake::veto_slash { slash })?;
				},
			Op::Apply =>
				if let Some((slash, _)) = self.slash(SlashState::Pending) {
					self.submit(DELEGATORS[0], Restake::apply_slash { slash })?;
				},
			Op::Refund { part } =>
				if let Some((slash, left)) = self.slash(SlashState::Applied) {
					// It was burned: the slasher needs stEST of its own to give back.
					let amount = left * part / 1_000;
					let deposit = Pool::deposit { amount: 3 * amount + EST, min_shares: Shares(0) };
					self.submit(SLASHER, deposit)?;
					self.submit(SLASHER, Restake::refund_slash { slash, amount })?;
				},
			Op::Reward { service, est } => {
				let (asset, amount) = (NativeOrWithId::Native, est * EST + est);
				self.submit(SLASHER, Restake::pay_reward { service, asset, amount })?;
			},
			Op::Claim { who } => {
				let (operator, asset) = (account(OPERATOR), NativeOrWithId::Native);
				self.submit(DELEGATORS[who], Restake::claim_reward { operator, asset })?;
			},
			Op::Equivocate =>
				if let Some(offender) = self.chain.with(free_to_offend) {
					self.pass_turn_of(offender)?;
					let report = self.chain.with(|| equivocation(offender));
					self.block(vec![report])?;
				},
			Op::Cancel => self.chain.with(|| {
				let slashes = pallet_staking::UnappliedSlashes::<Runtime>::iter();
				let era = slashes.filter(|(_, list)| !list.is_empty()).map(|(era, _)| era).min();
				if let Some(era) = era {
					Staking::cancel_deferred_slash(RuntimeOrigin::root(), era, vec![0])
						.expect("it is there");
				}
			}),
			Op::Blocks(count) =>
				for _ in 0..count {
					self.block(vec![])?;
				},
			Op::Era => {
				let era = self.chain.with(active_era) + 1;
				self.until_settled(era)?;
			},
		}
		self.chain.check();
		self.compare_positions()
	}

	/// Makes blocks while the next one would be `who`'s.
	fn pass_turn_of(&mut self, who: Sr25519Keyring) -> Result<(), TestCaseError> {
		while self.chain.is_turn_of(who) {
			self.block(vec![])?;
		}
		Ok(())
	}

	/// Everybody leaves restaking, all that is pending comes to its end, and each is paid what the
	/// model says; then everybody leaves the pool.
	pub fn wind_up(&mut self) -> Result<(), TestCaseError> {
		for who in DELEGATORS {
			let all = self.chain.with(|| units(&account(who)));
			self.submit(who, undelegate(all))?;
		}
		for _ in 0..8 {
			self.step(&Op::Era)?;
		}
		let covers = self.chain.with(Coverage::api_covers);
		prop_assert!(covers.is_empty(), "CV-1: still in force: {covers:?}");
		for who in DELEGATORS {
			let exits: Vec<_> = self
				.chain
				.with(|| Restaking::api_positions(account(who)))
				.into_iter()
				.flat_map(|view| view.exits)
				.collect();
			for exit in exits {
				let before = self.chain.with(|| st_est(who));
				let (operator, owner, era) = (account(OPERATOR), account(who), exit.era);
				let call = Restake::claim_undelegated { operator, owner, era };
				let done = self.submit(who, call)?;
				prop_assert!(done || exit.stake == 0, "an exit that cannot be claimed");
				let paid = self.chain.with(|| st_est(who)) - before;
				self.compare_exit(&account(who), era, paid)?;
			}
			self.step(&Op::Claim { who: usize::from(who == DELEGATORS[1]) })?;
			self.step(&Op::Redeem { who: usize::from(who == DELEGATORS[1]), percent: 100 })?;
		}
		for _ in 0..6 {
			self.step(&Op::Era)?;
		}
		let held = self.chain.with(pallet_restaking::Held::<Runtime>::get);
		prop_assert!(held <= self.slack(), "{held} shares in restaking that belong to nobody");
		Ok(())
	}
}
