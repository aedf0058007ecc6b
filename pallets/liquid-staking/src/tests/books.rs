//! The books as pure functions: no storage, no chain.

use crate::{
	books::{BooksError, Closed, Recognised},
	provision::Released,
	Books, HighWater, Provision,
};
use estuary_math::{Balance, LossSplit, Shares, Stream};
use sp_runtime::{FixedU128, Perbill};

/// 1,000 planck, at stake, behind as many shares.
fn opened() -> Books {
	let mut books = Books::opened_with(1_000, 0);
	books.bonded(1_000).unwrap();
	books
}

/// As [`opened`], with 500 planck that vest from block 0 to block 10.
fn streaming() -> Books {
	let mut books = opened();
	books.recognise_reward(500, Perbill::zero(), 0, 10).unwrap();
	books
}

fn percent(percent: u32) -> Perbill {
	Perbill::from_percent(percent)
}

/// Pays a batch whole.
fn pay(books: &mut Books, units: u128, generation: u32) -> Result<Balance, BooksError> {
	books
		.fund_batch(units, generation, Balance::MAX, &mut [])
		.map(|paid| paid.amount)
}

#[test]
fn books_should_open_at_par() {
	let books = Books::opened_with(1_000, 7);
	assert_eq!(
		books,
		Books {
			idle: 1_000,
			backing: 1_000,
			issuance: Shares(1_000),
			high_water: HighWater { equity: 1_000, issuance: Shares(1_000) },
			open_batch: 7,
			..Default::default()
		}
	);
	assert!(books.balance());
	assert_eq!(books.rate(0), Ok(1.into()));
}

#[test]
fn balance_should_see_every_term() {
	let books = streaming();
	for change in [
		(|books| books.pots += 1) as fn(&mut Books),
		|books| books.idle += 1,
		|books| books.backing += 1,
		|books| books.stream.amount += 1,
		|books| books.exits += 1,
		|books| books.provision += 1,
		// Sums that do not fit are no agreement.
		|books| (books.pots, books.idle) = (u128::MAX, 1),
		|books| (books.backing, books.exits) = (u128::MAX, u128::MAX),
	] {
		let mut changed = books.clone();
		change(&mut changed);
		assert!(!changed.balance(), "{changed:?}");
	}
	assert!(books.balance());
}

#[test]
fn deposit_should_split_between_backing_and_stream() {
	let mut books = streaming();
	// Forward 1.5, net 1.
	assert_eq!(books.deposit(300, 0), Ok(Shares(200)));
	assert_eq!((books.backing, books.stream.amount, books.idle), (1_200, 600, 300));
	assert_eq!((books.flows.deposits, books.flows.premium), (200, 100));
	assert_eq!(books.rate(0), Ok(1.into()));
	// Half-way the net rate is 1.25, the forward rate as before.
	assert_eq!(books.deposit(300, 5), Ok(Shares(200)));
	assert_eq!((books.backing, books.stream.amount), (1_200 + 300 + 250, 300 + 50));
	assert_eq!(books.rate(5), Ok(FixedU128::from_rational(5, 4)));
	assert_eq!(books.forward_rate(), Ok(FixedU128::from_rational(3, 2)));
	// All vested: both rates meet.
	assert_eq!(books.rate(10), books.forward_rate());
	assert!(books.balance());
}

#[test]
fn deposit_should_round_in_favour_of_the_pool() {
	let mut books = streaming();
	books.backing += 1;
	books.pots += 1;
	// 7 * 1,000 / 1,501 is 4.66; four shares are backed by 4.004, that is 5.
	assert_eq!(books.deposit(7, 0), Ok(Shares(4)));
	assert_eq!((books.flows.deposits, books.flows.premium), (5, 2));
	// Too little for a share goes to those who are there.
	let before = books.rate(0).unwrap();
	assert_eq!(books.deposit(1, 0), Ok(Shares(0)));
	assert!(books.rate(0).unwrap() >= before);
	assert!(books.balance());
}

