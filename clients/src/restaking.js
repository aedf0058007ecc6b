// @ts-check
/**
 * Restaking in the demo: an operator whom two delegators back, two services that it has promised
 * parts of that stake to, and the coverage, which it has promised another part to.
 *
 * ```text
 *  era      0                     3                     5
 *  Grace    operator; allocates   allocations hold      claims commission
 *  Heidi    delegates                                   claims rewards
 *  Ivan     delegates                                   claims rewards
 *  Judy     runs two services     asks for two slashes  pays rewards
 *  Alice    sets up coverage      vetoes the first      (the second is applied)
 * ```
 *
 * Nobody applies the second slash: the chain does so by itself when its veto window is over.
 */
import { account, ask, askRestaking } from './api.js';
import { est, planck } from './format.js';
import { Traveller } from './journeys.js';
import { plain } from './plain.js';
import { checkApplied, checkPools, checkReward, checkVeto, sum } from './restaking-report.js';
import { same } from './report.js';

/**
 * @typedef {import('./chain.js').Chain} Chain
 * @typedef {import('./restaking-report.js').Exposed} Exposed
 * @typedef {import('./restaking-report.js').Restaked} Restaked
 * @typedef {import('./restaking-report.js').Restaking} Restaking
 * @typedef {import('./restaking-report.js').Reward} Reward
 * @typedef {import('./restaking-report.js').Standing} Standing
 */

const OPERATOR = 'Grace';
const DELEGATORS = ['Heidi', 'Ivan'];
const SERVANT = 'Judy';
const GOVERNANCE = 'Alice';

/** EST that each of them is given, and turns into stEST. */
const FUNDS = { Grace: '100', Heidi: '2,500', Ivan: '1,500', Judy: '1,000' };
const DEPOSITS = { Heidi: '2,000', Ivan: '1,000', Judy: '100' };
/** stEST that delegators put behind the operator. */
const DELEGATED = { Heidi: '1,500', Ivan: '500' };
/** EST for the account that runs the coverage, from a delegator: its service has a deposit. */
const ENDOWMENT = '150';

/** Hundredths of the stake that are promised to both services and to the coverage. */
const ALLOCATED = { services: [40, 20], coverage: 40 };
/** A magnitude of one. */
const ALL = 10n ** 27n;
/** In billionths. */
const PERCENT = 10_000_000;
const COMMISSION = 10 * PERCENT;
/** What the slashes ask for of what is allocated to the first service. */
const VETOED = 20 * PERCENT;
const APPLIED = 25 * PERCENT;
/** The least stEST for each service: without it places are to be had for nothing. */
const LEAST_STAKE = '100';
/** The most that one era can take of what a service is promised. */
const MAX_FRACTION = 50 * PERCENT;

const NATIVE = 'Native';
/** stEST, as restaking names assets. */
const STAKED = { WithId: 1 };
/** What the first service pays, and what the second does. */
const REWARDS = /** @type {const} */ ([
  ['EST', NATIVE, '100'],
  ['stEST', STAKED, '10'],
]);

/**
 * Sends a call that must succeed.
 * @param {Chain} chain
 * @param {string} name who signs
 * @param {any} call
 * @param {string} event that it must bring
 */
export async function act(chain, name, call, event) {
  const outcome = await chain.send(call, account(name));
  const found = outcome.events.find((candidate) => candidate.name === event);
  if (outcome.error || !found) {
    throw new Error(`${name}: ${call.method.method} failed with ${outcome.error}`);
  }
  return { outcome, data: found.data };
}

/**
 * All of restaking: there are no other delegators, and none of them leaves.
 * @param {any} at the API at a block
 * @returns {Promise<Restaked>}
 */
export async function restakedAt(at) {
  const [operators, held, ...positions] = await Promise.all([
    askRestaking(at, 'operators'),
    at.query.restaking.held(),
    ...DELEGATORS.map((name) => askRestaking(at, 'positions', account(name).address)),
  ]);
  return { operators, held: plain(held), positions: positions.flat() };
}

/**
 * @param {Chain} chain
 * @param {string} hash of a block
 * @param {number[]} services
 * @returns {Promise<Exposed>}
 */
async function exposedAt(chain, hash, services) {
  const at = await chain.api.at(hash);
  const { activeEra } = await ask(at, 'status');
  const operator = account(OPERATOR).address;
  const [restaked, ...slashable] = await Promise.all([
    restakedAt(at),
    ...services.map((service) => askRestaking(at, 'slashableStake', service, operator, activeEra)),
  ]);
  return { ...restaked, slashable };
}

