//! What must hold of the configuration itself.

mod common;

use common::{account, genesis_json, genesis_state, EST};
use estuary_runtime::{
	bag_thresholds,
	configs::{
		assets::ST_EST,
		consensus,
		election::{
			ElectFromState, FallbackElectionSize, MaxElectableTargets, MaxWinners, OnChainElection,
		},
		governance::GeneralAdminOrigin,
		liquid_staking::SettlementBudget,
		safety::{
			AlwaysAllowed, CallFilter, Unpausable, CARRIERS, POOL_CALLS, RESTAKING_CALLS,
			STAKING_CALLS, SYSTEM_CALLS,
		},
		staking::MAX_NOMINATIONS,
		system::RuntimeBlockWeights,
	},
	constants::{
		time::{
			BLOCKS_PER_ERA, BONDING_DURATION, ELECTION_UNSIGNED_PHASE, EPOCH_DURATION,
			ERAS_PER_YEAR, ERA_DURATION, FEE_NOTICE, HISTORY_DEPTH, MIN_EXIT_DELAY,
			PAID_ERA_DURATION, SLASH_DEFER_DURATION,
		},
		weight::NORMAL_DISPATCH_RATIO,
	},
	genesis,
	governance::{origins::Origin, tracks::Tracks},
	types::AccountId,
	AllPalletsWithSystem, Assets, Balances, LiquidStaking, OriginCaller, Runtime, RuntimeCall,
	RuntimeOrigin, SafeMode, Session, Staking, System, TxExtension, TxPause, VERSION,
};
use frame_election_provider_support::{onchain, NposSolver};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo, RawOrigin},
	traits::{
		fungible::{self, NativeOrWithId},
		tokens::fungibles::metadata::Inspect as _,
		Contains, EnsureOrigin, Get, GetCallMetadata, GetCallName, InstanceFilter,
	},
	weights::Weight,
};
use pallet_liquid_staking::{Call as Pool, Config as PoolConfig, WeightInfo};
use pallet_referenda::TracksInfo;
use pallet_restaking::Call as Restake;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Ferdie};
use sp_runtime::{
	traits::{Dispatchable, TransactionExtension},
	Perbill,
};

fn deposit() -> RuntimeCall {
	Pool::deposit { amount: EST, min_shares: Default::default() }.into()
}

fn claim() -> RuntimeCall {
	Pool::claim { owner: account(Bob), era: 0 }.into()
}

fn advance() -> RuntimeCall {
	Pool::advance {}.into()
}

// Genesis.

#[test]
fn presets_should_build_sound_states() {
	let presets = genesis::preset_names();
	assert_eq!(presets, ["development", "local_testnet"]);
	for (preset, validators) in presets.iter().zip([1, 4]) {
		genesis_state(&genesis_json(preset)).execute_with(|| {
			assert_eq!(Session::validators().len(), validators, "{preset}");
			assert_eq!(pallet_staking::Validators::<Runtime>::count() as usize, validators);
			assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(account(Alice)));
			assert_eq!(Assets::name(ST_EST), b"Staked EST");
			assert_eq!(Assets::symbol(ST_EST), b"stEST");
			assert_eq!(Assets::decimals(ST_EST), 12);
			#[cfg(feature = "try-runtime")]
			{
				use frame_support::traits::{TryState, TryStateSelect};
				AllPalletsWithSystem::try_state(0, TryStateSelect::All).expect("sound state");
			}
		});
	}
	assert!(genesis::preset(&"unknown".into()).is_none());
}

#[test]
fn presets_should_expose_the_pool_in_the_first_era() {
	for preset in genesis::preset_names() {
		genesis_state(&genesis_json(&preset)).execute_with(|| {
			let reserves = LiquidStaking::api_reserves().expect("the pool is set up");
			assert_eq!(reserves.pots + reserves.idle, reserves.backing);
			assert_eq!(reserves.idle, 0);
			for pot in LiquidStaking::api_validators() {
				assert!(!pot.validators.is_empty());
				let exposed: u128 = Session::validators()
					.iter()
					.flat_map(|validator| Staking::eras_stakers(0, validator).others)
					.filter(|backer| backer.who == pot.account)
					.map(|backer| backer.value)
					.sum();
				assert_eq!(exposed, pot.stake, "{preset}: pot {}", pot.pot);
			}
		});
	}
}

