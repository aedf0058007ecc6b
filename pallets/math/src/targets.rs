//! Which pot bonds or unbonds next. All pots have the same target: an equal part of the whole.

use crate::Balance;

/// One bond or unbond: of `amount` planck by the pot at `index`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Move {
	/// Position of the pot in the list given.
	pub index: usize,
	/// Planck to move, more than zero.
	pub amount: Balance,
}

/// An equal part of `total` for each of `pots`, rounded down.
fn target_floor(total: Balance, pots: usize) -> Option<Balance> {
	total.checked_div(u128::try_from(pots).ok()?)
}

/// The next bond on the way to bonding `amount` over pots with `active` planck each: the pot
/// furthest below its target gets what it lacks, and the last planck that rounding leaves over.
///
/// `None` when there is nothing to bond, no pot, or the sum does not fit. Repeating with what is
/// left ends after at most one move per pot and one for the rest.
pub fn bond_next(active: &[Balance], amount: Balance) -> Option<Move> {
	if amount == 0 {
		return None;
	}
	let total = active.iter().try_fold(amount, |sum, a| sum.checked_add(*a))?;
	let target = target_floor(total, active.len())?;
	let (index, lowest) = active.iter().enumerate().min_by_key(|(_, a)| **a)?;
	let lacking = target.saturating_sub(*lowest);
	let amount = if lacking == 0 { amount } else { lacking.min(amount) };
	Some(Move { index, amount })
}

/// The next unbond on the way to unbonding `amount` from pots with `active` planck each: the pot
/// furthest above its target gives its excess.
///
/// `None` when there is nothing to unbond or nothing bonded. More than there is becomes all there
/// is, pot by pot.
pub fn unbond_next(active: &[Balance], amount: Balance) -> Option<Move> {
	let (index, highest) = active.iter().enumerate().max_by_key(|(_, a)| **a)?;
	if amount == 0 || *highest == 0 {
		return None;
	}
	let total = active.iter().try_fold(0u128, |sum, a| sum.checked_add(*a))?;
	let target = target_floor(total.saturating_sub(amount), active.len())?;
	// The highest pot is at or above the mean of all, which is above the target: the excess is
	// more than zero.
	let excess = highest.saturating_sub(target);
	Some(Move { index, amount: excess.min(amount) })
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn the_lowest_pot_is_filled_first() {
		assert_eq!(bond_next(&[100, 40, 70], 90), Some(Move { index: 1, amount: 60 }));
		assert_eq!(bond_next(&[100, 100, 70], 30), Some(Move { index: 2, amount: 30 }));
		assert_eq!(bond_next(&[10, 10, 10], 1), Some(Move { index: 0, amount: 1 }));
		assert_eq!(bond_next(&[10], 0), None);
		assert_eq!(bond_next(&[], 5), None);
	}

	#[test]
	fn the_highest_pot_gives_first() {
		assert_eq!(unbond_next(&[100, 40, 70], 60), Some(Move { index: 0, amount: 50 }));
		assert_eq!(unbond_next(&[50, 40, 70], 10), Some(Move { index: 2, amount: 10 }));
		assert_eq!(unbond_next(&[0, 0], 10), None);
		assert_eq!(unbond_next(&[], 10), None);
		assert_eq!(unbond_next(&[5, 3], 100), Some(Move { index: 0, amount: 5 }));
	}

	proptest! {
		#[test]
		fn bonding_ends_level_within_one_move_per_pot_and_one(
			mut active in proptest::collection::vec(0u128..=u64::MAX as u128, 1..9),
			amount in 0u128..=u64::MAX as u128,
		) {
			let mut left = amount;
			let mut moves = 0;
			while let Some(m) = bond_next(&active, left) {
				prop_assert!(m.amount > 0 && m.amount <= left);
				active[m.index] += m.amount;
				left -= m.amount;
				moves += 1;
				prop_assert!(moves <= active.len() + 1);
			}
			prop_assert_eq!(left, 0);
		}

		#[test]
		fn unbonding_takes_the_amount_or_all(
			mut active in proptest::collection::vec(0u128..=u64::MAX as u128, 1..9),
			amount in 0u128..=2 * u64::MAX as u128,
		) {
			let all: u128 = active.iter().sum();
			let mut left = amount;
			let mut moves = 0;
			while let Some(m) = unbond_next(&active, left) {
				prop_assert!(m.amount > 0 && m.amount <= left);
				active[m.index] -= m.amount;
				left -= m.amount;
				moves += 1;
				prop_assert!(moves <= active.len());
			}
			prop_assert_eq!(amount - left, amount.min(all));
		}
	}
}
