import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  type ExceptionFilter,
  type ExecutionContext,
  type INestApplication,
  Injectable,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import {
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import {
  branchConfig,
  BranchContext,
  BranchContextInterceptor,
  Experiment,
  InMemoryLogger,
  type SpearmintExtras,
} from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import { concatMap, from, type Observable } from 'rxjs';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { deferred } from '../support/deferred.js';
import { adapters, listen } from '../support/http-app.js';
import {
  Greeter,
  GreetingPipe,
  names,
  spearmint,
  type Tone,
  twice,
} from './support/tones.js';

/** Waits until its signal is aborted. */
@Injectable()
class Waiter {
  readonly started = deferred();
  readonly aborted = deferred<unknown>();
  constructor(private readonly context: BranchContext) {}

  @Experiment({ name: 'wait' })
  async wait({ tone }: Tone = branchConfig()): Promise<string> {
    const { signal } = this.context;
    signal.addEventListener('abort', () => this.aborted.resolve(signal.reason));
    this.started.resolve();
    await this.aborted.promise;
    return tone;
  }
}

/** A socket on the server's side: of `ws`, which has a `readyState`, or of socket.io. */
interface Sender {
  send: (text: string) => void;
  emit: (event: string, data: unknown) => void;
}

/** Sends what its context shows, as the event `seen`. */
@Catch()
@Injectable()
class SeeingFilter implements ExceptionFilter {
  constructor(private readonly greeter: Greeter) {}
  catch(_error: Error, host: ArgumentsHost): void {
    tell(host, this.greeter.seen());
  }
}

@Injectable()
class SeeingGuard implements CanActivate {
  constructor(private readonly greeter: Greeter) {}
  canActivate(context: ExecutionContext): boolean {
    tell(context, this.greeter.seen());
    return true;
  }
}

function tell(host: ArgumentsHost, data: unknown): void {
  const client = host.switchToWs().getClient<Sender>();
  if ('readyState' in client)
    client.send(JSON.stringify({ event: 'seen', data }));
  else client.emit('seen', data);
}

@Injectable()
class Handlers {
  constructor(
    readonly greeter: Greeter,
    readonly waiter: Waiter,
  ) {}

  @SubscribeMessage('twice')
  async twice(@MessageBody() name: string): Promise<unknown> {
    return { event: name, data: await this.greeter.twice(name) };
  }

  @SubscribeMessage('stream')
  stream(@MessageBody() name: string): Observable<unknown> {
    return from([1, 2]).pipe(
      concatMap(async (i) => {
        await this.greeter.greet(`${name} ${i}`);
        return { event: name, data: this.greeter.seen() };
      }),
    );
  }

  @SubscribeMessage('broken')
  @UseGuards(SeeingGuard)
  @UseFilters(SeeingFilter)
  async broken(@MessageBody(GreetingPipe) _name: string): Promise<never> {
    await this.greeter.greet('broken');
    throw new Error('broken');
  }

  @SubscribeMessage('wait')
  async wait(): Promise<unknown> {
    return { event: 'waited', data: await this.waiter.wait() };
  }
}

@WebSocketGateway({ path: '/plain' })
class PlainGateway extends Handlers {}

@UseInterceptors(BranchContextInterceptor)
@WebSocketGateway({ path: '/marked' })
class MarkedGateway extends Handlers {}

/** What both kinds of clients can do. */
interface Client {
  send(event: string, data: unknown): void;
  on(event: string, listener: (data: unknown) => void): void;
  close(): Promise<void>;
}

const platforms = [
  {
    name: 'ws',
    adapter: WsAdapter,
    async connect(url: string, path: string): Promise<Client> {
      const socket = new WebSocket(url.replace('http', 'ws') + path);
      const closed = once(socket, 'close');
      await once(socket, 'open');
      return {
        send: (event, data) => socket.send(JSON.stringify({ event, data })),
        on: (event, listener) =>
          socket.on('message', (text: Buffer) => {
            const message = JSON.parse(text.toString()) as {
              event: string;
              data: unknown;
            };
            if (message.event === event) listener(message.data);
          }),
        close: async () => {
          socket.close();
          await closed;
        },
      };
    },
  },
  ...(['websocket', 'polling'] as const).map((transport) => ({
    name: `socket.io over ${transport}`,
    adapter: IoAdapter,
    async connect(url: string, path: string): Promise<Client> {
      const socket = io(url, { path, transports: [transport] });
      const connected = deferred();
      socket.on('connect', () => connected.resolve());
      await connected.promise;
      const closed = deferred();
      socket.io.engine.on('close', () => closed.resolve());
      return {
        send: (event, data) => void socket.emit(event, data),
        on: (event, listener) => void socket.on(event, listener),
        close: async () => {
          socket.close();
          await closed.promise;
        },
      };
    },
  })),
];

let app: INestApplication;
const clients: Client[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await app.close();
});

