// @ts-check
/**
 * Two founders follow docs/network.md command by command, and have a chain of their own: validators,
 * governance and pots are theirs, and none of the well-known keys is worth anything on it.
 */
import { warnings } from '../src/warnings.js';
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, before, describe } from 'node:test';
import { commandsOf, Reader } from '../../zombienet/src/handbook.js';
import { account, ask, connect } from '../src/api.js';
import { EST } from '../src/format.js';
import { binary, callAt, demandFree } from '../src/node.js';
import { plain } from '../src/plain.js';
import { checkBooks } from '../src/report.js';
import { until } from '../src/wait.js';
import { steps } from './helpers.js';

const FOUNDERS = ['one', 'two'];
/** The RPC of each, and where they meet, as the page starts them. `scripts/rights.sh` has all four. */
const PORTS = [9944, 9945];
const P2P_PORTS = [30333, 30334];
const BLOCKS = 3;
const SECONDS = 120;
const STEP_MILLISECONDS = 240_000;
/** Other machines are not to reach a node of this one. */
const ON_LOOPBACK = `estuary-node() {
  if [ "$1" != --chain ]; then command estuary-node "$@"; return; fi
  local port=30333 args=()
  while [ $# -gt 0 ]; do
    if [ "$1" = --port ]; then port=$2; shift; else args+=("$1"); fi
    shift
  done
  command estuary-node "\${args[@]}" --listen-addr "/ip4/127.0.0.1/tcp/$port" --no-mdns
}`;

describe('founders of a network', { concurrency: false }, () => {
  /** @type {string} */
  let folder;
  /** @type {Reader} */
  let reader;
  const commands = commandsOf('network.md', 'From keys to a chain');
  const step = steps(STEP_MILLISECONDS, () => FOUNDERS.map(logOf).join('\n'));

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'estuary-founders-'));
    await demandFree([...PORTS, ...P2P_PORTS]);
    const path = `${dirname(binary())}${delimiter}${process.env.PATH}`;
    reader = new Reader(folder, { PATH: path }, ON_LOOPBACK);
  });

  after(() => {
    reader?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  /** @param {string} file */
  const json = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  /** @param {string} who */
  function logOf(who) {
    const log = join(folder, `${who}.log`);
    // There is none before the node is started.
    return existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000) : '';
  }
  /** @param {string} file */
  const addressIn = (file) => json(file).ss58PublicKey;
  const stashes = () => FOUNDERS.map((who) => addressIn(`${who}/stash.json`));

  step('make keys, a specification and a place to meet', async () => {
    for (const part of ['Keys', 'The specification', 'Where to find each other']) {
      for (const block of commands(part)) await reader.type(block, SECONDS);
    }
    const chain = json('chain.json');
    assert.equal(chain.id, 'example');
    assert.match(chain.bootNodes[0], /^\/ip4\/127\.0\.0\.1\/tcp\/30333\/p2p\/12D3\w+$/);
    assert.deepEqual(chain.genesis, json('raw.json').genesis, 'a boot node changes no genesis');
  });

  step('start the chain, and finalise', async () => {
    const [keys, ...starts] = commands('The first blocks');
    await reader.type(keys, SECONDS);
    starts.forEach((start, i) => reader.leaveRunning(start, `${FOUNDERS[i]}.log`));
    for (const port of PORTS) {
      await until(`final blocks at port ${port}`, SECONDS, async () => {
        const { number } = await callAt(
          port,
          'chain_getHeader',
          await callAt(port, 'chain_getFinalizedHead'),
        );
        return Number(number) >= BLOCKS;
      });
    }
    const [one, two] = await Promise.all(
      PORTS.map((port) => callAt(port, 'chain_getBlockHash', BLOCKS)),
    );
    assert.equal(one, two);
  });

  step('it is theirs, and nobody else has anything', async () => {
    const api = /** @type {any} */ (await connect(`ws://127.0.0.1:${PORTS[0]}`));
    try {
      assert.deepEqual(plain(await api.query.session.validators()).sort(), stashes().sort());
      assert.equal(plain(await api.query.sudo.key()), addressIn('root.json'));
      for (const who of FOUNDERS) {
        const keys = plain(await api.query.session.nextKeys(addressIn(`${who}/stash.json`)));
        for (const [key, file] of /** @type {const} */ ([
          ['babe', 'babe'],
          ['grandpa', 'grandpa'],
          ['authorityDiscovery', 'discovery'],
        ])) {
          assert.equal(keys[key], json(`${who}/${file}.json`).publicKey);
        }
      }
      const pots = await ask(api, 'validators');
      for (const { nominated } of pots) assert.deepEqual(nominated.sort(), stashes().sort());
      const books = await ask(api, 'reserves');
      assert.deepEqual(checkBooks(books), []);
      assert.equal(books.issuance, 10_000n * EST);
      for (const name of ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie']) {
        const { data } = plain(await api.query.system.account(account(name).address));
        assert.equal(data.free + data.reserved, 0n, name);
      }
    } finally {
      await api.disconnect();
    }
  });
});

after(() => {
  assert.deepEqual(warnings(), [], 'the client printed warnings');
});
