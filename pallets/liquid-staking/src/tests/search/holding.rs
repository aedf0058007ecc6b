//! What a holder would have had with the EST of the actor in the eras in which it was in the pool.

use super::chain::{held, share};
use sp_staking::EraIndex;

/// A part of the actor's shares with the eras in which it was at stake.
#[derive(Clone, Debug)]
pub struct Lot {
	pub shares: f64,
	/// The era of the deposit: at stake from two eras later on.
	pub came: EraIndex,
	/// The era of the redemption: at stake for one era more.
	pub left: Option<EraIndex>,
	/// Planck that it was paid.
	pub paid: f64,
	/// Whether it left by an instant redemption.
	pub instant: bool,
}

impl Lot {
	fn at_stake_in(&self, era: EraIndex) -> bool {
		self.came + 2 <= era && self.left.is_none_or(|left| era <= left + 1)
	}
}

/// What a holder would have had of the actor's EST in the time in which it was in the pool:
///
/// - each change of the value of a share, for the shares that the actor had then;
/// - on what had left with a batch, the losses until the batch was paid;
/// - the losses by offences of eras in which its EST was at stake, also when they were reported
///   after it had been paid at once or from a batch;
/// - slashes that are cancelled count as if they had never been reported.
#[derive(Default)]
pub struct Holding {
	/// The sum, in planck.
	pub due: f64,
	pub lots: Vec<Lot>,
	/// Value of a share at the last look.
	pub seen: f64,
	/// Batches that the actor has left with: era and value.
	pub leaving: Vec<(EraIndex, f64)>,
	/// EST that the actor had in the pool, times eras.
	pub stake_eras: f64,
}

impl Holding {
	/// Books what the shares have brought since the last look.
	pub fn look(&mut self) {
		let now = share();
		self.due += held() * (now - self.seen);
		self.seen = now;
	}

	/// The oldest of the lots that have not left leave in `era`.
	pub fn leave(&mut self, mut shares: f64, era: EraIndex, instant: Option<f64>) {
		let whole = shares;
		let mut split = Vec::new();
		for lot in self.lots.iter_mut().filter(|lot| lot.left.is_none()) {
			if shares <= 0.0 {
				break;
			}
			if lot.shares > shares {
				split.push(Lot { shares: lot.shares - shares, ..lot.clone() });
				lot.shares = shares;
			}
			shares -= lot.shares;
			lot.left = Some(era);
			lot.paid = instant.map_or(0.0, |paid| paid * lot.shares / whole);
			lot.instant = instant.is_some();
		}
		self.lots.extend(split);
		self.lots.sort_by_key(|lot| lot.came);
	}

	/// The latest of the lots that wait in the open batch of `era` stay.
	pub fn stay(&mut self, mut shares: f64, era: EraIndex) {
		let mut split = Vec::new();
		for lot in self.lots.iter_mut().rev().filter(|lot| lot.left == Some(era) && !lot.instant) {
			if shares <= 0.0 {
				break;
			}
			if lot.shares > shares {
				split.push(Lot { shares: lot.shares - shares, ..lot.clone() });
				lot.shares = shares;
			}
			shares -= lot.shares;
			lot.left = None;
		}
		self.lots.extend(split);
		self.lots.sort_by_key(|lot| lot.came);
	}

	/// The batch of `era` is paid: a part of what it has left, or all.
	pub fn paid(&mut self, era: EraIndex, part: f64) {
		let Some((_, value)) = self.leaving.iter_mut().find(|(of, _)| *of == era) else { return };
		let paid = *value * part;
		*value -= paid;
		let lots = || self.lots.iter().filter(|lot| lot.left == Some(era) && !lot.instant);
		let shares: f64 = lots().map(|lot| lot.shares).sum();
		for lot in self.lots.iter_mut().filter(|lot| lot.left == Some(era) && !lot.instant) {
			lot.paid += paid * lot.shares / shares;
		}
	}

	/// All claims have lost `fraction` by an offence of `era` that will not be cancelled. What the
	/// shares lose is booked with the next look.
	pub fn lose(&mut self, era: EraIndex, fraction: f64) {
		for (_, value) in &mut self.leaving {
			self.due -= *value * fraction;
			*value -= *value * fraction;
		}
		for lot in self.lots.iter_mut().filter(|lot| lot.paid > 0.0 && lot.at_stake_in(era)) {
			self.due -= lot.paid * fraction;
			lot.paid -= lot.paid * fraction;
		}
	}
}
