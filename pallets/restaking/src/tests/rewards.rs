//! Rewards: paid, split, claimed.

use crate::{mock::*, Call, Commissions, Error, Event, Owed, RewardAssets, RewardPlaces, Rewards};
use estuary_primitives::restaking::{SharedSecurity, Terms};
use frame_support::{assert_noop, assert_ok, traits::fungibles::Mutate};
use sp_runtime::Perbill;

fn claim_reward(who: AccountId, asset: AssetId) -> sp_runtime::DispatchResult {
	dispatch(who, Call::claim_reward { operator: OPERATOR, asset })
}

fn reward_of(who: AccountId) -> Balance {
	Restaking::api_claimable_rewards(who).iter().map(|entry| entry.reward).sum()
}

#[test]
fn reward_should_go_to_delegators_by_their_units() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(pay(0, REWARD, 1_000));
		assert_eq!(
			take_events(),
			vec![Event::RewardPaid { service: 0, payer: PAYER, asset: REWARD, amount: 1_000 }]
		);
		// The first reward in an asset also brings its minimum, which stays for good.
		assert_eq!(Assets::balance(REWARD, PAYER), ENDOWED - 1_005);
		assert_eq!((reward_of(ALICE), reward_of(BOB)), (600, 400));
		assert_ok!(claim_reward(ALICE, REWARD));
		assert_eq!(
			take_events(),
			vec![Event::RewardClaimed {
				operator: OPERATOR,
				delegator: ALICE,
				asset: REWARD,
				amount: 600
			}]
		);
		assert_eq!(Assets::balance(REWARD, ALICE), ENDOWED + 600);
		assert_noop!(claim_reward(ALICE, REWARD), Error::<Test>::NothingToClaim);
		assert_ok!(claim_reward(BOB, REWARD));
		assert_eq!(Owed::<Test>::get(REWARD), 0);
	});
}

#[test]
fn operator_should_keep_its_commission() {
	ExtBuilder.build_and_execute(|| {
		let commission = Perbill::from_percent(15);
		assert_ok!(dispatch(OPERATOR, Call::register_operator { commission }));
		assert_ok!(delegate(ALICE, OPERATOR, 1_000));
		let id = service(terms());
		assert_ok!(allocate(OPERATOR, id, 50));
		pass(4);
		assert_ok!(pay(id, REWARD, 1_001));
		take_events();
		assert_ok!(dispatch(OPERATOR, Call::claim_commission { asset: REWARD }));
		assert_eq!(
			take_events(),
			vec![Event::CommissionClaimed { operator: OPERATOR, asset: REWARD, amount: 150 }]
		);
		assert_eq!(reward_of(ALICE), 851);
		assert_noop!(
			dispatch(OPERATOR, Call::claim_commission { asset: REWARD }),
			Error::<Test>::NothingToClaim
		);
		assert_eq!(Commissions::<Test>::iter().count(), 0);
	});
}

#[test]
fn reward_should_be_split_by_slashable_stake() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		operator(OTHER);
		assert_ok!(delegate(CHARLIE, OTHER, 3_000));
		assert_ok!(allocate(OTHER, 0, 50));
		// Announced is not slashable yet.
		assert_ok!(pay(0, REWARD, 1_000));
		assert_eq!(reward_of(CHARLIE), 0);
		pass(4);
		assert_ok!(pay(0, REWARD, 1_000));
		assert_eq!((reward_of(ALICE), reward_of(BOB)), (600 + 150, 400 + 100));
		assert_eq!(reward_of(CHARLIE), 750);
	});
}

#[test]
fn newcomer_should_earn_nothing_from_rewards_before() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(pay(0, REWARD, 1_000));
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_eq!(reward_of(CHARLIE), 0);
		assert_ok!(pay(0, REWARD, 1_000));
		assert_eq!((reward_of(ALICE), reward_of(BOB), reward_of(CHARLIE)), (900, 600, 500));
		// What was earned outlives the position.
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(pay(0, REWARD, 1_400));
		assert_eq!((reward_of(ALICE), reward_of(BOB), reward_of(CHARLIE)), (900, 1_000, 1_500));
		assert_ok!(claim_reward(ALICE, REWARD));
		assert_eq!(reward_of(ALICE), 0);
	});
}

