//! The settlement of an era as a bounded state machine.
//!
//! Storage item: `Cycle`, written here alone.
//!
//! ```text
//!  a new era is active
//!   └► Collect* ─► Recognise ─► Reconcile* ─► Withdraw* ─► Pay* ─► Rebalance* ─► Score* ─►
//!      a page      reward, fee,   an era of     a pot        a batch   a move       a few
//!                  close, record  slashes
//!      Nominate* ─► Finish
//!      a pot         prune
//! ```
//!
//! Every block takes at least one step at its start, so full blocks do not stop it and nobody has
//! to call; more steps are taken within a budget, in `on_idle`, and through `advance`. The state is
//! in storage after each step: a chain that is restarted goes on where it was. A step that fails is
//! rolled back, reported by `StepFailed` and left out; the next settlement tries anew.

use crate::{
	types::MAX_NAMED_PENDING, validators::SCORED_PER_STEP, Config, Cycle, Error, Event, Pallet,
	Pool, Pots, Run, SettlementCycle, WeightInfo,
};
use estuary_primitives::{
	staking::StakingBackend,
	types::{DelayReason, Step},
};
use frame_support::{storage::with_storage_layer, weights::Weight};
use sp_runtime::{traits::Get, DispatchError};
use sp_staking::EraIndex;

/// Steps in one block at most, whatever the budget.
const MAX_STEPS: u32 = 64;

/// Whether a step is taken even if it does not fit into the budget.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Least {
	/// One step in any case.
	OneStep,
	/// No step that does not fit.
	Nothing,
}

impl<T: Config> Pallet<T> {
	/// Starts counting at `era`: the pool was set up in it.
	pub(crate) fn open_cycle(era: EraIndex) {
		Cycle::<T>::put(SettlementCycle {
			settled: era,
			uncollected: era,
			oldest_record: era,
			failed: None,
			run: None,
		});
	}

	/// Takes steps of a settlement that is due while they fit into `budget`. Returns the weight
	/// used.
	pub(crate) fn settle_within(budget: Weight, least: Least) -> Weight {
		let mut used = T::WeightInfo::step_idle();
		if least == Least::Nothing && used.any_gt(budget) {
			return Weight::zero();
		}
		for taken in 0..MAX_STEPS {
			let Some(run) = Self::due() else { break };
			let most = used.saturating_add(Self::step_weight(&run.step));
			if most.any_gt(budget) && (taken > 0 || least == Least::Nothing) {
				break;
			}
			used.saturating_accrue(Self::take_step(run));
		}
		used
	}

	/// Takes one step; its weight.
	pub(crate) fn do_advance() -> Result<Weight, DispatchError> {
		frame_support::ensure!(Pool::<T>::exists(), Error::<T>::NotSetUp);
		let run = Self::due().ok_or(Error::<T>::NothingToAdvance)?;
		Ok(Self::take_step(run).saturating_add(T::WeightInfo::step_idle()))
	}

	/// The settlement under way, or the one that is due since a new era became active.
	fn due() -> Option<Run> {
		if !Pool::<T>::exists() {
			return None;
		}
		let cycle = Cycle::<T>::get();
		if cycle.run.is_some() {
			return cycle.run;
		}
		let era = T::Staking::active_era()?;
		(era > cycle.settled).then(|| Self::begin(era, cycle.uncollected))
	}

	/// The first step of the settlement of `era`, when eras from `uncollected` on are to be
	/// collected. What is older than staking's history is given up and reported.
	fn begin(era: EraIndex, uncollected: EraIndex) -> Run {
		let depth = T::Staking::history_depth();
		// Staking counts its history from the planned era, which may be one ahead.
		let oldest = era.saturating_add(1).saturating_sub(depth);
		if uncollected < oldest {
			Self::deposit_event(Event::PayoutsExpired {
				from: uncollected,
				to: oldest.saturating_sub(1),
			});
		}
		let first = uncollected.max(oldest);
		let expires = first.saturating_add(depth);
		if era.saturating_add(depth.div_euclid(4)) >= expires {
			Self::deposit_event(Event::PayoutsNearExpiry { era: first, expires });
		}
		let run = Run { era, step: Step::Collect { era: first, position: 0, page: 0 } };
		Cycle::<T>::mutate(|cycle| cycle.run = Some(run));
		run
	}

	/// Takes the step of `run` and notes the next one. Returns the weight used.
	pub(crate) fn take_step(run: Run) -> Weight {
		let outcome = with_storage_layer(|| Self::perform(run));
		let (next, weight) = match outcome {
			Ok(done) => done,
			Err(error) => {
				log::error!(target: crate::LOG_TARGET, "step {:?} failed: {error:?}", run.step);
				Self::deposit_event(Event::StepFailed { step: run.step, error });
				(Self::after_failure(run), Self::step_weight(&run.step))
			},
		};
		Cycle::<T>::mutate(|cycle| match next {
			Some(step) => cycle.run = Some(Run { step, ..run }),
			None => {
				cycle.run = None;
				cycle.settled = run.era;
				// What could not be paid out is looked at again until staking forgets it.
				cycle.uncollected = cycle.failed.take().unwrap_or(run.era);
			},
		});
		weight
	}

	/// Notes that a payout of `era` is still to be collected.
	pub(crate) fn note_uncollected(era: EraIndex) {
		Cycle::<T>::mutate(|cycle| {
			cycle.failed = Some(cycle.failed.map_or(era, |earlier| earlier.min(era)));
		});
	}

	/// Notes that the records before `era` are gone.
	pub(crate) fn note_oldest_record(era: EraIndex) {
		Cycle::<T>::mutate(|cycle| cycle.oldest_record = era);
	}

