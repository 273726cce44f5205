import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  MlflowBackend,
  type MlflowMode,
  type MlflowOptions,
} from '@nestjs-spearmint/mlflow';
import { BranchStore } from '@nestjs-spearmint/store';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Branch,
  BranchRecorder,
  jsonSafe,
  type BranchRecord,
} from 'nestjs-spearmint';
import { describeBackendContract } from 'nestjs-spearmint/testing';
import { recordAll, recordOf } from './support/branches.fixture.js';
import { MlflowServer } from './support/mlflow-server.fixture.js';
import {
  experimentIdOf,
  type ReadRun,
  readArtifact,
  readRuns,
  readTraces,
} from './support/read-runs.fixture.js';

let server: MlflowServer;
beforeAll(async () => {
  server = await MlflowServer.start();
}, 300_000);
const open: MlflowBackend[] = [];
afterAll(async () => {
  // Some were closed while the server was down, which they tell again.
  await Promise.allSettled(open.map((backend) => backend.close()));
  await server.stop();
}, 60_000);

function backendFor(
  experimentName: string,
  options: Partial<MlflowOptions> = {},
): MlflowBackend {
  const backend = new MlflowBackend({
    trackingUri: server.uri,
    experimentName,
    ...options,
  });
  open.push(backend);
  return backend;
}

async function oneRun(experiment: string): Promise<ReadRun> {
  const [run, ...others] = await readRuns(server, experiment);
  if (run === undefined || others.length > 0)
    throw new Error(`${others.length + (run ? 1 : 0)} runs`);
  return run;
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a branch in MLflow', () => {
  it('is a finished run with its config as params, its duration and its scores', async () => {
    const record = recordOf({
      label: 'model=small',
      scores: { accuracy: 0.75, 'f1: macro': 1 },
    });
    const backend = backendFor('plain', { tags: { release: '1.4.2' } });
    await backend.logBranches([record]);
    const run = await oneRun('plain');
    expect(run).toMatchObject({
      id: backend.runIdOf(record.id),
      name: record.id,
      status: 'FINISHED',
      startedAt: record.startedAt,
      endedAt: record.startedAt + 12,
      params: {
        model: 'small',
        'llm.temperature': '0.01',
        'llm.stop': '["a","b"]',
      },
      metrics: { duration_ms: 12.75, accuracy: 0.75, 'f1_ macro': 1 },
      tags: {
        'spearmint.run_key': record.id,
        'spearmint.experiment': 'Search.run',
        'spearmint.config_id': 'cfg_a',
        'spearmint.label': 'model=small',
        'spearmint.status': 'success',
        release: '1.4.2',
      },
    });
    expect(await readArtifact(server, run)).toEqual(record);
  });

  it('that failed is a failed run with its error', async () => {
    const branch = Branch.start('cfg_a', { model: 'a' }, { experiment: 'E.x' });
    branch.markFailure(
      new TypeError('no model', { cause: new Error('quota') }),
    );
    await recordAll(backendFor('failed'), [branch]);
    const run = await oneRun('failed');
    expect(run.status).toBe('FAILED');
    expect(run.tags).toMatchObject({
      'spearmint.error.type': 'TypeError',
      'spearmint.error.message': 'no model',
      'spearmint.error.stack': expect.stringContaining('TypeError: no model\n'),
    });
    expect(await readArtifact(server, run)).toMatchObject({
      error: { type: 'TypeError', cause: { message: 'quota' } },
    });
  });

  it('that was skipped is a killed run with the reason', async () => {
    const branch = Branch.start('cfg_a', {}, { experiment: 'E.x' });
    branch.markSkipped('the queue was full');
    await recordAll(backendFor('skipped'), [branch]);
    expect(await oneRun('skipped')).toMatchObject({
      status: 'KILLED',
      tags: { 'spearmint.reason': 'the queue was full' },
    });
  });

  it('keeps what is no number', async () => {
    const scores = { nan: NaN, inf: Infinity, low: -Infinity };
    await backendFor('numbers').logBranches([recordOf({ scores })]);
    expect((await oneRun('numbers')).metrics).toMatchObject({
      nan: 'NaN',
      inf: Number.MAX_VALUE,
      low: -Number.MAX_VALUE,
    });
  });

  it('with long and many values is there in full in the artifact', async () => {
    const config = {
      prompt: 'p'.repeat(20_000),
      ...Object.fromEntries(
        Array.from({ length: 250 }, (_, n) => [`k${n}`, n]),
      ),
    };
    const error = {
      type: 'E',
      message: 'm'.repeat(9_000),
      stack: 's'.repeat(9_000),
    };
    const record = recordOf({
      config,
      status: 'failed',
      error,
      output: undefined,
    });
    await backendFor('long').logBranches([record]);
    const run = await oneRun('long');
    expect(Object.keys(run.params).length).toBe(251);
    expect(run.params.prompt).toBe(`${'p'.repeat(4_999)}…`);
    expect(run.tags['spearmint.truncated']).toBe('prompt');
    expect(await readArtifact(server, run)).toEqual(plain(record));
  });

  it('of a nested experiment is nested in the run of its parent', async () => {
    const parent = recordOf({ experiment: 'Outer.run' });
    const child = recordOf({ parentId: parent.id });
    await backendFor('nested').logBranches([child, parent]);
    const runs = await readRuns(server, 'nested');
    const idOf = (key: string): string | undefined =>
      runs.find(({ tags }) => tags['spearmint.run_key'] === key)?.id;
    expect(runs.map(({ tags }) => tags['mlflow.parentRunId'])).toEqual([
      undefined,
      idOf(parent.id),
    ]);
  });

  it('is what the Python client of MLflow finds', async () => {
    const records = [
      recordOf({ scores: { accuracy: 0.5 } }),
      recordOf({
        configId: 'cfg_b',
        config: { model: 'large' },
        scores: { accuracy: 1 },
      }),
    ];
    await backendFor('python').logBranches(records);
    const found = await server.ask(`
import json, mlflow
runs = mlflow.search_runs(experiment_names=["python"], filter_string="params.model = 'large' and metrics.accuracy > 0.9", output_format="list")
path = mlflow.artifacts.download_artifacts(run_id=runs[0].info.run_id, artifact_path=f"branch_{runs[0].info.run_name}.json")
print(json.dumps({"n": len(runs), "config": runs[0].data.tags["spearmint.config_id"], "branch": json.load(open(path))}))
`);
    expect(found).toEqual({ n: 1, config: 'cfg_b', branch: records[1] });
  }, 60_000);
});

