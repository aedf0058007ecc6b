// @ts-check
/** Chain specifications made from those that the node knows. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary } from './node.js';

/**
 * The development chain, but with a pool that is yet to be set up.
 * @param {string} folder where to put it
 * @returns {string[]} arguments that start its validator
 */
export function specWithoutPool(folder) {
  const options = { encoding: /** @type {const} */ ('utf8'), maxBuffer: 256 * 1024 * 1024 };
  const text = execFileSync(binary(), ['export-chain-spec', '--chain', 'dev'], options);
  const spec = JSON.parse(text);
  spec.id = 'estuary_dev_without_pool';
  spec.genesis.runtimeGenesis.patch.liquidStaking.pool = null;
  const file = join(folder, 'spec.json');
  writeFileSync(file, JSON.stringify(spec));
  return [
    ...['--chain', file, '--alice', '--validator', '--force-authoring'],
    '--unsafe-force-node-key-generation',
  ];
}
