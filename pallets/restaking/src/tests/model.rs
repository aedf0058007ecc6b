//! One operator in rational numbers: what everybody is entitled to when nothing is rounded.
//!
//! Written from the design and not from the pallet. Every service has a `promise`, every bucket a
//! `base`: what the service counts on there is their product. Only who comes in or leaves changes a
//! base, and only a slash of its own changes the promise of a service, so that RS-1 holds by
//! construction; there is no total that would have to follow. The model is told facts only: who
//! called with which amount, and which amount a request set aside. It knows nothing of the mock:
//! the runtime's tests use it as well.

use estuary_primitives::restaking::{ServiceId, SlashId};
use num_bigint::BigInt;
use num_rational::BigRational;
use sp_staking::EraIndex;
use std::collections::BTreeMap;

pub type Exact = BigRational;

/// `n` exactly.
pub fn exact(n: u128) -> Exact {
	Exact::from_integer(BigInt::from(n))
}

pub fn zero() -> Exact {
	exact(0)
}

/// Stake that bears the same slashes.
#[derive(Clone, Debug)]
pub struct Stake<A> {
	/// Units by account.
	pub units: BTreeMap<A, Exact>,
	/// stEST, net.
	pub net: Option<Exact>,
	/// What a promise of one stands for, with what is set aside.
	pub base: Option<Exact>,
	/// What slashes have set aside.
	pub aside: BTreeMap<SlashId, (ServiceId, Exact)>,
	/// What can be given back of slashes that were applied.
	pub taken: BTreeMap<SlashId, (ServiceId, Exact)>,
	/// Promises to services that have slashed since these left: what they lose they lose alone.
	pub kept: BTreeMap<ServiceId, Exact>,
}

fn sum<'a>(all: impl Iterator<Item = &'a Exact>) -> Exact {
	all.fold(zero(), |sum, one| sum + one)
}

impl<A> Default for Stake<A> {
	fn default() -> Self {
		Stake {
			units: BTreeMap::new(),
			net: None,
			base: None,
			aside: BTreeMap::new(),
			taken: BTreeMap::new(),
			kept: BTreeMap::new(),
		}
	}
}

impl<A: Clone + Ord> Stake<A> {
	pub fn net(&self) -> Exact {
		self.net.clone().unwrap_or_else(zero)
	}

	pub fn set_aside(&self) -> Exact {
		sum(self.aside.values().map(|(_, amount)| amount))
	}

	fn gross(&self) -> Exact {
		self.net() + self.set_aside()
	}

	fn claims(&self) -> Exact {
		self.gross() + sum(self.taken.values().map(|(_, amount)| amount))
	}

	/// With all that can still come back, but for slashes that are over.
	fn claims_without(&self, over: impl Fn(&SlashId) -> bool) -> Exact {
		let taken = self.taken.iter().filter(|(slash, _)| !over(slash));
		self.gross() + sum(taken.map(|(_, (_, amount))| amount))
	}

	fn all_units(&self) -> Exact {
		sum(self.units.values())
	}

	fn base(&self) -> Exact {
		self.base.clone().unwrap_or_else(zero)
	}

	/// What a service with `promise` can still take.
	pub fn slashable(&self, service: ServiceId, promise: &Exact) -> Exact {
		let own = self.aside.values().filter(|(of, _)| *of == service);
		self.base() * promise - sum(own.map(|(_, amount)| amount))
	}

	/// What `who` has of `amount`.
	pub fn part(&self, who: &A, amount: Exact) -> Exact {
		let units = self.units.get(who).cloned().unwrap_or_else(zero);
		let all = self.all_units();
		if all == zero() {
			return zero();
		}
		amount * units / all
	}

	/// Gives the fraction `part` of what can be given back of `slash` back: how much that is.
	fn give_back(&mut self, slash: SlashId, part: &Exact) -> Exact {
		let Some((_, left)) = self.taken.get_mut(&slash) else { return zero() };
		let back = &*left * part;
		*left -= &back;
		self.net = Some(self.net() + &back);
		back
	}

