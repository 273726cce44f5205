import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../../journal/child-bundle.fixture.js';
import { afterwards, tempFolder } from '../../journal/journal.fixture.js';
import { rowsOf } from '../database.fixture.js';
import { drivers } from '../driver/driver.fixture.js';
import { openToWrite } from '../open-database.js';
import { SCHEMA_VERSION } from './migrate.js';
import { makeVersion1, OLD_BRANCHES } from './version-1.fixture.js';

// Under the workspace, so that it finds its packages.
const program = resolve(
  import.meta.dirname,
  `../../../../../test-results/killed-migration-${process.pid}.mjs`,
);
const CONFIGS = 2_000;
const MORE_CONFIGS = `
WITH RECURSIVE number (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM number LIMIT ${CONFIGS})
INSERT INTO config SELECT n, 1, 'other-' || n, NULL, 'caller' FROM number`;

beforeAll(
  () => bundle('../database/schema/killed-migration-child.fixture.ts', program),
  60_000,
);
afterAll(() => rmSync(program, { force: true }));

describe.each(drivers.map((driver) => [driver.name, driver] as const))(
  'a process that is killed while it brings a database forward, with %s',
  (name, driver) => {
    it('leaves it as it was, and the next one does it', () => {
      const path = join(tempFolder(), 'branches.db');
      const old = driver.open(path);
      makeVersion1(old);
      old.exec(MORE_CONFIGS);
      old.close();
      const { signal, stderr } = spawnSync(
        process.execPath,
        [program, path, name],
        { encoding: 'utf8', timeout: 30_000, killSignal: 'SIGTERM' },
      );
      expect([signal, stderr]).toEqual(['SIGKILL', '']);
      // Some of it was in the files.
      expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);

      const left = driver.open(path);
      expect(rowsOf(left, 'PRAGMA user_version')).toEqual([
        { user_version: 1 },
      ]);
      expect(rowsOf(left, 'SELECT * FROM of_an_old_release')).toHaveLength(1);
      expect(() => rowsOf(left, 'SELECT label FROM config')).toThrow('label');
      left.close();

      const connection = openToWrite(driver, path);
      afterwards(() => connection.close());
      expect(rowsOf(connection, 'PRAGMA user_version')).toEqual([
        { user_version: SCHEMA_VERSION },
      ]);
      expect(rowsOf(connection, 'SELECT count(*) AS n FROM config')).toEqual([
        { n: CONFIGS + 4 },
      ]);
      expect(rowsOf(connection, 'SELECT count(*) AS n FROM branches')).toEqual([
        { n: OLD_BRANCHES },
      ]);
      expect(rowsOf(connection, 'PRAGMA integrity_check')).toEqual([
        { integrity_check: 'ok' },
      ]);
    }, 60_000);
  },
);
