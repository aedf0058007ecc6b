// @ts-check
/**
 * What can become of the machine that a node runs on: its disk is full, or its clock is wrong. Needs
 * root, or sudo without a password, to mount a small disk, and `faketime`: scripts/setup.sh.
 */
import { warnings } from '../src/warnings.js';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { connect } from '../src/api.js';
import { Chain } from '../src/chain.js';
import { clock } from '../src/clock.js';
import { EST } from '../src/format.js';
import { Node } from '../src/node.js';
import { rawDevelopmentSpec, soleValidator } from '../src/spec.js';
import { until } from '../src/wait.js';
import { bob, finalOf, standing, steps, took, untilFinal } from './helpers.js';

const MEGABYTE = 1024 * 1024;
/** The size of the disk, and what the node wants to be free of it. */
const DISK = 256 * MEGABYTE;
const RESERVE = 64 * MEGABYTE;
const ENDS_MILLISECONDS = 60_000;
const STEP_MILLISECONDS = 240_000;
const SKEW_SECONDS = 60;
/** For eight blocks that come late, while other tests run. */
const WARNS_SECONDS = 60;
/** Blocks that a right clock sees while a wrong one sees none. */
const BLOCKS = 3;

/** @type {string} */
let folder;
/** @type {string} */
let spec;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'estuary-machine-'));
  spec = rawDevelopmentSpec(folder);
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
  assert.deepEqual(warnings(), [], 'the client printed warnings');
});

describe('a disk that fills up', { concurrency: false }, () => {
  const step = steps(STEP_MILLISECONDS, () => standing(undefined, node));
  /** @type {string} */
  let disk;
  /** @type {Node} */
  let node;
  let shares = 0n;

  before(async () => {
    disk = join(folder, 'disk');
    mkdirSync(disk);
    asRoot('mount', '-t', 'tmpfs', '-o', `size=${DISK},mode=777`, 'estuary-e2e', disk);
    node = await Node.start({
      args: (home) => {
        symlinkSync(disk, join(home, 'db'));
        return [
          ...soleValidator(spec),
          ...['--db-storage-threshold', `${RESERVE / MEGABYTE}`],
          ...['--db-storage-polling-period', '1'],
        ];
      },
    });
  });

  after(async () => {
    await node?.stop();
    asRoot('umount', disk);
  });

  /** @param {number} left bytes that stay free */
  function fill(left) {
    const filler = openSync(join(disk, 'filler'), 'w');
    const chunk = Buffer.alloc(MEGABYTE);
    const free = () => {
      const { bavail, bsize } = statfsSync(disk);
      return bavail * bsize;
    };
    try {
      // The node writes and removes files meanwhile: as long as there is room, some of it is taken.
      while (left === 0 || free() > left) writeSync(filler, chunk);
    } catch (error) {
      if (left > 0 || /** @type {any} */ (error).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(filler);
    }
  }

  function free() {
    rmSync(join(disk, 'filler'));
  }

  /** What was final before is so after, and the chain goes on. @param {Final} before */
  async function goesOn({ number, hash }) {
    await node.run();
    await untilFinal(node, number + BLOCKS);
    assert.equal(await node.call('chain_getBlockHash', number), hash);
    const api = await connect(node.url);
    const held = await api.query.assets.account(1, bob.address);
    await api.disconnect();
    assert.equal(/** @type {any} */ (held).unwrap().balance.toBigInt(), shares);
  }

  step('a node stops before that, says so, and goes on when there is room', async () => {
    const api = await connect(node.url);
    const chain = await Chain.follow(api, { finalized: true });
    const { deposit } = /** @type {any} */ (api.tx.liquidStaking);
    const outcome = await chain.send(deposit(100n * EST, 0), bob);
    ({ shares } = took(outcome, 'Deposited'));
    chain.stop();
    await api.disconnect();

    const known = await lastFinal(node);
    fill(RESERVE / 2);
    assert.equal(await node.ended(ENDS_MILLISECONDS), 1);
    const [said] = node.logged(/Available space/);
    assert.match(said, /dropped below threshold: 64MiB , terminating/);
    assert.deepEqual(node.logged(/panicked/), []);
    free();
    // From now on it does not look at the disk.
    node.args[node.args.indexOf('--db-storage-threshold') + 1] = '0';
    await goesOn(known);
  });

  step(
    'one that is told not to look at the disk ends when it is full, and loses nothing',
    async () => {
      const known = await lastFinal(node);
      fill(0);
      // With an error, or by a signal: the database writes through the memory of its files as well.
      const code = await node.ended(ENDS_MILLISECONDS);
      assert.notEqual(code, 0);
      if (code !== null) assert.ok(node.logged(/No space left on device/).length > 0, node.tail());
      free();
      await goesOn(known);
    },
  );
});

describe('a clock that is wrong', { concurrency: false }, () => {
  const step = steps(STEP_MILLISECONDS, () => standing(undefined, validator));
  /** @type {Node} */
  let validator;
  /** @type {Node} */
  let behind;
  /** @type {Node} */
  let ahead;

  before(async () => {
    validator = await Node.start({ args: () => soleValidator(spec) });
    const address = await validator.address();
    const args = () => [
      ...['--chain', spec, '--bootnodes', address],
      '--unsafe-force-node-key-generation',
    ];
    [behind, ahead] = await Promise.all(
      [-SKEW_SECONDS, SKEW_SECONDS].map((seconds) => Node.start({ args, env: clock(seconds) })),
    );
  });

  after(async () => {
    await Promise.all([behind, ahead, validator].map((node) => node?.stop()));
  });

  step(
    'who is behind imports no block from what it takes for the future, and says why',
    async () => {
      await untilFinal(validator, Number((await behind.call('chain_getHeader')).number) + 1);
      const final = await finalOf(validator);
      await untilFinal(validator, final + BLOCKS);
      const refused = behind.logged(/rejected: too far in the future/);
      assert.ok(refused.length > 0, behind.tail());
      // A minute behind it can have nothing of the last half of it.
      const { number } = await behind.call('chain_getHeader');
      const best = await validator.call('chain_getHeader');
      assert.ok(
        Number(number) < Number(best.number) - BLOCKS,
        `${Number(number)} of ${best.number}`,
      );
    },
  );

  step('the others go on, and one ahead of them says that its clock may be', async () => {
    const final = await finalOf(validator);
    await untilFinal(ahead, final);
    const hash = await validator.call('chain_getBlockHash', final);
    assert.equal(await ahead.call('chain_getBlockHash', final), hash);
    assert.deepEqual(ahead.logged(/too far in the future/), []);
    await until('a warning', WARNS_SECONDS, () => ahead.logged(/clock of this machine/).length > 0);
    assert.deepEqual(validator.logged(/clock of this machine/), []);
  });

  step('with the right time it catches up', async () => {
    const final = await finalOf(validator);
    await behind.crash();
    behind.env = {};
    await behind.run();
    await untilFinal(behind, final);
    const hash = await validator.call('chain_getBlockHash', final);
    assert.equal(await behind.call('chain_getBlockHash', final), hash);
  });
});

/** @typedef {{ number: number, hash: string }} Final */

/** @param {Node} node @returns {Promise<Final>} */
async function lastFinal(node) {
  const number = await finalOf(node);
  return { number, hash: await node.call('chain_getBlockHash', number) };
}

/** @param {...string} command */
function asRoot(...command) {
  const [program, ...args] = process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
  execFileSync(program, args, { stdio: 'pipe' });
}
