//! One step: what the models start from, what is done, and what is compared after it.

use super::{
	super::compare::{
		compare_model, compare_positions, owed_exactly, rate_of_api, require_same_claims,
	},
	now, require, World, ACTORS,
};
use crate::{
	mock::*,
	provision::Provision,
	tests::model::{exact, show, Exact, Model, ModelBatch, ModelReport, Outcome, Precision},
	Batches, Claims, Cycle, Pending,
};
use sp_runtime::{FixedPointNumber, FixedU128};
use std::collections::BTreeMap;

impl World {
	/// Does something to the chain and compares everything. `who` are those whose claims it may
	/// change; the claims of others change by no more than one unit and their part of `crumbs`
	/// (`None`: this is not a call).
	pub(super) fn step(
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
	pub(super) fn start_anew_after_a_wipe_out(&mut self) {
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
	pub(super) fn chain_as_model(&self) -> Model {
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
	pub(super) fn compare_rate(&mut self) -> Outcome {
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
	pub(super) fn compare_books(&self) -> Outcome {
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
}