#[test]
fn presets_should_have_the_shapes_that_network_tools_replace() {
	for preset in genesis::preset_names() {
		let config = genesis_json(&preset);
		let staker = &config["staking"]["stakers"][0];
		assert_eq!(staker[0], staker[1]);
		assert!(staker[2].as_u64().is_some_and(|bond| u128::from(bond) >= 100 * EST));
		assert_eq!(staker[3], "Validator");
		let keys = &config["session"]["keys"][0];
		assert_eq!(keys[0], staker[0]);
		for key in ["babe", "grandpa", "authority_discovery"] {
			assert!(keys[2][key].is_string(), "{preset}: {key}");
		}
		assert!(config["staking"]["invulnerables"].as_array().is_some_and(Vec::is_empty));
		assert!(config["balances"]["balances"][0][1].is_u64());
	}
}

#[test]
fn a_chain_should_start_without_a_pool_and_get_one_later() {
	let mut config = genesis_json("development");
	config["liquidStaking"]["pool"] = serde_json::Value::Null;
	genesis_state(&config).execute_with(|| {
		assert!(LiquidStaking::api_reserves().is_none());
		let validators = Session::validators().try_into().expect("one validator");
		assert_ok!(LiquidStaking::set_up(
			RuntimeOrigin::root(),
			account(Ferdie),
			1_000 * EST,
			pallet_liquid_staking::Params {
				min_deposit: EST,
				min_redeem: estuary_primitives::Shares(EST),
				fee: Perbill::zero(),
				fee_recipient: account(Ferdie),
				instant_fee: Perbill::from_percent(1),
				reserve: Perbill::zero(),
				bunker: Perbill::from_percent(1),
				places: 16,
				min_validator_bond: EST,
				max_commission: Perbill::one(),
			},
			vec![validators].try_into().expect("one pot"),
		));
		assert!(LiquidStaking::api_reserves().is_some());
	});
}

#[test]
fn nobody_should_create_st_est_but_root() {
	let mut config = genesis_json("development");
	for part in ["assets", "metadata"] {
		config["assets"][part] = serde_json::json!([]);
	}
	config["liquidStaking"]["pool"] = serde_json::Value::Null;
	genesis_state(&config).execute_with(|| {
		let create = |id: u32| {
			let admin = account(Bob).into();
			Assets::create(RuntimeOrigin::signed(account(Bob)), id.into(), admin, 1)
		};
		assert_noop!(create(ST_EST), sp_runtime::DispatchError::BadOrigin);
		assert_ok!(create(ST_EST + 1));
	});
}

// Brakes.

#[test]
fn safe_mode_should_stop_deposits_and_let_claims_and_the_ways_out_pass() {
	genesis_state(&genesis_json("development")).execute_with(|| {
		System::set_block_number(1);
		assert!(CallFilter::contains(&deposit()));
		assert_noop!(
			SafeMode::force_enter(RuntimeOrigin::signed(account(Bob))),
			sp_runtime::DispatchError::BadOrigin
		);
		assert_ok!(SafeMode::force_enter(Origin::GeneralAdmin.into()));
		for stopped in [
			deposit(),
			Pool::redeem { shares: Default::default() }.into(),
			pallet_balances::Call::transfer_allow_death { dest: account(Bob).into(), value: 1 }
				.into(),
			pallet_staking::Call::chill {}.into(),
			pallet_assets::Call::freeze_asset { id: ST_EST.into() }.into(),
			Restake::delegate { operator: account(Bob), amount: EST, min_units: 0 }.into(),
			Restake::refund_slash { slash: 0, amount: 1 }.into(),
		] {
			assert!(!CallFilter::contains(&stopped), "{stopped:?}");
			let refused = stopped.dispatch(RuntimeOrigin::signed(account(Bob)));
			assert_eq!(
				refused.expect_err("stopped").error,
				frame_system::Error::<Runtime>::CallFiltered.into()
			);
		}
		for passing in ways_through() {
			assert!(AlwaysAllowed::contains(&passing), "{passing:?}");
			assert!(CallFilter::contains(&passing), "{passing:?}");
		}
		// What a wrapper carries is stopped all the same.
		let batch: RuntimeCall = pallet_utility::Call::batch_all { calls: vec![deposit()] }.into();
		assert!(CallFilter::contains(&batch));
		assert!(batch.dispatch(RuntimeOrigin::signed(account(Bob))).is_err());

		assert_ok!(SafeMode::force_exit(Origin::GeneralAdmin.into()));
		assert!(CallFilter::contains(&deposit()));
	});
}

