import { Logger } from '@nestjs/common';
import { type BranchRecord, LoggerBackend } from 'nestjs-spearmint';
import type { Environment } from './connection/environment.interface.js';
import { experimentChoice } from './connection/experiment-choice.js';
import { resolveConnection } from './connection/resolve-connection.js';
import { systemEnvironment } from './connection/system-environment.js';
import {
  type MlflowOptions,
  resolveMlflowOptions,
  settingsOf,
} from './mlflow-options.js';
import { OnceLog } from './once-log.js';
import { branchRecording } from './per-branch/branch-recording.js';
import { configRecording } from './per-config/config-recording.js';
import type { Recording } from './recording.interface.js';
import { Experiments } from './rest/experiments.js';
import { MlflowClient } from './rest/mlflow.client.js';
import type { MlflowSeams } from './rest/mlflow-seams.interface.js';
import { systemSeams } from './system-seams.js';

/** How long the last figures may take. */
const CLOSE_MS = 3_000;
const OFF =
  'MLflow is off: MLFLOW_TRACKING_URI is not set. Branches are not recorded into MLflow. ' +
  'Set it to the URL of a tracking server, or take MlflowBackend out of `logger`.';

/**
 * Records branches into an MLflow tracking server. What is not given comes from the
 * environment variables of MLflow's own clients; with no tracking URI it is off, says
 * so once, and takes records without doing anything.
 *
 * ```ts
 * SpearmintModule.forRoot({ configs, logger: new MlflowBackend({ experimentName: 'search' }) });
 * ```
 *
 * @publicApi
 */
export class MlflowBackend extends LoggerBackend {
  private readonly recording: Recording | undefined;
  private readonly client: MlflowClient | undefined;
  private readonly notes: OnceLog;
  private closing: Promise<void> | undefined = undefined;
  private flushes = 0;

  /** @throws InvalidMlflowOptionError for a value that makes no sense, or a URI that is not of a server. */
  constructor(options?: Partial<MlflowOptions>);
  /** With network, clocks, log and environment replaced for tests. @internal */
  constructor(
    options: Partial<MlflowOptions>,
    seams: Partial<MlflowSeams>,
    environment?: Environment,
  );
  constructor(
    given: Partial<MlflowOptions> = {},
    seams: Partial<MlflowSeams> = {},
    environment = systemEnvironment(),
  ) {
    super();
    const all = { ...systemSeams(new Logger('SpearmintMlflow')), ...seams };
    const options = resolveMlflowOptions(given);
    const connection = resolveConnection(options, environment);
    this.notes = new OnceLog(all.log);
    if (connection === undefined) return;
    const settings = settingsOf(options);
    const client = new MlflowClient(connection, settings, all);
    const choice = experimentChoice(options, environment);
    const experiments = new Experiments(client, choice, options.restoreDeleted);
    this.client = client;
    const recording =
      options.mode === 'run-per-config' ? configRecording : branchRecording;
    this.recording = recording(client, experiments, settings, all);
  }

  /** Whether there is a tracking server to record into. */
  get isOn(): boolean {
    return this.recording !== undefined;
  }

  /** How many requests were sent so far, repeated ones included. */
  get requests(): number {
    return this.client?.requests ?? 0;
  }

  /** The MLflow run of a branch, among the latest 20,000; with `run-per-config`, branches have none. */
  runIdOf(branchId: string): string | undefined {
    return this.recording?.runIdOf(branchId);
  }

  /** Says that MLflow is off, if it is. Nothing is sent before the first branch. */
  override open(): void {
    if (!this.isOn) this.notes.say('off', OFF);
  }

  /**
   * Writes the records; those that are there already are not written again.
   *
   * @throws MlflowRequestError when the server does not take them.
   * @throws MlflowExperimentError when their MLflow experiment is deleted or not there.
   */
  override async logBranches(records: readonly BranchRecord[]): Promise<void> {
    if (!this.isOn) this.notes.say('off', OFF);
    await this.recording?.record(records);
  }

  /** Writes what is not yet written; with `run-per-config`, where traces tell of the branches, figures as often as `snapshotMs` says. */
  override async flush(): Promise<void> {
    if (this.closing !== undefined) return;
    this.flushes++;
    try {
      await this.recording?.flush();
    } finally {
      this.flushes--;
    }
  }

  /** Writes the last figures, which gets some seconds, or none while a flush still waits for the server, and ends what is under way. */
  override close(): Promise<void> {
    return (this.closing ??= this.shutDown());
  }

  private async shutDown(): Promise<void> {
    const { recording, client } = this;
    if (recording?.close === undefined) return client?.close();
    // A flush comes first: one that has not ended has had all the time there was.
    if (this.flushes > 0) client?.close();
    // Requests that hang keep the process alive, and what ends them must not.
    const timer = setTimeout(() => client?.close(), CLOSE_MS).unref();
    try {
      await recording.close();
    } finally {
      clearTimeout(timer);
      client?.close();
    }
  }
}