describe('many branches', () => {
  it('of two concurrent calls never mix params, metrics or artifacts', async () => {
    const backend = backendFor('concurrent');
    const fanOut = (call: string): Branch[] =>
      Array.from({ length: 12 }, (_, index) => {
        const name = `${call}-${index}`;
        const branch = Branch.start(name, { name }, { experiment: 'Fan.out' });
        branch.score('index', index);
        branch.markSuccess({ name });
        return branch;
      });
    const calls = ['left', 'right'].map(fanOut);
    await Promise.all(calls.map((branches) => recordAll(backend, branches)));
    const runs = await readRuns(server, 'concurrent');
    expect(runs.length).toBe(24);
    for (const run of runs) {
      const name = run.tags['spearmint.config_id'] ?? '';
      expect(run.params).toEqual({ name });
      expect(run.metrics.index).toBe(Number(name.split('-')[1]));
      expect(await readArtifact(server, run)).toMatchObject({
        config: { name },
        output: { name },
      });
    }
  });
});

describe('an experiment of MLflow', () => {
  it('is made once by processes that start together', async () => {
    const records = Array.from({ length: 6 }, () => recordOf());
    await Promise.all(
      records.map((record) => backendFor('race').logBranches([record])),
    );
    expect((await readRuns(server, 'race')).length).toBe(6);
  });

  it('that was deleted is an error, or restored where asked', async () => {
    await backendFor('deleted').logBranches([recordOf()]);
    const experiment_id = await experimentIdOf(server, 'deleted');
    await server.read('/api/2.0/mlflow/experiments/delete', { experiment_id });
    await expect(
      backendFor('deleted').logBranches([recordOf()]),
    ).rejects.toMatchObject({ code: 'SPEARMINT_E_MLFLOW_EXPERIMENT' });
    await backendFor('deleted', { restoreDeleted: true }).logBranches([
      recordOf(),
    ]);
    expect((await readRuns(server, 'deleted')).length).toBe(2);
  });

  it('that is deleted while it is used is told at the next try', async () => {
    const backend = backendFor('deleted later');
    await backend.logBranches([recordOf()]);
    const experiment_id = await experimentIdOf(server, 'deleted later');
    await server.read('/api/2.0/mlflow/experiments/delete', { experiment_id });
    const record = recordOf();
    await expect(backend.logBranches([record])).rejects.toMatchObject({
      message: expect.stringContaining('active'),
    });
    await expect(backend.logBranches([record])).rejects.toMatchObject({
      code: 'SPEARMINT_E_MLFLOW_EXPERIMENT',
    });
  });
});

