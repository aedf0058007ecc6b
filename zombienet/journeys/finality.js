// @ts-check
/**
 * Four validators and a full node finalise: every node is connected to all others, final blocks
 * keep coming everywhere, all agree on the books of the pool, and what a holder deposits is seen by
 * all of them.
 */
import assert from 'node:assert/strict';
import { account, ask } from '../../clients/src/api.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { until } from '../../clients/src/wait.js';
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
/** How far the final block may be behind the best one. */
const LAG = 12;

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
    const [best, final] = [await height(node, 'best'), await height(node, 'finalized')];
    assert.ok(best - final <= LAG, `${node.name}: best ${best}, final ${final}`);
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
});