/**
 * The coverage in a block.
 * @param {Chain} chain
 * @param {string} hash
 * @returns {Promise<Standing>}
 */
export async function standingAt(chain, hash) {
  const at = await chain.api.at(hash);
  const [status, totals, covers, operators] = await Promise.all(
    ['coverage', 'coverageTotals', 'covers', 'operators'].map((name) => askRestaking(at, name)),
  );
  return { totals, covers, surplus: status?.surplus ?? 0n, stake: sum(operators, 'stake') };
}

/** @param {Chain} chain */
async function fund(chain) {
  const { balances, utility } = /** @type {any} */ (chain.api.tx);
  const transfers = Object.entries(FUNDS).map(([name, amount]) =>
    balances.transferKeepAlive(account(name).address, planck(amount)),
  );
  await act(chain, GOVERNANCE, utility.batchAll(transfers), 'utility.BatchCompleted');
}

/**
 * Terms of a service: either asset as a reward, and a resolver with a full era for a veto.
 * @param {Chain} chain
 */
function terms(chain) {
  const { exit } = plain(chain.api.consts.restaking.delays);
  return {
    slasher: account(SERVANT).address,
    resolver: account(GOVERNANCE).address,
    vetoWindow: 1,
    maxFraction: MAX_FRACTION,
    destination: 'Treasury',
    refundWindow: 0,
    rewardAssets: REWARDS.map(([, asset]) => asset),
    minStake: planck(LEAST_STAKE),
    notice: exit + 2,
  };
}

/**
 * @param {Chain} chain
 * @returns {Promise<number[]>} the two services
 */
async function registerServices(chain) {
  const { restaking } = /** @type {any} */ (chain.api.tx);
  const registered = await Promise.all(
    ALLOCATED.services.map(() =>
      act(chain, SERVANT, restaking.registerService(terms(chain)), 'restaking.ServiceRegistered'),
    ),
  );
  return registered.map(({ data }) => data.service).sort((a, b) => a - b);
}

/**
 * @param {Chain} chain
 * @returns {Promise<number>} the service of the coverage
 */
async function setUpCoverage(chain) {
  const { coverage, sudo } = /** @type {any} */ (chain.api.tx);
  const promise = { maxFraction: MAX_FRACTION, minStake: planck(LEAST_STAKE) };
  const params = { target: planck('100,000'), empty: 20 * PERCENT, full: 10 * PERCENT };
  const call = coverage.setUp(account(DELEGATORS[0]).address, planck(ENDOWMENT), promise, params);
  const { data } = await act(chain, GOVERNANCE, sudo.sudo(call), 'coverage.CoverageSetUp');
  return data.service;
}

/**
 * The operator promises hundredths of its stake.
 * @param {Chain} chain
 * @param {number} service
 * @param {number} hundredths
 * @returns {Promise<number>} the era from which that holds
 */
async function allocate(chain, service, hundredths) {
  const { restaking } = /** @type {any} */ (chain.api.tx);
  const magnitude = (ALL / 100n) * BigInt(hundredths);
  const call = restaking.allocate(service, magnitude);
  const { data } = await act(chain, OPERATOR, call, 'restaking.AllocationChanged');
  return data.era;
}

/**
 * An operator that has promised a part of its stake to the coverage, and a delegator who backs it,
 * until that holds.
 * @param {Chain} chain
 */
export async function insure(chain) {
  const { liquidStaking, restaking } = /** @type {any} */ (chain.api.tx);
  const [delegator] = DELEGATORS;
  await fund(chain);
  const deposit = liquidStaking.deposit(planck(DEPOSITS.Heidi), 0);
  await Promise.all([
    act(chain, OPERATOR, restaking.registerOperator(COMMISSION), 'restaking.OperatorRegistered'),
    act(chain, delegator, deposit, 'liquidStaking.Deposited'),
  ]);
  const delegate = restaking.delegate(account(OPERATOR).address, planck(DELEGATED.Heidi), 0);
  const [coverage] = await Promise.all([
    setUpCoverage(chain),
    act(chain, delegator, delegate, 'restaking.Delegated'),
  ]);
  await chain.untilSettledIn(await allocate(chain, coverage, ALLOCATED.coverage));
}

/**
 * An operator, its delegators, the services and the coverage, until all allocations hold.
 * @param {Chain} chain
 * @param {object} demo
 * @param {import('./journeys.js').Turns} demo.turns
 * @param {(text: string) => void} demo.say
 */
