// @ts-check
/** Looks at every final block: the books must balance in each, and no step of a settlement fail. */
import assert from 'node:assert/strict';
import { Chain } from '../../clients/src/chain.js';
import { checkFalls } from '../../clients/src/report.js';
import { booksAt } from './books.js';

/**
 * @typedef {object} Look
 * @property {number} block
 * @property {string} hash
 * @property {bigint} rate
 * @property {any} books
 * @property {import('../../clients/src/chain.js').ChainEvent[]} events
 */

/** @param {any} api */
export async function watch(api) {
  /** @type {Look[]} */
  const looks = [];
  const chain = await Chain.follow(api, {
    finalized: true,
    onBlock: async ({ number, hash, at, events }) => {
      looks.push({ block: number, hash, events, ...(await booksAt(at, `block ${number}`)) });
    },
  });
  return {
    chain,
    looks,
    /**
     * Stops looking.
     * @param {number[]} [losses] blocks in which a loss was reported: LS-4, the rate fell in no other
     */
    end(losses = []) {
      chain.stop();
      if (chain.failure) throw chain.failure;
      assert.deepEqual(checkFalls(looks, losses), []);
      const failed = chain.events.filter(({ name }) => /StepFailed|PayoutFailed/.test(name));
      assert.deepEqual(failed, []);
    },
  };
}
