import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MlflowBackend, type MlflowMode } from '@nestjs-spearmint/mlflow';
import { Branch, BranchRecorder } from 'nestjs-spearmint';
import { MlflowServer } from './support/mlflow-server.fixture.js';
import { readRuns, readTraces } from './support/read-runs.fixture.js';

/** `MLFLOW_BRANCHES=10000` for figures. */
const COUNT = Number(process.env.MLFLOW_BRANCHES ?? 600);
const TIMEOUT_MS = 60_000 + COUNT * 500;
const CONFIGS = 4;

let server: MlflowServer;
beforeAll(async () => {
  server = await MlflowServer.start();
}, 300_000);
afterAll(() => server.stop(), 120_000);

/** Records as an application does, with a queue that holds all; gives the requests that it took. */
async function record(mode: MlflowMode): Promise<number> {
  const backend = new MlflowBackend({
    trackingUri: server.uri,
    experimentName: mode,
    mode,
  });
  const recorder = new BranchRecorder();
  recorder.attach([backend], { queueLimit: COUNT, attempts: 1_000 });
  const begin = performance.now();
  for (let n = 0; n < COUNT; n++) {
    const config = { n: n % CONFIGS, model: 'small', temperature: 0.2 };
    const branch = Branch.start(`cfg_${n % CONFIGS}`, config, {
      experiment: 'Many.run',
    });
    branch.score('number', n);
    branch.markSuccess({ n });
    recorder.record(branch);
  }
  expect(await recorder.flush(TIMEOUT_MS)).toBe(true);
  await recorder.close(10_000);
  const seconds = (performance.now() - begin) / 1_000;
  const [stats] = recorder.stats().backends;
  expect(stats).toMatchObject({ recorded: COUNT, pending: 0 });
  if (process.env.MLFLOW_BRANCHES !== undefined)
    process.stderr.write(
      `${mode}: ${COUNT} branches, ${backend.requests} requests, ${(COUNT / seconds).toFixed(1)} branches/s\n`,
    );
  return backend.requests;
}

let perBranch = 0;

describe('branches in large numbers', () => {
  it(
    'are all there, each once, with equal params and metrics',
    async () => {
      perBranch = await record('run-per-branch');
      const runs = await readRuns(server, 'run-per-branch');
      expect(runs.length).toBe(COUNT);
      const byNumber = new Map(runs.map((run) => [run.metrics.number, run]));
      for (let n = 0; n < COUNT; n++) {
        expect(byNumber.get(n)).toMatchObject({
          status: 'FINISHED',
          params: {
            n: String(n % CONFIGS),
            model: 'small',
            temperature: '0.2',
          },
          tags: { 'spearmint.config_id': `cfg_${n % CONFIGS}` },
        });
      }
    },
    TIMEOUT_MS,
  );

  it(
    'take less than a fiftieth of the requests with a run for each config',
    async () => {
      const requests = await record('run-per-config');
      expect(requests * 50).toBeLessThanOrEqual(perBranch);
      const runs = await readRuns(server, 'run-per-config');
      expect(runs.map(({ metrics }) => metrics.n)).toEqual(
        Array.from({ length: CONFIGS }, () => COUNT / CONFIGS),
      );
      const traces = await readTraces(server, 'run-per-config');
      expect(
        new Set(traces.map(({ tags }) => tags['spearmint.branch_id'])).size,
      ).toBe(COUNT);
    },
    TIMEOUT_MS,
  );
});
