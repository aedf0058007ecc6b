// @ts-check
/**
 * Other clients beside the journeys: polkadot-api with types generated from the node, over its RPC
 * and over smoldot, a light client that takes nothing without a proof. Whatever the chain tells
 * @polkadot/api about a final block, it tells each of them, in every era.
 */
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { ask, askRestaking, connect } from '../../src/api.js';
import { EST } from '../../src/format.js';
import { LightClient, fromCheckpoint, fromGenesis } from '../../src/light.js';
import { connectPapi } from '../../src/papi.js';
import { reads } from '../../src/reads.js';
import { within } from '../../src/wait.js';
import { alice, bob, charlie, eve, ferdie, steps, took } from '../helpers.js';

/** smoldot wants two epochs after the genesis ones in a checkpoint: the third has begun. */
const CHECKPOINT_EPOCH = 3;
/** In it slashes are over, rewards are claimed, and everybody is leaving. */
const LAST_ERA = 7;
/**
 * Clients hear of a final block at different times; they know the same of so many. A node lets go of
 * a client that keeps a block for more than a minute.
 */
const KEPT_BLOCKS = 16;
/** Reads that are under way at a time. */
const AT_ONCE = 10;
/** Reading goes on for all the eras. */
const READ_MILLISECONDS = 400_000;
/** No record is so old that it is folded, and nobody is slashed whom the coverage would cover. */
const EMPTY = [
  'liquidStakingApi.recordChain',
  'restakingApi.covers',
  'restakingApi.coverageHistory',
];
const ST_EST = 1;
/** How long a light client may take to see a final block. */
const SYNC_MILLISECONDS = 180_000;

/** @typedef {import('../../src/chain.js').Chain} Chain */
/** @typedef {import('polkadot-api').BlockInfo} BlockInfo */

