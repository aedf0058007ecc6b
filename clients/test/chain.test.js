// @ts-check
/** What becomes of a transaction, as a node may tell it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Chain } from '../src/chain.js';

const HASH = '0x01';
const BLOCK = 7;
const signer = /** @type {any} */ ({ address: 'somebody' });

/** @param {boolean} finalized */
function chainOf(finalized) {
  const number = { toNumber: () => BLOCK };
  const parentHash = { toHex: () => '0x00' };
  const getHeader = () => Promise.resolve({ number, parentHash });
  const accountNextIndex = () => Promise.resolve({ toNumber: () => 3 });
  const api = { rpc: { chain: { getHeader }, system: { accountNextIndex } } };
  const chain = new Chain(/** @type {any} */ (api), finalized);
  chain.head = BLOCK;
  return chain;
}

/** @param {string} type @param {object} [more] */
function told(type, more = {}) {
  const status = {
    type,
    isFinalized: type === 'Finalized',
    asFinalized: { toHex: () => HASH },
    asInBlock: { toHex: () => HASH },
  };
  return {
    status,
    isInBlock: type === 'InBlock',
    isFinalized: status.isFinalized,
    isError: ['Dropped', 'Invalid', 'Usurped', 'FinalityTimeout'].includes(type),
    events: [],
    ...more,
  };
}

/** @param {any[]} updates that the library tells of a transaction */
function transaction(updates) {
  const sent = { method: { section: 'system', method: 'remark' }, unwatched: 0, nonce: -1 };
  return Object.assign(sent, {
    /** @param {any} _ @param {{ nonce: number }} options @param {(update: any) => void} tell */
    signAndSend(_, { nonce }, tell) {
      sent.nonce = nonce;
      setTimeout(() => updates.forEach(tell));
      return Promise.resolve(() => {
        sent.unwatched += 1;
      });
    },
  });
}

for (const [what, finalized, updates] of /** @type {const} */ ([
  ['a block', false, ['Ready', 'InBlock']],
  ['a block that is final before the library has read its events', false, ['Ready', 'Finalized']],
  ['a final block', true, ['Ready', 'InBlock', 'Finalized']],
])) {
  test(`a transaction in ${what} has come through`, async () => {
    const tx = transaction(updates.map((type) => told(type)));
    const { block, hash, error } = await chainOf(finalized).send(tx, signer);
    assert.deepEqual(
      { block, hash, error, nonce: tx.nonce },
      { block: 7, hash: HASH, error: null, nonce: 3 },
    );
    assert.equal(tx.unwatched, 1);
  });
}

test('a transaction whose events cannot be read has not come through', async () => {
  const tx = transaction([told('InBlock', { internalError: new Error('no events') })]);
  await assert.rejects(chainOf(false).send(tx, signer), /no events/);
});

test('a transaction that the pool gives up is an error, and its nonce is asked for anew', async () => {
  const chain = chainOf(false);
  await assert.rejects(chain.send(transaction([told('Dropped')]), signer), /is Dropped/);
  const tx = transaction([told('InBlock')]);
  await chain.send(tx, signer);
  assert.equal(tx.nonce, 3);
});

test('who waits for a transaction hears that the chain stands still', async () => {
  const chain = chainOf(false);
  const sent = chain.send(transaction([told('Ready')]), signer);
  setTimeout(() => chain.emit('failure', new Error('the chain stands still')), 20);
  await assert.rejects(sent, /stands still/);
});

test('a promise is no answer of what is asked after every block', async () => {
  const chain = chainOf(false);
  await assert.rejects(
    chain.until(() => Promise.resolve(false)),
    TypeError,
  );
});
