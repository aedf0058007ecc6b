//! What can happen and what the actor can do, at random.

use super::chain::{Earning, Offence, Schedule, ERA, OFFENCES, PASSERS, PASSERS_PURSE, PURSE};
use crate::mock::AccountId;
use proptest::{
	prelude::Rng,
	test_runner::{RngAlgorithm, TestRng},
};
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// Something that somebody does. Parts are thousandths of what there is to do it with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Act {
	/// So many units, or all there are.
	Deposit(u128),
	Redeem(u128),
	/// Takes back a redemption from the open batch.
	Cancel(u128),
	/// Of the shares, as far as the reserve goes.
	Instant(u128),
	Claim,
	/// Passes shares on to the other account.
	Give(u128),
	/// Passes the latest claim on to the other account.
	GiveClaim(u128),
}

/// Who does not move, waits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Move {
	pub block: u32,
	/// Whether it is the second account that acts.
	pub second: bool,
	pub act: Act,
	/// In how many calls.
	pub calls: u32,
}

/// Which worlds there are to search.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
	/// Every offence is one of all pots alike, in one report: what the actor brings does not
	/// change how much of the pool backs an offender.
	pub even: bool,
	/// Whether others come and go.
	pub passers: bool,
	/// The most that an era brings, in millionths, and for what.
	pub reward: u128,
	pub earning: Earning,
	/// Part of the claims kept for instant redemptions, in percent.
	pub reserve: u32,
	/// The most that all offences of a world cost, in ten-thousandths.
	pub total: u32,
}

impl Rules {
	/// Only the actor moves.
	pub const ALONE: Rules = Rules {
		even: true,
		passers: false,
		reward: 1_000,
		earning: Earning::Claims,
		reserve: 0,
		total: 9_500,
	};
	/// Others move as well.
	pub const OTHERS: Rules =
		Rules { even: false, passers: true, earning: Earning::Stake, ..Rules::ALONE };
}

pub struct Dice(TestRng);

