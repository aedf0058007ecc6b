//! Brakes: safe mode stops everything but a list of calls, tx-pause stops single calls.
//!
//! Architecture invariant: neither can stop the chain itself (blocks, sessions, elections, evidence
//! of offences), the settlement of the pool, a claim of what is settled, the rejection of a slash,
//! a way out of restaking, or the ways of lifting the brake. What is not stopped there goes on by
//! itself: while vetoes stood still, slashes would be applied that are to be rejected, and who may
//! not leave bears offences of eras in which it had meant to be gone (RS-4).

use super::{
	consensus::{self, is_of_consensus},
	governance::GeneralAdminOrigin,
};
use crate::{
	constants::time::{DAYS, HOURS, MINUTES},
	types::{AccountId, Balance, BlockNumber},
	Balances, ConvictionVoting, ElectionProviderMultiPhase, LiquidStaking, Multisig, Preimage,
	Proxy, Referenda, Restaking, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, SafeMode,
	Staking, Sudo, System, Timestamp, TxPause, Utility,
};
use frame_support::{
	parameter_types,
	traits::{ConstU32, Contains, EitherOf, InsideBoth, PalletInfoAccess},
};
use frame_system::{EnsureRoot, EnsureRootWithSuccess};
use pallet_tx_pause::RuntimeCallNameOf;

/// What a transaction passes before it is dispatched. Root passes always.
pub type CallFilter = InsideBoth<InsideBoth<SafeMode, TxPause>, ReportedSlashes>;

/// A slash by hand goes past the handler of offences, and with it past those who tell the pool and
/// restaking: the price would not fall before the next settlement, and neither bond nor cover would
/// stand for it. It is left to root.
pub struct ReportedSlashes;

impl Contains<RuntimeCall> for ReportedSlashes {
	fn contains(call: &RuntimeCall) -> bool {
		!matches!(call, RuntimeCall::Staking(pallet_staking::Call::manual_slash { .. }))
	}
}

/// Calls that safe mode lets through.
pub struct AlwaysAllowed;

impl Contains<RuntimeCall> for AlwaysAllowed {
	fn contains(call: &RuntimeCall) -> bool {
		use pallet_liquid_staking::Call as Pool;
		use pallet_restaking::Call as Restake;
		match call {
			// The chain itself.
			RuntimeCall::Timestamp(..) | RuntimeCall::ElectionProviderMultiPhase(..) => true,
			call if is_of_consensus(call) => true,
			// A slash that was rejected must not be applied, and an upgrade may be what is needed.
			RuntimeCall::Staking(pallet_staking::Call::cancel_deferred_slash { .. }) |
			RuntimeCall::System(frame_system::Call::apply_authorized_upgrade { .. }) => true,
			// The ways out.
			RuntimeCall::SafeMode(..) |
			RuntimeCall::TxPause(..) |
			RuntimeCall::Sudo(..) |
			RuntimeCall::Referenda(..) |
			RuntimeCall::ConvictionVoting(..) |
			RuntimeCall::Preimage(..) => true,
			// What they carry comes here again.
			RuntimeCall::Utility(..) |
			RuntimeCall::Multisig(..) |
			RuntimeCall::Proxy(pallet_proxy::Call::proxy { .. }) => true,
			// What is settled is paid, and settling goes on.
			RuntimeCall::LiquidStaking(Pool::claim { .. } | Pool::advance { .. }) => true,
			RuntimeCall::Restaking(
				Restake::veto_slash { .. } |
				Restake::apply_slash { .. } |
				Restake::undelegate { .. } |
				Restake::claim_undelegated { .. } |
				Restake::claim_reward { .. } |
				Restake::claim_commission { .. },
			) => true,
			_ => false,
		}
	}
}

/// Calls of staking that no brake stops.
pub const STAKING_CALLS: [&str; 1] = ["cancel_deferred_slash"];