#[test]
fn rewards_should_outlive_a_pool_that_was_slashed_to_nothing() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[100]);
		assert_ok!(pay(0, REWARD, 1_000));
		assert_ok!(request(0, OPERATOR, Era::get(), 100));
		assert_ok!(apply(0));
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_ok!(delegate(BOB, OPERATOR, 1_000));
		assert_ok!(allocate(OPERATOR, 0, 100));
		pass(4);
		assert_ok!(pay(0, REWARD, 600));
		// Void units earn no more.
		assert_eq!((reward_of(ALICE), reward_of(BOB), reward_of(CHARLIE)), (600, 700, 300));
		for who in [ALICE, BOB, CHARLIE] {
			assert_ok!(claim_reward(who, REWARD));
		}
		assert_eq!(Owed::<Test>::get(REWARD), 0);
	});
}

#[test]
fn reward_in_an_asset_that_is_not_agreed_should_fail() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_noop!(pay(0, STEST, 1_000), Error::<Test>::AssetNotAgreed);
		assert_noop!(pay(0, REWARD, 0), Error::<Test>::AmountZero);
		assert_noop!(pay(9, REWARD, 1), Error::<Test>::ServiceNotFound);
		assert_noop!(pay(0, REWARD, ENDOWED), Error::<Test>::InsufficientFunds);
	});
}

#[test]
fn reward_with_nobody_to_receive_it_should_move_nothing() {
	ExtBuilder.build_and_execute(|| {
		let id = service(Terms { min_stake: 400, ..terms() });
		assert_noop!(pay(id, REWARD, 1_000), Error::<Test>::NobodyToReward);
		operator(OPERATOR);
		assert_ok!(delegate(ALICE, OPERATOR, 1_000));
		assert_ok!(allocate(OPERATOR, id, 50));
		assert_noop!(pay(id, REWARD, 1_000), Error::<Test>::NobodyToReward);
		pass(4);
		assert_ok!(pay(id, REWARD, 1_000));
		// Below the least stake nothing is earned.
		assert_ok!(undelegate(ALICE, OPERATOR, 300));
		pass(1);
		assert_noop!(pay(id, REWARD, 1_000), Error::<Test>::NobodyToReward);
		assert_ok!(undelegate(ALICE, OPERATOR, 700));
		pass(1);
		assert_noop!(pay(id, REWARD, 1_000), Error::<Test>::NobodyToReward);
	});
}

#[test]
fn operator_with_too_many_assets_should_take_no_part() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		taken(100..107);
		assert_noop!(pay(0, REWARD, 1_000), Error::<Test>::NobodyToReward);
		taken(100..106);
		assert_ok!(pay(0, REWARD, 1_000));
		// The asset that took the last place for others keeps it.
		assert_ok!(pay(0, REWARD, 1_000));
		assert_noop!(pay(0, SECOND, 1_000), Error::<Test>::NobodyToReward);
	});
}

/// As if [`OPERATOR`] had been rewarded in these assets, by services that took one place each.
fn taken(assets: core::ops::Range<AssetId>) {
	for service in 100..110 {
		RewardPlaces::<Test>::remove(OPERATOR, service);
	}
	for service in assets.clone() {
		RewardPlaces::<Test>::insert(OPERATOR, service, 1);
	}
	RewardAssets::<Test>::insert(OPERATOR, sp_runtime::BoundedVec::truncate_from(assets.collect()));
}

#[test]
fn operator_should_always_have_a_place_for_the_staked_asset() {
	ExtBuilder.build_and_execute(|| {
		let assets = vec![STEST, REWARD].try_into().unwrap();
		busy(Terms { reward_assets: assets, ..terms() }, &[50]);
		taken(100..107);
		let rewarded = |asset| <Restaking as SharedSecurity<_>>::rewarded_stake(0, asset);
		assert_eq!((rewarded(STEST), rewarded(REWARD), rewarded(SECOND)), (500, 0, 0));
		assert_noop!(pay(0, REWARD, 1_000), Error::<Test>::NobodyToReward);
		assert_ok!(pay(0, STEST, 1_000));
		assert!(RewardAssets::<Test>::get(OPERATOR).is_full());
		assert_ok!(pay(0, STEST, 1_000));
		assert_eq!((reward_of(ALICE), reward_of(BOB)), (1_200, 800));
	});
}

#[test]
fn operator_should_always_have_a_place_for_every_reserved_asset() {
	ExtBuilder.build_and_execute(|| {
		ReservedAssets::set(vec![STEST, SECOND]);
		let assets = vec![STEST, REWARD, SECOND].try_into().unwrap();
		busy(Terms { reward_assets: assets, ..terms() }, &[50]);
		taken(100..106);
		assert_noop!(pay(0, REWARD, 1_000), Error::<Test>::NobodyToReward);
		assert_ok!(pay(0, SECOND, 1_000));
		assert_ok!(pay(0, STEST, 1_000));
		assert_eq!((reward_of(ALICE), reward_of(BOB)), (1_200, 800));
		// They are nobody's places.
		assert_eq!(RewardPlaces::<Test>::get(OPERATOR, 0), 0);
		assert!(RewardAssets::<Test>::get(OPERATOR).is_full());
	});
}

