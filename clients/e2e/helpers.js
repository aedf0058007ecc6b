// @ts-check
/** What the end-to-end tests share. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { account } from '../src/api.js';
import { told, within } from '../src/wait.js';

export const [alice, bob, charlie, dave, eve, ferdie] = [
  'Alice',
  'Bob',
  'Charlie',
  'Dave',
  'Eve',
  'Ferdie',
].map(account);

/** @typedef {import('../src/chain.js').Chain} Chain */

/**
 * @typedef {{ what: string, call: any, by?: import('@polkadot/keyring/types').KeyringPair,
 *   error: string }} Refusal
 */

/** The terms of the books that only a change of the books changes. */
const FIXED = /** @type {const} */ ([
  'pots',
  'idle',
  'backing',
  'streaming',
  'exits',
  'provision',
  'issuance',
  'claims',
]);

/**
 * Sends calls that must each be refused with their error, all at once.
 * @param {Chain} chain
 * @param {Refusal[]} refusals
 */
export async function refuseAll(chain, refusals) {
  const outcomes = await Promise.all(refusals.map(({ call, by = bob }) => chain.send(call, by)));
  outcomes.forEach(({ error }, i) => {
    assert.equal(error, refusals[i].error, refusals[i].what);
  });
  return outcomes.sort((a, b) => a.block - b.block);
}

/**
 * @param {Chain} chain
 * @param {string} hash
 */
export async function fixedBooks(chain, hash) {
  const books = await chain.askAt(hash, 'reserves');
  return Object.fromEntries(FIXED.map((term) => [term, books[term]]));
}

/**
 * @param {import('../src/chain.js').Outcome} outcome
 * @param {string} event of the pool, such as 'Deposited', or another, such as 'session.NewKeys'
 */
export function took(outcome, event) {
  assert.equal(outcome.error, null, event);
  const full = event.includes('.') ? event : `liquidStaking.${event}`;
  const found = outcome.events.find(({ name }) => name === full);
  assert.ok(found, `${full} among ${outcome.events.map(({ name }) => name).join(', ')}`);
  return found.data;
}

/**
 * What the balance of an account that it can spend changed by in a block, its fee left out.
 * @param {Chain} chain
 * @param {string} address
 * @param {import('../src/chain.js').Outcome} outcome
 * @param {bigint} [fee] that the account paid in the block
 */
export async function gained(chain, address, outcome, fee = 0n) {
  const [had, has] = await Promise.all(
    [outcome.parent, outcome.hash].map((hash) => chain.free(address, hash)),
  );
  return has - had + fee;
}

/**
 * What the stEST of an account changed by in a block.
 * @param {Chain} chain
 * @param {string} address
 * @param {import('../src/chain.js').Outcome} outcome
 */
export async function sharesGained(chain, address, { parent, hash }) {
  const [had, has] = await Promise.all([parent, hash].map((at) => sharesAt(chain, address, at)));
  return has - had;
}

/**
 * The stEST that an account holds.
 * @param {Chain} chain
 * @param {string} address
 * @param {string} hash of a block
 * @returns {Promise<bigint>}
 */
export async function sharesAt(chain, address, hash) {
  return (await chain.askAt(hash, 'position', address)).shares;
}

/**
 * Tests that each stand on the one before: after one that fails, or takes too long, the others are
 * not tried.
 * @param {number} milliseconds that a step may take
 * @param {() => string} [standing] what to tell of a step that takes longer
 * @returns {(name: string, step: () => Promise<void> | void) => void}
 */
export function steps(milliseconds, standing = () => 'nothing more is known') {
  let failed = '';
  return (name, step) => {
    test(name, async () => {
      if (failed) throw new Error(`not tried: "${failed}" failed`);
      failed = name;
      await within(
        milliseconds,
        Promise.resolve().then(step),
        () => `the end of "${name}"; ${told(standing)}`,
      );
      failed = '';
    });
  };
}

/**
 * How a chain and its node stand, for who waits in vain.
 * @param {Chain | undefined} chain
 * @param {import('../src/node.js').Node | undefined} node
 * @returns {string}
 */
export function standing(chain, node) {
  const failure = chain?.failure?.message ?? 'no failure';
  return `block ${chain?.head}, ${failure}, the node says:\n${node?.tail()}`;
}

/** How long the chain may take for each block, and for its finality. */
const BLOCK_MILLISECONDS = 6_000;
const FINAL_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 250;

/**
 * Asks a node until that block is final.
 * @param {import('../src/node.js').Node} node
 * @param {number} number
 * @returns {Promise<number>} the last final block, that one or a later one
 */
export async function untilFinal(node, number) {
  const blocks = Math.max(0, number - (await finalOf(node)));
  const deadline = Date.now() + FINAL_MILLISECONDS + blocks * BLOCK_MILLISECONDS;
  for (;;) {
    const final = await finalOf(node);
    if (final >= number) return final;
    if (Date.now() > deadline) throw new Error(`block ${number} is not final:\n${node.tail()}`);
    await sleep(POLL_MILLISECONDS);
  }
}

/**
 * @param {import('../src/node.js').Node} node
 * @returns {Promise<number>} the last final block
 */
export async function finalOf(node) {
  const hash = await node.call('chain_getFinalizedHead');
  return Number((await node.call('chain_getHeader', hash)).number);
}
