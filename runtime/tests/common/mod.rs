//! A chain in a test: genesis from a preset, blocks through `Executive` as a node would make them.

// Each test binary uses its own part of this.
#![allow(dead_code)]

use codec::Encode;
use estuary_runtime::{
	genesis, AccountId, AllPalletsWithSystem, Babe, Balance, Executive, Hash, Header, Historical,
	LiquidStaking, Runtime, RuntimeCall, RuntimeEvent, RuntimeGenesisConfig, Session,
	SignedPayload, System, TxExtension, UncheckedExtrinsic,
};
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	storage::with_transaction_unchecked,
	traits::KeyOwnerProofSystem,
};
use serde_json::Value;
use sp_consensus_babe::{
	digests::{PreDigest, SecondaryPlainPreDigest},
	AuthorityId, EquivocationProof, BABE_ENGINE_ID, KEY_TYPE,
};
use sp_core::Pair;
use sp_io::TestExternalities;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	generic::{Digest, DigestItem, Era},
	traits::{Header as _, IdentifyAccount},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	ApplyExtrinsicResult, MultiAddress, MultiSigner, TransactionOutcome,
};

/// One EST in planck.
pub const EST: Balance = estuary_runtime::constants::currency::EST;

/// Overwrites in `base` what `patch` names.
fn merge(base: &mut Value, patch: Value) {
	match (base, patch) {
		(Value::Object(base), Value::Object(patch)) =>
			for (key, value) in patch {
				merge(base.entry(key).or_insert(Value::Null), value);
			},
		(base, patch) => *base = patch,
	}
}

/// The whole genesis configuration of a preset.
pub fn genesis_json(preset: &str) -> Value {
	let default = get_preset::<RuntimeGenesisConfig>(&None, |_| None).unwrap();
	let patch = get_preset::<RuntimeGenesisConfig>(&Some(preset.into()), genesis::preset).unwrap();
	let mut config: Value = serde_json::from_slice(&default).unwrap();
	merge(&mut config, serde_json::from_slice(&patch).unwrap());
	config
}

/// The state that a chain of that genesis configuration starts with.
pub fn genesis_state(config: &Value) -> TestExternalities {
	let mut ext = TestExternalities::new_empty();
	ext.execute_with(|| build_state::<RuntimeGenesisConfig>(config.to_string().into()))
		.unwrap();
	ext.commit_all().unwrap();
	ext
}

/// A chain under way.
pub struct Chain {
	ext: TestExternalities,
	parent: Hash,
	slot: u64,
	/// Takes what offchain workers submitted.
	solutions: Box<dyn FnMut() -> Vec<Vec<u8>>>,
	/// Whether validators run their offchain workers: compute elections.
	pub offchain: bool,
}

impl Chain {
	/// A new chain of a preset.
	pub fn new(preset: &str) -> Self {
		Self::with_genesis(&genesis_json(preset))
	}

	/// A new chain.
	pub fn with_genesis(config: &Value) -> Self {
		Self::from_state(genesis_state(config))
	}

	fn from_state(mut ext: TestExternalities) -> Self {
		let (offchain, _) = sp_core::offchain::testing::TestOffchainExt::new();
		let (pool, pool_state) = sp_core::offchain::testing::TestTransactionPoolExt::new();
		ext.register_extension(sp_core::offchain::OffchainDbExt::new(offchain.clone()));
		ext.register_extension(sp_core::offchain::OffchainWorkerExt::new(offchain));
		ext.register_extension(sp_core::offchain::TransactionPoolExt::new(pool));
		let solutions = Box::new(move || pool_state.write().transactions.drain(..).collect());
		// The first slot of a chain is arbitrary; zero would mean that there is none yet.
		let parent = ext.execute_with(|| System::block_hash(System::block_number()));
		Chain { ext, parent, slot: 1_000, solutions, offchain: true }
	}

	/// Looks at the state, or changes it from outside as no transaction could.
	pub fn with<R>(&mut self, f: impl FnOnce() -> R) -> R {
		self.ext.execute_with(f)
	}

	/// Makes the next block with `transactions`; what became of each.
	pub fn block(&mut self, transactions: Vec<UncheckedExtrinsic>) -> Vec<ApplyExtrinsicResult> {
		let mut queue = transactions.into_iter();
		let mut results = Vec::new();
		self.block_while(
			|| queue.next(),
			|result| {
				results.push(result);
				true
			},
		);
		results
	}

