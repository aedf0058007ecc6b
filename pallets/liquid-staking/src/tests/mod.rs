//! One file per flow; every test ends with the invariants of the whole state.

mod books;
mod cancel;
mod claim;
mod deposit;
mod invariants;
mod journey;
mod losses;
mod provisions;
mod rebalance;
mod records;
mod redeem;
mod settlement;
mod setup;
mod views;
