//! What the pallet tells.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
	/// What happened. Amounts are the smallest unit of stEST unless an asset is named.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An operator registered and keeps `commission` of rewards.
		OperatorRegistered {
			/// The operator.
			operator: T::AccountId,
			/// The part of rewards that it keeps.
			commission: Perbill,
		},
		/// An operator keeps `commission` of rewards from `era` on.
		CommissionAnnounced {
			/// The operator.
			operator: T::AccountId,
			/// The part of rewards that it will keep.
			commission: Perbill,
			/// The first era.
			era: EraIndex,
		},
		/// An operator takes no more delegations and gives up all allocations.
		OperatorRetired {
			/// The operator.
			operator: T::AccountId,
		},
		/// A retired operator that no service can slash is gone; its pool stays for those who are
		/// in.
		OperatorRemoved {
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator was slashed as a validator and raises no allocation before `until`.
		OperatorJailed {
			/// The operator.
			operator: T::AccountId,
			/// The era of the offence.
			era: EraIndex,
			/// The first era in which it may.
			until: EraIndex,
		},
		/// Slashes had voided all units of a pool; it begins anew.
		PoolRenewed {
			/// The operator.
			operator: T::AccountId,
			/// The generation that begins.
			generation: u32,
		},
		/// A delegator paid in `amount` and got `units`.
		Delegated {
			/// The operator.
			operator: T::AccountId,
			/// The delegator.
			delegator: T::AccountId,
			/// stEST paid in.
			amount: Balance,
			/// Units of the pool.
			units: u128,
		},
		/// A delegator gave `units` up for a claim on the exit batch of `era`.
		Undelegated {
			/// The operator.
			operator: T::AccountId,
			/// The delegator.
			delegator: T::AccountId,
			/// Units of the pool.
			units: u128,
			/// stEST that left with it.
			stake: Balance,
			/// stEST of pending slashes that left with it.
			set_aside: Balance,
			/// The batch.
			era: EraIndex,
		},
		/// The claim of `owner` on the exit batch of `era` was paid with `amount`.
		UndelegatedClaimed {
			/// The operator.
			operator: T::AccountId,
			/// Who was paid.
			owner: T::AccountId,
			/// The batch.
			era: EraIndex,
			/// stEST paid.
			amount: Balance,
			/// Nothing more can come.
			last: bool,
		},
		/// A service was registered.
		ServiceRegistered {
			/// Number of the service.
			service: ServiceId,
			/// Who may amend and close it.
			owner: T::AccountId,
		},
		/// Other terms of a service hold from `era` on.
		TermsAnnounced {
			/// The service.
			service: ServiceId,
			/// The first era.
			era: EraIndex,
		},
		/// A service is being closed: offences after `era` cannot be slashed.
		ServiceClosing {
			/// The service.
			service: ServiceId,
			/// The last era.
			era: EraIndex,
		},
		/// A service is closed and its deposit released.
		ServiceClosed {
			/// The service.
			service: ServiceId,
		},
		/// An operator announced its first allocation to a service.
		OperatorJoined {
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
		},
		/// A service can no longer slash an operator.
		OperatorLeft {
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
		},
		/// An operator promises `magnitude` to a service from `era` on.
		AllocationChanged {
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// The part of its stake.
			magnitude: Magnitude,
			/// The first era.
			era: EraIndex,
		},
		/// A slash was requested and is priced in.
		SlashRequested {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// The era of the offence.
			era: EraIndex,
			/// The part of what was slashable.
			fraction: Perbill,
			/// Hash of the evidence.
			evidence: H256,
			/// stEST set aside.
			amount: Balance,
			/// From this era on it can be applied and no longer be vetoed.
			deadline: EraIndex,
		},
		/// A slash was rejected and what it set aside is restored.
		SlashVetoed {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// stEST restored.
			amount: Balance,
		},
		/// A slash was applied.
		SlashApplied {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// stEST that went to its destination.
			amount: Balance,
		},
		/// Part of an applied slash was given back to those who bore it.
		SlashRefunded {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// stEST given back.
			amount: Balance,
		},
		/// The slasher gave up what could still be given back of an applied slash.
		SlashClosed {
			/// Number of the slash.
			slash: SlashId,
			/// The service.
			service: ServiceId,
			/// The operator.
			operator: T::AccountId,
			/// stEST that was not given back.
			amount: Balance,
		},
		/// The chain could not apply a slash and tries again in the next era.
		SlashDelayed {
			/// Number of the slash.
			slash: SlashId,
			/// Why.
			error: DispatchError,
		},
		/// The destination of an applied slash could not take the stEST: the treasury has it, or
		/// it is burned, if that could not take it either.
		SlashDiverted {
			/// Number of the slash.
			slash: SlashId,
			/// stEST that did not reach the destination.
			amount: Balance,
			/// Whether it is burned.
			burned: bool,
		},
		/// A reward was paid to the operators of a service and those behind them.
		RewardPaid {
			/// The service.
			service: ServiceId,
			/// Who paid.
			payer: T::AccountId,
			/// The asset.
			asset: T::AssetId,
			/// The smallest unit of the asset.
			amount: Balance,
		},
		/// A delegator was paid what it had earned.
		RewardClaimed {
			/// The operator.
			operator: T::AccountId,
			/// The delegator.
			delegator: T::AccountId,
			/// The asset.
			asset: T::AssetId,
			/// The smallest unit of the asset.
			amount: Balance,
		},
		/// An operator was paid its commission.
		CommissionClaimed {
			/// The operator.
			operator: T::AccountId,
			/// The asset.
			asset: T::AssetId,
			/// The smallest unit of the asset.
			amount: Balance,
		},
		/// A hook failed; what it did is undone, what it was told of stands.
		HookFailed {
			/// The hook.
			hook: HookKind,
			/// Why.
			error: DispatchError,
		},
		/// A hook wants more weight than allowed and was not run.
		HookSkipped {
			/// The hook.
			hook: HookKind,
		},
	}
}
