import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type LoggerService } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { MlflowBackend, type MlflowOptions } from '@nestjs-spearmint/mlflow';
import { BranchStore, StoreModule } from '@nestjs-spearmint/store';
import {
  branchConfig,
  BranchRecorder,
  Experiment,
  InMemoryLogger,
  type MaybeBranches,
  SpearmintModule,
} from 'nestjs-spearmint';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FakeMlflow } from '../../libs/mlflow/src/fake-mlflow.fixture.js';

@Injectable()
class InnerService {
  @Experiment({ strategy: 'multi-branch' })
  async rank(
    config: { model: string } = branchConfig(),
  ): Promise<MaybeBranches<string>> {
    return config.model;
  }
}

@Injectable()
class OuterService {
  constructor(private readonly inner: InnerService) {}

  @Experiment()
  async answer(): Promise<string> {
    await this.inner.rank();
    return 'done';
  }
}

class Lines implements LoggerService {
  readonly lines: string[] = [];
  log = (message: string): void => void this.lines.push(message);
  warn = this.log;
  error = this.log;
}

/** The timers that keep this process alive, with those of the test itself. */
const timers = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

let server: FakeMlflow;
beforeEach(async () => {
  server = await FakeMlflow.start();
});
afterEach(() => server.stop());

async function start(
  options: Partial<MlflowOptions>,
  { logs = new Lines(), drainMs = 4_000 } = {},
): Promise<{
  app: INestApplication;
  memory: InMemoryLogger;
  backend: MlflowBackend;
}> {
  const memory = new InMemoryLogger();
  const backend = new MlflowBackend(options);
  const module = await Test.createTestingModule({
    imports: [
      SpearmintModule.forRoot({
        configs: [{ model: 'small' }, { model: 'large' }],
        logger: [memory, backend],
        background: { drainMs },
        recorder: { queueLimit: 100 },
      }),
    ],
    providers: [InnerService, OuterService],
  })
    .setLogger(logs)
    .compile();
  const app = module.createNestApplication();
  app.useLogger(logs);
  await app.init();
  return { app, memory, backend };
}

describe('an application that records into MLflow', () => {
  it('has a run for every branch, nested as its experiments are', async () => {
    const { app } = await start({
      trackingUri: server.uri,
      experimentName: 'app',
    });
    await app.get(OuterService).answer();
    await app.close();
    const runs = server.active();
    expect(runs.map(({ status }) => status)).toEqual([
      'FINISHED',
      'FINISHED',
      'FINISHED',
    ]);
    const outer = runs.find(
      ({ tags }) => tags['mlflow.parentRunId'] === undefined,
    );
    expect(outer?.tags['spearmint.experiment']).toBe('OuterService.answer');
    expect(
      runs
        .filter(({ tags }) => tags['mlflow.parentRunId'] === outer?.id)
        .map(({ params }) => params.model)
        .sort(),
    ).toEqual(['large', 'small']);
  });

  it('boots without a server, says so, and records elsewhere', async () => {
    const logs = new Lines();
    const { app, memory, backend } = await start({}, { logs });
    await app.get(OuterService).answer();
    await memory.waitFor(3);
    await app.close();
    expect(backend.isOn).toBe(false);
    expect(
      logs.lines.filter((line) => line.startsWith('MLflow is off')),
    ).toHaveLength(1);
  });

  it.each(['run-per-branch', 'run-per-config'] as const)(
    'answers and closes in time when the server hangs, holds no more than its queue, and leaves nothing open: %s',
    async (mode) => {
      const before = timers();
      server.fault = () => 'hang';
      const logs = new Lines();
      const { app, memory } = await start(
        { trackingUri: server.uri, mode },
        { logs, drainMs: 400 },
      );
      for (let call = 0; call < 100; call++) {
        expect(await app.get(OuterService).answer()).toBe('done');
        await nextTurn();
      }
      await memory.waitFor(250);
      const { backends } = app.get(BranchRecorder).stats();
      const mlflow = backends.find(({ name }) => name === 'MlflowBackend');
      expect(mlflow?.pending).toBeLessThanOrEqual(100);
      expect(mlflow?.dropped.queueFull).toBeGreaterThanOrEqual(100);
      const begin = performance.now();
      await app.close();
      await server.left();
      expect(performance.now() - begin).toBeLessThan(2_000);
      expect(timers()).toBeLessThanOrEqual(before);
      expect(logs.lines.join('\n')).toContain('MlflowBackend');
    },
  );
});

describe('an application whose store feeds MLflow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spearmint-mlflow-app-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function startStored(
    mode: MlflowOptions['mode'],
  ): Promise<INestApplication> {
    const backend = new MlflowBackend({ trackingUri: server.uri, mode });
    const sink = { name: 'mlflow', backend, backoffMs: 1, maxBackoffMs: 20 };
    const module = await Test.createTestingModule({
      imports: [
        SpearmintModule.forRoot({
          configs: [{ model: 'small' }, { model: 'large' }],
          background: { drainMs: 1_500 },
          recorder: { queueLimit: 10 },
        }),
        StoreModule.forRoot({ folder, database: false, sinks: [sink] }),
      ],
      providers: [InnerService, OuterService],
    })
      .setLogger(new Lines())
      .compile();
    const app = module.createNestApplication();
    return app.init();
  }

  it.each(['run-per-branch', 'run-per-config'] as const)(
    'closes in time when the server hangs, leaves nothing open, and the next start brings all that its queue could not have held: %s',
    async (mode) => {
      const before = timers();
      server.fault = () => 'hang';
      const first = await startStored(mode);
      for (let call = 0; call < 40; call++) {
        expect(await first.get(OuterService).answer()).toBe('done');
        await first.get(BranchRecorder).flush();
      }
      const { dropped, backends } = first.get(BranchRecorder).stats();
      expect([dropped.queueFull, backends[0]?.dropped.queueFull]).toEqual([
        0, 0,
      ]);
      const begin = performance.now();
      await first.close();
      await server.left();
      expect(performance.now() - begin).toBeLessThan(1_500);
      expect(timers()).toBeLessThanOrEqual(before);
      expect(first.get(BranchStore).stats()).toMatchObject({
        journal: { recorded: 120 },
        sinks: [{ delivered: 0 }],
      });
      expect(server.runs.size).toBe(0);
      server.fault = () => undefined;
      const second = await startStored(mode);
      expect(await second.get(BranchStore).delivered(20_000)).toBe(true);
      await second.close();
      if (mode === 'run-per-branch') {
        const keys = server
          .active()
          .map(({ tags }) => tags['spearmint.run_key']);
        expect([keys.length, new Set(keys).size]).toEqual([120, 120]);
        return;
      }
      const counts = server
        .active()
        .map(
          ({ metrics }) => metrics.findLast(({ key }) => key === 'n')?.value,
        );
      expect(counts.reduce<number>((sum, n) => sum + Number(n), 0)).toBe(120);
    },
    30_000,
  );
});
