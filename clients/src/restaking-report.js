// @ts-check
/**
 * What must be true of the figures that a chain gives about restaking and coverage. Pure, like
 * report.js. Amounts are the smallest unit of stEST unless they are planck of EST.
 */
import { ONE } from './format.js';
import { same } from './report.js';

/**
 * @typedef {object} Pool an operator, see `RestakingApi.operators`
 * @property {string} operator
 * @property {bigint} stake of its delegators, less what is set aside
 * @property {bigint} setAside for slashes that are pending
 * @property {bigint} units of all its delegators
 *
 * @typedef {object} Position a delegator, see `RestakingApi.positions`
 * @property {string} operator
 * @property {bigint} units
 * @property {bigint} stake
 * @property {bigint} setAside
 *
 * @typedef {object} Restaked all of restaking in one block, if nobody has left
 * @property {Pool[]} operators
 * @property {Position[]} positions of all delegators
 * @property {bigint} held what restaking has of theirs
 *
 * @typedef {Restaked & { slashable: bigint[] }} Exposed with what each service can take
 *
 * @typedef {object} Reward in one asset
 * @property {string} asset
 * @property {bigint} paid by services
 * @property {bigint} claimed by delegators and operators
 * @property {bigint} claimable by them
 * @property {bigint} owed what restaking says that is not claimed
 * @property {number} roundings times that a part was rounded down
 *
 * @typedef {object} Restaking what became of it
 * @property {number[]} services
 * @property {bigint} vetoed set aside by the slash that was vetoed
 * @property {bigint} applied taken by the one that was not
 * @property {bigint} delegatorLoss by which all positions fell with it
 * @property {bigint} otherBefore what the other service could take before it
 * @property {bigint} otherAfter and after it
 * @property {Reward[]} rewards
 *
 * @typedef {object} Totals see `RestakingApi.coverage_totals`
 * @property {bigint} covered planck
 * @property {bigint} settled planck
 * @property {bigint} givenBack planck
 * @property {bigint} slashed
 * @property {bigint} retired
 * @property {bigint} reissued
 * @property {bigint} refunded
 * @property {bigint} earned
 * @property {bigint} rewarded
 *
 * @typedef {object} Coverage what covers a loss, in planck of EST
 * @property {bigint} loss
 * @property {bigint} operatorBond what the validator's bond stands for
 * @property {bigint} covered
 * @property {bigint} borne by holders and exits
 * @property {bigint} shares that were retired for what is covered
 * @property {bigint} rateWithout the rate at the report if nothing had been covered
 * @property {bigint} rateWith
 *
 * @typedef {object} Standing coverage in one block
 * @property {Totals} totals
 * @property {bigint} surplus
 * @property {bigint} stake of all operators
 * @property {{ lost: bigint, covered: bigint, inForce: bigint }[]} covers
 *
 * @typedef {import('./report.js').Priced} Priced
 */

/**
 * @template {string} Field
 * @param {Record<Field, bigint>[]} rows
 * @param {Field} field
 * @returns {bigint}
 */
export function sum(rows, field) {
  return rows.reduce((all, row) => all + row[field], 0n);
}

/**
 * Parts that were each rounded down sum to a little less than the whole.
 * @param {string} what
 * @param {bigint} found
 * @param {bigint} whole
 * @param {number} parts
 * @returns {string[]}
 */
function rounded(what, found, whole, parts) {
  if (found <= whole && whole - found <= BigInt(parts)) return [];
  return [`${what} is ${found}, not ${whole} less ${parts} at most`];
}

/**
 * What delegators have is what the pools have, and that is what restaking holds.
 * @param {Restaked} restaked
 * @param {string} [where]
 * @returns {string[]}
 */
export function checkPools({ operators, positions, held }, where = 'the books') {
  return [
    ...same(`held in ${where}`, held, sum(operators, 'stake') + sum(operators, 'setAside')),
    ...operators.flatMap(({ operator, stake, setAside, units }) => {
      const mine = positions.filter((position) => position.operator === operator);
      return [
        ...same(`units of all delegators in ${where}`, sum(mine, 'units'), units),
        ...rounded(`stake of all delegators in ${where}`, sum(mine, 'stake'), stake, mine.length),
        ...rounded(`set aside in ${where}`, sum(mine, 'setAside'), setAside, mine.length),
      ];
    }),
  ];
}

/**
 * A slash that was vetoed has changed nothing.
 * @param {Exposed} before
 * @param {Exposed} after
 * @returns {string[]}
 */
export function checkVeto(before, after) {
  const stakes = (/** @type {Exposed} */ { operators, positions }) =>
    [...operators, ...positions].flatMap(({ stake, setAside, units }) => [stake, setAside, units]);
  const figures = (/** @type {Exposed} */ exposed) =>
    [exposed.held, ...stakes(exposed), ...exposed.slashable].join();
  return same('all stakes after a veto', figures(after), figures(before));
}

