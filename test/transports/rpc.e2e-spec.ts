import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type CanActivate,
  Catch,
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  type INestMicroservice,
  Injectable,
  Param,
  type RpcExceptionFilter,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import {
  ClientProxyFactory,
  type ClientTCP,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
  Transport,
} from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  BranchContextInterceptor,
  InMemoryLogger,
  type SpearmintExtras,
} from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import {
  concatMap,
  from,
  lastValueFrom,
  type Observable,
  throwError,
  toArray,
} from 'rxjs';
import { deferred } from '../support/deferred.js';
import { call } from '../support/http-app.js';
import {
  Greeter,
  GreetingPipe,
  names,
  spearmint,
  twice,
} from './support/tones.js';

/** What the handlers of events have seen, by name. */
const heard = new Map<string, ReturnType<typeof deferred<unknown[]>>>();
/** The signal of a handler that waits, and what lets it go. */
let waiting = deferred<AbortSignal>();
let release = deferred();

interface Checked {
  guard?: unknown[];
}

@Injectable()
class SeeingGuard implements CanActivate {
  constructor(private readonly greeter: Greeter) {}
  canActivate(context: ExecutionContext): boolean {
    context.switchToRpc().getData<Checked>().guard = this.greeter.seen();
    return true;
  }
}

@Catch()
@Injectable()
class SeeingFilter implements RpcExceptionFilter {
  constructor(private readonly greeter: Greeter) {}
  catch(): Observable<never> {
    return throwError(() => this.greeter.seen());
  }
}

@Injectable()
class Handlers {
  constructor(readonly greeter: Greeter) {}

  @MessagePattern('twice')
  twice(@Payload() name: string): Promise<unknown[]> {
    return this.greeter.twice(name);
  }

  @MessagePattern('stream')
  stream(@Payload() name: string): Observable<unknown> {
    return from([1, 2]).pipe(
      concatMap(async (i) => {
        await this.greeter.greet(`${name} ${i}`);
        return this.greeter.seen();
      }),
    );
  }

  @EventPattern('happened')
  async happened(@Payload() name: string): Promise<void> {
    heard.get(name)?.resolve(await this.greeter.twice(name));
  }

  @MessagePattern('checked')
  @UseGuards(SeeingGuard)
  async checked(@Payload(GreetingPipe) { guard }: Checked): Promise<unknown> {
    await this.greeter.greet('handler');
    return { guard, handler: this.greeter.seen() };
  }

  @MessagePattern('broken')
  @UseFilters(SeeingFilter)
  async broken(): Promise<never> {
    await this.greeter.greet('broken');
    throw new Error('broken');
  }

  @MessagePattern('wait')
  async wait(): Promise<void> {
    waiting.resolve(this.greeter.context.signal);
    await release.promise;
  }

  @Get('twice/:name')
  page(@Param('name') name: string): Promise<unknown[]> {
    return this.greeter.twice(name);
  }
}

@Controller()
class Plain extends Handlers {}

@Controller()
@UseInterceptors(BranchContextInterceptor)
class Marked extends Handlers {}

