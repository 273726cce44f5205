import * as fs from 'node:fs';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { BranchRecord } from 'nestjs-spearmint';
import { canMount, mount, readOnly, unmount } from './faults.fixture.js';
import type { JournalFs } from './journal-seams.interface.js';
import { JournalWriteError } from './journal-write.error.js';
import type { JournalBackend } from './journal.backend.js';
import {
  filesOf,
  fsWith,
  idsOf,
  openJournal,
  readAll,
  recordOf,
  recordsOf,
  systemError,
  tempFolder,
} from './journal.fixture.js';

/** What `logBranches` throws, or nothing. */
async function attempt(
  journal: JournalBackend,
  records: readonly BranchRecord[],
): Promise<JournalWriteError | undefined> {
  try {
    await journal.logBranches(records);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(JournalWriteError);
    return error as JournalWriteError;
  }
}

/** A disk that has room for so many bytes; it takes a part of what does not fit. */
class SmallDisk {
  constructor(public room: number) {}

  readonly writeSync = ((file: number, data: Buffer, from: number): number => {
    if (this.room === 0) throw systemError('ENOSPC');
    const length = Math.min(this.room, data.length - from);
    this.room -= length;
    return fs.writeSync(file, data, from, length);
  }) as JournalFs['writeSync'];
}

describe('a full disk', () => {
  it('refuses the whole batch, and takes it when there is space again', async () => {
    const disk = new SmallDisk(1_000);
    const folder = tempFolder();
    const { journal } = openJournal(
      { folder },
      { fs: fsWith({ writeSync: disk.writeSync }) },
    );
    await journal.logBranches(recordsOf(0, 2));
    const error = await attempt(journal, recordsOf(2, 5));
    expect(error?.message).toBe(
      'ENOSPC: 5 records were not written to the journal. Free some disk space, or lower maxBytes. ' +
        `The folder is "${folder}".`,
    );
    expect((await readAll(folder)).ids).toEqual(['run-0', 'run-1']);
    for (let again = 0; again < 5; again++)
      expect(await attempt(journal, recordsOf(2, 5))).toBeDefined();
    expect(filesOf(folder).length).toBeLessThanOrEqual(2);

    disk.room = Infinity;
    await journal.logBranches(recordsOf(2, 5));
    const read = await readAll(folder);
    expect(read.ids).toEqual(idsOf(recordsOf(0, 7)));
    expect(read.stats).toMatchObject({ unreadable: 0, torn: 0, missed: 0 });
    expect(journal.stats()).toMatchObject({ recorded: 7, failedWrites: 6 });
  });

  it('leaves a torn line where it cannot be taken back, which readers skip', async () => {
    const disk = new SmallDisk(500);
    const folder = tempFolder();
    const ftruncateSync = (): void => {
      throw systemError('EIO');
    };
    const { journal } = openJournal(
      { folder },
      { fs: fsWith({ writeSync: disk.writeSync, ftruncateSync }) },
    );
    await journal.logBranches([recordOf(0)]);
    expect(await attempt(journal, [recordOf(1)])).toBeDefined();
    disk.room = Infinity;
    await journal.logBranches([recordOf(1)]);
    const read = await readAll(folder);
    expect(read.ids).toEqual(['run-0', 'run-1']);
    expect(read.stats).toMatchObject({ torn: 1, unreadable: 0 });
    expect(read.said).toEqual([expect.stringContaining('ends within a line')]);
  });

  it('does not lead a reader astray that saw a part of the batch', async () => {
    const disk = new SmallDisk(1_500);
    const folder = tempFolder();
    const ftruncateSync = (file: number, length?: number | null): void => {
      // As a reader in another process sees it, in the middle of the fault.
      const [path = ''] = filesOf(folder);
      fs.copyFileSync(path, `${path}.seen`);
      fs.ftruncateSync(file, length ?? 0);
    };
    const { journal } = openJournal(
      { folder },
      { fs: fsWith({ writeSync: disk.writeSync, ftruncateSync }) },
    );
    await journal.logBranches([recordOf(0)]);
    expect(await attempt(journal, recordsOf(1, 9))).toBeDefined();
    const elsewhere = tempFolder();
    const [copy = ''] = filesOf(folder, '.seen');
    fs.copyFileSync(copy, join(elsewhere, copy.slice(folder.length, -5)));
    const seen = await readAll(elsewhere);
    expect(seen.ids.length).toBeGreaterThan(1);
    disk.room = Infinity;
    await journal.logBranches(recordsOf(20, 9));
    const after = await readAll(folder, { from: seen.position });
    expect(after.ids).toEqual(idsOf(recordsOf(20, 9)));
    expect(after.stats.unreadable).toBe(0);
  });

  // The same with a file system of one megabyte, where one may be mounted.
  const mounts = canMount() ? ['a real one of one megabyte'] : [];
  it.each(['one that the test makes small', ...mounts])(
    'keeps what it took: %s',
    async (disk) => {
      const folder = tempFolder();
      const isReal = disk.startsWith('a real');
      if (isReal) mount(folder);
      const small = new SmallDisk(isReal ? Infinity : 2 ** 20);
      try {
        const { journal } = openJournal(
          { folder },
          { fs: fsWith({ writeSync: small.writeSync }) },
        );
        const kept: string[] = [];
        let refused = 0;
        for (let index = 0; index < 6_000; index += 20) {
          const records = recordsOf(index, 20);
          if ((await attempt(journal, records)) === undefined)
            kept.push(...idsOf(records));
          else refused++;
        }
        expect(kept.length).toBeGreaterThan(1_000);
        expect(refused).toBeGreaterThan(0);
        const read = await readAll(folder);
        expect(read.ids).toEqual(kept);
        expect(journal.stats().failedWrites).toBe(refused);
        await journal.close();
      } finally {
        if (isReal) unmount(folder);
      }
    },
  );
});

