//! Somebody who stands for losses, and notes what it is told.

use super::*;
use estuary_primitives::cover::{CoverToken, LossCover};

parameter_types! {
	/// Shares that Charlie stands for losses with; see [`TestCover`].
	pub static CoverLimit: u128 = 0;
	/// What [`TestCover`] says that it met beyond what it retired.
	pub static CoverLie: Balance = 0;
	/// Shares that [`TestCover`] has retired and may have back.
	pub static CoverRetired: u128 = 0;
	/// Percent of the fee that [`TestCover`] earns.
	pub static CoverPremium: u32 = 0;
	/// What each call of [`TestCover`] weighs.
	pub static CoverWeight: Weight = Weight::zero();
	/// What [`TestCover`] was told, in order.
	pub static CoverTold: Vec<Told> = Vec::new();
}

/// What a cover is asked and told: eras of application and of the offence, planck; shares earned.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Told {
	Asked(EraIndex, EraIndex, Balance),
	Used(EraIndex, Balance),
	GivenBack(EraIndex, Balance),
	Earned(u128),
}

/// Charlie covers losses with shares of his own, as far as [`CoverLimit`] goes. By default he does
/// not.
pub struct TestCover;

impl LossCover<AccountId> for TestCover {
	fn weight() -> Weight {
		CoverWeight::get()
	}

	fn cover(era: EraIndex, offence: EraIndex, loss: Balance) -> Balance {
		CoverTold::mutate(|told| told.push(Told::Asked(era, offence, loss)));
		let needed = LiquidStaking::shares_for_ceil(loss).map_or(0, |shares| shares.0);
		let shares = needed.min(CoverLimit::get());
		if shares == 0 {
			return CoverLie::get();
		}
		let Ok(value) = LiquidStaking::retire(&CHARLIE, Shares(shares)) else { return 0 };
		CoverLimit::mutate(|limit| *limit -= shares);
		CoverRetired::mutate(|retired| *retired += shares);
		value + CoverLie::get()
	}

	fn settle(era: EraIndex, used: Balance) {
		CoverTold::mutate(|told| told.push(Told::Used(era, used)));
	}

	fn give_back(era: EraIndex, amount: Balance) {
		CoverTold::mutate(|told| told.push(Told::GivenBack(era, amount)));
		let most = Shares(CoverRetired::get());
		let _ = LiquidStaking::reissue(&CHARLIE, amount, most);
	}

	fn premium(fee: Shares) -> Option<(AccountId, Shares)> {
		let part = Perbill::from_percent(CoverPremium::get()).mul_floor(fee.0);
		(part > 0).then_some((CHARLIE, Shares(part)))
	}

	fn earned(shares: Shares) {
		CoverTold::mutate(|told| told.push(Told::Earned(shares.0)));
	}
}
