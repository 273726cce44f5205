import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as turns } from 'node:timers/promises';
import { Backends, rejection } from './backend.fixture.js';
import { FakeMlflow, type Fault } from './fake-mlflow.fixture.js';
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

type AnswerOrNone = Extract<Fault, string | { status: number }>;
const unclear: [string, AnswerOrNone][] = [
  ['500 without a code', { status: 500, body: 'oops' }],
  ['502', { status: 502 }],
  ['503 in plain text', { status: 503, body: 'Service Unavailable' }],
  ['504', { status: 504 }],
  ['a connection that is reset', 'reset'],
  ['half an answer', 'half'],
  [
    '500 TEMPORARILY_UNAVAILABLE',
    { status: 500, body: '{"error_code":"TEMPORARILY_UNAVAILABLE"}' },
  ],
];
const passing: typeof unclear = [...unclear, ['429', { status: 429 }]];

describe('a request that fails in passing', () => {
  describe.each(['log-batch', 'runs/update', 'mlflow-artifacts'])(
    'to %s',
    (path) => {
      it.each(passing)('is sent again: %s', async (_, fault) => {
        server.failNext(path, fault, fault);
        await backends.make().logBranches([recordOf()]);
        expect(server.active()).toMatchObject([
          { status: 'FINISHED', params: { model: 'small' } },
        ]);
        expect(server.count(path)).toBe(3);
      });
    },
  );

  it.each(unclear)(
    'after its run was made leaves one run: %s',
    async (_, fault) => {
      const backend = await backends.warm();
      const record = recordOf();
      server.failNext('runs/create', { afterwards: fault });
      const error = await rejection(backend.logBranches([record]));
      expect(error).toMatchObject({
        code: 'SPEARMINT_E_MLFLOW_REQUEST',
        isUnclear: true,
      });
      await backend.logBranches([record]);
      expect(server.active()).toMatchObject([
        { status: 'FINISHED', tags: { 'spearmint.run_key': record.id } },
      ]);
      expect(server.count('runs/create')).toBe(1);
    },
  );

  it('before its run was made leaves one run: 429', async () => {
    const backend = await backends.warm();
    server.failNext('runs/create', { status: 429 }, { status: 429 });
    await backend.logBranches([recordOf()]);
    expect(server.active().length).toBe(1);
    expect(server.count('runs/create')).toBe(3);
  });

  it('gets no more time than retryForMs', async () => {
    const backend = await backends.warm({ retryForMs: 0 });
    server.failNext('log-batch', { status: 503 });
    const error = await rejection(backend.logBranches([recordOf()]));
    expect(error.message).toBe(
      'MLflow: POST /api/2.0/mlflow/runs/log-batch failed with 503: it gave no reason. Check the log of the MLflow server.',
    );
  });
});

describe('a server that asks for a pause', () => {
  it('is left alone by all requests until it is over', async () => {
    const backend = await backends.warm();
    server.failNext('runs/create', {
      status: 429,
      headers: { 'retry-after': '3600' },
    });
    const error = await rejection(backend.logBranches([recordOf()]));
    expect(error.status).toBe(429);
    const later = await rejection(backend.logBranches([recordOf()]));
    expect(later.message).toContain('asked for a longer pause than retryForMs');
    expect(server.seen.length).toBe(1);
  });

  it('gets the request again when the pause is short', async () => {
    const backend = await backends.warm();
    server.failNext('log-batch', {
      status: 503,
      headers: { 'retry-after': '0.05' },
    });
    const begin = performance.now();
    await backend.logBranches([recordOf()]);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(50);
    expect(server.active()).toMatchObject([{ status: 'FINISHED' }]);
  });
});

describe('a server that refuses', () => {
  it('keeps nobody waiting, whatever pause it names', async () => {
    const backend = await backends.warm();
    server.failNext('runs/create', {
      status: 400,
      headers: { 'retry-after': '3600' },
    });
    expect(await rejection(backend.logBranches([recordOf()]))).toMatchObject({
      status: 400,
    });
    await backend.logBranches([recordOf()]);
    expect(server.active()).toMatchObject([{ status: 'FINISHED' }]);
  });

  it('is not asked again, and its reason is told', async () => {
    const backend = await backends.warm();
    server.failNext('log-batch', {
      status: 500,
      body: '{"error_code":"INVALID_PARAMETER_VALUE","message":"Invalid\\n key"}',
    });
    const error = await rejection(backend.logBranches([recordOf()]));
    expect(error).toMatchObject({
      status: 500,
      errorCode: 'INVALID_PARAMETER_VALUE',
      path: '/api/2.0/mlflow/runs/log-batch',
    });
    expect(error.message).toContain('Invalid key.');
    expect(server.count('log-batch')).toBe(1);
  });

  it('one branch takes the others', async () => {
    const backend = await backends.warm();
    const records = [recordOf(), recordOf({ configId: 'poison' }), recordOf()];
    server.fault = ({ path, body }) =>
      path.includes('runs/create') && body.includes('poison')
        ? { status: 400, body: '{"error_code":"INVALID_PARAMETER_VALUE"}' }
        : undefined;
    await rejection(backend.logBranches(records));
    expect(server.active().map(({ status }) => status)).toEqual([
      'FINISHED',
      'FINISHED',
    ]);
    // Those that are done cost nothing when the batch comes again.
    const before = server.seen.length;
    await rejection(backend.logBranches(records));
    expect(server.count('runs/create')).toBe(4);
    expect(server.seen.length - before).toBeLessThanOrEqual(2);
  });

  it.each([
    [401, 'MLFLOW_TRACKING_USERNAME'],
    [403, '--allowed-hosts'],
    [404, 'the root of an MLflow tracking server'],
  ])('with %i says what to check', async (status, remedy) => {
    const backend = backends.make();
    server.failNext('get-by-name', { status, body: '<html>No</html>' });
    const error = await rejection(backend.logBranches([recordOf()]));
    expect(error.message).toContain(remedy);
  });

  it('to answer itself but redirects is not followed', async () => {
    const backend = backends.make();
    server.failNext('get-by-name', {
      status: 302,
      headers: { location: 'http://elsewhere.test/?token=abc' },
    });
    const error = await rejection(backend.logBranches([recordOf()]));
    expect(error.message).toContain('redirects to another address');
    expect(error.message).not.toContain('abc');
  });

  it.each(['<html>Log in</html>', '[]', '{}', '"text"', ''])(
    'in no JSON of MLflow: %s',
    async (body) => {
      const backend = await backends.warm();
      const record = recordOf();
      server.failNext('runs/create', { afterwards: { status: 200, body } });
      const error = await rejection(backend.logBranches([record]));
      expect(error.message).toMatch(/no JSON object|lacks "run.info.run_id"/);
      await backend.logBranches([record]);
      expect(server.active().length).toBe(1);
    },
  );
});

