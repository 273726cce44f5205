import { spawnSync } from 'node:child_process';
import {
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Branch, BranchRecorder, type RecorderOptions } from 'nestjs-spearmint';
import { bundle } from '../journal/child-bundle.fixture.js';
import {
  canMount,
  mount,
  readOnly,
  unmount,
} from '../journal/faults.fixture.js';
import {
  afterwards,
  filesOf,
  openJournal,
  readAll,
  recordsOf,
  tempFolder,
} from '../journal/journal.fixture.js';
import {
  fast,
  KeepingBackend,
  openStore,
  SOON,
  statsOf,
  storedIds,
  until,
} from './store.fixture.js';
import type { NoFiles } from './no-files-child.fixture.js';
import { storeReport } from './store-report.js';
import type { StoreOptions } from './store-options.js';
import type { StoreSeams } from './store-seams.js';

// Under the workspace, so that it finds its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const program = join(root, 'test-results', `store-faults-${process.pid}.mjs`);

beforeAll(() => bundle('../database/store.worker.ts', program), 60_000);
afterAll(() => rmSync(program, { force: true }));

/** Gives up at once what a backend does not take, and tries the next. */
const IMPATIENT: Partial<RecorderOptions> = {
  attempts: 1,
  gatherMs: 0,
  backoffMs: 0,
  breakerThreshold: 1_000_000,
};

/** A store as an application has it: a recorder in front, a database and a sink behind. */
function run(
  folder: string,
  options: Partial<StoreOptions> = {},
  seams: Partial<StoreSeams> = {},
) {
  const backend = new KeepingBackend();
  const { store, said } = openStore(
    {
      folder,
      database: { pollMs: 5, maxAgeMs: 1e13 },
      sinks: [fast(backend)],
      ...options,
    },
    { program: pathToFileURL(program), ...seams },
  );
  const recorder = new BranchRecorder({
    warn: (message: string) => said.push(message),
  });
  recorder.attach([store], IMPATIENT);
  afterwards(() => recorder.close(2_000));
  const numbers = new Map<string, number>();
  return {
    store,
    said,
    backend,
    /** Records so many branches, in batches of ten; each is in the journal or given up then. */
    async record(count: number, text = ''): Promise<void> {
      for (let index = 0; index < count; index++) {
        const branch = Branch.start('config', {}, { experiment: 'Faults.run' });
        branch.markSuccess(text);
        numbers.set(branch.id, numbers.size);
        recorder.record(branch);
        if (index % 10 === 9) await recorder.flush();
      }
      await recorder.flush();
    },
    report: () => storeReport(store.stats(), recorder.stats()),
    /** The numbers of the branches that are in each place, once all has arrived. */
    async arrived() {
      await store.database?.caughtUp(SOON);
      expect(await store.delivered(SOON)).toBe(true);
      const of = (ids: readonly unknown[]): (number | undefined)[] =>
        ids.map((id) => numbers.get(String(id)));
      return {
        journal: of((await readAll(folder)).ids),
        database: of(storedIds(store)),
        sink: of([...new Set(backend.ids)]),
      };
    },
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);
const everywhere = (numbers: readonly number[]) => ({
  journal: numbers,
  database: numbers,
  sink: numbers,
});

describe('an application goes on', () => {
  it('in a folder that it may not write to: what it records then is counted and said, the rest is everywhere', async () => {
    const folder = tempFolder();
    const store = await readOnly(folder, async () => {
      const running = run(folder);
      await running.record(20);
      await until(() => running.store.stats().database?.fault !== undefined);
      await until(() => running.said.some((line) => line.includes('"sink"')));
      return running;
    });
    expect(store.report()).toMatchObject({
      recorded: 0,
      dropped: { failed: 20 },
      problem: expect.stringMatching(/^EACCES/),
    });
    await store.record(20);
    expect(await store.arrived()).toEqual(everywhere(range(20, 40)));
    expect(store.report()).toMatchObject({
      recorded: 20,
      dropped: { failed: 20 },
    });
    expect(store.store.stats().problem).toBeUndefined();
    const said = store.said.join('\n');
    expect(said).toMatch(/BranchStore.*EACCES/);
    expect(said).toMatch(/Branches wait in the journal/i);
    expect(said).toMatch(/The sink "sink" cannot .*EACCES/);
  });

  it('when its folder is deleted: what was in it is counted and said, and all is made again', async () => {
    const folder = join(tempFolder(), 'store');
    const { record, arrived, report, store, said } = run(folder);
    await record(20);
    await arrived();
    // Under another name, because something may be written to it meanwhile.
    renameSync(folder, `${folder}-gone`);
    rmSync(`${folder}-gone`, { recursive: true });
    await record(20);
    await until(() => (store.stats().database?.restarts ?? 0) > 0);
    const { journal, database, sink } = await arrived();
    expect([journal, database]).toEqual([range(20, 40), range(20, 40)]);
    expect(sink).toEqual(range(0, 40));
    expect(report()).toMatchObject({
      recorded: 40,
      journal: { deleted: 20 },
      dropped: { failed: 0 },
    });
    expect(said).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/somebody deleted it.*made again/),
        expect.stringMatching(/deleted the segment .* 20 recorded branches/),
      ]),
    );
  });

  it('when somebody empties the file that it writes to: what was in it is counted and said', async () => {
    const folder = tempFolder();
    const { record, arrived, report, said } = run(folder);
    await record(20);
    await arrived();
    const [segment = ''] = filesOf(folder);
    truncateSync(segment);
    await record(20);
    expect(await arrived()).toEqual({
      journal: range(20, 40),
      database: range(0, 40),
      sink: range(0, 40),
    });
    await until(() => report().journal.deleted > 0);
    expect(report()).toMatchObject({ recorded: 40, journal: { deleted: 20 } });
    expect(said).toEqual([
      expect.stringMatching(/cut the segment .* 20 recorded branches/),
    ]);
  });

  it('on a clock that is set back with every branch', async () => {
    const folder = tempFolder();
    let date = Date.now();
    const seams = { date: () => (date -= 86_400_000) };
    const { record, arrived, report, said } = run(
      folder,
      { segmentBytes: 1_024, maxAgeMs: 1_000 },
      seams,
    );
    await record(50);
    expect(await arrived()).toEqual(everywhere(range(0, 50)));
    expect(report().journal).toMatchObject({ expired: 0, deleted: 0 });
    expect(said).toEqual([]);
  });

  if (canMount())
    it('on a disk that is full: what finds no room is counted and said, the rest is everywhere once there is room', async () => {
      const folder = tempFolder();
      mount(folder, 8);
      afterwards(() => unmount(folder));
      const ballast = join(folder, 'ballast');
      writeFileSync(ballast, Buffer.alloc(6_000_000));
      const { record, arrived, report, said, store } = run(folder);
      await record(3_000, 'x'.repeat(1_000));
      const { recorded, dropped } = report();
      expect(recorded).toBeGreaterThan(100);
      expect(dropped.failed).toBe(3_000 - recorded);
      expect(dropped.failed).toBeGreaterThan(100);
      expect(store.stats().problem).toMatch(/^ENOSPC/);
      await until(() => said.some((line) => line.includes('SQLITE_')));
      unlinkSync(ballast);
      await record(10);
      const { journal, database, sink } = await arrived();
      expect(journal).toHaveLength(recorded + 10);
      expect(journal.slice(-10)).toEqual(range(3_000, 3_010));
      // Readers may have seen a part of a batch that was taken back.
      const kept = new Set(journal);
      for (const there of [database, sink])
        expect(there.filter((number) => kept.has(number))).toEqual(journal);
      expect(said.join('\n')).toMatch(/BranchStore.*ENOSPC/);
    }, 60_000);
});

