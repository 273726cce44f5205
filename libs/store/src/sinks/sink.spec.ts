import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LoggerBackend } from 'nestjs-spearmint';
import {
  filesOf,
  idsOf,
  openJournal,
  recordOf,
  recordsOf,
  tempFolder,
} from '../journal/journal.fixture.js';
import { sinkFiles } from '../journal/sink-files.js';
import {
  down,
  fast,
  hang,
  KeepingBackend,
  openStore,
  SOON,
  existing,
  blockWith,
  until,
  statsOf,
} from '../store/store.fixture.js';

describe('a sink', () => {
  it('gets all that is recorded, in order', async () => {
    const backend = new KeepingBackend();
    const { store, said, logged } = openStore({
      folder: tempFolder(),
      segmentBytes: 2_048,
      sinks: [fast(backend)],
    });
    for (const record of recordsOf(0, 100)) await store.logBranches([record]);
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 100)));
    expect(statsOf(store)).toEqual({
      name: 'sink',
      state: 'delivering',
      delivered: 100,
      retries: 0,
      timeouts: 0,
      deadLettered: 0,
      deadLetters: 0,
      deadLettersLost: 0,
      missed: 0,
      unreadable: 0,
      behindBytes: 0,
      behindMs: 0,
    });
    expect(said).toEqual([]);
    expect(logged).toEqual([
      `Branches are recorded in "${store.folder}", and delivered to sink`,
    ]);
  });

  it('gets records of the run form one by one', async () => {
    const runs: string[] = [];
    const backend: LoggerBackend = {
      startRun: ({ id }) => id,
      logParams: () => undefined,
      logException: () => undefined,
      logStatus: (id) => void runs.push(id),
    };
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [{ ...fast(backend), name: 'tracker' } as never],
    });
    await store.logBranches(recordsOf(0, 50));
    expect(await store.delivered(SOON)).toBe(true);
    expect(runs).toEqual(idsOf(recordsOf(0, 50)));
  });

  it('goes on where it was, in the next process', async () => {
    const folder = tempFolder();
    const [one, two] = [new KeepingBackend(), new KeepingBackend()];
    const first = openStore({ folder, sinks: [fast(one)] }).store;
    await first.logBranches(recordsOf(0, 10));
    await first.close();
    const second = openStore({ folder, sinks: [fast(two)] }).store;
    await second.logBranches(recordsOf(10, 10));
    expect(await second.delivered(SOON)).toBe(true);
    expect(one.ids).toEqual(idsOf(recordsOf(0, 10)));
    expect(two.ids).toEqual(idsOf(recordsOf(10, 10)));
  });

  it('gets what was recorded before there was a sink', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 10));
    await journal.close();
    const backend = new KeepingBackend();
    const { store } = openStore({ folder, sinks: [fast(backend)] });
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 10)));
  });

  it('has its backend make durable what it has taken before its place is kept', async () => {
    const folder = tempFolder();
    const { cursor } = sinkFiles(folder, 'sink');
    const seen: string[] = [];
    class Buffering extends KeepingBackend {
      override flush(): void {
        super.flush();
        seen.push(existing(cursor));
        if (this.flushes === 1) throw new Error('not yet');
      }
    }
    const { store, said } = openStore({
      folder,
      sinks: [fast(new Buffering())],
    });
    await store.logBranches(recordsOf(0, 3));
    expect(await store.delivered(SOON)).toBe(true);
    await store.close();
    expect(seen.slice(0, 2)).toEqual(['', '']);
    expect(JSON.parse(existing(cursor))).not.toEqual({});
    expect(said).toEqual([expect.stringContaining('failed in flush()')]);
  });

  it('gets again at the next start what its backend has not made durable before it closed', async () => {
    const folder = tempFolder();
    class Forgetful extends KeepingBackend {
      override flush(): void {
        throw new Error('disk full');
      }
    }
    const first = openStore({ folder, sinks: [fast(new Forgetful())] });
    await first.store.logBranches(recordsOf(0, 3));
    expect(await first.store.delivered(SOON)).toBe(true);
    await first.store.close();
    const backend = new KeepingBackend();
    const { store } = openStore({ folder, sinks: [fast(backend)] });
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 3)));
  });

  it('that is down for a whole run gets everything in order at the next start', async () => {
    const folder = tempFolder();
    const dead = new KeepingBackend(down);
    const first = openStore({ folder, sinks: [fast(dead)] });
    for (let index = 0; index < 500; index += 50)
      await first.store.logBranches(recordsOf(index, 50));
    await first.store.close();
    expect(dead.ids).toEqual([]);
    const backend = new KeepingBackend();
    const { store } = openStore({ folder, sinks: [fast(backend)] });
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 500)));
    expect(statsOf(store)).toMatchObject({ deadLettered: 0, missed: 0 });
  });

  it('says once that its backend is down, and how far behind it is', async () => {
    const backend = new KeepingBackend(down);
    let now = 0;
    const { store, said } = openStore(
      { folder: tempFolder(), sinks: [fast(backend, { attempts: 2 })] },
      { now: () => now },
    );
    await store.logBranches(recordsOf(0, 20));
    await until(() => statsOf(store).retries > 20);
    now = 5_000;
    const stats = statsOf(store);
    expect(stats).toMatchObject({
      state: 'failing',
      delivered: 0,
      behindMs: 5_000,
      problem: 'Error: connection refused',
    });
    expect(stats.behindBytes).toBe(
      filesOf(store.folder).reduce(
        (sum, path) => sum + readFileSync(path).length,
        0,
      ),
    );
    expect(said).toEqual([
      expect.stringMatching(/"sink" does not take records.*refused/),
    ]);
    backend.fault = () => undefined;
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 20)));
    expect(statsOf(store)).toMatchObject({
      state: 'delivering',
      behindBytes: 0,
      behindMs: 0,
    });
  });

  it('gets larger batches again once it takes records', async () => {
    const backend = new KeepingBackend(down);
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(backend)],
    });
    await store.logBranches(recordsOf(0, 100));
    await until(() => statsOf(store).retries > 3);
    backend.fault = () => undefined;
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.batches.map(({ length }) => length)).toEqual([
      1, 2, 4, 8, 16, 32, 37,
    ]);
  });

  it('gives up no call before its time, and waits for none longer', async () => {
    const backend = new KeepingBackend(hang);
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(backend, { callTimeoutMs: 20 })],
    });
    await store.logBranches(recordsOf(0, 3));
    await until(() => statsOf(store).timeouts >= 2);
    backend.fault = () => undefined;
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 3)));
  });

  it('does not get along with a damaged cursor: it gets everything again', async () => {
    const folder = tempFolder();
    const first = openStore({ folder, sinks: [fast(new KeepingBackend())] });
    await first.store.logBranches(recordsOf(0, 3));
    expect(await first.store.delivered(SOON)).toBe(true);
    await first.store.close();
    writeFileSync(sinkFiles(folder, 'sink').cursor, '{"half');
    const backend = new KeepingBackend();
    const { store, said } = openStore({ folder, sinks: [fast(backend)] });
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 3)));
    expect(said).toEqual([expect.stringContaining('it is damaged')]);
  });

  it('delivers though it cannot keep its place, says so, and delivers that again after a restart', async () => {
    const folder = tempFolder();
    const { cursor } = sinkFiles(folder, 'sink');
    // A folder stands where the draft of the file is written.
    blockWith(`${cursor}.tmp`);
    const first = openStore({ folder, sinks: [fast(new KeepingBackend())] });
    await first.store.logBranches(recordsOf(0, 3));
    expect(await first.store.delivered(SOON)).toBe(true);
    await first.store.logBranches(recordsOf(3, 3));
    expect(await first.store.delivered(SOON)).toBe(true);
    await first.store.close();
    expect(first.said).toEqual([
      expect.stringMatching(/cannot keep how far it is.*EISDIR/),
    ]);
    rmSync(`${cursor}.tmp`, { recursive: true });
    const backend = new KeepingBackend();
    const { store, said } = openStore({ folder, sinks: [fast(backend)] });
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(idsOf(recordsOf(0, 6)));
    expect(said).toEqual([]);
  });

  it('goes on when somebody deletes the folder', async () => {
    const folder = join(tempFolder(), 'store');
    const backend = new KeepingBackend();
    const { store } = openStore({ folder, sinks: [fast(backend)] });
    await store.logBranches([recordOf(0)]);
    expect(await store.delivered(SOON)).toBe(true);
    rmSync(folder, { recursive: true });
    await store.logBranches([recordOf(1)]);
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(['run-0', 'run-1']);
  });
});