	/// Where to go on when a step has failed.
	fn after_failure(run: Run) -> Option<Step> {
		match run.step {
			Step::Collect { era, position, .. } => {
				Self::note_uncollected(era);
				Some(Step::Collect { era, position: position.saturating_add(1), page: 0 })
			},
			Step::Recognise => Some(Step::Reconcile { era: run.era }),
			Step::Withdraw { pot } => Some(Self::after_withdraw(pot)),
			Step::Rebalance { .. } => Some(Step::Score { position: 0 }),
			Step::Pay => {
				// Whoever waits is told so all the same (LS-9).
				let noted = with_storage_layer(|| {
					Self::note_delay(run.era, Some(DelayReason::PaymentFailed))
				});
				if let Err(error) = noted {
					log::error!(target: crate::LOG_TARGET, "delay not noted: {error:?}");
				}
				Some(Step::Rebalance { moves: 0 })
			},
			Step::Nominate { pot } => Some(Self::after_nominate(pot)),
			Step::Finish => None,
			Step::Reconcile { era } => Some(Self::after_reconcile(run.era, era)),
			Step::Score { .. } => Some(Step::Nominate { pot: 0 }),
		}
	}

	/// The era after `reconciled` for which slashes may be pending in the settlement of `era`; when
	/// there is none, the first pot to withdraw from.
	///
	/// What is given back is so after the batch is closed: the batch has taken its part of the
	/// provision along then, and is given it at once.
	pub(crate) fn after_reconcile(era: EraIndex, reconciled: EraIndex) -> Step {
		let last = era.saturating_add(T::Staking::slash_defer_duration()).saturating_add(1);
		let next = reconciled.saturating_add(1);
		if next <= last {
			Step::Reconcile { era: next }
		} else {
			Step::Withdraw { pot: 0 }
		}
	}

	pub(crate) fn after_withdraw(pot: u32) -> Step {
		match Self::next_pot(pot) {
			Some(pot) => Step::Withdraw { pot },
			None => Step::Pay,
		}
	}

	pub(crate) fn after_nominate(pot: u32) -> Step {
		match Self::next_pot(pot) {
			Some(pot) => Step::Nominate { pot },
			None => Step::Finish,
		}
	}

	fn next_pot(pot: u32) -> Option<u32> {
		let next = pot.checked_add(1)?;
		let count = Pots::<T>::decode_len().unwrap_or_default();
		(usize::try_from(next).ok()? < count).then_some(next)
	}

	/// The most that a step can weigh.
	fn step_weight(step: &Step) -> Weight {
		let pots = T::MaxPots::get();
		match step {
			Step::Collect { .. } => T::WeightInfo::step_collect(T::Staking::max_page_size()),
			Step::Recognise => T::WeightInfo::step_recognise(pots),
			Step::Withdraw { .. } => T::WeightInfo::step_withdraw(),
			Step::Rebalance { .. } => T::WeightInfo::step_bond(pots)
				.max(Self::unbond_weight())
				.max(T::WeightInfo::step_rebond(pots)),
			Step::Pay => T::WeightInfo::step_pay(),
			Step::Nominate { .. } => Self::nominate_weight(),
			Step::Finish => T::WeightInfo::step_finish(T::MaxCollecting::get()),
			Step::Reconcile { .. } => T::WeightInfo::reconcile(pots, MAX_NAMED_PENDING),
			Step::Score { .. } => Self::score_weight(),
		}
	}

	/// The most that an unbonding weighs. It was measured with a pot that goes on nominating: of
	/// one that stops, whom it and the others back is read, the collection list, and up to 16
	/// registrations whose bonds are kept.
	pub(crate) fn unbond_weight() -> Weight {
		let pots = T::MaxPots::get();
		let dropped = u64::from(<crate::pallet::MaxTargets as Get<u32>>::get());
		let others = u64::from(pots).saturating_mul(2);
		let reads = others.saturating_add(dropped).saturating_add(1);
		T::WeightInfo::step_unbond(pots)
			.saturating_add(T::DbWeight::get().reads_writes(reads, dropped.saturating_add(1)))
	}

	/// The most that nominating weighs. It was measured without the registrations of those who are
	/// nominated, whose bonds are kept.
	pub(crate) fn nominate_weight() -> Weight {
		let nominated = crate::pallet::MaxTargets::get();
		T::WeightInfo::step_nominate(nominated)
			.saturating_add(T::DbWeight::get().reads_writes(nominated.into(), nominated.into()))
	}

	/// The most that scoring weighs. It was measured without the commissions fixed for the era, and
	/// without asking whether the pool backs one that has too much, and by whose choice.
	pub(crate) fn score_weight() -> Weight {
		let chosen = u64::from(T::MaxPots::get()).saturating_add(2);
		let reads = u64::from(SCORED_PER_STEP).saturating_mul(2).saturating_add(chosen);
		T::WeightInfo::step_score(T::MaxRegistered::get())
			.saturating_add(T::DbWeight::get().reads(reads))
	}

	/// The most that any step can weigh.
	pub(crate) fn greatest_step_weight() -> Weight {
		[
			Step::Collect { era: 0, position: 0, page: 0 },
			Step::Recognise,
			Step::Withdraw { pot: 0 },
			Step::Rebalance { moves: 0 },
			Step::Pay,
			Step::Nominate { pot: 0 },
			Step::Finish,
			Step::Reconcile { era: 0 },
			Step::Score { position: 0 },
		]
		.iter()
		.fold(T::WeightInfo::step_idle(), |greatest, step| greatest.max(Self::step_weight(step)))
		.saturating_add(T::WeightInfo::step_idle())
	}
}
