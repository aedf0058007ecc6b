//! Whether blocks that others have are fetched.
//!
//! Sync asks a peer for one thing at a time. When a peer refuses, sync asks the network to part
//! with it and goes on to wait for its answer until that has happened; but the network does not
//! part with a reserved peer (sc-network-sync 0.59, sc-network 0.60). Then the peer is connected,
//! announces its blocks, and none of them is ever fetched. A node that parts with its peers meets
//! them again with nothing to wait for; reserved ones must not be reserved in the meantime.

use super::{Block, FullClient, Hash};
use futures_timer::Delay;
use sc_network::{
	multiaddr::Protocol, peer_store::BANNED_THRESHOLD, service::traits::NetworkService,
	types::ProtocolName, Multiaddr, PeerId,
};
use sc_network_sync::{
	block_announces_protocol_name, SyncState, SyncStatus, SyncingService, WarpSyncPhase,
};
use std::{
	cmp::Reverse,
	collections::{HashMap, HashSet},
	sync::Arc,
	time::Duration,
};

const LOG_TARGET: &str = "sync";
/// Between two looks.
const LOOK: Duration = Duration::from_secs(5);
/// Looks at a block that is owed before it parts with the peer: longer than a request may take
/// (20 s).
const LOOKS: u32 = 6;
/// How many times as long it waits more for each parting with that peer before: sync asks a peer
/// with which it parted while it waited for an answer again after one minute, after two the second
/// time.
const AFTERWARDS: u32 = 2;
/// How many times as long it waits more for a block that is not above its own best one. The peer
/// may be fetching from it, and of equal ones neither is fetched until the next, which may be a
/// minute away while nothing becomes final.
const NOT_ABOVE: u32 = 2;
/// Partings for which it waits longer.
const MOST_PARTINGS: u32 = 3;
/// Looks after which it forgets how often it has parted with a peer that is gone.
const FORGET: u32 = 120;

/// What is needed to look, and to part with peers.
pub struct Watch {
	/// Tells the best block.
	pub client: Arc<FullClient>,
	/// Tells what peers have.
	pub sync: Arc<SyncingService<Block>>,
	/// Holds the connections.
	pub network: Arc<dyn NetworkService>,
	/// The part of the chain's protocol names that its specification adds.
	pub fork_id: Option<String>,
}

/// Look for as long as the node runs.
pub async fn watch(watch: Watch) {
	let Watch { client, sync, network, fork_id } = watch;
	let genesis = client.chain_info().genesis_hash;
	let protocol: ProtocolName = block_announces_protocol_name(genesis, fork_id.as_deref()).into();
	let mut stall = Stall::default();
	loop {
		Delay::new(LOOK).await;
		let Ok(status) = sync.status().await else { return };
		let Ok(peers) = sync.peers_info().await else { return };
		let heads = peers
			.into_iter()
			.filter(|(_, info)| !info.roles.is_light())
			.map(|(peer, info)| (peer, (info.best_hash, info.best_number)))
			.collect();
		let chain = client.chain_info();
		// What is not above the last final block is not wanted, and of what cannot be looked up
		// nothing is known to be missing.
		let has = |(hash, number): Head| {
			number <= chain.finalized_number || !matches!(client.header(hash), Ok(None))
		};
		let stuck = stall.note(&status, chain.best_number, &heads, has);
		if stuck.is_empty() {
			continue;
		}
		let Ok(reserved) = network.reserved_peers().await else { return };
		log::warn!(
			target: LOG_TARGET,
			"Blocks that were announced {} s ago or more are not to be had: parting with {} of {} \
			 peers, to ask them anew",
			LOOK.as_secs().saturating_mul(LOOKS.into()),
			stuck.len(),
			heads.len(),
		);
		for peer in stuck {
			let is_reserved = reserved.contains(&peer);
			// It would be gone until it is banned no more; while it is reserved its votes come all
			// the same.
			if is_reserved && network.peer_reputation(&peer) < BANNED_THRESHOLD {
				continue;
			}
			if let Err(error) = part_with(&*network, &protocol, peer, is_reserved) {
				log::error!(target: LOG_TARGET, "Cannot part with {peer}: {error}");
			}
		}
	}
}

