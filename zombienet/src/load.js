// @ts-check
/**
 * Many transactions at once, sent to all nodes in turn, as clients do that are not told which node
 * will fail: what a node did not pass on before it ended is sent once more.
 */
import { account, stash } from '../../clients/src/api.js';
import { until } from '../../clients/src/wait.js';

/** Who sends, from accounts of the preset that no other part of a journey uses. */
const SENDERS = ['Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'];
/** An extrinsic that never expires. */
const IMMORTAL = 0;
/** Replies to a transaction that a node has already, or that is in a block. */
const KNOWN = /already imported|outdated|stale|priority is too low|temporarily banned/i;

/** What becomes of a request to a node that is killed. */
const GONE = /fetch failed|terminated|aborted/;

/**
 * @typedef {object} Sender
 * @property {ReturnType<typeof account>} pair
 * @property {number} nonce that it had before
 * @property {string[]} signed in the order of their nonces
 */

export class Load {
  /** @type {Sender[]} */
  #senders = [];
  #turn = 0;

  /** @param {any} api of a node that stays up */
  constructor(api) {
    this.api = api;
  }

  /**
   * Signs the same number of calls for each sender.
   * @param {number} rounds
   * @param {(tx: any, round: number, sender: string) => any[]} calls of one round
   */
  async sign(rounds, calls) {
    const { api } = this;
    const options = { era: IMMORTAL, blockHash: api.genesisHash, genesisHash: api.genesisHash };
    for (const name of SENDERS) {
      const pair = account(name);
      const nonce = (await api.rpc.system.accountNextIndex(pair.address)).toNumber();
      /** @type {string[]} */
      const signed = [];
      for (let round = 0; round < rounds; round += 1) {
        for (const call of calls(api.tx, round, pair.address)) {
          await call.signAsync(pair, { ...options, nonce: nonce + signed.length });
          signed.push(call.toHex());
        }
      }
      this.#senders.push({ pair, nonce, signed });
    }
  }

  /** How many transactions there are. */
  get size() {
    return this.#senders.reduce((sum, { signed }) => sum + signed.length, 0);
  }

  get senders() {
    return this.#senders.map(({ pair }) => pair.address);
  }

  /**
   * How many are in blocks, up to a best one.
   * @param {import('../../clients/src/node.js').Node} node
   * @returns {Promise<number>}
   */
  async included(node) {
    /** @type {any} */
    const { query } = await node.api();
    const counts = await Promise.all(
      this.#senders.map(async ({ pair, nonce }) => {
        const account = await query.system.account(pair.address);
        return account.nonce.toNumber() - nonce;
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /**
   * Sends what one of the senders has from a place in its list on.
   * @param {import('../../clients/src/node.js').Node[]} nodes
   * @param {Sender} sender
   * @param {number} from
   */
  async #submit(nodes, { signed }, from) {
    for (const extrinsic of signed.slice(from)) {
      const node = nodes[(this.#turn += 1) % nodes.length];
      try {
        await node.call('author_submitExtrinsic', extrinsic);
      } catch (error) {
        const { message } = /** @type {Error} */ (error);
        // A node that has just been killed answers nothing; it is sent again in the end.
        if (!KNOWN.test(message) && !GONE.test(message)) throw error;
      }
    }
  }

  /**
   * Sends everything once.
   * @param {import('../../clients/src/node.js').Node[]} nodes
   */
  async send(nodes) {
    await Promise.all(this.#senders.map((sender) => this.#submit(nodes, sender, 0)));
  }

  /**
   * Sends again what no final block has, until all is in one.
   * @param {import('../../clients/src/node.js').Node} node
   * @param {number} seconds
   */
  async finish(node, seconds) {
    const api = await node.api();
    await until(`all ${this.size} transactions final`, seconds, async () => {
      const at = /** @type {any} */ (await api.at(await api.rpc.chain.getFinalizedHead()));
      let done = true;
      for (const sender of this.#senders) {
        const { nonce } = await at.query.system.account(sender.pair.address);
        const final = nonce.toNumber() - sender.nonce;
        if (final < sender.signed.length) {
          done = false;
          const next = await api.rpc.system.accountNextIndex(sender.pair.address);
          await this.#submit([node], sender, next.toNumber() - sender.nonce);
        }
      }
      return done;
    });
  }
}

/**
 * An account that has nothing at genesis.
 * @param {number} index
 */
export function receiver(index) {
  return stash(`Receiver${index}`).address;
}
