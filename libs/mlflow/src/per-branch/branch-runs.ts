import type { BranchRecord } from 'nestjs-spearmint';
import { Limiter } from '../limiter.js';
import type { MlflowSettings } from '../mlflow-options.js';
import type { Artifacts } from '../rest/artifacts.js';
import type { Experiments } from '../rest/experiments.js';
import type { DuplicateRuns } from '../runs/duplicate-runs.js';
import { openRun } from '../runs/open-run.js';
import type { RunEnd, RunsApi } from '../runs/runs.api.js';
import { batchesOf } from '../values/batches.js';
import { endOf, figuresOf, metricsOf, startOf } from '../values/metrics.js';
import { type Params, paramsOf } from '../values/params.js';
import type { FamilyLinks } from './family-links.js';
import { parentsFirst } from './parents-first.js';
import type { RunEntry } from './run-entry.js';
import type { RunIndex } from './run-index.js';
import { artifactOf, PARENT_RUN, runNameOf, tagsOf } from './run-tags.js';

const ENDS: Readonly<Record<BranchRecord['status'], RunEnd>> = {
  success: 'FINISHED',
  failed: 'FAILED',
  skipped: 'KILLED',
  pending: 'KILLED',
};

/** @internal */
export interface BranchRunsParts {
  readonly runs: RunsApi;
  readonly experiments: Experiments;
  readonly artifacts: Artifacts;
  readonly index: RunIndex;
  readonly family: FamilyLinks;
  readonly duplicates: DuplicateRuns;
  /** When this backend was made, in milliseconds since the epoch. */
  readonly bornAt: number;
}

/**
 * Writes a run for every branch, and never a second one: a record that comes again
 * goes on where it was left.
 *
 * @internal
 */
export class BranchRuns {
  private readonly limiter: Limiter;
  private isFirst = true;

  constructor(
    private readonly parts: BranchRunsParts,
    private readonly options: MlflowSettings,
  ) {
    this.limiter = new Limiter(options.concurrency);
  }

  /** @throws MlflowRequestError or MlflowExperimentError, the first one, once all are through. */
  async record(records: readonly BranchRecord[]): Promise<void> {
    this.limiter.assertRoom();
    const isFirst = this.isFirst;
    this.isFirst = false;
    const results = await Promise.allSettled(
      // What another process was sending when it ended comes first, or is older than this one.
      parentsFirst(records).map((record) => this.once(record, isFirst)),
    );
    for (const result of results)
      if (result.status === 'rejected') throw result.reason;
  }

  /** The run of a branch, as far as it is known. */
  runIdOf(branchId: string): string | undefined {
    return this.parts.index.get(branchId)?.runId;
  }

  async flush(): Promise<void> {
    await this.parts.duplicates.sweep();
  }

  private once(record: BranchRecord, isFirst: boolean): Promise<void> {
    const isOld = record.startedAt < this.parts.bornAt;
    const entry = this.parts.index.enter(record.id, isFirst || isOld);
    if (entry.isDone) return Promise.resolve();
    // A record that comes again while it is being written joins in.
    entry.writing ??= this.limiter
      .run(() => this.write(record, entry, isOld))
      .finally(() => (entry.writing = undefined));
    return entry.writing;
  }

  private async write(
    record: BranchRecord,
    entry: RunEntry,
    isOld: boolean,
  ): Promise<void> {
    const { runs, artifacts, family, duplicates } = this.parts;
    const params = paramsOf(record.config);
    // At once, because children of the same batch wait for it.
    if (entry.runId === undefined)
      entry.opening = this.open(record, entry, params, isOld);
    await entry.opening;
    const { runId = '', experimentId = '', artifactUri = '' } = entry;
    if (!entry.isEnded) {
      const endedAt = endOf(record);
      const metrics = metricsOf(figuresOf(record), endedAt);
      for (const batch of batchesOf(params.entries, metrics))
        await runs.logBatch(runId, batch);
      const name = `branch_${record.id}.json`;
      await artifacts.write(artifactUri, name, artifactOf(record));
      await runs.end(runId, ENDS[record.status], endedAt);
    }
    if (entry.lacksParent) await family.join(record, runId);
    await family.adopt(record, runId, experimentId, isOld);
    entry.isDone = true;
    if (entry.isSuspect)
      await duplicates.suspect({ key: record.id, experimentId, runId });
  }

  /** Finds the run of a branch, or makes it. */
  private async open(
    record: BranchRecord,
    entry: RunEntry,
    params: Params,
    isOld: boolean,
  ): Promise<void> {
    const { runs, experiments, family } = this.parts;
    const { experiment, id } = record;
    const earlier = family.earlier(record);
    const experimentId = await experiments.idOf(experiment);
    try {
      const run = await openRun(runs, id, experimentId, entry, async () => {
        const parent = await family.parentOf(
          record,
          experimentId,
          isOld,
          earlier,
        );
        entry.lacksParent =
          record.parentId !== undefined && parent === undefined;
        return {
          experimentId,
          name: runNameOf(record),
          startedAt: startOf(record),
          tags: [
            ...tagsOf(record, params.cut, this.options.tags),
            ...(parent === undefined
              ? []
              : [{ key: PARENT_RUN, value: parent }]),
          ],
        };
      });
      Object.assign(entry, {
        isEnded: run.isEnded,
        artifactUri: run.artifactUri,
        experimentId,
        runId: run.id,
      });
    } catch (thrown) {
      // The experiment may have been deleted, or the database replaced.
      experiments.forget(experiment);
      throw thrown;
    }
  }
}
