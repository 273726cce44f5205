import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { drivers, theDriver } from '../database/driver/driver.fixture.js';
import { openToWrite } from '../database/open-database.js';
import { bundle } from '../journal/child-bundle.fixture.js';
import { canMount, mount, unmount } from '../journal/faults.fixture.js';
import {
  afterwards,
  filesOf,
  idsOf,
  openJournal,
  recordsOf,
  tempFolder,
} from '../journal/journal.fixture.js';
import type { NoFilesAtBoot } from './no-files-at-boot-child.fixture.js';
import { openStore, SOON, storedIds, until } from './store.fixture.js';

// Under the workspace, so that it finds its packages.
const root = resolve(fileURLToPath(import.meta.url), '../../../../..');
const results = join(root, 'test-results');
const program = join(results, `late-database-${process.pid}.mjs`);

beforeAll(() => bundle('../database/store.worker.ts', program), 60_000);
afterAll(() => rmSync(program, { force: true }));

/** A store whose database is elsewhere, so that the journal has no trouble. */
function boot(file: string, folder = tempFolder()) {
  const { store, said, logged } = openStore(
    { folder, database: { file, pollMs: 5, maxAgeMs: 1e13 } },
    { program: pathToFileURL(program) },
  );
  afterwards(() => store.close());
  const database = () => {
    const stats = store.stats().database;
    if (stats === undefined) throw new Error('the store has a database');
    return stats;
  };
  return {
    store,
    said,
    /** What it says beside where it records. */
    news: () => logged.slice(1),
    database,
    /** Tries so often in vain, with ten branches in the journal. */
    async fails(times: number, output = ''): Promise<void> {
      await store.logBranches(
        recordsOf(0, 10).map((record) => ({ ...record, output })),
      );
      await until(
        () => database().restarts >= times && database().state === 'waiting',
      );
    },
    /** Opens at last, and has what was recorded before and since. */
    async opens(): Promise<void> {
      await store.logBranches(recordsOf(10, 10));
      await store.database?.caughtUp(SOON * 4);
      expect(storedIds(store)).toEqual(idsOf(recordsOf(0, 20)));
      await until(() => database().added === 20);
      expect(database()).toMatchObject({
        state: 'following',
        fault: undefined,
        behindBytes: 0,
      });
    },
  };
}

const openNow = [expect.stringMatching(/The database ".*" is open now/)];

describe('a database that cannot be opened at boot', () => {
  it('since its folder cannot be made is opened once it can be', async () => {
    const place = join(tempFolder(), 'place');
    writeFileSync(place, 'a file in the place of the folder');
    const running = boot(join(place, 'branches.db'));
    await running.fails(3);
    expect(running.database()).toMatchObject({
      state: 'waiting',
      fault: expect.stringMatching(/ENOTDIR|EEXIST/),
      behindBytes: expect.any(Number),
      added: 0,
    });
    expect(running.database().behindBytes).toBeGreaterThan(0);
    rmSync(place);
    await running.opens();
    expect(running.said).toEqual([
      expect.stringMatching(/(ENOTDIR|EEXIST).*Branches wait in the journal/),
    ]);
    expect(running.news()).toEqual(openNow);
  }, 60_000);

  it('since another program has locked it is opened once that has let go', async () => {
    const file = join(tempFolder(), 'branches.db');
    // It can be read meanwhile, so that opening it is no sign that all is well.
    const holder = openToWrite(theDriver(), file);
    afterwards(() => holder.close());
    holder.exec('BEGIN IMMEDIATE');
    const running = boot(file);
    await running.fails(2);
    expect(running.said).toEqual([
      expect.stringMatching(/SQLITE_BUSY.*which other program writes/),
    ]);
    holder.exec('ROLLBACK');
    await running.opens();
    expect(running.said).toHaveLength(1);
    expect(running.news()).toEqual(openNow);
  }, 60_000);

  it('since a later release has made it says so, and stays as it is', async () => {
    const file = join(tempFolder(), 'branches.db');
    const later = theDriver().open(file);
    later.exec('CREATE TABLE of_later (one)');
    later.exec('PRAGMA application_id = 0x53504d54; PRAGMA user_version = 99');
    later.close();
    const running = boot(file);
    await running.fails(1);
    expect(running.said).toEqual([
      expect.stringMatching(/version 99.*move the file away/),
    ]);
    expect(running.database()).toMatchObject({
      state: 'waiting',
      fault: running.said[0],
    });
  });

  it('keeps the journal from deleting what it has not, however old that is', async () => {
    const folder = tempFolder();
    const { journal } = openJournal({ folder });
    await journal.logBranches(recordsOf(0, 10));
    await journal.close();
    const [path = ''] = filesOf(folder);
    const longAgo = new Date(Date.now() - 100 * 86_400_000);
    utimesSync(path, longAgo, longAgo);
    const place = join(tempFolder(), 'place');
    writeFileSync(place, 'a file in the place of the folder');
    const running = boot(join(place, 'branches.db'), folder);
    await until(() => running.database().restarts > 0);
    expect(filesOf(folder)).toEqual([path]);
    // Nobody has used it for as long.
    const hold = join(folder, 'sinks', '@branches.db');
    utimesSync(hold, longAgo, longAgo);
    await until(() => statSync(hold).mtimeMs > longAgo.getTime() + 1);
    rmSync(place);
    await running.opens();
  });

  it('since its program is missing says so once, and is not tried again', async () => {
    const missing = pathToFileURL(join(results, 'none.mjs'));
    const { store, said } = openStore(
      { folder: tempFolder(), database: {} },
      { program: missing },
    );
    await store.logBranches(recordsOf(0, 10));
    expect(store.stats()).toMatchObject({
      journal: { recorded: 10 },
      database: {
        state: 'stopped',
        restarts: 0,
        fault: expect.stringContaining('a bundler may have left it out'),
      },
    });
    await expect(store.database?.caughtUp()).rejects.toThrow('a bundler');
    expect(said).toEqual([expect.stringContaining('There is no database')]);
  });

  if (canMount())
    it('since the disk is full is opened once there is room, and tries less and less often till then', async () => {
      const place = tempFolder();
      mount(place, 1);
      afterwards(() => unmount(place));
      const ballast = join(place, 'ballast');
      writeFileSync(ballast, Buffer.alloc(1_040_000));
      mkdirSync(join(place, 'store'));
      const running = boot(join(place, 'store', 'branches.db'));
      const since = performance.now();
      await running.fails(4);
      // At least half of 250, 500, 1,000 ms.
      expect(performance.now() - since).toBeGreaterThan(875);
      expect(running.database().fault).toMatch(/SQLITE_|ENOSPC/);
      rmSync(ballast);
      await running.opens();
      expect(running.said).toEqual([
        expect.stringMatching(/Branches wait in the journal/),
      ]);
      expect(running.news()).toEqual(openNow);
    }, 60_000);
});

