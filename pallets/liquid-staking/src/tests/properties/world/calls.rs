//! What can be called.

use super::{now, require, World, TOUCHED};
use crate::{
	mock::*,
	tests::model::{exact, Exact, Outcome},
	Batches, Call, Claims, Cycle, PauseKinds,
};
use estuary_primitives::types::Step;
use frame_support::weights::Weight;
use sp_runtime::{DispatchResult, StateVersion};
use sp_staking::EraIndex;

/// Whether an account that gives `shares` of `held` away keeps none or enough.
fn keeps_enough(held: u128, shares: u128) -> bool {
	held == shares || held >= shares + LEAST_SHARES
}

/// Whether the account of `who` can take `shares`.
fn can_take(who: AccountId, shares: u128) -> bool {
	TOUCHED.contains(&who) || shares_of(who) + shares >= LEAST_SHARES
}

impl World {
	pub fn deposit(&mut self, who: AccountId, amount: u128) -> Outcome {
		let model = self.chain_as_model();
		let shares = model.forward_price().map(|price| (exact(amount) / price).floor());
		let minted = shares.is_some_and(|shares| {
			shares > exact(0) &&
				(TOUCHED.contains(&who) || shares + exact(shares_of(who)) >= exact(LEAST_SHARES))
		});
		let good = amount >= 100 &&
			minted && Balances::free_balance(who) >= amount + ED &&
			books().bunker.is_none() &&
			now() >= self.paused.deposit;
		let price = model.forward_price().unwrap_or_else(|| exact(0));
		// What is paid for the provision is for those who bear it.
		let equity = model.held() + model.provision();
		let premium = if good { exact(amount) * model.provision() / equity } else { exact(0) };
		self.call(&[who], price + premium, Some(good), || deposit(who, amount))
	}

	/// `who` redeems `shares` at once.
	pub fn instant(&mut self, who: AccountId, shares: u128) -> Outcome {
		let (model, books) = (self.chain_as_model(), books());
		let held = shares_of(who);
		// Exactly, as the books round: value down, fee up.
		let net = &model.backing + model.vested(now()).floor();
		let value = (exact(shares) * net / &model.issuance).floor();
		let fee = (&value * &self.instant_fee).ceil();
		let amount = value - &fee;
		let receives = amount == exact(0) || amount >= exact(ED) || Balances::free_balance(who) > 0;
		let good = shares > 0 &&
			shares <= held &&
			(shares >= 50 || shares == held) &&
			keeps_enough(held, shares) &&
			now() >= self.paused.instant &&
			books.bunker.is_none() &&
			amount <= exact(books.reserve) &&
			receives;
		let price = model.forward_price().unwrap_or_else(|| exact(0));
		self.call(&[who], fee + price + exact(1), Some(good), || instant_redeem(who, shares))
	}

	/// `from` gives `shares` of its claim on the batch of `era` to `to`.
	pub fn transfer_claim(
		&mut self,
		from: AccountId,
		to: AccountId,
		era: EraIndex,
		shares: u128,
	) -> Outcome {
		let claim = Claims::<Test>::get(from, era).map_or(0, |claim| claim.0);
		let good = shares > 0 &&
			shares <= claim &&
			from != to &&
			shares >= 50.min(claim) &&
			(shares == claim || claim - shares >= 50);
		self.call(&[from, to], exact(0), Some(good), || transfer_claim(from, era, to, shares))
	}

	/// Governance pauses what is chosen.
	pub fn pause(&mut self, deposit: bool, redeem: bool, instant: bool, blocks: u32) -> Outcome {
		let until = now() + u64::from(blocks);
		let paused = &mut self.paused;
		let each = [
			(deposit, &mut paused.deposit),
			(redeem, &mut paused.redeem),
			(instant, &mut paused.instant),
		];
		for (chosen, end) in each {
			if chosen {
				*end = until;
			}
		}
		let what = PauseKinds { deposit, redeem, instant, services: false };
		self.call(&[], exact(0), Some(true), || {
			dispatch(RuntimeOrigin::root(), Call::pause { what, blocks })
		})
	}

	pub fn register(&mut self, validator: AccountId, bond: u128) -> Outcome {
		self.call(&[], exact(0), None, || register_validator(validator, bond))
	}

	pub fn deregister(&mut self, validator: AccountId) -> Outcome {
		self.call(&[], exact(0), None, || {
			dispatch(RuntimeOrigin::signed(validator), Call::deregister_validator {})
		})
	}

	pub fn release_bond(&mut self, validator: AccountId) -> Outcome {
		self.call(&[], exact(0), None, || {
			dispatch(RuntimeOrigin::signed(ALICE), Call::release_bond { validator })
		})
	}

	pub fn redeem(&mut self, who: AccountId, shares: u128) -> Outcome {
		let held = shares_of(who);
		let good = shares > 0 &&
			shares <= held &&
			(shares >= 50 || shares == held) &&
			keeps_enough(held, shares) &&
			self.open_shares(who) + shares >= LEAST_SHARES &&
			now() >= self.paused.redeem;
		self.call(&[who], exact(0), Some(good), || redeem(who, shares))
	}

