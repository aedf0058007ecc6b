//! A chain on which everything that will happen is written down beforehand, and what becomes of
//! everybody on it.

use super::{
	holding::{Holding, Lot},
	strategy::{Act, Move},
};
use crate::{mock::*, Claims, Cycle, Event, Pending, PendingSlash};
use estuary_math::Shares;
use frame_support::weights::Weight;
use sp_runtime::Perbill;
use sp_staking::EraIndex;

/// Planck of one unit of the amounts in schedules and strategies.
pub const UNIT: u128 = 1_000_000_000;
/// Blocks of an era.
pub const ERA: u32 = PERIOD * SESSIONS;
/// The actor, and its second account.
pub const ACTOR: AccountId = ALICE;
pub const ALIAS: AccountId = 50;
/// Who holds from the first block to the last, and how many units.
pub const HOLDERS: [(AccountId, u128); 2] = [(BOB, 20_000), (CHARLIE, 30_000)];
/// Who comes and goes in the second regime.
pub const PASSERS: [AccountId; 2] = [4, 5];
/// Units that the actor has, and each of those who come and go.
pub const PURSE: u128 = 60_000;
pub const PASSERS_PURSE: u128 = 20_000;
/// The first and the last era of an offence.
pub const OFFENCES: [EraIndex; 2] = [2, 6];

/// What staking hears of an offence.
#[derive(Clone, Debug)]
pub struct Offence {
	pub validator: AccountId,
	/// When it was committed.
	pub era: EraIndex,
	/// The fraction of the stake that it costs.
	pub fraction: Perbill,
	/// The block of the report, after everything else in it.
	pub reported: u32,
	/// The block in which governance cancels the slash.
	pub cancelled: Option<u32>,
}

/// What a reward is paid for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Earning {
	/// What the pots had at stake in the era, as staking pays.
	Stake,
	/// What belongs to those who stay, so that every EST in the pool earns the same in the same
	/// era, whoever else is in: the wealth of others depends on the pool's accounting alone.
	Claims,
}

/// A payment for an instant redemption.
#[derive(Clone, Debug)]
pub struct Instant {
	pub block: u32,
	pub era: EraIndex,
	/// Planck, after the fee.
	pub paid: u128,
}

/// Everything that happens but for what the actor does.
#[derive(Clone, Debug)]
pub struct Schedule {
	pub pots: Vec<Vec<AccountId>>,
	/// Eras from an offence to the application of its slash, less one.
	pub defer: EraIndex,
	/// Eras that a batch waits before it is paid from idle EST.
	pub delay: EraIndex,
	/// Reward of each era in millionths of what earns it; the last one from there on.
	pub rewards: Vec<u128>,
	/// What earns the reward.
	pub earning: Earning,
	/// The fee on rewards in percent.
	pub fee: u32,
	/// Part of the claims that is kept for instant redemptions.
	pub reserve: Perbill,
	/// What these cost, and the threshold of bunker mode.
	pub instant_fee: Perbill,
	pub offences: Vec<Offence>,
	/// What those do who come and go.
	pub moves: Vec<(AccountId, Move)>,
}

/// What became of everybody, in planck.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
	/// Wealth of each holder.
	pub holders: Vec<i128>,
	/// Wealth of all others: who comes and goes, the first position, the recipient of the fees.
	pub others: i128,
	/// What the actor gained.
	pub profit: i128,
	/// What the actor gained beyond a holder: see `Holding`.
	pub ahead: f64,
	/// What it was paid at once.
	pub instants: Vec<Instant>,
	/// The greatest reserve that there was.
	pub reserve: u128,
	/// EST that the actor had in the pool, times eras.
	pub stake_eras: f64,
}

impl Outcome {
	/// Wealth of everybody but the actor.
	pub fn all_others(&self) -> i128 {
		self.others + self.holders.iter().sum::<i128>()
	}

	/// By how much all others together are worse off than in `other`, or one of the holders alone
	/// if that is more.
	pub fn loss_since(&self, other: &Outcome) -> i128 {
		let each = other.holders.iter().zip(&self.holders).map(|(then, now)| then - now);
		each.max().unwrap_or(0).max(other.all_others() - self.all_others())
	}
}

/// Value of a share to who holds it on: all rewards, vested or not; in planck.
pub fn share() -> f64 {
	let books = books();
	(books.backing + books.stream.amount) as f64 / books.issuance.0 as f64
}

/// The shares of `who` in the wallet and in the open batch.
fn held_by(who: AccountId) -> u128 {
	shares_of(who) + open_by(who)
}

fn open_by(who: AccountId) -> u128 {
	Claims::<Test>::get(who, books().open_batch).unwrap_or(Shares::ZERO).0
}

pub fn held() -> f64 {
	(held_by(ACTOR) + held_by(ALIAS)) as f64
}

