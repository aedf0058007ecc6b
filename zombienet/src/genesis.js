// @ts-check
/**
 * That the chain began with what the network file asks for. zombienet goes on with the preset as it
 * is when it cannot change it.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { account, ask, stash, voter } from '../../clients/src/api.js';
import { plain } from '../../clients/src/plain.js';
import { isValidator } from './network.js';

/** The key of the runtime's code: its hash is compared, as it is too long to be asked for. */
const CODE = '0x3a636f6465';

/** @param {string} name of a node; zombienet makes its keys from it */
export function keyName(name) {
  return name[0].toUpperCase() + name.slice(1);
}

/** @param {Iterable<unknown>} values */
function sorted(values) {
  return Array.from(values, String).sort();
}

/**
 * @param {{ publicKey: Uint8Array }} pair
 * @returns {string} its public key
 */
export function hex({ publicKey }) {
  return `0x${Buffer.from(publicKey).toString('hex')}`;
}

/**
 * The nodes began with the state of the raw specification, and all with the same.
 * @param {import('./network.js').Zombienet} network
 * @param {any} api
 */
async function checkState(network, api) {
  const { top } = JSON.parse(readFileSync(network.spec, 'utf8')).genesis.raw;
  const keys = Object.keys(top).filter((key) => key !== CODE);
  assert.ok(keys.length > 0, 'the raw specification has a state');
  const [{ changes }] = await network.validators[0].call(
    'state_queryStorageAt',
    keys,
    api.genesisHash.toHex(),
  );
  const found = Object.fromEntries(changes);
  for (const key of keys) assert.equal(found[key], top[key], `genesis state at ${key}`);
  const code = await network.validators[0].call(
    'state_getStorageHash',
    CODE,
    api.genesisHash.toHex(),
  );
  const specified = api.registry.hash(Buffer.from(top[CODE].slice(2), 'hex')).toHex();
  assert.equal(code, specified, 'the hash of the runtime at genesis');

  for (const node of network.nodes.values()) {
    const hash = await node.call('chain_getBlockHash', 0);
    assert.equal(hash, api.genesisHash.toHex(), `the genesis block of ${node.name}`);
  }
}

/**
 * Sessions: the validators of the file and nobody else, each with the keys of its node.
 * @param {any} at the API at the genesis block
 * @param {string[]} names
 */
async function checkKeys(at, names) {
  const stashes = names.map((name) => stash(name).address);
  assert.deepEqual(sorted(await at.query.session.validators()), sorted(stashes));
  for (const name of names) {
    const keys = plain(await at.query.session.nextKeys(stash(name).address));
    const expected = {
      babe: hex(account(name)),
      grandpa: hex(voter(name)),
      authorityDiscovery: hex(account(name)),
    };
    assert.deepEqual(keys, expected, `the session keys of ${name}`);
  }
  const authors = await at.query.babe.authorities();
  const voters = await at.call.grandpaApi.grandpaAuthorities();
  /** @param {any[]} authorities */
  const keysOf = (authorities) => sorted(authorities.map(([key]) => key.toHex()));
  assert.deepEqual(keysOf(authors), sorted(names.map((name) => hex(account(name)))));
  assert.deepEqual(keysOf(voters), sorted(names.map((name) => hex(voter(name)))));
}

/**
 * Stake: the validators of the file and nobody else, with the bonds of the plain specification.
 * @param {any} at
 * @param {string[]} names
 * @param {any[]} stakers of the specification that the runtime built the genesis from
 */
async function checkStake(at, names, stakers) {
  const stashes = names.map((name) => stash(name).address);
  assert.deepEqual(sorted(stakers.map(([address]) => address)), sorted(stashes));
  assert.equal(plain(await at.query.staking.validatorCount()), names.length, 'validator count');
  const candidates = (await at.query.staking.validators.keys()).map(
    (/** @type {any} */ { args: [address] }) => address,
  );
  assert.deepEqual(sorted(candidates), sorted(stashes));
  for (const [address, , bond, status] of stakers) {
    assert.equal(status, 'Validator');
    const ledger = plain(await at.query.staking.ledger(address));
    assert.equal(ledger.total, BigInt(bond), `the bond of ${address}`);
    assert.ok(ledger.total > 0n, `${address} has a bond`);
  }
}

/**
 * @param {any} at
 * @param {any[]} nodes of the network file
 */
async function checkBalances(at, nodes) {
  for (const { name, balance } of nodes) {
    if (balance === undefined) continue;
    const { data } = await at.query.system.account(stash(keyName(name)).address);
    const { free, reserved } = plain(data);
    assert.equal(free + reserved, balance, `the balance of ${name}`);
  }
}

/**
 * The pots nominate whom the file says, if it says anything.
 * @param {any} at
 * @param {any} genesis of the network file
 */
async function checkPots(at, genesis) {
  const pots = genesis?.runtimeGenesis?.patch?.liquidStaking?.pool?.pots;
  if (!pots) return;
  const found = await ask(at, 'validators');
  assert.deepEqual(
    found.map((/** @type {any} */ { nominated }) => sorted(nominated)),
    pots.map(sorted),
    'whom the pots nominate',
  );
}

/** @param {import('./network.js').Zombienet} network */
export async function checkGenesis(network) {
  const { genesis, nodes } = network.config.relaychain;
  const names = nodes
    .filter(isValidator)
    .map((/** @type {{ name: string }} */ { name }) => keyName(name));
  /** @type {any} */
  const api = await network.validators[0].api();
  const at = await api.at(api.genesisHash);
  const { patch } = JSON.parse(readFileSync(network.plainSpec, 'utf8')).genesis.runtimeGenesis;

  await checkState(network, api);
  await checkKeys(at, names);
  await checkStake(at, names, patch.staking.stakers);
  await checkBalances(at, nodes);
  await checkPots(at, genesis);
}
