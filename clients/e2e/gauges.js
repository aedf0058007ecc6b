// @ts-check
/** The node's gauges of the pool, and what alerts and dashboard make of a node's metrics. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ask, askRestaking } from '../src/api.js';
import { EST } from '../src/format.js';
import { sample } from '../src/metrics.js';

const PREFIX = 'estuary_';
/** Terms of the books that the gauge `books_est` has. */
const TERMS = [
  ...['pots', 'idle', 'backing', 'streaming', 'exits', 'provision'],
  ...['claims', 'reserve', 'unrecognised'],
];
/** Files of `deploy/` with expressions on metrics. */
const FILES = ['prometheus/alerts.yml', 'grafana/estuary.json'];

/** @param {bigint} planck */
const est = (planck) => Number(planck) / Number(EST);

/**
 * What one reading of a node's gauges must be, by the runtime API at the block that was read.
 * @param {any} api
 * @param {string} text as Prometheus is given it
 */
export async function checkGauges(api, text) {
  const gauge = (/** @type {string} */ name, /** @type {Record<string, string>} */ labels = {}) =>
    sample(text, `${PREFIX}${name}`, labels);
  const at = await api.at(await api.rpc.chain.getBlockHash(gauge('read_block')));
  const [rate, books, status, cover] = await Promise.all([
    ask(at, 'exchangeRate'),
    ask(at, 'reserves'),
    ask(at, 'status'),
    askRestaking(at, 'coverage'),
  ]);
  const shown = Object.fromEntries(TERMS.map((term) => [term, gauge('books_est', { term })]));
  assert.deepEqual(shown, Object.fromEntries(TERMS.map((term) => [term, est(books[term])])));
  const expected = {
    exchange_rate: Number(rate) / 1e18,
    books_difference_planck: 0,
    issuance_st_est: est(books.issuance),
    active_era: status.activeEra,
    settled_era: status.settledEra,
    exit_batches_waiting: status.exiting.length,
    exits_delayed: Number(status.delay !== null),
    bunker_mode: Number(status.bunker !== null),
    pending_losses_est: est(
      status.pending.reduce(
        (/** @type {bigint} */ sum, /** @type {any} */ { loss }) => sum + loss,
        0n,
      ),
    ),
    cover_size_st_est: est(cover?.size ?? 0n),
    cover_limit_st_est: est(cover?.limit ?? 0n),
  };
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, gauge(name)]));
  assert.deepEqual(found, expected);
  assert.equal(gauge('settlement_step') === 0, status.step === null);
}

/**
 * Every metric that alerts and dashboard name is there.
 * @param {string} text as Prometheus is given it
 */
export function checkDeployment(text) {
  for (const file of FILES) {
    const source = readFileSync(new URL(`../../deploy/${file}`, import.meta.url), 'utf8');
    const names = new Set(source.match(/\b(?:substrate|estuary|process)_\w+/g));
    assert.ok(names.size > 5, `${file} names metrics`);
    const missing = [...names].filter((name) => sample(text, name) === undefined);
    assert.deepEqual(missing, [], `${file} names metrics that a node does not have`);
  }
}
