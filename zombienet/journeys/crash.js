// @ts-check
/**
 * A node is killed while many transfers and deposits come in, at it and at the others. It comes back
 * with all that was final, catches up, and nothing is lost: every transfer has arrived, every
 * deposit has its shares, and all nodes have the same books in the same final block.
 */
import assert from 'node:assert/strict';
import { ask } from '../../clients/src/api.js';
import { EST } from '../../clients/src/format.js';
import { plain } from '../../clients/src/plain.js';
import { until } from '../../clients/src/wait.js';
import { finalNumber, sameBooks, untilFinal } from '../src/books.js';
import { journey } from '../src/journey.js';
import { Load, receiver } from '../src/load.js';
import { watch } from '../src/watch.js';

/** Rounds of each of five senders: three transfers and a deposit. */
const ROUNDS = 60;
const TRANSFERS = 3;
const TRANSFER = EST;
const DEPOSIT = 2n * EST;
/** Transactions that have been in blocks when the node is killed. */
const UNDER_LOAD = 40;
const SECONDS = 180;

await journey(import.meta.url, { minutes: 16 }, async (network, say) => {
  const nodes = [...network.nodes.values()];
  const [alice] = nodes;
  const dave = network.node('dave');
  await Promise.all(nodes.map((node) => untilFinal(node, 1, SECONDS)));
  const api = await alice.api();
  const watched = await watch(api);
  const load = new Load(api);
  await load.sign(ROUNDS, (tx) => [
    ...Array.from({ length: TRANSFERS }, (_, i) =>
      tx.balances.transferAllowDeath(receiver(i), TRANSFER),
    ),
    tx.liquidStaking.deposit(DEPOSIT, 0),
  ]);

  const deposited = () => watched.chain.seen('Deposited');
  const sent = load.send(nodes);
  // It is waited for below; if it fails before, that is told of there.
  sent.catch(() => {});
  await until('transactions in blocks', SECONDS, async () => {
    return (await load.included(dave)) >= UNDER_LOAD;
  });
  const final = await finalNumber(dave);
  const hash = await dave.call('chain_getBlockHash', final);
  const included = await load.included(alice);
  await dave.crash();
  assert.ok(included < load.size, `${included} of ${load.size} are in blocks when Dave is killed`);
  say(`Dave is killed with block ${final} final and ${included} of ${load.size} in blocks`);
  await sent;

  assert.ok(dave.stored().finalized_number >= final, 'what was final still is');
  await dave.run();
  assert.equal(await dave.call('chain_getBlockHash', final), hash);
  await load.finish(alice, SECONDS);
  await untilFinal(dave, await finalNumber(alice), SECONDS);
  say('Dave is back and has caught up; all transactions are final');

  const { number, hash: last } = await sameBooks(nodes);
  await watched.chain.untilBlock(number);
  const at = /** @type {any} */ (await api.at(last));
  for (let i = 0; i < TRANSFERS; i += 1) {
    const { free } = plain((await at.query.system.account(receiver(i))).data);
    assert.equal(free, BigInt(ROUNDS * load.senders.length) * TRANSFER, `receiver ${i}`);
  }
  assert.equal(deposited().length, ROUNDS * load.senders.length, 'deposits');
  for (const sender of load.senders) {
    const { shares } = await ask(at, 'position', sender);
    const bought = deposited()
      .filter(({ data }) => data.who === sender)
      .reduce((sum, { data }) => sum + data.shares, 0n);
    assert.ok(bought > 0n);
    assert.equal(shares, bought, `the shares of ${sender}`);
  }
  watched.end();
  say(`nothing is lost: block ${number} has the same books at all nodes`);
});
