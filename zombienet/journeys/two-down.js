// @ts-check
/**
 * Two validators of four are killed: blocks are made as before, but nothing becomes final, for that
 * takes three. What a holder does meanwhile is in a block and waits. Both run again, and all of it
 * becomes final.
 */
import assert from 'node:assert/strict';
import { account, ask } from '../../clients/src/api.js';
import { planck } from '../../clients/src/format.js';
import { until } from '../../clients/src/wait.js';
import { bestNumber, finalNumber, height, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { included } from '../src/included.js';
import { journey } from '../src/journey.js';
import { watch } from '../src/watch.js';

/** Blocks that are made while nothing becomes final. Half of the slots stay empty. */
const BLOCKS = 8;
const SECONDS = 150;
const DEPOSIT = planck('700');

await journey(import.meta.url, { minutes: 16, change: onlyValidators }, async (network, say) => {
  const [alice, bob, ...down] = network.validators;
  await Promise.all(network.validators.map((node) => untilFinal(node, 2, SECONDS)));
  await Promise.all(down.map((node) => node.crash()));

  const untilBest = (/** @type {number} */ number) =>
    until(`block ${number}`, SECONDS, async () => (await bestNumber(alice)) >= number);
  // Votes that were sent before may still make a block final.
  await untilBest((await bestNumber(alice)) + 4);
  const stuck = await until('one last final block', SECONDS, async () => {
    const [one, other] = await Promise.all([alice, bob].map(finalNumber));
    return one === other && one;
  });

  /** @type {any} */
  const api = await alice.api();
  const deposit = api.tx.liquidStaking.deposit(DEPOSIT, 0);
  const block = await included(deposit, account('Bob'), SECONDS);
  const number = (await api.rpc.chain.getHeader(block)).number.toNumber();
  await untilBest(Math.max(number, stuck) + BLOCKS);
  for (const node of [alice, bob]) {
    assert.equal(await finalNumber(node), stuck, `nothing becomes final at ${node.name}`);
    assert.equal(await height(node, 'finalized'), stuck, `the metrics of ${node.name}`);
  }
  assert.ok(number > stuck, 'the deposit is in a block that is not final');
  say(`two are down: block ${stuck} stays the last final one, ${await bestNumber(alice)} the best`);

  await Promise.all(down.map((node) => node.run()));
  const best = await bestNumber(alice);
  await Promise.all(network.validators.map((node) => untilFinal(node, best, SECONDS)));
  const { number: final, hash } = await sameBooks(network.validators);
  assert.ok(final >= best);
  const watched = await watch(api, stuck);
  await watched.chain.untilBlock(final);
  watched.end();
  for (const node of network.validators) {
    const at = await (await node.api()).at(hash);
    const { shares } = await ask(at, 'position', account('Bob').address);
    assert.ok(shares > 0n, `${node.name} knows of the deposit`);
  }
  say(`both are back: block ${final} is final, the deposit among it, and the books are equal`);
});
