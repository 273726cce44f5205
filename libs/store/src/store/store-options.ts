import { resolve } from 'node:path';
import { JOURNAL_RULES, JournalOptions } from '../journal/journal-options.js';
import {
  DATABASE_RULES,
  type DatabaseOptions,
  databaseWithDefaults,
} from '../database/database-options.js';
import { issuesOf, type OptionIssue } from '../options/option-issues.js';
import {
  isAnything,
  isDuration,
  type RulesOf,
  when,
} from '../options/rules.js';
import { withDefaults } from '../options/with-defaults.js';
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

const RULES: RulesOf<StoreOptions> = {
  ...JOURNAL_RULES,
  sinks: when(Array.isArray, 'a list of backends'),
  // By rules of its own.
  database: isAnything,
  drainMs: isDuration,
};

/**
 * The defaults with what is defined of `given` over them.
 *
 * @throws InvalidStoreOptionsError with everything that makes no sense.
 * @internal
 */
export function resolveStoreOptions(
  given: Partial<StoreOptions>,
): ResolvedStore {
  const { sinks, database, drainMs, ...journal } = withDefaults(
    new StoreOptions(),
    given,
  );
  const list = Array.isArray(sinks) ? (sinks as readonly SinkInput[]) : [];
  const resolved = resolveSinks(list);
  const wanted = databaseOf(database, journal.folder);
  const issues = [
    ...issuesOf(given, RULES),
    ...resolved.issues,
    ...wanted.issues,
  ];
  if (issues.length > 0) throw new InvalidStoreOptionsError(issues);
  // Wherever the process goes later.
  journal.folder = resolve(journal.folder);
  const { options } = wanted;
  if (options !== undefined) {
    options.folder = journal.folder;
    options.file = resolve(options.file);
  }
  return { journal, sinks: resolved.sinks, drainMs, database: options };
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
  const { folder: _, ...rules } = DATABASE_RULES;
  return {
    options: databaseWithDefaults({ ...given, folder: folder || '.' }),
    issues: issuesOf(given, rules, 'database.'),
  };
}
