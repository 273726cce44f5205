import { jsonSafe } from 'nestjs-spearmint';
import type { Artifacts } from '../rest/artifacts.js';
import type { Experiments } from '../rest/experiments.js';
import type { DuplicateRuns } from '../runs/duplicate-runs.js';
import { openRun } from '../runs/open-run.js';
import { RUN_KEY } from '../runs/run-key.js';
import type { RunsApi } from '../runs/runs.api.js';
import { batchesOf } from '../values/batches.js';
import { CleanKeys } from '../values/clean-key.js';
import { metricsOf, startOf } from '../values/metrics.js';
import { type Entry, paramsOf } from '../values/params.js';
import { cutText } from '../values/text.js';
import type { ConfigRun } from './config-run.js';
import type { ConfigRunList } from './config-run-list.js';

const NAME_LENGTH = 250;

/** Brings the run of a config to the server. @internal */
export class ConfigRunWriter {
  constructor(
    private readonly runs: RunsApi,
    private readonly experiments: Experiments,
    private readonly artifacts: Artifacts,
    private readonly duplicates: DuplicateRuns,
    private readonly list: ConfigRunList,
    private readonly tags: Readonly<Record<string, string>>,
  ) {}

  /** Makes the run, with the config as params, unless it is there. */
  async open(run: ConfigRun): Promise<void> {
    const { config } = run.first;
    const params = paramsOf(config);
    if (run.runId === undefined) await this.make(run, params.cut);
    if (run.hasParams) return;
    const { runId = '', experimentId } = run;
    for (const batch of batchesOf(params.entries, []))
      await this.runs.logBatch(runId, batch);
    const text = `${JSON.stringify(jsonSafe(config) ?? null, undefined, 2)}\n`;
    await this.artifacts.write(run.artifactUri, 'config.json', text);
    run.hasParams = true;
    if (run.isSuspect)
      await this.duplicates.suspect({ key: run.key, experimentId, runId });
  }

  /** Writes the figures, if there are new ones. */
  async snapshot(run: ConfigRun): Promise<void> {
    if (!run.isDirty) return;
    await this.open(run);
    const { count } = run.figures;
    const metrics = metricsOf(run.figures.toMetrics(), run.endedAt, count);
    for (const batch of batchesOf([], metrics))
      await this.runs.logBatch(run.runId ?? '', batch);
    run.sentCount = count;
  }

  /** Writes the last figures and ends the run. */
  async end(run: ConfigRun): Promise<void> {
    await this.snapshot(run);
    if (run.runId !== undefined)
      await this.runs.end(run.runId, 'FINISHED', run.endedAt);
    this.list.ended(run);
  }

  private async make(run: ConfigRun, cut: readonly string[]): Promise<void> {
    const { experiment, configId } = run.first;
    const experimentId = await this.experiments.idOf(experiment);
    try {
      const opened = await openRun(
        this.runs,
        run.key,
        experimentId,
        run,
        () => ({
          experimentId,
          name: cutText(`${experiment} ${configId}`, NAME_LENGTH),
          startedAt: startOf(run.first),
          tags: this.tagsOf(run, cut),
        }),
      );
      run.experimentId = experimentId;
      run.artifactUri = opened.artifactUri;
      run.runId = opened.id;
    } catch (thrown) {
      this.experiments.forget(experiment);
      throw thrown;
    }
  }

  private tagsOf({ key, first }: ConfigRun, cut: readonly string[]): Entry[] {
    const keys = new CleanKeys();
    const tags: Record<string, string> = {
      [RUN_KEY]: key,
      'spearmint.experiment': first.experiment,
      'spearmint.config_id': first.configId,
      ...(first.label !== undefined && { 'spearmint.label': first.label }),
      'spearmint.config_source': first.configSource,
      ...(cut.length > 0 && { 'spearmint.truncated': cut.join(', ') }),
      ...this.tags,
    };
    return Object.entries(tags).map(([name, value]) => ({
      key: keys.of(name),
      value: cutText(value),
    }));
  }
}
