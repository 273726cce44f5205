import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Backends, rejection } from './backend.fixture.js';
import { FakeMlflow } from './fake-mlflow.fixture.js';
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

/** Which run is nested in which, by the ids of their branches. */
function nesting(): Record<string, string | undefined> {
  const keyOf = (id: string | undefined): string | undefined =>
    id === undefined
      ? undefined
      : server.runs.get(id)?.tags['spearmint.run_key'];
  return Object.fromEntries(
    server
      .active()
      .map(({ tags }) => [
        tags['spearmint.run_key'],
        keyOf(tags['mlflow.parentRunId']),
      ]),
  );
}

describe('runs of nested experiments', () => {
  const family = () => ({
    child: recordOf({ id: 'child', parentId: 'parent' }),
    grandchild: recordOf({ id: 'grandchild', parentId: 'child' }),
    parent: recordOf({ id: 'parent' }),
  });
  const nested = { parent: undefined, child: 'parent', grandchild: 'child' };

  it('are nested when they come together, children first', async () => {
    const backend = await backends.warm();
    const { grandchild, child, parent } = family();
    await backend.logBranches([grandchild, child, parent]);
    expect(nesting()).toEqual(nested);
    // Parents are made first, so no link costs a request.
    expect(server.count('set-tag')).toBe(0);
  });

  it('are nested when the parent comes later', async () => {
    const backend = await backends.warm();
    const { grandchild, child, parent } = family();
    await backend.logBranches([grandchild]);
    await backend.logBranches([child]);
    await backend.logBranches([parent]);
    expect(nesting()).toEqual(nested);
  });

  it('are nested when a child ends after its parent', async () => {
    const backend = await backends.warm();
    const { grandchild, child, parent } = family();
    await backend.logBranches([parent]);
    await backend.logBranches([child]);
    await backend.logBranches([grandchild]);
    expect(nesting()).toEqual(nested);
  });

  it('are nested when all are written at the same time', async () => {
    const backend = await backends.warm();
    const { grandchild, child, parent } = family();
    await Promise.all(
      [grandchild, parent, child].map((one) => backend.logBranches([one])),
    );
    expect(nesting()).toEqual(nested);
  });

  const old = { startedAt: Date.now() - 60_000 };

  it('are nested when the children came in an earlier process', async () => {
    const { grandchild, child } = family();
    const parent = recordOf({ id: 'parent', ...old });
    await backends.make().logBranches([grandchild, child]);
    await backends.make().logBranches([parent]);
    expect(nesting()).toEqual(nested);
  });

  it('are nested when the parent came in an earlier process', async () => {
    const { parent } = family();
    const child = recordOf({ id: 'child', parentId: 'parent', ...old });
    await backends.make().logBranches([parent]);
    await backends.make().logBranches([child]);
    expect(nesting()).toEqual({ parent: undefined, child: 'parent' });
  });

  it('are nested when the link fails at first', async () => {
    const backend = await backends.warm({ retryForMs: 0 });
    const { child, parent } = family();
    await backend.logBranches([child]);
    server.failNext('set-tag', { status: 500 });
    await rejection(backend.logBranches([parent]));
    await backend.logBranches([parent]);
    expect(nesting()).toEqual({ parent: undefined, child: 'parent' });
  });

  it('are written when the parent cannot be', async () => {
    const backend = await backends.warm({ retryForMs: 0 });
    const { child, parent } = family();
    server.fault = ({ path, body }) =>
      path.includes('runs/create') && !body.includes('parent_key')
        ? { status: 400, body: '{"error_code":"INVALID_PARAMETER_VALUE"}' }
        : undefined;
    await rejection(backend.logBranches([child, parent]));
    expect(server.active()).toMatchObject([
      { status: 'FINISHED', tags: { 'spearmint.run_key': 'child' } },
    ]);
  });

  it('are written where each says that the other is its parent', async () => {
    const backend = await backends.warm();
    await backend.logBranches([
      recordOf({ id: 'chicken', parentId: 'egg' }),
      recordOf({ id: 'egg', parentId: 'chicken' }),
    ]);
    expect(server.active().map(({ status }) => status)).toEqual([
      'FINISHED',
      'FINISHED',
    ]);
  });
});

