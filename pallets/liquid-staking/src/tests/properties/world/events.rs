//! What the events of a step tell the models, and what each of them must say.

use super::{
	super::{compare::require_record, reports::News},
	now, require, World,
};
use crate::{
	mock::*,
	tests::model::{exact, Outcome, ReportKey, Unit},
	Error, Event,
};
use estuary_math::Shares;
use estuary_primitives::types::{ReleaseReason, Step};
use sp_staking::EraIndex;

impl World {
	pub(super) fn read_events(&mut self) -> Outcome {
		let generation = books().exit_generation;
		self.voided = generation > self.generation;
		self.generation = generation;
		let pots: Vec<_> = self.pots.iter().map(|pot| pot.account).collect();
		let events: Vec<_> = System::events()
			.into_iter()
			.map(|record| record.event)
			.filter(|event| match event {
				RuntimeEvent::Staking(pallet_staking::Event::Rewarded { stash, .. }) =>
					pots.contains(stash),
				RuntimeEvent::Staking(pallet_staking::Event::Slashed { staker, .. }) =>
					pots.contains(staker),
				RuntimeEvent::LiquidStaking(_) => true,
				_ => false,
			})
			.collect();
		let mut claimed = false;
		let mut rest = &events[..];
		while let Some(event) = rest.first() {
			// What the pool said of a slash comes before what staking says of it.
			let group = rest.iter().take_while(|event| is_of_slash(event)).count();
			if let Some(RuntimeEvent::Staking(pallet_staking::Event::Slashed { staker, amount })) =
				rest.get(group)
			{
				self.slashed(*staker, *amount, &rest[..group])?;
				rest = &rest[group + 1..];
				continue;
			}
			match event {
				RuntimeEvent::Staking(pallet_staking::Event::Rewarded {
					stash, amount, ..
				}) =>
					if let Some(pot) = self.pots.iter_mut().find(|pot| pot.account == *stash) {
						pot.unrecognised += amount;
					},
				RuntimeEvent::LiquidStaking(event) => {
					claimed |= matches!(event, Event::Claimed { .. });
					self.read_event(event.clone())?;
				},
				_ => (),
			}
			rest = &rest[1..];
		}
		require!(self.expected.is_empty(), "LS-8: the pool does not know of {:?}", self.expected);
		require!(!self.voided, "LS-8: the exits were declared void without a loss");
		require!(claimed || self.idle == books().idle, "LS-1: {} idle, {:?}", self.idle, books());
		Ok(())
	}

	fn read_event(&mut self, event: Event<Test>) -> Outcome {
		let now = now();
		let mut models = [&mut self.step, &mut self.sequence];
		match event {
			Event::Deposited { who, amount, shares } => {
				*self.paid.entry(who).or_default() += amount;
				self.idle += amount;
				for model in &mut models {
					let (bought, range) = model.deposit(who, amount, now)?;
					let what = "LS-5: shares of a deposit";
					model.compare(what, &exact(shares.0), &bought, &range, Unit::Shares)?;
				}
			},
			Event::RedeemRequested { who, shares, .. } =>
				models.iter_mut().for_each(|model| model.join(who, shares.0)),
			Event::RedeemCancelled { who, shares, .. } =>
				models.iter_mut().for_each(|model| model.leave(who, shares.0)),
			Event::LossRecognised { .. } |
			Event::LossApplied { .. } |
			Event::BondSlashed { .. } => return Err("LS-4: a loss without a slash".into()),
			Event::ProvisionReleased { era, amount, holders, exits, reason } =>
				self.provision_released(era, (amount, holders, exits), reason)?,
			Event::LossReported { era, validator, loss, covered, holders, exits, .. } => {
				let validator = validator.ok_or("LS-8: a report without a name")?;
				self.loss_reported((era, validator), (loss, covered), (holders, exits))?;
			},
			Event::ValidatorRegistered { validator, bond } |
			Event::BondAdded { validator, bond } => {
				self.reports.bonds.insert(validator, bond);
			},
			Event::BondReleased { validator, amount } => {
				require!(!self.reports.names(validator), "LS-8: the bond of {validator} is gone");
				let bond = self.reports.bonds.remove(&validator);
				require!(bond == Some(amount), "LS-8: {amount} released of {bond:?}");
			},
			Event::InstantlyRedeemed { who, shares, amount, fee } =>
				self.instantly_redeemed(who, shares, amount, fee)?,
			Event::ClaimTransferred { era, from, to, shares } =>
				for model in &mut models {
					model.transfer_claim(era, from, to, shares.0);
				},
			Event::BunkerEntered { state } => {
				let provided = self.reports.provided();
				let loss = self.lost_since.saturating_sub(self.released_since);
				require!(
					state.loss == loss && state.provision <= provided,
					"LS-8: {state:?}, but {loss} lost and {provided} provided for"
				);
			},
			Event::RewardRecognised { reward, fee, fee_shares } =>
				self.reward_recognised(reward, fee, fee_shares)?,
			Event::BatchClosed { era, shares, amount, matures } =>
				self.batch_closed(era, shares, amount, matures)?,
			Event::BatchFunded { era, amount, missing } => {
				self.require_payable(era, amount, missing)?;
				for model in [&mut self.step, &mut self.sequence] {
					model.pay(era, Some(amount))?;
				}
			},
			Event::BatchMatured { era, amount } => self.batch_matured(era, amount)?,
			Event::Claimed { owner, era, amount } => {
				*self.received.entry(owner).or_default() += amount;
				for model in &mut models {
					let (due, range) = model.claim(owner, era)?;
					let what = "LS-5: payment of a claim";
					model.compare(what, &exact(amount), &due, &range, Unit::Planck)?;
				}
			},
			Event::StakeBonded { pot, amount } => {
				self.pots[pot as usize].stake += amount;
				self.idle -= amount;
			},
			Event::StakeWithdrawn { pot, amount } => {
				let facts = &mut self.pots[pot as usize];
				facts.stake -= amount;
				self.idle += amount;
				self.trimmed = self.reports.trim(pot as usize, facts.stake);
			},
			Event::EraSettled { era, .. } => {
				if !std::mem::take(&mut self.unclosed) {
					models.iter_mut().for_each(|model| model.open_era = era + 1);
				}
				self.lost_since = 0;
				self.released_since = 0;
				require_record(era)?;
			},
			Event::BatchDelayed { .. } => self.excused = true,
			Event::StepFailed { step: Step::Recognise, error }
				if error == Error::<Test>::RateUndefined.into() =>
				self.no_price()?,
			Event::StepFailed { step, error } =>
				return Err(format!("LS-9: step {step:?} failed: {error:?}")),
			Event::SettlementFinished { era } => self.settlement_finished(era)?,
			_ => (),
		}
		Ok(())
	}

