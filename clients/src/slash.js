// @ts-check
/**
 * The slash of the demo: what it does to somebody who holds, somebody who leaves and somebody who
 * is about to.
 *
 * ```text
 *  era      4         5   6         7                          8       9
 *  Bob      holds what his journey left him ─────────────────────────────────►
 *  Eve      deposit       redeem    batch 6 is closed, unpaid ───────────────►
 *  Ferdie   deposit                 redeem: batch 7 is open    closed ───────►
 *  Dave     bond                    signs two blocks, is                slash
 *                                   reported: rate falls                applied
 * ```
 *
 * Dave is a validator here, the only one whom one of the pots nominates. (The Dave of the journeys
 * is an account of his own and has no part in it.)
 *
 * His bond with the pool meets the first of the loss, the coverage (see restaking.js) some more,
 * and those who have claims on the pool bear the rest.
 */
import { account, stash } from './api.js';
import { slotsLeftInEra } from './chain.js';
import { reportOf } from './equivocation.js';
import { est, planck } from './format.js';
import { ERAS, Traveller } from './journeys.js';
import { afterCover, checkCover, checkSettled, rateAfterLoss } from './restaking-report.js';
import { standingAt } from './restaking.js';
import { borne, checkReport, claimOfShares } from './report.js';

/**
 * @typedef {import('./chain.js').Chain} Chain
 * @typedef {import('./restaking-report.js').Coverage} Coverage
 * @typedef {import('./report.js').Bearer} Bearer
 */

/** Eras that this takes after the journeys: the slash is applied at the start of the last. */
export const SLASH_ERAS = 2;
/** Who signs two blocks. */
export const OFFENDER = 'Dave';
/** Which validators each pot nominates. */
export const POTS = [['Alice'], ['Bob'], ['Charlie'], [OFFENDER]];

/** EST that the offender puts up for what the pool may lose through him. */
const BOND = '150';

/**
 * Report as late in the era as leaves room to spare: the reward stream is a cushion that what is
 * held has and what is leaving has not, and it is thinnest then. So the rate, which leaves out what
 * has not vested, falls by nearly what each claim loses.
 */
const SLOTS_TO_SPARE = 5;

/** @param {Chain} chain */
export async function putUpBond(chain) {
  const { liquidStaking } = /** @type {any} */ (chain.api.tx);
  const call = liquidStaking.registerValidator(planck(BOND));
  const { error } = await chain.send(call, stash(OFFENDER));
  if (error) throw new Error(`${OFFENDER} cannot register: ${error}`);
}

/**
 * What met a loss, by the events of its report.
 * @param {Record<'loss' | 'covered' | 'cover' | 'holders' | 'exits', bigint>} loss what the pool said
 * @param {import('./chain.js').ChainEvent[]} events
 * @param {any} books in the block before
 * @param {bigint} rateWith in the block of the report
 * @returns {Coverage}
 */
export function coverageOf(loss, events, books, rateWith) {
  const covered = events.find(({ name }) => name === 'coverage.LossCovered');
  return {
    loss: loss.loss,
    operatorBond: loss.covered,
    covered: loss.cover,
    borne: loss.holders + loss.exits,
    shares: covered ? covered.data.shares : 0n,
    rateWithout: rateAfterLoss(books, loss.loss - loss.covered),
    rateWith,
  };
}

/**
 * @param {Chain} chain
 * @param {object} demo
 * @param {number} demo.first the era in which the journeys began
 * @param {import('./journeys.js').Turns} demo.turns
 * @param {(text: string) => void} demo.say
 * @param {Promise<unknown>} demo.journeys ended: nobody but those here acts
 */
