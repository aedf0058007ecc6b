//! The chain with two models beside it: what is done to the chain, what the models are told of it,
//! and what is compared after each call and each block.

use super::{
	compare::{
		compare_model, compare_positions, owed_exactly, rate_of_api, require_fair_loss,
		require_record, require_same_claims,
	},
	reports::{Met, News, Reports},
};
use crate::{
	mock::*,
	provision::Provision,
	tests::model::{
		exact, show, Exact, GivenBack, Model, ModelBatch, ModelReport, Outcome, Precision,
		ReportKey, Unit,
	},
	Batches, Call, Claims, Cycle, Error, Event, Params, PauseKinds, Pending, Queue,
	SettlementCycle,
};
use estuary_math::Shares;
use estuary_primitives::types::{ReleaseReason, Step};
use frame_support::weights::Weight;
use pallet_session::historical::IdentificationTuple;
use sp_runtime::{DispatchResult, FixedPointNumber, FixedU128, Perbill, StateVersion};
use sp_staking::{
	offence::{Kind, Offence, ReportOffence},
	EraIndex, SessionIndex,
};
use std::collections::{BTreeMap, VecDeque};

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
	/// Percent of all claims kept for instant redemptions.
	pub reserve: u32,
	/// Percent of all claims from which on losses turn bunker mode on.
	pub bunker: u32,
	/// Percent that an instant redemption leaves to the others, no less than `bunker`.
	pub instant_fee: u32,
	/// Eras before a batch may be paid early.
	pub exit_delay: EraIndex,
}

/// What is known of a pot without asking the pallet.
struct PotFacts {
	account: AccountId,
	/// Planck that the pool put in or that were recognised, less what was lost or withdrawn.
	stake: u128,
	/// Planck paid out by staking and not recognised.
	unrecognised: u128,
}

/// An offence of several validators at once.
struct Collusion {
	session: SessionIndex,
	offenders: Vec<AccountId>,
	fraction: Perbill,
}

impl Offence<IdentificationTuple<Test>> for Collusion {
	const ID: Kind = *b"estuary:collude1";
	type Slot = u128;
	fn offenders(&self) -> Vec<IdentificationTuple<Test>> {
		self.offenders.iter().map(|who| (*who, ())).collect()
	}
	fn session_index(&self) -> SessionIndex {
		self.session
	}
	fn validator_set_count(&self) -> u32 {
		3
	}
	fn slot(&self) -> u128 {
		u128::from(System::block_number())
	}
	fn slash_fraction(&self, _: u32) -> Perbill {
		self.fraction
	}
}

/// When a batch was closed and when it matures.
struct Closing {
	closed: EraIndex,
	matures: EraIndex,
}

/// What is paused, each until the block given.
#[derive(Default)]
struct Paused {
	deposit: u64,
	redeem: u64,
	instant: u64,
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
	reports: Reports,
	/// What the chain has still to say of what is known here.
	expected: VecDeque<News>,
	/// What a withdrawal has cut off the reports, by era and validator.
	trimmed: Vec<(ReportKey, u128)>,
	/// A slash was cancelled, and no settlement has begun to compare since.
	cancelled: bool,
	/// Planck lost and given back since the last era record, and losses in this step.
	lost_since: u128,
	released_since: u128,
	losses: u128,
	lost_in_step: u128,
	lost: bool,
	released: bool,
	closings: BTreeMap<EraIndex, Closing>,
	/// Planck idle, as far as the events of this step tell.
	idle: u128,
	/// The settlement under way, or the one that comes next.
	settling: EraIndex,
	paused: Paused,
	instant_fee: Exact,
	reserve: Exact,
	bunker: Exact,
	/// Exits void in this step, and whether the model has been told.
	voided: bool,
	/// The open batch could not be closed.
	unclosed: bool,
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
		let percent = Perbill::from_percent;
		set_params(Params {
			fee: percent(setup.fee),
			reserve: percent(setup.reserve),
			bunker: percent(setup.bunker),
			instant_fee: percent(setup.instant_fee),
			..params()
		})
		.map_err(|error| format!("{error:?}"))?;
		for who in VALIDATORS {
			Balances::force_set_balance(RuntimeOrigin::root(), who, 10_000 + ENDOWED * setup.scale)
				.map_err(|error| format!("{error:?}"))?;
		}
		let hundredth = |n: u32| exact(n.into()) / exact(100);
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
			reports: Reports::default(),
			expected: VecDeque::new(),
			trimmed: Vec::new(),
			cancelled: false,
			lost_since: 0,
			released_since: 0,
			losses: 0,
			lost_in_step: 0,
			lost: false,
			released: false,
			closings: BTreeMap::new(),
			idle: 0,
			settling: 0,
			paused: Paused::default(),
			instant_fee: hundredth(setup.instant_fee),
			reserve: hundredth(setup.reserve),
			bunker: hundredth(setup.bunker),
			voided: false,
			unclosed: false,
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
			now() >= self.paused.redeem;
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

