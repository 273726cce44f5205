import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { count, Supervision, Task, turns } from './supervision.fixture.js';

const supervision = new Supervision();

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
          const supervisor = supervision.begin(limits);
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
              await supervision.pass(move.milliseconds);
            } else if (move.kind === 'turn') {
              await turns(1);
            } else {
              const drained = supervisor.drain(5);
              await supervision.pass(5);
              await drained;
            }
            check();
          }
          const drained = supervisor.drain(5);
          await supervision.pass(5);
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
