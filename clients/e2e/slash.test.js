// @ts-check
/**
 * A slash as a network sees it: four validators, and a second node with the keys of one of them.
 * Who signs two blocks for a slot is reported by the others, without anybody's help; the pool knows
 * in the block of the report, and the slash finds everything provided for.
 *
 * ```text
 *  era     e            e+1                        e+2           e+3           e+4
 *  Bob     deposit, holds ──────────────────────────────────────────────────────────►
 *  Eve     deposit, redeem: batch e is closed, unpaid ───────────────────────► claim
 *  Ferdie  deposit      redeem: batch e+1 is open   closed ───────────────────────────►
 *  Dave                 signs two blocks: reported               slash applied
 * ```
 */
import { warnings } from '../src/warnings.js';
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { ask, connect, stash } from '../src/api.js';
import { Chain } from '../src/chain.js';
import { Equivocators } from '../src/equivocators.js';
import { EST, ONE } from '../src/format.js';
import { Network } from '../src/network.js';
import { checkBorne, checkOffence, checkPaid, offenceIn } from '../src/offence.js';
import { plain } from '../src/plain.js';
import { checkBooks, checkFalls, claimOfShares } from '../src/report.js';
import { specWithPots } from '../src/spec.js';
import { within } from '../src/wait.js';
import { bob, eve, ferdie, standing, steps, took } from './helpers.js';

const VALIDATORS = ['Alice', 'Bob', 'Charlie', 'Dave'];
const OFFENDER = stash('Dave').address;
/** All that the first pot has is behind the offender, and nothing of the others'. */
const POTS = [['Dave'], ['Alice', 'Bob'], ['Charlie']];
/** One of four: (3 · 1 / 4)², in billionths. */
const FRACTION = 562_500_000n;
/** Time for an offence: Dave may not have a slot in this era, or in the next. */
const REPORT_MILLISECONDS = 240_000;
/** Time until a slash is applied, or a batch paid out: at most two eras each. */
const DEFERRAL_MILLISECONDS = 200_000;
/** A step waits for one of these, and then for a transaction. */
const STEP_MILLISECONDS = 300_000;

/** @typedef {import('../src/offence.js').Look} Look */