	/// Makes the next block with transactions from `next` while there are any, or until one does
	/// not fit any more; how many fitted.
	pub fn full_block(&mut self, mut next: impl FnMut() -> UncheckedExtrinsic) -> u32 {
		let mut count = 0;
		self.block_while(
			|| Some(next()),
			|result| match result {
				Ok(outcome) => {
					outcome.expect("the transaction succeeds");
					count += 1;
					true
				},
				Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources)) =>
					false,
				Err(other) => panic!("not valid: {other:?}"),
			},
		);
		count
	}

	fn block_while(
		&mut self,
		mut next: impl FnMut() -> Option<UncheckedExtrinsic>,
		mut go_on: impl FnMut(ApplyExtrinsicResult) -> bool,
	) {
		self.slot += 1;
		let (slot, parent) = (self.slot, self.parent);
		let solutions = (self.solutions)();
		let offchain = self.offchain;
		self.parent = self.ext.execute_with(|| {
			let number = System::block_number() + 1;
			let digest = Digest { logs: vec![pre_digest(slot, author(slot))] };
			let header =
				Header::new(number, Default::default(), Default::default(), parent, digest);
			Executive::initialize_block(&header);
			let now = slot * estuary_runtime::constants::time::SLOT_DURATION;
			let inherent = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
			Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(inherent))
				.unwrap()
				.unwrap();
			for solution in solutions {
				let solution = codec::Decode::decode(&mut &solution[..]).unwrap();
				// Refused if it is no better than one that came before.
				let outcome = apply(solution);
				assert!(matches!(outcome, Ok(Ok(())) | Err(_)), "{outcome:?}");
			}
			while let Some(transaction) = next() {
				if !go_on(apply(transaction)) {
					break;
				}
			}
			let header = Executive::finalize_block();
			if offchain {
				// What an offchain worker writes into the state is lost.
				with_transaction_unchecked(|| {
					Executive::offchain_worker(&header);
					TransactionOutcome::Rollback(())
				});
			}
			header.hash()
		});
	}

	/// Makes `count` empty blocks.
	pub fn blocks(&mut self, count: u32) {
		for _ in 0..count {
			self.block(vec![]);
		}
	}

	/// Makes a block with one transaction that must succeed.
	pub fn submit(&mut self, who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
		self.try_submit(who, call).expect("the call succeeds");
	}

	/// Makes a block with one transaction. One that finds no room, because an election fills the
	/// block, is in the next.
	pub fn try_submit(
		&mut self,
		who: Sr25519Keyring,
		call: impl Into<RuntimeCall>,
	) -> Result<(), sp_runtime::DispatchError> {
		let call = call.into();
		for _ in 0..3 {
			let transaction = self.with(|| signed(who, call.clone(), nonce(who)));
			match self.block(vec![transaction])[0] {
				Err(TransactionValidityError::Invalid(InvalidTransaction::ExhaustsResources)) => (),
				result => return result.expect("the transaction is valid"),
			}
		}
		panic!("three blocks were full");
	}

	/// Lets `count` slots pass without a block.
	pub fn skip_slots(&mut self, count: u64) {
		self.slot += count;
	}

	/// The chain as another process finds it: the same state, written out and read back.
	pub fn restarted(mut self) -> Self {
		self.ext.commit_all().expect("nothing is pending");
		let (raw, root) = self.ext.into_raw_snapshot();
		let ext = TestExternalities::from_raw_snapshot(raw, root, Default::default());
		let mut chain = Self::from_state(ext);
		(chain.parent, chain.slot) = (self.parent, self.slot);
		chain
	}

	/// Whether the next block is `who`'s.
	pub fn is_turn_of(&mut self, who: Sr25519Keyring) -> bool {
		let slot = self.slot + 1;
		self.with(|| {
			let (key, _) = Babe::authorities()[author(slot) as usize].clone();
			key == who.public().into()
		})
	}

	/// If the next block is `who`'s, makes it.
	pub fn pass_turn_of(&mut self, who: Sr25519Keyring) {
		if self.is_turn_of(who) {
			self.block(vec![]);
		}
	}

	/// Makes empty blocks until `done`.
	pub fn until(&mut self, what: &str, mut done: impl FnMut() -> bool) {
		for _ in 0..2_000 {
			if self.with(&mut done) {
				return;
			}
			self.block(vec![]);
		}
		panic!("waited too long until {what}");
	}

	/// Makes empty blocks until `era` is active and the settlement that follows is done.
	pub fn until_settled(&mut self, era: u32) {
		self.until(&format!("era {era} is settled"), || {
			LiquidStaking::api_status()
				.is_some_and(|status| status.settled_era >= era && status.step.is_none())
		});
	}

	/// Events of the last block.
	pub fn events(&mut self) -> Vec<RuntimeEvent> {
		self.with(|| System::events().into_iter().map(|record| record.event).collect())
	}

	/// Checks the state of all pallets.
	#[cfg(feature = "try-runtime")]
	pub fn check(&mut self) {
		use frame_support::traits::{TryState, TryStateSelect};
		self.with(|| AllPalletsWithSystem::try_state(System::block_number(), TryStateSelect::All))
			.expect("the state is sound");
	}
	/// Without the feature there is nothing to check with.
	#[cfg(not(feature = "try-runtime"))]
	pub fn check(&mut self) {}
}

