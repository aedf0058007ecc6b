//! What an account does next, chosen at random among what it can do.
//!
//! Pure: the choice depends on what the account has, less what it has sent already, and on the
//! generator of random numbers alone.

use rand::{seq::IndexedRandom, Rng};
use serde::Serialize;

/// One call. Amounts are planck of EST, the smallest unit of stEST, or units of the operator's
/// pool; senders are named by their position.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Action {
	/// EST to another sender.
	TransferEst {
		/// Who gets it.
		to: usize,
		/// Planck.
		amount: u128,
	},
	/// stEST to another sender.
	TransferShares {
		/// Who gets it.
		to: usize,
		/// Shares.
		amount: u128,
	},
	/// EST into the pool.
	Deposit {
		/// Planck.
		amount: u128,
	},
	/// stEST into the open exit batch.
	Redeem {
		/// Shares.
		shares: u128,
	},
	/// EST of a batch that has been paid.
	Claim {
		/// The batch.
		era: u32,
	},
	/// stEST to the operator.
	Delegate {
		/// Shares.
		amount: u128,
	},
	/// Units of the operator's pool into its exit batch of the era.
	Undelegate {
		/// Units.
		units: u128,
	},
	/// stEST of an exit batch of the operator that has matured.
	ClaimUndelegated {
		/// The batch.
		era: u32,
	},
}

/// The kinds of calls, for counting.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
	/// See [`Action::TransferEst`].
	TransferEst,
	/// See [`Action::TransferShares`].
	TransferShares,
	/// See [`Action::Deposit`].
	Deposit,
	/// See [`Action::Redeem`].
	Redeem,
	/// See [`Action::Claim`].
	Claim,
	/// See [`Action::Delegate`].
	Delegate,
	/// See [`Action::Undelegate`].
	Undelegate,
	/// See [`Action::ClaimUndelegated`].
	ClaimUndelegated,
}

impl Action {
	/// What kind of call it is.
	pub fn kind(&self) -> Kind {
		match self {
			Self::TransferEst { .. } => Kind::TransferEst,
			Self::TransferShares { .. } => Kind::TransferShares,
			Self::Deposit { .. } => Kind::Deposit,
			Self::Redeem { .. } => Kind::Redeem,
			Self::Claim { .. } => Kind::Claim,
			Self::Delegate { .. } => Kind::Delegate,
			Self::Undelegate { .. } => Kind::Undelegate,
			Self::ClaimUndelegated { .. } => Kind::ClaimUndelegated,
		}
	}
}

/// The least amounts that the chain takes.
#[derive(Clone, Copy, Debug)]
pub struct Minima {
	/// Smallest unit of EST and of stEST that an account must keep, the greater of the two.
	pub existential: u128,
	/// Planck of a deposit.
	pub deposit: u128,
	/// Shares of a redemption.
	pub redeem: u128,
	/// Shares of a delegation; also the fewest units that one may leave.
	pub delegation: u128,
}

/// What an account has and has not spent by a transaction under way.
#[derive(Clone, Debug, Default)]
pub struct Purse {
	/// Planck.
	pub est: u128,
	/// Shares.
	pub shares: u128,
	/// Units of the operator's pool.
	pub units: u128,
	/// Batches of the pool that it can claim.
	pub claims: Vec<u32>,
	/// Exit batches of the operator that it can claim.
	pub exits: Vec<u32>,
}

impl Purse {
	/// Takes out what `action` costs, but for the transaction's fee, of which `fee` is the most.
	pub fn spend(&mut self, action: &Action, fee: u128) {
		let est = match action {
			Action::TransferEst { amount, .. } | Action::Deposit { amount } => *amount,
			_ => 0,
		};
		self.est = self.est.saturating_sub(est).saturating_sub(fee);
		match action {
			Action::TransferShares { amount, .. } | Action::Delegate { amount } =>
				self.shares = self.shares.saturating_sub(*amount),
			Action::Redeem { shares } => self.shares = self.shares.saturating_sub(*shares),
			Action::Undelegate { units } => self.units = self.units.saturating_sub(*units),
			Action::Claim { era } => self.claims.retain(|batch| batch != era),
			Action::ClaimUndelegated { era } => self.exits.retain(|batch| batch != era),
			Action::TransferEst { .. } | Action::Deposit { .. } => {},
		}
	}
}

/// How often a kind is chosen among those that are possible.
const WEIGHTS: [(Kind, u32); 8] = [
	(Kind::Claim, 40),
	(Kind::ClaimUndelegated, 40),
	(Kind::TransferEst, 20),
	(Kind::TransferShares, 16),
	(Kind::Deposit, 20),
	(Kind::Redeem, 16),
	(Kind::Delegate, 12),
	(Kind::Undelegate, 12),
];

