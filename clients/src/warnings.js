// @ts-check
/**
 * Everything that any library prints as a warning or an error. Import this before the others: some
 * of them warn while they load.
 */
import { format } from 'node:util';

/** @type {string[]} */
const seen = [];

for (const level of /** @type {const} */ (['warn', 'error'])) {
  const print = console[level].bind(console);
  console[level] = (...args) => {
    seen.push(`${level}: ${format(...args)}`);
    print(...args);
  };
}
process.on('warning', (warning) => {
  seen.push(`process: ${warning.message}`);
});

/** @returns {string[]} what was printed so far */
export function warnings() {
  return [...seen];
}
