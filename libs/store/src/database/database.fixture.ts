import { join } from 'node:path';
import type { BranchRecord } from 'nestjs-spearmint';
import { tempFolder } from '../journal/journal.fixture.js';
import type { JournalEntry } from '../journal/journal-entry.interface.js';
import { theDriver } from './driver/driver.fixture.js';
import type {
  SqlConnection,
  SqlDriver,
  SqlRow,
} from './driver/sql-connection.interface.js';
import { BranchWriter } from './ingest/branch.writer.js';
import { openToWrite } from './open-database.js';

/** A database in a folder of its own. */
export function freshDatabase(driver: SqlDriver = theDriver()) {
  const path = join(tempFolder(), 'branches.db');
  const connection = openToWrite(driver, path);
  return { path, driver, connection, writer: new BranchWriter(connection) };
}

export const entryOf = (record: BranchRecord): JournalEntry => ({
  record,
  truncated: [],
});

/** A place in the only journal. */
export const at = (offset: number) => ({ journal: { segment: 1, offset } });

/** The rows of a query, as plain objects. */
export function rowsOf(connection: SqlConnection, sql: string): SqlRow[] {
  return connection
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));
}