describe('a run for each config', () => {
  const options = { mode: 'run-per-config', gatherMs: 0 } as const;

  it('has figures in steps, and a trace of each branch linked to it', async () => {
    const backend = backendFor('configs', options);
    const error = { type: 'TypeError', message: 'no', stack: 'TypeError: no' };
    const records = [
      recordOf({ durationMs: 10, scores: { accuracy: 0.5 } }),
      recordOf({ durationMs: 30, scores: { accuracy: 1 }, args: ['q'] }),
      recordOf({ status: 'failed', error, output: undefined }),
    ];
    await backend.logBranches(records.slice(0, 2));
    await backend.flush();
    await backend.logBranches(records.slice(2));
    await backend.close();
    const run = await oneRun('configs');
    expect(run).toMatchObject({
      status: 'FINISHED',
      params: { model: 'small', 'llm.temperature': '0.01' },
      metrics: { n: 3, failed: 1, success_rate: 2 / 3, accuracy_mean: 0.75 },
    });
    const { metrics } = await server.read(
      `/api/2.0/mlflow/metrics/get-history?run_id=${run.id}&metric_key=n`,
    );
    expect(
      metrics.map(({ step, value }: any) => [Number(step), value]),
    ).toEqual([
      [2, 2],
      [3, 3],
    ]);
    const traces = await readTraces(server, 'configs', run.id);
    expect(traces.map(({ state }) => state).sort()).toEqual([
      'ERROR',
      'OK',
      'OK',
    ]);
    const [second] = traces.filter(
      ({ tags }) => tags['spearmint.branch_id'] === records[1]?.id,
    );
    expect(second).toMatchObject({
      state: 'OK',
      tags: { 'spearmint.config_id': 'cfg_a' },
    });
    expect(JSON.parse(second?.request_preview ?? '')).toEqual({
      config: records[1]?.config,
      args: ['q'],
    });
    expect(JSON.parse(second?.response_preview ?? '')).toEqual(
      records[1]?.output,
    );
    expect(second?.request_time).toBe(
      new Date(records[1]?.startedAt ?? 0).toISOString(),
    );
    expect(second?.execution_duration).toMatch(/^0.03/);
  });

  it('has one trace of a branch that is sent again', async () => {
    const records = [recordOf(), recordOf()];
    for (const _ of ['one', 'other'])
      await backendFor('again', options).logBranches(records);
    expect((await readTraces(server, 'again')).length).toBe(2);
  });
});

describe('whatever is recorded', () => {
  const secret = 'hunter2-very-secret-value';
  const value = fc.anything({
    key: fc.string({ unit: 'binary' }),
    values: [
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
    ],
    maxDepth: 3,
    withMap: true,
    withDate: true,
    withBigInt: true,
  });
  const config = fc.dictionary(
    fc.string({ unit: 'binary', maxLength: 300 }),
    value,
  );

  it('is read back as it was after masking, and what is secret is in no request', async () => {
    const sent: string[] = [];
    let round = 0;
    await fc.assert(
      fc.asyncProperty(config, value, value, async (config, output, thrown) => {
        const experimentName = `any ${++round}`;
        const backend = new MlflowBackend(
          { trackingUri: server.uri, experimentName },
          {
            fetch: (url: URL, init?: RequestInit) => {
              sent.push(
                `${String(url)} ${Buffer.from((init?.body as string) ?? '').toString()}`,
              );
              return fetch(url, init);
            },
          } as Partial<Record<string, unknown>>,
        );
        const branches = [
          Branch.start('ok', { ...config, apiKey: secret, own: secret }),
          Branch.start('bad', { ...config, password: secret }),
        ];
        branches[0]?.markSuccess({ output, own: secret, token: secret });
        branches[1]?.markFailure(
          Object.assign(new Error(`with password=${secret}`), { thrown }),
        );
        const records = await recordAll(backend, branches, ['own']);
        const runs = await readRuns(server, experimentName);
        expect(runs.length).toBe(2);
        for (const record of records) await expectEqual(runs, record);
        await backend.close();
      }),
      { numRuns: 15 },
    );
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter((text) => text.includes(secret))).toEqual([]);
  }, 120_000);

  async function expectEqual(
    runs: readonly ReadRun[],
    record: BranchRecord,
  ): Promise<void> {
    const run = runs.find(({ name }) => name === record.id);
    if (run === undefined) throw new Error('the run is missing');
    expect(await readArtifact(server, run)).toEqual(plain(jsonSafe(record)));
    expect(run.metrics.duration_ms).toBe(record.durationMs);
    expect(run.status).toBe(
      record.status === 'success' ? 'FINISHED' : 'FAILED',
    );
  }
});

