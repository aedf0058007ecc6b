// @ts-check
/**
 * Two nodes join a running chain with empty databases. One executes every block, one skips to the
 * head by proofs of finality (warp sync) and fetches only the state there. Both have the state of
 * the others: the same state root of the same final block, the same rate and books.
 */
import assert from 'node:assert/strict';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { until } from '../../clients/src/wait.js';
import { finalNumber, height, peers, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { journey } from '../src/journey.js';
import { watch } from '../src/watch.js';

/** The era that must be settled when they join: there is a record and a reward then. */
const ERA = 2;
const SECONDS = 180;
/** Others that a node finds which joins: most of the validators. */
const PEERS = 3;

await journey(import.meta.url, { minutes: 16, change: onlyValidators }, async (network, say) => {
  const { validators } = network;
  const [alice] = validators;
  await untilFinal(alice, 1, SECONDS);
  const watched = await watch(await alice.api());
  const charlie = new Traveller('Charlie', watched.chain, new Turns(), say);
  await watched.calm();
  await charlie.deposit('2,000');
  assert.deepEqual(charlie.problems, []);
  await watched.chain.untilSettledIn(ERA);
  const joined = await finalNumber(alice);

  const [full, warp] = await Promise.all([
    network.add('full', ['--sync', 'full']),
    network.add('warp', ['--sync', 'warp']),
  ]);
  await Promise.all([full, warp].map((node) => untilFinal(node, joined, SECONDS)));
  for (const node of [full, warp]) {
    const what = `the metrics of ${node.url} tell of block ${joined}`;
    await until(what, SECONDS, async () => (await height(node, 'finalized')) >= joined);
    await until(`peers of ${node.url}`, SECONDS, async () => (await peers(node)) >= PEERS);
  }
  say(`both have block ${joined}`);

  // Only who executed the first block has its state.
  const first = await alice.call('chain_getBlockHash', 1);
  const pool = (/** @type {import('../../clients/src/node.js').Node} */ node) =>
    node.call('state_call', 'LiquidStakingApi_reserves', '0x', first);
  assert.equal(await pool(full), await pool(alice), 'the books in the first block');
  // The other lacks the state, or even the block: it fetches those before its head afterwards.
  const missing = 'State already discarded for|Expect block number from id:';
  await assert.rejects(pool(warp), new RegExp(`UnknownBlock: (${missing}) .*${first}`));
  assert.equal(warp.logged(/Warp sync is complete/).length, 1);
  assert.equal(full.logged(/Warp sync is complete/).length, 0);

  // The block with which it began can be one that the first of them is yet to finalise.
  await untilFinal(alice, (await finalNumber(warp)) + 1, SECONDS);
  const { number, stateRoot, rate } = await sameBooks([...validators, full, warp]);
  await untilFinal(warp, number + 3, SECONDS);
  watched.end();
  say(`block ${number} has the state root ${stateRoot} and the rate ${rate} at all six`);
});
