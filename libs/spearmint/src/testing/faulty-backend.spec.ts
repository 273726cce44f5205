import { describe, expect, it } from '@jest/globals';
import { Branch } from '../branch/branch.js';
import { setUpFaulty } from '../logging/recorder.fixture.js';
import { FaultyBackend } from './faulty-backend.js';

function ended(configId: string): Branch {
  const branch = Branch.start(configId, {});
  branch.markSuccess(configId);
  return branch;
}

describe('FaultyBackend', () => {
  it.each(['throws', 'rejects'] as const)(
    'one that %s gets nothing until it is repaired',
    async (fault) => {
      const backend = new FaultyBackend(fault, new Error('disk is full'));
      const { recorder, healthy, faulty } = setUpFaulty(backend, {
        backoffMs: 0,
        attempts: 1,
      });
      recorder.record(ended('a'));
      await recorder.flush();
      expect(backend.branches).toEqual([]);
      expect(backend.calls).toBeGreaterThan(0);
      expect(faulty().dropped.failed).toBe(1);

      backend.repair();
      recorder.record(ended('b'));
      await recorder.flush();
      expect(backend.branches.map(({ configId }) => configId)).toEqual(['b']);
      expect(healthy.branchCount()).toBe(2);
      await recorder.close(1_000);
    },
  );

  it('says what it was told to', async () => {
    const error = new Error('disk is full');
    expect(() => new FaultyBackend('throws', error).flush()).toThrow(error);
    await expect(new FaultyBackend('rejects', error).close()).rejects.toBe(
      error,
    );
  });

  it('one that hangs answers when it is repaired', async () => {
    const backend = new FaultyBackend('hangs');
    const { recorder, healthy } = setUpFaulty(backend);
    recorder.record(ended('a'));
    await healthy.waitFor(1);
    expect(await recorder.flush(1)).toBe(false);
    expect(backend.branches).toEqual([]);
    backend.repair();
    expect(await recorder.flush()).toBe(true);
    expect(backend.branches).toHaveLength(1);
    await recorder.close(1_000);
  });

  it('one that is slow answers in the end', async () => {
    const backend = new FaultyBackend({ delayMs: 1 });
    const { recorder } = setUpFaulty(backend);
    recorder.record(ended('a'));
    expect(await recorder.flush()).toBe(true);
    expect(backend.branches).toHaveLength(1);
    await recorder.close(1_000);
  });
});
