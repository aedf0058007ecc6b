//! What everything is worth, and how much of it there is.

use super::{
	exact::{exact, one, zero, Exact},
	Model, ModelReport,
};
use crate::mock::AccountId;
use sp_staking::EraIndex;

impl Model {
	/// Backing and streaming.
	pub fn held(&self) -> Exact {
		&self.backing + &self.streaming
	}

	/// Owed to all batches that are not paid out.
	pub fn exits(&self) -> Exact {
		self.batches.values().fold(zero(), |sum, batch| sum + &batch.owed)
	}

	/// Everything that bears losses, and what it has borne of those that may be cancelled.
	pub fn all_claims(&self) -> Exact {
		self.held() + self.exits() + self.provision()
	}

	pub(super) fn sum(&self, of: impl Fn(&ModelReport) -> Exact) -> Exact {
		self.reports.values().fold(zero(), |sum, report| sum + of(report))
	}

	/// What will be lost if nothing is cancelled, less what bonds stand for.
	pub fn pending(&self) -> Exact {
		self.sum(|report| report.loss.clone())
	}

	/// What batches have paid for their part of the reports.
	pub fn provision_bought(&self) -> Exact {
		self.sum(|report| report.bought.clone())
	}

	/// What batches would get back.
	pub fn provision_exits(&self) -> Exact {
		self.sum(|report| report.exits.clone())
	}

	/// What may yet be given back.
	pub fn provision(&self) -> Exact {
		self.sum(ModelReport::total)
	}

	/// Paid out to batches and not claimed.
	pub fn claims(&self) -> Exact {
		self.batches.values().fold(zero(), |sum, batch| sum + &batch.unclaimed)
	}

	/// What has vested of the stream at block `now`.
	pub fn vested(&self, now: u64) -> Exact {
		if now >= self.vests_until {
			return self.streaming.clone();
		}
		if now <= self.vests_from {
			return zero();
		}
		&self.streaming * exact((now - self.vests_from).into()) /
			exact((self.vests_until - self.vests_from).into())
	}

	/// Planck that `shares` redeem for at block `now`.
	pub fn net_value(&self, shares: &Exact, now: u64) -> Exact {
		if self.issuance == zero() {
			return zero();
		}
		shares * (&self.backing + self.vested(now)) / &self.issuance
	}

	/// Planck that a new share costs, all that may yet come to it included; `None` if there is no
	/// price.
	pub fn forward_price(&self) -> Option<Exact> {
		let equity = self.held() + self.provision();
		(equity > zero() && self.issuance > zero()).then(|| equity / &self.issuance)
	}

	/// What an instant redemption of `shares` at block `now` brings when it costs `fee`.
	pub fn instant_value(&self, shares: &Exact, fee: &Exact, now: u64) -> Exact {
		self.net_value(shares, now) * (one() - fee)
	}

	/// What a claim of `owner` on `batch` is worth.
	pub fn exit_value(&self, era: EraIndex, owner: AccountId) -> Option<Exact> {
		let batch = self.batches.get(&era)?;
		Some((&batch.owed + &batch.paid) * batch.claims.get(&owner)? / &batch.shares)
	}
}
