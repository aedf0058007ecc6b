// @ts-check
/** What must come of a validator's offence that the others' nodes report. */
import assert from 'node:assert/strict';
import { stash } from './api.js';
import { authorOf } from './author.js';
import { plain } from './plain.js';
import { borne, checkReport, takenOf } from './report.js';
import { afterCover } from './restaking-report.js';

const BILLION = 1_000_000_000n;

/**
 * @typedef {object} Look at a block
 * @property {number} block
 * @property {string} hash
 * @property {bigint} rate
 * @property {any} books
 * @property {import('./chain.js').ChainEvent[]} events
 *
 * @typedef {object} Offence
 * @property {string} name of the validator
 * @property {Look} clean the block before the report
 * @property {Look} report
 * @property {any} loss what the pool was told
 * @property {number} slashEra
 * @property {any} books in the block before, once cover had met its part
 */

/**
 * The offence that a block has the report of.
 * @param {Look[]} looks at every block
 * @param {Look} report
 * @param {string} name of the validator
 * @returns {Offence}
 */
export function offenceIn(looks, report, name) {
  const clean = looks[looks.indexOf(report) - 1];
  const event = (/** @type {string} */ wanted) =>
    report.events.find((candidate) => candidate.name === wanted)?.data;
  const loss = event('liquidStaking.LossReported');
  assert.ok(loss, 'the pool hears of the offence in the block of the report');
  const retired = event('coverage.LossCovered')?.shares ?? 0n;
  const books = afterCover(clean.books, { covered: loss.cover, shares: retired });
  const { slashEra } = event('staking.SlashReported');
  return { name, clean, report, loss, slashEra, books };
}

/**
 * Staking slashes one of n validators by (3 / n)² and applies it after the deferral; what that takes
 * from the pots is what the pool was told, and the rate falls in the block of the report.
 * @param {any} api
 * @param {Offence} offence
 * @param {number} validators in the session
 */
export async function checkOffence(api, offence, validators) {
  const { name, clean, report, loss, slashEra, books } = offence;
  const { address } = stash(name);
  const slashed = report.events.find((event) => event.name === 'staking.SlashReported')?.data;
  const square = (9n * BILLION) / BigInt(validators) ** 2n;
  const fraction = square < BILLION ? square : BILLION;
  assert.equal(slashed.validator, address);
  assert.equal(BigInt(slashed.fraction), fraction);
  assert.equal(loss.validator, address);
  assert.equal(loss.era, slashEra + plain(api.consts.staking.slashDeferDuration) + 1);

  const at = await api.at(report.hash);
  const page = plain(await at.query.staking.erasStakersPaged(slashEra, address, 0));
  const pots = plain(await at.call.liquidStakingApi.validators()).map(
    (/** @type {any} */ { account }) => account,
  );
  const taken = takenOf(page, pots, fraction);
  assert.ok(taken > 0n, `stake of the pool is behind ${name}`);
  assert.equal(loss.loss, taken, 'what staking is going to take');
  assert.equal(loss.covered + loss.cover + loss.holders + loss.exits, loss.loss);

  assert.ok(report.rate < clean.rate, 'the rate falls');
  assert.equal(clean.books.provision, 0n);
  assert.equal(report.books.provision, loss.loss - loss.covered);
  assert.deepEqual(checkReport(books, report.books), []);

  const session = plain(await at.query.session.validators());
  const disabled = plain(await at.query.session.disabledValidators());
  assert.ok(
    disabled.some((/** @type {any} */ [index]) => session[index] === address),
    `${name} is disabled: ${JSON.stringify(disabled)} of ${session}`,
  );
}

/**
 * From the report to the end of the era, when a new one enables all, the validator is disabled and
 * makes no block. The offence came early enough for there to be some.
 * @param {any} api
 * @param {Offence} offence
 * @param {Look[]} looks
 * @returns {Promise<number>} blocks after the report in that era
 */
export async function checkSilent(api, { name, report }, looks) {
  const { address } = stash(name);
  const { babe } = plain(await api.query.session.nextKeys(address));
  const eraAt = async (/** @type {any} */ at) => plain(await at.query.staking.activeEra()).index;
  const era = await eraAt(await api.at(report.hash));
  let blocks = 0;
  for (const { block, hash } of looks.slice(looks.indexOf(report) + 1)) {
    const at = await api.at(hash);
    if ((await eraAt(at)) !== era) break;
    const session = plain(await at.query.session.validators());
    const disabled = plain(await at.query.session.disabledValidators());
    assert.ok(
      disabled.some((/** @type {any} */ [index]) => session[index] === address),
      `${name} is disabled in block ${block}`,
    );
    assert.notEqual(await authorOf(api, hash), babe, `${name} has made block ${block}`);
    blocks += 1;
  }
  assert.ok(blocks > 0, `the era goes on after block ${report.block}`);
  return blocks;
}

/**
 * LS-8: a claim of any kind loses what all claims lose.
 * @param {string} what
 * @param {Offence} offence
 * @param {[bigint, bigint]} worth the claim in the block before the report and in that of it
 */
export function checkBorne(what, { books, report }, worth) {
  assert.ok(worth[1] < worth[0], `${what} loses: ${worth}`);
  assert.deepEqual(borne(what, books, report.books, worth), []);
}

/**
 * What a batch paid for an exit, against what it was worth in the block of the report. A batch that
 * idle EST is left over for is paid in parts, each rounded down. Each other batch that joins those
 * that wait, or is paid, leaves them less than a planck of rounding.
 * @param {import('./chain.js').Chain} chain
 * @param {Offence} offence
 * @param {import('./chain.js').ChainEvent} matured what tells that the batch was paid
 * @param {{ value: bigint, amount: bigint }} exit planck, in the block of the report and paid
 */
export function checkPaid(chain, { report }, matured, { value, amount }) {
  const { era } = matured.data;
  const parts = 1 + chain.seen('BatchFunded').filter(({ data }) => data.era === era).length;
  const roundings = ['BatchClosed', 'BatchFunded', 'BatchMatured']
    .flatMap((name) => chain.seen(name))
    .filter(({ block }) => block > report.block && block <= matured.block)
    .filter(({ data }) => data.era !== era).length;
  assert.ok(
    amount <= value + BigInt(roundings) && value - amount <= parts,
    `${amount} of ${value} in ${parts} parts, ${roundings} roundings of others`,
  );
}
