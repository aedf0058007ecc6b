//! The pool in rational numbers: what everybody is entitled to when nothing is rounded.
//!
//! Written from the design and not from the pallet: it shares no code with `books.rs` or
//! `estuary_math`. It is told facts only (who called with which amount, what staking paid,
//! reported, took and let go of, in which block the settlement did what) and computes prices,
//! splits and amounts itself.
//!
//! Two of them run beside the chain in the properties:
//!
//! * [`Precision::Step`] starts from the chain's books before every call and every block. What the
//!   chain may differ by afterwards is the sum of the roundings in that one step: each is at most
//!   one unit, and each goes in favour of the pool. [`Slack`] counts them, by direction.
//! * [`Precision::Sequence`] runs freely from the opening of the pool. Roundings of the chain add
//!   up there and move prices, in both directions: a redeemer after others' roundings gets more
//!   than the model says. Each adds at most one planck and one share, and what has added up is
//!   magnified by a deposit, by a reward and by those who leave a stream behind, as much as the
//!   pool or its price is; see [`Model::tolerance`].

use crate::mock::{AccountId, PERIOD, SEED, SESSIONS};
use num_bigint::BigInt;
use num_rational::BigRational;
use sp_staking::EraIndex;
use std::collections::BTreeMap;

pub type Exact = BigRational;
/// A failure, with the number of the invariant that does not hold.
pub type Outcome<T = ()> = Result<T, String>;

/// `n` exactly.
pub fn exact(n: u128) -> Exact {
	Exact::from_integer(BigInt::from(n))
}

fn zero() -> Exact {
	exact(0)
}

fn one() -> Exact {
	exact(1)
}

/// How far a number of the chain may be from the model's: `model - below <= chain <= model +
/// above`.
#[derive(Clone, Debug)]
pub struct Range {
	pub below: Exact,
	pub above: Exact,
}

impl Range {
	pub fn new(below: Exact, above: Exact) -> Self {
		Range { below, above }
	}

	pub fn none() -> Self {
		Range::new(zero(), zero())
	}

	fn widen(&mut self, below: Exact, above: Exact) {
		self.below += below;
		self.above += above;
	}

	fn scale(&mut self, factor: &Exact) {
		self.below *= factor;
		self.above *= factor;
	}

	/// How far apart two numbers in it may be.
	fn sum(&self) -> Exact {
		&self.below + &self.above
	}

	/// The range of what is taken from here, seen from where it is taken.
	fn widen_against(&mut self, other: &Range) {
		self.below += &other.above;
		self.above += &other.below;
	}
}

/// What the roundings of one step may add up to, in planck (`issuance`: in shares).
#[derive(Clone, Debug)]
pub struct Slack {
	pub issuance: Range,
	/// Of `backing + streaming`.
	pub held: Range,
	pub backing: Range,
	/// Of what all shares together are worth at the net rate.
	pub net: Range,
	pub exits: Range,
	/// Of what any one batch is owed.
	pub owed: Range,
	pub claims: Range,
	/// Of the exits' part of the provision.
	pub provision_exits: Range,
	/// Of what batches have bought of the provision.
	pub provision_bought: Range,
	/// Of what all shares together would be worth at the high-water mark.
	pub mark: Range,
}

impl Slack {
	fn none() -> Self {
		Slack {
			issuance: Range::none(),
			held: Range::none(),
			backing: Range::none(),
			net: Range::none(),
			exits: Range::none(),
			owed: Range::none(),
			claims: Range::none(),
			provision_exits: Range::none(),
			provision_bought: Range::none(),
			mark: Range::none(),
		}
	}
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Precision {
	/// From the chain's books on, through one call or block.
	Step,
	/// From the opening of the pool on.
	Sequence,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
	Planck,
	Shares,
}

/// Names a report: the era in which it is applied, and the validator.
pub type ReportKey = (EraIndex, AccountId);

/// What is provided for a report, in planck.
#[derive(Clone, Debug)]
pub struct ModelReport {
	/// What will be lost, less what bonds stand for.
	pub loss: Exact,
	/// What batches paid at their closing to have as much of it as the others.
	pub bought: Exact,
	/// The part of both that batches would get back.
	pub exits: Exact,
}

impl ModelReport {
	fn total(&self) -> Exact {
		&self.loss + &self.bought
	}
}

/// A part of the provision that was given back, in planck, with the ranges.
#[derive(Clone, Debug)]
pub struct GivenBack {
	pub amount: Exact,
	pub of_amount: Range,
	/// The exits' part.
	pub exits: Exact,
	pub of_exits: Range,
}

impl GivenBack {
	pub fn nothing() -> Self {
		GivenBack {
			amount: zero(),
			of_amount: Range::none(),
			exits: zero(),
			of_exits: Range::none(),
		}
	}

