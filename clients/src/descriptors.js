// @ts-check
/**
 * Types of the chain for polkadot-api, generated from its metadata into `.papi`, which is no part of
 * the repository. By hand, from a running node: `npm run descriptors -- ws://127.0.0.1:9944`.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, execPath } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const FOLDER = join(ROOT, '.papi');
const CLI = join(ROOT, 'node_modules', '.bin', 'papi');
const CHAIN = 'estuary';
const DEFAULT_URL = 'ws://127.0.0.1:9944';
/** The code generator compiles half a megabyte of types. */
const GENERATE_MILLISECONDS = 300_000;

/** Without the option the generator would add itself to package.json and call npm. */
const CONFIG = {
  version: 0,
  descriptorPath: '.papi/descriptors',
  entries: {},
  options: { noDescriptorsPackage: true },
};

/** Where the metadata comes from: the address of a node, or a file with the runtime's blob. */
/** @typedef {{ wsUrl: string } | { wasm: string }} Source */

/**
 * Generates the types, unless those that are there are of the same metadata.
 * @param {Source} source
 * @returns {Promise<any>} the descriptors, as `getTypedApi` of polkadot-api takes them
 */
export async function descriptors(source) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'polkadot-api.json'), JSON.stringify(CONFIG));
  // Node 20 has a WebSocket for those who ask for it, later ones for all.
  const flags = 'WebSocket' in globalThis ? [] : ['--experimental-websocket'];
  const from = Object.entries(source).flatMap(([option, value]) => [`--${option}`, value]);
  await promisify(execFile)(execPath, [...flags, CLI, 'add', CHAIN, ...from], {
    cwd: ROOT,
    timeout: GENERATE_MILLISECONDS,
  });
  const generated = join(FOLDER, 'descriptors', 'dist', 'index.js');
  return (await import(pathToFileURL(generated).href))[CHAIN];
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await descriptors({ wsUrl: argv[2] ?? DEFAULT_URL });
  console.log(`${join(FOLDER, 'descriptors')} is up to date.`);
}
