// @ts-check
/** A chain whose pool is yet to be set up: nothing works but setting it up. */
import { warnings } from '../src/warnings.js';
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { ask, connect } from '../src/api.js';
import { Chain } from '../src/chain.js';
import { EST, ONE } from '../src/format.js';
import { Node } from '../src/node.js';
import { checkBooks } from '../src/report.js';
import { specWithoutPool } from '../src/spec.js';
import { checkDocumentation } from './documentation.js';
import { alice, bob, refuseAll, standing, steps, took } from './helpers.js';

const STEP_MILLISECONDS = 120_000;

describe('a chain that starts without a pool', { concurrency: false }, () => {
  const step = steps(STEP_MILLISECONDS, () => standing(chain, node));
  /** @type {Node} */
  let node;
  /** @type {any} */
  let api;
  /** @type {Chain} */
  let chain;

  before(async () => {
    node = await Node.start({ args: specWithoutPool });
    api = await connect(node.url);
    chain = await Chain.follow(api);
  });

  after(async () => {
    chain?.stop();
    await api?.disconnect();
    await node?.stop();
  });

  const params = {
    minDeposit: EST,
    minRedeem: EST,
    fee: 100_000_000,
    feeRecipient: alice.address,
    instantFee: 10_000_000,
    reserve: 10_000_000,
    bunker: 10_000_000,
    places: 16,
    minValidatorBond: 100n * EST,
    maxCommission: 200_000_000,
  };

  step('calls are refused and the runtime API says that there is nothing', async () => {
    const tx = api.tx.liquidStaking;
    const sudo = (/** @type {any} */ call) => api.tx.sudo.sudo(call);
    const stash = (await api.query.session.validators())[0].toString();
    const notSetUp = 'liquidStaking.NotSetUp';
    await refuseAll(chain, [
      { what: 'deposit', call: tx.deposit(100n * EST, 0), error: notSetUp },
      { what: 'redeem', call: tx.redeem(EST), error: notSetUp },
      { what: 'cancel', call: tx.cancelRedeem(EST), error: notSetUp },
      { what: 'claim', call: tx.claim(bob.address, 0), error: notSetUp },
      { what: 'advance', call: tx.advance(), error: notSetUp },
      { what: 'a claim', call: tx.transferClaim(0, alice.address, EST), error: notSetUp },
      { what: 'at once', call: tx.instantRedeem(EST, 0), error: notSetUp },
      { what: 'register', call: tx.registerValidator(100n * EST), error: notSetUp },
      { what: 'deregister', call: tx.deregisterValidator(), error: notSetUp },
      { what: 'a fee', call: sudo(tx.announceFee(110_000_000)), by: alice, error: notSetUp },
      {
        what: 'a pause',
        call: sudo(tx.pause({ deposit: true }, 10)),
        by: alice,
        error: notSetUp,
      },
      { what: 'parameters', call: sudo(tx.setParams(params)), by: alice, error: notSetUp },
      {
        what: 'validators',
        call: sudo(tx.setValidators(0, [stash])),
        by: alice,
        error: notSetUp,
      },
      {
        what: 'a pool with a seed too small',
        call: sudo(tx.setUp(alice.address, 1n, params, [[stash]])),
        by: alice,
        error: 'liquidStaking.SeedTooSmall',
      },
      {
        what: 'a pool without pots',
        call: sudo(tx.setUp(alice.address, 100n * EST, params, [])),
        by: alice,
        error: 'liquidStaking.PotNotFound',
      },
    ]);
    assert.equal(await ask(api, 'exchangeRate'), ONE);
    for (const name of ['reserves', 'status']) assert.equal(await ask(api, name), null);
    assert.equal(await ask(api, 'previewDeposit', EST), null);
  });

  step('the metadata says in words what everything is, with units', () => {
    const { texts, problems } = checkDocumentation(api);
    assert.deepEqual(problems, []);
    assert.ok(texts > 700, `${texts} texts`);
  });

  step('governance sets the pool up, and it takes deposits', async () => {
    const tx = api.tx.liquidStaking;
    const stash = (await api.query.session.validators())[0].toString();
    const seed = 200n * EST;
    const call = tx.setUp(alice.address, seed, params, [[stash], [stash]]);
    const outcome = await chain.send(api.tx.sudo.sudo(call), alice);
    assert.deepEqual(took(outcome, 'PoolSetUp'), { seed, pots: 2 });

    const { shares } = took(await chain.send(tx.deposit(100n * EST, 0), bob), 'Deposited');
    assert.equal(shares, 100n * EST);
    const books = await ask(api, 'reserves');
    assert.deepEqual(checkBooks(books), []);
    assert.equal(books.backing, 300n * EST);
  });
});

after(() => {
  assert.deepEqual(warnings(), [], 'the client printed warnings');
});