describe('an application that has no files left', () => {
  const child = join(root, 'test-results', `no-files-${process.pid}.mjs`);

  beforeAll(() => bundle('../store/no-files-child.fixture.ts', child), 60_000);
  afterAll(() => rmSync(child, { force: true }));

  it('goes on recording: what cannot be read then is said, and is everywhere once there are files', () => {
    const command = 'ulimit -n 512; exec "$0" "$@"';
    const args = ['-c', command, process.execPath, child];
    const { stdout, status } = spawnSync(
      'sh',
      [...args, tempFolder(), program],
      {
        encoding: 'utf8',
        timeout: 60_000,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    expect(status).toBe(0);
    const { limit, without, after, said } = JSON.parse(stdout) as NoFiles;
    expect(limit).toBe('EMFILE');
    expect(without).toMatchObject({ recorded: 40, dropped: { failed: 0 } });
    expect(after).toMatchObject({
      recorded: 60,
      dropped: { failed: 0 },
      database: { added: 60, behindBytes: 0 },
      sinks: [{ delivered: 60, state: 'delivering', behindBytes: 0 }],
    });
    expect(said.join('\n')).toMatch(/The sink "sink" .*cannot .*EMFILE/);
    expect(said.join('\n')).toMatch(/Branches wait in the journal/i);
  });
});

describe('of a journal that was damaged before it was read', () => {
  /** Nine records, of which the journal's file is changed then. */
  async function damaged(change: (path: string) => void) {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, segmentBytes: 1_024 });
    for (const record of recordsOf(0, 9)) await journal.logBranches([record]);
    await journal.close();
    const [path = ''] = filesOf(folder);
    change(path);
    const { store, said, backend } = run(folder);
    await store.database?.caughtUp(SOON);
    expect(await store.delivered(SOON)).toBe(true);
    await until(() => (store.stats().database?.added ?? 0) > 0);
    return { store, said, backend, ids: storedIds(store) };
  }

  it('the rest is everywhere where a record in the middle was altered, which is counted and said', async () => {
    const { store, said, backend, ids } = await damaged((path) => {
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace('answer 1', 'Answer 1'));
    });
    const rest = [0, ...range(2, 9)].map((index) => `run-${index}`);
    expect([ids, backend.ids]).toEqual([rest, rest]);
    expect(statsOf(store).unreadable).toBe(1);
    expect(store.stats().database).toMatchObject({ unreadable: 1, missed: 0 });
    expect(said).toEqual([
      expect.stringContaining('has lines that are damaged'),
      expect.stringContaining('has lines that are damaged'),
    ]);
  });

  it('the rest is everywhere where a segment was cut short, which is counted and said', async () => {
    const { store, said, backend, ids } = await damaged((path) =>
      truncateSync(path, 500),
    );
    expect(ids).toEqual(backend.ids);
    expect(ids.at(0)).toBe('run-0');
    expect(ids.at(-1)).toBe('run-8');
    expect(ids.length).toBeLessThan(9);
    expect(statsOf(store).unreadable).toBe(1);
    expect(store.stats().database).toMatchObject({ unreadable: 1 });
    expect(said).toEqual([
      expect.stringContaining('ends within a line'),
      expect.stringContaining('ends within a line'),
    ]);
  });

  it('nothing is unreadable where nothing was changed', async () => {
    const { store, said } = await damaged(() => undefined);
    expect(statsOf(store)).toMatchObject({ unreadable: 0, behindBytes: 0 });
    expect(said).toEqual([]);
  });
});
