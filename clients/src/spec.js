// @ts-check
/** Chain specifications made from those that the node knows. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stash } from './api.js';
import { binary } from './node.js';

/**
 * @param {string} chain a name that the node knows, or a file
 * @param {string[]} options
 * @returns {string} JSON
 */
export function exported(chain, ...options) {
  return execFileSync(binary(), ['export-chain-spec', '--chain', chain, ...options], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/**
 * One of the node's own chains, changed.
 * @param {string} folder where to put it
 * @param {'dev' | 'local'} chain
 * @param {(spec: any) => void} change
 * @returns {string} the file
 */
export function derived(folder, chain, change) {
  const spec = JSON.parse(exported(chain));
  change(spec);
  const file = join(folder, 'spec.json');
  writeFileSync(file, JSON.stringify(spec));
  return file;
}

/**
 * The development chain, but with a pool that is yet to be set up.
 * @param {string} folder where to put it
 * @returns {string[]} arguments that start its validator
 */
export function specWithoutPool(folder) {
  const file = derived(folder, 'dev', (spec) => {
    spec.id = 'estuary_dev_without_pool';
    spec.genesis.runtimeGenesis.patch.liquidStaking.pool = null;
  });
  return soleValidator(file);
}

/**
 * The development chain with its genesis state written out, as light clients need it.
 * @param {string} folder where to put it
 * @returns {string} the file
 */
export function rawDevelopmentSpec(folder) {
  const file = join(folder, 'raw.json');
  writeFileSync(file, exported('dev', '--raw'));
  return file;
}

/**
 * What starts the only validator of a development chain that is in a file.
 * @param {string} file
 * @returns {string[]} arguments
 */
export function soleValidator(file) {
  return [
    ...['--chain', file, '--alice', '--validator', '--force-authoring'],
    '--unsafe-force-node-key-generation',
  ];
}

/**
 * The chain of four validators, Alice to Dave, with a pot for each list of names: what happens to
 * one of them happens to the pots that back it. Of this chain, as of the development chain, nodes
 * keep every past state.
 * @param {string} folder where to put it
 * @param {string[][]} pots names of the validators that each pot nominates
 * @returns {string} the file
 */
export function specWithPots(folder, pots) {
  const file = derived(folder, 'local', (spec) => {
    spec.name = 'Estuary Four Validators';
    spec.id = 'estuary_four_validators';
    spec.chainType = 'Development';
    spec.genesis.runtimeGenesis.patch.liquidStaking.pool.pots = pots.map((names) =>
      names.map((name) => stash(name).address),
    );
  });
  // The runtime builds the genesis state: once here, or else in each node.
  writeFileSync(file, exported(file, '--raw'));
  return file;
}
