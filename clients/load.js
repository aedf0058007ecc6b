#!/usr/bin/env node
// @ts-check
/**
 * `make load`: a new development chain, and the load generator of tools/load against it. Further
 * arguments are the generator's. Ends as the generator ends.
 */
import './src/warnings.js';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Node } from './src/node.js';

const generator = process.env.ESTUARY_LOAD;
if (!generator) throw new Error('ESTUARY_LOAD is to name the generator: use `make load`');

const node = await Node.start();
const child = spawn(generator, ['--url', node.url, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
child.once('error', (error) => console.error(`${generator}: ${error.message}`));
/** @type {number | null} */
const code = await once(child, 'close').then(([exit]) => exit);
if (code !== 0) console.error(`The node logged last:\n${node.tail()}`);
await node.stop();
process.exitCode = code ?? 1;
