//! The chain with two models beside it: what is done to the chain, what the models are told of it,
//! and what is compared after each call and each block.

use super::compare::{
	compare_model, compare_positions, owed_exactly, rate_of_api, require_record,
	require_same_claims,
};
use crate::{
	mock::*,
	tests::model::{exact, show, Exact, Model, ModelBatch, Outcome, Precision, Unit},
	Batches, Claims, Cycle, Event, Queue,
};
use estuary_math::Shares;
use frame_support::weights::Weight;
use sp_runtime::{DispatchResult, FixedPointNumber, FixedU128, Perbill, StateVersion};
use sp_staking::EraIndex;
use std::collections::BTreeMap;

/// A second account of somebody.
pub const ALIAS: AccountId = 50;
/// Who acts; the last two have no EST at first.
pub const ACTORS: [AccountId; 5] = [ALICE, BOB, CHARLIE, FEES, ALIAS];
pub const VALIDATORS: [AccountId; 3] = [11, 21, 31];

/// What a sequence starts from.
#[derive(Clone, Debug)]
pub struct Setup {
	/// Planck that one unit of an amount in an operation stands for. With 1 the roundings are as
	/// large as they can be; with 10^9 they must not show.
	pub scale: u128,
	/// Reward of an era for all validators, in units.
	pub reward: u128,
	/// The fee in percent.
	pub fee: u32,
	/// Eras between the report and the application of a slash.
	pub defer: EraIndex,
	/// The validators of each pot.
	pub pots: Vec<Vec<AccountId>>,
}

/// What is known of a pot without asking the pallet.
struct PotFacts {
	account: AccountId,
	/// Planck that the pool put in or that were recognised, less what was lost or withdrawn.
	stake: u128,
	/// Planck paid out by staking and not recognised.
	unrecognised: u128,
}

/// A `LossRecognised` for which staking's own event has not been seen.
struct PendingLoss {
	pot: u32,
	loss: u128,
	holders: u128,
	exits: u128,
}

pub struct World {
	step: Model,
	sequence: Model,
	fee_parts: u32,
	pots: Vec<PotFacts>,
	donated: BTreeMap<AccountId, u128>,
	/// Planck paid in (donations as well) and received, by account.
	pub paid: BTreeMap<AccountId, u128>,
	pub received: BTreeMap<AccountId, u128>,
	/// Value of all shares and their number after the last step (LS-4).
	rate: (Exact, Exact),
	generation: u32,
	pending: Option<PendingLoss>,
	lost: bool,
	/// A batch had to wait for stake in the settlement under way, or a step failed.
	excused: bool,
}

/// Ends with a failure that names the invariant unless `holds`.
macro_rules! require {
	($holds:expr, $($message:tt)+) => {
		if !$holds {
			return Err(format!($($message)+));
		}
	};
}
pub(super) use require;

fn now() -> u64 {
	System::block_number().into()
}

impl World {
	/// To be called in the first block of a chain of [`Setup::chain`].
	pub fn new(setup: &Setup) -> Outcome<Self> {
		EraReward::set(setup.reward * setup.scale);
		for who in [ALICE, BOB, CHARLIE] {
			let balance = ENDOWED * setup.scale + ED;
			Balances::force_set_balance(RuntimeOrigin::root(), who, balance)
				.map_err(|error| format!("{error:?}"))?;
		}
		let fee_parts = Perbill::from_percent(setup.fee).deconstruct();
		let pool = LiquidStaking::pool_account();
		let count = setup.pots.len() as u32;
		let pots = (0..count).map(|index| PotFacts {
			account: pot(index),
			stake: SEED / u128::from(count) +
				u128::from(u128::from(index) < SEED % u128::from(count)),
			unrecognised: 0,
		});
		let mut world = World {
			step: Model::empty(Precision::Step, fee_parts),
			sequence: Model::opened(pool, fee_parts),
			fee_parts,
			pots: pots.collect(),
			donated: BTreeMap::new(),
			paid: BTreeMap::new(),
			received: BTreeMap::new(),
			rate: (exact(0), exact(1)),
			generation: 0,
			pending: None,
			lost: false,
			excused: false,
		};
		world.block()?;
		if setup.scale > 1 {
			// Large enough for one rounding to be nothing.
			world.deposit(CHARLIE, 10_000 * setup.scale)?;
		}
		Ok(world)
	}

