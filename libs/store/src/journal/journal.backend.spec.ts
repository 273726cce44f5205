import * as fs from 'node:fs';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { BranchRecorder } from 'nestjs-spearmint';
import { describeBackendContract } from 'nestjs-spearmint/testing';
import type { JournalOptions } from './journal-options.js';
import { InvalidJournalOptionError } from './invalid-journal-option.error.js';
import { JournalBackend } from './journal.backend.js';
import {
  asRead,
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

for (const sync of ['interval', 'always', 'never'] as const) {
  describeBackendContract(
    `JournalBackend, with sync: '${sync}',`,
    () => {
      const folder = tempFolder();
      const { journal } = openJournal({ folder, sync });
      const recorded = async () => (await readAll(folder)).records;
      return { backend: journal, recorded };
    },
    { describe, it, expect },
  );
}

describe('a journal', () => {
  it('makes nothing before the first record, then its folder and a segment', async () => {
    const folder = join(tempFolder(), 'deep', 'down');
    const { journal } = openJournal({ folder });
    await journal.flush();
    expect(fs.existsSync(folder)).toBe(false);
    await journal.logBranches([recordOf(1)]);
    expect(filesOf(folder)).toHaveLength(1);
    expect((await readAll(folder)).records).toEqual([asRead(recordOf(1))]);
  });

  it('has a record in the file when logBranches returns', () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    void journal.logBranches([recordOf(7)]);
    expect(readFileSync(filesOf(folder)[0] ?? '', 'utf8')).toContain('"run-7"');
    expect(journal.stats()).toMatchObject({ recorded: 1, segments: 1 });
  });

  it('writes lines of JSON, that other programs read', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 3));
    const lines = readFileSync(filesOf(folder)[0] ?? '', 'utf8').split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      recordsOf(0, 3).map((record) => ({
        crc32: expect.stringMatching(/^[0-9a-f]{8}$/),
        v: 1,
        branch: asRead(record),
      })),
    );
  });

  it('writes a batch with one write', async () => {
    const writeSync = jest.fn(fs.writeSync);
    const folder = tempFolder();
    const { journal } = openJournal(
      { folder },
      {
        fs: fsWith({ writeSync: writeSync as unknown as typeof fs.writeSync }),
      },
    );
    await journal.logBranches(recordsOf(0, 100));
    expect(writeSync).toHaveBeenCalledTimes(1);
  });

  it('goes on where the system took a part of a write', async () => {
    const folder = tempFolder();
    const writeSync = (file: number, data: Buffer, from = 0): number =>
      fs.writeSync(file, data, from, Math.min(7, data.length - from));
    const { journal } = openJournal(
      { folder },
      {
        fs: fsWith({ writeSync: writeSync as unknown as typeof fs.writeSync }),
      },
    );
    await journal.logBranches(recordsOf(0, 3));
    expect((await readAll(folder)).records).toEqual(
      recordsOf(0, 3).map(asRead),
    );
  });

  it('refuses records after its close, without a throw', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches([recordOf(0)]);
    await journal.close();
    await expect(journal.logBranches([recordOf(1)])).rejects.toThrow(
      'the journal is closed',
    );
    expect((await readAll(folder)).ids).toEqual(['run-0']);
    expect(filesOf(folder, '.lock')).toEqual([]);
  });

  it('is not readable for everybody', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches([recordOf(0)]);
    expect(statSync(filesOf(folder)[0] ?? '').mode & 0o007).toBe(0);
  });

  it.each([
    [{ folder: '' }, "is '': it has to be the path of a folder"],
    [{ maxRecordBytes: 10 }, 'is 10: it has to be a whole number from 1024 up'],
    [{ syncMs: 0.5 }, 'is 0.5: it has to be a whole number from 1 up'],
    [
      { sync: 'often' },
      "is 'often': it has to be 'always', 'interval' or 'never'",
    ],
    [{ maxBytes: NaN }, 'is NaN: it has to be a whole number from 1024 up'],
  ])('refuses %j at once', (options, message) => {
    const open = (): unknown =>
      new JournalBackend({ folder: 'f', ...options } as { folder: string });
    expect(open).toThrow(InvalidJournalOptionError);
    expect(open).toThrow(message);
  });

  it('counts in the recorder as a backend like any other', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const recorder = new BranchRecorder();
    recorder.attach([journal]);
    await recorder.close(1_000);
    expect(recorder.stats().backends).toMatchObject([
      { name: 'JournalBackend', recorded: 0 },
    ]);
    await expect(journal.logBranches([recordOf(0)])).rejects.toThrow();
  });
});