/// Applies a transaction; one that is not valid leaves no trace.
fn apply(transaction: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	with_transaction_unchecked(|| match Executive::apply_extrinsic(transaction) {
		Ok(outcome) => TransactionOutcome::Commit(Ok(outcome)),
		Err(invalid) => TransactionOutcome::Rollback(Err(invalid)),
	})
}

/// The authority whose turn it is in `slot`: one after the other, but for those disabled.
fn author(slot: u64) -> u32 {
	let count = Session::validators().len() as u64;
	let disabled = Session::disabled_validators();
	(0..count)
		.map(|offset| ((slot + offset) % count) as u32)
		.find(|index| !disabled.contains(index))
		.expect("not all are disabled")
}

/// The claim to `slot` in a block's header.
pub fn pre_digest(slot: u64, authority_index: u32) -> DigestItem {
	let claim =
		PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index, slot: slot.into() });
	DigestItem::PreRuntime(BABE_ENGINE_ID, claim.encode())
}

/// The account of a key.
pub fn account(key: Sr25519Keyring) -> AccountId {
	MultiSigner::from(key.public()).into_account()
}

/// The next nonce of an account.
pub fn nonce(key: Sr25519Keyring) -> u32 {
	System::account_nonce(account(key))
}

/// A transaction.
pub fn signed(key: Sr25519Keyring, call: RuntimeCall, nonce: u32) -> UncheckedExtrinsic {
	let extension: TxExtension = (
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(0),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let payload = SignedPayload::new(call, extension).unwrap();
	let signature = payload.using_encoded(|bytes| key.pair().sign(bytes));
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(
		call,
		MultiAddress::Id(account(key)),
		signature.into(),
		extension,
	)
}

/// The era that is active.
pub fn active_era() -> u32 {
	pallet_staking::ActiveEra::<Runtime>::get().map_or(0, |era| era.index)
}

/// Free EST of an account.
pub fn free(who: &AccountId) -> Balance {
	frame_system::Account::<Runtime>::get(who).data.free
}

/// A transaction that shows that `offender` signed two headers for the slot of the last block.
pub fn equivocation(offender: Sr25519Keyring) -> UncheckedExtrinsic {
	let key = AuthorityId::from(offender.public());
	let index = Babe::authorities().iter().position(|(id, _)| *id == key).expect("an authority");
	let slot = Babe::current_slot();
	let header = |salt: u8| {
		let mut header = Header::new(
			System::block_number(),
			[salt; 32].into(),
			Default::default(),
			Default::default(),
			Digest { logs: vec![pre_digest(*slot, index as u32)] },
		);
		let seal = offender.pair().sign(header.hash().as_ref());
		header.digest_mut().push(DigestItem::Seal(BABE_ENGINE_ID, seal.encode()));
		header
	};
	let equivocation_proof = Box::new(EquivocationProof {
		offender: key.clone(),
		slot,
		first_header: header(1),
		second_header: header(2),
	});
	let key_owner_proof = Historical::prove((KEY_TYPE, key)).expect("a member of the session");
	UncheckedExtrinsic::new_bare(
		pallet_babe::Call::report_equivocation_unsigned { equivocation_proof, key_owner_proof }
			.into(),
	)
}
