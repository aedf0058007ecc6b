// @ts-check
/** Runs what the documentation tells a reader to type, as it stands there. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from '../../clients/src/wait.js';

const DOCS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs');
const DONE = '::done';

/** @type {Set<Reader>} */
const running = new Set();

process.on('exit', () => {
  for (const reader of running) reader.end();
});

/**
 * The commands of a section, by the end of the heading of each part of it: headings begin with a number.
 * @param {string} file in docs/
 * @param {string} section its heading
 * @returns {(part: string) => string[]} blocks of shell of a part, of which there is one at least
 */
export function commandsOf(file, section) {
  const text = readFileSync(join(DOCS, file), 'utf8');
  const part = text.split(/^## /m).find((one) => one.startsWith(`${section}\n`));
  if (part === undefined) throw new Error(`${file} has no section '${section}'`);
  const parts = part.split(/^### /m).slice(1);
  return (ending) => {
    const own = parts.find((one) => one.slice(0, one.indexOf('\n')).endsWith(ending)) ?? '';
    const blocks = [...own.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, commands]) => commands);
    if (blocks.length === 0) throw new Error(`${file} has no commands for '${ending}'`);
    return blocks;
  };
}

/** A shell in which a reader types one block after the other. */
export class Reader {
  #shell;
  #directory;
  #blocks = 0;
  #output = '';
  /** @type {(text: string) => void} */
  #heard = () => {};

  /**
   * @param {string} directory where the reader works
   * @param {Record<string, string>} env that the shell has besides that of this process
   * @param {string} prelude that is typed before
   */
  constructor(directory, env, prelude) {
    this.#directory = directory;
    // A group of its own: what is left running in it ends with it.
    this.#shell = spawn('bash', ['-s'], {
      cwd: directory,
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', this.#log('shell.log')],
    });
    running.add(this);
    this.#shell.stdout?.on('data', (data) => {
      this.#output += data;
      this.#heard(this.#output);
    });
    this.#shell.stdin?.on('error', () => {});
    this.#shell.stdin?.write(`set -euo pipefail\n${prelude}\n`);
  }

  /** @param {string} name */
  #log(name) {
    return openSync(join(this.#directory, name), 'a');
  }

  /**
   * Types a block and waits until it has run.
   * @param {string} commands
   * @param {number} seconds that it may take
   * @returns {Promise<string>} what it printed
   */
  async type(commands, seconds) {
    const file = this.#file(commands);
    const done = new Promise((resolve, reject) => {
      this.#heard = (text) => text.includes(DONE) && resolve(undefined);
      this.#shell.once('exit', (code) => reject(new Error(`exit code ${code} of:\n${commands}`)));
    });
    // Not from the shell's input, of which a command could take the rest.
    this.#shell.stdin?.write(`source ${file} </dev/null\necho ${DONE}\n`);
    await within(seconds * 1000, done, `the end of:\n${commands}`);
    const printed = this.#output.slice(0, this.#output.indexOf(DONE));
    this.#output = '';
    return printed;
  }

  /**
   * Types a block that runs until the end.
   * @param {string} commands
   * @param {string} log where its output goes
   */
  leaveRunning(commands, log) {
    const file = this.#file(commands);
    closeSync(this.#log(log));
    this.#shell.stdin?.write(`(source ${file}) </dev/null >${log} 2>&1 &\n`);
  }

  /** @param {string} commands */
  #file(commands) {
    this.#blocks += 1;
    const file = `./block-${this.#blocks}.sh`;
    writeFileSync(join(this.#directory, file), commands);
    return file;
  }

  /** Ends the shell and all that was started in it. */
  end() {
    running.delete(this);
    const { pid } = this.#shell;
    this.#shell.removeAllListeners('exit');
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // All of it has ended.
    }
  }
}
