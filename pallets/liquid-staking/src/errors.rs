//! Why the pallet refuses a call.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
	/// Why a call was refused. A call that is refused changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// The pool is not set up.
		NotSetUp,
		/// The pool is set up already.
		AlreadySetUp,
		/// Shares are retired and reissued for cover only while a loss is recognised or given
		/// back, and for no more than that.
		NotCovering,
		/// There is stEST already that the pool did not mint: it would share in the first
		/// deposits.
		SharesExist,
		/// The amount is zero.
		AmountZero,
		/// The amount is below the minimum in the parameters, or too small to be worth a share.
		BelowMinimum,
		/// The deposit would bring fewer shares than asked for.
		SlippageExceeded,
		/// The account holds fewer shares, or has fewer in the open batch.
		InsufficientShares,
		/// The account cannot spare so much EST and stay alive.
		InsufficientFunds,
		/// All value was lost while shares remain: there is no price to buy at.
		RateUndefined,
		/// There is no such batch, or it is still open.
		BatchNotFound,
		/// The batch has not been paid out.
		BatchNotMatured,
		/// The account has no claim on that batch.
		ClaimNotFound,
		/// The amount is too small for an account that does not exist yet; nothing is lost, the
		/// claim stays.
		OwnerCannotReceive,
		/// No settlement is due.
		NothingToAdvance,
		/// There is no pot of that index.
		PotNotFound,
		/// There are more pots than allowed.
		TooManyPots,
		/// A pot needs at least one validator.
		NoValidators,
		/// A validator is listed twice for one pot.
		DuplicateValidator,
		/// An account in the list is not a validator candidate.
		NotAValidator,
		/// More validators than payouts can be collected from.
		TooManyValidators,
		/// A parameter is out of its bounds.
		ParamsOutOfBounds,
		/// The seed is too small to let every pot nominate.
		SeedTooSmall,
		/// The pool has too little idle EST for that now.
		IdleTooLow,
		/// The reserve for instant redemptions has too little left until the next settlement.
		ReserveTooLow,
		/// Losses have closed deposits and instant redemptions until they have cleared.
		BunkerMode,
		/// It is paused.
		Paused,
		/// A pause can be no longer than `MaxPause`.
		PauseTooLong,
		/// A higher fee has to be announced.
		FeeNotAnnounced,
		/// An announced fee has to be above the present one, by two percent of the gain at most,
		/// and no more than a fifth.
		FeeOutOfBounds,
		/// A claim cannot be passed on to the account that has it.
		TransferToSelf,
		/// The validator has not registered.
		NotRegistered,
		/// The bond is below the minimum in the parameters.
		BondTooLow,
		/// The validator keeps more of its rewards than the parameters allow.
		CommissionTooHigh,
		/// The validator has left and waits for its bond.
		ValidatorLeaving,
		/// The validator has not left.
		ValidatorNotLeaving,
		/// The bond may still be needed for a slash.
		BondNotReleasable,
		/// Too many batches wait to be paid out.
		QueueFull,
		/// A number does not fit.
		Overflow,
		/// The change would break the books; it was refused.
		BooksDisagree,
	}
}
