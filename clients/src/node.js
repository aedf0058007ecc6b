// @ts-check
/**
 * Starts and stops `estuary-node`. Every node listens on free ports of the loopback interface and
 * keeps its database in a temporary folder; none outlives this process unless asked to.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { account, connect } from './api.js';
import { sample } from './metrics.js';

/** How long a node may take until its RPC answers. */
const START_MILLISECONDS = 180_000;
/** How long it may take to say whether it is healthy, and to answer any other request. */
const HEALTH_MILLISECONDS = 10_000;
const CALL_MILLISECONDS = 60_000;
/** How long its metrics may take. */
const METRICS_MILLISECONDS = 10_000;
/** How long it may take to end when asked to. */
const STOP_MILLISECONDS = 20_000;

/**
 * A key of a well-known validator: to sign blocks or to vote for them, and whose.
 * @typedef {['babe' | 'gran', string]} Key
 */

/** @type {Set<Node>} */
const running = new Set();

process.on('exit', () => {
  for (const node of running) {
    node.kill();
    rmSync(node.folder, { recursive: true, force: true });
  }
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => process.exit(130));
}

/**
 * The binary to run: `ESTUARY_NODE`, or where `make node` puts it.
 * @returns {string}
 */
export function binary() {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const target = process.env.CARGO_TARGET_DIR ?? join(cache, 'estuary', 'target');
  const path = process.env.ESTUARY_NODE ?? join(target, 'debug', 'estuary-node');
  if (!existsSync(path)) throw new Error(`there is no ${path}: build it with \`make node\``);
  return path;
}

/**
 * As many different free ports as asked for.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/**
 * Fails unless all of these ports of the loopback interface are free. A node that finds its RPC port
 * taken uses another one, and whoever asks at the first is answered by a stranger.
 * @param {number[]} ports
 */
export async function demandFree(ports) {
  for (const port of ports) {
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      throw new Error(
        `port ${port} of 127.0.0.1 must be free: end what listens there (${message})`,
      );
    }
    await new Promise((done) => server.close(done));
  }
}

/**
 * Calls a method of the RPC at a port of this machine.
 * @param {number} port
 * @param {string} method
 * @param {...unknown} params
 * @returns {Promise<any>}
 */
export async function callAt(port, method, ...params) {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    signal: AbortSignal.timeout(CALL_MILLISECONDS),
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const { result, error } = /** @type {any} */ (await response.json());
  if (error) throw new Error(`${method}: ${error.message} ${error.data ?? ''}`);
  return result;
}

export class Node {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  /** @type {ReturnType<typeof connect> | undefined} */
  #api;

  /**
   * @param {object} options
   * @param {string[]} options.args chain and role
   * @param {{ rpc: number, p2p: number, ws: number, metrics: number }} options.ports
   * @param {string} options.folder
   * @param {boolean} options.keep whether it may outlive this process, see `release`
   * @param {Record<string, string>} options.env that it has besides that of this process
   */
  constructor({ args, ports, folder, keep, env }) {
    this.args = args;
    this.env = env;
    this.ports = ports;
    this.folder = folder;
    this.keep = keep;
    this.log = join(folder, 'node.log');
    this.url = `ws://127.0.0.1:${ports.rpc}`;
    this.metricsUrl = `http://127.0.0.1:${ports.metrics}/metrics`;
  }

  /**
   * A node with an empty database; by default the only validator of a new development chain.
   * @param {object} [options]
   * @param {(folder: string) => string[]} [options.args] chain and role
   * @param {Key[]} [options.keys] that it has from the start
   * @param {boolean} [options.keep] whether it may outlive this process
   * @param {Record<string, string>} [options.env] that it has besides that of this process
   * @returns {Promise<Node>}
   */
  static async start({ args = () => ['--dev'], keys = [], keep = false, env = {} } = {}) {
    const [rpc, p2p, ws, metrics] = await freePorts(4);
    const folder = mkdtempSync(join(tmpdir(), 'estuary-'));
    const ports = { rpc, p2p, ws, metrics };
    const node = new Node({ args: args(folder), ports, folder, keep, env });
    for (const [kind, name] of keys) node.#insertKey(kind, name);
    await node.run();
    return node;
  }

