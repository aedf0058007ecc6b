// @ts-check
/**
 * The short journey, part of `make test`: four validators finalise, a holder deposits, and a
 * validator that signs two blocks for a slot is reported by the others and disabled. The pool takes
 * the loss from all claims alike in the block of the report, and all nodes have the same books.
 */
import assert from 'node:assert/strict';
import { account } from '../../clients/src/api.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { checkBorne, checkOffence } from '../../clients/src/offence.js';
import { claimOfShares } from '../../clients/src/report.js';
import { sameBooks, untilFinal } from '../src/books.js';
import { nominate, onlyValidators } from '../src/config.js';
import { journey } from '../src/journey.js';
import { TWIN, offend } from '../src/offence.js';
import { watch } from '../src/watch.js';

/** The first pot has all of its stake behind the offender. */
const POTS = [['Dave'], ['Alice', 'Bob'], ['Charlie']];
/** Blocks that must become final, and time for them. */
const BLOCKS = 3;
const SECONDS = 90;

await journey(
  import.meta.url,
  {
    minutes: 14,
    change: (config) => {
      onlyValidators(config);
      nominate(config, POTS);
    },
  },
  async (network, say) => {
    const joins = network.add('twin', TWIN);
    joins.catch(() => {});
    const nodes = network.validators;
    await Promise.all(nodes.map((node) => untilFinal(node, BLOCKS, SECONDS)));
    say(`${BLOCKS} blocks are final at all nodes`);

    const api = await network.node('alice').api();
    const watched = await watch(api);
    const bob = new Traveller('Bob', watched.chain, new Turns(), say);
    await watched.calm();
    await bob.deposit('3,000');
    assert.deepEqual(bob.problems, []);

    const offence = await offend(network, watched, 'dave', await joins, () =>
      Promise.resolve(null),
    );
    say(`Dave is reported in block ${offence.report.block}`);
    await checkOffence(api, offence, nodes.length);
    const { shares } = await watched.chain.askAt(
      offence.report.hash,
      'position',
      account('Bob').address,
    );
    assert.equal(shares, bob.shares);
    checkBorne('what Bob holds', offence, [
      claimOfShares(shares, offence.books),
      claimOfShares(shares, offence.report.books),
    ]);
    say('he is disabled, and the loss is borne by all claims alike');

    watched.end([offence.report.block]);
    const { number } = await sameBooks(nodes);
    assert.ok(number >= offence.report.block);
    say('the books are equal at all nodes');
  },
);
