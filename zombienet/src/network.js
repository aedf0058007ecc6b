// @ts-check
/**
 * A network of a file in zombienet/, run by zombienet's CLI with its native provider: every node is
 * a process on this machine. Nothing of it outlives this process.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { Node, binary } from '../../clients/src/node.js';
import { readToml } from '../../clients/src/toml.js';
import { until } from '../../clients/src/wait.js';
import { ZombieNode } from './node.js';

/** How long zombienet may take until all nodes run. */
const START_SECONDS = 600;

/** @type {Set<Zombienet>} */
const running = new Set();

process.on('exit', () => {
  for (const network of running) network.kill();
});

/** @returns {string} zombienet's CLI, which scripts/zombienet.sh installs */
function cli() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const path = join(cache, 'estuary', 'zombienet', 'node_modules', '.bin', 'zombienet');
  if (!existsSync(path)) throw new Error(`there is no ${path}: run \`make zombienet\``);
  return path;
}

/**
 * The file as zombienet reads it from JSON: its integers are doubles.
 * @param {any} config
 */
function asJson(config) {
  return JSON.stringify(config, (key, value) => {
    if (typeof value !== 'bigint') return value;
    if (BigInt(Number(value)) !== value) throw new Error(`${key} = ${value} is no double`);
    return Number(value);
  });
}

export class Zombienet {
  #program;
  /** @type {Node[]} */
  #added = [];

  /**
   * @param {object} options
   * @param {any} options.config
   * @param {string} options.directory
   * @param {import('node:child_process').ChildProcess} options.program zombienet
   */
  constructor({ config, directory, program }) {
    this.config = config;
    this.directory = directory;
    this.#program = program;
    /** @type {Map<string, ZombieNode>} */
    this.nodes = new Map();
  }

  /** The raw specification that the nodes run on. */
  get spec() {
    return join(this.directory, `${this.config.relaychain.chain}.json`);
  }

  /** The specification before zombienet let the runtime build the genesis state. */
  get plainSpec() {
    return this.spec.replace(/\.json$/, '-plain.json');
  }

  /**
   * @param {object} options
   * @param {string} options.file the network file
   * @param {string} options.directory for everything that the network writes
   * @param {(config: any, directory: string) => Promise<void> | void} [options.change] what this
   *   run has of its own
   * @returns {Promise<Zombienet>}
   */
  static async start({ file, directory, change }) {
    const config = readToml(file);
    config.relaychain.default_command = binary();
    await change?.(config, directory);
    const json = join(directory, 'network.json');
    writeFileSync(json, asJson(config));

    const output = openSync(join(directory, 'zombienet.log'), 'a');
    const program = spawn(
      cli(),
      [
        ...['--provider', 'native', '--logType', 'text', '--spawn-concurrency', '4'],
        ...['--dir', directory, '--force', 'spawn', json],
      ],
      // A group of its own, which its nodes are in as well.
      { stdio: ['ignore', output, output], detached: true },
    );
    closeSync(output);
    const network = new Zombienet({ config, directory, program });
    running.add(network);
    try {
      await network.#up();
    } catch (error) {
      await network.stop();
      throw error;
    }
    return network;
  }

  /** Waits until zombienet says that all nodes are there. */
  async #up() {
    const file = join(this.directory, 'zombie.json');
    const found = await until('a running network', START_SECONDS, () => {
      const { exitCode, signalCode, pid } = this.#program;
      if (exitCode !== null || signalCode !== null || pid === undefined) return { ended: true };
      return existsSync(file) && JSON.parse(readFileSync(file, 'utf8'));
    });
    if (found.ended) {
      const log = readFileSync(join(this.directory, 'zombienet.log'), 'utf8');
      throw new Error(`zombienet ended:\n${log.trimEnd().split('\n').slice(-20).join('\n')}`);
    }
    for (const { name } of this.config.relaychain.nodes) {
      const node = new ZombieNode({
        name,
        directory: this.directory,
        address: found.nodesByName[name].multiAddress,
        process: found.client.processMap[name],
      });
      node.mustBe(basename(this.config.relaychain.default_command));
      this.nodes.set(name, node);
    }
    await Promise.all([...this.nodes.values()].map((node) => node.answers()));
  }

  /**
   * @param {string} name
   * @returns {ZombieNode}
   */
  node(name) {
    const node = this.nodes.get(name);
    if (!node) throw new Error(`no node is called ${name}`);
    return node;
  }

  /** @returns {ZombieNode[]} those that make blocks */
  get validators() {
    const names = this.config.relaychain.nodes.filter(isValidator);
    return names.map((/** @type {any} */ { name }) => this.node(name));
  }

  /**
   * One more node, which joins the running network with an empty database.
   * @param {string} name
   * @param {string[]} [args]
   * @returns {Promise<Node>}
   */
  async add(name, args = []) {
    const node = await Node.start({
      args: () => ['--chain', this.spec, '--name', name, ...args],
    });
    this.#added.push(node);
    return node;
  }

  /** Keeps the logs of added nodes, whose folders go with them. */
  keepLogs() {
    this.#added.forEach((node, i) => {
      if (existsSync(node.log)) copyFileSync(node.log, join(this.directory, `added-${i}.log`));
    });
  }

  /** Kills all that zombienet started, and what was run again since. */
  kill() {
    running.delete(this);
    const { pid } = this.#program;
    if (pid !== undefined) {
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // All of them have ended.
      }
    }
    for (const node of this.nodes.values()) {
      try {
        node.kill();
      } catch {
        // It has ended.
      }
    }
  }

  async stop() {
    await Promise.allSettled([...this.nodes.values()].map((node) => node.disconnect()));
    this.kill();
    await Promise.all(this.#added.map((node) => node.stop()));
  }
}

/** @param {any} node of a network file */
export function isValidator({ validator = true }) {
  return validator;
}
