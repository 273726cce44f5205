import { join } from 'node:path';
import type { OptionIssue } from '../journal/journal-options.js';
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

const SMALLEST: Readonly<Partial<Record<keyof DatabaseOptions, number>>> = {
  pollMs: 1,
  maxAgeMs: 1,
  maxBytes: 1_048_576,
};

/** The defaults with what is defined of `given` over them. @internal */
export function databaseWithDefaults(
  given: Partial<DatabaseOptions>,
): DatabaseOptions {
  const options = new DatabaseOptions();
  for (const name of Object.keys(options) as (keyof DatabaseOptions)[])
    if (given[name] !== undefined)
      Object.assign(options, { [name]: given[name] });
  if (options.file === '' && typeof options.folder === 'string')
    options.file = join(options.folder, 'branches.db');
  return options;
}

/** What makes no sense in them. @internal */
export function databaseIssues(options: DatabaseOptions): OptionIssue[] {
  return (Object.keys(options) as (keyof DatabaseOptions)[]).flatMap((name) => {
    const value: unknown = options[name];
    const needed = needOf(name, value);
    return needed === undefined ? [] : [{ name, value, needed }];
  });
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
  const [issue] = databaseIssues(options);
  if (issue !== undefined)
    throw new InvalidDatabaseOptionError(issue.name, issue.value, issue.needed);
  return options;
}

/** What an option should be where it is not. */
function needOf(
  name: keyof DatabaseOptions,
  value: unknown,
): string | undefined {
  const least = SMALLEST[name];
  if (least !== undefined) {
    const isSound = Number.isSafeInteger(value) && (value as number) >= least;
    return isSound ? undefined : `a whole number from ${least} up`;
  }
  if (name === 'driver') {
    const isKnown =
      value === undefined || DRIVER_NAMES.includes(value as SqlDriverName);
    return isKnown
      ? undefined
      : `one of ${DRIVER_NAMES.map((one) => `'${one}'`).join(', ')}`;
  }
  const isPath = typeof value === 'string' && value !== '';
  return isPath ? undefined : `the path of a ${name}`;
}
