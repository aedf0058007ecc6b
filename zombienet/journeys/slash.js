// @ts-check
/**
 * A validator signs two blocks for a slot. The others report it: it is disabled, the pool takes the
 * loss in that block, and the slash itself comes after the deferral and finds all of it provided
 * for. The validator's bond pays first, then the coverage; what is left is borne alike by who holds,
 * who is leaving and who is about to.
 *
 * ```text
 *  Grace, Heidi  operator and delegator of the coverage ───────────────────────────────►
 *  Bob           deposit, holds ───────────────────────────────────────────────────────►
 *  Eve           deposit      redeem: batch is closed, unpaid ──────────────────► claim
 *  Ferdie        deposit              redeem: batch is open   closed ──────────────────►
 *  Dave          bond                 signs two blocks: reported        slash applied
 * ```
 */
import assert from 'node:assert/strict';
import { account, ask, stash } from '../../clients/src/api.js';
import { est } from '../../clients/src/format.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { checkBorne, checkOffence, checkPaid, checkSilent } from '../../clients/src/offence.js';
import { plain } from '../../clients/src/plain.js';
import { claimOfShares } from '../../clients/src/report.js';
import { checkCover, checkSettled } from '../../clients/src/restaking-report.js';
import { act, insure, standingAt } from '../../clients/src/restaking.js';
import { coverageOf, putUpBond } from '../../clients/src/slash.js';
import { until, within } from '../../clients/src/wait.js';
import { sameBooks, untilFinal } from '../src/books.js';
import { nominate, onlyValidators } from '../src/config.js';
import { journey } from '../src/journey.js';
import { TWIN, offend } from '../src/offence.js';
import { watch } from '../src/watch.js';

const POTS = [['Dave'], ['Alice', 'Bob'], ['Charlie']];
const SECONDS = 90;
/** Time until the slash is applied, or a batch is paid: a few eras each. */
const ERAS_MILLISECONDS = 240_000;

/**
 * The exit of an account in a batch.
 * @param {import('../../clients/src/chain.js').Chain} chain
 * @param {string} hash
 * @param {string} name
 * @param {string} state
 */
async function exit(chain, hash, name, state) {
  const { exits } = await chain.askAt(hash, 'position', account(name).address);
  const found = exits.find((/** @type {any} */ candidate) => candidate.state === state);
  assert.ok(found, `${name} has an exit that is ${state}`);
  return found;
}

