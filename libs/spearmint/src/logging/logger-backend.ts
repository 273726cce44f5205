import type { BranchError } from '../branch/branch-error.interface.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import type { RunStatus } from './run-status.interface.js';

/**
 * Where branch records go; the contract and the DI token in one. Write one of
 * two forms:
 *
 * - the **batch form**, {@link logBranches} alone, for stores that take many
 *   records at once. It wins where both are there.
 * - the **run form**, {@link startRun}, {@link logParams}, {@link logStatus} and
 *   {@link logException}, for trackers with one run per branch.
 *
 * Every method is called off the path of the experiment's caller, one call at a
 * time per backend, and may be sync or async. A call that throws, rejects or does
 * not settle within `callTimeoutMs` is tried again with a growing pause, so the
 * same record may arrive more than once: its `id` says that it is the same. What a
 * backend does never reaches the caller or another backend.
 *
 * Records are snapshots. What they hold (config, output, error, scores) is frozen
 * and shared with other backends; an output of more than 20,000 values, bytes and
 * objects with private state are references to what the method returned. An output
 * can be anything, also what `JSON.stringify` refuses.
 *
 * @publicApi
 */
export abstract class LoggerBackend {
  /**
   * Batch form: takes records in the order in which their branches ended.
   *
   * @param records 1 to `batchSize` of them.
   * @throws anything; the whole batch is tried again, at last record by record.
   */
  logBranches?(records: readonly BranchRecord[]): void | Promise<void>;

  /**
   * Run form, first call for a branch: opens a run.
   *
   * @returns the run's id in this backend, passed to all the other calls. Anything
   * but a non-empty string stands for `branch.id`.
   * @throws anything; nothing counts as written and the run is started again.
   */
  startRun?(branch: BranchRecord): string | Promise<string>;

  /**
   * Run form: the branch's config, redacted where asked.
   *
   * @param params the config as it is, not flattened; `{ value }` where it is no object.
   */
  logParams?(
    runId: string,
    params: Record<string, unknown>,
  ): void | Promise<void>;

  /** Run form, optional: what the method returned; only when the branch succeeded. */
  logOutput?(runId: string, output: unknown): void | Promise<void>;

  /**
   * Run form, optional: numbers about the branch.
   *
   * @param metrics `duration_ms` in milliseconds, and the branch's scores by name.
   */
  logMetrics?(
    runId: string,
    metrics: Record<string, number>,
  ): void | Promise<void>;

  /** Run form: what the method threw; only when the branch failed. */
  logException?(runId: string, error: BranchError): void | Promise<void>;

  /** Run form, last call for a branch: how it ended. Closes the run. */
  logStatus?(runId: string, status: RunStatus): void | Promise<void>;

  /**
   * Both forms, optional: gets ready, and takes up what an earlier process has left.
   * Called once, when the application boots; nothing waits for it, so that records may
   * come before it is done.
   */
  open?(): void | Promise<void>;

  /**
   * Both forms, optional: makes what was taken durable. Called at shutdown, before
   * {@link close}, and by a store before it takes records for delivered.
   */
  flush?(): void | Promise<void>;

  /** Both forms, optional: releases connections and timers. Called once, at shutdown, even after errors. */
  close?(): void | Promise<void>;
}

/** The members that make a backend of the run form. @internal */
export const RUN_FORM = [
  'startRun',
  'logParams',
  'logStatus',
  'logException',
] as const;

/** The members a backend can do without. @internal */
export const OPTIONAL_MEMBERS = [
  'logOutput',
  'logMetrics',
  'open',
  'flush',
  'close',
] as const;
