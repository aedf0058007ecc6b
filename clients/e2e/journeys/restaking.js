// @ts-check
/**
 * An operator, two delegators and two services, from the first promise to the last deposit back.
 *
 * ```text
 *  era           0                     3                         5                    8
 *  Charlie, the  register, allocate,   raises and lowers an      commission,          gone
 *  operator      commission ↑          allocation                retires
 *  Dave          delegates                                       reward, leaves       claims
 *  Eve           delegates, leaves     claims what left          reward, leaves       claims
 *                in part               (era 4)
 *  Ferdie, the   two services,         slash × 3: at once,       (applied), refund,   closed
 *  owner         other terms           vetoed, waiting           reward, closing
 *  Alice                               vetoes
 * ```
 */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { EST } from '../../src/format.js';
import { plain } from '../../src/plain.js';
import {
  charlie,
  dave,
  eve,
  ferdie,
  gained,
  refuseAll,
  sharesGained,
  steps,
  took,
} from '../helpers.js';
import * as agreed from './restakers.js';
import { slashing } from './slashing.js';
import { STEP_MILLISECONDS } from './world.js';

const { COMMISSION, DELEGATED, HUNDREDTH, LEFT_EARLY, MOST, PROMISED, REFUNDED } = agreed;
const { NATIVE, STAKE, STAYERS } = agreed;
const ST_EST = 1;

