import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../journal/child-bundle.fixture.js';
import {
  afterwards,
  idsOf,
  openJournal,
  recordsOf,
  tempFolder,
} from '../journal/journal.fixture.js';
import { BranchDatabase } from './branch.database.js';
import type { DatabaseOptions } from './database-options.js';
import { rowsOf } from './database.fixture.js';
import { openToRead } from './open-database.js';

// Under the workspace, so that it finds its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const program = join(root, 'test-results', `store-worker-${process.pid}.mjs`);

beforeAll(() => bundle('../database/store.worker.ts', program), 60_000);
afterAll(() => rmSync(program, { force: true }));

function start(options: Partial<DatabaseOptions> & { folder: string }) {
  const said: string[] = [];
  const database = new BranchDatabase(
    { pollMs: 5, maxAgeMs: 1e13, ...options },
    { program: pathToFileURL(program), warn: (message) => said.push(message) },
  );
  database.start();
  afterwards(() => database.stop(0));
  const rows = (sql: string) => {
    const connection = openToRead(database.driver, database.path);
    try {
      return rowsOf(connection, sql);
    } finally {
      connection.close();
    }
  };
  return {
    database,
    said,
    rows,
    ids: () => rows('SELECT id FROM branch ORDER BY key').map(({ id }) => id),
  };
}

/** Ends its thread in the middle of whatever it does. */
async function kill(database: BranchDatabase): Promise<void> {
  const { host } = database as unknown as { host: { kill(): Promise<void> } };
  await host.kill();
}

it('the program of the thread has nothing of Nest', () => {
  expect(readFileSync(program, 'utf8')).not.toMatch(/from '(@nestjs|nestjs-)/);
});

describe('a database with a thread of its own', () => {
  it('has everything that was recorded, and says how it is doing', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const { database, ids, said } = start({ folder });
    await journal.logBranches(recordsOf(0, 500));
    await database.caughtUp();
    expect(ids()).toEqual(idsOf(recordsOf(0, 500)));
    expect(database.stats()).toEqual({
      state: 'following',
      driver: database.driver.name,
      fault: undefined,
      added: 500,
      known: 0,
      refused: 0,
      unreadable: 0,
      missed: 0,
      expired: 0,
      setAside: 0,
      behindBytes: 0,
      generation: 1,
      restarts: 0,
    });
    expect(said).toEqual([]);
  });

  it('takes what was recorded before it is stopped, and goes on after the next start', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const { database, ids } = start({ folder });
    await journal.logBranches(recordsOf(0, 2_000));
    await database.stop();
    expect(database.stats().state).toBe('stopped');
    expect(ids()).toHaveLength(2_000);
    await journal.logBranches(recordsOf(2_000, 5));
    database.start();
    await database.caughtUp();
    expect(ids()).toEqual(idsOf(recordsOf(0, 2_005)));
    expect(database.stats()).toMatchObject({ added: 5, known: 0 });
  });

  it('is stopped within its deadline, whatever is left', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 20_000));
    const { database } = start({ folder });
    const since = performance.now();
    await database.stop(0);
    expect(performance.now() - since).toBeLessThan(3_000);
    database.start();
    await database.caughtUp(20_000);
    expect(database.stats().behindBytes).toBe(0);
  });

  it('is made anew on request', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 100));
    const { database, ids } = start({ folder });
    await database.caughtUp();
    expect(await database.rebuild()).toBe(100);
    expect(ids()).toHaveLength(100);
  });

  it('says that it is behind, and why, when it is not in time', async () => {
    const folder = tempFolder();
    const idle = new BranchDatabase({ folder });
    await expect(idle.caughtUp()).rejects.toMatchObject({
      code: 'SPEARMINT_E_STORE_BEHIND',
      message: expect.stringContaining('call start()'),
    });
    await expect(idle.rebuild()).rejects.toMatchObject({
      code: 'SPEARMINT_E_STORE_REBUILD',
    });
    const { database } = start({ folder });
    await expect(database.caughtUp(0)).rejects.toMatchObject({
      code: 'SPEARMINT_E_STORE_BEHIND',
    });
  });

  it('goes on after a fault where the logger throws', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const place = join(tempFolder(), 'place');
    writeFileSync(place, 'a file in the place of the folder');
    const lines: string[] = [];
    const throwing = (message: string): never => {
      lines.push(message);
      throw new Error('the logger is broken');
    };
    const database = new BranchDatabase(
      { folder, file: join(place, 'branches.db'), pollMs: 5 },
      { program: pathToFileURL(program), warn: throwing, log: throwing },
    );
    database.start();
    afterwards(() => database.stop(0));
    await journal.logBranches(recordsOf(0, 10));
    while (database.stats().restarts === 0) await turn();
    rmSync(place);
    await database.caughtUp();
    while (database.stats().added < 10) await turn();
    expect(lines).toEqual([
      expect.stringContaining('is tried again'),
      expect.stringContaining('is open now'),
    ]);
  });

  it('refuses options that make no sense, and drivers that are not there', () => {
    for (const bad of [
      { pollMs: 0 },
      { maxAgeMs: NaN },
      { maxBytes: 5 },
      { driver: 'pg' },
      { folder: '' },
      { file: 7 },
    ])
      expect(
        () => new BranchDatabase({ folder: 'x', ...bad } as never),
      ).toThrow(
        expect.objectContaining({ code: 'SPEARMINT_E_DATABASE_OPTION' }),
      );
  });
});

