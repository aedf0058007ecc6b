// @ts-check
/**
 * Who may talk to whom. Nodes that run with `--reserved-only` have no other peers than those they are
 * told of through their RPC, whatever else they hear of each other: blocks, transactions and votes go
 * nowhere else. Links of TCP would not do, since nodes tell each other addresses around them.
 */

/** @typedef {import('./node.js').ZombieNode} ZombieNode */

/**
 * Lets no node have peers until it is told of some.
 * @param {any} config of a network
 */
export function isolate(config) {
  for (const node of config.relaychain.nodes) node.args = ['--reserved-only'];
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
