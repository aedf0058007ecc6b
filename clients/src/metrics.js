// @ts-check
/** What a node tells Prometheus. */

/** One line: a name, labels if there are any, and a value. */
const SAMPLE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/**
 * @param {string} text as Prometheus is given it
 * @param {string} name of a metric
 * @param {Record<string, string>} [labels] that the sample must have
 * @returns {number | undefined} the first sample that fits
 */
export function sample(text, name, labels = {}) {
  for (const line of text.split('\n')) {
    const match = SAMPLE.exec(line);
    if (!match || match[1] !== name) continue;
    const has = Object.fromEntries([...(match[2] ?? '').matchAll(LABEL)].map(([, k, v]) => [k, v]));
    if (Object.entries(labels).every(([label, value]) => has[label] === value)) {
      return Number(match[3]);
    }
  }
  return undefined;
}