#[test]
fn a_slash_by_hand_should_be_left_to_root() {
	genesis_state(&genesis_json("development")).execute_with(|| {
		let by_hand: RuntimeCall = pallet_staking::Call::manual_slash {
			validator_stash: account(Bob),
			era: 0,
			slash_fraction: Perbill::from_percent(1),
		}
		.into();
		assert_noop!(
			by_hand
				.clone()
				.dispatch(Origin::StakingAdmin.into())
				.map_err(|failed| failed.error),
			frame_system::Error::<Runtime>::CallFiltered
		);
		assert_ok!(by_hand.dispatch(RuntimeOrigin::root()));
	});
}

/// Calls that no brake may stop.
fn ways_through() -> Vec<RuntimeCall> {
	vec![
		claim(),
		advance(),
		Restake::veto_slash { slash: 0 }.into(),
		Restake::apply_slash { slash: 0 }.into(),
		Restake::undelegate { operator: account(Bob), units: 1 }.into(),
		Restake::claim_undelegated { operator: account(Bob), owner: account(Bob), era: 0 }.into(),
		Restake::claim_reward { operator: account(Bob), asset: NativeOrWithId::Native }.into(),
		Restake::claim_commission { asset: NativeOrWithId::Native }.into(),
		pallet_staking::Call::cancel_deferred_slash { era: 1, slash_indices: vec![0] }.into(),
		frame_system::Call::apply_authorized_upgrade { code: vec![] }.into(),
		pallet_utility::Call::batch { calls: vec![] }.into(),
		pallet_multisig::Call::poke_deposit {
			threshold: 2,
			other_signatories: vec![],
			call_hash: Default::default(),
		}
		.into(),
		pallet_proxy::Call::proxy {
			real: account(Bob).into(),
			force_proxy_type: None,
			call: Box::new(claim()),
		}
		.into(),
		pallet_timestamp::Call::set { now: 1 }.into(),
		pallet_session::Call::purge_keys {}.into(),
		pallet_election_provider_multi_phase::Call::governance_fallback {}.into(),
		pallet_safe_mode::Call::force_exit {}.into(),
		pallet_tx_pause::Call::unpause { ident: Default::default() }.into(),
		pallet_sudo::Call::remove_key {}.into(),
		pallet_referenda::Call::nudge_referendum { index: 0 }.into(),
		pallet_conviction_voting::Call::unlock { class: 0, target: account(Bob).into() }.into(),
		pallet_preimage::Call::unnote_preimage { hash: Default::default() }.into(),
	]
}

#[test]
fn tx_pause_should_not_stop_claims_the_settlement_or_the_ways_out() {
	genesis_state(&genesis_json("development")).execute_with(|| {
		System::set_block_number(1);
		let name = |call: &RuntimeCall| {
			let names = call.get_call_metadata();
			let bounded = |name: &str| name.as_bytes().to_vec().try_into().expect("short");
			(bounded(names.pallet_name), bounded(names.function_name))
		};
		for call in ways_through() {
			assert_noop!(
				TxPause::pause(Origin::GeneralAdmin.into(), name(&call)),
				pallet_tx_pause::Error::<Runtime>::Unpausable
			);
			assert!(CallFilter::contains(&call), "{call:?}");
		}
		assert_ok!(TxPause::pause(Origin::GeneralAdmin.into(), name(&deposit())));
		assert!(!CallFilter::contains(&deposit()));
		assert!(CallFilter::contains(&claim()));
		assert_ok!(TxPause::unpause(Origin::GeneralAdmin.into(), name(&deposit())));
		assert!(CallFilter::contains(&deposit()));
	});
}

