#!/usr/bin/env node
// @ts-check
/**
 * Runs the journeys that are named, or all of them, one after the other, each in a process of its
 * own, and ends with 1 if any failed. A report is of one run alone: all of them are told of in
 * `target/zombienet/report.json`, those that are named in `target/zombienet/named.json`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { json } from '../clients/src/format.js';
import { OUTPUT } from './src/journey.js';

const JOURNEYS = join(dirname(fileURLToPath(import.meta.url)), 'journeys');
/** What all of them may take together. */
const MINUTES = 60;
/** How long a journey may take to clean up when its time is over. */
const CLEANUP_MILLISECONDS = 20_000;

const all = readdirSync(JOURNEYS)
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.slice(0, -'.js'.length))
  .sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`no journey is called ${unknown.join(', ')}; there are ${all.join(', ')}`);
  process.exit(2);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => process.exit(130));
}
const deadline = Date.now() + MINUTES * 60_000;

/**
 * @param {string} name
 * @returns {Promise<boolean>} whether it succeeded
 */
async function run(name) {
  const left = deadline - Date.now();
  if (left <= 0) {
    console.error(`${name} was not run: ${MINUTES} minutes are over`);
    return false;
  }
  const child = spawn(process.execPath, [join(JOURNEYS, `${name}.js`)], { stdio: 'inherit' });
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  const end = setTimeout(stop, left);
  const kill = setTimeout(() => child.kill('SIGKILL'), left + CLEANUP_MILLISECONDS);
  const [code] = await once(child, 'exit');
  clearTimeout(end);
  clearTimeout(kill);
  process.off('exit', stop);
  return code === 0;
}

const file = join(OUTPUT, asked.length > 0 ? 'named.json' : 'report.json');
/** @type {{ journey: string, ok: boolean, seconds: number }[]} */
const report = [];
mkdirSync(OUTPUT, { recursive: true });
// At once: of a run that is cut off nothing of an earlier one is to stand there.
rmSync(file, { force: true });
for (const journey of asked.length > 0 ? asked : all) {
  const start = Date.now();
  const ok = await run(journey);
  report.push({ journey, ok, seconds: Math.round((Date.now() - start) / 1000) });
  writeFileSync(file, json(report));
}

console.log();
for (const { journey, ok, seconds } of report) {
  console.log(`${journey.padEnd(16)} ${`${seconds} s`.padStart(7)}  ${ok ? 'ok' : 'failed'}`);
}
const total = report.reduce((sum, { seconds }) => sum + seconds, 0);
console.log(`${'total'.padEnd(16)} ${`${total} s`.padStart(7)}  ${file}`);
process.exit(report.every(({ ok }) => ok) ? 0 : 1);
