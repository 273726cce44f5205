import { describe, expect, it } from '@jest/globals';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { Branch } from '../branch/branch.js';
import { describeBackendContract } from './backend-contract.js';
import { InMemoryLogger } from './in-memory.logger.js';
import { setUp } from './recorder.fixture.js';

function recordOf(id: string, parentId?: string): BranchRecord {
  const branch = Branch.start(`cfg-${id}`, { lr: 0.01 }, { parentId });
  branch.markSuccess(`out-${id}`);
  return { ...branch.toJSON(), id };
}

const idsOf = (branches: readonly BranchRecord[]): string[] =>
  branches.map(({ id }) => id);

describeBackendContract(
  'InMemoryLogger',
  () => {
    const backend = new InMemoryLogger();
    return { backend, recorded: () => backend.branches };
  },
  { describe, expect, it },
);

describe('InMemoryLogger', () => {
  describe('runs', () => {
    it('AC-K1: a started run is there, started and not ended', () => {
      const logger = new InMemoryLogger();
      const runId = logger.startRun(recordOf('r1'));
      expect(logger.runs.get(runId)).toMatchObject({
        started: true,
        ended: false,
      });
    });

    it('AC-K2: a run ends with its status', () => {
      const logger = new InMemoryLogger();
      const runId = logger.startRun(recordOf('r1'));
      const status = { startedAt: 1, endedAt: 3, durationMs: 2 };
      logger.logStatus(runId, { status: 'success', ...status });
      expect(logger.runs.get(runId)).toMatchObject({
        ended: true,
        status: { status: 'success', durationMs: 2 },
      });
    });

    it('AC-K3: keeps params', () => {
      const logger = new InMemoryLogger();
      logger.logParams('r1', { lr: 0.01, batch: 32 });
      expect(logger.runs.get('r1')?.params).toEqual({ lr: 0.01, batch: 32 });
    });

    it('AC-K4: params given twice are merged', () => {
      const logger = new InMemoryLogger();
      logger.logParams('r1', { lr: 0.01, batch: 32 });
      logger.logParams('r1', { batch: 64, epochs: 2 });
      expect(logger.runs.get('r1')?.params).toEqual({
        lr: 0.01,
        batch: 64,
        epochs: 2,
      });
    });

    it('AC-K5: keeps metrics, merged like params', () => {
      const logger = new InMemoryLogger();
      logger.logMetrics('r1', { accuracy: 0.9, loss: 1 });
      logger.logMetrics('r1', { loss: 0.5 });
      expect(logger.runs.get('r1')?.metrics).toEqual({
        accuracy: 0.9,
        loss: 0.5,
      });
    });

    it('AC-K6: a branch stands under its run', () => {
      const logger = new InMemoryLogger();
      const runId = logger.startRun(recordOf('r1'));
      logger.logBranches([recordOf('r1')]);
      expect(idsOf(logger.branches)).toEqual([runId]);
      expect(logger.runs.get(runId)).toMatchObject({
        ended: true,
        params: { lr: 0.01 },
        metrics: { duration_ms: expect.any(Number) },
        output: 'out-r1',
      });
    });

    it('AC-K7: three branches are three', () => {
      const logger = new InMemoryLogger();
      logger.logBranches(['a', 'b'].map((id) => recordOf(id)));
      logger.logBranches([recordOf('c')]);
      expect(idsOf(logger.branches)).toEqual(['a', 'b', 'c']);
      expect(logger.records).toEqual(logger.branches);
    });

    it('AC-K8: three started runs are three', () => {
      const logger = new InMemoryLogger();
      for (const id of ['a', 'b', 'c']) logger.startRun(recordOf(id));
      expect(logger.runCount).toBe(3);
    });

    it('AC-K9: counts the branches of all runs', () => {
      const logger = new InMemoryLogger();
      logger.logBranches(['a', 'b', 'c'].map((id) => recordOf(id)));
      expect(logger.branchCount()).toBe(3);
    });

    it('AC-K10: counts the branches of one run, nested ones included', () => {
      const logger = new InMemoryLogger();
      logger.logBranches([
        recordOf('r1'),
        recordOf('inner', 'r1'),
        recordOf('r2'),
      ]);
      expect(logger.branchCount('r1')).toBe(2);
      expect(logger.branchCount('r2')).toBe(1);
    });

    it('AC-K11: an unknown run has no branches', () => {
      expect(new InMemoryLogger().branchCount('nobody')).toBe(0);
    });

    it('a run that is started twice is not wiped', () => {
      const logger = new InMemoryLogger();
      logger.startRun(recordOf('r1'));
      logger.logParams('r1', { lr: 1 });
      logger.startRun(recordOf('r1'));
      expect(logger.runs.get('r1')?.params).toEqual({ lr: 1 });
      expect(logger.runCount).toBe(1);
    });

    it('keeps output and error', () => {
      const logger = new InMemoryLogger();
      const error = { type: 'TypeError', message: 'no', stack: '' };
      logger.logOutput('r1', 42);
      logger.logException('r1', error);
      expect(logger.runs.get('r1')).toMatchObject({ output: 42, error });
    });
  });

  describe('its limit', () => {
    it('keeps the latest branches and runs, in order', () => {
      const logger = new InMemoryLogger({ limit: 3 });
      logger.logBranches('abcde'.split('').map((id) => recordOf(id)));
      expect(idsOf(logger.branches)).toEqual(['c', 'd', 'e']);
      expect([...logger.runs.keys()]).toEqual(['c', 'd', 'e']);
      expect(logger.recorded).toBe(5);
    });

    it('is 1000 unless set', () => {
      const logger = new InMemoryLogger();
      const ids = Array.from({ length: 1_001 }, (_, index) => String(index));
      logger.logBranches(ids.map((id) => recordOf(id)));
      expect(logger.branchCount()).toBe(1_000);
    });

    it('clear() forgets everything', () => {
      const logger = new InMemoryLogger({ limit: 2 });
      logger.logBranches('abc'.split('').map((id) => recordOf(id)));
      logger.clear();
      logger.logBranches([recordOf('d')]);
      expect(idsOf(logger.branches)).toEqual(['d']);
      expect(logger).toMatchObject({ runCount: 1, recorded: 1 });
    });
  });

  describe('waitFor', () => {
    it('resolves once so many branches have been recorded', async () => {
      const logger = new InMemoryLogger();
      const waiting = logger.waitFor(2);
      logger.logBranches([recordOf('a')]);
      logger.logBranches([recordOf('b')]);
      expect(idsOf(await waiting)).toEqual(['a', 'b']);
    });

    it('resolves at once when they are there', async () => {
      const logger = new InMemoryLogger();
      logger.logBranches([recordOf('a')]);
      expect(idsOf(await logger.waitFor(1))).toEqual(['a']);
    });

    it('says at the deadline what came, and nothing of what it holds', async () => {
      const logger = new InMemoryLogger();
      const failed = Branch.start('large', { apiKey: 'sk-hidden' });
      failed.markFailure(new TypeError('sk-hidden'));
      logger.logBranches([recordOf('a'), failed.toJSON()]);
      const waiting = logger.waitFor(3, { timeoutMs: 1 });
      await expect(waiting).rejects.toMatchObject({
        code: 'SPEARMINT_E_WAIT_TIMEOUT',
        message: expect.stringMatching(
          /^Waited 1 ms for 3 recorded branches: 2 came, "anonymous" under "cfg-a" \(primary, success\), "anonymous" under "large" \(primary, failed with TypeError\)\. .*\{ timeoutMs \}\.$/,
        ),
      });
      await expect(waiting).rejects.not.toThrow('sk-hidden');
    });

    it('says so when none came, and names no more than the last ten', async () => {
      const logger = new InMemoryLogger();
      await expect(logger.waitFor(1, { timeoutMs: 1 })).rejects.toThrow(
        'for 1 recorded branch: none came',
      );
      const ids = Array.from({ length: 12 }, (_, index) => String(index));
      logger.logBranches(ids.map((id) => recordOf(id)));
      const waiting = logger.waitFor(13, { timeoutMs: 1 });
      await expect(waiting).rejects.toThrow('12 came, the last 10 are');
      await expect(waiting).rejects.not.toThrow('"cfg-1"');
    });

    it('one that gave up does not stand in the way of the others', async () => {
      const logger = new InMemoryLogger();
      const patient = logger.waitFor(1);
      await expect(logger.waitFor(1, { timeoutMs: 1 })).rejects.toThrow();
      logger.logBranches([recordOf('a')]);
      expect(idsOf(await patient)).toEqual(['a']);
    });
  });

  describe('failNext', () => {
    it('fails as many calls as asked, with the error given', () => {
      const logger = new InMemoryLogger();
      logger.failNext('disk is full', 2);
      expect(() => logger.logBranches([recordOf('a')])).toThrow('disk is full');
      expect(() => logger.startRun(recordOf('a'))).toThrow('disk is full');
      logger.logBranches([recordOf('a')]);
      expect(idsOf(logger.branches)).toEqual(['a']);
    });

    it('the recorder tries the batch again', async () => {
      const logger = new InMemoryLogger();
      logger.failNext(new Error('the server is away'));
      const { recorder } = setUp([logger], { backoffMs: 0 });
      const branch = Branch.start('a', {});
      branch.markSuccess(1);
      recorder.record(branch);
      expect(await logger.waitFor(1)).toHaveLength(1);
      expect(recorder.stats().backends[0]).toMatchObject({
        recorded: 1,
        retries: 1,
      });
      await recorder.close(1_000);
    });
  });
});
