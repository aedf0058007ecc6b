// @ts-check
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { after, test } from 'node:test';
import { Link } from '../src/proxy.js';

const echo = createServer((socket) => void socket.pipe(socket));
/** @type {Link} */
let link;

after(async () => {
  await link.close();
  echo.close();
});

test('a link passes on what it gets, until it is cut, and again when it is healed', async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  link = new Link(/** @type {import('node:net').AddressInfo} */ (echo.address()).port);
  const port = await link.open();

  const first = connect(port, '127.0.0.1');
  first.write('one');
  assert.equal(`${(await once(first, 'data'))[0]}`, 'one');
  link.cut();
  await once(first, 'close');

  const second = connect(port, '127.0.0.1');
  second.on('error', () => {});
  second.write('two');
  let answered = false;
  second.on('data', () => (answered = true));
  await once(second, 'close');
  assert.equal(answered, false);

  link.heal();
  const third = connect(port, '127.0.0.1');
  third.write('three');
  assert.equal(`${(await once(third, 'data'))[0]}`, 'three');
  third.destroy();
});
