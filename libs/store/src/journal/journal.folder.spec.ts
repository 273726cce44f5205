import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  filesOf,
  idsOf,
  openJournal,
  readAll,
  recordOf,
  recordsOf,
  tempFolder,
} from './journal.fixture.js';
import { encodeRecord } from './encode-record.js';
import { type ProcessIdentity, thisProcess } from './process-identity.js';
import { lockName, newJournalName, segmentName } from './segment-name.js';

const line = (index: number): string =>
  encodeRecord(recordOf(index), 262_144).line;

/** The id of a process that has ended. */
const endedPid = (): number => spawnSync('true').pid;

/** A journal as a process leaves it that is killed while it writes. */
function leaveBehind(
  folder: string,
  text: string,
  owner: Partial<ProcessIdentity> | string = { pid: endedPid() },
): string {
  const journal = newJournalName(0);
  const path = join(folder, segmentName(journal, 1));
  writeFileSync(path, text);
  const lock =
    typeof owner === 'string'
      ? owner
      : JSON.stringify({ ...thisProcess(), ...owner });
  writeFileSync(join(folder, lockName(journal)), lock);
  return path;
}

const age = (path: string, ms: number): void => {
  const at = (Date.now() - ms) / 1_000;
  utimesSync(path, at, at);
};

describe('several journals in one folder', () => {
  it('are written side by side and read together', async () => {
    const folder = tempFolder();
    const journals = [0, 1, 2].map(() => openJournal({ folder }).journal);
    for (let index = 0; index < 30; index++)
      await journals[index % 3]?.logBranches([recordOf(index)]);
    expect(filesOf(folder, '.lock')).toHaveLength(3);
    const read = await readAll(folder);
    expect([...read.ids].sort()).toEqual(idsOf(recordsOf(0, 30)).sort());
    expect(Object.keys(read.position).sort()).toEqual(
      journals.map(({ name }) => name).sort(),
    );
  });

  it('leave other files alone', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'notes.jsonl'), 'mine');
    const { journal } = openJournal({ folder, maxAgeMs: 1, maxBytes: 1_024 });
    age(join(folder, 'notes.jsonl'), 1e9);
    await journal.logBranches([recordOf(0)]);
    expect(readFileSync(join(folder, 'notes.jsonl'), 'utf8')).toBe('mine');
    expect((await readAll(folder)).ids).toEqual(['run-0']);
  });
});

describe('the journal of a process that was killed', () => {
  it('is read, and loses its torn last line to the next process that opens the folder', async () => {
    const folder = tempFolder();
    const path = leaveBehind(folder, line(0) + line(1) + line(2).slice(0, 90));
    expect((await readAll(folder)).ids).toEqual(['run-0', 'run-1']);
    const { journal, said } = openJournal({ folder });
    await journal.logBranches([recordOf(3)]);
    expect(readFileSync(path, 'utf8')).toBe(line(0) + line(1));
    expect(journal.stats().repaired).toBe(1);
    expect(said).toEqual([expect.stringContaining(`"${path}"`)]);
    expect(filesOf(folder, '.lock')).toHaveLength(1);
    expect((await readAll(folder)).ids).toEqual(['run-0', 'run-1', 'run-3']);
  });

  it('is found where the last line is longer than what is read at once', async () => {
    const folder = tempFolder();
    const path = leaveBehind(folder, line(0) + 'x'.repeat(200_000));
    await openJournal({ folder }).journal.logBranches([recordOf(1)]);
    expect(readFileSync(path, 'utf8')).toBe(line(0));
  });

  it('goes when it has not a single whole line', async () => {
    const folder = tempFolder();
    leaveBehind(folder, line(0).slice(0, 50));
    await openJournal({ folder }).journal.logBranches([recordOf(1)]);
    expect(filesOf(folder)).toHaveLength(1);
  });

  it('is known by its start where another process has got its id', async () => {
    const folder = tempFolder();
    const path = leaveBehind(folder, `${line(0)}torn`, {
      pid: process.pid,
      started: 'another time',
    });
    await openJournal({ folder }).journal.logBranches([recordOf(1)]);
    expect(readFileSync(path, 'utf8')).toBe(line(0));
  });

  it.each([
    ['a running process', {}],
    ['a process of another host', { pid: 1, place: 'elsewhere' }],
    ['nobody knows whom', 'half of a lo'],
  ])('is not touched while it may be that of %s', async (_, owner) => {
    const folder = tempFolder();
    const path = leaveBehind(folder, `${line(0)}torn`, owner);
    const { journal } = openJournal({
      folder,
      maxBytes: 1_024,
      segmentBytes: 1_024,
    });
    for (const record of recordsOf(1, 20)) await journal.logBranches([record]);
    expect(readFileSync(path, 'utf8')).toBe(`${line(0)}torn`);
    expect(filesOf(folder, '.lock')).toHaveLength(2);
    appendFileSync(path, ` and mended\n${line(99)}`);
    const read = await readAll(folder);
    expect(read.ids).toContain('run-99');
    expect(read.stats.unreadable).toBe(1);
  });
});

