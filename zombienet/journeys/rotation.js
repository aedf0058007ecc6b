// @ts-check
/**
 * A running validator gets new session keys: made by its node, with a proof that they are the
 * stash's, and announced by the stash. Two sessions later it makes blocks and votes with them, and
 * the others go on with theirs.
 */
import assert from 'node:assert/strict';
import { account, addressOf, stash, voter } from '../../clients/src/api.js';
import { plain } from '../../clients/src/plain.js';
import { until } from '../../clients/src/wait.js';
import { finalNumber, sameBooks, untilFinal } from '../src/books.js';
import { onlyValidators } from '../src/config.js';
import { hex } from '../src/genesis.js';
import { journey } from '../src/journey.js';
import { rotateKeys, untilAuthored, untilVoted } from '../src/voters.js';
import { watch } from '../src/watch.js';

const SECONDS = 180;

await journey(import.meta.url, { minutes: 16, change: onlyValidators }, async (network, say) => {
  const [alice] = network.validators;
  const dave = network.node('dave');
  await untilFinal(alice, 1, SECONDS);
  /** @type {any} */
  const api = await alice.api();
  const watched = await watch(api);
  const old = { babe: hex(account('Dave')), grandpa: hex(voter('Dave')) };

  const keys = await rotateKeys(watched.chain, dave, stash('Dave'));
  assert.notEqual(keys.babe, old.babe);
  assert.notEqual(keys.grandpa, old.grandpa);
  say(`Dave's next keys: ${keys.babe.slice(0, 10)}…, ${keys.grandpa.slice(0, 10)}…`);

  const authorities = async () => {
    const [authors, voters] = await Promise.all([
      api.query.babe.authorities(),
      api.call.grandpaApi.grandpaAuthorities(),
    ]);
    return [authors, voters].map((all) => all.map((/** @type {any} */ [key]) => key.toHex()));
  };
  await until("a session with Dave's new keys", SECONDS, async () => {
    const [authors, voters] = await authorities();
    return authors.includes(keys.babe) && voters.includes(keys.grandpa);
  });
  const [authors, voters] = await authorities();
  assert.ok(!authors.includes(old.babe) && !voters.includes(old.grandpa), 'the old ones are gone');
  assert.equal(authors.length, network.validators.length);
  const changed = await finalNumber(alice);
  say('the session has them');

  const others = ['Alice', 'Bob', 'Charlie'];
  await untilAuthored(alice, changed, [keys.babe, ...others.map(account).map(hex)], SECONDS);
  for (const address of [addressOf(keys.grandpa), ...others.map((name) => voter(name).address)]) {
    await untilVoted(alice, address, SECONDS);
  }
  const status = plain(await api.query.session.disabledValidators());
  assert.deepEqual(status, [], 'nobody is disabled');
  await untilFinal(alice, (await finalNumber(alice)) + 2, SECONDS);
  watched.end();
  const { number } = await sameBooks(network.validators);
  assert.ok(number > changed);
  say('all four make blocks and vote, Dave with the new keys');
});
