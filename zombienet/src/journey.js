// @ts-check
/** What every journey is: a network, the check of its genesis, a story, and an end in any case. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from '../../clients/src/wait.js';
import { checkGenesis } from './genesis.js';
import { Zombienet } from './network.js';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Where reports go, and the logs of journeys that fail. */
export const OUTPUT = join(HERE, '..', '..', 'target', 'zombienet');

/** Nodes that were killed this moment may still write. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5 };

/**
 * Runs a journey. Ends this process with an error if it fails, and keeps the logs then.
 * @param {string} url of the journey's file
 * @param {object} options
 * @param {string} [options.network] file in zombienet/
 * @param {number} options.minutes that it may take
 * @param {(config: any, directory: string) => Promise<void> | void} [options.change] see `Zombienet.start`
 * @param {(network: Zombienet, say: (text: string) => void) => Promise<void>} story
 */
export async function journey(url, { network: file = 'local.toml', minutes, change }, story) {
  const name = basename(fileURLToPath(url), '.js');
  const directory = join(OUTPUT, name);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });

  const start = Date.now();
  let last = 'nothing was done';
  /** @param {string} text */
  const say = (text) => {
    last = text;
    const seconds = ((Date.now() - start) / 1000).toFixed(0);
    console.log(`[${name} ${seconds.padStart(3)} s] ${text}`);
  };
  /** @type {Zombienet | undefined} */
  let network;
  let failed = true;
  // However it ends: at once, if it is told to end. First of all, since added nodes' logs go with them.
  process.prependOnceListener('exit', () => failed && network?.keepLogs());
  process.once('exit', () => tidy(directory, failed));
  const tell = async () => {
    network = await Zombienet.start({ file: join(HERE, '..', file), directory, change });
    say(`${network.nodes.size} nodes run`);
    await checkGenesis(network);
    say('the genesis is what the network file asks for');
    await story(network, say);
  };
  try {
    await within(
      minutes * 60_000,
      tell(),
      () => `the end of ${name}, whose last words were "${last}"`,
    );
    say('done');
    failed = false;
  } catch (error) {
    console.error(error);
    network?.keepLogs();
  }
  await network?.stop();
  // Connections that try again would keep this process alive.
  process.exit(failed ? 1 : 0);
}

/**
 * Leaves files and what folders have for files, logs among them, but no databases; or nothing.
 * @param {string} directory of a journey
 * @param {boolean} failed
 */
function tidy(directory, failed) {
  if (!failed) {
    rmSync(directory, REMOVAL);
    return;
  }
  console.error(`logs: ${directory}`);
  for (const folder of foldersIn(directory)) {
    for (const inner of foldersIn(folder)) rmSync(inner, REMOVAL);
    if (readdirSync(folder).length === 0) rmSync(folder, REMOVAL);
  }
}

/**
 * @param {string} directory
 * @returns {string[]} paths
 */
function foldersIn(directory) {
  const entries = readdirSync(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
}