describe('the end of a run', () => {
  it.each([
    ['success', 'FINISHED'],
    ['failed', 'FAILED'],
    ['skipped', 'KILLED'],
  ] as const)('of a branch that is %s is %s', async (status, end) => {
    await (await backends.warm()).logBranches([recordOf({ status })]);
    expect(server.active()).toMatchObject([{ status: end }]);
  });
});

describe('records that come again', () => {
  it('cost nothing', async () => {
    const backend = await backends.warm();
    const records = [recordOf(), recordOf()];
    await backend.logBranches(records);
    const { length } = server.seen;
    await backend.logBranches(records);
    expect(server.seen.length).toBe(length);
  });

  it('in another process find their runs', async () => {
    const records = [recordOf(), recordOf()];
    await backends.make().logBranches(records);
    await backends.make().logBranches(records);
    expect(server.active().length).toBe(2);
    expect(server.count('runs/create')).toBe(2);
    // Figures that are logged twice are two points of a curve.
    expect(server.count('log-batch')).toBe(2);
    expect(server.count('runs/update')).toBe(2);
  });

  it('while they are being written join in', async () => {
    const backend = await backends.warm();
    const record = recordOf();
    await Promise.all([1, 2, 3].map(() => backend.logBranches([record])));
    expect(server.seen.length).toBe(4);
    expect(server.active()).toMatchObject([{ status: 'FINISHED' }]);
  });

  it('in another process complete what was half written', async () => {
    const record = recordOf({ scores: { accuracy: 1 } });
    server.failNext('log-batch', { status: 400 });
    await rejection(backends.make().logBranches([record]));
    expect(server.active()).toMatchObject([{ status: 'RUNNING', params: {} }]);
    await backends.make().logBranches([record]);
    expect(server.active()).toMatchObject([
      {
        status: 'FINISHED',
        params: { model: 'small' },
        metrics: [{ key: 'duration_ms' }, { key: 'accuracy' }],
      },
    ]);
  });

  it('that are older than the backend are looked for', async () => {
    const old = recordOf({ startedAt: Date.now() - 60_000 });
    await (await backends.warm()).logBranches([old]);
    await (await backends.warm()).logBranches([recordOf()]);
    expect(server.count('runs/search')).toBe(0);
    const [backend] = [await backends.warm()];
    await backend.logBranches([old]);
    expect(server.count('runs/search')).toBeGreaterThan(0);
  });
});

