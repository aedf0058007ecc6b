// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until, within } from '../src/wait.js';

test('what comes in time is passed on', async () => {
  assert.equal(await within(1000, Promise.resolve(3)), 3);
  let asked = 0;
  assert.equal(await until('the second answer', 5, () => ++asked >= 2 && asked), 2);
});

test('what does not come is an error that says so', async () => {
  await assert.rejects(within(10, new Promise(() => {}), 'a reply'), /a reply: not within 0.01 s/);
  const refuse = () => {
    throw new Error('refused');
  };
  await assert.rejects(until('a node', 0.01, refuse), /a node: not within 0.01 s: refused/);
  await assert.rejects(
    until('a hung node', 0.01, () => new Promise(() => {})),
    /a hung node/,
  );
});

test('a wait for what cannot be told ends, too', async () => {
  const never = new Promise(() => {});
  assert.equal(await within(1000, Promise.resolve(3), mute), 3, 'it is not asked');
  await assert.rejects(within(10, never, mute), /there is no log.*: not within 0.01 s/);
  await assert.rejects(
    within(10, never, () => 'a reply'),
    /a reply: not within 0.01 s/,
  );
  /** @returns {string} */
  function mute() {
    throw new Error('there is no log');
  }
});

test('an assertion that fails ends the waiting', async () => {
  let asked = 0;
  const waiting = until('it', 5, () => {
    asked += 1;
    assert.equal(asked, 2);
    return true;
  });
  await assert.rejects(waiting, assert.AssertionError);
  assert.equal(asked, 1);
});
