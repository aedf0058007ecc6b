//! What the pallet tells.

use frame_support::pallet_macros::pallet_section;

#[pallet_section]
mod events {
	/// What happened in the pool. Amounts are planck of EST, shares the smallest unit of stEST.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// The pool was set up with `seed` planck that stay in it for good, over `pots` pots.
		PoolSetUp {
			/// Planck that stay in the pool for good.
			seed: Balance,
			/// Number of pots.
			pots: u32,
		},
		/// The parameters were set.
		ParamsSet {
			/// The parameters from now on.
			params: Params<T::AccountId>,
		},
		/// `pot` nominates `validators` from the next settlement on.
		ValidatorsSet {
			/// Index of the pot.
			pot: u32,
			/// Validators, by stash.
			validators: BoundedVec<T::AccountId, MaxTargets>,
		},
		/// `who` paid in `amount` and got `shares`.
		Deposited {
			/// The account that acted.
			who: T::AccountId,
			/// Planck of EST.
			amount: Balance,
			/// Shares of stEST.
			shares: Shares,
		},
		/// `who` put `shares` into the exit batch of `era`.
		RedeemRequested {
			/// The account that acted.
			who: T::AccountId,
			/// The era it is about.
			era: EraIndex,
			/// Shares of stEST.
			shares: Shares,
		},
		/// `who` took `shares` back out of the open exit batch of `era`.
		RedeemCancelled {
			/// The account that acted.
			who: T::AccountId,
			/// The era it is about.
			era: EraIndex,
			/// Shares of stEST.
			shares: Shares,
		},
		/// The claim of `owner` on the batch of `era` was paid with `amount`.
		Claimed {
			/// The account that was paid.
			owner: T::AccountId,
			/// The era it is about.
			era: EraIndex,
			/// Planck of EST.
			amount: Balance,
		},
		/// A page of `validator` for `era` was paid out.
		PayoutCollected {
			/// The era it is about.
			era: EraIndex,
			/// Stash of the validator.
			validator: T::AccountId,
			/// Page of its exposure.
			page: u32,
		},
		/// A page of `validator` for `era` could not be paid out. It is tried again by each
		/// settlement until staking forgets the era; anyone else can pay it out, too.
		PayoutFailed {
			/// The era it is about.
			era: EraIndex,
			/// Stash of the validator.
			validator: T::AccountId,
			/// Page of its exposure.
			page: u32,
			/// Why.
			error: DispatchError,
		},
		/// Payouts of `era` are not collected yet and expire in era `expires`.
		PayoutsNearExpiry {
			/// The era it is about.
			era: EraIndex,
			/// The era in which the payouts are gone.
			expires: EraIndex,
		},
		/// Payouts of the eras `from` to `to` (inclusive) expired before they were collected.
		PayoutsExpired {
			/// First era.
			from: EraIndex,
			/// Last era.
			to: EraIndex,
		},
		/// `reward` was recognised; of it `fee` was taken by minting `fee_shares`.
		RewardRecognised {
			/// Gross reward in planck.
			reward: Balance,
			/// The part of it taken as a fee, in planck.
			fee: Balance,
			/// Shares minted for the fee.
			fee_shares: Shares,
		},
		/// Staking has recorded a slash for an offence of `validator` that will cost the pots
		/// `loss` more when `era` begins. The validator's bond stands for `covered` and cover for
		/// `cover`; the rest is borne now, `holders` of it by stEST, `exits` by unpaid exit
		/// batches.
		LossReported {
			/// The era in which the slash is applied.
			era: EraIndex,
			/// Stash of the validator; `None` for those that are not kept by name.
			validator: Option<T::AccountId>,
			/// Planck that the pots will lose.
			loss: Balance,
			/// Planck of it that the validator's bond stands for.
			covered: Balance,
			/// Planck of it that cover stands for.
			cover: Balance,
			/// Planck of it borne by stEST.
			holders: Balance,
			/// Planck of it borne by exit batches that are not paid out.
			exits: Balance,
		},
		/// `amount` of the losses reported for `era` was given back: `holders` of it to stEST,
		/// over an era, `exits` to unpaid exit batches.
		ProvisionReleased {
			/// The era in which the slash was to be applied.
			era: EraIndex,
			/// Planck given back.
			amount: Balance,
			/// Planck of it for stEST.
			holders: Balance,
			/// Planck of it for exit batches.
			exits: Balance,
			/// Why.
			reason: ReleaseReason,
		},
		/// Staking took `loss` from `pot` that had been reported: bonds of validators paid
		/// `covered` for it, cover met `cover`, the provision `provided`. Nobody bears anything
		/// now.
		LossApplied {
			/// Index of the pot.
			pot: u32,
			/// Planck lost.
			loss: Balance,
			/// Planck paid by bonds.
			covered: Balance,
			/// Planck that cover stood for.
			cover: Balance,
			/// Planck of the provision used up.
			provided: Balance,
		},
		/// Cover for the losses that were reported for `era` failed and has changed nothing:
		/// holders and exits bear them.
		CoverFailed {
			/// The era in which the slashes are applied.
			era: EraIndex,
			/// Why.
			error: DispatchError,
		},
		/// `shares` of `who` were retired: what they were worth meets a loss.
		SharesRetired {
			/// Who covers.
			who: T::AccountId,
			/// Shares burned.
			shares: Shares,
			/// Planck that they were worth.
			value: Balance,
		},
		/// `shares` of `who` that a service had slashed were burned: what they were worth is all
		/// other holders' now.
		SharesBurned {
			/// Who had them.
			who: T::AccountId,
			/// Shares burned.
			shares: Shares,
			/// Planck that they were worth.
			value: Balance,
		},
		/// `value` planck that stood for a loss which will not come are shares again.
		SharesReissued {
			/// Who had covered.
			who: T::AccountId,
			/// Shares minted.
			shares: Shares,
			/// Planck returned to the backing.
			value: Balance,
		},
		/// Losses turned bunker mode on: no deposits, no instant redemptions, and no batch is paid
		/// before it matures.
		BunkerEntered {
			/// The reason and the figures.
			state: Bunker,
		},
		/// Bunker mode is off.
		BunkerLeft,
		/// `what` is paused until block `until`.
		Paused {
			/// What was chosen.
			what: PauseKinds,
			/// The block with which the pause ends.
			until: u64,
		},
		/// A higher fee was announced: it is taken from the reward of `era` on.
		FeeAnnounced {
			/// The part of net gains that it takes.
			fee: Perbill,
			/// The first era whose reward it is taken from.
			era: EraIndex,
		},
		/// `from` passed a claim on the batch of `era` on to `to`.
		ClaimTransferred {
			/// The era it is about.
			era: EraIndex,
			/// The account that had it.
			from: T::AccountId,
			/// The account that has it.
			to: T::AccountId,
			/// Shares of the claim.
			shares: Shares,
		},
		/// `who` redeemed `shares` at once for `amount`; `fee` stays in the pool.
		InstantlyRedeemed {
			/// The account that acted.
			who: T::AccountId,
			/// Shares of stEST.
			shares: Shares,
			/// Planck paid.
			amount: Balance,
			/// Planck that stay with the other holders.
			fee: Balance,
		},
		/// A part of what the oldest batch is owed was paid; `missing` is still to come.
		BatchFunded {
			/// The era of the batch.
			era: EraIndex,
			/// Planck paid now.
			amount: Balance,
			/// Planck still owed.
			missing: Balance,
		},
		/// `pot` took `amount` of what was unlocking back into its bond.
		StakeRebonded {
			/// Index of the pot.
			pot: u32,
			/// Planck of EST.
			amount: Balance,
		},
		/// `validator` registered with `bond` on hold.
		ValidatorRegistered {
			/// Its stash.
			validator: T::AccountId,
			/// Planck on hold.
			bond: Balance,
		},
		/// `validator` added to its bond, which is `bond` now.
		BondAdded {
			/// Its stash.
			validator: T::AccountId,
			/// Planck on hold.
			bond: Balance,
		},
		/// `validator` left; its bond can be released from era `release` on.
		ValidatorDeregistered {
			/// Its stash.
			validator: T::AccountId,
			/// The era from which the bond can be released.
			release: EraIndex,
		},
		/// The bond of `validator` was released.
		BondReleased {
			/// Its stash.
			validator: T::AccountId,
			/// Planck released.
			amount: Balance,
		},
		/// The bond of `validator` paid `amount` for a slash of a pot.
		BondSlashed {
			/// Its stash.
			validator: T::AccountId,
			/// Planck paid to the pool.
			amount: Balance,
		},
		/// The record of `era` is no longer kept; the hash chain ends with `hash`.
		RecordFolded {
			/// The era of the record.
			era: EraIndex,
			/// The hash with it.
			hash: H256,
		},
		/// `pot` lost `loss` that nobody had reported: `holders` of it is borne by stEST, `exits`
		/// by unpaid exit batches.
		LossRecognised {
			/// Index of the pot.
			pot: u32,
			/// Planck lost.
			loss: Balance,
			/// Planck of it borne by stEST.
			holders: Balance,
			/// Planck of it borne by exit batches that are not paid out.
			exits: Balance,
		},
		/// The exit batch of `era` was closed: `shares` were burned and `amount` is owed for them.
		BatchClosed {
			/// The era it is about.
			era: EraIndex,
			/// Shares of stEST.
			shares: Shares,
			/// Planck of EST.
			amount: Balance,
			/// The era from which the batch can be paid out.
			matures: EraIndex,
		},
		/// The exit batch of `era` was paid out with `amount` and can be claimed.
		BatchMatured {
			/// The era it is about.
			era: EraIndex,
			/// Planck of EST.
			amount: Balance,
		},
		/// The exit batch of `era` has matured but waits for stake to unlock: it is owed `owed`
		/// and the pool has `idle`.
		BatchDelayed {
			/// The era it is about.
			era: EraIndex,
			/// Planck owed to the batch.
			owed: Balance,
			/// Planck that the pool has at hand.
			idle: Balance,
		},
		/// `pot` bonded `amount`.
		StakeBonded {
			/// Index of the pot.
			pot: u32,
			/// Planck of EST.
			amount: Balance,
		},
		/// `pot` unbonded `amount`.
		StakeUnbonded {
			/// Index of the pot.
			pot: u32,
			/// Planck of EST.
			amount: Balance,
		},
		/// `amount` came back from `pot`.
		StakeWithdrawn {
			/// Index of the pot.
			pot: u32,
			/// Planck of EST.
			amount: Balance,
		},
		/// `pot` nominated `validators` validators.
		Nominated {
			/// Index of the pot.
			pot: u32,
			/// Number of validators.
			validators: u32,
		},
		/// A step of the settlement failed and was left out; what it would have done is tried
		/// again by the next settlement.
		StepFailed {
			/// The step that was left out.
			step: Step,
			/// Why.
			error: DispatchError,
		},
		/// The reward of `era` was recognised, its batch closed and its record written.
		EraSettled {
			/// The era it is about.
			era: EraIndex,
			/// Planck per share, 18 decimals, rounded down.
			rate: FixedU128,
			/// All shares.
			issuance: Shares,
			/// Planck that belong to them.
			backing: Balance,
		},
		/// The settlement that began with the activation of `era` is done.
		SettlementFinished {
			/// The era it is about.
			era: EraIndex,
		},
	}
}