/**
 * RS-1: a slash takes its amount from those behind the operator, each by units, and nothing of what
 * the other service counts on. The first service is the one that slashes.
 * @param {bigint} amount
 * @param {Exposed} before
 * @param {Exposed} after
 * @returns {string[]}
 */
export function checkApplied(amount, before, after) {
  const [{ stake, units }] = after.operators;
  const [other, otherAfter] = [before.slashable[1], after.slashable[1]];
  const off = otherAfter - other;
  return [
    ...(amount > 0n ? [] : [`the slash takes ${amount}`]),
    ...same('held after a slash', after.held, before.held - amount),
    ...same('stake after a slash', stake, before.operators[0].stake - amount),
    ...after.positions.flatMap((position) =>
      rounded('a position after a slash', position.stake, (position.units * stake) / units, 1),
    ),
    ...(after.slashable[0] < before.slashable[0] ? [] : ['the slashing service lost nothing']),
    ...(off >= -1n && off <= 1n
      ? []
      : [`RS-1: the other service goes from ${other} to ${otherAfter}`]),
  ];
}

/**
 * RS-2: what was paid in was claimed or can be.
 * @param {Reward} reward
 * @returns {string[]}
 */
export function checkReward({ asset, paid, claimed, claimable, owed, roundings }) {
  return [
    ...(claimed > 0n ? [] : [`RS-2: nobody claimed ${asset}`]),
    ...same(`RS-2: ${asset} paid in`, paid, claimed + owed),
    ...rounded(`RS-2: ${asset} claimable`, claimable, owed, roundings),
  ];
}

/**
 * Every share that the coverage got is retired, was given back or paid out, or waits.
 * @param {Totals} totals
 * @param {bigint} surplus
 * @returns {string[]}
 */
export function checkTotals(totals, surplus) {
  const { slashed, reissued, earned, retired, refunded, rewarded } = totals;
  return same(
    'shares that the coverage got',
    slashed + reissued + earned,
    retired + refunded + rewarded + surplus,
  );
}

/**
 * The books after cover has met a part of a loss and before anybody bears the rest: what was
 * retired is provided for, at the price that all shares had.
 * @template {Priced} Books
 * @param {Books} books
 * @param {{ covered: bigint, shares: bigint }} cover
 * @returns {Books}
 */
export function afterCover(books, { covered, shares }) {
  return {
    ...books,
    backing: books.backing - covered,
    provision: books.provision + covered,
    issuance: books.issuance - shares,
  };
}

/**
 * The rate once all who have claims have borne a loss: the exits' part rounded up, the stream taken
 * before the backing.
 * @param {Priced & { vested: bigint }} books in the block before
 * @param {bigint} loss more than what streams
 * @returns {bigint} 18 decimals
 */
export function rateAfterLoss({ backing, streaming, exits, vested, issuance }, loss) {
  const held = backing + streaming;
  const all = held + exits;
  const holders = loss - (loss * exits + all - 1n) / all;
  const left = held - holders;
  return ((left < backing + vested ? left : backing + vested) * ONE) / issuance;
}

/**
 * CV-1 for a loss: bond, cover and those who bear it meet it, the cover is what operators lost, and
 * the rate is higher than it would be without.
 * @param {Coverage} coverage
 * @param {Priced & { vested: bigint }} books in the block before the report
 * @param {Standing} before in that block
 * @param {Standing} after in the block of the report
 * @returns {string[]}
 */
export function checkCover(coverage, books, before, after) {
  const { loss, operatorBond, covered, borne, shares, rateWithout, rateWith } = coverage;
  const grown = (/** @type {keyof Totals} */ field) => after.totals[field] - before.totals[field];
  const [cover] = after.covers;
  return [
    ...same('bond, cover and what is borne', operatorBond + covered + borne, loss),
    ...(covered > 0n && borne > 0n ? [] : [`${covered} of ${loss} are covered, ${borne} borne`]),
    ...same('covers in force', after.covers.length, 1),
    ...same('the loss that the cover is for', cover?.lost, loss - operatorBond),
    ...same('what is covered of it', cover?.covered, covered),
    ...same('what is in force', cover?.inForce, covered),
    ...same('what was ever covered', grown('covered'), covered),
    ...same('what was ever retired', grown('retired'), shares),
    ...same('what operators lost', before.stake - after.stake, shares),
    ...same(
      'the rate with cover',
      rateWith,
      rateAfterLoss({ ...afterCover(books, coverage), vested: books.vested }, borne),
    ),
    ...(rateWith > rateWithout ? [] : [`cover takes the rate from ${rateWithout} to ${rateWith}`]),
  ];
}

/**
 * Once the slash was applied nothing of a cover is open.
 * @param {Coverage} coverage
 * @param {Standing} standing
 * @returns {string[]}
 */
export function checkSettled({ covered }, { totals, surplus, covers }) {
  return [
    ...same('covers in force in the end', covers.length, 0),
    ...same('what staking took of the cover', totals.settled, covered),
    ...same('what was given back of the cover', totals.givenBack, 0n),
    ...checkTotals(totals, surplus),
  ];
}