#[test]
fn the_names_that_tx_pause_compares_should_exist() {
	let pallets = RuntimeCall::get_module_names();
	assert!(consensus::PALLETS.iter().all(|name| pallets.contains(name)));
	for (pallet, names, calls) in [
		("LiquidStaking", Pool::<Runtime>::get_call_names(), &POOL_CALLS[..]),
		("Restaking", Restake::<Runtime>::get_call_names(), &RESTAKING_CALLS[..]),
		("Staking", pallet_staking::Call::<Runtime>::get_call_names(), &STAKING_CALLS[..]),
		("System", frame_system::Call::<Runtime>::get_call_names(), &SYSTEM_CALLS[..]),
		("Proxy", pallet_proxy::Call::<Runtime>::get_call_names(), &CARRIERS[..]),
	] {
		assert!(pallets.contains(&pallet));
		let bounded = |name: &str| name.as_bytes().to_vec().try_into().unwrap();
		for call in calls {
			assert!(names.contains(call), "{pallet} has no {call}");
			assert!(Unpausable::contains(&(bounded(pallet), bounded(call))), "{pallet}.{call}");
		}
		assert!(!Unpausable::contains(&(bounded(pallet), bounded("delegate"))));
	}
}

// Governance.

#[test]
fn each_power_should_have_a_track_of_its_own() {
	assert_ok!(Tracks::check_integrity());
	let origins = [
		OriginCaller::system(RawOrigin::Root),
		OriginCaller::Origins(Origin::StakingAdmin),
		OriginCaller::Origins(Origin::Treasurer),
		OriginCaller::Origins(Origin::GeneralAdmin),
		OriginCaller::Origins(Origin::ReferendumCanceller),
		OriginCaller::Origins(Origin::ReferendumKiller),
	];
	let ids: Vec<_> = origins.iter().map(|origin| Tracks::track_for(origin).unwrap()).collect();
	assert_eq!(ids, Tracks::track_ids().collect::<Vec<_>>());
	assert!(Tracks::track_for(&OriginCaller::system(RawOrigin::None)).is_err());
	assert!(GeneralAdminOrigin::ensure_origin(Origin::StakingAdmin.into()).is_err());
	assert_ok!(GeneralAdminOrigin::ensure_origin(RuntimeOrigin::root()));
}

/// The places of the other tracks can be filled with referenda that nobody wants.
#[test]
fn referenda_should_be_cancelled_and_killed_by_powers_of_their_own() {
	type Cancel = <Runtime as pallet_referenda::Config>::CancelOrigin;
	type Kill = <Runtime as pallet_referenda::Config>::KillOrigin;
	assert!(Cancel::ensure_origin(Origin::ReferendumCanceller.into()).is_ok());
	assert!(Kill::ensure_origin(Origin::ReferendumKiller.into()).is_ok());
	assert!(Kill::ensure_origin(Origin::ReferendumCanceller.into()).is_err());
	for origin in [Origin::GeneralAdmin.into(), RuntimeOrigin::root()] {
		assert!(Cancel::ensure_origin(origin.clone()).is_ok());
		assert!(Kill::ensure_origin(origin).is_ok());
	}
	let track = |origin| Tracks::info(Tracks::track_for(&OriginCaller::Origins(origin)).unwrap());
	for origin in [Origin::ReferendumCanceller, Origin::ReferendumKiller] {
		let (own, general) = (track(origin).unwrap(), track(Origin::GeneralAdmin).unwrap());
		// To fill it takes more than all other tracks together, and it decides sooner.
		assert!(u128::from(own.max_deciding) * own.decision_deposit >= 1_000_000 * EST);
		assert!(own.decision_period <= general.decision_period);
	}
}

#[test]
#[cfg(not(feature = "fast-runtime"))]
fn a_slash_should_wait_longer_than_the_vote_on_cancelling_it_takes() {
	let id = Tracks::track_for(&OriginCaller::Origins(Origin::StakingAdmin)).unwrap();
	let track = Tracks::info(id).unwrap();
	let blocks = track.prepare_period + track.decision_period + track.min_enactment_period;
	assert!(blocks < SLASH_DEFER_DURATION * BLOCKS_PER_ERA);
}

#[test]
fn sudo_without_a_key_should_refuse_everyone() {
	let mut config = genesis_json("development");
	config["sudo"]["key"] = serde_json::Value::Null;
	genesis_state(&config).execute_with(|| {
		let call = Box::new(frame_system::Call::remark { remark: vec![] }.into());
		assert!(estuary_runtime::Sudo::sudo(RuntimeOrigin::signed(account(Alice)), call).is_err());
	});
}

// Figures.

