// @ts-check
/** A decision of the token holders: a referendum on the track of root, from proposal to enactment. */
import assert from 'node:assert/strict';
import { account, stash } from '../../clients/src/api.js';
import { planck } from '../../clients/src/format.js';
import { within } from '../../clients/src/wait.js';

/**
 * Who votes, and with how much of what they have. At the beginning of the decision it takes half of
 * the issuance; votes may use what is bonded.
 */
const VOTERS = ['Alice', 'Bob', 'Charlie', 'Dave'];
const VOTES = /** @type {const} */ ([
  [stash, planck('1,400,000')],
  [account, planck('900,000')],
]);
/** Preparation, decision, confirmation and enactment: a minute each but for the decision's five. */
const DECISION_MILLISECONDS = 900_000;

/**
 * Waits for an event of any pallet in a final block.
 * @param {Awaited<ReturnType<typeof import('./watch.js').watch>>} watched
 * @param {string} name such as 'referenda.Confirmed'
 */
export function untilSeen({ chain, looks }, name) {
  return within(
    DECISION_MILLISECONDS,
    chain.until(() => looks.find(({ events }) => events.some((event) => event.name === name))),
    name,
  );
}

/**
 * Has the call decided on; it is made some blocks after the confirmation.
 * @param {Awaited<ReturnType<typeof import('./watch.js').watch>>} watched
 * @param {any} call for which the origin is root
 * @param {(text: string) => void} say
 */
export async function decide(watched, call, say) {
  const { chain } = watched;
  /** @type {any} */
  const { tx } = chain.api;
  /** @param {any} sent @param {ReturnType<typeof account>} signer */
  const act = async (sent, signer) => {
    const outcome = await chain.send(sent, signer);
    assert.equal(outcome.error, null, sent.method.method);
    return outcome;
  };
  const proposer = account('Alice');
  const proposal = { Inline: call.method.toHex() };
  const submit = tx.referenda.submit({ system: 'Root' }, proposal, { After: 0 });
  const { events } = await act(submit, proposer);
  const submitted = events.find(({ name }) => name === 'referenda.Submitted');
  assert.ok(submitted);
  const { index } = submitted.data;
  await Promise.all([
    act(tx.referenda.placeDecisionDeposit(index), proposer),
    ...VOTES.flatMap(([accountOf, balance]) =>
      // The proposer's own account votes too: its nonces are told apart by `send`.
      VOTERS.map((name) => {
        const vote = { Standard: { vote: { aye: true, conviction: 'None' }, balance } };
        return act(tx.convictionVoting.vote(index, vote), accountOf(name));
      }),
    ),
  ]);
  say(`referendum ${index} is open, ${VOTERS.length * VOTES.length} accounts have voted`);
  for (const name of ['referenda.DecisionStarted', 'referenda.Confirmed']) {
    const { block } = await untilSeen(watched, name);
    say(`${name} in block ${block}`);
  }
}
