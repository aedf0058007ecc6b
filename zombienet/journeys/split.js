// @ts-check
/**
 * The network falls into two halves of two validators. Each goes on with a chain of its own, and
 * neither finalises anything: that takes three. Healed, all agree on one chain, both halves'
 * deposits among it, and finality goes on.
 */
import assert from 'node:assert/strict';
import { account, ask } from '../../clients/src/api.js';
import { planck } from '../../clients/src/format.js';
import { until } from '../../clients/src/wait.js';
import { bestNumber, finalNumber, peers, sameBooks, untilFinal } from '../src/books.js';
import { included } from '../src/included.js';
import { journey } from '../src/journey.js';
import { isolate, join, part } from '../src/partition.js';
import { watch } from '../src/watch.js';

/** The full node is in the first half. */
const HALVES = [
  ['observer', 'alice', 'bob'],
  ['charlie', 'dave'],
];
/** Blocks that each half makes on its own: half of the slots stay empty. */
const BLOCKS = 6;
/** A node that is given no blocks notices in 35 s, and may have to leave its peers alone for 60 s more. */
const SECONDS = 240;
/** Time for the blocks after it is healed, with five nodes on few cores. */
const AFTER_SECONDS = 360;
/** Blocks that become final afterwards: over an era, with its election and settlement. */
const AFTER = 60;
/** Who deposits in which half, through which node. */
const DEPOSITS = /** @type {const} */ ([
  ['Bob', 'alice'],
  ['Eve', 'charlie'],
]);
const DEPOSIT = planck('300');

/** @typedef {import('../src/network.js').Zombienet} Zombienet */

/**
 * Waits until each node is connected to as many others as there should be.
 * @param {Zombienet} network
 * @param {(half: string[]) => number} count
 */
async function untilConnected(network, count) {
  for (const half of HALVES) {
    for (const name of half) {
      const what = `${count(half)} peers of ${name}`;
      await until(what, SECONDS, async () => (await peers(network.node(name))) === count(half));
    }
  }
}

/**
 * Deposits through a node, into a block that it takes for the best.
 * @param {Zombienet} network
 * @param {string} name
 * @param {string} through
 */
async function deposit(network, name, through) {
  /** @type {any} */
  const api = await network.node(through).api();
  const call = api.tx.liquidStaking.deposit(DEPOSIT, 0);
  await included(call, account(name), SECONDS);
}

await journey(import.meta.url, { minutes: 20, change: isolate }, async (network, say) => {
  const nodes = [...network.nodes.values()];
  const halves = HALVES.map((half) => half.map((name) => network.node(name)));
  const [one, other] = ['alice', 'charlie'].map((name) => network.node(name));
  await untilConnected(network, () => nodes.length - 1);
  await Promise.all(nodes.map((node) => untilFinal(node, 3, SECONDS)));
  await sameBooks(nodes);
  say('all are connected and finalise');

  await part(halves[0], halves[1]);
  await untilConnected(network, (half) => half.length - 1);
  const cut = await bestNumber(one);
  await until('blocks after the cut', SECONDS, async () => (await bestNumber(one)) >= cut + 2);
  // The last votes may have reached one half alone.
  const stuck = await Promise.all([one, other].map(finalNumber));
  await Promise.all(DEPOSITS.map(([name, through]) => deposit(network, name, through)));
  const goal = Math.max(...(await Promise.all([one, other].map(bestNumber)))) + BLOCKS;
  await Promise.all(
    [one, other].map((node) =>
      until(`block ${goal}`, SECONDS, async () => (await bestNumber(node)) >= goal),
    ),
  );
  for (const [i, half] of halves.entries()) {
    for (const node of half) {
      assert.equal(await finalNumber(node), stuck[i], `nothing becomes final at ${node.name}`);
    }
  }
  const at = cut + 2;
  /** Hashes of that block, by half. Two nodes with the same slot can each have their own for a while. */
  const hashes = await until('one chain in each half', SECONDS, async () => {
    const found = await Promise.all(
      halves.map((half) => Promise.all(half.map((node) => node.call('chain_getBlockHash', at)))),
    );
    return found.every((half) => new Set(half).size === 1) && found;
  });
  assert.notEqual(hashes[0][0], hashes[1][0], `block ${at} of the halves`);
  for (const [i, node] of [one, other].entries()) {
    const api = await node.api();
    for (const [j, [name]] of DEPOSITS.entries()) {
      const { shares } = await ask(api, 'position', account(name).address);
      assert.equal(shares > 0n, i === j, `what ${node.name} knows of the deposit of ${name}`);
    }
  }
  // Nobody has found a way to the other half.
  await untilConnected(network, (half) => half.length - 1);
  say(`each half has a chain of its own up to block ${goal}; the last final ones are ${stuck}`);

  await join(halves[0], halves[1]);
  await untilConnected(network, () => nodes.length - 1);
  const best = Math.max(...(await Promise.all([one, other].map(bestNumber))));
  await Promise.all(nodes.map((node) => untilFinal(node, best, SECONDS)));
  const watched = await watch(await one.api(), Math.min(...stuck));
  await sameBooks(nodes, SECONDS);
  const healed = await Promise.all(nodes.map((node) => node.call('chain_getBlockHash', at)));
  assert.equal(new Set(healed).size, 1, `block ${at} is one again`);
  assert.ok(hashes.flat().includes(healed[0]), 'it is that of one of the halves');
  await until('both deposits in a final block', SECONDS, async () => {
    const final = await other.call('chain_getFinalizedHead');
    const state = await (await other.api()).at(final);
    const positions = await Promise.all(
      DEPOSITS.map(([name]) => ask(state, 'position', account(name).address)),
    );
    return positions.every(({ shares }) => shares > 0n);
  });
  say(`healed: both deposits are in, block ${at} is ${healed[0].slice(0, 10)}…, of one half`);
  const goesOn = (await finalNumber(one)) + AFTER;
  await Promise.all(nodes.map((node) => untilFinal(node, goesOn, AFTER_SECONDS)));
  const { number } = await sameBooks(nodes, SECONDS);
  await watched.chain.untilBlock(number);
  watched.end();
  say(`block ${number} has the same books at all nodes`);
});