/** @param {() => import('./world.js').World} world */
export function clients(world) {
  describe('other clients', { concurrency: false }, () => {
    const step = steps(READ_MILLISECONDS);
    /** @type {any} */
    let api;
    /** @type {any} */
    let types;
    /** @type {Record<string, import('polkadot-api').PolkadotClient>} */
    const papi = {};
    /** @type {Record<string, Kept>} */
    const kept = {};
    /** @type {Record<string, LightClient>} */
    const light = {};
    /** What was read and was ever more than nothing. */
    const told = new Set();
    const chain = () => /** @type {Chain} */ (world().chain);

    before(async () => {
      // Of its own: who sends transactions on the other one must not wait for hundreds of answers.
      api = await connect(world().node.url);
      types = world().types;
      use('rpc', connectPapi(world().node.url));
    });

    after(async () => {
      await api?.disconnect();
      Object.values(kept).forEach((blocks) => blocks.stop());
      papi.rpc?.destroy();
      await Promise.all(Object.values(light).map((client) => client.stop()));
    });

    /** @param {string} name @param {import('polkadot-api').PolkadotClient} client */
    function use(name, client) {
      papi[name] = client;
      kept[name] = new Kept(client);
    }

    /**
     * The last block that all clients know to be final, and can still read.
     * @returns {Promise<string>} its hash
     */
    async function commonFinal() {
      const [first, ...others] = Object.values(kept);
      const deadline = Date.now() + SYNC_MILLISECONDS;
      for (;;) {
        const common = [...first.blocks.keys()].reverse();
        const hash = common.find((one) => others.every(({ blocks }) => blocks.has(one)));
        if (hash) return hash;
        assert.ok(Date.now() < deadline, 'no final block that all clients know');
        await chain().untilBlock(chain().head + 1);
      }
    }

    /** @param {string} name */
    async function syncs(name) {
      use(name, light[name].papi);
      /** @type {import('rxjs').Subscription | undefined} */
      let subscription;
      /** @type {Promise<BlockInfo>} */
      const final = new Promise((resolve, reject) => {
        subscription = papi[name].finalizedBlock$.subscribe({
          next: (block) => void (block.number > 0 && resolve(block)),
          error: reject,
        });
      });
      try {
        const log = () => light[name].log.join('\n');
        const block = await within(SYNC_MILLISECONDS, final, log);
        const hash = await world().node.call('chain_getBlockHash', block.number);
        assert.equal(block.hash, hash, `final block ${block.number}`);
        return block;
      } finally {
        subscription?.unsubscribe();
      }
    }

    /**
     * Reads everything at a final block.
     * @returns {Promise<string[]>} what was read
     */
    async function readAll() {
      const hash = await commonFinal();
      const release = Object.values(papi).map((client) => client.hodlBlock(hash));
      try {
        const at = await api.at(hash);
        const { activeEra } = await ask(at, 'status');
        const services = await askRestaking(at, 'services');
        // Of the two the one whose slashes wait for a resolver: the others are over at once.
        const mine = services.find(
          (/** @type {any} */ { owner, terms }) =>
            owner === ferdie.address && terms.resolver !== null,
        );
        const all = reads(at, givenArguments(activeEra, mine?.service ?? 0), {
          'system.account': [bob.address],
          'assets.account': [ST_EST, bob.address],
        });
        for (let done = 0; done < all.length; done += AT_ONCE) {
          const some = all.slice(done, done + AT_ONCE);
          await Promise.all(some.map((one) => compare(one, hash)));
        }
        return all.map(({ what }) => what);
      } finally {
        release.forEach((letGo) => letGo());
      }
    }

    /** @param {import('../../src/reads.js').Read} read @param {string} hash */
    async function compare({ what, pjs, papi: other }, hash) {
      const expected = await pjs();
      if (!isNothing(expected)) told.add(what);
      for (const [name, client] of Object.entries(papi)) {
        const found = await other(client.getTypedApi(types), hash);
        assert.deepEqual(found, expected, `${what} by ${name}`);
      }
    }

    step('smoldot syncs from the genesis, over TCP', async () => {
      const { node, spec } = world();
      light.genesis = await LightClient.start(fromGenesis(spec, [await node.address()]));
      await syncs('genesis');
      assert.match(light.genesis.log.join('\n'), /specification starting at: .* \(#0\)/);
    });

    step('governance sets up the coverage, for it to be read', async () => {
      const { coverage, sudo } = world().api.tx;
      const promise = { maxFraction: 500_000_000, minStake: 0 };
      const params = { target: 100_000n * EST, empty: 200_000_000, full: 100_000_000 };
      const call = coverage.setUp(alice.address, 150n * EST, promise, params);
      // Its account, and the one of the rewards, need a little stEST to stay alive.
      const deposit = world().api.tx.liquidStaking.deposit(10n * EST, 0);
      took(await chain().send(deposit, alice), 'Deposited');
      took(await chain().send(sudo.sudo(call), alice), 'coverage.CoverageSetUp');
    });

    step('smoldot syncs from a checkpoint, over WebSocket', async () => {
      const { node } = world();
      const { epochDuration } = api.consts.babe;
      await chain().untilBlock(CHECKPOINT_EPOCH * epochDuration.toNumber());
      const synced = await node.call('sync_state_genSyncSpec', true);
      const { stateRoot } = await node.call('chain_getHeader', api.genesisHash.toHex());
      const spec = fromCheckpoint(synced, stateRoot, [await node.address('ws')]);
      assert.ok(JSON.stringify(spec).length < 10_000, 'without the genesis it is small');
      light.checkpoint = await LightClient.start(spec);
      const { number } = await syncs('checkpoint');
      assert.ok(number >= 2 * epochDuration.toNumber(), `it began with block ${number}`);
      assert.doesNotMatch(light.checkpoint.log.join('\n'), /starting at: .* \(#0\)/);
    });

    step('all of them read the same of everything, era by era', async () => {
      /** @type {string[]} */
      let read = [];
      let { activeEra: era } = await ask(world().api, 'status');
      for (; era <= LAST_ERA; era += 1) {
        await chain().untilSettledIn(era);
        const { activeEra } = await ask(world().api, 'status');
        assert.equal(activeEra, era, 'the machine is too slow to read in every era');
        read = await readAll();
      }
      assert.ok(read.length > 90, `${read.length} reads`);
      const functions = read.filter((what) => /Api\./.test(what));
      assert.deepEqual(
        functions.filter((what) => !told.has(what)),
        EMPTY,
        'answers that were nothing in every era',
      );
    });

    step('a light client proves a balance and the rate', async () => {
      for (const name of ['genesis', 'checkpoint']) {
        const block = await papi[name].getFinalizedBlock();
        const release = papi[name].hodlBlock(block.hash);
        const at = { at: block.hash };
        const { query, apis } = /** @type {any} */ (papi[name].getTypedApi(types));
        const [header, account, rate] = await Promise.all([
          papi[name].getBlockHeader(block.hash),
          query.System.Account.getValue(bob.address, at),
          apis.LiquidStakingApi.exchange_rate(at),
        ]);
        release();
        const full = await world().node.call('chain_getHeader', block.hash);
        assert.equal(header.stateRoot, full.stateRoot, 'of a header that the chain has');
        assert.equal(account.data.free, await chain().free(bob.address, block.hash));
        assert.equal(rate, await chain().askAt(block.hash, 'exchangeRate'));
        assert.ok(rate > 10n ** 18n, 'the pool has earned something');
      }
    });

    /**
     * Arguments of the functions that take some.
     * @param {number} era the active one
     * @param {number} service
     */
    function givenArguments(era, service) {
      return {
        previewDeposit: [10n * EST],
        previewRedeem: [10n * EST],
        previewInstantRedeem: [EST],
        position: [bob.address],
        eraRecord: [era - 1],
        rewardBetween: [1_000n * EST, 0, era - 1],
        apr: [1],
        operator: [charlie.address],
        service: [service],
        allocations: [charlie.address],
        slashableStake: [service, charlie.address, era],
        positions: [eve.address],
        slashes: [charlie.address],
        claimableRewards: [charlie.address],
        fractionLeft: [service, charlie.address, era],
        serviceSlashes: [service],
        previewDelegate: [charlie.address, 10n * EST],
        rewardedStake: [service, { type: 'Native' }],
      };
    }
  });
}

/** @param {any} value */
function isNothing(value) {
  return value === null || value === 0n || (Array.isArray(value) && value.length === 0);
}

/** The last final blocks of a client, kept so that they can be read. */
class Kept {
  /** @type {Map<string, () => void>} How to let go of each, the oldest first. */
  blocks = new Map();
  #subscription;

  /** @param {import('polkadot-api').PolkadotClient} client */
  constructor(client) {
    this.#subscription = client.finalizedBlock$.subscribe(({ hash }) => {
      this.blocks.set(hash, client.hodlBlock(hash));
      const [[oldest, release]] = this.blocks;
      if (this.blocks.size > KEPT_BLOCKS) {
        this.blocks.delete(oldest);
        release();
      }
    });
  }

  stop() {
    this.#subscription.unsubscribe();
  }
}
