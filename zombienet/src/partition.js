// @ts-check
/**
 * A network in two halves whose nodes reach those of the other half through links only that can be
 * cut. Each node connects to a fixed list of others (reserved nodes) and to nobody else. The chain is
 * of the type `Live`, on which nodes do not tell each other addresses of this machine: they would
 * find a way around the links.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { binary, freePorts } from '../../clients/src/node.js';
import { derived } from '../../clients/src/spec.js';
import { Link } from './proxy.js';

/** What a node of a live chain needs on a machine like this. */
const LIVE = ['--allow-private-ip', '--no-hardware-benchmarks', '--reserved-only'];

/**
 * @param {string} name of a node; zombienet makes its network identity from it
 * @returns {string} the identity as others address it
 */
function peerId(name) {
  const key = createHash('sha256').update(name).digest('hex');
  const options = /** @type {const} */ ({ input: key, encoding: 'utf8' });
  return execFileSync(binary(), ['key', 'inspect-node-key'], options).trim();
}

export class Partition {
  /** @type {Link[]} */
  #links = [];

  /**
   * Changes a network file: each node of it is in one half. zombienet tells all nodes the address of
   * the first one: that one has no links to the other half.
   * @param {any} config
   * @param {string} directory for the specification
   * @param {string[][]} halves names of nodes
   */
  async apply(config, directory, halves) {
    config.relaychain.chain_spec_path = derived(directory, 'local', (spec) => {
      spec.chainType = 'Live';
    });
    const { nodes } = config.relaychain;
    const boot = nodes[0].name;
    const ports = await freePorts(nodes.length);
    /** @type {Map<string, { port: number, id: string, half: number }>} */
    const places = new Map(
      nodes.map((/** @type {any} */ { name }, /** @type {number} */ i) => {
        const half = halves.findIndex((names) => names.includes(name));
        return [name, { port: ports[i], id: peerId(name), half }];
      }),
    );
    for (const node of nodes) {
      const { port, half } = /** @type {any} */ (places.get(node.name));
      node.p2p_port = port;
      const reserved = [];
      for (const [name, place] of places) {
        if (name === node.name) continue;
        const near = place.half === half;
        if (!near && [name, node.name].includes(boot)) continue;
        const through = near ? place.port : await this.#link(place.port);
        reserved.push(`/ip4/127.0.0.1/tcp/${through}/ws/p2p/${place.id}`);
      }
      node.args = [...LIVE, '--reserved-nodes', ...reserved];
    }
  }

  /** @param {number} port */
  #link(port) {
    const link = new Link(port);
    this.#links.push(link);
    return link.open();
  }

  cut() {
    for (const link of this.#links) link.cut();
  }

  heal() {
    for (const link of this.#links) link.heal();
  }
}
