// @ts-check
/**
 * A holder: in, on to somebody else, out by the batch and out at once, each to the last planck.
 *
 * ```text
 *  era     0                                    1                          5
 *  Bob     deposit, transfer stEST, redeem,     instant redemption         claim
 *          cancel a part, pass a claim on
 *  Eve     gets stEST and a part of the claim                              claim
 * ```
 */
import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { ask, stash } from '../../src/api.js';
import { EST } from '../../src/format.js';
import { plain } from '../../src/plain.js';
import { partOfBatch } from '../../src/report.js';
import { bob, gained, sharesAt, sharesGained, steps, took } from '../helpers.js';
import { STEP_MILLISECONDS } from './world.js';

const ST_EST = 1;
/** An account that nobody else uses: what it gains in a block is of its own transactions. */
const eve = stash('Eve');
const BILLION = 1_000_000_000n;
const DEPOSIT = 1_000n * EST;
const GIVEN = 120n * EST;
const REDEEMED = 400n * EST;
const CANCELLED = 150n * EST;
const PASSED_ON = 100n * EST;
const AT_ONCE = 30n * EST;

/** @typedef {import('../../src/chain.js').Chain} Chain */

/** @param {() => import('./world.js').World} world */
export function holder(world) {
  describe('a holder', { concurrency: false }, () => {
    const step = steps(STEP_MILLISECONDS);
    let batch = -1;
    let bought = 0n;
    const chain = () => /** @type {Chain} */ (world().chain);
    const tx = () => world().api.tx;

    /** @param {string} address @param {string} hash */
    async function exitOf(address, hash) {
      const { exits } = await chain().askAt(hash, 'position', address);
      return exits.find((/** @type {any} */ { era }) => era === batch);
    }

    step('deposits at the rate that was announced', async () => {
      const { shares } = await ask(world().api, 'previewDeposit', DEPOSIT);
      const outcome = await chain().send(tx().liquidStaking.deposit(DEPOSIT, shares), bob);
      const books = await chain().askAt(outcome.parent, 'reserves');
      // With the whole reward stream counted in.
      bought = (DEPOSIT * books.issuance) / (books.backing + books.streaming);
      const deposited = { who: bob.address, amount: DEPOSIT, shares: bought };
      assert.deepEqual(took(outcome, 'Deposited'), deposited);
      assert.equal(await gained(chain(), bob.address, outcome, outcome.fee), -DEPOSIT);
    });

    step('gives stEST to somebody, as any asset', async () => {
      const outcome = await chain().send(tx().assets.transfer(ST_EST, eve.address, GIVEN), bob);
      assert.deepEqual(took(outcome, 'assets.Transferred'), {
        assetId: ST_EST,
        from: bob.address,
        to: eve.address,
        amount: GIVEN,
      });
      for (const [address, change] of /** @type {const} */ ([
        [bob.address, -GIVEN],
        [eve.address, GIVEN],
      ])) {
        assert.equal(await sharesGained(chain(), address, outcome), change);
      }
    });

    step('redeems, takes a part back, and passes another part on', async () => {
      // All three are about the batch that is open now.
      await world().untilRoomInEra(8);
      const redeemed = took(
        await chain().send(tx().liquidStaking.redeem(REDEEMED), bob),
        'RedeemRequested',
      );
      batch = redeemed.era;
      assert.deepEqual(redeemed, { who: bob.address, era: batch, shares: REDEEMED });

      const [cancelled, passed] = await Promise.all([
        chain().send(tx().liquidStaking.cancelRedeem(CANCELLED), bob),
        chain().send(tx().liquidStaking.transferClaim(batch, eve.address, PASSED_ON), bob),
      ]);
      assert.deepEqual(took(cancelled, 'RedeemCancelled'), {
        who: bob.address,
        era: batch,
        shares: CANCELLED,
      });
      const held = await sharesAt(chain(), bob.address, cancelled.hash);
      assert.equal(held, bought - GIVEN - REDEEMED + CANCELLED);

      assert.deepEqual(took(passed, 'ClaimTransferred'), {
        era: batch,
        from: bob.address,
        to: eve.address,
        shares: PASSED_ON,
      });
      const [his, hers] = await Promise.all([
        exitOf(bob.address, passed.hash),
        exitOf(eve.address, passed.hash),
      ]);
      assert.equal(his.shares, REDEEMED - CANCELLED - PASSED_ON);
      assert.equal(hers.shares, PASSED_ON);
      assert.deepEqual([his.state, hers.state], ['Open', 'Open']);
    });

    step('redeems at once from the reserve, for a fee that stays in the pool', async () => {
      await chain().untilSettledIn(batch + 1);
      const call = tx().liquidStaking.instantRedeem(AT_ONCE, 0);
      const outcome = await chain().send(call, bob);
      const { who, shares, amount, fee } = took(outcome, 'InstantlyRedeemed');
      assert.deepEqual({ who, shares }, { who: bob.address, shares: AT_ONCE });

      const [preview, rate, books, after] = await Promise.all([
        chain().askAt(outcome.parent, 'previewInstantRedeem', AT_ONCE),
        chain().askAt(outcome.hash, 'exchangeRate'),
        chain().askAt(outcome.parent, 'reserves'),
        chain().askAt(outcome.hash, 'reserves'),
      ]);
      assert.ok(rate > 10n ** 18n, 'a reward has come');
      const { params } = plain(await world().api.query.liquidStaking.parameters());
      const value = amount + fee;
      assert.equal(fee, (value * BigInt(params.instantFee) + BILLION - 1n) / BILLION);
      // The stream vests with every block: the call sees a block more than the preview.
      const vested = after.backing - (books.backing - amount);
      const issuance = books.issuance;
      assert.equal(value, (AT_ONCE * (books.backing + vested)) / issuance);
      assert.ok(amount >= preview, `${amount} after a preview of ${preview}`);

      assert.equal(after.issuance, issuance - AT_ONCE);
      assert.equal(after.reserve, books.reserve - amount);
      assert.equal(await gained(chain(), bob.address, outcome, outcome.fee), amount);
    });

    step('claims what the batch brings, and so does who got a part of it', async () => {
      const closed = await chain().untilEvent('BatchClosed', ({ era }) => era === batch);
      const paid = await chain().untilEvent('BatchMatured', ({ era }) => era === batch);
      // Nobody was slashed: what is paid is what was owed when the batch was closed.
      assert.equal(paid.data.amount, closed.data.amount);
      const whole = { amount: paid.data.amount, shares: closed.data.shares };

      for (const [owner, part] of /** @type {const} */ ([
        [bob, REDEEMED - CANCELLED - PASSED_ON],
        [eve, PASSED_ON],
      ])) {
        const outcome = await chain().send(tx().liquidStaking.claim(owner.address, batch), owner);
        const amount = partOfBatch(part, whole);
        assert.deepEqual(took(outcome, 'Claimed'), { owner: owner.address, era: batch, amount });
        assert.equal(await gained(chain(), owner.address, outcome, outcome.fee), amount);
        assert.ok(amount >= part, 'and it has earned up to the closing');
      }
    });
  });
}
