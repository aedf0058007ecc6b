// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPaid } from '../src/offence.js';

/** Batch 7 was worth 100 planck at a report in block 10 and is paid in block 20. */
const OFFENCE = /** @type {any} */ ({ report: { block: 10 } });
const MATURED = event('BatchMatured', 20);

/** @param {string} name @param {number} block @param {number} [era] */
function event(name, block, era = 7) {
  return /** @type {any} */ ({ name, block, data: { era } });
}

/** @param {bigint} amount @param {any[]} before what happened before it was paid */
function paid(amount, before = []) {
  const events = [...before, MATURED];
  const seen = (/** @type {string} */ wanted) => events.filter(({ name }) => name === wanted);
  checkPaid(/** @type {any} */ ({ seen }), OFFENCE, MATURED, { value: 100n, amount });
}

test('an exit is paid what it was worth, less a planck for each part', () => {
  paid(100n);
  paid(99n);
  assert.throws(() => paid(98n), {
    message: '98 of 100 in 1 parts, 0 roundings of others',
  });
  paid(98n, [event('BatchFunded', 15)]);
  assert.throws(() => paid(98n, [event('BatchFunded', 15, 6)]));
});

test('an exit is paid no more than others leave it', () => {
  assert.throws(() => paid(101n), {
    message: '101 of 100 in 1 parts, 0 roundings of others',
  });
  paid(101n, [event('BatchClosed', 11, 8)]);
  paid(102n, [event('BatchClosed', 11, 8), event('BatchMatured', 20, 6)]);
  assert.throws(() => paid(102n, [event('BatchClosed', 11, 8)]));
  // Its own parts, and what was at or before the report.
  assert.throws(() => paid(101n, [event('BatchFunded', 15)]));
  assert.throws(() => paid(101n, [event('BatchClosed', 10, 8), event('BatchMatured', 9, 5)]));
});
