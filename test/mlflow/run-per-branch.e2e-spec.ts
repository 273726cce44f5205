import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MlflowBackend } from '@nestjs-spearmint/mlflow';
import type { BranchRecord } from 'nestjs-spearmint';
import { MlflowServer } from './support/mlflow-server.fixture.js';
import { readArtifact, readRuns } from './support/read-runs.fixture.js';

let server: MlflowServer;
beforeAll(async () => {
  server = await MlflowServer.start();
}, 300_000);
afterAll(() => server.stop());

let number = 0;
function recordOf(more: Partial<BranchRecord> = {}): BranchRecord {
  return {
    id: `branch-${++number}`,
    experiment: 'Search.run',
    configId: 'cfg_a',
    config: { model: 'small', llm: { temperature: 0.01, stop: ['a', 'b'] } },
    configSource: 'pool',
    configRead: true,
    role: 'primary',
    status: 'success',
    startedAt: Date.now() + number,
    durationMs: 12.75,
    output: { text: 'answer' },
    ...more,
  };
}

const backendFor = (experimentName?: string): MlflowBackend =>
  new MlflowBackend({ trackingUri: server.uri, experimentName }, {});

describe('a branch in MLflow', () => {
  it('is a finished run with its config as params, its duration and its scores', async () => {
    const record = recordOf({ scores: { accuracy: 0.75, 'f1: macro': 1 } });
    await backendFor('plain').logBranches([record]);
    const [run, ...others] = await readRuns(server, 'plain');
    expect(others).toEqual([]);
    expect(run).toMatchObject({
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
    });
    expect(await readArtifact(server, run)).toEqual(record);
  });
});
