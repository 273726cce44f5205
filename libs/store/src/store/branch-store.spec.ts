import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BranchRecorder, type LoggerBackend } from 'nestjs-spearmint';
import { describeBackendContract } from 'nestjs-spearmint/testing';
import {
  filesOf,
  fsWith,
  idsOf,
  readAll,
  recordOf,
  recordsOf,
  systemError,
  tempFolder,
} from '../journal/journal.fixture.js';
import { BranchStore } from './branch-store.js';
import { InvalidStoreOptionsError } from './invalid-store-options.error.js';
import {
  down,
  fast,
  hang,
  KeepingBackend,
  openStore,
  SOON,
  statsOf,
  until,
} from './store.fixture.js';

describeBackendContract(
  'BranchStore',
  () => {
    const folder = tempFolder();
    const { store } = openStore({
      folder,
      sinks: [fast(new KeepingBackend())],
    });
    return {
      backend: store,
      recorded: async () => (await readAll(folder)).records,
    };
  },
  { describe, expect, it },
);

describe('the options of a store', () => {
  it('have defaults', () => {
    const store = new BranchStore();
    expect(store.folder).toBe(resolve('data/spearmint'));
    expect(existsSync(store.folder)).toBe(false);
    expect(store.stats().sinks).toEqual([]);
  });

  it('are refused all at once when they make no sense', () => {
    const twice = new KeepingBackend();
    const make = (): BranchStore =>
      new BranchStore({
        folder: '',
        sync: 'sometimes' as never,
        maxBytes: 3,
        drainMs: Number.NaN,
        database: { pollMs: 0, driver: 'pg', folder: 'elsewhere' },
        sink: [] as never,
        sinks: [
          twice,
          { backend: twice, name: 'keepingbackend' },
          { backend: {} as LoggerBackend, name: 'nothing' },
          { backend: twice, name: '../etc', attempts: 0, tries: 3 } as never,
          'mlflow' as never,
        ],
      } as never);
    expect(make).toThrow(InvalidStoreOptionsError);
    const problems = problemsOf(make);
    expect(problems.map((line) => /"([^"]+)"/.exec(line)?.[1])).toEqual([
      'folder',
      'sync',
      'maxBytes',
      'drainMs',
      'sink',
      'sinks[1].name',
      'sinks[2]',
      'sinks[3].attempts',
      'sinks[3].tries',
      'sinks[3].name',
      'sinks[4]',
      'database.pollMs',
      'database.driver',
      'database.folder',
    ]);
    expect(problems.join('\n')).not.toContain('undefined');
  });

  it('say whether there is a database, and where', () => {
    const folder = tempFolder();
    expect(new BranchStore({ folder }).database?.path).toBe(
      join(folder, 'branches.db'),
    );
    const { database } = new BranchStore({
      folder,
      database: { file: 'a.db' },
    });
    expect(database?.path).toBe(resolve('a.db'));
    const without = new BranchStore({ folder, database: false });
    expect(without.database).toBeUndefined();
    expect(without.stats()).not.toHaveProperty('database');
  });

  it('take the name of a sink from its backend', () => {
    const store = new BranchStore({ sinks: [new KeepingBackend()] });
    expect(store.stats().sinks).toMatchObject([
      { name: 'KeepingBackend', state: 'closed' },
    ]);
  });
});

describe('a store whose database cannot be made', () => {
  it('says so once, and records', async () => {
    // The sources are not built: the program of the thread is not there.
    const { store, said } = openStore({ folder: tempFolder(), database: true });
    await store.logBranches(recordsOf(0, 2));
    expect(said).toEqual([
      expect.stringMatching(
        /no database to query.*store\.worker\.js.*database: false/,
      ),
    ]);
    expect(store.stats()).toMatchObject({
      journal: { recorded: 2 },
      database: { state: 'stopped' },
    });
  });
});

describe('close() of a store', () => {
  it('is done in time though a sink hangs, and what it has not taken comes at the next start', async () => {
    const folder = tempFolder();
    const stuck = new KeepingBackend(hang);
    stuck.flush = stuck.close = hang as never;
    const sound = new KeepingBackend();
    const recorder = new BranchRecorder({ warn: () => undefined });
    const { store, said } = openStore({
      folder,
      sinks: [fast(stuck, { name: 'stuck' }), fast(sound)],
    });
    recorder.attach([store]);
    await store.logBranches(recordsOf(0, 20));
    const since = performance.now();
    await recorder.close(1_000);
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(sound.ids).toEqual(idsOf(recordsOf(0, 20)));
    expect(sound.closes).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(/"stuck" did not close in time.*next start/),
    ]);
    const backend = new KeepingBackend();
    const again = openStore({
      folder,
      sinks: [fast(backend, { name: 'stuck' })],
    });
    expect(await again.store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 20)));
  });

  it('delivers what it can before it closes backends', async () => {
    const backend = new KeepingBackend();
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(backend, { gatherMs: 60_000 })],
    });
    await store.logBranches(recordsOf(0, 1_000));
    await store.close();
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 1_000)));
    expect(backend.flushes).toBeGreaterThan(0);
    expect(backend.closes).toBe(1);
    expect(filesOf(store.folder, '.lock')).toEqual([]);
    expect(statsOf(store).state).toBe('closed');
  });

  it('waits for no pause of a backend that is down', async () => {
    const { store } = openStore({
      folder: tempFolder(),
      drainMs: 60_000,
      sinks: [
        fast(new KeepingBackend(down), {
          backoffMs: 60_000,
          maxBackoffMs: 60_000,
        }),
      ],
    });
    await store.logBranches(recordsOf(0, 3));
    await until(() => statsOf(store).retries > 0);
    const since = performance.now();
    await store.close();
    expect(performance.now() - since).toBeLessThan(4_000);
  });

  it('can be called again, and for a store that was never open', async () => {
    const store = new BranchStore({ folder: join(tempFolder(), 'none') });
    await store.close();
    await store.close();
    expect(existsSync(store.folder)).toBe(false);
    store.open();
    expect(existsSync(store.folder)).toBe(false);
  });
});

