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
	multiaddr::Protocol, service::traits::NetworkService, types::ProtocolName, Multiaddr, PeerId,
};
use sc_network_sync::{block_announces_protocol_name, SyncState, SyncStatus, SyncingService};
use std::{
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
/// Partings for which it waits longer.
const MOST_PARTINGS: u32 = 3;

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
			if let Err(error) = part_with(&*network, &protocol, peer, reserved.contains(&peer)) {
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

/// Whether blocks are on their way through the import, or skipped by a sync of the state.
fn is_importing(status: &SyncStatus<Block>) -> bool {
	status.queued_blocks > 0 || status.state_sync.is_some() || status.warp_sync.is_some()
}

/// Hash and number of a block.
type Head = (Hash, u32);

/// A block that a peer has announced and nobody has given.
struct Owed {
	head: Head,
	/// For how many looks.
	looks: u32,
}

/// What peers owe.
#[derive(Default)]
struct Stall {
	best: u32,
	owed: HashMap<PeerId, Owed>,
	/// How often in a row it did not help to part with a peer.
	partings: HashMap<PeerId, u32>,
}

impl Stall {
	/// `heads` are the best blocks that the peers have announced; `has` tells whether the node has
	/// a block, of which `best` is its best one. Which peers have owed a block for too long: they
	/// are told once for so many looks.
	fn note(
		&mut self,
		status: &SyncStatus<Block>,
		best: u32,
		heads: &HashMap<PeerId, Head>,
		has: impl Fn(Head) -> bool,
	) -> Vec<PeerId> {
		let is_behind = matches!(status.state, SyncState::Downloading { .. });
		let goes_on = is_importing(status) || is_behind && best != self.best;
		self.best = best;
		if goes_on {
			self.owed.clear();
			return Vec::new();
		}
		let lacking: HashMap<_, _> = heads.iter().filter(|(_, head)| !has(**head)).collect();
		self.owed.retain(|peer, owed| lacking.contains_key(peer) && !has(owed.head));
		for (peer, head) in lacking {
			let owed = self.owed.entry(*peer);
			owed.and_modify(|owed| owed.looks = owed.looks.saturating_add(1))
				.or_insert(Owed { head: *head, looks: 0 });
		}
		if self.owed.is_empty() && !heads.is_empty() {
			self.partings.clear();
		}
		let Self { owed, partings, .. } = self;
		// Those that are gone come back.
		partings.retain(|peer, _| owed.contains_key(peer) || !heads.contains_key(peer));
		let stuck: Vec<_> = owed
			.extract_if(|peer, owed| {
				let before = partings.get(peer).copied().unwrap_or_default().min(MOST_PARTINGS);
				let times = AFTERWARDS.saturating_mul(before).saturating_add(1);
				owed.looks >= LOOKS.saturating_mul(times)
			})
			.map(|(peer, _)| peer)
			.collect();
		for peer in &stuck {
			let times = partings.entry(*peer).or_default();
			*times = times.saturating_add(1);
		}
		stuck
	}
}

#[cfg(test)]
mod tests {
	use super::*;

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
		// Own blocks do not make up for it, nor do later announcements.
		assert_eq!(parted_at(&idle, (0..10).map(|i| (46 + i, 45, 45 + i))), [6]);
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
	fn only_those_that_owe_should_be_parted_with() {
		let [owes, gave] = [PeerId::random(), PeerId::random()];
		let heads = HashMap::from([(owes, head(46)), (gave, head(45))]);
		let mut stall = Stall::default();
		let idle = status(SyncState::Idle, 0);
		let mut look = || stall.note(&idle, 45, &heads, |(_, number)| number <= 45);
		for _ in 0..LOOKS {
			assert!(look().is_empty());
		}
		assert_eq!(look(), [owes]);
	}

	#[test]
	fn a_peer_should_not_wait_for_what_others_owed() {
		let [first, second] = [PeerId::random(), PeerId::random()];
		let mut stall = Stall::default();
		let idle = status(SyncState::Idle, 0);
		let mut looks = |heads: &[(PeerId, u32)]| -> Vec<usize> {
			let heads = heads.iter().map(|(peer, number)| (*peer, head(*number))).collect();
			let mut look = || stall.note(&idle, 45, &heads, |(_, number)| number <= 45);
			(0..20).filter(|_| !look().is_empty()).collect()
		};
		assert_eq!(looks(&[(first, 46), (second, 45)]), [6]);
		assert_eq!(looks(&[(first, 46), (second, 46)]), [5, 6]);
		assert_eq!(looks(&[(first, 45), (second, 45)]), [] as [usize; 0]);
		assert_eq!(looks(&[(first, 46), (second, 46)]), [6]);
	}
}
