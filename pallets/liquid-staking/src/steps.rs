//! What each step of a settlement does. The order of the steps and their bookkeeping are in
//! `settlement.rs`.

use crate::{
	books::{Closed, Rate, Recognised},
	exits::PayOutcome,
	pots::Rebalanced,
	Collecting, Config, Event, Pallet, Params, Pending, Pots, Run, WeightInfo,
};
use alloc::vec::Vec;
use estuary_math::Balance;
use estuary_primitives::{
	staking::{PayoutPage, StakingBackend},
	types::Step,
};
use frame_support::{storage::with_storage_layer, weights::Weight};
use sp_runtime::{traits::Get, DispatchError, Perbill};
use sp_staking::EraIndex;

/// Bonds, unbonds and rebonds of one settlement, for each pot there can be.
const MOVES_PER_POT: u32 = 4;

/// The step that comes next (none: the settlement is done) and the weight of the one taken.
type Outcome = Result<(Option<Step>, Weight), DispatchError>;

impl<T: Config> Pallet<T> {
	/// Performs the step of `run`.
	pub(crate) fn perform(run: Run) -> Outcome {
		match run.step {
			Step::Collect { era, position, page } => Self::collect(run.era, era, position, page),
			Step::Recognise => Self::recognise(run.era),
			Step::Withdraw { pot } => {
				Self::withdraw_pot(pot)?;
				Ok((Some(Self::after_withdraw(pot)), T::WeightInfo::step_withdraw()))
			},
			Step::Rebalance { moves } => Self::rebalance(moves),
			Step::Pay => {
				let next = match Self::pay_oldest_batch(run.era)? {
					PayOutcome::Paid => Step::Pay,
					PayOutcome::Nothing => {
						Self::note_delay(run.era, None)?;
						Step::Rebalance { moves: 0 }
					},
				};
				Ok((Some(next), T::WeightInfo::step_pay()))
			},
			Step::Nominate { pot } => {
				Self::nominate_pot(pot)?;
				Ok((Some(Self::after_nominate(pot)), Self::nominate_weight()))
			},
			Step::Finish => {
				Self::finish(run.era);
				Ok((None, T::WeightInfo::step_finish(T::MaxCollecting::get())))
			},
			Step::Reconcile { era } => {
				let slashes = Self::reconcile(run.era, era)?;
				let weight = T::WeightInfo::reconcile(T::MaxPots::get(), slashes);
				Ok((Some(Self::after_reconcile(run.era, era)), weight))
			},
			Step::Score { position } => {
				let next = match Self::score_some(position, run.era.saturating_sub(1))? {
					Some(position) => Step::Score { position },
					None => Step::Nominate { pot: 0 },
				};
				Ok((Some(next), Self::score_weight()))
			},
		}
	}

	/// Looks at one page of one validator and pays it out if a pot is in it.
	fn collect(active: EraIndex, era: EraIndex, position: u32, page: u32) -> Outcome {
		let list = Collecting::<T>::get();
		let entry = usize::try_from(position).ok().and_then(|position| list.get(position));
		let skip = T::WeightInfo::step_collect_skip(T::Staking::max_page_size());
		let Some(entry) = entry else {
			let next_era = era.saturating_add(1);
			let next = if next_era < active {
				Step::Collect { era: next_era, position: 0, page: 0 }
			} else {
				Step::Recognise
			};
			return Ok((Some(next), skip));
		};
		let validator = &entry.validator;
		let next_page = Step::Collect { era, position, page: page.saturating_add(1) };
		let pots: Vec<_> = Pots::<T>::get().into_iter().map(|pot| pot.account).collect();
		match T::Staking::payout_page(era, validator, page, &pots) {
			PayoutPage::Absent => {
				let position = position.saturating_add(1);
				Ok((Some(Step::Collect { era, position, page: 0 }), skip))
			},
			PayoutPage::Nothing => Ok((Some(next_page), skip)),
			PayoutPage::Due => {
				let validator = validator.clone();
				let paid = with_storage_layer(|| T::Staking::payout(era, &validator, page));
				match paid {
					Ok(()) => Self::deposit_event(Event::PayoutCollected { era, validator, page }),
					Err(error) => {
						Self::note_uncollected(era);
						Self::deposit_event(Event::PayoutFailed { era, validator, page, error });
					},
				}
				Ok((Some(next_page), T::WeightInfo::step_collect(T::Staking::max_page_size())))
			},
		}
	}

