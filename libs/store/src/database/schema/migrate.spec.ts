import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { afterwards, tempFolder } from '../../journal/journal.fixture.js';
import { recordOf } from '../../journal/record-of.fixture.js';
import { at, entryOf, freshDatabase, rowsOf } from '../database.fixture.js';
import { theDriver } from '../driver/driver.fixture.js';
import type { SqlConnection } from '../driver/sql-connection.interface.js';
import { openToWrite } from '../open-database.js';
import {
  checkVersion,
  migrate,
  SCHEMA_VERSION,
  type SchemaStep,
} from './migrate.js';
import { VIEW_NAMES } from './views.sql.js';

const versionOf = (connection: SqlConnection) =>
  rowsOf(connection, 'PRAGMA user_version')[0]?.['user_version'];

const open = (path = join(tempFolder(), 'a.db')): SqlConnection => {
  const connection = theDriver().open(path);
  afterwards(() => connection.close());
  return connection;
};

/** The steps that a database of this code has behind it. */
const doneSteps = (): SchemaStep[] =>
  Array.from({ length: SCHEMA_VERSION }, () => () => {
    throw new Error('was done already');
  });

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
    migrate(connection, [...doneSteps(), second, third]);
    expect(versionOf(connection)).toBe(SCHEMA_VERSION + 2);
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
    expect(() => migrate(connection, [...doneSteps(), broken])).toThrow(
      'a fault of the test',
    );
    expect(versionOf(connection)).toBe(SCHEMA_VERSION);
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
