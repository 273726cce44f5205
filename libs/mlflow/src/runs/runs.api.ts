import type { MlflowClient } from '../rest/mlflow.client.js';
import { textIn } from '../rest/text-in.js';
import type { Batch } from '../values/batches.js';
import type { Entry } from '../values/params.js';

const ROOT = '/api/2.0/mlflow/runs';

/** How a run ended, in MLflow's words. @internal */
export type RunEnd = 'FINISHED' | 'FAILED' | 'KILLED';

/** A run as it is on the server. @internal */
export interface FoundRun {
  readonly id: string;
  readonly artifactUri: string;
  readonly isEnded: boolean;
}

/** @internal */
export interface NewRun {
  readonly experimentId: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly tags: readonly Entry[];
}

/** The requests about runs. @internal */
export class RunsApi {
  constructor(private readonly client: MlflowClient) {}

  /** Not repeated unless it certainly was not done. */
  async create(run: NewRun): Promise<FoundRun> {
    const answer = await this.client.postOnce(`${ROOT}/create`, {
      experiment_id: run.experimentId,
      run_name: run.name,
      start_time: run.startedAt,
      tags: run.tags,
    });
    return {
      id: textIn(answer, `${ROOT}/create`, 'run.info.run_id'),
      artifactUri: artifactUriOf((answer['run'] as RawRun).info),
      isEnded: false,
    };
  }

  async logBatch(runId: string, batch: Batch): Promise<void> {
    await this.client.post(`${ROOT}/log-batch`, { run_id: runId, ...batch });
  }

  async setTag(runId: string, { key, value }: Entry): Promise<void> {
    await this.client.post(`${ROOT}/set-tag`, { run_id: runId, key, value });
  }

  async end(runId: string, status: RunEnd, endedAt: number): Promise<void> {
    await this.client.post(`${ROOT}/update`, {
      run_id: runId,
      status,
      end_time: endedAt,
    });
  }

  async delete(runId: string): Promise<void> {
    await this.client.post(`${ROOT}/delete`, { run_id: runId });
  }

  /** The runs with a tag, oldest first. */
  async tagged(
    experimentId: string,
    { key, value }: Entry,
  ): Promise<FoundRun[]> {
    const answer = await this.client.post(`${ROOT}/search`, {
      experiment_ids: [experimentId],
      filter: `tags.\`${key}\` = '${value.replaceAll("'", "''")}'`,
      run_view_type: 'ACTIVE_ONLY',
      max_results: 1_000,
      order_by: ['attributes.start_time ASC'],
    });
    const runs = Array.isArray(answer['runs']) ? answer['runs'] : [];
    return runs.map((run: RawRun) => ({
      id: textIn(run, `${ROOT}/search`, 'info.run_id'),
      artifactUri: artifactUriOf(run.info),
      isEnded: run.info?.['status'] !== 'RUNNING',
    }));
  }
}

interface RawRun {
  readonly [key: string]: unknown;
  readonly info?: Record<string, unknown>;
}

function artifactUriOf(info: RawRun['info']): string {
  const uri = info?.['artifact_uri'];
  return typeof uri === 'string' ? uri : '';
}