describe('the requests for a branch', () => {
  it('are four: run, figures, artifact and end', async () => {
    const backend = await backends.warm();
    await backend.logBranches([recordOf()]);
    expect(
      server.seen.map(({ path }) => path.replace(/\/\d+\/run\d+.*/, '')),
    ).toEqual([
      '/api/2.0/mlflow/runs/create',
      '/api/2.0/mlflow/runs/log-batch',
      '/api/2.0/mlflow-artifacts/artifacts',
      '/api/2.0/mlflow/runs/update',
    ]);
  });

  it('are three without artifacts', async () => {
    const backend = await backends.warm({ artifacts: false });
    await backend.logBranches([recordOf()]);
    expect(server.seen.length).toBe(3);
  });

  it('of several branches are under way at a time, as many as asked', async () => {
    const backend = await backends.warm({ concurrency: 3 });
    let most = 0;
    let now = 0;
    const { fault } = server;
    server.fault = (request) => {
      most = Math.max(most, ++now);
      setImmediate(() => now--);
      return fault(request);
    };
    await backend.logBranches(Array.from({ length: 20 }, () => recordOf()));
    expect(server.active().length).toBe(20);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('with very many params are in batches that MLflow takes', async () => {
    const config = Object.fromEntries(
      Array.from({ length: 1_500 }, (_, index) => [
        `p${index}`,
        'x'.repeat(3_000),
      ]),
    );
    await (await backends.warm()).logBranches([recordOf({ config })]);
    const batches = server.seen.filter(({ path }) =>
      path.includes('log-batch'),
    );
    for (const { body } of batches) {
      expect(JSON.parse(body).params.length).toBeLessThanOrEqual(100);
      expect(body.length).toBeLessThan(1_000_000);
    }
    const [run] = server.active();
    expect(Object.keys(run?.params ?? {}).length).toBe(1_000);
    expect(run?.tags['spearmint.truncated']).toBe('500 more params');
  });
});

describe('the MLflow experiment', () => {
  it('is made once by many backends that start together', async () => {
    await Promise.all(
      Array.from({ length: 8 }, () =>
        backends.make().logBranches([recordOf()]),
      ),
    );
    expect(server.experiments.size).toBe(1);
    expect(server.active().length).toBe(8);
  });

  it('that another process makes at the same moment is taken', async () => {
    server.experiments.set('test', { id: '7', isDeleted: false });
    server.failNext('get-by-name', {
      status: 404,
      body: '{"error_code":"RESOURCE_DOES_NOT_EXIST"}',
    });
    await backends.make().logBranches([recordOf()]);
    expect(server.active()).toMatchObject([{ experimentId: '7' }]);
  });

  it('that is deleted is an error that says so', async () => {
    server.experiments.set('test', { id: '7', isDeleted: true });
    const error = await rejection(backends.make().logBranches([recordOf()]));
    expect(error.code).toBe('SPEARMINT_E_MLFLOW_EXPERIMENT');
    expect(error.message).toBe(
      'MLflow: the experiment "test" is deleted, so nothing is recorded into it. ' +
        'Restore it with `mlflow experiments restore`, set `restoreDeleted: true`, or name another one in `experimentName`.',
    );
    expect(server.active()).toEqual([]);
  });

  it('that is deleted is restored where asked', async () => {
    server.experiments.set('test', { id: '7', isDeleted: true });
    await backends.make({ restoreDeleted: true }).logBranches([recordOf()]);
    expect(server.active()).toMatchObject([{ experimentId: '7' }]);
  });

  it('that is restored by somebody meanwhile is used', async () => {
    server.experiments.set('test', { id: '7', isDeleted: true });
    const backend = backends.make();
    const record = recordOf();
    await rejection(backend.logBranches([record]));
    server.experiments.set('test', { id: '7', isDeleted: false });
    await backend.logBranches([record]);
    expect(server.active().length).toBe(1);
  });

  it('is looked for again when it takes no runs: somebody may have replaced it', async () => {
    const backend = await backends.warm();
    const record = recordOf();
    server.failNext('runs/create', {
      status: 400,
      body: '{"error_code":"INVALID_STATE"}',
    });
    server.experiments.set('test', { id: '9', isDeleted: false });
    await rejection(backend.logBranches([record]));
    await backend.logBranches([record]);
    expect(server.active()).toMatchObject([{ experimentId: '9' }]);
  });

  it('is one for each experiment when none is named', async () => {
    await backends
      .make({ experimentName: undefined })
      .logBranches([recordOf(), recordOf({ experiment: 'Other.run' })]);
    expect([...server.experiments.keys()].sort().reverse()).toEqual([
      'Search.run',
      'Other.run',
    ]);
  });

  it('is the one of an id, which has to be there', async () => {
    const backend = backends.make(
      { experimentName: undefined },
      { MLFLOW_EXPERIMENT_ID: '7' },
    );
    const record = recordOf();
    const error = await rejection(backend.logBranches([record]));
    expect(error.message).toContain('the experiment "7" does not exist');
    server.experiments.set('any', { id: '7', isDeleted: false });
    await backend.logBranches([record]);
    expect(server.active()).toMatchObject([{ experimentId: '7' }]);
  });
});
