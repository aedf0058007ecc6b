// @ts-check
/**
 * Two nodes with one validator's key. One runs as usual; the twin is a validator without keys that
 * is given the key for blocks at a moment at which both will soon have a slot to sign a block for,
 * and is stopped as soon as a report is in a block. Until then it is an observer like any other.
 */
import { account } from './api.js';
import { claimOf } from './author.js';
import { slotsLeftInEra } from './chain.js';
import { plain } from './plain.js';

/** How many lines of the logs to tell of. */
const LINES = 6;
/** A report is in a block one or two slots after the offence. */
const SLOTS_FOR_REPORT = 3;
/** After so many slots both blocks of a slot are seen, if there are two. */
const SLOTS_TO_SEE = 3n;

export class Equivocators {
  /** @type {Map<string, Set<string>>} Hashes of the blocks seen, by slot and index of the author. */
  #signed = new Map();
  /** The slot that the twin is to sign in, and what is told of that. */
  #armed = { slot: 0n, text: '' };
  #waits = 'no block was looked at';

  /**
   * @param {object} options
   * @param {any} options.api a connection to another validator, who is to report them
   * @param {string} options.name of the validator, such as 'Dave'
   * @param {import('./node.js').Node} options.original
   * @param {import('./node.js').Node} options.twin
   * @param {import('./node.js').Node[]} options.witnesses
   * @param {number} [options.slotsAfter] that the era is to have left after the offence
   */
  constructor({ api, name, original, twin, witnesses, slotsAfter = SLOTS_FOR_REPORT }) {
    this.api = api;
    this.name = name;
    this.original = original;
    this.twin = twin;
    this.witnesses = witnesses;
    this.slotsAfter = slotsAfter;
  }

  /**
   * Looks at every best block until a report is in one.
   * @param {(at: any) => Promise<string | null>} ready what is missing for the offence to be
   *   wanted in the era of that block, if anything; asked until there is a report
   */
  async offend(ready) {
    const { api } = this;
    const stopAll = await api.rpc.chain.subscribeAllHeads((/** @type {any} */ header) =>
      this.#note(header),
    );
    /** @type {() => void} */
    let stopBest = () => {};
    try {
      await new Promise((resolve, reject) => {
        let busy = false;
        /** @type {any} The newest block that came while another was looked at. */
        let waiting = null;
        const look = async (/** @type {any} */ header) => {
          waiting = header;
          if (busy) return;
          busy = true;
          while (waiting !== null) {
            const at = await api.at(waiting.hash);
            waiting = null;
            const disabled = await at.query.session.disabledValidators();
            if (disabled.length > 0) resolve(undefined);
            else await this.#arm(at, await ready(at));
          }
          busy = false;
        };
        api.rpc.chain
          .subscribeNewHeads((/** @type {any} */ header) => void look(header).catch(reject))
          .then((/** @type {() => void} */ stop) => (stopBest = stop), reject);
      });
    } finally {
      stopBest();
      stopAll();
    }
  }

  /**
   * @param {any} at
   * @param {string | null} missing
   */
  async #arm(at, missing) {
    const now = plain(await at.query.babe.currentSlot());
    if (this.#armed.text !== '') {
      // The slot is over and both have not signed in it. Another one could be too late in the era.
      if (now > this.#armed.slot + SLOTS_TO_SEE && this.signedTwice().length === 0) {
        this.#waits = `nothing came of ${this.#armed.text}`;
        this.#armed.text = '';
        await this.twin.loseKeys();
      }
      return;
    }
    if (missing !== null) {
      this.#waits = missing;
      return;
    }
    const left = await slotsLeftInEra(at);
    const slots = await this.#slots();
    // The block may be of a while ago, if slots since are empty.
    const clock = BigInt(Date.now()) / plain(at.consts.babe.expectedBlockTime);
    const soon = (clock > now ? clock : now) + 1n;
    const next = slots.find((slot) => slot > soon);
    if (next === undefined || Number(next - now) + this.slotsAfter > left) {
      this.#waits = `${this.name} has no slot soon enough: now ${now}, ${left} left, his ${slots}`;
      return;
    }
    await this.twin.signAs(this.name);
    this.#armed = { slot: next, text: `slot ${next}, given the key in slot ${now}` };
  }

  /** @returns {Promise<bigint[]>} slots of the current epoch that the validator signs a block in */
  async #slots() {
    const claims = await this.original.call('babe_epochAuthorship');
    const mine = claims[account(this.name).address];
    if (!mine) return [];
    return [...mine.primary, ...mine.secondary, ...mine.secondary_vrf]
      .map(BigInt)
      .sort((a, b) => Number(a - b));
  }

  /** @param {any} header */
  #note(header) {
    const claim = claimOf(header);
    if (!claim) return;
    const key = `slot ${claim.slot} author ${claim.authorityIndex}`;
    const hashes = this.#signed.get(key) ?? new Set();
    this.#signed.set(key, hashes.add(header.hash.toHex()));
  }

  /** @returns {string[]} slots for which two blocks of one author were seen */
  signedTwice() {
    return [...this.#signed].filter(([, hashes]) => hashes.size > 1).map(([key]) => key);
  }

  /**
   * What there is and what is missing, for whoever waits in vain.
   * @returns {Promise<string>}
   */
  async explain() {
    if (this.#armed.text === '') return `the twin never got the key: ${this.#waits}`;
    const { peers } = await this.twin.call('system_health').catch(() => ({ peers: 'no' }));
    const logged = this.witnesses
      .flatMap((node) => node.logged(/equivocati/i))
      .slice(0, LINES)
      .map((line) => line.slice(0, 120));
    return [
      `the twin was to sign in ${this.#armed.text}; it has ${peers} peers`,
      `signed twice: ${this.signedTwice().join(', ') || 'nothing that the first node saw'}`,
      `logged by the others: ${logged.join('\n  ') || 'nothing of an equivocation'}`,
    ].join('\n');
  }
}
