// @ts-check
/** Figures of restaking and coverage that agree pass, and each single one that does not is caught. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ONE } from '../src/format.js';
import {
  afterCover,
  checkApplied,
  checkCover,
  checkPools,
  checkReward,
  checkSettled,
  checkTotals,
  checkVeto,
  rateAfterLoss,
} from '../src/restaking-report.js';
import { borne, checkReport } from '../src/report.js';

/**
 * @typedef {import('../src/restaking-report.js').Exposed} Exposed
 * @typedef {import('../src/restaking-report.js').Totals} Totals
 */

/**
 * Two delegators, one of whom has twice as much as the other.
 * @param {bigint} stake
 * @param {bigint} setAside
 * @param {bigint[]} slashable
 * @returns {Exposed}
 */
function exposed(stake, setAside, slashable) {
  const position = (/** @type {bigint} */ units) => ({
    operator: 'Grace',
    units,
    stake: (stake * units) / 300n,
    setAside: (setAside * units) / 300n,
  });
  return {
    operators: [{ operator: 'Grace', stake, setAside, units: 300n }],
    positions: [position(200n), position(100n)],
    held: stake + setAside,
    slashable,
  };
}

const FULL = exposed(1_000n, 0n, [400n, 200n]);
const SLASHED = exposed(900n, 0n, [300n, 200n]);

test('pools that are not what delegators have are caught', () => {
  assert.deepEqual(checkPools(FULL), []);
  assert.deepEqual(checkPools(exposed(910n, 90n, [])), []);
  assert.deepEqual(checkPools({ operators: [], positions: [], held: 0n }), [], 'nobody');
  assert.equal(checkPools({ ...FULL, held: 1_001n }).length, 1);
  const [operator] = FULL.operators;
  for (const [field, problems] of /** @type {const} */ ([
    ['units', 1],
    ['stake', 2],
    ['setAside', 2],
  ])) {
    const broken = { ...operator, [field]: operator[field] + 3n };
    assert.equal(checkPools({ ...FULL, operators: [broken] }).length, problems, field);
  }
  const elsewhere = FULL.positions.map((position) => ({ ...position, operator: 'Judy' }));
  assert.equal(checkPools({ ...FULL, positions: elsewhere }).length, 2);
});

test('a veto that leaves anything changed is caught', () => {
  assert.deepEqual(checkVeto(FULL, structuredClone(FULL)), []);
  assert.equal(checkVeto(FULL, { ...FULL, held: 999n }).length, 1);
  assert.equal(checkVeto(FULL, { ...FULL, slashable: [400n, 199n] }).length, 1);
  assert.equal(checkVeto(FULL, exposed(999n, 1n, [400n, 200n])).length, 1);
});

test('a slash that takes another amount, or from the other service, is caught', () => {
  assert.deepEqual(checkApplied(100n, FULL, SLASHED), []);
  assert.equal(checkApplied(99n, FULL, SLASHED).length, 2);
  assert.equal(checkApplied(0n, FULL, FULL).length, 2);
  for (const other of [199n, 201n]) {
    assert.deepEqual(checkApplied(100n, FULL, { ...SLASHED, slashable: [300n, other] }), []);
  }
  for (const other of [198n, 202n]) {
    const broken = { ...SLASHED, slashable: [300n, other] };
    assert.match(checkApplied(100n, FULL, broken).join(), /RS-1: the other service goes from 200/);
  }
  const [first, second] = SLASHED.positions;
  const positions = [{ ...first, stake: first.stake + 1n }, second];
  assert.equal(checkApplied(100n, FULL, { ...SLASHED, positions }).length, 1);
});

test('rewards that were not paid in, or that nobody can claim, are caught', () => {
  const reward = { asset: 'EST', paid: 90n, claimed: 60n, claimable: 28n, owed: 30n, roundings: 2 };
  assert.deepEqual(checkReward(reward), []);
  assert.match(checkReward({ ...reward, paid: 89n }).join(), /RS-2: EST paid in is 89, not 90/);
  assert.equal(checkReward({ ...reward, claimable: 31n }).length, 1);
  assert.equal(checkReward({ ...reward, claimable: 27n }).length, 1);
  assert.equal(checkReward({ ...reward, paid: 30n, claimed: 0n }).length, 1);
});

/** @type {Totals} */
const TOTALS = {
  ...{ covered: 5n, settled: 4n, givenBack: 1n },
  ...{ slashed: 100n, reissued: 10n, earned: 20n, retired: 90n, refunded: 15n, rewarded: 18n },
};

