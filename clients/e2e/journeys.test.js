// @ts-check
/**
 * Whoever uses the chain, at the same time and on one development chain: a holder, a validator, an
 * operator with its delegators and services, and clients of another make. Eight eras set the time.
 */
import { warnings } from '../src/warnings.js';
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { clients } from './journeys/clients.js';
import { holder } from './journeys/holder.js';
import { restaking } from './journeys/restaking.js';
import { validator } from './journeys/validator.js';
import { World } from './journeys/world.js';

describe('journeys', { concurrency: 4 }, () => {
  /** @type {World} */
  let world;
  const here = () => world;

  before(async () => {
    world = await World.start();
  });

  after(async () => {
    await world?.stop();
    assert.deepEqual(world?.wrong, [], 'the books agreed in every block');
  });

  holder(here);
  validator(here);
  restaking(here);
  clients(here);
});

after(() => {
  assert.deepEqual(warnings(), [], 'the client printed warnings');
});
