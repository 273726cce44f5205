import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Branch } from '../branch/branch.js';
import { BranchRecorder } from './branch-recorder.js';
import { awkwardOutputs, branchesOf, successOf } from './contract-samples.js';
import { InMemoryLogger } from './in-memory.logger.js';
import type { LoggerBackend } from './logger-backend.js';
import { MultiLogger } from './multi.logger.js';
import { NoOpLogger } from './no-op.logger.js';
import { BatchBackend, recordAll, setUp } from './recorder.fixture.js';

const configIds = (branches: readonly Branch[]): string[] =>
  branches.map(({ configId }) => configId);

describe('BranchRecorder', () => {
  describe('record', () => {
    it('does not call a backend on the path of the caller', async () => {
      const backend = new BatchBackend();
      const { recorder } = setUp([backend]);
      recorder.record(successOf('c1', 'out'));
      await Promise.resolve();
      expect(backend.batches).toEqual([]);
      expect(recorder.stats().queued).toBe(1);
      await recorder.flush();
      expect(backend.ids).toEqual(['c1']);
    });

    it('needs no flush: a turn of the event loop is enough', async () => {
      const backend = new InMemoryLogger();
      const { recorder } = setUp([backend]);
      recorder.record(successOf('c1', 'out'));
      expect(await backend.waitFor(1)).toHaveLength(1);
    });

    it('brings branches in batches and in order', async () => {
      const backend = new BatchBackend();
      const { recorder } = setUp([backend]);
      const branches = branchesOf('c', 600);
      recordAll(recorder, branches);
      expect(await recorder.flush()).toBe(true);
      expect(backend.batches.map(({ length }) => length)).toEqual([
        256, 256, 88,
      ]);
      expect(backend.ids).toEqual(configIds(branches));
    });

    it('drops and counts what does not fit into the queue, and says so', async () => {
      const backend = new BatchBackend();
      const { recorder, warnings } = setUp([backend], { queueLimit: 3 });
      recordAll(recorder, branchesOf('c', 5));
      await recorder.flush();
      expect(backend.ids).toEqual(['c-0', 'c-1', 'c-2']);
      expect(recorder.stats()).toMatchObject({
        queued: 0,
        accepted: 3,
        dropped: { queueFull: 2, closed: 0 },
      });
      expect(warnings).toEqual([
        'The recorder lost 2 branch records: its queue of 3 was full, branches end faster than they can be recorded. ' +
          'Calls are not affected. Raise queueLimit, or run fewer branches.',
      ]);
    });

    it('counts what is not a branch, and goes on', async () => {
      const backend = new BatchBackend();
      const { recorder, warnings } = setUp([backend]);
      recorder.record(undefined as unknown as Branch);
      recorder.record(successOf('c1', 'out'));
      await recorder.flush();
      expect(backend.ids).toEqual(['c1']);
      expect(recorder.stats().backends[0]).toMatchObject({
        accepted: 2,
        recorded: 1,
        dropped: { failed: 1 },
      });
      expect(warnings[0]).toContain('no record could be made of a branch');
    });

    it('Q5: takes outputs that have no JSON form', async () => {
      const backend = new BatchBackend();
      const { recorder } = setUp([backend]);
      const outputs = awkwardOutputs();
      recordAll(
        recorder,
        outputs.map((output, index) => successOf(`c${index}`, output)),
      );
      await recorder.flush();
      expect(backend.ids).toHaveLength(outputs.length);
    });
  });

  describe('attach', () => {
    it('loses nothing that was recorded before', async () => {
      const backend = new BatchBackend();
      const recorder = new BranchRecorder();
      recordAll(recorder, branchesOf('early', 300));
      expect(await recorder.flush()).toBe(false);
      expect(recorder.stats()).toMatchObject({ queued: 300, accepted: 300 });
      recorder.attach([backend]);
      recordAll(recorder, branchesOf('late', 3));
      await recorder.flush();
      expect(backend.ids).toEqual(
        configIds([...branchesOf('early', 300), ...branchesOf('late', 3)]),
      );
    });

    it.each([
      ['no backend', []],
      ['a NoOpLogger', [new NoOpLogger()]],
      ['nested NoOpLoggers', [new MultiLogger([new NoOpLogger()])]],
    ])('keeps nothing with %s', async (_kind, backends) => {
      const recorder = new BranchRecorder();
      recorder.record(successOf('early', 'out'));
      recorder.attach(backends);
      recorder.record(successOf('late', 'out'));
      expect(recorder.stats()).toEqual({
        queued: 0,
        accepted: 0,
        dropped: { queueFull: 0, closed: 0 },
        masked: 0,
        truncated: 0,
        backends: [],
      });
      expect(await recorder.flush()).toBe(true);
      await recorder.close(100);
    });

    it('gives the backends of a MultiLogger a lane each, and each backend one', async () => {
      const [one, two] = [new BatchBackend(), new BatchBackend()];
      const memory = new InMemoryLogger();
      const { recorder } = setUp([
        one,
        new MultiLogger([two, one, new MultiLogger([memory])]),
        new NoOpLogger(),
      ]);
      recorder.record(successOf('c1', 'out'));
      await recorder.flush();
      expect(recorder.stats().backends.map(({ name }) => name)).toEqual([
        'BatchBackend',
        'BatchBackend#2',
        'InMemoryLogger',
      ]);
      expect([one.ids, two.ids, memory.branchCount()]).toEqual([
        ['c1'],
        ['c1'],
        1,
      ]);
    });

    it('numbers every further backend of a kind', () => {
      const { recorder } = setUp([1, 2, 3].map(() => new BatchBackend()));
      expect(recorder.stats().backends.map(({ name }) => name)).toEqual([
        'BatchBackend',
        'BatchBackend#2',
        'BatchBackend#3',
      ]);
    });

    it('fails for what is no backend', () => {
      expect(() => setUp([{} as LoggerBackend])).toThrow(
        '"Object" is not a logger backend',
      );
    });

    it.each([
      ['attempts', 0],
      ['queueLimit', 2.5],
      ['batchSize', Number.NaN],
      ['breakerMs', Infinity],
      ['backoffMs', -1],
      ['callTimeoutMs', '5' as unknown as number],
    ])('fails for the option %s = %p', (name, value) => {
      expect(() => setUp([], { [name]: value })).toThrow(
        `The recorder option "${name}" is`,
      );
    });

    it('takes the default for an option that is undefined', async () => {
      const backend = new BatchBackend();
      const { recorder } = setUp([backend], { batchSize: undefined });
      recordAll(recorder, branchesOf('c', 257));
      await recorder.flush();
      expect(backend.batches[0]).toHaveLength(256);
    });
  });

  it('says losses through the Logger of Nest', async () => {
    const warn = jest.fn();
    Logger.overrideLogger({ log: warn, error: warn, warn });
    const recorder = new BranchRecorder();
    recorder.attach([new BatchBackend()], { queueLimit: 1 });
    recordAll(recorder, branchesOf('c', 2));
    await recorder.flush();
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('The recorder lost 1 branch record'),
      expect.objectContaining({ event: 'records-lost', count: 1 }),
      'Spearmint',
    );
  });
});