	/// Reports an offence of `validators` in the first session of an era that is `eras_ago`, to be
	/// slashed by `thousandths` of their stake.
	pub fn slash(
		&mut self,
		validators: &[AccountId],
		eras_ago: EraIndex,
		thousandths: u32,
	) -> Outcome {
		let era = active_era().saturating_sub(eras_ago);
		let Some(session) = pallet_staking::ErasStartSessionIndex::<Test>::get(era) else {
			return Ok(());
		};
		let before = self.chain_as_model();
		let generation = self.generation;
		let mut noted = false;
		self.step(&[], None, |_| {
			let offenders = validators.to_vec();
			let fraction = Perbill::from_rational(thousandths, 1_000);
			let offence = Collusion { session, offenders, fraction };
			// A second report of the same offence changes nothing.
			let reported =
				<Offences as ReportOffence<AccountId, _, _>>::report_offence(vec![], offence);
			noted = reported.is_ok();
		})?;
		if noted {
			// The tap has told the pool all there is to know of that era, in this very block.
			let missed = self.compare_reports(era + SlashDeferDuration::get() + 1);
			require!(missed.is_empty(), "LS-8: {missed:?} not noted");
		}
		if !self.released && generation == self.generation {
			let loss = self.lost_in_step;
			require_fair_loss(&before, &self.chain_as_model(), loss, self.losses)?;
		}
		if self.losses > 0 {
			self.compare_bunker()?;
		}
		Ok(())
	}

	/// Governance cancels the `which`th slash that staking has for the era that is `ahead`.
	pub fn cancel_slash(&mut self, ahead: EraIndex, which: u32) -> Outcome {
		let era = active_era() + ahead;
		let count = pallet_staking::UnappliedSlashes::<Test>::get(era).len() as u32;
		if count == 0 {
			return Ok(());
		}
		self.cancelled = true;
		self.call(&[], exact(0), Some(true), || {
			Staking::cancel_deferred_slash(RuntimeOrigin::root(), era, vec![which % count])
		})
	}

	/// A block in which nothing is settled.
	pub fn skip_block(&mut self) -> Outcome {
		self.step(&[], None, |_| {
			let cycle = Cycle::<Test>::get();
			Cycle::<Test>::put(SettlementCycle { settled: EraIndex::MAX, run: None, ..cycle });
			run_blocks(1);
			Cycle::<Test>::put(cycle);
		})
	}

