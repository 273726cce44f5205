import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { summarize } from 'nestjs-spearmint';
import { setTimeout as turns } from 'node:timers/promises';
import { Backends, rejection } from './backend.fixture.js';
import { FakeMlflow, type FakeRun } from './fake-mlflow.fixture.js';
import type { MlflowBackend } from './mlflow.backend.js';
import type { MlflowOptions } from './mlflow-options.js';
import { ConfigRunList } from './per-config/config-run-list.js';
import { recordOf } from './record-of.fixture.js';

let server: FakeMlflow;
let backends: Backends;
beforeEach(async () => {
  server = await FakeMlflow.start();
  backends = new Backends(server);
});
afterEach(async () => {
  await backends.close();
  await server.stop();
});

function backendFor(options: Partial<MlflowOptions> = {}): MlflowBackend {
  return backends.make({
    mode: 'run-per-config',
    gatherMs: 0,
    snapshotMs: 3_600_000,
    ...options,
  });
}

const runOf = (configId: string): FakeRun | undefined =>
  server.active().find(({ tags }) => tags['spearmint.config_id'] === configId);

/** The figures of a step. */
function figuresOf(run: FakeRun | undefined, step: number): object {
  return Object.fromEntries(
    (run?.metrics ?? [])
      .filter((metric) => metric.step === step)
      .map(({ key, value }) => [key, value]),
  );
}

describe('the run of a config', () => {
  const failure = { type: 'Error', message: 'no', stack: '' };
  const records = [
    ...[10, 20, 30].map((durationMs) =>
      recordOf({ durationMs, scores: { accuracy: durationMs / 10 } }),
    ),
    recordOf({ status: 'failed', error: failure, durationMs: 999 }),
    recordOf({ status: 'skipped', reason: 'busy', durationMs: undefined }),
    recordOf({
      configId: 'cfg_b',
      config: { model: 'large' },
      label: 'model=large',
    }),
  ];

  it('has the config as params and figures over all branches as metrics', async () => {
    const backend = backendFor();
    await backend.logBranches(records);
    await backend.flush();
    expect(server.active().length).toBe(2);
    const run = runOf('cfg_a');
    expect(run).toMatchObject({
      status: 'RUNNING',
      params: { model: 'small' },
    });
    expect(run?.tags).not.toHaveProperty('spearmint.label');
    expect(runOf('cfg_b')).toMatchObject({
      params: { model: 'large' },
      tags: { 'spearmint.label': 'model=large' },
    });
    const figures = figuresOf(run, 5) as Record<string, number>;
    expect(figures).toMatchObject({
      n: 4,
      failed: 1,
      skipped: 1,
      success_rate: 0.75,
      duration_ms_mean: 20,
      duration_ms_max: 30,
      accuracy_mean: 2,
    });
    const [summary] = summarize(records);
    expect(figures.duration_ms_p50).toBeCloseTo(summary?.p50Ms ?? NaN, -1);
    expect(Math.abs((figures.duration_ms_p50 ?? 0) / 20 - 1)).toBeLessThan(
      0.01,
    );
    expect(Math.abs((figures.duration_ms_p95 ?? 0) / 30 - 1)).toBeLessThan(
      0.01,
    );
  });

  it('goes on in steps, and ends with the application', async () => {
    const backend = backendFor({ traces: false });
    await backend.logBranches(records.slice(0, 2));
    await backend.flush();
    await backend.logBranches([records[2]].flatMap((record) => record ?? []));
    await backend.flush();
    const run = runOf('cfg_a');
    expect(figuresOf(run, 2)).toMatchObject({ n: 2, duration_ms_mean: 15 });
    expect(figuresOf(run, 3)).toMatchObject({ n: 3, duration_ms_mean: 20 });
    expect(run?.status).toBe('RUNNING');
    await backend.close();
    expect(run?.status).toBe('FINISHED');
  });

  it('gets its figures no more often than asked, however often a sink flushes', async () => {
    const backend = backendFor();
    for (let batch = 1; batch <= 50; batch++) {
      await backend.logBranches([
        recordOf(),
        recordOf({ configId: 'b' }),
        recordOf({ configId: 'c' }),
      ]);
      await backend.flush();
    }
    const steps = (configId: string): unknown[] =>
      (runOf(configId)?.metrics ?? [])
        .filter(({ key }) => key === 'n')
        .map(({ step }) => step);
    expect(steps('b')).toEqual([1]);
    expect(server.traces.length).toBe(150);
    await backend.close();
    expect(steps('b')).toEqual([1, 50]);
  });

  it('gets its figures by itself, as often as asked', async () => {
    const backend = backendFor({ snapshotMs: 5 });
    await backend.logBranches([recordOf()]);
    while (runOf('cfg_a')?.metrics.length === 0) await turns(1);
    expect(figuresOf(runOf('cfg_a'), 1)).toMatchObject({ n: 1 });
  });

  it('gets its figures later when the server fails, and says so once', async () => {
    const backend = backendFor({ snapshotMs: 5, retryForMs: 0 });
    await backend.logBranches([recordOf()]);
    server.fault = ({ path }) =>
      path.includes('log-batch') ? { status: 500 } : undefined;
    while (server.count('log-batch') < 4) await turns(1);
    server.fault = () => undefined;
    while (runOf('cfg_a')?.metrics.length === 0) await turns(1);
    expect(backends.warnings).toEqual([
      expect.stringMatching(
        /^Figures could not be written, and are tried again: /,
      ),
    ]);
  });

  it('counts a branch that comes again once', async () => {
    const backend = backendFor({ retryForMs: 0 });
    server.failNext('v1/traces', { status: 500 });
    await rejection(backend.logBranches(records));
    await backend.logBranches(records);
    await backend.close();
    expect(figuresOf(runOf('cfg_a'), 5)).toMatchObject({ n: 4 });
  });

  it('is one of each process', async () => {
    for (const _ of ['one', 'other']) {
      const backend = backendFor();
      await backend.logBranches([recordOf()]);
      await backend.close();
    }
    expect(server.active().length).toBe(2);
  });

  it('is made once when the answer is lost', async () => {
    const backend = backendFor();
    server.failNext('runs/create', { afterwards: 'reset' });
    await rejection(backend.logBranches([recordOf()]));
    await backend.logBranches([recordOf()]);
    expect(server.active().length).toBe(1);
  });

  it('ends when very many others are used', async () => {
    const list = new ConfigRunList('key', 2);
    for (const configId of ['a', 'b', 'a', 'c'])
      list.groupsOf([recordOf({ configId })]);
    expect(list.retired().map(({ first }) => first.configId)).toEqual(['b']);
    expect(list.all().length).toBe(3);
    for (const run of list.retired()) list.ended(run);
    expect(list.all().length).toBe(2);
  });
});