test('shares of the coverage that came from nowhere or went nowhere are caught', () => {
  assert.deepEqual(checkTotals(TOTALS, 7n), []);
  assert.equal(checkTotals(TOTALS, 8n).length, 1);
  assert.equal(checkTotals({ ...TOTALS, refunded: 14n }, 7n).length, 1);
});

/** A share is worth 2, of the holders' 1,250 there are 50 that stream. */
const BOOKS = {
  ...{ pots: 1_400n, idle: 100n, backing: 1_200n, streaming: 50n, exits: 250n, provision: 0n },
  ...{ issuance: 600n, vested: 10n },
};
/** A fifth of what is left: 115 shares are worth 230, and 1,270 bear 254. */
const COVERAGE = {
  loss: 500n,
  operatorBond: 16n,
  covered: 230n,
  borne: 254n,
  shares: 115n,
  rateWithout: rateAfterLoss(BOOKS, 484n),
  rateWith: (816n * ONE) / 485n,
};

test('a loss is shared after cover, in equal parts', () => {
  const met = afterCover(BOOKS, COVERAGE);
  assert.deepEqual(met, { ...BOOKS, backing: 970n, provision: 230n, issuance: 485n });
  const after = { ...met, backing: 816n, streaming: 0n, exits: 200n, provision: 484n };
  assert.deepEqual(checkReport(met, after), []);
  assert.deepEqual(borne('a holder', met, after, [204n, 163n]), []);
  assert.notDeepEqual(checkReport(BOOKS, after), [], 'not without counting cover in');
});

test('the rate after a loss is what holders are left with', () => {
  // Of 750 the exits bear a sixth: 125 are theirs, 625 the holders'.
  assert.equal(rateAfterLoss(BOOKS, 750n), (625n * ONE) / 600n);
  // A planck more is the exits'.
  assert.equal(rateAfterLoss(BOOKS, 751n), (625n * ONE) / 600n);
  assert.equal(rateAfterLoss(BOOKS, 0n), (1_210n * ONE) / 600n, 'what has not vested counts not');
});

test('a cover that is not what operators lost, or that helps nobody, is caught', () => {
  const { covered, shares } = COVERAGE;
  const before = { totals: TOTALS, surplus: 7n, stake: 1_000n, covers: [] };
  const totals = {
    ...TOTALS,
    covered: TOTALS.covered + covered,
    slashed: TOTALS.slashed + shares,
    retired: TOTALS.retired + shares,
  };
  const covers = [{ lost: 484n, covered, inForce: covered }];
  const after = { totals, surplus: 7n, stake: 1_000n - shares, covers };
  /** @param {Partial<typeof COVERAGE>} fields @param {Partial<typeof after>} [standing] */
  const check = (fields, standing) =>
    checkCover({ ...COVERAGE, ...fields }, BOOKS, before, { ...after, ...standing });
  assert.deepEqual(check({}), []);
  for (const field of /** @type {const} */ (['loss', 'operatorBond', 'covered', 'borne'])) {
    assert.notDeepEqual(check({ [field]: COVERAGE[field] + 1n }), [], field);
  }
  assert.equal(check({ rateWithout: COVERAGE.rateWith }).length, 1);
  assert.equal(check({ rateWith: COVERAGE.rateWith + 1n }).length, 1);
  assert.equal(check({}, { stake: 1_000n }).length, 1);
  assert.equal(check({}, { covers: [] }).length, 4);
  assert.equal(check({}, { totals: TOTALS }).length, 2);
  assert.equal(check({}, { covers: [{ ...covers[0], inForce: 0n }] }).length, 1);
});

test('a cover that staking did not take in the end is caught', () => {
  const totals = { ...TOTALS, covered: 5n, settled: 5n, givenBack: 0n };
  const standing = { totals, surplus: 7n, stake: 0n, covers: [] };
  const coverage = { ...COVERAGE, covered: 5n };
  assert.deepEqual(checkSettled(coverage, standing), []);
  assert.equal(checkSettled({ ...coverage, covered: 6n }, standing).length, 1);
  assert.equal(checkSettled(coverage, { ...standing, surplus: 6n }).length, 1);
  assert.equal(checkSettled(coverage, { ...standing, totals: TOTALS }).length, 2);
  const open = [{ lost: 5n, covered: 5n, inForce: 1n }];
  assert.equal(checkSettled(coverage, { ...standing, covers: open }).length, 1);
});
