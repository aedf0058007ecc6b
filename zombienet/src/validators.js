// @ts-check
/** Validators that come and go. */
import assert from 'node:assert/strict';
import { stash } from '../../clients/src/api.js';
import { planck } from '../../clients/src/format.js';
import { plain } from '../../clients/src/plain.js';
import { until } from '../../clients/src/wait.js';

/** An election is in one era, holds in the next, and a session changes its keys one later. */
const ELECTION_SECONDS = 300;

/**
 * @param {import('../../clients/src/chain.js').Chain} chain
 * @param {any} call
 * @param {string} name whose stash signs
 */
export async function asStash(chain, call, name) {
  const { error } = await chain.send(call, stash(name));
  assert.equal(error, null, `${call.method.method} of ${name}`);
}

/**
 * Becomes a candidate, and one that the pool may nominate.
 * @param {import('../../clients/src/chain.js').Chain} chain
 * @param {string} name
 * @param {object} stake
 * @param {string} stake.bond EST at stake
 * @param {string} stake.poolBond EST for what the pool may lose through it
 */
export async function stand(chain, name, { bond, poolBond }) {
  /** @type {any} */
  const { tx } = chain.api;
  await asStash(chain, tx.staking.bond(planck(bond), 'Staked'), name);
  await asStash(chain, tx.staking.validate({ commission: 0, blocked: false }), name);
  await asStash(chain, tx.liquidStaking.registerValidator(planck(poolBond)), name);
}

/**
 * Waits until the session has just these validators.
 * @param {any} api
 * @param {string[]} names
 */
export async function untilElected(api, names) {
  const wanted = names.map((name) => stash(name).address).sort();
  await until(`a session of ${names}`, ELECTION_SECONDS, async () => {
    const at = await api.at(await api.rpc.chain.getFinalizedHead());
    const found = plain(await at.query.session.validators()).sort();
    return found.join() === wanted.join();
  });
}

/**
 * Whom the pots nominate now.
 * @param {any} at the API at a block
 * @returns {Promise<Set<string>>} stashes
 */
export async function nominated(at) {
  const pots = plain(await at.call.liquidStakingApi.validators());
  return new Set(pots.flatMap((/** @type {any} */ pot) => pot.nominated));
}

/**
 * Stake of the pots behind a validator in the active era.
 * @param {any} at the API at a block
 * @param {string} name
 * @returns {Promise<bigint>}
 */
export async function backing(at, name) {
  const pots = plain(await at.call.liquidStakingApi.validators());
  const accounts = pots.map((/** @type {any} */ { account }) => account);
  const { index } = plain(await at.query.staking.activeEra());
  const page = plain(await at.query.staking.erasStakersPaged(index, stash(name).address, 0));
  return (page?.others ?? [])
    .filter((/** @type {any} */ { who }) => accounts.includes(who))
    .reduce((/** @type {bigint} */ sum, /** @type {any} */ { value }) => sum + value, 0n);
}
