//! The chain with two models beside it: what is done to the chain, what the models are told of it,
//! and what is compared after each call and each block.

mod blocks;
mod calls;
mod events;
mod settlement;
mod setup;
mod slashes;
mod step;

pub use setup::{Setup, TOUCHED};

use super::reports::{News, Reports};
use crate::{
	mock::*,
	tests::model::{exact, Exact, Model, Outcome, Precision, ReportKey},
	Claims, Params,
};
use estuary_math::Shares;
use sp_runtime::Perbill;
use sp_staking::EraIndex;
use std::collections::{BTreeMap, VecDeque};

/// A second account of somebody.
pub const ALIAS: AccountId = 50;
/// Who acts; the last two have no EST at first.
pub const ACTORS: [AccountId; 5] = [ALICE, BOB, CHARLIE, FEES, ALIAS];
pub const VALIDATORS: [AccountId; 3] = [11, 21, 31];

/// What is known of a pot without asking the pallet.
struct PotFacts {
	account: AccountId,
	/// Planck that the pool put in or that were recognised, less what was lost or withdrawn.
	stake: u128,
	/// Planck paid out by staking and not recognised.
	unrecognised: u128,
}

/// When a batch was closed and when it matures.
struct Closing {
	closed: EraIndex,
	matures: EraIndex,
}

/// What is paused, each until the block given.
#[derive(Default)]
struct Paused {
	deposit: u64,
	redeem: u64,
	instant: u64,
}

pub struct World {
	step: Model,
	sequence: Model,
	fee_parts: u32,
	pots: Vec<PotFacts>,
	donated: BTreeMap<AccountId, u128>,
	/// Planck paid in (donations as well) and received, by account.
	pub paid: BTreeMap<AccountId, u128>,
	pub received: BTreeMap<AccountId, u128>,
	/// Value of all shares and their number after the last step (LS-4).
	rate: (Exact, Exact),
	generation: u32,
	reports: Reports,
	/// What the chain has still to say of what is known here.
	expected: VecDeque<News>,
	/// What a withdrawal has cut off the reports, by era and validator.
	trimmed: Vec<(ReportKey, u128)>,
	/// A slash was cancelled, and no settlement has begun to compare since.
	cancelled: bool,
	/// Planck lost and given back since the last era record, and losses in this step.
	lost_since: u128,
	released_since: u128,
	losses: u128,
	lost_in_step: u128,
	lost: bool,
	released: bool,
	closings: BTreeMap<EraIndex, Closing>,
	/// Planck idle, as far as the events of this step tell.
	idle: u128,
	/// The settlement under way, or the one that comes next.
	settling: EraIndex,
	paused: Paused,
	instant_fee: Exact,
	reserve: Exact,
	bunker: Exact,
	/// Exits void in this step, and whether the model has been told.
	voided: bool,
	/// The open batch could not be closed.
	unclosed: bool,
	/// A batch had to wait for stake in the settlement under way, or a step failed.
	excused: bool,
}

/// Ends with a failure that names the invariant unless `holds`.
macro_rules! require {
	($holds:expr, $($message:tt)+) => {
		if !$holds {
			return Err(format!($($message)+));
		}
	};
}
pub(super) use require;

fn now() -> u64 {
	System::block_number().into()
}

impl World {
	/// To be called in the first block of a chain of [`Setup::chain`].
	pub fn new(setup: &Setup) -> Outcome<Self> {
		EraReward::set(setup.reward * setup.scale);
		for who in [ALICE, BOB, CHARLIE] {
			let balance = ENDOWED * setup.scale + ED;
			Balances::force_set_balance(RuntimeOrigin::root(), who, balance)
				.map_err(|error| format!("{error:?}"))?;
		}
		let fee_parts = Perbill::from_percent(setup.fee).deconstruct();
		let pool = LiquidStaking::pool_account();
		let count = setup.pots.len() as u32;
		let pots = (0..count).map(|index| PotFacts {
			account: pot(index),
			stake: SEED / u128::from(count) +
				u128::from(u128::from(index) < SEED % u128::from(count)),
			unrecognised: 0,
		});
		let percent = Perbill::from_percent;
		set_params(Params {
			fee: percent(setup.fee),
			reserve: percent(setup.reserve),
			bunker: percent(setup.bunker),
			instant_fee: percent(setup.instant_fee),
			..params()
		})
		.map_err(|error| format!("{error:?}"))?;
		for who in VALIDATORS {
			Balances::force_set_balance(RuntimeOrigin::root(), who, 10_000 + ENDOWED * setup.scale)
				.map_err(|error| format!("{error:?}"))?;
		}
		let hundredth = |n: u32| exact(n.into()) / exact(100);
		let mut world = World {
			step: Model::empty(Precision::Step, fee_parts),
			sequence: Model::opened(pool, fee_parts),
			fee_parts,
			pots: pots.collect(),
			donated: BTreeMap::new(),
			paid: BTreeMap::new(),
			received: BTreeMap::new(),
			rate: (exact(0), exact(1)),
			generation: 0,
			reports: Reports::default(),
			expected: VecDeque::new(),
			trimmed: Vec::new(),
			cancelled: false,
			lost_since: 0,
			released_since: 0,
			losses: 0,
			lost_in_step: 0,
			lost: false,
			released: false,
			closings: BTreeMap::new(),
			idle: 0,
			settling: 0,
			paused: Paused::default(),
			instant_fee: hundredth(setup.instant_fee),
			reserve: hundredth(setup.reserve),
			bunker: hundredth(setup.bunker),
			voided: false,
			unclosed: false,
			excused: false,
		};
		world.block()?;
		if setup.scale > 1 {
			// Large enough for one rounding to be nothing.
			world.deposit(CHARLIE, 10_000 * setup.scale)?;
		}
		Ok(world)
	}

	/// Planck that `accounts` have received and still have in the pool, and what they paid in.
	pub fn has_and_paid(&self, accounts: &[AccountId]) -> (u128, u128) {
		let sum = |amounts: &BTreeMap<AccountId, u128>| -> u128 {
			accounts.iter().flat_map(|who| amounts.get(who)).sum()
		};
		let in_pool: u128 = accounts
			.iter()
			.map(|who| LiquidStaking::api_position(*who))
			.map(|at| at.value + at.exits.iter().map(|exit| exit.value).sum::<u128>())
			.sum();
		(sum(&self.received) + in_pool, sum(&self.paid))
	}

	/// The shares that `who` has in the open batch.
	pub fn open_shares(&self, who: AccountId) -> u128 {
		Claims::<Test>::get(who, books().open_batch).unwrap_or(Shares::ZERO).0
	}
}