await journey(
  import.meta.url,
  {
    minutes: 28,
    change: (config) => {
      onlyValidators(config);
      nominate(config, POTS);
    },
  },
  async (network, say) => {
    const [alice] = network.validators;
    await Promise.all(network.validators.map((node) => untilFinal(node, 1, SECONDS)));
    /** @type {any} */
    const api = await alice.api();
    const watched = await watch(api);
    const { chain } = watched;
    const turns = new Turns();
    const holders = ['Bob', 'Eve', 'Ferdie'].map((name) => new Traveller(name, chain, turns, say));
    const [bob, eve, ferdie] = holders;

    await putUpBond(chain);
    const insured = insure(chain);
    insured.catch(() => {});
    for (const [holder, amount] of /** @type {const} */ ([
      [bob, '3,000'],
      [eve, '2,000'],
      [ferdie, '1,000'],
    ])) {
      await watched.calm();
      await holder.deposit(amount);
    }
    await insured;
    say('the coverage has stake, and Dave a bond');
    await eve.redeem(eve.shares);
    const [batch] = eve.exits.keys();
    await chain.untilEvent('BatchClosed', ({ era }) => era === batch);
    const joins = network.add('twin', TWIN);

    // The offence is wanted in an era in which Ferdie has asked to leave.
    let asked = -1;
    const offence = await offend(network, watched, 'dave', await joins, async (at) => {
      const [status, { shares, exits }] = await Promise.all([
        ask(at, 'status'),
        ask(at, 'position', ferdie.pair.address),
      ]);
      const { activeEra, settledEra, openBatch } = status;
      if (settledEra < activeEra) return `era ${activeEra} is not settled`;
      if (exits.some((/** @type {any} */ { era }) => era === openBatch)) return null;
      if (asked < openBatch) {
        asked = openBatch;
        // Not waited for: it has to be final, and an era is short. Asked anew in the next one.
        act(chain, 'Ferdie', ferdie.tx.redeem(shares / 8n), 'liquidStaking.RedeemRequested').catch(
          (error) => say(error.message),
        );
      }
      return `Ferdie has nothing in batch ${openBatch}`;
    });
    const { clean, report, loss, books } = offence;
    say(
      `Dave is reported in block ${report.block}: ${est(loss.loss)} EST are lost, ` +
        `${est(loss.covered)} paid by his bond, ${est(loss.cover)} covered`,
    );
    const pending = 'estuary_pending_losses_est';
    const told = async () => (await alice.metric(pending)) > 0;
    await until('metrics that tell of the loss', SECONDS, told);
    await checkOffence(api, offence, network.validators.length);
    assert.ok(loss.covered > 0n, 'his bond pays');
    const coverage = coverageOf(loss, report.events, clean.books, report.rate);
    const [uncovered, covered] = await Promise.all(
      [clean, report].map(({ hash }) => standingAt(chain, hash)),
    );
    assert.deepEqual(checkCover(coverage, clean.books, uncovered, covered), []);

    const worth = await Promise.all(
      [clean, report].map(async ({ hash }, i) => {
        const open = await exit(chain, hash, 'Ferdie', 'Open');
        const priced = [books, report.books][i];
        return [
          claimOfShares(bob.shares, priced),
          (await exit(chain, hash, 'Eve', 'Exiting')).value,
          claimOfShares(open.shares, priced),
        ];
      }),
    );
    ['what Bob holds', "Eve's batch", "Ferdie's open batch"].forEach((what, i) =>
      checkBorne(what, offence, [worth[0][i], worth[1][i]]),
    );
    await sameBooks(network.validators);
    say('holder, exiting and open batch lose the same fraction, the same at all nodes');

    const applied = await within(ERAS_MILLISECONDS, chain.untilEvent('LossApplied'), 'the slash');
    await within(ERAS_MILLISECONDS, chain.untilSettledIn(loss.era), `the era ${loss.era}`);
    const parts = chain.seen('LossApplied').map(({ data }) => data);
    const sum = (/** @type {string} */ field) => parts.reduce((all, part) => all + part[field], 0n);
    assert.equal(sum('loss'), loss.loss);
    assert.equal(sum('covered'), loss.covered, 'what the bond paid');
    assert.deepEqual(chain.seen('LossRecognised'), [], 'nothing is left to recognise');
    const active = plain(await (await api.at(applied.hash)).query.staking.activeEra()).index;
    assert.equal(active, loss.era, 'the slash is applied when its era begins');
    for (const { block, books: found } of watched.looks) {
      const open = block >= report.block && block < applied.block;
      assert.equal(found.provision, open ? loss.loss - loss.covered : 0n, `block ${block}`);
    }
    const silent = await checkSilent(api, offence, watched.looks);
    say(
      `Dave is disabled for the ${silent} blocks that are left of the era and makes none of them`,
    );
    const [had, has] = await Promise.all(
      [report, applied].map(async ({ hash }) => {
        const { query } = await api.at(hash);
        return plain(await query.staking.ledger(stash('Dave').address)).total;
      }),
    );
    assert.ok(has < had, `Dave's own stake goes from ${had} to ${has}`);
    assert.deepEqual(checkSettled(coverage, await standingAt(chain, applied.hash)), []);
    say(`the slash is applied in block ${applied.block}, era ${loss.era}: all was provided for`);

    const matured = await within(
      ERAS_MILLISECONDS,
      chain.untilEvent('BatchMatured', ({ era }) => era === batch),
      `the payout of batch ${batch}`,
    );
    const { data: claimed } = await act(
      chain,
      'Eve',
      eve.tx.claim(eve.pair.address, batch),
      'liquidStaking.Claimed',
    );
    checkPaid(chain, offence, matured, { value: worth[1][1], amount: claimed.amount });
    assert.deepEqual(
      holders.flatMap(({ problems }) => problems),
      [],
    );
    watched.end([report.block]);
    await sameBooks(network.validators);
    assert.equal(await alice.metric(pending), 0, 'nothing is pending any more');
    say('Eve gets what the loss left');
  },
);
