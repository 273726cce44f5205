import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Branch } from '../branch/branch.js';
import type { BranchRecord } from '../branch/branch-record.interface.js';
import { BranchRecorder } from './branch-recorder.js';
import { awkwardOutputs, branchesOf, successOf } from './contract-samples.js';
import { InMemoryLogger } from './in-memory.logger.js';
import type { LoggerBackend } from './logger-backend.js';
import { MultiLogger } from './multi.logger.js';
import { NoOpLogger } from './no-op.logger.js';
import { BatchBackend, recordAll, setUp, turns } from './recorder.fixture.js';

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

    it('lets go of the arguments of what it does not record', async () => {
      const { recorder } = setUp([new BatchBackend()], { queueLimit: 1 });
      const branches = branchesOf('c', 3);
      for (const branch of branches) recorder.keepArgs(branch, [{ big: true }]);
      const [, overflown, late] = branches;
      recordAll(recorder, branches.slice(0, 2));
      expect(recorder.stats().dropped.queueFull).toBe(1);
      expect(overflown?.takeArgs()).toBeUndefined();
      await recorder.close(100);
      recorder.record(late as Branch);
      expect(recorder.stats().dropped.closed).toBe(1);
      expect(late?.takeArgs()).toBeUndefined();
    });

    it('calls backends outside of the context of whoever fills a batch', async () => {
      const tenant = new AsyncLocalStorage<string>();
      const seen = new Set<string | undefined>();
      class Contextual extends BatchBackend {
        override logBranches(records: readonly BranchRecord[]): void {
          seen.add(tenant.getStore());
          super.logBranches(records);
        }
      }
      const backend = new Contextual();
      const { recorder } = setUp([backend], {
        batchSize: 2,
        gatherMs: 3_600_000,
      });
      recordAll(recorder, branchesOf('first', 2));
      await turns();
      tenant.run('a', () => recordAll(recorder, branchesOf('second', 2)));
      await turns();
      expect(backend.ids).toHaveLength(4);
      expect(seen).toEqual(new Set([undefined]));
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

    it('again: adds to the backends, to what is masked, and to the counters', async () => {
      const [first, second] = [new BatchBackend(), new BatchBackend()];
      const { recorder } = setUp([first], { redact: ['region'] });
      const output = { region: 'eu', city: 'Rome', street: 'Via Roma' };
      recorder.record(successOf('c1', output));
      await recorder.flush();
      recorder.attach([second], { redact: ['city'] });
      recorder.record(successOf('c2', output));
      await recorder.flush();
      expect([first.ids, second.ids]).toEqual([['c1', 'c2'], ['c2']]);
      expect(second.batches[0]?.[0]?.output).toEqual({
        region: '[redacted]',
        city: '[redacted]',
        street: 'Via Roma',
      });
      expect(recorder.stats().masked).toBe(3);
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
