import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { Observable } from 'rxjs';
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
import { deferred } from '../support/deferred.js';

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

/** Once a stream is closed, and whoever has to has seen its error. */
async function closed(stream: Readable): Promise<void> {
  if (!stream.closed)
    await new Promise<void>((resolve) => stream.once('close', resolve));
  await setImmediate();
}

describe('a stream that comes when its branch has been cut', () => {
  const thrown: unknown[] = [];
  const note = (error: unknown): void => void thrown.push(error);
  beforeEach(() => {
    thrown.length = 0;
    process.on('uncaughtException', note);
  });
  afterEach(() => {
    process.off('uncaughtException', note);
  });

  @Injectable()
  class Late {
    /** What opens it comes after the branch has been cut. */
    readonly gate = deferred();
    readonly made: Readable[] = [];
    opened = 0;
    reading = 0;

    @Experiment({ strategy: 'shadow' })
    async shadowed(config: { n: number } = branchConfig()): Promise<Readable> {
      return config.n === 1 ? Readable.from([]) : this.late();
    }

    @Experiment({ timeoutMs: 10 })
    async limited(): Promise<Readable> {
      return this.late();
    }

    @Experiment({ strategy: 'multi-branch', timeoutMs: 10 })
    async fan(): Promise<MaybeBranches<Observable<number>>> {
      await this.gate.promise;
      this.opened++;
      return new Observable(() => {
        this.reading++;
        return () => this.reading--;
      });
    }

    @Experiment({ strategy: 'shadow' })
    async idle(config: { n: number } = branchConfig()): Promise<Readable> {
      const stream = new Readable({ read: () => undefined });
      this.made.push(stream);
      if (config.n === 1) stream.push(null);
      return stream;
    }

    private async late(): Promise<Readable> {
      await this.gate.promise;
      const stream = missing();
      this.made.push(stream);
      return stream;
    }
  }

  async function open(late: Late): Promise<void> {
    late.gate.resolve();
    await setImmediate();
    for (const stream of late.made) await closed(stream);
  }

  it('ends no process, of a shadow', async () => {
    const late = await boot(Late, { background: { timeoutMs: 10 } });
    (await late.shadowed()).resume();
    await settleBackground(app as TestingModule);
    await open(late);
    expect(late.made).toHaveLength(1);
    expect(thrown).toEqual([]);
  });

  it('ends no process, of a call with a time limit', async () => {
    const late = await boot(Late);
    await expect(late.limited()).rejects.toThrow('10 ms');
    await open(late);
    expect(late.made).toHaveLength(1);
    expect(thrown).toEqual([]);
  });

  it('is not read for ever', async () => {
    const late = await boot(Late);
    await late.fan();
    await open(late);
    expect(late).toMatchObject({ opened: 2, reading: 0 });
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
    await Promise.all(late.made.map(closed));
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
      globalThis.setImmediate(() => {
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
