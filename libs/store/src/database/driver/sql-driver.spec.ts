import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { tempFolder } from '../../journal/journal.fixture.js';
import { drivers } from './driver.fixture.js';
import { immediate } from './immediate.js';
import { sqliteCode } from './sqlite-code.js';

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return sqliteCode(error);
  }
  return 'no error';
}

it('there is a driver', () => {
  expect(drivers.length).toBeGreaterThan(0);
});

describe.each(drivers)('$name', (driver) => {
  const fresh = () => {
    const path = join(tempFolder(), 'a.db');
    const connection = driver.open(path);
    connection.exec(
      'PRAGMA journal_mode = WAL; CREATE TABLE item (key INTEGER PRIMARY KEY, name TEXT UNIQUE, size REAL) STRICT',
    );
    return { path, connection };
  };
  const insert = 'INSERT OR IGNORE INTO item VALUES (?, ?, ?)';

  it('gives back what was written, with its types', () => {
    const { connection } = fresh();
    const { run } = connection.prepare(insert);
    expect(run(1_764_000_000_123, 'ä "quoted" 🌱', 1.5)).toBe(1);
    expect(run(2, null, 3)).toBe(1);
    const rows = connection.prepare('SELECT * FROM item ORDER BY key').all();
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { key: 2, name: null, size: 3 },
      { key: 1_764_000_000_123, name: 'ä "quoted" 🌱', size: 1.5 },
    ]);
    connection.close();
  });

  it('gives one row without anything of its own in it, or none', () => {
    const { connection } = fresh();
    connection.prepare(insert).run(1, 'one', 1);
    const { get } = connection.prepare('SELECT name FROM item WHERE key = ?');
    expect({ ...get(1) }).toEqual({ name: 'one' });
    expect(get(2)).toBeUndefined();
    connection.close();
  });

  it('counts a row that was there already as none', () => {
    const { connection } = fresh();
    const { run } = connection.prepare(insert);
    expect([run(1, 'one', 1), run(1, 'one', 1), run(2, 'one', 1)]).toEqual([
      1, 0, 0,
    ]);
    connection.close();
  });

  it('prepares each text once', () => {
    const { connection } = fresh();
    expect(connection.prepare(insert)).toBe(connection.prepare(insert));
    connection.close();
  });

  it('takes back a transaction that fails, and takes the next one', () => {
    const { connection } = fresh();
    const { run } = connection.prepare(insert);
    const count = connection.prepare('SELECT count(*) AS n FROM item');
    expect(() =>
      immediate(connection, () => {
        run(1, 'one', 1);
        throw new Error('a fault of the test');
      }),
    ).toThrow('a fault of the test');
    expect({ ...count.get() }).toEqual({ n: 0 });
    immediate(connection, () => run(1, 'one', 1));
    expect({ ...count.get() }).toEqual({ n: 1 });
    connection.close();
  });

  it('is refused while another one writes, and writes once it is closed and opened again', () => {
    const { path, connection } = fresh();
    const waiting = driver.open(path);
    waiting.exec('PRAGMA busy_timeout = 1');
    immediate(connection, () => {
      connection.prepare(insert).run(1, 'first', 1);
      expect(
        codeOf(() =>
          immediate(waiting, () => waiting.prepare(insert).run(2, 'second', 1)),
        ),
      ).toBe('SQLITE_BUSY');
    });
    waiting.close();
    const again = driver.open(path);
    for (const key of [3, 4, 5])
      immediate(again, () => again.prepare(insert).run(key, `${key}`, 1));
    const { n } = connection
      .prepare('SELECT count(*) AS n FROM item')
      .get<{ n: number }>() ?? { n: -1 };
    expect(n).toBe(4);
    again.close();
    connection.close();
  });

  it('lets another one read while it writes', () => {
    const { path, connection } = fresh();
    connection.prepare(insert).run(1, 'one', 1);
    const reader = driver.open(path, { readOnly: true });
    const { all } = reader.prepare('SELECT key FROM item');
    immediate(connection, () => {
      connection.prepare(insert).run(2, 'two', 1);
      expect(all()).toHaveLength(1);
    });
    expect(all()).toHaveLength(2);
    reader.close();
    connection.close();
  });

  it('writes nothing and makes nothing when opened to read', () => {
    const { path, connection } = fresh();
    connection.close();
    const reader = driver.open(path, { readOnly: true });
    expect(codeOf(() => reader.exec('DELETE FROM item'))).toBe(
      'SQLITE_READONLY',
    );
    expect(codeOf(() => reader.prepare(insert).run(1, 'one', 1))).toBe(
      'SQLITE_READONLY',
    );
    reader.close();
    expect(() => {
      driver.open(`${path}.missing`, { readOnly: true }).prepare('SELECT 1');
    }).toThrow();
  });

  it('says the code of what goes wrong', () => {
    const { path, connection } = fresh();
    connection.prepare(insert).run(1, 'one', 1);
    expect(
      codeOf(() =>
        connection.prepare('INSERT INTO item VALUES (1, NULL, 0)').run(),
      ),
    ).toBe('SQLITE_CONSTRAINT');
    connection.close();
    expect(codeOf(() => driver.open(join(path, 'no', 'folder.db')))).toBe(
      'SQLITE_CANTOPEN',
    );
    writeFileSync(
      `${path}.text`,
      'no database at all, but a text of some length'.repeat(99),
    );
    expect(
      codeOf(() =>
        driver
          .open(`${path}.text`)
          .prepare('SELECT * FROM sqlite_master')
          .all(),
      ),
    ).toBe('SQLITE_NOTADB');
  });

  it('does nothing once it is closed', () => {
    const { connection } = fresh();
    const statement = connection.prepare(insert);
    connection.close();
    connection.close();
    expect(() => statement.run(1, 'one', 1)).toThrow('closed');
    expect(() => statement.all()).toThrow('closed');
    expect(() => connection.exec('SELECT 1')).toThrow('closed');
    expect(() => connection.prepare('SELECT 1')).toThrow('closed');
  });
});
