//! One file per flow; every test ends with the invariants of the whole state.

mod cancel;
mod claim;
mod deposit;
mod losses;
mod model;
mod properties;
mod rebalance;
mod records;
mod redeem;
mod settlement;
mod setup;
mod views;