	pub fn add(&mut self, other: GivenBack) {
		self.amount += other.amount;
		self.of_amount.widen(other.of_amount.below, other.of_amount.above);
		self.exits += other.exits;
		self.of_exits.widen(other.of_exits.below, other.of_exits.above);
	}
}

/// A closed batch.
#[derive(Clone, Debug)]
pub struct ModelBatch {
	/// Shares burned for it.
	pub shares: Exact,
	/// Shares not claimed, by owner.
	pub claims: BTreeMap<AccountId, Exact>,
	/// Planck still owed to it.
	pub owed: Exact,
	/// Planck paid to it so far.
	pub paid: Exact,
	/// The part of those that is not claimed.
	pub unclaimed: Exact,
	/// Nothing more is owed to it: it can be claimed.
	pub complete: bool,
}

#[derive(Clone, Debug)]
pub struct Model {
	pub precision: Precision,
	pub fee: Exact,
	pub backing: Exact,
	pub streaming: Exact,
	pub vests_from: u64,
	pub vests_until: u64,
	pub issuance: Exact,
	/// Losses that are reported and not applied, by era of application and validator.
	pub reports: BTreeMap<ReportKey, ModelReport>,
	/// The most that a share was worth, stream included, when a reward was recognised.
	pub mark: Exact,
	pub holders: BTreeMap<AccountId, Exact>,
	pub open_era: EraIndex,
	/// Shares in the open batch, by owner.
	pub open: BTreeMap<AccountId, Exact>,
	pub batches: BTreeMap<EraIndex, ModelBatch>,
	/// Planck paid to each account.
	pub received: BTreeMap<AccountId, Exact>,
	pub slack: Slack,
	/// Of [`Precision::Sequence`]: planck that roundings so far may have moved.
	pub drift: Exact,
}

impl Model {
	/// A pool with nothing in it; `precision` says what it is compared for.
	pub fn empty(precision: Precision, fee_parts: u32) -> Self {
		Model {
			precision,
			fee: exact(fee_parts.into()) / exact(1_000_000_000),
			backing: zero(),
			streaming: zero(),
			vests_from: 0,
			vests_until: 0,
			issuance: zero(),
			reports: BTreeMap::new(),
			mark: zero(),
			holders: BTreeMap::new(),
			open_era: 0,
			open: BTreeMap::new(),
			batches: BTreeMap::new(),
			received: BTreeMap::new(),
			slack: Slack::none(),
			drift: zero(),
		}
	}

	/// The pool as it opens: the seed's shares belong to `pool` for good.
	pub fn opened(pool: AccountId, fee_parts: u32) -> Self {
		let mut model = Model::empty(Precision::Sequence, fee_parts);
		model.backing = exact(SEED);
		model.issuance = exact(SEED);
		model.mark = one();
		model.holders.insert(pool, exact(SEED));
		model
	}

	// Prices.

	/// Backing and streaming.
	pub fn held(&self) -> Exact {
		&self.backing + &self.streaming
	}

	/// Owed to all batches that are not paid out.
	pub fn exits(&self) -> Exact {
		self.batches.values().fold(zero(), |sum, batch| sum + &batch.owed)
	}

	/// Everything that bears losses, and what it has borne of those that may be cancelled.
	pub fn all_claims(&self) -> Exact {
		self.held() + self.exits() + self.provision()
	}

	fn sum(&self, of: impl Fn(&ModelReport) -> Exact) -> Exact {
		self.reports.values().fold(zero(), |sum, report| sum + of(report))
	}

	/// What will be lost if nothing is cancelled, less what bonds stand for.
	pub fn pending(&self) -> Exact {
		self.sum(|report| report.loss.clone())
	}

	/// What batches have paid for their part of the reports.
	pub fn provision_bought(&self) -> Exact {
		self.sum(|report| report.bought.clone())
	}

	/// What batches would get back.
	pub fn provision_exits(&self) -> Exact {
		self.sum(|report| report.exits.clone())
	}

	/// What may yet be given back.
	pub fn provision(&self) -> Exact {
		self.sum(ModelReport::total)
	}

	/// Paid out to batches and not claimed.
	pub fn claims(&self) -> Exact {
		self.batches.values().fold(zero(), |sum, batch| sum + &batch.unclaimed)
	}