export async function suffer(chain, { first, turns, say, journeys }) {
  const [eve, ferdie] = ['Eve', 'Ferdie'].map((name) => new Traveller(name, chain, turns, say));
  /** @type {string[]} */
  const problems = [];

  await putUpBond(chain);
  await chain.untilSettledIn(first + 4);
  await eve.deposit('500');
  await ferdie.deposit('300');
  await chain.untilSettledIn(first + ERAS - 1);
  await eve.redeem(eve.shares);
  await journeys;
  await chain.untilSettledIn(first + ERAS);
  await ferdie.redeem(ferdie.shares);
  const [closed, open] = [eve, ferdie].map(({ exits }) => [...exits.keys()][0]);

  /**
   * @param {string} hash of a block
   * @param {(books: any) => any} [met] what cover makes of the books
   */
  async function worth(hash, met = (books) => books) {
    const [all, rate, holder, exiting, leaving] = await Promise.all([
      chain.askAt(hash, 'reserves'),
      chain.askAt(hash, 'exchangeRate'),
      ...['Bob', 'Eve', 'Ferdie'].map((name) =>
        chain.askAt(hash, 'position', account(name).address),
      ),
    ]);
    /** @param {any} position @param {number} era */
    const exit = (position, era) => position.exits.find((/** @type {any} */ e) => e.era === era);
    const [left, leaves] = [exit(exiting, closed), exit(leaving, open)];
    const books = met(all);
    return {
      books,
      rate,
      states: `${left.state}, ${leaves.state}`,
      claims: [
        claimOfShares(holder.shares, books),
        left.value,
        leaves.state === 'Open' ? claimOfShares(leaves.shares, books) : leaves.value,
      ],
    };
  }

  for (;;) {
    // The last block, which those that are looked at may be behind.
    const { hash } = await chain.api.rpc.chain.getHeader();
    if ((await slotsLeftInEra(await chain.api.at(hash))) <= SLOTS_TO_SPARE) break;
    await chain.untilBlock(chain.head + 1);
  }
  const outcome = await chain.send(await reportOf(chain.api, OFFENDER), account('Alice'));
  const reported = outcome.events.find(({ name }) => name === 'liquidStaking.LossReported');
  if (outcome.error || !reported) {
    throw new Error(`no loss was reported to the pool: ${outcome.error ?? 'the report has none'}`);
  }
  const clean = await chain.askAt(outcome.parent, 'reserves');
  const rateAtReport = await chain.askAt(outcome.hash, 'exchangeRate');
  const coverage = coverageOf(reported.data, outcome.events, clean, rateAtReport);
  // Cover comes first: what is left of the loss then is shared by all claims of then.
  const [before, at, uncovered, covered] = await Promise.all([
    worth(outcome.parent, (books) => afterCover(books, coverage)),
    worth(outcome.hash),
    standingAt(chain, outcome.parent),
    standingAt(chain, outcome.hash),
  ]);
  if (at.states !== 'Exiting, Open') throw new Error(`Eve, Ferdie are ${at.states} at the report`);
  say(
    `${OFFENDER} is reported for two blocks in one slot: ${est(coverage.loss)} EST are lost, ` +
      `${est(coverage.covered)} of them covered`,
  );

  const applied = await chain.untilEvent('LossApplied');
  const after = await worth(applied.hash);
  say(`the slash is applied in block ${applied.block}`);
  await chain.untilSettledIn(reported.data.era);
  const settled = await standingAt(chain, applied.hash);

  /** @type {Bearer[]} */
  const bearers = /** @type {const} */ ([
    ['Bob', 'holder'],
    ['Eve', 'exiting'],
    ['Ferdie', 'open batch'],
  ]).map(([name, kind], i) => ({
    name,
    kind,
    before: before.claims[i],
    reported: at.claims[i],
    applied: after.claims[i],
  }));
  problems.push(
    ...checkReport(before.books, at.books),
    ...checkCover(coverage, clean, uncovered, covered),
    ...checkSettled(coverage, settled),
    ...bearers.flatMap(({ name, before: worthBefore, reported: left }) =>
      borne(`the claim of ${name}`, before.books, at.books, [worthBefore, left]),
    ),
    ...eve.problems,
    ...ferdie.problems,
  );
  return {
    slash: {
      reportBlock: outcome.block,
      applicationBlock: applied.block,
      rateBefore: before.rate,
      rateAtReport,
      rateAtApplication: after.rate,
      provisionBefore: clean.provision,
      provisionAtReport: at.books.provision,
      provisionAtApplication: after.books.provision,
      bearers,
    },
    coverage,
    problems,
  };
}