#[test]
fn deposit_should_pay_for_a_provision() {
	let mut books = opened();
	// 200 of 1,000 are provided for: the price counts them in, the value does not.
	books.backing = 800;
	books.provision = 200;
	assert!(books.balance());
	assert_eq!(books.forward_equity(), Ok(1_000));
	assert_eq!(books.rate(0), Ok(FixedU128::from_rational(4, 5)));
	// All of it, also what would be the exits': nobody buys what they may forgo.
	books.provision_exits = 150;
	assert_eq!(books.forward_equity(), Ok(1_000));
	// The shares cost one planck each; what they cost beyond their value goes to the others.
	assert_eq!(books.deposit(100, 0), Ok(Shares(100)));
	assert_eq!((books.backing, books.stream.amount), (900, 0));
}

#[test]
fn deposit_should_fail_when_there_is_no_price() {
	let mut books = Books { issuance: Shares(1), ..Default::default() };
	assert_eq!(books.clone().deposit(10, 0), Err(BooksError::RateUndefined));
	books = Books { backing: 1, idle: 1, ..Default::default() };
	assert_eq!(books.clone().deposit(10, 0), Err(BooksError::RateUndefined));
	// Neither value nor shares: at par.
	assert_eq!(Books::default().deposit(10, 0), Ok(Shares(10)));
}

#[test]
fn reward_should_vest_and_join_what_has_not_vested() {
	let mut books = streaming();
	let taken = books.recognise_reward(100, Perbill::zero(), 4, 10).unwrap();
	assert_eq!(taken, Recognised::default());
	assert_eq!((books.backing, books.flows.vested), (1_200, 200));
	assert_eq!(books.stream, Stream { amount: 400, from: 4, until: 14 });
	assert_eq!(books.pots, 1_600);
	assert!(books.balance());
}

#[test]
fn fee_should_be_shares_at_the_forward_rate() {
	let mut books = opened();
	let taken = books.recognise_reward(500, percent(20), 0, 10).unwrap();
	// 100 at 1,400 / 1,000: 71 shares, each backed by one planck.
	assert_eq!(taken, Recognised { fee: 100, fee_shares: Shares(71), fee_backing: 71 });
	assert_eq!((books.backing, books.stream.amount), (1_071, 429));
	assert_eq!((books.rate(0), books.issuance), (Ok(1.into()), Shares(1_071)));
	assert!(books.balance());
}

#[test]
fn fee_should_be_taken_above_the_high_water_mark_only() {
	let mut books = opened();
	let at_first = HighWater { equity: 1_000, issuance: Shares(1_000) };
	assert_eq!(books.high_water, at_first);
	books.recognise_loss(300, &mut [], 0).unwrap();
	let fee =
		|books: &mut Books, reward| books.recognise_reward(reward, percent(10), 0, 10).unwrap().fee;
	// 900 behind 1,000 shares: below the mark.
	assert_eq!((fee(&mut books, 200), books.high_water), (0, at_first));
	// 1,050: a tenth of 50, which buys 4 shares at 1.045.
	assert_eq!(fee(&mut books, 150), 5);
	assert_eq!(books.high_water, HighWater { equity: 1_050, issuance: Shares(1_004) });
	assert_eq!(fee(&mut books, 100), 10);
	assert_eq!(books.high_water, HighWater { equity: 1_150, issuance: Shares(1_012) });
}

#[test]
fn high_water_mark_should_be_per_share() {
	let mut books = opened();
	books.recognise_loss(500, &mut [], 0).unwrap();
	// Half of the shares leave; what is left has to double to be at the mark.
	books.join_batch(Shares(500)).unwrap();
	books.close_batch(1, 0, &mut []).unwrap();
	let fee =
		|books: &mut Books, reward| books.recognise_reward(reward, percent(10), 0, 10).unwrap().fee;
	assert_eq!((books.backing, fee(&mut books, 250)), (250, 0));
	assert_eq!(fee(&mut books, 100), 10);
}

#[test]
fn loss_should_take_the_stream_first_and_the_same_part_of_exits() {
	let mut books = streaming();
	books.join_batch(Shares(400)).unwrap();
	books.close_batch(1, 0, &mut []).unwrap();
	// 600 and 500 streaming for holders, 400 for exits; a third is lost.
	assert_eq!(
		books.recognise_loss(500, &mut [], 0).map(|borne| borne.split),
		Ok(LossSplit { streaming: 366, backing: 0, exits: 134 })
	);
	assert_eq!((books.backing, books.stream.amount, books.exits), (600, 134, 266));
	assert_eq!(
		(books.flows.loss, books.flows.loss_streaming, books.flows.loss_backing),
		(500, 366, 0)
	);
	assert!(books.balance());
}

