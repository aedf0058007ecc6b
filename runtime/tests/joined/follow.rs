//! Tells the model of restaking what the chain did, and compares.
//!
//! The model gets facts only: who came and left with how much, what a request set aside, what came
//! back. Slashes by the cover are slashes like any other: it knows nothing of validators.

use crate::{
	common::{account, active_era},
	machine::{Joined, COMMISSION, DELEGATORS, OPERATOR, SERVICES},
	model::{exact, zero, Exact},
};
use estuary_primitives::{restaking::SlashId, Balance};
use estuary_runtime::{AccountId, Restaking, Runtime, RuntimeEvent};
use frame_support::traits::fungible::NativeOrWithId;
use pallet_restaking::{Allocations, Event, Pools, Slashes};
use proptest::prelude::*;

const EST: NativeOrWithId<u32> = NativeOrWithId::Native;
/// What the roundings of one step can add up to: one for each part of each bucket, and what they do
/// to a price that has fallen to a tenth.
const STEP: u128 = 1_000;

fn close(what: &str, chain: u128, model: &Exact, slack: u128) -> Result<(), TestCaseError> {
	let difference = exact(chain) - model;
	let far = difference > exact(slack) || difference < zero() - exact(slack);
	prop_assert!(!far, "{what}: the chain has {chain}, the model {}", model.to_integer());
	Ok(())
}

impl Joined {
	/// What roundings can have added up to.
	pub fn slack(&self) -> u128 {
		STEP * (self.steps + 1)
	}

	/// Follows the events of the last block. `units` are those of the delegators before it.
	pub fn follow(&mut self, units: &[(AccountId, u128)]) -> Result<(), TestCaseError> {
		let era = self.chain.with(active_era);
		for event in self.chain.events() {
			let RuntimeEvent::Restaking(event) = event else { continue };
			self.steps += 1;
			self.follow_one(event, era, units)?;
		}
		// What can no longer be given back is forgotten without a word.
		let known: Vec<SlashId> = self.model.slashes.keys().copied().collect();
		for slash in known {
			if !self.chain.with(|| Slashes::<Runtime>::contains_key(slash)) {
				self.model.forget(slash);
			}
		}
		Ok(())
	}

	fn follow_one(
		&mut self,
		event: Event<Runtime>,
		now: u32,
		units: &[(AccountId, u128)],
	) -> Result<(), TestCaseError> {
		match event {
			Event::Delegated { delegator, amount, .. } =>
				self.model.delegate(delegator, now, amount),
			Event::Undelegated { delegator, units: left, .. } => {
				let all =
					units.iter().find(|(who, _)| *who == delegator).map_or(0, |(_, all)| *all);
				self.model.undelegate(delegator, now, exact(left) / exact(all));
			},
			Event::SlashRequested { slash, service, era, amount, deadline, .. } => {
				let terms = self.chain.with(|| {
					pallet_restaking::Services::<Runtime>::get(service).expect("it slashed").terms
				});
				let most = self.model.slashable(service, era, now) + exact(self.slack());
				prop_assert!(exact(amount) <= most, "RS-3: slash {slash} took {amount}");
				let until = deadline + terms.refund_window;
				self.model.request(slash, (service, era, until), now, amount);
			},
			Event::SlashVetoed { slash, .. } => self.model.veto(slash),
			Event::SlashApplied { slash, .. } => self.model.apply(slash, now),
			Event::SlashRefunded { slash, amount, .. } => self.model.refund(slash, now, amount),
			Event::RewardPaid { asset: NativeOrWithId::Native, amount, .. } => {
				self.paid += amount;
				self.model.reward(amount - COMMISSION.mul_floor(amount));
			},
			Event::RewardClaimed { asset: NativeOrWithId::Native, delegator, amount, .. } => {
				self.claimed += amount;
				if let Some(earned) = self.model.earned.get_mut(&delegator) {
					*earned -= exact(amount);
				}
			},
			_ => (),
		}
		Ok(())
	}

	/// RS-1, RS-2 and RS-4 against the model.
	pub fn compare_positions(&mut self) -> Result<(), TestCaseError> {
		let (operator, slack) = (account(OPERATOR), self.slack());
		let bucket = self.chain.with(|| Pools::<Runtime>::get(&operator).bucket);
		close("net", bucket.stake, &self.model.pool.net(), slack)?;
		close("set aside", bucket.set_aside(), &self.model.pool.set_aside(), slack)?;
		let mut due: Balance = 0;
		for who in DELEGATORS.map(account) {
			let views = self.chain.with(|| Restaking::api_positions(who.clone()));
			let (stake, aside) = views.first().map_or((0, 0), |view| (view.stake, view.set_aside));
			let pool = &self.model.pool;
			close("position", stake, &pool.part(&who, pool.net()), slack)?;
			close("pending", aside, &pool.part(&who, pool.set_aside()), slack)?;
			for exit in views.into_iter().flat_map(|view| view.exits) {
				let batch = &self.model.batches[&exit.era];
				close("exit", exit.stake, &batch.part(&who, batch.net()), slack)?;
				close("pending exit", exit.set_aside, &batch.part(&who, batch.set_aside()), slack)?;
			}
			let rewards = self.chain.with(|| Restaking::api_claimable_rewards(who.clone()));
			let reward = rewards.iter().find(|reward| reward.asset == EST);
			let earned = self.model.earned.get(&who).cloned().unwrap_or_else(zero);
			close("RS-2: reward", reward.map_or(0, |reward| reward.reward), &earned, slack)?;
			due += reward.map_or(0, |reward| reward.reward);
		}
		let (claimed, paid) = (self.claimed, self.paid);
		prop_assert!(claimed + due <= paid, "RS-2: {claimed} claimed and {due} due of {paid}");
		let now = self.chain.with(active_era);
		for service in SERVICES {
			let promise = self.model.promises[&service].clone();
			let allocation =
				self.chain.with(|| Allocations::<Runtime>::get(&operator, service).unwrap());
			let (_, left) = bucket.slashable_floor(service, allocation.magnitudes.at(now));
			let model = self.model.pool.slashable(service, &promise);
			close(&format!("RS-1: slashable for {service}"), left, &model, slack)?;
			for era in now.saturating_sub(2)..=now {
				let chain = self.chain.with(|| Restaking::slashable_stake(service, &operator, era));
				let most = self.model.slashable(service, era, now) + exact(slack);
				prop_assert!(exact(chain) <= most, "RS-4: {service} can take {chain} for {era}");
			}
		}
		Ok(())
	}

	/// `who` was paid `paid` for its part of the batch of `era`.
	pub fn compare_exit(
		&self,
		who: &AccountId,
		era: u32,
		paid: Balance,
	) -> Result<(), TestCaseError> {
		let batch = &self.model.batches[&era];
		close("paid for an exit", paid, &batch.part(who, batch.net()), self.slack())
	}
}