async function begin(chain, { turns, say }) {
  const { restaking } = /** @type {any} */ (chain.api.tx);
  await fund(chain);
  const holders = Object.entries(DEPOSITS).map(([name, amount]) => {
    const traveller = new Traveller(name, chain, turns, say);
    return { traveller, deposited: traveller.deposit(amount) };
  });
  const [services] = await Promise.all([
    registerServices(chain),
    act(chain, OPERATOR, restaking.registerOperator(COMMISSION), 'restaking.OperatorRegistered'),
  ]);
  await holders[0].deposited;
  const coverage = await setUpCoverage(chain);
  await Promise.all(holders.map(({ deposited }) => deposited));
  // The stake first: an allocation that is worth less than the least stake is refused.
  for (const [name, amount] of Object.entries(DELEGATED)) {
    const call = restaking.delegate(account(OPERATOR).address, planck(amount), 0);
    await act(chain, name, call, 'restaking.Delegated');
    say(`${name} delegates ${amount} stEST to ${OPERATOR}`);
  }
  const promised = [
    ...services.map((service, i) => allocate(chain, service, ALLOCATED.services[i])),
    allocate(chain, coverage, ALLOCATED.coverage),
  ];
  await chain.untilSettledIn(Math.max(...(await Promise.all(promised))));
  say(`${OPERATOR} stands behind services ${services.join(', ')} and the coverage`);
  return { services, problems: holders.flatMap(({ traveller }) => traveller.problems) };
}

/**
 * A service asks for a slash of the operator for something in this era.
 * @param {Chain} chain
 * @param {number} service
 * @param {number} fraction in billionths
 */
async function requestSlash(chain, service, fraction) {
  const { restaking } = /** @type {any} */ (chain.api.tx);
  const { activeEra } = await ask(chain.api, 'status');
  const evidence = `0x${Buffer.alloc(32, 7).toString('hex')}`;
  const operator = account(OPERATOR).address;
  const call = restaking.requestSlash(service, operator, activeEra, fraction, evidence);
  return act(chain, SERVANT, call, 'restaking.SlashRequested');
}

/**
 * The first service asks for two slashes: one is vetoed, the other is not.
 * @param {Chain} chain
 * @param {number[]} services
 * @param {(text: string) => void} say
 */
async function slashTwice(chain, services, say) {
  const { restaking } = /** @type {any} */ (chain.api.tx);
  const exposed = (/** @type {string} */ hash) => exposedAt(chain, hash, services);

  const first = await requestSlash(chain, services[0], VETOED);
  const veto = restaking.vetoSlash(first.data.slash);
  const vetoed = await act(chain, GOVERNANCE, veto, 'restaking.SlashVetoed');
  say(`a slash of ${est(first.data.amount)} stEST is vetoed`);
  const [untouched, restored] = await Promise.all(
    [first.outcome.parent, vetoed.outcome.hash].map(exposed),
  );

  const second = await requestSlash(chain, services[0], APPLIED);
  const applied = await chain.untilEvent(
    'restaking.SlashApplied',
    ({ slash }) => slash === second.data.slash,
  );
  say(`a slash of ${est(applied.data.amount)} stEST is applied`);
  const [before, after] = await Promise.all([second.outcome.parent, applied.hash].map(exposed));
  return {
    vetoed: first.data.amount,
    applied: applied.data.amount,
    delegatorLoss: sum(before.positions, 'stake') - sum(after.positions, 'stake'),
    otherBefore: before.slashable[1],
    otherAfter: after.slashable[1],
    problems: [
      ...same('what the veto restores', vetoed.data.amount, first.data.amount),
      ...checkVeto(untouched, restored),
      ...same('what is applied', applied.data.amount, second.data.amount),
      ...checkApplied(applied.data.amount, before, after),
    ],
  };
}

/**
 * @param {any} asset as the chain names it, plain
 * @returns {boolean} whether it is EST
 */
function isNative(asset) {
  return asset === NATIVE || asset.type === NATIVE;
}

/**
 * @param {Chain} chain
 * @param {string} name
 * @param {any} asset
 * @param {string} hash of a block
 * @returns {Promise<bigint>}
 */
async function balance(chain, name, asset, hash) {
  const { address } = account(name);
  if (isNative(asset)) return chain.free(address, hash);
  return (await chain.askAt(hash, 'position', address)).shares;
}

/**
 * One account claims what the chain says that it can.
 * @param {Chain} chain
 * @param {string} name
 * @param {any} asset
 * @returns {Promise<string[]>} what is wrong with it
 */