#[test]
fn loss_beyond_everything_should_be_refused() {
	let mut books = opened();
	assert_eq!(books.clone().recognise_loss(1_001, &mut [], 0), Err(BooksError::Arithmetic));
	assert_eq!(
		books.recognise_loss(1_000, &mut [], 0).map(|borne| borne.split),
		Ok(LossSplit { streaming: 0, backing: 1_000, exits: 0 })
	);
	assert_eq!(books.rate(0), Ok(0.into()));
}

#[test]
fn batch_should_close_at_the_net_rate() {
	let mut books = streaming();
	books.join_batch(Shares(400)).unwrap();
	books.join_batch(Shares(100)).unwrap();
	books.leave_batch(Shares(200)).unwrap();
	assert_eq!(books.clone().leave_batch(Shares(301)), Err(BooksError::Arithmetic));
	// At block 5 half has vested: 1.25 planck a share.
	assert_eq!(
		books.close_batch(8, 5, &mut []),
		Ok(Closed { shares: Shares(300), value: 375, units: 375, generation: 0 })
	);
	assert_eq!((books.backing, books.exits, books.exit_units), (875, 375, 375));
	assert_eq!((books.issuance, books.open_shares, books.open_batch), (Shares(700), Shares(0), 8));
	assert!(books.balance());
}

#[test]
fn batches_should_share_losses_by_units() {
	let mut books = Books::opened_with(1_000, 0);
	books.join_batch(Shares(400)).unwrap();
	let first = books.close_batch(1, 0, &mut []).unwrap();
	books.bonded(500).unwrap();
	// A tenth is lost by all: the index is 0.9.
	books.recognise_loss(100, &mut [], 0).unwrap();
	assert_eq!((books.exits, books.owed(first.units, 0)), (360, Ok(360)));
	// 200 shares are worth 180 now, which buys 200 units.
	books.join_batch(Shares(200)).unwrap();
	let second = books.close_batch(2, 0, &mut []).unwrap();
	assert_eq!((second.value, second.units), (180, 200));
	// Another third for both: 900 to 600.
	books.recognise_loss(300, &mut [], 0).unwrap();
	assert_eq!((books.owed(400, 0), books.owed(200, 0)), (Ok(240), Ok(120)));
	assert_eq!(pay(&mut books, first.units, 0), Ok(240));
	assert_eq!(pay(&mut books, second.units, 0), Ok(120));
	assert_eq!((books.exits, books.exit_units, books.claims), (0, 0, 360));
	assert_eq!((books.backing, books.flows.matured), (240, 360));
	assert!(books.balance());
}

/// A batch of 1,000 waits when 500 of 2,000 planck are reported lost; then 1,000 shares are bought
/// for 1,250 planck and a batch of as many closes.
fn closed_after_a_report() -> (Books, Provision, [Closed; 2]) {
	let (mut books, mut report) = (opened(), Provision::default());
	books.deposit(1_000, 0).unwrap();
	books.join_batch(Shares(1_000)).unwrap();
	let first = books.close_batch(1, 0, &mut []).unwrap();
	books.provide(&mut report, 500, &mut [], 0).unwrap();
	assert_eq!((books.exits, books.provision_exits), (750, 250));
	assert_eq!(books.deposit(1_250, 0), Ok(Shares(1_000)));
	books.join_batch(Shares(1_000)).unwrap();
	let second = books.close_batch(2, 0, &mut [&mut report]).unwrap();
	(books, report, [first, second])
}

