//! What a finalised block did: its extrinsics, the events that the books are kept from, what it
//! used of its limits, and where it left the pool.

use crate::chain::{self, AccountId, AtBlock, Hash, Methods, Reserves, Status, UsedWeight, ST_EST};
use anyhow::{Context, Result};
use scale_decode::DecodeAsType;
use std::collections::BTreeMap;
use subxt::{
	config::Hasher,
	error::DispatchError,
	events::{Event, Phase},
	PolkadotConfig,
};

/// A finalised block.
pub struct Facts {
	/// Its number.
	pub number: u64,
	/// The hash of each extrinsic, in order.
	pub extrinsics: Vec<Hash>,
	/// Bytes of all of them.
	pub bytes: u64,
	/// Why extrinsics failed, by position.
	pub failures: BTreeMap<u32, String>,
	/// What happened, in order, with the position of the extrinsic that did it.
	pub events: Vec<(Option<u32>, Happened)>,
	/// What it used.
	pub weight: UsedWeight,
	/// The books of the pool after it.
	pub reserves: Reserves,
	/// How far the pool is after it.
	pub status: Status,
}

/// An event that moves something which belongs to somebody, or the pool forward in time. Amounts
/// are planck of EST, the smallest unit of stEST, or units of an operator's pool.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Happened {
	/// `Balances.Transfer`.
	EstMoved(Moved),
	/// `TransactionPayment.TransactionFeePaid`.
	FeePaid(FeePaid),
	/// `Assets.Transferred` of stEST.
	SharesMoved(Moved),
	/// `Assets.Issued` and `Assets.Deposited` of stEST.
	SharesIssued(Changed),
	/// `Assets.Burned` and `Assets.Withdrawn` of stEST.
	SharesBurned(Changed),
	/// `LiquidStaking.Deposited`.
	Deposited(Deposited),
	/// `LiquidStaking.RedeemRequested`.
	RedeemRequested(Redeemed),
	/// `LiquidStaking.Claimed`.
	Claimed(Claimed),
	/// `LiquidStaking.BatchMatured`.
	BatchMatured(OfEra),
	/// `LiquidStaking.SettlementFinished`.
	SettlementFinished(OfEra),
	/// `Restaking.Delegated`.
	Delegated(Delegated),
	/// `Restaking.Undelegated`.
	Undelegated(Undelegated),
	/// `Restaking.UndelegatedClaimed`.
	UndelegatedClaimed(UndelegatedClaimed),
}

/// From one account to another.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct Moved {
	/// Who gave.
	pub from: AccountId,
	/// Who got.
	pub to: AccountId,
	/// How much.
	pub amount: u128,
}

/// Made or destroyed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Changed {
	/// Whose.
	pub who: AccountId,
	/// How much.
	pub amount: u128,
}

/// A fee, in planck, with the tip in it.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct FeePaid {
	/// Who paid.
	pub who: AccountId,
	/// All of it.
	pub actual_fee: u128,
}

/// EST for shares.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct Deposited {
	/// Who deposited.
	pub who: AccountId,
	/// Planck.
	pub amount: u128,
	/// Shares.
	pub shares: u128,
}

/// Shares for a claim.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct Redeemed {
	/// Who redeems.
	pub who: AccountId,
	/// The batch.
	pub era: u32,
	/// Shares.
	pub shares: u128,
}

/// A claim for EST.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct Claimed {
	/// Whose claim.
	pub owner: AccountId,
	/// The batch.
	pub era: u32,
	/// Planck.
	pub amount: u128,
}

/// Something of an era.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct OfEra {
	/// The era.
	pub era: u32,
}

/// Shares for units.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct Delegated {
	/// To whom.
	pub operator: AccountId,
	/// By whom.
	pub delegator: AccountId,
	/// Shares.
	pub amount: u128,
	/// Units.
	pub units: u128,
}

/// Units for an exit.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct Undelegated {
	/// From whom.
	pub operator: AccountId,
	/// By whom.
	pub delegator: AccountId,
	/// Units.
	pub units: u128,
	/// Shares that they stand for.
	pub stake: u128,
	/// The batch.
	pub era: u32,
}

/// An exit for shares.
#[derive(Clone, Copy, Debug, DecodeAsType, Eq, PartialEq)]
pub struct UndelegatedClaimed {
	/// From whom.
	pub operator: AccountId,
	/// Whose exit.
	pub owner: AccountId,
	/// The batch.
	pub era: u32,
	/// Shares.
	pub amount: u128,
	/// Whether nothing more can come of it.
	pub last: bool,
}

#[derive(DecodeAsType)]
struct OfAsset {
	asset_id: u32,
}

#[derive(DecodeAsType)]
struct Owned {
	owner: AccountId,
	amount: u128,
}

