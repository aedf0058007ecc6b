// @ts-check
/**
 * Follows a chain block by block: no block is left out, so every event of the pool is seen and the
 * books are looked at in every state there was.
 */
import { EventEmitter } from 'node:events';
import { ask } from './api.js';
import { plain } from './plain.js';
import { within } from './wait.js';

/** Without a new block, or a new final one, for so long the chain is taken to stand still. */
const STALL_MILLISECONDS = { best: 60_000, final: 300_000 };
/** How long a transaction may take into a block. */
const SEND_MILLISECONDS = 240_000;
/** The pool, and what is built on it: events of these are kept. */
const POOL = 'liquidStaking';
const PALLETS = [POOL, 'restaking', 'coverage'];

/**
 * @typedef {object} ChainEvent
 * @property {number} block
 * @property {string} hash of the block
 * @property {number | null} extrinsic its index, or null for what the block did by itself
 * @property {string} name such as 'liquidStaking.EraSettled'
 * @property {any} data fields by name, plain values
 * @property {any} raw the same as the library decoded it
 *
 * @typedef {object} Block
 * @property {number} number
 * @property {string} hash
 * @property {string} parent hash of the block before
 * @property {any} at the API at that block
 * @property {ChainEvent[]} events
 *
 * @typedef {object} Outcome what became of a transaction
 * @property {number} block
 * @property {string} hash of the block
 * @property {string} parent hash of the block before
 * @property {string | null} error the name of the error, such as 'liquidStaking.AmountZero'
 * @property {bigint} fee
 * @property {ChainEvent[]} events those of the transaction
 */

export class Chain extends EventEmitter {
  /** @type {Map<string, Promise<number>>} */
  #nonces = new Map();
  #stopped = false;

  /**
   * @param {import('@polkadot/api').ApiPromise} api
   * @param {boolean} [finalized] whether to look at final blocks only
   */
  constructor(api, finalized = false) {
    super();
    this.setMaxListeners(0);
    this.api = api;
    this.finalized = finalized;
    /** The last block that was looked at. */
    this.head = 0;
    /** @type {ChainEvent[]} All events of the pool, of restaking and of coverage. */
    this.events = [];
    /** @type {Error | null} Why following ended. */
    this.failure = null;
  }

  /**
   * Follows the chain from the block after `from` on. Where several nodes author, blocks are looked
   * at once they are final: there are forks, and a block that was seen may be none in the end.
   * @param {import('@polkadot/api').ApiPromise} api
   * @param {object} [options]
   * @param {number} [options.from]
   * @param {boolean} [options.finalized]
   * @param {(block: Block) => Promise<void>} [options.onBlock]
   * @returns {Promise<Chain>}
   */
  static async follow(api, { from = 0, finalized = false, onBlock } = {}) {
    const chain = new Chain(api, finalized);
    chain.head = from;
    chain.#run(onBlock).catch((error) => chain.#fail(error));
    await chain.untilBlock(from + 1);
    return chain;
  }

  /** @param {((block: Block) => Promise<void>) | undefined} onBlock */
  async #run(onBlock) {
    let best = 0;
    /** @type {(value?: unknown) => void} */
    let wake = () => {};
    const { subscribeFinalizedHeads, subscribeNewHeads } = this.api.rpc.chain;
    const subscribe = this.finalized ? subscribeFinalizedHeads : subscribeNewHeads;
    const stall = STALL_MILLISECONDS[this.finalized ? 'final' : 'best'];
    const unsubscribe = await subscribe((header) => {
      best = Math.max(best, header.number.toNumber());
      wake();
    });
    try {
      while (!this.#stopped) {
        if (this.head >= best) {
          await new Promise((resolve, reject) => {
            const timer = setTimeout(
              () => reject(new Error(`the chain stands still at block ${this.head}`)),
              stall,
            );
            wake = () => {
              clearTimeout(timer);
              resolve(undefined);
            };
            this.once('stop', wake);
          });
          this.removeListener('stop', wake);
          continue;
        }
        const block = await this.#read(this.head + 1);
        if (this.#stopped) break;
        await onBlock?.(block);
        this.events.push(
          ...block.events.filter(({ name }) => PALLETS.includes(name.split('.')[0])),
        );
        this.head = block.number;
        this.emit('block', block);
      }
    } finally {
      if (this.api.isConnected) unsubscribe();
    }
  }