	/// What has vested of the stream at block `now`.
	pub fn vested(&self, now: u64) -> Exact {
		if now >= self.vests_until {
			return self.streaming.clone();
		}
		if now <= self.vests_from {
			return zero();
		}
		&self.streaming * exact((now - self.vests_from).into()) /
			exact((self.vests_until - self.vests_from).into())
	}

	/// Planck that `shares` redeem for at block `now`.
	pub fn net_value(&self, shares: &Exact, now: u64) -> Exact {
		if self.issuance == zero() {
			return zero();
		}
		shares * (&self.backing + self.vested(now)) / &self.issuance
	}

	/// Planck that a new share costs, all that may yet come to it included; `None` if there is no
	/// price.
	pub fn forward_price(&self) -> Option<Exact> {
		let equity = self.held() + self.provision();
		(equity > zero() && self.issuance > zero()).then(|| equity / &self.issuance)
	}

	/// What an instant redemption of `shares` at block `now` brings when it costs `fee`.
	pub fn instant_value(&self, shares: &Exact, fee: &Exact, now: u64) -> Exact {
		self.net_value(shares, now) * (one() - fee)
	}

	/// What a claim of `owner` on `batch` is worth.
	pub fn exit_value(&self, era: EraIndex, owner: AccountId) -> Option<Exact> {
		let batch = self.batches.get(&era)?;
		Some((&batch.owed + &batch.paid) * batch.claims.get(&owner)? / &batch.shares)
	}

	// Comparing.

	/// Planck (shares) that a number of the chain may be away from the model's that runs freely:
	/// what has drifted of backing, stream and exits together, twice since an amount depends on two
	/// of them, and two for what a view rounds: what has vested, and the value.
	pub fn tolerance(&self, unit: Unit) -> Exact {
		let planck = &self.drift * exact(2) + exact(2);
		match (unit, self.forward_price()) {
			(Unit::Shares, Some(price)) => planck / price + one(),
			_ => planck,
		}
	}

	/// Compares a number of the chain with the model's: within `range` in one step, within
	/// [`Self::tolerance`] over a sequence.
	pub fn compare(
		&self,
		what: &str,
		chain: &Exact,
		model: &Exact,
		range: &Range,
		unit: Unit,
	) -> Outcome {
		let range = match self.precision {
			Precision::Step => range.clone(),
			Precision::Sequence => Range::new(self.tolerance(unit), self.tolerance(unit)),
		};
		let within = within(what, chain, model, &range);
		within.map_err(|what| format!("{what} [{:?}]", self.precision))
	}

	/// Compares the sum of `views` numbers, each rounded down, with the model's that runs freely.
	pub fn compare_sum(&self, what: &str, chain: u128, model: &Exact, views: u128) -> Outcome {
		let tolerance = self.tolerance(Unit::Planck);
		let range = Range::new(&tolerance + exact(2 * views), tolerance);
		within(what, &exact(chain), model, &range)
	}

	/// Notes `count` roundings.
	fn rounded(&mut self, count: u128) {
		let price = self.forward_price().unwrap_or_else(zero);
		self.drift += exact(count) * (one() + price);
	}

	/// The pool is about to grow by `amount`: roundings so far grow with it, since a share that is
	/// there on one side only earns its part.
	fn grows_by(&mut self, amount: &Exact) {
		let held = self.held();
		if held > zero() {
			self.drift *= one() + amount / held;
		}
	}

	/// Cuts numbers whose fractions have grown long to 2^-192, which is nothing beside a planck but
	/// keeps the arithmetic fast.
	pub fn shorten(&mut self) {
		let numbers = [
			&mut self.backing,
			&mut self.streaming,
			&mut self.issuance,
			&mut self.mark,
			&mut self.drift,
		];
		let maps = [&mut self.holders, &mut self.open, &mut self.received];
		let of_batches = self
			.batches
			.values_mut()
			.flat_map(|batch| [&mut batch.owed, &mut batch.paid, &mut batch.unclaimed]);
		let of_reports = self
			.reports
			.values_mut()
			.flat_map(|report| [&mut report.bought, &mut report.exits]);
		let all = numbers
			.into_iter()
			.chain(of_reports)
			.chain(maps.into_iter().flat_map(|map| map.values_mut()))
			.chain(of_batches);
		for number in all {
			if number.denom().bits() > 256 {
				let fine: BigInt = BigInt::from(1) << 192;
				let cut = (&*number * Exact::from_integer(fine.clone())).round().to_integer();
				*number = Exact::new(cut, fine);
			}
		}
	}