/// Calls of the system that no brake stops.
pub const SYSTEM_CALLS: [&str; 1] = ["apply_authorized_upgrade"];

/// Calls that carry others, which come to the brakes by themselves.
pub const CARRIERS: [&str; 1] = ["proxy"];

/// Calls of liquid staking that no brake stops.
pub const POOL_CALLS: [&str; 2] = ["claim", "advance"];

/// Calls of restaking that no brake stops. An application is among them because leaving can wait
/// for it.
pub const RESTAKING_CALLS: [&str; 6] = [
	"veto_slash",
	"apply_slash",
	"undelegate",
	"claim_undelegated",
	"claim_reward",
	"claim_commission",
];

/// Calls that tx-pause cannot stop. It cannot stop its own either; the pallet sees to that.
pub struct Unpausable;

impl Contains<RuntimeCallNameOf<Runtime>> for Unpausable {
	fn contains((pallet, call): &RuntimeCallNameOf<Runtime>) -> bool {
		let whole_pallet = [
			Timestamp::name(),
			ElectionProviderMultiPhase::name(),
			SafeMode::name(),
			TxPause::name(),
			Sudo::name(),
			Referenda::name(),
			ConvictionVoting::name(),
			Preimage::name(),
			Utility::name(),
			Multisig::name(),
		]
		.iter()
		.chain(&consensus::PALLETS)
		.any(|name| name.as_bytes() == pallet.as_slice());
		let single_calls = [
			(LiquidStaking::name(), &POOL_CALLS[..]),
			(Restaking::name(), &RESTAKING_CALLS[..]),
			(Staking::name(), &STAKING_CALLS[..]),
			(System::name(), &SYSTEM_CALLS[..]),
			(Proxy::name(), &CARRIERS[..]),
		];
		let single_call = single_calls.iter().any(|(name, calls)| {
			name.as_bytes() == pallet.as_slice() &&
				calls.iter().any(|name| name.as_bytes() == call.as_slice())
		});
		whole_pallet || single_call
	}
}

parameter_types! {
	/// Blocks for which safe mode is entered.
	pub const EnterDuration: BlockNumber = normal_or_fast!(DAYS, 5 * MINUTES);
	/// Blocks by which it is extended.
	pub const ExtendDuration: BlockNumber = normal_or_fast!(12 * HOURS, 2 * MINUTES);
	/// Nobody enters or extends it by paying.
	pub const NoDeposit: Option<Balance> = None;
	/// There is no deposit to be released.
	pub const NoRelease: Option<BlockNumber> = None;
}

/// May enter safe mode, and for how many blocks.
type EnterOrigin = EitherOf<
	EnsureRootWithSuccess<AccountId, EnterDuration>,
	crate::governance::origins::EnsureGeneralAdminFor<EnterDuration>,
>;
/// May extend safe mode, and by how many blocks.
type ExtendOrigin = EitherOf<
	EnsureRootWithSuccess<AccountId, ExtendDuration>,
	crate::governance::origins::EnsureGeneralAdminFor<ExtendDuration>,
>;

impl pallet_safe_mode::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type WhitelistedCalls = AlwaysAllowed;
	type EnterDuration = EnterDuration;
	type ExtendDuration = ExtendDuration;
	type EnterDepositAmount = NoDeposit;
	type ExtendDepositAmount = NoDeposit;
	type ForceEnterOrigin = EnterOrigin;
	type ForceExtendOrigin = ExtendOrigin;
	type ForceExitOrigin = GeneralAdminOrigin;
	type ForceDepositOrigin = EnsureRoot<AccountId>;
	type Notify = ();
	type ReleaseDelay = NoRelease;
	type WeightInfo = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
}

impl pallet_tx_pause::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PauseOrigin = GeneralAdminOrigin;
	type UnpauseOrigin = GeneralAdminOrigin;
	type WhitelistedCalls = Unpausable;
	type MaxNameLen = ConstU32<256>;
	type WeightInfo = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
}
