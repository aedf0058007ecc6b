// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TypeRegistry } from '@polkadot/types';
import { plain } from '../src/plain.js';

const registry = new TypeRegistry();

test('integers become BigInt, small ones numbers', () => {
  assert.equal(plain(registry.createType('u128', 2n ** 100n)), 2n ** 100n);
  assert.equal(plain(registry.createType('u32', 7)), 7);
  assert.equal(plain(registry.createType('Compact<u128>', 8)), 8n);
});

test('structs, options, lists and flags become what they are called', () => {
  const type = '{"a":"u64","b":"Option<u32>","c":"Vec<u16>","d":"bool","e":"Option<u128>"}';
  const value = registry.createType(type, { a: 1, b: null, c: [2, 3], d: true, e: 4 });
  assert.deepEqual(plain(value), { a: 1n, b: null, c: [2, 3], d: true, e: 4n });
});

test('fields have the names of the chain, also those that the library has its own use for', () => {
  const value = registry.createType('{"size":"u32","extra":"Null"}', { size: 1 });
  assert.deepEqual(plain(value), { size: 1 });
});

test('enums become their name, or a name and a value', () => {
  const basic = registry.createType('{"_enum":["Open","Exiting"]}', 'Exiting');
  assert.equal(plain(basic), 'Exiting');
  const rich = registry.createType('{"_enum":{"Pay":"Null","Withdraw":"{\\"pot\\":\\"u32\\"}"}}', {
    Withdraw: { pot: 3 },
  });
  assert.deepEqual(plain(rich), { type: 'Withdraw', value: { pot: 3 } });
  const bare = registry.createType('{"_enum":{"Pay":"Null","Withdraw":"u32"}}', 'Pay');
  assert.equal(plain(bare), 'Pay');
});

test('accounts and texts become text', () => {
  const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
  assert.equal(plain(registry.createType('AccountId32', alice)), alice);
  assert.equal(plain(registry.createType('Text', 'Staked EST')), 'Staked EST');
});