/** A port that was free a moment ago: Nest's TCP transport does not tell which one it got. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

type Service = INestApplication | INestMicroservice;
type Controllers = typeof Plain | typeof Marked;

let app: Service;
let client: ClientTCP;
const logger = new InMemoryLogger();
afterEach(async () => {
  client.close();
  await app.close();
  heard.clear();
  waiting = deferred();
  release = deferred();
});

const moduleOf = (controller: Controllers, extras: SpearmintExtras) => ({
  imports: [spearmint({ ...extras, logger })],
  providers: [Greeter],
  controllers: [controller],
});

async function connect(port: number): Promise<void> {
  client = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  }) as ClientTCP;
  await client.connect();
}

const tcp = (port: number): MicroserviceOptions => ({
  transport: Transport.TCP,
  options: { host: '127.0.0.1', port },
});

async function microservice(
  controller: Controllers,
  extras: SpearmintExtras = {},
): Promise<void> {
  logger.clear();
  const port = await freePort();
  const module = await Test.createTestingModule(
    moduleOf(controller, extras),
  ).compile();
  app = module.createNestMicroservice<MicroserviceOptions>({
    ...tcp(port),
    logger: false,
  });
  await app.listen();
  await connect(port);
}

async function hybrid(
  controller: Controllers,
  extras: SpearmintExtras,
  inheritAppConfig: boolean,
): Promise<INestApplication> {
  logger.clear();
  const port = await freePort();
  const module = await Test.createTestingModule(
    moduleOf(controller, extras),
  ).compile();
  const http = module.createNestApplication(new ExpressAdapter(), {
    logger: false,
  });
  app = http;
  http.connectMicroservice<MicroserviceOptions>(tcp(port), {
    inheritAppConfig,
  });
  await http.startAllMicroservices();
  await http.listen(0, '127.0.0.1');
  await connect(port);
  return http;
}

const ask = (pattern: string, name: string): Promise<unknown[]> =>
  lastValueFrom(client.send<unknown>(pattern, name).pipe(toArray()));

async function askTwice(): Promise<void> {
  await Promise.all(
    names(50).map(async (name) => {
      expect(await ask('twice', name)).toEqual([twice(name)]);
    }),
  );
}

describe('a TCP microservice', () => {
  it('experiments run and are recorded without a context', async () => {
    await microservice(Plain);
    expect(await ask('twice', 'Ada')).toEqual([['no context']]);
    await settleBackground(app);
    expect(logger.branches.map(({ output }) => output)).toEqual(twice('Ada'));
  });

  it.each<[string, SpearmintExtras, Controllers]>([
    ['with interceptor: true', { interceptor: true }, Plain],
    ['marked with the interceptor', {}, Marked],
  ])('50 messages at once have a context each %s', async (_, extras, type) => {
    await microservice(type, extras);
    await askTwice();
  });

  it('the items of an Observable are made in the context of their message', async () => {
    await microservice(Plain, { interceptor: true });
    await Promise.all(
      names(20).map(async (name) => {
        expect(await ask('stream', name)).toEqual([
          [`warm ${name} 1`],
          [`warm ${name} 1`, `warm ${name} 2`],
        ]);
      }),
    );
  });

  it('20 events at once: an event has a context', async () => {
    await microservice(Marked);
    await Promise.all(
      names(20).map(async (name) => {
        const seen = deferred<unknown[]>();
        heard.set(name, seen);
        await lastValueFrom(client.emit('happened', name));
        expect(await seen.promise).toEqual(twice(name));
      }),
    );
  });

  it('pipes and exception filters see the context of their message, guards none', async () => {
    await microservice(Marked);
    expect(await lastValueFrom(client.send<unknown>('checked', {}))).toEqual({
      guard: ['no context'],
      handler: ['warm pipe', 'warm handler'],
    });
    await expect(lastValueFrom(client.send('broken', {}))).rejects.toEqual([
      'warm broken',
    ]);
  });

  it('a client that leaves aborts nothing: Nest tells handlers nothing', async () => {
    await microservice(Marked);
    const server = (app as INestMicroservice).unwrap<Server>();
    const connections = promisify(server.getConnections.bind(server));
    const asked = client.send('wait', '').subscribe({ error: () => undefined });
    const signal = await waiting.promise;
    expect(await connections()).toBe(1);
    client.close();
    asked.unsubscribe();
    while ((await connections()) > 0) await new Promise(setImmediate);
    expect(signal.aborted).toBe(false);
    release.resolve();
  });
});

describe('a hybrid application', () => {
  it('has a context in both with interceptor: true and inheritAppConfig: true', async () => {
    const http = await hybrid(Plain, { interceptor: true }, true);
    await askTwice();
    expect((await call(http, '/twice/Ada')).body).toEqual(twice('Ada'));
  });

  it('without inheritAppConfig has none in its messages: Nest applies no global interceptor', async () => {
    const http = await hybrid(Plain, { interceptor: true }, false);
    expect(await ask('twice', 'Ada')).toEqual([['no context']]);
    expect((await call(http, '/twice/Ada')).body).toEqual(twice('Ada'));
  });

  it('has a context in both where controllers are marked with the interceptor', async () => {
    const http = await hybrid(Marked, {}, false);
    await askTwice();
    expect((await call(http, '/twice/Ada')).body).toEqual(twice('Ada'));
  });
});
