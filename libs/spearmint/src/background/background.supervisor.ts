import type { SpearmintClock } from '../branch/clock.js';
import {
  BACKGROUND_DEFAULTS,
  type BackgroundOptions,
} from './background-options.interface.js';
import type { BackgroundStats } from './background-stats.interface.js';
import type { BackgroundTask, TaskOwner } from './background-task.interface.js';
import { DeadlineSweep } from './deadline.sweep.js';
import { TaskList } from './task.list.js';
import { TaskQueue } from './task.queue.js';
import { timerMs } from '../logging/timer-ms.js';

/**
 * How long shadows may compute in one turn of the event loop, in milliseconds. Then
 * the rest waits for the next turn: callers have theirs, and what a shadow computes
 * does not count as the time of one that has ended but could not say so yet.
 */
const SLICE_MS = 0.05;

/**
 * Runs shadows so that they never stand in a caller's way: in later turns of the
 * event loop, a bounded number at a time, each for a bounded time, behind a bounded
 * queue. A waiting shadow is a promise reaction, so it keeps the asynchronous
 * context (request, tenant, trace) of the call that offered it.
 *
 * @publicApi
 */
export class BackgroundSupervisor implements TaskOwner {
  private readonly options: Required<BackgroundOptions>;
  private readonly queue = new TaskQueue();
  /** Every task that was taken on and has not ended, in the order of arrival. */
  private readonly open = new TaskList();
  private readonly sweep: DeadlineSweep;
  /** Tasks that run, or whose start is on its way. */
  private slots = 0;
  /** Settles in the next turn of the event loop, after all who wait for it already. */
  private turn: Promise<void> | undefined;
  private turnStartedAt = 0;
  private stopped = false;
  private watchers: (() => void)[] = [];
  private readonly counts = {
    offered: 0,
    completed: 0,
    timedOut: 0,
    queueFull: 0,
    shutdown: 0,
    notSampled: 0,
  };

  /** @internal */
  constructor(
    private readonly clock: SpearmintClock,
    options: BackgroundOptions = {},
  ) {
    this.options = { ...BACKGROUND_DEFAULTS, ...options };
    this.sweep = new DeadlineSweep(() => this.expireLate());
  }

  get limits(): Readonly<Required<BackgroundOptions>> {
    return this.options;
  }

  stats(): BackgroundStats {
    const { queueFull, shutdown, ...rest } = this.counts;
    return {
      ...rest,
      skipped: { queueFull, shutdown },
      running: this.slots,
      waiting: this.open.size - this.slots,
    };
  }

  /** Resolves when no shadow runs or waits. */
  idle(): Promise<void> {
    if (this.open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.watchers.push(resolve));
  }

  /** Whether a call's shadows run at all. @internal */
  samples(rate: number, random: () => number = Math.random): boolean {
    if (rate >= 1 || random() < rate) return true;
    this.counts.notSampled++;
    return false;
  }

  /** Takes a shadow on, or skips it with the reason. Never throws. @internal */
  offer(task: BackgroundTask, after?: PromiseLike<unknown>): void {
    this.counts.offered++;
    if (this.stopped) return this.refuse(task, 'shutdown');
    if (this.open.size - this.slots >= this.options.queueLimit) {
      return this.refuse(task, 'queueFull');
    }
    this.open.add(task);
    if (after === undefined) return this.wait(task);
    const wait = (): void => this.wait(task);
    after.then(wait, wait);
  }

  /** @internal */
  ended(task: BackgroundTask): void {
    if (task.released) return;
    this.counts.completed++;
    this.release(task);
  }

  /**
   * Takes no more work and waits for what there is, at most `deadlineMs`; then
   * aborts the rest and records it as skipped. Never rejects.
   */
  async drain(deadlineMs: number): Promise<void> {
    this.stopped = true;
    if (this.open.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timerMs(deadlineMs));
    });
    await Promise.race([this.idle(), deadline]);
    clearTimeout(timer);
    for (const task of this.open) {
      this.counts.shutdown++;
      this.release(task);
      task.skip('the application shut down before it ended');
    }
  }

  private refuse(task: BackgroundTask, why: 'queueFull' | 'shutdown'): void {
    this.counts[why]++;
    task.skip(
      why === 'shutdown'
        ? 'the application is shutting down'
        : `the background queue is full (queueLimit ${this.options.queueLimit})`,
    );
  }

  /**
   * A reaction that is made here keeps the context of the offering call. They follow
   * each other in a chain, so that a shadow that ends at once is timed before the
   * next one starts.
   */
  private wait(task: BackgroundTask): void {
    if (task.released) return;
    this.turn = (this.turn ?? this.nextTurn()).then(() => this.admit(task));
  }

  private nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => {
        this.turn = undefined;
        this.turnStartedAt = this.clock.now();
        resolve();
      });
    });
  }

  private admit(task: BackgroundTask): void {
    if (task.released) return;
    if (this.slots < this.options.concurrency) {
      this.slots++;
      task.hasSlot = true;
      this.start(task);
      return;
    }
    void new Promise<void>((resolve) => (task.resume = resolve)).then(() =>
      this.start(task),
    );
    this.queue.push(task);
  }

  /** Starts a task that has a slot, unless others have to have a turn first. */
  private start(task: BackgroundTask): void {
    if (task.released) return;
    const now = this.clock.now();
    if (now - this.turnStartedAt > SLICE_MS) {
      // Shadows that compute without a pause must not keep everybody else waiting.
      this.turn = (this.turn ?? this.nextTurn()).then(() => this.start(task));
      return;
    }
    task.startedAt = now;
    this.sweep.cover(task.timeoutMs);
    task.start(this);
  }

  private release(task: BackgroundTask): void {
    task.released = true;
    this.open.remove(task);
    if (task.hasSlot) this.freeSlot();
    if (this.open.size > 0) return;
    this.sweep.stop();
    for (const resolve of this.watchers.splice(0)) resolve();
  }

  /** Gives the slot to the task that has waited longest. */
  private freeSlot(): void {
    for (;;) {
      const task = this.queue.shift();
      if (task === undefined) break;
      if (task.released) continue;
      task.hasSlot = true;
      task.resume?.();
      return;
    }
    this.slots--;
  }

  private expireLate(): void {
    const now = this.clock.now();
    for (const task of this.open) {
      if (task.startedAt < 0 || now - task.startedAt < task.timeoutMs) continue;
      this.counts.timedOut++;
      this.release(task);
      task.expire();
    }
  }
}
