import { existsSync } from 'node:fs';
import type {
  SqlConnection,
  SqlDriver,
} from '../driver/sql-connection.interface.js';
import { readPosition } from '../ingest/position.table.js';
import { openToRead } from '../open-database.js';
import { bytesBehind } from '../../journal/bytes-behind.js';

interface Place {
  readonly folder: string;
  readonly path: string;
}

/** Looks at a database that another process writes. @internal */
export class StandbyReader {
  /** Kept, since libsql closes a connection when its statements are collected. */
  private connection: SqlConnection | undefined = undefined;

  constructor(
    private readonly driver: SqlDriver,
    private readonly place: Place,
  ) {}

  /**
   * Whether the database has all that the journals hold now.
   *
   * @throws what the driver throws.
   */
  isUpToDate(): boolean {
    const { folder, path } = this.place;
    if (this.connection === undefined && !existsSync(path)) return false;
    this.connection ??= openToRead(this.driver, path);
    return bytesBehind(folder, readPosition(this.connection)) === 0;
  }

  close(): void {
    this.connection?.close();
    this.connection = undefined;
  }
}