	/// Takes the fraction `part` of everything out, but for applied slashes that are over. Nobody
	/// leaves while one that is over is pending.
	fn split(&mut self, part: &Exact, over: impl Fn(&SlashId) -> bool) -> Stake<A> {
		let rest = exact(1) - part;
		let mut out = self.clone();
		out.units.clear();
		for (stake, factor) in [(&mut out, part), (self, &rest)] {
			stake.net = Some(stake.net() * factor);
			stake.base = Some(stake.base() * factor);
			stake.aside.values_mut().for_each(|(_, amount)| *amount *= factor);
			stake.taken.values_mut().for_each(|(_, amount)| *amount *= factor);
		}
		out.taken.retain(|slash, _| !over(slash));
		out
	}
}

/// A slash that is pending or can be refunded.
#[derive(Clone, Debug)]
pub struct Slash {
	pub era: EraIndex,
	pub service: ServiceId,
	/// The last era in which anything can come back.
	pub until: EraIndex,
	/// What it took of the promise, and what that would be by the pool alone.
	pub taken: (Exact, Exact),
}

/// The pool and the batches of one operator.
#[derive(Clone, Debug)]
pub struct Model<A> {
	pub pool: Stake<A>,
	pub batches: BTreeMap<EraIndex, Stake<A>>,
	pub promises: BTreeMap<ServiceId, Exact>,
	pub slashes: BTreeMap<SlashId, Slash>,
	/// Stake per base when the last one left.
	pub when_empty: Option<Exact>,
	/// The greatest base of the pool in an era, and the last one.
	pub bases: BTreeMap<EraIndex, (Exact, Exact)>,
	/// What each account has earned and not claimed.
	pub earned: BTreeMap<A, Exact>,
}

impl<A> Default for Model<A> {
	fn default() -> Self {
		Model {
			pool: Stake::default(),
			batches: BTreeMap::new(),
			promises: BTreeMap::new(),
			slashes: BTreeMap::new(),
			when_empty: None,
			bases: BTreeMap::new(),
			earned: BTreeMap::new(),
		}
	}
}

impl<A: Clone + Ord> Model<A> {
	/// Who comes in pays for what can still come back, so that it takes none of it from others.
	pub fn delegate(&mut self, who: A, era: EraIndex, amount: u128) {
		let amount = exact(amount);
		let (gross, all) = (self.pool.gross(), self.pool.all_units());
		let slashes = &self.slashes;
		let claims = self.pool.claims_without(|slash| slashes[slash].until < era);
		let units = if all == zero() { amount.clone() } else { &amount * &all / &claims };
		self.pool.base = Some(if gross > zero() {
			self.pool.base() * (&gross + &amount) / &gross
		} else {
			&amount / self.when_empty.clone().unwrap_or_else(|| exact(1))
		});
		*self.pool.units.entry(who).or_insert_with(zero) += units;
		self.pool.net = Some(self.pool.net() + amount);
		self.note_base(era);
	}

	fn note_base(&mut self, era: EraIndex) {
		let base = self.pool.base();
		let before = self.bases.range(..=era).next_back();
		let before = before.map(|(at, (peak, close))| if *at == era { peak } else { close });
		let peak = before.cloned().unwrap_or_else(zero).max(base.clone());
		self.bases.insert(era, (peak, base));
	}

	/// What a promise of one stood for in `era` at most: no more than that can be slashed for it,
	/// whoever came since.
	fn base_in(&self, era: EraIndex) -> Exact {
		match self.bases.range(..=era).next_back() {
			Some((at, (peak, _))) if *at == era => peak.clone(),
			Some((_, (_, close))) => close.clone(),
			None => zero(),
		}
	}

