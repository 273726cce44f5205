import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { useFakeTime } from '../fake-time.fixture.js';
import { BranchRecorder } from './branch-recorder.js';
import { branchesOf, successOf } from './contract-samples.js';
import { LoggerBackend } from './logger-backend.js';
import { hang, raise, setUp, turns } from './recorder.fixture.js';

type Step = () => void | Promise<void>;

class ClosableBackend extends LoggerBackend {
  readonly calls: string[] = [];

  constructor(
    private readonly steps: Partial<
      Record<'log' | 'flush' | 'close', Step>
    > = {},
  ) {
    super();
  }

  override logBranches(records: readonly BranchRecord[]): void | Promise<void> {
    this.calls.push(`log ${records.length}`);
    return this.steps.log?.();
  }
  override flush(): void | Promise<void> {
    this.calls.push('flush');
    return this.steps.flush?.();
  }
  override close(): void | Promise<void> {
    this.calls.push('close');
    return this.steps.close?.();
  }
}

/** How long a close takes on the fake clock. */
async function timeToClose(
  recorder: BranchRecorder,
  deadlineMs: number,
): Promise<number> {
  const start = performance.now();
  let end: number | undefined;
  void recorder.close(deadlineMs).then(() => (end = performance.now()));
  for (let step = 0; end === undefined && step < 100; step++) {
    await turns();
    if (end === undefined) await jest.advanceTimersByTimeAsync(deadlineMs / 20);
  }
  return Math.round((end ?? Infinity) - start);
}

