// @ts-check
/**
 * One validator of four is killed: the others go on to finalise, and a deposit goes through. Run
 * again, it catches up, makes blocks and votes as before.
 */
import assert from 'node:assert/strict';
import { account, voter } from '../../clients/src/api.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { until } from '../../clients/src/wait.js';
import { bestNumber, finalNumber, peers, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { hex } from '../src/genesis.js';
import { journey } from '../src/journey.js';
import { neverVotes, untilAuthored, untilVoted } from '../src/voters.js';
import { watch } from '../src/watch.js';

/** Blocks that become final without the fourth validator, and time for them: it leaves its slots empty. */
const BLOCKS = 12;
const SECONDS = 150;
/** Rounds of votes that are looked at meanwhile. */
const ROUNDS = 3;
/** Time for the network to notice, and for the node to be back at work: some of its slots. */
const NOTICE_SECONDS = 60;

await journey(import.meta.url, { minutes: 16, change: onlyValidators }, async (network, say) => {
  const dave = network.node('dave');
  const others = network.validators.filter((node) => node !== dave);
  const [alice] = others;
  await Promise.all(network.validators.map((node) => untilFinal(node, 2, SECONDS)));
  await untilVoted(alice, voter('Dave').address, NOTICE_SECONDS);
  const watched = await watch(await alice.api());

  const lost = await finalNumber(dave);
  await dave.crash();
  await until('the loss of a peer', NOTICE_SECONDS, async () => {
    return (await peers(alice)) === others.length - 1;
  });
  // Votes that were on their way when it ended belong to rounds before this one.
  const down = await bestNumber(alice);
  say(`Dave is down; the best block is ${down}`);
  await Promise.all(others.map((node) => untilFinal(node, down + BLOCKS, SECONDS)));
  await neverVotes(alice, voter('Dave').address, ROUNDS, NOTICE_SECONDS);
  const bob = new Traveller('Bob', watched.chain, new Turns(), say);
  await watched.calm();
  await bob.deposit('500');
  assert.deepEqual(bob.problems, []);
  await sameBooks(others);
  say(`the three others finalised ${BLOCKS} blocks more and a deposit`);

  assert.ok(dave.stored().finalized_number >= lost, 'what was final is still there');
  await dave.run();
  const back = await finalNumber(alice);
  await untilFinal(dave, back, SECONDS);
  await untilVoted(alice, voter('Dave').address, NOTICE_SECONDS);
  await untilAuthored(alice, back, [hex(account('Dave'))], SECONDS);
  watched.end();
  const { number } = await sameBooks(network.validators);
  assert.ok(number > back);
  say('Dave is back: he votes and makes blocks, and the books are equal');
});
