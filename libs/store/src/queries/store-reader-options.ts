import { DRIVER_NAMES } from '../database/driver/find-driver.js';
import type { SqlDriverName } from '../database/driver/sql-connection.interface.js';
import { InvalidStoreOptionsError } from '../store/invalid-store-options.error.js';
import { withDefaults } from '../options/with-defaults.js';
import { problemsOf } from './input/problems-of.js';
import { isOneOf, isWhole, type RulesOf } from '../options/rules.js';

/** How a reader reads. @publicApi */
export class StoreReaderOptions {
  /**
   * Where queries run: in a `thread` of their own, so that nothing waits for them but who
   * asks; or `inline`, in the caller's, which starts no thread: for scripts, that have nothing else to do.
   * @default 'thread'
   */
  mode: 'thread' | 'inline' = 'thread';
  /**
   * How long a query may take, in milliseconds, with the wait for those before it; a thread is ended then. No limit inline.
   * @default 10_000
   */
  timeoutMs = 10_000;
  /**
   * The library that brings SQLite; the same one that the application writes with, where this is in its process.
   * @default the first that works here of `node:sqlite`, `better-sqlite3`, `libsql`
   */
  driver: SqlDriverName | undefined = undefined;
}

const RULES: RulesOf<StoreReaderOptions> = {
  mode: isOneOf('thread', 'inline'),
  timeoutMs: isWhole(1, 3_600_000),
  driver: isOneOf(...DRIVER_NAMES),
};

/**
 * @throws InvalidStoreOptionsError with everything that makes no sense.
 * @internal
 */
export function resolveReaderOptions(
  path: string,
  given: Partial<StoreReaderOptions>,
): StoreReaderOptions {
  const issues = problemsOf(given, RULES);
  if (typeof path !== 'string' || path === '')
    issues.unshift({
      name: 'path',
      value: path,
      needed: 'the path of a folder or a file',
    });
  if (issues.length > 0) throw new InvalidStoreOptionsError(issues);
  return withDefaults(new StoreReaderOptions(), given);
}
