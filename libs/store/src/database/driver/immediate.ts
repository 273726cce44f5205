import type { SqlConnection } from './sql-connection.interface.js';

/**
 * Runs a transaction, which has the right to write from its beginning on: libsql
 * refuses a COMMIT for ever where a transaction was refused in its middle.
 *
 * @throws what `work` throws, after everything was taken back.
 * @internal
 */
export function immediate<T>(connection: SqlConnection, work: () => T): T {
  connection.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    connection.exec('COMMIT');
    return result;
  } catch (error) {
    try {
      connection.exec('ROLLBACK');
    } catch {
      // SQLite has taken it back by itself, as it does when the disk is full.
    }
    throw error;
  }
}
