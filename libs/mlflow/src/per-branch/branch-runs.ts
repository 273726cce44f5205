import type { BranchRecord } from 'nestjs-spearmint';
import { Limiter } from '../limiter.js';
import type { MlflowOptions } from '../mlflow-options.js';
import type { Artifacts } from '../rest/artifacts.js';
import type { Experiments } from '../rest/experiments.js';
import { MlflowRequestError } from '../rest/mlflow-request.error.js';
import { batchesOf } from '../values/batches.js';
import { endOf, figuresOf, metricsOf, startOf } from '../values/metrics.js';
import { type Params, paramsOf } from '../values/params.js';
import type { DuplicateRuns } from './duplicate-runs.js';
import type { FamilyLinks } from './family-links.js';
import { parentsFirst } from './parents-first.js';
import type { RunEntry } from './run-entry.js';
import type { RunIndex } from './run-index.js';
import {
  artifactOf,
  PARENT_RUN,
  RUN_KEY,
  runNameOf,
  tagsOf,
} from './run-tags.js';
import type { FoundRun, RunEnd, RunsApi } from './runs.api.js';

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
    private readonly options: MlflowOptions,
  ) {
    this.limiter = new Limiter(options.concurrency);
  }

  /** @throws MlflowRequestError or MlflowExperimentError, the first, once all are through. */
  async record(records: readonly BranchRecord[]): Promise<void> {
    const isFirst = this.isFirst;
    this.isFirst = false;
    const results = await Promise.allSettled(
      parentsFirst(records).map((record) =>
        // What another process was sending when it ended comes first, or is older than this one.
        this.once(record, isFirst || record.startedAt < this.parts.bornAt),
      ),
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

  private once(record: BranchRecord, mayExist: boolean): Promise<void> {
    const entry = this.parts.index.enter(record.id, mayExist);
    if (entry.isDone) return Promise.resolve();
    // A record that comes again while it is being written joins in.
    entry.writing ??= this.limiter
      .run(() => this.write(record, entry, mayExist))
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
    if (entry.isSuspect) await duplicates.suspect(record.id, experimentId);
  }

  /** Finds the run of a branch, or makes it. */
  private async open(
    record: BranchRecord,
    entry: RunEntry,
    params: Params,
    isOld: boolean,
  ): Promise<void> {
    const { runs, experiments, family } = this.parts;
    const experimentId = await experiments.idOf(record.experiment);
    const key = { key: RUN_KEY, value: record.id };
    let run: FoundRun | undefined;
    if (entry.mayExist) [run] = await runs.tagged(experimentId, key);
    if (run === undefined) {
      const parent = await family.parentOf(record, experimentId, isOld);
      entry.lacksParent = record.parentId !== undefined && parent === undefined;
      run = await this.create(record, entry, experimentId, [
        ...tagsOf(record, params.cut, this.options.tags),
        ...(parent === undefined ? [] : [{ key: PARENT_RUN, value: parent }]),
      ]);
    }
    entry.isEnded = run.isEnded;
    entry.artifactUri = run.artifactUri;
    entry.experimentId = experimentId;
    entry.runId = run.id;
  }

  private async create(
    record: BranchRecord,
    entry: RunEntry,
    experimentId: string,
    tags: ReturnType<typeof tagsOf>,
  ): Promise<FoundRun> {
    try {
      return await this.parts.runs.create({
        experimentId,
        name: runNameOf(record),
        startedAt: startOf(record),
        tags,
      });
    } catch (thrown) {
      if (thrown instanceof MlflowRequestError) {
        if (thrown.isUnclear) entry.mayExist = entry.isSuspect = true;
        // The experiment may have been deleted, or its database replaced.
        else this.parts.experiments.forget(record.experiment);
      }
      throw thrown;
    }
  }
}
