// @ts-check
/** Who makes blocks and who votes for them. */
import assert from 'node:assert/strict';
import { addressOf } from '../../clients/src/api.js';
import { authorOf } from '../../clients/src/author.js';
import { plain } from '../../clients/src/plain.js';
import { until } from '../../clients/src/wait.js';
import { finalNumber } from './books.js';
import { hex } from './genesis.js';

/**
 * @param {import('../../clients/src/node.js').Node} node that is asked
 * @param {string} address of the key that is to vote
 * @returns {Promise<boolean>} whether it is a voter, and the votes of the current round that the node
 *   has seen are from it, among others
 */
export async function voted(node, address) {
  const { setId, best } = await node.call('grandpa_roundState');
  const missed = [best.prevotes, best.precommits].every(
    (votes) => votes.currentWeight === 0 || votes.missing.includes(address),
  );
  if (missed) return false;
  // None but voters can be missing: the set that the node speaks of must have the key.
  const api = await node.api();
  /** @type {any} */
  const at = await api.at(await node.call('chain_getFinalizedHead'));
  const [current, voters] = await Promise.all([
    at.query.grandpa.currentSetId(),
    at.call.grandpaApi.grandpaAuthorities(),
  ]);
  const addresses = voters.map((/** @type {any} */ [key]) => addressOf(key.toHex()));
  return setId === current.toNumber() && addresses.includes(address);
}

/**
 * Looks at rounds that several have voted in; in none of them has a certain key.
 * @param {import('../../clients/src/node.js').Node} node that is asked
 * @param {string} address of the key
 * @param {number} rounds to look at
 * @param {number} seconds that this may take
 */
export async function neverVotes(node, address, rounds, seconds) {
  const seen = new Set();
  await until(`${rounds} rounds without ${address}`, seconds, async () => {
    const { best } = await node.call('grandpa_roundState');
    for (const { currentWeight, missing } of [best.prevotes, best.precommits]) {
      assert.ok(missing.includes(address), `${address} votes in round ${best.round}`);
      if (currentWeight > 1) seen.add(best.round);
    }
    return seen.size >= rounds;
  });
}

/**
 * @param {import('../../clients/src/node.js').Node} node that is asked
 * @param {string} address
 * @param {number} seconds
 */
export async function untilVoted(node, address, seconds) {
  await until(`a vote of ${address}`, seconds, () => voted(node, address));
}

/**
 * Waits until each of these keys has made a final block after a given one.
 * @param {import('../../clients/src/node.js').Node} node that is asked
 * @param {number} after number of a block
 * @param {string[]} keys in hex
 * @param {number} seconds
 */
export async function untilAuthored(node, after, keys, seconds) {
  const api = await node.api();
  const missing = new Set(keys);
  let seen = after;
  await until(`blocks of ${[...missing]}`, seconds, async () => {
    for (const final = await finalNumber(node); seen < final && missing.size > 0; seen += 1) {
      const hash = await node.call('chain_getBlockHash', seen + 1);
      missing.delete(await authorOf(api, hash));
    }
    return missing.size === 0;
  });
}

/**
 * The node of a validator makes new session keys, and its stash announces them.
 * @param {import('../../clients/src/chain.js').Chain} chain
 * @param {import('../../clients/src/node.js').Node} node
 * @param {ReturnType<typeof import('../../clients/src/api.js').stash>} owner
 * @returns {Promise<{ babe: string, grandpa: string, authorityDiscovery: string }>} keys in hex
 */
export async function rotateKeys(chain, node, owner) {
  /** @type {any} */
  const { tx, query } = chain.api;
  const { keys, proof } = await node.call('author_rotateKeysWithOwner', hex(owner));
  const { error } = await chain.send(tx.session.setKeys(keys, proof), owner);
  assert.equal(error, null, 'session.setKeys');
  const next = plain(await query.session.nextKeys(owner.address));
  for (const key of Object.values(next)) {
    assert.ok(keys.includes(key.slice(2)), `${key} is one of those that the node made: ${keys}`);
  }
  return next;
}