#[test]
fn a_batch_should_buy_what_it_lacks_of_the_provision() {
	let (books, report, [first, second]) = closed_after_a_report();
	assert_eq!(report, Provision { loss: 500, bought: 156, exits: 531, cover: 0 });
	// It brings 1,000 planck and an eighth of 1,000 that may come back: 1,125 units of three
	// quarters of a planck and a quarter that may come back.
	assert_eq!((second.value, second.units), (844, 1_125));
	assert_eq!((books.exits, books.exit_units), (750 + 844, 1_000 + 1_125));
	assert_eq!((books.provision, books.provision_bought), (500 + 156, 156));
	assert_eq!((books.provision_exits, books.pending_loss()), (250 + 125 + 156, 500));
	assert_eq!((books.backing, books.issuance), (1_000, Shares(1_000)));
	assert_eq!(books.flows.provision_bought, 156);
	assert!(books.balance());
	// Who waited is owed what it was.
	assert_eq!(books.owed(first.units, 0), Ok(750));
	assert_eq!(books.owed(second.units, 0), Ok(843));
}

#[test]
fn what_was_bought_should_come_back_when_nothing_is_lost() {
	let (mut books, mut report, [first, second]) = closed_after_a_report();
	assert_eq!(books.release(&mut report, 500, 0, 10), Ok(Released { amount: 656, exits: 531 }));
	assert_eq!((books.provision, books.provision_bought, books.provision_exits), (0, 0, 0));
	// 1,000 as before the report, and no more than was paid.
	assert_eq!(books.owed(first.units, 0), Ok(1_000));
	assert_eq!(books.owed(second.units, 0), Ok(1_125));
	assert_eq!((books.backing, books.stream.amount), (1_000, 125));
	assert_eq!((books.flows.released, books.flows.released_bought), (656, 156));
	assert!(books.balance());
}

#[test]
fn what_was_bought_should_come_back_to_all_when_the_loss_comes() {
	let (mut books, mut report, [first, second]) = closed_after_a_report();
	// Of 300 of 500, and of what was bought for them: 93.
	assert_eq!(books.apply(&mut report, 300, 0, 0, 10), Ok(Released { amount: 93, exits: 75 }));
	assert_eq!((books.pending_loss(), books.provision_bought), (200, 63));
	assert_eq!(books.apply(&mut report, 200, 0, 0, 10), Ok(Released { amount: 63, exits: 52 }));
	assert_eq!((books.provision, books.provision_bought, books.provision_exits), (0, 0, 0));
	assert_eq!(books.owed(first.units, 0), Ok(809));
	assert_eq!(books.owed(second.units, 0), Ok(911));
	assert_eq!((books.backing, books.stream.amount), (1_000, 29));
	assert!(books.balance());
}

#[test]
fn a_batch_should_leave_behind_what_it_has_too_much_of_the_provision() {
	let (mut books, mut report) = (streaming(), Provision::default());
	books.deposit(1_500, 0).unwrap();
	books.join_batch(Shares(1_000)).unwrap();
	books.close_batch(1, 0, &mut []).unwrap();
	assert_eq!((books.backing, books.stream.amount, books.exits), (1_000, 1_000, 1_000));
	// Holders lose 600 of their stream, exits 300.
	books.provide(&mut report, 900, &mut [], 0).unwrap();
	assert_eq!((books.backing, books.stream.amount, books.exits), (1_000, 400, 700));
	books.join_batch(Shares(500)).unwrap();
	// It brings 500 and half of 600; those that wait have 300 for 700.
	let closed = books.close_batch(2, 0, &mut [&mut report]).unwrap();
	assert_eq!((closed.value, closed.units), (500, 714));
	assert_eq!((books.provision_exits, books.provision_bought), (300 + 214, 0));
	assert_eq!(books.owed(1_000, 0), Ok(700));
}

#[test]
fn each_report_should_give_back_to_those_it_took_from() {
	let (mut books, mut first, mut second) = (opened(), Provision::default(), Provision::default());
	books.join_batch(Shares(500)).unwrap();
	let waiting = books.close_batch(1, 0, &mut []).unwrap();
	// Half of the first is the exits', and a quarter of the second, after a deposit.
	books.provide(&mut first, 200, &mut [], 0).unwrap();
	assert_eq!(books.deposit(1_200, 0), Ok(Shares(1_000)));
	assert_eq!((books.backing, books.exits), (1_600, 400));
	books.provide(&mut second, 200, &mut [], 0).unwrap();
	assert_eq!((first.exits, second.exits, books.provision_exits), (100, 40, 140));
	// The first comes, the second does not.
	assert_eq!(books.apply(&mut first, 200, 0, 0, 10), Ok(Released { amount: 0, exits: 0 }));
	assert_eq!(books.release(&mut second, 200, 0, 10), Ok(Released { amount: 200, exits: 40 }));
	assert_eq!(books.owed(waiting.units, 0), Ok(400));
	assert_eq!((books.provision, books.provision_exits), (0, 0));
	assert!(books.balance());
}

