import { mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { theDriver } from '../database/driver/driver.fixture.js';
import { at, entryOf } from '../database/database.fixture.js';
import { BranchWriter } from '../database/ingest/branch.writer.js';
import { openToWrite } from '../database/open-database.js';
import { SCHEMA_VERSION } from '../database/schema/migrate.js';
import { recordsOf, tempFolder } from '../journal/journal.fixture.js';
import { recordOf } from '../journal/record-of.fixture.js';
import { BranchStore } from '../store/branch-store.js';
import { InvalidStoreOptionsError } from '../store/invalid-store-options.error.js';
import { InvalidQueryError } from './errors/invalid-query.error.js';
import { StoreFileError } from './errors/store-file.error.js';
import { StoreMissingError } from './errors/store-missing.error.js';
import { StoreReadError } from './errors/store-read.error.js';
import { StoreVersionError } from './errors/store-version.error.js';
import { readerOf } from './reader-of.js';
import { openReader, storeOf } from './reader.fixture.js';
import { StoreReader } from './store-reader.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const day = Date.UTC(2026, 10, 25);

describe('a reader of a folder', () => {
  it('that is not there says so, with its path', async () => {
    const path = join(tempFolder(), 'none');
    const query = openReader(path).experiments();
    await expect(query).rejects.toThrow(StoreMissingError);
    await expect(query).rejects.toMatchObject({
      code: 'SPEARMINT_E_STORE_MISSING',
      path,
    });
  });

  it('without a database finds nothing, and all of it once there is one', async () => {
    const folder = tempFolder();
    const reader = openReader(folder);
    expect(await reader.experiments()).toEqual([]);
    expect(await reader.configs('Search.run')).toEqual([]);
    expect(await reader.branches({ total: true })).toEqual({
      branches: [],
      configs: [],
      next: undefined,
      total: 0,
    });
    expect(await reader.branch('run-1')).toBeUndefined();
    // As it is for a moment when a writer has just begun.
    writeFileSync(join(folder, 'branches.db'), '');
    expect(await reader.experiments()).toEqual([]);
    const connection = openToWrite(theDriver(), join(folder, 'branches.db'));
    expect(await reader.experiments()).toEqual([]);
    new BranchWriter(connection).write([entryOf(recordOf(1))], at(1));
    expect(await reader.experiments()).toMatchObject([
      { experiment: 'Search.run', n: 1 },
    ]);
    connection.close();
  });

  it('reads the file that somebody has put in the place of the one before', async () => {
    const { folder, path, reader } = storeOf([recordOf(1)]);
    expect((await reader.branches()).branches).toHaveLength(1);
    for (const end of ['', '-wal', '-shm'])
      renameSync(`${path}${end}`, `${path}.old${end}`);
    const other = openToWrite(theDriver(), path);
    new BranchWriter(other).write(recordsOf(0, 5).map(entryOf), at(1));
    const { branches } = await openReader(folder).branches();
    expect(branches).toHaveLength(5);
    expect((await reader.branches()).branches).toEqual(branches);
    await reader.close();
    // The log of the new file is still there, though the reader of the old one has closed.
    expect((await openReader(folder).branches()).branches).toEqual(branches);
    other.close();
  });

  it('sees what is written while it is open, and that folder and file are the same', async () => {
    const { path, put, reader } = storeOf();
    const ofFile = openReader(path);
    for (let index = 0; index < 5; index++) {
      put(recordOf(index));
      expect((await reader.branches()).branches).toHaveLength(index + 1);
      expect((await ofFile.branches()).branches).toHaveLength(index + 1);
    }
  });
});

describe('a reader of a store of this process', () => {
  it('finds nothing until the store has a file, wherever that is', async () => {
    const folder = join(tempFolder(), 'none');
    const file = join(folder, 'other', 'mine.db');
    const store = new BranchStore({
      folder,
      database: { file, driver: theDriver().name },
    });
    const ofStore = readerOf(store);
    expect(ofStore.path).toBe(file);
    const reader = new StoreReader(
      ofStore.path,
      { mode: 'inline' },
      { isExpected: true },
    );
    expect(await reader.experiments()).toEqual([]);
    mkdirSync(dirname(file), { recursive: true });
    const connection = openToWrite(theDriver(), file);
    new BranchWriter(connection).write([entryOf(recordOf(1))], at(1));
    expect(await reader.experiments()).toMatchObject([{ n: 1 }]);
    await reader.onModuleDestroy();
    connection.close();
  });

  it('looks in the folder of one that has no database of its own', () => {
    const folder = tempFolder();
    const reader = readerOf(new BranchStore({ folder, database: false }));
    expect(reader.path).toBe(folder);
  });
});

describe('a file that cannot be read', () => {
  it('is of a later version, or of an earlier one', async () => {
    const { connection, path } = storeOf([recordOf(1)]);
    for (const [version, remedy] of [
      [SCHEMA_VERSION + 1, 'Use a release as new'],
      [SCHEMA_VERSION - 1 || -1, 'which brings it forward'],
    ] as const) {
      connection.exec(`PRAGMA user_version = ${version}`);
      const query = openReader(path).experiments();
      await expect(query).rejects.toThrow(StoreVersionError);
      await expect(query).rejects.toThrow(remedy);
    }
  });

  it('is of another program', async () => {
    const path = join(tempFolder(), 'other.db');
    const connection = theDriver().open(path);
    connection.exec('CREATE TABLE mine (a)');
    connection.close();
    const query = openReader(path).experiments();
    await expect(query).rejects.toThrow(StoreFileError);
    await expect(query).rejects.toThrow('another program');
  });

  it('is no database', async () => {
    const path = join(tempFolder(), 'notes.txt');
    writeFileSync(
      path,
      'not a database, but long enough to have a header of one'.repeat(100),
    );
    const query = openReader(path).experiments();
    await expect(query).rejects.toThrow(StoreFileError);
    await expect(query).rejects.toThrow('no SQLite file');
  });

  it('is damaged', async () => {
    const { path, connection } = storeOf(recordsOf(0, 2_000));
    connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    connection.close();
    truncateSync(path, 4_096);
    const query = openReader(path).experiments();
    await expect(query).rejects.toThrow(StoreFileError);
    await expect(query).rejects.toThrow('makes it again from the journal');
  });

  it('is a folder in the place of the file', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'branches.db'));
    await expect(openReader(folder).experiments()).rejects.toThrow(
      StoreFileError,
    );
  });
});

