// @ts-check
/** What services do to the operator, and for it: slashes, a veto, a refund, a reward. */
import assert from 'node:assert/strict';
import { EST } from '../../src/format.js';
import { plain } from '../../src/plain.js';
import {
  alice,
  charlie,
  dave,
  eve,
  ferdie,
  gained,
  refuseAll,
  sharesGained,
  took,
} from '../helpers.js';
import * as agreed from './restakers.js';

const { COMMISSION, LEFT_EARLY, MOST, NATIVE, PERCENT, PROMISED, REFUNDED, STAKE, STAYERS } =
  agreed;
const { part } = agreed;

const VETOED = 20 * PERCENT;
const APPLIED = 25 * PERCENT;
const REWARD = 100n * EST;
/** What an index of rewards counts a unit as. */
const SCALE = 10n ** 18n;
const EVIDENCE = `0x${'07'.repeat(32)}`;

/**
 * @param {import('./restakers.js').Restakers} all
 * @param {ReturnType<typeof import('../helpers.js').steps>} step
 */
export function slashing(all, step) {
  const { operator } = all;
  /** @type {any} The slash that nobody vetoes. */
  let waiting;

  step('a slash without a veto window can be applied with the request', async () => {
    const { requestSlash, applySlash } = all.tx;
    const slash = plain(await all.world.api.query.restaking.nextSlash());
    const request = (/** @type {number} */ fraction) =>
      requestSlash(all.strict, operator, all.holds, fraction, EVIDENCE);
    await refuseAll(all.chain, [
      {
        what: 'a slash by who is not the slasher',
        call: request(MOST.strict),
        by: dave,
        error: 'restaking.NotAllowed',
      },
      {
        what: 'more than the terms allow',
        call: request(MOST.strict + 1),
        by: ferdie,
        error: 'restaking.FractionAboveBound',
      },
    ]);
    const both = all.world.api.tx.utility.batchAll([request(MOST.strict), applySlash(slash)]);
    const { outcome, data, era } = await all.act(both, ferdie, 'SlashApplied');
    const amount = part((STAKE * PROMISED.strict) / 100n, MOST.strict);
    all.slashed.strict = amount;
    const of = { slash, service: all.strict, operator, amount };
    assert.deepEqual(data, of);
    assert.deepEqual(took(outcome, 'restaking.SlashRequested'), {
      ...of,
      era: all.holds,
      fraction: MOST.strict,
      evidence: EVIDENCE,
      deadline: era,
    });
    const gain = await sharesGained(all.chain, eve.address, outcome);
    assert.equal(gain, amount, 'it goes to the account in the terms');
    // RS-1: the other service can slash what it could, but for a unit of rounding.
    const [before, after] = await Promise.all(
      [outcome.parent, outcome.hash].map((hash) =>
        all.readAt(hash, 'slashableStake', all.watched, operator, all.holds),
      ),
    );
    assert.ok(before - after <= 1n && after <= before, `${before} before, ${after} after`);
  });

  step('a slash is vetoed, and another one waits for its deadline', async () => {
    const promised = await all.read('slashableStake', all.watched, operator, all.holds);
    const pool = async () => {
      const { stake, setAside } = await all.read('operator', operator);
      return { stake, setAside };
    };
    const request = (/** @type {number} */ fraction) => {
      const call = all.tx.requestSlash(all.watched, operator, all.holds, fraction, EVIDENCE);
      return all.act(call, ferdie, 'SlashRequested');
    };
    const before = await pool();
    assert.deepEqual(before, { stake: STAKE - all.slashed.strict, setAside: 0n });

    const { data: asked, era } = await request(VETOED);
    const amount = part(promised, VETOED);
    const of = { slash: asked.slash, service: all.watched, operator, amount };
    assert.deepEqual(asked, {
      ...of,
      era: all.holds,
      fraction: VETOED,
      evidence: EVIDENCE,
      // The rest of this era, and a full one.
      deadline: era + 2,
    });
    assert.deepEqual(await pool(), { stake: before.stake - amount, setAside: amount });
    const { data: vetoed } = await all.act(all.tx.vetoSlash(asked.slash), alice, 'SlashVetoed');
    assert.deepEqual(vetoed, of);
    assert.deepEqual(await pool(), before);

    ({ data: waiting } = await request(APPLIED));
    all.slashed.watched = part(promised, APPLIED);
    assert.equal(waiting.amount, all.slashed.watched);
    await refuseAll(all.chain, [
      {
        what: 'a slash that can still be vetoed',
        call: all.tx.applySlash(waiting.slash),
        by: dave,
        error: 'restaking.VetoWindowOpen',
      },
      {
        what: 'a veto by who is not the resolver',
        call: all.tx.vetoSlash(waiting.slash),
        by: charlie,
        error: 'restaking.NotAllowed',
      },
      {
        what: 'to close a service with a slash that is pending',
        call: all.tx.closeService(all.watched),
        by: ferdie,
        error: 'restaking.SlashesPending',
      },
    ]);
  });

  step('who left before the offence claims all of it', async () => {
    const era = all.left.early;
    await all.chain.untilSettledIn(era + all.delays.exit + 1);
    const owner = eve.address;
    const call = all.tx.claimUndelegated(operator, owner, era);
    const { outcome, data } = await all.act(call, dave, 'UndelegatedClaimed');
    assert.deepEqual(data, { operator, owner, era, amount: LEFT_EARLY, last: true });
    assert.equal(await sharesGained(all.chain, owner, outcome), LEFT_EARLY);
  });

  step('the chain applies the slash; a part is refunded, the rest given up', async () => {
    const { slash, deadline } = waiting;
    const applied = await all.chain.untilEvent(
      'restaking.SlashApplied',
      (data) => data.slash === slash,
    );
    const of = { slash, service: all.watched, operator };
    assert.deepEqual(applied.data, { ...of, amount: all.slashed.watched });
    assert.equal(applied.extrinsic, null, 'nobody called for it');
    assert.equal(await all.world.eraIn(applied.hash), deadline);

    const refund = await all.act(all.tx.refundSlash(slash, REFUNDED), ferdie, 'SlashRefunded');
    assert.deepEqual(refund.data, { ...of, amount: REFUNDED });
    const closed = await all.act(all.tx.closeSlash(slash), ferdie, 'SlashClosed');
    assert.deepEqual(closed.data, { ...of, amount: all.slashed.watched - REFUNDED });
    assert.deepEqual(await all.read('slashes', operator), []);
    const { stake } = await all.read('operator', operator);
    assert.equal(stake, STAKE - all.slashed.strict - all.slashed.watched + REFUNDED);
  });

  step('a reward is divided by units, after the commission', async () => {
    const paid = await all.act(all.tx.payReward(all.watched, NATIVE, REWARD), ferdie, 'RewardPaid');
    assert.equal(paid.data.amount, REWARD);
    const commission = part(REWARD, COMMISSION.after);
    const perUnit = ((REWARD - commission) * SCALE) / STAKE;
    for (const [by, units] of STAYERS) {
      const amount = (units * perUnit) / SCALE;
      const [claimable] = await all.read('claimableRewards', by.address);
      assert.deepEqual([claimable.reward, claimable.commission], [amount, 0n]);
      const call = all.tx.claimReward(operator, NATIVE);
      const { outcome, data } = await all.act(call, by, 'RewardClaimed');
      assert.equal(data.amount, amount);
      assert.equal(await gained(all.chain, by.address, outcome, outcome.fee), amount);
    }
    all.commission = commission;
    const [claimable] = await all.read('claimableRewards', operator);
    assert.deepEqual([claimable.reward, claimable.commission], [0n, commission]);
  });
}
