import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, jest } from '@jest/globals';
import {
  count,
  offer,
  Supervision,
  Task,
  turns,
} from './supervision.fixture.js';

const supervision = new Supervision();

describe('when a shadow starts', () => {
  it('is in a later turn of the event loop, never in the one that offered it', async () => {
    const supervisor = supervision.begin();
    const [task] = offer(supervisor, 1) as [Task];
    await Promise.resolve();
    expect(task.status).toBe('waiting');
    await turns();
    expect(task.status).toBe('running');
  });

  it.each(['resolves', 'rejects'])(
    'is after what it waits for, when that %s',
    async (how) => {
      const supervisor = supervision.begin();
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
    const supervisor = supervision.begin({ concurrency: 2 });
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
    const supervisor = supervision.begin({ concurrency: 1 });
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
    const supervisor = supervision.begin({ concurrency: 100 });
    const events: string[] = [];
    for (let i = 0; i < 3; i++) {
      supervisor.offer(
        new Task(1_000, () => {
          events.push('shadow');
          supervision.clock.advance(10);
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
    const supervisor = supervision.begin();
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
    const supervisor = supervision.begin({ concurrency: 4, queueLimit: 10 });
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
    const supervisor = supervision.begin({ queueLimit: 0 });
    expect(count(offer(supervisor, 3), 'skipped')).toBe(3);
  });

  it('ending twice frees one slot', async () => {
    const supervisor = supervision.begin({ concurrency: 1 });
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
    const supervisor = supervision.begin({ concurrency: 1 });
    const [hanging, next] = offer(supervisor, 2, 100) as [Task, Task];
    await turns();
    await supervision.pass(99);
    expect(hanging.status).toBe('running');
    await supervision.pass(20);
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
    const supervisor = supervision.begin({ concurrency: 1 });
    const [first, second] = offer(supervisor, 2, 100) as [Task, Task];
    await turns();
    await supervision.pass(90);
    first.end();
    await turns();
    await supervision.pass(90);
    expect(second.status).toBe('running');
  });

  it('a short limit among long ones is kept', async () => {
    const supervisor = supervision.begin();
    const [long] = offer(supervisor, 1, 30_000) as [Task];
    const [short] = offer(supervisor, 1, 20) as [Task];
    await turns();
    await supervision.pass(30);
    expect([short.status, long.status]).toEqual(['expired', 'running']);
  });

  it('may be without limit', async () => {
    const supervisor = supervision.begin();
    const [task] = offer(supervisor, 1, Infinity) as [Task];
    await turns();
    supervision.clock.advance(10 ** 9);
    await supervision.pass(300);
    expect(task.status).toBe('running');
  });

  it('is watched by one timer, which goes soon after the last shadow has ended', async () => {
    const supervisor = supervision.begin();
    const [task, other] = offer(supervisor, 2, 1_000) as [Task, Task];
    await turns();
    task.end();
    expect(jest.getTimerCount()).toBe(1);
    other.end();
    await supervision.pass(100);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('sampling', () => {
  it('takes every call at 1, none at 0, and asks the random source between', () => {
    const supervisor = supervision.begin();
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
    await expect(supervision.begin().idle()).resolves.toBeUndefined();
  });

  it('resolves for all who wait, when the last shadow has ended', async () => {
    const supervisor = supervision.begin();
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