  /**
   * @param {number} number
   * @returns {Promise<Block>}
   */
  async #read(number) {
    const hash = (await this.api.rpc.chain.getBlockHash(number)).toHex();
    const parent = (await this.api.rpc.chain.getBlockHash(number - 1)).toHex();
    const at = await this.api.at(hash);
    const events = eventsOf(number, hash, /** @type {any} */ (await at.query.system.events()));
    return { number, hash, parent, at, events };
  }

  /** @param {Error} error */
  #fail(error) {
    if (this.#stopped) return;
    this.failure = error;
    this.emit('failure', error);
  }

  /** Ends the following. */
  stop() {
    this.#stopped = true;
    this.emit('stop');
  }

  /**
   * Waits until `ready` gives something, asked after every block.
   * @template Found
   * @param {() => Found | undefined | null | false} ready
   * @returns {Promise<Found>}
   */
  until(ready) {
    return new Promise((resolve, reject) => {
      if (this.failure) return void reject(this.failure);
      const look = () => {
        const found = ready();
        if (found instanceof Promise) throw new TypeError('a promise says nothing yet');
        if (found === undefined || found === null || found === false) return;
        end();
        resolve(found);
      };
      /** @param {Error} error */
      const fail = (error) => {
        end();
        reject(error);
      };
      const end = () => {
        this.off('block', look);
        this.off('failure', fail);
      };
      this.on('block', look);
      this.on('failure', fail);
      look();
    });
  }

  /** @param {number} number */
  untilBlock(number) {
    return this.until(() => this.head >= number);
  }

  /**
   * The event of that name, seen already or still to come, that fits.
   * @param {string} name of an event, see `seen`
   * @param {(data: any) => boolean} [fits]
   * @returns {Promise<ChainEvent>}
   */
  untilEvent(name, fits = () => true) {
    return this.until(() => this.seen(name).find(({ data }) => fits(data)));
  }

  /**
   * @param {string} name of an event of the pool, such as 'EraSettled', or of another pallet, such
   *   as 'restaking.SlashApplied'
   * @returns {ChainEvent[]} all of them so far
   */
  seen(name) {
    const full = name.includes('.') ? name : `${POOL}.${name}`;
    return this.events.filter((event) => event.name === full);
  }

  /**
   * Waits until `era` is active and the settlement that follows on its activation is done.
   * @param {number} era
   */
  async untilSettledIn(era) {
    await this.untilEvent('SettlementFinished', (data) => data.era >= era);
  }

  /**
   * Signs and sends a transaction and waits until it is in a block, a final one if this chain is
   * about final blocks.
   * @param {any} tx is signed in place, so one is not to be sent twice
   * @param {import('@polkadot/keyring/types').KeyringPair} signer
   * @returns {Promise<Outcome>}
   */
  async send(tx, signer) {
    const result = await this.#included(tx, signer);
    const { status } = result;
    const hash = (status.isFinalized ? status.asFinalized : status.asInBlock).toHex();
    const header = await this.api.rpc.chain.getHeader(hash);
    const block = header.number.toNumber();
    const events = eventsOf(block, hash, result.events);
    const paid = events.find(({ name }) => name === 'transactionPayment.TransactionFeePaid');
    await this.untilBlock(block);
    return {
      block,
      hash,
      parent: header.parentHash.toHex(),
      error: this.#refusal(result.dispatchError, events),
      fee: paid ? paid.data.actualFee : 0n,
      events,
    };
  }

  /**
   * Signs and sends a transaction.
   * @param {any} tx
   * @param {import('@polkadot/keyring/types').KeyringPair} signer
   * @returns {Promise<any>} what the node says of it once it is in a block, or a final one
   */
  async #included(tx, signer) {
    let last = 'not taken';
    /** @type {(error: Error) => void} */
    let fail = () => {};
    /** @type {Promise<() => void> | undefined} */
    let watching;
    const included = new Promise((resolve, reject) => {
      fail = reject;
      watching = this.#nonce(signer.address).then((nonce) =>
        // It never expires: the library would bind it to a block that is not final if those are far
        // behind, and a fork without that block has no use for it.
        tx.signAndSend(signer, { nonce, era: 0 }, (/** @type {any} */ update) => {
          last = update.status.type;
          if (update.internalError) reject(update.internalError);
          // The library reads the events of a block before it tells that the transaction is in it, and
          // says nothing of that any more if the block has become final meanwhile.
          else if (update.isFinalized || (!this.finalized && update.isInBlock)) resolve(update);
          else if (update.isError) reject(new Error(`the transaction is ${last}`));
        }),
      );
      watching.catch(reject);
    });
    this.once('failure', fail);
    try {
      const { section, method } = tx.method;
      const what = () => `${section}.${method} of ${signer.address}, which is ${last}, in a block`;
      return await within(SEND_MILLISECONDS, included, what);
    } catch (error) {
      // The pool did not take it: ask for the nonce anew next time.
      this.#nonces.delete(signer.address);
      throw error;
    } finally {
      this.off('failure', fail);
      // What becomes of it later is of no interest, and takes a reading of all events to be told.
      watching?.then((stop) => stop()).catch(() => {});
    }
  }

  /** @param {string} address */
  #nonce(address) {
    const before = this.#nonces.get(address);
    const mine = before
      ? before.then((nonce) => nonce + 1)
      : this.api.rpc.system.accountNextIndex(address).then((index) => index.toNumber());
    this.#nonces.set(address, mine);
    return mine;
  }

  /**
   * Why a call was refused: as the transaction itself, or as the call that sudo made.
   * @param {any} dispatchError
   * @param {ChainEvent[]} events
   * @returns {string | null}
   */
  #refusal(dispatchError, events) {
    if (dispatchError) return this.errorName(dispatchError);
    const sudo = events.find(({ name }) => name === 'sudo.Sudid')?.raw[0];
    return sudo?.isErr ? this.errorName(sudo.asErr) : null;
  }

  /**
   * @param {any} error a DispatchError
   * @returns {string} such as 'liquidStaking.AmountZero', or the kind of another error
   */
  errorName(error) {
    if (!error.isModule) return error.isToken ? `Token.${error.asToken.type}` : error.type;
    const { section, name } = this.api.registry.findMetaError(error.asModule);
    return `${section}.${name}`;
  }

  /**
   * The balance of an account that it could spend or stake.
   * @param {string} address
   * @param {string} hash of a block
   * @returns {Promise<bigint>}
   */
  async free(address, hash) {
    const at = /** @type {any} */ (await this.api.at(hash));
    return plain((await at.query.system.account(address)).data.free);
  }

  /**
   * Asks the runtime API at a block.
   * @param {string} hash
   * @param {string} name
   * @param {...unknown} args
   */
  async askAt(hash, name, ...args) {
    return ask(await this.api.at(hash), name, ...args);
  }
}

