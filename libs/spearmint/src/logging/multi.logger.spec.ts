import { describe, expect, it } from '@jest/globals';
import { successOf } from './contract-samples.js';
import { InMemoryLogger } from './in-memory.logger.js';
import { InvalidLoggerBackendError } from './invalid-logger-backend.error.js';
import type { LoggerBackend } from './logger-backend.js';
import { describeBackendContract } from './backend-contract.js';
import { MultiLogger } from './multi.logger.js';

const noop = (): void => undefined;

describeBackendContract(
  'MultiLogger',
  () => {
    const memory = new InMemoryLogger();
    const backend = new MultiLogger([new InMemoryLogger(), memory]);
    return { backend, recorded: () => memory.branches };
  },
  { describe, expect, it },
);

describe('MultiLogger, called directly', () => {
  const records = [successOf('c1', 'a'), successOf('c2', 'b')].map((branch) =>
    branch.toJSON(),
  );

  it('passes records on to backends of both forms', async () => {
    const memory = new InMemoryLogger();
    const runs: string[] = [];
    const tracker: LoggerBackend = {
      startRun: ({ configId }) => configId,
      logParams: noop,
      logException: noop,
      logStatus: (runId) => void runs.push(runId),
    };
    await new MultiLogger([memory, tracker]).logBranches(records);
    expect(memory.branchCount()).toBe(2);
    expect(runs).toEqual(['c1', 'c2']);
  });

  it('reaches all of them before it says which failed', async () => {
    const calls: string[] = [];
    const fine: LoggerBackend = {
      logBranches: () => void calls.push('log'),
      flush: () => void calls.push('flush'),
      close: () => void calls.push('close'),
    };
    const raise = (): never => {
      throw new Error('no');
    };
    const broken = { logBranches: raise, flush: raise, close: raise };
    const both = new MultiLogger([broken, fine]);
    for (const call of [
      () => both.logBranches(records),
      () => both.flush(),
      () => both.close(),
    ]) {
      await expect(call()).rejects.toThrow('1 of 2 logger backends failed');
    }
    expect(calls).toEqual(['log', 'flush', 'close']);
  });

  it('does without members that are optional', async () => {
    const both = new MultiLogger([{ logBranches: noop }]);
    await expect(both.flush()).resolves.toBeUndefined();
    await expect(both.close()).resolves.toBeUndefined();
  });

  it('refuses what is no backend', () => {
    expect(() => new MultiLogger([{}])).toThrow(InvalidLoggerBackendError);
  });
});