	// What can be done.

	pub fn deposit(&mut self, who: AccountId, amount: u128) -> Outcome {
		let model = self.chain_as_model();
		let shares = model.forward_price().map(|price| (exact(amount) / price).floor());
		let minted = shares.is_some_and(|shares| shares > exact(0));
		let good = amount >= 100 && minted && Balances::free_balance(who) >= amount + ED;
		let price = model.forward_price().unwrap_or_else(|| exact(0));
		self.call(&[who], price, Some(good), || deposit(who, amount))
	}

	pub fn redeem(&mut self, who: AccountId, shares: u128) -> Outcome {
		let held = shares_of(who);
		let good = shares > 0 && shares <= held && (shares >= 50 || shares == held);
		self.call(&[who], exact(0), Some(good), || redeem(who, shares))
	}

	pub fn cancel(&mut self, who: AccountId, shares: u128) -> Outcome {
		let open = self.open_shares(who);
		let good =
			shares > 0 && shares <= open && (shares == open || open - shares >= 50.min(open));
		self.call(&[who], exact(0), Some(good), || cancel_redeem(who, shares))
	}

	pub fn claim(&mut self, by: AccountId, owner: AccountId, era: EraIndex) -> Outcome {
		let batch = Batches::<Test>::get(era).filter(|batch| batch.payout.is_some());
		let claim = Claims::<Test>::get(owner, era);
		let amount = batch
			.as_ref()
			.zip(claim)
			.map(|(batch, claim)| exact(batch.unpaid) * exact(claim.0) / exact(batch.unclaimed.0));
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
		if shares == 0 || from == to || shares > shares_of(from) {
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

	/// Reports an offence of `validator` in the first session of an era that is `eras_ago`.
	pub fn slash(&mut self, validator: AccountId, eras_ago: EraIndex, percent: u32) -> Outcome {
		let era = active_era().saturating_sub(eras_ago);
		let Some(session) = pallet_staking::ErasStartSessionIndex::<Test>::get(era) else {
			return Ok(());
		};
		self.step(&[], None, |_| {
			// A second report of the same offence changes nothing.
			let _reported = report(validator, session, percent);
		})
	}

	pub fn block(&mut self) -> Outcome {
		self.step(&[], None, |_| run_blocks(1))
	}

	pub fn era(&mut self) -> Outcome {
		let era = active_era();
		while active_era() == era {
			self.block()?;
		}
		Ok(())
	}

	/// Everybody leaves with all shares, waits and claims (LS-9: nothing is left waiting).
	pub fn everybody_leaves(&mut self) -> Outcome {
		self.budget(true);
		for who in ACTORS {
			if shares_of(who) > 0 {
				self.redeem(who, shares_of(who))?;
			}
		}
		// The bonding duration, the era that is open, and two.
		for _ in 0..6 {
			self.era()?;
		}
		let waiting = Queue::<Test>::get();
		require!(waiting.is_empty(), "LS-9: the batches {waiting:?} are not paid");
		for who in ACTORS {
			for era in Claims::<Test>::iter_key_prefix(who).collect::<Vec<_>>() {
				self.claim(ALICE, who, era)?;
			}
		}
		Ok(())
	}

	/// Planck that `accounts` have received and still have in the pool, and what they paid in.
	pub fn has_and_paid(&self, accounts: &[AccountId]) -> (u128, u128) {
		let sum = |amounts: &BTreeMap<AccountId, u128>| -> u128 {
			accounts.iter().flat_map(|who| amounts.get(who)).sum()
		};
		let in_pool: u128 = accounts
			.iter()
			.map(|who| LiquidStaking::api_position(*who))
			.map(|at| at.value + at.exits.iter().map(|exit| exit.value).sum::<u128>())
			.sum();
		(sum(&self.received) + in_pool, sum(&self.paid))
	}

	/// The shares that `who` has in the open batch.
	pub fn open_shares(&self, who: AccountId) -> u128 {
		Claims::<Test>::get(who, books().open_batch).unwrap_or(Shares::ZERO).0
	}

	/// A call that must succeed or be refused, as `good` says; one that is refused changes nothing.
	fn call(
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

	// One step and what is compared after it.

	/// Does something to the chain and compares everything. `who` are those whose claims it may
	/// change; the claims of others change by no more than one unit and their part of `crumbs`
	/// (`None`: this is not a call).
	fn step(
		&mut self,
		who: &[AccountId],
		crumbs: Option<Exact>,
		action: impl FnOnce(&mut Self),
	) -> Outcome {
		self.step = self.chain_as_model();
		self.lost = false;
		System::reset_events();
		let others: Vec<_> = ACTORS.into_iter().filter(|actor| !who.contains(actor)).collect();
		let before: Vec<_> =
			others.iter().map(|other| LiquidStaking::api_position(*other)).collect();
		action(self);
		self.read_events()?;
		if let Some(crumbs) = crumbs {
			for (other, before) in others.into_iter().zip(before) {
				require_same_claims(&before, &LiquidStaking::api_position(other), &crumbs)
					.map_err(|what| format!("LS-6: the claim of {other}: {what}"))?;
			}
		}
		self.compare_rate()?;
		self.compare_books()?;
		for model in [&self.step, &self.sequence] {
			compare_model(model)?;
			compare_positions(model, &self.received)?;
		}
		self.start_anew_after_a_wipe_out();
		self.sequence.shorten();
		LiquidStaking::do_try_state().map_err(|error| format!("{error:?}"))
	}

	/// When next to nothing is left, the roundings are all there is and a model that runs freely
	/// has nothing more to say: it goes on from the chain's books.
	fn start_anew_after_a_wipe_out(&mut self) {
		let drift = &self.sequence.drift * exact(100);
		if self.sequence.held() <= drift || self.sequence.backing <= exact(0) {
			let received = std::mem::take(&mut self.sequence.received);
			self.sequence = Model { precision: Precision::Sequence, ..self.chain_as_model() };
			self.sequence.received = received;
			let received = self.received.iter().map(|(who, amount)| (*who, exact(*amount)));
			self.sequence.received = received.collect();
		}
	}

	/// The books of the chain as a model that starts from them.
	fn chain_as_model(&self) -> Model {
		let books = books();
		let mut model = Model::empty(Precision::Step, self.fee_parts);
		model.backing = exact(books.backing);
		model.streaming = exact(books.stream.amount);
		model.vests_from = books.stream.from;
		model.vests_until = books.stream.until;
		model.issuance = exact(books.issuance.0);
		model.unrecovered = exact(books.unrecovered);
		model.open_era = books.open_batch;
		for who in ACTORS.into_iter().chain([LiquidStaking::pool_account()]) {
			model.holders.insert(who, exact(shares_of(who)));
		}
		for (era, batch) in Batches::<Test>::iter() {
			let owed = batch.payout.map(exact).unwrap_or_else(|| owed_exactly(&batch));
			let unpaid = batch.payout.map(|_| exact(batch.unpaid));
			let shares = exact(batch.shares.0);
			model
				.batches
				.insert(era, ModelBatch { shares, claims: BTreeMap::new(), owed, unpaid });
		}
		for (who, era, shares) in Claims::<Test>::iter() {
			match model.batches.get_mut(&era) {
				Some(batch) => batch.claims.insert(who, exact(shares.0)),
				None => model.open.insert(who, exact(shares.0)),
			};
		}
		model
	}

	// LS-4: the rate falls in a step with a loss only.
	fn compare_rate(&mut self) -> Outcome {
		let books = books();
		let model = self.chain_as_model();
		let net = &model.backing + model.vested(now()).floor();
		let (old_net, old_issuance) =
			std::mem::replace(&mut self.rate, (net.clone(), model.issuance.clone()));
		require!(
			self.lost || &net * &old_issuance >= &old_net * &model.issuance,
			"LS-4: the rate fell without a loss, from {}/{} to {}/{}",
			show(&old_net),
			show(&old_issuance),
			show(&net),
			show(&model.issuance)
		);
		let rate = (&net * exact(FixedU128::DIV) / &model.issuance).floor();
		require!(exact(rate_of_api()) == rate, "LS-2: the rate is {} for {books:?}", show(&rate));
		Ok(())
	}

	// LS-1 to LS-3, as equalities between what the books, staking and the balances say.
	fn compare_books(&self) -> Outcome {
		let books = books();
		let owed = books.backing + books.stream.amount + books.exits + books.provision;
		require!(books.pots + books.idle == owed, "LS-1: {books:?}");
		let stakes: u128 = self.pots.iter().map(|pot| pot.stake).sum();
		require!(books.pots == stakes, "LS-1: the pots have {stakes}, {books:?}");
		for (index, facts) in (0..).zip(&self.pots) {
			let (total, ..) = ledger_of(index);
			require!(
				total == facts.stake + facts.unrecognised,
				"LS-1: the ledger of pot {index} has {total}, not {} and {}",
				facts.stake,
				facts.unrecognised
			);
		}
		let donated = |who: &AccountId| self.donated.get(who).copied().unwrap_or(0);
		let pool = LiquidStaking::pool_account();
		let has = Balances::free_balance(pool);
		require!(has == books.idle + ED + donated(&pool), "LS-1: the pool has {has}, {books:?}");

		let held: u128 = ACTORS.iter().chain([&pool]).map(|who| shares_of(*who)).sum();
		let issuance = held + books.open_shares.0;
		require!(
			issuance == books.issuance.0 && issuance == token_supply(),
			"LS-2: {issuance} shares held, {} minted, {books:?}",
			token_supply()
		);

		let unpaid: u128 = Batches::<Test>::iter().map(|(_, batch)| batch.unpaid).sum();
		let claims = LiquidStaking::claims_account();
		let has = Balances::free_balance(claims);
		require!(
			unpaid == books.claims && has == unpaid + ED + donated(&claims),
			"LS-3: {unpaid} unclaimed, the account has {has}, {books:?}"
		);
		Ok(())
	}

	// What the models are told.

	fn read_events(&mut self) -> Outcome {
		for record in System::events() {
			match record.event {
				RuntimeEvent::Staking(pallet_staking::Event::Rewarded {
					stash, amount, ..
				}) =>
					if let Some(pot) = self.pots.iter_mut().find(|pot| pot.account == stash) {
						pot.unrecognised += amount;
					},
				RuntimeEvent::Staking(pallet_staking::Event::Slashed { staker, amount }) =>
					self.slashed(staker, amount)?,
				RuntimeEvent::LiquidStaking(event) => self.read_event(event)?,
				_ => (),
			}
		}
		require!(self.pending.is_none(), "LS-4: a loss without a slash");
		let generation = books().exit_generation;
		if generation > self.generation {
			self.generation = generation;
			for model in [&mut self.step, &mut self.sequence] {
				// Less than a millionth of a millionth was left of what the batches had.
				let left = model.void_exits();
				let most = exact(token_supply().max(1)) + model.tolerance(Unit::Planck);
				require!(left <= most, "LS-8: {} of the exits was declared void", show(&left));
			}
		}
		Ok(())
	}

	/// Staking took `amount` from `stash`: a pot's part that is in the books is a loss of
	/// everybody.
	fn slashed(&mut self, stash: AccountId, amount: u128) -> Outcome {
		let Some((index, pot)) =
			(0u32..).zip(self.pots.iter_mut()).find(|(_, pot)| pot.account == stash)
		else {
			return Ok(());
		};
		let loss = amount.min(pot.stake);
		pot.stake -= loss;
		pot.unrecognised -= amount - loss;
		if loss == 0 {
			return Ok(());
		}
		let pending = self.pending.take().ok_or("LS-4: a slash of a pot is not recognised")?;
		require!(
			pending.pot == index && pending.loss == loss && pending.holders + pending.exits == loss,
			"LS-8: {loss} lost by pot {index}, recognised {} by pot {}",
			pending.loss,
			pending.pot
		);
		for model in [&mut self.step, &mut self.sequence] {
			let (exits, range) = model.lose(loss, now())?;
			let chain = exact(pending.exits);
			model.compare(
				"LS-8: the exits' part of a loss",
				&chain,
				&exits,
				&range,
				Unit::Planck,
			)?;
		}
		Ok(())
	}

	fn read_event(&mut self, event: Event<Test>) -> Outcome {
		let now = now();
		let mut models = [&mut self.step, &mut self.sequence];
		match event {
			Event::Deposited { who, amount, shares } => {
				*self.paid.entry(who).or_default() += amount;
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
			Event::LossRecognised { pot, loss, holders, exits } => {
				require!(self.pending.is_none(), "LS-4: a loss without a slash");
				self.pending = Some(PendingLoss { pot, loss, holders, exits });
				self.lost = true;
			},
			Event::RewardRecognised { reward, fee, fee_shares } => {
				let paid: u128 = self.pots.iter().map(|pot| pot.unrecognised).sum();
				require!(reward == paid, "LS-1: {reward} recognised of {paid} paid by staking");
				for pot in &mut self.pots {
					pot.stake += std::mem::take(&mut pot.unrecognised);
				}
				for model in &mut models {
					let (model_fee, range, shares, shares_range) =
						model.reward(reward, FEES, now)?;
					let chain = exact(fee);
					model.compare("LS-4: the fee", &chain, &model_fee, &range, Unit::Planck)?;
					let what = "LS-4: shares of the fee";
					let chain = exact(fee_shares.0);
					model.compare(what, &chain, &shares, &shares_range, Unit::Shares)?;
				}
			},
			Event::BatchClosed { era, shares, amount, .. } =>
				for model in &mut models {
					require!(model.open_era == era, "LS-7: batch {era} closes out of turn");
					let (value, range) = model.close(now);
					let closed = &model.batches[&era];
					require!(closed.shares == exact(shares.0), "LS-5: {shares:?} burned");
					let what = "LS-5: value of a batch";
					model.compare(what, &exact(amount), &value, &range, Unit::Planck)?;
				},
			Event::BatchMatured { era, amount } =>
				for model in &mut models {
					let (owed, range) = model.pay(era)?;
					let what = "LS-5: payment of a batch";
					model.compare(what, &exact(amount), &owed, &range, Unit::Planck)?;
				},
			Event::Claimed { owner, era, amount } => {
				*self.received.entry(owner).or_default() += amount;
				for model in &mut models {
					let (due, range) = model.claim(owner, era)?;
					let what = "LS-5: payment of a claim";
					model.compare(what, &exact(amount), &due, &range, Unit::Planck)?;
				}
			},
			Event::StakeBonded { pot, amount } => self.pots[pot as usize].stake += amount,
			Event::StakeWithdrawn { pot, amount } => self.pots[pot as usize].stake -= amount,
			Event::EraSettled { era, .. } => {
				models.iter_mut().for_each(|model| model.open_era = era + 1);
				require_record(era)?;
			},
			Event::BatchDelayed { .. } => self.excused = true,
			Event::StepFailed { step, error } =>
				return Err(format!("LS-9: step {step:?} failed: {error:?}")),
			Event::SettlementFinished { era } => {
				let excused = std::mem::take(&mut self.excused);
				for waiting in Queue::<Test>::get() {
					let matures = Batches::<Test>::get(waiting).map_or(0, |batch| batch.matures);
					require!(
						matures > era || excused,
						"LS-9: batch {waiting} was to be paid in era {matures}, it is {era}"
					);
				}
			},
			_ => (),
		}
		Ok(())
	}
}

impl Setup {
	/// A chain in its first block.
	pub fn chain(&self) -> sp_io::TestExternalities {
		EraReward::set(0);
		SettlementBudget::set(Weight::MAX);
		ExtBuilder::default()
			.pots(self.pots.clone())
			.fee(self.fee)
			.slash_defer(self.defer)
			.build()
	}
}
