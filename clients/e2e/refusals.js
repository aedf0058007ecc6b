// @ts-check
/** Every way to call the pool wrongly while it is set up and its batch is open. */
import { ask } from '../src/api.js';
import { EST } from '../src/format.js';
import { plain } from '../src/plain.js';
import { alice, bob, eve } from './helpers.js';

/** The batch that is open: the chain is in its first era. */
export const BATCH = 0;

/**
 * Bob bought `bought` shares and put half of them into the open batch; Eve has nothing.
 * @param {any} api
 * @param {bigint} bought
 */
export async function refusals(api, bought) {
  const tx = () => api.tx.liquidStaking;
  const { params } = plain(await api.query.liquidStaking.parameters());
  const held = bought - bought / 2n;
  const { shares: fair } = await ask(api, 'previewDeposit', params.minDeposit);
  const p = 'liquidStaking.';
  const sudo = (/** @type {any} */ call) => api.tx.sudo.sudo(call);
  const [stash] = (await ask(api, 'validators'))[0].validators;
  const dear = { ...params, fee: 200_000_001 };

  /** @type {import('./helpers.js').Refusal[]} */
  return [
    { what: 'deposit nothing', call: tx().deposit(0, 0), error: `${p}AmountZero` },
    { what: 'deposit dust', call: tx().deposit(1, 0), error: `${p}BelowMinimum` },
    {
      what: 'deposit less than the minimum',
      call: tx().deposit(params.minDeposit - 1n, 0),
      error: `${p}BelowMinimum`,
    },
    {
      what: 'ask for more shares than a deposit brings',
      call: tx().deposit(params.minDeposit, fair + 1n),
      error: `${p}SlippageExceeded`,
    },
    {
      what: 'deposit more than one has',
      call: tx().deposit(10n ** 15n * EST, 0),
      error: `${p}InsufficientFunds`,
    },
    { what: 'redeem nothing', call: tx().redeem(0), error: `${p}AmountZero` },
    { what: 'redeem dust', call: tx().redeem(1), error: `${p}BelowMinimum` },
    {
      what: 'redeem more than one holds',
      call: tx().redeem(held + 1n),
      error: `${p}InsufficientShares`,
    },
    {
      what: 'redeem without any shares',
      call: tx().redeem(params.minRedeem),
      by: eve,
      error: `${p}InsufficientShares`,
    },
    { what: 'cancel nothing', call: tx().cancelRedeem(0), error: `${p}AmountZero` },
    {
      what: 'cancel more than one gave',
      call: tx().cancelRedeem(bought),
      error: `${p}InsufficientShares`,
    },
    {
      what: 'cancel all but dust',
      call: tx().cancelRedeem(bought / 2n - 1n),
      error: `${p}BelowMinimum`,
    },
    {
      what: 'cancel without having redeemed',
      call: tx().cancelRedeem(1),
      by: eve,
      error: `${p}ClaimNotFound`,
    },
    {
      what: 'claim from a batch that never was',
      call: tx().claim(bob.address, 99),
      error: `${p}BatchNotFound`,
    },
    {
      what: 'claim from the open batch',
      call: tx().claim(bob.address, BATCH),
      error: `${p}BatchNotFound`,
    },
    {
      what: 'advance when no settlement is due',
      call: tx().advance(),
      error: `${p}NothingToAdvance`,
    },
    {
      what: 'pass a claim on to oneself',
      call: tx().transferClaim(BATCH, bob.address, 1),
      error: `${p}TransferToSelf`,
    },
    {
      what: 'pass nothing on',
      call: tx().transferClaim(BATCH, eve.address, 0),
      error: `${p}AmountZero`,
    },
    {
      what: 'pass dust on',
      call: tx().transferClaim(BATCH, eve.address, 1),
      error: `${p}BelowMinimum`,
    },
    {
      what: 'pass on more than one has',
      call: tx().transferClaim(BATCH, eve.address, bought),
      error: `${p}InsufficientShares`,
    },
    {
      what: 'pass on what one does not have',
      call: tx().transferClaim(BATCH, bob.address, 1),
      by: eve,
      error: `${p}ClaimNotFound`,
    },
    { what: 'redeem nothing at once', call: tx().instantRedeem(0, 0), error: `${p}AmountZero` },
    {
      what: 'redeem at once from an empty reserve',
      call: tx().instantRedeem(held, 0),
      error: `${p}ReserveTooLow`,
    },
    {
      what: 'redeem more at once than one holds',
      call: tx().instantRedeem(held + 1n, 0),
      error: `${p}InsufficientShares`,
    },
    {
      what: 'register without being a validator',
      call: tx().registerValidator(1_000n * EST),
      error: `${p}NotAValidator`,
    },
    {
      what: 'register with too small a bond',
      call: tx().registerValidator(1),
      error: `${p}BondTooLow`,
    },
    {
      what: 'register with no bond',
      call: tx().registerValidator(0),
      error: `${p}AmountZero`,
    },
    {
      what: 'leave without having registered',
      call: tx().deregisterValidator(),
      error: `${p}NotRegistered`,
    },
    {
      what: 'let another validator leave',
      call: tx().removeValidator(bob.address),
      error: 'BadOrigin',
    },
    {
      what: 'release a bond that is not there',
      call: tx().releaseBond(bob.address),
      error: `${p}NotRegistered`,
    },
    { what: 'announce a fee', call: tx().announceFee(110_000_000), error: 'BadOrigin' },
    {
      what: 'announce a fee that rises too much',
      call: sudo(tx().announceFee(130_000_000)),
      by: alice,
      error: `${p}FeeOutOfBounds`,
    },
    {
      what: 'raise the fee without announcing it',
      call: sudo(tx().setParams({ ...params, fee: 110_000_000 })),
      by: alice,
      error: `${p}FeeNotAnnounced`,
    },
    {
      what: 'let instant redemptions cost less than the bunker threshold',
      call: sudo(tx().setParams({ ...params, instantFee: 0 })),
      by: alice,
      error: `${p}ParamsOutOfBounds`,
    },
    { what: 'pause deposits', call: tx().pause({ deposit: true }, 10), error: 'BadOrigin' },
    {
      what: 'pause for too long',
      call: sudo(tx().pause({ deposit: true }, 100_000_000)),
      by: alice,
      error: `${p}PauseTooLong`,
    },
    { what: 'set parameters', call: tx().setParams(params), error: 'BadOrigin' },
    {
      what: 'set up the pool',
      call: tx().setUp(bob.address, EST, params, [[stash]]),
      error: 'BadOrigin',
    },
    {
      what: 'choose validators',
      call: tx().setValidators(0, [stash]),
      error: 'BadOrigin',
    },
    {
      what: 'set a fee beyond its bound',
      call: sudo(tx().setParams(dear)),
      by: alice,
      error: `${p}ParamsOutOfBounds`,
    },
    {
      what: 'set up a pool that is set up',
      call: sudo(tx().setUp(alice.address, 1000n * EST, params, [[stash]])),
      by: alice,
      error: `${p}AlreadySetUp`,
    },
    {
      what: 'choose validators for a pot that is not there',
      call: sudo(tx().setValidators(99, [stash])),
      by: alice,
      error: `${p}PotNotFound`,
    },
    {
      what: 'choose no validators',
      call: sudo(tx().setValidators(0, [])),
      by: alice,
      error: `${p}NoValidators`,
    },
    {
      what: 'choose a validator twice',
      call: sudo(tx().setValidators(0, [stash, stash])),
      by: alice,
      error: `${p}DuplicateValidator`,
    },
    {
      what: 'choose who is no validator',
      call: sudo(tx().setValidators(0, [eve.address])),
      by: alice,
      error: `${p}NotAValidator`,
    },
  ];
}
