import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A redis-server of the tests' own, on loopback, which keeps nothing. */
export interface Redis {
  readonly host: string;
  readonly port: number;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const START_MS = 10_000;

/** @throws with the remedy, when there is no redis-server to start. */
export async function startRedis(): Promise<Redis> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'spearmint-redis-'));
  const server = spawn(
    'redis-server',
    [
      ['--bind', HOST, '--port', String(port), '--dir', folder],
      ['--save', '', '--appendonly', 'no', '--daemonize', 'no'],
    ].flat(),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(server, 'close').catch(() => undefined);
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await started(server, port);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { host: HOST, port, stop };
}

/** Waits until the server answers a ping. */
async function started(server: ChildProcess, port: number): Promise<void> {
  let said = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk) => (said += String(chunk)));
  }
  let problem: string | undefined;
  server.once('error', ({ message }) => {
    problem = `${message}: install it, "apt-get install redis-server"`;
  });
  server.once('exit', (code) => {
    problem ??= `it ended with ${code}: ${said}`;
  });
  const until = performance.now() + START_MS;
  while (!(await answers(port))) {
    if (performance.now() > until) problem ??= `no answer: ${said}`;
    if (problem !== undefined) {
      throw new Error(`No redis-server for this test: ${problem}`);
    }
  }
}

/** One ping. A refused connection costs a turn of the event loop. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST, () => socket.write('PING\r\n'));
    const end = (isUp: boolean): void => {
      socket.destroy();
      setImmediate(resolve, isUp);
    };
    socket.once('error', () => end(false));
    socket.once('data', (reply) => end(String(reply).startsWith('+PONG')));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