describe('sinks side by side', () => {
  it('do not wait for one that hangs', async () => {
    const stuck = new KeepingBackend(hang);
    const sound = new KeepingBackend();
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(stuck, { name: 'stuck' }), fast(sound)],
    });
    const since = performance.now();
    await store.logBranches(recordsOf(0, 100));
    while (sound.ids.length < 100)
      await new Promise((done) => setImmediate(done));
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(await store.delivered(10)).toBe(false);
    expect(statsOf(store, 'stuck').behindBytes).toBeGreaterThan(0);
    expect(statsOf(store).behindBytes).toBe(0);
  });

  it('keep a place each, so that one of them can come later', async () => {
    const folder = tempFolder();
    const first = openStore({ folder, sinks: [fast(new KeepingBackend())] });
    await first.store.logBranches(recordsOf(0, 5));
    await first.store.close();
    const [old, young] = [new KeepingBackend(), new KeepingBackend()];
    const { store } = openStore({
      folder,
      sinks: [fast(old), fast(young, { name: 'young' })],
    });
    expect(await store.delivered(SOON)).toBe(true);
    expect([old.ids, young.ids]).toEqual([[], idsOf(recordsOf(0, 5))]);
  });
});

describe('a sink that is down while the journal reaches its limit', () => {
  it('counts what it has missed, says it once, and gets the rest in order', async () => {
    const backend = new KeepingBackend(down);
    const { store, said } = openStore({
      folder: tempFolder(),
      segmentBytes: 2_048,
      maxBytes: 8_192,
      sinks: [fast(backend)],
    });
    for (const record of recordsOf(0, 200)) await store.logBranches([record]);
    backend.fault = () => undefined;
    expect(await store.delivered(SOON)).toBe(true);
    const { missed } = statsOf(store);
    expect(missed).toBeGreaterThan(100);
    expect(new Set(backend.ids).size).toBe(200 - missed);
    expect(backend.ids).toEqual(idsOf(recordsOf(missed, 200 - missed)));
    expect(said.filter((line) => line.includes('had not read'))).toHaveLength(
      1,
    );
  });
});

describe('two stores on one folder', () => {
  it('have one of them deliver for both, and the other take over', async () => {
    const folder = tempFolder();
    const [one, two] = [new KeepingBackend(), new KeepingBackend()];
    const first = openStore({ folder, sinks: [fast(one)] }).store;
    const second = openStore({ folder, sinks: [fast(two)] }).store;
    await first.logBranches(recordsOf(0, 5));
    await second.logBranches(recordsOf(5, 5));
    while (one.ids.length < 10) await new Promise((done) => setImmediate(done));
    expect(statsOf(second)).toMatchObject({ state: 'elsewhere' });
    await expect(second.replayDeadLetters('sink')).rejects.toThrow(
      'another process delivers',
    );
    await first.close();
    await second.logBranches(recordsOf(10, 5));
    expect(await second.delivered(SOON)).toBe(true);
    expect(two.ids).toEqual(idsOf(recordsOf(10, 5)));
    expect(statsOf(second)).toMatchObject({ state: 'delivering' });
  });
});

describe('a store whose disk is full', () => {
  it('says so until it can write again', async () => {
    let isFull = true;
    const fs = fsWith({
      openSync: (...args) => {
        if (isFull && String(args[0]).endsWith('.jsonl'))
          throw systemError('ENOSPC');
        return fsWith({}).openSync(...args);
      },
    });
    const { store } = openStore({ folder: tempFolder() }, { fs });
    expect(() => store.logBranches([recordOf(0)])).toThrow('ENOSPC');
    expect(store.stats().problem).toContain('ENOSPC');
    isFull = false;
    await store.logBranches([recordOf(0)]);
    expect(store.stats().problem).toBeUndefined();
  });
});

function problemsOf(make: () => unknown): readonly string[] {
  try {
    make();
    return [];
  } catch (error) {
    return (error as InvalidStoreOptionsError).problems;
  }
}
