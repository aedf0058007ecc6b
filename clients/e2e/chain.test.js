// @ts-check
/**
 * The development chain from the outside: the node's binary, its RPC and @polkadot/api with no type
 * bundle. Four eras and a restart set the time it takes.
 */
import { warnings } from '../src/warnings.js';
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { ask, connect } from '../src/api.js';
import { Chain, slotsLeftInEra } from '../src/chain.js';
import { EST, ONE } from '../src/format.js';
import { Node } from '../src/node.js';
import { plain } from '../src/plain.js';
import { checkBooks, checkFlows, checkRecord, same, partOfBatch } from '../src/report.js';
import { until } from '../src/wait.js';
import { checkDeployment, checkGauges } from './gauges.js';
import {
  bob,
  charlie,
  dave,
  eve,
  fixedBooks,
  refuseAll,
  standing,
  steps,
  took,
} from './helpers.js';
import { BATCH, refusals } from './refusals.js';

const NOBODY = '5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM';

/** The era in which the batch of the redemptions closes, and the one in which the node is killed. */
const CLOSES = 1;
const RESTART = 2;
/** A step waits for four eras at most, and then for its transactions. */
const STEP_MILLISECONDS = 240_000;
/** Final state may be read and shown some seconds later. */
const GAUGE_SECONDS = 60;
/** Slots that the refusals take at most: the first block of a session has no transactions. */
const REFUSAL_SLOTS = 3;
/** Part of the weight for transactions that is used in a block that is as good as full. */
const FULL = 0.8;