fn wealth(who: AccountId) -> i128 {
	let at = LiquidStaking::api_position(who);
	let exits: u128 = at.exits.iter().map(|exit| exit.value).sum();
	(Balances::free_balance(who) + at.value + exits) as i128
}

struct Play<'a> {
	schedule: &'a Schedule,
	holding: Holding,
	instants: Vec<Instant>,
	reserve: u128,
	log: bool,
}

/// Runs `schedule` with an actor that follows `strategy`, until it has left and claimed everything
/// and nothing is pending or vesting. With `log` it says what happens.
pub fn play(schedule: &Schedule, strategy: &[Move], log: bool) -> Outcome {
	EraReward::set(0);
	SettlementBudget::set(Weight::MAX);
	MinExitDelay::set(schedule.delay);
	let chain = ExtBuilder::default()
		.pots(schedule.pots.clone())
		.fee(schedule.fee)
		.slash_defer(schedule.defer);
	chain.build().execute_with(|| {
		let holding = Holding { seen: share(), ..Default::default() };
		Play { schedule, holding, instants: Vec::new(), reserve: 0, log }.run(strategy)
	})
}

impl Play<'_> {
	fn run(mut self, strategy: &[Move]) -> Outcome {
		self.open();
		// All slashes are applied or cancelled then.
		let last = (OFFENCES[1] + self.schedule.defer + 2) * ERA + ERA / 2;
		let mut block = 2;
		while block <= last + 5 * ERA || wealth(ACTOR) + wealth(ALIAS) > self.purses() {
			assert!(block <= last + 9 * ERA, "the actor is not paid: {:?}", books());
			if block % ERA == 0 && block <= last + 2 * ERA {
				self.reward(block / ERA - 1);
			}
			self.block(block);
			if block == 2 {
				for (who, units) in HOLDERS {
					deposit(who, units * UNIT).expect("holders come in");
				}
			}
			for (who, step) in self.schedule.moves.iter().filter(|(_, step)| step.block == block) {
				self.perform([*who, *who], step);
			}
			for step in strategy.iter().filter(|step| step.block == block && block < last) {
				self.perform([ACTOR, ALIAS], step);
			}
			if block == last {
				for second in [false, true] {
					let all = Move { block, second, act: Act::Redeem(1_000), calls: 1 };
					self.perform([ACTOR, ALIAS], &all);
				}
			}
			if block > last && block % ERA == 0 {
				let claim = Move { block, second: false, act: Act::Claim, calls: 1 };
				self.perform([ACTOR, ALIAS], &claim);
			}
			for offence in &self.schedule.offences {
				self.offence(offence, block);
			}
			block += 1;
		}
		self.close()
	}

	fn open(&mut self) {
		let purse = |who, units: u128| {
			Balances::force_set_balance(RuntimeOrigin::root(), who, units * UNIT + ED)
				.expect("root can")
		};
		purse(ACTOR, PURSE);
		purse(ALIAS, 0);
		HOLDERS.into_iter().for_each(|(who, units)| purse(who, units));
		PASSERS.into_iter().for_each(|who| purse(who, PASSERS_PURSE));
		let fee = Perbill::from_percent(self.schedule.fee);
		let Schedule { reserve, instant_fee, .. } = *self.schedule;
		set_params(crate::Params { fee, reserve, instant_fee, bunker: instant_fee, ..params() })
			.expect("good parameters");
	}

	fn purses(&self) -> i128 {
		[ACTOR, ALIAS].into_iter().map(|who| Balances::free_balance(who) as i128).sum()
	}

	fn close(self) -> Outcome {
		let books = books();
		let now = System::block_number().into();
		assert_eq!(books.provision, 0);
		assert_eq!(books.stream.vested_floor(now), books.stream.amount);
		check();
		let profit = self.purses() - (PURSE * UNIT + 2 * ED) as i128;
		let Play { holding, instants, reserve, .. } = self;
		let seed = LiquidStaking::api_position(LiquidStaking::pool_account()).value as i128;
		Outcome {
			holders: HOLDERS.into_iter().map(|(who, _)| wealth(who)).collect(),
			others: PASSERS.into_iter().chain([FEES]).map(wealth).sum::<i128>() + seed,
			profit,
			ahead: profit as f64 - holding.due,
			instants,
			reserve,
			stake_eras: holding.stake_eras,
		}
	}

	/// Pays the reward of `era` to the pots, to the planck: staking's own payouts are rounded to a
	/// billionth.
	fn reward(&self, era: EraIndex) {
		let rewards = &self.schedule.rewards;
		let parts = rewards.get(era as usize).or(rewards.last()).copied().unwrap_or(0);
		let mut pots = (0..self.schedule.pots.len() as u32).filter(|index| ledger_of(*index).0 > 0);
		match self.schedule.earning {
			Earning::Stake =>
				for index in pots {
					let at_stake: u128 =
						pallet_staking::ErasStakersPaged::<Test>::iter_prefix((era,))
							.flat_map(|(_, page)| page.others.clone())
							.filter(|other| other.who == pot(index))
							.map(|other| other.value)
							.sum();
					Self::pay(index, at_stake * parts / 1_000_000);
				},
			Earning::Claims => {
				let books = books();
				let theirs =
					books.backing + books.stream.amount + books.provision - books.provision_exits;
				let staying = (books.issuance.0 - books.open_shares.0) as f64;
				let part = staying / books.issuance.0 as f64 * parts as f64 / 1e6;
				if let Some(index) = pots.next_back() {
					Self::pay(index, (theirs as f64 * part) as u128);
				}
			},
		}
	}

	fn pay(index: u32, reward: u128) {
		if reward > 0 {
			let stash = pot(index);
			let free = Balances::free_balance(stash) + reward;
			Balances::force_set_balance(RuntimeOrigin::root(), stash, free).expect("root can");
			Staking::bond_extra(RuntimeOrigin::signed(stash), reward).expect("pots can bond");
		}
	}

	/// Planck of the provision that will be given back, and the holders' part of it.
	fn spurious(&self) -> (f64, f64) {
		let cancelled = |era, validator| {
			self.schedule.offences.iter().any(|offence| {
				offence.era + self.schedule.defer + 1 == era &&
					Some(offence.validator) == validator &&
					offence.cancelled.is_some()
			})
		};
		let of_them = Pending::<Test>::get()
			.into_iter()
			.filter(|entry| cancelled(entry.era, entry.validator));
		of_them.fold((0.0, 0.0), |(all, holders), PendingSlash { provision, .. }| {
			let total = provision.total();
			(all + total as f64, holders + (total - provision.exits) as f64)
		})
	}

	/// Lets go of slashes of accounts that have nothing left: staking passes over them, but panics
	/// where debug assertions are on.
	fn forget_the_dead() {
		let alive = |who| pallet_staking::Bonded::<Test>::contains_key(who);
		let eras: Vec<_> = pallet_staking::UnappliedSlashes::<Test>::iter_keys().collect();
		for era in eras {
			pallet_staking::UnappliedSlashes::<Test>::mutate(era, |slashes| {
				for slash in slashes.iter_mut() {
					slash.others.retain(|(who, _)| alive(*who));
				}
				slashes.retain(|slash| alive(slash.validator));
			});
		}
	}

	/// Goes on to `block`, in which an era may begin and be settled.
	fn block(&mut self, block: u32) {
		Self::forget_the_dead();
		self.holding.look();
		let before = books();
		let open = before.open_batch;
		let leaving = (open_by(ACTOR) + open_by(ALIAS)) as f64;
		let (_, back) = self.spurious();
		System::reset_events();
		run_to_block(block);
		for event in take_events() {
			if self.log {
				println!("    {block:4} {event:?}");
			}
			match event {
				Event::BatchClosed { era, .. } if leaving > 0.0 => {
					let back = back * leaving / before.issuance.0 as f64;
					self.holding.due += back;
					self.holding.leaving.push((era, leaving * self.holding.seen + back));
				},
				Event::BatchFunded { era, amount, missing } =>
					self.holding.paid(era, amount as f64 / (amount + missing) as f64),
				Event::BatchMatured { era, .. } => self.holding.paid(era, 1.0),
				Event::LossRecognised { loss, .. } => {
					// Nobody was told of it: of whom it was is known all the same.
					let claims = before.backing + before.stream.amount + before.exits;
					let era = active_era().saturating_sub(self.schedule.defer + 1);
					self.holding.lose(era, loss as f64 / claims as f64);
				},
				Event::StepFailed { step, error } => panic!("{step:?} failed: {error:?}"),
				_ => (),
			}
		}
		self.holding.look();
		let now = books();
		if now.open_batch != open {
			self.holding.stake_eras += held() * self.holding.seen;
		}
		self.reserve = self.reserve.max(now.reserve);
		assert!(Cycle::<Test>::get().run.is_none(), "settled in one block");
	}

	/// One of `accounts`, which belong to the same, does something, if it can: in as many calls as
	/// `step` says.
	fn perform(&mut self, accounts: [AccountId; 2], step: &Move) {
		let [who, other] = if step.second { [accounts[1], accounts[0]] } else { accounts };
		let latest = Claims::<Test>::iter_prefix(who).max_by_key(|(era, _)| *era);
		let mut left = match &step.act {
			Act::Deposit(units) =>
				(units * UNIT).min(Balances::free_balance(who).saturating_sub(ED)),
			Act::Redeem(part) | Act::Give(part) => shares_of(who) * part / 1_000,
			Act::Cancel(part) => open_by(who) * part / 1_000,
			Act::Instant(part) => (shares_of(who) * part / 1_000).min(Self::most_at_once()),
			Act::GiveClaim(part) => latest.map_or(0, |(_, claim)| claim.0 * part / 1_000),
			Act::Claim => 0,
		};
		for calls in (1..=u128::from(step.calls)).rev() {
			let amount = left / calls;
			left -= amount;
			let (shares, era) = (held(), active_era());
			let free = Balances::free_balance(who);
			let (spurious, _) = self.spurious();
			self.holding.look();
			let done = match step.act {
				Act::Deposit(_) => deposit(who, amount),
				Act::Redeem(_) => redeem(who, amount),
				Act::Cancel(_) => cancel_redeem(who, amount),
				Act::Instant(_) => instant_redeem(who, amount),
				Act::Give(_) => Assets::transfer(RuntimeOrigin::signed(who), 1, other, amount),
				Act::GiveClaim(_) => match latest {
					Some((era, _)) => transfer_claim(who, era, other, amount),
					None => Ok(()),
				},
				Act::Claim => {
					for owner in accounts {
						for era in Claims::<Test>::iter_key_prefix(owner).collect::<Vec<_>>() {
							let _not_yet = claim_by(who, owner, era);
						}
					}
					Ok(())
				},
			};
			if self.log && step.act != Act::Claim {
				let block = step.block;
				println!("    {block:4} {who} {:?}: {done:?}, a share is {}", step.act, share());
			}
			if (who == ACTOR || who == ALIAS) && done.is_ok() {
				self.own(&step.act, shares, era, free, who, spurious);
			}
			// What that has done to a share it has done to those of a holder, too.
			self.holding.due += held().min(shares) * (share() - self.holding.seen);
			self.holding.seen = share();
		}
	}

	/// The shares that the reserve is enough for.
	fn most_at_once() -> u128 {
		let books = books();
		let equity = books.net_equity(System::block_number().into());
		(books.reserve as f64 * books.issuance.0 as f64 / equity as f64) as u128
	}

	/// Notes what the actor has just done with the shares that it had before.
	fn own(
		&mut self,
		act: &Act,
		before: f64,
		era: EraIndex,
		free: u128,
		who: AccountId,
		spurious: f64,
	) {
		let now = Balances::free_balance(who);
		let holding = &mut self.holding;
		match act {
			Act::Deposit(_) => {
				let shares = held() - before;
				// It has paid for what will be given back.
				holding.due -= shares * spurious / books().issuance.0 as f64;
				holding
					.lots
					.push(Lot { shares, came: era, left: None, paid: 0.0, instant: false });
			},
			Act::Redeem(_) | Act::Cancel(_) => {
				let open = (open_by(ACTOR) + open_by(ALIAS)) as f64;
				let of = books().open_batch;
				let lots = holding.lots.iter().filter(|lot| lot.left == Some(of) && !lot.instant);
				let noted: f64 = lots.map(|lot| lot.shares).sum();
				if open > noted {
					holding.leave(open - noted, of, None);
				} else {
					holding.stay(noted - open, of);
				}
			},
			Act::Instant(_) => {
				let (block, paid) = (System::block_number(), now - free);
				self.instants.push(Instant { block, era, paid });
				holding.leave(before - held(), era, Some(paid as f64));
			},
			Act::Claim | Act::Give(_) | Act::GiveClaim(_) => (),
		}
	}

	/// Reports `offence`, or has it cancelled, if it is time.
	fn offence(&mut self, offence: &Offence, block: u32) {
		let Offence { validator, era, fraction, reported, cancelled } = *offence;
		let applies = era + self.schedule.defer + 1;
		if reported == block {
			self.holding.look();
			let back = self.spurious().1 / books().issuance.0 as f64;
			let session = pallet_staking::ErasStartSessionIndex::<Test>::get(era).expect("known");
			let _same_again = report_all(&[validator], session, fraction);
			if self.log {
				println!(
					"    {block:4} {validator}, era {era}: {fraction:?}, a share is {}",
					share()
				);
			}
			match cancelled {
				Some(_) => self.holding.look(),
				None => {
					let seen = self.holding.seen;
					self.holding.lose(era, (seen - share()) / (seen + back));
					self.holding.look();
				},
			}
		}
		if cancelled == Some(block) {
			let slashes = pallet_staking::UnappliedSlashes::<Test>::get(applies);
			let found: Vec<_> = (0u32..)
				.zip(slashes)
				.filter(|(_, slash)| slash.validator == validator)
				.map(|(index, _)| index)
				.collect();
			if !found.is_empty() {
				Staking::cancel_deferred_slash(RuntimeOrigin::root(), applies, found)
					.expect("governance can");
			}
		}
	}
}