/// What sender `me` of `count` does next; `None` if it cannot even pay for a transfer.
///
/// It never spends below `keep` planck, and what it gives of anything is a quarter at most, so that
/// others come to have some and many calls can follow.
pub fn choose(
	rng: &mut impl Rng,
	purse: &Purse,
	minima: &Minima,
	me: usize,
	count: usize,
	keep: u128,
) -> Option<Action> {
	let spare = purse.est.checked_sub(keep)?;
	let shares = purse.shares.saturating_sub(minima.existential);
	let possible = |kind: Kind| match kind {
		Kind::Claim => !purse.claims.is_empty(),
		Kind::ClaimUndelegated => !purse.exits.is_empty(),
		Kind::TransferEst => spare / 4 >= minima.existential,
		Kind::TransferShares => shares / 4 >= minima.existential,
		Kind::Deposit => spare / 4 >= minima.deposit,
		Kind::Redeem => shares / 4 >= minima.redeem,
		Kind::Delegate => shares / 4 >= minima.delegation,
		// Once this is four times what must be left, what is left is enough.
		Kind::Undelegate => purse.units / 4 >= minima.delegation,
	};
	let choices: Vec<_> = WEIGHTS.into_iter().filter(|(kind, _)| possible(*kind)).collect();
	let (kind, _) = choices.choose_weighted(rng, |(_, weight)| *weight).ok()?;
	let mut amount = |least: u128, all: u128| rng.random_range(least..=all / 4);
	Some(match kind {
		Kind::Claim => Action::Claim { era: purse.claims[0] },
		Kind::ClaimUndelegated => Action::ClaimUndelegated { era: purse.exits[0] },
		Kind::TransferEst => {
			let amount = amount(minima.existential, spare);
			Action::TransferEst { to: other(rng, me, count), amount }
		},
		Kind::TransferShares => {
			let amount = amount(minima.existential, shares);
			Action::TransferShares { to: other(rng, me, count), amount }
		},
		Kind::Deposit => Action::Deposit { amount: amount(minima.deposit, spare) },
		Kind::Redeem => Action::Redeem { shares: amount(minima.redeem, shares) },
		Kind::Delegate => Action::Delegate { amount: amount(minima.delegation, shares) },
		Kind::Undelegate => Action::Undelegate { units: amount(minima.delegation, purse.units) },
	})
}

/// Any position below `count` but `me`.
fn other(rng: &mut impl Rng, me: usize, count: usize) -> usize {
	let position = rng.random_range(0..count - 1);
	if position < me {
		position
	} else {
		position + 1
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use rand::SeedableRng;
	use rand_chacha::ChaCha8Rng;
	use std::collections::BTreeSet;

	const MINIMA: Minima = Minima { existential: 10, deposit: 1_000, redeem: 100, delegation: 50 };
	const KEEP: u128 = 5_000;

	fn rich() -> Purse {
		let (claims, exits) = (vec![3, 4], vec![5]);
		Purse { est: 100_000, shares: 50_000, units: 7_000, claims, exits }
	}

	fn choices(seed: u64, purse: &Purse) -> Vec<Option<Action>> {
		let mut rng = ChaCha8Rng::seed_from_u64(seed);
		(0..2_000).map(|_| choose(&mut rng, purse, &MINIMA, 1, 4, KEEP)).collect()
	}

	#[test]
	fn the_same_seed_should_give_the_same_plan() {
		assert_eq!(choices(1, &rich()), choices(1, &rich()));
		assert_ne!(choices(1, &rich()), choices(2, &rich()));
	}

	#[test]
	fn every_kind_should_be_chosen_by_an_account_that_has_everything() {
		let kinds: BTreeSet<_> = choices(1, &rich()).iter().flatten().map(Action::kind).collect();
		assert_eq!(kinds, WEIGHTS.iter().map(|(kind, _)| *kind).collect());
	}

	#[test]
	fn amounts_should_be_within_what_the_chain_takes_and_the_account_has() {
		let purse = rich();
		for action in choices(3, &purse).into_iter().flatten() {
			let (amount, least, all) = match action {
				Action::TransferEst { amount, .. } => (amount, 10, purse.est - KEEP),
				Action::TransferShares { amount, .. } => (amount, 10, purse.shares),
				Action::Deposit { amount } => (amount, 1_000, purse.est - KEEP),
				Action::Redeem { shares } => (shares, 100, purse.shares),
				Action::Delegate { amount } => (amount, 50, purse.shares),
				Action::Undelegate { units } => (units, 50, purse.units - 50),
				Action::Claim { era } => (era.into(), 3, 4),
				Action::ClaimUndelegated { era } => (era.into(), 5, 5),
			};
			assert!((least..=all).contains(&amount), "{action:?}");
		}
	}

	#[test]
	fn nobody_should_transfer_to_itself() {
		for me in 0..4 {
			let mut rng = ChaCha8Rng::seed_from_u64(4);
			let met: BTreeSet<_> = (0..500).map(|_| other(&mut rng, me, 4)).collect();
			assert_eq!(met, (0..4).filter(|position| *position != me).collect());
		}
	}

	#[test]
	fn an_account_without_stest_should_only_move_est() {
		let purse = Purse { est: 100_000, ..Default::default() };
		let kinds: BTreeSet<_> = choices(1, &purse).iter().flatten().map(Action::kind).collect();
		assert_eq!(kinds, BTreeSet::from([Kind::TransferEst, Kind::Deposit]));
	}

	#[test]
	fn an_account_that_cannot_pay_should_do_nothing() {
		let purse = Purse { est: KEEP - 1, shares: 50_000, ..Default::default() };
		assert!(choices(1, &purse).iter().all(Option::is_none));
	}

	#[test]
	fn what_is_under_way_should_not_be_spent_twice() {
		let mut purse = rich();
		purse.spend(&Action::Deposit { amount: 90_000 }, 7);
		purse.spend(&Action::Redeem { shares: 40_000 }, 7);
		purse.spend(&Action::Undelegate { units: 7_000 }, 7);
		purse.spend(&Action::Claim { era: 3 }, 7);
		purse.spend(&Action::ClaimUndelegated { era: 5 }, 7);
		assert_eq!((purse.est, purse.shares, purse.units), (10_000 - 5 * 7, 10_000, 0));
		assert_eq!((purse.claims, purse.exits), (vec![4], vec![]));
	}
}
