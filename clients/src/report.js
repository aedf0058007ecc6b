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
 * @property {bigint} instant
 * @property {bigint} provision
 * @property {bigint} loss
 * @property {bigint} lossStreaming
 * @property {bigint} lossBacking
 * @property {bigint} provisionBought
 * @property {bigint} cover
 * @property {bigint} coverReturned
 * @property {bigint} left
 * @property {bigint} released
 * @property {bigint} releasedStreaming
 * @property {bigint} applied
 * @property {bigint} covered
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
 * @typedef {Books & { issuance: bigint }} Priced books, and the shares that `backing` belongs to
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
 *
 * @typedef {object} Bearer somebody who bears a loss
 * @property {string} name
 * @property {'holder' | 'exiting' | 'open batch'} kind what the claim was when the loss was reported
 * @property {bigint} before what it was worth in the block before the report, once cover had met its
 *   part of the loss
 * @property {bigint} reported what it was worth in the block of the report
 * @property {bigint} applied what it was worth once the slash was applied
 *
 * @typedef {import('./restaking-report.js').Restaking} Restaking
 * @typedef {import('./restaking-report.js').Coverage} Coverage
 *
 * @typedef {object} Slash
 * @property {number} reportBlock
 * @property {bigint} rateBefore in the block before the report
 * @property {bigint} rateAtReport
 * @property {bigint} rateAtApplication
 * @property {bigint} provisionAtReport
 * @property {Bearer[]} bearers one of each kind
 */

/** The smallest number of eras that a demo shows the rate rise over. */
export const LEAST_RISES = 4;

