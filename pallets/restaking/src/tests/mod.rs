//! One file per flow; every test ends with the invariants of the whole state.

mod allocations;
mod apply;
mod close;
mod delegate;
mod exits;
mod hooks;
mod invariants;
mod leavers;
mod model;
mod operators;
mod properties;
mod refunds;
mod rewards;
mod services;
mod setup;
mod slashes;
mod sweep;
mod views;
