// @ts-check
/**
 * Everything that can be read of the pool, of restaking and of the coverage, through @polkadot/api
 * and through polkadot-api: the runtime APIs, the constants and the storage. The names come from
 * the metadata, so nothing is left out; only the arguments of functions are chosen here.
 */
import { plainPapi } from './papi.js';
import { plain } from './plain.js';

const APIS = ['liquidStakingApi', 'restakingApi'];
const PALLETS = ['liquidStaking', 'restaking', 'coverage'];

/**
 * @typedef {object} Read
 * @property {string} what such as 'restakingApi.operators'
 * @property {() => Promise<any>} pjs as the one library gives it, plain
 * @property {(typed: any, hash: string) => Promise<any>} papi as the other does, at a block
 */

/**
 * @param {any} at @polkadot/api at a block
 * @param {Record<string, unknown[]>} args of the functions that take some, by name
 * @param {Record<string, unknown[]>} accounts keys of the accounts whose balances are read
 * @returns {Read[]}
 */
export function reads(at, args, accounts) {
  return [
    ...APIS.flatMap((api) => functions(at, api, args)),
    ...PALLETS.flatMap((pallet) => [...constants(at, pallet), ...storage(at, pallet)]),
    ...Object.entries(accounts).map(([name, keys]) => entry(at, name, keys)),
  ];
}

/**
 * @param {any} at
 * @param {string} api
 * @param {Record<string, unknown[]>} args
 * @returns {Read[]}
 */
function functions(at, api, args) {
  return Object.entries(at.call[api]).map(([name, ask]) => {
    const given = args[name] ?? [];
    return {
      what: `${api}.${name}`,
      pjs: async () => plain(await /** @type {any} */ (ask)(...given.map(variant))),
      papi: async (typed, hash) =>
        plainPapi(await typed.apis[pascal(api)][snake(name)](...given, { at: hash })),
    };
  });
}

/**
 * @param {any} at
 * @param {string} pallet
 * @returns {Read[]}
 */
function constants(at, pallet) {
  return Object.entries(at.consts[pallet]).map(([name, value]) => {
    const { meta } = /** @type {any} */ (value);
    return {
      what: `${pallet}.${name}`,
      pjs: () => Promise.resolve(plain(value)),
      papi: async (typed) => plainPapi(await typed.constants[pascal(pallet)][`${meta.name}`]()),
    };
  });
}

/**
 * @param {any} at
 * @param {string} pallet
 * @returns {Read[]}
 */
function storage(at, pallet) {
  // The library adds this one to every pallet: it is not in the metadata.
  const items = Object.entries(at.query[pallet]).filter(([name]) => name !== 'palletVersion');
  return items.map(([name, item]) => {
    const { meta, prefix } = /** @type {any} */ (item).creator;
    const what = `${pallet}.${name}`;
    const of = (/** @type {any} */ typed) => typed.query[prefix][`${meta.name}`];
    if (meta.type.isPlain) {
      return {
        what,
        pjs: async () => plain(await /** @type {any} */ (item)()),
        papi: async (typed, hash) => plainPapi(await of(typed).getValue({ at: hash })),
      };
    }
    return {
      what,
      pjs: async () => {
        /** @type {any[]} */
        const entries = await /** @type {any} */ (item).entries();
        return ordered(entries.map(([key, value]) => [plain([...key.args]), plain(value)]));
      },
      papi: async (typed, hash) => {
        const entries = await of(typed).getEntries({ at: hash });
        return ordered(
          entries.map((/** @type {any} */ { keyArgs, value }) => [
            plainPapi(keyArgs),
            plainPapi(value),
          ]),
        );
      },
    };
  });
}

/**
 * One entry of a map.
 * @param {any} at
 * @param {string} name such as 'system.account'
 * @param {unknown[]} keys
 * @returns {Read}
 */
function entry(at, name, keys) {
  const [pallet, item] = name.split('.');
  const query = at.query[pallet][item];
  const { meta, prefix } = query.creator;
  return {
    what: `${name}(${keys.join(', ')})`,
    pjs: async () => plain(await query(...keys)),
    papi: async (typed, hash) =>
      plainPapi(await typed.query[prefix][`${meta.name}`].getValue(...keys, { at: hash })),
  };
}

/** @param {any[]} entries of a map, in an order that does not depend on who lists them */
function ordered(entries) {
  const key = (/** @type {any[]} */ [keys]) => keys.join('/');
  return entries.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * @param {any} arg as polkadot-api takes it
 * @returns {unknown} as @polkadot/api does: it names variants of an enum otherwise
 */
function variant(arg) {
  return typeof arg?.type === 'string' ? { [arg.type]: arg.value ?? null } : arg;
}

/** @param {string} name such as 'restakingApi' */
function pascal(name) {
  return name[0].toUpperCase() + name.slice(1);
}

/** @param {string} name such as 'previewDeposit' */
function snake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
