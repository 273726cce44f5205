import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { afterwards, tempFolder } from '../../journal/journal.fixture.js';
import { recordOf } from '../../journal/record-of.fixture.js';
import { openReader } from '../../queries/reader.fixture.js';
import { at, entryOf, freshDatabase, rowsOf } from '../database.fixture.js';
import { drivers } from '../driver/driver.fixture.js';
import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { BranchWriter } from '../ingest/branch.writer.js';
import { openToRead, openToWrite } from '../open-database.js';
import { SCHEMA_VERSION } from './migrate.js';
import { makeVersion1, OLD_BRANCHES } from './version-1.fixture.js';
import { VIEW_NAMES } from './views.sql.js';

/** What the step has no business with. */
const KEPT = [
  'branch',
  'payload',
  'experiment',
  'metric',
  'score',
  'rollup',
  'rollup_score',
  'journal_position',
  'ingest',
];

describe.each(drivers.map((driver) => [driver.name, driver] as const))(
  'a database of version 1, as the first release left it, with %s',
  (_name, driver) => {
    let path: string;

    beforeEach(() => {
      path = join(tempFolder(), 'branches.db');
      const old = driver.open(path);
      makeVersion1(old);
      old.close();
    });

    const open = (): SqlConnection => {
      const connection = openToWrite(driver, path);
      afterwards(() => connection.close());
      return connection;
    };

    const everything = (connection: SqlConnection) =>
      Object.fromEntries(
        KEPT.map((table) => [
          table,
          rowsOf(connection, `SELECT * FROM ${table}`),
        ]),
      );

    it('is brought forward with every row as it was', () => {
      const old = driver.open(path);
      const before = everything(old);
      expect(before['branch']).toHaveLength(OLD_BRANCHES);
      const configs = rowsOf(old, 'SELECT * FROM config');
      old.close();
      const connection = open();
      expect(rowsOf(connection, 'PRAGMA user_version')).toEqual([
        { user_version: SCHEMA_VERSION },
      ]);
      expect(everything(connection)).toEqual(before);
      expect(
        rowsOf(
          connection,
          'SELECT key, experiment, id, value, source FROM config',
        ),
      ).toEqual(configs);
      expect(rowsOf(connection, 'PRAGMA integrity_check')).toEqual([
        { integrity_check: 'ok' },
      ]);
    });

    it('has the tables and views then that one made now has', () => {
      const fresh = freshDatabase(driver);
      afterwards(() => fresh.connection.close());
      // As they are, not as they are written.
      const shapeOf = (connection: SqlConnection) =>
        rowsOf(
          connection,
          `SELECT m.type, m.name, c.name AS "column", c.type AS kind, c."notnull"
           FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c
           WHERE m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`,
        );
      const connection = open();
      expect(shapeOf(connection)).toEqual(shapeOf(fresh.connection));
      for (const view of VIEW_NAMES)
        expect(() => rowsOf(connection, `SELECT * FROM ${view}`)).not.toThrow();
    });

    it('has the label of each config that its latest branch has', () => {
      expect(
        rowsOf(open(), 'SELECT config_id, label FROM configs ORDER BY 1'),
      ).toEqual([
        { config_id: 'config-0', label: null },
        { config_id: 'config-1', label: 'small, warm' },
        { config_id: 'config-2', label: 'large "now"' },
        { config_id: 'expired', label: null },
      ]);
    });

    it('is gone on with', async () => {
      const connection = open();
      const writer = new BranchWriter(connection);
      expect(writer.position).toEqual(at(100));
      writer.write(
        [entryOf(recordOf(1)), entryOf(recordOf(4, { label: 'small, cold' }))],
        at(200),
      );
      expect(
        rowsOf(
          connection,
          "SELECT succeeded FROM rollup WHERE span = 'all' AND config = 1",
        ),
      ).toEqual([{ succeeded: 2 }]);
      const reader = openReader(path, { driver: driver.name });
      expect(await reader.configs('Search.run')).toMatchObject([
        { configId: 'config-1', label: 'small, cold', n: 2 },
        { configId: 'config-2', label: 'large "now"', n: 3 },
      ]);
    });

    it('is not read before', async () => {
      const reader = openReader(path, { driver: driver.name });
      await expect(reader.experiments()).rejects.toMatchObject({
        code: 'SPEARMINT_E_STORE_VERSION',
        message: expect.stringContaining('brings it forward'),
      });
    });

    it('can be read by another process until the moment at which it is new', () => {
      const reader = openToRead(driver, path);
      afterwards(() => reader.close());
      reader.exec('BEGIN');
      const count = () => rowsOf(reader, 'SELECT count(*) AS n FROM branch');
      expect(count()).toEqual([{ n: OLD_BRANCHES }]);
      open();
      expect(count()).toEqual([{ n: OLD_BRANCHES }]);
      reader.exec('COMMIT');
    });
  },
);
