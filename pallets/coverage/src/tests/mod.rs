//! One file per flow; every test ends with the invariants and with CV-1 against a twin that has no
//! cover.

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
mod cover;
mod failures;
mod give_back;
mod invariants;
mod premium;
mod properties;
mod setup;
mod views;
