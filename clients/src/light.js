// @ts-check
/**
 * A light client of the chain: smoldot. It follows the headers and their finality by itself, and
 * takes from full nodes only what it can check: storage comes with a proof against the state root
 * of a header, and a runtime call is executed here, on state that is proven in the same way.
 */
import { createClient } from 'polkadot-api';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { start } from 'smoldot';

/** smoldot's levels: errors, warnings, information. */
const LOG_LEVEL = 3;

export class LightClient {
  #smoldot;

  /**
   * @param {import('smoldot').Client} smoldot
   * @param {import('polkadot-api').PolkadotClient} papi
   * @param {string[]} log
   */
  constructor(smoldot, papi, log) {
    this.#smoldot = smoldot;
    /** polkadot-api, asking the light client. */
    this.papi = papi;
    /** What smoldot said so far. */
    this.log = log;
  }

  /**
   * @param {any} spec a specification, see `fromGenesis` and `fromCheckpoint`
   * @returns {Promise<LightClient>}
   */
  static async start(spec) {
    /** @type {string[]} */
    const log = [];
    const smoldot = start({
      maxLogLevel: LOG_LEVEL,
      logCallback: (level, target, message) => log.push(`${level} ${target}: ${message}`),
    });
    try {
      const chain = await smoldot.addChain({ chainSpec: JSON.stringify(spec) });
      return new LightClient(smoldot, createClient(getSmProvider(() => chain)), log);
    } catch (error) {
      await smoldot.terminate();
      throw error;
    }
  }

  /** Ends it. */
  async stop() {
    this.papi.destroy();
    await this.#smoldot.terminate();
  }
}

/**
 * A specification to begin with the first block.
 * @param {any} raw the raw specification of the chain
 * @param {string[]} bootNodes addresses of full nodes
 */
export function fromGenesis(raw, bootNodes) {
  return { ...raw, bootNodes, lightSyncState: null };
}

/**
 * A specification to begin with a finalised block: in place of the genesis it has no more than the
 * root of the genesis state, so that a few kilobytes are enough.
 * @param {any} synced the raw specification with `lightSyncState`, from `sync_state_genSyncSpec`
 * @param {string} stateRootHash of the genesis block
 * @param {string[]} bootNodes addresses of full nodes
 */
export function fromCheckpoint(synced, stateRootHash, bootNodes) {
  return { ...synced, bootNodes, genesis: { stateRootHash } };
}
