//! What the runtime answers to nodes and clients.

use crate::{
	configs::consensus::BABE_GENESIS_EPOCH_CONFIG,
	constants::time::EPOCH_DURATION,
	genesis,
	types::{AccountId, AnyAssetId, Balance, Block, Executive, Nonce},
	AuthorityDiscovery, Babe, Coverage, Grandpa, Historical, InherentDataExt, LiquidStaking,
	Restaking, Runtime, RuntimeCall, RuntimeGenesisConfig, SessionKeys, Staking, System,
	TransactionPayment, VERSION,
};
use alloc::vec::Vec;
use codec::Encode;
use estuary_primitives::{
	coverage::{CoverView, CoverageStatus, CoverageTotals, PastCover},
	restaking::{
		AllocationView, ClaimableReward, DelegationPreview, OperatorView, PositionView, ServiceId,
		ServiceView, SlashView,
	},
	types::{
		DepositPreview, EraRecord, Position, PotValidators, RegisteredValidator, Reserves, Status,
	},
	EraIndex, Shares,
};
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	traits::KeyOwnerProofSystem,
	weights::Weight,
};
use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
use sp_authority_discovery::AuthorityId as AuthorityDiscoveryId;
use sp_core::OpaqueMetadata;
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode, FixedU128, Perbill,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

// Pallets of the SDK have been benchmarked by its authors, ours are benchmarked here.
#[cfg(feature = "runtime-benchmarks")]
#[macro_use]
mod benches {
	frame_benchmarking::define_benchmarks!(
		[pallet_liquid_staking, LiquidStaking]
		[pallet_restaking, Restaking]
		[pallet_coverage, Coverage]
	);
}

