//! The search that tries to profit: worlds in which everything that will happen is written down,
//! and one actor who knows it all. What is measured, why, and what was found: `docs/search.md`.
//!
//! `ESTUARY_SEARCH_WORLDS` and `ESTUARY_SEARCH_STEPS` set the number of worlds and of strategies
//! tried in each, `ESTUARY_SEARCH_SEED` the first world. With `ESTUARY_SEARCH_SHOW` the best
//! strategy of a search is told step by step also where it stays within its bound.

mod chain;
mod holding;
mod strategy;

use chain::{play, Earning, Instant, Offence, Outcome, Schedule, ERA, OFFENCES, PASSERS};
use sp_runtime::Perbill;
use strategy::{Act, Dice, Move, Rules};

/// Planck by which roundings, those of the measure included, may move a result: amounts are 10^13
/// planck and more.
const ROUNDING: f64 = 20.0;
/// Of the strategies for a world, so many are thrown; the others change the best so far.
const THROWN: u64 = 6;
/// EST in the pool, times eras, from which on a strategy counts: who stays out risks nothing.
const TAKES_PART: f64 = 5e12;

/// Worlds of each search and strategies for each of them, unless the environment says otherwise.
const WORLDS: u64 = 8;
const STEPS: u64 = 12;

/// What a strategy is to bring about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Aim {
	/// That others have less at the end than they would have had without the actor.
	LossOfOthers,
	/// That the actor gains more than a holder did with as much EST in the same eras.
	Ahead,
}

impl Aim {
	fn score(self, outcome: &Outcome, without: &Outcome) -> f64 {
		match self {
			Aim::LossOfOthers => outcome.loss_since(without) as f64,
			Aim::Ahead => outcome.ahead,
		}
	}

	/// The most that a strategy may bring about. Only who is paid at once can be gone before a
	/// report, and pays the fee for it: the bound follows from what was paid and from the schedule,
	/// and asks the pool nothing.
	fn bound(self, schedule: &Schedule, outcome: &Outcome) -> f64 {
		let fee = f64::from(schedule.instant_fee.deconstruct()) / 1e9;
		let gain = |instant: &Instant| {
			instant.paid as f64 * (escaped(schedule, instant) - fee / (1.0 - fee))
		};
		ROUNDING + outcome.instants.iter().map(gain).sum::<f64>().max(0.0)
	}
}

/// The greatest part of a payment that offences of its time, still to be reported, would have cost.
fn escaped(schedule: &Schedule, instant: &Instant) -> f64 {
	let counts = |offence: &&Offence| {
		offence.reported >= instant.block &&
			offence.era <= instant.era + 1 &&
			offence.cancelled.is_none()
	};
	let kept = |offence: &Offence| 1.0 - f64::from(offence.fraction.deconstruct()) / 1e9;
	let by = |validator| {
		let offences = schedule.offences.iter().filter(|offence| offence.validator == validator);
		1.0 - offences.filter(counts).map(kept).product::<f64>()
	};
	schedule.pots.concat().into_iter().map(by).fold(0.0, f64::max)
}

/// The best strategy for a world.
#[derive(Clone, Debug)]
struct Found {
	score: f64,
	seed: u64,
	schedule: Schedule,
	strategy: Vec<Move>,
	outcome: Outcome,
	/// What everybody else would have without the actor.
	without: i128,
}

impl Found {
	fn play(
		seed: u64,
		aim: Aim,
		schedule: &Schedule,
		strategy: &[Move],
		without: &Outcome,
	) -> Self {
		let outcome = play(schedule, strategy, false);
		Found {
			score: aim.score(&outcome, without),
			seed,
			schedule: schedule.clone(),
			strategy: strategy.to_vec(),
			outcome,
			without: without.all_others(),
		}
	}

	/// Planck beyond the bound.
	fn excess(&self, aim: Aim) -> f64 {
		self.score - aim.bound(&self.schedule, &self.outcome)
	}

	/// Without the offences, moves of others and moves of the actor that hardly matter: at least
	/// nine tenths of the excess stay.
	fn minimal(self, aim: Aim) -> Self {
		let least = self.excess(aim) * 0.9;
		let mut best = self;
		let attempt = |best: &mut Found, schedule: Schedule, strategy: Vec<Move>| {
			let without = play(&schedule, &[], false);
			let found = Found::play(best.seed, aim, &schedule, &strategy, &without);
			if found.excess(aim) >= least {
				*best = found;
			}
		};
		for at in (0..best.strategy.len()).rev() {
			let mut fewer = best.strategy.clone();
			fewer.remove(at);
			let schedule = best.schedule.clone();
			attempt(&mut best, schedule, fewer);
		}
		for at in 0..best.strategy.len() {
			let mut simpler = best.strategy.clone();
			simpler[at] = Move { calls: 1, second: false, ..simpler[at].clone() };
			if simpler != best.strategy {
				let schedule = best.schedule.clone();
				attempt(&mut best, schedule, simpler);
			}
		}
		// All of an era: where every offence is one of all pots alike it has to stay so.
		for era in OFFENCES[0]..=OFFENCES[1] {
			let mut fewer = best.schedule.clone();
			fewer.offences.retain(|offence| offence.era != era);
			if fewer.offences.len() < best.schedule.offences.len() {
				let strategy = best.strategy.clone();
				attempt(&mut best, fewer, strategy);
			}
		}
		for at in (0..best.schedule.moves.len()).rev() {
			let mut fewer = best.schedule.clone();
			fewer.moves.remove(at);
			let strategy = best.strategy.clone();
			attempt(&mut best, fewer, strategy);
		}
		best
	}
}

