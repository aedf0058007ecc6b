//! The run: sends while there is room, follows best and finalised blocks, and closes the books.

use crate::{
	accounts::{self, Sender},
	blocks::{self, Facts, Happened},
	books::Books,
	calls,
	chain::{self, AtBlock, Hash, Holdings, Limits, Node},
	cli::Cli,
	figures::{BlockFigures, Eras},
	plan::{self, Kind},
	report::{Calls, Report},
	setup::{self, EST},
	submit::{Lanes, News, Refusal, Update, OUTDATED},
	track::{Fate, Tracker, Tx},
};
use anyhow::{bail, Context, Result};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::{
	collections::BTreeMap,
	time::{Duration, Instant},
};
use subxt::rpcs::methods::legacy::TransactionStatus;
use tokio::sync::mpsc;

/// Without a finalised block for so long the chain is taken to stand still.
const STALL: Duration = Duration::from_secs(120);
/// The most that a transaction's fee can be, in planck, with room to spare.
const FEE: u128 = EST / 20;
/// Planck that senders keep for fees.
const KEEP: u128 = 10 * EST;
/// Updates taken up at a time.
const UPDATES: usize = 512;
/// Finalised blocks between two lines of progress.
const PROGRESS: u64 = 10;

/// Runs the load that `cli` asks for.
pub async fn run(cli: &Cli) -> Result<Report> {
	let begun = Instant::now();
	let node = Node::connect(&cli.urls[0]).await?;
	let (operator, senders) = accounts::derive(cli.seed, cli.accounts)?;
	setup::prepare(&node.client, cli, &operator, &senders).await?;

	let mut finalised = node.client.stream_blocks().await?;
	let mut best = node.client.stream_best_blocks().await?;
	let first = tokio::time::timeout(STALL, finalised.next())
		.await
		.context("the chain stands still")?
		.context("the node has no finalised block")??;
	let at = first.at().await?;
	let (updates, mut news) = mpsc::unbounded_channel();
	let lanes = Lanes::open(&cli.urls, cli.in_flight, updates).await?;
	let mut load = Load::open(cli, &node, at, operator, senders, lanes).await?;
	load.setup_seconds = begun.elapsed().as_secs_f64();
	load.begun = Instant::now();
	load.last_block = Instant::now();

	let mut batch = Vec::with_capacity(UPDATES);
	let mut tick = tokio::time::interval(Duration::from_secs(1));
	loop {
		tokio::select! {
			count = news.recv_many(&mut batch, UPDATES) => {
				if count == 0 {
					bail!("the connections to the nodes are gone");
				}
				batch.drain(..).for_each(|update| load.update(update));
			},
			block = best.next() => {
				let block = block.context("the node sends no more blocks")??;
				load.best_block(block.number(), block.hash()).await;
			},
			block = finalised.next() => {
				let block = block.context("the node sends no more finalised blocks")??;
				load.finalised_block(block.at().await?).await?;
			},
			_ = tick.tick() => {},
			_ = tokio::signal::ctrl_c(), if load.sending => {
				tracing::warn!("interrupted: waiting for what is under way");
				load.sending = false;
			},
		}
		load.resend();
		load.fill()?;
		if !load.sending && load.tracker.under_way() == 0 {
			break;
		}
		if load.last_block.elapsed() > STALL {
			tracing::error!("the chain stands still");
			break;
		}
	}
	load.close().await
}

/// A run under way.
struct Load<'a> {
	cli: &'a Cli,
	node: &'a Node,
	limits: Limits,
	/// The last finalised block: transactions are signed upon it.
	at: AtBlock,
	/// The last best block.
	best: u64,
	operator: Sender,
	senders: Vec<Sender>,
	/// Transactions of each sender that are under way.
	pending: Vec<Vec<Hash>>,
	lanes: Lanes,
	tracker: Tracker,
	books: Books,
	eras: Eras,
	rng: ChaCha8Rng,
	/// The sender whose turn it is.
	turn: usize,
	/// Whether more is sent.
	sending: bool,
	calls: BTreeMap<Kind, Calls>,
	failed: BTreeMap<String, u64>,
	blocks: BlockFigures,
	begun: Instant,
	setup_seconds: f64,
	/// When the last finalised block came.
	last_block: Instant,
}

