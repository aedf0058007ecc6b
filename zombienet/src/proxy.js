// @ts-check
/** A TCP link that can be cut: what connects to it is passed on to a port of this machine. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const HOST = '127.0.0.1';

export class Link {
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set();
  #cut = false;
  #server;

  /** @param {number} target port */
  constructor(target) {
    this.#server = createServer((incoming) => {
      if (this.#cut) return void incoming.destroy();
      const outgoing = connect(target, HOST);
      for (const [socket, other] of [
        [incoming, outgoing],
        [outgoing, incoming],
      ]) {
        this.#sockets.add(socket);
        socket.setNoDelay(true);
        // An end that fails takes the other along; who is connected sees a broken link.
        socket.on('error', () => other.destroy());
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
  }

  /**
   * Begins to listen.
   * @returns {Promise<number>} the port to connect to
   */
  async open() {
    this.#server.listen(0, HOST);
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    return address.port;
  }

  /** Breaks what is connected and lets nothing through. */
  cut() {
    this.#cut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Lets connections through again. */
  heal() {
    this.#cut = false;
  }

  /** Ends it for good. */
  async close() {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
