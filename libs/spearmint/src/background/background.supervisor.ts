import type { SpearmintClock } from '../branch/clock.js';
import { afterEnds, BODIES_MS } from '../branch/after-ends.js';
import {
  BACKGROUND_DEFAULTS,
  type BackgroundOptions,
} from './background-options.interface.js';
import type { BackgroundStats } from './background-stats.interface.js';
import type { BackgroundTask } from './background-task.interface.js';
import { DeadlineSweep } from './deadline.sweep.js';
import { TaskList } from './task.list.js';
import { timerMs } from '../logging/timer-ms.js';

/**
 * How long shadows may take of one turn of the event loop, in milliseconds; then
 * everybody else has theirs.
 */
const TURN_MS = 2;

/**
 * Runs shadows so that they never stand in a caller's way: in later turns of the
 * event loop, a bounded number at a time, each for a bounded time, behind a bounded
 * queue. A shadow keeps the asynchronous context (request, tenant, trace) of the call
 * that offered it.
 *
 * @publicApi
 */
export class BackgroundSupervisor {
  private readonly options: Required<BackgroundOptions>;
  /** Tasks that run, and tasks that may. */
  private readonly open = new TaskList();
  /** Tasks that may not run yet. */
  private readonly held = new TaskList();
  private readonly sweep: DeadlineSweep;
  /** Tasks that run. */
  private slots = 0;
  /** Whether a turn is on its way in which tasks start. */
  private isScheduled = false;
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
    const given = Object.entries(options).filter(
      ([, value]) => value !== undefined,
    );
    this.options = { ...BACKGROUND_DEFAULTS, ...Object.fromEntries(given) };
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
      waiting: this.size - this.slots,
    };
  }

  /** Resolves when no shadow runs or waits. */
  idle(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
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
    if (this.size - this.slots >= this.options.queueLimit) {
      return this.refuse(task, 'queueFull');
    }
    if (after === undefined) return this.enqueue(task);
    this.held.add(task);
    const admit = (): void => this.admit(task);
    after.then(admit, admit);
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
    await this.emptied(deadlineMs);
    this.sweep.stop();
  }

  private async emptied(deadlineMs: number): Promise<void> {
    if (this.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timerMs(deadlineMs));
    });
    await Promise.race([this.idle(), deadline]);
    clearTimeout(timer);
    for (const task of [...this.open, ...this.held]) {
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

  /** Everything that was taken on and has not ended. */
  private get size(): number {
    return this.open.size + this.held.size;
  }

  private admit(task: BackgroundTask): void {
    if (task.released) return;
    this.held.remove(task);
    this.enqueue(task);
  }

  private enqueue(task: BackgroundTask): void {
    task.queued = true;
    this.open.add(task);
    this.schedule();
  }

  /** Sees to it that what waits starts, in the next turn of the event loop. */
  private schedule(): void {
    if (this.isScheduled || this.isFull || !this.open.isAnyWaiting) return;
    this.isScheduled = true;
    this.inNextTurn();
  }

  private inNextTurn(): void {
    setImmediate(() => this.startSome());
  }

  private get isFull(): boolean {
    return this.slots >= this.options.concurrency;
  }

  private startSome(turnStartedAt?: number): void {
    const since = this.clock.now();
    const turnEndsAt = (turnStartedAt ?? since) + TURN_MS;
    let now = since;
    while (!this.isFull) {
      const task = this.open.takeWaiting();
      if (task === undefined) break;
      this.start(task, now);
      if (!this.open.isAnyWaiting) break;
      now = this.clock.now();
      if (now > turnEndsAt) return this.inNextTurn();
      if (now - since > BODIES_MS) {
        return afterEnds(() => this.startSome(turnStartedAt ?? since));
      }
    }
    this.isScheduled = false;
  }

  private start(task: BackgroundTask, now: number): void {
    this.slots++;
    task.startedAt = now;
    this.sweep.cover(task.timeoutMs);
    task.runInAsyncScope(task.start, task, this);
  }

  private release(task: BackgroundTask): void {
    task.released = true;
    if (task.queued) this.open.remove(task);
    else this.held.remove(task);
    if (task.startedAt >= 0) {
      this.slots--;
      this.schedule();
    }
    if (this.size > 0) return;
    for (const resolve of this.watchers.splice(0)) resolve();
  }

  private expireLate(): void {
    // Not when the last one ends: the next is seldom far, and a timer dearer than a shadow.
    if (this.open.size === 0) return this.sweep.stop();
    const now = this.clock.now();
    for (const task of this.open) {
      if (task.startedAt < 0 || now - task.startedAt < task.timeoutMs) continue;
      this.counts.timedOut++;
      this.release(task);
      task.expire();
    }
  }
}
