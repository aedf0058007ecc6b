// @ts-check
/** That nodes agree: the same block, the same state, the same books. */
import assert from 'node:assert/strict';
import { ask } from '../../clients/src/api.js';
import { ONE } from '../../clients/src/format.js';
import { checkBooks } from '../../clients/src/report.js';
import { until } from '../../clients/src/wait.js';

/** How long the last of the nodes may take to finalise what the first has. */
const FOLLOW_SECONDS = 60;
/** Nodes bring their metrics up to date every five seconds. */
const METRICS_SECONDS = 60;

/** @typedef {import('../../clients/src/node.js').Node} Node */

/**
 * @param {Node} node
 * @param {'best' | 'finalized'} status
 * @returns {Promise<number>} of the last such block, as the metrics say
 */
export function height(node, status) {
  return node.metric('substrate_block_height', { status });
}

/**
 * @param {Node} node
 * @returns {Promise<number>} nodes that it is connected to, as the metrics say
 */
export function peers(node) {
  return node.metric('substrate_sub_libp2p_peers_count');
}

/**
 * @param {Node} node
 * @returns {Promise<number>} of the last final block
 */
export async function finalNumber(node) {
  const { number } = await node.call('chain_getHeader', await node.call('chain_getFinalizedHead'));
  return Number(number);
}

/**
 * @param {Node} node
 * @returns {Promise<number>} of the best block
 */
export async function bestNumber(node) {
  return Number((await node.call('chain_getHeader')).number);
}

/**
 * @param {Node} node
 * @param {number} number of a block that is to be final
 * @param {number} [seconds] that this may take
 */
export async function untilFinal(node, number, seconds = FOLLOW_SECONDS) {
  const what = `block ${number} final at ${node.log}`;
  await until(what, seconds, async () => (await finalNumber(node)) >= number);
}

/**
 * LS-1 and LS-2 in a block.
 * @param {any} at the API at that block
 * @param {string} where
 */
export async function booksAt(at, where) {
  const [books, rate] = await Promise.all([ask(at, 'reserves'), ask(at, 'exchangeRate')]);
  assert.deepEqual(checkBooks(books, where), []);
  assert.equal(rate, ((books.backing + books.vested) * ONE) / books.issuance, `LS-2 in ${where}`);
  return { books, rate };
}

/**
 * The metrics of a node tell of a final block, and that the books of the pool balance.
 * @param {Node} node
 * @param {number} number
 */
async function checkMetrics(node, number) {
  await until(`metrics of block ${number} at ${node.metricsUrl}`, METRICS_SECONDS, async () => {
    const told = [height(node, 'finalized'), node.metric('estuary_read_block')];
    return Math.min(...(await Promise.all(told))) >= number;
  });
  const difference = await node.metric('estuary_books_difference_planck');
  assert.equal(difference, 0, `LS-1 in the metrics of ${node.url}`);
}

/**
 * The last block that is final at the first node becomes final at all of them, with one hash, one
 * state root and the same books, which balance. The metrics of all nodes say the same.
 * @param {Node[]} nodes
 * @param {number} [seconds] that the last of them may be behind
 */
export async function sameBooks(nodes, seconds = FOLLOW_SECONDS) {
  const number = await finalNumber(nodes[0]);
  const views = await Promise.all(
    nodes.map(async (node) => {
      await untilFinal(node, number, seconds);
      const hash = await node.call('chain_getBlockHash', number);
      const { stateRoot } = await node.call('chain_getHeader', hash);
      const at = await (await node.api()).at(hash);
      const { books, rate } = await booksAt(at, `block ${number} at ${node.url}`);
      await checkMetrics(node, number);
      return { hash, stateRoot, books, rate };
    }),
  );
  views.forEach((view, i) => assert.deepEqual(view, views[0], `the view of ${nodes[i].url}`));
  return { number, ...views[0] };
}
