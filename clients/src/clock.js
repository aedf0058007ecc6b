// @ts-check
/** Programs that see another time than it is. Needs `faketime`: scripts/setup.sh. */
import { execFileSync } from 'node:child_process';

/**
 * The environment in which a program sees another time; intervals are as they are.
 * @param {number} seconds by which its clock is ahead
 * @returns {Record<string, string>}
 */
export function clock(seconds) {
  const offset = `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}s`;
  // The tool knows where its library for programs with threads is.
  const library = execFileSync('faketime', ['-m', '-f', offset, 'printenv', 'LD_PRELOAD'], {
    encoding: 'utf8',
  });
  return { LD_PRELOAD: library.trim(), FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
}