impl<'a> Load<'a> {
	async fn open(
		cli: &'a Cli,
		node: &'a Node,
		at: AtBlock,
		operator: Sender,
		mut senders: Vec<Sender>,
		lanes: Lanes,
	) -> Result<Self> {
		let limits = Limits::read(&at).await?;
		let held = Holdings::read(&at, operator.id).await.context("the books cannot be opened")?;
		for sender in &mut senders {
			let nonce = held.nonces.get(&sender.id).context("a sender has no account")?;
			sender.nonces = accounts::NonceBook::starting_at(*nonce);
		}
		let ids = senders.iter().map(|sender| sender.id).collect();
		let paid = chain::paid_batches(&at).await?;
		Ok(Self {
			cli,
			node,
			limits,
			best: at.block_number(),
			at,
			books: Books::open(held, ids, operator.id, paid, limits.exit_eras, limits.least_shares),
			operator,
			pending: vec![Vec::new(); senders.len()],
			senders,
			lanes,
			tracker: Tracker::default(),
			eras: Eras::default(),
			rng: ChaCha8Rng::seed_from_u64(cli.seed),
			turn: 0,
			sending: true,
			calls: BTreeMap::new(),
			failed: BTreeMap::new(),
			blocks: BlockFigures::default(),
			begun: Instant::now(),
			setup_seconds: 0.0,
			last_block: Instant::now(),
		})
	}

	/// Takes up what a node said about a transaction.
	fn update(&mut self, Update { hash, news }: Update) {
		use TransactionStatus as Status;
		match news {
			// It came with an earlier sending, or from another node.
			News::Refused(Refusal::Known) => self.tracker.accepted(hash),
			News::Refused(Refusal::Unheard(why)) => {
				tracing::debug!("nothing heard of {hash:?}: {why}");
				self.tracker.disconnected(hash, self.best);
			},
			News::Refused(Refusal::ForNow(reason)) => {
				self.tracker.incidents.refused_for_now += 1;
				self.tracker.refused_for_now(hash, reason, self.best);
			},
			News::Refused(Refusal::ForGood(reason)) => {
				// The nonce of an outdated transaction is used, by whichever transaction.
				let used = reason.ends_with(OUTDATED);
				if let Some(tx) = self.tracker.refused(hash, reason) {
					self.end(hash, &tx, used);
				}
			},
			News::Status(Status::InBlock(block)) => self.tracker.in_block(hash, block),
			News::Status(Status::Retracted(block)) => self.tracker.retracted(hash, block),
			News::Status(Status::Usurped(by)) => {
				self.tracker.incidents.usurped += 1;
				self.tracker.refused_for_now(hash, format!("usurped by {by:?}"), self.best);
			},
			News::Status(Status::Dropped) => {
				self.tracker.incidents.dropped += 1;
				self.tracker.refused_for_now(hash, "dropped from the pool".into(), self.best);
			},
			News::Status(Status::Invalid) => {
				self.tracker.incidents.invalid += 1;
				self.tracker.refused_for_now(hash, "invalid in the pool".into(), self.best);
			},
			News::Status(Status::Future | Status::Ready | Status::Broadcast(_)) =>
				self.tracker.accepted(hash),
			// Finality is read from the blocks themselves.
			News::Status(Status::FinalityTimeout(_) | Status::Finalized(_)) => {},
		}
	}

	/// A transaction is under way no more. Unless its nonce is `used`, another one can have it.
	fn end(&mut self, hash: Hash, tx: &Tx, used: bool) {
		self.pending[tx.sender].retain(|pending| *pending != hash);
		if !used {
			self.senders[tx.sender].nonces.give_back(tx.nonce);
		}
	}

	/// A block is the best one: what it contains is out of the pool.
	async fn best_block(&mut self, number: u64, hash: Hash) {
		self.best = number;
		let found = async {
			let at = self.node.client.at_block_hash_and_number(hash, number).await?;
			blocks::body(&at, &self.node.methods).await
		};
		match found.await {
			Ok((hashes, _)) =>
				for tx in hashes {
					self.tracker.in_block(tx, hash);
				},
			// It may have been retracted and removed meanwhile; the final ones are all read.
			Err(error) => tracing::debug!("best block {number} cannot be read: {error:#}"),
		}
	}

	/// A block is final: enters it into all books.
	async fn finalised_block(&mut self, at: AtBlock) -> Result<()> {
		let facts = Facts::read(&at, &self.node.methods).await?;
		self.at = at;
		let mut ours = 0u64;
		for (position, hash) in (0u32..).zip(&facts.extrinsics) {
			let Some(tx) = self.tracker.finalised(*hash) else { continue };
			self.end(*hash, &tx, true);
			ours += 1;
			let calls = self.calls.entry(tx.action.kind()).or_default();
			calls.included += 1;
			if let Some(error) = facts.failures.get(&position) {
				calls.failed += 1;
				*self.failed.entry(error.clone()).or_default() += 1;
			}
		}
		self.books.enter(&facts);
		let finished = facts.events.iter().filter_map(|(_, happened)| match happened {
			Happened::SettlementFinished(settled) => Some(settled.era),
			_ => None,
		});
		self.eras.enter(facts.number, facts.status.active_era, finished);
		for (hash, tx, fate) in self.tracker.expire(facts.number) {
			if fate == Fate::Lost {
				tracing::error!("lost: {hash:?}, nonce {} of sender {}", tx.nonce, tx.sender);
			}
			self.end(hash, &tx, false);
		}
		self.count_block(&facts, ours);
		Ok(())
	}

