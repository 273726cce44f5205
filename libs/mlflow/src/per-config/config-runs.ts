import type { BranchRecord } from 'nestjs-spearmint';
import { Limiter } from '../limiter.js';
import type { MlflowSettings } from '../mlflow-options.js';
import type { OnceLog } from '../once-log.js';
import { RecentIds } from '../recent-ids.js';
import type { Recording } from '../recording.interface.js';
import type { DuplicateRuns } from '../runs/duplicate-runs.js';
import type { ConfigRunList } from './config-run-list.js';
import type { ConfigRunWriter } from './config-run.writer.js';
import type { TraceWriter } from './trace.writer.js';

/** A batch of so many waits for no others. */
const ENOUGH = 100;
const RECENT = 20_000;
const CONCURRENT_BATCHES = 1;

/** @internal */
export interface ConfigRunsParts {
  readonly list: ConfigRunList;
  readonly writer: ConfigRunWriter;
  readonly traces: TraceWriter | undefined;
  readonly duplicates: DuplicateRuns;
  readonly log: OnceLog;
  readonly now: () => number;
}

/**
 * A run for every config of an experiment in this process, whose figures go on in
 * steps, and a trace for every branch.
 *
 * @internal
 */
export class ConfigRuns implements Recording {
  private readonly counted = new RecentIds(RECENT);
  private readonly batches = new Limiter(CONCURRENT_BATCHES);
  private readonly limiter: Limiter;
  private gathersUntil = 0;
  private timer: NodeJS.Timeout | undefined = undefined;
  /** When figures are to be written again, on the monotonic clock. */
  private dueAt = -Infinity;
  private isClosed = false;

  constructor(
    private readonly parts: ConfigRunsParts,
    private readonly options: MlflowSettings,
  ) {
    this.limiter = new Limiter(options.concurrency);
  }

  /** @throws MlflowRequestError or MlflowExperimentError, the first one, once all are through. */
  async record(records: readonly BranchRecord[]): Promise<void> {
    this.batches.assertRoom(1);
    await this.batches.run(() => this.write(records));
  }

  /** A run has many branches: none is the branch's own. */
  runIdOf(): undefined {
    return undefined;
  }

  /**
   * A sink flushes after each batch. Traces tell of every branch by then, so that
   * figures are written as often as was asked for, and no more.
   */
  async flush(): Promise<void> {
    const { traces, duplicates, now } = this.parts;
    if (traces === undefined || now() >= this.dueAt) {
      clearTimeout(this.timer);
      this.timer = undefined;
      await this.writeFigures();
    }
    await duplicates.sweep();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await this.each(this.parts.list.all(), (run) => this.parts.writer.end(run));
  }

  private async write(records: readonly BranchRecord[]): Promise<void> {
    const { list, writer, traces } = this.parts;
    const groups = list.groupsOf(records);
    for (const [run, branches] of groups)
      for (const branch of branches)
        if (this.counted.add(branch.id)) run.add(branch);
    this.tellLost();
    if (records.length < ENOUGH) await this.gather();
    await this.each([...groups.keys()], (run) => writer.open(run));
    const requests = traces?.requestsFor(groups) ?? [];
    await this.each(requests, (send) => send());
    this.gathersUntil = this.parts.now() + this.options.gatherMs;
    this.snapshotSoon();
    await this.each(list.retired(), (run) => writer.end(run));
  }

  private tellLost(): void {
    if (this.parts.list.lost === 0) return;
    this.parts.log.say(
      'lost-runs',
      'More configs were used than MLflow could be told of: the last figures of some runs are not written, and those runs are not ended. ' +
        'Where callers give configs without number, use the mode run-per-branch. Check that the MLflow server runs.',
    );
  }

  /** While it waits, the recorder gathers branches for the next call. */
  private async gather(): Promise<void> {
    const wait = this.gathersUntil - this.parts.now();
    if (wait > 0 && !this.isClosed)
      await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait)));
  }

  private snapshotSoon(): void {
    if (this.isClosed) return;
    this.timer ??= setTimeout(
      () => void this.snapshotAll(),
      this.options.snapshotMs,
    ).unref();
  }

  private async snapshotAll(): Promise<void> {
    const { list, log } = this.parts;
    try {
      await this.writeFigures();
      log.settle('snapshot');
    } catch (thrown) {
      log.say(
        'snapshot',
        `Figures could not be written, and are tried again: ${(thrown as Error).message}`,
      );
    }
    this.timer = undefined;
    if (list.all().some((run) => run.isDirty)) this.snapshotSoon();
  }

  private async writeFigures(): Promise<void> {
    const { list, writer, now } = this.parts;
    await this.each(list.all(), (run) => writer.snapshot(run));
    this.dueAt = now() + this.options.snapshotMs;
  }

  private async each<T>(
    items: readonly T[],
    work: (item: T) => Promise<void>,
  ): Promise<void> {
    const results = await Promise.allSettled(
      items.map((item) => this.limiter.run(() => work(item))),
    );
    for (const result of results)
      if (result.status === 'rejected') throw result.reason;
  }
}
