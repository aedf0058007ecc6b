// @ts-check
/**
 * A validator: makes keys, stakes, registers with a bond, is scored and nominated by a pot, leaves,
 * and gets the bond back.
 *
 * ```text
 *  era    0                          1                        2           8
 *  Dave   keys, bond, validate,      scored, nominated,       dropped     bond released
 *         register, add to the bond  deregisters
 * ```
 */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ask, stash } from '../../src/api.js';
import { EST } from '../../src/format.js';
import { plain } from '../../src/plain.js';
import { charlie, gained, refuseAll, steps, took } from '../helpers.js';
import { STEP_MILLISECONDS } from './world.js';

const PERCENT = 10_000_000;
const COMMISSION = 5 * PERCENT;
/** Less than the others': the only place in the active set is not for this one. */
const STAKE = 2_000n * EST;
const LEAST_BOND = 100n * EST;
const MORE_BOND = 60n * EST;
/** What a validator counts for before it was elected: one half. */
const PERFORMANCE = 500_000_000n;
const BILLION = 1_000_000_000n;
/** Eras in which a pot may still back who leaves, see BACKED_AFTER_DROP, and one. */
const STILL_BACKED = 4;

/** @typedef {import('../../src/chain.js').Chain} Chain */

/** @param {() => import('./world.js').World} world */
export function validator(world) {
  describe('a validator', { concurrency: false }, () => {
    const step = steps(STEP_MILLISECONDS);
    const me = stash('Dave');
    const bond = LEAST_BOND + MORE_BOND;
    let release = -1;
    const chain = () => /** @type {Chain} */ (world().chain);
    const tx = () => world().api.tx;

    /** @param {any} [at] the API at a block; now without it */
    async function registration(at = world().api) {
      const all = await ask(at, 'registeredValidators');
      return all.find((/** @type {any} */ entry) => entry.validator === me.address);
    }

    async function nominatedBy() {
      const pots = await ask(world().api, 'validators');
      return pots.filter((/** @type {any} */ pot) => pot.nominated.includes(me.address)).length;
    }

    step('makes session keys with its node, and sets them', async () => {
      const owner = `0x${Buffer.from(me.publicKey).toString('hex')}`;
      const made = await world().node.call('author_rotateKeysWithOwner', owner);
      const outcome = await chain().send(tx().session.setKeys(made.keys, made.proof), me);
      assert.equal(outcome.error, null);
      const next = await world().api.query.session.nextKeys(me.address);
      assert.equal(next.unwrap().toHex(), made.keys);
    });

    step('stakes and offers to validate', async () => {
      const bonded = await chain().send(tx().staking.bond(STAKE, 'Staked'), me);
      assert.deepEqual(took(bonded, 'staking.Bonded'), { stash: me.address, amount: STAKE });
      const prefs = { commission: COMMISSION, blocked: false };
      const offered = await chain().send(tx().staking.validate(prefs), me);
      assert.deepEqual(took(offered, 'staking.ValidatorPrefsSet'), { stash: me.address, prefs });
    });

    step('registers with a bond, which is put on hold, and adds to it', async () => {
      const { registerValidator } = tx().liquidStaking;
      await refuseAll(chain(), [
        {
          what: 'a bond that is a planck too small',
          call: registerValidator(LEAST_BOND - 1n),
          by: me,
          error: 'liquidStaking.BondTooLow',
        },
      ]);
      const first = await chain().send(registerValidator(LEAST_BOND), me);
      assert.deepEqual(took(first, 'ValidatorRegistered'), {
        validator: me.address,
        bond: LEAST_BOND,
      });
      assert.equal(await gained(chain(), me.address, first, first.fee), -LEAST_BOND);
      const more = await chain().send(registerValidator(MORE_BOND), me);
      assert.deepEqual(took(more, 'BondAdded'), { validator: me.address, bond });
      const at = await world().api.at(more.hash);
      const holds = plain(await at.query.balances.holds(me.address));
      const held = holds.find((/** @type {any} */ { id }) => id.type === 'LiquidStaking');
      assert.deepEqual(held, {
        id: { type: 'LiquidStaking', value: 'ValidatorBond' },
        amount: bond,
      });
      const registered = await registration(await world().api.at(first.hash));
      assert.equal(registered.score, 0, 'it is scored by the next settlement');
    });

    step('is scored, and one of the pots nominates it', async () => {
      const { activeEra } = await ask(world().api, 'status');
      await chain().untilSettledIn(activeEra + 1);
      const passedOn = BILLION - BigInt(COMMISSION);
      const bonded = (BILLION * bond) / (bond + LEAST_BOND);
      const score = (((PERFORMANCE * passedOn) / BILLION) * bonded) / BILLION;
      const entry = await registration();
      assert.equal(BigInt(entry.score), score);
      assert.equal(entry.bond, bond);
      assert.equal(await nominatedBy(), 1);
    });

    step('leaves: no pot nominates it from the next settlement on', async () => {
      const outcome = await chain().send(tx().liquidStaking.deregisterValidator(), me);
      const era = await world().eraIn(outcome.hash);
      const told = took(outcome, 'ValidatorDeregistered');
      const bondingDuration = plain(world().api.consts.staking.bondingDuration);
      release = told.release;
      assert.deepEqual(told, {
        validator: me.address,
        release: era + bondingDuration + STILL_BACKED,
      });
      await chain().untilSettledIn(era + 1);
      assert.equal(await nominatedBy(), 0);
      await refuseAll(chain(), [
        {
          what: 'the bond before a slash can no longer be reported',
          call: tx().liquidStaking.releaseBond(me.address),
          by: charlie,
          error: 'liquidStaking.BondNotReleasable',
        },
      ]);
    });

    step('gets the whole bond back, released by anyone', async () => {
      await chain().untilSettledIn(release);
      const outcome = await chain().send(tx().liquidStaking.releaseBond(me.address), charlie);
      assert.deepEqual(took(outcome, 'BondReleased'), { validator: me.address, amount: bond });
      assert.equal(await gained(chain(), me.address, outcome), bond);
      assert.equal(await registration(), undefined);
    });
  });
}
