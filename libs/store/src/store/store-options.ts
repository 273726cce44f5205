import { resolve } from 'node:path';
import {
  journalIssues,
  JournalOptions,
  type OptionIssue,
  withDefaults,
} from '../journal/journal-options.js';
import {
  databaseIssues,
  type DatabaseOptions,
  databaseWithDefaults,
} from '../database/database-options.js';
import { type ResolvedSink, resolveSinks } from '../sinks/resolve-sinks.js';
import type { SinkInput } from '../sinks/sink-options.js';
import { InvalidStoreOptionsError } from './invalid-store-options.error.js';

/** Where a store is, what it feeds, and its limits. @publicApi */
export class StoreOptions extends JournalOptions {
  /**
   * The folder; made when it is missing. Several processes may share it. The default is
   * in the directory that the application starts in, where a volume can be mounted, an
   * upgrade of packages removes nothing, and no other application looks.
   * @default 'data/spearmint'
   */
  override folder = 'data/spearmint';
  /**
   * Backends that are fed from the journal, each at its own speed.
   * @default []
   */
  sinks: readonly SinkInput[] = [];
  /**
   * Whether a SQLite database is kept of what is in the journal, in a thread of its own,
   * to be queried; and where, and how long.
   * @default true
   */
  database: boolean | Partial<Omit<DatabaseOptions, 'folder'>> = true;
  /**
   * How long `close()` may take for what sinks have still to deliver, in milliseconds;
   * the rest is delivered at the next start.
   * @default 800
   */
  drainMs = 800;
}

/** @internal */
export interface ResolvedStore {
  readonly journal: JournalOptions;
  readonly sinks: readonly ResolvedSink[];
  readonly drainMs: number;
  /** None where there should be none. */
  readonly database: DatabaseOptions | undefined;
}

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidStoreOptionsError with everything that makes no sense.
 * @internal
 */
export function resolveStoreOptions(
  given: Partial<StoreOptions>,
): ResolvedStore {
  const defaults = new StoreOptions();
  const { sinks = [], drainMs = defaults.drainMs } = given;
  const journal = withDefaults(given);
  if (given.folder === undefined) journal.folder = defaults.folder;
  const list = Array.isArray(sinks) ? (sinks as readonly SinkInput[]) : [];
  const resolved = resolveSinks(list);
  const wanted = databaseOf(
    given.database ?? defaults.database,
    journal.folder,
  );
  const issues = [
    ...unknownOptions(given, defaults),
    ...journalIssues(journal),
    ...(Array.isArray(sinks)
      ? []
      : [{ name: 'sinks', value: sinks, needed: 'a list of backends' }]),
    ...(Number.isFinite(drainMs) && drainMs >= 0
      ? []
      : [
          {
            name: 'drainMs',
            value: drainMs,
            needed: 'a number of milliseconds from 0 up',
          },
        ]),
    ...resolved.issues,
    ...wanted.issues,
  ];
  if (issues.length > 0) throw new InvalidStoreOptionsError(issues);
  // Wherever the process goes later.
  journal.folder = resolve(journal.folder);
  const database = wanted.options;
  if (database !== undefined) {
    database.folder = journal.folder;
    database.file = resolve(database.file);
  }
  return { journal, sinks: resolved.sinks, drainMs, database };
}

interface WantedDatabase {
  readonly options?: DatabaseOptions;
  readonly issues: readonly OptionIssue[];
}

function databaseOf(value: unknown, folder: string): WantedDatabase {
  if (value === false) return { issues: [] };
  if (value !== true && (typeof value !== 'object' || value === null)) {
    const needed = 'true, false, or options';
    return { issues: [{ name: 'database', value, needed }] };
  }
  const given = value === true ? {} : value;
  const options = databaseWithDefaults({ ...given, folder: folder || '.' });
  const known = Object.keys(options).filter((name) => name !== 'folder');
  const unknown = Object.entries(given)
    .filter(([name]) => !known.includes(name))
    .map(([name, one]) => ({
      name,
      value: one as unknown,
      needed: `left out: known are ${known.join(', ')}`,
    }));
  const issues = [...unknown, ...databaseIssues(options)].map((issue) => ({
    ...issue,
    name: `database.${issue.name}`,
  }));
  return { options, issues };
}

function unknownOptions(given: object, defaults: StoreOptions): OptionIssue[] {
  const known = Object.keys(defaults);
  return Object.entries(given)
    .filter(([name]) => !known.includes(name))
    .map(([name, value]) => ({
      name,
      value: value as unknown,
      needed: `left out: known are ${known.join(', ')}`,
    }));
}
