// @ts-check
/** Changes of a network file for one journey. */
import { stash } from '../../clients/src/api.js';
import { isValidator } from './network.js';

/**
 * The validators alone, where nobody has to look on.
 * @param {any} config
 */
export function onlyValidators(config) {
  config.relaychain.nodes = config.relaychain.nodes.filter(isValidator);
}

/**
 * Another choice of whom the pots nominate.
 * @param {any} config
 * @param {string[][]} pots names of validators, such as 'Alice'
 */
export function nominate(config, pots) {
  const nominated = pots.map((names) => names.map((name) => stash(name).address));
  config.relaychain.genesis = {
    runtimeGenesis: { patch: { liquidStaking: { pool: { pots: nominated } } } },
  };
}