#[test]
fn an_unbonded_chunk_should_stay_until_its_slash_is_applied() {
	// Inequality of `SLASH_DEFER_DURATION`'s documentation.
	const {
		assert!(SLASH_DEFER_DURATION + 1 < BONDING_DURATION);
		assert!(MIN_EXIT_DELAY > 0 && MIN_EXIT_DELAY < BONDING_DURATION);
		assert!(FEE_NOTICE > BONDING_DURATION + 2);
		assert!(SLASH_DEFER_DURATION > 0);
		assert!(BONDING_DURATION + 2 < HISTORY_DEPTH);
	}
}

#[test]
fn what_each_pallet_asks_of_its_configuration_should_hold() {
	use frame_support::traits::IntegrityTest;
	genesis_state(&genesis_json("development"))
		.execute_with(<AllPalletsWithSystem as IntegrityTest>::integrity_test);
}

#[test]
fn eras_should_pay_the_same_in_every_build() {
	use estuary_runtime::configs::staking::{EraPayout, RewardCurve};
	use pallet_staking::{ConvertCurve, EraPayout as _};
	const YEAR: u64 = 36_525 * 24 * 60 * 60 * 10;
	assert_eq!(u64::from(ERAS_PER_YEAR) * PAID_ERA_DURATION, YEAR);
	let (staked, issuance) = (5_000_000 * EST, 10_000_000 * EST);
	let payout = |duration| EraPayout::era_payout(staked, issuance, duration);
	assert_eq!(
		payout(ERA_DURATION),
		ConvertCurve::<RewardCurve>::era_payout(staked, issuance, PAID_ERA_DURATION)
	);
	// A year of eras pays the ten per cent of an issuance that is half staked.
	let year = payout(ERA_DURATION).0 * u128::from(ERAS_PER_YEAR);
	assert!(year > 999_000 * EST && year <= 1_000_000 * EST, "{year}");
	// Standing still is not paid for.
	assert_eq!(payout(100 * ERA_DURATION), payout(4 * ERA_DURATION));
}

#[test]
#[cfg(not(feature = "fast-runtime"))]
fn a_normal_build_should_have_realistic_times() {
	use estuary_runtime::constants::time::{DAYS, HOURS};
	assert_eq!(EPOCH_DURATION, HOURS);
	assert_eq!(BLOCKS_PER_ERA, 6 * HOURS);
	assert_eq!(BONDING_DURATION * BLOCKS_PER_ERA, 7 * DAYS);
	assert_eq!(ERA_DURATION, PAID_ERA_DURATION);
}

#[test]
#[cfg(feature = "fast-runtime")]
fn a_fast_build_should_end_eras_within_a_minute() {
	const {
		assert!(ERA_DURATION <= 60_000);
		assert!(BONDING_DURATION <= 4);
		assert!(BLOCKS_PER_ERA as u64 * 2_000 == ERA_DURATION);
	}
}

#[test]
fn elections_should_fit_into_an_epoch_and_their_fallback_into_a_block() {
	const { assert!(ELECTION_UNSIGNED_PHASE >= 4 && ELECTION_UNSIGNED_PHASE < EPOCH_DURATION) };
	let bounds = FallbackElectionSize::get();
	let fallback = <<OnChainElection as onchain::Config>::Solver as NposSolver>::weight::<
		<OnChainElection as onchain::Config>::WeightInfo,
	>(
		bounds.voters.count.expect("bounded").0,
		bounds.targets.count.expect("bounded").0,
		MAX_NOMINATIONS,
	);
	assert!(fallback.all_lt(Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block));
	assert!(<MaxWinners as Get<u32>>::get() <= bounds.targets.count.expect("bounded").0);
}

