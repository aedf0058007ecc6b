//! Compares numbers of the chain with a model's, and notes what roundings may have moved.

use super::{
	exact::{exact, one, show, zero, Exact},
	range::Range,
	Model, Outcome, Precision, Unit,
};
use num_bigint::BigInt;

impl Model {
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
	pub(super) fn rounded(&mut self, count: u128) {
		let price = self.forward_price().unwrap_or_else(zero);
		self.drift += exact(count) * (one() + price);
	}

	/// The pool is about to grow by `amount`: roundings so far grow with it, since a share that is
	/// there on one side only earns its part.
	pub(super) fn grows_by(&mut self, amount: &Exact) {
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