/// Parts with `peer`, to meet it again. The network does what it is asked for in this order.
fn part_with(
	network: &dyn NetworkService,
	protocol: &ProtocolName,
	peer: PeerId,
	reserved: bool,
) -> Result<(), String> {
	if reserved {
		network.remove_peers_from_reserved_set(protocol.clone(), vec![peer])?;
	}
	network.disconnect_peer(peer, protocol.clone());
	if reserved {
		// Its addresses are known.
		let alone = Multiaddr::empty().with(Protocol::P2p(peer.into()));
		network.add_peers_to_reserved_set(protocol.clone(), HashSet::from([alone]))?;
	}
	Ok(())
}

/// Whether the state is fetched, or what the node needs for that. The blocks before it are fetched
/// afterwards, along with new ones.
fn is_skipping(status: &SyncStatus<Block>) -> bool {
	let warp = status.warp_sync.as_ref();
	status.state_sync.is_some() ||
		warp.is_some_and(|warp| !matches!(warp.phase, WarpSyncPhase::DownloadingBlocks(_)))
}

/// Hash and number of a block.
type Head = (Hash, u32);

/// A block that a peer has announced and nobody has given.
struct Owed {
	head: Head,
	/// For how many looks.
	looks: u32,
}

/// Partings with a peer that did not help.
#[derive(Default)]
struct Partings {
	times: u32,
	/// For how many looks it has been gone.
	gone: u32,
}

/// What peers owe.
#[derive(Default)]
struct Stall {
	best: u32,
	owed: HashMap<PeerId, Owed>,
	partings: HashMap<PeerId, Partings>,
}

impl Stall {
	/// `heads` are the best blocks that the peers have announced; `has` tells whether the node has
	/// a block, of which `best` is its best one. Which peers have owed a block for too long, half
	/// of all at most: they are told once for so many looks.
	fn note(
		&mut self,
		status: &SyncStatus<Block>,
		best: u32,
		heads: &HashMap<PeerId, Head>,
		has: impl Fn(Head) -> bool,
	) -> Vec<PeerId> {
		let is_behind = matches!(status.state, SyncState::Downloading { .. });
		let goes_on = is_skipping(status) || is_behind && best != self.best;
		self.best = best;
		if goes_on {
			self.owed.clear();
		}
		if goes_on || status.queued_blocks > 0 {
			return Vec::new();
		}
		let lacking: HashMap<_, _> = heads.iter().filter(|(_, head)| !has(**head)).collect();
		self.owed.retain(|peer, owed| lacking.contains_key(peer) && !has(owed.head));
		for (peer, head) in lacking {
			let owed = self.owed.entry(*peer);
			owed.and_modify(|owed| owed.looks = owed.looks.saturating_add(1))
				.or_insert(Owed { head: *head, looks: 0 });
		}
		self.partings.retain(|peer, partings| {
			partings.gone =
				if heads.contains_key(peer) { 0 } else { partings.gone.saturating_add(1) };
			let is_in_vain = partings.gone > 0 || self.owed.contains_key(peer);
			is_in_vain && partings.gone <= FORGET
		});
		let mut stuck: Vec<_> = self
			.owed
			.iter()
			.filter(|(peer, owed)| owed.looks >= self.patience(peer, owed))
			.map(|(peer, owed)| (Reverse(owed.looks), *peer))
			.collect();
		stuck.sort();
		stuck.truncate(heads.len().div_ceil(2));
		let stuck: Vec<_> = stuck.into_iter().map(|(_, peer)| peer).collect();
		for peer in &stuck {
			self.owed.remove(peer);
			let partings = self.partings.entry(*peer).or_default();
			partings.times = partings.times.saturating_add(1).min(MOST_PARTINGS);
		}
		stuck
	}

