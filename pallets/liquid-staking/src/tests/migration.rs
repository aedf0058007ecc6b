//! The migrations, each on a state as its version left it.

use crate::{
	migrations::v2::{v1, MigrateToV2},
	mock::*,
	Books, EraRecords, Flows, HighWater, Parameters, Params, Pool, Settings,
};
use estuary_math::{Shares, Stream};
use estuary_primitives::types::{EraRecord, Pauses};
use frame_support::{
	assert_ok,
	traits::{GetStorageVersion, OnRuntimeUpgrade, StorageVersion},
};
use sp_runtime::Perbill;

/// The state of a pool in use, as version 1 kept it: what has changed is written back in the old
/// layout, with `unrecovered` planck of losses.
fn as_version_1(unrecovered: u128) {
	let books = books();
	assert_eq!((books.provision, books.reserve, books.flows.applied), (0, 0, books.flows.loss));
	v1::Pool::<Test>::put(v1::Books {
		pots: books.pots,
		idle: books.idle,
		backing: books.backing,
		stream: books.stream,
		exits: books.exits,
		exit_units: books.exit_units,
		exit_generation: books.exit_generation,
		provision: 0,
		issuance: books.issuance,
		claims: books.claims,
		open_batch: books.open_batch,
		open_shares: books.open_shares,
		unrecovered,
		flows: v1::Flows {
			vested: books.flows.vested,
			deposits: books.flows.deposits,
			premium: books.flows.premium,
			matured: books.flows.matured,
			loss: books.flows.loss,
			loss_streaming: books.flows.loss_streaming,
			loss_backing: books.flows.loss_backing,
			dust: books.flows.dust,
		},
	});
	let Params { min_deposit, min_redeem, fee, fee_recipient, .. } = params();
	v1::Parameters::<Test>::put(v1::Params { min_deposit, min_redeem, fee, fee_recipient });
	for (era, new) in EraRecords::<Test>::iter().collect::<Vec<_>>() {
		v1::EraRecords::<Test>::insert(
			era,
			v1::EraRecord {
				rate: new.rate,
				issuance: new.issuance,
				backing: new.backing,
				streaming: new.streaming,
				provision: new.provision,
				reward: new.reward,
				fee: new.fee,
				fee_shares: new.fee_shares,
				fee_backing: new.fee_backing,
				vested: new.vested,
				deposits: new.deposits,
				premium: new.premium,
				redemptions: new.redemptions,
				redeemed_shares: new.redeemed_shares,
				matured: new.matured,
				loss: new.loss,
				loss_streaming: new.loss_streaming,
				loss_backing: new.loss_backing,
				dust: new.dust,
				block: new.block,
			},
		);
	}
	StorageVersion::new(1).put::<LiquidStaking>();
}

fn migrate() {
	#[cfg(feature = "try-runtime")]
	assert_ok!(MigrateToV2::<Test>::try_on_runtime_upgrade(true));
	#[cfg(not(feature = "try-runtime"))]
	MigrateToV2::<Test>::on_runtime_upgrade();
}

#[test]
fn version_2_should_take_over_a_pool_in_use() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 5_000));
		run_to_era(2);
		assert_ok!(redeem(ALICE, 1_000));
		run_to_era(3);
		assert_ok!(redeem(ALICE, 500));
		report_now(11, 20);
		run_blocks(3);
		let before: Books = books();
		assert!(before.flows.loss > 0 && before.exits > 0 && before.stream.amount > 0);
		let records: Vec<(u32, EraRecord)> = EraRecords::<Test>::iter().collect();
		as_version_1(700);
		migrate();
		assert_eq!(LiquidStaking::on_chain_storage_version(), 2);
		let equity = before.backing + before.stream.amount + 700;
		let high_water = HighWater { equity, issuance: before.issuance };
		assert_eq!(books(), Books { high_water, bunker: None, ..before });
		assert_eq!(
			Parameters::<Test>::get(),
			Some(Settings {
				params: Params { reserve: Perbill::zero(), min_validator_bond: 10_000, ..params() },
				pauses: Pauses::default(),
				announced: None,
			})
		);
		let after: Vec<(u32, EraRecord)> = EraRecords::<Test>::iter().collect();
		assert_eq!(after.len(), records.len());
		for (era, record) in records {
			let Some((_, new)) = after.iter().find(|(other, _)| *other == era) else {
				panic!("era {era} has no record");
			};
			assert_eq!(*new, record, "era {era}");
		}
		// And the pool goes on: no fee until the 700 are regained.
		check();
		run_to_era(4);
		let record = LiquidStaking::api_era_record(3).unwrap();
		assert!(record.fee > 0 && record.fee <= (record.reward - 700) / 10, "{record:?}");
		run_to_era(8);
		assert_ok!(claim_by(BOB, ALICE, 2));
		assert_ok!(claim_by(BOB, ALICE, 3));
	});
}

#[test]
fn version_2_should_be_reached_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deposit(ALICE, 5_000));
		as_version_1(0);
		migrate();
		let after = books();
		migrate();
		assert_eq!(books(), after);
	});
}

#[test]
fn version_2_should_do_without_a_pool() {
	ExtBuilder::default().without_pool().build_and_execute(|| {
		StorageVersion::new(1).put::<LiquidStaking>();
		migrate();
		assert_eq!(LiquidStaking::on_chain_storage_version(), 2);
		assert!(!Pool::<Test>::exists() && !Parameters::<Test>::exists());
	});
}

#[test]
fn flows_of_version_1_should_be_flows_of_version_2() {
	ExtBuilder::default().build_and_execute(|| {
		let now = books();
		let stream = Stream { amount: 7, from: 1, until: 9 };
		v1::Pool::<Test>::put(v1::Books {
			pots: now.pots,
			backing: now.backing - 7,
			stream,
			issuance: now.issuance,
			flows: v1::Flows {
				vested: 1,
				deposits: 2,
				premium: 3,
				matured: 4,
				loss: 5,
				..Default::default()
			},
			..Default::default()
		});
		let Params { min_deposit, min_redeem, fee, fee_recipient, .. } = params();
		v1::Parameters::<Test>::put(v1::Params { min_deposit, min_redeem, fee, fee_recipient });
		StorageVersion::new(1).put::<LiquidStaking>();
		migrate();
		let flows = Flows {
			vested: 1,
			deposits: 2,
			premium: 3,
			matured: 4,
			loss: 5,
			applied: 5,
			..Default::default()
		};
		assert_eq!((books().flows, books().stream), (flows, stream));
		assert_eq!(books().high_water, HighWater { equity: 2_000, issuance: Shares(2_000) });
	});
}