	/// `who` gives `part` of its units up.
	pub fn undelegate(&mut self, who: A, era: EraIndex, part: Exact) {
		let (all, gross) = (self.pool.all_units(), self.pool.gross());
		let units = self.pool.units.get_mut(&who).expect("the chain let it leave");
		let left = &*units * part;
		*units -= &left;
		if left == all && gross > zero() {
			self.when_empty = Some(&gross / self.pool.base());
		}
		let slashes = &self.slashes;
		let slice = self.pool.split(&(left / all), |slash| slashes[slash].until < era);
		let batch = self.batches.entry(era).or_default();
		let (claims, before) = (slice.claims(), batch.claims());
		let units = match batch.all_units() {
			all if all == zero() => claims,
			all => claims * all / before,
		};
		*batch.units.entry(who).or_insert_with(zero) += units;
		batch.net = Some(batch.net() + slice.net());
		let base = slice.base();
		for (slash, (service, amount)) in slice.aside {
			batch.aside.entry(slash).or_insert((service, zero())).1 += amount;
		}
		for (slash, (service, amount)) in slice.taken {
			batch.taken.entry(slash).or_insert((service, zero())).1 += amount;
		}
		batch.base = Some(batch.base() + base);
		self.note_base(era);
	}

	/// The buckets that an offence reaches.
	fn reach(&mut self, era: EraIndex) -> impl Iterator<Item = &mut Stake<A>> {
		let batches = self.batches.range_mut(era..).map(|(_, batch)| batch);
		core::iter::once(&mut self.pool).chain(batches)
	}

	/// What a service can take of each stake for an offence in `era`, of the pool first. Who came
	/// later is in with others: of such a stake the part counts that was there, and of all no more
	/// than there was at a time.
	fn each_slashable(&mut self, service: ServiceId, era: EraIndex, now: EraIndex) -> Vec<Exact> {
		let promise = self.promises[&service].clone();
		let old = self.old_parts(era, now);
		let in_pool = &old[&now];
		let of = |stake: &Stake<A>, part: &Exact| {
			let all = stake.base() * &promise * part;
			let kept = stake.kept.get(&service).unwrap_or(&promise);
			(all, stake.slashable(service, kept) * part)
		};
		let batches = self.batches.range(era..).map(|(left, batch)| of(batch, &old[left]));
		let both: Vec<_> = core::iter::once(of(&self.pool, in_pool)).chain(batches).collect();
		let all = sum(both.iter().map(|(all, _)| all));
		let recorded = self.base_in(era) * &promise;
		let scale = if recorded < all { recorded / all } else { exact(1) };
		both.into_iter().map(|(_, left)| left * &scale).collect()
	}

	/// Which part of those who are in, or left, was there in `era`, by the era they are in or left.
	fn old_parts(&self, era: EraIndex, now: EraIndex) -> BTreeMap<EraIndex, Exact> {
		let close = |at: EraIndex| match self.bases.range(..=at).next_back() {
			Some((_, (_, close))) => close.clone(),
			None => zero(),
		};
		let mut parts = BTreeMap::from([(era, exact(1))]);
		for at in era + 1..=now {
			let left = self.batches.get(&at).map_or_else(zero, |batch| batch.base());
			let (before, after) = (close(at - 1), close(at) + left);
			let old = if after > zero() { before / after } else { zero() };
			let part = &parts[&(at - 1)] * old.min(exact(1));
			parts.insert(at, part);
		}
		parts
	}

	/// What a service can take for an offence in `era`.
	pub fn slashable(&mut self, service: ServiceId, era: EraIndex, now: EraIndex) -> Exact {
		sum(self.each_slashable(service, era, now).iter())
	}

	pub fn request(
		&mut self,
		slash: SlashId,
		(service, era, until): (ServiceId, EraIndex, EraIndex),
		now: EraIndex,
		amount: u128,
	) {
		let each = self.each_slashable(service, era, now);
		let all = sum(each.iter());
		for (stake, slashable) in self.reach(era).zip(each) {
			let part = exact(amount) * slashable / &all;
			stake.net = Some(stake.net() - &part);
			stake.aside.insert(slash, (service, part));
		}
		self.slashes
			.insert(slash, Slash { era, service, until, taken: (zero(), zero()) });
	}

