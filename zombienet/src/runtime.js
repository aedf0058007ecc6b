// @ts-check
/**
 * The runtime that a chain began with before it was upgraded: spec version 1, whose liquid staking
 * has storage of version 1. The fixture is its blob (see README.md), and it builds its own genesis.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { derived } from '../../clients/src/spec.js';

const HERE = dirname(fileURLToPath(import.meta.url));
const FIRST = join(HERE, '..', 'fixtures', 'runtime-1.compressed.wasm');
const COMPRESS = join(HERE, '..', '..', 'scripts', 'compress-blob.sh');

/** The parameters that the pool had in version 1. */
const PARAMS = ['minDeposit', 'minRedeem', 'fee', 'feeRecipient'];

/**
 * Lets the first runtime build the genesis: it is given its preset, which is that of the node but for
 * parameters that came later.
 * @param {any} config of a network
 * @param {string} folder where to put the specification
 * @returns {string} the code of the node's own runtime, in hex
 */
export function beginWithFirstRuntime(config, folder) {
  let current = '';
  config.relaychain.chain_spec_path = derived(
    folder,
    'local',
    ({ genesis: { runtimeGenesis } }) => {
      current = runtimeGenesis.code;
      runtimeGenesis.code = `0x${readFileSync(FIRST).toString('hex')}`;
      // As chains were begun then: the upgrade caps the candidates.
      delete runtimeGenesis.patch.staking.maxValidatorCount;
      const { pool } = runtimeGenesis.patch.liquidStaking;
      pool.params = Object.fromEntries(PARAMS.map((name) => [name, pool.params[name]]));
    },
  );
  return current;
}

/**
 * @param {string} code of a runtime, in hex
 * @param {string} folder for files
 * @returns {string} the same compressed, in hex. This takes seconds in which nothing else is done
 */
export function compressed(code, folder) {
  const [from, to] = ['runtime.wasm', 'runtime.compressed.wasm'].map((file) => join(folder, file));
  writeFileSync(from, Buffer.from(code.slice(2), 'hex'));
  execFileSync(COMPRESS, [from, to]);
  return `0x${readFileSync(to).toString('hex')}`;
}
