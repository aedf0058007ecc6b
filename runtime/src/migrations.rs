//! Migrations that the next upgrade runs, in order.

use crate::Runtime;

/// Those that run whole, in the first block with the new code.
///
/// Each checks the version of its pallet and does nothing on a chain that has had it. They are
/// taken out once all chains have.
pub type SingleBlock = (pallet_liquid_staking::migrations::v2::MigrateToV2<Runtime>,);
