//! What referenda can decide, and how hard each decision is.

#![warn(missing_docs)]

pub mod origins;
pub mod tracks;