	// What happens to the pool.

	/// Moves what has vested into the backing.
	fn vest(&mut self, now: u64) {
		let vested = self.vested(now);
		if vested == zero() {
			return;
		}
		if now < self.vests_until {
			// Less than one planck vests later than it could.
			self.slack.backing.widen(one(), zero());
			self.slack.net.widen(one(), zero());
			self.rounded(1);
		}
		self.backing += &vested;
		self.streaming -= vested;
		self.vests_from = self.vests_from.max(now);
	}

	/// `amount` buys shares at the forward price. The stream gets what keeps it the same for each
	/// share, so that what vests for the others does not change; the backing gets the rest, and
	/// with it what is paid for the provision. Up to `unsure` planck of `amount` are in doubt.
	fn buy(&mut self, amount: &Exact, unsure: &Exact) -> Option<(Exact, Range)> {
		let price = self.forward_price()?;
		let backing_price = (&self.backing + self.provision()) / &self.issuance;
		let shares = amount / &price;
		let part = &shares / &self.issuance;
		let growth = one() + &part;
		self.grows_by(amount);
		// Down to whole shares. The backing's part goes up to whole planck; without a stream all of
		// `amount` goes there, also what did not buy a whole share.
		let bought = Range::new(one() + unsure / &price, unsure / &price);
		self.slack.backing.scale(&growth);
		self.slack.net.scale(&growth);
		if self.streaming == zero() {
			self.slack.backing.widen(unsure.clone(), unsure.clone());
			self.slack.net.widen(zero(), price.clone());
		} else {
			self.slack.backing.widen(&backing_price * &bought.below, one() + unsure);
			self.slack.net.widen(zero(), one());
		}
		self.slack.issuance.scale(&growth);
		self.slack.issuance.widen(bought.below.clone(), bought.above.clone());
		let streamed = &part * &self.streaming;
		self.backing += amount - &streamed;
		self.streaming += streamed;
		self.issuance += &shares;
		self.rounded(2);
		Some((shares, bought))
	}

	/// `who` pays in `amount`; the shares, and how many fewer the chain may have given.
	pub fn deposit(&mut self, who: AccountId, amount: u128, now: u64) -> Outcome<(Exact, Range)> {
		self.vest(now);
		let bought = self.buy(&exact(amount), &zero()).ok_or("LS-5: a deposit without a price")?;
		*self.holders.entry(who).or_insert_with(zero) += &bought.0;
		Ok(bought)
	}

	/// `who` redeems `shares` at once and leaves `fee` of their value to the others, together with
	/// what the shares would have got back of the provision; what is paid.
	pub fn redeem_instantly(
		&mut self,
		who: AccountId,
		shares: u128,
		fee: &Exact,
		now: u64,
	) -> (Exact, Range) {
		self.vest(now);
		let shares = exact(shares);
		let part = &shares / &self.issuance;
		let mut range = self.slack.net.clone();
		range.scale(&part);
		// The value goes down, the fee up to whole planck.
		range.widen(exact(2), zero());
		let amount = self.instant_value(&shares, fee, now);
		let price = self.forward_price();
		self.backing -= &amount;
		self.issuance -= &shares;
		*self.holders.entry(who).or_insert_with(zero) -= &shares;
		*self.received.entry(who).or_insert_with(zero) += &amount;
		self.left_behind(price);
		for of in [&mut self.slack.backing, &mut self.slack.held, &mut self.slack.net] {
			of.widen_against(&range);
		}
		self.rounded(2);
		(amount, range)
	}

	/// Somebody left shares when the price was `old` and left behind what did not go along: a share
	/// that is there on one side only earns its part of that as well.
	fn left_behind(&mut self, old: Option<Exact>) {
		if let Some((old, new)) = old.zip(self.forward_price()) {
			self.drift *= (new / old).max(one());
		}
	}

