import 'reflect-metadata';
import type { AsyncLocalStorage } from 'node:async_hooks';
import { get, type IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Controller, Get, Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  branchConfig,
  BranchContainer,
  BranchContext,
  Experiment,
  ExperimentRunner,
  InMemoryLogger,
  SpearmintModule,
} from 'nestjs-spearmint';

/** Opens and closes applications that do a bit of everything, and says what is left of them. */
const CYCLES = Number(process.env['CYCLES']);
/** Until everything is loaded that any cycle needs, and Nest's own tables have their size. */
const WARM_UP = 500;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

interface Config {
  readonly word: string;
}

@Injectable()
class Service {
  constructor(private readonly context: BranchContext) {}

  @Experiment({ strategy: 'shadow', timeoutMs: 60_000 })
  async answer({ word }: Config = branchConfig()): Promise<string> {
    this.context.signal.addEventListener('abort', () => undefined);
    await Promise.resolve();
    return word;
  }

  @Experiment()
  async *items({ word }: Config = branchConfig()): AsyncGenerator<string> {
    yield word;
    yield word;
  }
}

@Controller()
class Pages {
  constructor(
    private readonly service: Service,
    private readonly branches: BranchContainer,
  ) {}

  @Get()
  async page(): Promise<number> {
    await this.service.answer();
    for await (const _ of this.service.items()) break;
    return this.branches.length;
  }
}

class AppModule {}

/** One request on a connection of its own. */
function ask(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response: IncomingMessage) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

/** The applications that something still holds. */
let alive: WeakRef<object>[] = [];

async function cycle(index: number): Promise<void> {
  const isExpress = index % 2 === 0;
  const app = await NestFactory.create(
    {
      module: AppModule,
      imports: [
        SpearmintModule.forRoot({
          configs: [{ word: 'a' }, { word: 'b' }],
          logger: new InMemoryLogger(),
          interceptor: index % 4 < 2,
        }),
      ],
      providers: [Service],
      controllers: [Pages],
    },
    isExpress ? new ExpressAdapter() : new FastifyAdapter(),
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  const shown = await ask(await app.getUrl());
  if (shown !== '3') throw new Error(`${shown} branches in the request`);
  await app.get(BranchContext).run(() => app.get(Service).answer());
  alive.push(new WeakRef(app.get(ExperimentRunner)));
  await app.close();
}

/** Waits until garbage is gone; an application that ended just now may be on the stack yet. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10 || (alive.length > 0 && turn < 100); turn++) {
    await new Promise(setImmediate);
    collect();
    alive = alive.filter((app) => app.deref() !== undefined);
  }
}

const listeners = (): Record<string, number> =>
  Object.fromEntries(
    process
      .eventNames()
      .map((name) => [String(name), process.listenerCount(name)]),
  );

async function state() {
  await settled();
  return {
    heapUsed: process.memoryUsage().heapUsed,
    resources: process.getActiveResourcesInfo().sort(),
    listeners: listeners(),
  };
}

async function cycles(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await cycle(i);
    // Or Nest's weak tables grow with the garbage in them, and stay as large.
    if (i % 100 === 0) await settled();
  }
}

await cycles(WARM_UP);
const before = await state();
await cycles(CYCLES);
const after = await state();

const storage = (globalThis as Record<symbol, unknown>)[
  Symbol.for('nestjs-spearmint:context')
] as AsyncLocalStorage<unknown>;
console.log(
  JSON.stringify({
    before,
    after,
    alive: alive.length,
    hasContext: storage.getStore() !== undefined,
  }),
);
