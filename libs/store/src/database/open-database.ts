import type {
  SqlConnection,
  SqlDriver,
} from './driver/sql-connection.interface.js';
import { checkVersion, migrate } from './schema/migrate.js';

/*
 * WAL, so that others read while one writes. NORMAL, since what a power failure takes
 * is read from the journal again. Whoever is refused a lock waits some seconds for it.
 */
const WRITER = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA journal_size_limit = 67108864;
PRAGMA cache_size = -32768;
PRAGMA temp_store = MEMORY;
PRAGMA foreign_keys = OFF;
`;

/**
 * Opens a database to write, and brings it to the version of this code.
 *
 * @throws StoreFault when it is of a later version, or not of this library; what the
 * driver throws.
 * @internal
 */
export function openToWrite(driver: SqlDriver, path: string): SqlConnection {
  const connection = driver.open(path);
  try {
    connection.exec('PRAGMA busy_timeout = 5000');
    // First of all, so that nothing is done to a file that is not ours.
    checkVersion(connection);
    connection.exec(WRITER);
    migrate(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Opens a database to read while others write. In the process of the writer it has to
 * be the same driver: two of them in one process undo each other's locks.
 *
 * @throws StoreFault as above; what the driver throws, when there is no such file too.
 * @internal
 */
export function openToRead(driver: SqlDriver, path: string): SqlConnection {
  const connection = driver.open(path, { readOnly: true });
  try {
    connection.exec('PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY');
    checkVersion(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