	/// The pots gained `reward`; the fee and its shares, with their ranges.
	pub fn reward(
		&mut self,
		reward: u128,
		recipient: AccountId,
		now: u64,
	) -> Outcome<(Exact, Range, Exact, Range)> {
		self.vest(now);
		let reward = exact(reward);
		let above = self.held() + &reward - &self.mark * &self.issuance;
		let gain = above.max(zero()).min(reward.clone());
		let fee = &gain * &self.fee;
		// The worth of the mark is rounded up, the fee down.
		let slack = &self.slack;
		let unsure = one() +
			&slack.held.below +
			&slack.held.above +
			(&slack.issuance.below + &slack.issuance.above) * &self.mark;
		let unsure = unsure.min(reward.clone()) * &self.fee;
		let streamed = reward - &fee;
		self.grows_by(&streamed);
		self.streaming += streamed;
		self.vests_from = now;
		self.vests_until = now + u64::from(PERIOD * SESSIONS);
		self.rounded(1);
		if self.fee > zero() {
			// The fee depends on two numbers that may have drifted.
			self.drift *= one() + &self.fee;
		}
		let fee_range = Range::new(one() + &unsure, unsure.clone());
		let mut shares = (zero(), Range::none());
		if self.forward_price().is_some() {
			shares = self.buy(&fee, &fee_range.below).ok_or("LS-2: a reward and no price")?;
		} else if fee > zero() {
			return Err("LS-2: a reward and no price".into());
		}
		*self.holders.entry(recipient).or_insert_with(zero) += &shares.0;
		if self.issuance > zero() {
			let reached = self.held() / &self.issuance;
			let of_issuance = &self.slack.issuance;
			// Where both are as high, either may be kept. Fewer shares have the same.
			let fewest = (&self.issuance - &of_issuance.below).max(one());
			let dearer = &self.issuance / fewest;
			self.slack.mark = Range::new(
				&self.slack.held.below + &of_issuance.above * &reached,
				(&self.slack.held.above + &of_issuance.below * &reached) * dearer,
			);
			self.mark = self.mark.clone().max(reached);
		}
		Ok((fee, fee_range, shares.0, shares.1))
	}

	/// Takes `loss` from everybody's claim, of each the same fraction (LS-8), from the holders'
	/// through the stream first. Returns the exits' part.
	fn bear(&mut self, loss: &Exact, now: u64) -> Outcome<(Exact, Range)> {
		self.vest(now);
		let exits = self.exits();
		let all = self.held() + &exits;
		if *loss > all {
			return Err(format!("LS-1: a loss of {} of {}", show(loss), show(&all)));
		}
		if *loss == zero() {
			return Ok((zero(), Range::none()));
		}
		let from_exits = loss * &exits / &all;
		let from_holders = loss - &from_exits;
		let kept = if exits == zero() { zero() } else { (&exits - &from_exits) / &exits };
		for batch in self.batches.values_mut() {
			batch.owed *= &kept;
		}
		let from_stream = from_holders.clone().min(self.streaming.clone());
		self.streaming -= &from_stream;
		self.backing -= &from_holders - from_stream;
		// The exits' part is rounded up: less than one planck in favour of those who stay.
		let range = Range::new(self.slack.exits.below.clone(), &self.slack.exits.above + one());
		let slack = &mut self.slack;
		slack.exits.widen(one(), zero());
		slack.owed.widen(one(), zero());
		slack.held.widen(zero(), one());
		slack.backing.widen(zero(), exact(2));
		slack.net.widen(zero(), exact(2));
		self.rounded(2);
		Ok((from_exits, range))
	}

	/// The pots lost `loss` that nobody had reported.
	pub fn lose(&mut self, loss: u128, now: u64) -> Outcome<(Exact, Range)> {
		self.bear(&exact(loss), now)
	}

	/// Staking reported that it will take `loss` from the pots, beyond what bonds stand for.
	pub fn report(&mut self, key: ReportKey, loss: u128, now: u64) -> Outcome<(Exact, Range)> {
		let loss = exact(loss);
		let (from_exits, range) = self.bear(&loss, now)?;
		if loss == zero() {
			return Ok((from_exits, range));
		}
		let report = self.reports.entry(key).or_insert_with(|| ModelReport {
			loss: zero(),
			bought: zero(),
			exits: zero(),
		});
		report.loss += loss;
		report.exits += &from_exits;
		self.slack.provision_exits.widen(range.below.clone(), range.above.clone());
		Ok((from_exits, range))
	}

