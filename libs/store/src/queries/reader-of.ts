import type { SqlDriverName } from '../database/driver/sql-connection.interface.js';
import type { BranchStore } from '../store/branch-store.js';
import { StoreReader } from './store-reader.js';

/** A reader of what a store of this process writes. @internal */
export function readerOf({ database, folder }: BranchStore): StoreReader {
  const driver = database && driverOf(database);
  return new StoreReader(
    database?.path ?? folder,
    driver === undefined ? {} : { driver },
    // The thread that writes makes it, some time after the application has booted.
    { isExpected: true },
  );
}

/** Two libraries with an SQLite each would undo each other's locks. */
function driverOf(
  database: NonNullable<BranchStore['database']>,
): SqlDriverName | undefined {
  try {
    return database.driver.name;
  } catch {
    // There is none, or none for now: queries say so.
    return database.driverName;
  }
}
