// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ONE } from '../src/format.js';
import { plotRate } from '../src/plot.js';

test('the plot shows every era', async () => {
  const samples = Array.from({ length: 30 }, (_, i) => ({ block: i + 1, rate: ONE + BigInt(i) }));
  const eras = [10, 20, 30].map((block, era) => ({ era, block, rate: ONE + BigInt(block - 1) }));
  const svg = await plotRate({ samples, eras });
  assert.match(svg, /^<svg /);
  for (const { era } of eras) assert.ok(svg.includes(`>era ${era}<`), `era ${era}`);
});