#[derive(DecodeAsType)]
struct Burned {
	owner: AccountId,
	balance: u128,
}

#[derive(DecodeAsType)]
struct Held {
	who: AccountId,
	amount: u128,
}

impl Facts {
	/// Reads the block of `at`.
	pub async fn read(at: &AtBlock, methods: &Methods) -> Result<Self> {
		let number = at.block_number();
		let ((extrinsics, bytes), events, weight, reserves, status) = tokio::try_join!(
			body(at, methods),
			async { Ok(at.events().fetch().await?) },
			chain::used_weight(at),
			chain::reserves(at),
			chain::status(at),
		)
		.with_context(|| format!("block {number} cannot be read"))?;
		let mut facts = Self {
			number,
			extrinsics,
			bytes,
			failures: BTreeMap::new(),
			events: Vec::new(),
			weight,
			reserves,
			status,
		};
		for event in events.iter() {
			let event = event.with_context(|| format!("an event of block {number}"))?;
			let by = match event.phase() {
				Phase::ApplyExtrinsic(position) => Some(position),
				Phase::Initialization | Phase::Finalization => None,
			};
			if (event.pallet_name(), event.event_name()) == ("System", "ExtrinsicFailed") {
				let position = by.context("an extrinsic failed outside of extrinsics")?;
				facts.failures.insert(position, failure(&event, at)?);
			} else if let Some(happened) = happened(&event)? {
				facts.events.push((by, happened));
			}
		}
		Ok(facts)
	}
}

/// The hashes of the extrinsics of the block of `at`, and their bytes.
pub async fn body(at: &AtBlock, methods: &Methods) -> Result<(Vec<Hash>, u64)> {
	let block = methods
		.chain_get_block(Some(at.block_hash()))
		.await?
		.with_context(|| format!("block {} has no body", at.block_number()))?;
	let extrinsics = &block.block.extrinsics;
	let bytes = extrinsics.iter().map(|extrinsic| extrinsic.0.len() as u64).sum();
	let hashes = extrinsics.iter().map(|extrinsic| at.hasher().hash(&extrinsic.0)).collect();
	Ok((hashes, bytes))
}

/// The name of the error that an extrinsic failed with, such as `LiquidStaking.BelowMinimum`.
fn failure(event: &Event<'_, PolkadotConfig>, at: &AtBlock) -> Result<String> {
	Ok(match DispatchError::decode_from(event.field_bytes(), at.metadata())? {
		DispatchError::Module(error) => error.details_string().replace("::", "."),
		error => format!("{error:?}"),
	})
}

/// The event as the books take it, if it concerns them.
fn happened(event: &Event<'_, PolkadotConfig>) -> Result<Option<Happened>> {
	let of_shares = || -> Result<bool> {
		Ok(event.decode_fields_unchecked_as::<OfAsset>()?.asset_id == ST_EST)
	};
	macro_rules! decoded {
		($variant:ident) => {
			Happened::$variant(event.decode_fields_unchecked_as()?)
		};
	}
	Ok(Some(match (event.pallet_name(), event.event_name()) {
		("Balances", "Transfer") => decoded!(EstMoved),
		("TransactionPayment", "TransactionFeePaid") => decoded!(FeePaid),
		("Assets", "Transferred") if of_shares()? => decoded!(SharesMoved),
		("Assets", "Issued") if of_shares()? => {
			let Owned { owner: who, amount } = event.decode_fields_unchecked_as()?;
			Happened::SharesIssued(Changed { who, amount })
		},
		("Assets", "Deposited") if of_shares()? => {
			let Held { who, amount } = event.decode_fields_unchecked_as()?;
			Happened::SharesIssued(Changed { who, amount })
		},
		("Assets", "Burned") if of_shares()? => {
			let Burned { owner: who, balance: amount } = event.decode_fields_unchecked_as()?;
			Happened::SharesBurned(Changed { who, amount })
		},
		("Assets", "Withdrawn") if of_shares()? => {
			let Held { who, amount } = event.decode_fields_unchecked_as()?;
			Happened::SharesBurned(Changed { who, amount })
		},
		("LiquidStaking", "Deposited") => decoded!(Deposited),
		("LiquidStaking", "RedeemRequested") => decoded!(RedeemRequested),
		("LiquidStaking", "Claimed") => decoded!(Claimed),
		("LiquidStaking", "BatchMatured") => decoded!(BatchMatured),
		("LiquidStaking", "SettlementFinished") => decoded!(SettlementFinished),
		("Restaking", "Delegated") => decoded!(Delegated),
		("Restaking", "Undelegated") => decoded!(Undelegated),
		("Restaking", "UndelegatedClaimed") => decoded!(UndelegatedClaimed),
		_ => return Ok(None),
	}))
}
