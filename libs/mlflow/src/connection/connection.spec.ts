import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { Backends } from '../backend.fixture.js';
import type { FakeMlflow } from '../fake-mlflow.fixture.js';
import { MlflowBackend } from '../mlflow.backend.js';
import { MlflowOptions, resolveMlflowOptions } from '../mlflow-options.js';
import { recordOf } from '../record-of.fixture.js';
import { experimentChoice } from './experiment-choice.js';
import { resolveConnection } from './resolve-connection.js';

const none = { env: {}, credentials: () => undefined };
const basic = (text: string): string =>
  `Basic ${Buffer.from(text).toString('base64')}`;

function connect(
  options: Partial<MlflowOptions>,
  env: Record<string, string> = {},
  file?: string,
) {
  const connection = resolveConnection(resolveMlflowOptions(options), {
    env,
    credentials: () => file,
  });
  return connection && [connection.baseUrl, connection.headers.authorization];
}

const FILE = `[other]
mlflow_tracking_username = wrong
[mlflow]
# a comment
mlflow_tracking_username = filed
mlflow_tracking_password=a=b c
`;

describe('the connection', () => {
  it('is that of the options, else of the environment, else none', () => {
    const env = { MLFLOW_TRACKING_URI: 'https://env.test/ml/' };
    expect(connect({ trackingUri: 'http://a.test:5000//' }, env)).toEqual([
      'http://a.test:5000',
      undefined,
    ]);
    expect(connect({}, env)?.[0]).toBe('https://env.test/ml');
    expect(connect({ trackingUri: '' }, { MLFLOW_TRACKING_URI: '' })).toBe(
      undefined,
    );
  });

  it('logs in with user and password, else with a token', () => {
    const uri = { MLFLOW_TRACKING_URI: 'http://a.test' };
    const user = {
      ...uri,
      MLFLOW_TRACKING_USERNAME: 'ann',
      MLFLOW_TRACKING_PASSWORD: 'pw',
      MLFLOW_TRACKING_TOKEN: 'tok',
    };
    expect(connect({}, user)?.[1]).toBe(basic('ann:pw'));
    expect(connect({ username: 'bob', password: 'x' }, user)?.[1]).toBe(
      basic('bob:x'),
    );
    expect(connect({}, { ...user, MLFLOW_TRACKING_PASSWORD: '' })?.[1]).toBe(
      'Bearer tok',
    );
    expect(connect({ token: 'mine' }, uri)?.[1]).toBe('Bearer mine');
  });

  it('takes them from ~/.mlflow/credentials where the environment has none', () => {
    const uri = { MLFLOW_TRACKING_URI: 'http://a.test' };
    expect(connect({}, uri, FILE)?.[1]).toBe(basic('filed:a=b c'));
    expect(
      connect({}, { ...uri, MLFLOW_TRACKING_USERNAME: 'ann' }, FILE)?.[1],
    ).toBe(basic('ann:a=b c'));
  });

  it('takes them out of the URI', () => {
    expect(connect({ trackingUri: 'http://ann:p%40w@a.test/x?y=1#z' })).toEqual(
      ['http://a.test/x', basic('ann:p@w')],
    );
    expect(connect({ trackingUri: 'http://ann:50%@a.test' })?.[1]).toBe(
      basic('ann:50%'),
    );
  });

  it.each([
    ['sqlite:///mlflow.db', 'of the scheme "sqlite:"'],
    ['postgresql://ann:hunter2@db/mlflow', 'of the scheme "postgresql:"'],
    ['databricks', 'no URL'],
    ['./mlruns', 'no URL'],
    ['http://', 'no valid URL'],
    ['http://ann:hunter2@[bad/', 'no valid URL'],
  ])('refuses %s at construction', (trackingUri, problem) => {
    expect(() => new MlflowBackend({ trackingUri })).toThrow(
      `The MLflow option "trackingUri" is ${problem}. Give it the http:// or https:// URL`,
    );
    expect(() => connect({}, { MLFLOW_TRACKING_URI: trackingUri })).toThrow(
      `The MLflow option "MLFLOW_TRACKING_URI" is ${problem}.`,
    );
    try {
      connect({ trackingUri });
    } catch (error) {
      expect(inspect(error)).not.toContain('hunter2');
    }
  });

  it('refuses a token that fits into no header, without showing it', () => {
    expect(() =>
      connect({ trackingUri: 'http://a.test', token: 'a\nb' }),
    ).toThrow(/"token" is nothing that fits into a header/);
  });

  it('shows no secret', () => {
    const backend = new MlflowBackend(
      {
        trackingUri: 'http://ann:hunter2@a.test',
        token: 'hunter3',
      },
      {},
      none,
    );
    const shown = inspect(backend, { depth: 20, showHidden: true });
    expect(shown).toContain('http://a.test');
    expect(shown).not.toMatch(/hunter|YW5uOmh1bnRlcjI/);
    expect(JSON.stringify(backend)).not.toMatch(/hunter|YW5uOmh1bnRlcjI/);
  });
});

describe('the MLflow experiment', () => {
  const choice = (
    options: Partial<MlflowOptions>,
    env: Record<string, string> = {},
  ) =>
    experimentChoice(resolveMlflowOptions(options), {
      env,
      credentials: () => undefined,
    });
  const both = { MLFLOW_EXPERIMENT_NAME: 'env', MLFLOW_EXPERIMENT_ID: '3' };

  it('is that of the options, else of the environment by id or name, else one for each experiment', () => {
    expect(choice({ experimentName: 'mine' }, both)).toEqual({ name: 'mine' });
    expect(choice({ experimentId: '9' }, both)).toEqual({ id: '9' });
    expect(choice({}, both)).toEqual({ id: '3' });
    expect(choice({}, { MLFLOW_EXPERIMENT_NAME: 'env' })).toEqual({
      name: 'env',
    });
    expect(choice({})).toBe('by-experiment');
  });
});

describe('without a tracking URI', () => {
  it('the backend takes records, does nothing, and says once that it is off', async () => {
    const backends = new Backends({ uri: '' } as FakeMlflow);
    const backend = backends.make();
    backend.open();
    await backend.logBranches([recordOf()]);
    await backend.logBranches([recordOf()]);
    await backend.flush();
    await backend.close();
    expect(backend.isOn).toBe(false);
    expect(backend.requests).toBe(0);
    expect(backend.runIdOf('any')).toBe(undefined);
    expect(backends.notes).toEqual([
      'MLflow is off: MLFLOW_TRACKING_URI is not set. Branches are not recorded into MLflow. ' +
        'Set it to the URL of a tracking server, or take MlflowBackend out of `logger`.',
    ]);
  });
});

describe('options that make no sense', () => {
  it.each([
    [{ mode: 'run-per-call' }, /"mode" is 'run-per-call'/],
    [
      { concurrency: 0 },
      /"concurrency" is 0. Give it a whole number from 1 up/,
    ],
    [{ timeoutMs: Infinity }, /"timeoutMs" is Infinity/],
    [{ artifacts: 'yes' }, /"artifacts" is of the type string/],
    [{ tags: { a: 1 } }, /"tags" is of the type object/],
    [{ tags: { 'mlflow.runName': 'a' } }, /nor with "mlflow."/],
    [{ password: 7 }, /"password" is of the type number. Give it a text/],
    [{ trackingUrl: 'http://a.test' }, /there is no such option/],
    [{ experimentId: '1', experimentName: 'a' }, /the name, not both/],
  ])('%j are refused', (options, message) => {
    expect(() => new MlflowBackend(options as Partial<MlflowOptions>)).toThrow(
      message,
    );
  });
});
