// @ts-check
/** A connection to a node: @polkadot/api as it comes, with no type bundle. */
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { plain } from './plain.js';
import { within } from './wait.js';

/** Connections of the library are tried again after so long. */
const RETRY_MILLISECONDS = 500;
/** How long a node may take to accept a connection and to describe itself. */
const CONNECT_MILLISECONDS = 120_000;

/**
 * The methods of the JSON-RPC specification and a few of the SDK that @polkadot/api 16 has no
 * decoration for. It prints a warning that lists whatever it does not know; declared here, these
 * can be called like others, and a method that nobody thought of is still warned about.
 */
const SPECIFIED = /^(archive|bitswap|chainHead|chainSpec|transaction|transactionWatch)_v1_/;
const UNDECORATED = ['author_rotateKeysWithOwner', 'state_callRecorded'];

/**
 * @param {string[]} methods what the node says it has
 * @returns {Record<string, Record<string, any>>} declarations as @polkadot/api takes them
 */
function declarations(methods) {
  /** @type {Record<string, Record<string, any>>} */
  const declared = {};
  for (const endpoint of methods) {
    if (!SPECIFIED.test(endpoint) && !UNDECORATED.includes(endpoint)) continue;
    const [section, ...rest] = endpoint.split('_');
    declared[section] ??= {};
    declared[section][rest.join('_')] = { description: '', endpoint, params: [], type: 'Json' };
  }
  return declared;
}

/**
 * @param {string} url
 * @returns {Promise<ApiPromise>}
 */
export async function connect(url) {
  const provider = new WsProvider(url, RETRY_MILLISECONDS);
  const ready = async () => {
    await provider.isReady;
    const { methods } = await provider.send('rpc_methods', []);
    return ApiPromise.create({ provider, rpc: declarations(methods), throwOnConnect: true });
  };
  try {
    return await within(CONNECT_MILLISECONDS, ready(), `a connection to ${url}`);
  } catch (error) {
    // It would try again for ever.
    await provider.disconnect();
    throw error;
  }
}

/**
 * Asks the runtime's `LiquidStakingApi`, at the head or, given `api.at(hash)`, at that block.
 * @param {any} api
 * @param {string} name such as 'exchangeRate'
 * @param {...unknown} args
 * @returns {Promise<any>} plain values, see plain.js
 */
export async function ask(api, name, ...args) {
  return plain(await api.call.liquidStakingApi[name](...args));
}

/**
 * Asks the runtime's `RestakingApi`, as {@link ask} asks about the pool.
 * @param {any} api
 * @param {string} name such as 'operator'
 * @param {...unknown} args
 * @returns {Promise<any>} plain values, see plain.js
 */
export async function askRestaking(api, name, ...args) {
  return plain(await api.call.restakingApi[name](...args));
}

/**
 * The well-known development account of that name. Validators sign their blocks with it.
 * @param {string} name such as 'Bob'
 * @returns {import('@polkadot/keyring/types').KeyringPair}
 */
export function account(name) {
  return new Keyring({ type: 'sr25519' }).addFromUri(`//${name}`);
}

/**
 * @param {string} key in hex
 * @returns {string} as addresses are written
 */
export function addressOf(key) {
  return new Keyring().encodeAddress(key);
}

/**
 * The key that the validator of that name votes for finality with.
 * @param {string} name such as 'Bob'
 * @returns {import('@polkadot/keyring/types').KeyringPair}
 */
export function voter(name) {
  return new Keyring({ type: 'ed25519' }).addFromUri(`//${name}`);
}

/**
 * The account that the validator of that name has its stake in.
 * @param {string} name such as 'Bob'
 * @returns {import('@polkadot/keyring/types').KeyringPair}
 */
export function stash(name) {
  return account(`${name}//stash`);
}
