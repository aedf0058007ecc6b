// @ts-check
/** Several nodes of one chain on this machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Node } from './node.js';

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {string[]} args its role, such as `['--alice']`
 * @property {import('./node.js').Key[]} [keys] that it has besides
 */

export class Network {
  /** @param {Map<string, Node>} nodes */
  constructor(nodes) {
    this.nodes = nodes;
  }

  /**
   * Starts the first member, then all others at once, each connected to the first.
   * @param {object} options
   * @param {(folder: string) => string} options.spec writes the specification, returns its file
   * @param {Member[]} options.members
   * @param {boolean} [options.keep] whether the nodes may outlive this process
   * @returns {Promise<Network>}
   */
  static async start({ spec, members: [first, ...others], keep = false }) {
    const network = new Network(new Map());
    const folder = mkdtempSync(join(tmpdir(), 'estuary-spec-'));
    try {
      const file = spec(folder);
      const boot = await network.#add(first, file, keep);
      const bootnodes = ['--bootnodes', await boot.address()];
      await Promise.all(
        others.map((member) =>
          network.#add({ ...member, args: [...member.args, ...bootnodes] }, file, keep),
        ),
      );
      return network;
    } catch (error) {
      await network.stop();
      throw error;
    } finally {
      // A node has read it by the time that it answers.
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * @param {Member} member
   * @param {string} file the specification
   * @param {boolean} keep
   */
  async #add({ name, args, keys = [] }, file, keep) {
    const node = await Node.start({
      args: () => [
        ...['--chain', file, '--name', name, '--validator'],
        ...['--unsafe-force-node-key-generation', ...args],
      ],
      keys,
      keep,
    });
    this.nodes.set(name, node);
    return node;
  }

  /**
   * @param {string} name
   * @returns {Node}
   */
  node(name) {
    const node = this.nodes.get(name);
    if (!node) throw new Error(`no node is called ${name}`);
    return node;
  }

  /**
   * What the nodes logged last, for whoever looks into a failure.
   * @param {number} [lines] of each
   * @returns {string}
   */
  tail(lines) {
    return [...this.nodes].map(([name, node]) => `${name}:\n${node.tail(lines)}`).join('\n\n');
  }

  /** Lets all of them end in good order and removes their folders. */
  async stop() {
    await Promise.all([...this.nodes.values()].map((node) => node.stop()));
  }

  /** Lets this process end while the nodes go on. */
  release() {
    for (const node of this.nodes.values()) node.release();
  }
}