impl Dice {
	pub fn new(seed: u64) -> Self {
		let mut bytes = [0; 32];
		bytes[..8].copy_from_slice(&seed.to_le_bytes());
		Dice(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
	}

	/// From `least` to `most`.
	pub fn between(&mut self, least: u32, most: u32) -> u32 {
		least + self.0.next_u32() % (most - least + 1)
	}

	pub fn one_in(&mut self, many: u32) -> bool {
		self.between(1, many) == 1
	}

	fn of<T: Clone>(&mut self, some: &[T]) -> T {
		some[self.between(0, some.len() as u32 - 1) as usize].clone()
	}

	fn part(&mut self) -> u128 {
		if self.one_in(2) {
			1_000
		} else {
			self.between(1, 1_000).into()
		}
	}

	/// A world with one to four offences.
	pub fn schedule(&mut self, rules: &Rules) -> Schedule {
		let defer = self.between(1, 2);
		let delay = self.between(2, 3);
		let pots = match rules.even && self.one_in(2) {
			true => vec![vec![11]],
			false => vec![vec![11], vec![21]],
		};
		let offences = self.offences(rules, defer, delay, &pots);
		let mut moves = Vec::new();
		if rules.passers {
			for _ in 0..self.between(3, 12) {
				let step = self.step(&offences, rules.reserve > 0, PASSERS_PURSE);
				moves.push((self.of(&PASSERS), Move { second: false, ..step }));
			}
		}
		moves.sort_by_key(|(_, step)| step.block);
		let rewards = match rules.earning {
			Earning::Claims => self.rewards(rules.reward, &offences),
			Earning::Stake => vec![rules.reward],
		};
		Schedule {
			pots,
			defer,
			delay,
			rewards,
			earning: rules.earning,
			fee: match rules.earning {
				Earning::Claims => 0,
				Earning::Stake => self.of(&[0, 10]),
			},
			reserve: Perbill::from_percent(rules.reserve),
			instant_fee: Perbill::from_percent(match rules.reserve {
				0 => self.of(&[1, 5, 10]),
				_ => 1,
			}),
			offences,
			moves,
		}
	}

	fn offences(
		&mut self,
		rules: &Rules,
		defer: EraIndex,
		delay: EraIndex,
		pots: &[Vec<AccountId>],
	) -> Vec<Offence> {
		let mut offences: Vec<Offence> = Vec::new();
		let mut next = OFFENCES[0];
		let mut left = rules.total;
		for _ in 0..self.between(1, 4) {
			if next > OFFENCES[1] || left < 30 {
				break;
			}
			let era = self.between(next, OFFENCES[1]);
			let sizes = [30, 90, 95, 200, 1_000, 3_000, 5_000, 9_000];
			let size = self.of(&sizes).min(left);
			left -= size;
			// What is reported later than the deferral, staking never applies.
			let late = self.between(0, delay - 1);
			next = era + late + 1;
			let first = (era + late) * ERA;
			let applied = (era + defer + 1) * ERA;
			let cancelled = (self.one_in(3) && late <= defer)
				.then(|| self.between(first + ERA - 1, applied - 1));
			let all = rules.even || self.one_in(4);
			let one = self.of(pots).clone();
			let mut reported = self.between(first, first + ERA - 1);
			for validator in if all { pots.concat() } else { one } {
				let fraction = Perbill::from_rational(size, 10_000);
				if !rules.even {
					reported = self.between(first, first + ERA - 1);
				}
				if !offences.iter().any(|other| other.validator == validator && other.era == era) {
					offences.push(Offence { validator, era, fraction, reported, cancelled });
				}
			}
		}
		offences
	}

	/// Rewards of anything up to `most`, and of nothing while an offence waits for its report.
	///
	/// What a reward adds is elected two eras later. An offence in between does not slash it, and
	/// who leaves has less of it than who stays: the others would lose or gain by that, whatever
	/// the pool does.
	fn rewards(&mut self, most: u128, offences: &[Offence]) -> Vec<u128> {
		let lost = |era: u32| {
			offences.iter().any(|offence| {
				offence.cancelled.is_none() &&
					(offence.era - 1..offence.reported / ERA).contains(&era)
			})
		};
		let all = (0..20).map(|era| {
			let reward = most * u128::from(self.between(0, 1_000)) / 1_000;
			if lost(era) {
				0
			} else {
				reward
			}
		});
		all.collect()
	}

	/// A move, as often as not near something that happens.
	fn step(&mut self, offences: &[Offence], reserve: bool, units: u128) -> Move {
		let any = self.between(2, (OFFENCES[1] + 3) * ERA);
		let block = match self.between(0, 5) {
			0 | 1 => any / ERA * ERA + self.of(&[0, ERA - 1]),
			2 if !offences.is_empty() => {
				let offence = self.of(offences);
				let near = self.of(&[
					offence.reported,
					offence.cancelled.unwrap_or(offence.reported),
					offence.era * ERA,
				]);
				near + self.between(0, 2) - 1
			},
			_ => any,
		};
		let act = match self.between(0, if reserve { 15 } else { 11 }) {
			0..=3 => Act::Deposit(units * self.part() / 1_000),
			4..=7 => Act::Redeem(self.part()),
			8 => Act::Cancel(self.part()),
			9 => Act::Claim,
			10 => Act::Give(self.part()),
			11 => Act::GiveClaim(self.part()),
			_ => Act::Instant(self.part()),
		};
		let calls = if self.one_in(5) { self.between(2, 5) } else { 1 };
		Move { block: block.max(2), second: self.one_in(6), act, calls }
	}

	/// A strategy of a few moves for a world.
	pub fn strategy(&mut self, schedule: &Schedule) -> Vec<Move> {
		let reserve = !schedule.reserve.is_zero();
		let count = self.between(1, 6);
		let mut all = vec![self.step(&schedule.offences, reserve, PURSE)];
		all[0].act = Act::Deposit(PURSE * self.part() / 1_000);
		all[0].second = false;
		for _ in 0..count {
			all.push(self.step(&schedule.offences, reserve, PURSE));
		}
		all.sort_by_key(|step| step.block);
		all
	}

	/// Another strategy, one change away.
	pub fn mutated(&mut self, strategy: &[Move], schedule: &Schedule) -> Vec<Move> {
		let reserve = !schedule.reserve.is_zero();
		let mut all = strategy.to_vec();
		let new = self.step(&schedule.offences, reserve, PURSE);
		let at = self.between(0, all.len().max(1) as u32 - 1) as usize;
		let change = self.between(u32::from(all.len() < 2), 6);
		if change == 0 {
			all.remove(at);
			return all;
		}
		match (change, all.get_mut(at)) {
			(1, Some(step)) => step.block = new.block,
			(2, Some(step)) => step.block = (step.block + self.between(0, 4)).max(4) - 2,
			(3, Some(step)) => step.act = new.act,
			(4, Some(step)) => step.second = !step.second,
			(5, Some(step)) => step.calls = self.between(1, 5),
			_ => all.push(new),
		}
		all.sort_by_key(|step| step.block);
		all
	}
}