describe('a folder', () => {
  it('that was deleted is made again; what was in it is counted and said once', async () => {
    const folder = join(tempFolder(), 'journal');
    const { journal, said } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 3));
    rmSync(folder, { recursive: true });
    await journal.logBranches([recordOf(3)]);
    await journal.logBranches([recordOf(4)]);
    expect((await readAll(folder)).ids).toEqual(['run-3', 'run-4']);
    expect(journal.stats()).toMatchObject({ recorded: 5, deleted: 3 });
    rmSync(folder, { recursive: true });
    await journal.logBranches([recordOf(5)]);
    expect((await readAll(folder)).ids).toEqual(['run-5']);
    expect(journal.stats().deleted).toBe(5);
    expect(said).toEqual([
      expect.stringMatching(/deleted the segment .* 3 recorded branches/),
    ]);
  });

  it('that was deleted with several segments has all of them counted, not those that were too much before', async () => {
    const folder = join(tempFolder(), 'journal');
    const { journal, said } = openJournal({
      folder,
      segmentBytes: 1_024,
      maxBytes: 4_096,
    });
    for (const record of recordsOf(0, 30)) await journal.logBranches([record]);
    const { ids } = await readAll(folder);
    expect(ids.length).toBeLessThan(20);
    rmSync(folder, { recursive: true });
    await journal.logBranches([recordOf(30)]);
    expect(journal.stats()).toMatchObject({
      recorded: 31,
      deleted: ids.length,
    });
    expect(said).toEqual([
      expect.stringContaining(`${ids.length} recorded branches`),
    ]);
  });

  it('that was moved away takes on what belongs to its segment', async () => {
    const parent = tempFolder();
    const [folder, moved] = [join(parent, 'journal'), join(parent, 'moved')];
    const { journal } = openJournal({ folder });
    await journal.logBranches([recordOf(0)]);
    renameSync(folder, moved);
    await journal.logBranches([recordOf(1)]);
    expect((await readAll(moved)).ids).toEqual(['run-0', 'run-1']);
  });

  it('that is a file is said, until there is a folder', async () => {
    const folder = join(tempFolder(), 'journal');
    writeFileSync(folder, '');
    const { journal } = openJournal({ folder });
    expect((await attempt(journal, [recordOf(0)]))?.message).toContain(
      'See that the folder is there',
    );
    rmSync(folder);
    mkdirSync(folder);
    await journal.logBranches([recordOf(0)]);
    expect((await readAll(folder)).ids).toEqual(['run-0']);
  });

  it('that the application may not write to costs the records of that time alone', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const error = await readOnly(folder, () => attempt(journal, [recordOf(0)]));
    expect(error?.message).toMatch(/^EACCES: .* may write to it/);
    await journal.logBranches([recordOf(1)]);
    expect((await readAll(folder)).ids).toEqual(['run-1']);
  });

  it.each(['EACCES', 'EROFS', 'EMFILE', 'ENFILE'])(
    'where nothing can be opened (%s) costs the records of that time alone',
    async (code) => {
      let isSick = true;
      const openSync: JournalFs['openSync'] = (path, flags, mode) => {
        if (isSick && flags !== 'r') throw systemError(code);
        return fs.openSync(path, flags, mode);
      };
      const folder = tempFolder();
      const { journal } = openJournal({ folder }, { fs: fsWith({ openSync }) });
      const error = await attempt(journal, [recordOf(0)]);
      expect(error?.message).toMatch(new RegExp(`^${code}: 1 record was not`));
      isSick = false;
      await journal.logBranches([recordOf(1)]);
      const read = await readAll(folder);
      expect([read.ids, read.stats.missed]).toEqual([['run-1'], 0]);
    },
  );

  it('where no new segment can be opened goes on with the old one', async () => {
    let opened = 0;
    const openSync: JournalFs['openSync'] = (path, flags, mode) => {
      if (flags === 'ax' && ++opened > 1) throw systemError('EMFILE');
      return fs.openSync(path, flags, mode);
    };
    const folder = tempFolder();
    const { journal } = openJournal(
      { folder, segmentBytes: 1_024 },
      { fs: fsWith({ openSync }) },
    );
    for (const record of recordsOf(0, 20)) await journal.logBranches([record]);
    expect(filesOf(folder)).toHaveLength(1);
    expect((await readAll(folder)).ids).toHaveLength(20);
  });

  it('that cannot be looked at is said once, and recording goes on', async () => {
    const readdirSync = (() => {
      throw systemError('EACCES');
    }) as unknown as JournalFs['readdirSync'];
    const folder = tempFolder();
    const { journal, said } = openJournal(
      { folder, segmentBytes: 1_024 },
      { fs: fsWith({ readdirSync }) },
    );
    for (const record of recordsOf(0, 20)) await journal.logBranches([record]);
    expect((await readAll(folder)).ids).toHaveLength(20);
    expect(said).toEqual([
      expect.stringContaining('could not repair its folder: EACCES'),
      expect.stringContaining('could not expire its folder: EACCES'),
    ]);
  });
});

