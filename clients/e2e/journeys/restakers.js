// @ts-check
/** Who takes part in restaking, what they have agreed on, and how the test asks about it. */
import { askRestaking } from '../../src/api.js';
import { EST } from '../../src/format.js';
import { plain } from '../../src/plain.js';
import { alice, charlie, dave, eve, ferdie, took } from '../helpers.js';

export const PERCENT = 10_000_000;
const BILLION = 1_000_000_000n;
/** A hundredth of a magnitude of one. */
export const HUNDREDTH = 10n ** 25n;
export const NATIVE = 'Native';

export const DELEGATED = { dave: 300n * EST, eve: 100n * EST };
export const LEFT_EARLY = 50n * EST;
/** What is there when the promises hold. */
export const STAKE = DELEGATED.dave + DELEGATED.eve - LEFT_EARLY;
/** Units of those who stay to the end. */
export const STAYERS = /** @type {const} */ ([
  [dave, DELEGATED.dave],
  [eve, DELEGATED.eve - LEFT_EARLY],
]);
/** Hundredths of the stake that are promised to the services. */
export const PROMISED = { watched: 40n, strict: 20n };
export const COMMISSION = { before: 10 * PERCENT, after: 20 * PERCENT };
/** The most that may be slashed: of the first service before and after, of the second. */
export const MOST = { before: 50 * PERCENT, after: 60 * PERCENT, strict: 10 * PERCENT };
export const REFUNDED = 5n * EST;

/** @param {bigint} amount @param {number} fraction in billionths */
export function part(amount, fraction) {
  return (amount * BigInt(fraction)) / BILLION;
}

/** @typedef {import('@polkadot/keyring/types').KeyringPair} Pair */

export class Restakers {
  #world;
  operator = charlie.address;
  /** Number of the service with a resolver. */
  watched = -1;
  /** Number of the service without. */
  strict = -1;
  /** The era from which all that was announced holds. */
  holds = -1;
  /** The era in which one leaves in part, and those in which all leave. */
  left = { early: -1, dave: -1, eve: -1 };
  /** What the slashes take. */
  slashed = { strict: 0n, watched: 0n };
  /** What the operator has earned, in planck; it is claimed at the end. */
  commission = 0n;
  /** @type {any} The delays of the chain, in eras. */
  delays;

  /** @param {() => import('./world.js').World} world */
  constructor(world) {
    this.#world = world;
  }

  get world() {
    return this.#world();
  }

  get chain() {
    return /** @type {import('../../src/chain.js').Chain} */ (this.world.chain);
  }

  get tx() {
    return this.world.api.tx.restaking;
  }

  /** @param {string} name @param {...unknown} args */
  read(name, ...args) {
    return askRestaking(this.world.api, name, ...args);
  }

  /** @param {string} hash of a block @param {string} name @param {...unknown} args */
  async readAt(hash, name, ...args) {
    return askRestaking(await this.world.api.at(hash), name, ...args);
  }

  /**
   * Sends a call that must succeed.
   * @param {any} call
   * @param {Pair} by
   * @param {string} event of restaking that it brings
   */
  async act(call, by, event) {
    const outcome = await this.chain.send(call, by);
    const data = took(outcome, `restaking.${event}`);
    return { outcome, data, era: await this.world.eraIn(outcome.hash) };
  }

  /** The promise to the first service, as it is in a block. @param {string} hash */
  async allocationIn(hash) {
    const all = await this.readAt(hash, 'allocations', this.operator);
    return all.find((/** @type {any} */ { service }) => service === this.watched);
  }

  /** @param {Pair} by @param {string} reason @returns {Promise<bigint>} planck on hold */
  async onHold(by, reason) {
    const holds = plain(await this.world.api.query.balances.holds(by.address));
    return holds
      .filter((/** @type {any} */ { id }) => id.type === 'Restaking' && id.value === reason)
      .reduce((/** @type {bigint} */ sum, /** @type {any} */ { amount }) => sum + amount, 0n);
  }

  /** Terms of the first service as it begins. */
  terms() {
    return {
      slasher: ferdie.address,
      resolver: alice.address,
      vetoWindow: 1,
      maxFraction: MOST.before,
      destination: 'Treasury',
      refundWindow: 1,
      rewardAssets: [NATIVE],
      minStake: 0,
      notice: this.delays.exit + 2,
    };
  }

  /** Terms of the second one: nobody can veto, nothing comes back. */
  strictTerms() {
    return {
      ...this.terms(),
      resolver: null,
      vetoWindow: 0,
      refundWindow: 0,
      maxFraction: MOST.strict,
      destination: { Account: eve.address },
    };
  }
}
