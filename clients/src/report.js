// @ts-check
/**
 * What must be true of the figures that a chain gives about its pool, and the report made of them.
 * Pure: every check takes plain values (amounts in planck as BigInt) and returns what is wrong with
 * them, an empty list if nothing is.
 */
import { ONE } from './format.js';

/**
 * @typedef {object} EraRecord see `LiquidStakingApi.era_record`
 * @property {bigint} rate
 * @property {bigint} issuance
 * @property {bigint} backing
 * @property {bigint} streaming
 * @property {bigint} reward
 * @property {bigint} fee
 * @property {bigint} feeShares
 * @property {bigint} feeBacking
 * @property {bigint} vested
 * @property {bigint} deposits
 * @property {bigint} premium
 * @property {bigint} redemptions
 * @property {bigint} redeemedShares
 * @property {bigint} lossStreaming
 * @property {bigint} lossBacking
 * @property {bigint} dust
 *
 * @typedef {object} Books see `LiquidStakingApi.reserves`
 * @property {bigint} pots
 * @property {bigint} idle
 * @property {bigint} backing
 * @property {bigint} streaming
 * @property {bigint} exits
 * @property {bigint} provision
 *
 * @typedef {object} Era one row of the report
 * @property {number} era
 * @property {EraRecord} record
 * @property {bigint} apr 18 decimals
 *
 * @typedef {object} Journey
 * @property {string} name
 * @property {boolean} ok
 * @property {bigint} deposited
 * @property {bigint} received
 */

/** The smallest number of eras that a demo shows the rate rise over. */
export const LEAST_RISES = 4;

/**
 * @param {string} what
 * @param {unknown} found
 * @param {unknown} expected
 * @returns {string[]}
 */
export function same(what, found, expected) {
  return found === expected ? [] : [`${what} is ${found}, not ${expected}`];
}

/**
 * LS-1: what the pool has is what it owes.
 * @param {Books} books
 * @param {string} [where]
 * @returns {string[]}
 */
export function checkBooks(books, where = 'the books') {
  const { pots, idle, backing, streaming, exits, provision } = books;
  return same(
    `LS-1 in ${where}: pots + idle`,
    pots + idle,
    backing + streaming + exits + provision,
  );
}

/**
 * LS-2 for one record, and the batch that was closed with it: the shares burned were paid what all
 * shares were worth a moment before.
 * @param {number} era
 * @param {EraRecord} record
 * @returns {string[]}
 */
export function checkRecord(era, record) {
  const { rate, backing, issuance, redemptions, redeemedShares } = record;
  return [
    ...same(`LS-2 in the record of era ${era}: rate`, rate, (backing * ONE) / issuance),
    ...same(
      `in the record of era ${era}: redemptions`,
      redemptions,
      (redeemedShares * (backing + redemptions)) / (issuance + redeemedShares),
    ),
  ];
}

/**
 * Between two records nothing appears and nothing is lost.
 * @param {number} era the era of `after`
 * @param {EraRecord} before
 * @param {EraRecord} after
 * @returns {string[]}
 */
export function checkFlows(era, before, after) {
  return [
    ...same(
      `from the record before to that of era ${era}: backing`,
      after.backing,
      before.backing +
        after.deposits +
        after.vested +
        after.feeBacking +
        after.dust -
        after.redemptions -
        after.lossBacking,
    ),
    ...same(
      `from the record before to that of era ${era}: streaming`,
      after.streaming,
      before.streaming +
        after.premium +
        after.reward -
        after.feeBacking -
        after.vested -
        after.lossStreaming,
    ),
  ];
}

/**
 * The block in which an era was settled tells the same rate in three ways.
 * @param {number} era
 * @param {{ event: bigint, api: bigint, record: bigint }} rates
 * @returns {string[]}
 */
export function checkSettlement(era, { event, api, record }) {
  return [
    ...same(`the rate in the EraSettled event of era ${era}`, event, record),
    ...same(`the rate that the runtime API gave when era ${era} was settled`, api, record),
  ];
}

/**
 * Yearly growth of the rate without compounding.
 * @param {EraRecord} before
 * @param {EraRecord} after
 * @param {bigint} erasPerYear
 * @returns {bigint} 18 decimals
 */
export function yearlyGrowth(before, after, erasPerYear) {
  return (((after.rate - before.rate) * ONE) / before.rate) * erasPerYear;
}

/**
 * The eras to show: from the last before anything vested on. The pool earns nothing until it takes
 * part in an election, so the first records of a chain stand still.
 * @template {{ record: EraRecord }} Row
 * @param {Row[]} eras all there are, in order
 * @returns {Row[]}
 */
export function earning(eras) {
  const first = eras.findIndex(({ record }) => record.vested > 0n);
  return first < 0 ? [] : eras.slice(Math.max(first - 1, 0));
}

/**
 * From the first row on the rate rises from each record to the next, often enough to be shown.
 * @param {{ era: number, record: EraRecord }[]} eras in order
 * @returns {string[]}
 */
export function checkRising(eras) {
  const problems = [];
  for (let i = 1; i < eras.length; i++) {
    const [before, after] = [eras[i - 1], eras[i]];
    problems.push(...same(`the era after ${before.era}`, after.era, before.era + 1));
    if (after.record.rate <= before.record.rate) {
      problems.push(
        `the rate does not rise from era ${before.era} (${before.record.rate})` +
          ` to era ${after.era} (${after.record.rate})`,
      );
    }
  }
  if (eras.length <= LEAST_RISES) {
    problems.push(`the rate rose over ${Math.max(eras.length - 1, 0)} eras, not ${LEAST_RISES}`);
  }
  return problems;
}

/**
 * What the share of one owner in a closed batch comes to.
 * @param {bigint} shares of the owner
 * @param {{ shares: bigint, amount: bigint }} batch
 * @returns {bigint} planck, rounded down
 */
export function partOfBatch(shares, batch) {
  return (batch.amount * shares) / batch.shares;
}

/**
 * The report as it is written to a file. Amounts are decimal strings: planck of EST, smallest units
 * of stEST, rates and yearly growth times 10^18.
 * @param {{ eras: Era[], books: Books, journeys: Journey[] }} figures
 */
export function toReport({ eras, books, journeys }) {
  const { pots, idle, backing, streaming, exits, provision } = books;
  return {
    eras: eras.map(({ era, record, apr }) => ({
      era,
      rate: record.rate,
      issuance: record.issuance,
      reward: record.reward,
      fee: record.fee,
      apr,
    })),
    books: { pots, idle, backing, streaming, exits, provision },
    journeys: journeys.map(({ name, ok, deposited, received }) => ({
      name,
      ok,
      deposited,
      received,
    })),
  };
}
