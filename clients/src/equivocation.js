// @ts-check
/**
 * Evidence that a validator signed two blocks for one slot: two headers, each with the slot and the
 * validator's index in it and sealed with its key. That is all that the chain asks for; whether the
 * rest of such a block could ever be executed does not matter, since nobody may sign two.
 */
import { account } from './api.js';

const BABE = 'BABE';

/**
 * A header that says that it is the authority's block for the slot, sealed.
 * @param {import('@polkadot/types/types').Registry} registry
 * @param {import('@polkadot/keyring/types').KeyringPair} pair the authority's key
 * @param {object} fields
 * @param {number} fields.authorityIndex
 * @param {bigint} fields.slot
 * @param {number} fields.number of the block
 * @param {string} fields.parentHash
 * @param {string} fields.stateRoot
 * @returns {any} the header
 */
export function sealedHeader(
  registry,
  pair,
  { authorityIndex, slot, number, parentHash, stateRoot },
) {
  /** @param {unknown[]} logs */
  const header = (logs) =>
    /** @type {any} */ (
      registry.createType('Header', {
        parentHash,
        number,
        stateRoot,
        extrinsicsRoot: new Uint8Array(32),
        digest: { logs },
      })
    );
  const claim = registry.createType('RawBabePreDigest', {
    SecondaryPlain: { authorityIndex, slotNumber: slot },
  });
  const claimed = { PreRuntime: [BABE, claim.toHex()] };
  const seal = pair.sign(header([claimed]).hash.toU8a());
  return header([claimed, { Seal: [BABE, `0x${Buffer.from(seal).toString('hex')}`] }]);
}

/**
 * Two different headers for the same slot.
 * @param {import('@polkadot/types/types').Registry} registry
 * @param {import('@polkadot/keyring/types').KeyringPair} pair the authority's key
 * @param {{ authorityIndex: number, slot: bigint, number: number, parentHash: string }} fields
 */
export function equivocation(registry, pair, fields) {
  const [firstHeader, secondHeader] = [1, 2].map((salt) =>
    sealedHeader(registry, pair, {
      ...fields,
      stateRoot: `0x${Buffer.alloc(32, salt).toString('hex')}`,
    }).toHex(),
  );
  return { offender: pair.publicKey, slot: fields.slot, firstHeader, secondHeader };
}

/**
 * Proof that a key is one of the session of a block. (As @polkadot/api decodes what the runtime
 * answers, optional bytes within bytes, they keep their prefixes: hence the bare call.)
 * @param {any} api
 * @param {string} hash of the block
 * @param {bigint} slot of the session
 * @param {Uint8Array} key
 * @returns {Promise<Uint8Array>}
 */
async function keyOwnership(api, hash, slot, key) {
  const args = Buffer.concat([api.registry.createType('u64', slot).toU8a(), key]);
  const method = 'BabeApi_generate_key_ownership_proof';
  const answer = await api.rpc.state.call(method, `0x${args.toString('hex')}`, hash);
  return ownershipProof(api.registry, answer.toHex());
}

/**
 * @param {import('@polkadot/types/types').Registry} registry
 * @param {string} answer of the runtime: optional bytes, encoded
 * @returns {Uint8Array} the bytes
 */
export function ownershipProof(registry, answer) {
  const bytes = Buffer.from(answer.slice(2), 'hex');
  if (bytes[0] !== 1) throw new Error('the key is not one of the session');
  return /** @type {any} */ (registry.createType('Bytes', bytes.subarray(1))).toU8a(true);
}

/**
 * The call that reports that a validator signed two blocks for the slot of the chain's last block.
 * @param {any} api
 * @param {string} name of the validator, such as 'Dave'
 */
export async function reportOf(api, name) {
  const pair = account(name);
  const head = await api.rpc.chain.getHeader();
  const at = await api.at(head.hash);
  const slot = (await at.query.babe.currentSlot()).toBigInt();
  const authorities = await at.query.babe.authorities();
  const authorityIndex = authorities.findIndex(
    (/** @type {any} */ [key]) => Buffer.compare(key.toU8a(), pair.publicKey) === 0,
  );
  if (authorityIndex < 0) throw new Error(`${name} is no authority`);
  const proof = equivocation(api.registry, pair, {
    authorityIndex,
    slot,
    number: head.number.toNumber(),
    parentHash: head.parentHash.toHex(),
  });
  const membership = await keyOwnership(api, head.hash, slot, pair.publicKey);
  return api.tx.babe.reportEquivocation(proof, membership);
}