  get #keystore() {
    return join(this.folder, 'keys');
  }

  /**
   * @param {Key[0]} kind
   * @param {string} name
   */
  #insertKey(kind, name) {
    const scheme = kind === 'babe' ? 'sr25519' : 'ed25519';
    execFileSync(binary(), [
      ...['key', 'insert', '--keystore-path', this.#keystore],
      ...['--key-type', kind, '--scheme', scheme, '--suri', `//${name}`],
    ]);
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Runs the binary on its folder and ports, the first time or again. */
  async run() {
    const { rpc, p2p, ws, metrics } = this.ports;
    const output = openSync(this.log, 'a');
    const child = spawn(
      binary(),
      [
        ...this.args,
        ...['--base-path', join(this.folder, 'db'), '--keystore-path', this.#keystore],
        ...['--rpc-port', `${rpc}`, '--rpc-cors', 'all'],
        ...['--listen-addr', `/ip4/127.0.0.1/tcp/${p2p}`],
        ...['--listen-addr', `/ip4/127.0.0.1/tcp/${ws}/ws`],
        ...['--prometheus-port', `${metrics}`],
        ...['--no-telemetry', '--no-mdns'],
      ],
      {
        stdio: ['ignore', output, output],
        detached: this.keep,
        env: { ...process.env, ...this.env },
      },
    );
    closeSync(output);
    this.#child = child;
    child.once('error', () => {});
    running.add(this);

    const deadline = Date.now() + START_MILLISECONDS;
    while (!(await this.#answers())) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
        running.delete(this);
        throw new Error(`the node ended while starting:\n${this.tail()}`);
      }
      if (Date.now() > deadline) throw new Error(`the node's RPC does not answer:\n${this.tail()}`);
      await sleep(200);
    }
  }

  async #answers() {
    try {
      const signal = AbortSignal.timeout(HEALTH_MILLISECONDS);
      const response = await fetch(`http://127.0.0.1:${this.ports.rpc}/health`, { signal });
      await response.text();
      return response.status === 200;
    } catch {
      return false;
    }
  }

  /**
   * Calls a method of the node's RPC.
   * @param {string} method
   * @param {...unknown} params
   * @returns {Promise<any>}
   */
  call(method, ...params) {
    return callAt(this.ports.rpc, method, ...params);
  }

  /** A connection that lasts until `disconnect`, or until the node ends. */
  api() {
    this.#api ??= connect(this.url);
    return this.#api;
  }

  async disconnect() {
    const api = this.#api;
    this.#api = undefined;
    // One that was never made needs no end.
    const made = await api?.catch(() => undefined);
    await made?.disconnect();
  }

  /** @returns {Promise<string>} what it tells Prometheus */
  async metrics() {
    const signal = AbortSignal.timeout(METRICS_MILLISECONDS);
    return (await fetch(this.metricsUrl, { signal })).text();
  }

  /**
   * @param {string} name of a metric
   * @param {Record<string, string>} [labels]
   * @returns {Promise<number>}
   */
  async metric(name, labels) {
    const value = sample(await this.metrics(), name, labels);
    if (value === undefined) throw new Error(`there is no metric ${name} at ${this.metricsUrl}`);
    return value;
  }

  /**
   * Lets the running node sign blocks as the validator of that name from the next slot on.
   * @param {string} name such as 'Dave'
   */
  async signAs(name) {
    const key = `0x${Buffer.from(account(name).publicKey).toString('hex')}`;
    await this.call('author_insertKey', 'babe', `//${name}`, key);
  }

  /** Runs without the keys that it was given, until it is given some again. */
  async loseKeys() {
    await this.crash();
    rmSync(this.#keystore, { recursive: true, force: true });
    await this.run();
  }

  /**
   * Where other nodes find this one.
   * @param {'p2p' | 'ws'} [port] over TCP, or over WebSocket as browsers do
   * @returns {Promise<string>}
   */
  async address(port = 'p2p') {
    /** @type {string[]} */
    const addresses = await this.call('system_localListenAddresses');
    const found = addresses.find((address) => address.includes(`/tcp/${this.ports[port]}/`));
    if (!found) throw new Error(`the node does not listen on its port for ${port}: ${addresses}`);
    return found;
  }

  /**
   * What the node logged of something.
   * @param {RegExp} what
   * @returns {string[]} lines
   */
  logged(what) {
    return readFileSync(this.log, 'utf8')
      .split('\n')
      .filter((line) => what.test(line));
  }

  /**
   * The last lines that the node logged.
   * @param {number} [lines]
   * @returns {string}
   */
  tail(lines = 40) {
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Kills it on the spot, as a power cut would. */
  kill() {
    running.delete(this);
    this.#child?.kill('SIGKILL');
  }

  /** Kills it and waits until it is gone. */
  async crash() {
    await this.disconnect();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    this.kill();
    await gone;
  }

  /**
   * Waits for it to end by itself.
   * @param {number} milliseconds that it may take
   * @returns {Promise<number | null>} its exit code; null if a signal ended it
   */
  async ended(milliseconds) {
    const child = this.#child;
    if (!child) throw new Error('the node was never started');
    if (child.exitCode === null && child.signalCode === null) {
      await once(child, 'exit', { signal: AbortSignal.timeout(milliseconds) }).catch(() => {
        throw new Error(`the node is still running:\n${this.tail()}`);
      });
    }
    running.delete(this);
    return child.exitCode;
  }

  /** Lets it end in good order and removes its folder. */
  async stop() {
    await this.disconnect();
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
      await gone;
      clearTimeout(kill);
    }
    running.delete(this);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Lets this process end while the node goes on. */
  release() {
    running.delete(this);
    this.#child?.unref();
  }
}
