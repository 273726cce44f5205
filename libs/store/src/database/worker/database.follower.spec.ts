import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import {
  filesOf,
  idsOf,
  openJournal,
  recordsOf,
  tempFolder,
} from '../../journal/journal.fixture.js';
import { recordOf } from '../../journal/record-of.fixture.js';
import { theDriver } from '../driver/driver.fixture.js';
import type { SqlDriver } from '../driver/sql-connection.interface.js';
import { MANY_CONFIGS } from '../ingest/config-keys.js';
import { openToWrite } from '../open-database.js';
import { follow } from './follower.fixture.js';

describe('a database that follows the journal', () => {
  it('has everything that was recorded before it was asked for', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder, segmentBytes: 2_000 });
    const { caughtUp, ids, report, counts } = follow({ folder });
    const records = recordsOf(0, 30);
    for (let from = 0; from < 30; from += 10) {
      await journal.logBranches(records.slice(from, from + 10));
      await caughtUp();
      expect(ids()).toEqual(idsOf(records.slice(0, from + 10)));
    }
    expect(report()).toMatchObject({ state: 'following', behindBytes: 0 });
    expect(counts()).toMatchObject({ added: 30, known: 0 });
  });

  it('says that there are very many configs, which make it grow', async () => {
    const folder = tempFolder();
    const connection = openToWrite(theDriver(), join(folder, 'branches.db'));
    connection.exec(
      `INSERT INTO experiment VALUES (1, 'Search.run');
       WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${MANY_CONFIGS})
       INSERT INTO config SELECT i, 1, 'other-' || i, NULL, 'caller', NULL FROM n`,
    );
    connection.close();
    const { journal } = openJournal({ folder });
    const { caughtUp, said } = follow({ folder });
    for (const index of [1, 2, 3]) {
      await journal.logBranches([recordOf(index, { configSource: 'caller' })]);
      await caughtUp();
    }
    expect(said).toEqual([
      expect.stringMatching(/^More than 10,000 .* of "Search\.run" .*argument/),
    ]);
  });

  it('is there before the first branch, empty', async () => {
    const { caughtUp, rows } = follow();
    await caughtUp();
    expect(rows('SELECT * FROM config_stats')).toEqual([]);
  });

  it('goes on where the one before it ended', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 5));
    const first = follow({ folder });
    await first.caughtUp();
    await first.stop();
    await journal.logBranches(recordsOf(5, 5));
    const second = follow({ folder });
    await second.caughtUp();
    expect(second.ids()).toEqual(idsOf(recordsOf(0, 10)));
    expect(second.counts()).toMatchObject({ added: 5, known: 0 });
  });

  it('takes the journals of all processes', async () => {
    const folder = tempFolder();
    const journals = [openJournal({ folder }), openJournal({ folder })];
    const { caughtUp, ids } = follow({ folder });
    await journals[0]?.journal.logBranches([recordOf(1)]);
    await journals[1]?.journal.logBranches([recordOf(2)]);
    await caughtUp();
    expect(ids().sort()).toEqual(['run-1', 'run-2']);
  });

  it('has caught up with a journal that ends within a line', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches([recordOf(1)]);
    await journal.close();
    const [segment = ''] = filesOf(folder);
    writeFileSync(segment, '{"crc32":"0000', { flag: 'a' });
    const { caughtUp, ids } = follow({ folder });
    await caughtUp();
    expect(ids()).toEqual(['run-1']);
  });

  it('takes what is there when it is stopped', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const { caughtUp, stop, ids } = follow({ folder });
    await caughtUp();
    await journal.logBranches(recordsOf(0, 3_000));
    await stop();
    expect(ids()).toHaveLength(3_000);
  });

  it('says what it leaves out, once for each reason', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const lost = { ...recordOf(1), status: 'lost' } as never;
    await journal.logBranches([lost, lost, recordOf(2)]);
    const { caughtUp, said, counts, ids } = follow({ folder });
    await caughtUp();
    expect(ids()).toEqual(['run-2']);
    expect(counts()).toMatchObject({ refused: 2, added: 1 });
    expect(said).toEqual([expect.stringContaining('its status is unknown')]);
  });
});

describe('of two that write to the same database', () => {
  it('one stands by, has caught up when the other has, and goes on after it', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const first = follow({ folder });
    await first.caughtUp();
    const second = follow({ folder });
    await journal.logBranches(recordsOf(0, 3));
    await second.caughtUp();
    expect(second.ids()).toHaveLength(3);
    expect(second.report()?.state).toBe('standby');
    expect(second.counts()?.added).toBe(0);
    await expect(second.rebuilt()).rejects.toThrow('Another process writes');
    await first.stop();
    await journal.logBranches(recordsOf(3, 3));
    await second.caughtUp();
    expect(second.ids()).toEqual(idsOf(recordsOf(0, 6)));
    expect(second.report()?.state).toBe('following');
    expect(second.counts()).toMatchObject({ added: 3, known: 0 });
  });
});

