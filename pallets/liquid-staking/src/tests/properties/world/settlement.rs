//! What a settlement says it did: the reward, the batches, and what must be left when it is
//! through.

use super::{now, require, Closing, World};
use crate::{
	mock::*,
	tests::model::{exact, show, Outcome, Unit},
	Batches, Queue,
};
use estuary_math::Shares;
use frame_support::weights::Weight;
use sp_staking::EraIndex;

impl World {
	/// A settlement took `reward` into the books, and `fee` of it for new shares.
	pub(super) fn reward_recognised(
		&mut self,
		reward: u128,
		fee: u128,
		fee_shares: Shares,
	) -> Outcome {
		let now = now();
		let paid: u128 = self.pots.iter().map(|pot| pot.unrecognised).sum();
		require!(reward == paid, "LS-1: {reward} recognised of {paid} paid by staking");
		for pot in &mut self.pots {
			pot.stake += std::mem::take(&mut pot.unrecognised);
		}
		for model in [&mut self.step, &mut self.sequence] {
			let (model_fee, range, shares, shares_range) = model.reward(reward, FEES, now)?;
			let chain = exact(fee);
			model.compare("LS-4: the fee", &chain, &model_fee, &range, Unit::Planck)?;
			let what = "LS-4: shares of the fee";
			let chain = exact(fee_shares.0);
			model.compare(what, &chain, &shares, &shares_range, Unit::Shares)?;
		}
		Ok(())
	}

	/// The open batch was closed.
	pub(super) fn batch_closed(
		&mut self,
		era: EraIndex,
		shares: Shares,
		amount: u128,
		matures: EraIndex,
	) -> Outcome {
		let now = now();
		let closed = active_era();
		let bonding = 3;
		require!(
			(closed + bonding..=closed + bonding + 1).contains(&matures),
			"LS-9: batch {era}, closed in {closed}, matures in {matures}"
		);
		self.closings.insert(era, Closing { closed, matures });
		for model in [&mut self.step, &mut self.sequence] {
			require!(model.open_era == era, "LS-7: batch {era} closes out of turn");
			let (value, range) = model.close(now);
			let closed = &model.batches[&era];
			require!(closed.shares == exact(shares.0), "LS-5: {shares:?} burned");
			let what = "LS-5: value of a batch";
			model.compare(what, &exact(amount), &value, &range, Unit::Planck)?;
		}
		Ok(())
	}

	/// `amount` was paid to the batch of `era`, which is owed `missing` more.
	pub(super) fn require_payable(
		&mut self,
		era: EraIndex,
		amount: u128,
		missing: u128,
	) -> Outcome {
		let oldest = self.step.batches.iter().find(|(_, batch)| !batch.complete);
		require!(
			oldest.map(|(oldest, _)| *oldest) == Some(era),
			"LS-9: batch {era} is paid out of turn"
		);
		require!(amount <= self.idle, "LS-1: {amount} paid of {} idle", self.idle);
		self.idle -= amount;
		if amount == 0 {
			return Ok(());
		}
		let Some(Closing { closed, matures }) = self.closings.get(&era) else {
			return Err(format!("LS-9: batch {era} has not been closed"));
		};
		let mut kept = exact(0);
		if self.settling < *matures {
			let waited = self.settling >= closed + MinExitDelay::get();
			require!(waited, "LS-8: batch {era} is paid in {}", self.settling);
			require!(books().bunker.is_none(), "LS-8: batch {era} is paid early in bunker mode");
			// It would leave its part of what may be given back to the holders (LS-6).
			require!(
				books().provision_exits == 0,
				"LS-6: batch {era} is paid early while exits have a part of a provision"
			);
			kept = &self.reserve * self.step.all_claims();
			require!(exact(self.idle + 2) >= kept, "LS-8: batch {era} is paid from the reserve");
		}
		let left = exact(self.idle);
		// No part leaves less than the least deposit.
		let least =
			crate::Parameters::<Test>::get().map_or(0, |settings| settings.params.min_deposit);
		require!(
			missing == 0 || missing == least || left <= kept + exact(2),
			"LS-9: batch {era} is paid in part"
		);
		require!(missing == 0 || missing >= least, "LS-6: batch {era} is left with {missing}");
		Ok(())
	}

	/// A batch is paid out: `amount` in all.
	pub(super) fn batch_matured(&mut self, era: EraIndex, amount: u128) -> Outcome {
		// What was paid in parts before is known exactly.
		let earlier = self.step.batches.get(&era).map(|batch| batch.paid.clone());
		let earlier = earlier.ok_or("LS-9: an unknown batch is paid")?;
		let last = u128::try_from((exact(amount) - earlier).to_integer());
		let last = last.map_err(|_| "LS-9: a batch is paid less than it was")?;
		self.require_payable(era, last, 0)?;
		for model in [&mut self.step, &mut self.sequence] {
			let (owed, range) = model.pay(era, None)?;
			let what = "LS-5: payment of a batch";
			model.compare(what, &exact(amount), &owed, &range, Unit::Planck)?;
		}
		Ok(())
	}

	/// The open batch could not be closed: there is no price for units while a report may yet be
	/// cancelled.
	pub(super) fn no_price(&mut self) -> Outcome {
		let (left, provision) = (self.step.exits(), self.step.provision_exits());
		let most = exact(token_supply()) / exact(1_000_000_000) + exact(2);
		require!(left <= most && provision > exact(0), "LS-9: no price with {} owed", show(&left));
		self.unclosed = true;
		Ok(())
	}

	/// The settlement of `era` is through.
	pub(super) fn settlement_finished(&mut self, era: EraIndex) -> Outcome {
		self.require_reconciled()?;
		self.settling = active_era();
		let books = books();
		let unlocking: u128 = (0..self.pots.len() as u32).map(|index| ledger_of(index).2).sum();
		let full = SettlementBudget::get() == Weight::MAX;
		require!(
			!full || books.reserve == 0 || books.idle - books.reserve + unlocking >= books.exits,
			"LS-9: the reserve is needed: {unlocking} unlocking, {books:?}"
		);
		let excused = std::mem::take(&mut self.excused);
		for waiting in Queue::<Test>::get() {
			let matures = Batches::<Test>::get(waiting).map_or(0, |batch| batch.matures);
			require!(
				matures > era || excused,
				"LS-9: batch {waiting} was to be paid in era {matures}, it is {era}"
			);
		}
		Ok(())
	}
}
