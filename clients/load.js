#!/usr/bin/env node
// @ts-check
/**
 * `make load`: a new development chain, and the load generator of tools/load against it. Further
 * arguments are the generator's. Ends as the generator ends.
 */
import './src/warnings.js';
import { generate } from './src/generator.js';
import { Node } from './src/node.js';

const node = await Node.start();
const code = await generate([node], process.argv.slice(2));
if (code !== 0) console.error(`The node logged last:\n${node.tail()}`);
await node.stop();
process.exitCode = code ?? 1;
