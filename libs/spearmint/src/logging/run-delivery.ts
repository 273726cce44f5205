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

/** How far a record has got. */
interface Progress {
  readonly record: BranchRecord;
  readonly steps: Step[];
  runId?: string;
}

/**
 * Drives a backend of the run form, record by record. An attempt goes on where
 * the last one failed, so a run that was started is never started again.
 *
 * @internal
 */
export class RunDelivery implements Delivery {
  readonly batchSize = 1;
  private progress: Progress | undefined = undefined;

  constructor(
    private readonly backend: RunBackend,
    private readonly caller: TimedCaller,
  ) {}

  async deliver(records: readonly BranchRecord[]): Promise<void> {
    for (const record of records) await this.deliverOne(record);
  }

  /** Gives up the step that failed and tries the others once, so that the run gets closed. */
  async salvage(): Promise<Salvage> {
    const { progress } = this;
    this.progress = undefined;
    const runId = progress?.runId;
    let isUp = false;
    if (progress === undefined || runId === undefined) {
      return { written: 0, isUp };
    }
    for (const step of progress.steps.slice(1)) {
      await this.caller
        .call(() => step(runId))
        .then(
          () => (isUp = true),
          () => undefined,
        );
    }
    return { written: 0, isUp };
  }

  private async deliverOne(record: BranchRecord): Promise<void> {
    if (this.progress?.record !== record) {
      this.progress = { record, steps: this.stepsOf(record) };
    }
    const { progress } = this;
    progress.runId ??= await this.start(record);
    const { runId, steps } = progress;
    for (let step = steps[0]; step !== undefined; step = steps[0]) {
      const run = step;
      await this.caller.call(() => run(runId));
      steps.shift();
    }
    this.progress = undefined;
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