	/// Compares what is pending for `era` with staking's list. The first of these, for the active
	/// era itself, lets go of all that was to be applied until now and was not. Returns how many
	/// slashes there were to look at.
	fn reconcile(active: EraIndex, era: EraIndex) -> Result<u32, DispatchError> {
		if era > active {
			return Self::reconcile_era(era);
		}
		let mut over: Vec<_> = Pending::<T>::get()
			.iter()
			.map(|entry| entry.era)
			.filter(|of| *of <= era)
			.collect();
		over.dedup();
		over.into_iter().try_fold(0, |sum: u32, era| {
			Self::reconcile_era(era).map(|slashes| sum.saturating_add(slashes))
		})
	}

	/// Recognises what the pots gained, takes the fee, closes the open batch at the rate of this
	/// block and writes the record of the era before `active`.
	fn recognise(active: EraIndex) -> Outcome {
		let params = Self::params_for(active.saturating_sub(1))?;
		let reward = Self::recognise_ledgers()?;
		// Nothing that goes wrong from here on may take back what has been recognised.
		let taken = with_storage_layer(|| Self::take_reward(reward, &params, params.fee)).or_else(
			|error| {
				Self::deposit_event(Event::StepFailed { step: Step::Recognise, error });
				Self::take_reward(reward, &params, Perbill::zero())
			},
		)?;
		let closed =
			with_storage_layer(|| Self::close_open_batch(active)).unwrap_or_else(|error| {
				Self::deposit_event(Event::StepFailed { step: Step::Recognise, error });
				Closed::default()
			});
		Self::write_record(active.saturating_sub(1), reward, taken, closed)?;
		let weight = T::WeightInfo::step_recognise(T::MaxPots::get());
		Ok((Some(Step::Reconcile { era: active }), weight))
	}

	/// Lets `reward` vest, less the fee, which is minted to its recipient.
	fn take_reward(
		reward: Balance,
		params: &Params<T::AccountId>,
		fee: Perbill,
	) -> Result<Recognised, DispatchError> {
		let blocks = Self::as_blocks(T::BlocksPerEra::get());
		let taken = Self::change_books(Rate::Holds, |books, now| {
			books.recognise_reward(reward, fee, now, blocks)
		})?;
		Self::pay_fee(taken.fee_shares, &params.fee_recipient)?;
		Self::deposit_event(Event::RewardRecognised {
			reward,
			fee: taken.fee,
			fee_shares: taken.fee_shares,
		});
		Ok(taken)
	}

	/// One move of stake between idle and a pot. What a settlement does not get done is left to the
	/// next one.
	fn rebalance(moves: u32) -> Outcome {
		let pots = T::MaxPots::get();
		let done = Step::Score { position: 0 };
		if moves > pots.saturating_mul(MOVES_PER_POT) {
			return Ok((Some(done), T::WeightInfo::step_bond(pots)));
		}
		let more = Some(Step::Rebalance { moves: moves.saturating_add(1) });
		Ok(match Self::rebalance_next()? {
			Rebalanced::Unbonded => (more, Self::unbond_weight()),
			Rebalanced::Bonded => (more, T::WeightInfo::step_bond(pots)),
			Rebalanced::Rebonded => (more, T::WeightInfo::step_rebond(pots)),
			Rebalanced::Nothing => (Some(done), T::WeightInfo::step_bond(pots)),
		})
	}

	/// Prunes what is too old.
	fn finish(era: EraIndex) {
		Self::prune_records(era);
		Self::prune_collecting(era.saturating_sub(1));
		Self::deposit_event(Event::SettlementFinished { era });
	}
}
