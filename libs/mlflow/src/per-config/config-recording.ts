import { randomBytes } from 'node:crypto';
import type { MlflowSettings } from '../mlflow-options.js';
import { OnceLog } from '../once-log.js';
import type { Recording } from '../recording.interface.js';
import { Artifacts } from '../rest/artifacts.js';
import type { Experiments } from '../rest/experiments.js';
import type { MlflowClient } from '../rest/mlflow.client.js';
import type { MlflowSeams } from '../rest/mlflow-seams.interface.js';
import { TracesApi } from '../rest/traces.api.js';
import { DuplicateRuns } from '../runs/duplicate-runs.js';
import { RunsApi } from '../runs/runs.api.js';
import { ConfigRunList } from './config-run-list.js';
import { ConfigRunWriter } from './config-run.writer.js';
import { ConfigRuns } from './config-runs.js';
import { TraceWriter } from './trace.writer.js';

/** A run for every config, and a trace for every branch. @internal */
export function configRecording(
  client: MlflowClient,
  experiments: Experiments,
  options: MlflowSettings,
  seams: MlflowSeams,
): Recording {
  const runs = new RunsApi(client);
  const log = new OnceLog(seams.warn);
  const artifacts = new Artifacts(client, options.artifacts, log);
  const duplicates = new DuplicateRuns(runs);
  const list = new ConfigRunList(
    `${seams.date().toString(36)}-${randomBytes(6).toString('hex')}`,
  );
  const writer = new ConfigRunWriter(
    runs,
    experiments,
    artifacts,
    duplicates,
    list,
    options.tags,
  );
  const traces = options.traces
    ? new TraceWriter(new TracesApi(client))
    : undefined;
  const { now } = seams;
  return new ConfigRuns(
    { list, writer, traces, duplicates, log, now },
    options,
  );
}
