import { resolve } from 'node:path';
import {
  journalIssues,
  JournalOptions,
  type OptionIssue,
  withDefaults,
} from '../journal/journal-options.js';
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
  ];
  if (issues.length > 0) throw new InvalidStoreOptionsError(issues);
  // Wherever the process goes later.
  journal.folder = resolve(journal.folder);
  return { journal, sinks: resolved.sinks, drainMs };
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
