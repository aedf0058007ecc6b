// @ts-check
/** Transactions in blocks, whether these become final or not. */
import { within } from '../../clients/src/wait.js';

/**
 * Signs and sends a transaction, and waits until the node has it in a block. It names no block of the
 * chain, so that it is as good on a fork.
 * @param {any} tx of the API of that node
 * @param {ReturnType<typeof import('../../clients/src/api.js').account>} signer
 * @param {number} seconds that this may take
 * @returns {Promise<string>} the hash of the block
 */
export function included(tx, signer, seconds) {
  const { method } = tx.method;
  const sent = new Promise((resolve, reject) => {
    tx.signAndSend(signer, { era: 0 }, (/** @type {any} */ { status, dispatchError }) => {
      if (dispatchError) reject(new Error(`${method}: ${dispatchError}`));
      else if (status.isInBlock) resolve(status.asInBlock.toHex());
      // All that the library says of a block that has become final while it read the events.
      else if (status.isFinalized) resolve(status.asFinalized.toHex());
    }).catch(reject);
  });
  return within(seconds * 1000, sent, `${method} in a block`);
}
