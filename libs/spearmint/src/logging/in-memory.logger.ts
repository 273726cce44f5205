import type { BranchError } from '../branch/branch-error.interface.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import type { InMemoryRun } from './in-memory-run.interface.js';
import { LoggerBackend } from './logger-backend.js';
import { RecordWaiters } from './record-waiters.js';
import { Ring } from './ring.js';
import { metricsOf, paramsOf, statusOf } from './run-form.js';
import type { RunStatus } from './run-status.interface.js';
import { WAIT_MS, type WaitOptions } from './wait-options.interface.js';

/** Limits of what is kept in memory. @publicApi */
export class InMemoryLoggerOptions {
  /**
   * How many branches, and how many runs, are kept; the oldest go first.
   * @default 1000
   */
  limit = 1_000;
}

/**
 * Keeps the latest branches in memory, for tests and for a look at a running app.
 * A run is a branch; the branches started inside it count under it too.
 *
 * @publicApi
 */
export class InMemoryLogger extends LoggerBackend {
  private readonly limit: number;
  private readonly kept: Ring<BranchRecord>;
  /** What came in the run form; the branches' own runs are made when asked for. */
  private readonly known = new Map<string, InMemoryRun>();
  private total = 0;
  private readonly waiters = new RecordWaiters();
  /** What the next calls throw. */
  private readonly faults: unknown[] = [];

  constructor(options: Partial<InMemoryLoggerOptions> = {}) {
    super();
    this.limit = Math.max(
      1,
      options.limit ?? new InMemoryLoggerOptions().limit,
    );
    this.kept = new Ring(this.limit);
  }

  /** The branches kept, in order of recording. */
  get branches(): readonly BranchRecord[] {
    return this.kept.toArray();
  }

  /** The same as {@link branches}. */
  get records(): readonly BranchRecord[] {
    return this.branches;
  }

  /** How many branches have been recorded since the start or {@link clear}, kept or not. */
  get recorded(): number {
    return this.total;
  }

  /** The runs kept, by id, in order of start. */
  get runs(): ReadonlyMap<string, InMemoryRun> {
    const runs = new Map(this.known);
    for (const record of this.kept.toArray())
      runs.set(record.id, runOf(record));
    return runs;
  }

  get runCount(): number {
    return this.runs.size;
  }

  /** How many branches are kept: all of them, or those of one run (0 for an unknown one). */
  branchCount(runId?: string): number {
    if (runId === undefined) return this.branches.length;
    return this.branches.filter(
      (branch) => branch.id === runId || branch.parentId === runId,
    ).length;
  }

  /**
   * Resolves with the branches kept once `count` have been recorded since the start or {@link clear}.
   *
   * @throws WaitTimeoutError that tells what was recorded instead.
   */
  async waitFor(
    count: number,
    { timeoutMs = WAIT_MS }: WaitOptions = {},
  ): Promise<readonly BranchRecord[]> {
    if (this.total < count)
      await this.waiters.wait(count, timeoutMs, () => this.branches);
    return this.branches;
  }

  /**
   * Makes the next calls fail, as a backend does whose server is away for a moment.
   * The recorder tries a failed batch again, so the records come late or, after
   * `recorder.attempts` failures, not at all.
   *
   * @param times how many calls fail. @default 1
   */
  failNext(error: unknown, times = 1): void {
    for (let i = 0; i < times; i++) this.faults.push(error);
  }

  /** Forgets all branches and runs. */
  clear(): void {
    this.kept.clear();
    this.known.clear();
    this.total = 0;
  }

  override logBranches(records: readonly BranchRecord[]): void {
    this.failIfAsked();
    for (const record of records) this.kept.push(record);
    this.total += records.length;
    this.waiters.wake(this.total);
  }

  /** Opens a run; one that is there already is kept as it is. */
  override startRun(branch: BranchRecord): string {
    this.failIfAsked();
    this.update(branch.id, {});
    return branch.id;
  }

  override logParams(runId: string, params: Record<string, unknown>): void {
    this.update(runId, { params: { ...this.run(runId).params, ...params } });
  }

  override logMetrics(runId: string, metrics: Record<string, number>): void {
    this.update(runId, {
      metrics: { ...this.run(runId).metrics, ...metrics },
    });
  }

  override logOutput(runId: string, output: unknown): void {
    this.update(runId, { output });
  }

  override logException(runId: string, error: BranchError): void {
    this.update(runId, { error });
  }

  override logStatus(runId: string, status: RunStatus): void {
    this.update(runId, { status, ended: status.status !== 'pending' });
  }

  private run(id: string): InMemoryRun {
    return (
      this.known.get(id) ?? {
        id,
        started: true,
        ended: false,
        params: {},
        metrics: {},
      }
    );
  }

  private update(id: string, change: Partial<InMemoryRun>): void {
    this.known.set(id, { ...this.run(id), ...change });
    if (this.known.size <= this.limit) return;
    for (const oldest of this.known.keys()) {
      this.known.delete(oldest);
      return;
    }
  }

  private failIfAsked(): void {
    if (this.faults.length > 0) throw this.faults.shift();
  }
}

function runOf(record: BranchRecord): InMemoryRun {
  return {
    id: record.id,
    started: true,
    ended: record.status !== 'pending',
    params: paramsOf(record),
    metrics: metricsOf(record),
    output: record.output,
    error: record.error,
    status: statusOf(record),
  };
}
