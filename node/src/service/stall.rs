//! Whether blocks that others have are fetched.
//!
//! Sync asks a peer for one thing at a time. When a peer refuses, sync asks the network to part
//! with it and goes on to wait for its answer until that has happened; but the network does not
//! part with a reserved peer (sc-network-sync 0.59, sc-network 0.60). Then the peer is connected,
//! announces its blocks, and none of them is ever fetched: `Syncing 0.0 bps`. A node that parts
//! with its peers meets them again with nothing to wait for; reserved ones must not be reserved in
//! the meantime.

use super::{Block, FullClient};
use futures_timer::Delay;
use sc_network::{
	multiaddr::Protocol, service::traits::NetworkService, types::ProtocolName, Multiaddr, PeerId,
};
use sc_network_sync::{block_announces_protocol_name, SyncState, SyncStatus, SyncingService};
use std::{collections::HashSet, sync::Arc, time::Duration};

const LOG_TARGET: &str = "sync";
/// Between two looks.
const LOOK: Duration = Duration::from_secs(10);
/// Looks without anything new before it parts with its peers: longer than requests may take (20 s)
/// twice over.
const LOOKS: u32 = 6;
/// How many times as long it waits after that: sync asks a peer with which it parted while it
/// waited for an answer again after one minute, and after two the next time.
const AFTERWARDS: u32 = 3;

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
		let best = client.chain_info().best_number;
		if !stall.note(best, is_waiting(&status)) {
			continue;
		}
		let Ok(peers) = sync.peers_info().await else { return };
		let Ok(reserved) = network.reserved_peers().await else { return };
		log::warn!(
			target: LOG_TARGET,
			"No block was fetched for {} s, though others have more: parting with {} peers, to ask \
			 them anew",
			LOOK.as_secs().saturating_mul(LOOKS.into()),
			peers.len(),
		);
		for (peer, _) in peers {
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

/// Whether others have blocks that are neither on their way through the import nor skipped by a
/// sync of the state.
fn is_waiting(status: &SyncStatus<Block>) -> bool {
	matches!(status.state, SyncState::Downloading { .. }) &&
		status.queued_blocks == 0 &&
		status.state_sync.is_none() &&
		status.warp_sync.is_none()
}

/// Looks in a row at which the node was waiting with the same best block.
#[derive(Default)]
struct Stall {
	best: u32,
	looks: u32,
	told: bool,
}

impl Stall {
	/// The node has `best` and is `waiting` for more. Whether it has been for too long, which is
	/// told once for so many looks.
	fn note(&mut self, best: u32, waiting: bool) -> bool {
		let goes_on = waiting && best == self.best;
		self.looks = if goes_on { self.looks.saturating_add(1) } else { 0 };
		self.told &= goes_on;
		self.best = best;
		let most = if self.told { LOOKS.saturating_mul(AFTERWARDS) } else { LOOKS };
		let stalled = self.looks >= most;
		if stalled {
			self.looks = 0;
			self.told = true;
		}
		stalled
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn stalled_at(looks: &[(u32, bool)]) -> Vec<usize> {
		let mut stall = Stall::default();
		let noted = looks.iter().map(|(best, waiting)| stall.note(*best, *waiting));
		noted
			.enumerate()
			.filter_map(|(look, stalled)| stalled.then_some(look))
			.collect()
	}

	#[test]
	fn waiting_at_one_block_should_be_told_once_for_so_many_looks() {
		assert_eq!(stalled_at(&[(46, true); 44]), [6, 24, 42]);
		// Sooner again once it has gone on.
		let mut looks = vec![(46, true); 7];
		looks.extend([(47, true); 8]);
		assert_eq!(stalled_at(&looks), [6, 13]);
	}

	#[test]
	fn a_new_block_and_having_all_should_begin_anew() {
		let mut looks = vec![(46, true); 6];
		looks.extend([(47, true); 6]);
		looks.extend([(47, false)]);
		looks.extend([(47, true); 5]);
		assert_eq!(stalled_at(&looks), [] as [usize; 0]);
	}

	#[test]
	fn a_node_should_wait_only_for_what_it_could_fetch() {
		let status = |state, queued_blocks| SyncStatus::<Block> {
			state,
			best_seen_block: Some(53),
			num_peers: 4,
			queued_blocks,
			state_sync: None,
			warp_sync: None,
		};
		assert!(is_waiting(&status(SyncState::Downloading { target: 53 }, 0)));
		assert!(!is_waiting(&status(SyncState::Downloading { target: 53 }, 1)));
		assert!(!is_waiting(&status(SyncState::Importing { target: 53 }, 0)));
		assert!(!is_waiting(&status(SyncState::Idle, 0)));
	}
}
