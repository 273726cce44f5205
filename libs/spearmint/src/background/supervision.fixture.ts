import { AsyncResource } from 'node:async_hooks';
import { beforeEach, jest } from '@jest/globals';
import { ManualClock } from '../testing/manual-clock.js';
import { useFakeTime } from '../fake-time.fixture.js';
import type { BackgroundOptions } from './background-options.interface.js';
import type { BackgroundTask, TaskOwner } from './background-task.interface.js';
import { BackgroundSupervisor } from './background.supervisor.js';

/** A shadow that ends when the test wants it to. */
export class Task extends AsyncResource implements BackgroundTask {
  startedAt = -1;
  released = false;
  queued = false;
  previous: BackgroundTask | undefined;
  next: BackgroundTask | undefined;
  status: 'waiting' | 'running' | 'ended' | 'expired' | 'skipped' = 'waiting';
  reason: string | undefined;
  private owner: TaskOwner | undefined;

  constructor(
    readonly timeoutMs = 1_000,
    private readonly body: () => void = () => undefined,
  ) {
    super('TASK');
  }

  start(owner: TaskOwner): void {
    this.status = 'running';
    this.owner = owner;
    this.body();
  }

  end(): void {
    if (this.status === 'running') this.status = 'ended';
    this.owner?.ended(this);
  }

  expire(): void {
    this.status = 'expired';
  }

  skip(reason: string): void {
    this.status = 'skipped';
    this.reason = reason;
  }
}

/** Supervisors of the tests of a file, on a clock that stands until a test moves it. */
export class Supervision {
  clock = new ManualClock();

  constructor() {
    useFakeTime();
    beforeEach(() => {
      this.clock = new ManualClock();
    });
  }

  begin(options?: BackgroundOptions): BackgroundSupervisor {
    return new BackgroundSupervisor(this.clock, options);
  }

  /** Moves the clock and the timers that look at it. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.advance(milliseconds);
    await jest.advanceTimersByTimeAsync(milliseconds);
  }
}

export async function turns(count = 2): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

/** Offers so many tasks. */
export const offer = (
  supervisor: BackgroundSupervisor,
  count: number,
  timeoutMs?: number,
): Task[] =>
  Array.from({ length: count }, () => {
    const task = new Task(timeoutMs);
    supervisor.offer(task);
    return task;
  });

/** How many of them are in a state. */
export const count = (tasks: readonly Task[], status: Task['status']): number =>
  tasks.filter((task) => task.status === status).length;
