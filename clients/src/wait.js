// @ts-check
/** Waiting with an end: whatever does not come in time becomes an error that says what was awaited. */
import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

/** Between two looks at something that is polled. */
const POLL_MILLISECONDS = 500;

/**
 * What is awaited. If that cannot be told, the wait ends all the same, and says why it cannot.
 * @param {string | (() => string)} what
 * @returns {string}
 */
export function told(what) {
  if (typeof what === 'string') return what;
  try {
    return what();
  } catch (error) {
    return `nothing is told (${/** @type {Error} */ (error).message})`;
  }
}

/**
 * @template Result
 * @param {number} milliseconds
 * @param {Promise<Result>} promise
 * @param {string | (() => string)} [what] is awaited; a function is asked when it is late
 * @returns {Promise<Result>}
 */
export async function within(milliseconds, promise, what = 'it did not come') {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${told(what)}: not within ${milliseconds / 1000} s`));
    }, milliseconds);
  });
  try {
    return await /** @type {Promise<Result>} */ (Promise.race([promise, late]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Asks again and again until the answer is something. An error counts as no answer yet: a node that
 * starts refuses connections. The last one is told of if time runs out. An assertion that fails is no
 * such error, and ends the waiting.
 * @template Found
 * @param {string} what is awaited
 * @param {number} seconds
 * @param {() => Found | undefined | null | false | Promise<Found | undefined | null | false>} probe
 * @returns {Promise<Found>}
 */
export async function until(what, seconds, probe) {
  const deadline = Date.now() + seconds * 1000;
  let last = '';
  for (;;) {
    const left = Math.max(deadline - Date.now(), 1);
    try {
      const found = await within(left, Promise.resolve().then(probe), what);
      if (found !== undefined && found !== null && found !== false) return found;
      last = '';
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      last = `: ${/** @type {Error} */ (error).message}`;
    }
    if (Date.now() >= deadline) throw new Error(`${what}: not within ${seconds} s${last}`);
    await sleep(POLL_MILLISECONDS);
  }
}