describe('segments', () => {
  it('are begun when one is full, and read in order', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, segmentBytes: 2_048 });
    for (const record of recordsOf(0, 40)) await journal.logBranches([record]);
    await journal.flush();
    expect(filesOf(folder).length).toBeGreaterThan(5);
    for (const path of filesOf(folder))
      expect(statSync(path).size).toBeLessThanOrEqual(2_048);
    expect((await readAll(folder)).ids).toEqual(idsOf(recordsOf(0, 40)));
    expect(journal.stats().segments).toBe(filesOf(folder).length);
  });

  it('are begun when one is old, on a clock that nobody sets', async () => {
    const folder = tempFolder();
    let now = 0;
    const { journal } = openJournal(
      { folder, segmentMs: 1_000 },
      { now: () => now },
    );
    for (const record of recordsOf(0, 6)) {
      await journal.logBranches([record]);
      now += 600;
    }
    expect(filesOf(folder)).toHaveLength(3);
  });

  it('hold a batch that is larger than they should be', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, segmentBytes: 1_024 });
    await journal.logBranches(recordsOf(0, 50));
    expect((await readAll(folder)).ids).toHaveLength(50);
  });

  it('are deleted, oldest first, when they hold too much', async () => {
    const folder = tempFolder();
    const limits = { segmentBytes: 1_024, maxBytes: 4_096 };
    const { journal } = openJournal({ folder, ...limits });
    for (const record of recordsOf(0, 60)) await journal.logBranches([record]);
    const { ids, stats } = await readAll(folder);
    expect(ids.length).toBeGreaterThan(5);
    expect(ids).toEqual(idsOf(recordsOf(60 - ids.length, ids.length)));
    expect(stats.missed).toBe(0);
    const bytes = filesOf(folder).reduce(
      (sum, path) => sum + statSync(path).size,
      0,
    );
    expect(bytes).toBeLessThanOrEqual(4_096 + 1_024);
    expect(journal.stats().expired).toBe(
      journal.stats().segments - filesOf(folder).length,
    );
  });

  it('are deleted when they are old, those of ended processes too', async () => {
    const folder = tempFolder();
    const old = leaveBehind(folder, line(0));
    const young = leaveBehind(folder, line(1));
    age(old, 10_000);
    const running = openJournal({ folder }).journal;
    await running.logBranches([recordOf(2)]);
    filesOf(folder)
      .filter((path) => path.includes(running.name))
      .forEach((path) => age(path, 10_000));
    const { journal } = openJournal({ folder, maxAgeMs: 5_000 });
    await journal.logBranches([recordOf(3)]);
    expect([...(await readAll(folder)).ids].sort()).toEqual([
      'run-1',
      'run-2',
      'run-3',
    ]);
    expect(filesOf(folder)).toContain(young);
  });

  it('of a process on another host are deleted when they are old, not when they are many', async () => {
    const folder = tempFolder();
    const [old, young] = [0, 1].map((index) =>
      leaveBehind(folder, line(index).repeat(9), { place: 'elsewhere' }),
    );
    age(old ?? '', 10_000);
    const { journal } = openJournal({
      folder,
      maxAgeMs: 5_000,
      maxBytes: 1_024,
    });
    await journal.logBranches([recordOf(3)]);
    expect(filesOf(folder)).not.toContain(old);
    expect(filesOf(folder)).toContain(young);
  });

  it('deleted by the journal do not harm a running one of the same folder', async () => {
    const folder = tempFolder();
    const limits = { segmentBytes: 1_024, maxBytes: 2_048 };
    const [one, two] = [0, 1].map(() => openJournal({ folder, ...limits }));
    for (const record of recordsOf(0, 40)) {
      await one?.journal.logBranches([record]);
      await two?.journal.logBranches([record]);
    }
    expect(
      [one?.journal, two?.journal].map((journal) => journal?.stats().deleted),
    ).toEqual([0, 0]);
  });

  it('without a record are removed at the close', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches([]);
    await journal.close();
    expect(filesOf(folder, '')).toEqual([]);
  });
});
