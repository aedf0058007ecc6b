// @ts-check
/** Looks at every final block: the books must balance in each, and no step of a settlement fail. */
import assert from 'node:assert/strict';
import { ask } from '../../clients/src/api.js';
import { Chain, slotsLeftInEra } from '../../clients/src/chain.js';
import { checkFalls } from '../../clients/src/report.js';
import { booksAt } from './books.js';

/** Slots that a transaction takes until it is in a block, and final blocks are behind: to spare. */
const CALM_SLOTS = 7;

/**
 * @param {any} api
 * @param {number} [from] the block after which to look
 */
export async function watch(api, from = 0) {
  /** @type {import('../../clients/src/offence.js').Look[]} */
  const looks = [];
  const chain = await Chain.follow(api, {
    finalized: true,
    from,
    onBlock: async ({ number, hash, at, events }) => {
      looks.push({ block: number, hash, events, ...(await booksAt(at, `block ${number}`)) });
    },
  });
  return {
    chain,
    looks,
    /**
     * Waits for the middle of an era: what is sent then finds the books as a preview does.
     * @param {number} [slots] that the era must have left
     */
    async calm(slots = CALM_SLOTS) {
      for (;;) {
        const at = await api.at(looks[looks.length - 1].hash);
        const { activeEra, settledEra } = await ask(at, 'status');
        if (settledEra === activeEra && (await slotsLeftInEra(at)) >= slots) return;
        await chain.untilBlock(chain.head + 1);
      }
    },
    /**
     * Stops looking.
     * @param {number[]} [losses] blocks in which a loss was reported: LS-4, the rate fell in no other.
     *   Without any, nobody has signed twice either.
     */
    end(losses = []) {
      chain.stop();
      if (chain.failure) throw chain.failure;
      assert.deepEqual(checkFalls(looks, losses), []);
      const offences = looks.filter(({ events }) =>
        events.some(({ name }) => name === 'offences.Offence'),
      );
      if (losses.length === 0) assert.deepEqual(offences, []);
      const failed = chain.events.filter(({ name }) => /StepFailed|PayoutFailed/.test(name));
      assert.deepEqual(failed, []);
    },
  };
}