	/// `who` was paid `amount` at once for `shares` and left `fee` to the others.
	fn instantly_redeemed(
		&mut self,
		who: AccountId,
		shares: Shares,
		amount: u128,
		fee: u128,
	) -> Outcome {
		let now = now();
		self.idle -= amount;
		*self.received.entry(who).or_default() += amount;
		let least = exact(amount + fee) * &self.instant_fee;
		require!(exact(fee) >= least, "LS-5: a fee of {fee} for {amount}");
		for model in [&mut self.step, &mut self.sequence] {
			let (due, range) = model.redeem_instantly(who, shares.0, &self.instant_fee, now);
			let what = "LS-5: payment of an instant redemption";
			model.compare(what, &exact(amount), &due, &range, Unit::Planck)?;
		}
		Ok(())
	}

	/// The pool provided for `loss`, less what the bond stands for.
	fn loss_reported(
		&mut self,
		(era, validator): ReportKey,
		(loss, covered): (u128, u128),
		(holders, exits): (u128, u128),
	) -> Outcome {
		let now = now();
		self.expect(era, News::Reported { era, validator, loss, covered })?;
		let provided = loss - covered;
		require!(holders + exits == provided, "LS-8: {holders} and {exits} of {provided}");
		self.lost = true;
		self.lost_since += provided;
		self.lost_in_step += provided;
		self.losses += 1;
		for model in [&mut self.step, &mut self.sequence] {
			let key = (era, validator);
			let (of_model, range) = model.report(key, provided, now)?;
			let what = "LS-8: the exits' part of a report";
			model.compare(what, &exact(exits), &of_model, &range, Unit::Planck)?;
		}
		Ok(())
	}

	/// The pool let go of a part of the provision: of losses that staking let go of, or that a
	/// withdrawal has cut off.
	fn provision_released(
		&mut self,
		era: EraIndex,
		given_back: (u128, u128, u128),
		reason: ReleaseReason,
	) -> Outcome {
		let at = self
			.all_expected(era)
			.iter()
			.position(|news| matches!(news, News::Released { reason: why, .. } if *why == reason));
		let losses: Vec<_> = match at.and_then(|at| self.expected.remove(at)) {
			Some(News::Released { era, of, .. }) =>
				of.into_iter().map(|(validator, loss)| ((era, validator), loss)).collect(),
			_ => std::mem::take(&mut self.trimmed),
		};
		require!(!losses.is_empty(), "LS-8: {} released for {reason:?}", given_back.0);
		self.give_back(&losses, given_back)
	}
}

/// Whether the pool says `event` of a slash that staking applies.
fn is_of_slash(event: &RuntimeEvent) -> bool {
	matches!(
		event,
		RuntimeEvent::LiquidStaking(
			Event::BondSlashed { .. } |
				Event::ProvisionReleased { .. } |
				Event::LossApplied { .. } |
				Event::LossRecognised { .. } |
				Event::BunkerEntered { .. } |
				Event::BunkerLeft
		)
	)
}
