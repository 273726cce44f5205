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

/** All runs of an experiment, oldest first. */
export async function readRuns(
  server: MlflowServer,
  experiment: string,
  filter = '',
): Promise<ReadRun[]> {
  const found = await server.read(
    `/api/2.0/mlflow/experiments/get-by-name?experiment_name=${encodeURIComponent(experiment)}`,
  );
  const runs: ReadRun[] = [];
  let token: string | undefined;
  do {
    const page = await server.read('/api/2.0/mlflow/runs/search', {
      experiment_ids: [found.experiment.experiment_id],
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
