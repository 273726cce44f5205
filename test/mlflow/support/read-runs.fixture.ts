import type { MlflowServer } from './mlflow-server.fixture.js';

/** A run as read back, its lists as objects. */
export interface ReadRun {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly artifactUri: string;
  readonly params: Record<string, string>;
  readonly metrics: Record<string, number | string>;
  readonly tags: Record<string, string>;
}

/** A trace as read back. */
export interface ReadTrace {
  readonly trace_id: string;
  readonly state: string;
  readonly request_time: string;
  readonly execution_duration: string;
  readonly request_preview?: string;
  readonly response_preview?: string;
  readonly tags: Record<string, string>;
}

export async function experimentIdOf(
  server: MlflowServer,
  name: string,
): Promise<string> {
  const { experiment } = await server.read(
    `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`,
  );
  return experiment.experiment_id;
}

/** The traces of an experiment, or of one of its runs. */
export async function readTraces(
  server: MlflowServer,
  experiment: string,
  runId?: string,
): Promise<ReadTrace[]> {
  const experiment_id = await experimentIdOf(server, experiment);
  const traces: ReadTrace[] = [];
  let page_token: string | undefined;
  do {
    const page = await server.read('/api/3.0/mlflow/traces/search', {
      locations: [
        { type: 'MLFLOW_EXPERIMENT', mlflow_experiment: { experiment_id } },
      ],
      ...(runId === undefined
        ? {}
        : { filter: `attributes.run_id = '${runId}'` }),
      max_results: 500,
      page_token,
    });
    traces.push(...(page.traces ?? []));
    page_token = page.next_page_token;
  } while (page_token);
  return traces;
}

/** All runs of an experiment, oldest first. */
export async function readRuns(
  server: MlflowServer,
  experiment: string,
  filter = '',
): Promise<ReadRun[]> {
  const experimentId = await experimentIdOf(server, experiment);
  const runs: ReadRun[] = [];
  let token: string | undefined;
  do {
    const page = await server.read('/api/2.0/mlflow/runs/search', {
      experiment_ids: [experimentId],
      filter,
      max_results: 5_000,
      order_by: ['attributes.start_time ASC'],
      page_token: token,
    });
    runs.push(...(page.runs ?? []).map(shown));
    token = page.next_page_token;
  } while (token);
  return runs;
}

/** The artifact of a branch's run. */
export async function readArtifact(
  server: MlflowServer,
  run: ReadRun,
): Promise<any> {
  const folder = run.artifactUri.replace('mlflow-artifacts:', '');
  const file = `branch_${run.tags['spearmint.run_key']}.json`;
  return server.read(
    `/api/2.0/mlflow-artifacts/artifacts${folder}/${encodeURIComponent(file)}`,
  );
}

function shown({ info, data }: any): ReadRun {
  return {
    id: info.run_id,
    name: info.run_name,
    status: info.status,
    startedAt: Number(info.start_time),
    endedAt: Number(info.end_time),
    artifactUri: info.artifact_uri,
    params: byKey(data.params),
    metrics: byKey(data.metrics),
    tags: byKey(data.tags),
  };
}

function byKey(
  entries: { key: string; value: any }[] = [],
): Record<string, any> {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}
