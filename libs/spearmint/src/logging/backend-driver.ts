import type { BranchRecord } from '../branch/branch-record.interface.js';
import { assertBackend } from './assert-backend.js';
import { backendName } from './backend-name.js';
import { backOff } from './back-off.js';
import { Deadline } from './deadline.js';
import { deliveryFor } from './delivery-for.js';
import type { Delivery } from './delivery.interface.js';
import { describeCause } from './describe-cause.js';
import type { LoggerBackend } from './logger-backend.js';
import { Pause } from './pause.js';
import {
  type RecorderOptions,
  resolveRecorderOptions,
} from './recorder-options.js';
import { TimedCaller } from './timed-caller.js';

/** How a backend is driven; each as in `RecorderOptions`. @publicApi */
export type BackendDriverOptions = Partial<
  Pick<
    RecorderOptions,
    'batchSize' | 'callTimeoutMs' | 'backoffMs' | 'maxBackoffMs'
  >
>;

/**
 * Brings records to one backend, whichever form it has: one call at a time, each
 * with a deadline, none to the end of a backend that hangs. For what feeds backends
 * by itself, such as a store or a queue; when to try again is up to that.
 *
 * @publicApi
 */
export class BackendDriver {
  /** The backend's class. */
  readonly name: string;
  private readonly options: RecorderOptions;
  private readonly caller: TimedCaller;
  private readonly delivery: Delivery;
  private readonly pause = new Pause();

  /**
   * @throws InvalidLoggerBackendError for what is no backend.
   * @throws InvalidRecorderOptionError for an option that makes no sense.
   */
  constructor(backend: LoggerBackend, options?: BackendDriverOptions);
  /** With clock and randomness replaced for tests. @internal */
  constructor(
    backend: LoggerBackend,
    options: BackendDriverOptions | undefined,
    now: () => number,
    random: () => number,
  );
  constructor(
    readonly backend: LoggerBackend,
    options: BackendDriverOptions = {},
    now = (): number => performance.now(),
    private readonly random = (): number => Math.random(),
  ) {
    assertBackend(backend);
    this.name = backendName(backend);
    this.options = resolveRecorderOptions(options);
    this.caller = new TimedCaller(this.options.callTimeoutMs);
    this.delivery = deliveryFor(backend, this.caller, this.options, now);
  }

  /** How many records it takes at once: 1 for the run form. */
  get batchSize(): number {
    return this.delivery.batchSize;
  }

  /** How many calls took longer than `callTimeoutMs`. */
  get timeouts(): number {
    return this.caller.timeouts;
  }

  /** Has the backend get ready. @throws whatever went wrong. */
  async open(): Promise<void> {
    await this.backend.open?.();
  }

  /**
   * One attempt. With the same records after a failure, the run form goes on where
   * it failed.
   *
   * @param records 1 to `batchSize` of them.
   * @throws whatever went wrong.
   */
  deliver(records: readonly BranchRecord[]): Promise<void> {
    return this.delivery.deliver(records);
  }

  /** Gives up a record that cannot be delivered: a run that it has begun gets closed. Never rejects. */
  async giveUp(record: BranchRecord): Promise<void> {
    await this.delivery.salvage([record]);
  }

  /** Has the backend make durable what it has taken. @throws whatever went wrong. */
  async flush(): Promise<void> {
    await this.caller.call(() => this.backend.flush?.());
  }

  /** Waits as long as suits the `failures`th failure in a row. */
  backOff(failures: number): Promise<void> {
    return this.pause.for(backOff(failures, this.options, this.random));
  }

  /** Ends the wait that is on. */
  hurry(): void {
    this.pause.cut();
  }

  /**
   * Waits no longer for the call that is under way, makes no other, and closes the
   * backend.
   *
   * @param deadlineMs how long its flush and close may take, in milliseconds.
   * @returns what went wrong, a line each; never rejects.
   */
  async close(deadlineMs: number): Promise<readonly string[]> {
    this.caller.cancel();
    this.pause.cut();
    const deadline = new Deadline(deadlineMs);
    const problems: string[] = [];
    for (const step of ['flush', 'close'] as const) {
      const done = this.finish(step).catch(
        (thrown: unknown) =>
          void problems.push(`${step}() failed with ${describeCause(thrown)}`),
      );
      if (await deadline.allows(done)) continue;
      problems.push(`${step}() took longer than ${deadlineMs} ms`);
    }
    deadline.clear();
    return problems;
  }

  private async finish(step: 'flush' | 'close'): Promise<void> {
    await this.backend[step]?.();
  }
}
