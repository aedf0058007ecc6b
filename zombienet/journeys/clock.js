// @ts-check
/**
 * The clock of a validator is wrong: first one is a minute ahead, then another a minute behind. The
 * others refuse what the first signs for slots to come, and the second refuses their blocks for the
 * same reason, so that neither makes a block that counts. The three others make and finalise blocks,
 * and a deposit goes through. With the right time the validator is back at work.
 */
import assert from 'node:assert/strict';
import { account, voter } from '../../clients/src/api.js';
import { authorOf } from '../../clients/src/author.js';
import { clock } from '../../clients/src/clock.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { bestNumber, finalNumber, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { hex, keyName } from '../src/genesis.js';
import { journey } from '../src/journey.js';
import { untilAuthored, untilVoted } from '../src/voters.js';
import { watch } from '../src/watch.js';

/** By how much a clock is wrong: thirty slots. */
const SKEW_SECONDS = 60;
/** Blocks that become final meanwhile: a quarter of the slots stays empty. */
const BLOCKS = 10;
const SECONDS = 180;
/** What a node says of a block that is not to be yet. */
const FUTURE = /too far in the future/i;

await journey(import.meta.url, { minutes: 18, change: onlyValidators }, async (network, say) => {
  const { validators } = network;
  const [alice, bob] = validators;
  await Promise.all(validators.map((node) => untilFinal(node, 2, SECONDS)));
  const api = await alice.api();
  const watched = await watch(api);
  const holder = new Traveller('Bob', watched.chain, new Turns(), say);
  /** @param {import('../src/node.js').ZombieNode} node */
  const refusals = (node) => node.logged(FUTURE).length;

  for (const [name, seconds, refused] of /** @type {const} */ ([
    ['charlie', SKEW_SECONDS, ['alice', 'bob', 'dave']],
    ['dave', -SKEW_SECONDS, ['dave']],
  ])) {
    const wrong = network.node(name);
    const others = validators.filter((node) => node !== wrong);
    const key = hex(account(keyName(name)));
    await wrong.crash();
    const before = validators.map(refusals);
    wrong.env = clock(seconds);
    await wrong.run();
    // What it had made before is behind these.
    const from = (await bestNumber(alice)) + 2;
    say(`from block ${from} on the clock of ${wrong.name} is ${seconds} s ahead`);
    await Promise.all(others.map((node) => untilFinal(node, from + BLOCKS, SECONDS)));
    await watched.calm();
    await holder.deposit('500');
    const { number: last } = await sameBooks(others);
    for (let number = from; number <= last; number += 1) {
      const author = await authorOf(api, await alice.call('chain_getBlockHash', number));
      assert.notEqual(author, key, `the author of block ${number}`);
    }
    assert.deepEqual(
      validators.filter((node, i) => refusals(node) > before[i]).map((node) => node.name),
      refused,
      'who refused blocks for slots to come',
    );
    if (seconds < 0) assert.ok((await finalNumber(wrong)) < from, 'it has none of these blocks');
    say(`blocks up to ${last} are final, the deposit among them; none is of ${wrong.name}`);

    await wrong.crash();
    wrong.env = {};
    await wrong.run();
    const back = await finalNumber(bob);
    await untilFinal(wrong, back, SECONDS);
    await untilVoted(alice, voter(keyName(name)).address, SECONDS);
    await untilAuthored(alice, back, [key], SECONDS);
    say(`with the right time ${wrong.name} makes blocks and votes`);
  }
  assert.deepEqual(holder.problems, []);
  watched.end();
  await sameBooks(validators);
  say('the books are equal');
});
