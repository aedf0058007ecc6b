// @ts-check
/**
 * Values of @polkadot/api as plain JavaScript: structs as objects, options as the value or null,
 * enums as `{ type, value }` or the name alone, integers as BigInt, those of 32 bits and fewer as
 * numbers, the rest as text. Fields that can hold nothing are left out.
 *
 * @param {any} codec
 * @returns {any}
 */
export function plain(codec) {
  if (codec === null || codec === undefined) return null;
  if (isUnit(codec)) return null;
  if (typeof codec.isSome === 'boolean') return codec.isSome ? plain(codec.unwrap()) : null;
  if (typeof codec.unwrap === 'function' && typeof codec.toBn === 'function') {
    return plain(codec.unwrap());
  }
  if (typeof codec.bitLength === 'function' && typeof codec.toBn === 'function') {
    const value = BigInt(codec.toString());
    return codec.bitLength() <= 32 ? Number(value) : value;
  }
  if (typeof codec.isTrue === 'boolean') return codec.isTrue;
  if (typeof codec.isBasic === 'boolean' && typeof codec.type === 'string') {
    const value = plain(codec.inner);
    return codec.isBasic || value === null ? codec.type : { type: codec.type, value };
  }
  if (codec instanceof Map) {
    const fields = [...codec].filter(([, value]) => !isUnit(value));
    // The library adds an underscore to names that every map has, such as `size`.
    return Object.fromEntries(
      fields.map(([key, value]) => [`${key}`.replace(/_$/, ''), plain(value)]),
    );
  }
  if (Array.isArray(codec)) return codec.map(plain);
  return codec.toString();
}

/**
 * What a variant without fields holds, and a map that is a set: nothing.
 * @param {any} codec
 */
function isUnit(codec) {
  return codec?.isEmpty === true && codec.encodedLength === 0;
}
