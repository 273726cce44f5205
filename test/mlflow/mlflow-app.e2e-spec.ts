import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, type LoggerService } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { MlflowBackend, type MlflowOptions } from '@nestjs-spearmint/mlflow';
import {
  branchConfig,
  BranchRecorder,
  Experiment,
  InMemoryLogger,
  type MaybeBranches,
  SpearmintModule,
} from 'nestjs-spearmint';
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
    'answers and closes in time when the server hangs, and holds no more than its queue: %s',
    async (mode) => {
      server.fault = () => 'hang';
      const logs = new Lines();
      const { app, memory, backend } = await start(
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
      expect(performance.now() - begin).toBeLessThan(2_000);
      expect(logs.lines.join('\n')).toContain('MlflowBackend');
      await backend.close().catch(() => undefined);
    },
  );
});
