import { join } from 'node:path';
import { issuesOf } from '../options/option-issues.js';
import { isOneOf, isPathOf, isWhole, type RulesOf } from '../options/rules.js';
import { withDefaults } from '../options/with-defaults.js';
import type { SqlDriverName } from './driver/sql-connection.interface.js';
import { DRIVER_NAMES } from './driver/find-driver.js';
import { InvalidDatabaseOptionError } from './invalid-database-option.error.js';

/** Where a database is, and its limits. @publicApi */
export class DatabaseOptions {
  /**
   * The folder of the journals; made when it is missing.
   * @default that of the store; `BranchDatabase` has to be given one
   */
  folder = '';
  /**
   * The file of the database.
   * @default 'branches.db' in the folder
   */
  file = '';
  /**
   * The library that brings SQLite.
   * @default the first that works here of `node:sqlite`, `better-sqlite3`, `libsql`
   */
  driver: SqlDriverName | undefined = undefined;
  /**
   * How often it looks for more in the journals, in milliseconds.
   * @default 100
   */
  pollMs = 100;
  /**
   * How long branches and the figures of hours are kept, in milliseconds. The figures of days and of all time stay. Looked at every minute.
   * @default 2_592_000_000, 30 days
   */
  maxAgeMs = 2_592_000_000;
  /**
   * How much the database may hold, in bytes; the oldest branches are deleted. The file keeps its size, and uses it again.
   * @default 4_294_967_296
   */
  maxBytes = 4_294_967_296;
}

/** @internal */
export const DATABASE_RULES: RulesOf<DatabaseOptions> = {
  folder: isPathOf('folder'),
  file: isPathOf('file'),
  driver: isOneOf(...DRIVER_NAMES),
  pollMs: isWhole(1),
  maxAgeMs: isWhole(1),
  maxBytes: isWhole(1_048_576),
};

/** The defaults with what is defined of `given` over them. @internal */
export function databaseWithDefaults(
  given: Partial<DatabaseOptions>,
): DatabaseOptions {
  const options = withDefaults(new DatabaseOptions(), given);
  if (options.file === '' && typeof options.folder === 'string')
    options.file = join(options.folder, 'branches.db');
  return options;
}

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidDatabaseOptionError for a value that makes no sense.
 * @internal
 */
export function resolveDatabaseOptions(
  given: Partial<DatabaseOptions>,
): DatabaseOptions {
  const options = databaseWithDefaults(given);
  const [issue] = issuesOf(options, DATABASE_RULES);
  if (issue !== undefined) throw new InvalidDatabaseOptionError(issue);
  return options;
}
