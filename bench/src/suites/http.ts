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
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { quantile } from '../harness.js';
import type { Load } from '../load.js';
import type { Row } from '../report.js';

const SLICE_MS = 250;
const CONNECTIONS = 16;
const WARM_UP = 12;

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

/** What a slice of load shows of an app. */
interface Slice {
  /** Requests answered in a second. */
  readonly rate: number;
  /** Processor time of this process for one request, in microseconds. */
  readonly cpu: number;
}

/** A load of some connections, from a process of its own. */
class LoadProcess {
  private readonly child: ChildProcess = fork(
    new URL('../load.js', import.meta.url),
    { execArgv: [] },
  );

  async on(app: INestApplication): Promise<Slice> {
    const server = app.getHttpServer() as Server;
    const { port } = server.address() as AddressInfo;
    const load: Load = { port, connections: CONNECTIONS, ms: SLICE_MS };
    const before = process.cpuUsage();
    this.child.send(load);
    const [rate] = (await once(this.child, 'message')) as [number];
    const { user, system } = process.cpuUsage(before);
    return { rate, cpu: (user + system) / ((rate * SLICE_MS) / 1_000) };
  }

  close(): void {
    this.child.kill();
  }
}

/** One app beside the plain one, slice after slice. */
class Comparison {
  private readonly rates: number[] = [];
  private readonly ratios: number[] = [];
  private readonly extras: number[] = [];

  constructor(
    private readonly what: string,
    readonly app: INestApplication,
    private readonly atLeast?: number,
  ) {}

  /** A slice between two of the plain app. */
  add(own: Slice, before: Slice, after: Slice): void {
    this.rates.push(own.rate);
    this.ratios.push(own.rate / ((before.rate + after.rate) / 2));
    this.extras.push(own.cpu - (before.cpu + after.cpu) / 2);
  }

  row(platform: string): Row {
    const { what, atLeast, ratios } = this;
    const ratio = quantile(ratios, 0.5);
    const spread = `${quantile(ratios, 0.1).toFixed(2)} to ${quantile(ratios, 0.9).toFixed(2)}`;
    const rate = quantile(this.rates, 0.5).toFixed(0);
    const cpu = quantile(this.extras, 0.5).toFixed(1);
    return {
      what: `${platform}: ${what}`,
      figure: `${ratio.toFixed(2)} x req/s`,
      detail: `${spread}; ${rate} req/s; ${cpu} us of processor time more`,
      ...(atLeast === undefined
        ? {}
        : { target: `>= ${atLeast} x`, holds: ratio >= atLeast }),
    };
  }
}

async function compare(
  platform: 'express' | 'fastify',
  slices: number,
): Promise<Row[]> {
  const start = (module: Type<object> | DynamicModule) =>
    listen(module, platform);
  const load = new LoadProcess();
  const plain = await start(PlainModule);
  const others = [
    new Comparison(
      'a second plain app (noise of the measurement)',
      await start(PlainModule),
    ),
    new Comparison(
      'without the library, one AsyncLocalStorage.run',
      await start(WithContextModule),
    ),
    new Comparison(
      'the module imported, no experiment',
      await start(IdleModule),
    ),
    new Comparison(
      'one recorded branch a request',
      await start(decorated(new SendingBackend())),
      0.95,
    ),
    new Comparison(
      'and the last 1,000 kept in memory',
      await start(decorated(new InMemoryLogger())),
    ),
  ];
  for (let round = 0; round < WARM_UP; round++) {
    for (const { app } of [{ app: plain }, ...others]) await load.on(app);
  }
  for (let slice = 0; slice < slices; slice++) {
    for (const other of others) {
      const before = await load.on(plain);
      const own = await load.on(other.app);
      other.add(own, before, await load.on(plain));
    }
  }
  load.close();
  await Promise.all(
    [plain, ...others.map(({ app }) => app)].map((app) => app.close()),
  );
  return others.map((other) => other.row(platform));
}

/** Requests a second of an app, against the same app without the library, in alternating slices. */
export async function http(rounds: number): Promise<Row[]> {
  const slices = Math.max(3, Math.round(rounds / 2));
  return [
    ...(await compare('express', slices)),
    ...(await compare('fastify', slices)),
  ];
}
