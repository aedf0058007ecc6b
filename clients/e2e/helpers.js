// @ts-check
/** What the end-to-end tests share. */
import assert from 'node:assert/strict';
import { account } from '../src/api.js';

export const [alice, bob, charlie, dave, eve] = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve'].map(
  account,
);

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
 * @param {string} event
 */
export function took(outcome, event) {
  assert.equal(outcome.error, null, event);
  const found = outcome.events.find(({ name }) => name === `liquidStaking.${event}`);
  assert.ok(found, event);
  return found.data;
}
