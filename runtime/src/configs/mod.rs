//! How the pallets are joined, one file per theme.
//!
//! Architecture invariant: all that is BABE's, GRANDPA's or a validator node's is in [`consensus`].
//! The other files use the types it exports and would serve a parachain's runtime as they are.

#![warn(missing_docs)]

pub mod assets;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarks;
pub mod consensus;
pub mod election;
pub mod governance;
pub mod liquid_staking;
pub mod restaking;
pub mod safety;
pub mod staking;
pub mod system;
