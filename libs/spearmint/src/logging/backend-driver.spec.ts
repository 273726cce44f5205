import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { BackendDriver } from './backend-driver.js';
import { BranchRecorder } from './branch-recorder.js';
import { branchesOf } from './contract-samples.js';
import { InvalidLoggerBackendError } from './invalid-logger-backend.error.js';
import { LoggerBackend } from './logger-backend.js';
import { BatchBackend, hang, setUp, turns } from './recorder.fixture.js';
import { TrackerBackend } from './tracker.fixture.js';

const recordsOf = (count: number) =>
  branchesOf('driven', count).map((branch) => branch.toJSON());

/** Hangs in whatever it is asked to. */
class HangingBackend extends LoggerBackend {
  override logBranches = hang;
  override flush = hang;
  override close = hang;
}

afterEach(() => void jest.useRealTimers());

describe('BackendDriver', () => {
  it('brings records to a backend of the batch form, many at once', async () => {
    const backend = new BatchBackend();
    const driver = new BackendDriver(backend, { batchSize: 3 });
    const records = recordsOf(3);
    await driver.deliver(records);
    expect([driver.name, driver.batchSize]).toEqual(['BatchBackend', 3]);
    expect(backend.batches).toEqual([records]);
  });

  it('goes on where a backend of the run form failed', async () => {
    const backend = new TrackerBackend();
    backend.faults['logParams'] = 1;
    const driver = new BackendDriver(backend);
    const records = recordsOf(1);
    await expect(driver.deliver(records)).rejects.toThrow('logParams is down');
    await driver.deliver(records);
    expect(driver.batchSize).toBe(1);
    expect(backend.calls.slice(0, 3)).toEqual([
      'startRun',
      'logParams',
      'logParams',
    ]);
  });

  it('closes the run of a record that it gives up', async () => {
    const backend = new TrackerBackend();
    backend.faults['logParams'] = Infinity;
    const driver = new BackendDriver(backend);
    const [record = {} as never] = recordsOf(1);
    await expect(driver.deliver([record])).rejects.toThrow();
    await driver.giveUp(record);
    expect(backend.run('run-1').end).toMatchObject({ status: record.status });
  });

  it('waits for no call longer than callTimeoutMs', async () => {
    jest.useFakeTimers();
    const driver = new BackendDriver(new HangingBackend(), {
      callTimeoutMs: 70,
    });
    const delivered = expect(driver.deliver(recordsOf(1))).rejects.toThrow(
      '70 ms',
    );
    await jest.advanceTimersByTimeAsync(70);
    await delivered;
    expect(driver.timeouts).toBe(1);
  });

  it('closes in time, whatever the backend does, and says what it did', async () => {
    jest.useFakeTimers();
    const driver = new BackendDriver(new HangingBackend());
    const delivered = expect(driver.deliver(recordsOf(1))).rejects.toThrow();
    const closed = driver.close(50);
    await jest.advanceTimersByTimeAsync(50);
    await delivered;
    expect(await closed).toEqual([
      'flush() took longer than 50 ms',
      'close() took longer than 50 ms',
    ]);
    await expect(driver.deliver(recordsOf(1))).rejects.toThrow();
  });

  it('ends a pause when it is told to hurry', async () => {
    const driver = new BackendDriver(new BatchBackend(), {
      backoffMs: 1e9,
      maxBackoffMs: 1e9,
    });
    const paused = driver.backOff(3);
    driver.hurry();
    await paused;
  });

  it('takes nothing but backends', () => {
    expect(() => new BackendDriver({} as LoggerBackend)).toThrow(
      InvalidLoggerBackendError,
    );
  });
});

describe('open() of a backend', () => {
  it('is called once for each, when the recorder opens', async () => {
    const opened: string[] = [];
    const backend = (name: string, then: () => void): LoggerBackend => ({
      logBranches: () => undefined,
      open: () => {
        opened.push(name);
        then();
      },
    });
    const broken = backend('broken', () => {
      throw new Error('no route');
    });
    const { recorder, warnings } = setUp([
      broken,
      backend('sound', () => undefined),
    ]);
    recorder.open();
    await turns();
    expect(opened).toEqual(['broken', 'sound']);
    expect(warnings).toEqual([
      expect.stringMatching(/"Object" failed in open\(\): Error: no route/),
    ]);
  });

  it('is not called where nothing is recorded', () => {
    expect(() => new BranchRecorder().open()).not.toThrow();
  });
});
