// @ts-check
/** A connection to a node through polkadot-api, whose types are generated: see descriptors.js. */
import { createClient } from 'polkadot-api';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';

/**
 * @param {string} url
 * @returns {import('polkadot-api').PolkadotClient}
 */
export function connectPapi(url) {
  // Node 20 has no WebSocket of its own.
  const websocketClass = /** @type {any} */ (WebSocket);
  return createClient(getWsProvider(url, { websocketClass }));
}

/**
 * A value of polkadot-api as `plain` gives those of @polkadot/api.
 * @param {any} value
 * @returns {any}
 */
export function plainPapi(value) {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(plainPapi);
  if (typeof value !== 'object') return value;
  if (typeof value.type === 'string' && 'value' in value) {
    const inner = plainPapi(value.value);
    return inner === null ? value.type : { type: value.type, value: inner };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [camel(key), plainPapi(field)]),
  );
}

/**
 * @param {string} name such as 'rate_forward'
 * @returns {string} such as 'rateForward'
 */
function camel(name) {
  return name.replace(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