describe.each(platforms)('WebSocket gateways on $name', (platform) => {
  const logger = new InMemoryLogger();

  async function boot(extras: SpearmintExtras = {}): Promise<void> {
    logger.clear();
    app = await listen(
      adapters[0],
      {
        imports: [spearmint({ ...extras, logger })],
        providers: [Greeter, Waiter, PlainGateway, MarkedGateway],
      },
      (http) => http.useWebSocketAdapter(new platform.adapter(http)),
    );
  }

  async function connect(path: string): Promise<Client> {
    const client = await platform.connect(await app.getUrl(), path);
    clients.push(client);
    return client;
  }

  /** Sends a message and waits for so many answers to it. */
  async function ask(
    client: Client,
    event: string,
    name: string,
    count = 1,
  ): Promise<unknown[]> {
    const answers: unknown[] = [];
    const done = deferred();
    client.on(name, (data) => {
      answers.push(data);
      if (answers.length === count) done.resolve();
    });
    client.send(event, name);
    await done.promise;
    return answers;
  }

  it('experiments run and are recorded without a context', async () => {
    await boot();
    const client = await connect('/plain');
    expect(await ask(client, 'twice', 'Ada')).toEqual([['no context']]);
    await settleBackground(app);
    expect(logger.branches.map(({ output }) => output)).toEqual(twice('Ada'));
  });

  it.each<[string, SpearmintExtras, string]>([
    ['with interceptor: true', { interceptor: true }, '/plain'],
    ['marked with the interceptor', {}, '/marked'],
    ['with both', { interceptor: true }, '/marked'],
  ])('50 messages at once have a context each %s', async (_, extras, path) => {
    await boot(extras);
    const two = [await connect(path), await connect(path)];
    await Promise.all(
      names(50).map(async (name, i) => {
        expect(await ask(two[i % 2] as Client, 'twice', name)).toEqual([
          twice(name),
        ]);
      }),
    );
  });

  it('the items of an Observable are made in the context of their message', async () => {
    await boot();
    const client = await connect('/marked');
    await Promise.all(
      names(20).map(async (name) => {
        expect(await ask(client, 'stream', name, 2)).toEqual([
          [`warm ${name} 1`],
          [`warm ${name} 1`, `warm ${name} 2`],
        ]);
      }),
    );
  });

  it('pipes and exception filters see the context of their message, guards none', async () => {
    await boot();
    const client = await connect('/marked');
    const seen: unknown[] = [];
    const both = deferred();
    client.on('seen', (data) => {
      seen.push(data);
      if (seen.length === 2) both.resolve();
    });
    client.send('broken', 'Ada');
    await both.promise;
    expect(seen).toEqual([['no context'], ['warm pipe', 'warm broken']]);
  });

  it('a client that leaves aborts what only it waits for', async () => {
    await boot({ interceptor: true });
    const client = await connect('/plain');
    const waiter = app.get(Waiter);
    client.send('wait', null);
    await waiter.started.promise;
    await client.close();
    await expect(waiter.aborted.promise).resolves.toMatchObject({
      name: 'AbortError',
      message: 'The receiver has left.',
    });
  });
});
