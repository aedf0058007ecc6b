//! One file per flow; every test ends with the invariants of the whole state.

mod books;
mod bunker;
mod cancel;
mod claim;
mod claims_transfer;
mod deposit;
mod fees;
mod instant;
mod invariants;
mod journey;
mod losses;
mod migration;
mod pauses;
mod provisions;
mod rebalance;
mod record_chain;
mod records;
mod redeem;
mod settlement;
mod setup;
mod validators;
mod views;
