#!/usr/bin/env node
// @ts-check
/**
 * `make demo`: a chain from an empty database, three accounts that deposit, hold, redeem and claim,
 * restaking with two services, a slash and what it takes from whom, and a comparison of every figure
 * that the chain gives about it. Ends with 1 if any disagrees.
 *
 * A slash takes several validators: were there one, all of its stake would be lost, and with it all
 * of the pool. Blocks become final once three of four have voted, and a node votes with one key.
 * So there are three nodes. The first has everybody's keys for signing blocks and is the only one
 * to make any: there are no forks, and the head can be read as it comes. The two others only vote.
 */
import './src/warnings.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { ask, connect } from './src/api.js';
import { Chain } from './src/chain.js';
import { est, json, percent, rate } from './src/format.js';
import { ERAS, Turns, travel } from './src/journeys.js';
import { Network } from './src/network.js';
import { plain } from './src/plain.js';
import { plotRate } from './src/plot.js';
import { Progress } from './src/progress.js';
import {
  checkBooks,
  checkFalls,
  checkFlows,
  checkRecord,
  checkRising,
  checkSettlement,
  checkSlash,
  earning,
  falls,
  lostFraction,
  same,
  toReport,
  yearlyGrowth,
} from './src/report.js';
import { checkPools } from './src/restaking-report.js';
import { restake, restakedAt, settleRestaking } from './src/restaking.js';
import { POTS, SLASH_ERAS, suffer } from './src/slash.js';
import { specWithPots } from './src/spec.js';

const OUTPUT = join(dirname(fileURLToPath(import.meta.url)), '..', 'target', 'demo');
const KEEP = !['', '0', undefined].includes(process.env.KEEP);

/** @type {{ block: number, rate: bigint }[]} */
const samples = [];
/** @type {string[]} */
const problems = [];

/**
 * Looks at the pool and at restaking in the state after each block.
 * @param {import('./src/chain.js').Block} block
 * @param {Progress} progress
 */
async function look({ number, at }, progress) {
  const [now, books, status, restaked] = await Promise.all([
    ask(at, 'exchangeRate'),
    ask(at, 'reserves'),
    ask(at, 'status'),
    restakedAt(at),
  ]);
  const where = `block ${number}`;
  samples.push({ block: number, rate: now });
  problems.push(...checkBooks(books, where), ...checkPools(restaked, where));
  progress.update({ block: number, era: status.activeEra, rate: rate(now) });
}

/**
 * The record of every era that was settled, compared with its event and with the one before.
 * @param {Chain} chain
 */
async function eraRecords(chain) {
  const erasPerYear = BigInt(plain(chain.api.consts.liquidStaking.erasPerYear));
  const eras = [];
  for (const { data, hash } of chain.seen('EraSettled')) {
    const { era } = data;
    /** @type {import('./src/report.js').EraRecord & { block: bigint }} */
    const record = await ask(chain.api, 'eraRecord', era);
    const api = await chain.askAt(hash, 'exchangeRate');
    problems.push(...checkSettlement(era, { event: data.rate, api, record: record.rate }));
    problems.push(...checkRecord(era, record));
    const before = eras.at(-1)?.record;
    let apr = 0n;
    if (before) {
      problems.push(...checkFlows(era, before, record));
      apr = yearlyGrowth(before, record, erasPerYear);
      const [finished] = chain.seen('SettlementFinished').filter((e) => e.data.era === era + 1);
      const told = finished ? await chain.askAt(finished.hash, 'apr', 1) : null;
      problems.push(...same(`the yearly growth in era ${era}`, told, apr));
    }
    eras.push({ era, record, apr });
  }
  return eras;
}