	/// Takes `loss` out of a report, the part of what batches have bought for it and the exits'
	/// part of `given_back` of them; what was bought and the latter, with their ranges. All of
	/// what was bought is always given back.
	fn take_provision(
		&mut self,
		key: ReportKey,
		loss: &Exact,
		loss_is_given_back: bool,
	) -> Outcome<((Exact, Range), (Exact, Range))> {
		let report = self.reports.get_mut(&key).ok_or("LS-8: an unknown report")?;
		if *loss > report.loss {
			let (loss, report) = (show(loss), show(&report.loss));
			return Err(format!("LS-1: {loss} of a provision for {report}"));
		}
		if *loss == zero() {
			return Ok(((zero(), Range::none()), (zero(), Range::none())));
		}
		let part = loss / &report.loss;
		let bought = &part * &report.bought;
		// Both go in the same proportion.
		let exits = &part * &report.exits;
		let given_back = if loss_is_given_back { loss + &bought } else { bought.clone() };
		let all = loss + &bought;
		let back = &exits * (given_back / all);
		report.loss -= loss;
		report.bought -= &bought;
		report.exits -= &exits;
		let last = report.loss == zero();
		if last {
			self.reports.remove(&key);
		}
		let slack = &mut self.slack;
		let mut of_bought = slack.provision_bought.clone();
		of_bought.scale(&part);
		if !last && (bought > zero() || of_bought.below > zero()) {
			// Down to whole planck.
			of_bought.widen(one(), zero());
			slack.provision_bought.widen(zero(), one());
		}
		// What was bought moves the proportion; what is lost and what is given back are taken out
		// one after the other, each down to whole planck.
		let unsure = slack.provision_bought.sum() + of_bought.sum();
		let mut of_exits = slack.provision_exits.clone();
		of_exits.scale(&part);
		of_exits.widen(&unsure + one(), unsure.clone() + one());
		slack.provision_exits.widen(unsure.clone(), unsure + exact(2));
		self.rounded(3);
		Ok(((bought, of_bought), (back, of_exits)))
	}

	/// Staking took `provided` that had been reported. What batches had bought of the provision for
	/// it is given back.
	pub fn apply(
		&mut self,
		key: ReportKey,
		provided: u128,
		restarts: bool,
		now: u64,
	) -> Outcome<GivenBack> {
		self.vest(now);
		let (bought, exits) = self.take_provision(key, &exact(provided), false)?;
		Ok(self.give_back(bought, exits, restarts, now))
	}

	/// Staking let go of `loss` that had been reported: batches have their part at once, holders
	/// over an era, with what batches had bought of it. `restarts` says whether there was anything
	/// for holders on the chain.
	pub fn release(
		&mut self,
		key: ReportKey,
		loss: u128,
		restarts: bool,
		now: u64,
	) -> Outcome<GivenBack> {
		self.vest(now);
		let loss = exact(loss);
		let ((bought, range), exits) = self.take_provision(key, &loss, true)?;
		Ok(self.give_back((loss + bought, range), exits, restarts, now))
	}

	fn give_back(
		&mut self,
		(amount, of_amount): (Exact, Range),
		(to_exits, range): (Exact, Range),
		restarts: bool,
		now: u64,
	) -> GivenBack {
		let exits = self.exits();
		if exits > zero() {
			let growth = one() + &to_exits / &exits;
			self.batches.values_mut().for_each(|batch| batch.owed *= &growth);
			self.slack.owed.scale(&growth);
			self.slack.owed.widen(range.below.clone(), range.above.clone());
			// So do roundings that moved a part of the exits to somebody else.
			self.drift *= growth;
		}
		let to_holders = &amount - &to_exits;
		self.grows_by(&to_holders);
		self.streaming += to_holders;
		if restarts {
			self.vests_from = now;
			self.vests_until = now + u64::from(PERIOD * SESSIONS);
		}
		self.slack.exits.widen(range.below.clone(), range.above.clone());
		self.slack.held.widen_against(&range);
		self.slack.held.widen(of_amount.below.clone(), of_amount.above.clone());
		self.rounded(2);
		GivenBack { amount, of_amount, exits: to_exits, of_exits: range }
	}

	/// Losses left so little to the exits that the chain declared it void.
	pub fn void_exits(&mut self) {
		let left = self.exits();
		self.batches.values_mut().for_each(|batch| batch.owed = zero());
		self.leave_reports();
		self.slack.provision_exits = Range::none();
		self.gain_dust(&left, &self.slack.exits.clone());
		self.slack.exits = Range::none();
		self.slack.owed = Range::none();
	}

	/// What exits would get back falls to the holders.
	fn leave_reports(&mut self) {
		self.reports.values_mut().for_each(|report| report.exits = zero());
	}

	fn gain_dust(&mut self, dust: &Exact, range: &Range) {
		self.backing += dust;
		for of in [&mut self.slack.backing, &mut self.slack.held, &mut self.slack.net] {
			of.widen(range.below.clone(), range.above.clone());
		}
		self.rounded(1);
	}

