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

mod batches;
mod compare;
mod exact;
mod holders;
mod losses;
mod prices;
mod range;

pub use exact::{exact, show, Exact};
pub use range::{Range, Slack};

use crate::mock::{AccountId, SEED};
use exact::{one, zero};
use sp_staking::EraIndex;
use std::collections::BTreeMap;

/// A failure, with the number of the invariant that does not hold.
pub type Outcome<T = ()> = Result<T, String>;

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
}
