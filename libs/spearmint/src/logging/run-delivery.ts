import type { BranchError } from '../branch/branch-error.interface.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import type { Delivery, Salvage } from './delivery.interface.js';
import type { LoggerBackend, RUN_FORM } from './logger-backend.js';
import { metricsOf, paramsOf, statusOf } from './run-form.js';
import type { TimedCaller } from './timed-caller.js';

type RunMethod = (typeof RUN_FORM)[number];

/** A backend that has the run form. @internal */
export type RunBackend = LoggerBackend &
  Required<Pick<LoggerBackend, RunMethod>>;

type Step = (runId: string) => void | Promise<void>;

/** How many records may wait for another attempt. */
const MOST_BEGUN = 256;

/** How far a record has got. */
interface Progress {
  readonly steps: Step[];
  runId?: string;
}

/**
 * Drives a backend of the run form, record by record. An attempt goes on where
 * the last one of that record failed, so a run that was started is never started
 * again.
 *
 * @internal
 */
export class RunDelivery implements Delivery {
  readonly batchSize = 1;
  /** Of records that failed and were not given up, by their ids. */
  private readonly begun = new Map<string, Progress>();

  constructor(
    private readonly backend: RunBackend,
    private readonly caller: TimedCaller,
  ) {}

  async deliver(records: readonly BranchRecord[]): Promise<void> {
    for (const record of records) await this.deliverOne(record);
  }

  /** Gives up the step that failed and tries the others once, so that the run gets closed. */
  async salvage(records: readonly BranchRecord[]): Promise<Salvage> {
    let isUp = false;
    for (const { id } of records) {
      const progress = this.begun.get(id);
      this.begun.delete(id);
      if (progress?.runId === undefined) continue;
      if (await this.close(progress.runId, progress.steps)) isUp = true;
    }
    return { written: 0, isUp };
  }

  /** @returns whether any of the other steps could be done. */
  private async close(runId: string, steps: readonly Step[]): Promise<boolean> {
    let isUp = false;
    for (const step of steps.slice(1)) {
      await this.caller
        .call(() => step(runId))
        .then(
          () => (isUp = true),
          () => undefined,
        );
    }
    return isUp;
  }

  private async deliverOne(record: BranchRecord): Promise<void> {
    const progress = this.begun.get(record.id) ?? {
      steps: this.stepsOf(record),
    };
    this.keep(record.id, progress);
    progress.runId ??= await this.start(record);
    const { runId, steps } = progress;
    for (let step = steps[0]; step !== undefined; step = steps[0]) {
      const run = step;
      await this.caller.call(() => run(runId));
      steps.shift();
    }
    this.begun.delete(record.id);
  }

  private keep(id: string, progress: Progress): void {
    this.begun.set(id, progress);
    const [oldest = id] = this.begun.keys();
    // Of one that nobody has come back to.
    if (this.begun.size > MOST_BEGUN) this.begun.delete(oldest);
  }

  private async start(record: BranchRecord): Promise<string> {
    const id: unknown = await this.caller.call(() =>
      this.backend.startRun({ ...record }),
    );
    return typeof id === 'string' && id !== '' ? id : record.id;
  }

  private stepsOf(record: BranchRecord): Step[] {
    const { backend } = this;
    const { error } = record;
    const steps: Step[] = [(id) => backend.logParams(id, paramsOf(record))];
    if (record.status === 'success' && backend.logOutput !== undefined) {
      steps.push((id) => backend.logOutput?.(id, record.output));
    }
    if (backend.logMetrics !== undefined) {
      steps.push((id) => backend.logMetrics?.(id, metricsOf(record)));
    }
    if (error !== undefined) {
      steps.push((id) => backend.logException(id, copyOf(error)));
    }
    steps.push((id) => backend.logStatus(id, statusOf(record)));
    return steps;
  }
}

function copyOf(error: BranchError): BranchError {
  return { ...error };
}