	/// `who` puts `shares` into the open batch.
	pub fn join(&mut self, who: AccountId, shares: u128) {
		*self.holders.entry(who).or_insert_with(zero) -= exact(shares);
		*self.open.entry(who).or_insert_with(zero) += exact(shares);
	}

	/// `who` takes `shares` out of the open batch.
	pub fn leave(&mut self, who: AccountId, shares: u128) {
		*self.holders.entry(who).or_insert_with(zero) += exact(shares);
		let left = self.open.entry(who).or_insert_with(zero);
		*left -= exact(shares);
		if *left == zero() {
			self.open.remove(&who);
		}
	}

	/// `from` gives `shares` to `to`.
	pub fn transfer(&mut self, from: AccountId, to: AccountId, shares: u128) {
		*self.holders.entry(from).or_insert_with(zero) -= exact(shares);
		*self.holders.entry(to).or_insert_with(zero) += exact(shares);
	}

	/// `from` gives `shares` of its claim on the batch of `era` to `to`.
	pub fn transfer_claim(&mut self, era: EraIndex, from: AccountId, to: AccountId, shares: u128) {
		let claims = match self.batches.get_mut(&era) {
			Some(batch) => &mut batch.claims,
			None => &mut self.open,
		};
		*claims.entry(to).or_insert_with(zero) += exact(shares);
		let left = claims.entry(from).or_insert_with(zero);
		*left -= exact(shares);
		if *left == zero() {
			claims.remove(&from);
		}
	}

	/// The open batch closes at the net rate of block `now`; what it is owed.
	///
	/// All that wait have the same of the provision for each planck owed. Who brings less buys the
	/// difference, who brings more leaves it to the holders.
	pub fn close(&mut self, now: u64) -> (Exact, Range) {
		self.vest(now);
		let claims = std::mem::take(&mut self.open);
		let shares = claims.values().fold(zero(), |sum, n| sum + n);
		let value = self.net_value(&shares, now);
		let price = self.forward_price();
		let part = &shares / &self.issuance;
		let mut of_value = self.slack.net.clone();
		of_value.scale(&part);
		of_value.widen(one(), zero());
		// Who leaves takes along the part of the holders' provision for each report.
		let of_holders = self.provision() - self.provision_exits();
		let count = exact(self.reports.len() as u128);
		let slack = &self.slack;
		let of_theirs = (slack.issuance.sum() * &of_holders / &self.issuance) +
			&part * (slack.provision_exits.sum() + slack.provision_bought.sum()) +
			&count;
		let exits = self.exits();
		let waiting = self.provision_exits();
		let mut owed = value.clone();
		// Its units are whole: less than a planck of it goes to the others that wait.
		let mut of_owed = Range::new(&of_value.below + one(), of_value.above.clone());
		let mut of_brought = of_theirs.clone();
		if exits == zero() {
			for report in self.reports.values_mut() {
				report.exits += &part * (report.total() - &report.exits);
			}
		} else if waiting > zero() {
			let times = self.joins_times(&value, &part, &exits);
			for report in self.reports.values_mut() {
				let theirs = &part * (report.total() - &report.exits);
				let alike = &times * &report.exits;
				let bought = (&alike - &theirs).max(zero());
				owed -= &bought;
				report.exits += alike.clone().min(theirs) + &bought;
				report.bought += bought;
			}
			// A rounding in what the others have counts as often as it is more than theirs.
			self.drift *= one() + &times;
			let slack = &self.slack;
			let unsure = of_value.sum() +
				&of_theirs + &times * (slack.exits.sum() + slack.provision_exits.sum()) +
				&count + exact(3);
			of_owed = Range::new(unsure.clone(), unsure.clone());
			// The number of units counts for each of the provisions.
			of_brought = &of_theirs + (of_value.sum() + &unsure) * (one() + &waiting / &exits);
			let slack = &mut self.slack;
			slack.provision_bought.widen(of_brought.clone(), of_brought.clone());
		}
		self.slack.provision_exits.widen(of_brought.clone(), of_brought);
		self.backing -= &value;
		self.issuance -= &shares;
		self.batches.insert(
			self.open_era,
			ModelBatch {
				shares,
				claims,
				owed: owed.clone(),
				paid: zero(),
				unclaimed: zero(),
				complete: false,
			},
		);
		self.left_behind(price);
		let slack = &mut self.slack;
		slack.backing.widen_against(&of_value);
		slack.held.widen_against(&of_value);
		slack.net.scale(&(one() - part));
		slack.net.widen(zero(), one());
		slack.exits.widen(of_owed.below.clone(), of_owed.above.clone());
		slack.owed.widen(&of_owed.below + one(), &of_owed.above + one());
		self.rounded(3);
		(owed, of_owed)
	}