describe('the runs of very many configs', () => {
  it('are held only up to a limit while none of them can be ended', () => {
    const list = new ConfigRunList('key', 10);
    for (let at = 0; at < 100; at++)
      list.groupsOf([recordOf({ configId: `c${at}` })]);
    expect(list.all().length).toBe(20);
    expect(list.lost).toBe(80);
  });

  it('that cannot be kept are told of once', async () => {
    const backend = backendFor({ retryForMs: 0 });
    server.fault = () => ({ status: 500 });
    for (let batch = 0; batch < 6; batch++)
      await rejection(
        backend.logBranches(
          Array.from({ length: 500 }, (_, at) =>
            recordOf({ configId: `c${batch}-${at}` }),
          ),
        ),
      );
    expect(
      backends.warnings.filter((text) => text.includes('are not ended')),
    ).toHaveLength(1);
  });
});

describe('the traces of branches', () => {
  it('go in one request for each run of a batch, linked to it', async () => {
    const backend = backendFor();
    await backend.logBranches([
      recordOf(),
      recordOf(),
      recordOf({ configId: 'b' }),
    ]);
    const requests = server.seen.filter(({ path }) => path === '/v1/traces');
    expect(
      requests.map(({ headers }) => headers['x-mlflow-run-id']).sort(),
    ).toEqual(
      server
        .active()
        .map(({ id }) => id)
        .sort(),
    );
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'x-mlflow-experiment-id': '1',
    });
  });

  it('of very many runs go in one request', async () => {
    const backend = backendFor();
    await backend.logBranches(
      Array.from({ length: 40 }, (_, index) =>
        recordOf({ configId: `c${index}` }),
      ),
    );
    expect(server.count('v1/traces')).toBe(1);
  });

  it('that are large go in several requests', async () => {
    const backend = backendFor();
    const output = 'x'.repeat(150_000);
    await backend.logBranches(
      Array.from({ length: 20 }, () => recordOf({ output })),
    );
    expect(server.traces.length).toBe(4);
    for (const { length } of server.traces)
      expect(length).toBeLessThan(1_100_000);
  });

  it('are none where they are off', async () => {
    const backend = backendFor({ traces: false });
    await backend.logBranches([recordOf()]);
    expect(server.count('v1/traces')).toBe(0);
  });
});

describe('what is said of a config', () => {
  it('is sent once, however many batches and snapshots there are', async () => {
    const backend = backendFor({ traces: false });
    for (let batch = 0; batch < 3; batch++) {
      await backend.logBranches([recordOf()]);
      await backend.flush();
    }
    const batches = server.seen
      .filter(({ path }) => path.includes('log-batch'))
      .map(({ body }) => JSON.parse(body) as { params: unknown[] });
    expect(batches.map(({ params }) => params.length)).toEqual([1, 0, 0, 0]);
    expect(server.count('mlflow-artifacts')).toBe(1);
  });
});

describe('branches that come one by one', () => {
  it('gather after a request, but never a hundred of them', async () => {
    const backend = backendFor({ gatherMs: 60 });
    await backend.logBranches([recordOf()]);
    const begin = performance.now();
    await backend.logBranches(Array.from({ length: 100 }, () => recordOf()));
    const atOnce = performance.now() - begin;
    await backend.logBranches([recordOf()]);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(60 - 1);
    expect(atOnce).toBeLessThan(performance.now() - begin);
  });

  it('wait for no more than two batches before them', async () => {
    const backend = backendFor();
    server.fault = () => 'hang';
    const calls = Array.from({ length: 5 }, () =>
      rejection(backend.logBranches([recordOf()])),
    );
    expect((await calls[4]).message).toContain('still wait');
    const failure = await rejection(backend.close());
    expect(failure.message).toContain('closed before the answer');
    await Promise.all(calls);
  });
});
