//! Presets of new chains: `development` with one validator, `local_testnet` with four.
//!
//! Both give money to the well-known test accounts, bond validators whose keys a node makes from
//! its name (`--alice`), set the pool up and hand sudo to Alice. The session keys, stakers and
//! balances have the shapes that network tools look for and replace.

#![warn(missing_docs)]

use crate::{
	configs::{
		assets::ST_EST, consensus::BABE_GENESIS_EPOCH_CONFIG, election::MaxElectableTargets,
		governance::TreasuryAccount, liquid_staking::LiquidStakingPalletId,
	},
	constants::currency::{DECIMALS, EST, EXISTENTIAL_DEPOSIT, MILLI_EST},
	types::{AccountId, Balance},
	AssetsConfig, BabeConfig, BalancesConfig, LiquidStakingConfig, RuntimeGenesisConfig,
	SessionConfig, SessionKeys, StakingConfig, SudoConfig,
};
use alloc::{string::String, vec, vec::Vec};
use estuary_primitives::Shares;
use frame_support::{build_struct_json_patch, traits::Get};
use pallet_liquid_staking::{GenesisPool, Params};
use pallet_staking::StakerStatus;
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::AccountIdConversion, Perbill};

/// Planck that each well-known account has at genesis.
const ENDOWMENT: Balance = 1_000_000 * EST;
/// Planck that each validator bonds.
const VALIDATOR_BOND: Balance = 500_000 * EST;
/// The least bond of a nominator, in planck.
const MIN_NOMINATOR_BOND: Balance = EST;
/// The least bond of a validator, in planck.
const MIN_VALIDATOR_BOND: Balance = 100 * EST;
/// The pool's first position, in planck: nobody can redeem it.
const POOL_SEED: Balance = 10_000 * EST;

/// A validator of the presets: a stash, and the keys of a node.
#[derive(Clone, Copy)]
struct Validator {
	stash: Sr25519Keyring,
	node: Sr25519Keyring,
	finality: Ed25519Keyring,
}

impl Validator {
	const ALICE: Self = Self {
		stash: Sr25519Keyring::AliceStash,
		node: Sr25519Keyring::Alice,
		finality: Ed25519Keyring::Alice,
	};
	const BOB: Self = Self {
		stash: Sr25519Keyring::BobStash,
		node: Sr25519Keyring::Bob,
		finality: Ed25519Keyring::Bob,
	};
	const CHARLIE: Self = Self {
		stash: Sr25519Keyring::CharlieStash,
		node: Sr25519Keyring::Charlie,
		finality: Ed25519Keyring::Charlie,
	};
	const DAVE: Self = Self {
		stash: Sr25519Keyring::DaveStash,
		node: Sr25519Keyring::Dave,
		finality: Ed25519Keyring::Dave,
	};

	fn stash(&self) -> AccountId {
		self.stash.to_account_id()
	}

	fn keys(&self) -> SessionKeys {
		SessionKeys {
			babe: self.node.public().into(),
			grandpa: self.finality.public().into(),
			authority_discovery: self.node.public().into(),
		}
	}
}

/// A chain run by `validators`, whose pool's pots nominate `pots`.
fn testnet(validators: &[Validator], pots: &[&[Validator]]) -> Value {
	let balances: Vec<(AccountId, Balance)> = Sr25519Keyring::well_known()
		.map(|key| (key.to_account_id(), ENDOWMENT))
		.collect();
	let pool_account: AccountId = LiquidStakingPalletId::get().into_account_truncating();

	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: balances
				.into_iter()
				// The treasury must exist to take small fees.
				.chain([(<TreasuryAccount as Get<AccountId>>::get(), EXISTENTIAL_DEPOSIT)])
				.collect::<Vec<_>>(),
		},
		assets: AssetsConfig {
			assets: vec![(ST_EST, pool_account, true, EXISTENTIAL_DEPOSIT)],
			metadata: vec![(ST_EST, b"Staked EST".to_vec(), b"stEST".to_vec(), DECIMALS)],
		},
		staking: StakingConfig {
			validator_count: validators.len() as u32,
			minimum_validator_count: 1,
			invulnerables: Vec::<AccountId>::new(),
			// Nodes report offences by themselves. A part of a slash for who reports it would pay a
			// validator that signs twice and reports itself, once others have more behind it than
			// it has at stake: its part is one of all, its loss is one of its own.
			slash_reward_fraction: Perbill::zero(),
			stakers: validators
				.iter()
				.map(|v| (v.stash(), v.stash(), VALIDATOR_BOND, StakerStatus::Validator))
				.collect::<Vec<_>>(),
			min_nominator_bond: MIN_NOMINATOR_BOND,
			min_validator_bond: MIN_VALIDATOR_BOND,
			max_validator_count: Some(<MaxElectableTargets as Get<u32>>::get()),
		},
		sudo: SudoConfig { key: Some(Sr25519Keyring::Alice.to_account_id()) },
		liquid_staking: LiquidStakingConfig {
			pool: Some(GenesisPool {
				funder: Sr25519Keyring::Alice.to_account_id(),
				seed: POOL_SEED,
				params: Params {
					min_deposit: EST,
					min_redeem: Shares(100 * MILLI_EST),
					fee: Perbill::from_percent(10),
					fee_recipient: <TreasuryAccount as Get<AccountId>>::get(),
					instant_fee: Perbill::from_percent(1),
					reserve: Perbill::from_percent(1),
					bunker: Perbill::from_percent(1),
					places: 16,
					min_validator_bond: 100 * EST,
					max_commission: Perbill::from_percent(20),
				},
				pots: pots.iter().map(|pot| pot.iter().map(Validator::stash).collect()).collect(),
			}),
		},
		babe: BabeConfig { epoch_config: BABE_GENESIS_EPOCH_CONFIG },
		session: SessionConfig {
			keys: validators.iter().map(|v| (v.stash(), v.stash(), v.keys())).collect::<Vec<_>>(),
		},
	})
}

/// Alice validates; both pots of the pool nominate her.
fn development() -> Value {
	use Validator as V;
	testnet(&[V::ALICE], &[&[V::ALICE], &[V::ALICE]])
}

/// Alice, Bob, Charlie and Dave validate; two pots nominate two of them each, one nominates all.
fn local_testnet() -> Value {
	use Validator as V;
	testnet(
		&[V::ALICE, V::BOB, V::CHARLIE, V::DAVE],
		&[&[V::ALICE, V::BOB], &[V::CHARLIE, V::DAVE], &[V::ALICE, V::BOB, V::CHARLIE, V::DAVE]],
	)
}

/// The preset of that name as JSON, to be merged into the default genesis.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_str() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local_testnet(),
		_ => return None,
	};
	serde_json::to_string(&patch).ok().map(String::into_bytes)
}

/// Names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