describe('a rebuild', () => {
  it('makes the database of what the journals hold, and goes on with it', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 20));
    const { caughtUp, rebuilt, rows, ids, counts } = follow({ folder });
    await caughtUp();
    const before = rows('SELECT * FROM config_stats');
    expect(await rebuilt()).toBe(20);
    await journal.logBranches(recordsOf(20, 2));
    await caughtUp();
    expect(ids()).toEqual(idsOf(recordsOf(0, 22)));
    expect(before).toHaveLength(3);
    expect(counts()).toMatchObject({ generation: 1, known: 0 });
    expect(rows('SELECT n FROM experiments')).toEqual([{ n: 22 }]);
    expect(
      readdirSync(folder).filter((name) => name.includes('rebuild')),
    ).toEqual([]);
  });

  it('leaves the old one when it fails', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 2));
    const broken: SqlDriver = {
      name: theDriver().name,
      open(path, options) {
        if (path.includes('.rebuild-'))
          throw Object.assign(new Error('no'), { code: 'SQLITE_FULL' });
        return theDriver().open(path, options);
      },
    };
    const { caughtUp, rebuilt, ids } = follow({ folder }, broken);
    await caughtUp();
    await expect(rebuilt()).rejects.toThrow('Free some disk space');
    await journal.logBranches([recordOf(2)]);
    await caughtUp();
    expect(ids()).toEqual(idsOf(recordsOf(0, 3)));
  });
});

describe('what is kept', () => {
  const DAY = 86_400_000;

  it('are branches for so long, and the figures of days and of all time', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const old = Array.from({ length: 1_200 }, (_, index) =>
      recordOf(index, {
        startedAt: Date.now() - 10 * DAY,
        scores: { exact: 1 },
      }),
    );
    await journal.logBranches(old);
    await journal.logBranches([recordOf(5_000, { startedAt: Date.now() })]);
    const { caughtUp, stop, rows, ids, counts } = follow({
      folder,
      maxAgeMs: DAY,
    });
    await caughtUp();
    while (counts()?.expired !== 1_200) await caughtUp();
    expect(ids()).toEqual(['run-5000']);
    for (const table of ['payload', 'score'])
      expect(
        rows(`SELECT count(*) AS n FROM ${table} WHERE branch < 1201`),
      ).toEqual([{ n: 0 }]);
    expect(rows('SELECT n FROM experiments')).toEqual([{ n: 1_201 }]);
    expect(rows('SELECT sum(n) AS n FROM config_stats_daily')).toEqual([
      { n: 1_201 },
    ]);
    expect(rows('SELECT sum(n) AS n FROM config_stats_hourly')).toEqual([
      { n: 1 },
    ]);
    await stop();
  });

  it('are so many bytes, the oldest go', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const text = 'x'.repeat(5_000);
    for (let from = 0; from < 1_500; from += 100)
      await journal.logBranches(
        Array.from({ length: 100 }, (_, index) =>
          recordOf(from + index, { output: text }),
        ),
      );
    const { caughtUp, counts, ids } = follow({ folder, maxBytes: 3_000_000 });
    await caughtUp();
    while ((counts()?.expired ?? 0) < 1_000) await caughtUp();
    expect(ids()).toEqual(idsOf(recordsOf(1_000, 500)));
  });
});

describe('a fault', () => {
  it('of a full disk: branches wait in the journal, and are written once there is space', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    let pages = 60;
    const small: SqlDriver = {
      name: theDriver().name,
      open(path, options) {
        const connection = theDriver().open(path, options);
        if (!path.endsWith('-writer'))
          connection.exec(`PRAGMA max_page_count = ${pages}`);
        return connection;
      },
    };
    const text = 'x'.repeat(3_000);
    await journal.logBranches(
      recordsOf(0, 100).map((record) => ({ ...record, output: text })),
    );
    const { caughtUp, faults, ids, rows, counts } = follow({ folder }, small);
    const done = caughtUp();
    while (faults.length < 2) await turn();
    expect(faults[0]?.message).toMatch(
      /^SQLITE_FULL: .*Branches wait in the journal.*Free some disk space/,
    );
    pages = 100_000;
    await done;
    expect(ids()).toHaveLength(100);
    expect(rows('SELECT n FROM experiments')).toEqual([{ n: 100 }]);
    expect(counts()?.known).toBe(0);
  });

  it('of a later version: it is left alone and said, and used once it is gone', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 2));
    const first = follow({ folder });
    await first.caughtUp();
    await first.stop();
    const connection = theDriver().open(first.path);
    connection.exec('PRAGMA user_version = 99');
    connection.close();
    const { caughtUp, faults, ids, path } = follow({ folder });
    const done = caughtUp();
    while (faults.length < 2) await turn();
    expect(faults[0]).toMatchObject({
      code: 'SPEARMINT_E_STORE_VERSION',
      message: expect.stringContaining('of version 99'),
    });
    rmSync(path);
    await done;
    expect(ids()).toEqual(idsOf(recordsOf(0, 2)));
  });

  it('of a deleted file: it is made again from the journal', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 2));
    const { caughtUp, faults, ids, path } = follow({ folder });
    await caughtUp();
    rmSync(path);
    while (faults.length === 0) await turn();
    await journal.logBranches(recordsOf(2, 2));
    await caughtUp();
    expect(ids()).toEqual(idsOf(recordsOf(0, 4)));
    expect(faults[0]?.message).toContain('somebody deleted it');
  });
});
