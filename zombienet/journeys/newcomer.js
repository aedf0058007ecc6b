// @ts-check
/**
 * Somebody with nothing but the binary, the specification of the chain and a friend with EST follows
 * docs/validator.md command by command, on a machine of his own and on that of the node, and becomes
 * a validator: elected, it makes blocks and votes.
 */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { addressOf, ask } from '../../clients/src/api.js';
import { planck } from '../../clients/src/format.js';
import { Node, binary, demandFree } from '../../clients/src/node.js';
import { plain } from '../../clients/src/plain.js';
import { until } from '../../clients/src/wait.js';
import { finalNumber, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { commandsOf, Reader } from '../src/handbook.js';
import { journey } from '../src/journey.js';
import { untilAuthored, untilVoted } from '../src/voters.js';
import { watch } from '../src/watch.js';

const SECONDS = 180;
/** An election is in one era, holds in the next, and a session changes its keys one later. */
const ELECTION_SECONDS = 300;
const POOL_BOND = planck('200');
/** Other machines are not to reach a node of this one. */
const ON_LOOPBACK = `estuary-node() {
  if [ "$1" = --chain ]; then set -- "$@" --listen-addr /ip4/127.0.0.1/tcp/30333 --no-mdns; fi
  command estuary-node "$@"
}`;
/** Where the node of the handbook listens. */
const PORTS = { rpc: 9944, p2p: 30333, ws: 30333, metrics: 9615 };

const commands = commandsOf('validator.md', 'From nothing to being elected');

/** @param {any} config */
async function change(config) {
  await demandFree([PORTS.rpc, PORTS.p2p, PORTS.metrics]);
  onlyValidators(config);
}

await journey(import.meta.url, { minutes: 16, change }, async (network, say) => {
  const nodes = network.validators;
  const [alice] = nodes;
  await Promise.all(nodes.map((node) => untilFinal(node, 1, SECONDS)));
  /** @type {any} */
  const api = await alice.api();
  const watched = await watch(api);

  // Two machines: what is typed on one is not known on the other.
  const path = `${dirname(binary())}${delimiter}${process.env.PATH}`;
  const [home, machine] = ['newcomer', 'validator'].map((name) => join(network.directory, name));
  const [reader, there] = [home, machine].map((directory) => {
    mkdirSync(directory);
    return new Reader(directory, { PATH: path }, ON_LOOPBACK);
  });
  try {
    for (const block of commands('A stash')) await reader.type(block, SECONDS);
    const made = JSON.parse(readFileSync(join(home, 'stash.json'), 'utf8'));
    const stash = made.ss58PublicKey;
    copyFileSync(network.spec, join(machine, 'chain.json'));
    const [key, start] = commands('A node');
    await there.type(key, SECONDS);
    there.leaveRunning(start, 'node.log');
    say('the node is started');
    for (const part of ['Session keys', 'Stake', 'The pool']) {
      for (const block of commands(part)) await reader.type(block, SECONDS);
    }
    const own = await until(`${stash} among the registered`, SECONDS, async () => {
      const head = await api.at(await api.rpc.chain.getFinalizedHead());
      const registered = await ask(head, 'registeredValidators');
      return registered.find((/** @type {any} */ { validator }) => validator === stash);
    });
    assert.equal(own.bond, POOL_BOND);
    const prefs = plain(await api.query.staking.validators(stash));
    assert.deepEqual(prefs, { commission: 50_000_000, blocked: false });
    say('keys are set, stake is bonded, the pool knows the candidate');

    const session = () => api.query.session.validators().then(plain);
    await until(`a session of ${stash}`, ELECTION_SECONDS, async () =>
      (await session()).includes(stash),
    );
    const elected = await finalNumber(alice);
    const keys = plain(await api.query.session.nextKeys(stash));
    let shown = '';
    for (const block of commands('Elected')) shown += await reader.type(block, SECONDS);
    for (const expected of [stash, keys.babe]) {
      assert.ok(shown.includes(expected), `${expected} is shown: ${shown}`);
    }
    say(`${stash} is elected`);

    await untilAuthored(alice, elected, [keys.babe], SECONDS);
    await untilVoted(alice, addressOf(keys.grandpa), SECONDS);
    // The reader's shell has started it, and ends it: it is only asked here.
    const joined = new Node({ args: [], ports: PORTS, folder: machine, keep: false, env: {} });
    assert.ok(joined.logged(/Prepared block for proposing/).length > 0, 'it has made blocks');
    const metrics = await joined.metrics();
    const count = metrics.match(/^substrate_proposer_block_constructed_count\S* (\d+)$/m)?.[1];
    assert.ok(Number(count) > 0, 'the metric that the documentation names');
    watched.end();
    const { number } = await sameBooks([...nodes, joined]);
    await joined.disconnect();
    say(
      `it makes blocks and votes; block ${number} has the same books at all nodes, this one among them`,
    );
  } finally {
    reader.end();
    there.end();
  }
});
