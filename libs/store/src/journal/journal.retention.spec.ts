import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import {
  filesOf,
  openJournal,
  readAll,
  recordOf,
  recordsOf,
  tempFolder,
} from './journal.fixture.js';
import type { JournalPosition } from './journal-position.interface.js';
import type { JournalOptions } from './journal-options.js';
import { sinkFiles } from './sink-files.js';

const HOUR = 3_600_000;
const SMALL = { segmentBytes: 1_024, sync: 'never' } as const;

afterEach(() => void jest.useRealTimers());

/** A sink that has read so far. */
function addSink(folder: string, position?: JournalPosition, name = 'mlflow') {
  const files = sinkFiles(folder, name);
  mkdirSync(files.folder, { recursive: true });
  if (position !== undefined)
    writeFileSync(files.cursor, JSON.stringify(position));
  return files;
}

const age = (path: string, ms: number): void => {
  const at = (Date.now() - ms) / 1_000;
  utimesSync(path, at, at);
};

/** A closed journal of 40 records in several segments, all of them old. */
async function oldJournal(
  folder: string,
  ms = 10 * HOUR,
): Promise<{ name: string; bytes: number }> {
  const { journal } = openJournal({ folder, ...SMALL });
  for (const record of recordsOf(0, 40)) await journal.logBranches([record]);
  await journal.close();
  let bytes = 0;
  for (const path of filesOf(folder)) {
    bytes += statSync(path).size;
    age(path, ms);
  }
  return { name: journal.name, bytes };
}

function reopen(folder: string, options: Partial<JournalOptions> = {}) {
  const missed: [string, number][] = [];
  const opened = openJournal(
    { folder, ...SMALL, maxAgeMs: HOUR, ...options },
    { missed: (...args) => missed.push(args) },
  );
  opened.journal.open();
  return { ...opened, missed };
}

describe('segments that are old', () => {
  it('are deleted when the journal is opened, before anything is recorded', async () => {
    const folder = tempFolder();
    await oldJournal(folder);
    const { journal } = reopen(folder);
    expect(filesOf(folder)).toEqual([]);
    expect(journal.stats().expired).toBeGreaterThan(5);
  });

  it('are deleted at an interval, where nothing is recorded', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const folder = tempFolder();
    reopen(folder, { retentionMs: 5_000 });
    await oldJournal(folder);
    expect(filesOf(folder)).not.toEqual([]);
    jest.advanceTimersByTime(5_000);
    expect(filesOf(folder)).toEqual([]);
  });

  it.each([
    ['has read nothing yet', undefined],
    ['has read something else', { other: { segment: 9, offset: 9 } }],
    ['has a cursor that cannot be read', 'nonsense'],
  ])('stay while a sink %s', async (_, position) => {
    const folder = tempFolder();
    await oldJournal(folder);
    addSink(folder, position as JournalPosition);
    const before = filesOf(folder);
    const { missed, said } = reopen(folder);
    expect(filesOf(folder)).toEqual(before);
    expect([missed, said]).toEqual([[], []]);
  });

  it('go as far as every sink has read them', async () => {
    const folder = tempFolder();
    const { name } = await oldJournal(folder);
    const { position } = await readAll(folder);
    const before = filesOf(folder);
    addSink(folder, position, 'fast');
    addSink(folder, { [name]: { segment: 3, offset: 400 } }, 'slow');
    reopen(folder);
    expect(filesOf(folder)).toEqual(before.slice(2));
  });

  it('go when a sink has read all but a torn line', async () => {
    const folder = tempFolder();
    const { name } = await oldJournal(folder);
    const { position } = await readAll(folder);
    const last = filesOf(folder).at(-1) ?? '';
    writeFileSync(last, '{"torn', { flag: 'a' });
    age(last, 10 * HOUR);
    expect(position[name]?.offset).toBeLessThan(statSync(last).size);
    addSink(folder, position);
    reopen(folder);
    expect(filesOf(folder)).toEqual([]);
  });

  it('do not wait for a sink that nobody has used for as long', async () => {
    const folder = tempFolder();
    await oldJournal(folder);
    const files = addSink(folder, {});
    for (const path of [files.cursor, files.folder]) age(path, 2 * HOUR);
    reopen(folder);
    expect(filesOf(folder)).toEqual([]);
  });
});

describe('segments that are too much', () => {
  it('are deleted though a sink has not read them, which is counted, and said once', async () => {
    const folder = tempFolder();
    const { name, bytes } = await oldJournal(folder, 0);
    addSink(folder, {}, 'slow');
    const { position } = await readAll(folder);
    addSink(folder, position, 'fast');
    const { journal, missed, said } = reopen(folder, {
      maxBytes: Math.floor(bytes / 2),
    });
    await journal.close();
    const { ids } = await readAll(folder);
    expect(ids.length).toBeGreaterThan(5);
    expect(new Set(missed.map(([sink]) => sink))).toEqual(new Set(['slow']));
    const lost = missed.reduce((sum, [, records]) => sum + records, 0);
    expect(lost + ids.length).toBe(40);
    expect(said).toEqual([
      expect.stringMatching(/maxBytes \(\d+\).*sink "slow" had not read/),
    ]);
    expect(filesOf(folder)[0]).toContain(name);
  });

  it('are deleted in the order in which they were written, also where the clock was set back meanwhile', async () => {
    const folder = tempFolder();
    const { bytes } = await oldJournal(folder, 0);
    const before = filesOf(folder);
    age(before[3] ?? '', 5 * HOUR);
    reopen(folder, {
      maxAgeMs: 100 * HOUR,
      maxBytes: bytes - statSync(before[0] ?? '').size,
    });
    expect(filesOf(folder)).toEqual(before.slice(1));
  });

  it('count from where the sink has read to', async () => {
    const folder = tempFolder();
    const { name } = await oldJournal(folder, 0);
    const [first = ''] = filesOf(folder);
    const size = statSync(first).size;
    addSink(folder, { [name]: { segment: 1, offset: size - 5 } });
    const { journal, missed } = reopen(folder, { maxBytes: 1_024 });
    await journal.close();
    expect(missed[0]).toEqual(['mlflow', 1]);
  });

  it('leave a sink that has read all in peace', async () => {
    const folder = tempFolder();
    await oldJournal(folder, 0);
    const { position } = await readAll(folder);
    addSink(folder, position);
    const { journal, missed, said } = reopen(folder, { maxBytes: 1_024 });
    await journal.logBranches([recordOf(99)]);
    await journal.close();
    expect([missed, said]).toEqual([[], []]);
    expect((await readAll(folder)).ids).toContain('run-99');
  });
});

describe('a folder with something else where sinks should be', () => {
  it('is kept within its limits all the same', async () => {
    const folder = tempFolder();
    await oldJournal(folder);
    writeFileSync(join(folder, 'sinks'), 'mine');
    reopen(folder);
    expect(filesOf(folder)).toEqual([]);
  });
});
