// @ts-check
/** TOML, with integers as BigInt: amounts in planck exceed what a double holds exactly. */
import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';

/**
 * @param {string} file
 * @returns {any}
 */
export function readToml(file) {
  try {
    return parse(readFileSync(file, 'utf8'), { integersAsBigInt: true });
  } catch (error) {
    throw new Error(`${file}: ${/** @type {Error} */ (error).message}`);
  }
}
