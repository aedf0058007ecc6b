// @ts-check
/**
 * Who may talk to whom. Nodes that run with `--reserved-only` have no other peers than those that they
 * are told of, whatever else they hear of each other: blocks, transactions and votes go nowhere else.
 * Links of TCP would not do, since nodes tell each other addresses around them.
 *
 * A peer that is no longer reserved stays as a common one if there is a place for it, also with
 * `--reserved-only` (sc-network 0.60): hence no places. Peers that were not reserved from the start are
 * refused then (sc-network-sync 0.59): hence ports and keys that are known before the nodes run.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { binary, freePorts } from '../../clients/src/node.js';

/** @typedef {import('./node.js').ZombieNode} ZombieNode */

/** With `=`: zombienet drops an argument that it has seen before. */
const NO_PLACES = ['--in-peers=0', '--in-peers-light=0', '--out-peers=0'];

/**
 * The id that zombienet gives a node: its network key is the hash of its name.
 * @param {string} name
 * @param {string} directory
 */
function peerId(name, directory) {
  const file = path(directory, `${name}.key`);
  writeFileSync(file, createHash('sha256').update(name).digest('hex'));
  const print = /** @type {const} */ (['key', 'inspect-node-key', '--file']);
  return execFileSync(binary(), [...print, file], { encoding: 'utf8' }).trim();
}

/**
 * Lets all nodes be peers of each other, and of nobody else.
 * @param {any} config of a network
 * @param {string} directory
 */
export async function isolate(config, directory) {
  const { nodes } = config.relaychain;
  const ports = await freePorts(nodes.length);
  const addresses = nodes.map(
    (/** @type {any} */ { name }, /** @type {number} */ i) =>
      `/ip4/127.0.0.1/tcp/${ports[i]}/ws/p2p/${peerId(name, directory)}`,
  );
  for (const [i, node] of nodes.entries()) {
    const others = addresses.filter((/** @type {string} */ address) => address !== addresses[i]);
    node.p2p_port = ports[i];
    node.args = ['--reserved-only', ...NO_PLACES, '--reserved-nodes', ...others];
  }
}

/**
 * Calls a method of every node for each of its counterparts.
 * @param {ZombieNode[]} some
 * @param {ZombieNode[]} others
 * @param {(node: ZombieNode, other: ZombieNode) => Promise<unknown>} tell
 */
async function eachPair(some, others, tell) {
  const pairs = some.flatMap((one) => others.filter((two) => two !== one).map((two) => [one, two]));
  await Promise.all(pairs.flatMap(([one, two]) => [tell(one, two), tell(two, one)]));
}

/**
 * All of some nodes become peers of all of others.
 * @param {ZombieNode[]} some
 * @param {ZombieNode[]} others
 */
export async function join(some, others) {
  await eachPair(some, others, (node, { multiaddress }) =>
    node.call('system_addReservedPeer', multiaddress),
  );
}

/**
 * None of some nodes is a peer of any of others any more.
 * @param {ZombieNode[]} some
 * @param {ZombieNode[]} others
 */
export async function part(some, others) {
  await eachPair(some, others, (node, { multiaddress }) =>
    node.call('system_removeReservedPeer', multiaddress.split('/p2p/')[1]),
  );
}
