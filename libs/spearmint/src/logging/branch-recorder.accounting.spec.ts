import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { useFakeTime } from '../fake-time.fixture.js';
import { BranchRecorder } from './branch-recorder.js';
import { successOf } from './contract-samples.js';
import { LoggerBackend } from './logger-backend.js';
import type { RecorderStats } from './recorder-stats.interface.js';

const FAULTS = [
  'ok',
  'async',
  'throw',
  'reject',
  'hang',
  'slow',
  'poison',
] as const;
type Fault = (typeof FAULTS)[number];

/** Goes through a schedule of faults, then works. Knows what it has taken. */
class RandomBackend extends LoggerBackend {
  readonly taken = new Set<string>();

  constructor(private readonly schedule: Fault[]) {
    super();
  }

  override logBranches(records: readonly BranchRecord[]): void {
    return this.answer(this.schedule.shift() ?? 'ok', records) as undefined;
  }

  private answer(fault: Fault, records: readonly BranchRecord[]): unknown {
    const take = (): void => records.forEach(({ id }) => this.taken.add(id));
    if (fault === 'hang') return new Promise(() => undefined);
    if (fault === 'reject') return Promise.reject(new Error('no'));
    if (fault === 'throw') throw new Error('no');
    if (fault === 'async') return Promise.resolve().then(take);
    if (fault === 'slow') {
      return new Promise<void>((resolve) =>
        setTimeout(() => {
          take();
          resolve();
        }, 50),
      );
    }
    if (
      fault === 'poison' &&
      records.some(({ configId }) => configId === 'c0')
    ) {
      throw new Error('cannot take c0');
    }
    take();
    return undefined;
  }
}

const schedules = fc.array(
  fc.array(fc.constantFrom(...FAULTS), { maxLength: 30 }),
  { minLength: 1, maxLength: 3 },
);

const plans = fc.record({
  schedules,
  /** How many branches are recorded at a time. */
  bursts: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 12 }),
  /** How much time passes after each burst. */
  pauseMs: fc.constantFrom(0, 7, 60, 1_000),
  queueLimit: fc.integer({ min: 1, max: 20 }),
  batchSize: fc.integer({ min: 1, max: 8 }),
  attempts: fc.integer({ min: 1, max: 3 }),
  breakerThreshold: fc.integer({ min: 1, max: 3 }),
  closeMs: fc.constantFrom(0, 20, 500),
});

const turn = (): Promise<void> =>
  new Promise((resolve) => setImmediate(resolve));

function expectBalance({ accepted, queued, backends }: RecorderStats): void {
  for (const lane of backends) {
    const dropped = Object.values(lane.dropped).reduce((sum, n) => sum + n, 0);
    expect(lane.recorded + lane.pending + dropped).toBe(lane.accepted);
    expect(lane.accepted + queued).toBe(accepted);
  }
}

describe('the books of the BranchRecorder', () => {
  useFakeTime();

  it('balance at any time, whatever the backends do', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const backends = plan.schedules.map(
          (schedule) => new RandomBackend([...schedule]),
        );
        const recorder = new BranchRecorder({ warn: () => undefined });
        recorder.attach(backends, {
          ...plan,
          backoffMs: 5,
          callTimeoutMs: 100,
          breakerMs: 200,
        });
        let offered = 0;
        for (const burst of plan.bursts) {
          for (let index = 0; index < burst; index++, offered++) {
            recorder.record(successOf(`c${index}`, offered));
          }
          expectBalance(recorder.stats());
          await turn();
          await jest.advanceTimersByTimeAsync(plan.pauseMs);
          expectBalance(recorder.stats());
        }
        let isClosed = false;
        void recorder.close(plan.closeMs).then(() => (isClosed = true));
        for (let step = 0; !isClosed && step < 200; step++) {
          await turn();
          await jest.advanceTimersByTimeAsync(10);
          expectBalance(recorder.stats());
        }
        expect(isClosed).toBe(true);

        const stats = recorder.stats();
        expect(stats.accepted + stats.dropped.queueFull).toBe(offered);
        expect(stats.queued).toBe(0);
        stats.backends.forEach((lane, index) => {
          expect(lane.pending).toBe(0);
          // A call given up at its deadline may still have had its effect.
          expect(backends[index]?.taken.size).toBeGreaterThanOrEqual(
            lane.recorded,
          );
        });
        await jest.runAllTimersAsync();
        expect(recorder.stats()).toEqual(stats);
        expect(jest.getTimerCount()).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});