/** @param {Awaited<ReturnType<typeof eraRecords>>} eras */
function eraTable(eras) {
  const table = new Table({
    head: ['era', 'rate (EST per stEST)', 'rise × 10⁻⁶', 'issuance', 'reward', 'fee', 'APR'],
    colAligns: ['right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  eras.forEach(({ era, record, apr }, i) => {
    const rise = i === 0 ? null : record.rate - eras[i - 1].record.rate;
    table.push([
      era,
      rate(record.rate),
      rise === null ? '' : rate(rise * 10n ** 6n, 3),
      est(record.issuance),
      est(record.reward, 6),
      est(record.fee, 6),
      i === 0 ? '' : percent(apr),
    ]);
  });
  return table.toString();
}

/** @param {any} books */
function booksTable(books) {
  const table = new Table({
    head: ['the pool has', 'EST', 'the pool owes', 'EST'],
    colAligns: ['left', 'right', 'left', 'right'],
    style: { head: [], border: [] },
  });
  table.push(
    ['pots', est(books.pots, 12), 'backing', est(books.backing, 12)],
    ['idle', est(books.idle, 12), 'streaming', est(books.streaming, 12)],
    ['', '', 'exits', est(books.exits, 12)],
    ['', '', 'provision', est(books.provision, 12)],
    [
      'together',
      est(books.pots + books.idle, 12),
      'together',
      est(books.backing + books.streaming + books.exits + books.provision, 12),
    ],
  );
  return table.toString();
}

/** @param {Awaited<ReturnType<typeof travel>>['journeys']} journeys */
function journeyTable(journeys) {
  const table = new Table({
    head: ['', 'deposited', 'received', 'still held', 'gain', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const { name, deposited, received, held, gain, ok } of journeys) {
    table.push([
      name,
      est(deposited),
      est(received, 6),
      est(held, 6),
      est(gain, 6),
      ok ? 'ok' : 'NOT OK',
    ]);
  }
  return table.toString();
}

/** @param {Awaited<ReturnType<typeof suffer>>['slash']} slash */
function slashTable(slash) {
  const table = new Table({
    head: ['', 'was', 'before', 'at the report', 'loss', 'after the slash'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, kind, before, reported, applied } of slash.bearers) {
    const loss = `${(100 * lostFraction(before, reported)).toFixed(4)} %`;
    table.push([name, kind, est(before, 6), est(reported, 6), loss, est(applied, 6)]);
  }
  const { rateBefore, rateAtReport, rateAtApplication } = slash;
  table.push([
    'rate',
    '',
    rate(rateBefore, 9),
    rate(rateAtReport, 9),
    `${(100 * lostFraction(rateBefore, rateAtReport)).toFixed(4)} %`,
    rate(rateAtApplication, 9),
  ]);
  table.push([
    'provision',
    '',
    est(slash.provisionBefore, 6),
    est(slash.provisionAtReport, 6),
    '',
    est(slash.provisionAtApplication, 6),
  ]);
  return table.toString();
}

/** @param {import('./src/restaking-report.js').Restaking} restaking */
function restakingTable({ services, vetoed, applied, delegatorLoss, ...other }) {
  const table = new Table({
    head: ['a slash', 'asked for', 'delegators lose', 'the other service: before', 'after'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const [before, after] = [other.otherBefore, other.otherAfter].map((stake) => est(stake, 6));
  table.push(
    [`by service ${services[0]}, vetoed`, est(vetoed, 6), est(0n, 6), before, before],
    [`by service ${services[0]}, applied`, est(applied, 6), est(delegatorLoss, 6), before, after],
  );
  return table.toString();
}

/** @param {import('./src/restaking-report.js').Reward[]} rewards */
function rewardTable(rewards) {
  const table = new Table({
    head: ['rewards', 'paid', 'claimed', 'claimable'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { asset, paid, claimed, claimable } of rewards) {
    table.push([asset, est(paid, 6), est(claimed, 6), est(claimable, 6)]);
  }
  return table.toString();
}

/** @param {import('./src/restaking-report.js').Coverage} coverage */
function coverageTable({ loss, operatorBond, covered, borne, rateWithout, rateWith }) {
  const table = new Table({
    head: ['the loss is met by', 'EST', 'the rate', 'EST per stEST'],
    colAligns: ['left', 'right', 'left', 'right'],
    style: { head: [], border: [] },
  });
  table.push(
    ["the validator's bond", est(operatorBond, 6), '', ''],
    ['restakers', est(covered, 6), 'with cover', rate(rateWith, 9)],
    ['holders and exits', est(borne, 6), 'without', rate(rateWithout, 9)],
    ['together', est(loss, 6), '', ''],
  );
  return table.toString();
}

/** @returns {Promise<Network>} four validators on three nodes, see above */
function startNetwork() {
  return Network.start({
    spec: (folder) => specWithPots(folder, POTS),
    members: [
      {
        name: 'author',
        args: ['--alice'],
        keys: [
          ['babe', 'Bob'],
          ['babe', 'Charlie'],
          ['babe', 'Dave'],
        ],
      },
      { name: 'voter-1', args: [], keys: [['gran', 'Bob']] },
      { name: 'voter-2', args: [], keys: [['gran', 'Charlie']] },
    ],
    keep: KEEP,
  });
}

async function main() {
  console.log('Starting a chain in an empty database.');
  const network = await startNetwork();
  const node = network.node('author');
  const api = await connect(node.url);
  const blocksPerEra = plain(api.consts.liquidStaking.blocksPerEra);
  const progress = new Progress(blocksPerEra * (ERAS + SLASH_ERAS) + 6);

  try {
    const chain = await Chain.follow(api, { onBlock: (block) => look(block, progress) });
    const { activeEra } = await ask(api, 'status');
    const turns = new Turns();
    const say = (/** @type {string} */ text) => progress.say(text);
    const travelled = travel(chain, activeEra, say, turns);
    const restaked = restake(chain, { turns, say });
    const ready = Promise.all([travelled, restaked]);
    const suffered = suffer(chain, { first: activeEra, turns, say, journeys: ready });
    const [[{ journeys, problems: missed }, restakers], { slash, coverage, problems: unfair }] =
      await Promise.all([ready, suffered]);
    problems.push(...missed, ...unfair, ...checkSlash(slash));
    chain.stop();
    progress.end();
    problems.push(...checkFalls(samples, [slash.reportBlock]));

    const all = await eraRecords(chain);
    const eras = earning(all.filter(({ record }) => record.block < slash.reportBlock));
    problems.push(...checkRising(eras));
    const head = (await api.rpc.chain.getBlockHash(chain.head)).toHex();
    const books = await chain.askAt(head, 'reserves');
    const { restaking, problems: uneven } = await settleRestaking(chain, restakers, head);
    problems.push(...uneven);

    mkdirSync(OUTPUT, { recursive: true });
    const report = toReport({ eras, books, journeys, slash, restaking, coverage });
    writeFileSync(join(OUTPUT, 'report.json'), json(report));
    const marks = eras.map(({ era, record }) => ({
      era,
      block: Number(record.block),
      rate: record.rate,
    }));
    const rising = samples.filter(({ block }) => block < slash.reportBlock);
    writeFileSync(join(OUTPUT, 'rate.svg'), await plotRate({ samples: rising, eras: marks }));

    console.log(`\nEras\n${eraTable(eras)}`);
    console.log(`\nBooks (LS-1) at block ${chain.head}\n${booksTable(books)}`);
    console.log(`\nJourneys, in EST\n${journeyTable(journeys)}`);
    console.log(`\nRestaking, in stEST\n${restakingTable(restaking)}`);
    console.log(rewardTable(restaking.rewards));
    console.log(`\nA slash, claims in EST\n${slashTable(slash)}`);
    console.log(`\nCoverage of that slash\n${coverageTable(coverage)}`);
    console.log(`Blocks in which the rate fell: ${falls(samples).join(', ')}`);
    console.log(`\n${join(OUTPUT, 'report.json')}\n${join(OUTPUT, 'rate.svg')}`);
  } catch (error) {
    progress.end();
    console.error(network.tail(20));
    throw error;
  } finally {
    progress.end();
    await api.disconnect();
    if (KEEP) {
      network.release();
      const nodes = [...network.nodes.values()];
      const pids = nodes.map(({ pid }) => pid).join(' ');
      const folders = nodes.map(({ folder }) => folder).join(' ');
      console.log(
        `\nThe chain goes on at ${node.url}\n` +
          `  polkadot.js Apps: https://polkadot.js.org/apps/?rpc=${encodeURIComponent(node.url)}\n` +
          `  log:              ${node.log}\n` +
          `  stop it:          kill ${pids} && rm -r ${folders}`,
      );
    } else {
      await network.stop();
    }
  }

  if (problems.length > 0) {
    console.error(`\n${problems.length} figures disagree:\n  ${problems.join('\n  ')}`);
    return 1;
  }
  console.log('\nEvery figure agrees.');
  return 0;
}

process.exitCode = await main();
