import {
  Controller,
  type DynamicModule,
  Get,
  Injectable,
  type INestApplication,
  Module,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  branchConfig,
  type BranchRecord,
  Experiment,
  InMemoryLogger,
  LoggerBackend,
  SpearmintModule,
} from 'nestjs-spearmint';
import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { quantile } from '../harness.js';
import type { Row } from '../report.js';

const run = promisify(execFile);
const SLICE_SECONDS = 1;
const WARM_UP = 3;

@Injectable()
class Plain {
  async answer(): Promise<{ answer: number }> {
    return { answer: 42 };
  }
}
@Controller()
class PlainController {
  constructor(private readonly service: Plain) {}
  @Get() get(): Promise<{ answer: number }> {
    return this.service.answer();
  }
}
/** What every library costs that keeps a context for a call, and no more. */
@Injectable()
class WithContext {
  private readonly storage = new AsyncLocalStorage<object>();

  answer(): Promise<{ answer: number }> {
    return this.storage.run({}, async () => ({ answer: 42 }));
  }
}
@Controller()
class WithContextController {
  constructor(private readonly service: WithContext) {}
  @Get() get(): Promise<{ answer: number }> {
    return this.service.answer();
  }
}
@Injectable()
class Decorated {
  @Experiment({ strategy: 'round-robin' })
  async answer(
    config: { k: number } = branchConfig(),
  ): Promise<{ answer: number }> {
    return { answer: config.k };
  }
}
@Controller()
class DecoratedController {
  constructor(private readonly service: Decorated) {}
  @Get() get(): Promise<{ answer: number }> {
    return this.service.answer();
  }
}

@Module({ controllers: [PlainController], providers: [Plain] })
class PlainModule {}
@Module({ controllers: [WithContextController], providers: [WithContext] })
class WithContextModule {}
@Module({
  imports: [SpearmintModule.forRoot()],
  controllers: [PlainController],
  providers: [Plain],
})
class IdleModule {}
/** Takes the records and keeps none, as backends do that send them away. */
class SendingBackend extends LoggerBackend {
  sent = 0;

  override logBranches(records: readonly BranchRecord[]): void {
    this.sent += records.length;
  }
}

const decorated = (logger: LoggerBackend): DynamicModule => ({
  module: class DecoratedModule {},
  imports: [
    SpearmintModule.forRoot({ configs: [{ k: 41 }, { k: 42 }], logger }),
  ],
  controllers: [DecoratedController],
  providers: [Decorated],
});

async function listen(
  module: Type<object> | DynamicModule,
  platform: 'express' | 'fastify',
): Promise<INestApplication> {
  const app =
    platform === 'fastify'
      ? await NestFactory.create(module, new FastifyAdapter(), {
          logger: false,
        })
      : await NestFactory.create(module, { logger: false });
  await app.listen(0, '127.0.0.1');
  return app;
}

/** Requests in a second, from a load of 16 connections in a process of its own. */
async function requestRate(app: INestApplication): Promise<number> {
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const { stdout } = await run(process.execPath, [
    new URL('../load.js', import.meta.url).pathname,
    url,
    String(SLICE_SECONDS),
  ]);
  return Number(stdout);
}

async function compare(
  platform: 'express' | 'fastify',
  slices: number,
): Promise<Row[]> {
  const plain = await listen(PlainModule, platform);
  const again = await listen(PlainModule, platform);
  const context = await listen(WithContextModule, platform);
  const idle = await listen(IdleModule, platform);
  const sending = await listen(decorated(new SendingBackend()), platform);
  const keeping = await listen(decorated(new InMemoryLogger()), platform);
  const others = [
    { what: 'a second plain app (noise of the measurement)', app: again },
    { what: 'without the library, one AsyncLocalStorage.run', app: context },
    { what: 'the module imported, no experiment', app: idle },
    { what: 'one recorded branch a request', app: sending, atLeast: 0.95 },
    { what: 'and the last 1,000 kept in memory', app: keeping },
  ];
  for (let round = 0; round < WARM_UP; round++) {
    for (const { app } of [{ app: plain }, ...others]) await requestRate(app);
  }
  const ratios = new Map<string, number[]>();
  const rates = new Map<string, number[]>();
  for (let slice = 0; slice < slices; slice++) {
    for (const { what, app } of others) {
      const before = await requestRate(plain);
      const rate = await requestRate(app);
      const after = await requestRate(plain);
      ratios.set(what, [
        ...(ratios.get(what) ?? []),
        rate / ((before + after) / 2),
      ]);
      rates.set(what, [...(rates.get(what) ?? []), rate]);
    }
  }
  await Promise.all(
    [plain, again, context, idle, sending, keeping].map((app) => app.close()),
  );
  return others.map(({ what, atLeast }) => {
    const all = ratios.get(what) ?? [];
    const ratio = quantile(all, 0.5);
    return {
      what: `${platform}: ${what}`,
      figure: `${ratio.toFixed(2)} x req/s`,
      detail: `${quantile(all, 0.1).toFixed(2)} to ${quantile(all, 0.9).toFixed(2)}; ${quantile(rates.get(what) ?? [], 0.5).toFixed(0)} req/s`,
      ...(atLeast === undefined
        ? {}
        : { target: `>= ${atLeast} x`, holds: ratio >= atLeast }),
    };
  });
}

/** Requests a second of an app, against the same app without the library, in alternating slices. */
export async function http(rounds: number): Promise<Row[]> {
  const slices = Math.max(3, Math.round(rounds / 12));
  return [
    ...(await compare('express', slices)),
    ...(await compare('fastify', slices)),
  ];
}
