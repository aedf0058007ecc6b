// @ts-check
/** Who made a block, as its header claims. */

/**
 * @param {any} header
 * @returns {{ authorityIndex: number, slot: bigint } | null} null for the genesis block
 */
export function claimOf(header) {
  const claim = header.digest.logs.find((/** @type {any} */ log) => log.isPreRuntime);
  if (!claim) return null;
  const bytes = claim.asPreRuntime[1].toU8a(true);
  const { authorityIndex, slotNumber } = header.registry.createType(
    'RawBabePreDigest',
    bytes,
  ).inner;
  return { authorityIndex: authorityIndex.toNumber(), slot: slotNumber.toBigInt() };
}

/**
 * @param {any} api
 * @param {string} hash of a block after genesis
 * @returns {Promise<string>} the key that signed it, in hex
 */
export async function authorOf(api, hash) {
  const [header, at] = await Promise.all([api.rpc.chain.getHeader(hash), api.at(hash)]);
  const claim = claimOf(header);
  if (!claim) throw new Error(`nobody made block ${hash}`);
  // Those of the epoch that the block is in: its first block has changed them by its end.
  const authorities = await at.query.babe.authorities();
  return authorities[claim.authorityIndex][0].toHex();
}
