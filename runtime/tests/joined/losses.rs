//! What a report must cost whom, in rational numbers: LS-4, LS-8 and CV-1 for each block.
//!
//! From what the pool and the operator had before the block, and the loss that was reported in it,
//! follows what cover stands for, and what holders and exits bear.

use crate::{
	common::{account, active_era, Chain},
	machine::{OPERATOR, SERVICES},
	model::{exact, Exact},
};
use estuary_primitives::{restaking::SharedSecurity, types::Reserves, Balance};
use estuary_runtime::{
	constants::time::SLASH_DEFER_DURATION, Coverage, LiquidStaking, Restaking, RuntimeEvent,
};
use pallet_liquid_staking::Event;
use pallet_restaking::MAX_SLASHES;
use proptest::prelude::*;
use sp_runtime::FixedU128;
use std::collections::BTreeMap;

/// The pool before a block.
pub struct PoolBefore {
	/// The era of the last settlement that ended; `None` while one is under way.
	settled: Option<u32>,
	era: u32,
	rate: FixedU128,
	books: Reserves,
	/// What cover can take for each of the last eras.
	limits: Vec<(u32, Balance)>,
	/// Slashes of the operator that cover has open.
	open: u32,
}

impl PoolBefore {
	/// Reads it.
	pub fn read() -> Self {
		let era = active_era();
		let operator = account(OPERATOR);
		let limit = |era| {
			let left = Restaking::fraction_left(SERVICES[0], &operator, era);
			let stake =
				<Restaking as SharedSecurity<_>>::slashable_stake(SERVICES[0], &operator, era);
			(era, left * stake)
		};
		PoolBefore {
			era,
			settled: LiquidStaking::api_status()
				.filter(|status| status.step.is_none())
				.map(|status| status.settled_era),
			rate: LiquidStaking::api_exchange_rate(),
			books: LiquidStaking::api_reserves().expect("the pool is set up"),
			limits: (era.saturating_sub(3)..=era).map(limit).collect(),
			open: Coverage::api_covers().iter().map(|cover| cover.slashes).sum(),
		}
	}

	/// Planck of the holders, vested or not.
	fn held(&self) -> Balance {
		self.books.backing + self.books.streaming
	}
}

/// Planck that cover stands for, by the era in which they are lost: as the pool counts on it, and
/// as coverage does.
fn cover_in_force() -> [BTreeMap<u32, Balance>; 2] {
	let status = LiquidStaking::api_status().expect("the pool is set up");
	let pool = status.pending.iter().map(|loss| (loss.era, loss.cover));
	let coverage = Coverage::api_covers().into_iter().map(|cover| (cover.era, cover.in_force));
	[pool.filter(|(_, cover)| *cover > 0).collect(), coverage.collect()]
}

fn near(what: &str, chain: Balance, exactly: &Exact) -> Result<(), TestCaseError> {
	let difference = exact(chain) - exactly;
	let far = difference > exact(3) || difference < exact(0) - exact(3);
	prop_assert!(!far, "{what}: {chain}, exactly {}", exactly.to_integer());
	Ok(())
}

/// Compares the last block with what was `before` it. How many reports of losses were among it that
/// can be told from everything else.
pub fn compare(chain: &mut Chain, before: &PoolBefore) -> Result<u32, TestCaseError> {
	let mut reports = Vec::new();
	let mut other_losses = false;
	for event in chain.events() {
		match event {
			RuntimeEvent::LiquidStaking(Event::LossReported {
				era,
				loss,
				covered,
				cover,
				holders,
				exits,
				..
			}) => reports.push((era, [loss, covered, cover, holders, exits])),
			RuntimeEvent::LiquidStaking(Event::LossRecognised { .. }) => other_losses = true,
			_ => (),
		}
	}
	let [pool, coverage] = chain.with(cover_in_force);
	prop_assert_eq!(pool, coverage, "CV-1: the pool counts on another cover than there is");
	let after = chain.with(PoolBefore::read);
	prop_assert!(
		after.rate >= before.rate || other_losses || !reports.is_empty(),
		"LS-4: the rate fell from {:?} to {:?} without a loss",
		before.rate,
		after.rate
	);
	// A whole settlement can fit into one block.
	let settled = before.settled.is_some() && before.settled == after.settled;
	let quiet = after.era == before.era && settled;
	match &reports[..] {
		[(era, amounts)] if quiet && !other_losses =>
			compare_report(before, &after, *era, *amounts).map(|()| 1),
		_ => Ok(0),
	}
}

fn compare_report(
	before: &PoolBefore,
	after: &PoolBefore,
	era: u32,
	[loss, covered, cover, holders, exits]: [Balance; 5],
) -> Result<(), TestCaseError> {
	prop_assert_eq!(loss, covered + cover + holders + exits, "LS-8: the parts of a loss");
	let (held, issuance) = (before.held(), before.books.issuance.0);
	let all = held + before.books.exits;
	let beyond = loss - covered;

	// Cover: as far as the stake of the era of the offence goes. Between the rate before the block
	// and that with all of the stream vested.
	let offence = era - SLASH_DEFER_DURATION - 1;
	let limit = before
		.limits
		.iter()
		.find(|(era, _)| *era == offence)
		.map_or(0, |(_, limit)| *limit);
	let worth = |value: Balance| exact(limit) * exact(value) / exact(issuance);
	let (least, most) = (worth(before.books.backing), worth(held));
	if beyond >= all / 2_000 && before.open < MAX_SLASHES {
		prop_assert!(
			exact(cover) + exact(3) >= least.clone().min(exact(beyond)),
			"cover of {cover} for {beyond}, it could be {}",
			least.to_integer()
		);
	}
	prop_assert!(
		exact(cover) <= most.min(exact(beyond)) + exact(3),
		"CV-1: cover of {cover} for {beyond} beyond its limit of {limit} shares"
	);

	// LS-8: what is left is the same fraction of every claim.
	let rest = exact(beyond - cover);
	let claims = exact(all - cover);
	near("LS-8: holders bear", holders, &(&rest * exact(held - cover) / &claims))?;
	near("LS-8: exits bear", exits, &(&rest * exact(before.books.exits) / &claims))?;
	prop_assert_eq!(after.held(), held - cover - holders, "LS-1: the holders' value");
	prop_assert_eq!(after.books.exits, before.books.exits - exits, "LS-1: the exits' value");

	// CV-1: nobody is worse off than without cover.
	let without = exact(held) - exact(beyond) * exact(held) / exact(all);
	let with = exact(after.held() + 3) * exact(issuance) / exact(after.books.issuance.0);
	prop_assert!(with >= without, "CV-1: holders would have had more without cover");
	let exits_without = exact(beyond) * exact(before.books.exits) / exact(all);
	prop_assert!(exact(exits) <= exits_without + exact(3), "CV-1: exits bear more with cover");
	Ok(())
}
