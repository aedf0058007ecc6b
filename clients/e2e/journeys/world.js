// @ts-check
/** The chain that all journeys happen on, at the same time: one node, and what follows it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, connect } from '../../src/api.js';
import { Chain, slotsLeftInEra } from '../../src/chain.js';
import { descriptors } from '../../src/descriptors.js';
import { Node } from '../../src/node.js';
import { checkBooks } from '../../src/report.js';
import { rawDevelopmentSpec, soleValidator } from '../../src/spec.js';

/** A step of a journey waits for four eras at most, and then for its transactions. */
export const STEP_MILLISECONDS = 240_000;

/** The key that the runtime is stored under: `:code`. */
const CODE = '0x3a636f6465';

export class World {
  /** @type {string[]} What was wrong with the books after some block. */
  wrong = [];

  /**
   * @param {string} folder with the specification
   * @param {any} spec the raw specification of the chain
   * @param {any} types of the chain, for polkadot-api
   * @param {Node} node
   * @param {any} api
   */
  constructor(folder, spec, types, node, api) {
    this.folder = folder;
    this.spec = spec;
    this.types = types;
    this.node = node;
    this.api = api;
  }

  /** @returns {Promise<World>} */
  static async start() {
    const folder = mkdtempSync(join(tmpdir(), 'estuary-world-'));
    /** @type {Node | undefined} */
    let node;
    try {
      const file = rawDevelopmentSpec(folder);
      const spec = JSON.parse(readFileSync(file, 'utf8'));
      const wasm = join(folder, 'runtime.wasm');
      writeFileSync(wasm, Buffer.from(spec.genesis.raw.top[CODE].slice(2), 'hex'));
      // Before there is a chain: no era passes by while types are compiled.
      const types = await descriptors({ wasm });
      node = await Node.start({ args: () => soleValidator(file) });
      const world = new World(folder, spec, types, node, await connect(node.url));
      await world.#follow();
      return world;
    } catch (error) {
      await node?.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async #follow() {
    this.chain = await Chain.follow(this.api, {
      onBlock: async ({ number, at }) => {
        this.wrong.push(...checkBooks(await ask(at, 'reserves'), `block ${number}`));
      },
    });
  }

  /**
   * Waits, if need be for the next era, until so many blocks are left in the active one.
   * @param {number} blocks
   */
  async untilRoomInEra(blocks) {
    if ((await slotsLeftInEra(this.api)) >= blocks) return;
    const { activeEra } = await ask(this.api, 'status');
    await /** @type {Chain} */ (this.chain).untilSettledIn(activeEra + 1);
  }

  /**
   * The era that was active in a block.
   * @param {string} hash
   * @returns {Promise<number>}
   */
  async eraIn(hash) {
    return (await ask(await this.api.at(hash), 'status')).activeEra;
  }

  async stop() {
    this.chain?.stop();
    await this.api.disconnect();
    await this.node.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
