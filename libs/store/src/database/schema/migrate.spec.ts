import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { afterwards, tempFolder } from '../../journal/journal.fixture.js';
import { recordOf } from '../../journal/record-of.fixture.js';
import { at, entryOf, freshDatabase, rowsOf } from '../database.fixture.js';
import { theDriver } from '../driver/driver.fixture.js';
import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { BranchWriter } from '../ingest/branch.writer.js';
import { openToWrite } from '../open-database.js';
import {
  checkVersion,
  migrate,
  SCHEMA_VERSION,
  type SchemaStep,
} from './migrate.js';
import { VERSION_1 } from './version-1.sql.js';
import { VIEW_NAMES } from './views.sql.js';

const versionOf = (connection: SqlConnection) =>
  rowsOf(connection, 'PRAGMA user_version')[0]?.['user_version'];

const open = (path = join(tempFolder(), 'a.db')): SqlConnection => {
  const connection = theDriver().open(path);
  afterwards(() => connection.close());
  return connection;
};

describe('a database', () => {
  it('is made in the version of this code, with every view readable', () => {
    const { connection } = freshDatabase();
    afterwards(() => connection.close());
    expect(versionOf(connection)).toBe(SCHEMA_VERSION);
    for (const view of VIEW_NAMES)
      expect(rowsOf(connection, `SELECT * FROM ${view}`)).toEqual([]);
  });

  it('is left as it is when it has that version', () => {
    const connection = open();
    migrate(connection);
    const before = rowsOf(connection, 'SELECT * FROM sqlite_master');
    migrate(connection);
    expect(rowsOf(connection, 'SELECT * FROM sqlite_master')).toEqual(before);
  });

  it('of an older version is brought forward step by step, with what is in it', () => {
    const { connection, writer } = freshDatabase();
    afterwards(() => connection.close());
    writer.write([entryOf(recordOf(1))], at(1));
    const second: SchemaStep = (old) =>
      old.exec('ALTER TABLE branch ADD COLUMN host TEXT');
    const third: SchemaStep = (old) =>
      old.exec("UPDATE branch SET host = 'unknown'");
    const first: SchemaStep = () => {
      throw new Error('was done already');
    };
    migrate(connection, [first, second, third]);
    expect(versionOf(connection)).toBe(3);
    expect(rowsOf(connection, 'SELECT id, host FROM branch')).toEqual([
      { id: 'run-1', host: 'unknown' },
    ]);
    expect(rowsOf(connection, 'SELECT id FROM branches')).toEqual([
      { id: 'run-1' },
    ]);
  });

  it('stays in its version when a step fails', () => {
    const { connection } = freshDatabase();
    afterwards(() => connection.close());
    const broken: SchemaStep = (old) => {
      old.exec('ALTER TABLE branch ADD COLUMN host TEXT');
      throw new Error('a fault of the test');
    };
    expect(() => migrate(connection, [broken, broken])).toThrow(
      'a fault of the test',
    );
    expect(versionOf(connection)).toBe(1);
    expect(rowsOf(connection, 'SELECT * FROM branches')).toEqual([]);
    expect(() => rowsOf(connection, 'SELECT host FROM branch')).toThrow('host');
  });

  it('of a later version is refused, with what to do', () => {
    const { connection, path, driver } = freshDatabase();
    connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    connection.close();
    expect(() => openToWrite(driver, path)).toThrow(
      expect.objectContaining({
        code: 'SPEARMINT_E_STORE_VERSION',
        message: expect.stringContaining('move the file away'),
      }),
    );
  });

  it('that another process makes at the moment is no other program', () => {
    const path = join(tempFolder(), 'a.db');
    const connection = open(path);
    const made = {
      exec: (sql: string) => connection.exec(sql),
      close: () => connection.close(),
      prepare(sql: string) {
        const statement = connection.prepare(sql);
        if (!sql.includes('application_id')) return statement;
        const before = statement.get();
        openToWrite(theDriver(), path).close();
        return { ...statement, get: () => before as never };
      },
    };
    expect(checkVersion(made)).toBe(SCHEMA_VERSION);
  });

  it('of another program is refused, and nothing is done to it', () => {
    const path = join(tempFolder(), 'a.db');
    const connection = open(path);
    connection.exec('CREATE TABLE mine (a INTEGER)');
    expect(() => openToWrite(theDriver(), path)).toThrow(
      expect.objectContaining({ code: 'SPEARMINT_E_STORE_FILE' }),
    );
    expect(rowsOf(connection, 'PRAGMA journal_mode')).toEqual([
      { journal_mode: 'delete' },
    ]);
    expect(rowsOf(connection, 'SELECT name FROM sqlite_master')).toEqual([
      { name: 'mine' },
    ]);
  });
});

describe('a database of version 1, as the first release made it', () => {
  it('is opened by this code, which goes on in it', () => {
    const path = join(tempFolder(), 'a.db');
    const old = open(path);
    old.exec(VERSION_1);
    old.exec(`
      INSERT INTO experiment VALUES (1, 'Search.run');
      INSERT INTO config VALUES (1, 1, 'config-1', '{"model":"small"}', 'pool');
      INSERT INTO branch VALUES (1, 'run-1', NULL, 1, 1, 'pool', 1, 'primary', 'success', 1764000000001.5, 1.25, NULL, NULL, NULL, 25);
      INSERT INTO payload VALUES (1, NULL, NULL, '{"text":"answer"}', NULL, NULL, NULL, NULL, NULL, NULL);
      INSERT INTO ingest VALUES (1, 1, 1764000000000, 0);
      INSERT INTO journal_position VALUES ('journal', 1, 100);
      INSERT INTO rollup VALUES (1, 'all', 1, 1, 'primary', 0, 1, 0, 0, 0, 1764000000001.5, 1764000000001.5, 1, 1.25, 0, 1.25, 1.25, '[360,1]');
      PRAGMA application_id = 1397771604;
      PRAGMA user_version = 1;
    `);
    const connection = openToWrite(theDriver(), path);
    afterwards(() => connection.close());
    const writer = new BranchWriter(connection);
    expect(writer.position).toEqual(at(100));
    writer.write([entryOf(recordOf(1)), entryOf(recordOf(4))], at(200));
    expect(
      rowsOf(connection, 'SELECT id, experiment FROM branch ORDER BY key'),
    ).toEqual([
      { id: 'run-1', experiment: 1 },
      { id: 'run-4', experiment: 1 },
    ]);
    expect(
      rowsOf(
        connection,
        "SELECT succeeded FROM rollup WHERE span = 'all' AND config = 1",
      ),
    ).toEqual([{ succeeded: 2 }]);
  });
});