describe('a server that takes no artifacts', () => {
  const disabled =
    'Endpoint: /artifacts disabled due to the mlflow server running without `--serve-artifacts`.';

  it('is told once, and asked no more', async () => {
    const backend = backends.make({ concurrency: 1 });
    server.fault = ({ path }) =>
      path.includes('mlflow-artifacts')
        ? { status: 503, body: disabled }
        : undefined;
    await backend.logBranches([recordOf(), recordOf()]);
    expect(server.active().map(({ status }) => status)).toEqual([
      'FINISHED',
      'FINISHED',
    ]);
    expect(server.count('mlflow-artifacts')).toBe(1);
    expect(backends.warnings).toEqual([
      expect.stringMatching(
        /without `--serve-artifacts`.*without their artifacts/,
      ),
    ]);
  });

  it('because they are elsewhere gets none', async () => {
    server.artifactScheme = 's3://key:secret@bucket';
    await backends.make().logBranches([recordOf(), recordOf()]);
    expect(server.count('mlflow-artifacts')).toBe(0);
    expect(backends.warnings).toEqual([expect.stringContaining('"s3:"')]);
    expect(backends.warnings.join()).not.toContain('secret');
  });

  it('only for one branch, as they are too large, gets those of others', async () => {
    const backend = backends.make();
    server.failNext('mlflow-artifacts', { status: 413 });
    await backend.logBranches([recordOf()]);
    await backend.logBranches([recordOf()]);
    expect(server.artifacts.size).toBe(1);
    expect(server.active().length).toBe(2);
  });
});

describe('a server that hangs', () => {
  it('costs a request its time, and its run comes to be once', async () => {
    // The requests that are answered have to make it in this time, too.
    const backend = await backends.warm({ timeoutMs: 500, retryForMs: 0 });
    const record = recordOf();
    let goOn = (): void => undefined;
    const after = new Promise<void>((resolve) => (goOn = resolve));
    server.failNext('runs/create', { after });
    const error = await rejection(backend.logBranches([record]));
    expect(error.message).toContain('no answer within 500 ms');
    await backend.logBranches([record]);
    // The first request is done late, when nobody waits for it.
    goOn();
    while (server.runs.size < 2) await turns(10);
    expect(server.active().length).toBe(2);
    await backend.flush();
    expect(server.active()).toMatchObject([
      { status: 'FINISHED', tags: { 'spearmint.run_key': record.id } },
    ]);
  });

  it('is asked once for a branch that comes again and again', async () => {
    const backend = await backends.warm();
    const record = recordOf();
    server.fault = () => 'hang';
    const calls = [1, 2, 3].map(() => backend.logBranches([record]));
    await backend.close();
    for (const call of calls) await rejection(call);
    expect(server.seen.length).toBeLessThanOrEqual(1);
  });

  it('gets no more than some hundreds of branches to hold', async () => {
    const backend = await backends.warm();
    server.fault = () => 'hang';
    const batches = Array.from({ length: 5 }, () =>
      backend.logBranches(Array.from({ length: 256 }, () => recordOf())),
    );
    const outcomes = Promise.allSettled(batches);
    const refusal = await rejection(batches[4] ?? Promise.resolve());
    expect(refusal.message).toMatch(/\d+ that came before still wait/);
    await backend.close();
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(
      true,
    );
  });

  it('is let go when the backend closes', async () => {
    const backend = await backends.warm();
    server.fault = () => 'hang';
    const call = rejection(backend.logBranches([recordOf()]));
    while (server.seen.length === 0) await turns(1);
    await backend.close();
    expect((await call).message).toContain('closed');
    expect(
      (await rejection(backend.logBranches([recordOf()]))).message,
    ).toContain('the backend is closed');
  });
});

describe('a server that is not there', () => {
  it('is told, with what happened to the connection', async () => {
    const gone = await FakeMlflow.start();
    const trackingUri = gone.uri;
    await gone.stop();
    const backend = backends.make({ trackingUri, retryForMs: 0 });
    const error = await rejection(backend.logBranches([recordOf()]));
    expect(error).toMatchObject({ isUnclear: false, status: undefined });
    expect(error.message).toMatch(
      /^MLflow: GET .*get-by-name failed: .*ECONNREFUSED/,
    );
  });
});