describe('an outage', () => {
  it('is survived: what came meanwhile is written in order, once', async () => {
    const backend = backendFor('outage', { retryForMs: 0, timeoutMs: 5_000 });
    const recorder = new BranchRecorder();
    recorder.attach([backend], {
      attempts: 1_000,
      backoffMs: 20,
      maxBackoffMs: 200,
      queueLimit: 500,
      callTimeoutMs: 30_000,
    });
    const record = (n: number): void => {
      const branch = Branch.start(`c${n}`, { n }, { experiment: 'E.x' });
      branch.markSuccess(n);
      recorder.record(branch);
    };
    for (let n = 0; n < 20; n++) record(n);
    await recorder.flush();
    await server.down();
    for (let n = 20; n < 60; n++) record(n);
    expect(await recorder.flush(300)).toBe(false);
    expect(recorder.stats().backends[0]?.pending).toBe(40);
    await server.up();
    expect(await recorder.flush(60_000)).toBe(true);
    const runs = await readRuns(server, 'outage');
    expect(
      runs.map(({ params }) => Number(params.n)).sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 60 }, (_, n) => n));
    expect(new Set(runs.map(({ status }) => status))).toEqual(
      new Set(['FINISHED']),
    );
    await recorder.close(1_000);
  }, 240_000);
});

describe('a store that feeds MLflow', () => {
  it('brings everything that came while it was down, over a restart, in order and once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spearmint-mlflow-store-'));
    const start = (): [BranchStore, BranchRecorder] => {
      const backend = backendFor('store', { retryForMs: 0, timeoutMs: 5_000 });
      const store = new BranchStore({
        folder,
        database: false,
        sinks: [
          { backend, backoffMs: 20, maxBackoffMs: 200, callTimeoutMs: 30_000 },
        ],
      });
      const recorder = new BranchRecorder();
      recorder.attach([store]);
      return [store, recorder];
    };
    const record = (
      recorder: BranchRecorder,
      from: number,
      to: number,
    ): void => {
      for (let n = from; n < to; n++) {
        const branch = Branch.start(`c${n}`, { n }, { experiment: 'E.x' });
        branch.score('n', n);
        branch.markSuccess(n);
        recorder.record(branch);
      }
    };
    const [store, recorder] = start();
    record(recorder, 0, 10);
    await recorder.flush();
    expect(await store.delivered(30_000)).toBe(true);
    // What is under way when the server goes may have arrived in part.
    record(recorder, 10, 40);
    await recorder.flush();
    await server.down();
    record(recorder, 40, 80);
    await recorder.flush();
    expect(await store.delivered(300)).toBe(false);
    await recorder.close(1_000);
    const [later, next] = start();
    record(next, 80, 100);
    await next.flush();
    await server.up();
    expect(await later.delivered(60_000)).toBe(true);
    await next.close(2_000);
    await rm(folder, { recursive: true });
    const runs = await readRuns(server, 'store');
    expect(runs.length).toBe(100);
    const numbers = runs.map(({ params }) => Number(params.n));
    expect(numbers.sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, n) => n),
    );
    for (const run of runs) {
      expect(run).toMatchObject({
        status: 'FINISHED',
        metrics: { n: Number(run.params.n) },
      });
    }
  }, 240_000);
});

