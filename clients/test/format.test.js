// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EST, decimal, est, json, percent, planck, rate } from '../src/format.js';

test('an amount is cut off, never rounded up', () => {
  assert.equal(est(1_999_999_999_999n), '1.9999');
  assert.equal(est(0n), '0.0000');
  assert.equal(est(1n, 12), '0.000000000001');
  assert.equal(decimal(5n, 12, 0), '0');
});

test('thousands are grouped and signs kept', () => {
  assert.equal(est(1_234_567n * EST), '1,234,567.0000');
  assert.equal(est(-1_500n * EST, 1), '-1,500.0');
});

test('a rate shows all its decimals', () => {
  assert.equal(rate(1_000_000_001_234_567_890n), '1.000000001234567890');
  assert.equal(percent(123_400_000_000_000_000n), '12.34 %');
});

test('an amount that a person wrote is read to the planck', () => {
  assert.equal(planck('10,000'), 10_000n * EST);
  assert.equal(planck('0.000000000001'), 1n);
  assert.equal(est(planck('1,234.5'), 1), '1,234.5');
  for (const wrong of ['', '-1', '1.', '1.0000000000001', 'ten']) {
    assert.throws(() => planck(wrong), wrong);
  }
});

test('JSON holds amounts beyond a double as text', () => {
  const amount = 2n ** 100n + 1n;
  assert.equal(BigInt(JSON.parse(json({ amount })).amount), amount);
});