describe('a validator that signs two blocks for a slot', { concurrency: false }, () => {
  const step = steps(STEP_MILLISECONDS, () => standing(chain, network?.node('Alice')));
  /** @type {Network} */
  let network;
  /** @type {any} */
  let api;
  /** @type {Chain} */
  let chain;
  /** @type {Look[]} Every final block. */
  const looks = [];
  /** @type {string[]} What was wrong with the state after some block. */
  const wrong = [];
  /** The batch of the one who leaves. */
  let batch = -1;
  /** @type {Look} The block before the report. */
  let clean;
  /** @type {Look} The block with the report. */
  let report;
  /** @type {import('../src/offence.js').Offence} */
  let offence;
  /** @type {any} What the pool said of the report. */
  let loss;

  const tx = () => api.tx.liquidStaking;
  /** @param {string} hash @param {string} address @param {string} state */
  async function exit(hash, address, state) {
    const { exits } = await chain.askAt(hash, 'position', address);
    return exits.find((/** @type {any} */ candidate) => candidate.state === state);
  }

  /** @returns {string} transactions that failed: reports, since all others are waited for */
  function refused() {
    const failed = looks.flatMap(({ block, events }) =>
      events
        .filter(({ name }) => name === 'system.ExtrinsicFailed')
        .map(({ raw }) => `${chain.errorName(raw[0])} in block ${block}`),
    );
    return `refused: ${failed.join(', ') || 'nothing'}`;
  }

  before(async () => {
    network = await Network.start({
      spec: (folder) => specWithPots(folder, POTS),
      members: [
        ...VALIDATORS.map((name) => ({ name, args: [`--${name.toLowerCase()}`] })),
        { name: 'twin', args: [] },
      ],
    });
    api = await connect(network.node('Alice').url);
    chain = await Chain.follow(api, {
      finalized: true,
      onBlock: async ({ number, hash, at, events }) => {
        const [rate, books] = await Promise.all([ask(at, 'exchangeRate'), ask(at, 'reserves')]);
        wrong.push(...checkBooks(books, `block ${number}`));
        looks.push({ block: number, hash, rate, books, events });
      },
    });
  });

  after(async () => {
    chain?.stop();
    await api?.disconnect();
    await network?.stop();
  });

  step('somebody holds and somebody is leaving when it happens', async () => {
    const deposits = await Promise.all([
      chain.send(tx().deposit(3_000n * EST, 0), bob),
      chain.send(tx().deposit(2_000n * EST, 0), eve),
      chain.send(tx().deposit(1_000n * EST, 0), ferdie),
    ]);
    const [, { shares }] = deposits.map((outcome) => took(outcome, 'Deposited'));
    const redeemed = took(await chain.send(tx().redeem(shares), eve), 'RedeemRequested');
    batch = redeemed.era;
    await chain.untilEvent('BatchClosed', ({ era }) => era === batch);

    const { activeEra } = await ask(api, 'status');
    const [pot] = await ask(api, 'validators');
    const page = plain(await api.query.staking.erasStakersPaged(activeEra, OFFENDER, 0));
    const backs = page.others.find((/** @type {any} */ { who }) => who === pot.account);
    assert.ok(backs.value > 0n, 'stake of the pool is behind the offender');
  });

  step('it is reported, and the rate falls in that very block', async () => {
    const equivocators = new Equivocators({
      api,
      name: 'Dave',
      original: network.node('Dave'),
      twin: network.node('twin'),
      witnesses: ['Alice', 'Bob', 'Charlie'].map((name) => network.node(name)),
    });
    let asked = -1;
    const offend = equivocators.offend(async (at) => {
      const [status, { shares, exits }] = await Promise.all([
        ask(at, 'status'),
        ask(at, 'position', ferdie.address),
      ]);
      const { activeEra, settledEra, openBatch } = status;
      if (activeEra <= batch || settledEra < activeEra) return `era ${activeEra} is not settled`;
      if (exits.some((/** @type {any} */ { era }) => era === openBatch)) return null;
      if (asked < openBatch) {
        asked = openBatch;
        // Not waited for: it has to be final, and this era is short.
        chain.send(tx().redeem(shares / 8n), ferdie).catch(() => {});
      }
      return `Ferdie has nothing in batch ${openBatch}`;
    });
    // At once: in the next era the validator may sign blocks again, and would sign two.
    const offended = offend.then(() => network.node('twin').stop());
    const reported = chain.until(() => {
      return looks.find(({ events }) => events.some(({ name }) => name === 'offences.Offence'));
    });
    const found = await within(REPORT_MILLISECONDS, Promise.all([reported, offended])).catch(
      async (error) => {
        throw new Error([error.message, await equivocators.explain(), refused()].join('\n'));
      },
    );
    report = found[0];
    offence = offenceIn(looks, report, 'Dave');
    ({ clean, loss } = offence);

    const event = (/** @type {string} */ name) =>
      report.events.find((candidate) => candidate.name === name)?.data;
    assert.equal(event('offences.Offence').kind, hex('babe:equivocatio'));
    assert.equal(BigInt(event('staking.SlashReported').fraction), FRACTION);
    await checkOffence(api, offence, VALIDATORS.length);
    assert.equal(loss.covered, 0n);
    assert.equal(loss.cover, 0n);
    for (const { rate, books } of [clean, report]) {
      assert.equal(rate, ((books.backing + books.vested) * ONE) / books.issuance, 'LS-2');
    }
  });

  step('who holds, who is leaving and who is about to bear the same fraction', async () => {
    const [staying, leaving, about] = await Promise.all(
      [clean, report].map(async ({ hash, books }) => {
        const { shares } = await chain.askAt(hash, 'position', bob.address);
        const exiting = await exit(hash, eve.address, 'Exiting');
        const open = await exit(hash, ferdie.address, 'Open');
        return [claimOfShares(shares, books), exiting.value, claimOfShares(open.shares, books)];
      }),
    ).then(([first, second]) => first.map((worth, i) => [worth, second[i]]));
    for (const [what, [worth, left]] of Object.entries({ staying, leaving, about })) {
      checkBorne(what, offence, [worth, left]);
    }
  });

  step('the slash finds all of it provided for', async () => {
    const first = await within(DEFERRAL_MILLISECONDS, chain.untilEvent('LossApplied'));
    await chain.untilSettledIn(loss.era);
    const applied = chain.seen('LossApplied');
    const sum = (/** @type {string} */ field) =>
      applied.reduce((total, { data }) => total + data[field], 0n);
    assert.ok(applied.every(({ block }) => block === first.block));
    assert.deepEqual(['loss', 'provided', 'covered', 'cover'].map(sum), [
      loss.loss,
      loss.loss,
      0n,
      0n,
    ]);
    assert.deepEqual(chain.seen('LossRecognised'), [], 'nothing was left to recognise');
    for (const { block, books } of looks) {
      const expected = block < report.block || block >= first.block ? 0n : loss.loss;
      assert.equal(books.provision, expected, `provision in block ${block}`);
    }
  });

  step('who was leaving gets what the loss left', async () => {
    const { value } = await exit(report.hash, eve.address, 'Exiting');
    const matured = await within(
      DEFERRAL_MILLISECONDS,
      chain.untilEvent('BatchMatured', ({ era }) => era === batch),
    );
    const { amount } = took(await chain.send(tx().claim(eve.address, batch), eve), 'Claimed');
    checkPaid(chain, offence, matured, { value, amount });
  });

  step('the books were equal in every block, and the rate fell once', () => {
    assert.equal(chain.failure, null);
    chain.stop();
    assert.deepEqual(wrong, []);
    assert.deepEqual(checkFalls(looks, [report.block]), []);
    const failed = chain.events.filter(({ name }) => /StepFailed|PayoutFailed/.test(name));
    assert.deepEqual(failed, []);
  });
});

after(() => {
  assert.deepEqual(warnings(), [], 'the client printed warnings');
});

/** @param {string} text */
function hex(text) {
  return `0x${Buffer.from(text).toString('hex')}`;
}