/// Staking refuses an election with more candidates than it takes, and without an election no era
/// ends: nobody may become one too many.
#[test]
fn there_should_be_no_more_candidates_than_an_election_takes() {
	use frame_election_provider_support::InstantElectionProvider;
	let most = <MaxElectableTargets as Get<u32>>::get();
	genesis_state(&genesis_json("local_testnet")).execute_with(|| {
		assert_eq!(pallet_staking::MaxValidatorsCount::<Runtime>::get(), Some(most));
		let candidate = |index: u32| {
			let who = AccountId::new([index.to_le_bytes(); 8].concat().try_into().unwrap());
			let signed = RuntimeOrigin::signed(who.clone());
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who.into(), 1_000 * EST));
			assert_ok!(Staking::bond(
				signed.clone(),
				100 * EST,
				pallet_staking::RewardDestination::Staked
			));
			Staking::validate(signed, Default::default())
		};
		let elected =
			|| ElectFromState::instant_elect(vec![], vec![], 0).map(|winners| winners.len());
		for index in 4..most {
			assert_ok!(candidate(index));
		}
		assert_eq!(pallet_staking::Validators::<Runtime>::count(), most);
		assert_eq!(elected().expect("as many as there can be"), 4);
		let full = pallet_staking::Error::<Runtime>::TooManyValidators;
		assert_eq!(candidate(most), Err(full.into()));
		// Without the cap, this is what one more does.
		pallet_staking::MaxValidatorsCount::<Runtime>::kill();
		assert_ok!(candidate(most + 1));
		assert!(elected().is_err());
	});
}

#[test]
fn an_upgrade_should_give_a_chain_the_settings_of_staking_once() {
	use estuary_runtime::migrations::StakingSettings;
	use frame_support::traits::OnRuntimeUpgrade;
	use pallet_staking::{MaxValidatorsCount, SlashRewardFraction};
	let most = <MaxElectableTargets as Get<u32>>::get();
	let tenth = Perbill::from_percent(10);
	genesis_state(&genesis_json("development")).execute_with(|| {
		MaxValidatorsCount::<Runtime>::kill();
		SlashRewardFraction::<Runtime>::put(tenth);
		StakingSettings::on_runtime_upgrade();
		assert_eq!(MaxValidatorsCount::<Runtime>::get(), Some(most));
		assert_eq!(SlashRewardFraction::<Runtime>::get(), Perbill::zero());
		// What governance has set since stays.
		MaxValidatorsCount::<Runtime>::put(7);
		SlashRewardFraction::<Runtime>::put(tenth);
		StakingSettings::on_runtime_upgrade();
		assert_eq!(MaxValidatorsCount::<Runtime>::get(), Some(7));
		assert_eq!(SlashRewardFraction::<Runtime>::get(), tenth);
	});
}

#[test]
fn the_fallback_of_an_election_should_need_no_snapshot() {
	use frame_election_provider_support::InstantElectionProvider;
	assert!(!ElectFromState::bother());
	genesis_state(&genesis_json("local_testnet")).execute_with(|| {
		assert!(pallet_election_provider_multi_phase::Snapshot::<Runtime>::get().is_none());
		let winners = ElectFromState::instant_elect(vec![], vec![], 0).expect("elected");
		assert_eq!(winners.len(), 4);
		assert!(winners.iter().all(|(_, support)| support.voters.len() > 1));
	});
}

#[test]
fn bags_should_be_narrow_and_in_order() {
	let thresholds = bag_thresholds::THRESHOLDS;
	assert_eq!(
		u128::from(thresholds[0]),
		estuary_runtime::constants::currency::EXISTENTIAL_DEPOSIT
	);
	for pair in thresholds.windows(2) {
		assert!(pair[0] < pair[1]);
		let ratio = pair[1] as f64 / pair[0] as f64;
		assert!((ratio - std::f64::consts::SQRT_2).abs() < 1e-9, "{ratio}");
	}
	let last = thresholds[bag_thresholds::COUNT - 1];
	assert!(last as f64 * std::f64::consts::SQRT_2 > u64::MAX as f64, "one more would fit");
}

// Weights.

#[test]
fn every_step_of_a_settlement_should_fit_into_the_start_of_a_block() {
	type Weights = <Runtime as PoolConfig>::WeightInfo;
	let pots = <Runtime as PoolConfig>::MaxPots::get();
	let page = estuary_runtime::configs::staking::MaxExposurePageSize::get();
	let budget = SettlementBudget::get();
	for (name, weight) in [
		("idle", Weights::step_idle()),
		("collect", Weights::step_collect(page)),
		("skip", Weights::step_collect_skip(page)),
		("recognise", Weights::step_recognise(pots)),
		("withdraw", Weights::step_withdraw()),
		("bond", Weights::step_bond(pots)),
		("unbond", Weights::step_unbond(pots)),
		("pay", Weights::step_pay()),
		("nominate", Weights::step_nominate(MAX_NOMINATIONS)),
		("finish", Weights::step_finish(<Runtime as PoolConfig>::MaxCollecting::get())),
		("slash", Weights::on_slash(pots)),
	] {
		let with_idle: Weight = weight.saturating_add(Weights::step_idle());
		assert!(with_idle.all_lte(budget), "{name}: {with_idle} of {budget}");
	}
	let limits = RuntimeBlockWeights::get();
	let normal = limits.get(DispatchClass::Normal);
	assert!(advance().get_dispatch_info().call_weight.all_lte(normal.max_extrinsic.unwrap()));
	// What users' calls and hooks leave of a block is for the settlement.
	let left = limits.max_block - NORMAL_DISPATCH_RATIO * limits.max_block;
	assert!(budget.all_lte(left));
}

