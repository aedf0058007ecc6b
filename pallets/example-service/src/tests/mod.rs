//! One file per flow; every test ends with the invariants.

mod heartbeats;
mod misses;
mod rewards;
mod setup;
mod tutorial;
