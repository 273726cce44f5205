import { rmSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  filesOf,
  idsOf,
  openJournal,
  readAll,
  recordsOf,
  tempFolder,
} from '../journal/journal.fixture.js';
import type { BranchStore } from '../store/branch-store.js';
import {
  down,
  fast,
  KeepingBackend,
  openStore,
  SOON,
  statsOf,
  until,
} from '../store/store.fixture.js';

const SMALL = { segmentBytes: 1_024, sync: 'never' } as const;
const remove = (paths: readonly string[]): void =>
  paths.forEach((path) => rmSync(path));

/** A sink that has taken some of a journal of several segments, and is down since. */
async function behind() {
  const folder = tempFolder();
  const backend = new KeepingBackend();
  const running = openStore({ folder, ...SMALL, sinks: [fast(backend)] });
  const { store } = running;
  await store.logBranches(recordsOf(0, 1));
  expect(await store.delivered(SOON)).toBe(true);
  backend.fault = down;
  for (const record of recordsOf(1, 29)) await store.logBranches([record]);
  return { ...running, folder, backend, files: filesOf(folder) };
}

/** Its sink, which is down, has looked for what there is several times since. */
async function looksAgain(store: BranchStore): Promise<void> {
  const { retries } = statsOf(store);
  await until(() => statsOf(store).retries > retries + 3);
}

/** The records of segments, which are read before somebody deletes them. */
async function idsOfAll(folder: string): Promise<string[]> {
  return (await readAll(folder)).ids;
}

describe('segments that somebody deletes before a sink has read them', () => {
  it('are counted once and said once, and the rest is delivered in order', async () => {
    const { store, said, folder, backend, files } = await behind();
    // With the one that it had begun, so that it comes to the gap in each try.
    remove(files.slice(0, 4));
    await looksAgain(store);
    backend.fault = () => undefined;
    expect(await store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(['run-0', ...(await idsOfAll(folder))]);
    expect(statsOf(store)).toMatchObject({ missed: 3, behindBytes: 0 });
    expect(said.filter((line) => line.includes('by hand'))).toEqual([
      expect.stringMatching(/^3 segments .*the sink "sink" had read/),
    ]);
  });

  it('are counted where no other one follows them, or none is left of the journal', async () => {
    const { store, said, backend, files } = await behind();
    // Another journal, of a process that has ended, which the sink has not begun.
    const { journal } = openJournal({ folder: store.folder, ...SMALL });
    for (const record of recordsOf(30, 10)) await journal.logBranches([record]);
    await journal.close();
    const ended = filesOf(store.folder).filter((path) => !files.includes(path));
    await looksAgain(store);
    remove([...files.slice(-2), ...ended]);
    await looksAgain(store);
    await looksAgain(store);
    expect(statsOf(store).missed).toBe(2 + ended.length);
    expect(said.filter((line) => line.includes('by hand'))).toHaveLength(1);
    backend.fault = () => undefined;
    expect(await store.delivered(SOON)).toBe(true);
    expect(new Set(backend.ids)).toEqual(
      new Set(['run-0', ...(await idsOfAll(store.folder))]),
    );
    expect(statsOf(store).missed).toBe(2 + ended.length);
  });

  it('while no process is there are counted and said at the next start', async () => {
    const { store, folder, files } = await behind();
    await store.close();
    remove(files.slice(0, 4));
    const backend = new KeepingBackend();
    const next = openStore({ folder, sinks: [fast(backend)] });
    expect(await next.store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(await idsOfAll(folder));
    // It had read of the first one.
    expect(statsOf(next.store).missed).toBe(3);
    expect(next.said).toEqual([expect.stringMatching(/^3 segments/)]);
    await next.store.close();
    const last = openStore({ folder, sinks: [fast(new KeepingBackend())] });
    expect(await last.store.delivered(SOON)).toBe(true);
    expect([statsOf(last.store).missed, last.said]).toEqual([0, []]);
  });

  it('are not counted again by the next process, where the sink is down for longer', async () => {
    const { store, folder, files } = await behind();
    remove(files.slice(0, 4));
    await until(() => statsOf(store).missed === 3);
    await store.close();
    const backend = new KeepingBackend();
    const next = openStore({ folder, sinks: [fast(backend)] });
    expect(await next.store.delivered(SOON)).toBe(true);
    expect(backend.ids).toEqual(await idsOfAll(folder));
    expect([statsOf(next.store).missed, next.said]).toEqual([0, []]);
  });
});

describe('segments that the journal deletes', () => {
  it('once a sink has read them are not counted, nor when it is replayed from before them', async () => {
    const folder = tempFolder();
    const backend = new KeepingBackend();
    const { store, said } = openStore({
      folder,
      ...SMALL,
      maxBytes: 8_192,
      sinks: [fast(backend)],
    });
    await store.logBranches(recordsOf(0, 1));
    const { position } = await readAll(folder);
    for (let from = 1; from < 101; from += 5) {
      for (const record of recordsOf(from, 5))
        await store.logBranches([record]);
      expect(await store.delivered(SOON)).toBe(true);
    }
    expect(store.stats().journal.expired).toBeGreaterThan(5);
    await store.replayFrom('sink', position);
    expect(await store.delivered(SOON)).toBe(true);
    expect(new Set(backend.ids)).toEqual(new Set(idsOf(recordsOf(0, 101))));
    expect([statsOf(store).missed, said]).toEqual([0, []]);
  });

  it('before a sink has read them are not counted again, in the next process neither', async () => {
    const { store, said, folder } = await behind();
    const { journal, said: saidElsewhere } = openJournal({
      folder,
      ...SMALL,
      maxBytes: 4_096,
    });
    journal.open();
    await journal.close();
    await looksAgain(store);
    await store.close();
    const next = openStore({ folder, sinks: [fast(new KeepingBackend())] });
    expect(await next.store.delivered(SOON)).toBe(true);
    expect(saidElsewhere).toEqual([
      expect.stringContaining('sink "sink" had not read'),
    ]);
    expect([...said, ...next.said].join('\n')).not.toContain('by hand');
    expect(statsOf(next.store).missed).toBe(0);
  });
});