// Clients.

#[test]
fn clients_should_know_every_transaction_extension() {
	// Those in the tables of `@polkadot/types` 16.5.6: another one makes it print a warning.
	const KNOWN: [&str; 10] = [
		"CheckNonZeroSender",
		"CheckSpecVersion",
		"CheckTxVersion",
		"CheckGenesis",
		"CheckMortality",
		"CheckNonce",
		"CheckWeight",
		"ChargeTransactionPayment",
		"CheckMetadataHash",
		"WeightReclaim",
	];
	let used: Vec<_> = <TxExtension as TransactionExtension<RuntimeCall>>::metadata()
		.into_iter()
		.map(|extension| extension.identifier)
		.collect();
	assert_eq!(used, KNOWN);
}

#[test]
fn metadata_should_be_there_in_all_versions() {
	for version in [14, 15, 16] {
		assert!(Runtime::metadata_versions().contains(&version));
		assert!(Runtime::metadata_at_version(version).is_some());
	}
	assert_eq!(VERSION.spec_name, "estuary");
}

#[test]
fn the_pool_should_mint_and_burn_what_the_assets_pallet_calls_st_est() {
	genesis_state(&genesis_json("development")).execute_with(|| {
		use fungible::Inspect;
		type Shares = <Runtime as PoolConfig>::Shares;
		let reserves = LiquidStaking::api_reserves().expect("the pool is set up");
		assert_eq!(Shares::total_issuance(), reserves.issuance.0);
		let pool = LiquidStaking::pool_account();
		assert_eq!(pallet_assets::Asset::<Runtime>::get(ST_EST).map(|_| ()), Some(()));
		assert_eq!(Assets::balance(ST_EST, &pool), reserves.issuance.0);
	});
}

// Proxies.

#[test]
fn proxies_should_do_no_more_than_their_type_says() {
	use estuary_runtime::configs::system::ProxyType::{
		Any, Governance, LiquidStaking as Pooling, NonTransfer, Staking as Bonding,
	};
	let transfer: RuntimeCall =
		pallet_balances::Call::transfer_allow_death { dest: account(Bob).into(), value: 1 }.into();
	let keys: RuntimeCall = pallet_session::Call::purge_keys {}.into();
	let chill: RuntimeCall = pallet_staking::Call::chill {}.into();
	let vote: RuntimeCall = pallet_referenda::Call::nudge_referendum { index: 0 }.into();
	let give_away: RuntimeCall =
		Pool::transfer_claim { era: 0, to: account(Bob), units: Default::default() }.into();
	for (kind, transfers, sets_keys, chills, votes, deposits) in [
		(Any, true, true, true, true, true),
		(NonTransfer, false, true, true, true, true),
		(Governance, false, false, false, true, false),
		(Bonding, false, true, true, false, false),
		(Pooling, false, false, false, false, true),
	] {
		assert_eq!(kind.filter(&transfer), transfers, "{kind:?}");
		assert_eq!(kind.filter(&keys), sets_keys, "{kind:?}");
		assert_eq!(kind.filter(&chill), chills, "{kind:?}");
		assert_eq!(kind.filter(&vote), votes, "{kind:?}");
		assert_eq!(kind.filter(&deposit()), deposits, "{kind:?}");
		assert_eq!(kind.filter(&give_away), kind == Any, "{kind:?}");
		assert!(Any.is_superset(&kind) && kind.is_superset(&kind), "{kind:?}");
	}
	assert!(NonTransfer.is_superset(&Bonding));
	// The treasury's calls are no part of it.
	assert!(!NonTransfer.is_superset(&Governance));
	assert!(!Bonding.is_superset(&Any));
}
