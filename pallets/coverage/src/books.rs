//! The books: what the account has, and all that was ever done.
//!
//! Storage item: `Accounts`, written here alone.
//!
//! Architecture invariant: the books are changed on a copy, and what comes out balances before it
//! is stored.

use crate::{Accounts, Books, Config, Error, Pallet};
use estuary_math::Shares;
use estuary_primitives::coverage::CoverageTotals;
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};

impl<T: Config> Pallet<T> {
	/// The only way to change the books. `None` from `change` is a number that does not fit.
	pub(crate) fn with_books(change: impl FnOnce(&mut Books) -> Option<()>) -> DispatchResult {
		let mut books = Accounts::<T>::get();
		change(&mut books).ok_or(Error::<T>::Overflow)?;
		ensure!(books.balance(), Error::<T>::BooksDisagree);
		Accounts::<T>::put(books);
		Ok(())
	}

	/// Shares that came in, counted where `count` says; they are in the surplus until they go.
	pub(crate) fn came_in(
		shares: Shares,
		count: impl FnOnce(&mut CoverageTotals) -> &mut Shares,
	) -> DispatchResult {
		Self::with_books(|books| {
			let sum = count(&mut books.totals);
			*sum = sum.checked_add(shares)?;
			books.surplus = books.surplus.checked_add(shares)?;
			Some(())
		})
	}

	/// Shares that went out, counted where `count` says.
	pub(crate) fn went_out(
		shares: Shares,
		count: impl FnOnce(&mut CoverageTotals) -> &mut Shares,
	) -> Result<(), DispatchError> {
		Self::with_books(|books| {
			let sum = count(&mut books.totals);
			*sum = sum.checked_add(shares)?;
			books.surplus = books.surplus.checked_sub(shares)?;
			Some(())
		})
	}
}