/**
 * Slots of the active era after the one of a block.
 * @param {any} at the API at that block
 * @returns {Promise<number>}
 */
export async function slotsLeftInEra(at) {
  const { epochDuration } = at.consts.babe;
  const { sessionsPerEra } = at.consts.staking;
  const active = (await at.query.staking.activeEra()).unwrap().index;
  const [first, session, slot, epochStart] = await Promise.all([
    at.query.staking.erasStartSessionIndex(active),
    at.query.session.currentIndex(),
    at.query.babe.currentSlot(),
    at.call.babeApi.currentEpochStart(),
  ]);
  const sessionsLeft = plain(sessionsPerEra) - (plain(session) - plain(first));
  const end = plain(epochStart) + BigInt(sessionsLeft) * plain(epochDuration);
  return Number(end - 1n - plain(slot));
}

/**
 * @param {number} block
 * @param {string} hash
 * @param {Iterable<any>} records
 * @returns {ChainEvent[]}
 */
function eventsOf(block, hash, records) {
  return Array.from(records, ({ event, phase }) => {
    const names = event.data.names;
    return {
      block,
      hash,
      extrinsic: phase?.isApplyExtrinsic ? phase.asApplyExtrinsic.toNumber() : null,
      name: `${event.section}.${event.method}`,
      data: names ? named(names, event.data) : plain([...event.data]),
      raw: event.data,
    };
  });
}

/**
 * @param {string[]} names
 * @param {any[]} values
 */
function named(names, values) {
  return Object.fromEntries(names.map((name, i) => [name, plain(values[i])]));
}
