// @ts-check
/**
 * The clocks of two validators of four are wrong, one is a minute ahead and one a minute behind. The
 * others refuse what the first signs for slots to come, and the second refuses their blocks for the
 * same reason: neither makes a block that counts. Whoever is ahead follows and votes, so that there
 * are three for finality, and a deposit goes through. With the right time both are back at work.
 */
import assert from 'node:assert/strict';
import { account, voter } from '../../clients/src/api.js';
import { authorOf } from '../../clients/src/author.js';
import { clock } from '../../clients/src/clock.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { until } from '../../clients/src/wait.js';
import { bestNumber, finalNumber, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { hex } from '../src/genesis.js';
import { journey } from '../src/journey.js';
import { untilAuthored, untilVoted } from '../src/voters.js';
import { watch } from '../src/watch.js';

/** By how much the clocks are wrong: thirty slots. */
const SKEW_SECONDS = 60;
/** Blocks that become final meanwhile: half of the slots stay empty. */
const BLOCKS = 12;
const SECONDS = 180;
/** What a node says of a block that is not to be yet. */
const FUTURE = /too far in the future/i;

await journey(import.meta.url, { minutes: 18, change: onlyValidators }, async (network, say) => {
  const [alice, bob] = network.validators;
  const [ahead, behind] = ['charlie', 'dave'].map((name) => network.node(name));
  const wrong = /** @type {const} */ ([
    [ahead, SKEW_SECONDS],
    [behind, -SKEW_SECONDS],
  ]);
  const keys = ['Charlie', 'Dave'].map((name) => hex(account(name)));
  await Promise.all(network.validators.map((node) => untilFinal(node, 2, SECONDS)));
  const watched = await watch(await alice.api());

  for (const [node, seconds] of wrong) {
    await node.crash();
    node.env = clock(seconds);
    await node.run();
  }
  // What they had made before is behind these.
  const from = (await bestNumber(alice)) + 2;
  say(`from block ${from} on one clock is a minute ahead and one behind`);
  await untilVoted(alice, voter('Charlie').address, SECONDS);
  await Promise.all([alice, bob, ahead].map((node) => untilFinal(node, from + BLOCKS, SECONDS)));
  const holder = new Traveller('Bob', watched.chain, new Turns(), say);
  await watched.calm();
  await holder.deposit('500');
  assert.deepEqual(holder.problems, []);

  const { number: last } = await sameBooks([alice, bob, ahead]);
  const api = await alice.api();
  for (let number = from; number <= last; number += 1) {
    const author = await authorOf(api, await alice.call('chain_getBlockHash', number));
    assert.ok(!keys.includes(author), `block ${number} is of a validator whose clock is right`);
  }
  const refused = network.validators.filter((node) => node.logged(FUTURE).length > 0);
  assert.deepEqual(
    refused.map(({ name }) => name),
    [alice.name, bob.name, behind.name],
    'who refused blocks for slots to come',
  );
  assert.ok((await finalNumber(behind)) < from, 'who is behind has none of these blocks');
  say(`the others refuse their blocks; those up to ${last} are final, the deposit among them`);

  for (const [node] of wrong) {
    await node.crash();
    node.env = {};
    await node.run();
  }
  const back = await finalNumber(alice);
  await Promise.all(wrong.map(([node]) => untilFinal(node, back, SECONDS)));
  for (const name of ['Charlie', 'Dave']) await untilVoted(alice, voter(name).address, SECONDS);
  await untilAuthored(alice, back, keys, SECONDS);
  await until('the end of what was watched', SECONDS, () => watched.chain.head >= back);
  watched.end();
  const { number } = await sameBooks(network.validators);
  assert.ok(number > back);
  say('with the right time both make blocks and vote, and the books are equal');
});
