import { describe, expect, it, jest } from '@jest/globals';
import {
  count,
  offer,
  Supervision,
  Task,
  turns,
} from './supervision.fixture.js';

const supervision = new Supervision();

describe('drain()', () => {
  it('Q20: waits for what ends in time', async () => {
    const supervisor = supervision.begin({ concurrency: 1 });
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
    const supervisor = supervision.begin({ concurrency: 1 });
    const tasks = offer(supervisor, 3);
    await turns();
    const drained = supervisor.drain(500);
    await supervision.pass(500);
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
    const supervisor = supervision.begin();
    const task = new Task();
    supervisor.offer(task, new Promise(() => undefined));
    const drained = supervisor.drain(10);
    await supervision.pass(10);
    await drained;
    expect(task.status).toBe('skipped');
  });

  it('Q20: takes nothing more, from its first moment on', async () => {
    const supervisor = supervision.begin();
    offer(supervisor, 1);
    const drained = supervisor.drain(10);
    const [late] = offer(supervisor, 1) as [Task];
    expect(late.status).toBe('skipped');
    expect(late.reason).toContain('shutting down');
    await supervision.pass(10);
    await drained;
    expect(count(offer(supervisor, 2), 'skipped')).toBe(2);
    expect(supervisor.stats().skipped.shutdown).toBe(4);
  });

  it('may be asked for twice', async () => {
    const supervisor = supervision.begin();
    const [task] = offer(supervisor, 1) as [Task];
    await turns();
    const both = Promise.all([supervisor.drain(10), supervisor.drain(10)]);
    await supervision.pass(10);
    await both;
    await supervisor.drain(10);
    expect(task.status).toBe('skipped');
    expect(supervisor.stats()).toMatchObject({ skipped: { shutdown: 1 } });
  });

  it('waits without a deadline where it is given none', async () => {
    const supervisor = supervision.begin();
    const [task] = offer(supervisor, 1, Infinity) as [Task];
    await turns();
    const drained = supervisor.drain(Infinity);
    await supervision.pass(10_000);
    expect(task.status).toBe('running');
    task.end();
    await drained;
    expect(supervisor.stats().completed).toBe(1);
  });
});