	/// For how many looks a peer may owe a block.
	fn patience(&self, peer: &PeerId, owed: &Owed) -> u32 {
		let before = self.partings.get(peer).map_or(0, |partings| partings.times);
		let (_, number) = owed.head;
		let more = if number > self.best { 0 } else { NOT_ABOVE };
		let times = AFTERWARDS.saturating_mul(before).saturating_add(more).saturating_add(1);
		LOOKS.saturating_mul(times)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sc_network_sync::WarpSyncProgress;

	fn status(state: SyncState<u32>, queued_blocks: u32) -> SyncStatus<Block> {
		SyncStatus {
			state,
			best_seen_block: Some(53),
			num_peers: 1,
			queued_blocks,
			state_sync: None,
			warp_sync: None,
		}
	}

	fn head(number: u32) -> Head {
		(Hash::repeat_byte(number as u8), number)
	}

	/// The looks at which the only peer is parted with. At each it has announced a block, and the
	/// node has those up to another and is at a third.
	fn parted_at(
		status: &SyncStatus<Block>,
		looks: impl IntoIterator<Item = (u32, u32, u32)>,
	) -> Vec<usize> {
		let peer = PeerId::random();
		let mut stall = Stall::default();
		let stuck = looks.into_iter().map(|(announced, has, best)| {
			let heads = HashMap::from([(peer, head(announced))]);
			stall.note(status, best, &heads, |(_, number)| number <= has)
		});
		let stuck: Vec<_> = stuck.collect();
		(0..)
			.zip(stuck)
			.filter(|(_, stuck)| *stuck == [peer])
			.map(|(look, _)| look)
			.collect()
	}

	#[test]
	fn a_peer_that_owes_a_block_should_be_parted_with_once_for_so_many_looks() {
		let idle = status(SyncState::Idle, 0);
		// 6 looks, then 18, 30, 42 and no more than that, each counted from the look after.
		assert_eq!(parted_at(&idle, vec![(46, 45, 45); 150]), [6, 25, 56, 99, 142]);
		// Later announcements do not make up for it, and own blocks give it more time.
		assert_eq!(parted_at(&idle, (0..10).map(|i| (46 + i, 45, 45))), [6]);
		assert_eq!(parted_at(&idle, (0..30).map(|i| (46 + i, 45, 45 + i))), [18]);
	}

	#[test]
	fn what_the_node_has_got_should_not_be_owed() {
		let idle = status(SyncState::Idle, 0);
		// Each announced block comes by the next look but one.
		assert_eq!(parted_at(&idle, (0..40).map(|i| (46 + i, 44 + i, 45))), [] as [usize; 0]);
		// Sooner again once it has gone on.
		let mut looks = vec![(46, 45, 45); 7];
		looks.extend([(46, 46, 46)]);
		looks.extend([(47, 46, 46); 7]);
		assert_eq!(parted_at(&idle, looks), [6, 14]);
		// The peer has gone over to a block that is known.
		let looks = (0..40).map(|i| if i % 4 == 0 { (45, 45, 45) } else { (46, 45, 45) });
		assert_eq!(parted_at(&idle, looks), [] as [usize; 0]);
	}

	#[test]
	fn a_node_that_is_far_behind_should_take_its_time() {
		let behind = status(SyncState::Downloading { target: 1_053 }, 0);
		assert_eq!(parted_at(&behind, (0..40).map(|i| (1_053, i, i))), [] as [usize; 0]);
		assert_eq!(parted_at(&behind, vec![(1_053, 45, 45); 8]), [7]);
		let importing = status(SyncState::Importing { target: 1_053 }, 1);
		assert_eq!(parted_at(&importing, vec![(1_053, 45, 45); 40]), [] as [usize; 0]);
	}

	#[test]
	fn what_is_imported_should_hold_it_up_only_for_so_long() {
		let heads = HashMap::from([(PeerId::random(), head(46))]);
		let mut stall = Stall::default();
		let told = (0..20).filter(|look| {
			let status = status(SyncState::Idle, look % 2);
			!stall.note(&status, 45, &heads, |(_, number)| number <= 45).is_empty()
		});
		assert_eq!(told.collect::<Vec<_>>(), [12]);
	}

	#[test]
	fn a_warp_sync_should_not_be_disturbed_until_it_fetches_old_blocks() {
		let warp = |phase| SyncStatus {
			warp_sync: Some(WarpSyncProgress { phase, total_bytes: 0, status: None }),
			..status(SyncState::Idle, 0)
		};
		let looks = [(46, 45, 45); 10];
		for phase in [WarpSyncPhase::DownloadingWarpProofs, WarpSyncPhase::DownloadingState] {
			assert_eq!(parted_at(&warp(phase), looks), [] as [usize; 0]);
		}
		assert_eq!(parted_at(&warp(WarpSyncPhase::DownloadingBlocks(7)), looks), [6]);
	}

	/// What comes of looks at the peers that are connected, with their heads, of a node that has 45
	/// blocks: the look and how many are parted with.
	fn told(stall: &mut Stall, looks: u32, heads: &[(PeerId, u32)]) -> Vec<(u32, Vec<PeerId>)> {
		let heads = heads.iter().map(|(peer, number)| (*peer, head(*number))).collect();
		let idle = status(SyncState::Idle, 0);
		let has = |(_, number)| number <= 45;
		(0..looks)
			.map(|look| (look, stall.note(&idle, 45, &heads, has)))
			.filter(|(_, stuck)| !stuck.is_empty())
			.collect()
	}

	#[test]
	fn only_those_that_owe_should_be_parted_with_each_in_its_time() {
		let [first, second] = [PeerId::random(), PeerId::random()];
		let mut stall = Stall::default();
		let none: [(u32, Vec<PeerId>); 0] = [];
		assert_eq!(told(&mut stall, 10, &[(first, 46), (second, 45)]), [(6, vec![first])]);
		// It does not wait for the second as for the first.
		assert_eq!(told(&mut stall, 10, &[(first, 46), (second, 46)]), [(6, vec![second])]);
		assert_eq!(told(&mut stall, 10, &[(first, 45), (second, 45)]), none);
		// Both owe nothing any more.
		let later = told(&mut stall, 10, &[(first, 46), (second, 45)]);
		assert_eq!(later, [(6, vec![first])]);
	}

	#[test]
	fn a_peer_that_is_gone_for_a_while_should_be_waited_for_as_before() {
		let [owes, gave] = [PeerId::random(), PeerId::random()];
		let mut stall = Stall::default();
		let (both, one) = ([(owes, 46), (gave, 45)], [(gave, 45)]);
		let none: [(u32, Vec<PeerId>); 0] = [];
		assert_eq!(told(&mut stall, 7, &both), [(6, vec![owes])]);
		assert_eq!(told(&mut stall, FORGET, &one), none);
		assert_eq!(told(&mut stall, 30, &both), [(18, vec![owes])]);
		// Longer than that, and it is forgotten.
		assert_eq!(told(&mut stall, FORGET + 1, &one), none);
		assert!(stall.partings.is_empty());
		assert_eq!(told(&mut stall, 7, &both), [(6, vec![owes])]);
	}

	#[test]
	fn half_of_the_peers_should_stay_for_a_look() {
		let peers: Vec<_> = (0..5).map(|_| (PeerId::random(), 46)).collect();
		let mut stall = Stall::default();
		let mut parted: Vec<_> = told(&mut stall, 9, &peers);
		let looks: Vec<_> = parted.iter().map(|(look, stuck)| (*look, stuck.len())).collect();
		assert_eq!(looks, [(6, 3), (7, 2)]);
		let all: HashSet<_> = parted.drain(..).flat_map(|(_, stuck)| stuck).collect();
		assert_eq!(all.len(), 5);
	}
}