/** @param {() => import('./world.js').World} world */
export function restaking(world) {
  describe('an operator, its delegators and two services', { concurrency: false }, () => {
    const step = steps(STEP_MILLISECONDS);
    const all = new agreed.Restakers(world);
    const { operator, left } = all;

    step('an operator registers, and announces another commission', async () => {
      all.delays = plain(all.world.api.consts.restaking.delays);
      const { registerOperator, setCommission } = all.tx;
      const call = registerOperator(COMMISSION.before);
      const { outcome, data } = await all.act(call, charlie, 'OperatorRegistered');
      assert.deepEqual(data, { operator, commission: COMMISSION.before });
      const deposit = plain(all.world.api.consts.restaking.operatorDeposit);
      assert.equal(await all.onHold(charlie, 'Operator'), deposit);
      assert.equal(await gained(all.chain, operator, outcome, outcome.fee), -deposit);

      const commission = COMMISSION.after;
      const announced = await all.act(setCommission(commission), charlie, 'CommissionAnnounced');
      all.holds = announced.era + all.delays.commission;
      assert.deepEqual(announced.data, { operator, commission, era: all.holds });
      const view = await all.readAt(announced.outcome.hash, 'operator', operator);
      assert.equal(view.commission, COMMISSION.before);
      assert.deepEqual(view.announcedCommission, [commission, all.holds]);
    });

    step('two services register with their terms, and one amends them with notice', async () => {
      const { registerService, amendService } = all.tx;
      await refuseAll(all.chain, [
        {
          what: 'a notice that ends while those who left at its beginning can be slashed',
          call: registerService({ ...all.terms(), notice: all.delays.exit + 1 }),
          by: ferdie,
          error: 'restaking.NoticeTooShort',
        },
      ]);
      const deposit = plain(all.world.api.consts.restaking.serviceDeposit);
      const one = await all.act(registerService(all.terms()), ferdie, 'ServiceRegistered');
      const { outcome } = one;
      assert.equal(await gained(all.chain, ferdie.address, outcome, outcome.fee), -deposit);
      const two = await all.act(registerService(all.strictTerms()), ferdie, 'ServiceRegistered');
      [all.watched, all.strict] = [one, two].map(({ data }) => data.service);
      assert.deepEqual(one.data, { service: all.watched, owner: ferdie.address });
      assert.equal(await all.onHold(ferdie, 'Service'), 2n * deposit);

      const terms = { ...all.terms(), maxFraction: MOST.after };
      const amended = await all.act(amendService(all.watched, terms), ferdie, 'TermsAnnounced');
      const era = amended.era + all.terms().notice;
      assert.deepEqual(amended.data, { service: all.watched, era });
      const view = await all.readAt(amended.outcome.hash, 'service', all.watched);
      assert.equal(view.terms.maxFraction, MOST.before);
      assert.equal(view.announcedTerms[0].maxFraction, MOST.after);
      assert.equal(view.announcedTerms[1], era);
      all.holds = Math.max(all.holds, era);
    });

    step('the operator promises both a part of its stake', async () => {
      const promises = /** @type {const} */ ([
        [all.watched, PROMISED.watched * HUNDREDTH],
        [all.strict, PROMISED.strict * HUNDREDTH],
      ]).map(async ([service, magnitude]) => {
        const call = all.tx.allocate(service, magnitude);
        const { outcome, data, era } = await all.act(call, charlie, 'AllocationChanged');
        const from = era + all.delays.allocation;
        assert.deepEqual(data, { service, operator, magnitude, era: from });
        assert.deepEqual(took(outcome, 'restaking.OperatorJoined'), { service, operator });
        all.holds = Math.max(all.holds, from);
      });
      await Promise.all(promises);
    });

    step('delegators join at par, and one leaves in part', async () => {
      const { deposit } = all.world.api.tx.liquidStaking;
      await Promise.all(
        [dave, eve, ferdie].map(async (by) =>
          took(await all.chain.send(deposit(400n * EST, 0), by), 'Deposited'),
        ),
      );
      const { minBalance } = plain(await all.world.api.query.assets.asset(ST_EST));
      for (const [by, amount, besides] of /** @type {const} */ ([
        // The first one of the chain also brings what keeps the account of restaking alive.
        [dave, DELEGATED.dave, minBalance],
        [eve, DELEGATED.eve, 0n],
      ])) {
        const call = all.tx.delegate(operator, amount, amount);
        const { outcome, data } = await all.act(call, by, 'Delegated');
        assert.deepEqual(data, { operator, delegator: by.address, amount, units: amount });
        assert.equal(await sharesGained(all.chain, by.address, outcome), -amount - besides);
      }

      const call = all.tx.undelegate(operator, LEFT_EARLY);
      const { outcome, data, era } = await all.act(call, eve, 'Undelegated');
      left.early = era;
      const exit = { units: LEFT_EARLY, stake: LEFT_EARLY, setAside: 0n, era };
      assert.deepEqual(data, { operator, delegator: eve.address, ...exit });
      const [position] = await all.readAt(outcome.hash, 'positions', eve.address);
      assert.equal(position.stake, DELEGATED.eve - LEFT_EARLY);
      assert.deepEqual(position.exits, [{ ...exit, matures: era + all.delays.exit + 1 }]);
      await refuseAll(all.chain, [
        {
          what: 'an exit that has not matured',
          call: all.tx.claimUndelegated(operator, eve.address, era),
          by: eve,
          error: 'restaking.ExitNotMatured',
        },
      ]);
      assert.equal(await all.read('slashableStake', all.watched, operator, era), 0n, 'not yet');
    });

    step('what was announced holds after its notice', async () => {
      await all.chain.untilSettledIn(all.holds);
      const service = await all.read('service', all.watched);
      assert.equal(service.terms.maxFraction, MOST.after);
      assert.equal(service.announcedTerms, null);
      const view = await all.read('operator', operator);
      assert.deepEqual([view.commission, view.announcedCommission], [COMMISSION.after, null]);
      assert.equal(view.stake, STAKE);
      const slashable = await all.read('slashableStake', all.watched, operator, all.holds);
      assert.equal(slashable, (STAKE * PROMISED.watched) / 100n);
    });

    step('a raise is announced; a lower promise takes its place in the next era', async () => {
      const [more, less] = [60n * HUNDREDTH, 30n * HUNDREDTH];
      const raise = await all.act(all.tx.allocate(all.watched, more), charlie, 'AllocationChanged');
      assert.equal(raise.data.era, raise.era + all.delays.allocation);
      const raised = await all.allocationIn(raise.outcome.hash);
      assert.deepEqual(raised.announced, [[raise.data.era, more]]);
      assert.equal(raised.reserved, more, 'a raise is reserved at once');

      const lower = await all.act(all.tx.allocate(all.watched, less), charlie, 'AllocationChanged');
      assert.equal(lower.data.era, lower.era + 1);
      const lowered = await all.allocationIn(lower.outcome.hash);
      assert.deepEqual(lowered.announced, [[lower.era + 1, less]]);
      const before = PROMISED.watched * HUNDREDTH;
      assert.equal(lowered.magnitude, before);
      assert.equal(lowered.reserved, before, 'what is given up is slashable for a while');
    });

    slashing(all, step);

    step('everybody leaves: operator, delegators and services', async () => {
      const retired = await all.act(all.tx.retireOperator(), charlie, 'OperatorRetired');
      assert.deepEqual(retired.data, { operator });
      const given = retired.outcome.events.filter(({ name }) => /AllocationChanged/.test(name));
      assert.deepEqual(
        given.map(({ data }) => [data.service, data.magnitude, data.era]),
        [all.watched, all.strict].map((service) => [service, 0n, retired.era + 1]),
      );
      for (const service of [all.watched, all.strict]) {
        const { data, era } = await all.act(all.tx.closeService(service), ferdie, 'ServiceClosing');
        assert.deepEqual(data, { service, era });
      }
      const { stake } = await all.read('operator', operator);
      const [first, last] = STAYERS.map(([by, units]) => [by, all.tx.undelegate(operator, units)]);
      const out = await all.act(first[1], dave, 'Undelegated');
      // Rounded down for who leaves first; the last one takes what is left.
      assert.equal(out.data.stake, (stake * DELEGATED.dave) / STAKE);
      const rest = await all.act(last[1], eve, 'Undelegated');
      assert.equal(rest.data.stake, stake - out.data.stake);
      [left.dave, left.eve] = [out.era, rest.era];
      await refuseAll(all.chain, [
        {
          what: 'to delegate to who has retired',
          call: all.tx.delegate(operator, EST, 0),
          by: dave,
          error: 'restaking.OperatorRetired',
        },
        {
          what: 'to close a service while offences can be slashed',
          call: all.tx.closeService(all.watched),
          by: ferdie,
          error: 'restaking.StillSlashable',
        },
      ]);
    });

    step('after the exit delay all deposits come back, and nothing is left', async () => {
      await all.chain.untilSettledIn(left.eve + all.delays.exit + 1);
      let stakes = 0n;
      for (const [by, era] of /** @type {const} */ ([
        [dave, left.dave],
        [eve, left.eve],
      ])) {
        const call = all.tx.claimUndelegated(operator, by.address, era);
        const { data } = await all.act(call, by, 'UndelegatedClaimed');
        assert.equal(data.last, true);
        stakes += data.amount;
      }
      assert.equal(stakes, STAKE - all.slashed.strict - all.slashed.watched + REFUNDED);

      const claim = await all.act(all.tx.claimCommission(NATIVE), charlie, 'CommissionClaimed');
      assert.equal(claim.data.amount, all.commission);
      assert.deepEqual(await all.read('claimableRewards', operator), []);
      const removed = await all.act(all.tx.retireOperator(), charlie, 'OperatorRemoved');
      assert.deepEqual(removed.data, { operator });
      assert.equal(await all.onHold(charlie, 'Operator'), 0n);
      for (const service of [all.watched, all.strict]) {
        const { data } = await all.act(all.tx.closeService(service), ferdie, 'ServiceClosed');
        assert.deepEqual(data, { service });
        assert.equal(await all.read('service', service), null);
      }
      assert.equal(await all.onHold(ferdie, 'Service'), 0n);
      assert.equal(await all.read('operator', operator), null);
      const held = plain(await all.world.api.query.restaking.held());
      assert.equal(held, 0n, 'no stEST is held');
    });
  });
}