sp_api::impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block)
		}

		fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: frame_support::view_functions::ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(data: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: InherentData,
		) -> CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, genesis::preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			genesis::preset_names()
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			transaction: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, transaction, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_consensus_babe::BabeApi<Block> for Runtime {
		fn configuration() -> sp_consensus_babe::BabeConfiguration {
			let epoch_config = Babe::epoch_config().unwrap_or(BABE_GENESIS_EPOCH_CONFIG);
			sp_consensus_babe::BabeConfiguration {
				slot_duration: Babe::slot_duration(),
				epoch_length: EPOCH_DURATION.into(),
				c: epoch_config.c,
				authorities: Babe::authorities().to_vec(),
				randomness: Babe::randomness(),
				allowed_slots: epoch_config.allowed_slots,
			}
		}

		fn current_epoch_start() -> sp_consensus_babe::Slot {
			Babe::current_epoch_start()
		}

		fn current_epoch() -> sp_consensus_babe::Epoch {
			Babe::current_epoch()
		}

		fn next_epoch() -> sp_consensus_babe::Epoch {
			Babe::next_epoch()
		}

		fn generate_key_ownership_proof(
			_: sp_consensus_babe::Slot,
			authority: sp_consensus_babe::AuthorityId,
		) -> Option<sp_consensus_babe::OpaqueKeyOwnershipProof> {
			Historical::prove((sp_consensus_babe::KEY_TYPE, authority))
				.map(|proof| proof.encode())
				.map(sp_consensus_babe::OpaqueKeyOwnershipProof::new)
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation: sp_consensus_babe::EquivocationProof<<Block as BlockT>::Header>,
			key_owner_proof: sp_consensus_babe::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Babe::submit_unsigned_equivocation_report(equivocation, key_owner_proof.decode()?)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			pallet_grandpa::CurrentSetId::<Runtime>::get()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation: sp_consensus_grandpa::EquivocationProof<
				<Block as BlockT>::Hash,
				NumberFor<Block>,
			>,
			key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Grandpa::submit_unsigned_equivocation_report(equivocation, key_owner_proof.decode()?)
		}

		fn generate_key_ownership_proof(
			_: sp_consensus_grandpa::SetId,
			authority: sp_consensus_grandpa::AuthorityId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			Historical::prove((sp_consensus_grandpa::KEY_TYPE, authority))
				.map(|proof| proof.encode())
				.map(sp_consensus_grandpa::OpaqueKeyOwnershipProof::new)
		}
	}

	impl sp_authority_discovery::AuthorityDiscoveryApi<Block> for Runtime {
		fn authorities() -> Vec<AuthorityDiscoveryId> {
			AuthorityDiscovery::authorities()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			owner: Vec<u8>,
			seed: Option<Vec<u8>>,
		) -> OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(
			encoded: Vec<u8>,
		) -> Option<Vec<(Vec<u8>, sp_core::crypto::KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
		for Runtime
	{
		fn query_info(
			extrinsic: <Block as BlockT>::Extrinsic,
			length: u32,
		) -> RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(extrinsic, length)
		}

		fn query_fee_details(
			extrinsic: <Block as BlockT>::Extrinsic,
			length: u32,
		) -> FeeDetails<Balance> {
			TransactionPayment::query_fee_details(extrinsic, length)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl
		pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<
			Block,
			Balance,
			RuntimeCall,
		> for Runtime
	{
		fn query_call_info(call: RuntimeCall, length: u32) -> RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, length)
		}

		fn query_call_fee_details(call: RuntimeCall, length: u32) -> FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, length)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_staking_runtime_api::StakingApi<Block, Balance, AccountId> for Runtime {
		fn nominations_quota(balance: Balance) -> u32 {
			Staking::api_nominations_quota(balance)
		}

		fn eras_stakers_page_count(era: EraIndex, account: AccountId) -> sp_staking::Page {
			Staking::api_eras_stakers_page_count(era, account)
		}

		fn pending_rewards(era: EraIndex, account: AccountId) -> bool {
			Staking::api_pending_rewards(era, account)
		}
	}

	impl estuary_primitives::api::LiquidStakingApi<Block, AccountId> for Runtime {
		fn exchange_rate() -> FixedU128 {
			LiquidStaking::api_exchange_rate()
		}

		fn preview_deposit(amount: Balance) -> Option<DepositPreview> {
			LiquidStaking::api_preview_deposit(amount)
		}

		fn preview_redeem(shares: Shares) -> Option<Balance> {
			LiquidStaking::api_preview_redeem(shares)
		}

		fn position(account: AccountId) -> Position {
			LiquidStaking::api_position(account)
		}

		fn era_record(era: EraIndex) -> Option<EraRecord> {
			LiquidStaking::api_era_record(era)
		}

		fn reward_between(
			shares: Shares,
			from_era: EraIndex,
			to_era: EraIndex,
		) -> Option<Balance> {
			LiquidStaking::api_reward_between(shares, from_era, to_era)
		}

		fn apr(eras: EraIndex) -> Option<FixedU128> {
			LiquidStaking::api_apr(eras)
		}

		fn reserves() -> Option<Reserves> {
			LiquidStaking::api_reserves()
		}

		fn status() -> Option<Status> {
			LiquidStaking::api_status()
		}

		fn validators() -> Vec<PotValidators<AccountId>> {
			LiquidStaking::api_validators()
		}

		fn registered_validators() -> Vec<RegisteredValidator<AccountId>> {
			LiquidStaking::api_registered_validators()
		}

		fn preview_instant_redeem(shares: Shares) -> Option<Balance> {
			LiquidStaking::api_preview_instant_redeem(shares)
		}

		fn record_chain() -> Option<(EraIndex, sp_core::H256)> {
			LiquidStaking::api_record_chain()
		}
	}

	impl estuary_primitives::api::RestakingApi<Block, AccountId, AnyAssetId>
		for Runtime
	{
		fn operators() -> Vec<OperatorView<AccountId>> {
			Restaking::api_operators()
		}

		fn operator(operator: AccountId) -> Option<OperatorView<AccountId>> {
			Restaking::api_operator(operator)
		}

		fn services() -> Vec<ServiceView<AccountId, AnyAssetId>> {
			Restaking::api_services()
		}

		fn service(service: ServiceId) -> Option<ServiceView<AccountId, AnyAssetId>> {
			Restaking::api_service(service)
		}

		fn allocations(operator: AccountId) -> Vec<AllocationView<AccountId>> {
			Restaking::api_allocations(operator)
		}

		fn slashable_stake(service: ServiceId, operator: AccountId, era: EraIndex) -> Balance {
			Restaking::api_slashable_stake(service, operator, era)
		}

		fn positions(delegator: AccountId) -> Vec<PositionView<AccountId>> {
			Restaking::api_positions(delegator)
		}

		fn slashes(operator: AccountId) -> Vec<SlashView<AccountId>> {
			Restaking::api_slashes(operator)
		}

		fn claimable_rewards(
			account: AccountId,
		) -> Vec<ClaimableReward<AccountId, AnyAssetId>> {
			Restaking::api_claimable_rewards(account)
		}

		fn coverage() -> Option<CoverageStatus> {
			Coverage::api_status()
		}

		fn covers() -> Vec<CoverView> {
			Coverage::api_covers()
		}

		fn coverage_history() -> Vec<PastCover> {
			Coverage::api_history()
		}

		fn coverage_totals() -> CoverageTotals {
			Coverage::api_totals()
		}

		fn fraction_left(service: ServiceId, operator: AccountId, era: EraIndex) -> Perbill {
			Restaking::api_fraction_left(service, operator, era)
		}

		fn service_slashes(service: ServiceId) -> Vec<SlashView<AccountId>> {
			Restaking::api_service_slashes(service)
		}

		fn preview_delegate(operator: AccountId, amount: Balance) -> Option<DelegationPreview> {
			Restaking::api_preview_delegate(operator, amount)
		}

		fn rewarded_stake(service: ServiceId, asset: AnyAssetId) -> Balance {
			Restaking::api_rewarded_stake(service, asset)
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(
			extra: bool,
		) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
			use frame_benchmarking::BenchmarkList;
			use frame_support::traits::StorageInfoTrait;

			let mut list = Vec::<BenchmarkList>::new();
			list_benchmarks!(list, extra);
			(list, crate::AllPalletsWithSystem::storage_info())
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			use frame_benchmarking::BenchmarkBatch;
			use frame_support::traits::WhitelistedStorageKeys;

			let whitelist = crate::AllPalletsWithSystem::whitelisted_storage_keys();
			let mut batches = Vec::<BenchmarkBatch>::new();
			let params = (&config, &whitelist);
			add_benchmarks!(params, batches);
			Ok(batches)
		}
	}

	#[cfg(feature = "try-runtime")]
	impl frame_try_runtime::TryRuntime<Block> for Runtime {
		fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
			// A failure has to abort: this interface has no other way to tell of it.
			let weight = Executive::try_runtime_upgrade(checks).expect("the upgrade failed");
			let limits = <Runtime as frame_system::Config>::BlockWeights::get();
			(weight, limits.max_block)
		}

		fn execute_block(
			block: <Block as BlockT>::LazyBlock,
			state_root_check: bool,
			signature_check: bool,
			select: frame_try_runtime::TryStateSelect,
		) -> Weight {
			Executive::try_execute_block(block, state_root_check, signature_check, select)
				.expect("the block failed")
		}
	}
}