#[test]
fn last_batch_paid_should_take_what_is_left_of_the_exits() {
	let mut books = Books::opened_with(1_000, 0);
	for era in 1..4 {
		books.join_batch(Shares(100)).unwrap();
		books.close_batch(era, 0, &mut []).unwrap();
	}
	books.bonded(200).unwrap();
	// 300 in three batches bear 31 of 101 (rounded up): 89.66 each.
	books.recognise_loss(101, &mut [], 0).unwrap();
	assert_eq!((books.exits, books.pots), (269, 99));
	assert_eq!(pay(&mut books, 100, 0), Ok(89));
	assert_eq!(pay(&mut books, 100, 0), Ok(90));
	assert_eq!(pay(&mut books, 100, 0), Ok(90));
	assert_eq!((books.exits, books.exit_units, books.flows.dust), (0, 0, 0));
	assert!(books.balance());
}

#[test]
fn losses_that_leave_nothing_should_void_the_units() {
	let mut books = opened();
	books.join_batch(Shares(400)).unwrap();
	let closed = books.close_batch(1, 0, &mut []).unwrap();
	books.recognise_loss(1_000, &mut [], 0).unwrap();
	books.void_exhausted_units(&mut []).unwrap();
	assert_eq!((books.exits, books.exit_units, books.exit_generation), (0, 0, 1));
	assert_eq!(books.owed(closed.units, closed.generation), Ok(0));
	let before = books.clone();
	assert_eq!(pay(&mut books, closed.units, closed.generation), Ok(0));
	assert_eq!(books, before);
}

#[test]
fn almost_nothing_left_should_void_the_units_and_go_to_the_backing() {
	let all = 4_000_000_000_000_000_000;
	let mut books = Books::opened_with(all, 0);
	books.bonded(all).unwrap();
	books.join_batch(Shares(all / 2)).unwrap();
	books.close_batch(1, 0, &mut []).unwrap();
	// Two planck of two times 10^18 units: below one planck per 10^12.
	books.recognise_loss(all - 4, &mut [], 0).unwrap();
	books.void_exhausted_units(&mut []).unwrap();
	assert_eq!((books.exits, books.exit_units, books.exit_generation), (0, 0, 1));
	assert_eq!((books.backing, books.flows.dust), (4, 2));
	assert!(books.balance());
}

#[test]
fn payout_should_fail_when_idle_is_too_low() {
	let mut books = opened();
	books.join_batch(Shares(400)).unwrap();
	let closed = books.close_batch(1, 0, &mut []).unwrap();
	assert_eq!(pay(&mut books.clone(), closed.units, 0), Err(BooksError::IdleTooLow));
	books.withdrawn(400).unwrap();
	assert_eq!(pay(&mut books, closed.units, 0), Ok(400));
	assert_eq!((books.idle, books.claims), (0, 400));
	books.claimed(150).unwrap();
	assert_eq!(books.clone().claimed(251), Err(BooksError::Arithmetic));
	// What no claim is left for comes back.
	books.reclaim(250).unwrap();
	assert_eq!((books.claims, books.idle, books.backing, books.flows.dust), (0, 250, 850, 250));
	assert!(books.balance());
}

#[test]
fn surplus_and_shortage_should_count_what_is_unlocking() {
	let books = Books { idle: 300, exits: 500, ..Default::default() };
	assert_eq!((books.surplus(0, 0), books.shortage(0)), (0, 200));
	assert_eq!((books.surplus(200, 0), books.shortage(200)), (0, 0));
	assert_eq!((books.surplus(350, 0), books.shortage(350)), (150, 0));
	assert_eq!((books.surplus(900, 0), books.shortage(900)), (300, 0));
}