describe('BranchRecorder.close', () => {
  // Before the timers are real again.
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
  });
  useFakeTime();

  it('delivers what is there, then flushes and closes each backend', async () => {
    const backends = [new ClosableBackend(), new ClosableBackend()];
    const { recorder } = setUp(backends);
    branchesOf('c', 300).forEach((branch) => recorder.record(branch));
    expect(await timeToClose(recorder, 1_000)).toBe(0);
    for (const { calls } of backends) {
      expect(calls).toEqual(['log 256', 'log 44', 'flush', 'close']);
    }
  });

  it('happens once, however often it is asked for', async () => {
    const backend = new ClosableBackend();
    const { recorder } = setUp([backend]);
    const first = recorder.close(1_000);
    expect(recorder.close(1_000)).toBe(first);
    await first;
    expect(recorder.close(1_000)).toBe(first);
    expect(backend.calls).toEqual(['flush', 'close']);
  });

  it('takes nothing more, counts what comes, and says so once', async () => {
    const backend = new ClosableBackend();
    const { recorder, warnings } = setUp([backend]);
    const closing = recorder.close(1_000);
    recorder.record(successOf('during', 'out'));
    await closing;
    recorder.record(successOf('after', 'out'));
    await turns();
    expect(recorder.stats()).toMatchObject({
      accepted: 0,
      dropped: { closed: 2 },
    });
    expect(warnings).toEqual([
      'Branches ended after the application had closed and are not recorded. ' +
        'Calls are not affected. Await what is running before app.close().',
    ]);
    recorder.attach([new ClosableBackend()]);
    expect(recorder.stats().backends).toHaveLength(1);
  });

  it('drops at the deadline what could not be delivered, and still closes the backend', async () => {
    const backend = new ClosableBackend({ log: hang });
    const { recorder, warnings } = setUp([backend]);
    branchesOf('c', 300).forEach((branch) => recorder.record(branch));
    expect(await timeToClose(recorder, 2_000)).toBe(2_000);
    expect(recorder.stats().backends[0]).toMatchObject({
      accepted: 300,
      recorded: 0,
      pending: 0,
      dropped: { closed: 300 },
    });
    expect(backend.calls).toEqual(['log 256', 'flush', 'close']);
    expect(warnings).toEqual([
      'Backend "ClosableBackend" lost 300 branch records: the application closed before they were delivered. ' +
        'Calls are not affected. Give the shutdown more time, or check why the backend is slow.',
    ]);
  });

  it('with no time left drops everything at once', async () => {
    const backend = new ClosableBackend();
    const { recorder } = setUp([backend]);
    branchesOf('c', 3).forEach((branch) => recorder.record(branch));
    await recorder.close(0);
    expect(recorder.stats()).toMatchObject({
      queued: 0,
      accepted: 3,
      backends: [{ accepted: 3, dropped: { closed: 3 }, pending: 0 }],
    });
  });

  it('one backend that hangs takes no time from the others', async () => {
    const [stuck, fine] = [
      new ClosableBackend({ log: hang }),
      new ClosableBackend(),
    ];
    const { recorder } = setUp([stuck, fine]);
    recorder.record(successOf('c1', 'out'));
    void recorder.close(1_000);
    await turns();
    expect(fine.calls).toEqual(['log 1', 'flush', 'close']);
    expect(await timeToClose(recorder, 1_000)).toBeLessThanOrEqual(1_000);
  });

  it.each<[string, Step]>([
    ['throws', raise],
    ['rejects', () => Promise.reject(new Error('disk is full'))],
  ])(
    'a backend whose flush and close %s is said and done',
    async (_fault, step) => {
      const backend = new ClosableBackend({ flush: step, close: step });
      const { recorder, warnings } = setUp([backend]);
      expect(await timeToClose(recorder, 1_000)).toBe(0);
      expect(warnings).toEqual(
        ['flush', 'close'].map(
          (name) =>
            `Backend "ClosableBackend" failed in ${name}(): Error: disk is full. What it had taken may not be durable. Calls are not affected. See that what it writes to can be reached until the application has closed.`,
        ),
      );
    },
  );

  it('a flush that never ends costs the deadline, and close is called nevertheless', async () => {
    const backend = new ClosableBackend({ flush: hang, close: hang });
    const { recorder } = setUp([backend]);
    expect(await timeToClose(recorder, 1_000)).toBe(1_000);
    expect(backend.calls).toEqual(['flush', 'close']);
  });

  it('does not wait out a pause between attempts', async () => {
    let isUp = false;
    const backend = new ClosableBackend({
      log: () => (isUp ? undefined : raise()),
    });
    const { recorder } = setUp([backend], {
      backoffMs: 60_000,
      maxBackoffMs: 60_000,
    });
    recorder.record(successOf('c1', 'out'));
    await turns();
    isUp = true;
    expect(await timeToClose(recorder, 1_000)).toBe(0);
    expect(recorder.stats().backends[0]?.recorded).toBe(1);
  });

  describe('with an open breaker', () => {
    const options = { attempts: 1, breakerThreshold: 1 };

    it('gives the backend a last chance', async () => {
      let isUp = false;
      const backend = new ClosableBackend({
        log: () => (isUp ? undefined : raise()),
      });
      const { recorder } = setUp([backend], options);
      recorder.record(successOf('c1', 'out'));
      await turns();
      recorder.record(successOf('c2', 'out'));
      await turns();
      isUp = true;
      expect(await timeToClose(recorder, 1_000)).toBe(0);
      expect(recorder.stats().backends[0]).toMatchObject({ recorded: 1 });
    });

    it('does not wait for one that stays down', async () => {
      const backend = new ClosableBackend({ log: raise });
      const { recorder, warnings } = setUp([backend], {
        ...options,
        batchSize: 1,
      });
      branchesOf('c', 5).forEach((branch) => recorder.record(branch));
      await turns();
      expect(await timeToClose(recorder, 1_000)).toBe(0);
      expect(recorder.stats().backends[0]).toMatchObject({
        dropped: { failed: 2, breakerOpen: 3 },
        pending: 0,
      });
      expect(backend.calls).toEqual(['log 1', 'log 1', 'flush', 'close']);
      expect(warnings.at(-1)).toContain('lost 4 branch records');
    });
  });

  it('leaves alone a run whose steps are still to come', async () => {
    const calls: string[] = [];
    const step =
      (name: string, answer: () => unknown = () => undefined) =>
      (): never => {
        calls.push(name);
        return answer() as never;
      };
    const backend: LoggerBackend = {
      startRun: step('startRun', () => 'r1'),
      logParams: step('logParams', raise),
      logMetrics: step('logMetrics', hang),
      logStatus: step('logStatus'),
      logException: step('logException'),
    };
    const { recorder } = setUp([backend], { attempts: 1 });
    recorder.record(successOf('c1', 'out'));
    await turns();
    expect(await timeToClose(recorder, 1_000)).toBe(1_000);
    await turns();
    expect(calls).toEqual(['startRun', 'logParams', 'logMetrics']);
    expect(recorder.stats().backends[0]?.dropped.closed).toBe(1);
  });

  it('without a backend ever attached counts what was waiting', async () => {
    const recorder = new BranchRecorder({ warn: () => undefined });
    recorder.record(successOf('c1', 'out'));
    await recorder.close(1_000);
    expect(recorder.stats()).toMatchObject({
      queued: 0,
      accepted: 0,
      dropped: { closed: 1 },
    });
  });

  it('a retry that is due later does not keep the process alive', async () => {
    jest.useRealTimers();
    const alive = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout')
        .length;
    const before = alive();
    const { recorder } = setUp(
      [new ClosableBackend({ log: raise }), new ClosableBackend({ log: hang })],
      { backoffMs: 60_000, maxBackoffMs: 60_000 },
    );
    recorder.record(successOf('c1', 'out'));
    await turns();
    expect(recorder.stats().backends[0]?.retries).toBe(1);
    expect(alive()).toBe(before);
    await recorder.close(0);
    jest.useFakeTimers();
  });
});
