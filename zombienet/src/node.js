// @ts-check
/**
 * A node that zombienet started. Signals go to the process by its id; it is run again with the
 * command line that zombienet gave it, on the same database and ports.
 */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Node, binary } from '../../clients/src/node.js';
import { until } from '../../clients/src/wait.js';

/** Ports as zombienet numbers them. */
const [RPC, P2P, METRICS] = [9933, 30333, 9615];
/** How long a node may take until it answers, on a machine that has other work as well. */
const ANSWER_SECONDS = 120;
/** How long a killed process may take to be gone. */
const GONE_SECONDS = 20;

export class ZombieNode extends Node {
  #pid;

  /**
   * @param {object} options
   * @param {string} options.name
   * @param {string} options.directory of the network
   * @param {string} options.address where other nodes find it
   * @param {{ pid: number, cmd: string[], logs: string, portMapping: Record<number, number> }}
   *   options.process as zombienet keeps it
   */
  constructor({ name, directory, address, process: { pid, cmd, logs, portMapping } }) {
    super({
      args: cmd,
      // Nodes of zombienet talk to each other over WebSocket.
      ports: {
        rpc: portMapping[RPC],
        p2p: portMapping[P2P],
        ws: portMapping[P2P],
        metrics: portMapping[METRICS],
      },
      folder: join(directory, name),
      keep: false,
      env: {},
    });
    this.name = name;
    this.log = logs;
    this.multiaddress = address;
    this.#pid = pid;
  }

  get pid() {
    return this.#pid;
  }

  /** @returns {string} the program that runs as this process, or nothing */
  #program() {
    try {
      const options = /** @type {const} */ ({ encoding: 'utf8' });
      return execFileSync('ps', ['-o', 'comm=', '-p', `${this.#pid}`], options).trim();
    } catch {
      return '';
    }
  }

  /** @param {string} program that this process must be: a shell around it could not be paused */
  mustBe(program) {
    // The system keeps no more than 15 bytes of the name.
    const found = this.#program();
    if (found !== program.slice(0, 15)) {
      throw new Error(`process ${this.#pid} of ${this.name} is '${found}', not ${program}`);
    }
  }

  /** Waits until its RPC answers. */
  async answers() {
    await until(`an answer of ${this.name}`, ANSWER_SECONDS, () => this.call('system_health'));
  }

  /** Kills it on the spot, as a power cut would. */
  kill() {
    process.kill(this.#pid, 'SIGKILL');
  }

  /** Kills it and waits until it is gone. */
  async crash() {
    await this.disconnect();
    this.kill();
    await until(`the end of ${this.name}`, GONE_SECONDS, () => {
      const state = this.#program();
      return state === '' || state.includes('defunct');
    });
  }

  /**
   * What its database holds. Only while it does not run.
   * @returns {{ best_number: number, finalized_number: number }}
   */
  stored() {
    const options = ['chain', 'base-path'].flatMap((option) => {
      const found = this.args[0].match(new RegExp(`--${option} (\\S+)`));
      if (!found) throw new Error(`${this.name} has no --${option}: ${this.args[0]}`);
      return [`--${option}`, found[1]];
    });
    const told = execFileSync(binary(), ['chain-info', ...options], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(told);
  }

  /** Halts the process: it neither works nor answers, and its connections stay open. */
  async pause() {
    await this.disconnect();
    process.kill(this.#pid, 'SIGSTOP');
  }

  /** Lets a halted process go on. */
  async resume() {
    process.kill(this.#pid, 'SIGCONT');
    await this.answers();
  }

  /** Runs a killed node again, in the environment `env` besides that of this process. */
  async run() {
    const output = openSync(this.log, 'a');
    const child = spawn('bash', ['-c', ...this.args], {
      stdio: ['ignore', output, output],
      env: { ...process.env, ...this.env },
    });
    closeSync(output);
    if (child.pid === undefined) throw new Error(`${this.name} cannot be run again`);
    this.#pid = child.pid;
    await this.answers();
  }

  /** Kills it; its folder belongs to the network. */
  async stop() {
    await this.disconnect();
    if (this.#program() !== '') this.kill();
  }
}
