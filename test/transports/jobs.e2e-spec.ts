import { afterEach, describe, expect, it } from '@jest/globals';
import {
  Controller,
  Get,
  type INestApplicationContext,
  Injectable,
  Param,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  EventEmitter2,
  EventEmitterModule,
  OnEvent,
} from '@nestjs/event-emitter';
import { Cron, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import {
  BranchContext,
  Branches,
  type BranchContainer,
  Experiment,
  branchConfig,
  InMemoryLogger,
} from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';
import { deferred } from '../support/deferred.js';
import { adapters, call, listen } from '../support/http-app.js';
import {
  Greeter,
  names,
  spearmint,
  type Tone,
  twice,
} from './support/tones.js';

let app: INestApplicationContext;
afterEach(() => app.close());

describe('scheduled methods', () => {
  @Injectable()
  class Nightly {
    readonly plain = deferred<unknown[]>();
    readonly scoped = deferred<unknown[]>();
    readonly interval = deferred<unknown[]>();
    readonly experiment = deferred<unknown>();

    constructor(
      private readonly greeter: Greeter,
      private readonly context: BranchContext,
    ) {}

    @Timeout(0)
    async withoutContext(): Promise<void> {
      this.plain.resolve(await this.greeter.twice('timeout'));
    }

    @Cron('* * * * * *')
    async withContext(): Promise<void> {
      this.scoped.resolve(
        await this.context.run(() => this.greeter.twice('cron')),
      );
    }

    @Interval(5)
    async often(): Promise<void> {
      this.interval.resolve(
        await this.context.run(() => this.greeter.twice('interval')),
      );
    }

    @Cron('* * * * * *')
    @Experiment({ name: 'nightly' })
    async nightly({ tone }: Tone = branchConfig()): Promise<void> {
      await this.greeter.greet('nested');
      this.experiment.resolve([tone, this.greeter.seen().length]);
    }
  }

  it('run experiments; BranchContext.run() gives them a context, and a scheduled experiment has its own', async () => {
    const logger = new InMemoryLogger();
    app = await Test.createTestingModule({
      imports: [ScheduleModule.forRoot(), spearmint({ logger })],
      providers: [Greeter, Nightly],
    }).compile();
    await app.init();
    const nightly = app.get(Nightly);

    expect(await nightly.plain.promise).toEqual(['no context']);
    expect(await nightly.scoped.promise).toEqual(twice('cron'));
    expect(await nightly.interval.promise).toEqual(twice('interval'));
    // The nested branch is there; its own has no output yet.
    expect(await nightly.experiment.promise).toEqual(['warm', 1]);
    await settleBackground(app);
    const outputs = logger.branches.map(({ output }) => output);
    expect(outputs).toEqual(expect.arrayContaining(twice('timeout')));
  });
});

describe('event handlers', () => {
  @Injectable()
  class Listener {
    readonly results: unknown[][] = [];
    constructor(
      private readonly greeter: Greeter,
      private readonly context: BranchContext,
    ) {}

    @OnEvent('plain')
    async plain(name: string): Promise<unknown[]> {
      return this.greeter.twice(name);
    }

    @OnEvent('scoped')
    scoped(name: string): Promise<unknown[]> {
      return this.context.run(() => this.greeter.twice(name));
    }
  }

  @Controller()
  class Pages {
    constructor(private readonly events: EventEmitter2) {}

    @Get(':event/:name')
    async emit(
      @Param('event') event: string,
      @Param('name') name: string,
      @Branches() branches: BranchContainer,
    ): Promise<unknown> {
      await this.events.emitAsync(event, name);
      return branches.outputs();
    }
  }

  it('of an event that a request emits belong to the request, unless they open a context of their own', async () => {
    const http = await listen(adapters[0], {
      imports: [EventEmitterModule.forRoot(), spearmint()],
      providers: [Greeter, Listener],
      controllers: [Pages],
    });
    app = http;
    await Promise.all(
      names(20).map(async (name) => {
        expect((await call(http, `/plain/${name}`)).body).toEqual(twice(name));
        expect((await call(http, `/scoped/${name}`)).body).toEqual([]);
      }),
    );
  });

  it('outside of requests see what BranchContext.run() opens', async () => {
    const module = await Test.createTestingModule({
      imports: [EventEmitterModule.forRoot(), spearmint()],
      providers: [Greeter, Listener],
    }).compile();
    app = await module.init();
    const events = module.get(EventEmitter2);
    expect(await events.emitAsync('plain', 'Ada')).toEqual([['no context']]);
    await Promise.all(
      names(50).map(async (name) => {
        expect(await events.emitAsync('scoped', name)).toEqual([twice(name)]);
      }),
    );
  });
});

describe('a plain application context', () => {
  class AppModule {}

  it('runs experiments; BranchContext.run() gives work a context', async () => {
    app = await NestFactory.createApplicationContext(
      { module: AppModule, imports: [spearmint()], providers: [Greeter] },
      { logger: false },
    );
    const greeter = app.get(Greeter);
    expect(await greeter.twice('Ada')).toEqual(['no context']);
    const { context } = greeter;
    await Promise.all(
      names(50).map(async (name) => {
        expect(await context.run(() => greeter.twice(name))).toEqual(
          twice(name),
        );
      }),
    );
  });
});
