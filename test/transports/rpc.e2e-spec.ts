import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  type INestApplication,
  type INestMicroservice,
  Injectable,
  Param,
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
import { concatMap, from, lastValueFrom, type Observable, toArray } from 'rxjs';
import { deferred } from '../support/deferred.js';
import { call } from '../support/http-app.js';
import { Greeter, names, spearmint, twice } from './support/tones.js';

/** What the handler of an event has seen. */
const heard = { events: deferred<unknown[]>() };

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
    heard.events.resolve(await this.greeter.twice(name));
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
  heard.events = deferred();
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

  it('an event has a context', async () => {
    await microservice(Marked);
    await lastValueFrom(client.emit('happened', 'Ada'));
    expect(await heard.events.promise).toEqual(twice('Ada'));
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
