// @ts-check
/**
 * What anybody can send to a node: transactions that are wrong in every way, and more requests than
 * it takes. Each is refused with a reason, and the chain goes on.
 */
import { warnings } from '../src/warnings.js';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe } from 'node:test';
import { WebSocket } from 'ws';
import { account, connect } from '../src/api.js';
import { EST } from '../src/format.js';
import { Node } from '../src/node.js';
import { until, within } from '../src/wait.js';
import { bob, eve, standing, steps, untilFinal } from './helpers.js';

const MEGABYTE = 1024 * 1024;
const LIMITS = {
  connections: 12,
  batch: 5,
  perMinute: 600,
  subscriptions: 16,
  size: 15 * MEGABYTE,
};
/** How deep calls may lie in one another is bounded by the stack of the runtime, if by nothing else. */
const DEEP = 2_000;
const FAR = 1_000;
/** Blocks in which a transaction from the future must not turn up. */
const BLOCKS = 3;
const ANSWER_MILLISECONDS = 30_000;
const STEP_MILLISECONDS = 240_000;
/** Signed by nobody in particular: wrong in its form already. */
const UNREADABLE = /Could not decode/;

/** @typedef {{ code: number, message: string, data?: string }} Refusal */

describe('a node that anybody can reach', { concurrency: false }, () => {
  const step = steps(STEP_MILLISECONDS, () => standing(undefined, node));
  /** @type {Node} */
  let node;
  /** @type {any} */
  let api;
  let head = 0;

  before(async () => {
    node = await Node.start({
      args: () => [
        '--dev',
        ...['--rpc-max-connections', `${LIMITS.connections}`],
        ...['--rpc-max-batch-request-len', `${LIMITS.batch}`],
        ...['--rpc-max-subscriptions-per-connection', `${LIMITS.subscriptions}`],
        ...['--rpc-max-request-size', `${LIMITS.size / MEGABYTE}`],
        ...['--rpc-rate-limit', `${LIMITS.perMinute}`],
      ],
    });
    api = await connect(node.url);
    head = await untilFinal(node, 1);
  });

  afterEach(async () => {
    // Still up, and two blocks further.
    head = await untilFinal(node, head + 2);
  });

  after(async () => {
    await api?.disconnect();
    await node?.stop();
  });

  const remark = (/** @type {string} */ text = '0x01') => api.tx.system.remark(text);

  /** @param {string} body @returns {Promise<{ status: number, answer: any }>} */
  async function post(body) {
    const response = await fetch(`http://127.0.0.1:${node.ports.rpc}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return { status: response.status, answer: await response.json() };
  }

  /** @param {string} method @param {...unknown} params */
  async function ask(method, ...params) {
    return (await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))).answer;
  }

  /** @param {any} tx @param {object} [options] @returns {Promise<string>} */
  async function signed(tx, options = {}, by = bob) {
    return (await tx.signAsync(by, { nonce: -1, ...options })).toHex();
  }

  /**
   * @param {string} what
   * @param {string | Promise<string>} extrinsic
   * @param {number} code
   * @param {RegExp} reason in the message or in what it says besides
   */
  async function refused(what, extrinsic, code, reason) {
    const { result, error } = await ask('author_submitExtrinsic', await extrinsic);
    assert.equal(result, undefined, `${what} was accepted`);
    assert.equal(error.code, code, `${what}: ${JSON.stringify(error)}`);
    assert.match(`${error.message}: ${error.data ?? ''}`, reason, what);
    assert.doesNotMatch(JSON.stringify(error), /backtrace/i, what);
  }

  /** @param {number} number */
  const hashOf = (number) => node.call('chain_getBlockHash', number);
  /** @param {number} current @param {number} period */
  const era = (current, period) => api.registry.createType('ExtrinsicEra', { current, period });

  step('bytes that are no transaction are refused', async () => {
    const good = bytesOf(await signed(remark()));
    const call = bytesOf(remark().method.toHex());
    await refused('nothing', '0x', 1040, UNREADABLE);
    await refused('noise', `0x${'ab'.repeat(100)}`, 1040, UNREADABLE);
    await refused('one that is cut off', hex(good.subarray(0, -3)), 1040, UNREADABLE);
    await refused('no hexadecimal digits', '0xzz', -32602, /invalid hex/);
    const broken = /the runtime cannot read the transaction/;
    await refused('one of no known version', '0x0400', 1002, broken);
    for (const [what, at] of /** @type {const} */ ([
      ['a pallet', 0],
      ['a call', 1],
    ])) {
      const unknown = Buffer.from(good);
      unknown[unknown.length - call.length + at] = 0xfe;
      await refused(`${what} that is not there`, hex(unknown), 1002, broken);
    }
    const batch = bytesOf(api.tx.utility.batch([]).method.toHex()).subarray(0, 2);
    const one = Buffer.from([4]);
    const around = Buffer.concat([...Array(DEEP).fill(Buffer.concat([batch, one])), call]);
    const deep = Buffer.concat([good.subarray(2, -call.length), around]);
    const length = bytesOf(api.registry.createType('Compact<u32>', deep.length).toHex());
    await refused('calls in calls', hex(Buffer.concat([length, deep])), 1002, broken);
  });

  step('signatures, nonces and eras that do not fit are refused by name', async () => {
    const invalid = (
      /** @type {string} */ what,
      /** @type {any} */ tx,
      /** @type {RegExp} */ why,
    ) => refused(what, tx, 1010, why);
    const unsigned = /bad signature/;
    const forged = bytesOf(await signed(remark()));
    forged[50] ^= 1;
    await invalid('a signature with a wrong bit', hex(forged), unsigned);
    await invalid('no signature', remark().toHex(), /call is not expected/);
    await invalid('no EST for the fee', signed(remark(), {}, account('Nobody')), /pay some fees/);

    const [genesisHash, blockHash] = await Promise.all([hashOf(1), hashOf(head)]);
    const mortal = { era: era(head, 64), blockHash };
    await invalid('another chain', signed(remark(), { ...mortal, genesisHash }), unsigned);
    const elsewhere = { ...mortal, blockHash: genesisHash };
    await invalid('another birth block', signed(remark(), elsewhere), unsigned);
    const ancient = /ancient birth block/;
    const unborn = { era: era(head + 40, 64), blockHash };
    await invalid('a birth block to come', signed(remark(), unborn), ancient);
    // An era is told by its place in a cycle: once it is over it reads as the one that runs, whose
    // birth block, two blocks ago, is another than what was signed.
    const cycle = 16;
    await untilFinal(node, cycle + 3);
    const birth = (await height()) - cycle - 2;
    const expired = { era: era(birth, cycle), blockHash: await hashOf(birth) };
    await invalid('an era that is over', signed(remark(), expired), unsigned);

    const nonce = (await api.rpc.system.accountNextIndex(bob.address)).toNumber();
    const first = await signed(remark(), { nonce });
    assert.ok((await ask('author_submitExtrinsic', first)).result);
    await refused('the same again', first, 1013, /Already Imported/);
    await untilNonce(bob.address, nonce + 1);
    await invalid('a nonce that is used', signed(remark('0x02'), { nonce }), /outdated/);
  });

  step('a nonce far ahead waits aside: a gap is not jumped over', async () => {
    const ahead = await signed(remark(), { nonce: FAR }, eve);
    const { result } = await ask('author_submitExtrinsic', ahead);
    assert.match(result, /^0x[0-9a-f]{64}$/);
    await untilFinal(node, (await height()) + BLOCKS);
    assert.equal((await api.rpc.system.accountNextIndex(eve.address)).toNumber(), 0);
    assert.deepEqual(await node.call('author_pendingExtrinsics'), [], 'none is ready');
    await refused('the same again', ahead, 1013, /Already Imported/);
  });

  step('what is too large for a block is refused', async () => {
    const full = /exhaust the block limits/;
    const bytes = (/** @type {number} */ size) => remark(`0x${'00'.repeat(size)}`);
    await refused('4 MB', signed(bytes(4 * MEGABYTE)), 1010, full);
    await refused('6 MB', signed(bytes(6 * MEGABYTE)), 1010, full);
    const deposits = Array(3_000).fill(api.tx.liquidStaking.deposit(EST, 0));
    await refused('a heavy batch', signed(api.tx.utility.batch(deposits)), 1010, full);
    const { socket } = await socketTo(node.url);
    assert.ok(socket);
    const answered = once(socket, 'message');
    socket.send(JSON.stringify({ ...request(1, ''), params: ['0'.repeat(LIMITS.size)] }));
    const [message] = await within(ANSWER_MILLISECONDS, answered);
    socket.terminate();
    const { error } = JSON.parse(message.toString());
    assert.equal(error.code, -32007);
    assert.match(error.data, new RegExp(`${LIMITS.size}`));
  });

  step('requests that are none are refused as JSON-RPC says', async () => {
    for (const [body, code] of /** @type {const} */ ([
      ['{"jsonrpc":', -32700],
      ['[]', -32600],
      ['{"jsonrpc":"2.0","id":1,"method":"no_suchMethod","params":[]}', -32601],
      ['{"jsonrpc":"2.0","id":1,"method":"chain_getBlockHash","params":["x"]}', -32602],
    ])) {
      assert.equal((await post(body)).answer.error.code, code, body);
    }
    const batch = (/** @type {number} */ length) =>
      JSON.stringify(Array.from({ length }, (_, id) => request(id, 'system_chain')));
    assert.equal((await post(batch(LIMITS.batch))).answer.length, LIMITS.batch);
    const { error } = (await post(batch(LIMITS.batch + 1))).answer;
    assert.equal(error.code, -32010);
    assert.match(error.data, /limit of 5/);
  });

  step('connections, subscriptions and requests are bounded', async () => {
    const opened = await Promise.all(
      Array.from({ length: LIMITS.connections + 4 }, () => socketTo(node.url)),
    );
    const sockets = opened.flatMap(({ socket }) => socket ?? []);
    const statuses = opened.flatMap(({ status }) => status ?? []);
    try {
      assert.ok(statuses.length >= 4 && sockets.length > 0, `${sockets.length} were opened`);
      assert.deepEqual([...new Set(statuses)], [429]);
      const [socket] = sockets;
      const subscribed = await flood(socket, 'chain_subscribeNewHeads', LIMITS.subscriptions + 1);
      assert.deepEqual(codes(subscribed), [-32006]);
      assert.equal(subscribed.filter(({ result }) => result).length, LIMITS.subscriptions);

      const answers = await flood(
        sockets[sockets.length - 1],
        'system_chain',
        2 * LIMITS.perMinute,
      );
      assert.deepEqual(codes(answers), [-32999]);
      const answered = answers.filter(({ result }) => result).length;
      assert.ok(answered >= LIMITS.perMinute, `${answered} answers`);
    } finally {
      sockets.forEach((socket) => socket.terminate());
      // It takes the node a moment to see that there is room again.
      await until('there is room for a connection', 30, () => node.call('system_chain'));
    }
  });

  step('the node has said nothing of a failure of its own', () => {
    assert.deepEqual(node.logged(/Essential task|thread '.*' panicked/), []);
  });

  async function height() {
    return Number((await node.call('chain_getHeader')).number);
  }

  /** @param {string} address @param {number} nonce */
  async function untilNonce(address, nonce) {
    const deadline = Date.now() + ANSWER_MILLISECONDS;
    for (;;) {
      const { nonce: now } = await api.query.system.account(address);
      if (now.toNumber() >= nonce) return;
      assert.ok(Date.now() < deadline, `the nonce is still ${now}`);
      await untilFinal(node, (await height()) + 1);
    }
  }
});

after(() => {
  assert.deepEqual(warnings(), [], 'the client printed warnings');
});

/** @param {string} text @returns {Buffer} */
function bytesOf(text) {
  return Buffer.from(text.slice(2), 'hex');
}

/** @param {Buffer} bytes */
function hex(bytes) {
  return `0x${bytes.toString('hex')}`;
}

/** @param {number} id @param {string} method */
function request(id, method) {
  return { jsonrpc: '2.0', id, method, params: [] };
}

/** @param {{ error?: Refusal }[]} answers @returns {number[]} the codes of errors, each once */
function codes(answers) {
  return [...new Set(answers.flatMap(({ error }) => error?.code ?? []))];
}

/**
 * @param {string} url
 * @returns {Promise<{ socket?: WebSocket, status?: number }>} a connection, or why there is none
 */
function socketTo(url) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.once('open', () => resolve({ socket }));
    socket.once('unexpected-response', (_, { statusCode }) => resolve({ status: statusCode }));
    socket.once('error', reject);
  });
}

/**
 * Sends a request so many times without waiting for an answer.
 * @param {WebSocket} socket
 * @param {string} method
 * @param {number} times
 * @returns {Promise<{ result?: unknown, error?: Refusal }[]>}
 */
function flood(socket, method, times) {
  /** @type {Promise<any[]>} */
  const all = new Promise((resolve) => {
    /** @type {any[]} */
    const answers = [];
    socket.on('message', (message) => {
      const answer = JSON.parse(message.toString());
      if ('id' in answer && answers.push(answer) === times) resolve(answers);
    });
  });
  for (let id = 0; id < times; id += 1) socket.send(JSON.stringify(request(id, method)));
  return within(ANSWER_MILLISECONDS, all);
}