/// Assets that are nobody's idea of a reward, of which [`PAYER`] has plenty.
fn junk(assets: core::ops::Range<AssetId>) {
	for asset in assets {
		assert_ok!(Assets::force_create(RuntimeOrigin::root(), asset, OWNER, true, 1));
		assert_ok!(Assets::mint(RuntimeOrigin::signed(OWNER), asset, PAYER, ENDOWED));
	}
}

#[test]
fn service_should_take_no_more_than_two_places_of_an_operator() {
	ExtBuilder.build_and_execute(|| {
		junk(100..108);
		let assets = (100..108).collect::<Vec<_>>().try_into().unwrap();
		busy(Terms { reward_assets: assets, ..terms() }, &[50]);
		let other = service(terms());
		assert_ok!(allocate(OPERATOR, other, 50));
		pass(4);
		assert_ok!(pay(0, 100, 1_000));
		assert_ok!(pay(0, 101, 1_000));
		for asset in 102..108 {
			assert_noop!(pay(0, asset, 1_000), Error::<Test>::NobodyToReward);
		}
		// An asset that has its place keeps it, and other services have theirs.
		assert_ok!(pay(0, 100, 1_000));
		assert_ok!(pay(other, REWARD, 1_000));
		assert_ok!(pay(other, SECOND, 1_000));
		assert_eq!(RewardAssets::<Test>::get(OPERATOR).into_inner(), [100, 101, REWARD, SECOND]);
		let places = |service| RewardPlaces::<Test>::get(OPERATOR, service);
		assert_eq!((places(0), places(other)), (2, 2));
		assert_eq!((reward_of(ALICE), reward_of(BOB)), (3_000, 2_000));
		// Whoever gave an asset its place, others need none for it.
		let third = Terms { reward_assets: vec![REWARD, 102].try_into().unwrap(), ..terms() };
		let third = service(third);
		assert_ok!(allocate(OPERATOR, other, 25));
		pass(4);
		assert_ok!(allocate(OPERATOR, third, 25));
		pass(4);
		assert_ok!(pay(third, REWARD, 1_000));
		assert_ok!(pay(third, 102, 1_000));
		assert_eq!(places(third), 1);
		// Other terms bring no other places.
		let assets = vec![103, 104].try_into().unwrap();
		let terms = Terms { reward_assets: assets, ..terms() };
		assert_ok!(dispatch(OWNER, Call::amend_service { service: 0, terms }));
		pass(5);
		assert_noop!(pay(0, 103, 1_000), Error::<Test>::NobodyToReward);
	});
}

#[test]
fn rewarded_stake_should_be_that_of_those_who_would_be_paid() {
	ExtBuilder.build_and_execute(|| {
		let rewarded = || <Restaking as SharedSecurity<_>>::rewarded_stake(0, REWARD);
		assert_eq!(rewarded(), 0);
		busy(Terms { min_stake: 200, ..terms() }, &[50]);
		operator(OTHER);
		assert_ok!(delegate(CHARLIE, OTHER, 400));
		assert_ok!(allocate(OTHER, 0, 50));
		pass(4);
		assert_eq!(rewarded(), 700);
		// 150 are below the least stake.
		assert_ok!(undelegate(CHARLIE, OTHER, 100));
		pass(1);
		assert_eq!(rewarded(), 500);
		assert_ok!(delegate(CHARLIE, OTHER, 100));
		assert_eq!(rewarded(), 700);
		// What has left in this era can be slashed, but nobody is in.
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_ok!(undelegate(BOB, OPERATOR, 400));
		assert_eq!((slashable(0), rewarded()), (500, 200));
		assert_ok!(undelegate(CHARLIE, OTHER, 400));
		assert_eq!(rewarded(), 0);
		assert_noop!(pay(0, REWARD, 1_000), Error::<Test>::NobodyToReward);
	});
}

