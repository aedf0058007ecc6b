// @ts-check
/**
 * Liquid staking over eras in which validators change. Eve becomes a candidate and Dave leaves: she
 * is elected in his place, makes blocks and votes; the pool takes him out and nominates her. Later
 * he comes back and she leaves. Meanwhile two holders deposit, hold, redeem and claim, and all of it
 * comes out to the planck; the rate rises with each era.
 *
 * ```text
 *  Bob      deposit                 redeem ½             claim
 *  Charlie  deposit         redeem                       claim
 *  Eve               candidate      elected, nominated           leaves
 *  Dave              leaves         out, his node is down        back, elected
 * ```
 */
import assert from 'node:assert/strict';
import { addressOf, ask, stash } from '../../clients/src/api.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { until, within } from '../../clients/src/wait.js';
import { finalNumber, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { journey } from '../src/journey.js';
import { asStash, backing, nominated, stand, untilElected } from '../src/validators.js';
import { rotateKeys, untilAuthored, untilVoted } from '../src/voters.js';
import { watch } from '../src/watch.js';

const SECONDS = 120;
/** Time for a nomination to be changed, counted in the next election, and to hold. */
const NOMINATION_SECONDS = 300;
/** Time for batches to close and mature. */
const CLAIM_MILLISECONDS = 400_000;
/**
 * Eve bonds less than the others: an election puts the stake of a pot that nominates several behind
 * the one who has least.
 */
const STAKE = { bond: '100,000', poolBond: '200' };

await journey(
  import.meta.url,
  {
    minutes: 28,
    change: (config) => {
      onlyValidators(config);
      // A node with the role of a validator that is none at genesis.
      config.relaychain.nodes.push({ name: 'eve', validator: false, args: ['--validator'] });
    },
  },
  async (network, say) => {
    const [alice, , , dave] = network.validators;
    const eve = network.node('eve');
    await Promise.all([...network.nodes.values()].map((node) => untilFinal(node, 1, SECONDS)));
    /** @type {any} */
    const api = await alice.api();
    const watched = await watch(api);
    const { chain } = watched;
    /** The API at the last final block that was looked at. */
    const now = () => api.at(watched.looks[watched.looks.length - 1].hash);

    const keys = await rotateKeys(chain, eve, stash('Eve'));
    await stand(chain, 'Eve', STAKE);
    await asStash(chain, api.tx.staking.chill(), 'Dave');
    say('Eve is a candidate, Dave leaves');

    const turns = new Turns();
    const [bob, charlie] = ['Bob', 'Charlie'].map((name) => new Traveller(name, chain, turns, say));
    await watched.calm();
    await bob.deposit('2,000');
    await watched.calm();
    await charlie.deposit('1,000');
    const { activeEra } = await ask(api, 'status');
    const leave = async () => {
      // A deposit earns the reward of an era in the one after.
      await chain.untilSettledIn(activeEra + 2);
      await charlie.redeem(charlie.shares);
      await charlie.claimAll();
    };
    const claimed = within(CLAIM_MILLISECONDS, leave(), 'what Charlie redeems');
    // It is waited for below; until then it may fail without anybody's looking.
    claimed.catch(() => {});

    await untilElected(api, ['Alice', 'Bob', 'Charlie', 'Eve']);
    const elected = await finalNumber(alice);
    await dave.crash();
    await untilAuthored(alice, elected, [keys.babe], SECONDS);
    await untilVoted(alice, addressOf(keys.grandpa), SECONDS);
    await untilFinal(alice, elected + 5, SECONDS);
    say("Eve makes blocks and votes; the chain does without Dave's node");
    await until(
      'stake of the pool behind Eve and none behind Dave',
      NOMINATION_SECONDS,
      async () => {
        const at = await now();
        const found = await nominated(at);
        return (
          found.has(stash('Eve').address) &&
          !found.has(stash('Dave').address) &&
          (await backing(at, 'Eve')) > 0n
        );
      },
    );
    say('the pool backs Eve and no longer nominates Dave');

    await watched.calm();
    await bob.redeem(bob.shares / 2n);
    await dave.run();
    await asStash(chain, api.tx.staking.validate({ commission: 0, blocked: false }), 'Dave');
    await asStash(chain, api.tx.staking.chill(), 'Eve');
    await claimed;
    await untilElected(api, ['Alice', 'Bob', 'Charlie', 'Dave']);
    const back = await finalNumber(alice);
    await until('no stake of the pool behind Eve', NOMINATION_SECONDS, async () => {
      const at = await now();
      return !(await nominated(at)).has(stash('Eve').address) && (await backing(at, 'Eve')) === 0n;
    });
    say('Dave is back in the session, and Eve is out');

    await within(CLAIM_MILLISECONDS, bob.claimAll(), 'what Bob redeems');
    await untilFinal(dave, back, SECONDS);
    for (const traveller of [bob, charlie]) {
      const { gain } = await traveller.finish();
      assert.deepEqual(traveller.problems, []);
      say(`${traveller.name} gained ${gain} planck`);
    }
    const rates = chain.seen('EraSettled').map(({ data }) => data.rate);
    assert.ok(rates.length >= 5, `${rates.length} eras are settled`);
    rates.slice(1).forEach((rate, i) => assert.ok(rate > rates[i], `the rates rise: ${rates}`));
    watched.end();
    const { number } = await sameBooks([...network.nodes.values()]);
    say(`${rates.length} eras are settled; block ${number} has the same books at all nodes`);
  },
);