describe('the development chain', { concurrency: false }, () => {
  const step = steps(STEP_MILLISECONDS, () => standing(chain, node));
  /** @type {Node} */
  let node;
  /** @type {any} */
  let api;
  /** @type {Chain} */
  let chain;
  /** @type {string[]} What was wrong with the state after some block. */
  const wrong = [];
  /** @type {import('../src/chain.js').ChainEvent[]} Seen before the restart. */
  let earlier = [];
  let activeEra = -1;
  const deposited = { bob: 1_000n * EST, charlie: 400n * EST, dave: 50n * EST };
  const shares = { bob: 0n, charlie: 0n, dave: 0n };

  /** @param {number} [from] */
  async function follow(from) {
    api = await connect(node.url);
    chain = await Chain.follow(api, {
      from,
      onBlock: async ({ number, at }) => {
        const [books, status] = await Promise.all([ask(at, 'reserves'), ask(at, 'status')]);
        wrong.push(...checkBooks(books, `block ${number}`));
        activeEra = status.activeEra;
      },
    });
  }

  const tx = () => api.tx.liquidStaking;
  const pool = () => [...earlier, ...chain.events];

  before(async () => {
    node = await Node.start();
    await follow();
  });

  after(async () => {
    chain?.stop();
    await api?.disconnect();
    await node?.stop();
  });

  step('deposits mint what was announced', async () => {
    // At once: the redemptions and the refusals have to be in the same, first era.
    const deposits = /** @type {const} */ ([
      ['bob', bob],
      ['charlie', charlie],
      ['dave', dave],
    ]).map(async ([name, signer]) => {
      const amount = deposited[name];
      const outcome = await chain.send(tx().deposit(amount, 0), signer);
      const data = took(outcome, 'Deposited');
      const preview = await chain.askAt(outcome.parent, 'previewDeposit', amount);
      assert.deepEqual(data, { who: signer.address, amount, shares: preview.shares });
      shares[name] = data.shares;
      const position = await ask(api, 'position', signer.address);
      assert.equal(position.shares, shares[name]);
      assert.deepEqual(position.exits, []);
    });
    await Promise.all(deposits);
  });

  step('shares go into the open batch and come back out', async () => {
    const [first, second] = await Promise.all([
      chain.send(tx().redeem(shares.bob / 2n), bob),
      chain.send(tx().redeem(shares.charlie), charlie),
    ]);
    assert.equal(took(first, 'RedeemRequested').era, BATCH);
    assert.equal(took(second, 'RedeemRequested').era, BATCH);

    took(await chain.send(tx().redeem(shares.dave), dave), 'RedeemRequested');
    const { exits } = await ask(api, 'position', dave.address);
    assert.equal(exits.length, 1);
    assert.equal(exits[0].state, 'Open');
    assert.equal(exits[0].matures, null);
    const outcome = await chain.send(tx().cancelRedeem(shares.dave), dave);
    assert.equal(took(outcome, 'RedeemCancelled').shares, shares.dave);
    assert.deepEqual((await ask(api, 'position', dave.address)).exits, []);

    const status = await ask(api, 'status');
    assert.equal(status.openBatch, BATCH);
    assert.equal(status.openShares, shares.bob / 2n + shares.charlie);
  });

  step('bad input is refused by name and changes nothing', async () => {
    const left = await slotsLeftInEra(api);
    assert.ok(left >= REFUSAL_SLOTS, `the machine is too slow: ${left} slots are left of the era`);
    const outcomes = await refuseAll(chain, await refusals(api, shares.bob));

    const [first, last] = [outcomes[0], outcomes[outcomes.length - 1]];
    assert.deepEqual(
      await fixedBooks(chain, last.hash),
      await fixedBooks(chain, first.parent),
      'the books moved',
    );
    for (const { address } of [bob, eve]) {
      const [a, b] = await Promise.all([
        chain.askAt(first.parent, 'position', address),
        chain.askAt(last.hash, 'position', address),
      ]);
      assert.equal(a.shares, b.shares);
      assert.deepEqual(
        a.exits.map((/** @type {any} */ { era, shares, state }) => ({ era, shares, state })),
        b.exits.map((/** @type {any} */ { era, shares, state }) => ({ era, shares, state })),
      );
    }
  });

  step(
    'gauges show the pool as it was finalised, and alerts name metrics that there are',
    async () => {
      const finalised = await api.rpc.chain.getFinalizedHead();
      const { number } = await api.rpc.chain.getHeader(finalised);
      await until(`gauges of block ${number}`, GAUGE_SECONDS, async () => {
        return (await node.metric('estuary_read_block')) >= number.toNumber();
      });
      const text = await node.metrics();
      await checkGauges(api, text);
      checkDeployment(text);
    },
  );

  step('the RPC has what wallets, light clients and indexers need', async () => {
    const methods = (await api.rpc.rpc.methods()).methods.map(String);
    for (const family of [
      ...['archive_v1_', 'chainHead_v1_', 'transaction_v1_', 'chainSpec_v1_'],
      ...['author_', 'babe_', 'chain_', 'grandpa_', 'payment_', 'state_', 'system_'],
      'sync_state_genSyncSpec',
    ]) {
      assert.ok(
        methods.some((/** @type {string} */ method) => method.startsWith(family)),
        family,
      );
    }
    const height = await api._rpcCore.provider.send('archive_v1_finalizedHeight', []);
    assert.equal(typeof height, 'number');
  });

  step('a light client gets a finalised point to start from', async () => {
    let finalized = 0;
    while (finalized === 0) {
      await chain.untilBlock(chain.head + 1);
      const hash = await api.rpc.chain.getFinalizedHead();
      finalized = (await api.rpc.chain.getHeader(hash)).number.toNumber();
    }
    const send = api._rpcCore.provider.send.bind(api._rpcCore.provider);
    const spec = await send('sync_state_genSyncSpec', [true]);
    assert.equal(spec.id, 'estuary_dev');
    for (const part of [
      'finalizedBlockHeader',
      'babeEpochChanges',
      'babeFinalizedBlockWeight',
      'grandpaAuthoritySet',
    ]) {
      assert.ok(part in spec.lightSyncState, part);
    }
  });

  step('the metrics can be scraped', async () => {
    const response = await fetch(node.metricsUrl);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /^substrate_block_height\{[^}]*status="best"[^}]*\} \d+/m);
  });

  step('all storage, constants and errors decode from the metadata', async () => {
    /** @type {Promise<void>[]} */
    const reads = [];
    for (const [pallet, items] of Object.entries(api.query)) {
      for (const [name, item] of Object.entries(/** @type {Record<string, any>} */ (items))) {
        const read = item.creator.meta.type.isPlain ? item() : item.entries();
        reads.push(
          read.then(
            (/** @type {any} */ value) => {
              JSON.stringify(
                Array.isArray(value) && !item.creator.meta.type.isPlain
                  ? value.map(([key, entry]) => [key.toHuman(), entry.toHuman()])
                  : value.toHuman(),
              );
            },
            (/** @type {Error} */ error) => assert.fail(`${pallet}.${name}: ${error.message}`),
          ),
        );
      }
    }
    await Promise.all(reads);
    assert.ok(reads.length > 100, `${reads.length} storage items`);
    for (const section of Object.values(api.consts)) {
      for (const value of Object.values(section)) value.toHuman();
    }
    const errors = Object.keys(api.errors.liquidStaking);
    assert.ok(errors.includes('SlippageExceeded') && errors.includes('NotSetUp'));
    for (const { meta } of Object.values(tx())) assert.ok(meta.docs.length > 0, `${meta.name}`);
  });

  step('the token has its name, symbol and decimals', async () => {
    const metadata = plain(await api.query.assets.metadata(1));
    assert.equal(Buffer.from(metadata.name.slice(2), 'hex').toString(), 'Staked EST');
    assert.equal(Buffer.from(metadata.symbol.slice(2), 'hex').toString(), 'stEST');
    assert.equal(metadata.decimals, 12);
    assert.deepEqual(api.registry.chainTokens, ['EST']);
    assert.deepEqual(api.registry.chainDecimals, [12]);
    assert.equal(api.registry.chainSS58, 42);
  });

  step('a closed batch is owed its part and cannot be claimed yet', async () => {
    await chain.untilSettledIn(CLOSES);
    const { data: closed } = await chain.untilEvent('BatchClosed', ({ era }) => era === BATCH);
    assert.equal(closed.shares, shares.bob / 2n + shares.charlie);
    const { exits } = await ask(api, 'position', bob.address);
    assert.deepEqual(exits, [
      {
        era: BATCH,
        shares: shares.bob / 2n,
        value: partOfBatch(shares.bob / 2n, closed),
        state: 'Exiting',
        matures: closed.matures,
      },
    ]);
    await refuseAll(chain, [
      {
        what: 'claim before the batch is paid out',
        call: tx().claim(bob.address, BATCH),
        error: 'liquidStaking.BatchNotMatured',
      },
      {
        what: 'cancel after the batch was closed',
        call: tx().cancelRedeem(shares.bob / 2n),
        error: 'liquidStaking.ClaimNotFound',
      },
    ]);
  });

  step('a node that is killed as an era is settled goes on', async () => {
    await chain.until(() => activeEra >= RESTART);
    chain.stop();
    await api.disconnect();
    await node.crash();

    await node.run();
    const probe = await connect(node.url);
    const finalized = await probe.rpc.chain.getFinalizedHead();
    const kept = (await probe.rpc.chain.getHeader(finalized)).number.toNumber();
    await probe.disconnect();
    earlier = chain.events.filter(({ block }) => block <= kept);
    await follow(kept);

    await chain.until(() =>
      pool().some(({ name, data }) => {
        return name === 'liquidStaking.SettlementFinished' && data.era === RESTART;
      }),
    );
  });

  step('the runtime API answers every question', async () => {
    await chain.untilSettledIn(RESTART + 1);
    const [rate, preview, worth, position, record, reward, apr, books, status, pots] =
      await Promise.all([
        ask(api, 'exchangeRate'),
        ask(api, 'previewDeposit', 10n * EST),
        ask(api, 'previewRedeem', 10n * EST),
        ask(api, 'position', bob.address),
        ask(api, 'eraRecord', RESTART),
        ask(api, 'rewardBetween', 1_000n * EST, BATCH, RESTART),
        ask(api, 'apr', 1),
        ask(api, 'reserves'),
        ask(api, 'status'),
        ask(api, 'validators'),
      ]);
    assert.ok(rate >= ONE);
    assert.ok(preview.rateForward >= preview.rateNet);
    assert.ok(worth >= 10n * EST);
    assert.equal(position.shares, shares.bob - shares.bob / 2n);
    assert.ok(record.rate >= ONE);
    assert.equal(typeof reward, 'bigint');
    assert.equal(typeof apr, 'bigint');
    assert.deepEqual(checkBooks(books), []);
    assert.equal(status.activeEra, activeEra);
    assert.ok(pots.length > 1, 'several pots');
    assert.equal(
      pots.reduce((/** @type {bigint} */ sum, /** @type {any} */ pot) => sum + pot.stake, 0n),
      books.pots,
    );
    assert.equal(await ask(api, 'eraRecord', 9_999), null);
  });

  step('full blocks of deposits do not hold up a settlement', async () => {
    const next = activeEra + 1;
    const info = await tx().deposit(EST, 0).paymentInfo(eve);
    const { maxTotal } = api.consts.system.blockWeights.perClass.normal;
    /** @type {bigint} */
    const room = maxTotal.unwrap().refTime.toBigInt();
    const size = Number(room / /** @type {bigint} */ (info.weight.refTime.toBigInt()) / 8n);
    const calls = Array(size).fill(tx().deposit(EST, 0));

    // There are always twice as many batches on their way as fit into a block.
    /** @type {Map<number, number>} Batches, by the block that they are in. */
    const included = new Map();
    let settled = false;
    const senders = Array.from({ length: 16 }, async () => {
      while (!settled) {
        const outcome = await chain.send(api.tx.utility.batchAll(calls), eve);
        took(outcome, 'utility.BatchCompleted');
        included.set(outcome.block, (included.get(outcome.block) ?? 0) + 1);
      }
    });
    try {
      await Promise.race([Promise.all(senders), chain.untilSettledIn(next)]);
    } finally {
      settled = true;
    }
    await Promise.all(senders);

    const begun = chain.seen('EraSettled').find(({ data }) => data.era === next - 1);
    const done = chain.seen('SettlementFinished').find(({ data }) => data.era === next);
    assert.ok(begun && done);
    assert.equal(begun.block, done.block, 'it took one block');
    const weights = await Promise.all(
      [...included.keys()].map(async (block) => {
        const at = await api.at(await api.rpc.chain.getBlockHash(block));
        const { normal } = await at.query.system.blockWeight();
        return [block, Number(normal.refTime.toBigInt()) / Number(room)];
      }),
    );
    const before = weights.filter(([block]) => block < done.block);
    assert.ok(
      before.some(([, used]) => used > FULL),
      `blocks before the settlement are full: ${JSON.stringify(before)}`,
    );
  });

  step('the batch is paid out by itself, and claimed once, by anyone for its owner', async () => {
    const { data: paid } = await chain.untilEvent('BatchMatured', ({ era }) => era === BATCH);
    const batch = { shares: shares.bob / 2n + shares.charlie, amount: paid.amount };

    const outcome = await chain.send(tx().claim(bob.address, BATCH), dave);
    const amount = partOfBatch(shares.bob / 2n, batch);
    assert.deepEqual(took(outcome, 'Claimed'), { owner: bob.address, era: BATCH, amount });
    const gained =
      (await chain.free(bob.address, outcome.hash)) -
      (await chain.free(bob.address, outcome.parent));
    assert.equal(gained, amount, 'the owner got what was claimed');

    await refuseAll(chain, [
      {
        what: 'claim twice',
        call: tx().claim(bob.address, BATCH),
        error: 'liquidStaking.ClaimNotFound',
      },
      {
        what: 'claim for somebody who has nothing to claim',
        call: tx().claim(NOBODY, BATCH),
        error: 'liquidStaking.ClaimNotFound',
      },
    ]);
    const last = await chain.send(tx().claim(charlie.address, BATCH), charlie);
    assert.equal(took(last, 'Claimed').amount, partOfBatch(shares.charlie, batch));
    await refuseAll(chain, [
      {
        what: 'claim from a batch that is claimed',
        call: tx().claim(charlie.address, BATCH),
        error: 'liquidStaking.BatchNotFound',
      },
    ]);
    assert.equal((await ask(api, 'reserves')).claims, 0n, 'LS-3: nothing is left to claim');
  });

  step('books and records agreed in every block', async () => {
    assert.equal(chain.failure, null);
    chain.stop();
    assert.deepEqual(wrong, []);
    const settled = pool().filter(({ name }) => name === 'liquidStaking.EraSettled');
    assert.ok(settled.length >= 4, `${settled.length} eras`);
    /** @type {import('../src/report.js').EraRecord | null} */
    let previous = null;
    for (const [i, { data, hash, block }] of settled.entries()) {
      assert.equal(data.era, i, 'every era is settled once, in order');
      /** @type {import('../src/report.js').EraRecord} */
      const record = await ask(api, 'eraRecord', data.era);
      const told = await chain.askAt(hash, 'exchangeRate');
      // A deposit after the settlement, in the same block, leaves less than a planck to the pool.
      const later = pool().filter(
        ({ name, block: b }) => name.endsWith('.Deposited') && b === block,
      );
      const dust = ((told - record.rate) * record.issuance) / ONE;
      assert.ok(told >= record.rate && dust <= BigInt(later.length), `rounding left ${dust}`);
      assert.deepEqual(
        [
          ...same('the rate in the event', data.rate, record.rate),
          ...checkRecord(data.era, record),
          ...(previous ? checkFlows(data.era, previous, record) : []),
        ],
        [],
      );
      previous = record;
    }
    assert.ok(previous && previous.rate > ONE, 'the rate rose');
    const failed = pool().filter(({ name }) => /StepFailed|PayoutFailed/.test(name));
    assert.deepEqual(failed, []);
  });
});

after(() => {
  assert.deepEqual(warnings(), [], 'the client printed warnings');
});
