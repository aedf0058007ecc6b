// @ts-check
/**
 * What the three accounts of the demo do, and what must come of it to the last planck.
 *
 * ```text
 *  era      0        1        2          3        4   5   6        7
 *  Bob      deposit           redeem ½                    claim
 *  Charlie           deposit             redeem                    claim
 *  Dave              deposit  redeem,    redeem           claim    claim
 *                             cancel ⅓   the rest
 * ```
 *
 * A redemption of era e is closed when e + 1 is active and paid out a bonding duration later: three
 * eras with fast eras.
 */
import { account } from './api.js';
import { est, planck } from './format.js';
import { partOfBatch, same } from './report.js';

/**
 * @typedef {import('./chain.js').Chain} Chain
 * @typedef {import('./chain.js').Outcome} Outcome
 */

/** Lets one account act at a time, so that a preview and what it announces see the same books. */
export class Turns {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();

  /**
   * @template Result
   * @param {() => Promise<Result>} action
   * @returns {Promise<Result>}
   */
  take(action) {
    const mine = this.#last.then(action);
    this.#last = mine.catch(() => {});
    return mine;
  }
}

/** One account on its way through the pool. */
export class Traveller {
  /**
   * @param {string} name
   * @param {Chain} chain
   * @param {Turns} turns
   * @param {(text: string) => void} say
   */
  constructor(name, chain, turns, say) {
    this.name = name;
    this.chain = chain;
    this.turns = turns;
    this.say = say;
    this.pair = account(name);
    this.deposited = 0n;
    this.received = 0n;
    /** Shares bought and not redeemed. */
    this.shares = 0n;
    /** @type {Map<number, bigint>} Shares given in, by batch. */
    this.exits = new Map();
    /** @type {string[]} What did not come out as it must. */
    this.problems = [];
  }

  get tx() {
    return /** @type {any} */ (this.chain.api.tx.liquidStaking);
  }

  /**
   * @param {string} what
   * @param {unknown} found
   * @param {unknown} expected
   */
  expect(what, found, expected) {
    this.problems.push(...same(`${this.name}: ${what}`, found, expected));
  }