	/// Goes on until the next era is planned.
	pub fn late(&mut self) -> Outcome {
		while pallet_staking::CurrentEra::<Test>::get() == Some(active_era()) {
			self.block()?;
		}
		Ok(())
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
		self.pause(true, true, true, 0)?;
		for who in ACTORS {
			if shares_of(who) > 0 {
				self.redeem(who, shares_of(who))?;
			}
		}
		// While next to nothing is left of the exits and a report may be cancelled, no batch can
		// close. The last reports take effect this many eras from now.
		while books().open_shares.0 > 0 && self.reports.provided() > 0 {
			self.era()?;
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
		self.released = false;
		self.losses = 0;
		self.lost_in_step = 0;
		self.idle = books().idle;
		let cycle = Cycle::<Test>::get();
		let run = cycle.run;
		System::reset_events();
		let others: Vec<_> = ACTORS.into_iter().filter(|actor| !who.contains(actor)).collect();
		let before: Vec<_> =
			others.iter().map(|other| LiquidStaking::api_position(*other)).collect();
		action(self);
		self.settling = run.map_or_else(active_era, |run| run.era);
		if run.is_none() && (Cycle::<Test>::get() != cycle) {
			// A settlement has begun in this step, and compares all.
			self.cancelled = false;
		}
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
		for entry in Pending::<Test>::get().into_iter().filter(|entry| entry.provision.loss > 0) {
			let Provision { loss, bought, exits, .. } = entry.provision;
			let key = (entry.era, entry.validator.unwrap_or_default());
			let [loss, bought, exits] = [loss, bought, exits].map(exact);
			model.reports.insert(key, ModelReport { loss, bought, exits });
		}
		model.mark = exact(books.high_water.equity) / exact(books.high_water.issuance.0);
		model.open_era = books.open_batch;
		for who in ACTORS.into_iter().chain([LiquidStaking::pool_account()]) {
			model.holders.insert(who, exact(shares_of(who)));
		}
		for (era, batch) in Batches::<Test>::iter() {
			let of_model = ModelBatch {
				shares: exact(batch.shares.0),
				claims: BTreeMap::new(),
				owed: owed_exactly(&batch),
				paid: exact(batch.payout.unwrap_or(batch.unpaid)),
				unclaimed: exact(batch.unpaid),
				complete: batch.payout.is_some(),
			};
			model.batches.insert(era, of_model);
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
		let provided = self.reports.provided();
		require!(books.pending_loss() == provided, "LS-1: {provided} are provided for, {books:?}");
		require!(provided > 0 || books.provision_bought == 0, "LS-8: bought of nothing: {books:?}");
		require!(books.provision_exits <= books.provision, "LS-8: the exits' part of {books:?}");
		require!(books.reserve <= books.idle, "LS-1: the reserve of {books:?}");
		for (validator, registration) in crate::Registrations::<Test>::iter() {
			let bond = self.reports.bonds.get(&validator).copied();
			let at_risk = self.reports.at_risk(validator);
			require!(
				bond == Some(registration.bond) && at_risk == registration.at_risk,
				"LS-1: {at_risk} of the bond of {validator}, {bond:?}, but {registration:?}"
			);
		}
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

	/// Staking took `amount` from the pot `stash`: what is in the books was reported or is a loss
	/// of everybody. The pool's `events` say how it was met.
	fn slashed(&mut self, stash: AccountId, amount: u128, events: &[RuntimeEvent]) -> Outcome {
		let found = self.pots.iter().position(|pot| pot.account == stash);
		let index = found.ok_or("LS-1: an unknown pot")?;
		let pot = &mut self.pots[index];
		let loss = amount.min(pot.stake);
		pot.stake -= loss;
		pot.unrecognised -= amount - loss;
		let met = match loss {
			0 => Met::default(),
			loss => self.reports.meet(index, loss, pot.stake),
		};
		let covered = met.covered();
		let known = met.provided() + covered;
		self.idle += covered;
		let mut bonds = Vec::new();
		let (mut released, mut bought) = (None, None);
		let (mut applied, mut recognised) = (None, None);
		for event in events {
			match event {
				RuntimeEvent::LiquidStaking(Event::BondSlashed { validator, amount }) =>
					bonds.push((*validator, *amount)),
				RuntimeEvent::LiquidStaking(Event::ProvisionReleased {
					amount,
					holders,
					exits,
					reason,
					..
				}) => {
					let given_back = Some((*amount, *holders, *exits));
					match reason {
						ReleaseReason::Bought => bought = given_back,
						_ => released = given_back,
					}
				},
				RuntimeEvent::LiquidStaking(Event::LossApplied {
					pot,
					loss,
					covered,
					provided,
					..
				}) => applied = Some((*pot, *loss, *covered, *provided)),
				RuntimeEvent::LiquidStaking(Event::LossRecognised {
					pot,
					loss,
					holders,
					exits,
				}) => recognised = Some((*pot, *loss, *holders, *exits)),
				_ => (),
			}
		}
		let pot = index as u32;
		let expected = (known > 0).then_some((pot, known, covered, met.provided()));
		require!(
			bonds == met.bonds && applied == expected,
			"LS-8: a slash of {loss} met by {met:?}, not {bonds:?} and {applied:?}"
		);
		let of = |amount: u128| (amount > 0).then_some(amount);
		require!(
			released.is_some() != met.trimmed.is_empty() &&
				(bought.is_none() || !met.provided.is_empty()) &&
				recognised.map(|(_, loss, ..)| loss) == of(met.unreported) &&
				recognised.is_none_or(|(of, ..)| of == pot),
			"LS-8: a slash of {loss} met by {met:?}, but {released:?}, {recognised:?}"
		);
		let bought = bought.unwrap_or_default();
		for model in [&mut self.step, &mut self.sequence] {
			let mut of_model = GivenBack::nothing();
			for (validator, provided) in &met.provided {
				let key = (active_era(), *validator);
				of_model.add(model.apply(key, *provided, bought.1 > 0, now())?);
			}
			compare_given_back(model, &of_model, bought)?;
		}
		self.released |= bought.0 > 0;
		if let Some(given_back) = released {
			self.give_back(&met.trimmed, given_back)?;
		}
		self.void_if_voided();
		if let Some((_, loss, holders, exits)) = recognised {
			self.lost = true;
			self.lost_since += loss;
			self.lost_in_step += loss;
			self.losses += 1;
			require!(holders + exits == loss, "LS-8: {holders} and {exits} of {loss}");
			for model in [&mut self.step, &mut self.sequence] {
				let (of_model, range) = model.lose(loss, now())?;
				let what = "LS-8: the exits' part of a loss";
				model.compare(what, &exact(exits), &of_model, &range, Unit::Planck)?;
			}
			self.void_if_voided();
		}
		Ok(())
	}

	/// Less than a millionth of a millionth was left of what the batches had: it was declared void.
	fn void_if_voided(&mut self) {
		let most = exact(token_supply().max(1)) / exact(1_000_000_000) + exact(2);
		let left = self.step.exits() + self.step.provision_exits();
		if self.voided && left <= most {
			self.voided = false;
			self.step.void_exits();
			self.sequence.void_exits();
		}
	}

	/// `losses` that were provided for will not come: the chain gave back so much in all, to the
	/// holders and to the exits.
	fn give_back(
		&mut self,
		losses: &[(ReportKey, u128)],
		given_back: (u128, u128, u128),
	) -> Outcome {
		self.released = true;
		self.released_since += losses.iter().map(|(_, loss)| loss).sum::<u128>();
		for model in [&mut self.step, &mut self.sequence] {
			let mut of_model = GivenBack::nothing();
			for (key, loss) in losses {
				of_model.add(model.release(*key, *loss, given_back.1 > 0, now())?);
			}
			compare_given_back(model, &of_model, given_back)?;
		}
		Ok(())
	}

	fn compare_reports(&mut self, era: EraIndex) -> Vec<News> {
		let pots: Vec<_> = self.pots.iter().map(|pot| pot.account).collect();
		let stakes: Vec<_> = self.pots.iter().map(|pot| pot.stake).collect();
		self.reports.compare(era, &pots, &stakes)
	}

	/// The pool says `news` of a slash that is to come in `era`: that must be what follows from
	/// staking's list.
	fn expect(&mut self, era: EraIndex, news: News) -> Outcome {
		// Offences of one block may be listed by staking in another order than they came.
		let at = self.all_expected(era).iter().position(|expected| *expected == news);
		match at.and_then(|at| self.expected.remove(at)) {
			Some(_) => Ok(()),
			None => Err(format!("LS-8: {news:?}, but {:?}", self.expected)),
		}
	}

	/// What follows from staking's list for `era` and was not yet told.
	fn all_expected(&mut self, era: EraIndex) -> &VecDeque<News> {
		if self.expected.is_empty() {
			self.expected = self.compare_reports(era).into();
		}
		&self.expected
	}

	/// A settlement has compared everything: nothing is left that the pool has not noticed.
	fn require_reconciled(&mut self) -> Outcome {
		let stakes: Vec<_> = self.pots.iter().map(|pot| pot.stake).collect();
		if self.cancelled || self.settling != active_era() || self.reports.is_capped(&stakes) {
			return Ok(());
		}
		for era in self.reports.eras() {
			let missed = self.compare_reports(era);
			require!(missed.is_empty(), "LS-8: the settlement overlooked {missed:?}");
		}
		Ok(())
	}

	/// Bunker mode is on if and only if what is provided for, or what was lost since the last
	/// record, reaches its threshold.
	fn compare_bunker(&self) -> Outcome {
		let model = self.chain_as_model();
		let loss = exact(self.lost_since.saturating_sub(self.released_since));
		let applied = (&loss - model.pending()).max(exact(0));
		let limit = ((model.all_claims() + applied) * &self.bunker).ceil().max(exact(1));
		let on = model.pending() >= limit || loss >= limit;
		let books = books();
		require!(
			on == books.bunker.is_some(),
			"LS-8: bunker mode should be {on}: {} lost, limit {}, {books:?}",
			show(&loss),
			show(&limit)
		);
		Ok(())
	}

	/// `amount` was paid to the batch of `era`, the whole of what it was owed or a part.
	fn require_payable(&mut self, era: EraIndex, amount: u128, whole: bool) -> Outcome {
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
			kept = &self.reserve * self.step.all_claims();
			require!(exact(self.idle + 2) >= kept, "LS-8: batch {era} is paid from the reserve");
		}
		let left = exact(self.idle);
		require!(whole || left <= kept + exact(2), "LS-9: batch {era} is paid in part");
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
			Event::ProvisionReleased { era, amount, holders, exits, reason } => {
				let at = self.all_expected(era).iter().position(
					|news| matches!(news, News::Released { reason: why, .. } if *why == reason),
				);
				let losses: Vec<_> = match at.and_then(|at| self.expected.remove(at)) {
					Some(News::Released { era, of, .. }) =>
						of.into_iter().map(|(validator, loss)| ((era, validator), loss)).collect(),
					_ => std::mem::take(&mut self.trimmed),
				};
				require!(!losses.is_empty(), "LS-8: {amount} released for {reason:?}");
				self.give_back(&losses, (amount, holders, exits))?;
			},
			Event::LossReported { era, validator, loss, covered, holders, exits, .. } => {
				let validator = validator.ok_or("LS-8: a report without a name")?;
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
			Event::InstantlyRedeemed { who, shares, amount, fee } => {
				self.idle -= amount;
				*self.received.entry(who).or_default() += amount;
				let least = exact(amount + fee) * &self.instant_fee;
				require!(exact(fee) >= least, "LS-5: a fee of {fee} for {amount}");
				for model in &mut models {
					let (due, range) =
						model.redeem_instantly(who, shares.0, &self.instant_fee, now);
					let what = "LS-5: payment of an instant redemption";
					model.compare(what, &exact(amount), &due, &range, Unit::Planck)?;
				}
			},
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
			Event::RewardRecognised { reward, fee, fee_shares } => {
				let mut models = [&mut self.step, &mut self.sequence];
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
			Event::BatchClosed { era, shares, amount, matures } => {
				let closed = active_era();
				let bonding = 3;
				require!(
					(closed + bonding..=closed + bonding + 1).contains(&matures),
					"LS-9: batch {era}, closed in {closed}, matures in {matures}"
				);
				self.closings.insert(era, Closing { closed, matures });
				for model in &mut models {
					require!(model.open_era == era, "LS-7: batch {era} closes out of turn");
					let (value, range) = model.close(now);
					let closed = &model.batches[&era];
					require!(closed.shares == exact(shares.0), "LS-5: {shares:?} burned");
					let what = "LS-5: value of a batch";
					model.compare(what, &exact(amount), &value, &range, Unit::Planck)?;
				}
			},
			Event::BatchFunded { era, amount, .. } => {
				self.require_payable(era, amount, false)?;
				for model in [&mut self.step, &mut self.sequence] {
					model.pay(era, Some(amount))?;
				}
			},
			Event::BatchMatured { era, amount } => {
				// What was paid in parts before is known exactly.
				let earlier = self.step.batches.get(&era).map(|batch| batch.paid.clone());
				let earlier = earlier.ok_or("LS-9: an unknown batch is paid")?;
				let last = u128::try_from((exact(amount) - earlier).to_integer());
				let last = last.map_err(|_| "LS-9: a batch is paid less than it was")?;
				self.require_payable(era, last, true)?;
				for model in [&mut self.step, &mut self.sequence] {
					let (owed, range) = model.pay(era, None)?;
					let what = "LS-5: payment of a batch";
					model.compare(what, &exact(amount), &owed, &range, Unit::Planck)?;
				}
			},
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
			{
				// There is no price for units while a report may yet be cancelled.
				let (left, provision) = (self.step.exits(), self.step.provision_exits());
				let most = exact(token_supply()) / exact(1_000_000_000) + exact(2);
				require!(
					left <= most && provision > exact(0),
					"LS-9: no price with {} owed",
					show(&left)
				);
				self.unclosed = true;
			},
			Event::StepFailed { step, error } =>
				return Err(format!("LS-9: step {step:?} failed: {error:?}")),
			Event::SettlementFinished { era } => {
				self.require_reconciled()?;
				self.settling = active_era();
				let books = books();
				let unlocking: u128 =
					(0..self.pots.len() as u32).map(|index| ledger_of(index).2).sum();
				let full = SettlementBudget::get() == Weight::MAX;
				require!(
					!full ||
						books.reserve == 0 || books.idle - books.reserve + unlocking >= books.exits,
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
			},
			_ => (),
		}
		Ok(())
	}
}

/// What the chain gave back of the provision, in all, to holders and to exits, against the model.
fn compare_given_back(
	model: &Model,
	of_model: &GivenBack,
	(amount, holders, exits): (u128, u128, u128),
) -> Outcome {
	require!(holders + exits == amount, "LS-8: {holders} and {exits} of {amount}");
	let what = "LS-8: what is given back";
	model.compare(what, &exact(amount), &of_model.amount, &of_model.of_amount, Unit::Planck)?;
	let what = "LS-8: the exits' part of what is given back";
	model.compare(what, &exact(exits), &of_model.exits, &of_model.of_exits, Unit::Planck)
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

impl Setup {
	/// A chain in its first block.
	pub fn chain(&self) -> sp_io::TestExternalities {
		EraReward::set(0);
		SettlementBudget::set(Weight::MAX);
		MinExitDelay::set(self.exit_delay);
		ExtBuilder::default()
			.pots(self.pots.clone())
			.fee(self.fee)
			.slash_defer(self.defer)
			.build()
	}
}
