//! Ids, records and the narrow traits through which Estuary's pallets meet each other, the staking
//! system and the outside.
//!
//! Architecture invariant: a pallet of this project never depends on another one; what two of them
//! share is defined here and joined in the runtime's configuration.

#![cfg_attr(not(feature = "std"), no_std)]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

extern crate alloc;

pub mod api;
pub mod cover;
pub mod coverage;
pub mod restaking;
pub mod staking;
pub mod types;

pub use estuary_math::{Balance, Shares};
pub use sp_staking::EraIndex;