if (canMount())
  describe('a database whose disk fills up later', () => {
    it('says so once, is tried less and less often, and takes the rest once there is room', async () => {
      const place = tempFolder();
      mount(place, 4);
      afterwards(() => unmount(place));
      const running = boot(join(place, 'branches.db'));
      await running.store.database?.caughtUp(SOON);
      const ballast = join(place, 'ballast');
      // Enough to open it with, and not to write to it.
      fill(ballast, 65_536);
      const since = performance.now();
      await running.fails(4, 'x'.repeat(30_000));
      expect(performance.now() - since).toBeGreaterThan(875);
      rmSync(ballast);
      await running.opens();
      expect(running.said).toHaveLength(1);
      expect(running.news()).toEqual(openNow);
    }, 60_000);
  });

/** Takes the room that is left, but for so many bytes. */
function fill(path: string, rest: number): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(file);
  }
  truncateSync(path, statSync(path).size - rest);
}

describe('an application that has no files left when it boots', () => {
  const child = join(results, `no-files-at-boot-${process.pid}.mjs`);

  beforeAll(
    () => bundle('../store/no-files-at-boot-child.fixture.ts', child),
    60_000,
  );
  afterAll(() => rmSync(child, { force: true }));

  it.each(drivers.map(({ name }) => name))(
    'boots and records; its database on %s says why it waits, opens once there are files, and has everything',
    (driver) => {
      const command = 'ulimit -n 512; exec "$0" "$@"';
      const args = ['-c', command, process.execPath, child];
      const { stdout, status } = spawnSync(
        'sh',
        [...args, tempFolder(), program, driver],
        {
          encoding: 'utf8',
          timeout: 60_000,
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      expect(status).toBe(0);
      const result = JSON.parse(stdout) as NoFilesAtBoot;
      const { bootMs, query, without, after, said, logged } = result;
      expect(bootMs).toBeLessThan(1_000);
      expect(without).toMatchObject({
        recorded: 20,
        dropped: { failed: 0 },
        database: { state: 'waiting', added: 0 },
      });
      expect(without.database?.fault).toMatch(/^EMFILE.*ulimit -n/);
      expect(query).toMatch(/^StoreReadError: .* EMFILE: .*ulimit -n/);
      expect(after).toMatchObject({
        recorded: 40,
        dropped: { failed: 0 },
        database: { state: 'following', added: 40, behindBytes: 0 },
      });
      const ofJournal = /could not (repair|expire) its folder: EMFILE/;
      expect(said.filter((line) => !ofJournal.test(line))).toEqual([
        without.database?.fault,
      ]);
      expect(logged.slice(1)).toEqual(openNow);
    },
  );
});
