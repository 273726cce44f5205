import type { MlflowSettings } from '../mlflow-options.js';
import { OnceLog } from '../once-log.js';
import type { Recording } from '../recording.interface.js';
import { Artifacts } from '../rest/artifacts.js';
import type { Experiments } from '../rest/experiments.js';
import type { MlflowClient } from '../rest/mlflow.client.js';
import type { MlflowSeams } from '../rest/mlflow-seams.interface.js';
import { BranchRuns } from './branch-runs.js';
import { DuplicateRuns } from '../runs/duplicate-runs.js';
import { FamilyLinks } from './family-links.js';
import { RunIndex } from './run-index.js';
import { RunsApi } from '../runs/runs.api.js';

/** A run for every branch. @internal */
export function branchRecording(
  client: MlflowClient,
  experiments: Experiments,
  options: MlflowSettings,
  seams: MlflowSeams,
): Recording {
  const runs = new RunsApi(client);
  const index = new RunIndex();
  const log = new OnceLog(seams.warn);
  return new BranchRuns(
    {
      runs,
      experiments,
      index,
      artifacts: new Artifacts(client, options.artifacts, log),
      family: new FamilyLinks(runs, index),
      duplicates: new DuplicateRuns(runs),
      bornAt: seams.date(),
    },
    options,
  );
}