	pub fn veto(&mut self, slash: SlashId) {
		let Slash { era, .. } = self.slashes.remove(&slash).expect("the chain knows it");
		for stake in self.reach(era) {
			if let Some((_, part)) = stake.aside.remove(&slash) {
				stake.net = Some(stake.net() + part);
			}
		}
	}

	/// Those who are in, or leave `now`, lose the same part; those who had left lose theirs alone,
	/// which is nothing if they left before the era of the offence.
	pub fn apply(&mut self, slash: SlashId, now: EraIndex) {
		let Slash { era, service, .. } = self.slashes[&slash].clone();
		let promise = self.promises[&service].clone();
		for (_, batch) in self.batches.range_mut(..now) {
			batch.kept.entry(service).or_insert_with(|| promise.clone());
		}
		let mut taken = Vec::new();
		for stake in self.reach(era) {
			let (of, part) = stake.aside.remove(&slash).unwrap_or((service, zero()));
			let base = stake.base();
			let lost = if base > zero() { &part / base } else { zero() };
			match stake.kept.get_mut(&service) {
				Some(kept) => *kept -= lost,
				None => taken.push(lost),
			}
			stake.taken.insert(slash, (of, part));
		}
		let most = taken.iter().max().cloned().expect("there is a pool");
		*self.promises.get_mut(&service).expect("it slashed") -= &most;
		self.slashes.get_mut(&slash).expect("it is there").taken = (most, taken.remove(0));
	}

	/// What comes back to those who had left is theirs alone. To those who are in, or leave `now`,
	/// it comes back together: as it does to the latter if none of it was borne by who is in.
	pub fn refund(&mut self, slash: SlashId, now: EraIndex, amount: u128) {
		let Slash { era, service, taken: (most, pool), .. } = self.slashes[&slash].clone();
		let all = self.reach(era).fold(zero(), |sum, stake| {
			sum + stake.taken.get(&slash).map_or_else(zero, |(_, part)| part.clone())
		});
		let part = exact(amount) / all;
		let in_pool = self.pool.give_back(slash, &part);
		let promise = self.promises[&service].clone();
		let mut leaving = zero();
		for (left, batch) in self.batches.range_mut(era..) {
			let back = batch.give_back(slash, &part);
			let base = batch.base();
			if back == zero() || base == zero() {
				continue;
			}
			if *left < now {
				*batch.kept.entry(service).or_insert_with(|| promise.clone()) += back / base;
			} else {
				leaving = back / base;
			}
		}
		let base = self.pool.base();
		let empty = self.pool.all_units() == zero();
		let promise = self.promises.get_mut(&service).expect("it slashed");
		if in_pool > zero() && base > zero() && pool > zero() {
			*promise += most * (in_pool / base) / pool;
		} else if in_pool == zero() && (empty || pool == zero()) {
			// Whoever comes next finds the promises that those had who took all of it along.
			*promise += &leaving;
			if let Some(when_empty) = self.when_empty.as_mut().filter(|_| empty && pool > zero()) {
				*when_empty += leaving.min(pool);
			}
		}
	}

	/// What can be given back is over.
	pub fn forget(&mut self, slash: SlashId) {
		let Slash { era, .. } = self.slashes.remove(&slash).expect("the chain knows it");
		self.reach(era).for_each(|stake| {
			stake.taken.remove(&slash);
		});
	}

	pub fn reward(&mut self, amount: u128) {
		let all = self.pool.all_units();
		for (who, units) in &self.pool.units {
			*self.earned.entry(who.clone()).or_insert_with(zero) += exact(amount) * units / &all;
		}
	}
}
