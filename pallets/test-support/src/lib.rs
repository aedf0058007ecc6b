//! What the mocks of the pallets share.
//!
//! Whatever can be a generic function is one. What has to name the types of a runtime is a macro
//! that expands in the mock: it knows the runtime as `Test`, with the names that
//! `construct_runtime` gives there.
//!
//! Architecture invariant: this crate depends on no pallet of Estuary, so that each of them can
//! use it for its tests.

mod chain;
mod restaking;
mod tokens;
mod weights;

pub use chain::{in_first_block, take_events};
pub use restaking::Burner;
pub use weights::UNIT;
