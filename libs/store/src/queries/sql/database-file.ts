import { statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type {
  SqlConnection,
  SqlDriver,
} from '../../database/driver/sql-connection.interface.js';
import { openToRead } from '../../database/open-database.js';
import { checkVersion, SCHEMA_VERSION } from '../../database/schema/migrate.js';
import { QueryFault } from '../errors/read-fault.js';

interface OpenFile {
  readonly connection: SqlConnection;
  readonly inode: number;
}

/** Where a database is. @internal */
export interface DatabasePlace {
  /** A folder, or a file. */
  readonly path: string;
  /** Whether somebody makes it yet, so that it is no fault that it is not there. */
  readonly isExpected: boolean;
}

/** The name of the database in the folder of a store. */
const NAME = 'branches.db';

/**
 * The database at a path, opened to read when it is there, and again when another
 * file has taken its place.
 *
 * @internal
 */
export class DatabaseFile {
  private open: OpenFile | undefined = undefined;

  constructor(
    private readonly driver: SqlDriver,
    private readonly place: DatabasePlace,
  ) {}

  /**
   * What one query gives, of one moment of the database.
   *
   * @param empty what it gives as long as there is no database in the folder.
   * @throws QueryFault, StoreFault, what the driver throws.
   */
  read<T>(query: (connection: SqlConnection) => T, empty: T): T {
    const connection = this.find();
    if (connection === undefined) return empty;
    connection.exec('BEGIN');
    try {
      const result = query(connection);
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      // The next query begins with a connection of its own.
      this.close();
      throw error;
    }
  }

  close(): void {
    this.open?.connection.close();
    this.open = undefined;
  }

  private find(): SqlConnection | undefined {
    const file = this.locate();
    if (this.open !== undefined && this.open.inode === file?.inode)
      return this.open.connection;
    this.close();
    if (file === undefined) return undefined;
    const connection = openToRead(this.driver, file.path);
    try {
      connection.exec('PRAGMA cache_size = -32768');
      if (!isMade(connection)) {
        connection.close();
        return undefined;
      }
      this.open = { connection, inode: file.inode };
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  private locate():
    { readonly path: string; readonly inode: number } | undefined {
    const { path: root, isExpected } = this.place;
    const given = statOf(root);
    if (given === undefined && isExpected) return undefined;
    if (given === undefined) throw new QueryFault({ kind: 'missing' });
    if (!given.isDirectory()) return { path: root, inode: given.ino };
    const path = join(root, NAME);
    const found = statOf(path);
    if (found === undefined) return undefined;
    if (found.isFile()) return { path, inode: found.ino };
    // Drivers tell this in as many ways as there are drivers.
    throw new QueryFault({
      kind: 'file',
      reason:
        'Something that is no file stands in its place: move it away, or name the right one.',
    });
  }
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

/** Whether its tables are there yet; a writer makes them all at once. */
function isMade(connection: SqlConnection): boolean {
  const version = checkVersion(connection);
  if (version === 0) return false;
  if (version === SCHEMA_VERSION) return true;
  throw new QueryFault({
    kind: 'version',
    reason:
      `It is of version ${version}, and this release of @nestjs-spearmint/store reads ${SCHEMA_VERSION}. ` +
      'Start an application with this release on it, which brings it forward, or read it with the release that wrote it.',
  });
}
