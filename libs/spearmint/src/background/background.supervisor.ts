import type { SpearmintClock } from '../branch/clock.js';
import {
  BACKGROUND_DEFAULTS,
  type BackgroundOptions,
} from './background-options.interface.js';
import type { BackgroundStats } from './background-stats.interface.js';
import type { BackgroundTask } from './background-task.interface.js';

/** How long shadows may start in one turn of the event loop before they let others in, in milliseconds. */
const SLICE_MS = 2;

/**
 * Runs shadows so that they never stand in a caller's way: in later turns of the
 * event loop, a bounded number at a time, each for a bounded time, behind a
 * bounded queue. A waiting shadow is a promise reaction, so it keeps the
 * asynchronous context (request, tenant, trace) of the call that offered it.
 *
 * @publicApi
 */
export class BackgroundSupervisor {
  private readonly options: Required<BackgroundOptions>;
  private readonly open = new Set<BackgroundTask>();
  private readonly waiters: (() => void)[] = [];
  private turn: Promise<void> | undefined;
  private turnStartedAt = 0;
  private running = 0;
  private stopped = false;
  private sweeper: NodeJS.Timeout | undefined;
  private sweepEvery = Infinity;
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
  }

  get limits(): Readonly<Required<BackgroundOptions>> {
    return this.options;
  }

  stats(): BackgroundStats {
    const { queueFull, shutdown, ...rest } = this.counts;
    return {
      ...rest,
      skipped: { queueFull, shutdown },
      running: this.running,
      waiting: this.open.size - this.running,
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
    if (this.stopped) return this.reject(task, 'shutdown');
    if (this.open.size - this.running >= this.options.queueLimit) {
      return this.reject(task, 'queueFull');
    }
    this.open.add(task);
    const admit = (): void => this.admit(task);
    if (after === undefined) {
      void this.nextTurn().then(admit);
    } else {
      const queue = (): void => void this.nextTurn().then(admit);
      after.then(queue, queue);
    }
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
      timer = setTimeout(resolve, Math.max(0, deadlineMs));
    });
    await Promise.race([this.idle(), deadline]);
    clearTimeout(timer);
    for (const task of [...this.open]) {
      this.counts.shutdown++;
      this.release(task);
      task.skip('the application shut down before it ended');
    }
    clearTimeout(this.sweeper);
  }

  private reject(task: BackgroundTask, why: 'queueFull' | 'shutdown'): void {
    this.counts[why]++;
    task.skip(
      why === 'shutdown'
        ? 'the application is shutting down'
        : `the background queue is full (queueLimit ${this.options.queueLimit})`,
    );
  }

  /** One gate for all shadows that are offered in the same turn of the event loop. */
  private nextTurn(): Promise<void> {
    return (this.turn ??= new Promise((resolve) => {
      setImmediate(() => {
        this.turn = undefined;
        this.turnStartedAt = this.clock.now();
        resolve();
      });
    }));
  }

  private admit(task: BackgroundTask): void {
    if (task.released) return;
    if (this.running >= this.options.concurrency) {
      // Waiting as a promise reaction keeps the offering call's context.
      void new Promise<void>((resolve) => this.waiters.push(resolve)).then(() =>
        this.start(task),
      );
      return;
    }
    this.running++;
    this.start(task);
  }

  /** Starts a task that has a slot, or gives the event loop a turn first. */
  private start(task: BackgroundTask): void {
    if (task.released) return this.handOver();
    const now = this.clock.now();
    if (now - this.turnStartedAt > SLICE_MS) {
      void this.nextTurn().then(() => this.launch(task, this.turnStartedAt));
      return;
    }
    this.launch(task, now);
  }

  private launch(task: BackgroundTask, now: number): void {
    if (task.released) return this.handOver();
    task.startedAt = now;
    if (task.timeoutMs < this.sweepEvery * 10) this.sweepSooner(task.timeoutMs);
    task.start(() => {
      if (task.released) return;
      this.counts.completed++;
      this.release(task);
    });
  }

  private release(task: BackgroundTask): void {
    task.released = true;
    this.open.delete(task);
    // One that still waits has no slot: it finds itself released when its turn comes.
    if (task.startedAt >= 0) this.handOver();
    if (this.open.size === 0) this.rest();
  }

  /** Gives a free slot to the task that has waited longest. */
  private handOver(): void {
    const next = this.waiters.shift();
    if (next === undefined) this.running--;
    else next();
  }

  private rest(): void {
    clearTimeout(this.sweeper);
    this.sweeper = undefined;
    this.sweepEvery = Infinity;
    for (const resolve of this.watchers.splice(0)) resolve();
  }

  /** One coarse timer for all deadlines: a timer for every shadow costs more than the shadow. */
  private sweepSooner(timeoutMs: number): void {
    this.sweepEvery = Math.min(Math.max(timeoutMs / 10, 5), 250);
    clearTimeout(this.sweeper);
    this.sweeper = setTimeout(this.sweep, this.sweepEvery).unref();
  }

  private readonly sweep = (): void => {
    const now = this.clock.now();
    for (const task of [...this.open]) {
      if (task.startedAt < 0 || now - task.startedAt < task.timeoutMs) continue;
      this.counts.timedOut++;
      this.release(task);
      task.expire();
    }
    if (this.open.size > 0) {
      this.sweeper = setTimeout(this.sweep, this.sweepEvery).unref();
    }
  };
}
