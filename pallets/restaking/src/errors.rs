//! Why the pallet refuses a call.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// The account is not an operator.
		OperatorNotFound,
		/// The account is an operator already.
		AlreadyOperator,
		/// The operator has retired.
		OperatorRetired,
		/// The operator was slashed as a validator and raises no allocation for now.
		OperatorJailed,
		/// There is no such service.
		ServiceNotFound,
		/// The service is being closed.
		ServiceClosing,
		/// The account is not the one that the terms name for that.
		NotAllowed,
		/// The notice is shorter than the exit delay and two eras.
		NoticeTooShort,
		/// A term is out of its bounds: a fraction of zero, an asset named twice, a window that is
		/// too long, a veto window without a resolver (or the other way round), or an account of
		/// restaking itself as the destination.
		TermsOutOfBounds,
		/// The operator has allocated nothing to the service.
		AllocationNotFound,
		/// The magnitudes of an operator, with those that are still slashable, sum to no more than
		/// its total, which is one less what slashes have taken.
		MagnitudesAboveOne,
		/// The operator has allocations to as many services as it can.
		TooManyServices,
		/// The service has as many operators as it can.
		TooManyOperators,
		/// The stake would be below the minimum of the service.
		BelowMinimumStake,
		/// The amount is zero.
		AmountZero,
		/// The amount, or the units that would leave or stay, are below the minimum.
		BelowMinimum,
		/// Fewer units than asked for.
		SlippageExceeded,
		/// Slashes have left nothing of the pool, and it may still be given back.
		PoolSlashed,
		/// The account has not delegated to the operator.
		PositionNotFound,
		/// The account has fewer units.
		InsufficientUnits,
		/// The account has no such exit.
		ExitNotFound,
		/// The exit can still be slashed.
		ExitNotMatured,
		/// There is nothing to claim now.
		NothingToClaim,
		/// The account cannot take the amount; nothing is lost.
		CannotReceive,
		/// The account has too little to spare.
		InsufficientFunds,
		/// The era has not begun.
		EraNotBegun,
		/// The era is longer ago than the exit delay.
		EraTooOld,
		/// The operator had nothing allocated to the service in that era.
		NotAllocated,
		/// Nothing is left to be slashed, or the fraction of it is less than one unit.
		NothingToSlash,
		/// The fractions requested for the era sum to more than the terms allow.
		FractionAboveBound,
		/// Too many slashes of the service for the operator are pending or can be refunded.
		TooManySlashes,
		/// There is no such slash: it was rejected, or is over.
		SlashNotFound,
		/// The slash was applied.
		AlreadyApplied,
		/// The slash can no longer be vetoed.
		VetoWindowOver,
		/// The slash can still be vetoed.
		VetoWindowOpen,
		/// The slash can no longer be given back.
		NotRefundable,
		/// More than can be given back.
		RefundTooLarge,
		/// Slashes of the service are pending, or can be refunded.
		SlashesPending,
		/// Offences can still be slashed.
		StillSlashable,
		/// The terms of the service do not name the asset.
		AssetNotAgreed,
		/// No operator of the service has slashable stake of at least the minimum.
		NobodyToReward,
		/// A hook tried to change something.
		Reentered,
		/// Services are paused.
		Paused,
		/// A number does not fit.
		Overflow,
		/// The change would break the books; it was refused.
		BooksDisagree,
		/// The slash is neither applied nor rejected yet.
		NotApplied,
		/// The allocation is worth what the service asks at least: only the operator gives it up.
		AboveMinimumStake,
		/// A slash of the pool is overdue, so that nothing of it can come back: it has to be
		/// applied before anybody leaves, by whoever calls `apply_slash` or by the chain.
		SlashDue,
	}
}