	pub fn cancel(&mut self, who: AccountId, shares: u128) -> Outcome {
		let open = self.open_shares(who);
		let good = shares > 0 &&
			shares <= open &&
			(shares == open || open - shares >= 50.min(open)) &&
			can_take(who, shares);
		self.call(&[who], exact(0), Some(good), || cancel_redeem(who, shares))
	}

	pub fn claim(&mut self, by: AccountId, owner: AccountId, era: EraIndex) -> Outcome {
		let batch = Batches::<Test>::get(era).filter(|batch| batch.payout.is_some());
		let claim = Claims::<Test>::get(owner, era);
		let amount = batch.as_ref().zip(claim).map(|(batch, claim)| {
			exact(batch.payout.unwrap_or(0)) * exact(claim.0) / exact(batch.shares.0)
		});
		let alive = Balances::free_balance(owner) > 0;
		// Near the existential deposit the rounding decides.
		let good = match amount {
			None => Some(false),
			Some(_) if alive => Some(true),
			Some(amount) if amount > exact(ED + 1) => Some(true),
			Some(_) => None,
		};
		// The last claim leaves to the pool what rounding left over of each claim.
		let dust = Claims::<Test>::iter().filter(|(_, of, _)| *of == era).count().max(4);
		self.call(&[owner], exact(dust as u128), good, || claim_by(by, owner, era))
	}

	pub fn transfer(&mut self, from: AccountId, to: AccountId, shares: u128) -> Outcome {
		let held = shares_of(from);
		if shares == 0 || from == to || shares > held {
			return Ok(());
		}
		// What the giver cannot keep would be lost, and is not the pool's.
		if !keeps_enough(held, shares) || !can_take(to, shares) {
			return Ok(());
		}
		self.sequence.transfer(from, to, shares);
		let mut moved = false;
		let outcome = self.step(&[from, to], Some(exact(0)), |world| {
			let call = Assets::transfer(RuntimeOrigin::signed(from), 1, to, shares);
			world.step.transfer(from, to, shares);
			moved = call.is_ok();
		});
		require!(moved, "LS-5: {shares} shares cannot be moved");
		outcome
	}

	/// `from` gives EST away to an account of the pool.
	pub fn donate(&mut self, from: AccountId, to: AccountId, amount: u128) -> Outcome {
		if Balances::free_balance(from) < amount + ED {
			return Ok(());
		}
		*self.donated.entry(to).or_default() += amount;
		*self.paid.entry(from).or_default() += amount;
		self.call(&[from], exact(0), Some(true), || {
			Balances::transfer_keep_alive(RuntimeOrigin::signed(from), to, amount)
		})
	}

	pub fn advance(&mut self, by: AccountId) -> Outcome {
		let cycle = Cycle::<Test>::get();
		let due = cycle.run.is_some() || active_era() > cycle.settled;
		let step = cycle.run.map(|run| run.step);
		if due && matches!(step, None | Some(Step::Reconcile { .. } | Step::Withdraw { .. })) {
			// What was reported and is let go of is given back to all.
			return self.step(&[], None, |_| {
				let _taken = advance(by);
			});
		}
		// Closing a batch and paying the last one leave what rounding left over; the fee is minted.
		self.call(&[FEES], exact(4), Some(due), || advance(by))
	}

	/// `by` has staking pay out the first page of `validator` for `era`.
	pub fn payout(&mut self, by: AccountId, validator: AccountId, era: EraIndex) -> Outcome {
		self.call(&[by], exact(0), None, || {
			Staking::payout_stakers_by_page(RuntimeOrigin::signed(by), validator, era, 0)
				.map(drop)
				.map_err(|failed| failed.error)
		})
	}

	pub fn set_validators(&mut self, pot: u32, validators: Vec<AccountId>) -> Outcome {
		self.call(&[], exact(0), None, || set_validators(pot, validators))
	}

	pub fn budget(&mut self, full: bool) {
		SettlementBudget::set(if full { Weight::MAX } else { Weight::zero() });
	}

	/// A call that must succeed or be refused, as `good` says; one that is refused changes nothing.
	pub(super) fn call(
		&mut self,
		who: &[AccountId],
		crumbs: Exact,
		good: Option<bool>,
		call: impl FnOnce() -> DispatchResult,
	) -> Outcome {
		let root = || sp_io::storage::root(StateVersion::V1);
		let mut result = Ok(());
		let mut changed = false;
		self.step(who, Some(crumbs), |_| {
			let before = (good != Some(true)).then(root);
			result = call();
			changed = before.is_some_and(|before| before != root());
		})?;
		match (good, result) {
			(Some(true), Err(error)) => Err(format!("LS-9: refused without a reason: {error:?}")),
			(Some(false), Ok(())) => Err("LS-5: accepted what must be refused".into()),
			(_, Err(error)) if changed =>
				Err(format!("LS-6: refused with {error:?} but changed something")),
			_ => Ok(()),
		}
	}
}
