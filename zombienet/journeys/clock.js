// @ts-check
/**
 * The clock of a validator is wrong: first one is ahead, then another behind. The others refuse what
 * the first signs for slots to come, and the second refuses their blocks for the same reason, so that
 * neither makes a block that counts. The three others make and finalise blocks, and a deposit goes
 * through. With the right time the validator is back at work: the one that was ahead not before the
 * slots that it has signed are over, or else it would sign them twice.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
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

/** By how much the clocks are wrong: by fifteen slots, and by more than all of this takes. */
const AHEAD_SECONDS = 30;
const BEHIND_SECONDS = 600;
/** Blocks that become final meanwhile: a quarter of the slots stays empty. */
const BLOCKS = 10;
const SECONDS = 180;
/** What a node says of a block that is not to be yet. */
const FUTURE = /too far in the future/i;
/** What a node says that gets blocks too late. */
const AHEAD = /clock of this machine is ahead/;

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
    ['charlie', AHEAD_SECONDS, ['alice', 'bob', 'dave']],
    ['dave', -BEHIND_SECONDS, ['dave']],
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
    const way = seconds > 0 ? 'ahead' : 'behind';
    say(`from block ${from} on the clock of ${wrong.name} is ${Math.abs(seconds)} s ${way}`);
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
    const warned = validators.filter((node) => node.logged(AHEAD).length > 0);
    assert.deepEqual(
      warned.map((node) => node.name),
      ['charlie'],
      'who warns of a clock that is ahead',
    );
    if (seconds < 0) assert.ok((await finalNumber(wrong)) < from, 'it has none of these blocks');
    say(`blocks up to ${last} are final, the deposit among them; none is of ${wrong.name}`);

    await wrong.crash();
    if (seconds > 0) await sleep(seconds * 1000);
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
  say('nobody has signed twice; the books are equal');
});
