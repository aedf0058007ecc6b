// @ts-check
/** Every check passes figures that agree, and catches each single one that is off by one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ONE, json } from '../src/format.js';
import {
  borne,
  checkBooks,
  checkFalls,
  checkFlows,
  checkRecord,
  checkReport,
  checkRising,
  checkSettlement,
  checkSlash,
  claimOfShares,
  earning,
  falls,
  lostFraction,
  partOfBatch,
  takenOf,
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

const TERMS = /** @type {(keyof typeof BOOKS)[]} */ (Object.keys(BOOKS));

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
    instant: 0n,
    provision: 0n,
    loss: 0n,
    lossStreaming: 0n,
    lossBacking: 0n,
    provisionBought: 0n,
    cover: 0n,
    coverReturned: 0n,
    left: 0n,
    released: 0n,
    releasedStreaming: 0n,
    applied: 0n,
    covered: 0n,
    dust: 0n,
  };
  const all = { ...nothing, ...fields };
  return { ...all, rate: fields.rate ?? (all.backing * ONE) / all.issuance };
}

const BEFORE = record({ backing: 1_000_000n, streaming: 400n, provision: 70n });
const AFTER = record({
  backing: 1_000_000n + 5_000n + 300n + 6n + 2n - 1_000n - 90n - 11n - 5n - 31n + 30n,
  issuance: 1_003_910n,
  streaming: 400n + 20n + 600n + 8n - 6n - 300n - 3n,
  provision: 70n + 16n + 5n + 31n - 30n - 9n - (40n - 15n),
  deposits: 5_000n,
  premium: 20n,
  vested: 300n,
  reward: 600n,
  fee: 7n,
  feeBacking: 6n,
  dust: 2n,
  redemptions: 1_000n,
  redeemedShares: 1_000n,
  instant: 90n,
  loss: 16n,
  lossStreaming: 3n,
  lossBacking: 11n,
  provisionBought: 5n,
  cover: 31n,
  coverReturned: 30n,
  left: 0n,
  released: 9n,
  releasedStreaming: 8n,
  applied: 40n,
  covered: 15n,
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
  catchesEach(BOOKS, (books) => checkBooks(books), TERMS);
});

test('a record with a rate that is not backing by issuance is caught', () => {
  catchesEach(BEFORE, (broken) => checkRecord(3, broken), ['rate', 'backing', 'issuance']);
});

test('a batch closed at another rate than that of all shares is caught', () => {
  const fields = { backing: 2_000_000n, redemptions: 2_000n, redeemedShares: 1_000n };
  catchesEach(record(fields), (broken) => checkRecord(3, broken), [
    'redemptions',
    'provisionBought',
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
    'instant',
    'provision',
    'loss',
    'lossStreaming',
    'lossBacking',
    'released',
    'releasedStreaming',
    'applied',
    'covered',
  ]);
  const bought = { ...AFTER, provisionBought: AFTER.provisionBought + 1n };
  assert.equal(checkFlows(3, BEFORE, bought).length, 2, 'what batches bought is in both sums');
  for (const name of /** @type {const} */ (['cover', 'coverReturned'])) {
    const broken = { ...AFTER, [name]: AFTER[name] + 1n };
    assert.equal(checkFlows(3, BEFORE, broken).length, 2, `${name} is in both sums`);
  }
  const left = { ...AFTER, left: AFTER.left + 1n };
  assert.equal(checkFlows(3, BEFORE, left).length, 2, 'what is left is in both sums');
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
  assert.equal(yearlyGrowth(after, before, 10n), 0n, 'a fall is no growth');
});

test('a rate that falls without a loss, or does not with one, is caught', () => {
  const samples = [10n, 11n, 11n, 8n, 9n].map((rate, i) => ({ block: 5 + i, rate }));
  assert.deepEqual(falls(samples), [8]);
  assert.deepEqual(checkFalls(samples, [8]), []);
  assert.match(checkFalls(samples, []).join(), /falls in block 8/);
  assert.match(checkFalls(samples, [7, 8]).join(), /does not fall in block 7/);
  assert.match(
    checkFalls(
      samples.filter((_, i) => i !== 1),
      [8],
    ).join(),
    /the block looked at after 5 is 7/,
  );
});

/** Held: 700 + 50, leaving: 250. A tenth is lost: 75 and 25. The stream goes first. */
const PRICED = {
  ...{ pots: 900n, idle: 100n, backing: 700n, streaming: 50n, exits: 250n, provision: 0n },
  issuance: 600n,
};
const HIT = { ...PRICED, backing: 675n, streaming: 0n, exits: 225n, provision: 100n };

test('shares are worth their part of what is held, with what has not vested', () => {
  assert.equal(claimOfShares(60n, PRICED), 75n);
  assert.equal(claimOfShares(1n, PRICED), 1n, 'rounded down');
});

test('a loss that not all bear alike, or that moves anything else, is caught', () => {
  catchesEach(HIT, (broken) => checkReport(PRICED, broken), [...TERMS]);
  const shifted = { ...HIT, backing: HIT.backing + 3n, exits: HIT.exits - 3n };
  assert.equal(checkReport(PRICED, shifted).length, 2, 'three planck more are borne by the exits');
  assert.equal(checkReport(PRICED, PRICED).length, 1, 'no loss');
});