/** @type {Bearer['kind'][]} Where a claim can stand when a loss falls on it. */
const KINDS = ['holder', 'exiting', 'open batch'];

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
  const { rate, backing, issuance, redeemedShares } = record;
  // What a batch brings: a part of it may go into the provision.
  const brought = record.redemptions + record.provisionBought;
  return [
    ...same(`LS-2 in the record of era ${era}: rate`, rate, (backing * ONE) / issuance),
    ...same(
      `in the record of era ${era}: redemptions`,
      brought,
      (redeemedShares * (backing + brought)) / (issuance + redeemedShares),
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
        after.instant -
        after.lossBacking -
        after.provisionBought -
        after.cover +
        after.coverReturned -
        after.left,
    ),
    ...same(
      `from the record before to that of era ${era}: streaming`,
      after.streaming,
      before.streaming +
        after.premium +
        after.reward +
        after.releasedStreaming +
        after.left -
        after.feeBacking -
        after.vested -
        after.lossStreaming,
    ),
    ...same(
      `from the record before to that of era ${era}: provision`,
      after.provision,
      before.provision +
        after.loss +
        after.provisionBought +
        after.cover -
        after.coverReturned -
        after.released -
        (after.applied - after.covered),
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
 * @param {{ block: number, rate: bigint }[]} samples in order
 * @returns {number[]} the blocks with a lower rate than the one before
 */
export function falls(samples) {
  return samples.filter(({ rate }, i) => i > 0 && rate < samples[i - 1].rate).map((s) => s.block);
}

/**
 * LS-4 over a row of blocks: the rate falls in those in which a loss was recognised, and in no
 * other, not even by rounding.
 * @param {{ block: number, rate: bigint }[]} samples one for each block, in order
 * @param {number[]} losses the blocks with a loss
 * @returns {string[]}
 */
export function checkFalls(samples, losses) {
  const fell = falls(samples);
  const problems = [];
  for (const block of fell) {
    if (!losses.includes(block)) problems.push(`LS-4: the rate falls in block ${block}`);
  }
  for (const block of losses) {
    if (!fell.includes(block)) problems.push(`the rate does not fall in block ${block}`);
  }
  for (let i = 1; i < samples.length; i++) {
    const [before, { block }] = [samples[i - 1].block, samples[i]];
    problems.push(...same(`the block looked at after ${before}`, block, before + 1));
  }
  return problems;
}

/**
 * What shares are worth, the whole reward stream counted in: what bears losses. (A redemption would
 * bring the vested part of it only.)
 * @param {bigint} shares
 * @param {Priced} books
 * @returns {bigint} planck, rounded down
 */
export function claimOfShares(shares, { backing, streaming, issuance }) {
  return (shares * (backing + streaming)) / issuance;
}

/**
 * The block in which a loss is reported: all of it that neither bond nor cover meets is provided for
 * and taken from who has claims on the pool, and nothing else moves.
 * @param {Books} before in the block before, cover counted in (see `afterCover`)
 * @param {Books} after
 * @returns {string[]}
 */
export function checkReport(before, after) {
  const loss = after.provision - before.provision;
  const claims = (/** @type {Books} */ { backing, streaming, exits }) =>
    backing + streaming + exits;
  return [
    ...(loss > 0n ? [] : [`the provision rises by ${loss} planck with a report`]),
    ...same('pots after a report', after.pots, before.pots),
    ...same('idle after a report', after.idle, before.idle),
    ...same('claims after a report', claims(after), claims(before) - loss),
    ...borne('what is held', before, after, [
      before.backing + before.streaming,
      after.backing + after.streaming,
    ]),
    ...borne('exits', before, after, [before.exits, after.exits]),
  ];
}

/**
 * LS-8: a claim loses the fraction that all claims lose. Both figures are rounded down and the pool
 * rounds once as it splits the loss, so they are less than two planck off.
 * @param {string} what
 * @param {Books} before in the block before the report
 * @param {Books} after in the block of the report
 * @param {[bigint, bigint]} worth the claim in these blocks
 * @returns {string[]}
 */
export function borne(what, before, after, [worth, left]) {
  const all = before.backing + before.streaming + before.exits;
  const off = left * all - worth * (all - (after.provision - before.provision));
  if (off > -2n * all && off < 2n * all) return [];
  const loss = after.provision - before.provision;
  return [`LS-8: ${what} falls from ${worth} to ${left} where ${all} lose ${loss}`];
}

/**
 * From the report to the application: the rate fell when the loss was reported and not once more,
 * and whoever had a claim then bore the same fraction.
 * @param {Slash} slash
 * @returns {string[]}
 */
export function checkSlash({ rateBefore, rateAtReport, rateAtApplication, bearers }) {
  const problems = [];
  if (rateAtReport >= rateBefore) {
    problems.push(`the rate goes from ${rateBefore} to ${rateAtReport} with a report`);
  }
  if (rateAtApplication < rateAtReport) {
    problems.push(`the rate falls again, from ${rateAtReport} to ${rateAtApplication}`);
  }
  for (const { name, before, reported } of bearers) {
    if (reported >= before) problems.push(`${name}'s claim goes from ${before} to ${reported}`);
  }
  for (const kind of KINDS) {
    const count = bearers.filter((bearer) => bearer.kind === kind).length;
    problems.push(...same(`those who bear the loss as ${kind}`, count, 1));
  }
  return problems;
}

/**
 * How much less something is worth.
 * @param {bigint} before
 * @param {bigint} after
 * @returns {number} 0.25 if a quarter is gone
 */
export function lostFraction(before, after) {
  return before === 0n ? 0 : Number(((before - after) * ONE) / before) / Number(ONE);
}

/**
 * Yearly growth of the rate without compounding, zero if it fell.
 * @param {EraRecord} before
 * @param {EraRecord} after
 * @param {bigint} erasPerYear
 * @returns {bigint} 18 decimals
 */
export function yearlyGrowth(before, after, erasPerYear) {
  const growth = after.rate - before.rate;
  return growth < 0n ? 0n : ((growth * ONE) / before.rate) * erasPerYear;
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
 * of stEST, rates and yearly growth times 10^18. The losses of `slash` are numbers, fractions of
 * what a claim was worth in the block before the report, cover counted in: 0.25 is a quarter. `eras`
 * are those settled before the slash. All of `restaking` but rewards in EST is stEST, all amounts of
 * `coverage` are EST.
 * @param {{ eras: Era[], books: Books, journeys: Journey[], slash: Slash, restaking: Restaking,
 *   coverage: Coverage }} figures
 */
export function toReport({ eras, books, journeys, slash, restaking, coverage }) {
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
    slash: {
      rate_before: slash.rateBefore,
      rate_at_report: slash.rateAtReport,
      rate_at_application: slash.rateAtApplication,
      holder_loss: lossOf('holder', slash),
      exiting_loss: lossOf('exiting', slash),
      open_batch_loss: lossOf('open batch', slash),
      provision_at_report: slash.provisionAtReport,
    },
    restaking: {
      services: restaking.services,
      vetoed: restaking.vetoed,
      applied: restaking.applied,
      delegator_loss: restaking.delegatorLoss,
      other_service_stake_before: restaking.otherBefore,
      other_service_stake_after: restaking.otherAfter,
      rewards: restaking.rewards.map(({ asset, paid, claimed, claimable }) => ({
        asset,
        paid,
        claimed,
        claimable,
      })),
    },
    coverage: {
      loss: coverage.loss,
      operator_bond: coverage.operatorBond,
      covered: coverage.covered,
      rate_without: coverage.rateWithout,
      rate_with: coverage.rateWith,
    },
  };
}

/**
 * @param {Bearer['kind']} kind
 * @param {Slash} slash
 * @returns {number | null}
 */
function lossOf(kind, { bearers }) {
  const bearer = bearers.find((candidate) => candidate.kind === kind);
  return bearer ? lostFraction(bearer.before, bearer.reported) : null;
}

const BILLION = 1_000_000_000n;

/**
 * What a slash takes of the pool: of each pot behind the validator the fraction, rounded to the
 * nearest planck, a half down, as sp-arithmetic multiplies with a Perbill.
 * @param {{ others: { who: string, value: bigint }[] }} page the validator's exposure
 * @param {string[]} pots
 * @param {bigint} fraction billionths
 * @returns {bigint} planck
 */
export function takenOf({ others }, pots, fraction) {
  return others
    .filter(({ who }) => pots.includes(who))
    .reduce((sum, { value }) => {
      const product = value * fraction;
      const half = 2n * (product % BILLION) > BILLION ? 1n : 0n;
      return sum + product / BILLION + half;
    }, 0n);
}
