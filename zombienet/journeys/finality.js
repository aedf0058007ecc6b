// @ts-check
/**
 * Four validators and a full node finalise: every node is connected to all others, final blocks
 * keep coming everywhere, all agree on the books of the pool, and what a holder deposits is seen by
 * all of them, and proven to a light client that begins with the genesis.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { account, ask } from '../../clients/src/api.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { LightClient, fromGenesis } from '../../clients/src/light.js';
import { until, within } from '../../clients/src/wait.js';
import { finalNumber, height, peers, sameBooks, untilFinal } from '../src/books.js';
import { journey } from '../src/journey.js';
import { watch } from '../src/watch.js';

/** Time for the first final block, with all nodes compiling the runtime. */
const FIRST_SECONDS = 90;
/** Blocks that must become final, and time for them: a slot of 2 s each, and as much to spare. */
const BLOCKS = 10;
const BLOCKS_SECONDS = 90;
/** Nodes bring their metrics up to date every five seconds. */
const METRICS_SECONDS = 30;
const LAG_SECONDS = 30;
const ST_EST = 1;
/** Time for a light client to find peers, to check all headers, and to be given proofs. */
const LIGHT_MILLISECONDS = 180_000;
/** How far the final block may be behind the best one. */
const LAG = 12;

/**
 * What a light client says of a final block that is not older than another.
 * @param {LightClient} light
 * @param {number} number
 * @param {string} who
 */
async function proven({ papi }, number, who) {
  /** @type {{ number: number, hash: string }} */
  const block = await new Promise((resolve, reject) => {
    const subscription = papi.finalizedBlock$.subscribe({
      next: (seen) => {
        if (seen.number < number) return;
        resolve(seen);
        queueMicrotask(() => subscription.unsubscribe());
      },
      error: reject,
    });
  });
  const at = { at: block.hash };
  const release = papi.hodlBlock(block.hash);
  const { query, apis } = /** @type {any} */ (papi.getUnsafeApi());
  const [header, holding, rate] = await Promise.all([
    papi.getBlockHeader(block.hash),
    query.Assets.Account.getValue(ST_EST, who, at),
    apis.LiquidStakingApi.exchange_rate(at),
  ]);
  release();
  return { block, stateRoot: header.stateRoot, shares: holding?.balance, rate };
}

await journey(import.meta.url, { minutes: 14 }, async (network, say) => {
  const nodes = [...network.nodes.values()];
  await Promise.all(
    nodes.map((node) =>
      until(`${node.name} connected to all others`, FIRST_SECONDS, async () => {
        return (await peers(node)) === nodes.length - 1;
      }),
    ),
  );
  say(`each has ${nodes.length - 1} peers`);

  await untilFinal(nodes[0], 1, FIRST_SECONDS);
  const first = await finalNumber(nodes[0]);
  await Promise.all(nodes.map((node) => untilFinal(node, first + BLOCKS, BLOCKS_SECONDS)));
  for (const node of nodes) {
    const what = `the metrics of ${node.name} tell of block ${first + BLOCKS}`;
    await until(what, METRICS_SECONDS, async () => {
      return (await height(node, 'finalized')) >= first + BLOCKS;
    });
    await until(
      `${node.name} has ${LAG} blocks at most that are not final`,
      LAG_SECONDS,
      async () => {
        return (await height(node, 'best')) - (await height(node, 'finalized')) <= LAG;
      },
    );
  }
  const before = await sameBooks(nodes);
  say(`blocks ${first} to ${first + BLOCKS} are final everywhere; the books are equal`);

  const api = await network.node('observer').api();
  const watched = await watch(api);
  const eve = new Traveller('Eve', watched.chain, new Turns(), say);
  await watched.calm();
  await eve.deposit('1,000');
  watched.end();
  assert.deepEqual(eve.problems, []);
  await untilFinal(nodes[0], watched.chain.head);
  const after = await sameBooks(nodes);
  assert.ok(after.number > before.number);
  const [had, has] = [before, after].map(({ books }) => books.pots + books.idle);
  assert.ok(has >= had + eve.deposited, `the pool had ${had} and has ${has}`);
  for (const node of nodes) {
    const at = await (await node.api()).at(after.hash);
    const { shares } = await ask(at, 'position', account('Eve').address);
    assert.equal(shares, eve.shares, `what ${node.name} says that Eve holds`);
  }
  say('the deposit is seen by all nodes');

  const spec = JSON.parse(readFileSync(network.spec, 'utf8'));
  const addresses = nodes.map(({ multiaddress }) => multiaddress);
  const light = await LightClient.start(fromGenesis(spec, addresses));
  try {
    const { address } = account('Eve');
    const found = await within(LIGHT_MILLISECONDS, proven(light, after.number, address), () =>
      light.log.join('\n'),
    );
    const { hash, number } = found.block;
    const [one] = nodes;
    assert.equal(hash, await one.call('chain_getBlockHash', number), `final block ${number}`);
    assert.equal(found.stateRoot, (await one.call('chain_getHeader', hash)).stateRoot);
    assert.equal(found.shares, eve.shares);
    const at = await (await one.api()).at(hash);
    assert.equal(found.rate, await ask(at, 'exchangeRate'));
    say(
      `smoldot has followed the votes of four to block ${number}: a balance and the rate are proven`,
    );
  } finally {
    await light.stop();
  }
});