#[test]
fn stake_should_move_between_idle_and_pots() {
	let mut books = Books::opened_with(1_000, 0);
	assert_eq!(books.bonded(1_001), Err(BooksError::IdleTooLow));
	books.bonded(700).unwrap();
	assert_eq!((books.idle, books.pots), (300, 700));
	assert_eq!(books.clone().withdrawn(701), Err(BooksError::Arithmetic));
	books.withdrawn(700).unwrap();
	assert_eq!((books.idle, books.pots), (1_000, 0));
}

#[test]
fn numbers_that_do_not_fit_should_be_errors() {
	let mut books = Books::opened_with(u128::MAX - 5, 0);
	assert_eq!(books.clone().deposit(10, 0), Err(BooksError::Arithmetic));
	books.bonded(u128::MAX - 5).unwrap();
	assert_eq!(
		books.recognise_reward(10, Perbill::zero(), 0, 10).map(|taken| taken.fee),
		Err(BooksError::Arithmetic)
	);
	let mut books = opened();
	assert_eq!(books.join_batch(Shares(u128::MAX)), Ok(()));
	assert_eq!(books.join_batch(Shares(1)), Err(BooksError::Arithmetic));
}

/// 9,938 planck are all claims, 50 are provided for and 22 more were bought of that.
fn with_bought() -> (Books, Provision) {
	let books = Books {
		pots: 10_000,
		idle: 10,
		backing: 9_000,
		exits: 938,
		exit_units: 938,
		provision: 72,
		provision_bought: 22,
		provision_exits: 36,
		issuance: Shares(9_000),
		..Default::default()
	};
	assert!(books.balance());
	(books, Provision { loss: 50, bought: 22, exits: 36, cover: 0 })
}

#[test]
fn a_report_of_more_than_all_claims_should_take_what_was_bought_of_others() {
	let (mut books, mut old) = with_bought();
	let mut report = Provision::default();
	// The rest of what the pots have.
	let borne = books.provide(&mut report, 9_950, &mut [&mut old], 0).unwrap();
	assert_eq!((borne.holders(), borne.exits()), (9_006, 944));
	assert_eq!(borne.split, LossSplit { streaming: 0, backing: 9_000, exits: 938 });
	assert_eq!(report, Provision { loss: 9_950, bought: 0, exits: 944, cover: 0 });
	assert_eq!(old, Provision { loss: 50, bought: 10, exits: 30, cover: 0 });
	assert_eq!((books.provision, books.provision_bought, books.provision_exits), (10_010, 10, 974));
	assert_eq!((books.backing, books.exits, books.flows.loss), (0, 0, 9_938));
	assert!(books.balance());
	// All of it comes back if nothing is lost.
	books.release(&mut report, 9_950, 0, 10).unwrap();
	books.release(&mut old, 50, 0, 10).unwrap();
	assert_eq!((books.provision, books.exits, books.stream.amount), (0, 974, 9_036));
	assert!(books.balance());
}

#[test]
fn a_report_of_more_than_all_claims_should_take_what_was_bought_of_itself() {
	let (mut books, mut old) = with_bought();
	books.provide(&mut old, 9_950, &mut [], 0).unwrap();
	assert_eq!(old, Provision { loss: 10_000, bought: 10, exits: 974, cover: 0 });
	assert_eq!((books.provision, books.provision_bought, books.provision_exits), (10_010, 10, 974));
	assert!(books.balance());
}

#[test]
fn a_loss_of_more_than_all_claims_should_take_what_was_bought() {
	let (mut books, mut old) = with_bought();
	let borne = books.recognise_loss(9_950, &mut [&mut old], 0).unwrap();
	assert_eq!((borne.holders(), borne.exits()), (9_006, 944));
	assert_eq!(old, Provision { loss: 50, bought: 10, exits: 30, cover: 0 });
	assert_eq!((books.pots, books.provision, books.provision_bought), (50, 60, 10));
	assert!(books.balance());
	// No more than that can be lost.
	assert_eq!(books.recognise_loss(11, &mut [&mut old], 0), Err(BooksError::Arithmetic));
}