/// A number from the environment.
fn env(name: &str, default: u64) -> u64 {
	std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

/// Searches worlds by `rules`: says what it found, or fails with the least that exceeds the bound.
fn search(name: &str, rules: Rules, aim: Aim) {
	let worlds = env("ESTUARY_SEARCH_WORLDS", WORLDS).max(1);
	let steps = env("ESTUARY_SEARCH_STEPS", STEPS).max(1);
	let first = env("ESTUARY_SEARCH_SEED", 1);
	let mut most: Option<Found> = None;
	let mut worst: Option<Found> = None;
	// World and strategy, both counted from one, of the first excess, and the worlds with one.
	let mut seen: Option<(u64, u64)> = None;
	let mut exceeded = 0;
	for seed in first..first.saturating_add(worlds) {
		let mut dice = Dice::new(seed);
		let schedule = dice.schedule(&rules);
		let without = play(&schedule, &[], false);
		let mut best: Option<Found> = None;
		let mut within = true;
		for step in 0..steps {
			let strategy = match &best {
				Some(best) if step >= THROWN.min(steps / 2) =>
					dice.mutated(&best.strategy, &schedule),
				_ => dice.strategy(&schedule),
			};
			let found = Found::play(seed, aim, &schedule, &strategy, &without);
			if found.excess(aim) > 0.0 {
				within = false;
				seen = seen.or(Some((seed + 1 - first, step + 1)));
				if worst.as_ref().is_none_or(|worst| found.excess(aim) > worst.excess(aim)) {
					worst = Some(found.clone());
				}
			}
			if found.outcome.stake_eras >= TAKES_PART &&
				best.as_ref().is_none_or(|best| found.excess(aim) >= best.excess(aim))
			{
				best = Some(found);
			}
		}
		exceeded += u64::from(!within);
		if let Some(best) = best {
			if most.as_ref().is_none_or(|most| best.excess(aim) > most.excess(aim)) {
				most = Some(best);
			}
		}
	}
	if let Some(worst) = worst {
		let worst = worst.minimal(aim);
		play(&worst.schedule, &worst.strategy, true);
		let Found { score, seed, without, .. } = worst;
		panic!(
			"{name}: {score:.0} planck in world {seed}, {:.4} % of what the others have, bound \
			 {:.0}; exceeded in {exceeded} of {worlds} worlds with {steps} strategies, first (world, \
			 strategy) {seen:?}: {worst:#?}",
			100.0 * score / without as f64,
			aim.bound(&worst.schedule, &worst.outcome),
		);
	}
	let most = most.expect("somebody takes part");
	let Found { score, seed, outcome, .. } = &most;
	println!(
		"{name}: {worlds} worlds, {steps} strategies each: nearest to its bound {score:.0} planck \
		 (world {seed}, bound {:.0}; the actor gained {}, EST-eras {:.3e}, greatest reserve {})",
		aim.bound(&most.schedule, outcome),
		outcome.profit,
		outcome.stake_eras,
		outcome.reserve
	);
	if std::env::var_os("ESTUARY_SEARCH_SHOW").is_some() {
		println!("{most:#?}");
		play(&most.schedule, &most.strategy, true);
	}
}

#[test]
fn who_moves_alone_should_cost_nobody_anything() {
	search("alone", Rules::ALONE, Aim::LossOfOthers);
}

#[test]
fn no_timing_should_pay_when_others_come_and_go() {
	search("others come and go", Rules::OTHERS, Aim::Ahead);
}

#[test]
fn leaving_at_once_should_not_pay_for_losses_below_the_fee() {
	let rules = Rules { reserve: 20, total: 95, ..Rules::ALONE };
	search("alone, losses below the fee", rules, Aim::Ahead);
	let rules = Rules { reserve: 20, total: 95, ..Rules::OTHERS };
	search("others come and go, losses below the fee", rules, Aim::Ahead);
}

#[test]
fn leaving_at_once_should_pay_no_more_than_the_loss_less_the_fee() {
	search("alone, any losses", Rules { reserve: 20, ..Rules::ALONE }, Aim::Ahead);
	search("others come and go, any losses", Rules { reserve: 20, ..Rules::OTHERS }, Aim::Ahead);
}

/// A pool that pays before offences of the time have been reported: the measure shows what the
/// actor escapes.
#[test]
fn a_payment_before_the_report_should_show() {
	let step = |block, act| Move { block, second: false, act, calls: 1 };
	let schedule = |delay| Schedule {
		pots: vec![vec![11]],
		defer: 2,
		delay,
		rewards: vec![0],
		earning: Earning::Stake,
		fee: 0,
		reserve: Perbill::zero(),
		instant_fee: Perbill::from_percent(1),
		offences: vec![Offence {
			validator: 11,
			era: 4,
			fraction: Perbill::from_percent(10),
			reported: 6 * ERA + 5,
			cancelled: None,
		}],
		// What the batch is paid with.
		moves: vec![(PASSERS[0], step(4 * ERA + 2, Act::Deposit(20_000)))],
	};
	let strategy = [step(3, Act::Deposit(10_000)), step(4 * ERA + 5, Act::Redeem(1_000))];
	// The batch closes in era 5; the report comes in era 6, two eras after the offence.
	let late = play(&schedule(3), &strategy, false);
	assert!(late.ahead.abs() < ROUNDING, "{late:?}");
	let early = play(&schedule(1), &strategy, false);
	// Of 60,000 units a tenth is lost. The 70,000 that are left bear it, 8.57 % of each; the
	// 10,000 that were paid do not.
	assert_eq!((early.profit, early.ahead.round()), (0, 857_142_857_147.0));
}