describe('a query that makes no sense', () => {
  const { any } = { any: (value: unknown): never => value as never };

  it('is refused, and all that is wrong is named', async () => {
    const { reader } = storeOf();
    const query = reader.branches(
      any({
        experment: 'a',
        status: 'ok',
        from: 'yesterday',
        to: new Date(Number.NaN),
        limit: '50',
        role: [],
        errorType: '',
        parentId: 7,
        minDurationMs: -1,
        order: 'random',
        total: 1,
      }),
    );
    await expect(query).rejects.toThrow(InvalidQueryError);
    const { problems } = (await query.catch(
      (error: unknown) => error,
    )) as InvalidQueryError;
    expect(problems.map((line) => /"(\w+)"/.exec(line)?.[1])).toEqual([
      'experment',
      'status',
      'from',
      'to',
      'limit',
      'role',
      'errorType',
      'parentId',
      'minDurationMs',
      'order',
      'total',
    ]);
    expect(problems[0]).toContain('known are experiment, configId');
    expect(problems[1]).toContain('success, failed, skipped');
  });

  it.each<readonly [string, (reader: StoreReader) => unknown, string]>([
    [
      'an experiment',
      (reader) => reader.configs(any(undefined)),
      '"experiment" is undefined',
    ],
    [
      'a range',
      (reader) => reader.configs('a', any({ since: 5 })),
      'known are from, to, role',
    ],
    [
      'an id',
      (reader) => reader.branch(any({ $ne: 1 })),
      '"id" is { \'$ne\': 1 }',
    ],
    [
      'an option',
      (reader) => reader.branch('a', any({ payload: 'yes' })),
      'true or false',
    ],
    ['a query', (reader) => reader.branches(any('a')), 'an object'],
    [
      'a cursor',
      (reader) => reader.branches({ cursor: 'abc' }),
      '"cursor" is \'abc\'',
    ],
    [
      'a filter of a tail',
      async (reader) => reader.tail({ filter: any({ state: 1 }) }),
      '"state" is 1',
    ],
    [
      'a start of a tail',
      async (reader) => reader.tail({ from: any('here') }),
      "'now', 'start'",
    ],
    [
      'an unknown branch to start behind',
      (reader) => reader.tail({ from: { after: 'run-9' } }).next(),
      'in the store',
    ],
  ])('in %s', async (_what, ask, told) => {
    const { reader } = storeOf([recordOf(1)]);
    const answer = Promise.resolve(ask(reader));
    await expect(answer).rejects.toThrow(InvalidQueryError);
    await expect(answer).rejects.toThrow(told);
  });

  it('is a cursor of pages in another order', async () => {
    const { reader } = storeOf(recordsOf(0, 3));
    const { next } = await reader.branches({ limit: 1 });
    await expect(
      reader.branches({ limit: 1, order: 'oldest', cursor: next }),
    ).rejects.toThrow("here 'oldest'");
  });

  it('of options is refused all at once', () => {
    const make = (): StoreReader =>
      new StoreReader(
        '',
        any({ mode: 'fast', timeoutMs: 0, driver: 'pg', wal: true }),
      );
    expect(make).toThrow(InvalidStoreOptionsError);
    expect(make).toThrow(/"path".*"mode".*"timeoutMs".*"driver".*"wal"/s);
  });

  it('is any after close()', async () => {
    const { reader } = storeOf();
    await reader.close();
    await reader.close();
    await expect(reader.experiments()).rejects.toThrow(StoreReadError);
  });
});