describe('an MLflow that is down for a whole run', () => {
  const modes = ['run-per-branch', 'run-per-config'] as const;
  const QUEUE = 20;
  const folders: string[] = [];
  const storeFor = (
    mode: MlflowMode,
    folder: string,
  ): [BranchStore, BranchRecorder] => {
    const backend = backendFor(`down for a run, ${mode}`, {
      mode,
      gatherMs: 0,
      retryForMs: 0,
      timeoutMs: 5_000,
    });
    const sink = { backend, backoffMs: 20, maxBackoffMs: 200 };
    const sinks = [{ ...sink, callTimeoutMs: 30_000 }];
    const store = new BranchStore({ folder, database: false, sinks });
    const recorder = new BranchRecorder();
    recorder.attach([store], { queueLimit: QUEUE });
    return [store, recorder];
  };
  /** As an application does: far more than a queue holds, in portions that it does. */
  async function record(
    recorder: BranchRecorder,
    from: number,
    to: number,
  ): Promise<void> {
    for (let n = from; n < to; n++) {
      const config = { even: n % 2 };
      const branch = Branch.start(`c${n % 2}`, config, { experiment: 'E.x' });
      branch.score('number', n);
      branch.markSuccess(n);
      recorder.record(branch);
      if (n % QUEUE === QUEUE - 1) await recorder.flush(50);
    }
  }
  const lostBy = (recorder: BranchRecorder): number => {
    const { dropped, backends } = recorder.stats();
    return dropped.queueFull + (backends[0]?.dropped.queueFull ?? 0);
  };
  const said: string[] = [];
  const alone = new BranchRecorder({
    warn: (message: string) => said.push(message),
  });

  beforeAll(async () => {
    await server.down();
    for (const mode of modes) {
      const folder = await mkdtemp(join(tmpdir(), 'spearmint-mlflow-store-'));
      folders.push(folder);
      const [store, recorder] = storeFor(mode, folder);
      await record(recorder, 0, 200);
      await recorder.close(1_500);
      expect(lostBy(recorder)).toBe(0);
      expect(store.stats()).toMatchObject({
        journal: { recorded: 200 },
        sinks: [{ delivered: 0, deadLettered: 0 }],
      });
    }
    const backend = backendFor('without a store', {
      retryForMs: 0,
      timeoutMs: 5_000,
    });
    alone.attach([backend], {
      attempts: 1_000,
      backoffMs: 20,
      maxBackoffMs: 200,
      queueLimit: QUEUE,
      callTimeoutMs: 30_000,
    });
    await record(alone, 0, 200);
    await server.up();
  }, 240_000);
  afterAll(() =>
    Promise.all(folders.map((folder) => rm(folder, { recursive: true }))),
  );

  it.each(modes)(
    'gets all of it from a store in the next run, once and in order: %s',
    async (mode) => {
      const folder = folders[modes.indexOf(mode)] ?? '';
      const [store, recorder] = storeFor(mode, folder);
      await record(recorder, 200, 240);
      expect(await store.delivered(120_000)).toBe(true);
      await recorder.close(5_000);
      const runs = await readRuns(server, `down for a run, ${mode}`);
      expect(new Set(runs.map(({ status }) => status))).toEqual(
        new Set(['FINISHED']),
      );
      if (mode === 'run-per-branch') {
        const numbers = runs.map(({ metrics }) => Number(metrics.number));
        expect(numbers.sort((a, b) => a - b)).toEqual(
          Array.from({ length: 240 }, (_, n) => n),
        );
        return;
      }
      expect(runs.map(({ metrics }) => metrics.n)).toEqual([120, 120]);
      for (const { id } of runs) expect(await isInOrder(id)).toBe(true);
    },
    180_000,
  );

  it('gets what the queue of a recorder without a store holds, once; the rest is counted and said', async () => {
    expect(await alone.flush(60_000)).toBe(true);
    const lost = lostBy(alone);
    expect(lost).toBeGreaterThan(120);
    expect(said.join('\n')).toContain('queue');
    const runs = await readRuns(server, 'without a store');
    const numbers = runs.map(({ metrics }) => metrics.number);
    expect(numbers).toHaveLength(200 - lost);
    expect(new Set(numbers).size).toBe(200 - lost);
    await alone.close(1_000);
  }, 90_000);

  /** Whether the figures of a run go on from step to step. */
  async function isInOrder(runId: string): Promise<boolean> {
    const { metrics } = (await server.read(
      `/api/2.0/mlflow/metrics/get-history?run_id=${runId}&metric_key=n`,
    )) as { metrics: { step: string; value: number }[] };
    return metrics.every(
      ({ step, value }, index) =>
        Number(step) === value && value > (metrics[index - 1]?.value ?? 0),
    );
  }
});

describe('the real server', () => {
  let round = 0;
  describeBackendContract(
    'MlflowBackend',
    () => {
      const experiment = `contract ${++round}`;
      const backend = backendFor(experiment);
      const recorded = async () => {
        const runs = await readRuns(server, experiment);
        const branches = await Promise.all(
          runs.map((run) => readArtifact(server, run)),
        );
        // Within a millisecond MLflow keeps no order; those of the contract have numbers.
        const numberOf = ({ configId }: BranchRecord): number =>
          Number(/\d+/.exec(configId)?.[0]);
        return branches.sort(
          (a, b) =>
            numberOf(a) - numberOf(b) || (a.configId < b.configId ? -1 : 1),
        );
      };
      return { backend, recorded, deadlineMs: 20_000 };
    },
    { describe, expect, it: (name, body) => it(name, body, 30_000) },
  );
});
