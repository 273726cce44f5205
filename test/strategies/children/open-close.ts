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
const WARM_UP = 100;

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

const opened: WeakRef<object>[] = [];

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
  opened.push(new WeakRef(app.get(ExperimentRunner)));
  await app.close();
}

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await new Promise(setImmediate);
    collect();
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

for (let i = 0; i < WARM_UP; i++) await cycle(i);
const before = await state();
let half = before;
for (let i = 1; i <= CYCLES; i++) {
  await cycle(i);
  // Compiled code and what it was compiled from come and go in between.
  if (i % 100 === 0) await settled();
  if (i === CYCLES / 2) half = await state();
}
const after = await state();

const storage = (globalThis as Record<symbol, unknown>)[
  Symbol.for('nestjs-spearmint:context')
] as AsyncLocalStorage<unknown>;
console.log(
  JSON.stringify({
    before,
    half,
    after,
    alive: opened.filter((app) => app.deref() !== undefined).length,
    hasContext: storage.getStore() !== undefined,
  }),
);
