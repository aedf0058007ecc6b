//! Restaking: everything that a service needs to know of it.
//!
//! Holders of stEST who choose to do so *delegate* it to *operators*. A *service* is promised a
//! part of an operator's stake (an *allocation*), can slash it under the *terms* that it published,
//! and pays rewards for it.
//!
//! A service is run by an account: the owner, the slasher and the resolver in its [`Terms`].
//!
//! * A service off chain uses the calls and events of the pallet and
//!   [`RestakingApi`](crate::api::RestakingApi).
//! * A service that is a pallet is written against [`SharedSecurity`], with its own account as
//!   `who`, and is told what happens through [`ServiceHooks`].
//!
//! ```text
//!  offence in era e          request                  deadline             refunds end
//!  ──┬──────────────────────────┬────────────────────────┬────────────────────┬──────►
//!    │ at most `exit delay`     │ priced in at once      │ applied by anyone  │ the slasher may
//!    │ eras later               │ veto until the deadline│ or by the chain    │ give back
//! ```
//!
//! Amounts are the smallest unit of stEST unless an asset is named; all times are eras.

mod hooks;
mod security;
mod terms;
mod views;

pub use estuary_math::Magnitude;
pub use hooks::{run_hook, HookKind, ServiceHooks};
pub use security::{SharedSecurity, SlashOrder, StakedToken, ValidatorHistory, ValidatorSlashed};
pub use terms::{MaxTermAssets, ServiceDelays, SlashDestination, Terms, MAX_TERM_ASSETS};
pub use views::{
	AllocationView, ClaimableReward, DelegationPreview, ExitView, OperatorView, PositionView,
	ServiceView, SlashState, SlashView,
};

/// Number of a service.
pub type ServiceId = u32;
/// Number of a slash request.
pub type SlashId = u64;
