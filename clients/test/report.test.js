// @ts-check
/** Every check passes figures that agree, and catches each single one that is off by one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ONE, json } from '../src/format.js';
import {
  checkBooks,
  checkFlows,
  checkRecord,
  checkRising,
  checkSettlement,
  earning,
  partOfBatch,
  toReport,
  yearlyGrowth,
} from '../src/report.js';

/** @typedef {import('../src/report.js').EraRecord} EraRecord */

const BOOKS = {
  pots: 900n,
  idle: 100n,
  backing: 700n,
  streaming: 50n,
  exits: 240n,
  provision: 10n,
};

/**
 * @param {Partial<EraRecord>} fields
 * @returns {EraRecord}
 */
function record(fields) {
  const nothing = {
    rate: 0n,
    issuance: 1_000_000n,
    backing: 1_000_000n,
    streaming: 0n,
    reward: 0n,
    fee: 0n,
    feeShares: 0n,
    feeBacking: 0n,
    vested: 0n,
    deposits: 0n,
    premium: 0n,
    redemptions: 0n,
    redeemedShares: 0n,
    lossStreaming: 0n,
    lossBacking: 0n,
    dust: 0n,
  };
  const all = { ...nothing, ...fields };
  return { ...all, rate: fields.rate ?? (all.backing * ONE) / all.issuance };
}

const BEFORE = record({ backing: 1_000_000n, streaming: 400n });
const AFTER = record({
  backing: 1_000_000n + 5_000n + 300n + 6n + 2n - 1_000n - 11n,
  issuance: 1_004_000n,
  streaming: 400n + 20n + 600n - 6n - 300n - 3n,
  deposits: 5_000n,
  premium: 20n,
  vested: 300n,
  reward: 600n,
  fee: 7n,
  feeBacking: 6n,
  dust: 2n,
  redemptions: 1_000n,
  redeemedShares: 1_000n,
  lossStreaming: 3n,
  lossBacking: 11n,
});

/**
 * @template {Record<string, any>} Fields
 * @param {Fields} fields
 * @param {(broken: Fields) => string[]} check
 * @param {(keyof Fields & string)[]} names of the fields that the check depends on
 */
function catchesEach(fields, check, names) {
  assert.deepEqual(check(fields), []);
  for (const name of names) {
    assert.notDeepEqual(check({ ...fields, [name]: fields[name] + 1n }), [], name);
  }
}

test('books that do not balance are caught, whichever term is wrong', () => {
  const terms = /** @type {(keyof typeof BOOKS)[]} */ (Object.keys(BOOKS));
  catchesEach(BOOKS, (books) => checkBooks(books), terms);
});

test('a record with a rate that is not backing by issuance is caught', () => {
  catchesEach(BEFORE, (broken) => checkRecord(3, broken), ['rate', 'backing', 'issuance']);
});

test('a batch closed at another rate than that of all shares is caught', () => {
  const fields = { backing: 2_000_000n, redemptions: 2_000n, redeemedShares: 1_000n };
  catchesEach(record(fields), (broken) => checkRecord(3, broken), [
    'redemptions',
    'redeemedShares',
  ]);
});

test('a flow that two records do not account for is caught', () => {
  catchesEach(AFTER, (broken) => checkFlows(3, BEFORE, broken), [
    'backing',
    'streaming',
    'deposits',
    'premium',
    'vested',
    'reward',
    'dust',
    'redemptions',
    'lossStreaming',
    'lossBacking',
  ]);
  const fee = { ...AFTER, feeBacking: AFTER.feeBacking + 1n };
  assert.equal(checkFlows(3, BEFORE, fee).length, 2, 'a fee is in both sums');
});

test('a settlement that tells different rates is caught', () => {
  const rates = { event: ONE, api: ONE, record: ONE };
  catchesEach(rates, (broken) => checkSettlement(3, broken), ['event', 'api', 'record']);
});

test('a rate that stands still, an era left out and too few eras are caught', () => {
  const eras = [0n, 1n, 2n, 3n, 4n].map((more, era) => ({
    era,
    record: record({ rate: ONE + more }),
  }));
  assert.deepEqual(checkRising(eras), []);
  assert.equal(checkRising(eras.slice(1)).length, 1, 'too few');
  assert.equal(checkRising([]).length, 1, 'none');
  const still = [...eras];
  still[3] = { era: 3, record: record({ rate: ONE + 2n }) };
  assert.match(checkRising(still).join(), /does not rise from era 2/);
  const gap = [
    ...eras.slice(0, 2),
    ...eras.slice(3),
    { era: 5, record: record({ rate: 2n * ONE }) },
  ];
  assert.match(checkRising(gap).join(), /the era after 1 is 3/);
});

test('the eras shown begin with the last before anything vested', () => {
  const eras = [0n, 0n, 5n, 6n].map((vested, era) => ({ era, record: record({ vested }) }));
  assert.deepEqual(
    earning(eras).map(({ era }) => era),
    [1, 2, 3],
  );
  assert.deepEqual(earning(eras.slice(2)).length, 2);
  assert.deepEqual(earning(eras.slice(0, 2)), []);
});

test('yearly growth is the rise of one era times the eras of a year', () => {
  const [before, after] = [record({ rate: 2n * ONE }), record({ rate: 2n * ONE + ONE / 100n })];
  assert.equal(yearlyGrowth(before, after, 10n), ONE / 20n);
});

test('a part of a batch is rounded down', () => {
  assert.equal(partOfBatch(1n, { shares: 3n, amount: 100n }), 33n);
  assert.equal(partOfBatch(3n, { shares: 3n, amount: 100n }), 100n);
});

test('the report has the agreed fields, with amounts as decimal strings', () => {
  const journeys = [{ name: 'Bob', ok: true, deposited: 5n, received: 6n, held: 1n }];
  const eras = [{ era: 4, record: AFTER, apr: 7n }];
  const report = JSON.parse(json(toReport({ eras, books: BOOKS, journeys })));
  assert.deepEqual(report, {
    eras: [
      {
        era: 4,
        rate: `${AFTER.rate}`,
        issuance: '1004000',
        reward: '600',
        fee: '7',
        apr: '7',
      },
    ],
    books: {
      pots: '900',
      idle: '100',
      backing: '700',
      streaming: '50',
      exits: '240',
      provision: '10',
    },
    journeys: [{ name: 'Bob', ok: true, deposited: '5', received: '6' }],
  });
});