describe('what the disk is told to keep', () => {
  /** A journal whose `fdatasync` calls are counted, or answered by the test. */
  function watched(
    sync: 'always' | 'interval' | 'never',
    answer: (error: Error | null) => Error | null = (error) => error,
    options: Partial<JournalOptions> = {},
  ) {
    const folder = tempFolder();
    const waiters: (() => void)[] = [];
    let syncs = 0;
    const fdatasync = (
      file: number,
      done: (error: NodeJS.ErrnoException | null) => void,
    ): void =>
      fs.fdatasync(file, (error) => {
        syncs++;
        done(answer(error));
        for (const wake of waiters.splice(0)) wake();
      });
    const opened = openJournal(
      { folder, sync, syncMs: 5, ...options },
      { fs: fsWith({ fdatasync: fdatasync as typeof fs.fdatasync }) },
    );
    const nextSync = (): Promise<void> =>
      new Promise((resolve) => void waiters.push(resolve));
    return { ...opened, folder, syncs: () => syncs, nextSync };
  }

  it('always: before a batch counts as recorded', async () => {
    const { journal, syncs } = watched('always');
    const written = journal.logBranches([recordOf(0)]);
    expect(journal.stats().recorded).toBe(0);
    await written;
    expect([syncs(), journal.stats().recorded]).toEqual([1, 1]);
  });

  it('always: in the order of the calls, also when they overlap', async () => {
    const { journal, folder } = watched('always');
    await Promise.all(recordsOf(0, 5).map((one) => journal.logBranches([one])));
    expect((await readAll(folder)).ids).toEqual(idsOf(recordsOf(0, 5)));
  });

  it('always: a batch that the disk does not confirm is taken back, and tried again', async () => {
    let faults = 1;
    const { journal, folder, said } = watched('always', (error) =>
      faults-- > 0 ? systemError('EIO') : error,
    );
    await expect(journal.logBranches([recordOf(0)])).rejects.toThrow('EIO');
    await journal.logBranches([recordOf(0)]);
    await journal.logBranches([recordOf(1)]);
    expect((await readAll(folder)).ids).toEqual(['run-0', 'run-1']);
    expect(journal.stats()).toMatchObject({ recorded: 2, failedSyncs: 1 });
    expect(said).toEqual([expect.stringContaining('did not confirm')]);
  });

  it('interval: soon after a batch, and once for all of an interval', async () => {
    const { journal, syncs, nextSync } = watched('interval');
    for (const record of recordsOf(0, 20)) void journal.logBranches([record]);
    expect(syncs()).toBe(0);
    await nextSync();
    expect([syncs(), journal.stats().recorded]).toEqual([1, 20]);
    const again = nextSync();
    void journal.logBranches([recordOf(20)]);
    await again;
    expect(syncs()).toBe(2);
  });

  it('interval: says once that the disk does not confirm, and goes on in a new segment', async () => {
    let isSick = true;
    const { journal, folder, said, nextSync } = watched('interval', (error) =>
      isSick ? systemError('EIO') : error,
    );
    for (let index = 0; index < 3; index++) {
      void journal.logBranches([recordOf(index)]);
      await nextSync();
    }
    isSick = false;
    void journal.logBranches([recordOf(3)]);
    await journal.flush();
    expect(journal.stats().failedSyncs).toBeGreaterThanOrEqual(3);
    expect(said).toHaveLength(1);
    expect(filesOf(folder)).toHaveLength(4);
    expect((await readAll(folder)).ids).toEqual(idsOf(recordsOf(0, 4)));
  });

  it('interval: all of a segment before it is left, without waiting for the interval', async () => {
    const { journal, folder, syncs } = watched('interval', undefined, {
      syncMs: 3_600_000,
      segmentBytes: 1_024,
    });
    for (const record of recordsOf(0, 10)) await journal.logBranches([record]);
    await journal.close();
    expect(filesOf(folder).length).toBeGreaterThan(2);
    expect(syncs()).toBe(filesOf(folder).length);
  });

  it('never: not even at the close', async () => {
    const { journal, syncs } = watched('never');
    void journal.logBranches([recordOf(0)]);
    await journal.flush();
    await journal.close();
    expect(syncs()).toBe(0);
  });

  it('flush waits for the disk, and says when it does not confirm', async () => {
    const { journal, syncs } = watched('interval');
    void journal.logBranches([recordOf(0)]);
    await journal.flush();
    expect(syncs()).toBe(1);
    const sick = watched('interval', () => systemError('EIO'));
    void sick.journal.logBranches([recordOf(0)]);
    await expect(sick.journal.flush()).rejects.toThrow('EIO');
  });

  it('has the names of new segments kept as well', async () => {
    const fsyncSync = jest.fn(fs.fsyncSync);
    const folder = tempFolder();
    const { journal } = openJournal({ folder }, { fs: fsWith({ fsyncSync }) });
    await journal.logBranches([recordOf(0)]);
    await journal.logBranches([recordOf(1)]);
    expect(fsyncSync).toHaveBeenCalledTimes(1);
  });
});
