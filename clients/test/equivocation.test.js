// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TypeRegistry } from '@polkadot/types';
import { account } from '../src/api.js';
import { equivocation, ownershipProof, sealedHeader } from '../src/equivocation.js';

const registry = new TypeRegistry();
const FIELDS = {
  authorityIndex: 3,
  slot: 0x1_0000_0002n,
  number: 100,
  parentHash: `0x${'aa'.repeat(32)}`,
};

test('a header has the claim of its slot and a seal over all before it', () => {
  const pair = account('Dave');
  const header = sealedHeader(registry, pair, { ...FIELDS, stateRoot: `0x${'bb'.repeat(32)}` });
  const hex = Buffer.from(header.toU8a()).toString('hex');
  const unsealed =
    'aa'.repeat(32) +
    '9101' + // block 100, compact
    'bb'.repeat(32) +
    '00'.repeat(32);
  const claim =
    '06' + // pre-runtime digest
    Buffer.from('BABE').toString('hex') +
    '34' + // 13 bytes, compact
    '02' + // a secondary slot without VRF
    '03000000' +
    '0200000001000000';
  const seal = hex.slice(-128);
  const sealed = `05${Buffer.from('BABE').toString('hex')}0101${seal}`;
  assert.equal(hex, `${unsealed}08${claim}${sealed}`);

  const signed = registry.hash(Buffer.from(`${unsealed}04${claim}`, 'hex'));
  assert.ok(pair.verify(signed, Buffer.from(seal, 'hex'), pair.publicKey));
});

test('the two headers of a proof differ and are for one slot', () => {
  const proof = equivocation(registry, account('Dave'), FIELDS);
  assert.notEqual(proof.firstHeader, proof.secondHeader);
  assert.deepEqual(proof.offender, account('Dave').publicKey);
  assert.equal(proof.slot, FIELDS.slot);
  for (const hex of [proof.firstHeader, proof.secondHeader]) {
    const [claim] = /** @type {any} */ (registry.createType('Header', hex)).digest.logs;
    const [engine, data] = claim.asPreRuntime;
    assert.ok(engine.isBabe);
    const digest = /** @type {any} */ (registry.createType('RawBabePreDigest', data.toU8a(true)));
    assert.equal(digest.asSecondaryPlain.slotNumber.toBigInt(), FIELDS.slot);
    assert.equal(digest.asSecondaryPlain.authorityIndex.toNumber(), FIELDS.authorityIndex);
  }
});

test('a proof of membership is read out of what the runtime answers', () => {
  assert.deepEqual([...ownershipProof(registry, '0x010c070809')], [7, 8, 9]);
  assert.throws(() => ownershipProof(registry, '0x00'), /not one of the session/);
});