/// What has left in this era can be slashed, and earns nothing: neither for those who took it along
/// nor for who steps into their place.
#[test]
fn the_stake_of_those_who_left_should_earn_nothing_for_who_comes_in() {
	for (min_stake, stake) in [(0, 45), (200, 0)] {
		ExtBuilder.build_and_execute(|| {
			busy(Terms { min_stake, ..terms() }, &[50]);
			operator(OTHER);
			assert_ok!(delegate(CHARLIE, OTHER, 400));
			assert_ok!(allocate(OTHER, 0, 50));
			pass(4);
			assert_ok!(undelegate(ALICE, OPERATOR, 600));
			assert_ok!(undelegate(BOB, OPERATOR, 400));
			assert_ok!(delegate(VICTIM, OPERATOR, 100));
			// 50 of 550 that are promised, of which 500 were there at the most.
			assert_eq!(slashable(0), 499);
			let rewarded = <Restaking as SharedSecurity<_>>::rewarded_stake(0, REWARD);
			assert_eq!(rewarded, 200 + stake);
		});
	}
}

#[test]
fn a_reward_in_an_asset_that_opens_no_account_should_open_one() {
	ExtBuilder.build_and_execute(|| {
		let asset = 7_000;
		assert_ok!(Assets::force_create(RuntimeOrigin::root(), asset, TREASURY, false, 1));
		assert_ok!(Assets::mint_into(asset, &PAYER, 1_000));
		let reward_assets = vec![asset].try_into().unwrap();
		busy(Terms { reward_assets, ..terms() }, &[50]);
		// It has no other account that would provide for one.
		assert_eq!(System::providers(&Restaking::reward_account()), 0);
		assert_ok!(pay(0, asset, 100));
		assert_eq!(Assets::balance(asset, Restaking::reward_account()), 101);
		assert_ok!(claim_reward(ALICE, asset));
		assert!(Assets::balance(asset, ALICE) > 0);
	});
}

#[test]
fn nothing_should_be_kept_of_who_left_with_nothing_to_claim() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		let rows = |who| Rewards::<Test>::iter_keys().filter(|(_, of, _)| *of == who).count();
		assert_ok!(pay(0, REWARD, 1_000));
		assert_ok!(pay(0, SECOND, 1_000));
		// Charlie earned nothing: a row for each asset while in, none afterwards.
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_ok!(undelegate(CHARLIE, OPERATOR, 500));
		assert_eq!(rows(CHARLIE), 2);
		assert_ok!(undelegate(CHARLIE, OPERATOR, 500));
		assert_eq!(rows(CHARLIE), 0);
		// Alice claimed one of two: the other row stays until it is claimed.
		assert_ok!(claim_reward(ALICE, REWARD));
		assert_ok!(undelegate(ALICE, OPERATOR, 600));
		assert_eq!((rows(ALICE), reward_of(ALICE)), (1, 600));
		assert_ok!(claim_reward(ALICE, SECOND));
		assert_eq!(rows(ALICE), 0);
		// Who comes in again earns from then on.
		assert_ok!(delegate(CHARLIE, OPERATOR, 400));
		assert_ok!(pay(0, REWARD, 1_000));
		assert_eq!((reward_of(CHARLIE), reward_of(BOB)), (500, 400 + 400 + 500));
	});
}

#[test]
fn nothing_should_be_kept_of_void_units_with_nothing_to_claim() {
	ExtBuilder.build_and_execute(|| {
		busy(Terms { refund_window: 0, ..harsh_terms() }, &[100]);
		assert_ok!(pay(0, REWARD, 1_000));
		assert_ok!(claim_reward(ALICE, REWARD));
		assert_ok!(request(0, OPERATOR, Era::get(), 100));
		assert_ok!(apply(0));
		assert_ok!(delegate(CHARLIE, OPERATOR, 1_000));
		assert_ok!(undelegate(ALICE, OPERATOR, 100));
		assert_ok!(undelegate(BOB, OPERATOR, 100));
		let left: Vec<_> = Rewards::<Test>::iter_keys().map(|(_, who, _)| who).collect();
		assert!(!left.contains(&ALICE) && left.contains(&BOB));
		assert_eq!(reward_of(BOB), 400);
	});
}

#[test]
fn claims_should_never_exceed_what_was_paid() {
	ExtBuilder.build_and_execute(|| {
		busy(terms(), &[50]);
		assert_ok!(delegate(CHARLIE, OPERATOR, 333));
		for amount in [1, 2, 3, 5, 7, 11, 13] {
			assert_ok!(pay(0, SECOND, amount));
		}
		let all = reward_of(ALICE) + reward_of(BOB) + reward_of(CHARLIE);
		assert!((40..=42).contains(&all), "{all}");
		for who in [ALICE, BOB, CHARLIE] {
			assert_ok!(claim_reward(who, SECOND));
		}
		assert_eq!(Owed::<Test>::get(SECOND), 42 - all);
	});
}