describe('a segment that somebody cuts while it is written to', () => {
  it.each([
    ['to nothing', 0, 0],
    ['behind a line', undefined, 2],
    ['within a line', 700, 2],
  ])(
    '%s is left: what was cut off is counted and said once, and nobody misses what follows',
    async (_, bytes, left) => {
      const folder = tempFolder();
      const { journal, said } = openJournal({ folder });
      await journal.logBranches(recordsOf(0, 2));
      const [path = ''] = filesOf(folder);
      const size = fs.statSync(path).size;
      await journal.logBranches(recordsOf(2, 5));
      const before = await readAll(folder);
      fs.truncateSync(path, bytes ?? size);
      await journal.logBranches(recordsOf(7, 2));
      await journal.logBranches(recordsOf(9, 1));
      await journal.flush();
      const kept = idsOf(recordsOf(0, left));
      const next = idsOf(recordsOf(7, 3));
      const read = await readAll(folder);
      expect(read.ids).toEqual([...kept, ...next]);
      expect(read.stats.unreadable).toBe(0);
      const after = await readAll(folder, { from: before.position });
      expect(after.ids).toEqual(next);
      expect(journal.stats()).toMatchObject({
        recorded: 10,
        deleted: 7 - left,
      });
      expect(said).toEqual([
        expect.stringMatching(
          `cut the segment .* ${7 - left} recorded branches`,
        ),
      ]);
    },
  );
});

describe('a broken disk', () => {
  it('is left for a new segment', async () => {
    let isSick = false;
    const writeSync = ((file: number, data: Buffer, from: number) => {
      if (isSick) throw systemError('EIO');
      return fs.writeSync(file, data, from);
    }) as JournalFs['writeSync'];
    const folder = tempFolder();
    const { journal } = openJournal({ folder }, { fs: fsWith({ writeSync }) });
    await journal.logBranches([recordOf(0)]);
    isSick = true;
    expect(await attempt(journal, [recordOf(1)])).toBeDefined();
    isSick = false;
    await journal.logBranches([recordOf(1)]);
    expect(filesOf(folder)).toHaveLength(2);
    expect((await readAll(folder)).ids).toEqual(['run-0', 'run-1']);
  });

  it('leaves no fault behind where the log is broken as well', async () => {
    const folder = join(tempFolder(), 'journal');
    const { journal } = openJournal(
      { folder },
      {
        warn: () => {
          throw new Error('the log is broken');
        },
      },
    );
    await journal.logBranches([recordOf(0)]);
    rmSync(folder, { recursive: true });
    await journal.logBranches([recordOf(1)]);
    expect(journal.stats()).toMatchObject({ recorded: 2, deleted: 1 });
  });
});

describe('a clock that is set back', () => {
  it('changes neither the order nor what is kept', async () => {
    const folder = tempFolder();
    let date = Date.now();
    const { journal } = openJournal(
      { folder, segmentBytes: 1_024, maxAgeMs: 1_000 },
      { date: () => date },
    );
    for (const record of recordsOf(0, 20)) {
      await journal.logBranches([record]);
      date -= 86_400_000;
    }
    expect((await readAll(folder)).ids).toEqual(idsOf(recordsOf(0, 20)));
    expect(journal.stats().expired).toBe(0);
  });
});
