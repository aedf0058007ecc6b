//! The pool, restaking and coverage in one machine: random slashes by services, slashes by staking
//! and cancellations, deposits, redemptions, delegations and rewards, in real blocks, with an exact
//! model beside it.
//!
//! | what | where |
//! |---|---|
//! | what can happen | `ops.rs` |
//! | the chain, its blocks and how it starts | `machine.rs` |
//! | restaking: who is entitled to what, in rational numbers | restaking's `tests/model.rs`, told by `follow.rs` |
//! | the pool and the cover: what a report must cost whom | `losses.rs` |
//!
//! After each block the model is told what became of slashes and delegations and compared with the
//! chain; after each step the invariants of all pallets are checked on the whole state.
//!
//! `PROPTEST_CASES` sets the number of cases, `PROPTEST_RNG_SEED` the seed; without it the seed is
//! fixed, so that the same cases run everywhere.

// An era of the normal build has 3,600 blocks.
#![cfg(all(feature = "fast-runtime", feature = "try-runtime"))]

#[path = "../common/mod.rs"]
mod common;
mod follow;
mod losses;
mod machine;
#[path = "../../../pallets/restaking/src/tests/model.rs"]
mod model;
mod ops;

use machine::Joined;
use proptest::test_runner::{Config as ProptestConfig, RngSeed, TestRunner};
use std::cell::Cell;

fn config() -> ProptestConfig {
	let default = ProptestConfig::default();
	let rng_seed = match default.rng_seed {
		RngSeed::Random => RngSeed::Fixed(2_609),
		fixed => fixed,
	};
	let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 6 };
	ProptestConfig { cases, rng_seed, failure_persistence: None, max_shrink_iters: 40, ..default }
}

#[test]
fn pool_restaking_and_coverage_should_do_what_the_exact_model_says() {
	let ops = proptest::collection::vec(ops::any(), 10..50);
	let reports = Cell::new(0);
	let outcome = TestRunner::new(config()).run(&ops, |ops| {
		let mut joined = Joined::new();
		for op in &ops {
			joined.step(op)?;
		}
		joined.wind_up()?;
		reports.set(reports.get() + joined.reports);
		Ok(())
	});
	if let Err(failure) = outcome {
		panic!("{failure}");
	}
	assert!(reports.get() > 0, "no report was compared with what it must cost");
}
