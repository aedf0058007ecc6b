// @ts-check
/**
 * A chain that began with the first runtime is upgraded to the node's own by a referendum, while
 * holders have positions of every kind. The migration leaves each of them what they had, the books
 * balance in every block before the one that brings the code and in every block after it, blocks are
 * made and become final as before, and the holders redeem and claim to the end with the new runtime.
 */
import assert from 'node:assert/strict';
import { account, ask } from '../../clients/src/api.js';
import { slotsLeftInEra } from '../../clients/src/chain.js';
import { Traveller, Turns } from '../../clients/src/journeys.js';
import { plain } from '../../clients/src/plain.js';
import { checkFalls } from '../../clients/src/report.js';
import { act } from '../../clients/src/restaking.js';
import { until, within } from '../../clients/src/wait.js';
import { bestNumber, booksAt, finalNumber, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { decide, untilSeen } from '../src/governance.js';
import { included } from '../src/included.js';
import { journey } from '../src/journey.js';
import { beginWithFirstRuntime, compressed } from '../src/runtime.js';
import { watch } from '../src/watch.js';

const SECONDS = 120;
/** Time for a batch to close and mature, and for an era to be settled. */
const ERAS_MILLISECONDS = 400_000;
/** Whose positions are compared: a holder, one who is leaving, one who is about to. */
const HOLDERS = ['Bob', 'Eve', 'Ferdie'];

/** Slots that the era must have left when the upgrade is sent: it is to be in the era's middle. */
const QUIET_SLOTS = 10;

/** Time for all nodes to compile the new code, seconds of work each, and to agree again. */
const UPGRADE_SECONDS = 400;
/** The node's own runtime, compressed, in hex. */
let blob = '';

/**
 * What holders have and the pool knows, in a block of either runtime. The books balance there.
 * @param {any} at the API at that block
 * @param {number} number of it
 */
async function standing(at, number) {
  const [{ books, rate }, status, params, ...positions] = await Promise.all([
    booksAt(at, `block ${number}`),
    ask(at, 'status'),
    at.query.liquidStaking.parameters(),
    ...HOLDERS.map((name) => ask(at, 'position', account(name).address)),
  ]);
  const eras = (await at.query.liquidStaking.eraRecords.keys())
    .map((/** @type {any} */ key) => key.args[0].toNumber())
    .sort((/** @type {number} */ a, /** @type {number} */ b) => a - b);
  const records = await Promise.all(
    eras.map((/** @type {number} */ era) => ask(at, 'eraRecord', era)),
  );
  return {
    spec: at.runtimeVersion.specVersion.toNumber(),
    era: status.activeEra,
    settled: status.settledEra,
    storage: plain(await at.query.liquidStaking.palletVersion()),
    candidates: plain(await at.query.staking.maxValidatorsCount()),
    books,
    rate,
    params: plain(params),
    positions,
    eras,
    records,
  };
}

/**
 * Every field of version 1 is what it was.
 * @param {string} what
 * @param {Record<string, unknown>} before
 * @param {Record<string, unknown>} after
 * @param {string[]} [but] fields that time changes
 */
function kept(what, before, after, but = []) {
  const fields = Object.keys(before).filter((field) => !but.includes(field));
  assert.ok(fields.length > 0);
  for (const field of fields) {
    assert.deepEqual(after[field], before[field], `${field} of ${what}`);
  }
}

/**
 * The blocks around the upgrade. If no era was settled in between, only the vesting has gone on; if all
 * nodes took so long to compile the new code that an era ended, its settlement has begun or is done, and
 * the books are others, which balance all the same (see `standing`).
 * @param {Awaited<ReturnType<typeof standing>>} before
 * @param {Awaited<ReturnType<typeof standing>>} after
 */
function compare(before, after) {
  const settling = after.era !== before.era || after.settled !== before.settled;
  assert.deepEqual([before.spec, after.spec], [1, 2]);
  assert.deepEqual([before.storage, after.storage], [1, 2], 'storage of liquid staking');
  assert.deepEqual([before.candidates, after.candidates], [null, 200], 'the cap of candidates');
  if (!settling) kept('the books', before.books, after.books, ['vested']);
  assert.ok(after.rate >= before.rate, `the rate goes from ${before.rate} to ${after.rate}`);
  kept('the parameters', before.params, after.params.params);
  assert.ok(before.eras.length > 0, 'there are records');
  before.eras.forEach((/** @type {number} */ era, /** @type {number} */ i) => {
    kept(`the record of era ${era}`, before.records[i], after.records[after.eras.indexOf(era)]);
  });
  before.positions.forEach((position, i) => {
    const [name, now] = [HOLDERS[i], after.positions[i]];
    kept(`the position of ${name}`, position, now, ['value', 'exits']);
    assert.ok(now.value >= position.value, `the value of what ${name} holds`);
    assert.equal(now.exits.length, position.exits.length);
    position.exits.forEach((/** @type {any} */ exit, /** @type {number} */ n) => {
      const closing = settling ? ['value', 'state'] : ['value'];
      kept(
        `the exit of ${name} in batch ${exit.era}`,
        exit,
        now.exits[n],
        exit.state === 'Open' ? closing : [],
      );
    });
  });
  const states = before.positions.map(({ exits }) => exits.map((/** @type {any} */ e) => e.state));
  assert.deepEqual(states, [[], ['Exiting'], ['Open']], `what ${HOLDERS} are doing`);
}

/**
 * The first final block whose state has the code of a spec version.
 * @param {import('../src/node.js').ZombieNode} node
 * @param {number} version
 * @returns {Promise<number>}
 */
async function firstWith(node, version) {
  const specOf = async (/** @type {number} */ number) => {
    const hash = await node.call('chain_getBlockHash', number);
    return (await node.call('state_getRuntimeVersion', hash)).specVersion;
  };
  let number = await until(`spec version ${version}`, UPGRADE_SECONDS, async () => {
    const final = await finalNumber(node);
    return (await specOf(final)) === version && final;
  });
  while ((await specOf(number - 1)) === version) number -= 1;
  return number;
}

await journey(
  import.meta.url,
  {
    minutes: 28,
    change: (config, directory) => {
      onlyValidators(config);
      blob = compressed(beginWithFirstRuntime(config, directory), directory);
    },
  },
  async (network, say) => {
    const nodes = network.validators;
    const [alice] = nodes;
    await Promise.all(nodes.map((node) => untilFinal(node, 1, SECONDS)));
    /** @type {any} */
    const old = await alice.api();
    assert.equal(old.runtimeVersion.specVersion.toNumber(), 1);
    assert.equal(plain(await old.query.liquidStaking.palletVersion()), 1);
    const first = await watch(old);
    const turns = new Turns();
    const [bob, eve, ferdie] = HOLDERS.map((name) => new Traveller(name, first.chain, turns, say));
    for (const holder of [bob, eve, ferdie]) {
      await first.calm();
      await holder.deposit('1,000');
    }

    const hash = old.registry.hash(Buffer.from(blob.slice(2), 'hex')).toHex();
    await decide(first, old.tx.system.authorizeUpgrade(hash), say);
    const { block } = await untilSeen(first, 'system.UpgradeAuthorized');
    say(`the upgrade is authorised in block ${block}`);

    await eve.redeem(eve.shares);
    const [batch] = eve.exits.keys();
    await first.chain.untilEvent('BatchClosed', ({ era }) => era === batch);
    const sinceGenesis = first.chain.seen('EraSettled').length;
    const upgrade = old.tx.system.applyAuthorizedUpgrade(blob);
    await upgrade.signAsync(account('Charlie'), { era: 0 });
    const best = async () => old.at((await old.rpc.chain.getHeader()).hash);
    await until('an era that has begun', SECONDS, async () => {
      const at = await best();
      const { activeEra, settledEra } = await ask(at, 'status');
      return settledEra === activeEra && (await slotsLeftInEra(at)) >= QUIET_SLOTS;
    });
    const leaving = ferdie.shares / 4n;
    await included(old.tx.liquidStaking.redeem(leaving), account('Ferdie'), SECONDS);
    const asked = await bestNumber(alice);
    await until('the exit of Ferdie a block later', SECONDS, async () => {
      const { exits } = await ask(await best(), 'position', account('Ferdie').address);
      return exits.length > 0 && (await bestNumber(alice)) > asked;
    });
    // Nobody may ask for the books of the block that brings the code: its state is the old one, and
    // its API the new one.
    first.end();
    await Promise.all(nodes.map((node) => node.disconnect()));
    await alice.call('author_submitExtrinsic', upgrade.toHex());

    const last = await firstWith(alice, 2);
    await Promise.all(nodes.map((node) => untilFinal(node, last + 1, UPGRADE_SECONDS)));
    say(`block ${last} brings the new code`);
    /** @type {any} */
    const api = await alice.api();
    /** @param {number} number */
    const at = async (number) => api.at(await alice.call('chain_getBlockHash', number));
    // Nobody looked on while the code came: the blocks up to the one before it.
    const seen = first.looks[first.looks.length - 1].block;
    const unseen = [];
    for (let block = seen + 1; block < last; block += 1) {
      unseen.push({ block, ...(await booksAt(await at(block), `block ${block}`)) });
    }
    assert.deepEqual(checkFalls([...first.looks, ...unseen], []), []);
    const [before, after] = await Promise.all(
      [last - 1, last + 1].map(async (number) => standing(await at(number), number)),
    );
    compare(before, after);
    say('positions, books, parameters and records are what they were');

    const second = await watch(api, last);
    const { chain } = second;
    await act(chain, 'Dave', api.tx.restaking.registerOperator(0), 'restaking.OperatorRegistered');
    say('the pallets that are new take calls');
    const [bobs, ferdies] = [bob, ferdie].map(({ name, shares }) => {
      const traveller = new Traveller(name, chain, turns, say);
      traveller.shares = shares;
      return traveller;
    });
    ferdies.shares -= leaving;
    const [open] = before.positions[HOLDERS.indexOf('Ferdie')].exits;
    ferdies.exits.set(open.era, leaving);
    await second.calm();
    await bobs.redeem(bobs.shares);

    const matured = chain.untilEvent('BatchMatured', ({ era }) => era === batch);
    await within(ERAS_MILLISECONDS, matured, `the payout of batch ${batch}`);
    const claim = api.tx.liquidStaking.claim(account('Eve').address, batch);
    const { data } = await act(chain, 'Eve', claim, 'liquidStaking.Claimed');
    const [{ value }] = before.positions[HOLDERS.indexOf('Eve')].exits;
    assert.equal(data.amount, value, 'Eve gets what she was owed before the upgrade');
    await within(
      ERAS_MILLISECONDS,
      Promise.all([bobs, ferdies].map((traveller) => traveller.claimAll())),
      'the claims of Bob and Ferdie',
    );
    assert.deepEqual(
      [bob, eve, ferdie, bobs, ferdies].flatMap(({ problems }) => problems),
      [],
    );
    assert.ok(sinceGenesis > 0 && chain.seen('EraSettled').length > 0, 'eras are settled');
    second.end();
    const { number } = await sameBooks(nodes);
    for (const node of nodes) {
      const { specVersion } = await node.call('state_getRuntimeVersion');
      assert.equal(specVersion, 2, `the runtime of ${node.name}`);
    }
    say(`all have claimed; block ${number} has the same books at all nodes`);
  },
);
