import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What to load, how, and for how long. */
export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

/**
 * Asks again as soon as it has its answer, as often as it can. Takes less of a
 * processor than the server does, so that it is mostly the server that is measured.
 */
class Client {
  answers = 0;
  private missing = 0;
  private length = 0;

  constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
  }

  ask(): void {
    this.missing = this.length;
    this.socket.write(REQUEST);
  }

  private take(chunk: Buffer): void {
    if (this.length === 0) this.missing = this.length = lengthOf(chunk);
    this.missing -= chunk.length;
    if (this.missing > 0) return;
    if (this.missing < 0) throw new Error('an answer of another length');
    this.answers++;
    this.ask();
  }
}

/** Answers to one request are all of one length. */
function lengthOf(first: Buffer): number {
  const text = first.toString('latin1');
  const body = text.indexOf('\r\n\r\n') + 4;
  const [, length] = /^content-length: (\d+)/im.exec(text) ?? [];
  if (!text.startsWith('HTTP/1.1 200 ') || body < 4 || length === undefined)
    throw new Error(`no answer that can be counted: ${text.slice(0, 200)}`);
  return body + Number(length);
}

/** How many requests were answered in a second. */
async function rate({ port, connections, ms }: Load): Promise<number> {
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    }),
  );
  const clients = sockets.map((socket) => new Client(socket));
  const answers = (): number =>
    clients.reduce((sum, client) => sum + client.answers, 0);
  for (const client of clients) client.ask();
  while (answers() < connections) await sleep(1);
  const before = answers();
  const since = performance.now();
  await sleep(ms);
  const result = ((answers() - before) * 1_000) / (performance.now() - since);
  for (const socket of sockets) socket.destroy();
  return result;
}

process.on('message', (load: Load) => {
  void rate(load).then((result) => process.send?.(result));
});