describe('a replay', () => {
  it('delivers again from a position on', async () => {
    const backend = new KeepingBackend();
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(backend)],
    });
    await store.logBranches(recordsOf(0, 10));
    expect(await store.delivered(SOON)).toBe(true);
    await store.replayFrom('sink', {});
    expect(await store.delivered(SOON)).toBe(true);
    const ids = idsOf(recordsOf(0, 10));
    expect(backend.ids).toEqual([...ids, ...ids]);
  });

  it('delivers again from a time on, across segments', async () => {
    const backend = new KeepingBackend();
    const { store } = openStore({
      folder: tempFolder(),
      segmentBytes: 1_024,
      sinks: [fast(backend)],
    });
    for (const record of recordsOf(0, 40)) await store.logBranches([record]);
    expect(await store.delivered(SOON)).toBe(true);
    const before = backend.ids.length;
    const time = recordOf(25).startedAt + 1.25;
    await store.replayFrom('sink', new Date(Math.ceil(time)));
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids.slice(before)).toEqual(idsOf(recordsOf(26, 14)));
    await store.replayFrom('sink', new Date(Date.now() + 1_000));
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids.length).toBe(before + 14);
  });

  it('is refused for a sink that is not there, and for a store that is closed', async () => {
    const { store } = openStore({
      folder: tempFolder(),
      sinks: [fast(new KeepingBackend())],
    });
    await expect(store.replayDeadLetters('other')).rejects.toThrow(
      'Known are sink.',
    );
    await store.close();
    await expect(store.replayFrom('sink', {})).rejects.toThrow(
      'the store is not open',
    );
  });
});
