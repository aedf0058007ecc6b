//! Offences, through the real offences pallet.

use super::*;
use pallet_session::historical::IdentificationTuple;
use sp_staking::{
	offence::{Kind, Offence, OffenceError, ReportOffence},
	SessionIndex,
};

/// An offence of validators in a session, for the real offences pallet.
pub struct TestOffence {
	pub session: SessionIndex,
	pub offenders: Vec<AccountId>,
	pub fraction: Perbill,
}

impl Offence<IdentificationTuple<Test>> for TestOffence {
	const ID: Kind = *b"estuary:testing1";
	type Slot = u128;
	fn offenders(&self) -> Vec<IdentificationTuple<Test>> {
		self.offenders.iter().map(|who| (*who, ())).collect()
	}
	fn session_index(&self) -> SessionIndex {
		self.session
	}
	fn validator_set_count(&self) -> u32 {
		3
	}
	fn slot(&self) -> u128 {
		// One report of a validator counts per block.
		u128::from(System::block_number())
	}
	fn slash_fraction(&self, _: u32) -> Perbill {
		self.fraction
	}
}

/// Reports that `offenders` misbehaved together in `session`.
pub fn report_all(
	offenders: &[AccountId],
	session: SessionIndex,
	fraction: Perbill,
) -> Result<(), OffenceError> {
	let offence = TestOffence { session, offenders: offenders.to_vec(), fraction };
	<Offences as ReportOffence<AccountId, _, _>>::report_offence(vec![], offence)
}

/// Reports that `validator` misbehaved in `session`.
pub fn report(
	validator: AccountId,
	session: SessionIndex,
	percent: u32,
) -> Result<(), OffenceError> {
	report_all(&[validator], session, Perbill::from_percent(percent))
}

/// The session in which the active era began.
pub fn first_session_of_era() -> SessionIndex {
	pallet_staking::ErasStartSessionIndex::<Test>::get(active_era()).expect("the era has begun")
}

/// Reports that `validator` misbehaved in the active era.
pub fn report_now(validator: AccountId, percent: u32) {
	assert_ok!(report(validator, first_session_of_era(), percent));
}