describe('figures of a time whose hours are no longer kept', () => {
  it('are of whole days there', async () => {
    const all = Array.from({ length: 96 }, (_, index) =>
      recordOf(3 * index, { startedAt: day + index * HOUR }),
    );
    const { connection, reader } = storeOf(all);
    const nOf = async (from: number, to: number): Promise<number | undefined> =>
      (await reader.configs('Search.run', { from, to }))[0]?.n;
    expect(await nOf(day + 10 * HOUR, day + 2 * DAY + 5 * HOUR)).toBe(43);
    connection.exec(
      `DELETE FROM rollup WHERE span = 'hour' AND start < ${day + 12 * HOUR}`,
    );
    expect(await nOf(day + 10 * HOUR, day + 2 * DAY + 5 * HOUR)).toBe(53);
    expect(await nOf(day + 10 * HOUR, day + 20 * HOUR)).toBe(24);
    expect(await nOf(day + DAY + 10 * HOUR, day + DAY + 20 * HOUR)).toBe(10);
  });
});

describe('the tree below a branch', () => {
  it('is cut behind 1,000 branches, and says so', async () => {
    const children = recordsOf(1, 1_200).map((record) => ({
      ...record,
      parentId: 'run-0',
    }));
    const { reader } = storeOf([recordOf(0), ...children]);
    const found = await reader.branch('run-0', { payload: false });
    expect(found).toMatchObject({ hasMore: true });
    expect(found?.children).toHaveLength(1_000);
    expect(found).not.toHaveProperty('payload');
  });

  it('has an end where ids lead in a circle', async () => {
    const { reader } = storeOf([
      recordOf(1, { parentId: 'run-3' }),
      recordOf(2, { parentId: 'run-1' }),
      recordOf(3, { parentId: 'run-2' }),
      recordOf(4, { parentId: 'run-4' }),
    ]);
    expect(await reader.branch('run-1')).toMatchObject({
      parent: { id: 'run-3' },
      children: [{ id: 'run-2', children: [{ id: 'run-3', children: [] }] }],
    });
    expect(await reader.branch('run-4')).toMatchObject({
      parent: { id: 'run-4' },
      children: [],
    });
  });
});

describe('a config that was changed under its id', () => {
  it('is that of the branch in the branch, and the first one in lists', async () => {
    const { reader } = storeOf([
      recordOf(1),
      recordOf(4, { config: { model: 'large' } }),
    ]);
    expect(await reader.branch('run-4')).toMatchObject({
      config: { model: 'large' },
    });
    const { configs } = await reader.branches();
    expect(configs).toMatchObject([
      { configId: 'config-1', config: { model: 'small' } },
    ]);
  });
});

describe('the label of a config', () => {
  it('comes along with it, as its last branch has it', async () => {
    const { reader } = storeOf([
      recordOf(1, { label: 'small, warm' }),
      recordOf(4, { label: 'small' }),
      recordOf(2),
    ]);
    const [one, other] = await reader.configs('Search.run');
    expect(one).toMatchObject({ configId: 'config-1', label: 'small' });
    expect(other).not.toHaveProperty('label');
    const { branches, configs } = await reader.branches({ order: 'oldest' });
    expect(configs).toMatchObject([{ label: 'small' }, {}]);
    expect(branches.map(({ id, label }) => [id, label])).toEqual([
      ['run-1', 'small'],
      ['run-2', undefined],
      ['run-4', 'small'],
    ]);
    expect(await reader.branch('run-1')).toMatchObject({ label: 'small' });
  });
});