	fn count_block(&mut self, facts: &Facts, ours: u64) {
		let figures = &mut self.blocks;
		figures.count += 1;
		self.last_block = Instant::now();
		if !self.sending {
			return;
		}
		figures.add(facts, &self.limits, self.begun.elapsed().as_secs_f64());
		if figures.count.is_multiple_of(PROGRESS) {
			tracing::info!(
				block = facts.number,
				of = format!("{}/{}", figures.count, self.cli.blocks),
				era = facts.status.active_era,
				ours,
				included = self.tracker.included,
				pool = self.tracker.outside_blocks(),
				"finalised"
			);
		}
		if figures.count >= self.cli.blocks {
			tracing::info!("waiting for what is under way");
			self.sending = false;
		}
	}

	/// Sends what was dropped or refused for now once more.
	fn resend(&mut self) {
		for (hash, bytes) in self.tracker.due(self.best) {
			self.lanes.send(hash, bytes);
		}
	}

	/// Sends new transactions until as many as asked for are in the pool.
	fn fill(&mut self) -> Result<()> {
		if !self.sending {
			return Ok(());
		}
		let count = self.senders.len();
		let mut room = (self.cli.in_flight as usize).saturating_sub(self.tracker.outside_blocks());
		for _ in 0..count * self.cli.depth as usize {
			if room == 0 || !self.lanes.have_room() {
				break;
			}
			let sender = self.turn;
			self.turn = (self.turn + 1) % count;
			let waiting = self.pending[sender].iter();
			let waiting = waiting.filter(|hash| self.tracker.is_outside_blocks(hash)).count();
			if waiting < self.cli.depth as usize && self.send_one(sender)? {
				room -= 1;
			}
		}
		Ok(())
	}

	/// Lets a sender send its next transaction, if it can pay for one.
	fn send_one(&mut self, sender: usize) -> Result<bool> {
		let me = self.senders[sender].id;
		let mut purse = self.books.purse(&me);
		for tx in self.pending[sender].iter().filter_map(|hash| self.tracker.get(hash)) {
			purse.spend(&tx.action, FEE);
		}
		let count = self.senders.len();
		let minima = &self.limits.minima;
		let chosen = plan::choose(&mut self.rng, &purse, minima, sender, count, KEEP);
		let Some(action) = chosen else { return Ok(false) };
		let call = calls::call(&action, me, &self.senders, self.operator.id);
		let Sender { key, nonces, .. } = &mut self.senders[sender];
		let nonce = nonces.take();
		let signed = calls::sign(&self.at, &call, key, nonce)?;
		self.pending[sender].push(signed.hash);
		let tx = Tx::new(sender, nonce, action, signed.bytes.clone(), self.at.block_number());
		self.tracker.add(signed.hash, tx);
		self.lanes.send(signed.hash, signed.bytes);
		self.calls.entry(action.kind()).or_default().submitted += 1;
		Ok(true)
	}

	/// Gives up what is left, compares all books with the chain at the last block that was entered,
	/// and makes the report.
	async fn close(mut self) -> Result<Report> {
		let seconds = self.begun.elapsed().as_secs_f64();
		for (hash, tx, _) in self.tracker.give_up_all() {
			tracing::error!("not resolved: {hash:?}, nonce {} of sender {}", tx.nonce, tx.sender);
			self.end(hash, &tx, false);
		}
		let chain = Holdings::read(&self.at, self.operator.id)
			.await
			.context("the books cannot be compared")?;
		let mut found = self.books.close(&chain);
		for (position, sender) in self.senders.iter().enumerate() {
			let nonce = chain.nonces.get(&sender.id).copied().unwrap_or_default();
			if let Some(expected) = sender.nonces.settled() {
				found.compare(&format!("the nonce of sender {position}"), nonce, expected);
			}
		}
		let mut report = Report {
			submitted: self.calls.values().map(|calls| calls.submitted).sum(),
			books_checked: self.blocks.count,
			failed: self.failed,
			calls: self.calls,
			blocks: self.blocks.figures(),
			settlement: self.eras.figures(),
			accounts: self.cli.accounts,
			in_flight: self.cli.in_flight,
			seed: self.cli.seed,
			seconds,
			setup_seconds: self.setup_seconds,
			..Default::default()
		};
		report.of_transactions(&mut self.tracker, found);
		Ok(report)
	}
}
