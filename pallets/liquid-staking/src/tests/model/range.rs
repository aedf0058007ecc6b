//! How far the chain may be from a model, and where one step leaves it.

use super::exact::{zero, Exact};

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

	pub(super) fn widen(&mut self, below: Exact, above: Exact) {
		self.below += below;
		self.above += above;
	}

	pub(super) fn scale(&mut self, factor: &Exact) {
		self.below *= factor;
		self.above *= factor;
	}

	/// How far apart two numbers in it may be.
	pub(super) fn sum(&self) -> Exact {
		&self.below + &self.above
	}

	/// The range of what is taken from here, seen from where it is taken.
	pub(super) fn widen_against(&mut self, other: &Range) {
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
	pub(super) fn none() -> Self {
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
