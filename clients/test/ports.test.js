// @ts-check
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { demandFree, freePorts } from '../src/node.js';

test('a port at which something listens is named', async () => {
  const [free, taken] = await freePorts(2);
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const stranger = createServer().listen(taken, host);
    await once(stranger, 'listening');
    await assert.rejects(demandFree([free, taken]), new RegExp(`port ${taken} .* must be free`));
    await new Promise((done) => stranger.close(done));
  }
  await demandFree([free, taken]);
});