async function claim(chain, name, asset) {
  const { restaking } = /** @type {any} */ (chain.api.tx);
  const [call, event] =
    name === OPERATOR
      ? [restaking.claimCommission(asset), 'restaking.CommissionClaimed']
      : [restaking.claimReward(account(OPERATOR).address, asset), 'restaking.RewardClaimed'];
  const { outcome, data } = await act(chain, name, call, event);
  const rewards = await claimableAt(chain, name, outcome.parent);
  const [had, has] = await Promise.all(
    [outcome.parent, outcome.hash].map((hash) => balance(chain, name, asset, hash)),
  );
  const spent = isNative(asset) ? outcome.fee : 0n;
  return [
    ...same(`what ${name} claims`, data.amount, rewards(asset)),
    ...same(`what ${name} has of it`, has - had + spent, data.amount),
  ];
}

/**
 * @param {Chain} chain
 * @param {string} name
 * @param {string} hash of a block
 * @returns {Promise<(asset: any) => bigint>} what can be claimed of an asset
 */
async function claimableAt(chain, name, hash) {
  /** @type {any[]} */
  const all = await askRestaking(
    await chain.api.at(hash),
    'claimableRewards',
    account(name).address,
  );
  return (asset) => {
    const mine = all.filter((reward) => isNative(reward.asset) === isNative(asset));
    return sum(mine, 'reward') + sum(mine, 'commission');
  };
}

/**
 * Each service pays a reward, and everybody claims.
 * @param {Chain} chain
 * @param {number[]} services
 * @param {(text: string) => void} say
 * @returns {Promise<string[]>} what is wrong with it
 */
async function reward(chain, services, say) {
  const { restaking } = /** @type {any} */ (chain.api.tx);
  const problems = [];
  for (const [i, [symbol, asset, amount]] of REWARDS.entries()) {
    const call = restaking.payReward(services[i], asset, planck(amount));
    await act(chain, SERVANT, call, 'restaking.RewardPaid');
    say(`service ${services[i]} pays ${amount} ${symbol}`);
    const claims = [OPERATOR, ...DELEGATORS].map((name) => claim(chain, name, asset));
    problems.push(...(await Promise.all(claims)).flat());
  }
  return problems;
}

/**
 * What was paid in an asset, and what became of it up to a block that was seen.
 * @param {Chain} chain
 * @param {string} symbol
 * @param {any} asset
 * @param {string} hash of the last block that was seen
 * @returns {Promise<Reward>}
 */
async function rewardIn(chain, symbol, asset, hash) {
  const at = /** @type {any} */ (await chain.api.at(hash));
  /** @param {string} name */
  const seen = (name) =>
    chain
      .seen(`restaking.${name}`)
      .map(({ data }) => data)
      .filter((data) => isNative(data.asset) === isNative(asset));
  const claims = seen('RewardClaimed');
  const names = [OPERATOR, ...DELEGATORS];
  const claimable = await Promise.all(names.map((name) => claimableAt(chain, name, hash)));
  return {
    asset: symbol,
    paid: sum(seen('RewardPaid'), 'amount'),
    claimed: sum([...claims, ...seen('CommissionClaimed')], 'amount'),
    claimable: claimable.reduce((all, of) => all + of(asset), 0n),
    owed: plain(await at.query.restaking.owed(asset)),
    // Each claim, what each can still claim, and the index.
    roundings: claims.length + DELEGATORS.length + 1,
  };
}

/**
 * @param {Chain} chain
 * @param {object} demo
 * @param {import('./journeys.js').Turns} demo.turns
 * @param {(text: string) => void} demo.say
 */
export async function restake(chain, { turns, say }) {
  const { services, problems } = await begin(chain, { turns, say });
  const slashed = await slashTwice(chain, services, say);
  // The settlement pays the coverage's premium: let it be over before anybody claims.
  const { activeEra } = await ask(chain.api, 'status');
  await chain.untilSettledIn(activeEra);
  const wrong = await reward(chain, services, say);
  return { services, ...slashed, problems: [...problems, ...slashed.problems, ...wrong] };
}

/**
 * The books at the end.
 * @param {Chain} chain
 * @param {Awaited<ReturnType<typeof restake>>} journey
 * @param {string} hash of the last block that was seen
 */
export async function settleRestaking(chain, { problems, ...figures }, hash) {
  const rewards = await Promise.all(
    REWARDS.map(([symbol, asset]) => rewardIn(chain, symbol, asset, hash)),
  );
  const restaked = await restakedAt(await chain.api.at(hash));
  /** @type {Restaking} */
  const restaking = { ...figures, rewards };
  return {
    restaking,
    problems: [...problems, ...checkPools(restaked, 'the end'), ...rewards.flatMap(checkReward)],
  };
}
