import type { BranchRecord } from '../branch/branch-record.interface.js';
import { backOff } from './back-off.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { Deadline } from './deadline.js';
import { deliveryFor } from './delivery-for.js';
import type { Delivery } from './delivery.interface.js';
import { describeCause } from './describe-cause.js';
import { LaneAccount } from './lane-account.js';
import type { LoggerBackend } from './logger-backend.js';
import type { LossReporter } from './loss-reporter.js';
import { nextTurn, Pause } from './pause.js';
import type { RecorderOptions } from './recorder-options.js';
import type { RecorderSeams } from './recorder-seams.interface.js';
import type { BackendStats, DropReason } from './recorder-stats.interface.js';
import { TimedCaller } from './timed-caller.js';
import { Watermark } from './watermark.js';

const CLOSED = 'the application closed before they were delivered';

const UNSURE = 'What it had taken may not be durable.';

/**
 * The way to one backend: a bounded queue, emptied batch by batch. What happens in
 * a lane stays there.
 *
 * @internal
 */
export class BackendLane {
  private readonly queue: BranchRecord[] = [];
  private readonly account: LaneAccount;
  private readonly caller: TimedCaller;
  private readonly delivery: Delivery;
  private readonly breaker: CircuitBreaker;
  private readonly pause = new Pause();
  private readonly level = new Watermark();
  private lastCause = '';
  private isRunning = false;
  private isClosing = false;
  private isStopped = false;

  constructor(
    readonly name: string,
    private readonly backend: LoggerBackend,
    private readonly options: RecorderOptions,
    private readonly seams: RecorderSeams,
    private readonly reporter: LossReporter,
  ) {
    const { now } = seams;
    this.account = new LaneAccount(name, reporter);
    this.caller = new TimedCaller(options.callTimeoutMs);
    this.delivery = deliveryFor(backend, this.caller, options, now);
    this.breaker = new CircuitBreaker(
      options.breakerThreshold,
      options.breakerMs,
      now,
    );
  }

  stats(): BackendStats {
    const { accepted, recorded, dropped, retries } = this.account;
    return {
      name: this.name,
      accepted,
      recorded,
      dropped,
      pending: this.queue.length,
      retries,
      timeouts: this.caller.timeouts,
      breaker: this.breaker.state,
    };
  }

  push(records: readonly BranchRecord[]): void {
    if (this.isStopped) return this.lose(records.length, 'closed', CLOSED);
    const taken = records.slice(0, this.options.queueLimit - this.queue.length);
    this.account.accepted += records.length;
    this.level.enter(taken.length);
    this.queue.push(...taken);
    this.refuse(records.length - taken.length);
    if (!this.isRunning) void this.run();
  }

  /** Books records that never came to be. */
  lose(count: number, reason: DropReason, cause: string): void {
    this.account.accepted += count;
    this.account.drop(count, reason, cause);
  }

  /** Resolves when all that is in the queue now has been delivered or dropped. */
  settled(): Promise<void> {
    return this.level.reached();
  }

  /** Has the backend get ready; never rejects. */
  open(): Promise<void> {
    return this.tryTo('open', 'Records go to it all the same.');
  }

  /** Delivers what it can before the deadline, drops the rest, closes the backend. Never rejects. */
  async close(deadline: Deadline): Promise<void> {
    this.isClosing = true;
    this.pause.cut();
    await deadline.allows(this.settled());
    this.stop('closed', CLOSED);
    for (const step of ['flush', 'close'] as const) {
      await deadline.allows(this.tryTo(step, UNSURE));
    }
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (this.queue.length > 0 && !this.isStopped) {
      await this.deliverNext();
      if (this.queue.length > 0) await nextTurn();
    }
    this.isRunning = false;
  }

  private async deliverNext(): Promise<void> {
    let batch = this.nextBatch();
    for (let attempt = 1; !this.isStopped; attempt++) {
      if (this.breaker.state === 'open') {
        if (!(await this.mayProbe())) return;
        // What came in while the backend was left alone goes along.
        batch = this.nextBatch();
      }
      try {
        await this.delivery.deliver(batch);
        if (!this.isStopped) this.delivered(batch);
        return;
      } catch (thrown) {
        this.lastCause = describeCause(thrown);
      }
      if (attempt >= this.options.attempts) return this.giveUp(batch, attempt);
      await this.waitAfter(attempt);
    }
  }

  private nextBatch(): BranchRecord[] {
    return this.queue.slice(0, this.delivery.batchSize);
  }

  private async mayProbe(): Promise<boolean> {
    if (this.isClosing) {
      this.stop(
        'breakerOpen',
        `the application closed while it kept failing, last with ${this.lastCause}`,
      );
      return false;
    }
    await this.pause.for(this.breaker.remainingMs);
    this.breaker.probe();
    return !this.isStopped;
  }

  private async waitAfter(failures: number): Promise<void> {
    if (this.isStopped) return;
    this.account.retries++;
    if (this.breaker.state === 'half-open') this.breaker.trip();
    else {
      const { random } = this.seams;
      await this.pause.for(backOff(failures, this.options, random));
    }
  }

  private delivered(batch: readonly BranchRecord[]): void {
    this.breaker.succeeded();
    this.account.recorded += batch.length;
    this.remove(batch.length);
  }

  private async giveUp(
    batch: readonly BranchRecord[],
    attempts: number,
  ): Promise<void> {
    const { written, isUp } = await this.delivery.salvage(batch);
    if (this.isStopped) return;
    if (isUp) this.breaker.succeeded();
    else this.breaker.failed();
    this.account.recorded += written;
    this.account.drop(
      batch.length - written,
      'failed',
      `${attempts} attempts failed, the last with ${this.lastCause}`,
    );
    this.remove(batch.length);
  }

  private remove(count: number): void {
    this.queue.splice(0, count);
    this.level.leave(count);
  }

  private refuse(count: number): void {
    const isOpen = this.breaker.state !== 'closed';
    this.account.drop(
      count,
      isOpen ? 'breakerOpen' : 'queueFull',
      `its queue of ${this.options.queueLimit} is full, ` +
        (isOpen
          ? `it kept failing, last with ${this.lastCause}`
          : 'it takes records slower than they come'),
    );
  }

  private stop(reason: DropReason, cause: string): void {
    this.isStopped = true;
    this.caller.cancel();
    this.pause.cut();
    this.account.drop(this.queue.length, reason, cause);
    this.remove(this.queue.length);
  }

  private async tryTo(
    step: 'open' | 'flush' | 'close',
    meaning: string,
  ): Promise<void> {
    try {
      await this.backend[step]?.();
    } catch (thrown) {
      this.reporter.say(
        `Backend "${this.name}" failed in ${step}(): ${describeCause(thrown)}. ` +
          `${meaning} Calls are not affected. ` +
          'See that what it writes to can be reached until the application has closed.',
      );
    }
  }
}