test('a claim may be off by rounding and no more', () => {
  for (const left of [67n, 68n, 69n]) {
    assert.deepEqual(borne('it', PRICED, HIT, [75n, left]), [], `${left}`);
  }
  for (const left of [65n, 70n]) {
    assert.match(borne('it', PRICED, HIT, [75n, left]).join(), /LS-8: it falls from 75/);
  }
});

/** @type {import('../src/report.js').Slash} */
const SLASH = {
  reportBlock: 9,
  rateBefore: 2n * ONE,
  rateAtReport: ONE,
  rateAtApplication: ONE + 1n,
  provisionAtReport: 7n,
  bearers: [
    { name: 'Bob', kind: 'holder', before: 80n, reported: 60n, applied: 61n },
    { name: 'Eve', kind: 'exiting', before: 40n, reported: 30n, applied: 30n },
    { name: 'Ferdie', kind: 'open batch', before: 16n, reported: 12n, applied: 12n },
  ],
};

test('a slash that somebody does not bear, or that falls twice, is caught', () => {
  assert.deepEqual(checkSlash(SLASH), []);
  assert.equal(checkSlash({ ...SLASH, rateAtReport: 2n * ONE }).length, 2);
  assert.match(checkSlash({ ...SLASH, rateAtApplication: ONE - 1n }).join(), /falls again/);
  assert.match(checkSlash({ ...SLASH, bearers: SLASH.bearers.slice(1) }).join(), /as holder is 0/);
  const spared = SLASH.bearers.map((bearer) => ({ ...bearer, reported: bearer.before }));
  assert.equal(checkSlash({ ...SLASH, bearers: spared }).length, 3);
});

/** @type {import('../src/restaking-report.js').Restaking} */
const RESTAKING = {
  services: [0, 1],
  vetoed: 30n,
  applied: 40n,
  delegatorLoss: 39n,
  otherBefore: 80n,
  otherAfter: 80n,
  rewards: [
    { asset: 'EST', paid: 9n, claimed: 8n, claimable: 1n, owed: 1n, roundings: 3 },
    { asset: 'stEST', paid: 7n, claimed: 4n, claimable: 2n, owed: 3n, roundings: 3 },
  ],
};

/** @type {import('../src/restaking-report.js').Coverage} */
const COVERAGE = {
  loss: 100n,
  operatorBond: 10n,
  covered: 20n,
  borne: 70n,
  shares: 19n,
  rateWithout: ONE,
  rateWith: ONE + 2n,
};

test('a loss is told as a fraction', () => {
  assert.equal(lostFraction(80n, 60n), 0.25);
  assert.equal(lostFraction(3n * 10n ** 24n, 2n * 10n ** 24n), 1 / 3);
  assert.equal(lostFraction(5n, 5n), 0);
  assert.equal(lostFraction(0n, 0n), 0);
});

test('a part of a batch is rounded down', () => {
  assert.equal(partOfBatch(1n, { shares: 3n, amount: 100n }), 33n);
  assert.equal(partOfBatch(3n, { shares: 3n, amount: 100n }), 100n);
});

test('the report has the agreed fields, with amounts as decimal strings', () => {
  const journeys = [{ name: 'Bob', ok: true, deposited: 5n, received: 6n, held: 1n }];
  const eras = [{ era: 4, record: AFTER, apr: 7n }];
  const own = { restaking: RESTAKING, coverage: COVERAGE };
  const figures = { eras, books: BOOKS, journeys, slash: SLASH, ...own };
  const report = JSON.parse(json(toReport(figures)));
  assert.deepEqual(report, {
    eras: [
      {
        era: 4,
        rate: `${AFTER.rate}`,
        issuance: '1003910',
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
    slash: {
      rate_before: `${2n * ONE}`,
      rate_at_report: `${ONE}`,
      rate_at_application: `${ONE + 1n}`,
      holder_loss: 0.25,
      exiting_loss: 0.25,
      open_batch_loss: 0.25,
      provision_at_report: '7',
    },
    restaking: {
      services: [0, 1],
      vetoed: '30',
      applied: '40',
      delegator_loss: '39',
      other_service_stake_before: '80',
      other_service_stake_after: '80',
      rewards: [
        { asset: 'EST', paid: '9', claimed: '8', claimable: '1' },
        { asset: 'stEST', paid: '7', claimed: '4', claimable: '2' },
      ],
    },
    coverage: {
      loss: '100',
      operator_bond: '10',
      covered: '20',
      rate_without: `${ONE}`,
      rate_with: `${ONE + 2n}`,
    },
  });
});

test('a slash takes of each pot, rounded to the nearest, a half down', () => {
  const others = [
    { who: 'pot', value: 5n },
    { who: 'other pot', value: 3n },
    { who: 'somebody', value: 1_000n },
  ];
  assert.equal(takenOf({ others }, ['pot', 'other pot'], 562_500_000n), 5n);
  assert.equal(takenOf({ others }, ['pot', 'other pot'], 500_000_000n), 3n);
});
