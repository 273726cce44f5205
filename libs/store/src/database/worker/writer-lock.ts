import type {
  SqlConnection,
  SqlDriver,
} from '../driver/sql-connection.interface.js';
import { sqliteCode } from '../driver/sqlite-code.js';

/**
 * Sees to it that one process writes to a database. Held by the system, which takes
 * it back from a process that was killed, without a clock.
 *
 * @internal
 */
export class WriterLock {
  private held: SqlConnection | undefined = undefined;

  constructor(
    private readonly driver: SqlDriver,
    private readonly path: string,
  ) {}

  /**
   * Whether it is held, from an earlier call or from this one.
   *
   * @throws what the driver throws, unless it is held by another one.
   */
  take(): boolean {
    if (this.held !== undefined) return true;
    const connection = this.driver.open(this.path);
    try {
      connection.exec('PRAGMA busy_timeout = 0');
      connection.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      connection.close();
      const code = sqliteCode(error);
      if (code === 'SQLITE_BUSY') return false;
      if (code === 'SQLITE_NOTADB')
        throw new Error(`"${this.path}" is another program's file`, {
          cause: error,
        });
      throw error;
    }
    this.held = connection;
    return true;
  }

  release(): void {
    this.held?.close();
    this.held = undefined;
  }
}
