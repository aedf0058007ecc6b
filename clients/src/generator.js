// @ts-check
/** The load generator of tools/load, run against nodes that are up. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';

/**
 * Runs the generator to its end; what it says goes where this process writes.
 * @param {{ url: string }[]} nodes that transactions are sent to in turn; the first one is asked
 *   about the chain
 * @param {string[]} args the generator's, see tools/load/README.md
 * @returns {Promise<number | null>} its exit code; null if a signal ended it
 */
export async function generate(nodes, args) {
  const generator = process.env.ESTUARY_LOAD;
  if (!generator || !existsSync(generator)) {
    throw new Error('ESTUARY_LOAD is to name the load generator: scripts/load.sh builds it');
  }
  const urls = nodes.flatMap(({ url }) => ['--url', url]);
  const child = spawn(generator, [...urls, ...args], { stdio: 'inherit' });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  try {
    const [code] = await once(child, 'close');
    return code;
  } finally {
    process.off('exit', stop);
  }
}