  /**
   * Sends a call that must succeed.
   * @param {any} tx
   * @param {string} event that it must bring
   * @returns {Promise<{ outcome: Outcome, data: any }>}
   */
  async #act(tx, event) {
    const outcome = await this.chain.send(tx, this.pair);
    const found = outcome.events.find(({ name }) => name === `liquidStaking.${event}`);
    if (outcome.error || !found) {
      throw new Error(`${this.name}: ${tx.method.method} failed with ${outcome.error}`);
    }
    return { outcome, data: found.data };
  }

  /** @param {string} amount in EST */
  deposit(amount) {
    return this.turns.take(async () => {
      const paid = planck(amount);
      const { outcome, data } = await this.#act(this.tx.deposit(paid, 0), 'Deposited');
      const preview = await this.chain.askAt(outcome.parent, 'previewDeposit', paid);
      this.expect('shares of a deposit, against the preview', data.shares, preview.shares);
      this.expect('amount of a deposit', data.amount, paid);
      this.deposited += paid;
      this.shares += data.shares;
      await this.#checkShares(outcome.hash);
      this.say(`${this.name} deposits ${amount} EST and gets ${est(data.shares)} stEST`);
    });
  }

  /** @param {bigint} shares */
  redeem(shares) {
    return this.turns.take(async () => {
      const { outcome, data } = await this.#act(this.tx.redeem(shares), 'RedeemRequested');
      this.shares -= shares;
      this.exits.set(data.era, (this.exits.get(data.era) ?? 0n) + shares);
      await this.#checkShares(outcome.hash);
      this.say(`${this.name} redeems ${est(shares)} stEST in batch ${data.era}`);
    });
  }

  /** @param {bigint} shares */
  cancel(shares) {
    return this.turns.take(async () => {
      const { outcome, data } = await this.#act(this.tx.cancelRedeem(shares), 'RedeemCancelled');
      this.shares += shares;
      this.exits.set(data.era, (this.exits.get(data.era) ?? 0n) - shares);
      await this.#checkShares(outcome.hash);
      this.say(`${this.name} takes ${est(shares)} stEST back out of batch ${data.era}`);
    });
  }

  /** Waits for every batch and claims what it brings. */
  async claimAll() {
    for (const [era, shares] of this.exits) {
      const { data: closed } = await this.chain.untilEvent('BatchClosed', (d) => d.era === era);
      const { data: matured } = await this.chain.untilEvent('BatchMatured', (d) => d.era === era);
      // Nobody was slashed: a batch is paid what it was owed when it was closed.
      this.expect(`payout of batch ${era}`, matured.amount, closed.amount);
      await this.#claim(era, partOfBatch(shares, closed));
    }
  }

  /**
   * @param {number} era
   * @param {bigint} due
   */
  #claim(era, due) {
    return this.turns.take(async () => {
      const tx = this.tx.claim(this.pair.address, era);
      const { outcome, data } = await this.#act(tx, 'Claimed');
      const { exits } = await this.chain.askAt(outcome.parent, 'position', this.pair.address);
      const announced = exits.find((/** @type {any} */ exit) => exit.era === era);
      this.expect(`claim on batch ${era}, against the records`, data.amount, due);
      this.expect(`claim on batch ${era}, against the position`, data.amount, announced?.value);
      this.expect(`state of batch ${era} before the claim`, announced?.state, 'Claimable');
      const before = await this.chain.free(this.pair.address, outcome.parent);
      const after = await this.chain.free(this.pair.address, outcome.hash);
      this.expect(`balance after the claim`, after - before + outcome.fee, data.amount);
      this.received += data.amount;
      this.say(`${this.name} claims ${est(data.amount)} EST from batch ${era}`);
    });
  }

  /** @param {string} hash */
  async #checkShares(hash) {
    const position = await this.chain.askAt(hash, 'position', this.pair.address);
    this.expect('shares held', position.shares, this.shares);
  }

  /** At the end: whoever held shares through an era has more than was put in. */
  async finish() {
    const hash = (await this.chain.api.rpc.chain.getBlockHash(this.chain.head)).toHex();
    const position = await this.chain.askAt(hash, 'position', this.pair.address);
    this.expect('shares held in the end', position.shares, this.shares);
    this.expect('exits left in the end', position.exits.length, 0);
    const gain = this.received + position.value - this.deposited;
    if (gain <= 0n) this.problems.push(`${this.name}: a gain of ${gain} planck`);
    return {
      name: this.name,
      ok: this.problems.length === 0,
      deposited: this.deposited,
      received: this.received,
      held: position.value,
      gain,
    };
  }
}

/**
 * The eras that the journeys take from the first one on.
 */
export const ERAS = 7;

/**
 * Runs the three journeys at once.
 * @param {Chain} chain
 * @param {number} first the era that is active
 * @param {(text: string) => void} say
 * @param {Turns} [turns] shared with whoever acts beside them
 */
export async function travel(chain, first, say, turns = new Turns()) {
  const [bob, charlie, dave] = ['Bob', 'Charlie', 'Dave'].map(
    (name) => new Traveller(name, chain, turns, say),
  );
  /** @param {number} eras */
  const after = (eras) => (eras === 0 ? undefined : chain.untilSettledIn(first + eras));

  await Promise.all([
    (async () => {
      await bob.deposit('1,000');
      await after(2);
      await bob.redeem(bob.shares / 2n);
      await bob.claimAll();
    })(),
    (async () => {
      await after(1);
      await charlie.deposit('250');
      await after(3);
      await charlie.redeem(charlie.shares);
      await charlie.claimAll();
    })(),
    (async () => {
      await after(1);
      await dave.deposit('600');
      await after(2);
      const part = dave.shares / 2n;
      await dave.redeem(part);
      await dave.cancel(part / 3n);
      await after(3);
      await dave.redeem(dave.shares);
      await dave.claimAll();
    })(),
  ]);
  return {
    journeys: await Promise.all([bob, charlie, dave].map((traveller) => traveller.finish())),
    problems: [bob, charlie, dave].flatMap(({ problems }) => problems),
  };
}