	/// How many times what all that wait have of everything a batch can pay for that brings `value`
	/// and the `part` of the holders' provision for each report: what it has too little of the one
	/// it pays with the other.
	fn joins_times(&self, value: &Exact, part: &Exact, exits: &Exact) -> Exact {
		let mut times = value / exits;
		loop {
			let (mut have, mut price) = (value.clone(), exits.clone());
			for report in self.reports.values() {
				let theirs = part * (report.total() - &report.exits);
				if &times * &report.exits > theirs {
					have += theirs;
					price += &report.exits;
				}
			}
			let fewer = have / price;
			if fewer >= times {
				return times;
			}
			times = fewer;
		}
	}

	/// The batch of `era` is paid: `part` planck of what it is owed, or all. Returns all that was
	/// paid to it so far. What it would have got back of the provision falls to the holders.
	pub fn pay(&mut self, era: EraIndex, part: Option<u128>) -> Outcome<(Exact, Range)> {
		let exits = self.exits();
		let batch = self.batches.get_mut(&era).ok_or("LS-9: an unknown batch is paid")?;
		let amount = part.map_or_else(|| batch.owed.clone(), exact);
		let mut range = match part {
			Some(_) => Range::none(),
			None => self.slack.owed.clone(),
		};
		if part.is_none() {
			range.widen(one(), zero());
		}
		batch.owed -= &amount;
		batch.paid += &amount;
		batch.unclaimed += &amount;
		batch.complete = part.is_none();
		let paid = batch.paid.clone();
		if exits > zero() {
			let part = &amount / &exits;
			let each = self.provision_exits() / &exits;
			let count = exact(self.reports.len() as u128);
			self.reports.values_mut().for_each(|report| report.exits *= one() - &part);
			let unsure =
				&each * (exact(2) + range.sum() + self.slack.exits.sum()) + count + exact(1);
			self.slack.provision_exits.widen(unsure.clone(), unsure);
		}
		self.slack.exits.widen_against(&range);
		self.slack.owed.widen(exact(2), exact(2));
		self.slack.claims.widen(range.below.clone(), range.above.clone());
		if self.batches.values().all(|batch| batch.complete) {
			// The last one leaves to the holders what rounding left over.
			let left = Range::new(zero(), &self.slack.exits.above + one());
			self.gain_dust(&zero(), &left);
			self.slack.exits.below += one();
			self.leave_reports();
			self.slack.provision_exits = Range::none();
		}
		self.rounded(2);
		Ok((paid, range))
	}

	/// `owner` takes its part of the batch of `era`, which was paid out.
	pub fn claim(&mut self, owner: AccountId, era: EraIndex) -> Outcome<(Exact, Range)> {
		let batch = self.batches.get_mut(&era).ok_or("LS-3: a claim on an unknown batch")?;
		if !batch.complete {
			return Err("LS-3: a claim on a batch not paid out".into());
		}
		let shares = batch.claims.remove(&owner).ok_or("LS-3: a claim that does not exist")?;
		let amount = &batch.paid * shares / &batch.shares;
		batch.unclaimed -= &amount;
		*self.received.entry(owner).or_insert_with(zero) += &amount;
		if batch.claims.is_empty() {
			let left = batch.unclaimed.clone();
			self.batches.remove(&era);
			self.gain_dust(&left, &Range::new(zero(), one()));
		} else {
			self.slack.claims.widen(zero(), one());
		}
		self.rounded(1);
		Ok((amount, Range::new(one(), zero())))
	}
}

/// `model - range.below <= chain <= model + range.above`.
fn within(what: &str, chain: &Exact, model: &Exact, range: &Range) -> Outcome {
	if *chain >= model - &range.below && *chain <= model + &range.above {
		return Ok(());
	}
	let numbers = [chain, model, &range.below, &range.above].map(show);
	let [chain, model, below, above] = numbers;
	Err(format!("{what}: the chain has {chain}, the model {model} (-{below}, +{above})"))
}

/// `n` with three decimals.
pub fn show(n: &Exact) -> String {
	let thousandths = (n * exact(1_000)).round().to_integer();
	let thousand = BigInt::from(1_000);
	let sign = if *n < zero() { "-" } else { "" };
	let whole = &thousandths / &thousand;
	format!("{sign}{}.{:0>3}", whole.magnitude(), (&thousandths % &thousand).magnitude())
}
