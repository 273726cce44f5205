import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { interval, type Observable } from 'rxjs';
import {
  BranchRecorder,
  branchConfig,
  Experiment,
  InMemoryLogger,
  type MaybeBranches,
  SpearmintModule,
  type SpearmintOptions,
} from 'nestjs-spearmint';
import { settleBackground } from 'nestjs-spearmint/testing';

let app: TestingModule | undefined;
let logger: InMemoryLogger;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function boot<T>(
  service: new (...args: never[]) => T,
  options: SpearmintOptions = {},
): Promise<T> {
  logger = new InMemoryLogger({ limit: 100_000 });
  app = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [{ n: 1 }, { n: 2 }],
        logger,
        ...options,
      }),
    ],
    providers: [service],
  }).compile();
  await app.init();
  return app.get(service);
}

const missing = (): Readable => createReadStream('/there/is/no/such/file');

describe('a stream that comes when its branch has been cut', () => {
  const thrown: unknown[] = [];
  const note = (error: unknown): void => void thrown.push(error);

  async function without<T>(work: () => Promise<T>): Promise<void> {
    thrown.length = 0;
    process.on('uncaughtException', note);
    try {
      await work();
      await delay(60);
    } finally {
      process.off('uncaughtException', note);
    }
    expect(thrown).toEqual([]);
  }

  @Injectable()
  class Late {
    readonly made: Readable[] = [];
    open = 0;

    @Experiment({ strategy: 'shadow' })
    async shadowed(config: { n: number } = branchConfig()): Promise<Readable> {
      if (config.n === 1) return Readable.from([]);
      await delay(30);
      return missing();
    }

    @Experiment({ timeoutMs: 10 })
    async limited(): Promise<Readable> {
      await delay(30);
      return missing();
    }

    @Experiment({ strategy: 'multi-branch', timeoutMs: 10 })
    async fan(): Promise<MaybeBranches<Observable<number>>> {
      await delay(30);
      this.open++;
      return interval(1);
    }

    @Experiment({ strategy: 'shadow' })
    async idle(config: { n: number } = branchConfig()): Promise<Readable> {
      const stream = new Readable({ read: () => undefined });
      this.made.push(stream);
      if (config.n === 1) stream.push(null);
      return stream;
    }
  }

  it('ends no process, of a shadow', async () => {
    const late = await boot(Late, { background: { timeoutMs: 10 } });
    await without(async () => (await late.shadowed()).resume());
  });

  it('ends no process, of a call with a time limit', async () => {
    const late = await boot(Late);
    await without(() => expect(late.limited()).rejects.toThrow('10 ms'));
  });

  it('is not read for ever', async () => {
    const late = await boot(Late);
    await late.fan();
    await delay(60);
    expect(late.open).toBe(2);
    await (app as TestingModule).get(BranchRecorder).flush();
    expect(logger.branches.map(({ status }) => status)).toEqual([
      'failed',
      'failed',
    ]);
  });

  it('is closed, also when nothing comes from it', async () => {
    const late = await boot(Late, { background: { timeoutMs: 10 } });
    (await late.idle()).resume();
    await settleBackground(app as TestingModule);
    await delay(20);
    expect(late.made.map(({ destroyed }) => destroyed)).toEqual([true, true]);
  });
});

describe('an experiment that calls itself when it has ended', () => {
  const TURNS = 20_000;

  @Injectable()
  class Poller {
    left = TURNS;
    private finish: () => void = () => undefined;
    readonly done = new Promise<void>((resolve) => (this.finish = resolve));

    @Experiment({ configs: [{ n: 1 }] })
    async poll(config: { n: number } = branchConfig()): Promise<number> {
      setImmediate(() => {
        if (--this.left === 0) this.finish();
        else void this.poll();
      });
      return config.n;
    }
  }

  it('does so as often as it likes, and each call knows who called', async () => {
    const poller = await boot(Poller);
    await poller.poll();
    await poller.done;
    await (app as TestingModule).get(BranchRecorder).flush();
    const { branches } = logger;
    expect(branches).toHaveLength(TURNS);
    expect(branches.slice(1, 100).map(({ parentId }) => parentId)).toEqual(
      branches.slice(0, 99).map(({ id }) => id),
    );
  }, 30_000);
});
