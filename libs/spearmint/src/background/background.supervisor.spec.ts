import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../testing/manual-clock.js';
import { useFakeTime } from '../fake-time.fixture.js';
import type { BackgroundOptions } from './background-options.interface.js';
import type { BackgroundTask, TaskOwner } from './background-task.interface.js';
import { BackgroundSupervisor } from './background.supervisor.js';

/** A shadow that ends when the test wants it to. */
class Task extends AsyncResource implements BackgroundTask {
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

let clock: ManualClock;

useFakeTime();

beforeEach(() => {
  clock = new ManualClock();
});

const supervise = (options?: BackgroundOptions): BackgroundSupervisor =>
  new BackgroundSupervisor(clock, options);

async function turns(count = 2): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

/** Moves the clock and the timers that look at it. */
async function pass(milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await jest.advanceTimersByTimeAsync(milliseconds);
}

const offer = (
  supervisor: BackgroundSupervisor,
  count: number,
  timeoutMs?: number,
): Task[] =>
  Array.from({ length: count }, () => {
    const task = new Task(timeoutMs);
    supervisor.offer(task);
    return task;
  });

const count = (tasks: Task[], status: Task['status']): number =>
  tasks.filter((task) => task.status === status).length;

describe('when a shadow starts', () => {
  it('is in a later turn of the event loop, never in the one that offered it', async () => {
    const supervisor = supervise();
    const [task] = offer(supervisor, 1) as [Task];
    await Promise.resolve();
    expect(task.status).toBe('waiting');
    await turns();
    expect(task.status).toBe('running');
  });

  it.each(['resolves', 'rejects'])(
    'is after what it waits for, when that %s',
    async (how) => {
      const supervisor = supervise();
      const task = new Task();
      let settle: () => void = () => undefined;
      const after = new Promise<void>((resolve, reject) => {
        settle = (): void => {
          if (how === 'resolves') resolve();
          else reject(new Error('primary failed'));
        };
      });
      supervisor.offer(task, after);
      await turns();
      expect(task.status).toBe('waiting');
      expect(supervisor.stats()).toMatchObject({ running: 0, waiting: 1 });
      settle();
      await turns();
      expect(task.status).toBe('running');
    },
  );

  it('is in the order of the offers', async () => {
    const supervisor = supervise({ concurrency: 2 });
    const order: number[] = [];
    const tasks = [0, 1, 2, 3].map((i) => new Task(1_000, () => order.push(i)));
    for (const task of tasks) supervisor.offer(task);
    await turns();
    for (const task of tasks) {
      task.end();
      await turns();
    }
    expect(order).toEqual([0, 1, 2, 3]);
  });

  it('is in the asynchronous context of its offer, however long it waited', async () => {
    const tenant = new AsyncLocalStorage<string>();
    const supervisor = supervise({ concurrency: 1 });
    const seen: (string | undefined)[] = [];
    const tasks = ['a', 'b', 'c'].map((name) =>
      tenant.run(name, () => {
        const task = new Task(1_000, () => seen.push(tenant.getStore()));
        supervisor.offer(task);
        return task;
      }),
    );
    await turns();
    for (const task of tasks) {
      tenant.run('somebody else', () => task.end());
      await turns();
    }
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('lets others have a turn between shadows that compute without a pause', async () => {
    const supervisor = supervise({ concurrency: 100 });
    const events: string[] = [];
    for (let i = 0; i < 3; i++) {
      supervisor.offer(
        new Task(1_000, () => {
          events.push('shadow');
          clock.advance(10);
        }),
      );
    }
    for (let i = 0; i < 4; i++) {
      await new Promise(setImmediate);
      events.push('others');
    }
    expect(events.join()).toMatch(/shadow,others,.*shadow,others,.*shadow/);
  });
});

describe('how many shadows run', () => {
  it('Q21: 1,000 offers run 16 at a time, the others wait their turn', async () => {
    const supervisor = supervise();
    const tasks = offer(supervisor, 1_000);
    let most = 0;
    await turns();
    while (count(tasks, 'running') > 0) {
      most = Math.max(most, count(tasks, 'running'));
      for (const task of tasks) if (task.status === 'running') task.end();
      await turns();
    }
    expect(most).toBe(16);
    expect(count(tasks, 'ended')).toBe(1_000);
    expect(supervisor.stats()).toMatchObject({ completed: 1_000, running: 0 });
  });

  it('Q21: beyond the queue limit they are skipped, with the reason', async () => {
    const supervisor = supervise({ concurrency: 4, queueLimit: 10 });
    const tasks = offer(supervisor, 12);
    expect(count(tasks, 'skipped')).toBe(2);
    expect(tasks.at(-1)?.reason).toContain('queueLimit 10');
    await turns();
    // Four have left the queue, so there is room for four more.
    expect(count(offer(supervisor, 5), 'skipped')).toBe(1);
    expect(supervisor.stats()).toEqual({
      offered: 17,
      completed: 0,
      timedOut: 0,
      skipped: { queueFull: 3, shutdown: 0 },
      running: 4,
      waiting: 10,
      notSampled: 0,
    });
  });

  it('a queue limit of 0 skips everything', () => {
    const supervisor = supervise({ queueLimit: 0 });
    expect(count(offer(supervisor, 3), 'skipped')).toBe(3);
  });

  it('ending twice frees one slot', async () => {
    const supervisor = supervise({ concurrency: 1 });
    const tasks = offer(supervisor, 3);
    await turns();
    tasks[0]?.end();
    tasks[0]?.end();
    await turns();
    expect(tasks.map(({ status }) => status)).toEqual([
      'ended',
      'running',
      'waiting',
    ]);
  });
});

describe('how long a shadow may take', () => {
  it('G34: one that never settles is expired, its slot is free, its late end is ignored', async () => {
    const supervisor = supervise({ concurrency: 1 });
    const [hanging, next] = offer(supervisor, 2, 100) as [Task, Task];
    await turns();
    await pass(99);
    expect(hanging.status).toBe('running');
    await pass(20);
    expect(hanging.status).toBe('expired');
    await turns();
    expect(next.status).toBe('running');
    hanging.end();
    next.end();
    expect(supervisor.stats()).toMatchObject({
      completed: 1,
      timedOut: 1,
      running: 0,
      waiting: 0,
    });
  });

  it('counts from its start, not from the time that it waited', async () => {
    const supervisor = supervise({ concurrency: 1 });
    const [first, second] = offer(supervisor, 2, 100) as [Task, Task];
    await turns();
    await pass(90);
    first.end();
    await turns();
    await pass(90);
    expect(second.status).toBe('running');
  });

  it('a short limit among long ones is kept', async () => {
    const supervisor = supervise();
    const [long] = offer(supervisor, 1, 30_000) as [Task];
    const [short] = offer(supervisor, 1, 20) as [Task];
    await turns();
    await pass(30);
    expect([short.status, long.status]).toEqual(['expired', 'running']);
  });

  it('may be without limit', async () => {
    const supervisor = supervise();
    const [task] = offer(supervisor, 1, Infinity) as [Task];
    await turns();
    clock.advance(10 ** 9);
    await pass(300);
    expect(task.status).toBe('running');
  });

  it('is watched by one timer, which goes soon after the last shadow has ended', async () => {
    const supervisor = supervise();
    const [task, other] = offer(supervisor, 2, 1_000) as [Task, Task];
    await turns();
    task.end();
    expect(jest.getTimerCount()).toBe(1);
    other.end();
    await pass(100);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('sampling', () => {
  it('takes every call at 1, none at 0, and asks the random source between', () => {
    const supervisor = supervise();
    const random = jest.fn(() => 0.5);
    expect(supervisor.samples(1, random)).toBe(true);
    expect(random).not.toHaveBeenCalled();
    expect(supervisor.samples(0, () => 0)).toBe(false);
    expect(supervisor.samples(0.5, () => 0.499)).toBe(true);
    expect(supervisor.samples(0.5, () => 0.5)).toBe(false);
    expect(supervisor.stats().notSampled).toBe(2);
  });
});

describe('idle()', () => {
  it('resolves at once when there is nothing to do', async () => {
    await expect(supervise().idle()).resolves.toBeUndefined();
  });

  it('resolves for all who wait, when the last shadow has ended', async () => {
    const supervisor = supervise();
    const tasks = offer(supervisor, 2);
    const idle = jest.fn();
    void supervisor.idle().then(idle);
    void supervisor.idle().then(idle);
    await turns();
    tasks[0]?.end();
    await turns();
    expect(idle).not.toHaveBeenCalled();
    tasks[1]?.end();
    await turns();
    expect(idle).toHaveBeenCalledTimes(2);
  });
});

describe('drain()', () => {
  it('Q20: waits for what ends in time', async () => {
    const supervisor = supervise({ concurrency: 1 });
    const [running, waiting] = offer(supervisor, 2) as [Task, Task];
    await turns();
    const drained = supervisor.drain(1_000);
    running.end();
    await turns();
    expect(waiting.status).toBe('running');
    waiting.end();
    await drained;
    expect(supervisor.stats()).toMatchObject({
      completed: 2,
      skipped: { shutdown: 0 },
    });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('Q20: skips at the deadline what runs and what waits, with the reason', async () => {
    const supervisor = supervise({ concurrency: 1 });
    const tasks = offer(supervisor, 3);
    await turns();
    const drained = supervisor.drain(500);
    await pass(500);
    await drained;
    await turns();
    expect(tasks.map(({ status }) => status)).toEqual([
      'skipped',
      'skipped',
      'skipped',
    ]);
    expect(tasks[0]?.reason).toContain('shut down');
    expect(supervisor.stats()).toMatchObject({
      skipped: { shutdown: 3 },
      running: 0,
      waiting: 0,
    });
    await expect(supervisor.idle()).resolves.toBeUndefined();
  });

  it('Q20: skips one that waits for a primary that hangs', async () => {
    const supervisor = supervise();
    const task = new Task();
    supervisor.offer(task, new Promise(() => undefined));
    const drained = supervisor.drain(10);
    await pass(10);
    await drained;
    expect(task.status).toBe('skipped');
  });

  it('Q20: takes nothing more, from its first moment on', async () => {
    const supervisor = supervise();
    offer(supervisor, 1);
    const drained = supervisor.drain(10);
    const [late] = offer(supervisor, 1) as [Task];
    expect(late.status).toBe('skipped');
    expect(late.reason).toContain('shutting down');
    await pass(10);
    await drained;
    expect(count(offer(supervisor, 2), 'skipped')).toBe(2);
    expect(supervisor.stats().skipped.shutdown).toBe(4);
  });

  it('may be asked for twice', async () => {
    const supervisor = supervise();
    const [task] = offer(supervisor, 1) as [Task];
    await turns();
    const both = Promise.all([supervisor.drain(10), supervisor.drain(10)]);
    await pass(10);
    await both;
    await supervisor.drain(10);
    expect(task.status).toBe('skipped');
    expect(supervisor.stats()).toMatchObject({ skipped: { shutdown: 1 } });
  });

  it('waits without a deadline where it is given none', async () => {
    const supervisor = supervise();
    const [task] = offer(supervisor, 1, Infinity) as [Task];
    await turns();
    const drained = supervisor.drain(Infinity);
    await pass(10_000);
    expect(task.status).toBe('running');
    task.end();
    await drained;
    expect(supervisor.stats().completed).toBe(1);
  });
});

describe('the counters', () => {
  type Step =
    | { kind: 'offer'; timeoutMs: number }
    | { kind: 'offer after'; timeoutMs: number }
    | { kind: 'settle'; which: number }
    | { kind: 'end'; which: number }
    | { kind: 'pass'; milliseconds: number }
    | { kind: 'turn' }
    | { kind: 'drain' };

  const which = fc.nat({ max: 40 });
  const timeoutMs = fc.constantFrom(50, 1_000);
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('offer' as const), timeoutMs }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('offer after' as const),
        timeoutMs,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('settle' as const), which }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('end' as const), which }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('pass' as const),
        milliseconds: fc.constantFrom(1, 60, 1_100),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('turn' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('drain' as const) }),
    },
  );

  it('offered = completed + timedOut + skipped + running + waiting, at any time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.record({
          concurrency: fc.integer({ min: 1, max: 4 }),
          queueLimit: fc.integer({ min: 0, max: 6 }),
        }),
        async (steps, limits) => {
          const supervisor = supervise(limits);
          const tasks: Task[] = [];
          const primaries: (() => void)[] = [];
          const check = (): void => {
            const stats = supervisor.stats();
            const { queueFull, shutdown } = stats.skipped;
            expect(stats.offered).toBe(tasks.length);
            expect(
              stats.completed +
                stats.timedOut +
                queueFull +
                shutdown +
                stats.running +
                stats.waiting,
            ).toBe(stats.offered);
            expect(stats.running).toBeLessThanOrEqual(limits.concurrency);
            expect(count(tasks, 'running')).toBeLessThanOrEqual(stats.running);
            expect(stats.timedOut).toBe(count(tasks, 'expired'));
            expect(queueFull + shutdown).toBe(count(tasks, 'skipped'));
            expect(stats.completed).toBe(count(tasks, 'ended'));
          };
          for (const move of steps) {
            if (move.kind === 'offer') {
              const task = new Task(move.timeoutMs);
              tasks.push(task);
              supervisor.offer(task);
            } else if (move.kind === 'offer after') {
              const task = new Task(move.timeoutMs);
              tasks.push(task);
              supervisor.offer(
                task,
                new Promise<void>((done) => primaries.push(done)),
              );
            } else if (move.kind === 'settle') {
              primaries[move.which % (primaries.length || 1)]?.();
            } else if (move.kind === 'end') {
              const task = tasks[move.which % (tasks.length || 1)];
              if (task !== undefined && task.status !== 'waiting') task.end();
            } else if (move.kind === 'pass') {
              await pass(move.milliseconds);
            } else if (move.kind === 'turn') {
              await turns(1);
            } else {
              const drained = supervisor.drain(5);
              await pass(5);
              await drained;
            }
            check();
          }
          const drained = supervisor.drain(5);
          await pass(5);
          await drained;
          await turns();
          check();
          expect(supervisor.stats()).toMatchObject({ running: 0, waiting: 0 });
          expect(jest.getTimerCount()).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });
});
