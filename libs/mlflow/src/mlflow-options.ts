import { inspect } from 'node:util';
import { InvalidMlflowOptionError } from './invalid-mlflow-option.error.js';

/**
 * `run-per-branch`: every branch is a run, with its config as params. For
 * evaluations and moderate traffic.
 * `run-per-config`: every config is a run, with figures over all of its branches as
 * metrics that go on in steps, and every branch is a trace. For traffic.
 *
 * @publicApi
 */
export type MlflowMode = 'run-per-branch' | 'run-per-config';

/**
 * Where and how branches are recorded into MLflow. What is left out comes from the
 * environment, as for MLflow's own clients.
 *
 * @publicApi
 */
export class MlflowOptions {
  /**
   * The `http` or `https` URL of the tracking server; with none, nothing is recorded.
   * @default MLFLOW_TRACKING_URI
   */
  trackingUri?: string;
  /**
   * The MLflow experiment of all runs; made when it is missing.
   * @default MLFLOW_EXPERIMENT_NAME, else one for each experiment of the application, by its name
   */
  experimentName?: string;
  /**
   * The id of an MLflow experiment that is there, instead of a name.
   * @default MLFLOW_EXPERIMENT_ID
   */
  experimentId?: string;
  /**
   * The user, for a server with basic authentication.
   * @default MLFLOW_TRACKING_USERNAME, else `~/.mlflow/credentials`
   */
  username?: string;
  /**
   * The password of that user.
   * @default MLFLOW_TRACKING_PASSWORD, else `~/.mlflow/credentials`
   */
  password?: string;
  /**
   * A bearer token; used when there are no user and password.
   * @default MLFLOW_TRACKING_TOKEN
   */
  token?: string;
  /**
   * What is a run: each branch (`run-per-branch`), or each config, with a trace for each branch (`run-per-config`).
   * @default 'run-per-branch'
   */
  mode: MlflowMode = 'run-per-branch';
  /**
   * Whether the whole record goes into an artifact of its run, where the server takes artifacts (`mlflow-artifacts:`).
   * @default true
   */
  artifacts = true;
  /**
   * Whether an MLflow experiment that was deleted is restored; otherwise recording into it is an error.
   * @default false
   */
  restoreDeleted = false;
  /**
   * With `run-per-config`: how often the figures of a config become metrics, in milliseconds.
   * @default 10_000
   */
  snapshotMs = 10_000;
  /**
   * With `run-per-config`: how long branches gather after a request before the next one, in milliseconds; 100 of them go at once.
   * @default 1_000
   */
  gatherMs = 1_000;
  /**
   * With `run-per-config`: whether every branch is a trace. Takes MLflow 3.6 or later with a database.
   * @default true
   */
  traces = true;
  /**
   * Tags that every run gets: `{ release: '1.4.2' }`.
   * @default {}
   */
  tags: Readonly<Record<string, string>> = {};
  /**
   * How many runs are written at a time.
   * @default 8
   */
  concurrency = 8;
  /**
   * How long the server may take for one answer, in milliseconds.
   * @default 30_000
   */
  timeoutMs = 30_000;
  /**
   * How long a request is tried again that the server cannot take now, in milliseconds; a `Retry-After` that is longer ends it at once.
   * @default 30_000
   */
  retryForMs = 30_000;
}

/** What is kept of the options once the connection is made: nothing secret. @internal */
export type MlflowSettings = Omit<
  MlflowOptions,
  'trackingUri' | 'username' | 'password' | 'token'
>;

const MODES: readonly unknown[] = ['run-per-branch', 'run-per-config'];
const LEAST: Readonly<Record<string, number>> = {
  concurrency: 1,
  timeoutMs: 1,
  retryForMs: 0,
  snapshotMs: 1,
  gatherMs: 0,
};

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidMlflowOptionError for a value that makes no sense.
 * @internal
 */
export function resolveMlflowOptions(
  given: Partial<MlflowOptions>,
): MlflowOptions {
  const options = new MlflowOptions();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const needed = needOf(name, value);
    if (needed !== undefined)
      throw new InvalidMlflowOptionError(name, shown(name, value), needed);
    Object.assign(options, { [name]: value });
  }
  if (given.experimentName !== undefined && given.experimentId !== undefined)
    throw new InvalidMlflowOptionError(
      'experimentId',
      'given beside "experimentName"',
      'or the name, not both',
    );
  return options;
}

/** @internal */
export function settingsOf(options: MlflowOptions): MlflowSettings {
  const settings: Partial<MlflowOptions> = Object.assign({}, options);
  for (const name of ['trackingUri', 'username', 'password', 'token'] as const)
    delete settings[name];
  return settings as MlflowSettings;
}

function needOf(name: string, value: unknown): string | undefined {
  const least = LEAST[name];
  if (least !== undefined) {
    const isSound = Number.isSafeInteger(value) && (value as number) >= least;
    return isSound ? undefined : `a whole number from ${least} up`;
  }
  switch (name) {
    case 'mode':
      return MODES.includes(value)
        ? undefined
        : "'run-per-branch' or 'run-per-config'";
    case 'artifacts':
    case 'restoreDeleted':
    case 'traces':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'tags':
      return isTags(value)
        ? undefined
        : 'an object of texts, with keys that begin neither with "spearmint." nor with "mlflow."';
    case 'trackingUri':
    case 'experimentName':
    case 'experimentId':
    case 'username':
    case 'password':
    case 'token':
      return typeof value === 'string' ? undefined : 'a text';
    default:
      return 'no value: there is no such option';
  }
}

function isTags(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([key, item]) =>
        typeof item === 'string' && !/^(spearmint|mlflow)\./.test(key),
    )
  );
}

/** Values that can hold a password stay out of messages. */
function shown(name: string, value: unknown): string {
  return name === 'mode' || name in LEAST
    ? inspect(value)
    : `of the type ${value === null ? 'null' : typeof value}`;
}
