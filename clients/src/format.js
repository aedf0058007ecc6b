// @ts-check
/**
 * Amounts as people read them. Planck and rates are BigInt everywhere; nothing here rounds up, and
 * nothing here goes back into a computation.
 */

/** Decimals of EST and of stEST. */
export const TOKEN_DECIMALS = 12;
/** Decimals of a rate (FixedU128). */
export const RATE_DECIMALS = 18;
/** One EST in planck. */
export const EST = 10n ** BigInt(TOKEN_DECIMALS);
/** A rate of one. */
export const ONE = 10n ** BigInt(RATE_DECIMALS);

/**
 * An integer with `decimals` implied decimals, shown with `digits` of them, cut off, thousands
 * grouped.
 * @param {bigint} value
 * @param {number} decimals
 * @param {number} digits
 * @returns {string}
 */
export function decimal(value, decimals, digits) {
  const sign = value < 0n ? '-' : '';
  const text = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = text.slice(0, -decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = text.slice(-decimals).slice(0, digits);
  return digits > 0 ? `${sign}${whole}.${fraction}` : `${sign}${whole}`;
}

/**
 * Planck of EST, or the smallest unit of stEST.
 * @param {bigint} planck
 * @param {number} [digits]
 * @returns {string}
 */
export function est(planck, digits = 4) {
  return decimal(planck, TOKEN_DECIMALS, digits);
}

/**
 * A rate with all its decimals.
 * @param {bigint} inner
 * @param {number} [digits]
 * @returns {string}
 */
export function rate(inner, digits = RATE_DECIMALS) {
  return decimal(inner, RATE_DECIMALS, digits);
}

/**
 * A FixedU128 as a percentage.
 * @param {bigint} inner
 * @param {number} [digits]
 * @returns {string}
 */
export function percent(inner, digits = 2) {
  return `${decimal(inner * 100n, RATE_DECIMALS, digits)} %`;
}

/**
 * EST written by a person, in planck.
 * @param {string} text such as '10,000' or '0.5'
 * @returns {bigint}
 */
export function planck(text) {
  const match = /^(\d[\d,]*)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`not an amount: ${text}`);
  const fraction = match[2] ?? '';
  if (fraction.length > TOKEN_DECIMALS) throw new Error(`too many decimals: ${text}`);
  return BigInt(match[1].replaceAll(',', '') + fraction.padEnd(TOKEN_DECIMALS, '0'));
}

/**
 * A value as JSON, with integers that may exceed a double as decimal strings.
 * @param {unknown} value
 * @returns {string}
 */
export function json(value) {
  const text = JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v), 2);
  return `${text}\n`;
}