describe('when the thread is killed', () => {
  it('at any moment, another one goes on: nothing is lost, and nothing is there twice', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const { database, ids, rows } = start({ folder });
    const records = recordsOf(0, 20_000);
    const isWriting = (before: number): boolean =>
      database.stats().state === 'following' && database.stats().added > before;
    for (let from = 0; from < records.length; from += 5_000) {
      const before = database.stats().added;
      await journal.logBranches(records.slice(from, from + 5_000));
      while (!isWriting(before)) await turn();
      await kill(database);
    }
    await database.caughtUp(30_000);
    expect(ids()).toEqual(idsOf(records));
    expect(rows('SELECT n FROM experiments')).toEqual([{ n: 20_000 }]);
    expect(rows('SELECT sum(n) AS n FROM config_stats_hourly')).toEqual([
      { n: 20_000 },
    ]);
    expect(database.stats()).toMatchObject({ state: 'following', restarts: 4 });
  }, 60_000);

  it('what waits for it is answered by the next one', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    const { database, ids } = start({ folder });
    await journal.logBranches(recordsOf(0, 10));
    const waiting = database.caughtUp();
    await kill(database);
    await waiting;
    expect(ids()).toHaveLength(10);
  });
});

describe('a damaged database', () => {
  it('is moved aside, said, and made again from the journal', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 3));
    writeFileSync(
      join(folder, 'branches.db'),
      'this was a database once '.repeat(500),
    );
    const { database, said, ids } = start({ folder });
    await database.caughtUp();
    expect(ids()).toEqual(idsOf(recordsOf(0, 3)));
    expect(database.stats()).toMatchObject({
      setAside: 1,
      state: 'following',
      fault: undefined,
    });
    expect(said).toEqual([
      expect.stringMatching(/was damaged \(SQLITE_NOTADB\).*moved to/),
    ]);
    expect(
      readdirSync(folder).filter((name) => name.includes('.damaged-')),
    ).toHaveLength(1);
  });

  it('whose pages were overwritten is too, once that is noticed', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 500));
    const first = start({ folder });
    await first.database.caughtUp();
    await first.database.stop();
    overwrite(first.database.path);
    await journal.logBranches(recordsOf(500, 5));
    const { database, ids } = start({ folder });
    await database.caughtUp();
    expect(ids()).toEqual(idsOf(recordsOf(0, 505)));
    expect(database.stats().setAside).toBe(1);
  });
});

/** All but the first pages, which are read when it is opened. */
function overwrite(path: string): void {
  const size = statSync(path).size - 8_192;
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(size, 0x5a), 0, size, 8_192);
  closeSync(file);
}
